//! What a live view is made of in the page, and how a state looks.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlImageElement};

use crate::core::live::State;
use crate::view::dom::{Maker, set, set_flag, set_text};
use crate::view::words;

/// The elements of one live view.
#[derive(Debug)]
pub struct Widget {
    /// All of it.
    pub root: Element,
    /// Where the frame goes.
    pub stage: Element,
    /// The picture in the frame's place.
    pub poster: HtmlImageElement,
    /// The button that loads the frame again.
    pub reload: Element,
    /// The button that opens the viewer by itself.
    pub open: Element,
    message: Element,
    detail: Element,
    actions: Element,
    help: Element,
}

/// What a view shows of a state.
#[derive(Debug)]
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
    pub fn build(maker: &Maker, aspect_ratio: Option<&str>) -> Result<Self, JsValue> {
        let root = maker.make("div", "view")?;
        set(&root, "data-kind", "live");
        let stage = maker.add(&root, "div", "stage")?;
        if let Some(ratio) = aspect_ratio {
            // What CSS does not take as a ratio leaves the default in force.
            let _ = stage
                .unchecked_ref::<HtmlElement>()
                .style()
                .set_property("aspect-ratio", ratio);
        }
        let poster: HtmlImageElement = maker.add(&stage, "img", "poster")?.unchecked_into();
        poster.set_hidden(true);
        let badge = maker.add(&stage, "span", "badge")?;
        set(&badge, "aria-hidden", "true");
        set_text(&badge, words::LIVE);
        let cover = maker.add(&stage, "div", "cover")?;
        set(&maker.add(&cover, "span", "mark")?, "aria-hidden", "true");
        let said = maker.add(&cover, "div", "words")?;
        set(&said, "role", "status");
        // Only what changed is read out, not the state again with every line of progress.
        set(&said, "aria-atomic", "false");
        let message = maker.add(&said, "p", "message")?;
        let detail = maker.add(&said, "p", "detail")?;
        let actions = maker.add(&cover, "div", "actions")?;
        Ok(Self {
            reload: maker.add_button(&actions, "button", words::RELOAD)?,
            open: maker.add_button(&actions, "button", words::OPEN)?,
            help: link(maker, &actions)?,
            root,
            stage,
            poster,
            message,
            detail,
            actions,
        })
    }

    /// Shows a state.
    pub fn show(&self, face: &Face) {
        set(&self.root, "data-state", face.state.as_str());
        set_text(&self.message, face.message);
        set_text(&self.detail, face.detail.as_deref().unwrap_or_default());
        set_flag(&self.reload, "hidden", !face.offers);
        set_flag(&self.open, "hidden", !face.offers);
        set_flag(&self.help, "hidden", face.help.is_none());
        set_flag(&self.actions, "hidden", !face.offers && face.help.is_none());
        match &face.help {
            Some(address) => set(&self.help, "href", address),
            None => drop(self.help.remove_attribute("href")),
        }
    }

    /// Shows the picture in the frame's place, or none.
    pub fn show_poster(&self, picture: Option<(&str, &str)>) {
        set_flag(&self.root, "data-poster", picture.is_some());
        self.poster.set_hidden(picture.is_none());
        match picture {
            Some((address, description)) => {
                self.poster.set_alt(description);
                self.poster.set_src(address);
            }
            None => drop(self.poster.remove_attribute("src")),
        }
    }
}

fn link(maker: &Maker, parent: &Element) -> Result<Element, JsValue> {
    let link = maker.add(parent, "a", "help")?;
    set(&link, "target", "_blank");
    set(&link, "rel", "noopener noreferrer");
    set_text(&link, words::HELP);
    Ok(link)
}
