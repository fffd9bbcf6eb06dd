//! How long the threads of this process have worked, all together.

use std::time::Duration;

/// The time so far; `None` where nobody tells.
#[cfg(target_os = "linux")]
pub(crate) fn cpu_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ProcessCPUTime).try_into().ok()
}

/// The time so far; `None` where nobody tells.
#[cfg(not(target_os = "linux"))]
pub(crate) fn cpu_time() -> Option<Duration> {
    None
}

/// What `work` returns, and the milliseconds for which the process worked meanwhile.
pub(crate) fn cpu_ms<T>(work: impl FnOnce() -> T) -> Option<(T, f64)> {
    let start = cpu_time()?;
    let result = work();
    Some((result, (cpu_time()? - start).as_secs_f64() * 1e3))
}
