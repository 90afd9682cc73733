//! Whatever the bytes and however they are cut: the same frames as from the whole, and from the strict parser those
//! of the reference. The first two bytes of the input choose the sizes of the chunks, the rest is the stream.

#![no_main]

mod cut;
mod reference;

use cut::cut;
use libfuzzer_sys::fuzz_target;
use reference::Event;
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

fuzz_target!(|input: &[u8]| {
    let [first, second, stream @ ..] = input else {
        return;
    };
    let sizes = [usize::from(*first), usize::from(*second)];

    let forgiving = frames(Parser::new(DEFAULT_LIMIT), [stream]);
    assert_eq!(
        frames(Parser::new(DEFAULT_LIMIT), cut(stream, sizes)),
        forgiving
    );
    assert_eq!(
        frames(Parser::new(DEFAULT_LIMIT), stream.chunks(1)),
        forgiving
    );

    let expected = reference::events(stream);
    assert_eq!(frames(Parser::strict(DEFAULT_LIMIT), [stream]), expected);
    assert_eq!(
        frames(Parser::strict(DEFAULT_LIMIT), cut(stream, sizes)),
        expected
    );
    assert_eq!(
        frames(Parser::strict(DEFAULT_LIMIT), stream.chunks(1)),
        expected
    );

    let limit = sizes[0];
    assert_eq!(
        bounded(limit, stream.chunks(sizes[1].max(1))),
        bounded(limit, [stream])
    );
});

fn frames<'a>(mut parser: Parser, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut events = Vec::new();
    let mut sink = |frame: tinyfish_web::core::sse::Frame<'_>| {
        events.push((frame.data.to_vec(), frame.event.to_vec(), frame.id.to_vec()));
    };
    for chunk in chunks {
        parser
            .feed(chunk, &mut sink)
            .expect("the input is smaller than the limit");
    }
    parser.finish(&mut sink);
    assert_eq!(parser.buffered(), 0);
    events
}

/// How many frames came before the end or the refusal, and whether it was refused. Memory stays in the bound.
fn bounded<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> (usize, bool) {
    let mut parser = Parser::new(limit);
    let mut count = 0;
    for chunk in chunks {
        let fed = parser.feed(chunk, &mut |_| count += 1);
        assert!(parser.buffered() <= limit);
        if fed.is_err() {
            return (count, true);
        }
    }
    (count, false)
}
