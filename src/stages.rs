//! The stages of a run, each from the cache if all that it depends on is as it was.

use std::slice;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;
use storylint_graph::Pipeline;
use storylint_validators::story::{Calendar, Document, Facts, Role, RoleBasis, Story};
use storylint_validators::{Diagnostic, Intention};

use crate::cache::{Cache, Key, decode, encode};
use crate::costs::{Costs, LEARN, MERGE, PARSE};
use crate::declared;
use crate::meters::{Meter, Meters};
use crate::opened::{File, Opened, n_parts};
use crate::rules::{Lane, Ruled};
use crate::sources::{SourceError, Sources};
use crate::taught::{Taught, n_bytes};
use crate::told::{Making, Outline, Told};
use crate::value::Found;

/// What all stages of a run share.
pub(crate) struct Stages {
    pub(crate) sources: Arc<Sources>,
    /// How long stages and rules take.
    pub(crate) meters: Meters,
    pub(crate) cache: Option<Arc<Cache>>,
    /// The calendar of the story's own.
    calendar: Option<Arc<Calendar>>,
    /// What stands for the calendar in keys.
    calendar_key: Vec<u8>,
    making: Making,
    parsing: Arc<Meter>,
    learning: Arc<Meter>,
    merging: Arc<Meter>,
}

/// What rules found in a document, and what it allows.
type Checked = (Vec<Diagnostic>, Vec<Intention>);

