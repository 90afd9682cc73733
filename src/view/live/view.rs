//! One live view: it watches its source, says what state it is in and shows it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

use super::facts::{Facts, Source};
use super::frame::{Look, move_before};
use super::options::Options;
use super::poster::Poster;
use super::screen::Screen;
use super::seats;
use super::widget::Widget;
use crate::api::{Watchers, js};
use crate::core::frame_url::Refusal;
use crate::core::live::{self, Frame, State};
use crate::net::{get, get_function};
use crate::view::dom::{Maker, On, window_of};
use crate::view::registry::{self, Kind, Mounted};
use crate::view::seen::Seen;
use crate::view::source::Subscription;
use crate::view::{style, words};

/// What a view says of itself. It outlives the view, for its handle.
pub struct Standing {
    /// The state.
    pub state: Cell<State>,
    /// Why the address is not framed.
    pub refusal: Cell<Option<Refusal>>,
}

/// A mounted live view.
pub struct LiveView {
    me: Weak<Self>,
    source: Source,
    options: Options,
    screen: Rc<Screen>,
    element: RefCell<Element>,
    /// Gone once unmounted.
    widget: RefCell<Option<Rc<Widget>>>,
    poster: RefCell<Option<Rc<Poster>>>,
    standing: Rc<Standing>,
    visible: Cell<bool>,
    watchers: Watchers,
    /// What is listened to until the end.
    sight: RefCell<Option<Seen>>,
    subscription: RefCell<Option<Subscription>>,
    buttons: RefCell<Vec<On>>,
}

