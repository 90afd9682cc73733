//! Who may start, of many.

use tinyfish_web::core::pool::Line;

fn line(limit: usize, items: usize) -> Line<usize> {
    let mut line = Line::new(limit);
    (0..items).for_each(|item| line.add(item));
    line
}

#[test]
fn never_more_than_the_limit_and_in_order() {
    let mut line = line(2, 5);
    assert_eq!(
        [line.start(0), line.start(0), line.start(0)],
        [Some(0), Some(1), None]
    );
    line.finish();
    assert_eq!([line.start(0), line.start(0)], [Some(2), None]);
    assert_eq!((line.running(), line.waiting()), (2, 2));
}

#[test]
fn a_busy_service_makes_all_wait_and_a_shorter_pause_does_not_end_it() {
    let mut line = line(2, 3);
    assert_eq!(line.start(0), Some(0));
    line.pause(0, 5_000);
    line.pause(0, 1_000);
    assert_eq!(
        (line.start(4_999), line.wakes_at(4_999)),
        (None, Some(5_000))
    );
    assert_eq!((line.wakes_at(5_000), line.start(5_000)), (None, Some(1)));
}

#[test]
fn a_clock_that_is_set_back_ends_the_pause() {
    let mut line = line(2, 3);
    line.pause(1_000_000, 1_060_000);
    assert_eq!(line.start(1_000_000), None);
    assert_eq!(line.wakes_at(900_000), None);
    assert_eq!(line.start(900_000), Some(0));
    line.pause(900_000, 901_000);
    assert_eq!(line.wakes_at(900_000), Some(901_000), "by today's clock");
}

#[test]
fn nobody_is_woken_for_nothing() {
    let mut full = line(1, 2);
    full.start(0);
    full.pause(0, 5_000);
    assert_eq!(full.wakes_at(0), None, "no place is free");
    let mut empty = line(1, 0);
    empty.pause(0, 5_000);
    assert_eq!(empty.wakes_at(0), None, "nobody waits");
}

#[test]
fn who_no_longer_wants_to_wait_is_passed_over() {
    let mut line = line(1, 3);
    line.retain(|item| *item != 0);
    assert_eq!(line.start(0), Some(1));
}

#[test]
fn there_is_always_one_place() {
    assert_eq!(line(0, 1).start(0), Some(0));
}

#[test]
fn nobody_takes_a_place_where_nobody_waits() {
    let mut line = line(1, 1);
    line.clear();
    assert_eq!(
        (line.start(0), line.running(), line.waiting()),
        (None, 0, 0)
    );
    line.finish();
    line.add(7);
    assert_eq!(line.start(0), Some(7));
}