impl Stages {
    /// The stages of a run over `sources`, as `pipeline` says.
    pub(crate) fn new(
        pipeline: &Pipeline,
        sources: &Arc<Sources>,
        cache: Option<Arc<Cache>>,
    ) -> Self {
        let meters = Meters::default();
        let cast = pipeline.cast.iter().map(declared::declaration).collect();
        let calendar = pipeline.calendar.as_ref().map(|it| Arc::new(declared::calendar(it)));
        Self {
            sources: Arc::clone(sources),
            cache,
            calendar_key: calendar.as_ref().map(encode).unwrap_or_default(),
            calendar,
            making: Making { sources: Arc::clone(sources), cast },
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
    pub(crate) fn open(&self, file: &File) -> Result<Opened, SourceError> {
        let text = self.sources.text(&file.path)?;
        let role = [file.role.map_or(0, |role| role as u8 + 1)];
        let key = self.key(&[b"document", file.path.as_bytes(), &role, text.as_bytes()]);
        Ok(Opened::new(file, text, key, &self.parsing))
    }

    /// What the rules of `lane` find in a document.
    pub(crate) fn check(&self, opened: &Opened, lane: &Lane<Document>) -> Found {
        if n_parts(opened.n_bytes as u64) > 1 {
            return self.check_each(opened, lane);
        }
        let key = self.key_after(opened.key, &[b"check", lane.key.as_bytes()]);
        let (findings, allowances) = self.kept(key, || checked(opened, &lane.rules));
        Found { findings, allowances, rules: lane.ids() }
    }

    /// The same, kept for each rule by itself, because which rules are one task of a large file depends on
    /// the workers, and on what they took in earlier runs.
    pub(crate) fn check_each(&self, opened: &Opened, lane: &Lane<Document>) -> Found {
        let mut found = Found { rules: lane.ids(), ..Found::default() };
        for rule in lane.rules.iter() {
            let key = self.key_after(opened.key, &[b"check", rule.key.as_bytes()]);
            let (findings, allowances) = self.kept(key, || checked(opened, slice::from_ref(rule)));
            found.findings.extend(findings);
            // It is the same for all rules.
            found.allowances = allowances;
        }
        found
    }

    /// What a document teaches.
    pub(crate) fn learn_all(&self, opened: &Opened) -> Taught {
        match n_parts(opened.n_bytes as u64) {
            1 => self.learn(opened, 0, 1),
            n => self.merge((0..n).map(|part| self.learn(opened, part, n))),
        }
    }

    /// What one of so many parts of a document teaches.
    pub(crate) fn learn(&self, opened: &Opened, part: usize, n_parts: usize) -> Taught {
        let calendar = self.calendar.as_ref();
        let at = [part, n_parts].map(|n| n as u64).map(u64::to_le_bytes).concat();
        let key = self.key_after(opened.key, &[b"learn", &self.calendar_key, &at]);
        let kept = key.and_then(|key| self.cache.as_ref()?.get(&key));
        if let Some(taught) = kept.and_then(Taught::kept) {
            return taught;
        }
        let facts = match opened.part(part, n_parts) {
            Some(blocks) => {
                let document = opened.document();
                let n_bytes = opened.n_bytes / n_parts;
                self.learning.time(n_bytes, || Facts::of_chunk(document, blocks, calendar))
            }
            None => Facts::default(),
        };
        let Some((cache, key)) = self.cache.as_ref().zip(key) else {
            return Taught::learnt(facts, None);
        };
        let bytes = encode(&facts);
        let own = Key::of(&[&bytes]);
        cache.put(key, &[own.as_bytes(), bytes.as_slice()].concat());
        Taught::learnt(facts, Some(own))
    }

    /// What all of `taught` say, in order.
    pub(crate) fn merge(&self, taught: impl Iterator<Item = Taught>) -> Taught {
        let start = Instant::now();
        let merged = taught.fold(Taught::default(), Taught::then).merged();
        self.merging.add(merged.n_bytes(), start.elapsed());
        merged
    }

    /// The story that all of `taught` add up to.
    pub(crate) fn tell(&self, taught: impl Iterator<Item = Taught>) -> Told {
        let taught = self.merge(taught);
        let Some(cache) = &self.cache else {
            return Told::new(taught, self.making.clone(), None, None, |_| ());
        };
        let cast = encode(&self.making.cast);
        let files = encode(&self.sources.files());
        let above = self.sources.n_folders_above().to_le_bytes();
        let all = taught.keys.iter().map(|key| key.as_bytes().as_slice());
        let beside: [&[u8]; 4] = [b"story", &cast, &files, &above];
        let key = Key::of(&beside.into_iter().chain(all).collect::<Vec<_>>());
        let outline = cache.get(&key).and_then(|bytes| decode(&bytes));
        let keep = |outline: &Outline| cache.put(key, &encode(outline));
        Told::new(taught, self.making.clone(), Some(key), outline, keep)
    }

    /// What the rules of `lane` find in a story.
    pub(crate) fn judge(&self, told: &Told, lane: &Lane<Story>) -> Found {
        let found = lane.rules.iter().flat_map(|rule| {
            let key = self.key_after(told.key, &[b"judge", rule.key.as_bytes()]);
            self.kept(key, || {
                let story = told.story();
                rule.run(story, n_bytes(&story.facts))
            })
        });
        let findings = found.collect();
        Found { findings, allowances: told.allowances.clone(), rules: lane.ids() }
    }

    /// What stages and rules cost in earlier runs.
    pub(crate) fn costs(&self) -> Costs {
        let key = costs_key();
        let known = self.cache.as_ref().and_then(|cache| cache.get(&key));
        known.and_then(|bytes| decode(&bytes)).unwrap_or_default()
    }

    /// Keeps in the cache what things have cost.
    pub(crate) fn keep_costs(&self) {
        let Some(cache) = &self.cache else { return };
        let known = self.costs();
        let mut costs = known.clone();
        for (what, n_bytes, nanos) in self.meters.read() {
            costs.learn(what, n_bytes, nanos);
        }
        if costs != known {
            cache.put(costs_key(), &encode(&costs));
        }
    }

    fn key(&self, parts: &[&[u8]]) -> Option<Key> {
        self.cache.as_ref().map(|_| Key::of(parts))
    }

    /// The key of what is made of something that has the key `before`.
    fn key_after(&self, before: Option<Key>, parts: &[&[u8]]) -> Option<Key> {
        before.map(|before| Key::of(&[&[before.as_bytes().as_slice()], parts].concat()))
    }

    /// What is kept under `key`; if that is nothing, what `make` makes, which is then kept.
    fn kept<T: Serialize + DeserializeOwned>(
        &self,
        key: Option<Key>,
        make: impl FnOnce() -> T,
    ) -> T {
        let Some((cache, key)) = self.cache.as_ref().zip(key) else { return make() };
        let known = cache.get(&key).and_then(|bytes| decode(&bytes));
        known.unwrap_or_else(|| {
            let made = make();
            cache.put(key, &encode(&made));
            made
        })
    }
}

/// What `rules` find in a document that is told, or whose prose is to be judged.
fn checked(opened: &Opened, rules: &[Arc<Ruled<Document>>]) -> Checked {
    let document = opened.document();
    // Where nobody said that its prose is to be judged, it is none of the story's.
    if document.role != Role::Story && document.basis != RoleBasis::Declared {
        return Checked::default();
    }
    let findings = rules.iter().flat_map(|rule| rule.run(document, opened.n_bytes));
    let allowances = Intention::of_document(&document.path, &document.allowances);
    (findings.collect(), allowances.collect())
}

fn costs_key() -> Key {
    Key::of(&[b"costs"])
}
