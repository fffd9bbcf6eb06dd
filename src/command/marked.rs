//! What a program started, even in a session of its own.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The variable that holds the mark.
const VARIABLE: &str = "STORYLINT_COMMAND";

/// What marks all that one program starts: a variable of the environment, which is inherited by what no group of
/// processes holds (`setsid`), as Jenkins kills trees of processes. Linux shows the environment of each process;
/// elsewhere, and of what drops its environment, nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark(String);

impl Mark {
    /// Marks a program that is about to start.
    pub(super) fn new(command: &mut Command) -> Self {
        // Each number is handed out once; nothing else is published.
        static LAST: AtomicU32 = AtomicU32::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", std::process::id());
        command.env(VARIABLE, &mark);
        Self(mark)
    }

    /// Kills all that has the mark, and what that starts meanwhile.
    #[cfg(target_os = "linux")]
    pub(super) fn kill(&self) {
        let rounds = std::iter::repeat_with(|| self.kill_once()).take(MOST_ROUNDS);
        rounds.take_while(|n_killed| *n_killed > 0).for_each(drop);
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn kill(&self) {
        _ = &self.0;
    }

    /// Kills all that has the mark now. How many these were.
    #[cfg(target_os = "linux")]
    fn kill_once(&self) -> usize {
        use std::ffi::OsStr;

        use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

        let kill = |process: &procfs::process::Process| {
            let pid = Pid::from_raw(process.pid())?;
            // Opened before it is looked at, so that what is killed is what was looked at, even where its
            // number has become another's.
            let opened = pidfd_open(pid, PidfdFlags::empty()).ok()?;
            let environment = process.environ().ok()?;
            let mark = environment.get(OsStr::new(VARIABLE))?;
            (*mark == *self.0).then(|| pidfd_send_signal(opened, Signal::KILL))?.ok()
        };
        let processes = procfs::process::all_processes().into_iter().flatten().flatten();
        processes.filter_map(|process| kill(&process)).count()
    }
}

/// How often is looked for what was started while others were killed.
#[cfg(target_os = "linux")]
const MOST_ROUNDS: usize = 20;
