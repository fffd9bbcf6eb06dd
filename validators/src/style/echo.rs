//! A rare word that stands again close by.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::after_speech::said;
use crate::story::prose::{Text, Word, is_listed};
use crate::story::sentences::sentences;
use crate::story::{COMMON_WORDS, Document, Scope};
use crate::validator::Validator;

/// The rule `style/echo`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Echo {
    /// Within how many words a rare word may not stand twice.
    words: usize,
    /// Words that may stand there twice.
    allow: Vec<String>,
}

impl Default for Echo {
    fn default() -> Self {
        Self { words: 40, allow: Vec::new() }
    }
}

/// Words of so many letters are seen when they come again.
const MIN_BYTES: usize = 7;

/// A stem has so many letters.
const STEM: usize = 5;

/// Words before one that names again what was named before.
const AGAIN: &str = "\
Her His Its Our That The Their These This Those her his its my our same that the their these this those your";

/// A word that the document has more often is one of its subjects; one more in so many words.
const RARE: usize = 2;
const MORE_IN: usize = 20_000;

impl Validator for Echo {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/echo",
        summary: "A rare word that stands again close by",
        docs: "\
Finds a word that the author seldom uses, twice within forty words of narration: `luminous`, and two
sentences on `luminous` again.

The second one is an echo of the first in the writer's ear, and readers hear it too.

```bad
A luminous mist hung over the bay. Nobody came. The boats lay in a row, and the water between them was
luminous and still.
```

```good
A luminous mist hung over the bay. Nobody came. The boats lay in a row, and the water between them was
bright and still.
```

Rare are words of seven letters and more that are none of the four thousand that most stories have, and
that stand in the file twice, or once more for every twenty thousand words. Endings such as `-s`, `-ed`
and `-ly` do not count. Speech is left alone, and so are words with a capital, words of one sentence, and what
is named again: `the lantern`, `her lantern`.
",
        group: Group::Style,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let said = said(document);
        let mut uses: FxHashMap<&str, Vec<Use>> = FxHashMap::default();
        let (mut n_words, mut n_sentences) = (0, 0);
        for block in document.paragraphs().filter(|block| block.scope == Scope::Body) {
            let words = document.packed_words(block.span);
            let text = Text::new(&document.prose, &words);
            for sentence in sentences(text) {
                n_sentences += 1;
                for i in sentence.filter(|&i| may_be_rare(text.word(i))) {
                    let span = text.word(i).span();
                    let is_again = i.checked_sub(1).is_some_and(|i| is_listed(AGAIN, text.raw(i)));
                    let word = Use { number: n_words + i, sentence: n_sentences, span, is_again };
                    uses.entry(stem(&document.prose[span.range()])).or_default().push(word);
                }
            }
            n_words += words.len();
        }
        let most = RARE + n_words / MORE_IN;
        for uses in uses.into_values().filter(|uses| uses.len() <= most) {
            for [there, here] in uses.array_windows() {
                let distance = here.number - there.number;
                let word = &document.prose[here.span.range()];
                if distance <= self.words
                    && here.sentence > there.sentence
                    && !here.is_again
                    && ![there, here].iter().any(|it| it.span.meets_any(said))
                    && !self.allow.iter().any(|it| it == word)
                {
                    let message =
                        format!("`{word}` is rare here, and stands again {distance} words on");
                    cx.report(document.location(here.span), message)
                        .label(document.location(there.span), "it is here too");
                }
            }
        }
    }
}

/// A use of a rare word.
struct Use {
    /// Its number among the words of the document.
    number: usize,
    /// That of its sentence.
    sentence: usize,
    span: Span,
    /// Whether it is a thing that was named before: `the lantern`.
    is_again: bool,
}

/// Whether a word is long, without a capital, and none that most stories have: these are nobody's own.
fn may_be_rare(word: Word<'_>) -> bool {
    word.raw.len() >= MIN_BYTES
        && word.is_plain
        && word.raw.bytes().all(|byte| byte.is_ascii_lowercase())
        && !COMMON_WORDS.contains(word.raw)
        && !COMMON_WORDS.contains(stem(word.raw))
}

/// A word without its ending, roughly.
fn stem(word: &str) -> &str {
    let endings = ["ingly", "edly", "ness", "ing", "ely", "ed", "es", "ly", "e", "s"];
    let stems = endings.iter().filter_map(|ending| word.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.len() >= STEM).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    #[test]
    fn rare_words() {
        let rule = Echo::default();
        check(&rule, "It glimmered there. She saw by night how the lamps were ⟦glimmering⟧.");
        check(&rule, "He carried a lantern. By its light she saw a ⟦lantern⟧.");
        check(&rule, "He carried a lantern. She took the lantern.");
        check(&rule, "It glimmered, glimmered and glimmered. She walked far. He was walking too.");
        check(&rule, "“It glimmered there,” she said. He saw for himself how it glimmered.");
        check(&Echo { words: 4, ..rule }, "It glimmered. She saw the bay that glimmered.");
    }

    #[test]
    fn subjects() {
        check(&Echo::default(), &"A lantern stood on the floor. He saw a lantern. ".repeat(2));
    }
}
