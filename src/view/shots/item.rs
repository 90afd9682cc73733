//! One step of the strip: its picture is there while it is near, and let go beyond.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::strip::Strip;
use super::widget::Row;
use crate::net::later;
use crate::view::blob_url::BlobUrl;
use crate::view::lane::{self, Errand};
use crate::view::picture::{self, Fault, Picture};
use crate::view::step::Step;

#[wasm_bindgen(module = "/src/view/shots/shrink.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn shrink(picture: &Blob, width: f64, height: f64) -> Result<Promise, JsValue>;
}

/// How far its picture has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    #[default]
    Idle,
    Loading,
    Shown,
    Faulty,
    /// Not fetched: the next try may fare better.
    Refused,
}

/// A step in the strip.
pub struct Item {
    me: Weak<Self>,
    strip: Weak<Strip>,
    index: usize,
    step: RefCell<Step>,
    row: Row,
    near: Cell<bool>,
    phase: Cell<Phase>,
    picture: RefCell<Option<Picture>>,
    /// The picture in the size of the strip: a fraction of its bytes, so it stays.
    small: RefCell<Option<Blob>>,
    /// For how many pixels across that was made.
    made_for: Cell<f64>,
    url: RefCell<Option<BlobUrl>>,
}

impl Item {
    /// A step at the end of the strip.
    pub fn new(strip: Weak<Strip>, index: usize, step: Step, row: Row) -> Rc<Self> {
        row.describe(&step.words(index));
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            strip,
            index,
            step: RefCell::new(step),
            row,
            near: Cell::default(),
            phase: Cell::default(),
            picture: RefCell::default(),
            small: RefCell::default(),
            made_for: Cell::default(),
            url: RefCell::default(),
        })
    }

    /// Its elements.
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// The step.
    pub fn step(&self) -> Step {
        self.step.borrow().clone()
    }

    /// Takes a picture that has only come now; false if there is none, or it was there before.
    pub fn update(&self, step: &Step) -> bool {
        if self.step.borrow().has_screenshot() || !step.has_screenshot() {
            return false;
        }
        self.step.replace(step.clone());
        self.small.take();
        self.begin_anew();
        if self.near.get() {
            self.come_near();
        }
        true
    }

    fn begin_anew(&self) {
        self.phase.set(Phase::Idle);
        self.row.describe(&self.step().words(self.index));
        self.row.show(None);
    }

    /// It is near the viewport, or no longer.
    pub fn set_near(&self, near: bool) {
        self.near.set(near);
        if near {
            if self.phase.get() == Phase::Refused {
                self.begin_anew();
            }
            self.come_near()
        } else {
            self.let_go()
        }
    }

    /// The page may have been zoomed: a picture that is too small by now is made anew, and stands until then.
    pub fn look_again(&self) {
        if self.phase.get() == Phase::Shown && self.is_outgrown() {
            self.phase.set(Phase::Idle);
            self.come_near();
        }
    }

    /// Whether its small picture was made while the strip was hidden, or before the page was zoomed.
    fn is_outgrown(&self) -> bool {
        self.small.borrow().is_some() && self.row.pixels().0 > self.made_for.get()
    }

    /// Its picture, if it is not let go.
    pub fn picture(&self) -> Option<Picture> {
        self.picture.borrow().clone()
    }

    /// What fetches its picture; nothing once the strip is unmounted.
    pub fn errand(&self, done: Box<dyn FnOnce(Result<Picture, Fault>)>) -> Option<Errand> {
        Some(Errand {
            step: self.step(),
            access: self.strip.upgrade()?.access(),
            done,
        })
    }

    /// The browser could not show it after all.
    pub fn broken(&self) {
        if self.phase.get() == Phase::Shown {
            self.small.take();
            let fault = match self.picture.take() {
                Some(Picture::Address(_)) => Fault::Refused,
                _ => Fault::Corrupt,
            };
            self.fault(fault);
        }
    }

    fn come_near(&self) {
        if self.phase.get() != Phase::Idle {
            return;
        }
        if self.is_outgrown() {
            self.small.take();
        }
        if self.small.borrow().is_some() || self.picture.borrow().is_some() {
            return self.show();
        }
        self.phase.set(Phase::Loading);
        let me = self.me.clone();
        lane::enter(Box::new(move || me.upgrade()?.set_out()));
    }

    /// Its turn has come.
    fn set_out(&self) -> Option<Errand> {
        if !self.near.get() {
            // It was scrolled past before.
            self.phase.set(Phase::Idle);
            return None;
        }
        let me = self.me.clone();
        self.errand(Box::new(move |found| {
            if let Some(item) = me.upgrade() {
                item.arrived(found);
            }
        }))
    }

    fn arrived(&self, found: Result<Picture, Fault>) {
        match found {
            Err(fault) => self.fault(fault),
            Ok(picture) => {
                self.picture.replace(Some(picture));
                self.ready();
            }
        }
    }

    /// There is something to show, if it is still wanted.
    fn ready(&self) {
        self.phase.set(Phase::Idle);
        if self.near.get() {
            self.show()
        } else {
            self.let_go()
        }
    }

    fn show(&self) {
        let small = self.small.borrow().clone();
        let url = match (small, &*self.picture.borrow()) {
            (Some(small), _) => {
                let url = BlobUrl::new(&small);
                self.row.show(url.as_ref().map(BlobUrl::as_str));
                url
            }
            (None, Some(Picture::Bytes(blob))) => return self.shrink(blob.clone()),
            (None, Some(Picture::Address(address))) => {
                self.row.show(Some(address));
                None
            }
            (None, None) => return,
        };
        self.phase.set(Phase::Shown);
        drop(self.url.replace(url));
    }

    /// Makes the small picture, then shows it.
    fn shrink(&self, picture: Blob) {
        self.phase.set(Phase::Loading);
        let (width, height) = self.row.pixels();
        self.made_for.set(width);
        let made = shrink(&picture, width, height);
        let me = self.me.clone();
        later(async move {
            let small = match made {
                Ok(made) => JsFuture::from(made).await,
                Err(error) => Err(error),
            };
            if let Some(item) = me.upgrade() {
                let small = small.map_or(picture, JsCast::unchecked_into);
                item.small.replace(Some(small));
                item.ready();
            }
        });
    }

    fn let_go(&self) {
        let is_shown = self.phase.get() == Phase::Shown;
        if is_shown {
            self.phase.set(Phase::Idle);
        }
        // While a larger one is made, the one before it is shown.
        let url = self.url.take();
        if is_shown || url.is_some() {
            self.row.show(None);
        }
        // Text is decoded again faster than its bytes are worth keeping; what came over the
        // network is not fetched twice.
        let screenshot = self.step.borrow().screenshot();
        if screenshot.is_string() && picture::address(&screenshot).is_none() {
            drop(self.picture.take());
        }
    }

    fn fault(&self, fault: Fault) {
        self.phase.set(match fault {
            Fault::Refused => Phase::Refused,
            _ => Phase::Faulty,
        });
        self.row.note(fault.words(), &self.step().words(self.index));
        drop(self.url.take());
        if let Some(strip) = self.strip.upgrade() {
            strip.warn(fault);
        }
    }
}
