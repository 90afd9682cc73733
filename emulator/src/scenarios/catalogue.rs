//! Every scenario: its name, what it is for, and its parameters. `GET /emulator` shows this table.

use serde_json::{Value, json};
use url::Url;

use super::effects as effect;
use super::params::{Param, Values, number, one_of, switch, text};
use super::{BadScenario, CutHow, Eol, HOST, Plan};

/// One scenario. `apply` turns the default plan into its own.
struct Scenario {
    name: &'static str,
    meaning: &'static str,
    params: &'static [Param],
    apply: fn(&mut Plan, &Values),
}

/// Milliseconds in an hour; also used as a bound for any count that has no natural one.
const HOUR: u64 = 3_600_000;

const COMMON: &[Param] = &[
    number(
        "steps",
        500,
        "3",
        "steps the run takes; one PROGRESS event and one screenshot each",
    ),
    number("delay", HOUR, "30", "milliseconds before each step"),
    number(
        "heartbeat",
        HOUR,
        "15000",
        "milliseconds without an event until HEARTBEAT; 0: never",
    ),
    switch("live", "1", "whether there is a streaming_url"),
    number(
        "picture_kb",
        1024,
        "0",
        "size to which each step's JPEG is padded",
    ),
    text(
        "tag",
        "",
        "kept in the request log with every request about this run",
    ),
];

