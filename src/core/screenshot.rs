//! What the text in a step's `screenshot` is (API reference, sections 5.2 to 5.4).

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
    let text = head.trim_start();
    if text.is_empty() {
        return Form::Empty;
    }
    let Some((scheme, rest)) = text.split_once(':') else {
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
    let Some((label, _)) = rest.split_once(',') else {
        return Form::Foreign;
    };
    let base64 = label
        .rsplit(';')
        .next()
        .is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
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
    let path = address.split(['?', '#']).next()?;
    let mut parts = path.trim_end_matches('/').rsplit('/');
    let ends = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    match ends {
        ("screenshot", step, "steps", run, "runs") if !step.is_empty() && !run.is_empty() => {
            Some((run, step))
        }
        _ => None,
    }
}
