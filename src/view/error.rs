//! The errors of the views: the one place where they are made.

use wasm_bindgen::JsValue;

use crate::core::failure::{Code, Failure};
use crate::core::frame_url::Refusal;

/// An argument that is wrong: `invalid_input` with its name, and what it must be.
pub fn invalid(field: &str, must_be: &str) -> JsValue {
    Failure::must_be(field, must_be).into()
}

/// An address that is not framed: `live_view`. The address itself stays out, it is a credential.
pub fn refused(refusal: Refusal) -> JsValue {
    Failure::new(Code::LiveView, refusal.message()).into()
}

/// A picture that is none.
pub fn no_picture(message: &str) -> JsValue {
    Failure::new(Code::BadResponse, message).into()
}
