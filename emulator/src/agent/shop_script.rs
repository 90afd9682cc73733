//! The sample shop: through the list, past the interstitial, into the best product, and in with the
//! vault's login.

use serde_json::{Value, json};

use super::trouble::Trouble;
use super::walk::Walk;
use super::{NOTE, VAULT_ITEM};
use crate::runs::RunError;
use crate::shop::Shop;

const READ_PRODUCTS: &str = include_str!("../../assets/agent/read_products.js");
const READ_DETAIL: &str = include_str!("../../assets/agent/read_detail.js");
const READ_ACCOUNT: &str = include_str!("../../assets/agent/read_account.js");

/// Follows the script that fits where the run begins; gives what was read.
pub(crate) async fn follow(walk: &Walk<'_>, shop: &Shop) -> Result<Value, Trouble> {
    let url = &walk.run.params.url;
    let opening = "Scripted agent (does not understand goals): opening the shop";
    walk.step(opening, walk.open(url.as_str())).await?;
    let path = url.path();
    if path.starts_with("/login") || path.starts_with("/account") {
        let account = sign_in(walk, shop).await?;
        return Ok(outcome(json!({ "account": account })));
    }
    if path.starts_with("/product/") {
        let product = read_detail(walk).await?;
        return Ok(outcome(json!({ "product": product })));
    }
    let products = read_list(walk).await?;
    let best = open_best(walk, &products).await?;
    let mut facts = json!({ "products": products, "count": products.len(), "best_rated": best });
    if walk.run.params.use_vault {
        facts["account"] = sign_in(walk, shop).await?;
    }
    Ok(outcome(facts))
}

/// The facts, with the note on who gathered them in front.
fn outcome(facts: Value) -> Value {
    let mut outcome = json!({ "agent": NOTE });
    if let (Value::Object(all), Value::Object(facts)) = (&mut outcome, facts) {
        all.extend(facts);
    }
    outcome
}

async fn read_list(walk: &Walk<'_>) -> Result<Vec<Value>, Trouble> {
    let mut products = Vec::new();
    let mut number = 1;
    loop {
        let read = walk.evaluate::<Vec<Value>>(READ_PRODUCTS);
        products.extend(
            walk.step(format!("Reading the products on page {number}"), read)
                .await?,
        );
        if !walk
            .evaluate::<bool>("document.querySelector('[rel=next]') !== null")
            .await?
        {
            return Ok(products);
        }
        number += 1;
        let arrived = format!("document.body.dataset.page === 'list-{number}'");
        go(
            walk,
            &format!("Going to page {number}"),
            "[rel=next]",
            &arrived,
        )
        .await?;
    }
}

/// Clicks on towards another page. What unexpectedly lies in the way is closed, or ends a strict run.
async fn go(walk: &Walk<'_>, action: &str, selector: &str, arrived: &str) -> Result<(), Trouble> {
    let follow_link = || async {
        walk.click(selector).await?;
        walk.wait_until(arrived).await
    };
    match walk.step(action, follow_link()).await {
        Err(Trouble::Covered(what)) if !walk.run.params.is_strict() => {
            let close = async {
                walk.click("[role=dialog] [data-close]").await?;
                walk.wait_until("!document.querySelector('[role=dialog]')")
                    .await
            };
            walk.step(format!("Closing what is in the way: “{what}”"), close)
                .await?;
            walk.step(action, follow_link()).await
        }
        other => other,
    }
}

async fn open_best(walk: &Walk<'_>, products: &[Value]) -> Result<Value, Trouble> {
    let rating = |product: &Value| product["rating"].as_f64().unwrap_or_default();
    let best = products
        .iter()
        .max_by(|a, b| rating(a).total_cmp(&rating(b)));
    let url = best.and_then(|product| product["url"].as_str());
    let url = url.ok_or_else(|| Trouble::failed("The shop shows no products"))?;
    walk.step("Opening the product with the best rating", walk.open(url))
        .await?;
    read_detail(walk).await
}

async fn read_detail(walk: &Walk<'_>) -> Result<Value, Trouble> {
    walk.step(
        "Reading the product's details",
        walk.evaluate::<Value>(READ_DETAIL),
    )
    .await
}

/// Signs in with the vault's login. Without one, the default mode reports it; strict mode fails.
async fn sign_in(walk: &Walk<'_>, shop: &Shop) -> Result<Value, Trouble> {
    if let Some(reason) = no_login(walk) {
        return match walk.run.params.is_strict() {
            true => Err(RunError::task_failed(reason).into()),
            false => Ok(json!({ "status": "failure", "reason": reason })),
        };
    }
    let login_page = "document.body.dataset.page === 'login'";
    if !walk.evaluate::<bool>(login_page).await? {
        go(
            walk,
            "Opening the sign-in page",
            "a[href='/login']",
            login_page,
        )
        .await?;
    }
    let fill = async {
        walk.fill("#email", shop.member_email()).await?;
        walk.fill("#password", shop.member_password()).await
    };
    walk.step("Filling in the login from the vault", fill)
        .await?;
    let account_page = "document.body.dataset.page === 'account'";
    go(walk, "Signing in", "form button[type=submit]", account_page).await?;
    walk.step("Reading the account", walk.evaluate::<Value>(READ_ACCOUNT))
        .await
}

fn no_login(walk: &Walk<'_>) -> Option<&'static str> {
    let params = &walk.run.params;
    let allowed = |ids: &Vec<String>| ids.iter().any(|id| id == VAULT_ITEM);
    match (&params.credential_item_ids, params.use_vault) {
        (_, false) => Some("Signing in needs use_vault: true"),
        (Some(ids), true) if !allowed(ids) => {
            Some("None of credential_item_ids is a login for this site")
        }
        _ => None,
    }
}
