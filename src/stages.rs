//! The stages of a run, each from the cache if all that it depends on is as it was.

use std::collections::BTreeSet;
use std::slice;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use storylint_graph::Pipeline;
use storylint_validators::story::{Calendar, Document, Facts, Insight, Role, RoleBasis, Story};
use storylint_validators::{Diagnostic, Intention};

use crate::cache::{Cache, Key, decode, encode};
use crate::costs::{Costs, LEARN, MERGE, PARSE};
use crate::declared;
use crate::memo::Memo;
use crate::meters::{Meter, Meters};
use crate::opened::{File, Opened, n_parts};
use crate::rules::{Lane, Ruled};
use crate::sources::{SourceError, Sources};
use crate::taught::{Taught, n_bytes};
use crate::told::{Making, Outline, Told};
use crate::value::{Examined, Found};

/// What all stages of a run share.
pub(crate) struct Stages {
    pub(crate) sources: Arc<Sources>,
    /// How long stages and rules take.
    pub(crate) meters: Meters,
    pub(crate) cache: Option<Arc<Cache>>,
    /// What files said in earlier runs, if there is a cache.
    memo: Memo,
    /// Paths that links lead to and that were looked for on the disk, with whether there was something.
    pub(crate) looked_for: Mutex<BTreeSet<(String, bool)>>,
    /// The calendar of the story's own.
    calendar: Option<Arc<Calendar>>,
    /// What stands for what is learnt, with the calendar, in keys.
    learn_key: Key,
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
            memo: cache.as_deref().map(Memo::new).unwrap_or_default(),
            looked_for: Mutex::default(),
            learn_key: Key::of(&[b"learn", &encode(&calendar)]),
            calendar,
            making: Making { sources: Arc::clone(sources), cast, cache: cache.clone() },
            cache,
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
        let Some(cache) = &self.cache else {
            let decoded = self.sources.decoded(&file.path)?;
            return Ok(Opened::new(file, decoded.text, None, &self.parsing));
        };
        let (decoded, content) = self.memo.read(cache, &self.sources, &file.path)?;
        let key = document_key(file, &content.key);
        Ok(Opened::new(file, decoded.text, Some(key), &self.parsing))
    }

    /// What was done with `file` in an earlier run, if it is as it was and all that is asked is kept.
    pub(crate) fn recall(
        &self,
        file: &File,
        lanes: &[Lane<Document>],
        learns: bool,
    ) -> Option<Examined> {
        let cache = self.cache.as_ref()?;
        let content = self.memo.content(&self.sources, &file.path)?;
        if n_parts(content.n_bytes as u64) > 1 {
            return None;
        }
        let document = document_key(file, &content.key);
        let found = lanes.iter().map(|lane| {
            let checked = decode(&cache.get(&document.and(&lane.key))?)?;
            Some((lane.node, found(lane, checked)))
        });
        let found = found.collect::<Option<_>>()?;
        let facts = match learns {
            true => Some(Taught::kept(cache.get(&self.learn_key(&document, 0, 1))?)?),
            false => None,
        };
        Some(Examined { found, facts })
    }

    /// What the rules of `lane` find in a document.
    pub(crate) fn check(&self, opened: &Opened, lane: &Lane<Document>) -> Found {
        if n_parts(opened.n_bytes as u64) > 1 {
            return self.check_each(opened, lane);
        }
        let key = opened.key.map(|document| document.and(&lane.key));
        found(lane, self.kept(key, || checked(opened, &lane.rules)))
    }

    /// The same, kept for each rule by itself, because which rules are one task of a large file depends on
    /// the workers, and on what they took in earlier runs.
    pub(crate) fn check_each(&self, opened: &Opened, lane: &Lane<Document>) -> Found {
        let mut found = Found { rules: lane.ids(), ..Found::default() };
        for rule in lane.rules.iter() {
            let key = opened.key.map(|document| document.and(&rule.key));
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
        let key = opened.key.map(|document| self.learn_key(&document, part, n_parts));
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
        let around = encode(&(self.sources.n_folders_above(), self.sources.outside()));
        let all = taught.keys.iter().map(|key| key.as_bytes().as_slice());
        let beside: [&[u8]; 4] = [b"story", &cast, &files, &around];
        let key = Key::of(&beside.into_iter().chain(all).collect::<Vec<_>>());
        let outline = cache.get(&key).and_then(|bytes| decode(&bytes));
        let keep = |outline: &Outline| cache.put(key, &encode(outline));
        let told = Told::new(taught, self.making.clone(), Some(key), outline, keep);
        self.looked_for.lock().extend(told.looked_for.iter().cloned());
        told
    }

    /// Works out `insight` of a story, unless that is not made because all is as it was: then hardly a rule
    /// will ask for it.
    pub(crate) fn work_out(&self, told: &Told, insight: Insight) {
        if let Some(story) = told.made() {
            let meter = self.meters.of(insight.name());
            meter.time(n_bytes(&story.facts), || story.work_out(insight));
        }
    }

    /// What the rules of `lane` find in a story.
    pub(crate) fn judge(&self, told: &Told, lane: &Lane<Story>) -> Found {
        let found = lane.rules.iter().flat_map(|rule| {
            let key =
                told.key.map(|told| Key::of(&[told.as_bytes(), b"judge", rule.key.as_bytes()]));
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

    /// About how many bytes of text the file at `path` has.
    pub(crate) fn size(&self, path: &str) -> u64 {
        // The system need not be asked twice of a file that is as it was.
        let known = self.memo.content(&self.sources, path);
        known.map_or_else(|| self.sources.size(path), |content| content.n_bytes as u64)
    }

    /// What stands for what the file at `path` says, if that can be told.
    pub(crate) fn content(&self, path: &str) -> Option<Key> {
        let known = self.memo.content(&self.sources, path);
        let read = || self.memo.read(self.cache.as_ref()?, &self.sources, path).ok();
        let content = known.or_else(|| read().map(|(_, content)| content));
        content.map(|content| content.key)
    }

    /// What stands for what each file said that was looked at; none if one was changed meanwhile.
    pub(crate) fn seen(&self) -> Option<Vec<(String, Key)>> {
        self.memo.seen()
    }

    /// Ends the run: keeps what files said and what things have cost, with all that the cache was given.
    pub(crate) fn finish(&self) {
        let Some(cache) = &self.cache else { return };
        self.memo.keep(cache, &self.sources);
        let known = self.costs();
        let mut costs = known.clone();
        for (what, n_bytes, nanos) in self.meters.read() {
            costs.learn(&what, n_bytes, nanos);
        }
        if costs != known {
            cache.put(costs_key(), &encode(&costs));
        }
        // What cannot be kept is found out anew.
        _ = cache.finish();
    }

    /// The key of what one of so many parts of a document teaches.
    fn learn_key(&self, document: &Key, part: usize, n_parts: usize) -> Key {
        if n_parts == 1 {
            return document.and(&self.learn_key);
        }
        let at = [part, n_parts].map(|n| n as u64).map(u64::to_le_bytes).concat();
        document.and(&Key::of(&[self.learn_key.as_bytes(), &at]))
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

/// The key of the document that `file` is, which says what `content` stands for.
fn document_key(file: &File, content: &Key) -> Key {
    let role = [file.role.map_or(0, |role| role as u8 + 1)];
    Key::of(&[b"document", file.path.as_bytes(), &role, content.as_bytes()])
}

fn found(lane: &Lane<Document>, (findings, allowances): Checked) -> Found {
    Found { findings, allowances, rules: lane.ids() }
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
