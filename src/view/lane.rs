//! The lane that pictures are fetched in: few at a time, so that they do not take the connections
//! (six to a host under HTTP/1.1) that the runs' own streams need.

use std::cell::RefCell;

use super::access::Access;
use super::picture::{self, Fault, Picture};
use super::step::Step;
use crate::net::later;

/// How many pictures are on their way at once.
const WIDTH: usize = 3;

/// A picture to fetch, and who is told of it.
pub struct Errand {
    /// Whose picture.
    pub step: Step,
    /// How it is reached.
    pub access: Access,
    /// Told how it went.
    pub done: Box<dyn FnOnce(Result<Picture, Fault>)>,
}

impl Errand {
    /// Fetches it at once, whatever is in the lane.
    pub fn run(self) {
        later(async move { (self.done)(picture::load(&self.step, &self.access).await) });
    }
}

/// Gives the errand when its turn has come; nothing if it is not wanted any more.
pub type Job = Box<dyn FnOnce() -> Option<Errand>>;

struct Lane {
    running: usize,
    waiting: Vec<Job>,
}

thread_local! {
    static LANE: RefCell<Lane> = const {
        RefCell::new(Lane {
            running: 0,
            waiting: Vec::new(),
        })
    };
}

/// Fetches a picture as soon as the lane has room.
pub fn enter(job: Job) {
    LANE.with_borrow_mut(|lane| lane.waiting.push(job));
    advance();
}

fn advance() {
    while let Some(job) = next() {
        if let Some(errand) = job() {
            let done = errand.done;
            let done = Box::new(move |found| {
                leave();
                done(found);
                advance();
            });
            Errand { done, ..errand }.run();
        } else {
            leave();
        }
    }
}

/// The first in the line, which is in the lane now.
fn next() -> Option<Job> {
    LANE.with_borrow_mut(|lane| {
        if lane.running == WIDTH || lane.waiting.is_empty() {
            return None;
        }
        lane.running += 1;
        Some(lane.waiting.remove(0))
    })
}

fn leave() {
    LANE.with_borrow_mut(|lane| lane.running -= 1);
}
