//! The rules of the HTML Standard, each row under its section. Every row is fed whole, in single bytes, and cut
//! in two at every place.

use super::{Owned, run};
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

/// Stream, then the frames as (data, event, id).
type Row<'a> = (&'a str, &'a [(&'a str, &'a str, &'a str)]);

fn check(rows: &[Row<'_>]) {
    for (stream, expected) in rows {
        let expected: Vec<Owned> = expected
            .iter()
            .map(|(data, event, id)| (data.to_string(), event.to_string(), id.to_string()))
            .collect();
        let bytes = stream.as_bytes();
        for cut in 0..=bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            let frames = run(Parser::strict(DEFAULT_LIMIT), [head, tail]);
            assert_eq!(frames, expected, "{stream:?} cut at {cut}");
        }
        assert_eq!(
            run(Parser::strict(DEFAULT_LIMIT), bytes.chunks(1)),
            expected,
            "{stream:?} in bytes"
        );
    }
}

/// 9.2.5: `stream = [ bom ] *event`, `end-of-line = ( cr lf / cr / lf )`.
#[test]
fn parsing_lines() {
    check(&[
        ("data: a\n\n", &[("a", "", "")]),
        ("data: a\r\r", &[("a", "", "")]),
        ("data: a\r\n\r\n", &[("a", "", "")]),
        ("data: a\r\n\n", &[("a", "", "")]),
        ("data: a\n\r", &[("a", "", "")]),
        ("data: a\r\r\n", &[("a", "", "")]),
        // CR LF is one line end: no blank line here, so the two lines are one event.
        ("data: a\r\ndata: b\r\n\r\n", &[("a\nb", "", "")]),
        // LF CR is two.
        ("data: a\n\rdata: b\n\n", &[("a", "", ""), ("b", "", "")]),
        ("\u{FEFF}data: a\n\n", &[("a", "", "")]),
        // Only one mark is taken off, and only at the start.
        ("\u{FEFF}\u{FEFF}data: a\n\n", &[]),
        ("data: a\n\n\u{FEFF}data: b\n\n", &[("a", "", "")]),
        // The first bytes of a mark without the last are part of a name.
        ("\u{FEC0}data: a\n\n", &[]),
        ("\n\n\ndata: a\n\n\n\n", &[("a", "", "")]),
        // Form feed, vertical tab, NEL and line separator do not end a line.
        (
            "data: a\u{b}b\u{c}c\u{85}d\u{2028}e\n\n",
            &[("a\u{b}b\u{c}c\u{85}d\u{2028}e", "", "")],
        ),
    ]);
}

/// Bytes that only begin like a byte order mark are bytes of the first line.
#[test]
fn half_a_byte_order_mark() {
    for stream in [
        b"\xEF\xBBdata: a\n\ndata: b\n\n".as_slice(),
        b"\xEFdata: a\n\ndata: b\n\n",
    ] {
        for size in [1, 2, 100] {
            let frames = run(Parser::strict(DEFAULT_LIMIT), stream.chunks(size));
            assert_eq!(frames, super::only_data(&["b"]), "in chunks of {size}");
        }
    }
}

/// 9.2.6: comments, names and values of a line.
#[test]
fn interpreting_lines() {
    check(&[
        (": a comment\ndata: a\n:\n::\n\n", &[("a", "", "")]),
        (": only a comment\n\n", &[]),
        // One space after the colon goes, the rest stays.
        ("data:a\n\n", &[("a", "", "")]),
        ("data:  a \n\n", &[(" a ", "", "")]),
        ("data:\ta\n\n", &[("\ta", "", "")]),
        // The first colon divides.
        ("data:a:b: c\n\n", &[("a:b: c", "", "")]),
        ("data::\n\n", &[(":", "", "")]),
        // A line without a colon is a name with an empty value.
        ("data\n\n", &[("", "", "")]),
        ("data\ndata\n\n", &[("\n", "", "")]),
        // Names are compared exactly.
        (
            "Data: a\nDATA: b\n data: c\ndata : d\ndatas: e\ndat: f\n\n",
            &[],
        ),
        ("unknown: a\nunknown\ndata: b\n\n", &[("b", "", "")]),
    ]);
}

/// 9.2.6, field `data`: each appends its value and a line feed; dispatch takes the last line feed off.
#[test]
fn field_data() {
    check(&[
        ("data: a\ndata: b\ndata: c\n\n", &[("a\nb\nc", "", "")]),
        ("data:\ndata: b\n\n", &[("\nb", "", "")]),
        ("data: a\ndata:\n\n", &[("a\n", "", "")]),
        ("data:\n\n", &[("", "", "")]),
        ("data: ü€𝄞\n\n", &[("ü€𝄞", "", "")]),
        ("data: a\n: between\nid\ndata: b\n\n", &[("a\nb", "", "")]),
        // Whole objects in one event stay one event.
        ("data: {}\ndata: {}\n\n", &[("{}\n{}", "", "")]),
    ]);
}

