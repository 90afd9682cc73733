//! What a script can do: steps with pictures, made of small moves on the page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use chromiumoxide::cdp::browser_protocol::page::{
    CaptureScreenshotFormat, CaptureScreenshotParams,
};
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::layout::Point;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::tab::Tab;
use super::trouble::Trouble;
use crate::clock;
use crate::runs::{Event, Run, RunError, Status, Step};

const PATIENCE: Duration = Duration::from_secs(15);
const WHOLE_PAGE: &str = "(document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '') \
    + document.documentElement.outerHTML";
const GLANCE: Duration = Duration::from_millis(40);

/// A run on its way through a page.
pub(crate) struct Walk<'a> {
    pub run: &'a Run,
    tab: &'a Tab,
    pace: Duration,
    taken: AtomicU64,
}

/// Where an element is, or what lies over it.
#[derive(Deserialize)]
struct Place {
    x: f64,
    y: f64,
    covered_by: Option<String>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(run: &'a Run, tab: &'a Tab, pace: Duration) -> Self {
        Self {
            run,
            tab,
            pace,
            taken: AtomicU64::new(0),
        }
    }

    /// Does something and records it, well or badly ended, as a step with a picture.
    pub(crate) async fn step<T>(
        &self,
        action: impl Into<String>,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let limit = self.run.params.max_steps();
        if self.taken.fetch_add(1, Ordering::Relaxed) >= limit {
            return Err(RunError::too_many_steps(limit).into());
        }
        tokio::time::sleep(self.pace).await;
        let begun = Instant::now();
        let outcome = work.await;
        let status = if outcome.is_ok() {
            Status::Completed
        } else {
            Status::Failed
        };
        let recorded = self.record(action.into(), status, begun).await;
        // What went wrong first is what counts.
        let value = outcome?;
        recorded.map(|()| value)
    }

    pub(crate) async fn open(&self, url: &str) -> Result<(), Trouble> {
        self.tab.page.goto(url).await.map_err(Trouble::opening)?;
        Ok(())
    }

    /// Clicks the element with the mouse, if nothing lies over it.
    pub(crate) async fn click(&self, selector: &str) -> Result<(), Trouble> {
        let script = call(
            include_str!("../../assets/agent/locate.js"),
            &json!(selector),
        );
        let place: Option<Place> = self.evaluate(&script).await?;
        let place = place
            .ok_or_else(|| Trouble::failed("An element the script needs is not on the page"))?;
        if let Some(what) = place.covered_by {
            return Err(Trouble::Covered(what));
        }
        let point = Point {
            x: place.x,
            y: place.y,
        };
        self.tab.page.move_mouse(point).await?.click(point).await?;
        Ok(())
    }

    /// Types into a field; the text appears in no record.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> Result<(), Trouble> {
        self.click(selector).await?;
        self.tab.page.execute(InsertTextParams::new(text)).await?;
        Ok(())
    }

    /// Waits until an expression is true on a page that has loaded.
    pub(crate) async fn wait_until(&self, expression: &str) -> Result<(), Trouble> {
        let question = format!("document.readyState === 'complete' && Boolean({expression})");
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            // Between two pages there is nobody to ask: that is not an answer yet.
            if let Ok(true) = self.evaluate::<bool>(&question).await {
                return Ok(());
            }
            tokio::time::sleep(GLANCE).await;
        }
        Err(Trouble::failed(
            "The page did not become what the script expects",
        ))
    }

    /// The value of a JavaScript expression on the page.
    pub(crate) async fn evaluate<T: DeserializeOwned>(
        &self,
        expression: &str,
    ) -> Result<T, Trouble> {
        let params = EvaluateParams::builder()
            .expression(expression)
            .return_by_value(true)
            .await_promise(true)
            .build();
        let params = params.map_err(|_| Trouble::failed("The script is not complete"))?;
        let answer = self.tab.page.execute(params).await?.result;
        if answer.exception_details.is_some() {
            return Err(Trouble::failed("The page does not let the script read it"));
        }
        serde_json::from_value(answer.result.value.unwrap_or(Value::Null))
            .map_err(|_| Trouble::failed("The page is not what the script expects"))
    }

    async fn record(&self, action: String, status: Status, begun: Instant) -> Result<(), Trouble> {
        let screenshot = self.screenshot().await?;
        let html = match self.run.params.capture_config.html {
            true => Some(self.evaluate(WHOLE_PAGE).await?),
            false => None,
        };
        let progress = Event::progress(&self.run.id, &action);
        let step = Step {
            id: format!("evt_{}", Uuid::new_v4().simple()),
            time: clock::now(),
            status,
            action,
            took: begun.elapsed(),
            screenshot,
            html,
        };
        self.run.add_step(step, progress);
        Ok(())
    }

    async fn screenshot(&self) -> Result<Bytes, Trouble> {
        let params = CaptureScreenshotParams::builder()
            .format(CaptureScreenshotFormat::Jpeg)
            .quality(75)
            .build();
        let picture = self.tab.page.execute(params).await?;
        let jpeg = STANDARD.decode(&picture.result.data);
        jpeg.map(Bytes::from)
            .map_err(|_| RunError::system("The browser sent a picture that is none").into())
    }
}

/// A call of a JavaScript function with one argument.
fn call(function: &str, argument: &Value) -> String {
    format!("({})({argument})", function.trim().trim_end_matches(';'))
}
