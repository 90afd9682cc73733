//! Any split of the bytes gives the same frames.

use super::run;
use proptest::collection::vec;
use proptest::prelude::*;
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

/// Pieces that streams are made of, the awkward ones among them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let fixed = prop::sample::select(vec![
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "\u{FEFF}",
        "data",
        "data:",
        "data: ",
        "data: {}",
        "data: {\"a\":\"}\"}\n",
        "event: x",
        "id: 1",
        "id: \0",
        "retry: 10",
        ":",
        ": c",
        " ",
        "{",
        "}",
        "\"",
        "\\",
        "é",
        "𝄞",
        "x: y",
    ]);
    prop_oneof![
        8 => fixed.prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts `bytes` into chunks of the given sizes, over and over; empty chunks included.
fn cut<'a>(bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = bytes;
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, tail) = rest.split_at((*size).min(rest.len()));
        chunks.push(chunk);
        rest = tail;
    }
    chunks
}

/// What lies behind an event in its chunk is not held for the next, whose line may come in one piece and end in another.
#[test]
fn every_cut_in_three_gives_the_same_frames() {
    let stream = b"data: a\n\nid: 1\r\ndata: b\n\r\ndata: {}\ndata: {}\n\n";
    let whole = run(Parser::new(DEFAULT_LIMIT), [stream.as_slice()]);
    assert_eq!(whole.len(), 4);
    for second in 0..=stream.len() {
        for first in 0..=second {
            let chunks = [&stream[..first], &stream[first..second], &stream[second..]];
            assert_eq!(
                run(Parser::new(DEFAULT_LIMIT), chunks),
                whole,
                "{first} {second}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_split_gives_the_same_frames(bytes in stream(), sizes in vec(0_usize..9, 0..12), last in 1_usize..40) {
        // The last size is never zero, so that the cutting ends.
        let sizes = [sizes, vec![last]].concat();
        for make in [Parser::new, Parser::strict] {
            let whole = run(make(DEFAULT_LIMIT), [bytes.as_slice()]);
            prop_assert_eq!(&run(make(DEFAULT_LIMIT), cut(&bytes, &sizes)), &whole);
            prop_assert_eq!(&run(make(DEFAULT_LIMIT), bytes.chunks(1)), &whole);
        }
    }

    #[test]
    fn any_split_meets_the_limit_at_the_same_event(bytes in stream(), limit in 0_usize..30, size in 1_usize..20) {
        let attempt = |size: usize| {
            let mut parser = Parser::new(limit);
            let mut frames = 0;
            let fed = bytes.chunks(size).try_for_each(|chunk| parser.feed(chunk, &mut |_| frames += 1));
            (frames, fed.is_ok())
        };
        prop_assert_eq!(attempt(size), attempt(bytes.len().max(1)));
    }
}
