//! What the forgiving parser adds to the standard, and what it leaves alone.

use super::{forgiving, only_data, run, strict};
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

#[test]
fn gives_a_last_event_without_its_blank_line() {
    for (stream, data) in [
        ("data: a", vec!["a"]),
        ("data: a\n", vec!["a"]),
        ("data: a\r", vec!["a"]),
        ("data: a\ndata: b", vec!["a\nb"]),
        ("data: a\n\ndata: b", vec!["a", "b"]),
        ("data: a\n\n", vec!["a"]),
        ("data", vec![""]),
        ("dat", vec![]),
        (": comment", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(forgiving(stream), only_data(&data), "{stream:?}");
    }
}

#[test]
fn takes_no_id_type_or_retry_from_a_line_that_was_cut() {
    let frames = forgiving("id: 12\ndata: a\nid: 34");
    assert_eq!(frames, [("a".to_string(), String::new(), "12".to_string())]);
    assert_eq!(forgiving("data: a\nevent: half"), only_data(&["a"]));
}

#[test]
fn splits_objects_whose_blank_lines_were_dropped() {
    for (stream, data) in [
        (
            "data: {\"a\":1}\ndata: {\"b\":2}\ndata: {\"c\":3}\n",
            vec!["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"],
        ),
        ("data:{}\r\ndata:{}\r\n", vec!["{}", "{}"]),
        ("data: {}\n: heartbeat\ndata: {}", vec!["{}", "{}"]),
        // Cut in the middle of the last: what was whole is not lost.
        ("data: {\"a\":1}\ndata: {\"b\"", vec!["{\"a\":1}", "{\"b\""]),
    ] {
        assert_eq!(forgiving(stream), only_data(&data), "{stream:?}");
        assert_eq!(
            run(Parser::new(DEFAULT_LIMIT), stream.as_bytes().chunks(1)),
            only_data(&data),
            "{stream:?}"
        );
    }
}

#[test]
fn joins_lines_that_are_not_whole_objects_as_the_standard_does() {
    for stream in [
        "data: {\ndata: \"a\": 1\ndata: }\n\n",
        "data: {\"a\":\ndata: {}}\n\n",
        "data: [1]\ndata: {}\n\n",
        "data: {}\ndata: [1]\n\n",
        "data: {} {}\ndata: {}\n\n",
        "data: one\ndata: {}\n\n",
        "data: {\ndata: }\ndata: {}\n\n",
        // Two lines before: one event of several lines is being written.
        "data: {}\ndata: x\ndata: {}\n\n",
    ] {
        assert_eq!(forgiving(stream), strict(stream), "{stream:?}");
        assert_eq!(forgiving(stream).len(), 1, "{stream:?}");
    }
}

#[test]
fn splitting_keeps_the_last_id() {
    let frames = forgiving("id: 7\ndata: {}\ndata: {\"a\":1}\n");
    let ids: Vec<_> = frames.iter().map(|(_, _, id)| id.as_str()).collect();
    assert_eq!(ids, ["7", "7"]);
}
