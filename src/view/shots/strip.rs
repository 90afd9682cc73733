//! A mounted filmstrip.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use super::follow::Follow;
use super::item::Item;
use super::options::Options;
use super::state::State;
use super::viewer::Viewer;
use super::warnings::Warnings;
use super::widget::{Row, Widget};
use crate::api::Watchers;
use crate::net::Listener;
use crate::view::access::Access;
use crate::view::dom::{self, Maker, On};
use crate::view::feed::{Feed, Reader};
use crate::view::picture::Fault;
use crate::view::registry::{self, Kind, Mounted};
use crate::view::seen::Seen;
use crate::view::source::RunSource;
use crate::view::step::Step;
use crate::view::{style, words};

/// How far outside the page's viewport a step counts as near.
const PAGE_MARGIN: &str = "300px";
/// How far outside the strip's own edges. Engines without this decode a picture as it comes into
/// view.
const STRIP_MARGIN: &str = "0px 400px";

/// Where the steps come from.
pub enum Source {
    /// A run that is followed.
    Run(RunSource),
    /// Steps that are all there, with the id of their run where it is known.
    Steps(Vec<Step>, Option<String>),
}

/// A filmstrip.
pub struct Strip {
    me: Weak<Self>,
    element: Element,
    access: Access,
    warnings: Warnings,
    feed: RefCell<Option<Rc<Feed>>>,
    /// Gone once unmounted.
    widget: RefCell<Option<Rc<Widget>>>,
    items: RefCell<Vec<Rc<Item>>>,
    near: RefCell<Option<Seen>>,
    follow: Follow,
    viewer: RefCell<Option<Rc<Viewer>>>,
    listeners: RefCell<Vec<On>>,
    resized: RefCell<Option<Listener>>,
    /// Outlives the strip, for its handle.
    state: Rc<Cell<State>>,
    watchers: Watchers,
}

