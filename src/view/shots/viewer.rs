//! One screenshot large: a modal dialog with keyboard and swipe.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlDialogElement, KeyboardEvent};

use super::follow::is_right_to_left;
use super::item::Item;
use super::strip::Strip;
use super::swipe::Swipe;
use crate::net::{get, is_nullish};
use crate::view::blob_url::BlobUrl;
use crate::view::dom::{
    self, IMAGE, Maker, On, Part, hide, part, set, set_flag, set_or_remove, set_text, window_of,
};
use crate::view::picture::{Fault, Picture};
use crate::view::words;

/// All of it, in the order in which [`Viewer::build`] takes it apart.
const PARTS: &[Part; 11] = &[
    part(0, "dialog", "viewer", &[("aria-label", words::STRIP)], ""),
    part(1, "figure", "large", &[], ""),
    part(2, "img", "large-picture", IMAGE, ""),
    part(2, "p", "placeholder", &[], ""),
    part(2, "figcaption", "large-caption", &[], ""),
    part(3, "span", "action", &[], ""),
    part(3, "span", "moment", &[], ""),
    part(1, "p", "position", &[("role", "status")], ""),
    part(1, "button", "previous", &icon(words::PREVIOUS), ""),
    part(1, "button", "next", &icon(words::NEXT), ""),
    // The keyboard begins at the button that always does something.
    part(
        1,
        "button",
        "close",
        &[
            ("type", "button"),
            ("aria-label", words::CLOSE),
            ("autofocus", ""),
        ],
        "",
    ),
];

/// Marks the figure while the page is zoomed.
const ZOOMED: &str = "data-zoomed";

const fn icon(label: &'static str) -> [(&'static str, &'static str); 2] {
    [("type", "button"), ("aria-label", label)]
}

/// The dialog of a strip.
pub struct Viewer {
    me: Weak<Self>,
    strip: Weak<Strip>,
    dialog: Element,
    figure: Element,
    image: Element,
    note: Element,
    action: Element,
    moment: Element,
    position: Element,
    previous: Element,
    next: Element,
    close: Element,
    swipe: Swipe,
    index: Cell<usize>,
    url: RefCell<Option<BlobUrl>>,
    listeners: RefCell<Vec<On>>,
}

