//! The event stream parser.

mod forgiving;
mod limits;
mod properties;
mod standard;

use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

/// A frame that outlives its parser: data, event, id.
type Owned = (String, String, String);

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Feeds the chunks and ends the stream.
fn run<'a>(mut parser: Parser, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Owned> {
    let mut frames = Vec::new();
    let mut sink = |frame: tinyfish_web::core::sse::Frame<'_>| {
        frames.push((text(frame.data), text(frame.event), text(frame.id)));
    };
    for chunk in chunks {
        parser.feed(chunk, &mut sink).expect("within the limit");
    }
    parser.finish(&mut sink);
    frames
}

fn strict(stream: &str) -> Vec<Owned> {
    run(Parser::strict(DEFAULT_LIMIT), [stream.as_bytes()])
}

fn forgiving(stream: &str) -> Vec<Owned> {
    run(Parser::new(DEFAULT_LIMIT), [stream.as_bytes()])
}

/// Frames that have only data.
fn only_data(data: &[&str]) -> Vec<Owned> {
    data.iter()
        .map(|data| (data.to_string(), String::new(), String::new()))
        .collect()
}
