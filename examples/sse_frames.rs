//! Parses event streams from standard input and prints what came out, for comparison with other parsers.
//!
//! Input, once for each stream: the number of chunks, then each chunk as its length and its bytes. Numbers are 32 bits,
//! little-endian. Output: one line of JSON for each stream, `{"frames":[[data,event,id],…],"retry":number|null}`.
//! The argument `strict` chooses the parser that does only what the standard says.

use std::io::{self, BufWriter, Read, Write};
use tinyfish_web::core::json::write_string;
use tinyfish_web::core::sse::{DEFAULT_LIMIT, Parser};

fn main() -> io::Result<()> {
    let strict = std::env::args().any(|argument| argument == "strict");
    let make = if strict { Parser::strict } else { Parser::new };
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(io::stdout().lock());
    while let Some(chunks) = number(&mut input)? {
        let line = answer(make(DEFAULT_LIMIT), chunks, &mut input)?;
        output.write_all(&line)?;
    }
    output.flush()
}

/// Parses one stream of `chunks` chunks and writes its line.
fn answer(mut parser: Parser, chunks: u32, input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut line = b"{\"frames\":[".to_vec();
    let mut first = true;
    let mut sink = |frame: tinyfish_web::core::sse::Frame<'_>| {
        for (field, before) in [(frame.data, "["), (frame.event, ","), (frame.id, ",")] {
            let before = if before == "[" && !first {
                ",["
            } else {
                before
            };
            line.extend(before.as_bytes());
            write_string(&mut line, &String::from_utf8_lossy(field));
        }
        line.push(b']');
        first = false;
    };
    for _ in 0..chunks {
        let length = number(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut chunk = Vec::new();
        input.take(u64::from(length)).read_to_end(&mut chunk)?;
        let fed = parser.feed(&chunk, &mut sink);
        fed.map_err(|_| io::ErrorKind::FileTooLarge)?;
    }
    let retry = parser
        .retry()
        .map_or("null".to_string(), |retry| retry.to_string());
    parser.finish(&mut sink);
    writeln!(line, "],\"retry\":{retry}}}")?;
    Ok(line)
}

/// The next number; none at the end of the input.
fn number(input: &mut impl Read) -> io::Result<Option<u32>> {
    let mut bytes = [0; 4];
    match input.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u32::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
