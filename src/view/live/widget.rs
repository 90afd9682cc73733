//! What a live view is made of in the page, and how a state looks.

use web_sys::Element;

use crate::core::live::State;
use crate::view::dom::{
    self, IMAGE, Maker, Part, hide, part, set, set_flag, set_or_remove, set_text,
};
use crate::view::{style, words};

const BUTTON: &[(&str, &str)] = &[("type", "button")];

/// All of it, in the order in which [`Widget::build`] takes it apart.
const PARTS: &[Part; 13] = &[
    part(0, "div", "view", &[("data-kind", "live")], ""),
    part(1, "div", "stage", &[], ""),
    part(2, "img", "poster", IMAGE, ""),
    part(2, "span", "badge", &[("aria-hidden", "true")], words::LIVE),
    part(2, "div", "cover", &[], ""),
    part(3, "span", "mark", &[("aria-hidden", "true")], ""),
    // Only what changed is read out, not the state again with every line of progress.
    part(
        3,
        "div",
        "words",
        &[("role", "status"), ("aria-atomic", "false")],
        "",
    ),
    part(4, "p", "message", &[], ""),
    part(4, "p", "detail", &[], ""),
    part(3, "div", "actions", &[], ""),
    part(4, "button", "button", BUTTON, words::RELOAD),
    part(4, "button", "button", BUTTON, words::OPEN),
    part(
        4,
        "a",
        "help",
        &[("target", "_blank"), ("rel", "noopener noreferrer")],
        words::HELP,
    ),
];

/// The elements of one live view.
pub struct Widget {
    /// All of it.
    pub root: Element,
    /// Where the frame goes.
    pub stage: Element,
    /// The button that loads the frame again.
    pub reload: Element,
    /// The button that opens the viewer by itself.
    pub open: Element,
    /// The picture in the frame's place.
    pub poster: Element,
    message: Element,
    detail: Element,
    actions: Element,
    help: Element,
}

/// What a view shows of a state.
pub struct Face {
    /// The state.
    pub state: State,
    /// Its name in words.
    pub message: &'static str,
    /// The newest progress, or advice.
    pub detail: Option<String>,
    /// Whether the reader may load the frame again or open it by itself.
    pub offers: bool,
    /// Where to read more.
    pub help: Option<String>,
}

impl Widget {
    /// Builds the elements, not yet in the page.
    pub fn build(maker: &Maker, aspect_ratio: Option<&str>) -> Self {
        let [
            root,
            stage,
            poster,
            _badge,
            _cover,
            _mark,
            _words,
            message,
            detail,
            actions,
            reload,
            open,
            help,
        ] = maker.tree(PARTS);
        hide(&poster, true);
        if let Some(ratio) = aspect_ratio {
            // What CSS does not take as a ratio leaves the default in force.
            style::set(&stage, "aspectRatio", ratio);
        }
        Self {
            root,
            stage,
            reload,
            open,
            poster,
            message,
            detail,
            actions,
            help,
        }
    }

    /// Shows a state.
    pub fn show(&self, face: &Face) {
        set(&self.root, "data-state", face.state.as_str());
        set_text(&self.message, face.message);
        set_text(&self.detail, face.detail.as_deref().unwrap_or_default());
        let has_help = face.help.is_some();
        for (button, shown) in [
            (&self.reload, face.offers),
            (&self.open, face.offers),
            (&self.help, has_help),
        ] {
            if !shown && button.matches(":focus").unwrap_or(false) {
                // The button that has the keyboard would take it along.
                set(&self.root, "tabindex", "-1");
                dom::focus(&self.root);
            }
            hide(button, !shown);
        }
        hide(&self.actions, !face.offers && !has_help);
        set_or_remove(&self.help, "href", face.help.as_deref());
    }

    /// Shows the picture at an address in the frame's place, described, or none.
    pub fn show_poster(&self, address: Option<&str>, description: &str) {
        set_flag(&self.root, "data-poster", address.is_some());
        hide(&self.poster, address.is_none());
        set(&self.poster, "alt", description);
        set_or_remove(&self.poster, "src", address);
    }
}
