//! The views of the page, each owned here until it is unmounted: a caller need not keep the handle.
//!
//! A handle owns nothing. What a view holds of the page (its source, its callbacks) can hold the
//! handle in turn, and neither collector sees that circle, so it is let go when the view is
//! unmounted and not when the handle is collected.

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

/// Gives up the view of this kind in this element.
pub fn take(kind: Kind, element: &Element) -> Option<Rc<dyn Mounted>> {
    take_one(&|view| view.is_at(kind, element))
}

/// Gives up this view, wherever it is.
pub fn let_go(view: &dyn Mounted) -> Option<Rc<dyn Mounted>> {
    take_one(&|other| std::ptr::addr_eq(other, view))
}

fn take_one(wanted: &dyn Fn(&dyn Mounted) -> bool) -> Option<Rc<dyn Mounted>> {
    MOUNTED.with_borrow_mut(|mounted| {
        let at = mounted.iter().position(|view| wanted(view.as_ref()))?;
        Some(mounted.swap_remove(at))
    })
}

/// Unmounts the view of this kind in this element, if there is one.
pub fn clear(kind: Kind, element: &Element) {
    if let Some(view) = take(kind, element) {
        view.unmount();
    }
}

/// Unmounts every view of the page.
pub fn clear_all() {
    while let Some(view) = MOUNTED.with_borrow_mut(Vec::pop) {
        view.unmount();
    }
}
