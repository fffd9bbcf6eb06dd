//! The story that facts add up to, made when somebody needs it.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use storylint_validators::Intention;
use storylint_validators::story::{Declaration, Facts, Story};

use crate::cache::{Cache, Key};
use crate::sources::Sources;
use crate::taught::Taught;

/// A story.
#[derive(Debug)]
pub(crate) struct Told {
    /// What stands for all that it depends on, if there is a cache.
    pub(crate) key: Option<Key>,
    /// What its documents allow.
    pub(crate) allowances: Vec<Intention>,
    /// The paths that its links lead to and that were looked for on the disk, with whether there was something.
    pub(crate) looked_for: Vec<(String, bool)>,
    /// Until the story is made.
    taught: Mutex<Taught>,
    making: Making,
    story: OnceLock<Story>,
}

/// What a story is made of, beside facts.
#[derive(Debug, Clone)]
pub(crate) struct Making {
    pub(crate) sources: Arc<Sources>,
    /// Who the pipeline says is in the story.
    pub(crate) cast: Arc<[Declaration]>,
    /// What earlier runs kept.
    pub(crate) cache: Option<Arc<Cache>>,
}

/// What is kept of a story.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outline {
    /// The paths that its links lead to and that were looked for on the disk, with whether there was
    /// something.
    looked_for: Vec<(String, bool)>,
    allowances: Vec<Intention>,
}

impl Making {
    /// The story that `taught` adds up to, with its outline.
    fn make(&self, taught: Taught) -> (Story, Outline) {
        let mut facts = taught.into_facts(self.cache.as_deref());
        facts.declarations.extend(self.cast.iter().cloned());
        let looked_for = looked_for(&self.sources, &facts);
        let mut files = Arc::clone(self.sources.files());
        let found = looked_for.iter().filter(|(_, is_there)| *is_there);
        for (path, _) in found {
            Arc::make_mut(&mut files).insert(path.clone());
        }
        let own = facts.documents.iter();
        let own = own.flat_map(|it| Intention::of_document(&it.path, &it.allowances));
        let allowances = own.collect();
        let mut story = Story::new(facts, files);
        story.n_folders_above = self.sources.n_folders_above();
        story.outside = self.sources.outside().to_owned();
        (story, Outline { looked_for, allowances })
    }
}

impl Told {
    /// The story that `taught` adds up to. It is known to have `outline`, if that is kept under `key`;
    /// else it is made at once, and `keep` is given its outline.
    pub(crate) fn new(
        taught: Taught,
        making: Making,
        key: Option<Key>,
        outline: Option<Outline>,
        keep: impl FnOnce(&Outline),
    ) -> Self {
        let still = |(path, was_there): &(String, bool)| making.sources.holds(path) == *was_there;
        let (outline, taught, story) = match outline {
            Some(outline) if outline.looked_for.iter().all(still) => {
                (outline, taught, OnceLock::new())
            }
            _ => {
                let (story, outline) = making.make(taught);
                keep(&outline);
                (outline, Taught::default(), OnceLock::from(story))
            }
        };
        let found = outline.looked_for.iter().filter(|(_, is_there)| *is_there);
        let found: String = found.map(|(path, _)| format!("{path}\0")).collect();
        let key = key.map(|key| Key::of(&[key.as_bytes(), found.as_bytes()]));
        let Outline { looked_for, allowances } = outline;
        Self { key, allowances, looked_for, taught: Mutex::new(taught), making, story }
    }

    /// The story itself, if it is made already.
    pub(crate) fn made(&self) -> Option<&Story> {
        self.story.get()
    }

    /// The story itself.
    pub(crate) fn story(&self) -> &Story {
        self.story.get_or_init(|| {
            let taught = std::mem::take(&mut *self.taught.lock());
            self.making.make(taught).0
        })
    }
}

/// What the links of `facts` lead to that is no listed file: hidden or ignored by git, or not there.
/// Each path once, in order, with whether the disk has it.
fn looked_for(sources: &Sources, facts: &Facts) -> Vec<(String, bool)> {
    let files = sources.files();
    // Some systems find a file whatever the case of its letters.
    let lower: OnceCell<HashSet<String>> = OnceCell::new();
    let listed = || files.iter().map(|file| file.to_lowercase()).collect();
    let is_listed = |target: &str| lower.get_or_init(listed).contains(&target.to_lowercase());
    let outside = sources.outside();
    let targets = facts.documents.iter().flat_map(|document| {
        document.links.iter().filter_map(|link| link.path_beside(&document.path, outside))
    });
    let unlisted = targets.filter(|target| !files.contains(target) && !is_listed(target));
    let unlisted: BTreeSet<String> = unlisted.collect();
    let look = |path: String| {
        let is_there = sources.holds(&path);
        (path, is_there)
    };
    unlisted.into_iter().map(look).collect()
}
