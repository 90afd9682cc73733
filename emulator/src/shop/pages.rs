//! The shop's pages as HTML.

use super::catalogue::{PAGE_SIZE, PRODUCTS, Product};
use super::template::{escape, fill};

const LAYOUT: &str = include_str!("../../assets/shop/layout.html");
const CARD: &str = include_str!("../../assets/shop/card.html");
const DETAIL: &str = include_str!("../../assets/shop/detail.html");
const LOGIN: &str = include_str!("../../assets/shop/login.html");
const ACCOUNT: &str = include_str!("../../assets/shop/account.html");
const OFFER: &str = include_str!("../../assets/shop/offer.html");

/// What every page needs to know of its visitor.
#[derive(Clone, Copy, Default)]
pub(crate) struct Visitor {
    pub signed_in: bool,
    /// The offer was closed, or is not wanted.
    pub left_alone: bool,
}

/// How many pages the list has.
pub(crate) fn page_count() -> usize {
    PRODUCTS.len().div_ceil(PAGE_SIZE)
}

/// A page of the list, counted from 1. From the second on, an offer covers it until it is closed.
pub(crate) fn list(number: usize, visitor: Visitor) -> String {
    let start = (number - 1) * PAGE_SIZE;
    let cards: String = PRODUCTS
        .iter()
        .skip(start)
        .take(PAGE_SIZE)
        .map(card)
        .collect();
    let body = format!(
        "<h1>All goods</h1><p class=\"lead\">{} things that are good to have aboard.</p>\
         <ul class=\"cards\">{cards}</ul>{}",
        PRODUCTS.len(),
        pager(number),
    );
    let offer = if number > 1 && !visitor.left_alone {
        fill(OFFER, &[("back", &format!("/?page={number}"))])
    } else {
        String::new()
    };
    layout(
        "All goods",
        &format!("list-{number}"),
        &body,
        &offer,
        visitor,
    )
}

pub(crate) fn detail(product: &Product, visitor: Visitor) -> String {
    let body = about(DETAIL, product);
    layout(product.name, "detail", &body, "", visitor)
}

/// The sign-in page; with a message after a wrong password.
pub(crate) fn login(failed: bool, visitor: Visitor) -> String {
    let message = if failed {
        "<p class=\"error\" role=\"alert\">That is not the password.</p>"
    } else {
        ""
    };
    layout(
        "Sign in",
        "login",
        &fill(LOGIN, &[("message", message)]),
        "",
        visitor,
    )
}

pub(crate) fn account(visitor: Visitor) -> String {
    layout("Your account", "account", ACCOUNT, "", visitor)
}

pub(crate) fn not_found(visitor: Visitor) -> String {
    let body = "<h1>Not in our hold</h1><p class=\"lead\">There is no such page. <a href=\"/\">All goods</a></p>";
    layout("Not found", "not-found", body, "", visitor)
}

fn card(product: &Product) -> String {
    about(CARD, product)
}

/// A template with what there is to say of a product, as far as it asks.
fn about(template: &str, product: &Product) -> String {
    fill(
        template,
        &[
            ("slug", product.slug),
            ("name", &escape(product.name)),
            ("picture", &picture(product)),
            ("group", product.group.name()),
            ("price", &product.price()),
            ("stars", &product.stars()),
            ("reviews", &product.reviews.to_string()),
            ("stock", stock(product)),
            ("description", &escape(product.description)),
            ("material", &escape(product.material)),
            ("weight", &format!("{} g", product.grams)),
        ],
    )
}

fn pager(number: usize) -> String {
    let link = |to: usize, rel: &str, text: &str| match (1..=page_count()).contains(&to) {
        true => format!("<a rel=\"{rel}\" href=\"/?page={to}\">{text}</a>"),
        false => "<span></span>".to_owned(),
    };
    format!(
        "<nav class=\"pager\" aria-label=\"Pages\">{}<span>Page {number} of {}</span>{}</nav>",
        link(number - 1, "prev", "← Back"),
        page_count(),
        link(number + 1, "next", "Next →"),
    )
}

/// Each product has a colour of its own.
fn picture(product: &Product) -> String {
    let place = PRODUCTS
        .iter()
        .position(|known| known.slug == product.slug)
        .unwrap_or_default();
    let hue = place * 47 % 360;
    format!(
        "<svg viewBox=\"0 0 120 90\" role=\"img\" aria-label=\"{}\" style=\"color:hsl({hue} 45% 38%);background:hsl({hue} 45% 93%)\">{}</svg>",
        escape(product.name),
        product.group.drawing(),
    )
}

fn stock(product: &Product) -> &'static str {
    if product.in_stock {
        "<span class=\"stock\">In stock</span>"
    } else {
        "<span class=\"stock sold-out\">Sold out</span>"
    }
}

fn layout(title: &str, page: &str, body: &str, over: &str, visitor: Visitor) -> String {
    let account = if visitor.signed_in {
        "<a href=\"/account\">Account</a>"
    } else {
        "<a href=\"/login\">Sign in</a>"
    };
    fill(
        LAYOUT,
        &[
            ("title", &escape(title)),
            ("page", page),
            ("style", include_str!("../../assets/shop/shop.css")),
            ("account", account),
            ("body", body),
            ("over", over),
        ],
    )
}
