//! What the text in a step's `screenshot` is (API reference, sections 5.2 to 5.4).

use super::text::{after_last, before, cut, cut_last, without_end};

/// The form of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing in it.
    Empty,
    /// A `data:` address; its base64 begins at this offset.
    DataUri(u32),
    /// `http:` or `https:`.
    Address,
    /// Base64 with nothing around it.
    Bare,
    /// Another scheme, or a `data:` address that is not base64.
    Foreign,
}

/// How many characters of the text [`form`] needs to see: it may be megabytes long.
pub const HEAD: u32 = 128;

/// The form of a text that begins like this.
pub fn form(head: &str) -> Form {
    let text = head.trim_ascii_start();
    if text.is_empty() {
        return Form::Empty;
    }
    let Some((scheme, rest)) = cut(text, b':') else {
        return Form::Bare;
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Form::Address,
        "data" => data_uri(head, rest),
        _ => Form::Foreign,
    }
}

/// RFC 2397: `data:[<mediatype>][;base64],<data>`.
fn data_uri(head: &str, rest: &str) -> Form {
    let Some((label, _)) = cut(rest, b',') else {
        return Form::Foreign;
    };
    let last = after_last(label, b';').trim_ascii();
    let base64 = last.eq_ignore_ascii_case("base64");
    // JavaScript counts in UTF-16 units, which equal bytes in ASCII only.
    let start = u32::try_from(head.len() - rest.len() + label.len() + 1);
    match start {
        Ok(start) if base64 && head.is_ascii() => Form::DataUri(start),
        _ => Form::Foreign,
    }
}

/// The run's and the step's id in an address of a step's picture
/// (`…/runs/{id}/steps/{stepId}/screenshot`). It wants a dashboard session or the key, so a page
/// gets the picture through its client only.
pub fn endpoint(address: &str) -> Option<(&str, &str)> {
    let path = before(before(address, b'#'), b'?');
    let of_step = without_end(path, b'/').strip_suffix("/screenshot")?;
    let (of_run, step) = cut_last(of_step, b'/')?;
    let (runs, run) = cut_last(of_run.strip_suffix("/steps")?, b'/')?;
    let is_of_runs = runs == "runs" || runs.ends_with("/runs");
    (is_of_runs && !run.is_empty() && !step.is_empty()).then_some((run, step))
}
