//! How a file is cut into tasks.

use storylint_graph::PlanLevel;

use crate::opened::n_parts;

/// What a file becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// One task.
    Whole,
    /// One that reads it, so many that learn what it teaches, and some that check it.
    Parts { n_parts: usize, by_rule: bool },
}

impl Cut {
    /// Tasks that can be given limits of their own.
    pub(crate) const SEPARATE: Self = Self::Parts { n_parts: 1, by_rule: false };
}

/// What there is to be cut, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutting {
    pub(crate) level: PlanLevel,
    pub(crate) n_workers: usize,
    /// Of all files together.
    pub(crate) n_bytes: u64,
}

impl Cutting {
    /// Why files are cut as they are, or are not.
    pub(crate) fn reason(&self) -> String {
        let asked_for = |what: &str| format!("{what}, as the level asks for");
        match self.level {
            PlanLevel::File => asked_for("each file is one task"),
            PlanLevel::Validator => asked_for("each rule is a task of its own for each file"),
            PlanLevel::Chunk | PlanLevel::Hybrid => {
                asked_for("files of 1 MiB or more are cut in parts, each other is one task")
            }
            PlanLevel::Auto if self.n_workers == 1 => {
                "each file is one task, because one worker gains nothing by smaller ones".to_owned()
            }
            PlanLevel::Auto => {
                "each file is one task, unless others would wait for it: to open a file \
                            takes longer than to schedule a task, so fewer would save nothing"
                    .to_owned()
            }
        }
    }

    /// Why a file is cut that is.
    pub(crate) fn why_cut(&self) -> String {
        match self.level {
            PlanLevel::Auto => {
                let share = 2 * self.n_workers;
                format!(
                    "it has more than 1/{share} of all text, so that one worker would be at it last"
                )
            }
            PlanLevel::File | PlanLevel::Validator | PlanLevel::Chunk | PlanLevel::Hybrid => {
                "it has 1 MiB or more".to_owned()
            }
        }
    }

    /// Cuts a file of so many bytes.
    pub(crate) fn cut(&self, n_bytes: u64) -> Cut {
        let workers = self.n_workers as u64;
        let n_parts = n_parts(n_bytes);
        match self.level {
            PlanLevel::File => Cut::Whole,
            PlanLevel::Validator => Cut::Parts { n_parts: 1, by_rule: true },
            PlanLevel::Chunk if n_parts > 1 => Cut::Parts { n_parts, by_rule: false },
            PlanLevel::Hybrid if n_parts > 1 => Cut::Parts { n_parts, by_rule: true },
            // It would still be at work when all others are done.
            PlanLevel::Auto
                if workers > 1 && n_parts > 1 && n_bytes > self.n_bytes / (2 * workers) =>
            {
                Cut::Parts { n_parts, by_rule: true }
            }
            PlanLevel::Chunk | PlanLevel::Hybrid | PlanLevel::Auto => Cut::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many parts a file of so many MiB becomes beside others, and whether its rules are spread;
    /// 0 for a whole one.
    #[track_caller]
    fn check(level: PlanLevel, n_workers: usize, mib: u64, all: u64, expected: (usize, bool)) {
        let cutting = Cutting { level, n_workers, n_bytes: all << 20 };
        let cut = match cutting.cut(mib << 20) {
            Cut::Whole => (0, false),
            Cut::Parts { n_parts, by_rule } => (n_parts, by_rule),
        };
        assert_eq!(cut, expected);
    }

    #[test]
    fn one_worker_gains_nothing_by_parts() {
        check(PlanLevel::Auto, 1, 200, 200, (0, false));
    }

    #[test]
    fn a_file_that_others_would_wait_for() {
        check(PlanLevel::Auto, 2, 1, 1, (2, true));
        check(PlanLevel::Auto, 2, 200, 250, (400, true));
        check(PlanLevel::Auto, 2, 1, 100, (0, false));
    }

    #[test]
    fn as_it_is_asked_for() {
        check(PlanLevel::File, 8, 200, 200, (0, false));
        check(PlanLevel::Validator, 8, 200, 200, (1, true));
        check(PlanLevel::Chunk, 1, 2, 100, (4, false));
        check(PlanLevel::Hybrid, 8, 2, 100, (4, true));
        check(PlanLevel::Hybrid, 8, 0, 100, (0, false));
    }
}
