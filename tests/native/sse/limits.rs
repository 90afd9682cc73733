//! Memory is bounded, and the bound does not depend on the chunks.

use super::text;
use tinyfish_web::core::sse::{Parser, TooLong};

/// The frames before the end or the refusal, and whether it was refused.
fn attempt(limit: usize, stream: &str, size: usize) -> (Vec<String>, Result<(), TooLong>) {
    let mut parser = Parser::new(limit);
    let mut frames = Vec::new();
    for chunk in stream.as_bytes().chunks(size) {
        let fed = parser.feed(chunk, &mut |frame| frames.push(text(frame.data)));
        assert!(
            parser.buffered() <= limit,
            "{stream:?} in {size}: {} bytes held",
            parser.buffered()
        );
        if fed.is_err() {
            return (frames, fed);
        }
    }
    (frames, Ok(()))
}

#[test]
fn an_event_up_to_the_limit_passes_and_one_byte_more_is_refused() {
    for (stream, most) in [
        ("data: 0123456789\n\n", 16),
        ("data: 01234\ndata: 56789\n\n", 16),
        // The line feed between two data lines counts.
        ("data: 012\ndata: 345\ndata: 678\n\n", 16),
        (": 0123456789012345\n\n", 18),
        ("event: 0123\ndata: 4567\n\n", 14),
        ("id: 0123\ndata: 4567\n\n", 14),
        ("data: 0123456789", 16),
    ] {
        for size in [1, 2, 7, 100] {
            assert_eq!(
                attempt(most, stream, size).1,
                Ok(()),
                "{stream:?} in {size}"
            );
            let limit = most - 1;
            assert_eq!(
                attempt(limit, stream, size).1,
                Err(TooLong { limit }),
                "{stream:?} in {size}"
            );
        }
    }
}

#[test]
fn events_before_the_long_one_are_given() {
    for size in [1, 5, 100] {
        let (frames, fed) = attempt(
            12,
            "data: a\n\ndata: b\n\ndata: 0123456789\n\ndata: c\n\n",
            size,
        );
        assert_eq!(
            (frames, fed),
            (
                vec!["a".to_string(), "b".to_string()],
                Err(TooLong { limit: 12 })
            )
        );
    }
}

#[test]
fn after_a_refusal_everything_is_refused_and_nothing_held() {
    let mut parser = Parser::new(8);
    parser
        .feed(b"data: 0123456789", &mut |_| panic!("no event here"))
        .unwrap_err();
    assert_eq!(parser.buffered(), 0);
    assert_eq!(
        parser.feed(b"data: a\n\n", &mut |_| panic!("no event here")),
        Err(TooLong { limit: 8 })
    );
    parser.finish(&mut |_| panic!("no event here"));
}

#[test]
fn many_small_events_never_add_up() {
    let stream = "data: 0123456789\n\n".repeat(1000);
    for size in [1, 17, 4096] {
        let (frames, fed) = attempt(16, &stream, size);
        assert_eq!((frames.len(), fed), (1000, Ok(())));
    }
}