/// 9.2.6, field `event`, and its reset at every blank line, dispatched or not.
#[test]
fn field_event() {
    check(&[
        (
            "event: add\ndata: a\n\ndata: b\n\n",
            &[("a", "add", ""), ("b", "", "")],
        ),
        ("event: add\nevent: sub\ndata: a\n\n", &[("a", "sub", "")]),
        ("event: add\nevent\ndata: a\n\n", &[("a", "", "")]),
        ("data: a\nevent: add\n\n", &[("a", "add", "")]),
        ("event: add\n\ndata: a\n\n", &[("a", "", "")]),
    ]);
}

/// 9.2.6, field `id`: kept until the next one; a value with NUL is ignored.
#[test]
fn field_id() {
    check(&[
        (
            "id: 1\ndata: a\n\ndata: b\n\n",
            &[("a", "", "1"), ("b", "", "1")],
        ),
        ("id: 1\n\ndata: a\n\n", &[("a", "", "1")]),
        ("data: a\nid: 1\n\n", &[("a", "", "1")]),
        (
            "id: 1\ndata: a\n\nid\ndata: b\n\n",
            &[("a", "", "1"), ("b", "", "")],
        ),
        ("id: 1\nid: 2\0\ndata: a\n\n", &[("a", "", "1")]),
        ("id: \0\ndata: a\n\n", &[("a", "", "")]),
    ]);
}

/// 9.2.6, field `retry`: only ASCII digits count.
#[test]
fn field_retry() {
    let rows: &[(&str, Option<u32>)] = &[
        ("retry: 1500\n", Some(1500)),
        ("retry:0\n", Some(0)),
        ("retry: 007\n", Some(7)),
        ("retry: 1\nretry: 2\n", Some(2)),
        ("retry: 1\nretry: x\n", Some(1)),
        ("retry: 4294967295\n", Some(u32::MAX)),
        ("retry: 4294967296\n", None),
        ("retry: 42949672950\n", None),
        ("retry\n", None),
        ("retry:\n", None),
        ("retry: 1.5\n", None),
        ("retry: -1\n", None),
        ("retry: 1 \n", None),
        ("retry:  1\n", None),
        ("retry: ١\n", None),
        // Not before its line has ended.
        ("retry: 15", None),
    ];
    for (stream, expected) in rows {
        for size in [1, 3, 100] {
            let mut parser = Parser::strict(DEFAULT_LIMIT);
            for chunk in stream.as_bytes().chunks(size) {
                parser
                    .feed(chunk, &mut |_| panic!("no event here"))
                    .unwrap();
            }
            assert_eq!(parser.retry(), *expected, "{stream:?}");
        }
    }
}

/// 9.2.6: "Once the end of the file is reached, any pending data must be discarded."
#[test]
fn end_of_stream() {
    check(&[
        ("", &[]),
        ("data: a", &[]),
        ("data: a\n", &[]),
        ("data: a\n\ndata: b\n", &[("a", "", "")]),
    ]);
}

/// The examples of 9.2.6.
#[test]
fn examples_of_the_standard() {
    check(&[
        (
            "data: YHOO\ndata: +2\ndata: 10\n\n",
            &[("YHOO\n+2\n10", "", "")],
        ),
        (
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            &[
                ("first event", "", "1"),
                ("second event", "", ""),
                (" third event", "", ""),
            ],
        ),
        (
            "data\n\ndata\ndata\n\ndata:",
            &[("", "", ""), ("\n", "", "")],
        ),
        (
            "data:test\n\ndata: test\n\n",
            &[("test", "", ""), ("test", "", "")],
        ),
    ]);
}

#[test]
fn finishing_makes_ready_for_another_stream() {
    let mut parser = Parser::strict(DEFAULT_LIMIT);
    parser
        .feed(b"id: 1\nretry: 5\nevent: x\ndata: lost", &mut |_| {
            panic!("no event here")
        })
        .unwrap();
    parser.finish(&mut |_| panic!("no event here"));
    assert_eq!((parser.retry(), parser.buffered()), (None, 0));
    assert_eq!(
        run(parser, ["\u{FEFF}data: a\n\n".as_bytes()]),
        super::only_data(&["a"])
    );
}
