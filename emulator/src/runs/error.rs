//! Why a run failed, as wire-level data (API reference: errors inside a run).

use serde::Serialize;

/// Whose fault a failure is; decides what a client should do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Category {
    SystemFailure,
    AgentFailure,
    BillingFailure,
    Unknown,
}

impl Category {
    /// Reads the wire's name of a category.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "SYSTEM_FAILURE" => Self::SystemFailure,
            "AGENT_FAILURE" => Self::AgentFailure,
            "BILLING_FAILURE" => Self::BillingFailure,
            "UNKNOWN" => Self::Unknown,
            _ => return None,
        })
    }
}

/// The `error` of a failed run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RunError {
    pub code: String,
    pub message: String,
    pub category: Category,
    /// Seconds. Always present: the official TypeScript SDK drops events without it.
    pub retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_message: Option<String>,
}

impl RunError {
    pub(crate) fn new(code: &str, category: Category, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            category,
            retry_after: None,
            help_url: None,
            help_message: None,
        }
    }

    /// The script could not do what it was to do on the page.
    pub(crate) fn task_failed(message: impl Into<String>) -> Self {
        Self::new("TASK_FAILED", Category::AgentFailure, message)
    }

    /// Something behind the run broke: the browser, its tab, the emulator itself.
    pub(crate) fn system(message: impl Into<String>) -> Self {
        Self {
            retry_after: Some(1),
            ..Self::new("INTERNAL_ERROR", Category::SystemFailure, message)
        }
    }

    pub(crate) fn timeout(seconds: u64) -> Self {
        Self::new(
            "TIMEOUT",
            Category::AgentFailure,
            format!("The run took longer than its limit of {seconds} seconds"),
        )
    }

    pub(crate) fn too_many_steps(limit: u64) -> Self {
        Self::new(
            "MAX_STEPS_EXCEEDED",
            Category::AgentFailure,
            format!("The run reached its limit of {limit} steps"),
        )
    }

    pub(crate) fn with_help(mut self, message: &str) -> Self {
        self.help_message = Some(message.to_owned());
        self
    }
}
