//! Whatever the bytes and however they are cut: the run machine tells the events that each frame's text stands for by
//! itself, whether or not one is told by its likeness to another. The first two bytes of the input choose the sizes
//! of the chunks, the rest is the stream.

#![no_main]

mod cut;

use cut::cut;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tinyfish_web::core::machine::{ALIKE, Batch, Config, Content, Input, MODEL, Order, Run, Start};
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Frame, Parser};
use tinyfish_web::core::wire::{Event, Kind, text};

/// So that every input is an event stream, with an event that others may be like.
const HEAD: &[u8] = b"data: {\"type\":\"STARTED\",\"run_id\":\"r\"}\n\n\
    data: {\"type\":\"PROGRESS\",\"run_id\":\"r\",\"purpose\":\"one\",\"timestamp\":\"t\"}\n\n";

fuzz_target!(|input: &[u8]| {
    let [first, second, rest @ ..] = input else {
        return;
    };
    let stream = [HEAD, rest].concat();
    let Some(expected) = plainly(&stream) else {
        return;
    };
    let sizes = [usize::from(*first), usize::from(*second)];
    assert_eq!(told([stream.as_slice()]), expected);
    assert_eq!(told(cut(&stream, sizes)), expected);
});

/// The events of a stream, each from its frame alone; nothing where steps have ids, by which they are told once.
fn plainly(stream: &[u8]) -> Option<Vec<Value>> {
    let mut frames = Vec::new();
    let mut parser = Parser::new(DEFAULT_LIMIT);
    let mut keep = |frame: Frame<'_>| frames.push(frame.data.to_vec());
    parser.feed(stream, &mut keep).expect("within the limit");
    parser.finish(&mut keep);
    let (mut events, mut started, mut view) = (Vec::new(), false, None);
    for frame in &frames {
        let Some(event) = Event::read(frame.trim_ascii()) else {
            continue;
        };
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
fn told<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Value> {
    let mut machine = Run::new(Config::default());
    let (mut events, mut model) = (Vec::new(), None);
    let mut take = |machine: &mut Run| {
        while let Some(order) = machine.next_order() {
            if let Order::Emit(batch) = order {
                events.extend(made(&batch, &mut model));
            }
        }
    };
    machine.begin(Start::Stream, 0);
    machine.handle(Input::Opened(Content::Stream), 0);
    for chunk in chunks {
        machine.handle(Input::Bytes(chunk), 0);
        take(&mut machine);
    }
    machine.handle(Input::Ended, 0);
    take(&mut machine);
    events
}

/// The events of a batch, as `record.js` makes them.
fn made(batch: &Batch, model: &mut Option<Value>) -> Vec<Value> {
    let mut elements = batch.elements();
    let (mut texts, mut lengths) = (batch.texts.as_slice(), batch.lengths.iter());
    let mut string = || {
        let (string, rest) = texts.split_at(*lengths.next().unwrap() as usize);
        texts = rest;
        Value::from(std::str::from_utf8(string).expect("ASCII"))
    };
    let mut events = Vec::new();
    for kind in &batch.kinds {
        if *kind == ALIKE {
            let model = model.as_ref().expect("a model comes first");
            let (purpose, timestamp) = (string(), string());
            events.push(json!({
                "type": model["type"], "run_id": model["run_id"], "purpose": purpose, "timestamp": timestamp,
            }));
            continue;
        }
        let event = parse(elements.next().unwrap());
        if *kind == MODEL {
            model.replace(event.clone().expect("the host can parse a model"));
        }
        events.extend(event);
    }
    assert!(texts.is_empty() && lengths.next().is_none() && elements.next().is_none());
    // The host parses the array whole where it can.
    if let Some(Value::Array(all)) = parse(batch.json()) {
        assert_eq!(all.len(), batch.elements().count());
    }
    events
}

fn parse(json: &[u8]) -> Option<Value> {
    serde_json::from_str(&String::from_utf8_lossy(json)).ok()
}
