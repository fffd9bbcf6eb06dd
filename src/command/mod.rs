//! Other programs, whose findings become ours.

mod finding;
mod formats;
mod group;
mod marked;
mod page;
mod paths;
mod process;
mod remark;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use storylint_graph as graph;
use storylint_validators::story::{Document, first_line_start};
use storylint_validators::{Diagnostic, Intention, told};
use thiserror::Error;

use self::finding::{Ours, on_one_line, without_colours};
use self::page::Page;
use self::paths::{Paths, argument};
use self::process::{Broken, Ended, MOST_OUT, Program};
use self::remark::{Remark, Remarks};
use crate::costs::PROGRAM_START;
use crate::levels::Levels;
use crate::meters::Meter;
use crate::sources::{Sources, reason};

pub(crate) use trust::{Trust, TrustError, Trusted};

/// How long a program may run if nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(600);

/// How many bytes of paths a program is given at once: what every system takes, with room to spare.
const MOST_BYTES: usize = if cfg!(windows) { 16_000 } else { 100_000 };

/// Whether the programs of a pipeline may be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// They may.
    Granted,
    /// They may not: why, as what stands after "because", and what to do about it.
    Refused(String),
}

impl Default for Permission {
    fn default() -> Self {
        Self::Refused("nobody allowed it".to_owned())
    }
}

/// A program, ready to be run over some files of a story.
#[derive(Clone)]
pub(crate) struct Command {
    /// The node that declares it.
    pub(crate) node: Arc<str>,
    pub(crate) declared: Arc<graph::Command>,
    pub(crate) sources: Arc<Sources>,
    /// The files that it is given, or that it may find by itself.
    pub(crate) files: Vec<String>,
    /// How long it may run.
    pub(crate) timeout: Option<Duration>,
    pub(crate) levels: Levels,
    pub(crate) permission: Permission,
    /// How long its program takes.
    pub(crate) meter: Arc<Meter>,
}

/// What a program found.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    pub(crate) findings: Vec<Diagnostic>,
    /// What the files that it was given allow.
    pub(crate) allowances: Vec<Intention>,
}

/// Why it is not known what a program finds.
#[derive(Debug, Error)]
pub(crate) enum CommandError {
    #[error("command node `{0}` was not run, because {1}")]
    NotAllowed(Arc<str>, String),
    #[error("command node `{0}` failed: {why}", why = .1.why)]
    Failed(Arc<str>, Failure),
}

impl CommandError {
    /// Whether another attempt may go well.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::NotAllowed(..) => false,
            Self::Failed(_, failure) => failure.may_pass,
        }
    }
}

/// Why a program found nothing that counts.
#[derive(Debug)]
pub(crate) struct Failure {
    why: String,
    /// Whether that may have to do with the moment: a crash, a lack of time, an error of the system.
    may_pass: bool,
}

impl From<String> for Failure {
    /// What would be the same again: a program that is not there, what it was asked, what it printed.
    fn from(why: String) -> Self {
        Self { why, may_pass: false }
    }
}

/// The exit codes by which programs and shells say that they were called wrongly or are not there.
const CALLED_WRONGLY: [i32; 4] = [2, 64, 126, 127];

/// `files` as they are given to `command` at once.
pub(crate) fn batches(command: &graph::Command, files: &[String]) -> Vec<Vec<String>> {
    if !command.takes_files() {
        return vec![files.to_vec()];
    }
    let most = if command.stdin { 1 } else { command.batch.map_or(usize::MAX, |n| n.get()) };
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut n_bytes = 0;
    for file in files {
        let size = file.len() + 3;
        match batches.last_mut() {
            Some(batch) if batch.len() < most && n_bytes + size <= MOST_BYTES => {
                batch.push(file.clone());
                n_bytes += size;
            }
            _ => {
                batches.push(vec![file.clone()]);
                n_bytes = size;
            }
        }
    }
    batches
}

/// The files of the story that `command` runs, or names to what it runs.
pub(crate) fn own_files<'a>(
    command: &'a graph::Command,
    sources: &Sources,
) -> impl Iterator<Item = &'a str> {
    let cwd = command.cwd.as_ref().map_or("", |cwd| cwd.get_ref());
    let words = command.run.iter().map(|word| word.get_ref().as_str()).zip(0..);
    let is_own = move |word: &str, at: usize| {
        let Some(root) = sources.root().filter(|_| Path::new(word).is_relative()) else {
            return false;
        };
        match at {
            0 => word.contains(['/', '\\']) && root.join(word).is_file(),
            _ => root.join(cwd).join(word).is_file(),
        }
    };
    words.filter(move |&(word, at)| is_own(word, at)).map(|(word, _)| word)
}

/// What all findings of the program of a command node are known by; its cost is known by that, too.
pub(crate) fn family(node: &str) -> String {
    format!("command/{node}/*")
}

