//! What all parts of a running emulator share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::agent::Browser;
use crate::config::Config;
use crate::request_log::RequestLog;
use crate::runs::{Run, Store};
use crate::shop::Shop;

/// Where the parts listen, as origins without a trailing slash.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    pub api: String,
    pub viewer: String,
    pub shop: String,
}

pub(crate) struct Shared {
    pub config: Config,
    pub addresses: Addresses,
    pub store: Store,
    pub log: RequestLog,
    /// One permit for each run that may go at the same time; given in the order of asking.
    pub places: Arc<Semaphore>,
    pub browser: Browser,
    pub shop: Shop,
    refusals: Refusals,
}

/// The shared state, cheap to clone.
pub(crate) type State = Arc<Shared>;

impl Shared {
    pub(crate) fn new(config: Config, addresses: Addresses) -> State {
        Arc::new(Self {
            store: Store::default(),
            log: RequestLog::default(),
            places: Arc::new(Semaphore::new(
                config.max_concurrent.min(Semaphore::MAX_PERMITS),
            )),
            browser: Browser::new(&config),
            shop: Shop::new(),
            refusals: Refusals::default(),
            config,
            addresses,
        })
    }

    /// Counts a refusal of this target and tells whether it still has to be refused.
    pub(crate) fn refuse_again(&self, target: &str, times: usize) -> bool {
        self.refusals.count(target, times)
    }

    /// The live view of a run.
    pub(crate) fn streaming_url(&self, run: &Run) -> String {
        format!("{}/stream/{}", self.addresses.viewer, run.view_token)
    }
}

/// How often each target address was refused; tests stay apart by making their address unique.
#[derive(Default)]
struct Refusals(Mutex<HashMap<String, usize>>);

impl Refusals {
    /// Beyond this many addresses the counts start afresh, to bound the memory.
    const KEPT: usize = 10_000;

    fn count(&self, target: &str, times: usize) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() > Self::KEPT {
            counts.clear();
        }
        let count = counts.entry(target.to_owned()).or_default();
        let refused = *count < times;
        *count += usize::from(refused);
        refused
    }
}
