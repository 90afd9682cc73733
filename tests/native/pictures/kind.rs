//! Kinds by bytes.

use tinyfish_web::core::pictures::Kind;

#[test]
fn by_signature() {
    for (bytes, kind) in [
        (&b"\xFF\xD8\xFF\xE0\0\x10JFIF"[..], Some(Kind::Jpeg)),
        (b"\xFF\xD8\xFF", Some(Kind::Jpeg)),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", Some(Kind::Png)),
        (b"RIFF\x24\0\0\0WEBPVP8L", Some(Kind::WebP)),
        (b"GIF87a", Some(Kind::Gif)),
        (b"GIF89a..", Some(Kind::Gif)),
        (b"", None),
        (b"\xFF\xD8", None),
        (b"\x89PNG\n", None),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (b"GIF88a", None),
        (b"<svg xmlns=", None),
        (b"<!doctype html>", None),
        (b" \xFF\xD8\xFF", None),
    ] {
        assert_eq!(Kind::of(bytes), kind, "{bytes:?}");
    }
}

#[test]
fn mime_types() {
    let types = [Kind::Jpeg, Kind::Png, Kind::WebP, Kind::Gif].map(Kind::mime);
    assert_eq!(
        types,
        ["image/jpeg", "image/png", "image/webp", "image/gif"]
    );
}
