//! What one run of a program costs.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::{ResUse, ResourceUsage, Wait4 as _};

/// What one run of a program took, or the median of some.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Of the processor, in the program and in the system for it.
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    /// The most memory that it held at any time, in bytes.
    pub(crate) peak: u64,
}

/// Runs a program in `folder`, with what it prints in the files `out` and `complaints`; with its exit code,
/// if it ended with one.
pub(crate) fn run(
    program: &str,
    arguments: &[String],
    folder: &Path,
    [out, complaints]: [&Path; 2],
) -> Result<(Cost, Option<i32>), Box<dyn Error>> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.stdout(File::create(out)?).stderr(File::create(complaints)?);
    let start = Instant::now();
    // A new process is taken to hold what this one does, so this one must hold little.
    let ResUse { status, rusage } = command.spawn()?.wait4()?;
    let wall = start.elapsed();
    let ResourceUsage { utime, stime, maxrss } = rusage;
    Ok((Cost { cpu: utime + stime, wall, peak: maxrss }, status.code()))
}

impl Cost {
    /// The median of each of what `costs` say, of which there is at least one.
    pub(crate) fn median(costs: &[Self]) -> Self {
        Self {
            cpu: median(costs, |cost| cost.cpu),
            wall: median(costs, |cost| cost.wall),
            peak: median(costs, |cost| cost.peak),
        }
    }
}

fn median<T: Copy + Ord>(costs: &[Cost], of: impl Fn(&Cost) -> T) -> T {
    let mut all: Vec<T> = costs.iter().map(of).collect();
    all.sort();
    all[all.len() / 2]
}
