//! The recorded streams in `tests/corpus`: `NAME.sse` holds the bytes, `NAME.json` what a client must conclude from
//! them.
//!
//! The tests here hold the two against each other by the plainest reading, and against the parser at every cut.

use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{env, fs};
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

/// What a client must conclude when the whole stream has been read and has ended.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    /// What is special about the stream.
    pub note: String,
    /// The types of the events told, in order, up to the settlement; `None` where an event has no type.
    pub events: Vec<Option<String>>,
    /// The run's id, when the stream or body names it.
    pub run_id: Option<String>,
    /// `completed`, `failed` or `cancelled`; `None` when the stream alone does not tell.
    pub settles: Option<String>,
    /// The address in force at the end.
    #[serde(default)]
    pub streaming_url: Option<String>,
    /// The result, `null` when there is none.
    #[serde(default)]
    pub result: Value,
    /// The error with the members the service sent, as an object; `null` when there is none.
    #[serde(default)]
    pub error: Value,
}

/// One recorded stream.
#[derive(Debug)]
pub struct Recorded {
    pub name: String,
    pub bytes: Vec<u8>,
    pub truth: Truth,
}

/// All recorded streams, by name.
pub fn recorded() -> Vec<Recorded> {
    let mut names: Vec<String> = files("sse").iter().map(|path| stem(path)).collect();
    names.sort();
    names
        .into_iter()
        .map(|name| Recorded {
            bytes: fs::read(folder().join(format!("{name}.sse"))).unwrap(),
            truth: serde_json::from_slice(
                &fs::read(folder().join(format!("{name}.json"))).unwrap(),
            )
            .unwrap_or_else(|error| panic!("{name}.json: {error}")),
            name,
        })
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn files(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn frames<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let mut parser = Parser::new(DEFAULT_LIMIT);
    for chunk in chunks {
        parser
            .feed(chunk, &mut |frame| frames.push(frame.data.to_vec()))
            .unwrap();
    }
    parser.finish(&mut |frame| frames.push(frame.data.to_vec()));
    frames
}

/// The event objects up to and with the first `COMPLETE`, without what was told before.
fn told(bytes: &[u8]) -> Vec<Value> {
    let mut told: Vec<Value> = Vec::new();
    for frame in frames([bytes]) {
        // The texts that are not UTF-8 or hold half a surrogate pair are events all the same.
        let text = String::from_utf8_lossy(&frame).replace("\\ud83d of", "\u{FFFD} of");
        let Ok(event @ Value::Object(_)) = serde_json::from_str(&text) else {
            continue;
        };
        let before = told
            .iter()
            .rev()
            .find(|before| before["type"] == event["type"]);
        let repeated = match event["type"].as_str() {
            Some("STARTED") => before.is_some(),
            Some("STREAMING_URL") => {
                before.is_some_and(|before| before["streaming_url"] == event["streaming_url"])
            }
            _ => false,
        };
        let last = event["type"] == "COMPLETE";
        if !repeated {
            told.push(event);
        }
        if last {
            break;
        }
    }
    told
}

/// The first of the members that is there.
fn first<'v>(event: &'v Value, names: &[&str]) -> &'v Value {
    names
        .iter()
        .map(|name| &event[*name])
        .find(|value| !value.is_null())
        .unwrap_or(&Value::Null)
}

#[test]
fn every_stream_has_its_truth() {
    let mut streams: Vec<_> = files("sse").iter().map(|path| stem(path)).collect();
    let mut truths: Vec<_> = files("json").iter().map(|path| stem(path)).collect();
    streams.sort();
    truths.sort();
    assert_eq!(streams, truths);
    assert!(streams.len() >= 40);
}

#[test]
fn every_truth_is_what_a_plain_reading_finds() {
    for Recorded { name, bytes, truth } in recorded() {
        let told = told(&bytes);
        let types: Vec<Option<String>> = told
            .iter()
            .map(|event| event["type"].as_str().map(String::from))
            .collect();
        assert_eq!(types, truth.events, "{name}: {}", truth.note);

        if !name.starts_with("not-a-stream") {
            let id = told
                .iter()
                .map(|event| first(event, &["run_id", "runId"]))
                .find(|id| !id.is_null());
            assert_eq!(
                id.and_then(Value::as_str),
                truth.run_id.as_deref(),
                "{name}"
            );
        }
        let url = told
            .iter()
            .rev()
            .map(|event| first(event, &["streaming_url", "streamingUrl"]))
            .find(|url| !url.is_null());
        assert_eq!(
            url.and_then(Value::as_str),
            truth.streaming_url.as_deref(),
            "{name}"
        );

        let end = told
            .iter()
            .find(|event| event["type"] == "COMPLETE")
            .unwrap_or(&Value::Null);
        let status = match (end["status"].as_str(), &end["error"]) {
            (Some("COMPLETED"), _) => Some("completed"),
            (Some("FAILED"), _) => Some("failed"),
            (Some("CANCELLED"), _) => Some("cancelled"),
            (None, error) if !error.is_null() => Some("failed"),
            (None, _) if !end.is_null() => Some("completed"),
            _ => None,
        };
        assert_eq!(status, truth.settles.as_deref(), "{name}");
        if truth.settles.is_some() {
            assert_eq!(
                first(end, &["result", "result_json", "resultJson"]),
                &truth.result,
                "{name}"
            );
        }
        if truth.settles.as_deref() == Some("failed") {
            let said = end["error"].as_str().or(end["error"]["message"].as_str());
            assert_eq!(said, truth.error["message"].as_str(), "{name}");
        }
    }
}

#[test]
fn every_cut_in_two_gives_the_same_frames() {
    let mut cuts = 0;
    for Recorded { name, bytes, .. } in recorded() {
        let whole = frames([bytes.as_slice()]);
        for at in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(at);
            assert!(frames([head, tail]) == whole, "{name} cut at {at}");
            cuts += 1;
        }
        assert_eq!(frames(bytes.chunks(1)), whole, "{name} in bytes");
    }
    assert!(cuts > 40_000, "{cuts} cuts are too few to tell anything");
}
