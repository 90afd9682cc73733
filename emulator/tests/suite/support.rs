//! An emulator inside the test, and a small client for it.

use std::time::Duration;

use emulator::{BrowserChoice, Config, Running};
use futures::StreamExt;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

pub const KEY: &str = "sk-tinyfish-test";
/// How long anything in these tests may take before it counts as hanging.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Emulator {
    pub running: Running,
    client: reqwest::Client,
}

impl Emulator {
    pub async fn start() -> Self {
        Self::with(Config {
            max_concurrent: 64,
            browser: BrowserChoice::Disabled,
            ..Config::default()
        })
        .await
    }

    pub async fn with_browser() -> Self {
        Self::with(Config {
            pace: Duration::ZERO,
            ..Config::default()
        })
        .await
    }

    pub async fn with(config: Config) -> Self {
        let running = emulator::start(Config { port: 0, ..config })
            .await
            .expect("a free port");
        Self {
            running,
            client: reqwest::Client::new(),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.running.api())
        };
        self.client.request(method, url)
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self.request(Method::GET, path).header("X-API-Key", KEY);
        request.send().await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self
            .request(Method::POST, path)
            .header("X-API-Key", KEY)
            .json(body);
        request.send().await.expect("an answer")
    }

    pub async fn get_json(&self, path: &str) -> Value {
        json_of(self.get(path).await).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Value {
        json_of(self.post(path, body).await).await
    }

    /// Starts a run without waiting for it; gives its id.
    pub async fn queue(&self, body: &Value) -> String {
        let answer = self.post_json("/v1/automation/run-async", body).await;
        answer["run_id"].as_str().expect("a run id").to_owned()
    }

    pub async fn run(&self, body: &Value) -> Value {
        self.post_json("/v1/automation/run", body).await
    }

    pub async fn read(&self, id: &str) -> Value {
        self.get_json(&format!("/v1/runs/{id}")).await
    }

    /// Reads the run until the condition holds.
    pub async fn read_until(&self, id: &str, holds: impl Fn(&Value) -> bool) -> Value {
        until(async || Some(self.read(id).await).filter(&holds)).await
    }

    pub async fn read_ended(&self, id: &str) -> Value {
        self.read_until(id, |run| {
            ["COMPLETED", "FAILED", "CANCELLED"].contains(&text(&run["status"]))
        })
        .await
    }

    pub async fn cancel(&self, id: &str) -> Value {
        self.post_json(&format!("/v1/runs/{id}/cancel"), &json!({}))
            .await
    }

    pub async fn requests(&self, query: &str) -> Vec<Value> {
        let answer = self.get_json(&format!("/emulator/requests?{query}")).await;
        answer["requests"].as_array().expect("a list").clone()
    }

    pub async fn stream(&self, body: &Value) -> Stream {
        Stream {
            response: self.post("/v1/automation/run-sse", body).await,
            buffer: Vec::new(),
        }
    }

    /// All events of a stream that ends properly, and the text they came in.
    pub async fn events(&self, body: &Value) -> (Vec<Value>, String) {
        let text = self
            .post("/v1/automation/run-sse", body)
            .await
            .text()
            .await
            .expect("a whole stream");
        (events_in(&text), text)
    }
}

/// Asks again until there is an answer.
pub async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking)
        .await
        .expect("an answer before the patience ends")
}

/// A stream read piece by piece.
pub struct Stream {
    pub response: Response,
    buffer: Vec<u8>,
}

impl Stream {
    /// The next event; none when the stream ends in order, an error when it breaks.
    pub async fn next(&mut self) -> Result<Option<Value>, reqwest::Error> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let text = String::from_utf8(event).expect("UTF-8");
                return Ok(events_in(&text).pop());
            }
            match self.response.chunk().await? {
                Some(chunk) => self.buffer.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
    }

    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let event = self
                .next()
                .await
                .expect("a whole stream")
                .expect("one more event");
            if event["type"] == kind {
                return event;
            }
        }
    }

    /// Events until the end, and whether that was an orderly one.
    pub async fn rest(mut self) -> (Vec<Value>, bool) {
        let mut events = Vec::new();
        loop {
            match self.next().await {
                Ok(Some(event)) => events.push(event),
                Ok(None) => return (events, true),
                Err(_) => return (events, false),
            }
        }
    }
}

/// The JSON of every `data:` line.
pub fn events_in(text: &str) -> Vec<Value> {
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter_map(|json| serde_json::from_str(json).ok())
        .collect()
}

pub fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| text(&event["type"])).collect()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The body of a scenario's run.
pub fn scenario(address: &str) -> Value {
    json!({ "url": format!("http://scenarios.test/{address}"), "goal": "play" })
}

pub async fn json_of(response: Response) -> Value {
    response.json().await.expect("JSON")
}

/// The status of an error and the code in its envelope.
pub async fn refusal(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let body = json_of(response).await;
    let error = &body["error"];
    assert!(
        error["message"].is_string(),
        "an envelope has a message: {body}"
    );
    (status, text(&error["code"]).to_owned())
}

/// Collects a body as far as it comes.
pub async fn bytes_until_break(response: Response) -> (Vec<u8>, bool) {
    let mut stream = response.bytes_stream();
    let mut all = Vec::new();
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => all.extend_from_slice(&chunk),
            Err(_) => return (all, false),
        }
    }
    (all, true)
}
