//! The page's places for live frames, and the screens that hold or await them.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;

use super::screen::Screen;
use crate::core::places::{Change, Places, Ticket};

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places::new()) };
    static SCREENS: RefCell<Vec<Weak<Screen>>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<Ticket> = const { Cell::new(0) };
}

/// The one screen of this source.
pub fn screen_of(source: &JsValue) -> Rc<Screen> {
    SCREENS.with_borrow_mut(|screens| screens.retain(|screen| screen.strong_count() > 0));
    find(&|screen| screen.is_of(source)).unwrap_or_else(|| {
        let ticket = NEXT.replace(NEXT.get().wrapping_add(1));
        let screen = Screen::new(source.clone(), ticket);
        SCREENS.with_borrow_mut(|screens| screens.push(Rc::downgrade(&screen)));
        screen
    })
}

fn find(wanted: &dyn Fn(&Screen) -> bool) -> Option<Rc<Screen>> {
    SCREENS.with_borrow(|screens| {
        let mut screens = screens.iter().filter_map(Weak::upgrade);
        screens.find(|screen| wanted(screen))
    })
}

/// Asks for a place.
pub fn ask(ticket: Ticket, limit: usize) {
    let changes = PLACES.with_borrow_mut(|places| places.ask(ticket, limit));
    let is_full = changes.is_empty();
    apply(changes);
    if is_full {
        // Some may be held for views that left the page.
        while let Some(screen) = find(&|screen| screen.is_wanted() && screen.is_left()) {
            screen.come_forward();
        }
    }
}

/// Says whether a holder is slow to load.
pub fn slow(ticket: Ticket, slow: bool) {
    apply(PLACES.with_borrow_mut(|places| places.slow(ticket, slow)));
}

/// Gives up a place.
pub fn leave(ticket: Ticket) {
    apply(PLACES.with_borrow_mut(|places| places.leave(ticket)));
}

fn apply(changes: Vec<Change>) {
    for change in changes {
        match change {
            Change::Granted(ticket) => with(ticket, Screen::granted),
            Change::Evicted(ticket) => with(ticket, Screen::evicted),
        }
    }
}

fn with(ticket: Ticket, tell: fn(&Screen)) {
    match find(&|screen| screen.ticket() == ticket) {
        Some(screen) => tell(&screen),
        None => leave(ticket),
    }
}
