//! The program itself: how it says that it is ready, how it stops, and that no browser outlives it.

use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::support::{KEY, PATIENCE, text, until};

struct Program {
    // What a killed program cannot remove goes with the test.
    _temporary: TempDir,
    child: Child,
    output: BufReader<tokio::process::ChildStdout>,
    api: String,
}

impl Program {
    async fn start(arguments: &[&str]) -> Self {
        let temporary = TempDir::new().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_emulator"))
            .env("TMPDIR", temporary.path())
            .args(["--port", "0", "--pace", "200"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        timeout(PATIENCE, output.read_line(&mut line))
            .await
            .expect("a line")
            .unwrap();
        let api = line
            .trim_end()
            .strip_prefix("emulator listening on ")
            .expect("the documented line")
            .to_owned();
        Self {
            _temporary: temporary,
            child,
            output,
            api,
        }
    }

    async fn get(&self, path: &str) -> Value {
        let request = reqwest::Client::new()
            .get(format!("{}{path}", self.api))
            .header("x-api-key", KEY);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Starts a tour of the shop and waits for its first step.
    async fn busy_browser(&self) -> String {
        let url = text(&self.get("/emulator").await["shop"]).to_owned();
        let body = json!({ "url": url, "goal": "look" });
        let request = reqwest::Client::new().post(format!("{}/v1/automation/run-async", self.api));
        let answer: Value = request
            .header("x-api-key", KEY)
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let id = text(&answer["run_id"]).to_owned();
        let path = format!("/v1/runs/{id}");
        until(async || (self.get(&path).await["steps"].as_array()?.len() > 1).then_some(())).await;
        id
    }

    fn signal(&self, name: &str) {
        signal(self.child.id().unwrap(), name);
    }

    async fn exit_code(&mut self) -> Option<i32> {
        timeout(PATIENCE, self.child.wait())
            .await
            .expect("an end")
            .unwrap()
            .code()
    }
}

fn signal(id: u32, name: &str) {
    std::process::Command::new("kill")
        .args([&format!("-{name}"), &id.to_string()])
        .status()
        .unwrap();
}

/// The children of a process, by the kernel's table.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent_of = |id: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name in brackets may hold anything; the parent is the second field after it.
        stat.rsplit(") ")
            .next()?
            .split(' ')
            .nth(1)?
            .parse::<u32>()
            .ok()
    };
    ids.filter(|id| parent_of(*id) == Some(parent)).collect()
}

#[cfg(target_os = "linux")]
fn is_running(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z ")
}

#[tokio::test]
async fn it_prints_one_line_and_stops_with_its_input() {
    let mut program = Program::start(&["--no-browser", "--exit-with-stdin"]).await;
    assert!(program.get("/emulator").await["version"].is_string());
    drop(program.child.stdin.take());
    assert_eq!(program.exit_code().await, Some(0));
    let mut rest = String::new();
    program.output.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "", "one line is all it prints");
}

#[tokio::test]
async fn it_stops_at_a_signal_whatever_its_input_does() {
    for (name, flags) in [
        ("TERM", &["--no-browser"][..]),
        ("INT", &["--no-browser"]),
        ("TERM", &["--no-browser", "--exit-with-stdin"]),
    ] {
        let mut program = Program::start(flags).await;
        let input = program.child.stdin.take();
        if flags.len() == 1 {
            drop(input);
            assert!(program.get("/emulator").await["version"].is_string());
            program.signal(name);
            assert_eq!(
                program.exit_code().await,
                Some(0),
                "{name} with its input at an end"
            );
        } else {
            program.signal(name);
            assert_eq!(
                program.exit_code().await,
                Some(0),
                "{name} with its input open"
            );
            drop(input);
        }
    }
}

#[tokio::test]
async fn wrong_flags_are_explained() {
    for arguments in [
        &["--nonsense"][..],
        &["--port", "many"],
        &["--max-concurrent", "0"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_emulator"))
            .args(arguments)
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).starts_with("emulator: "),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_browser_outlives_the_emulator_however_it_ends() {
    for name in ["TERM", "KILL"] {
        let mut program = Program::start(&[]).await;
        program.busy_browser().await;
        let browsers = children(program.child.id().unwrap());
        assert!(!browsers.is_empty());
        program.signal(name);
        program.exit_code().await;
        until(async || browsers.iter().all(|id| !is_running(*id)).then_some(())).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_browser_killed_from_outside_fails_its_run_and_is_replaced() {
    let program = Program::start(&[]).await;
    let id = program.busy_browser().await;
    for browser in children(program.child.id().unwrap()) {
        signal(browser, "KILL");
    }
    let path = format!("/v1/runs/{id}");
    let run =
        until(async || Some(program.get(&path).await).filter(|run| run["status"] == "FAILED"))
            .await;
    assert_eq!(run["error"]["category"], "SYSTEM_FAILURE", "{run}");
    program.busy_browser().await;
}
