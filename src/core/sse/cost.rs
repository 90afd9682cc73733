//! What parsing costs, in bytes looked at or copied rather than in time: the same on every machine.

use super::{DEFAULT_LIMIT, Parser};
use std::cell::Cell;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn add(bytes: usize) {
    BYTES.set(BYTES.get() + bytes);
}

/// The bytes looked at or copied while `stream` is fed in chunks of `size`.
fn cost(stream: &[u8], size: usize) -> usize {
    BYTES.set(0);
    let mut parser = Parser::new(DEFAULT_LIMIT);
    for chunk in stream.chunks(size) {
        assert_eq!(parser.feed(chunk, &mut |_| {}), Ok(()));
    }
    parser.finish(&mut |_| {});
    BYTES.get()
}

#[test]
fn a_long_line_is_scanned_once_and_copied_once() {
    let stream = format!("data: {{\"result\":\"{}\"}}\n\n", "x".repeat(5 << 20));
    for size in [16 << 10, 1 << 10] {
        let cost = cost(stream.as_bytes(), size);
        assert!(
            cost <= 2 * stream.len(),
            "{cost} for {} bytes in chunks of {size}",
            stream.len()
        );
    }
}

#[test]
fn frames_within_a_chunk_are_scanned_only() {
    let stream = "data: {\"type\":\"HEARTBEAT\"}\n\n".repeat(1000);
    assert!(cost(stream.as_bytes(), stream.len()) <= stream.len());
}

#[test]
fn no_stream_costs_more_than_linear_in_any_chunks() {
    for line in [
        "data: {\"a\":1}\n\n",
        // Blank lines dropped: each event is examined as JSON.
        "data: {\"a\":\"some text\"}\n",
        // One event of many lines, each of which might begin an object.
        "data: {\n",
        "data: { } {\n",
        "data: x\n",
        "data\n",
        ": comment\n",
        "event: something\r",
        "id: something\r\n",
        "\n",
        "\r",
        "{\"not\":\"a stream\"}\n",
        "no line end at all",
    ] {
        for repeats in [1 << 8, 1 << 14] {
            let stream = line.repeat(repeats);
            for size in [1, 2, 100, stream.len()] {
                let cost = cost(stream.as_bytes(), size);
                assert!(
                    cost <= 4 * stream.len(),
                    "{cost} for {repeats} of {line:?} in chunks of {size}"
                );
            }
        }
    }
}
