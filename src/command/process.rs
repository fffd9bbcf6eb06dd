//! Runs a program to its end, or to that of its time.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::group::Group;

/// What is run, and how.
pub(super) struct Program<'a> {
    /// The program: a name to be looked up, or a path.
    pub(super) name: &'a Path,
    pub(super) arguments: Vec<String>,
    pub(super) folder: &'a Path,
    /// Names of variables that it gets beside those of [`KEPT`].
    pub(super) env: Vec<&'a str>,
    /// What it reads, if anything.
    pub(super) input: Option<Vec<u8>>,
    pub(super) timeout: Duration,
}

/// How a program ended, and what it printed.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) out: Vec<u8>,
    /// The first bytes of it.
    pub(super) err: Vec<u8>,
}

/// Why there is no end of a program to tell of.
#[derive(Debug)]
pub(super) enum Broken {
    /// The system did not start it.
    NotStarted(io::Error),
    /// The system failed while it ran.
    System(io::Error),
    /// Its time was over.
    TookTooLong,
    /// The run was cancelled.
    Cancelled,
    /// It printed more than anybody reads.
    PrintedTooMuch,
    /// It ended, but left something running that may still print.
    LeftRunning,
}

impl Broken {
    /// Whether another attempt may go well.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::NotStarted(error) => {
                !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
            }
            Self::System(_) | Self::TookTooLong | Self::LeftRunning => true,
            Self::Cancelled | Self::PrintedTooMuch => false,
        }
    }
}

/// The most bytes that a program may print.
pub(super) const MOST_OUT: usize = 256 << 20;

/// So many bytes of what it says of itself are kept.
const MOST_ERR: usize = 64 << 10;

/// How often somebody looks whether the run was cancelled.
const LOOK: Duration = Duration::from_millis(20);

/// What a program started and left may print so long after its end.
const GRACE: Duration = Duration::from_secs(2);

/// The variables that programs need to run at all, on any system.
const KEPT: [&str; 14] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "USER",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "PATHEXT",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
];

/// What every program gets, so that what it prints does not depend on who runs it: no language, no
/// colours.
const SET: [(&str, &str); 3] = [
    ("LC_ALL", if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" }),
    ("NO_COLOR", "1"),
    ("PYTHONUTF8", "1"),
];

/// Runs `program` until it ends, its time is over or `cancelled` says so; then all that it started and is
/// still in its group is killed, and, where it did not end by itself, what has [left](super::marked) that.
pub(super) fn run(program: Program<'_>, cancelled: impl Fn() -> bool) -> Result<Ended, Broken> {
    let mut command = Command::new(program.name);
    command.args(&program.arguments).current_dir(program.folder).env_clear();
    let kept = KEPT.into_iter().chain(program.env).filter_map(|name| {
        let value: OsString = std::env::var_os(name)?;
        Some((name, value))
    });
    command.envs(kept.collect::<Vec<_>>()).envs(SET);
    command.stdin(if program.input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    // None is so far off that nobody lives to see it.
    let deadline = Instant::now().checked_add(program.timeout);
    let mut group = Group::start(&mut command).map_err(Broken::NotStarted)?;

    // The threads end with the pipes, which end with the group.
    let (sender, results) = mpsc::channel();
    let out = group.child.stdout.take().expect("it is piped");
    let err = group.child.stderr.take().expect("it is piped");
    let out_sender = sender.clone();
    spawn(move || _ = out_sender.send(Piped::Out(read(out, MOST_OUT, false))))?;
    spawn(move || _ = sender.send(Piped::Err(read(err, MOST_ERR, true))))?;
    if let (Some(input), Some(mut pipe)) = (program.input, group.child.stdin.take()) {
        // A program that has read enough closes the pipe, which is its right.
        spawn(move || _ = pipe.write_all(&input))?;
    }

    let (mut out, mut err, mut ended): (Option<Vec<u8>>, Option<Vec<u8>>, Option<Instant>) =
        (None, None, None);
    loop {
        let is_read = out.is_some() && err.is_some();
        let wait = if is_read || ended.is_some() { LOOK / 20 } else { LOOK };
        match results.recv_timeout(wait) {
            Ok(Piped::Out(read)) => {
                let (bytes, is_all) = read.map_err(Broken::System)?;
                if !is_all {
                    return Err(Broken::PrintedTooMuch);
                }
                out = Some(bytes);
            }
            Ok(Piped::Err(read)) => err = Some(read.map_err(Broken::System)?.0),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => thread::sleep(wait),
        }
        if ended.is_none() && group.has_ended().map_err(Broken::System)? {
            ended = Some(Instant::now());
        }
        if let (Some(_), true) = (ended, out.is_some() && err.is_some()) {
            break;
        }
        if cancelled() {
            return Err(Broken::Cancelled);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Broken::TookTooLong);
        }
        if ended.is_some_and(|ended| ended.elapsed() > GRACE) {
            return Err(Broken::LeftRunning);
        }
    }
    let status = group.finish().map_err(Broken::System)?;
    Ok(Ended { status, out: out.unwrap_or_default(), err: err.unwrap_or_default() })
}

/// What was read of a pipe, and whether that was all.
type Bytes = io::Result<(Vec<u8>, bool)>;

enum Piped {
    Out(Bytes),
    Err(Bytes),
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), Broken> {
    let thread = thread::Builder::new().name("storylint pipe".to_owned()).spawn(work);
    thread.map(drop).map_err(Broken::System)
}

/// The first `most` bytes of `pipe`; if it `drains`, it goes on to its end.
fn read(mut pipe: impl Read, most: usize, drains: bool) -> Bytes {
    let mut bytes = Vec::new();
    pipe.by_ref().take(most as u64 + 1).read_to_end(&mut bytes)?;
    let is_all = bytes.len() <= most;
    bytes.truncate(most);
    if drains {
        io::copy(&mut pipe, &mut io::sink())?;
    }
    Ok((bytes, is_all))
}

/// The program `name`, of which one with a folder is relative to `root`.
pub(super) fn program(name: &str, root: &Path) -> PathBuf {
    if name.contains(['/', '\\']) { root.join(name) } else { PathBuf::from(name) }
}
