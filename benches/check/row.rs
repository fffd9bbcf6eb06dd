//! Programs that are run in turn over the same files.

use std::error::Error;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use blake3::Hash;

use super::aim::Aim;
use super::cost::{Cost, run};

/// Something that is run, with what is wanted of it.
pub(crate) struct Row {
    name: &'static str,
    program: String,
    arguments: Vec<String>,
    before: Before,
    /// Whether it prints what is found in the story.
    is_check: bool,
    reads: bool,
    aims: Vec<Aim>,
}

/// What is done before something is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    /// The cache is removed.
    Forget,
    /// A sentence is added to a chapter, and taken away afterwards.
    Edit,
}

/// What was found out of a row.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) cost: Cost,
    /// What it tells of its plan, if it does.
    pub(crate) told: Option<Told>,
    /// Whether it reads the story.
    pub(crate) reads: bool,
    pub(crate) aims: Vec<Aim>,
}

/// What `--explain-plan` tells, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    n_workers: f64,
    planning: f64,
    took: f64,
    /// Of all tasks, one after the other.
    work: f64,
}

/// Another program that takes longer is not run again: that it is much slower is plain.
const SLOW: Duration = Duration::from_secs(1);

impl Row {
    /// Another program.
    pub(crate) fn other(name: &'static str, arguments: &[&str]) -> Self {
        let program = name.split(' ').next().unwrap_or(name).to_owned();
        let arguments = arguments.iter().map(|&it| it.to_owned()).collect();
        Self {
            name,
            program,
            arguments,
            before: Before::Nothing,
            is_check: false,
            reads: true,
            aims: Vec::new(),
        }
    }

    /// This one.
    pub(crate) fn ours(
        name: &'static str,
        before: Before,
        arguments: &[&str],
        aims: &[Aim],
    ) -> Self {
        let program = env!("CARGO_BIN_EXE_storylint").to_owned();
        let is_check = arguments.first() == Some(&"check");
        let (reads, aims) = (is_check, aims.to_vec());
        Self { program, before, is_check, reads, aims, ..Self::other(name, arguments) }
    }
}

/// The story that rows are measured with, and where they leave what they print.
pub(crate) struct Bench {
    pub(crate) story: PathBuf,
    pub(crate) scratch: PathBuf,
}

impl Bench {
    /// What `rows` cost, run in turn for `n_rounds`, so that a busy machine slows all alike. A program that
    /// is not on this machine is left out.
    ///
    /// # Errors
    /// If a check fails, or prints another report than the same check without a cache.
    pub(crate) fn measure(
        &self,
        rows: &[Row],
        n_rounds: usize,
    ) -> Result<Vec<Measured>, Box<dyn Error>> {
        let mut costs: Vec<Vec<Cost>> = rows.iter().map(|_| Vec::new()).collect();
        let mut told: Vec<Option<Told>> = rows.iter().map(|_| None).collect();
        let expected = self.report_of_story()?;
        for round in 0..n_rounds {
            for ((row, costs), told) in rows.iter().zip(&mut costs).zip(&mut told) {
                let is_slow = !row.is_check && costs.iter().any(|cost| cost.cpu > SLOW);
                if is_slow || costs.len() < round {
                    continue;
                }
                let measured = match row.before {
                    Before::Nothing => self.run(row),
                    Before::Forget => self.forget().and_then(|()| self.run(row)),
                    Before::Edit => self.edited(round, || {
                        let cost = self.run(row)?;
                        let printed = self.report()?;
                        self.anew()?;
                        same(row, printed, self.report()?)?;
                        Ok(cost)
                    }),
                };
                match measured {
                    Ok(cost) => costs.push(cost),
                    Err(error) if is_missing(&*error) => continue,
                    Err(error) => return Err(error),
                }
                if row.is_check && row.before != Before::Edit {
                    same(row, self.report()?, expected)?;
                    *told =
                        fs::read_to_string(self.complaints()).ok().as_deref().and_then(Told::read);
                }
            }
        }
        let all = rows.iter().zip(costs).zip(told).filter(|((_, costs), _)| !costs.is_empty());
        let measured = all.map(|((row, costs), told)| Measured {
            name: row.name,
            cost: Cost::median(&costs),
            told,
            reads: row.reads,
            aims: row.aims.clone(),
        });
        Ok(measured.collect())
    }

    fn run(&self, row: &Row) -> Result<Cost, Box<dyn Error>> {
        let (printed, complaints) = (self.printed(), self.complaints());
        let files = [printed.as_path(), complaints.as_path()];
        let (cost, code) = run(&row.program, &row.arguments, &self.story, files)?;
        // Others have codes of their own for findings.
        if row.is_check && !matches!(code, Some(0 | 1)) {
            let complaints = fs::read_to_string(complaints)?;
            return Err(format!("`{}` failed:\n{complaints}", row.name).into());
        }
        Ok(cost)
    }

    /// The report of a check without a cache.
    fn report_of_story(&self) -> Result<Hash, Box<dyn Error>> {
        self.anew()?;
        self.report()
    }

    /// Runs a check without a cache.
    fn anew(&self) -> Result<(), Box<dyn Error>> {
        let arguments = ["check", "--no-cache"];
        self.run(&Row::ours("a check without a cache", Before::Nothing, &arguments, &[])).map(drop)
    }

    /// The hash of what was printed last: reports are large, and this process must be small.
    fn report(&self) -> Result<Hash, Box<dyn Error>> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(self.printed())?)?;
        Ok(hasher.finalize())
    }

    fn forget(&self) -> Result<(), Box<dyn Error>> {
        match fs::remove_dir_all(self.story.join(".storylint")) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Does `work` while the first chapter has one sentence more, another each `round`.
    fn edited<T>(
        &self,
        round: usize,
        work: impl FnOnce() -> Result<T, Box<dyn Error>>,
    ) -> Result<T, Box<dyn Error>> {
        let chapter = self.story.join("chapter-1.md");
        let n_bytes = fs::metadata(&chapter)?.len();
        let mut file = File::options().append(true).open(&chapter)?;
        writeln!(file, "\nMrs. Orme had counted the boats {} times.", round + 2)?;
        let done = work();
        file.set_len(n_bytes)?;
        done
    }

    fn printed(&self) -> PathBuf {
        self.scratch.join("printed")
    }

    fn complaints(&self) -> PathBuf {
        self.scratch.join("complaints")
    }
}

fn same(row: &Row, printed: Hash, expected: Hash) -> Result<(), Box<dyn Error>> {
    if printed == expected {
        return Ok(());
    }
    Err(format!("`{}` prints another report than a check without a cache", row.name).into())
}

fn is_missing(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|it| it.kind() == ErrorKind::NotFound)
}

impl Told {
    /// Of what `--explain-plan` printed.
    fn read(told: &str) -> Option<Self> {
        let number = |after: &str| {
            let (_, rest) = told.split_once(after)?;
            rest.split([' ', ',']).next()?.parse::<f64>().ok()
        };
        Some(Self {
            n_workers: number(" ms with ")?,
            planning: number("planning took ")?,
            took: number("The run took ")?,
            work: number("Its tasks took ")?,
        })
    }

    /// The share of their time that its workers were at work.
    pub(crate) fn busy(self) -> f64 {
        self.work / self.took / self.n_workers
    }

    /// The share that planning has of all. (To schedule a task counts as part of it: the clock is read once for the
    /// end of one task and the start of the next.)
    pub(crate) fn planning(self) -> f64 {
        self.planning / (self.planning + self.took)
    }
}
