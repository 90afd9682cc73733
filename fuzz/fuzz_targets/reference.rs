//! The event stream rules of the HTML Standard (9.2.6), written down in the plainest way: the whole stream at once,
//! line by line, no thought of speed.

/// An event: data, type, last event id.
pub type Event = (Vec<u8>, Vec<u8>, Vec<u8>);

/// The events of a whole stream.
pub fn events(stream: &[u8]) -> Vec<Event> {
    let stream = stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream);
    let (mut data, mut kind, mut id) = (Vec::new(), Vec::new(), Vec::new());
    let mut events = Vec::new();
    for line in lines(stream) {
        if line.is_empty() {
            // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty
            // string and return."
            if data.pop().is_some() {
                events.push((data.clone(), kind.clone(), id.clone()));
            }
            data.clear();
            kind.clear();
            continue;
        }
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(0) => continue,
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"event" => kind = value.to_vec(),
            b"data" => {
                data.extend(value);
                data.push(b'\n');
            }
            b"id" if !value.contains(&0) => id = value.to_vec(),
            _ => {}
        }
    }
    events
}

/// The lines that have an end. What follows the last line end is no line.
fn lines(stream: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < stream.len() {
        let length = match stream[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        if length > 0 {
            lines.push(&stream[from..at]);
            from = at + length;
        }
        at += length.max(1);
    }
    lines
}