impl Command {
    /// Runs the program and reads what it prints, until `cancelled` says that nobody waits for it.
    pub(crate) fn run(&self, cancelled: impl Fn() -> bool) -> Result<Noted, CommandError> {
        if let Permission::Refused(reason) = &self.permission {
            return Err(CommandError::NotAllowed(Arc::clone(&self.node), reason.clone()));
        }
        self.try_run(cancelled).map_err(|why| CommandError::Failed(Arc::clone(&self.node), why))
    }

    fn try_run(&self, cancelled: impl Fn() -> bool) -> Result<Noted, Failure> {
        let in_memory = || "the story is in memory, where no program finds it".to_owned();
        let root = self.sources.root().ok_or_else(in_memory)?;
        let mut noted = Noted::default();
        let mut files = BTreeSet::new();
        let (mut input, mut n_bytes) = (None, 0);
        for file in &self.files {
            // That one cannot be read is told of where it is.
            let Ok(text) = self.sources.text(file) else { continue };
            noted.allowances.extend(allowances(file, &text));
            files.insert(file.clone());
            n_bytes += text.len();
            // Some programs take a byte order mark for a character, and others do not.
            input = self.declared.stdin.then(|| text[first_line_start(&text)..].to_owned());
        }
        if files.is_empty() {
            return Ok(noted);
        }
        let start = Instant::now();
        let ended = self.call(root, &files, input, cancelled)?;
        self.meter.add(PROGRAM_START as usize + n_bytes, start.elapsed());
        let paths = Paths { roots: roots(root), cwd: self.cwd(), files: &files };
        let Remarks { all, failures, .. } = self.read(&ended, &paths)?;
        if let Some(failure) = failures.first() {
            let why = format!("`{}` says: {}", self.name(), on_one_line(failure));
            return Err(Failure { why, may_pass: true });
        }
        let mut by_file: BTreeMap<&str, Vec<Remark>> = BTreeMap::new();
        for remark in all {
            if let Some(file) = self.file(&paths, &remark)? {
                by_file.entry(file).or_default().push(remark);
            }
        }
        let open = |file: &str| self.page(file);
        let ours = Ours { node: &self.node, levels: &self.levels, paths: &paths, open: &open };
        for (file, remarks) in by_file {
            let page = self.page(file)?;
            for remark in remarks {
                for range in page.ranges(&remark) {
                    noted.findings.extend(ours.finding(&remark, range, file, &page)?);
                }
            }
        }
        Ok(noted)
    }

    /// Runs the program over `files`.
    fn call(
        &self,
        root: &Path,
        files: &BTreeSet<String>,
        input: Option<String>,
        cancelled: impl Fn() -> bool,
    ) -> Result<Ended, Failure> {
        let folder = root.join(self.cwd());
        if !folder.is_dir() {
            return Err(format!("there is no folder `{}` to run it in", self.cwd()).into());
        }
        let files: Vec<String> = files.iter().map(|file| argument(file, self.cwd())).collect();
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        let program = Program {
            name: &process::program(self.name(), root),
            arguments: self.declared.arguments(&files).collect(),
            folder: &folder,
            env: self.declared.env.iter().map(|name| name.get_ref().as_str()).collect(),
            input: input.map(String::into_bytes),
            timeout,
        };
        process::run(program, cancelled).map_err(|broken| Failure {
            may_pass: broken.may_pass(),
            why: self.told(&broken, root, timeout),
        })
    }

    /// That the program is `broken`, which had so long.
    fn told(&self, broken: &Broken, root: &Path, timeout: Duration) -> String {
        let name = self.name();
        match broken {
            Broken::NotStarted(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_path = name.contains(['/', '\\']);
                if is_path && process::program(name, root).is_file() {
                    return format!(
                        "`{name}` cannot be run: it is there, but the program that its first line names after \
                         `#!` is not, or a library that it needs"
                    );
                }
                let place = match is_path {
                    false => " in the `PATH`",
                    true if Path::new(name).is_absolute() => "",
                    true => ", seen from the story's folder",
                };
                format!("there is no program `{name}`{place}; install it, or take the node out")
            }
            Broken::NotStarted(error) => format!("`{name}` cannot be run: {}", reason(error)),
            Broken::System(error) => format!("the system fails: {}", reason(error)),
            Broken::TookTooLong => {
                format!("`{name}` took longer than {timeout:?} and was killed")
            }
            Broken::Cancelled => format!("`{name}` was killed, because the run was cancelled"),
            Broken::PrintedTooMuch => {
                format!("`{name}` printed more than {} MiB and was killed", MOST_OUT >> 20)
            }
            Broken::LeftRunning => {
                format!("`{name}` ended, but left something running that could still print")
            }
        }
    }

