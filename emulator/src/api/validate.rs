//! Checks the body that creates a run (API reference: creating a run, shared request body).

use serde_json::{Map, Value, json};
use url::Url;

use super::check::{Checker, Issue, issues_error};
use super::errors::ApiError;
use super::schema;
use crate::runs::RunParams;

/// The parameters of a run, or the 400 or 403 that says what is wrong with them.
///
/// `path` is where the body stands in the request: empty, or `["runs", 3]` in a batch.
pub(crate) fn run_params(body: &Map<String, Value>, path: &[Value]) -> Result<RunParams, ApiError> {
    let mut issues: Vec<Issue> = Vec::new();
    let mut checker = Checker::new(body, path, &mut issues);
    check_task(&mut checker);
    check_proxy(&mut checker);
    check_configs(&mut checker);
    check_attachments(&mut checker);
    if !issues.is_empty() {
        return Err(issues_error(issues));
    }
    if let Some(schema) = body.get("output_schema") {
        schema::check(schema).map_err(|fault| fault.into_error(path))?;
    }
    refuse_gated(body)?;
    serde_json::from_value(Value::Object(body.clone()))
        .map_err(|error| ApiError::invalid_input(format!("The request body is not valid: {error}")))
}

fn is_url(text: &str, schemes: &[&str]) -> bool {
    Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()))
}

fn check_task(checker: &mut Checker<'_>) {
    checker.require("url");
    let url = checker.string("url");
    if url.is_some_and(|text| !is_url(text, &["http", "https"])) {
        checker.fault(
            "url",
            "invalid_format",
            "must be an absolute URL with its scheme (https://…)".to_owned(),
        );
    }
    checker.require("goal");
    if checker.string("goal") == Some("") {
        checker.fault("goal", "too_small", "must not be empty".to_owned());
    }
    checker.one_of("browser_profile", &["lite", "stealth"]);
    checker.string("api_integration");
}

fn check_proxy(checker: &mut Checker<'_>) {
    let Some(mut proxy) = checker.inside("proxy_config") else {
        return;
    };
    proxy.require("enabled");
    proxy.boolean("enabled");
    if proxy.one_of("type", &["tetra", "custom"]) == Some("custom") {
        proxy.require("url");
    }
    for name in ["url", "username", "password"] {
        proxy.string(name);
    }
    if let Some(country) = proxy.string("country_code") {
        let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code {
            proxy.fault(
                "country_code",
                "invalid_value",
                "must be an ISO 3166-1 alpha-2 code".to_owned(),
            );
        }
    }
}

fn check_configs(checker: &mut Checker<'_>) {
    if let Some(mut agent) = checker.inside("agent_config") {
        agent.one_of("mode", &["default", "strict"]);
        agent.integer("max_steps", 1..=500);
        agent.integer("max_duration_seconds", 1..=u64::MAX);
        agent.one_of("cursor_style", &["fish", "standard", "green-pointer"]);
    }
    if let Some(mut capture) = checker.inside("capture_config") {
        for name in ["screenshots", "snapshots", "html", "recording", "elements"] {
            capture.boolean(name);
        }
    }
}

fn check_attachments(checker: &mut Checker<'_>) {
    let webhook = checker.string("webhook_url");
    if webhook.is_some_and(|text| !is_url(text, &["https"])) {
        checker.fault(
            "webhook_url",
            "invalid_format",
            "must be an https:// URL".to_owned(),
        );
    }
    let profile = checker.boolean("use_profile");
    checker.string("profile_id");
    if checker.has("profile_id") && profile != Some(true) {
        checker.fault("profile_id", "custom", "needs use_profile: true".to_owned());
    }
    let vault = checker.boolean("use_vault");
    if checker.has("credential_item_ids") {
        checker.strings("credential_item_ids", 1..=usize::MAX);
        if vault != Some(true) {
            checker.fault(
                "credential_item_ids",
                "custom",
                "needs use_vault: true".to_owned(),
            );
        }
    }
}

/// Features that accounts must be enabled for; the emulator has no way to do them.
fn refuse_gated(body: &Map<String, Value>) -> Result<(), ApiError> {
    let asked = |name: &str| {
        body.get("capture_config")
            .and_then(|capture| capture.get(name))
            == Some(&json!(true))
    };
    for name in ["recording", "elements"] {
        if asked(name) {
            return Err(ApiError::forbidden(format!(
                "capture_config.{name} is not enabled for this account"
            )));
        }
    }
    Ok(())
}
