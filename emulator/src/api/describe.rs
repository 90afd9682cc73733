//! `GET /emulator`: what this is, where its parts are, and what can be asked of it.

use axum::Json;
use axum::extract::State as FromState;
use serde_json::{Value, json};

use crate::agent;
use crate::config::BrowserChoice;
use crate::scenarios;
use crate::state::State;

pub(crate) async fn describe(FromState(state): FromState<State>) -> Json<Value> {
    let addresses = &state.addresses;
    let scenarios = scenarios::describe();
    Json(json!({
        "name": "tinyfish-web emulator",
        "version": env!("CARGO_PKG_VERSION"),
        "api": addresses.api,
        "viewer": addresses.viewer,
        "shop": addresses.shop,
        "browser": state.config.browser != BrowserChoice::Disabled,
        "max_concurrent": state.config.max_concurrent,
        "keys": "any that starts with sk-tinyfish-; runs are visible to the key they were made with",
        "agent": agent::NOTE,
        "vault": { "items": [{ "itemId": agent::VAULT_ITEM, "label": "Sample shop", "domains": [addresses.shop] }] },
        "scenario_host": scenarios["host"],
        "scenario_params": scenarios["common_params"],
        "scenarios": scenarios["list"],
        "endpoints": {
            "GET /emulator": "this description",
            "GET /emulator/requests": "requests received by the API; filters run_id, path, method, tag (header X-Test-Tag, or ?tag= in a run's url), since (date-time or seq)",
            "DELETE /emulator/browser": "kills Chromium; its runs fail with SYSTEM_FAILURE, the next run starts a new one",
            "DELETE /emulator/runs/{id}/browser": "kills the tab of one run",
        },
        "choices": [
            "STARTED is sent when the run leaves the queue",
            "cancelling a run made by /v1/automation/run while it goes on: 400 INVALID_INPUT, or not_found in a batch (the service's answer is not documented)",
            "capture_config.recording and .elements: 403 FORBIDDEN, as for accounts that are not enabled",
            "webhook_url, proxies, profiles and browser_profile are accepted and have no effect",
            "the addresses in steps[] answer 401, as the service's do without a dashboard session",
        ],
    }))
}
