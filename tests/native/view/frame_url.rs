use tinyfish_web::core::frame_url::{Parts, Refusal, check, is_loopback};

const OWN: &str = "https://page.example";

/// Takes an ordinary address apart the way the browser does; the browser tests use the real parser.
fn verdict(address: &str, allow: Option<&[&str]>) -> Result<(), Refusal> {
    let (scheme, rest) = address
        .split_once("://")
        .unwrap_or_else(|| address.split_once(':').unwrap());
    let authority = rest.split(['/', '?', '#']).next().unwrap();
    let host = authority.rsplit('@').next().unwrap();
    let hostname = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap()
    } else {
        host.split(':').next().unwrap()
    };
    let (protocol, origin) = (format!("{scheme}:"), format!("{scheme}://{host}"));
    let parts = Parts {
        protocol: &protocol,
        hostname,
        host,
        origin: &origin,
        credentials: authority.contains('@'),
    };
    let allow = allow.map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>());
    check(
        parts,
        &[OWN.to_owned(), "null".to_owned()],
        allow.as_deref(),
    )
}

#[test]
fn only_https_or_loopback_off_the_page_is_framed() {
    for (address, expected) in [
        ("https://tf-1.unikraft.example/stream/0?token=t", Ok(())),
        ("https://page.example:8443/stream/0", Ok(())),
        ("https://sub.page.example/stream/0", Ok(())),
        ("http://localhost:4748/view", Ok(())),
        ("http://viewer.localhost/view", Ok(())),
        ("http://127.0.0.1:4748/view", Ok(())),
        ("http://127.9.9.9/view", Ok(())),
        ("http://[::1]:4748/view", Ok(())),
        ("https://page.example/stream/0", Err(Refusal::OwnOrigin)),
        ("http://viewer.example/stream/0", Err(Refusal::PlainHttp)),
        ("http://127.0.0.1.evil.example/", Err(Refusal::PlainHttp)),
        ("http://localhost.evil.example/", Err(Refusal::PlainHttp)),
        ("http://notlocalhost/", Err(Refusal::PlainHttp)),
        ("http://[::2]/", Err(Refusal::PlainHttp)),
        (
            "https://user:secret@viewer.example/",
            Err(Refusal::Credentials),
        ),
        ("javascript:alert(1)", Err(Refusal::Scheme)),
        ("data:text/html,<script>1</script>", Err(Refusal::Scheme)),
        ("blob:https://page.example/0-0", Err(Refusal::Scheme)),
        ("about:blank", Err(Refusal::Scheme)),
        ("file:///etc/passwd", Err(Refusal::Scheme)),
        ("ws://viewer.example/", Err(Refusal::Scheme)),
        ("https://", Err(Refusal::NotAnAddress)),
    ] {
        assert_eq!(verdict(address, None), expected, "{address}");
    }
}

#[test]
fn a_list_of_hosts_narrows_and_never_widens() {
    for (address, list, expected) in [
        ("https://viewer.example/", vec!["viewer.example"], Ok(())),
        (
            "https://viewer.example:8443/",
            vec!["viewer.example"],
            Ok(()),
        ),
        (
            "https://viewer.example:8443/",
            vec!["viewer.example:8443"],
            Ok(()),
        ),
        (
            "https://viewer.example:8444/",
            vec!["viewer.example:8443"],
            Err(Refusal::Host),
        ),
        ("https://a.b.example/", vec!["*.example"], Ok(())),
        (
            "https://a.viewer.example/",
            vec![" *.Viewer.Example "],
            Ok(()),
        ),
        (
            "https://viewer.example/",
            vec!["*.viewer.example"],
            Err(Refusal::Host),
        ),
        (
            "https://.viewer.example/",
            vec!["*.viewer.example"],
            Err(Refusal::Host),
        ),
        (
            "https://evilviewer.example/",
            vec!["*.viewer.example"],
            Err(Refusal::Host),
        ),
        (
            "https://viewer.example.evil/",
            vec!["viewer.example", "*.viewer.example"],
            Err(Refusal::Host),
        ),
        ("https://viewer.example/", vec![], Err(Refusal::Host)),
        ("https://viewer.example/", vec!["*", ""], Err(Refusal::Host)),
        ("http://[::1]:4748/", vec!["[::1]"], Ok(())),
        ("http://[::1]:4748/", vec!["[::1]:4748"], Ok(())),
        (
            "https://page.example/",
            vec!["page.example"],
            Err(Refusal::OwnOrigin),
        ),
        (
            "http://viewer.example/",
            vec!["viewer.example"],
            Err(Refusal::PlainHttp),
        ),
    ] {
        assert_eq!(
            verdict(address, Some(&list)),
            expected,
            "{address} with {list:?}"
        );
    }
}

#[test]
fn loopback_is_told_by_whole_names_and_numbers() {
    for name in [
        "localhost",
        "a.b.localhost",
        "127.0.0.1",
        "127.255.255.254",
        "[::1]",
    ] {
        assert!(is_loopback(name), "{name}");
    }
    for name in [
        "",
        "localhost.",
        "mylocalhost",
        "128.0.0.1",
        "127.0.0.1.example",
        "127.0.0.example",
        "127.0.example.1",
        "127..0.1",
        "127.0.1",
        "[::]",
        "0.0.0.0",
    ] {
        assert!(!is_loopback(name), "{name}");
    }
}