impl LiveView {
    /// Mounts a view in `element`, in place of the one that is there.
    pub fn mount(
        element: Element,
        value: &JsValue,
        source: Source,
        options: Options,
    ) -> Result<Rc<Self>, JsValue> {
        let maker = Maker::of(&element)?;
        let widget = Rc::new(Widget::build(&maker, options.aspect_ratio.as_deref()));
        element.append_child(&widget.root)?;
        style::adopt(&element);
        let view = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            source,
            options,
            screen: seats::screen_of(value),
            element: RefCell::new(element),
            widget: RefCell::new(Some(widget.clone())),
            poster: RefCell::default(),
            standing: Rc::new(Standing {
                state: Cell::new(State::Waiting),
                refusal: Cell::default(),
            }),
            visible: Cell::default(),
            watchers: Watchers::default(),
            sight: RefCell::default(),
            subscription: RefCell::default(),
            buttons: RefCell::default(),
        });
        view.listen(&widget);
        Self::take_over(&view);
        Ok(view)
    }

    /// Goes where another may be. One of the same run hands its frame over; of another, its place is free first.
    fn take_over(view: &Rc<Self>) {
        let element = view.element();
        let before = registry::take(Kind::Live, &element);
        registry::keep(view.clone());
        if let Some(before) = &before
            && !view.screen.goes_on_in(&element)
        {
            before.unmount();
        }
        view.screen.sit(view);
        if let Some(before) = before {
            before.unmount();
        }
    }

    fn listen(&self, widget: &Widget) {
        // A lazy frame far below does not load, so it cannot be late; and a view that was taken out
        // of the page must not hold a place.
        let me = self.me.clone();
        let seen = Box::new(move |_: &Element, visible| {
            if let Some(view) = me.upgrade() {
                view.seen(visible);
            }
        });
        let sight = Seen::new("0px", "0px", seen);
        self.visible.set(!sight.watch(&widget.stage));
        self.sight.replace(Some(sight));
        self.watch();
        let click = |button, heard| On::new(button, "click", &self.me, heard);
        self.buttons.replace(vec![
            click(&widget.reload, |view, _| view.screen.reload()),
            click(&widget.open, |view, _| view.open_in_tab()),
        ]);
    }

    /// Listens to the run, for as long as the view's document can be seen.
    fn watch(&self) {
        if let (Source::Run(run), Some(document)) = (&self.source, self.document()) {
            let me = self.me.clone();
            let changed = Rc::new(move || {
                if let Some(view) = me.upgrade() {
                    view.refresh();
                }
            });
            let subscription = run.subscribe(&document, changed);
            drop(self.subscription.replace(Some(subscription)));
        }
    }

    /// Brings everything in line with what is known now.
    pub fn refresh(&self) {
        let Some(widget) = self.widget.borrow().clone() else {
            return;
        };
        let in_front = self.screen.is_front(self);
        if !in_front && self.is_connected() && self.screen.is_left() {
            // Brings all its views in line, this one too.
            return self.screen.come_forward();
        }
        let mut facts = self.facts();
        if in_front {
            let wanted = facts.to_frame();
            self.screen.want(wanted.filter(|_| self.is_connected()));
            if self.is_gone() {
                // The page was told of the frame, and unmounted the view.
                return;
            }
        }
        if self.screen.is_trapped() {
            facts.refusal = Some(Refusal::OwnOrigin);
        }
        let frame = if in_front {
            self.screen.progress()
        } else {
            Frame::None
        };
        let state = live::state(facts.run, frame, facts.refusal.is_some());
        let refused = state == State::Failed && !facts.run.is_over();
        self.standing.refusal.set(facts.refusal.filter(|_| refused));
        self.hang_poster(&widget, state, facts.address.is_some());
        widget.show(&facts.face(state, in_front));
        self.enter(state);
    }

    fn facts(&self) -> Facts {
        let allow_hosts = self.options.allow_hosts.as_deref();
        Facts::of(&self.source, self.document().as_ref(), allow_hosts)
    }

    /// What it is mounted in.
    pub fn element(&self) -> Element {
        self.element.borrow().clone()
    }

    fn document(&self) -> Option<Document> {
        self.element.borrow().owner_document()
    }

    /// The newest screenshot stands in for a frame that is not there, or not yet.
    fn hang_poster(&self, widget: &Rc<Widget>, state: State, has_address: bool) {
        let wanted = match state {
            State::Live => false,
            State::Waiting => has_address,
            State::Loading => self.poster.borrow().is_some(),
            State::Unavailable | State::Ended | State::Failed => true,
        };
        let (Source::Run(run), Some(document)) = (&self.source, self.document()) else {
            return;
        };
        if !wanted {
            drop(self.poster.take());
        } else if self.poster.borrow().is_none() {
            self.poster
                .replace(Some(Poster::hang(widget, run, &document)));
        }
    }

    fn enter(&self, state: State) {
        if self.standing.state.replace(state) == state {
            return;
        }
        self.watchers.notify();
        if let Some(callback) = &self.options.on_state_change {
            js::call(callback, &state.as_str().into());
        }
    }

    fn seen(&self, visible: bool) {
        self.visible.set(visible);
        if visible {
            // It may have been mounted before its element was in the page.
            style::adopt(&self.element.borrow());
        }
        self.screen.come_forward();
    }

    /// The address leaves the page's hands here only, to a window that knows nothing of the page.
    fn open_in_tab(&self) {
        let facts = self.facts();
        let window = self.document().and_then(|document| document.default_view());
        if let (Some(window), Some(address), None) = (window, facts.address, facts.refusal) {
            let _ = window.open_with_url_and_target_and_features(
                &address,
                "_blank",
                "noopener,noreferrer",
            );
        }
    }

    /// Moves the view into another element, in place of the one that is there. The frame goes on
    /// running where the platform can move it.
    pub fn move_to(&self, element: Element) -> Result<(), JsValue> {
        let Some(widget) = self.widget.borrow().clone() else {
            return Ok(());
        };
        if *self.element.borrow() == element {
            return Ok(());
        }
        registry::clear(Kind::Live, &element);
        if self.is_gone() {
            // The place of the one before was this one's, and the page unmounted it when told.
            return Ok(());
        }
        let moved = move_before(&element, &widget.root, None);
        if !moved {
            element.append_child(&widget.root)?;
        }
        style::adopt(&element);
        let before = self.element.replace(element);
        style::release(&before);
        if before.owner_document() != self.document() {
            self.watch();
            let poster = self.poster.borrow().clone();
            if let (Some(poster), Some(document)) = (poster, self.document()) {
                poster.move_to(&document);
            }
        }
        if !moved && self.screen.is_front(self) {
            self.screen.loads_again();
        }
        self.refresh();
        Ok(())
    }

    /// Calls back when the state changes; gives the function that ends it.
    pub fn subscribe(&self, listener: JsValue) -> Result<JsValue, JsValue> {
        self.watchers.subscribe(listener)
    }

    /// What it says of itself.
    pub fn standing(&self) -> Rc<Standing> {
        self.standing.clone()
    }

    fn is_gone(&self) -> bool {
        self.widget.borrow().is_none()
    }

    /// Where the frame goes.
    pub fn stage(&self) -> Option<Element> {
        self.widget
            .borrow()
            .as_ref()
            .map(|widget| widget.stage.clone())
    }

    /// How a frame in this view looks.
    pub fn look(&self) -> Look {
        let goal = match &self.source {
            Source::Run(run) => run.snapshot().goal(),
            Source::Address(_) => None,
        };
        let title = self.options.title.clone();
        Look {
            title: title.unwrap_or_else(|| words::frame_title(goal.as_deref())),
            interactive: self.options.interactive,
        }
    }

    /// Whether the view is in the page, or in a window that is not closed.
    pub fn is_connected(&self) -> bool {
        self.stage().is_some_and(|stage| {
            stage.is_connected() && get(&window_of(&stage), "closed").as_bool() == Some(false)
        })
    }

    /// Whether the view is laid out: not in a closed dialog or another element that is not shown.
    pub fn is_shown(&self) -> bool {
        let Some(stage) = self.stage() else {
            return false;
        };
        // Engines that cannot tell show it.
        self.is_connected()
            && get_function(&stage, "checkVisibility")
                .is_none_or(|tell| tell.call0(&stage).is_ok_and(|shown| shown.is_truthy()))
    }

    /// Whether the view can be seen.
    pub fn is_visible(&self) -> bool {
        self.visible.get()
    }

    /// Milliseconds a frame in this view may take.
    pub fn load_timeout(&self) -> u64 {
        self.options.load_timeout
    }

    /// How many live frames this view allows the page.
    pub fn max_live(&self) -> usize {
        self.options.max_live
    }
}

impl Mounted for LiveView {
    fn is_at(&self, kind: Kind, element: &Element) -> bool {
        kind == Kind::Live && *self.element.borrow() == *element
    }

    fn unmount(&self) {
        let Some(widget) = self.widget.take() else {
            return;
        };
        drop(self.subscription.take());
        drop(self.sight.take());
        drop(self.poster.take());
        self.buttons.borrow_mut().clear();
        self.screen.stand_up(self);
        widget.root.remove();
        style::release(&self.element.borrow());
        drop(registry::let_go(self));
    }
}
