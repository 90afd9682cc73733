//! Pages, filters and order of the list of runs.

use crate::support::{Emulator, refusal, scenario, text, until};
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn seven(emulator: &Emulator) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..7 {
        let mut body = scenario(if number < 5 {
            "complete?steps=0"
        } else {
            "fail?steps=0"
        });
        body["goal"] = json!(format!("Goal NUMBER {number}"));
        ids.push(emulator.queue(&body).await);
        emulator.read_ended(&ids[number]).await;
    }
    ids
}

fn ids_of(list: &Value) -> Vec<String> {
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| text(&run["run_id"]).to_owned())
        .collect()
}

#[tokio::test]
async fn the_cursor_leads_through_all_pages_in_both_directions() {
    let emulator = Emulator::start().await;
    let ids = seven(&emulator).await;
    for direction in ["asc", "desc"] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        for page in 1.. {
            let list = emulator
                .get_json(&format!(
                    "/v1/runs?limit=3&sort_direction={direction}{cursor}"
                ))
                .await;
            seen.extend(ids_of(&list));
            let pagination = &list["pagination"];
            assert_eq!(pagination["total"], 7);
            assert_eq!(pagination["has_more"], page < 3);
            match pagination["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        if direction == "desc" {
            seen.reverse();
        }
        assert_eq!(seen, ids, "{direction}");
    }
}

#[tokio::test]
async fn a_page_does_not_shift_when_new_runs_arrive() {
    let emulator = Emulator::start().await;
    let ids = seven(&emulator).await;
    let first = emulator.get_json("/v1/runs?limit=3").await;
    emulator.queue(&scenario("complete")).await;
    let cursor = text(&first["pagination"]["next_cursor"]);
    let second = emulator
        .get_json(&format!("/v1/runs?limit=3&cursor={cursor}"))
        .await;
    assert_eq!(
        ids_of(&second),
        [ids[3].clone(), ids[2].clone(), ids[1].clone()]
    );
}

#[tokio::test]
async fn filters_select_by_status_goal_and_time() {
    let emulator = Emulator::start().await;
    let ids = seven(&emulator).await;
    let total = async |query: &str| {
        emulator.get_json(&format!("/v1/runs?{query}")).await["pagination"]["total"].clone()
    };
    assert_eq!(total("status=FAILED").await, 2);
    assert_eq!(total("status=CANCELLED").await, 0);
    assert_eq!(total("goal=number%203").await, 1);
    assert_eq!(total("goal=number&status=COMPLETED").await, 5);
    let created = text(&emulator.read(&ids[4]).await["created_at"]).to_owned();
    assert_eq!(
        total(&format!("created_before={created}&goal=number%206")).await,
        0
    );
    assert_eq!(
        total(&format!("created_after={created}&goal=number%206")).await,
        1
    );
    // Both bounds take in the run whose time they are.
    assert_eq!(
        total(&format!(
            "created_before={created}&created_after={created}&goal=number%204"
        ))
        .await,
        1
    );
    assert_eq!(total("created_after=2001-01-01T00:00:00Z").await, 7);
    assert_eq!(total("created_after=2001-01-01T00:00:00%2B02:00").await, 7);
}

#[tokio::test]
async fn bad_queries_are_refused_with_details() {
    let emulator = Emulator::start().await;
    let long = format!("goal={}", "x".repeat(501));
    let cases = [
        "status=DONE",
        "limit=0",
        "limit=101",
        "limit=ten",
        "cursor=garbage",
        "cursor=",
        "sort_direction=up",
        "created_after=yesterday",
        "created_before=2026-13-01T00:00:00Z",
        &long,
    ];
    for query in cases {
        let answer = emulator.get(&format!("/v1/runs?{query}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
        let body = crate::support::json_of(answer).await;
        assert_eq!(
            body["error"]["details"][0]["path"][0],
            query.split('=').next().unwrap(),
            "{body}"
        );
    }
    let answer = refusal(emulator.get("/v1/runs?limit=0").await).await;
    assert_eq!(answer.1, "INVALID_INPUT");
}

#[tokio::test]
async fn the_oldest_ended_runs_are_forgotten() {
    let emulator = Emulator::start().await;
    let waiting = emulator.queue(&scenario("never")).await;
    let batch = json!({ "runs": vec![scenario("complete?steps=0&live=0"); 100] });
    for _ in 0..5 {
        emulator.post_json("/v1/automation/run-batch", &batch).await;
    }
    until(async || {
        let list = emulator.get_json("/v1/runs?limit=1").await;
        (list["pagination"]["total"] == 400).then_some(())
    })
    .await;
    assert_eq!(
        emulator.read(&waiting).await["status"],
        "RUNNING",
        "what goes on is kept"
    );
}
