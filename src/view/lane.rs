//! The lane that pictures are fetched in: few at a time, so that they do not take the connections
//! (six to a host under HTTP/1.1) that the runs' own streams need.

use std::cell::RefCell;
use std::collections::VecDeque;

/// How many pictures are on their way at once.
const WIDTH: usize = 3;

type Job = Box<dyn FnOnce(Pass)>;

#[derive(Default)]
struct Lane {
    running: usize,
    waiting: VecDeque<Job>,
}

thread_local! {
    static LANE: RefCell<Lane> = RefCell::default();
}

/// The right to be in the lane; dropping it lets the next one in.
#[derive(Debug)]
pub struct Pass(());

impl Drop for Pass {
    fn drop(&mut self) {
        LANE.with_borrow_mut(|lane| lane.running -= 1);
        advance();
    }
}

/// Runs `job` as soon as the lane has room. A job that is not wanted any more drops its pass.
pub fn enter(job: impl FnOnce(Pass) + 'static) {
    LANE.with_borrow_mut(|lane| lane.waiting.push_back(Box::new(job)));
    advance();
}

fn advance() {
    let next = LANE.with_borrow_mut(|lane| {
        let job = (lane.running < WIDTH)
            .then(|| lane.waiting.pop_front())
            .flatten();
        lane.running += usize::from(job.is_some());
        job
    });
    if let Some(job) = next {
        job(Pass(()));
    }
}
