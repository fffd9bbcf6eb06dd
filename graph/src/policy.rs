//! What a node asks of whoever runs it.

use std::time::Duration;

/// How a node wants to be run, whatever it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Of two nodes that could run, the one with the lower number runs sooner; 50 when nothing is
    /// said. A pipeline file allows 0 to 100.
    pub priority: u8,
    /// How long the node is expected to run, if anybody knows.
    pub cost: Option<Duration>,
    /// How many bytes the node is expected to hold while it runs; `None` counts as none.
    pub memory: Option<u64>,
    /// How often, and after which waits, the node is started again when it fails.
    pub retries: Retries,
    /// How long one attempt may take before the node is given up.
    pub timeout: Option<Duration>,
    /// Whether the node does nothing but make its output from its inputs, so that a second start
    /// beside the first does no harm.
    pub pure: bool,
    /// What becomes of the node when something that it needs has no output.
    pub on_failure: OnFailure,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            priority: 50,
            cost: None,
            memory: None,
            retries: Retries::NONE,
            timeout: None,
            pure: false,
            on_failure: OnFailure::Skip,
        }
    }
}

/// How often a node that failed is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// The most attempts after the first.
    pub max: u32,
    /// The wait before the second attempt. It doubles with every further one.
    pub wait: Duration,
    /// The longest wait.
    pub max_wait: Duration,
}

impl Retries {
    /// One attempt and no more.
    pub const NONE: Self = Self { max: 0, wait: Duration::ZERO, max_wait: Duration::ZERO };

    /// Up to `max` further attempts: after 100 ms, 200 ms, and so on, at most 30 s apart.
    pub fn up_to(max: u32) -> Self {
        Self { max, wait: Duration::from_millis(100), max_wait: Duration::from_secs(30) }
    }

    /// The wait after so many attempts, from 1, have failed, or `None` if that was the last.
    pub fn wait_after(&self, n_failed: u32) -> Option<Duration> {
        let doublings = n_failed.checked_sub(1)?;
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        (n_failed <= self.max).then(|| self.wait.saturating_mul(factor).min(self.max_wait))
    }
}

/// What becomes of a node when something that it needs has no output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnFailure {
    /// It does not run.
    #[default]
    Skip,
    /// It runs with what it got.
    Continue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let ms = Duration::from_millis;
        let retries = Retries { max: 4, wait: ms(10), max_wait: ms(35) };
        let waits: Vec<_> = (1..=5).map(|n_failed| retries.wait_after(n_failed)).collect();
        assert_eq!(waits, [Some(ms(10)), Some(ms(20)), Some(ms(35)), Some(ms(35)), None]);
        assert_eq!(Retries::NONE.wait_after(1), None);
    }

    #[test]
    fn waits_do_not_overflow() {
        let second = Duration::from_secs(1);
        let retries = Retries { max: u32::MAX, wait: second, max_wait: 60 * second };
        assert_eq!(retries.wait_after(1000), Some(60 * second));
    }
}