const TIMES: Param = number(
    "times",
    1000,
    "1",
    "refusals, counted for each distinct full address",
);
const RETRY_AFTER: Param = number(
    "retry_after",
    HOUR,
    "0",
    "seconds in the Retry-After header; 0: no header",
);
const AFTER: Param = number(
    "after",
    500,
    "1",
    "PROGRESS events before it; 0: right after STARTED",
);

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "complete",
        meaning: "completes after its steps",
        params: &[],
        apply: |_, _| {},
    },
    Scenario {
        name: "fail",
        meaning: "fails after its steps",
        params: &[
            one_of(
                "category",
                &[
                    "SYSTEM_FAILURE",
                    "AGENT_FAILURE",
                    "BILLING_FAILURE",
                    "UNKNOWN",
                ],
                "AGENT_FAILURE",
                "error.category",
            ),
            text("code", "TASK_FAILED", "error.code"),
            text(
                "message",
                "The scenario asked for a failure",
                "error.message",
            ),
            number(
                "retry_after",
                HOUR,
                "",
                "error.retry_after in seconds; null if left out",
            ),
            text("help_url", "", "error.help_url"),
            text("help_message", "", "error.help_message"),
        ],
        apply: effect::fail,
    },
    Scenario {
        name: "drop",
        meaning: "the stream is cut, the run goes on to its end",
        params: &[
            AFTER,
            one_of(
                "how",
                CutHow::NAMES,
                "end",
                "an orderly end, an aborted response, or a TCP reset",
            ),
            one_of(
                "then",
                &["complete", "fail", "never"],
                "complete",
                "how the run ends",
            ),
            number(
                "poll_errors",
                1000,
                "0",
                "reads of the run that fail with 500 before they work",
            ),
        ],
        apply: effect::drop,
    },
    Scenario {
        name: "drop-before-started",
        meaning: "the stream is cut before any event; the run exists and completes",
        params: &[one_of("how", CutHow::NAMES, "end", "as for drop")],
        apply: effect::drop_before_started,
    },
    Scenario {
        name: "reset",
        meaning: "the connection is reset in the middle of the stream, the run goes on",
        params: &[AFTER],
        apply: effect::reset,
    },
    Scenario {
        name: "silent",
        meaning: "nothing after the headers, not even heartbeats; the run completes unheard, the connection stays open",
        params: &[number(
            "after",
            500,
            "",
            "go silent after so many PROGRESS events; 0: after STARTED; left out: no byte at all",
        )],
        apply: effect::silent,
    },
    Scenario {
        name: "slow-bytes",
        meaning: "the stream arrives in tiny pieces, cutting characters and lines",
        params: &[
            number("size", 65_536, "1", "bytes at once"),
            number("gap", HOUR, "1", "milliseconds after each piece"),
        ],
        apply: effect::slow_bytes,
    },
    Scenario {
        name: "never",
        meaning: "runs until it is cancelled (at most half an hour), with heartbeats",
        params: &[],
        apply: effect::never,
    },
    Scenario {
        name: "array-result",
        meaning: "the result is an array",
        params: &[],
        apply: effect::array_result,
    },
    Scenario {
        name: "string-result",
        meaning: "the result is a string",
        params: &[text("text", "{\"answer\":42}", "the string")],
        apply: effect::string_result,
    },
    Scenario {
        name: "null-result",
        meaning: "completes without a result",
        params: &[],
        apply: effect::null_result,
    },
    Scenario {
        name: "goal-missed",
        meaning: "COMPLETED, and the result says that the goal was not reached",
        params: &[text("reason", "The page does not have it", "result.reason")],
        apply: effect::goal_missed,
    },
    Scenario {
        name: "legacy-names",
        meaning: "events use runId, streamingUrl and resultJson",
        params: &[switch("string", "0", "resultJson is a string of JSON")],
        apply: effect::legacy_names,
    },
    Scenario {
        name: "string-error",
        meaning: "fails; COMPLETE.error is a string with help_url and help_message beside it",
        params: &[],
        apply: effect::string_error,
    },
    Scenario {
        name: "unknown-events",
        meaning: "TF_API_RESULT, STEP and NOT_YET_INVENTED events before each step, whose PROGRESS has tinyfish_api",
        params: &[],
        apply: |plan, _| plan.unknown_events = true,
    },
    Scenario {
        name: "no-timestamps",
        meaning: "events without a timestamp",
        params: &[],
        apply: |plan, _| plan.wire.framing.no_timestamp = true,
    },
    Scenario {
        name: "busy",
        meaning: "503 SERVICE_BUSY before a run is created, then completes",
        params: &[TIMES, RETRY_AFTER],
        apply: effect::busy,
    },
    Scenario {
        name: "rate-limited",
        meaning: "429 RATE_LIMIT_EXCEEDED before a run is created, then completes",
        params: &[TIMES, RETRY_AFTER],
        apply: effect::rate_limited,
    },
    Scenario {
        name: "status",
        meaning: "always answers with this HTTP status and its envelope; creates no run",
        params: &[
            number("code", 599, "500", "HTTP status, from 400"),
            text("error", "", "error.code of the envelope"),
        ],
        apply: effect::status,
    },
    Scenario {
        name: "unauthorized",
        meaning: "401 although the key is good, for example an expired vault connection",
        params: &[text("code", "UNAUTHORIZED", "error.code of the envelope")],
        apply: effect::unauthorized,
    },
    Scenario {
        name: "html",
        meaning: "200 with an HTML page, as from a proxy; creates no run",
        params: &[],
        apply: effect::html,
    },
    Scenario {
        name: "json",
        meaning: "200 with {run_id, error} as JSON where a stream was asked for; the run exists and completes",
        params: &[],
        apply: effect::json,
    },
    Scenario {
        name: "huge",
        meaning: "completes with a large text in the result",
        params: &[number("kb", 65_536, "1024", "size of the text in KB")],
        apply: effect::huge,
    },
    Scenario {
        name: "no-blank-lines",
        meaning: "a proxy dropped the empty lines between events",
        params: &[],
        apply: |plan, _| plan.wire.framing.no_blank_lines = true,
    },
    Scenario {
        name: "done-marker",
        meaning: "`data: [DONE]` follows COMPLETE",
        params: &[],
        apply: |plan, _| plan.wire.done_marker = true,
    },
    Scenario {
        name: "held-back",
        meaning: "a proxy buffers the whole stream: everything arrives at the end",
        params: &[],
        apply: |plan, _| plan.wire.held_back = true,
    },
    Scenario {
        name: "odd-framing",
        meaning: "legal but unusual event streams",
        params: &[
            one_of("eol", Eol::NAMES, "lf", "line ends"),
            switch("bom", "0", "a byte order mark at the start"),
            switch("named", "0", "comments, event:, id: and retry: lines"),
            switch(
                "lines",
                "0",
                "the JSON of an event spread over several data: lines",
            ),
            switch("no_space", "0", "no space after data:"),
            switch(
                "unterminated",
                "0",
                "the stream ends without the last event's line ends",
            ),
        ],
        apply: effect::odd_framing,
    },
    Scenario {
        name: "queued",
        meaning: "PENDING first, then as complete",
        params: &[
            number("ms", HOUR, "500", "milliseconds in PENDING"),
            switch("early", "0", "send STARTED while still PENDING"),
        ],
        apply: effect::queued,
    },
    Scenario {
        name: "cancel-race",
        meaning: "runs until a cancel arrives, and completes while that is under way",
        params: &[number(
            "pause",
            HOUR,
            "50",
            "milliseconds between the run's end and the answer to the cancel",
        )],
        apply: effect::cancel_race,
    },
    Scenario {
        name: "poll-errors",
        meaning: "the stream is cut, and reads of the run fail at first",
        params: &[
            AFTER,
            number("times", 1000, "2", "reads that fail"),
            number("code", 599, "500", "HTTP status of those reads, from 400"),
        ],
        apply: effect::poll_errors,
    },
];

/// The plan of a scenario address.
pub(crate) fn plan(target: &Url) -> Result<Plan, BadScenario> {
    let name = target.path().trim_matches('/');
    let scenario = SCENARIOS
        .iter()
        .find(|scenario| scenario.name == name)
        .ok_or_else(|| {
            BadScenario(format!(
                "there is no scenario `{name}`; GET /emulator lists them"
            ))
        })?;
    let values = Values::read(target, COMMON.iter().chain(scenario.params))?;
    let mut plan = effect::basis(name, &values);
    (scenario.apply)(&mut plan, &values);
    Ok(plan)
}

/// The table as JSON.
pub(crate) fn describe() -> Value {
    let describe = |params: &[Param]| params.iter().map(Param::describe).collect::<Vec<_>>();
    let list: Vec<Value> = SCENARIOS
        .iter()
        .map(|scenario| {
            json!({
                "name": scenario.name,
                "url": format!("http://{HOST}/{}", scenario.name),
                "meaning": scenario.meaning,
                "params": describe(scenario.params),
            })
        })
        .collect();
    json!({ "host": HOST, "common_params": describe(COMMON), "list": list })
}
