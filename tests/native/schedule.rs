//! When to ask again.

use tinyfish_web::core::schedule::{Jitter, poll_failure_pause, poll_pause, retry_pause};

const SEEDS: std::ops::Range<u64> = 0..200;

/// The least and the most that a pause comes to, over many seeds and moments.
fn range(mut pause: impl FnMut(&mut Jitter) -> u64) -> (u64, u64) {
    let mut pauses = Vec::new();
    for seed in SEEDS {
        let mut jitter = Jitter::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        pauses.extend((0..50).map(|_| pause(&mut jitter)));
    }
    (*pauses.iter().min().unwrap(), *pauses.iter().max().unwrap())
}

/// From `least` to `most`, and used to the full.
fn spans((low, high): (u64, u64), least: u64, most: u64) -> bool {
    let margin = (most - least) / 50 + 1;
    (least..=least + margin).contains(&low) && (most - margin..=most).contains(&high)
}

#[test]
fn a_retry_waits_twice_as_long_each_time_and_at_most_eight_seconds() {
    for (attempt, most) in [
        (0, 500),
        (1, 1_000),
        (2, 2_000),
        (3, 4_000),
        (4, 8_000),
        (5, 8_000),
        (40, 8_000),
    ] {
        let range = range(|jitter| retry_pause(attempt, None, jitter));
        assert!(spans(range, most / 2, most), "{range:?} for {attempt}");
    }
}

#[test]
fn a_read_that_failed_waits_at_most_thirty_seconds() {
    for (failures, most) in [
        (0, 1_000),
        (1, 2_000),
        (4, 16_000),
        (5, 30_000),
        (6, 30_000),
        (40, 30_000),
    ] {
        let range = range(|jitter| poll_failure_pause(failures, None, jitter));
        assert!(spans(range, most / 2, most), "{range:?} for {failures}");
    }
}

#[test]
fn what_the_service_asks_for_counts_within_two_minutes() {
    for (asked, least) in [(40_000, 40_000), (120_000, 120_000), (600_000, 120_000)] {
        assert_eq!(
            range(|jitter| retry_pause(0, Some(asked), jitter)),
            (least, least)
        );
        assert_eq!(
            range(|jitter| poll_failure_pause(0, Some(asked), jitter)),
            (least, least)
        );
    }
    // But never less than the pause that grows.
    assert!(range(|jitter| retry_pause(4, Some(1), jitter)).0 >= 4_000);
    assert!(range(|jitter| poll_failure_pause(5, Some(1), jitter)).0 >= 15_000);
}

#[test]
fn a_run_is_read_by_its_age_and_more_often_after_a_drop() {
    for (age, since_drop, most) in [
        (0, None, 2_000),
        (59_999, None, 2_000),
        (60_000, None, 5_000),
        (299_999, None, 5_000),
        (300_000, None, 15_000),
        (300_000, Some(9_999), 1_000),
        (300_000, Some(10_000), 15_000),
        (0, Some(10_000), 2_000),
    ] {
        let range = range(|jitter| poll_pause(age, since_drop, jitter));
        assert!(
            spans(range, most / 4 * 3, most),
            "{range:?} at {age}, {since_drop:?}"
        );
    }
}

#[test]
fn what_failed_together_does_not_return_together() {
    let mut pauses: Vec<u64> = SEEDS
        .map(|seed| Jitter::new(seed << 1).spread(60_000))
        .collect();
    pauses.sort_unstable();
    pauses.dedup();
    assert!(pauses.len() > 150, "{} of 200 differ", pauses.len());
}
