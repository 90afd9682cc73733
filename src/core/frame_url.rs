//! Which addresses may be shown in the live view's frame.
//!
//! The frame has `sandbox="allow-scripts allow-same-origin"`: the viewer needs both. On the page's
//! own origin that pair is no sandbox at all (HTML standard, `iframe` element, the warning at
//! `sandbox`), so that origin is refused. The service changes its viewer hosts (API reference,
//! section 7), so no host is fixed here; a page may give its own list.

use super::text::after_last;

/// The parts of an address, as the platform's own URL parser gives them.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// With the colon: `https:`.
    pub protocol: &'a str,
    /// Without the port, in lower case; IPv6 in brackets.
    pub hostname: &'a str,
    /// With the port, where it is not the scheme's default.
    pub host: &'a str,
    /// Scheme, host and port.
    pub origin: &'a str,
    /// Whether the address carries a user name or a password.
    pub credentials: bool,
}

/// Why an address is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It does not parse as an absolute address.
    NotAnAddress,
    /// Neither `https:` nor `http:` on this machine.
    Scheme,
    /// `http:` to another machine.
    PlainHttp,
    /// A user name or a password in it.
    Credentials,
    /// The page's own origin.
    OwnOrigin,
    /// Not on the page's list of hosts.
    Host,
}

impl Refusal {
    /// The reason in words. Never the address itself: it is a credential.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotAnAddress => "The live view's address is not a complete URL.",
            Self::Scheme => "The live view's address must begin with https:.",
            Self::PlainHttp => {
                "The live view's address must begin with https: (http: is for this machine only)."
            }
            Self::Credentials => "The live view's address must not carry a user name or password.",
            Self::OwnOrigin => {
                "The live view's address is on this page's own origin, where a sandboxed frame protects nothing."
            }
            Self::Host => "The live view's host is not among those this page allows (allowHosts).",
        }
    }
}

/// Decides whether an address may be framed in a page whose origin is one of `own_origins`.
///
/// `allow_hosts` narrows the hosts: `viewer.example`, `viewer.example:8443`, or `*.example` for
/// every host below it. `None` allows any.
pub fn check(
    parts: Parts<'_>,
    own_origins: &[String],
    allow_hosts: Option<&[String]>,
) -> Result<(), Refusal> {
    match parts.protocol {
        "https:" => {}
        "http:" if is_loopback(parts.hostname) => {}
        "http:" => return Err(Refusal::PlainHttp),
        _ => return Err(Refusal::Scheme),
    }
    if parts.hostname.is_empty() {
        return Err(Refusal::NotAnAddress);
    }
    if parts.credentials {
        return Err(Refusal::Credentials);
    }
    if own_origins.iter().any(|own| own == parts.origin) {
        return Err(Refusal::OwnOrigin);
    }
    match allow_hosts {
        Some(list) if !list.iter().any(|entry| allows(entry, parts)) => Err(Refusal::Host),
        _ => Ok(()),
    }
}

/// Whether the host is this machine (`localhost` and below, 127.0.0.0/8, `::1`): the hosts that
/// browsers treat as potentially trustworthy without TLS (Secure Contexts, section 3.1).
pub fn is_loopback(hostname: &str) -> bool {
    hostname == "localhost"
        || hostname.ends_with(".localhost")
        || hostname == "[::1]"
        || is_loopback_number(hostname)
}

/// Whether the host is in 127.0.0.0/8. The URL parser writes every IPv4 address as four numbers, and
/// takes no name that ends in one for a name (URL standard, "ends in a number checker").
fn is_loopback_number(hostname: &str) -> bool {
    let mut numbers = hostname.as_bytes().split(|byte| *byte == b'.');
    numbers.next() == Some(b"127")
        && numbers.all(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
        && hostname.bytes().filter(|byte| *byte == b'.').count() == 3
}

fn allows(entry: &str, parts: Parts<'_>) -> bool {
    let entry = entry.trim_ascii().to_ascii_lowercase();
    match entry.strip_prefix("*.") {
        Some(domain) => {
            let (domain, host) = (domain, against(domain, parts));
            host.strip_suffix(domain)
                .is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        }
        None => against(&entry, parts) == entry,
    }
}

/// The form of the host that an entry is compared with: with its port if the entry names one.
fn against<'a>(entry: &str, parts: Parts<'a>) -> &'a str {
    if after_last(entry, b']').as_bytes().contains(&b':') {
        parts.host
    } else {
        parts.hostname
    }
}
