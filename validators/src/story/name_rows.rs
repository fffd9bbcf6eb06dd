//! The names of a document and their uses, in the order in which they come.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::story::evidence::Evidence;
use crate::story::introductions::How;
use crate::story::names::{NameRow, Names};
use crate::story::place::Place;
use crate::story::prose;
use crate::story::vocabulary::Vocabulary;

/// What is known of a name so far.
pub(crate) struct Row {
    /// Where its text is.
    text: Range<usize>,
    pub(crate) n_uses: u32,
    pub(crate) evidence: Evidence,
    pub(crate) introduction: Option<(u32, How)>,
}

/// The names of a document, each with its uses.
///
/// Names are many and most are used once, so what is kept of them is in few lists for all.
#[derive(Default)]
pub(crate) struct NameRows {
    /// The rows by the hash of their text, or the next number that was free.
    index: FxHashMap<u64, usize>,
    pub(crate) rows: Vec<Row>,
    /// The texts of the rows, one after another.
    texts: String,
    /// All uses, in order, each with the row it is of, and whether its bearer acts.
    uses: Vec<(usize, Place, bool)>,
}

impl NameRows {
    /// None, with room for the names of text of `n_bytes`, as far as it is not long: names come again.
    pub(crate) fn in_bytes(n_bytes: usize) -> Self {
        let n_names = n_bytes.min(1 << 16) / 128;
        Self {
            index: FxHashMap::with_capacity_and_hasher(n_names, FxBuildHasher),
            rows: Vec::with_capacity(n_names),
            texts: String::with_capacity(8 * n_names),
            uses: Vec::with_capacity(2 * n_names),
        }
    }

    /// The index of the row of this name.
    pub(crate) fn row(&mut self, name: &str) -> usize {
        let mut hash = FxBuildHasher.hash_one(name);
        loop {
            match self.index.entry(hash) {
                Entry::Occupied(row) => {
                    let row = *row.get();
                    if self.text(row) == name {
                        return row;
                    }
                    hash = hash.wrapping_add(1);
                }
                Entry::Vacant(place) => {
                    let start = self.texts.len();
                    self.texts.push_str(name);
                    place.insert(self.rows.len());
                    self.rows.push(Row {
                        text: start..self.texts.len(),
                        n_uses: 0,
                        evidence: Evidence::default(),
                        introduction: None,
                    });
                    return self.rows.len() - 1;
                }
            }
        }
    }

    /// The name in a row.
    pub(crate) fn text(&self, row: usize) -> &str {
        &self.texts[self.rows[row].text.clone()]
    }

    /// Adds a use of the name in a row, with whether its bearer acts.
    pub(crate) fn add_use(&mut self, row: usize, place: Place, acts: bool) {
        self.rows[row].n_uses += 1;
        self.uses.push((row, place, acts));
    }

    /// All names of a document with this vocabulary, and the pairs of them that are one person's, and two people's.
    pub(crate) fn finish(
        self,
        vocabulary: Vocabulary,
        mut aliases: Vec<[Place; 2]>,
        mut others: Vec<[Place; 2]>,
    ) -> Names {
        let text = |row: &Row| &self.texts[row.text.clone()];
        // By what they begin with, since nearly all differ there.
        let mut sorted: Vec<(u64, usize)> =
            self.rows.iter().map(|row| begin(text(row))).zip(0..).collect();
        sorted.sort_unstable();
        for alike in sorted.chunk_by_mut(|(a, _), (b, _)| a == b) {
            alike.sort_unstable_by_key(|&(_, i)| text(&self.rows[i]));
        }
        // The uses of each name side by side, in order.
        let mut ends = vec![0; self.rows.len()];
        let mut n_before = 0;
        for &(_, row) in &sorted {
            ends[row] = n_before;
            n_before += self.rows[row].n_uses as usize;
        }
        let mut places = vec![Place::default(); n_before];
        let mut acts = vec![false; n_before];
        for &(row, place, does_act) in &self.uses {
            (places[ends[row]], acts[ends[row]]) = (place, does_act);
            ends[row] += 1;
        }
        let names = sorted.iter().map(|&(_, i)| {
            let row = &self.rows[i];
            let uses = ends[i] - row.n_uses as usize..ends[i];
            NameRow {
                text: text(row),
                places: &places[uses.clone()],
                acts: &acts[uses],
                evidence: &row.evidence,
                introduction: row.introduction,
            }
        });
        aliases.shrink_to_fit();
        others.shrink_to_fit();
        Names::new(names, vocabulary, aliases, others)
    }
}

/// What `text` begins with, as a number in the order of texts.
fn begin(text: &str) -> u64 {
    prose::head(text.as_bytes(), text.len()).swap_bytes()
}
