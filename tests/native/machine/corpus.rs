//! Every recorded stream, cut at every byte, in every way, and followed by every kind of read: the
//! run settles once, with the truth; every step is told once; no second run is ever ordered.

use serde_json::{Value, json};
use tinyfish_web::core::failure::Failure;
use tinyfish_web::core::machine::{Config, Input, Outcome};

use super::world::{World, config, network, status};
use crate::native::corpus::{Recorded, recorded};

/// How a stream stops.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Ends,
    Breaks,
    GoesSilent,
}

const FAULTS: [Fault; 3] = [Fault::Ends, Fault::Breaks, Fault::GoesSilent];

/// What the reads after it answer.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Ended(&'static str),
    GoingThenEnded,
    FailingThenEnded,
    NeverAnswer,
    Refused,
}

const READS: [Reads; 7] = [
    Reads::Ended("COMPLETED"),
    Reads::Ended("FAILED"),
    Reads::Ended("CANCELLED"),
    Reads::GoingThenEnded,
    Reads::FailingThenEnded,
    Reads::NeverAnswer,
    Reads::Refused,
];

/// The run on the server, with the steps that the whole stream tells.
struct Server {
    run_id: String,
    steps: Vec<Value>,
    /// Its answers, written once.
    answers: Vec<(&'static str, String)>,
}

impl Server {
    fn of(recorded: &Recorded) -> Self {
        let mut world = World::streaming(config());
        world.tell(Input::Bytes(&recorded.bytes));
        world.tell(Input::Ended);
        let progress = world
            .events
            .iter()
            .filter(|event| event["type"] == "PROGRESS");
        let steps = progress.enumerate().map(|(at, event)| {
            json!({
                "id": event["step_id"].as_str().map_or(format!("step-{at}"), str::to_owned),
                "action": event["purpose"],
                "timestamp": event["timestamp"],
            })
        });
        let mut server = Self {
            run_id: world.machine.run_id().unwrap_or("unknown").to_owned(),
            steps: steps.collect(),
            answers: Vec::new(),
        };
        let statuses = ["RUNNING", "COMPLETED", "FAILED", "CANCELLED"];
        let answers = statuses.map(|status| (status, server.run(status).to_string()));
        server.answers = answers.into();
        server
    }

    fn answer(&self, status: &str) -> &str {
        let answer = self.answers.iter().find(|answer| answer.0 == status);
        &answer.expect("a known status").1
    }

    fn run(&self, status: &str) -> Value {
        let ended = !matches!(status, "PENDING" | "RUNNING");
        json!({
            "run_id": self.run_id,
            "status": status,
            "result": if status == "COMPLETED" { json!({"from": "the run"}) } else { Value::Null },
            "error": if status == "FAILED" {
                json!({"message": "no", "category": "AGENT_FAILURE"})
            } else {
                Value::Null
            },
            "finished_at": if ended { json!("2026-01-01T00:00:00Z") } else { Value::Null },
            "steps": self.steps,
        })
    }
}

/// Says where a test was when it failed.
struct Told<'a>(&'a str, usize, Fault, Reads);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} cut at {}, {:?}, {:?}", self.0, self.1, self.2, self.3);
        }
    }
}

fn stop(world: &mut World, fault: Fault) {
    if world.settlement.is_some() {
        return;
    }
    match fault {
        Fault::Ends => world.tell(Input::Ended),
        Fault::Breaks => world.tell(Input::Broken(network())),
        Fault::GoesSilent => world.pass(90_000),
    }
}

fn answer_reads(world: &mut World, server: &Server, reads: Reads) {
    for turn in 0..40 {
        if world.settlement.is_some() {
            return;
        }
        world.wait_for_read();
        match reads {
            Reads::Ended(status) => world.answer_text(server.answer(status)),
            Reads::GoingThenEnded if turn < 3 => world.answer_text(server.answer("RUNNING")),
            Reads::FailingThenEnded if turn < 4 => world.fail_read(network()),
            Reads::GoingThenEnded | Reads::FailingThenEnded => {
                world.answer_text(server.answer("COMPLETED"));
            }
            Reads::NeverAnswer => world.fail_read(network()),
            Reads::Refused => world.fail_read(status(401, "INVALID_API_KEY")),
        }
    }
    panic!("never settled");
}

fn check(world: &World, server: &Server, whole: bool, reads: Reads) {
    assert_eq!(world.creates, 1, "a second run was ordered");
    let settlement = world.settlement.as_ref().expect("settled");
    let types = world.types();
    let completes = types.iter().filter(|kind| **kind == "COMPLETE").count();
    assert!(completes <= 1);
    let told_end = completes == 1;
    if world.error_code() == Some("bad_response") {
        // A `COMPLETE` that says in no known word how it ended, and no read to tell.
        return;
    }
    let known = matches!(
        settlement.outcome,
        Outcome::Completed | Outcome::Failed | Outcome::Cancelled
    );
    assert_eq!(known, told_end, "{:?} with {types:?}", settlement.outcome);
    if known {
        assert_eq!(types.last(), Some(&"COMPLETE"), "something after the end");
    }
    if whole {
        return;
    }
    if world.machine.run_id().is_none() {
        assert!(matches!(settlement.outcome, Outcome::Lost));
        return;
    }
    match reads {
        Reads::NeverAnswer | Reads::Refused => assert_eq!(settlement.outcome, Outcome::Lost),
        Reads::Ended("FAILED") => assert_eq!(settlement.outcome, Outcome::Failed),
        Reads::Ended("CANCELLED") => assert_eq!(settlement.outcome, Outcome::Cancelled),
        _ => assert_eq!(settlement.outcome, Outcome::Completed),
    }
    if known {
        let steps: Vec<&str> = server
            .steps
            .iter()
            .map(|step| step["action"].as_str().unwrap_or(""))
            .collect();
        assert_eq!(world.purposes(), steps, "a step was lost or told twice");
    }
}