impl Viewer {
    /// Builds the dialog inside the strip's own element, closed.
    pub fn build(strip: &Weak<Strip>, maker: &Maker, parent: &Element) -> Rc<Self> {
        let [
            dialog,
            figure,
            image,
            note,
            _caption,
            action,
            moment,
            position,
            previous,
            next,
            close,
        ] = maker.tree(PARTS);
        dom::append(parent, &dialog);
        let viewer = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            strip: strip.clone(),
            dialog,
            figure,
            image,
            note,
            action,
            moment,
            position,
            previous,
            next,
            close,
            swipe: Swipe::default(),
            index: Cell::default(),
            url: RefCell::default(),
            listeners: RefCell::default(),
        });
        viewer.listen();
        viewer
    }

    fn listen(&self) {
        let on = |target, event, heard| On::new(target, event, &self.me, heard);
        let mut listeners = vec![
            on(&self.dialog, "keydown", Self::key),
            on(&self.dialog, "click", Self::click),
            on(&self.dialog, "close", |viewer, _| viewer.closed()),
            on(&self.image, "error", |viewer, _| {
                viewer.fault(Fault::Corrupt)
            }),
            on(&self.figure, "pointerdown", |viewer, event| {
                viewer.swipe.began(event)
            }),
            on(&self.figure, "pointerup", |viewer, event| {
                if let Some(direction) = viewer.swipe.ended(event)
                    && !viewer.figure.has_attribute(ZOOMED)
                {
                    // The picture goes with the finger: to the left comes what is to the right.
                    viewer.turn(-direction);
                }
            }),
        ];
        let viewport = self.viewport();
        if !is_nullish(&viewport) {
            let resized = |viewer: &Self, _: &Event| viewer.zoomed();
            listeners.push(on(viewport.unchecked_ref(), "resize", resized));
        }
        self.listeners.replace(listeners);
    }

    /// What a pinch makes smaller than the page.
    fn viewport(&self) -> JsValue {
        get(&window_of(&self.dialog), "visualViewport")
    }

    /// In a page that is zoomed a finger pans, also sideways.
    fn zoomed(&self) {
        let scale = get(&self.viewport(), "scale").as_f64();
        set_flag(&self.figure, ZOOMED, scale > Some(1.0));
    }

    /// Opens at a step.
    pub fn open(&self, index: usize) {
        self.show(index);
        self.zoomed();
        if !self.is_open() {
            let _ = self.dialog().show_modal();
        }
    }

    /// The strip has grown: the count is another.
    pub fn grown(&self) {
        if self.is_open() {
            self.count();
        }
    }

    fn dialog(&self) -> &HtmlDialogElement {
        self.dialog.unchecked_ref()
    }

    fn is_open(&self) -> bool {
        self.dialog.has_attribute("open")
    }

    fn key(&self, event: &Event) {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.alt_key() || key.ctrl_key() || key.meta_key() {
            return;
        }
        match key.key().as_str() {
            "ArrowRight" => self.turn(1),
            "ArrowLeft" => self.turn(-1),
            "Home" => self.show(0),
            "End" => self.show(usize::MAX),
            // Escape is the dialog's own.
            _ => return,
        }
        event.prevent_default();
    }

    fn click(&self, event: &Event) {
        let Some(target) = dom::target(event) else {
            return;
        };
        if target == self.previous {
            self.go(-1);
        } else if target == self.next {
            self.go(1);
        } else if target == self.close || target == self.dialog || target == self.figure {
            self.dialog().close();
        }
    }

    /// Goes to the right (1) or to the left (−1).
    fn turn(&self, right: i32) {
        self.go(if is_right_to_left(&self.dialog) {
            -right
        } else {
            right
        });
    }

    fn go(&self, forward: i32) {
        let index = self.index.get();
        self.show(if forward > 0 {
            index + 1
        } else {
            index.saturating_sub(1)
        });
    }

    fn show(&self, index: usize) {
        let Some(strip) = self.strip.upgrade() else {
            return;
        };
        let index = index.min(strip.count().saturating_sub(1));
        let Some(item) = strip.item(index) else {
            return;
        };
        if self.is_at(index) {
            return;
        }
        self.index.set(index);
        self.present(&item, index);
    }

    /// The picture of a step has come: the reader may be waiting for it.
    pub fn updated(&self, index: usize) {
        let item = self.strip.upgrade().and_then(|strip| strip.item(index));
        if let Some(item) = item.filter(|_| self.is_at(index)) {
            self.present(&item, index);
        }
    }

    fn is_at(&self, index: usize) -> bool {
        self.is_open() && index == self.index.get()
    }

    fn present(&self, item: &Item, index: usize) {
        let words = item.step().words(index);
        self.clear();
        set(&self.image, "alt", &words.description);
        set_text(&self.action, &words.action);
        set_text(&self.moment, &words.moment);
        self.count();
        if let Some(picture) = item.picture() {
            return self.arrived(Ok(picture));
        }
        let me = self.me.clone();
        let errand = item.errand(Box::new(move |found| {
            if let Some(viewer) = me.upgrade().filter(|viewer| viewer.is_at(index)) {
                viewer.arrived(found);
            }
        }));
        if let Some(errand) = errand {
            errand.run();
        }
    }

    fn arrived(&self, found: Result<Picture, Fault>) {
        let picture = match found {
            Ok(picture) => picture,
            Err(fault) => return self.fault(fault),
        };
        // The reader may have been here before, when it failed.
        self.clear();
        match picture {
            Picture::Address(address) => set(&self.image, "src", &address),
            Picture::Bytes(blob) => {
                let url = BlobUrl::new(&blob);
                set_or_remove(&self.image, "src", url.as_ref().map(BlobUrl::as_str));
                drop(self.url.replace(url));
            }
        }
    }

    fn fault(&self, fault: Fault) {
        self.clear();
        hide(&self.image, true);
        hide(&self.note, false);
        set_text(&self.note, fault.words());
    }

    fn clear(&self) {
        set_or_remove(&self.image, "src", None);
        hide(&self.image, false);
        hide(&self.note, true);
        drop(self.url.take());
    }

    fn count(&self) {
        let count = self.strip.upgrade().map_or(0, |strip| strip.count());
        let index = self.index.get();
        set_text(&self.position, &words::position(index, count));
        // Not `disabled`, which would take the keyboard away from the button that was just used,
        // and so from the dialog.
        let disable = |button, at_end| {
            set(
                button,
                "aria-disabled",
                if at_end { "true" } else { "false" },
            )
        };
        disable(&self.previous, index == 0);
        disable(&self.next, index + 1 >= count);
    }

    /// Lets the picture go and puts the keyboard where the reader has come to.
    fn closed(&self) {
        self.clear();
        let strip = self.strip.upgrade();
        if let Some(item) = strip.and_then(|strip| strip.item(self.index.get())) {
            item.row().focus();
        }
    }
}
