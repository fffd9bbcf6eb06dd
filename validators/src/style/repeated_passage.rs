//! A passage that stands in the story twice.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::{AnchorKind, HALVES, Place, Sketch, Story, position, split_path};
use crate::validator::Validator;

/// The rule `style/repeated-passage`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RepeatedPassage {}

/// What stands in the story so often is repeated on purpose.
const REFRAIN: u32 = 3;

/// So many earlier paragraphs that are the same in half of their sketches are looked at.
const N_EARLIER: usize = 16;

/// Of so many bytes one may be more or less where a paragraph was edited.
const LENGTHS: u32 = 5;

/// With no more bytes between, a passage follows right upon itself.
const UPON: u32 = 100;

/// The marks around what is said, and spaces, take no more bytes than this at either end.
const MARKS: u32 = 8;

/// What somebody says is written twice by mistake only if it has so many bytes and no other word.
const LONG_SPEECH: u32 = 200;

/// Formats of stories in which a reader takes one of several ways, and an author writes a passage again
/// on each.
const BRANCHING: [&str; 3] = [".ink", ".twee", ".tw"];

impl Validator for RepeatedPassage {
    type Subject = Story;

    const META: Meta = Meta {
        id: "style/repeated-passage",
        summary: "A passage that stands in the story twice",
        docs: "\
Finds paragraphs of twenty-five words and more that stand in the story a second time, in the same chapter or
another, word for word or with a few words changed.

A paragraph that was moved is left where it was, or one is pasted where it does not belong. Readers think
that they lost their place.

```bad
The harbour lay quiet under the winter morning, and the fishermen carried their baskets slowly along
the frozen quay while the lanterns of the ferry were burning still.

Nobody spoke.

The harbour lay quiet under the winter morning, and the fishermen carried their baskets slowly along
the frozen quay while the lanterns of the steamer were burning still.
```

```good
The harbour lay quiet under the winter morning, and the fishermen carried their baskets slowly along
the frozen quay while the lanterns of the ferry were burning still.

In the evening the harbour lay quiet again.
```

Of paragraphs that follow each other in both places one finding tells. Left alone are letters, quotations,
verse, mottoes, notes and lists of values (\"Level: 4, HP: 40\"); what a prologue tells beforehand; what is all
speech, if it is short or edited and does not follow right upon itself, because people say things again; what
stands there three times, as a refrain does; files of which more than half is in another file, which are
editions of one text; and stories in ink and Twee, in which a reader takes one of several ways.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let is_branching = |document: u32| {
            let path = &story.facts.documents[document as usize].path;
            BRANCHING.iter().any(|ending| path.ends_with(ending))
        };
        let sketches = story.facts.sketches.of(|document| !is_branching(document));
        let pairs = without_editions(pairs(&sketches), &sketches);
        let mut n_pairs = vec![0_u32; sketches.len()];
        pairs.iter().flatten().for_each(|&i| n_pairs[i] += 1);
        let said = story.facts.speeches.places();
        let is_error = |&[earlier, later]: &[usize; 2]| {
            let [one, other] = [earlier, later].map(|i| sketches[i].place);
            let is_upon = one.document == other.document
                && other.span.start.saturating_sub(one.span.end) < UPON;
            let is_refrain = [earlier, later].iter().any(|&i| n_pairs[i] + 1 >= REFRAIN);
            let is_pasted = || {
                let [one, other] = [one, other].map(|it| it.span.end - it.span.start);
                one == other
                    && one >= LONG_SPEECH
                    && sketches[earlier].classes == sketches[later].classes
            };
            let is_quoted = || is_all_said(said, one) && is_all_said(said, other);
            !is_refrain && (is_upon || is_pasted() || !is_quoted())
        };
        // What a prologue tells beforehand the story may take up again.
        let prologues = LazyCell::new(|| prologues(story));
        let is_ahead = |pair: &[usize; 2]| {
            let [one, other] = pair.map(|i| {
                let at = sketches[i].place.start();
                prologues[prologues.partition_point(|(start, _)| *start <= at) - 1].1
            });
            one && !other
        };
        let errors = pairs.into_iter().filter(|pair| is_error(pair) && !is_ahead(pair));
        let errors: Vec<[usize; 2]> = errors.collect();
        let follows = |&[earlier, later]: &[usize; 2], next: &[usize; 2]| {
            let is_one = |i: usize, next: usize| {
                next == i + 1 && sketches[i].place.document == sketches[next].place.document
            };
            is_one(earlier, next[0]) && is_one(later, next[1]) && next[0] != later
        };
        for run in errors.chunk_by(follows) {
            let [first, last] = [run[0], run[run.len() - 1]];
            let [there, here] = [0, 1].map(|which| {
                let (first, last) = (sketches[first[which]].place, sketches[last[which]].place);
                Place { span: Span { start: first.span.start, end: last.span.end }, ..first }
            });
            let message = match run.len() {
                1 => "This paragraph stands in the story twice".to_owned(),
                n => format!("These {n} paragraphs stand in the story twice"),
            };
            cx.report(story.location(here), message).label(story.location(there), "also here");
        }
    }
}

/// The pairs of paragraphs that say the same, each with the number of the earlier one first, in the order
/// of the later ones. Linear but for sorting them, because no more than [`N_EARLIER`] earlier ones are looked at
/// for each half.
fn pairs(sketches: &[Sketch]) -> Vec<[usize; 2]> {
    let is_as_long = |earlier: usize, later: usize| {
        let [one, other] = [earlier, later].map(|it| sketches[it].place.span.range().len() as u32);
        one.abs_diff(other) <= one.max(other) / LENGTHS
    };
    // Most of what differs has another key, then.
    let n_bits = sketches.len().max(1).ilog2() + 2;
    let mut pairs = Vec::new();
    for half in HALVES {
        // The last one with each key, and of each the one before it with the same, if there is one.
        let mut last = vec![u32::MAX; 1 << n_bits];
        let mut before = vec![u32::MAX; sketches.len()];
        for (later, Sketch { classes, .. }) in sketches.iter().enumerate() {
            let Some(key) = classes.key(half, n_bits) else { continue };
            let mut next = std::mem::replace(&mut last[key], later as u32);
            before[later] = next;
            for _ in 0..N_EARLIER {
                let earlier = next as usize;
                let Some(other) = sketches.get(earlier) else { break };
                if other.classes.are_like(*classes) && is_as_long(earlier, later) {
                    pairs.push([later, earlier]);
                }
                next = before[earlier];
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.iter_mut().for_each(|pair| pair.reverse());
    pairs
}

/// `pairs` without those of documents of which one has more than half of its paragraphs in the other.
fn without_editions(mut pairs: Vec<[usize; 2]>, sketches: &[Sketch]) -> Vec<[usize; 2]> {
    let document = |i: usize| sketches[i].place.document;
    let n_documents = sketches.last().map_or(0, |last| last.place.document as usize + 1);
    let mut n_long = vec![0; n_documents];
    sketches.iter().for_each(|it| n_long[it.place.document as usize] += 1);
    let mut n_shared: FxHashMap<[u32; 2], usize> = FxHashMap::default();
    pairs.iter().for_each(|pair| *n_shared.entry(pair.map(document)).or_default() += 1);
    pairs.retain(|pair| {
        let both = pair.map(document);
        let [one, other] = both.map(|document| n_long[document as usize]);
        both[0] == both[1] || n_shared[&both] * 2 <= one.min(other)
    });
    pairs
}

/// Where documents and headings begin, in order, each with whether it is that of a prologue.
fn prologues(story: &Story) -> Vec<(u64, bool)> {
    let mut prologues = Vec::new();
    for (number, document) in (0..).zip(&story.facts.documents) {
        let is_file = split_path(&document.path).1.to_lowercase().contains("prolog");
        prologues.push((position(number, 0), is_file));
        let headings = document.anchors.iter().filter(|it| it.kind == AnchorKind::Heading);
        prologues.extend(
            headings.map(|it| {
                (position(number, it.span.start), is_file || it.name.starts_with("prolog"))
            }),
        );
    }
    prologues
}

/// Whether a speech, or a part of one, is all of the paragraph at `place`.
fn is_all_said(said: &[Place], place: Place) -> bool {
    let at = place.start() + u64::from(MARKS);
    let next = said.partition_point(|it| it.start() <= at);
    said[..next].last().is_some_and(|it| it.end() + u64::from(MARKS) >= place.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const QUAY: &str = "The harbour lay quiet under the winter morning, and the fishermen carried their \
                        baskets slowly along the frozen quay while the lanterns were burning still.";
    const ROAD: &str = "Above the village the narrow road turned towards the mountains, where shepherds \
                        watched their scattered flocks until the evening bells called everybody home again before supper.";

    const HILL: &str = "Behind the orchard somebody had planted twelve walnut trees, because their grandfather \
                        believed that without some shadow nobody could think clearly about anything that mattered.";

    /// Checks a text in which `QUAY`, `ROAD` and `HILL` stand for those paragraphs.
    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let text = text.replace("QUAY", QUAY).replace("ROAD", ROAD).replace("HILL", HILL);
        let found = testing::check(&RepeatedPassage::default(), &text);
        found.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn twice() {
        check("QUAY\n\nShe slept.\n\n⟦QUAY⟧");
        check("-- a.md --\nQUAY\n\nROAD\n\n-- b.md --\nHILL\n\n⟦QUAY⟧\n");
        let messages = check("QUAY\n\nROAD\n\nShe slept.\n\n⟦QUAY\n\nROAD⟧");
        assert_eq!(messages, ["These 2 paragraphs stand in the story twice"]);
    }

    #[test]
    fn edited() {
        check(
            "QUAY\n\nShe slept.\n\n⟦The harbour lay quiet under the winter morning, and the fishermen carried \
               their baskets slowly along the frozen quay while some lanterns were burning still.⟧",
        );
    }

    #[test]
    fn refrains_and_quotations() {
        check("QUAY\n\nShe slept.\n\nQUAY\n\nHe slept.\n\nQUAY");
        check(
            "“QUAY”\n\nShe slept, and it was long before she rose, and longer before she spoke again, and longer \
               still before anybody listened.\n\n“QUAY”\n\n“ROAD”\n\n⟦“ROAD”⟧",
        );
        check("> QUAY\n\nShe slept.\n\n> QUAY");
        check("# Prologue\n\nQUAY\n\n# One\n\nQUAY\n\nROAD\n\n⟦ROAD⟧");
    }

    #[test]
    fn editions() {
        check("-- a.md --\nQUAY\n\nROAD\n\n-- b.md --\nQUAY\n\nROAD");
    }
}