impl Strip {
    /// Mounts a strip in `element`, in place of the one that is there.
    pub fn mount(element: Element, source: Source, options: Options) -> Result<Rc<Self>, JsValue> {
        let widget = Rc::new(Widget::build(Maker::of(&element)?));
        registry::clear(Kind::Screenshots, &element);
        element.append_child(&widget.root)?;
        style::adopt(&element);
        let access = match &source {
            Source::Run(run) => Access::through(run.clone()),
            Source::Steps(_, run_id) => Access::client(options.client, run_id.clone()),
        };
        // A strip of steps that are all there begins at the first.
        let follow = options.follow && access.is_live();
        let strip = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            element,
            access,
            warnings: Warnings::to(options.on_warning),
            feed: RefCell::default(),
            widget: RefCell::new(Some(widget.clone())),
            items: RefCell::default(),
            near: RefCell::default(),
            follow: Follow::new(&widget.list, &widget.newest, follow),
            viewer: RefCell::default(),
            listeners: RefCell::default(),
            resized: RefCell::default(),
            state: Rc::new(Cell::new(State::Waiting)),
            watchers: Watchers::default(),
        });
        registry::keep(strip.clone());
        strip.listen(&widget);
        strip.begin(&source, &widget.maker);
        Ok(strip)
    }

    fn begin(&self, source: &Source, maker: &Maker) {
        match source {
            Source::Steps(steps, _) => self.take(steps, true, false),
            Source::Run(run) => {
                let reader: Weak<dyn Reader> = self.me.clone();
                let feed = Feed::of(run, maker.document(), reader);
                self.feed.replace(Some(feed));
                self.steps_changed();
            }
        }
    }

    fn listen(&self, widget: &Widget) {
        let me = self.me.clone();
        let near = Seen::new(
            PAGE_MARGIN,
            STRIP_MARGIN,
            Box::new(move |row, near| {
                if let Some(strip) = me.upgrade() {
                    strip.seen(row, near);
                }
            }),
        );
        near.watch(&widget.root);
        self.near.replace(Some(near));
        let on = |target, event, heard| On::new(target, event, &self.me, heard);
        self.listeners.replace(vec![
            on(&widget.list, "click", Self::click),
            on(&widget.list, "error", |strip, event| {
                if let Some(item) = dom::target(event).and_then(|image| strip.item_of(&image)) {
                    item.broken();
                }
            }),
            on(&widget.list, "scroll", |strip, _| strip.follow.scrolled()),
            on(&widget.newest, "click", |strip, _| strip.to_newest()),
        ]);
        let me = self.me.clone();
        let look_again = move || {
            if let Some(strip) = me.upgrade() {
                strip
                    .items
                    .borrow()
                    .iter()
                    .for_each(|item| item.look_again());
            }
        };
        let window = web_sys::window();
        self.resized
            .replace(window.map(|window| Listener::new(&window, "resize", look_again)));
    }

    /// A row, or the strip itself, is near or no longer.
    fn seen(&self, element: &Element, near: bool) {
        match Row::index_of(element) {
            Some(index) => {
                if let Some(item) = self.item(index) {
                    item.set_near(near);
                }
            }
            // It may have been mounted before its element was in the page.
            None => style::adopt(&self.element),
        }
    }

    fn click(&self, event: &Event) {
        let shot = dom::target(event).and_then(|target| around(&target, ".tinyfish-shot"));
        if let Some(index) = shot.and_then(|shot| index_of(&shot)) {
            self.open(index);
        }
    }

    fn to_newest(&self) {
        self.follow.go();
        // The button hides once the end is reached, and would take the keyboard along.
        let newest = self.items.borrow().last().cloned();
        if let Some(newest) = newest {
            newest.row().focus();
        }
    }

    /// Takes all steps known now; `complete` if no more will come, `unread` if they could not be read.
    fn take(&self, steps: &[Step], complete: bool, unread: bool) {
        let Some(widget) = self.widget.borrow().clone() else {
            return;
        };
        let viewer = self.viewer.borrow().clone();
        for (index, (item, step)) in self.items.borrow().iter().zip(steps).enumerate() {
            if item.update(step)
                && let Some(viewer) = &viewer
            {
                viewer.updated(index);
            }
        }
        let known = self.count();
        for (index, step) in steps.iter().enumerate().skip(known) {
            self.add(&widget, index, step.clone());
        }
        if complete && steps.iter().any(|step| !step.has_screenshot()) {
            self.warnings.missing();
        }
        // A list that is hidden, as it is before its first step, does not scroll.
        self.enter(&widget, State::of(steps.len(), complete, unread));
        if steps.len() > known {
            self.follow.grown();
            if let Some(viewer) = viewer {
                viewer.grown();
            }
        }
    }

    fn add(&self, widget: &Widget, index: usize, step: Step) {
        let Some(row) = widget.add_row(index) else {
            return;
        };
        let item = Item::new(self.me.clone(), index, step, row);
        self.items.borrow_mut().push(item.clone());
        let everything_is_near = self
            .near
            .borrow()
            .as_ref()
            .is_none_or(|near| !near.watch(&item.row().root));
        if everything_is_near {
            item.set_near(true);
        }
    }

    fn enter(&self, widget: &Widget, state: State) {
        let empty = match (state, self.count()) {
            (State::Unavailable, _) => Some(words::UNAVAILABLE),
            (State::Ended, 0) => Some(words::NO_STEPS),
            (_, 0) => Some(words::NO_STEPS_YET),
            _ => None,
        };
        widget.show(state.as_str(), empty);
        if self.state.replace(state) != state {
            self.watchers.notify();
        }
    }

    /// Tells the page's developer of a picture that cannot be shown.
    pub fn warn(&self, fault: Fault) {
        self.warnings.picture(fault);
    }

    fn open(&self, index: usize) {
        let Some(widget) = self.widget.borrow().clone() else {
            return;
        };
        let built = self.viewer.borrow().clone();
        let viewer = built.unwrap_or_else(|| Viewer::build(&self.me, &widget.maker, &widget.root));
        self.viewer.replace(Some(viewer.clone()));
        viewer.open(index);
    }

    fn item_of(&self, inside: &Element) -> Option<Rc<Item>> {
        self.item(index_of(inside)?)
    }

    /// How the pictures are reached.
    pub fn access(&self) -> Access {
        self.access.clone()
    }

    /// How many steps there are.
    pub fn count(&self) -> usize {
        self.items.borrow().len()
    }

    /// One of the steps.
    pub fn item(&self, index: usize) -> Option<Rc<Item>> {
        self.items.borrow().get(index).cloned()
    }

    /// The state, as long as it changes and after.
    pub fn state(&self) -> Rc<Cell<State>> {
        self.state.clone()
    }

    /// Calls back when the state changes; gives the function that ends it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.watchers.subscribe(listener)
    }
}

/// The index of the step that an element is in.
fn index_of(inside: &Element) -> Option<usize> {
    Row::index_of(&around(inside, ".tinyfish-step")?)
}

fn around(inside: &Element, selector: &str) -> Option<Element> {
    inside.closest(selector).ok()?
}

impl Reader for Strip {
    fn steps_changed(&self) {
        let feed = self.feed.borrow().clone();
        if let Some(feed) = feed {
            self.take(&feed.steps(), feed.is_complete(), feed.is_unread());
        }
    }

    fn steps_failed(&self) {
        self.warnings.unread();
    }
}

impl Mounted for Strip {
    fn is_at(&self, kind: Kind, element: &Element) -> bool {
        kind == Kind::Screenshots && self.element == *element
    }

    fn unmount(&self) {
        let Some(widget) = self.widget.take() else {
            return;
        };
        drop(self.feed.take());
        drop(self.near.take());
        drop(self.viewer.take());
        self.listeners.borrow_mut().clear();
        drop(self.resized.take());
        self.items.borrow_mut().clear();
        widget.root.remove();
        style::release(&self.element);
        drop(registry::let_go(self));
    }
}
