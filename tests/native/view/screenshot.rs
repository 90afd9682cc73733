use tinyfish_web::core::screenshot::{Form, endpoint, form};

#[test]
fn the_form_of_a_screenshot_is_told_by_its_beginning() {
    for (head, expected) in [
        ("", Form::Empty),
        ("  \n", Form::Empty),
        ("data:image/jpeg;base64,/9j/4AAQ", Form::DataUri(23)),
        ("DATA:image/png;charset=x;BASE64,iVBO", Form::DataUri(32)),
        ("data:;base64,UklG", Form::DataUri(13)),
        ("data:image/png; base64 ,iVBO", Form::DataUri(24)),
        (" data:;base64,UklG", Form::DataUri(14)),
        ("data:text/html,<script>alert(1)</script>", Form::Foreign),
        ("data:image/svg+xml;utf8,<svg/>", Form::Foreign),
        ("data:image/png;base64", Form::Foreign),
        ("data:ünï;base64,AAAA", Form::Foreign),
        (
            "https://agent.tinyfish.ai/runs/r/steps/s/screenshot",
            Form::Address,
        ),
        ("HTTP://127.0.0.1:4747/x", Form::Address),
        ("/9j/4AAQSkZJRgABAQ", Form::Bare),
        ("iVBORw0KGgo", Form::Bare),
        ("javascript:alert(1)", Form::Foreign),
        ("blob:https://page.example/1", Form::Foreign),
    ] {
        assert_eq!(form(head), expected, "{head:?}");
    }
}

#[test]
fn the_offset_of_a_data_uri_is_where_its_base64_begins() {
    let text = "data:image/webp;base64,UklGRg";
    let Form::DataUri(start) = form(text) else {
        panic!("not a data URI")
    };
    assert_eq!(&text[start as usize..], "UklGRg");
}

#[test]
fn the_ids_are_read_from_the_address_of_a_steps_picture() {
    let both = Some(("run_1", "evt_2"));
    for (address, expected) in [
        (
            "https://agent.tinyfish.ai/runs/run_1/steps/evt_2/screenshot",
            both,
        ),
        (
            "https://agent.tinyfish.ai/v1/runs/run_1/steps/evt_2/screenshot?x=1#y",
            both,
        ),
        (
            "https://agent.tinyfish.ai/v1/runs/run_1/steps/evt_2/screenshot/",
            both,
        ),
        ("https://cdn.example/pictures/1.jpg", None),
        (
            "https://agent.tinyfish.ai/runs//steps/evt_2/screenshot",
            None,
        ),
        (
            "https://agent.tinyfish.ai/runs/run_1/steps/evt_2/html",
            None,
        ),
        ("screenshot", None),
    ] {
        assert_eq!(endpoint(address), expected, "{address}");
    }
}
