//! The stages of a run: a file to a document, to findings and facts; facts to a story, to findings.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Instant;

use storylint_graph::Pipeline;
use storylint_validators::story::{
    Allowance, Calendar, Declaration, Document, Facts, Role, RoleBasis, Story,
};
use storylint_validators::{Intention, Span};

use crate::costs::{LEARN, MERGE, PARSE};
use crate::declared;
use crate::meters::{Meter, Meters};
use crate::rules::{Lane, Rules};
use crate::sources::{SourceError, Sources};
use crate::value::Found;

/// What all stages of a run share.
pub(crate) struct Stages {
    pub(crate) sources: Arc<Sources>,
    /// The calendar of the story's own.
    calendar: Option<Arc<Calendar>>,
    /// Who the pipeline says is in the story.
    cast: Vec<Declaration>,
    /// How long stages and rules take.
    pub(crate) meters: Meters,
    parsing: Arc<Meter>,
    learning: Arc<Meter>,
    merging: Arc<Meter>,
}

/// A file, with the role that its source gives it, if it does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct File {
    /// Relative to the story's root.
    pub(crate) path: String,
    pub(crate) role: Option<Role>,
}

impl Stages {
    /// The stages of a run over `sources`, as `pipeline` says.
    pub(crate) fn new(pipeline: &Pipeline, sources: &Arc<Sources>) -> Self {
        let meters = Meters::default();
        Self {
            sources: Arc::clone(sources),
            calendar: pipeline.calendar.as_ref().map(|it| Arc::new(declared::calendar(it))),
            cast: pipeline.cast.iter().map(declared::declaration).collect(),
            parsing: meters.of(PARSE),
            learning: meters.of(LEARN),
            merging: meters.of(MERGE),
            meters,
        }
    }

    /// Reads `file`.
    ///
    /// # Errors
    /// If it cannot be read or is no text.
    pub(crate) fn open(&self, file: &File) -> Result<Document, SourceError> {
        let text = self.sources.text(&file.path)?;
        Ok(self.parsing.time(text.len(), || Document::parse(&*file.path, file.role, text)))
    }

    /// What the rules of `lane` find in `document`.
    pub(crate) fn check(&self, document: &Document, lane: &Lane<Document>) -> Found {
        // Where nobody said that its prose is to be judged, it is none of the story's.
        if document.role != Role::Story && document.basis != RoleBasis::Declared {
            return Found::default();
        }
        let path = document.location(Span::default()).path;
        let allowances = document.allowances.iter().map(|it| (it, &path));
        found(&lane.rules, document, document.text.len(), allowances)
    }

    /// What the part `part` of so many of `document` teaches, of parts that are about as long.
    pub(crate) fn learn(&self, document: &Document, part: usize, n_parts: usize) -> Facts {
        let calendar = self.calendar.as_ref();
        if n_parts == 1 {
            let n_bytes = document.text.len();
            return self.learning.time(n_bytes, || Facts::by_calendar(document, calendar));
        }
        let n_bytes = document.text.len().div_ceil(n_parts);
        match document.chunks(n_bytes).get(part) {
            Some(blocks) => {
                self.learning.time(n_bytes, || Facts::of_chunk(document, blocks.clone(), calendar))
            }
            // Some parts are longer, because a chunk ends where a paragraph does.
            None => Facts::default(),
        }
    }

    /// The facts of all of `facts`, in order.
    pub(crate) fn merge(&self, facts: impl Iterator<Item = Box<Facts>>) -> Facts {
        let start = Instant::now();
        let merged = facts.fold(Facts::default(), |merged, facts| merged.merge(*facts));
        self.merging.add(n_bytes(&merged), start.elapsed());
        merged
    }

    /// The story that `facts` add up to, with who the pipeline says is in it.
    pub(crate) fn tell(&self, facts: impl Iterator<Item = Box<Facts>>) -> Story {
        let mut facts = self.merge(facts);
        facts.declarations.extend(self.cast.iter().cloned());
        let files = files(&self.sources, &facts);
        let mut story = Story::new(facts, files);
        story.n_folders_above = self.sources.n_folders_above();
        story
    }

    /// What the rules of `lane` find in `story`.
    pub(crate) fn judge(&self, story: &Story, lane: &Lane<Story>) -> Found {
        let documents = story.facts.documents.iter();
        let allowances = documents.flat_map(|it| it.allowances.iter().map(|own| (own, &it.path)));
        found(&lane.rules, story, n_bytes(&story.facts), allowances)
    }
}

/// What `rules` find in `subject` of so many bytes, whose documents, each by its path, have
/// `allowances`.
fn found<'a, S>(
    rules: &Rules<S>,
    subject: &S,
    n_bytes: usize,
    allowances: impl Iterator<Item = (&'a Allowance, &'a Arc<str>)>,
) -> Found {
    let intention = |(allowance, path): (&Allowance, &Arc<str>)| {
        Intention::of_document(allowance.clone(), Arc::clone(path))
    };
    Found {
        findings: rules.iter().flat_map(|rule| rule.run(subject, n_bytes)).collect(),
        allowances: allowances.map(intention).collect(),
        rules: rules.iter().map(|rule| rule.id()).collect(),
    }
}

/// About how many bytes of text `facts` are of: a word has six, with the space after it.
fn n_bytes(facts: &Facts) -> usize {
    facts.documents.iter().map(|document| 6 * document.n_words as usize).sum()
}

/// The files of the story's folder, and what else its links find there: hidden or ignored by git.
fn files(sources: &Sources, facts: &Facts) -> Arc<BTreeSet<String>> {
    let mut files = Arc::clone(sources.files());
    // Some systems find a file whatever the case of its letters.
    let lower: OnceCell<HashSet<String>> = OnceCell::new();
    let listed = || sources.files().iter().map(|file| file.to_lowercase()).collect();
    let is_listed = |target: &str| lower.get_or_init(listed).contains(&target.to_lowercase());
    for document in &facts.documents {
        let targets = document.links.iter().filter_map(|link| link.path(&document.path));
        for target in targets {
            if !files.contains(&target) && !is_listed(&target) && sources.holds(&target) {
                Arc::make_mut(&mut files).insert(target);
            }
        }
    }
    files
}
