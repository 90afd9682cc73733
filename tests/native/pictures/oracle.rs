//! The scanner run over a text, and held against serde_json's parse of the whole text.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;
use tinyfish_web::core::pictures::{Kind, Picture, Rest, Scanner};

/// A picture as the scanner gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub step: usize,
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Scans `text`, cut after each of `lengths` bytes in turn; one cut only when there are none.
pub fn scan(text: &[u8], lengths: &[usize]) -> (Vec<Given>, Rest) {
    let mut scanner = Scanner::default();
    let mut given = Vec::new();
    let mut sink = |picture: Picture<'_>| {
        given.push(Given {
            step: picture.step,
            kind: picture.kind,
            bytes: picture.bytes.to_vec(),
        });
    };
    let mut left = text;
    for length in lengths.iter().cycle() {
        let (chunk, tail) = left.split_at_checked(*length).unwrap_or((left, b""));
        scanner.feed(chunk, &mut sink);
        left = tail;
        if left.is_empty() {
            break;
        }
    }
    scanner.feed(left, &mut sink);
    (given, scanner.finish())
}

/// The Infra Standard's forgiving-base64 decode, by another implementation.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bare = match text.len() % 4 {
        0 => text
            .strip_suffix("==")
            .or(text.strip_suffix('='))
            .unwrap_or(&text),
        _ => &text,
    };
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(&STANDARD, config).decode(bare).ok()
}

/// The bytes of a text that is a picture.
fn picture(text: &str) -> Option<(Kind, Vec<u8>)> {
    let body = match text.split_once(',') {
        Some((label, body)) => {
            let label = label.to_ascii_lowercase();
            (label.starts_with("data:image/") && label.ends_with(";base64")).then_some(body)?
        }
        None => text,
    };
    let bytes = decode(body)?;
    Some((Kind::of(&bytes)?, bytes))
}

/// What stands at the screenshots' places of a run, with the indexes of their steps.
fn screenshots(run: &mut Value) -> impl Iterator<Item = (usize, &mut Value)> {
    let steps = run.get_mut("steps").and_then(Value::as_array_mut);
    steps
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(step, value)| Some((step, value.as_object_mut()?.get_mut("screenshot")?)))
}

/// Scans `text`, and demands that the rest with the pictures put back is what serde_json makes of the whole: the
/// same value, or as malformed. Gives the pictures that are in the value.
pub fn check(text: &[u8], lengths: &[usize]) -> Vec<Given> {
    let (given, rest) = scan(text, lengths);
    let shown = String::from_utf8_lossy(text);
    let original = serde_json::from_str::<Value>(&shown);
    let remaining = serde_json::from_str::<Value>(&String::from_utf8_lossy(&rest.json));
    let (Ok(mut original), Ok(mut remaining)) = (original, remaining.as_ref().cloned()) else {
        let original = serde_json::from_str::<Value>(&shown);
        assert_eq!(
            original.is_ok(),
            remaining.is_ok(),
            "{shown} became {rest:?}"
        );
        return Vec::new();
    };
    let mut placed: Vec<Given> = Vec::new();
    for (step, value) in screenshots(&mut original) {
        let Some((kind, bytes)) = value.as_str().and_then(picture) else {
            continue;
        };
        *value = Value::Null;
        placed.push(Given { step, kind, bytes });
    }
    let found: Vec<Given> = rest
        .places
        .iter()
        .map(|(number, step)| Given {
            step: *step,
            ..given[*number].clone()
        })
        .collect();
    assert_eq!(found, placed, "{shown}");
    // The order of members counts too, which equality of maps does not see.
    assert_eq!(
        remaining.take().to_string(),
        original.take().to_string(),
        "{shown}"
    );
    placed
}
