//! One screenshot large: a modal dialog with keyboard and swipe.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlDialogElement, HtmlImageElement, KeyboardEvent};

use super::follow::is_right_to_left;
use super::strip::Strip;
use super::swipe;
use super::widget::prepare;
use crate::net::later;
use crate::view::blob_url::BlobUrl;
use crate::view::dom::{self, Maker, On, set, set_flag, set_text};
use crate::view::picture::{Fault, Picture};
use crate::view::words;

/// The dialog of a strip.
pub struct Viewer {
    me: Weak<Self>,
    strip: Weak<Strip>,
    dialog: HtmlDialogElement,
    figure: Element,
    image: HtmlImageElement,
    note: Element,
    action: Element,
    moment: Element,
    position: Element,
    previous: Element,
    next: Element,
    close: Element,
    index: Cell<usize>,
    url: RefCell<Option<BlobUrl>>,
    listeners: RefCell<Vec<On>>,
}

impl Viewer {
    /// Builds the dialog inside the strip's own element, closed.
    pub fn build(
        strip: &Weak<Strip>,
        maker: &Maker,
        parent: &Element,
    ) -> Result<Rc<Self>, JsValue> {
        let dialog: HtmlDialogElement = maker.add(parent, "dialog", "viewer")?.unchecked_into();
        set(&dialog, "aria-label", words::STRIP);
        let figure = maker.add(&dialog, "figure", "large")?;
        let image: HtmlImageElement = maker.add(&figure, "img", "large-picture")?.unchecked_into();
        prepare(&image);
        let note = maker.add(&figure, "p", "placeholder")?;
        let caption = maker.add(&figure, "figcaption", "large-caption")?;
        let action = maker.add(&caption, "span", "action")?;
        let moment = maker.add(&caption, "span", "moment")?;
        let position = maker.add(&dialog, "p", "position")?;
        set(&position, "role", "status");
        let viewer = Self {
            previous: icon(maker, &dialog, "previous", words::PREVIOUS)?,
            next: icon(maker, &dialog, "next", words::NEXT)?,
            close: icon(maker, &dialog, "close", words::CLOSE)?,
            me: Weak::new(),
            strip: strip.clone(),
            dialog,
            figure,
            image,
            note,
            action,
            moment,
            position,
            index: Cell::default(),
            url: RefCell::default(),
            listeners: RefCell::default(),
        };
        let viewer = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            ..viewer
        });
        viewer.listen();
        Ok(viewer)
    }

    /// Opens at a step.
    pub fn open(&self, index: usize) {
        self.show(index);
        if !self.dialog.open() {
            let _ = self.dialog.show_modal();
        }
    }

    /// The strip has grown: the count is another.
    pub fn grown(&self) {
        if self.dialog.open() {
            self.count();
        }
    }

    fn listen(&self) {
        let on = |target: &Element, event, call: fn(&Self, &Event)| {
            let me = self.me.clone();
            On::new(target, event, move |event| {
                if let Some(viewer) = me.upgrade() {
                    call(&viewer, &event);
                }
            })
        };
        let me = self.me.clone();
        let swipes = swipe::watch(&self.figure, move |direction| {
            if let Some(viewer) = me.upgrade() {
                // The picture goes with the finger: to the left comes what is to the right.
                viewer.turn(-direction);
            }
        });
        let mut listeners = vec![
            on(&self.dialog, "keydown", Self::key),
            on(&self.dialog, "click", Self::click),
            on(&self.dialog, "close", |viewer, _| viewer.closed()),
            on(&self.image, "error", |viewer, _| {
                viewer.fault(Fault::Corrupt)
            }),
        ];
        listeners.extend(swipes);
        self.listeners.replace(listeners);
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
        } else if target == self.close || target == **self.dialog || target == self.figure {
            self.dialog.close();
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
        if self.dialog.open() && index == self.index.get() {
            return;
        }
        let words = item.step().words(index);
        self.index.set(index);
        self.clear();
        self.image.set_alt(&words.description());
        set_text(&self.action, &words.action);
        set_text(&self.moment, &words.moment());
        self.count();
        let me = self.me.clone();
        later(async move {
            let found = item.picture().await;
            if let Some(viewer) = me.upgrade().filter(|viewer| viewer.index.get() == index) {
                viewer.arrived(found);
            }
        });
    }

    fn arrived(&self, found: Result<Picture, Fault>) {
        match found {
            Err(fault) => self.fault(fault),
            Ok(Picture::Address(address)) => self.image.set_src(&address),
            Ok(Picture::Bytes(blob)) => {
                let url = BlobUrl::new(&blob);
                if let Some(url) = &url {
                    self.image.set_src(url.as_str());
                }
                drop(self.url.replace(url));
            }
        }
    }

    fn fault(&self, fault: Fault) {
        self.clear();
        self.image.set_hidden(true);
        set_flag(&self.note, "hidden", false);
        set_text(&self.note, fault.words());
    }

    fn clear(&self) {
        let _ = self.image.remove_attribute("src");
        self.image.set_hidden(false);
        set_flag(&self.note, "hidden", true);
        drop(self.url.take());
    }

    fn count(&self) {
        let count = self.strip.upgrade().map_or(0, |strip| strip.count());
        let index = self.index.get();
        set_text(&self.position, &words::position(index, count));
        // Not `disabled`, which would take the keyboard away from the button that was just used,
        // and so from the dialog.
        set(&self.previous, "aria-disabled", flag(index == 0));
        set(&self.next, "aria-disabled", flag(index + 1 >= count));
    }

    /// Lets the picture go and puts the keyboard where the reader has come to.
    fn closed(&self) {
        self.clear();
        if let Some(item) = self
            .strip
            .upgrade()
            .and_then(|strip| strip.item(self.index.get()))
        {
            item.row().focus();
        }
    }
}

fn icon(maker: &Maker, parent: &Element, part: &str, label: &str) -> Result<Element, JsValue> {
    let button = maker.add_button(parent, part, "")?;
    set(&button, "aria-label", label);
    Ok(button)
}

fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
