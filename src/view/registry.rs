//! The views of the page, each owned here until it is unmounted: a caller need not keep the handle.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::Element;

/// A view that is mounted.
pub trait Mounted {
    /// Whether it is this kind of view, in this element.
    fn is_at(&self, kind: Kind, element: &Element) -> bool;
    /// Takes it out of the page.
    fn unmount(&self);
}

/// The kinds of view: an element holds at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A live view.
    Live,
    /// A filmstrip.
    Screenshots,
}

thread_local! {
    static MOUNTED: RefCell<Vec<Rc<dyn Mounted>>> = const { RefCell::new(Vec::new()) };
}

/// Takes a view into ownership.
pub fn keep(view: Rc<dyn Mounted>) {
    MOUNTED.with_borrow_mut(|mounted| mounted.push(view));
}

/// Unmounts the view of this kind in this element, if there is one.
pub fn clear(kind: Kind, element: &Element) {
    let found = MOUNTED.with_borrow(|mounted| {
        mounted
            .iter()
            .find(|view| view.is_at(kind, element))
            .cloned()
    });
    if let Some(view) = found {
        view.unmount();
    }
}

/// Unmounts every view of the page.
pub fn clear_all() {
    for view in MOUNTED.with_borrow(Clone::clone) {
        view.unmount();
    }
}

/// Gives up the view of this kind in this element.
pub fn forget(kind: Kind, element: &Element) {
    let gone: Vec<_> = MOUNTED.with_borrow_mut(|mounted| {
        mounted
            .extract_if(.., |view| view.is_at(kind, element))
            .collect()
    });
    // Dropped outside the borrow: a view's end may reach back here.
    drop(gone);
}
