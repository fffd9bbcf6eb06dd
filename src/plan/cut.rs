//! How a file is cut into tasks.

use std::num::NonZeroUsize;

/// How the work on files is spread over tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grain {
    /// A task a file: all that looks at it, over one parse.
    File,
    /// A task for each rule and file.
    Validator,
    /// As [`File`](Self::File), but that what large files teach is learnt in parts.
    Chunk,
    /// Large files in parts, their rules spread over tasks; the others each in one.
    Hybrid,
    /// What is best for the files and workers there are.
    #[default]
    Auto,
}

/// What a file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// One task.
    Whole,
    /// One that reads it, so many that learn what it teaches, and some that check it.
    Parts { n_parts: NonZeroUsize, by_rule: bool },
}

impl Cut {
    /// Tasks that can be given limits of their own.
    pub(crate) const SEPARATE: Self = Self::Parts { n_parts: NonZeroUsize::MIN, by_rule: false };
}

/// What there is to be cut, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutting {
    pub(crate) grain: Grain,
    pub(crate) n_workers: usize,
    /// Of all files together.
    pub(crate) n_bytes: u64,
}

/// A part has so many bytes at least: a task costs a microsecond or less, and to read facts from as
/// much takes a millisecond or more.
const LEAST_PART: u64 = 256 << 10;

/// So many parts for each worker leave none waiting long for the last one.
const PARTS_PER_WORKER: u64 = 4;

impl Cutting {
    /// Why files are cut as they are, or are not.
    pub(crate) fn reason(&self) -> String {
        let asked_for = |what: &str| format!("{what}, as the level asks for");
        match self.grain {
            Grain::File => asked_for("each file is one task"),
            Grain::Validator => asked_for("each rule is a task of its own for each file"),
            Grain::Chunk | Grain::Hybrid => {
                asked_for("files of 512 KiB or more are cut in parts, each other is one task")
            }
            Grain::Auto if self.n_workers == 1 => {
                "each file is one task, because one worker gains nothing by smaller ones".to_owned()
            }
            Grain::Auto => {
                "each file is one task, unless others would wait for it: to open a file \
                            takes longer than to schedule a task, so fewer would save nothing"
                    .to_owned()
            }
        }
    }

    /// Why a file is cut that is.
    pub(crate) fn why_cut(&self) -> String {
        match self.grain {
            Grain::Auto => {
                let share = 2 * self.n_workers;
                format!(
                    "it has more than 1/{share} of all text, so that one worker would be at it last"
                )
            }
            Grain::File | Grain::Validator | Grain::Chunk | Grain::Hybrid => {
                "it has 512 KiB or more".to_owned()
            }
        }
    }

    /// Cuts a file of so many bytes.
    pub(crate) fn cut(&self, n_bytes: u64) -> Cut {
        let workers = self.n_workers as u64;
        let n_parts = (n_bytes / LEAST_PART).clamp(1, PARTS_PER_WORKER * workers);
        let n_parts = NonZeroUsize::new(n_parts as usize).unwrap_or(NonZeroUsize::MIN);
        match self.grain {
            Grain::File => Cut::Whole,
            Grain::Validator => Cut::Parts { n_parts: NonZeroUsize::MIN, by_rule: true },
            Grain::Chunk if n_parts.get() > 1 => Cut::Parts { n_parts, by_rule: false },
            Grain::Hybrid if n_parts.get() > 1 => Cut::Parts { n_parts, by_rule: true },
            // It would still be at work when all others are done.
            Grain::Auto
                if workers > 1 && n_parts.get() > 1 && n_bytes > self.n_bytes / (2 * workers) =>
            {
                Cut::Parts { n_parts, by_rule: true }
            }
            Grain::Chunk | Grain::Hybrid | Grain::Auto => Cut::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many parts a file of so many MiB becomes beside others, and whether its rules are spread;
    /// 0 for a whole one.
    #[track_caller]
    fn check(grain: Grain, n_workers: usize, mib: u64, all: u64, expected: (usize, bool)) {
        let cutting = Cutting { grain, n_workers, n_bytes: all << 20 };
        let cut = match cutting.cut(mib << 20) {
            Cut::Whole => (0, false),
            Cut::Parts { n_parts, by_rule } => (n_parts.get(), by_rule),
        };
        assert_eq!(cut, expected);
    }

    #[test]
    fn one_worker_gains_nothing_by_parts() {
        check(Grain::Auto, 1, 200, 200, (0, false));
    }

    #[test]
    fn a_file_that_others_would_wait_for() {
        check(Grain::Auto, 2, 1, 1, (4, true));
        check(Grain::Auto, 2, 200, 250, (8, true));
        check(Grain::Auto, 2, 1, 100, (0, false));
    }

    #[test]
    fn as_it_is_asked_for() {
        check(Grain::File, 8, 200, 200, (0, false));
        check(Grain::Validator, 8, 200, 200, (1, true));
        check(Grain::Chunk, 1, 2, 100, (4, false));
        check(Grain::Hybrid, 8, 2, 100, (8, true));
        check(Grain::Hybrid, 8, 0, 100, (0, false));
    }
}
