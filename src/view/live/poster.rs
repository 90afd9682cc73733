//! The picture in the frame's place: the newest screenshot of the run.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::{Document, Event};

use super::widget::Widget;
use crate::view::access::Access;
use crate::view::blob_url::BlobUrl;
use crate::view::dom::On;
use crate::view::feed::{Feed, Reader};
use crate::view::lane::{self, Errand};
use crate::view::picture::{Fault, Picture};
use crate::view::source::RunSource;
use crate::view::step::Step;
use crate::view::words;

/// Keeps a view's picture up to date until it is dropped.
pub struct Poster {
    me: Weak<Self>,
    widget: Weak<Widget>,
    access: Access,
    feed: RefCell<Option<Rc<Feed>>>,
    /// The newest step with a picture, counted from one.
    newest: Cell<usize>,
    /// Which of the steps is shown or on its way: an older one where the newest cannot be shown.
    shown: Cell<usize>,
    /// Which is in the page.
    displayed: Cell<usize>,
    url: RefCell<Option<BlobUrl>>,
    broken: RefCell<Option<On>>,
}

impl Poster {
    /// A poster in this widget.
    pub fn hang(widget: &Rc<Widget>, source: &RunSource, document: &Document) -> Rc<Self> {
        let poster = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            widget: Rc::downgrade(widget),
            access: Access::through(source.clone()),
            feed: RefCell::default(),
            newest: Cell::default(),
            shown: Cell::default(),
            displayed: Cell::default(),
            url: RefCell::default(),
            broken: RefCell::default(),
        });
        let broken = |poster: &Self, _: &Event| poster.fall_back(poster.displayed.get());
        let broken = On::new(&widget.poster, "error", &poster.me, broken);
        poster.broken.replace(Some(broken));
        let reader: Weak<dyn Reader> = poster.me.clone();
        let feed = Feed::of(source, document, reader);
        poster.feed.replace(Some(feed));
        poster.steps_changed();
        poster
    }

    /// The view is in this document now.
    pub fn move_to(&self, document: &Document) {
        let feed = self.feed.borrow().clone();
        if let Some(feed) = feed {
            feed.follow(document);
        }
    }

    fn fetch(&self, number: usize, step: Step) {
        self.shown.set(number);
        let me = self.me.clone();
        lane::enter(Box::new(move || {
            let poster = me.upgrade();
            let access = poster
                .filter(|poster| poster.shown.get() == number)?
                .access
                .clone();
            let shown = step.clone();
            let done = Box::new(move |found: Result<Picture, Fault>| {
                let Some(poster) = me.upgrade() else { return };
                match found {
                    Ok(picture) => poster.show(number, &shown, &picture),
                    Err(_) => poster.fall_back(number),
                }
            });
            Some(Errand { step, access, done })
        }));
    }

    /// This one cannot be shown: the one before it may, unless another is on its way.
    fn fall_back(&self, number: usize) {
        if self.shown.get() != number {
            return;
        }
        match self.newest_before(number) {
            Some((number, step)) => self.fetch(number, step),
            None => self.take_down(),
        }
    }

    /// The newest step with a picture, of those before this number.
    fn newest_before(&self, number: usize) -> Option<(usize, Step)> {
        let steps = self.feed.borrow().as_ref()?.steps();
        let steps = (1..number).zip(steps);
        steps.filter(|(_, step)| step.has_screenshot()).last()
    }

    fn take_down(&self) {
        if let Some(widget) = self.widget.upgrade() {
            widget.show_poster(None, "");
        }
    }

    fn show(&self, number: usize, step: &Step, picture: &Picture) {
        let Some(widget) = self.widget.upgrade().filter(|_| self.shown.get() == number) else {
            return;
        };
        self.displayed.set(number);
        let words = step.words(number - 1);
        let description = [words::LAST_SCREENSHOT, &words.description].concat();
        match picture {
            Picture::Address(address) => widget.show_poster(Some(address), &description),
            Picture::Bytes(blob) => {
                let Some(url) = BlobUrl::new(blob) else {
                    return;
                };
                widget.show_poster(Some(url.as_str()), &description);
                // The one before is revoked only when nothing shows it any more.
                drop(self.url.replace(Some(url)));
            }
        }
    }
}

impl Reader for Poster {
    fn steps_changed(&self) {
        if let Some((number, step)) = self.newest_before(usize::MAX)
            && self.newest.replace(number) != number
        {
            self.fetch(number, step);
        }
    }

    /// A view without its picture says so by having none.
    fn steps_failed(&self) {}
}

impl Drop for Poster {
    fn drop(&mut self) {
        self.take_down();
    }
}
