//! The one frame of a run, however many views of it the page has. The newest view that is shown has it;
//! when that goes or is hidden, the frame goes back to the one before.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use web_sys::Element;

use super::frame::{Frame, Look};
use super::seats;
use super::view::LiveView;
use crate::core::live::Frame as Progress;
use crate::core::places::Ticket;
use crate::net::Timer;
use crate::view::registry::{Kind, Mounted};

/// A screen: the frame, its place among the live frames of the page, and its views.
pub struct Screen {
    me: Weak<Self>,
    source: JsValue,
    ticket: Ticket,
    views: RefCell<Vec<Weak<LiveView>>>,
    /// The view that has the frame, or would have it.
    front: RefCell<Weak<LiveView>>,
    wanted: RefCell<Option<String>>,
    /// Shared, since moving it runs the page's code, which may take it down.
    frame: RefCell<Option<Rc<Frame>>>,
    progress: Cell<Progress>,
    /// Whether the frame led to a page that may not be framed.
    trapped: Cell<bool>,
    patience: RefCell<Option<Timer>>,
}

impl Screen {
    /// A screen without views.
    pub fn new(source: JsValue, ticket: Ticket) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            source,
            ticket,
            views: RefCell::default(),
            front: RefCell::default(),
            wanted: RefCell::default(),
            frame: RefCell::default(),
            progress: Cell::default(),
            trapped: Cell::default(),
            patience: RefCell::default(),
        })
    }

    /// Whether it shows this source.
    pub fn is_of(&self, source: &JsValue) -> bool {
        self.source == *source
    }

    /// Its number among the page's places.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// How far the frame has come.
    pub fn progress(&self) -> Progress {
        self.progress.get()
    }

    /// Whether the frame led to the page's own origin.
    pub fn is_trapped(&self) -> bool {
        self.trapped.get()
    }

    /// Whether this view is the one that has the frame, or would have it.
    pub fn is_front(&self, view: &LiveView) -> bool {
        std::ptr::eq(self.front.borrow().as_ptr(), view)
    }

    /// Whether a view in this element could hand a frame over that is on its way or there.
    pub fn goes_on_in(&self, element: &Element) -> bool {
        let has_frame = matches!(self.progress.get(), Progress::Loading | Progress::Loaded);
        has_frame && self.seat_in(element).is_some()
    }

    /// Whether the view in front was taken out of the page: out of sight, nobody is told of that.
    pub fn is_left(&self) -> bool {
        self.front().is_some_and(|front| !front.is_connected())
    }

    /// Whether a place is held or asked for.
    pub fn is_wanted(&self) -> bool {
        self.wanted.borrow().is_some()
    }

    /// Takes a new view: to the seat of the one in its element, else to the front.
    pub fn sit(&self, view: &Rc<LiveView>) {
        let me = Rc::downgrade(view);
        let seat = self.seat_in(&view.element());
        let mut views = self.views.borrow_mut();
        match seat.and_then(|seat| views.get_mut(seat)) {
            Some(seat) => *seat = me.clone(),
            None => views.push(me.clone()),
        }
        drop(views);
        self.front.replace(me);
        self.come_forward();
    }

    fn seat_in(&self, element: &Element) -> Option<usize> {
        let is_in = |view: Rc<LiveView>| view.is_at(Kind::Live, element);
        let views = self.views.borrow();
        views
            .iter()
            .position(|seat| seat.upgrade().is_some_and(is_in))
    }

    /// Lets a view go. The frame goes back to the one before it, or out with the last.
    pub fn stand_up(&self, view: &LiveView) {
        self.views
            .borrow_mut()
            .retain(|seat| !std::ptr::eq(seat.as_ptr(), view));
        if self.views.borrow().is_empty() {
            self.want(None);
        }
        self.come_forward();
    }

    /// Says which address is to be shown, if any.
    pub fn want(&self, address: Option<&str>) {
        if self.wanted.borrow().as_deref() == address {
            return;
        }
        self.take_down(Progress::None);
        self.trapped.set(false);
        self.wanted.replace(address.map(str::to_owned));
        match address {
            None => seats::leave(self.ticket),
            Some(_) => self.ask_anew(),
        }
    }

    /// Loads the frame again: the reader asked for it.
    pub fn reload(&self) {
        if self.is_wanted() && !self.trapped.get() {
            self.take_down(Progress::None);
            self.ask_anew();
            self.refresh();
        }
    }

    /// A place is free: the frame goes in.
    pub fn granted(&self) {
        let front = self.front();
        // First, since the source may change when it is asked.
        let look = self.look();
        let wanted = self.wanted.borrow().clone();
        let (Some(front), Some(look), Some(address)) = (front, look, wanted) else {
            return seats::leave(self.ticket);
        };
        let me = self.me.clone();
        let loaded = Box::new(move |allowed| {
            if let Some(screen) = me.upgrade() {
                screen.loaded(allowed);
            }
        });
        let frame = front
            .stage()
            .and_then(|stage| Frame::open(&stage, &address, &look, loaded).ok());
        self.progress.set(if frame.is_some() {
            Progress::Loading
        } else {
            Progress::None
        });
        self.frame.replace(frame.map(Rc::new));
        self.be_patient();
        self.refresh();
    }

    /// The place went to another, since the frame was late.
    pub fn evicted(&self) {
        self.take_down(Progress::GaveWay);
        self.refresh();
    }

    /// Waits for the frame for as long as it can be seen: what is out of sight need not load.
    pub fn be_patient(&self) {
        drop(self.patience.take());
        let Some(front) = self.front().filter(|front| front.is_visible()) else {
            return;
        };
        if self.progress.get() != Progress::Loading {
            return;
        }
        let me = self.me.clone();
        let timer = Timer::new(front.load_timeout(), move || {
            if let Some(screen) = me.upgrade() {
                screen.late();
            }
        });
        self.patience.replace(Some(timer));
    }

    fn ask_anew(&self) {
        // A place that is held is given up first: who asks again goes behind those who wait.
        seats::leave(self.ticket);
        if let Some(front) = self.front() {
            seats::ask(self.ticket, front.max_live());
        }
    }

    fn loaded(&self, allowed: bool) {
        drop(self.patience.take());
        if allowed {
            self.progress.set(Progress::Loaded);
            self.dress();
            seats::slow(self.ticket, false);
        } else {
            self.trapped.set(true);
            self.take_down(Progress::None);
            seats::leave(self.ticket);
        }
        self.refresh();
    }

    fn late(&self) {
        self.progress.set(Progress::Late);
        self.refresh();
        seats::slow(self.ticket, true);
    }

    /// Brings the frame to the view in front.
    pub fn come_forward(&self) {
        let front = self.choose();
        if let Some(front) = front {
            self.front.replace(Rc::downgrade(&front));
            self.dress();
            let frame = self.frame.borrow().clone();
            if let (Some(stage), Some(frame)) = (front.stage(), frame) {
                if !frame.is_at_home(&stage) {
                    // Another in its place.
                    self.take_down(Progress::None);
                    return self.granted();
                }
                if !frame.move_to(&stage) {
                    self.loads_again();
                }
            }
        }
        self.be_patient();
        self.refresh();
    }

    /// The frame was put elsewhere, which makes it load anew by itself. It keeps its place.
    pub fn loads_again(&self) {
        if self.frame.borrow().is_some() {
            self.progress.set(Progress::Loading);
            self.dress();
            self.be_patient();
        }
    }

    /// Gives the frame the look of the view in front.
    fn dress(&self) {
        // Asks the source, which may be anybody's: no borrow is held.
        let look = self.look();
        let frame = self.frame.borrow().clone();
        if let (Some(look), Some(frame)) = (look, frame) {
            frame.dress(&look);
        }
    }

    /// A frame that is not there yet is not seen, and must not take the keyboard.
    fn look(&self) -> Option<Look> {
        let mut look = self.front()?.look();
        look.interactive &= self.progress.get() == Progress::Loaded;
        Some(look)
    }

    fn take_down(&self, progress: Progress) {
        drop(self.patience.take());
        drop(self.frame.take());
        self.progress.set(progress);
    }

    fn front(&self) -> Option<Rc<LiveView>> {
        self.front.borrow().upgrade()
    }

    /// The newest view that is shown. Where none is, the frame stays where it is, or goes to the newest in the page.
    fn choose(&self) -> Option<Rc<LiveView>> {
        let views = self.views.borrow();
        let mut best = None;
        let mut most = 0;
        for view in views.iter().filter_map(Weak::upgrade) {
            // Without a choice, the page need not be laid out for it.
            let rank = match views.len() {
                1 => 0,
                _ if view.is_shown() => 3,
                _ if !view.is_connected() => 0,
                _ => 1 + u8::from(self.is_front(&view)),
            };
            if rank >= most {
                most = rank;
                best = Some(view);
            }
        }
        best
    }

    fn refresh(&self) {
        // Copied, since a view may come or go meanwhile.
        let views = self.views.borrow().clone();
        for view in views {
            if let Some(view) = view.upgrade() {
                view.refresh();
            }
        }
    }
}
