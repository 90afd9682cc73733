//! Any page: open it, look at it from top to bottom, read what every page has.

use serde_json::{Map, Value, json};

use super::trouble::Trouble;
use super::walk::Walk;

/// Screenfuls looked at, at most.
const MOST_SCROLLS: u32 = 3;

/// Follows the script; gives what was read.
pub(crate) async fn follow(walk: &Walk<'_>) -> Result<Value, Trouble> {
    let host = walk
        .run
        .params
        .url
        .host_str()
        .unwrap_or("the page")
        .to_owned();
    let url = walk.run.params.url.as_str();
    let opening = format!("Scripted agent (does not understand goals): opening {host}");
    walk.step(opening, walk.open(url)).await?;
    let read = walk.evaluate::<Map<String, Value>>(include_str!("../../assets/agent/read_page.js"));
    let page = walk
        .step("Reading the title, headings and links", read)
        .await?;
    look_down(walk).await?;

    let mut facts = Map::new();
    facts.insert("agent".to_owned(), json!(super::NOTE));
    facts.extend(page);
    Ok(Value::Object(facts))
}

async fn look_down(walk: &Walk<'_>) -> Result<(), Trouble> {
    for _ in 0..MOST_SCROLLS {
        let more = "scrollY + innerHeight < document.documentElement.scrollHeight - 4";
        if !walk.evaluate::<bool>(more).await? {
            break;
        }
        // The pause lets the page draw what came into view before its picture is taken.
        let scroll = "new Promise((done) => { scrollBy({ top: innerHeight * 0.85, behavior: 'instant' }); \
            setTimeout(() => done(true), 120); })";
        walk.step("Scrolling down", async {
            walk.evaluate::<bool>(scroll).await
        })
        .await?;
    }
    Ok(())
}
