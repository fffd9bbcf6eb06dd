//! What the operating system says about this process and its machine.

use std::time::Duration;

/// What the system told at one moment, and about the time since the sample before. What it does not
/// tell is `None`; only Linux is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SystemSample {
    /// The CPU time of all threads of this process since it started, in user and in kernel mode. It
    /// advances in steps of the kernel's tick, mostly 10 ms.
    pub process_cpu: Option<Duration>,
    /// The memory of this process that is in RAM, in bytes: its resident set, pages that it shares
    /// with others included. The kernel adds up with some delay, so small differences say nothing.
    /// It is the same number inside a container, whose limit it can be held against.
    pub resident_bytes: Option<u64>,
    /// The share of the CPU time of the whole machine that was not idle since the sample before,
    /// from 0 to 1, whichever process used it. Time that a hypervisor gave to other machines counts
    /// as used. In a container it is of the host with all its cores, whatever the container's
    /// quota, unless something like LXCFS stands before `/proc/stat`. `None` in the first sample,
    /// and where less than a tick has passed.
    pub machine_cpu_use: Option<f64>,
    /// The share of the CPU time of the whole machine, from 0 to 1, in which a core was idle while
    /// something waited for a disk through it. A hint and no measure: a core that finds other work
    /// meanwhile is not waiting, and the kernel may take some of it back. Of the host, and `None`,
    /// as `machine_cpu_use`.
    pub io_wait: Option<f64>,
}

/// Takes samples of the system.
#[derive(Debug, Default)]
pub struct SystemSampler {
    before: Option<Ticks>,
}

impl SystemSampler {
    /// A sampler that has yet to take its first sample.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the system says now. It takes some 20 µs, as the kernel writes it as text.
    pub fn sample(&mut self) -> SystemSample {
        let (process_cpu, resident_bytes) = process().unzip();
        let now = machine();
        let (machine_cpu_use, io_wait) = self.before.zip(now).and_then(shares).unzip();
        self.before = now;
        SystemSample { process_cpu, resident_bytes, machine_cpu_use, io_wait }
    }
}

/// The CPU time of a machine since it started, in ticks of all cores together.
#[derive(Debug, Clone, Copy)]
struct Ticks {
    /// Spent on anything.
    used: u64,
    /// Idle with nothing to wait for.
    idle: u64,
    /// Idle while something waited for a disk.
    io_wait: u64,
}

/// The shares of the CPU time from one moment to a later one that were used and that were waited
/// for disks.
fn shares((before, now): (Ticks, Ticks)) -> Option<(f64, f64)> {
    // Cores that go to sleep or wait for disks can take their counts back.
    let used = now.used.saturating_sub(before.used);
    let io_wait = now.io_wait.saturating_sub(before.io_wait);
    let all = used + io_wait + now.idle.saturating_sub(before.idle);
    (all > 0).then(|| (used as f64 / all as f64, io_wait as f64 / all as f64))
}

/// The CPU time and the bytes in RAM of this process.
#[cfg(target_os = "linux")]
fn process() -> Option<(Duration, u64)> {
    let stat = procfs::process::Process::myself().ok()?.stat().ok()?;
    let nanos_per_tick = 1_000_000_000 / procfs::ticks_per_second();
    let cpu = Duration::from_nanos((stat.utime + stat.stime) * nanos_per_tick);
    Some((cpu, stat.rss * procfs::page_size()))
}

#[cfg(target_os = "linux")]
fn machine() -> Option<Ticks> {
    use procfs::CurrentSI as _;

    let all = procfs::KernelStats::current().ok()?.total;
    // What guests use is in `user` and `nice` already.
    let others = [all.irq, all.softirq, all.steal].into_iter().flatten().sum::<u64>();
    let used = all.user + all.nice + all.system + others;
    Some(Ticks { used, idle: all.idle, io_wait: all.iowait.unwrap_or(0) })
}

#[cfg(not(target_os = "linux"))]
fn process() -> Option<(Duration, u64)> {
    None
}

#[cfg(not(target_os = "linux"))]
fn machine() -> Option<Ticks> {
    None
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn between(before: [u64; 3], now: [u64; 3]) -> Option<(f64, f64)> {
        let ticks = |[used, idle, io_wait]: [u64; 3]| Ticks { used, idle, io_wait };
        shares((ticks(before), ticks(now)))
    }

    #[test]
    fn shares_are_of_the_time_between_two_samples() {
        assert_eq!(between([100, 200, 300], [150, 225, 325]), Some((0.5, 0.25)));
    }

    #[test]
    fn no_tick_has_no_shares() {
        assert_eq!(between([1, 2, 3], [1, 2, 3]), None);
    }

    #[test]
    fn what_the_kernel_takes_back_counts_nothing() {
        assert_eq!(between([10, 10, 10], [11, 13, 9]), Some((0.25, 0.0)));
    }

    #[test]
    fn the_first_sample_has_no_shares() {
        let sample = SystemSampler::new().sample();
        assert_eq!((sample.machine_cpu_use, sample.io_wait), (None, None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_in_memory_and_its_cpu_time_grows() {
        let mut sampler = SystemSampler::new();
        let (first, second) = (sampler.sample(), sampler.sample());
        assert!(first.resident_bytes > Some(100_000));
        assert!(first.process_cpu.is_some() && first.process_cpu <= second.process_cpu);
        assert!(second.machine_cpu_use.is_none_or(|share| (0.0..=1.0).contains(&share)));
    }
}
