//! The runs that are remembered: the newest few hundred, within a limit of memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{NewRun, Run};

/// Runs kept after they ended.
const KEPT_RUNS: usize = 400;
/// Bytes of pictures, pages and results kept after runs ended.
const KEPT_BYTES: usize = 256 * 1024 * 1024;

#[derive(Default)]
pub(crate) struct Store {
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    /// In order of creation.
    runs: VecDeque<Arc<Run>>,
    created: u64,
}

impl Store {
    pub(crate) fn create(&self, new: NewRun) -> Arc<Run> {
        let mut shelf = self.lock();
        shelf.created += 1;
        let run = Arc::new(Run::new(shelf.created, new));
        shelf.runs.push_back(Arc::clone(&run));
        run
    }

    /// A run by its id, whoever owns it.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Run>> {
        self.first(|run| run.id == id)
    }

    /// A run by its id, if it was made with this key.
    pub(crate) fn owned(&self, id: &str, owner: &str) -> Option<Arc<Run>> {
        self.find(id).filter(|run| run.owner == owner)
    }

    pub(crate) fn by_view_token(&self, token: &str) -> Option<Arc<Run>> {
        self.first(|run| run.view_token == token)
    }

    /// All runs of a key that fit, oldest first.
    pub(crate) fn select(&self, owner: &str, fits: impl Fn(&Run) -> bool) -> Vec<Arc<Run>> {
        let shelf = self.lock();
        shelf
            .runs
            .iter()
            .filter(|run| run.owner == owner && fits(run))
            .cloned()
            .collect()
    }

    /// Lets go of the oldest ended runs that are beyond the limits.
    pub(crate) fn trim(&self) {
        let mut shelf = self.lock();
        let mut bytes: usize = shelf.runs.iter().map(|run| run.weight()).sum();
        let mut count = shelf.runs.len();
        shelf.runs.retain(|run| {
            let excess = count > KEPT_RUNS || bytes > KEPT_BYTES;
            let let_go = excess && run.status().is_terminal();
            if let_go {
                count -= 1;
                bytes -= run.weight();
            }
            !let_go
        });
    }

    fn first(&self, fits: impl Fn(&Run) -> bool) -> Option<Arc<Run>> {
        self.lock().runs.iter().find(|run| fits(run)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
