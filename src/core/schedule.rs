//! When to ask again: pauses between retries and between reads of a run. All times in milliseconds.

/// A small generator for jitter (xorshift64*), seeded by the host: the core has no randomness of
/// its own, so that every schedule can be replayed.
#[derive(Debug, Clone)]
pub struct Jitter(u64);

impl Jitter {
    /// A generator; any seed serves.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// Spreads a pause over its upper half, so that clients that failed together do not return
    /// together: from `pause / 2` to `pause`.
    pub fn spread(&mut self, pause: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let part = (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 48) & 0xFFFF;
        let half = pause / 2;
        half + (half * part) / 0xFFFF
    }
}

/// The longest `Retry-After` that is waited for without being asked: 2 minutes.
pub const LONGEST_RETRY_AFTER: u64 = 120_000;

/// The pause before retry number `attempt` (from 0): 0.5 s doubling to 8 s, with jitter; what the
/// service asked for, where it asked.
pub fn retry_pause(attempt: u32, retry_after: Option<u64>, jitter: &mut Jitter) -> u64 {
    let grown = jitter.spread(500u64 << attempt.min(4));
    retry_after.map_or(grown, |asked| asked.min(LONGEST_RETRY_AFTER).max(grown))
}

/// How often a run is read, by its age: about 2 s in the first minute, 5 s to five minutes, 15 s
/// beyond (wire reference 5.9 advises 2–3 s, 5–10 s and 30–60 s; a page that is watched wants the
/// quicker end). In the ten seconds after a stream broke, every second.
pub fn poll_pause(age: u64, since_drop: Option<u64>, jitter: &mut Jitter) -> u64 {
    let pause = match age {
        _ if since_drop.is_some_and(|since| since < 10_000) => 1_000,
        0..60_000 => 2_000,
        60_000..300_000 => 5_000,
        _ => 15_000,
    };
    // Half the spread of a retry: 3/4 to the whole.
    pause / 2 + jitter.spread(pause) / 2
}

/// The pause after `failures` reads failed in a row: 1 s doubling to 30 s, with jitter.
pub fn poll_failure_pause(failures: u32, retry_after: Option<u64>, jitter: &mut Jitter) -> u64 {
    let grown = jitter.spread((1_000u64 << failures.min(5)).min(30_000));
    retry_after.map_or(grown, |asked| asked.min(LONGEST_RETRY_AFTER).max(grown))
}
