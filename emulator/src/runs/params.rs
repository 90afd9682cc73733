//! The body that creates a run, after it was found valid.

use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};
use url::Url;

/// How the agent meets an unexpected state: explore a way round, or stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    #[default]
    Default,
    Strict,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AgentConfig {
    pub mode: Mode,
    #[serde(deserialize_with = "whole")]
    pub max_steps: Option<u64>,
    #[serde(deserialize_with = "whole")]
    pub max_duration_seconds: Option<u64>,
}

/// JSON has one kind of number: `5.0` is a whole one too.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let number = Number::deserialize(deserializer)?;
    Ok(number
        .as_u64()
        .or_else(|| number.as_f64().map(|value| value as u64)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CaptureConfig {
    pub html: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ProxyConfig {
    pub enabled: bool,
    pub country_code: Option<String>,
}

/// The documented fields the emulator acts on; all others are accepted and left alone.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RunParams {
    pub url: Url,
    pub goal: String,
    pub proxy_config: Option<ProxyConfig>,
    #[serde(default)]
    pub agent_config: AgentConfig,
    #[serde(default)]
    pub capture_config: CaptureConfig,
    pub output_schema: Option<Value>,
    #[serde(default)]
    pub use_profile: bool,
    pub profile_id: Option<String>,
    #[serde(default)]
    pub use_vault: bool,
    pub credential_item_ids: Option<Vec<String>>,
}

impl RunParams {
    /// The documented default of `agent_config.max_steps` is 150.
    pub(crate) fn max_steps(&self) -> u64 {
        self.agent_config.max_steps.unwrap_or(150)
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.agent_config.mode == Mode::Strict
    }

    /// The test's mark in the target address, `?tag=…`.
    pub(crate) fn tag(&self) -> Option<String> {
        self.url
            .query_pairs()
            .find(|(name, _)| name == "tag")
            .map(|(_, value)| value.into_owned())
    }
}