    /// What the program says, if it ran well.
    fn read(&self, ended: &Ended, paths: &Paths<'_>) -> Result<Remarks, Failure> {
        let name = self.name();
        let complaint = complaint(&ended.err);
        let Some(code) = ended.status.code() else {
            let signal = ended.status.to_string().replacen("signal: ", "signal ", 1);
            let why = format!("`{name}` was ended by {signal}{complaint}");
            return Err(Failure { why, may_pass: true });
        };
        let codes = self.declared.exit_codes.as_deref();
        if !codes.unwrap_or(&[0, 1]).contains(&code) {
            let help = "; if that says that it ran well, name it in `exit-codes`";
            let help = if complaint.is_empty() { help } else { "" };
            let why = format!("`{name}` ended with exit code {code}{complaint}{help}");
            return Err(Failure { why, may_pass: !CALLED_WRONGLY.contains(&code) });
        }
        let output = str::from_utf8(&ended.out)
            .map_err(|_| format!("`{name}` printed what is not UTF-8{complaint}"))?;
        let format = self.declared.format;
        let refused = |why: String| {
            let (called, _) = graph::Format::NAMED
                .into_iter()
                .find(|&(_, named)| named == format)
                .expect("every format has a name");
            format!("`{name}` printed what is not in the format `{called}`: {why}{complaint}")
        };
        let mut remarks = formats::read(format, &without_colours(output)).map_err(refused)?;
        for other in std::mem::take(&mut remarks.others) {
            match other.path.as_deref().and_then(|path| paths.find(path)) {
                Some(_) => remarks.all.push(other),
                None => remarks.others.push(other),
            }
        }
        // Among findings, such a line counts or explains them.
        if let (true, Some(other)) = (remarks.all.is_empty(), remarks.others.first()) {
            let path = other.path.as_ref().map_or(String::new(), |path| format!("{path}: "));
            let line = told(&format!("{path}{}", other.message), 60);
            return Err(refused(format!("there is only `{line}`")).into());
        }
        // Many programs end with 1 when they break, too.
        if code != 0 && codes.is_none() && remarks.all.is_empty() && remarks.failures.is_empty() {
            let why = format!("`{name}` ended with exit code {code}, but found nothing{complaint}");
            return Err(Failure { why, may_pass: true });
        }
        Ok(remarks)
    }

    /// The file that `remark` is about; none if it is none of the node's, which a program that finds
    /// files by itself may look at.
    fn file<'p>(&self, paths: &'p Paths<'_>, remark: &Remark) -> Result<Option<&'p str>, String> {
        let mut files = paths.files.iter().map(String::as_str);
        let only = files.next().filter(|_| files.next().is_none() && self.declared.takes_files());
        if self.declared.stdin {
            return Ok(only);
        }
        let Some(path) = &remark.path else {
            let message = on_one_line(&remark.message);
            let nowhere =
                || format!("`{}` does not say which file this is in: {message}", self.name());
            return only.map(Some).ok_or_else(nowhere);
        };
        let name_of = |path: &'_ str| path.rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(nth) = remark.nth
            && let Some(file) = paths.files.iter().nth(nth)
            && name_of(file) == name_of(path)
        {
            return Ok(Some(file));
        }
        match paths.find(path) {
            // Another file may be called so, too.
            _ if remark.nth.is_some() => {
                Err(format!("`{}` names the file `{path}` out of order", self.name()))
            }
            None if self.declared.takes_files() => {
                let name = self.name();
                Err(format!("`{name}` names the file `{path}`, which it was not given"))
            }
            found => Ok(found),
        }
    }

    fn page(&self, file: &str) -> Result<Page, String> {
        let decoded = self.sources.decoded(file).map_err(|error| error.to_string())?;
        let page = Page::new(decoded);
        Ok(if self.declared.stdin { page.in_utf8() } else { page })
    }

    fn name(&self) -> &str {
        self.declared.run[0].get_ref()
    }

    fn cwd(&self) -> &str {
        self.declared.cwd.as_ref().map_or("", |cwd| cwd.get_ref())
    }
}

/// What the file at `path` with that `text` allows.
fn allowances(path: &str, text: &str) -> Vec<Intention> {
    if !text.contains("storylint") {
        return Vec::new();
    }
    let document = Document::parse(path, None, text.to_owned());
    Intention::of_document(&document.path, &document.allowances).collect()
}

/// The root in each way in which a program may write it.
fn roots(root: &Path) -> Vec<String> {
    let written = |root: &Path| {
        let root = root.to_string_lossy().into_owned();
        if cfg!(windows) { root.trim_start_matches(r"\\?\").replace('\\', "/") } else { root }
    };
    let canonical = root.canonicalize().map(|root| written(&root));
    std::iter::once(written(root)).chain(canonical).collect()
}

/// What a program complains of: the first line and the last.
fn complaint(err: &[u8]) -> String {
    let text = without_colours(&String::from_utf8_lossy(err));
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next_back()) {
        (None, _) => String::new(),
        (Some(first), None) => format!(": {}", told(first, 200)),
        (Some(first), Some(last)) => format!(": {} .. {}", told(first, 200), told(last, 200)),
    }
}
