//! Whatever the bytes and however they are cut: the run machine tells the events that each frame's text stands for by
//! itself, whether or not one is told by its likeness to another or outlined by the host. The first two bytes of the
//! input choose the sizes of the chunks, the rest is the stream; its first byte of value 1 stands for a long text.

#![no_main]

mod cut;
#[path = "../../tests/native/machine/outline.rs"]
mod outline;

use cut::cut;
use libfuzzer_sys::fuzz_target;
use outline::outline;
use serde_json::{Value, json};
use tinyfish_web::core::machine::{
    ALIKE, Batch, Config, Content, Input, MODEL, Order, PARSED, Run, Start,
};
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Frame, Parser};
use tinyfish_web::core::wire::{Event, Kind, text};

/// So that every input is an event stream, with an event that others may be like.
const HEAD: &[u8] = b"data: {\"type\":\"STARTED\",\"run_id\":\"r\"}\n\n\
    data: {\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":\"one\",\"timestamp\":\"t\"}\n\n";

fuzz_target!(|input: &[u8]| {
    let [first, second, rest @ ..] = input else {
        return;
    };
    let stream = [HEAD, &grown(rest)].concat();
    let sizes = [usize::from(*first), usize::from(*second)];
    for chunks in [vec![stream.as_slice()], cut(&stream, sizes)] {
        let Some(expected) = plainly(&chunks) else {
            return;
        };
        assert_eq!(told(&chunks), expected);
    }
});

/// The stream with a long text in place of a marker: an event that holds it is larger than the machine keeps.
fn grown(stream: &[u8]) -> Vec<u8> {
    let mut parts = stream.splitn(2, |byte| *byte == 1);
    let mut grown = parts.next().unwrap_or_default().to_vec();
    if let Some(rest) = parts.next() {
        grown.resize(grown.len() + 300 * 1024, b'x');
        grown.extend_from_slice(rest);
    }
    grown
}

/// The events of a stream, each from its frame alone; nothing where steps have ids, by which they are told once. The
/// chunks decide which events the host is asked about.
fn plainly(chunks: &[&[u8]]) -> Option<Vec<Value>> {
    let mut frames = Vec::new();
    let mut parser = Parser::new(DEFAULT_LIMIT);
    let mut keep = |frame: Frame<'_>| frames.push((frame.data.to_vec(), frame.held.is_some()));
    for chunk in chunks {
        parser.feed(chunk, &mut keep).expect("within the limit");
    }
    // The host is not asked about the one that the end completes.
    parser.finish(&mut |frame: Frame<'_>| frames.push((frame.data.to_vec(), false)));
    let (mut events, mut started, mut view) = (Vec::new(), false, None);
    for (frame, held) in &frames {
        let data = frame.trim_ascii();
        let Some(event) = Event::read(data) else {
            continue;
        };
        if *held && data.len() == frame.len() && parse(data).as_ref().and_then(outline).is_none() {
            continue;
        }
        match event.kind {
            Kind::Started if std::mem::replace(&mut started, true) => continue,
            Kind::StreamingUrl => {
                let news = text(event.streaming_url);
                if news.is_none() || news == view {
                    continue;
                }
                view = news;
            }
            Kind::Progress if event.step_id.is_some() => return None,
            _ => {}
        }
        let mut json = Vec::new();
        event.write(&mut json);
        events.extend(parse(&json));
        if event.kind == Kind::Complete {
            break;
        }
    }
    Some(events)
}

/// The events that the run machine tells of a stream in these chunks.
fn told(chunks: &[&[u8]]) -> Vec<Value> {
    let mut machine = Run::new(Config::default());
    let mut host = Host::default();
    machine.begin(Start::Stream, 0);
    machine.handle(Input::Opened(Content::Stream), 0);
    for chunk in chunks {
        machine.handle(Input::Bytes(chunk), 0);
        host.serve(&mut machine);
    }
    machine.handle(Input::Ended, 0);
    host.serve(&mut machine);
    host.events
}

/// What the machine's orders come to, as `follower.rs` and `record.js` carry them out.
#[derive(Default)]
struct Host {
    events: Vec<Value>,
    /// The event that others of a batch are like.
    model: Option<Value>,
    /// The event that was outlined last.
    outlined: Option<Value>,
}

impl Host {
    fn serve(&mut self, machine: &mut Run) {
        while let Some(order) = machine.next_order() {
            match order {
                Order::Emit(batch) => self.take(&batch),
                Order::Outline(buffer, from) => {
                    self.outlined = parse(&buffer[from..]);
                    let outline = self.outlined.as_ref().and_then(outline);
                    machine.handle(Input::Outlined(outline.as_deref().map(str::as_bytes)), 0);
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, batch: &Batch) {
        let mut elements = batch.elements();
        let (mut texts, mut lengths) = (batch.texts.as_slice(), batch.lengths.iter());
        let mut string = || {
            let (string, rest) = texts.split_at(*lengths.next().unwrap() as usize);
            texts = rest;
            Value::from(std::str::from_utf8(string).expect("ASCII"))
        };
        for kind in &batch.kinds {
            if *kind == ALIKE {
                let model = self.model.as_ref().expect("a model comes first");
                let (purpose, timestamp) = (string(), string());
                self.events.push(json!({
                    "type": model["type"], "run_id": model["run_id"], "purpose": purpose, "timestamp": timestamp,
                }));
                continue;
            }
            if *kind >= PARSED {
                let event = self.outlined.take();
                self.events.push(event.expect("it was outlined"));
                continue;
            }
            let event = parse(elements.next().unwrap());
            if *kind == MODEL {
                self.model = event.clone();
                assert!(event.is_some(), "the host can parse a model");
            }
            self.events.extend(event);
        }
        assert!(texts.is_empty() && lengths.next().is_none() && elements.next().is_none());
        // The host parses the array whole where it can.
        if let Some(Value::Array(all)) = parse(batch.json()) {
            assert_eq!(all.len(), batch.elements().count());
        }
    }
}

fn parse(json: &[u8]) -> Option<Value> {
    serde_json::from_str(&String::from_utf8_lossy(json)).ok()
}