#[test]
fn every_cut_of_every_stream_settles_once_with_the_truth() {
    let mut cases = 0u64;
    for stream in recorded() {
        let server = Server::of(&stream);
        let mut heard = World::streaming(config());
        let mut from = 0;
        for cut in cuts(&stream) {
            heard.tell(Input::Bytes(&stream.bytes[from..cut]));
            from = cut;
            for fault in FAULTS {
                // How a stream stopped makes no difference to what reads tell: all kinds of them
                // after one fault, the two extremes after the others.
                let reads = if matches!(fault, Fault::Breaks) {
                    &READS[..]
                } else {
                    &READS[4..6]
                };
                for reads in reads.iter().copied() {
                    let _where = Told(&stream.name, cut, fault, reads);
                    play(heard.clone(), &server, fault, reads);
                    cases += 1;
                }
            }
        }
    }
    assert!(cases > 500_000, "only {cases} cuts, faults and reads");
}

/// Every byte; of a stream over 64 kB, which is one long line, every byte at its ends and some
/// between.
fn cuts(stream: &Recorded) -> Vec<usize> {
    let len = stream.bytes.len();
    (0..=len)
        .filter(|cut| len < 16_384 || *cut < 1_024 || *cut > len - 1_024 || cut % 1_021 == 0)
        .collect()
}

fn play(mut world: World, server: &Server, fault: Fault, reads: Reads) {
    let whole_before = ended(&world);
    stop(&mut world, fault);
    let whole = whole_before || ended(&world);
    answer_reads(&mut world, server, reads);
    check(&world, server, whole, reads);
}

/// Whether the stream itself told the end.
fn ended(world: &World) -> bool {
    world.types().last() == Some(&"COMPLETE")
}

#[test]
fn whole_streams_tell_what_their_notes_say() {
    for stream in recorded() {
        let mut world = World::streaming(config());
        world.tell(Input::Bytes(&stream.bytes));
        if !ended(&world) {
            world.tell(Input::Ended);
        }
        let types: Vec<Option<String>> = world
            .events
            .iter()
            .map(|event| event["type"].as_str().map(str::to_owned))
            .collect();
        assert_eq!(types, stream.truth.events, "{}", stream.name);
        if ended(&world) && world.reading {
            world.fail_read(status(401, "INVALID_API_KEY"));
        }
        let outcome = world.outcome().filter(|outcome| *outcome != Outcome::Lost);
        let settles = outcome.map(Outcome::as_str);
        assert_eq!(settles, stream.truth.settles.as_deref(), "{}", stream.name);
        let id = world.machine.run_id();
        assert_eq!(id, stream.truth.run_id.as_deref(), "{}", stream.name);
        check_end(&world, &stream);
    }
}

fn check_end(world: &World, stream: &Recorded) {
    let (name, truth) = (&stream.name, &stream.truth);
    if let Some(url) = &truth.streaming_url {
        assert_eq!(world.machine.streaming_url(), Some(url.as_str()), "{name}");
    }
    let Some(complete) = world
        .events
        .iter()
        .find(|event| event["type"] == "COMPLETE")
    else {
        return;
    };
    assert_eq!(complete["result"], truth.result, "{name}");
    for (key, value) in truth.error.as_object().into_iter().flatten() {
        assert_eq!(&complete["error"][key], value, "{name}: error.{key}");
    }
}

#[test]
fn any_split_tells_the_same_as_the_whole() {
    for stream in recorded()
        .iter()
        .filter(|stream| stream.bytes.len() < 16_384)
    {
        let mut whole = World::streaming(config());
        whole.tell(Input::Bytes(&stream.bytes));
        whole.tell(Input::Ended);
        let mut split = World::streaming(config());
        for byte in stream.bytes.chunks(1) {
            split.tell(Input::Bytes(byte));
        }
        split.tell(Input::Ended);
        assert_eq!(split.events, whole.events, "{}", stream.name);
        assert_eq!(split.outcome(), whole.outcome(), "{}", stream.name);
    }
}

#[test]
fn a_read_that_repeats_tells_nothing_twice() {
    for stream in recorded() {
        let server = Server::of(&stream);
        let mut world = World::streaming(Config {
            total: None,
            ..config()
        });
        world.tell(Input::Bytes(&stream.bytes[..stream.bytes.len() / 2]));
        stop(&mut world, Fault::Breaks);
        if world.settlement.is_some() || world.machine.run_id().is_none() {
            continue;
        }
        for _ in 0..3 {
            world.wait_for_read();
            if ended(&world) {
                break;
            }
            world.answer_text(server.answer("RUNNING"));
        }
        let told = world.purposes().len();
        assert!(told <= server.steps.len(), "{}", stream.name);
    }
}

#[test]
fn the_lost_run_says_how_to_look_for_it() {
    let mut world = World::streaming(config());
    world.tell(Input::Ended);
    assert_eq!(world.outcome(), Some(Outcome::Lost));
    let failure: &Failure = world.error();
    assert!(failure.message.contains("client.runs.list"));
    assert_eq!(failure.code.as_str(), "run_lost");
}
