//! The frame itself: what may be in it, and how it is fenced in.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Node, Url};

use crate::core::frame_url::{Parts, Refusal, check};
use crate::net::{get, get_function, get_string, is_nullish};
use crate::view::dom::{Maker, On, Part, part, set, set_flag, window_of};

/// How a frame looks to its reader.
#[derive(Debug)]
pub struct Look {
    /// Its name for assistive technology.
    pub title: String,
    /// Whether it takes the mouse and the keyboard.
    pub interactive: bool,
}

/// The viewer needs scripts and its own origin (it is blank in Safari without); it gets nothing else:
/// no forms, popups, downloads, top navigation, and none of the page's permissions.
const FRAME: &[Part; 1] = &[part(
    0,
    "iframe",
    "frame",
    &[
        ("sandbox", "allow-scripts allow-same-origin"),
        ("referrerpolicy", "no-referrer"),
        ("allow", ""),
        ("loading", "lazy"),
    ],
    "",
)];

/// A frame in the page. Dropping it takes it out.
pub struct Frame {
    element: Element,
    _load: On,
}

impl Frame {
    /// Makes the frame, puts it first in `stage` and calls `loaded` at each of its `load` events,
    /// with false if it has come to a page that may not be framed.
    pub fn open(
        stage: &Element,
        address: &str,
        look: &Look,
        loaded: Box<dyn Fn(bool)>,
    ) -> Result<Self, JsValue> {
        let [element] = Maker::of(stage)?.tree(FRAME);
        if is_isolated(stage) {
            // A cross-origin isolated page frames only what opted in, or what comes without
            // cookies. The viewer's address carries its own token.
            set_flag(&element, "credentialless", true);
        }
        let frame = element.clone();
        let load = Box::new(move |_| match is_own_page(&frame) {
            Own::Blank => {}
            Own::No => loaded(true),
            Own::Yes => loaded(false),
        });
        let frame = Self {
            _load: On::with(&element, "load", load),
            element,
        };
        frame.dress(look);
        set(&frame.element, "src", address);
        stage.insert_before(&frame.element, stage.first_child().as_ref())?;
        Ok(frame)
    }

    /// Applies the look of the view that the frame is in.
    pub fn dress(&self, look: &Look) {
        set(&self.element, "title", &look.title);
        set_flag(&self.element, "inert", !look.interactive);
        set(
            &self.element,
            "tabindex",
            if look.interactive { "0" } else { "-1" },
        );
    }

    /// Whether it is in the document of this stage. One from a window that is closed may never load elsewhere.
    pub fn is_at_home(&self, stage: &Element) -> bool {
        self.element.owner_document() == stage.owner_document()
    }

    /// Moves the frame to the front of another stage. True if it went on running, which only
    /// `moveBefore` allows; otherwise it loads anew.
    pub fn move_to(&self, stage: &Element) -> bool {
        let first = stage.first_child();
        if first.as_ref() == Some(&self.element) {
            return true;
        }
        if move_before(stage, &self.element, first.as_ref()) {
            return true;
        }
        let _ = stage.insert_before(&self.element, first.as_ref());
        false
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// `Node.moveBefore`, where the engine has it and the move is one it can make: it throws for a
/// parent that is not in the page, or in another document.
pub fn move_before(parent: &Element, node: &Node, before: Option<&Node>) -> bool {
    let before = before.map_or(JsValue::NULL, |node| node.into());
    get_function(parent, "moveBefore").is_some_and(|go| go.call2(parent, node, &before).is_ok())
}

/// Decides whether `address` may be framed in `document`. Gives it as it was judged: written out in full, so that the
/// document's own address takes no part in what it means, as it does in that of `https:host/path`.
pub fn judge(
    address: &str,
    document: &Document,
    allow_hosts: Option<&[String]>,
) -> Result<String, Refusal> {
    let url = Url::new(address).map_err(|_| Refusal::NotAnAddress)?;
    let part = |name| get_string(&url, name).unwrap_or_default();
    let parts = Parts {
        protocol: &part("protocol"),
        hostname: &part("hostname"),
        host: &part("host"),
        origin: &part("origin"),
        credentials: !(part("username").is_empty() && part("password").is_empty()),
    };
    check(parts, &own_origins(document), allow_hosts)?;
    Ok(url.href())
}

/// The origins of the page: of this module's window and of the one that the view is in. Taken from
/// the window, since `location` has none in an `about:blank` or `srcdoc` document.
fn own_origins(document: &Document) -> Vec<String> {
    let view = document
        .default_view()
        .map_or(JsValue::UNDEFINED, JsValue::from);
    let globals = [js_sys::global().into(), view];
    globals
        .iter()
        .filter_map(|global| get_string(global, "origin"))
        .collect()
}

fn is_isolated(stage: &Element) -> bool {
    get(&window_of(stage), "crossOriginIsolated").is_truthy()
}

/// Whether a frame shows a page of our own origin.
enum Own {
    No,
    /// The empty document that some engines show, and announce, before the address.
    Blank,
    Yes,
}

/// Another origin's document cannot be reached. One that can has come by a redirect to the page's
/// own origin, where the sandbox is void.
fn is_own_page(frame: &Element) -> Own {
    let document = get(frame, "contentDocument");
    if is_nullish(&document) {
        return Own::No;
    }
    match get_string(&document, "URL").as_deref() {
        Some("about:blank") => Own::Blank,
        _ => Own::Yes,
    }
}
