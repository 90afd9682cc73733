//! What can go wrong while a script is followed.

use chromiumoxide::error::CdpError;

use crate::runs::RunError;

#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something else lies over what was to be clicked; the text is what it says.
    Covered(String),
    /// The run cannot go on.
    Final(RunError),
}

impl Trouble {
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Final(RunError::task_failed(message))
    }

    /// Why a page did not open.
    pub(crate) fn opening(error: CdpError) -> Self {
        match error {
            CdpError::ChromeMessage(reason) => {
                Self::failed(format!("The page could not be opened: {reason}"))
            }
            CdpError::Timeout => Self::failed("The page took too long to load"),
            other => Self::from(other),
        }
    }

    pub(crate) fn into_error(self) -> RunError {
        match self {
            Self::Final(error) => error,
            Self::Covered(what) => unexpected(&what),
        }
    }
}

/// The browser did not do as told: not the page's fault.
impl From<CdpError> for Trouble {
    fn from(_: CdpError) -> Self {
        Self::Final(RunError::system("The browser did not answer"))
    }
}

impl From<RunError> for Trouble {
    fn from(error: RunError) -> Self {
        Self::Final(error)
    }
}

fn unexpected(what: &str) -> RunError {
    RunError::task_failed(format!("Something unexpected covers the page: “{what}”"))
        .with_help("Strict mode stops here. In default mode the agent closes it and goes on.")
}
