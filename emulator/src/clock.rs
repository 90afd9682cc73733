//! Times as the API writes and reads them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The present moment, to the millisecond: a time that the API told must be the one it compares with.
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc().truncate_to_millisecond()
}

/// ISO 8601 with milliseconds and `Z`, the form the API uses everywhere.
pub(crate) fn iso(time: OffsetDateTime) -> String {
    let time = time.to_offset(time::UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond(),
    )
}

/// Reads an ISO 8601 date-time with an offset.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}
