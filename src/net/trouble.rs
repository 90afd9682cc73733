//! Why a call did not give an answer.

use wasm_bindgen::JsValue;

use crate::core::failure::{Code, Failure};

/// A failure with the JavaScript value behind it, or the caller's own reason to abort.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// Something went wrong; `cause` is what JavaScript threw, or `undefined`.
    Failed {
        /// What to tell.
        failure: Failure,
        /// What JavaScript threw.
        cause: JsValue,
    },
    /// The caller aborted: its reason passes through as it is.
    Aborted(JsValue),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed {
            failure,
            cause: JsValue::UNDEFINED,
        }
    }
}

impl Trouble {
    /// The request did not get through.
    pub fn network(cause: JsValue) -> Self {
        let failure = Failure::new(
            Code::Network,
            "The request did not get through. A page cannot tell why: no network, a wrong \
             baseURL, or the server does not allow this origin (CORS). With a relay of your own \
             on the same origin there is no CORS.",
        );
        Self::Failed {
            failure: failure.retryable(),
            cause,
        }
    }

    /// The failure, for the run machine, which has no use for an abort of its own making.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Failed { failure, .. } => failure,
            Self::Aborted(_) => Failure::new(Code::Closed, "The call was aborted."),
        }
    }

    /// The same trouble, with its failure changed.
    pub fn map(self, change: impl FnOnce(Failure) -> Failure) -> Self {
        match self {
            Self::Failed { failure, cause } => Self::Failed {
                failure: change(failure),
                cause,
            },
            aborted => aborted,
        }
    }
}
