//! The picture in the frame's place: the newest screenshot of the run.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::widget::Widget;
use crate::view::access::Access;
use crate::view::blob_url::BlobUrl;
use crate::view::feed::{Feed, Reader};
use crate::view::lane::{self, Errand};
use crate::view::picture::Picture;
use crate::view::source::RunSource;
use crate::view::step::Step;
use crate::view::words;

/// Keeps a view's picture up to date until it is dropped.
pub struct Poster {
    me: Weak<Self>,
    widget: Weak<Widget>,
    access: Access,
    feed: RefCell<Option<Rc<Feed>>>,
    /// Which of the steps is shown or on its way, counted from one.
    shown: Cell<usize>,
    url: RefCell<Option<BlobUrl>>,
}

impl Poster {
    /// A poster in this widget.
    pub fn hang(widget: &Rc<Widget>, source: &RunSource) -> Rc<Self> {
        let poster = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            widget: Rc::downgrade(widget),
            access: Access::through(source.clone()),
            feed: RefCell::default(),
            shown: Cell::default(),
            url: RefCell::default(),
        });
        let reader: Weak<dyn Reader> = poster.me.clone();
        let feed = Feed::of(source, reader);
        poster.feed.replace(Some(feed));
        poster.steps_changed();
        poster
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
            let done = Box::new(move |picture| {
                if let (Some(poster), Ok(picture)) = (me.upgrade(), picture) {
                    poster.show(number, &shown, &picture);
                }
            });
            Some(Errand { step, access, done })
        }));
    }

    fn show(&self, number: usize, step: &Step, picture: &Picture) {
        let Some(widget) = self.widget.upgrade().filter(|_| self.shown.get() == number) else {
            return;
        };
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
        let Some(feed) = self.feed.borrow().clone() else {
            return;
        };
        let newest = feed
            .steps()
            .into_iter()
            .enumerate()
            .filter(|(_, step)| step.has_screenshot())
            .last();
        if let Some((index, step)) = newest.filter(|(index, _)| index + 1 != self.shown.get()) {
            self.fetch(index + 1, step);
        }
    }

    /// A view without its picture says so by having none.
    fn steps_failed(&self) {}
}

impl Drop for Poster {
    fn drop(&mut self) {
        if let Some(widget) = self.widget.upgrade() {
            widget.show_poster(None, "");
        }
    }
}
