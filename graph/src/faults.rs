//! All that is wrong with a pipeline.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::error::PipelineError;
use crate::text::Text;

/// All that is wrong with a pipeline, in the order of its files and their lines: at least one thing, and none
/// that follows from another.
///
/// `Display` writes each on a line.
#[derive(Debug, Clone, thiserror::Error)]
pub struct PipelineErrors(Vec<PipelineError>);

impl PipelineErrors {
    /// At least one error.
    pub fn iter(&self) -> impl Iterator<Item = &PipelineError> {
        self.0.iter()
    }

    /// What `results` have, unless something is wrong with any of them: then all that is, each once, because pipelines
    /// that share a file share what is wrong with it.
    ///
    /// # Errors
    /// If there is an error among them.
    pub fn all_or_none<T>(
        results: impl IntoIterator<Item = Result<T, Self>>,
    ) -> Result<Vec<T>, Self> {
        let (mut all, mut wrong, mut known) = (Vec::new(), Vec::new(), HashSet::new());
        for result in results {
            match result {
                Ok(one) => all.push(one),
                Err(errors) => {
                    wrong.extend(errors.0.into_iter().filter(|it| known.insert(it.to_string())));
                }
            }
        }
        refuse(wrong).map(|()| all)
    }

    /// Each [as it is shown](PipelineError::render), and how many there are if there are several.
    pub fn render(&self) -> String {
        let shown: Vec<String> = self.0.iter().map(PipelineError::render).collect();
        match self.0.len() {
            1 => shown.concat(),
            n => format!("{}\n{n} errors\n", shown.join("\n")),
        }
    }
}

impl fmt::Display for PipelineErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

#[cfg(test)]
impl PipelineErrors {
    /// The error, which is the only one.
    #[track_caller]
    pub(crate) fn only(self) -> PipelineError {
        assert_eq!(self.0.len(), 1, "{}", self.render());
        self.0[0].clone()
    }
}

/// What is found wrong with a pipeline while it is read, so that all of it can be told at once.
///
/// Who finds something wrong adds it, and goes on with what is left, such as a list without the items that
/// are none. Nobody gets to see that: a pipeline with faults is [refused](Self::refuse).
#[derive(Debug)]
pub struct Faults {
    text: Arc<Text>,
    found: RefCell<Vec<PipelineError>>,
}

impl Faults {
    pub(crate) fn new(text: &Arc<Text>) -> Self {
        Self { text: Arc::clone(text), found: RefCell::default() }
    }

    /// What the places of faults are in.
    pub(crate) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// Adds that something is wrong at `span`. `message` is one line without a final period, `help` says
    /// what to do about it.
    pub fn add(&self, span: Range<usize>, message: impl AsRef<str>, help: Option<String>) {
        self.push(PipelineError::new(&self.text, span, message).with_help(help));
    }

    pub(crate) fn push(&self, error: PipelineError) {
        self.found.borrow_mut().push(error);
    }

    /// What was read, or adds why it could not be.
    pub(crate) fn keep<T>(&self, read: Result<T, PipelineError>) -> Option<T> {
        read.map_err(|error| self.push(error)).ok()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.found.borrow().len()
    }

    /// Gives `help` to those after the first `n` that have none.
    pub(crate) fn help_after(&self, n: usize, help: &str) {
        for error in &mut self.found.borrow_mut()[n..] {
            if error.help().is_none() {
                *error = error.clone().with_help(help.to_owned());
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Refuses a pipeline that has any.
    ///
    /// # Errors
    /// All of them.
    pub fn refuse(self) -> Result<(), PipelineErrors> {
        let mut found = self.found.into_inner();
        // What is no TOML is not in the text that is made of all files.
        found.sort_by_key(|error| error.is_in(&self.text).then(|| error.start()));
        refuse(found)
    }
}

/// Refuses what has any of the errors `found`.
pub(crate) fn refuse(found: Vec<PipelineError>) -> Result<(), PipelineErrors> {
    if found.is_empty() { Ok(()) } else { Err(PipelineErrors(found)) }
}
