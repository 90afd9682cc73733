use tinyfish_web::core::live::{Frame, Run, State, state};

const FRAMES: [Frame; 5] = [
    Frame::None,
    Frame::Loading,
    Frame::Late,
    Frame::GaveWay,
    Frame::Loaded,
];

#[test]
fn a_running_view_follows_its_frame() {
    let states = FRAMES.map(|frame| state(Run::Going, frame, false));
    let expected = [
        State::Waiting,
        State::Loading,
        State::Unavailable,
        State::Unavailable,
        State::Live,
    ];
    assert_eq!(states, expected);
}

#[test]
fn a_refused_address_fails_whatever_the_frame_says() {
    assert!(
        FRAMES
            .iter()
            .all(|frame| state(Run::Going, *frame, true) == State::Failed)
    );
}

#[test]
fn the_end_of_the_run_decides_over_frame_and_address() {
    for (kind, expected) in [
        ("completed", State::Ended),
        ("cancelled", State::Ended),
        ("timed_out", State::Ended),
        ("closed", State::Ended),
        ("of_a_later_version", State::Ended),
        ("failed", State::Failed),
        ("lost", State::Unavailable),
    ] {
        let run = Run::read(Some("RUNNING"), Some(kind));
        assert!(run.is_over(), "{kind}");
        for frame in FRAMES {
            assert_eq!(state(run, frame, true), expected, "{kind} with {frame:?}");
        }
    }
}

#[test]
fn a_final_status_ends_the_view_before_the_outcome_is_known() {
    for (status, expected) in [
        (None, Run::Going),
        (Some("PENDING"), Run::Going),
        (Some("RUNNING"), Run::Going),
        (Some("PAUSED_BY_A_LATER_VERSION"), Run::Going),
        (Some("COMPLETED"), Run::Completed),
        (Some("CANCELLED"), Run::Cancelled),
        (Some("FAILED"), Run::Failed),
    ] {
        assert_eq!(Run::read(status, None), expected, "{status:?}");
    }
}

#[test]
fn only_a_run_that_goes_on_keeps_its_frame() {
    for run in [
        Run::Completed,
        Run::Cancelled,
        Run::Failed,
        Run::TimedOut,
        Run::Lost,
        Run::Closed,
    ] {
        assert!(run.is_over(), "{run:?}");
    }
    assert!(!Run::Going.is_over());
}
