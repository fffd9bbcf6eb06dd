//! A program with all that it starts, which ends with it.

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::process::{Child, Command, ExitStatus};
use std::sync::Once;

use parking_lot::Mutex;

use super::marked::Mark;

/// The process groups that run, for whoever interrupts the run.
static RUNNING: Mutex<BTreeMap<u32, Mark>> = Mutex::new(BTreeMap::new());

/// A program that runs, in a group of processes that is killed with this.
pub(super) struct Group {
    pub(super) child: Child,
    mark: Mark,
    /// Whether the program was waited for, so that its number may be another's.
    is_reaped: bool,
}

impl Group {
    /// Starts a program in a group of its own. It does not hear what a terminal sends, so from then on an
    /// interruption kills all groups and ends the process.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            system::before_the_end(|| {
                let running = RUNNING.lock();
                for (&group, mark) in running.iter() {
                    system::kill(group);
                    mark.kill();
                }
                // Nobody may take the programs for ended before the process is: the run would go on.
                mem::forget(running);
            });
        });
        system::group(command);
        let mark = Mark::new(command);
        // None can be interrupted that runs and is not known.
        let mut running = RUNNING.lock();
        let child = command.spawn()?;
        running.insert(child.id(), mark.clone());
        Ok(Self { child, mark, is_reaped: false })
    }

    /// Whether the program has ended. What it started may go on.
    pub(super) fn has_ended(&mut self) -> io::Result<bool> {
        system::has_ended(&mut self.child)
    }

    /// Kills what is left of the group.
    pub(super) fn kill(&self) {
        if !self.is_reaped {
            system::kill(self.child.id());
        }
    }

    /// How the program ended, once it has. What it left running in its group is killed.
    pub(super) fn finish(mut self) -> io::Result<ExitStatus> {
        self.reap()
    }

    fn reap(&mut self) -> io::Result<ExitStatus> {
        // Until it is waited for, no other group can have its number.
        let mut running = RUNNING.lock();
        self.kill();
        running.remove(&self.child.id());
        drop(running);
        self.is_reaped = true;
        self.child.wait()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_reaped {
            // It did not end by itself.
            _ = self.reap();
            self.mark.kill();
        }
    }
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::os::unix::process::CommandExt as _;
    use std::process::{Child, Command};
    use std::thread;

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Has `last` done when the process is told to end, which then ends by the signal that it was told with.
    pub(super) fn before_the_end(last: fn()) {
        let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
        let wait = move || {
            for signal in signals.forever() {
                last();
                _ = emulate_default_handler(signal);
            }
        };
        _ = thread::Builder::new().name("storylint signals".to_owned()).spawn(wait);
    }

    pub(super) fn group(command: &mut Command) {
        command.process_group(0);
    }

    pub(super) fn kill(group: u32) {
        let group = i32::try_from(group).ok().and_then(Pid::from_raw);
        // That there is none left is what was wanted.
        _ = group.map(|group| kill_process_group(group, Signal::KILL));
    }

    /// Asks without waiting for it, so that the number of the group stays its own.
    pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let ended = waitid(WaitId::Pid(Pid::from_child(child)), options)?;
        Ok(ended.is_some())
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;
    use std::process::{Child, Command, Stdio};

    /// The exit code of a run that was interrupted, as shells have it.
    const INTERRUPTED: i32 = 130;

    /// Has `last` done when the process is told to end. If somebody else handles that, it is left to them.
    pub(super) fn before_the_end(last: fn()) {
        _ = ctrlc::set_handler(move || {
            last();
            std::process::exit(INTERRUPTED);
        });
    }

    pub(super) fn group(_: &mut Command) {}

    /// Windows has no groups of processes; its own program knows who started whom.
    pub(super) fn kill(group: u32) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &group.to_string()]);
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        _ = quiet.status();
    }

    pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
        Ok(child.try_wait()?.is_some())
    }
}
