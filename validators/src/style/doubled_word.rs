//! A word written twice in a row by mistake.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::prose::Packed;
use crate::story::prose::{self, Text, is_listed};
use crate::story::{Document, LinkKind};
use crate::validator::Validator;

/// The rule `style/doubled-word`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DoubledWord {
    /// Words that may stand twice in a row.
    allow: Vec<String>,
}

/// Words that English never doubles. Left out is what it does double: by right ("had had", "that
/// that", "gave her her coat", "went on on foot"), for effect ("very very", "long long"), and in
/// laughter and baby talk. In 57 novels (6.8 million words) 1,006 words stand twice in a row; the rule
/// finds 16 of them, of which 11 are mistakes for sure and 4 are the words of `Ulysses`.
const NEVER: &str = "\
a against also although among an and any as be because been between but during every from him his \
if into its my of onto or our than the their them these those to toward towards unless until upon \
when where whereas whether which whose with within without your";

/// Verbs that are doubled where one clause ends and the next goes on: "what he was was a thief".
const VERBS: &str = "are could did has have is might must said should was went were would";

/// Words that open a clause, or that stand for one, before a doubled verb.
const CLAUSE_OPENERS: &str = "\
all everything how nothing point problem question reason thing truth what whatever where who \
whoever why";

/// Pronouns that are doubled only across clauses, after a verb turned round: "so said he he".
const SUBJECTS: &str = "he she they we";

/// Words after which a clause can end in a verb: "what you were were dreams".
const BEFORE_VERB: &str = "he i it she there these they this we you";

/// How many words before a doubled verb are searched for the start of its clause.
const CLAUSE: usize = 5;

impl Validator for DoubledWord {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/doubled-word",
        summary: "A word written twice in a row",
        docs: "\
Finds a short word that stands twice in a row with nothing but space between, often across the end
of a line, where the eye skips it: `the the`, `of of`, `and and`.

A reader stumbles over it, and a writer who knows the text does not see it.

```bad
She waited at the the gate until dark.
```

```good
She waited at the gate until dark. He had had enough of that, and that that was so he knew.
```

Only words that English never doubles are judged. Those that it does double are left alone, by
right (`had had`, `that that`, `gave her her coat`), for effect (`a long long time`) or in laughter
(`ha ha`), and so is a word written three times or more.
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        for block in document.paragraphs() {
            let words = document.packed_words(block.span);
            if !may_repeat(document, &words) {
                continue;
            }
            for second in doubled(Text::new(&document.prose, &words)) {
                let word = words[second].of(&document.prose).text().to_lowercase();
                if self.allow.iter().any(|allowed| allowed.to_lowercase() == word) {
                    continue;
                }
                let first_end = words[second - 1].end();
                if has_image(document, first_end..words[second].start()) {
                    continue;
                }
                let span = Span::new(words[second - 1].start()..words[second].end());
                let finding = cx
                    .report(document.location(span), format!("`{word}` stands here twice in a row"))
                    .help("remove one of them");
                // With markup between, one of its marks would go too.
                if document.text[first_end..words[second].start()].trim().is_empty() {
                    let location = document.location(Span::new(first_end..words[second].end()));
                    let edits = vec![Edit { location, replacement: String::new() }];
                    finding.fix(Fix { edits, is_safe: true });
                }
            }
        }
    }
}

/// Whether any of these words may be the one before it again, as far as their first bytes tell, and what stands
/// between.
fn may_repeat(document: &Document, words: &[Packed]) -> bool {
    const LOWER: u64 = u64::from_le_bytes([b'a' - b'A'; 8]);
    let is_alike = |left: &Packed, right: &Packed| (left.head ^ right.head) & !LOWER == 0;
    let is_beside = |left: &Packed, right: &Packed| {
        let between = Span { start: left.span().end, end: right.span().start };
        prose::is_blank(document.prose_at(between))
    };
    // In most paragraphs none is, which is soonest told without a look at each in turn.
    words.array_windows().fold(false, |any, [left, right]| any | is_alike(left, right))
        && words
            .array_windows()
            .any(|[left, right]| is_alike(left, right) && is_beside(left, right))
}

/// Whether a reader sees an image at `range`.
fn has_image(document: &Document, range: Range<usize>) -> bool {
    let first = document.links.partition_point(|link| link.span.range().start < range.start);
    let mut within =
        document.links[first..].iter().take_while(|it| it.span.range().end <= range.end);
    within.any(|link| matches!(link.kind, LinkKind::Image | LinkKind::Embed))
}

/// The second words of the pairs that are mistakes.
fn doubled(text: Text<'_>) -> impl Iterator<Item = usize> {
    (1..text.len()).filter(move |&second| {
        repeats(text, second)
            && !repeats(text, second - 1)
            && !repeats(text, second + 1)
            && is_mistake(text, second - 1)
    })
}

/// Whether the word at `i` is the one before it again, with only space between.
fn repeats(text: Text<'_>, i: usize) -> bool {
    if i == 0 || i >= text.len() {
        return false;
    }
    let (left, right) = (text.raw(i - 1), text.raw(i));
    // Most words differ in length or in their first byte.
    left.len() == right.len() && left.eq_ignore_ascii_case(right) && text.follows(i)
}

/// Whether the word at `first`, which is doubled, cannot be.
fn is_mistake(text: Text<'_>, first: usize) -> bool {
    // "the The Times", "a guy Guy knew", "up to to-day".
    let second = text.word(first + 1);
    if second.is_capitalised() || text.prose()[second.end()..].starts_with('-') {
        return false;
    }
    let word = text.word(first).text().to_lowercase();
    let before = |back| before(text, first, back);
    if word == "my" && !text.follows(first + 2) {
        // "My my, what have we here?"
        return false;
    }
    if is_listed(VERBS, &word) {
        !is_listed(BEFORE_VERB, &before(1))
            && !(1..=CLAUSE).any(|back| is_listed(CLAUSE_OPENERS, &before(back)))
    } else if is_listed(SUBJECTS, &word) {
        let verb = before(1);
        !verb.is_empty() && !is_listed(VERBS, &verb) && verb != "had"
    } else {
        is_listed(NEVER, &word)
    }
}

/// The word `back` words before `i` in lower case, or nothing if there is punctuation between.
fn before(text: Text<'_>, i: usize, back: usize) -> String {
    let Some(start) = i.checked_sub(back) else { return String::new() };
    let between = &text.prose()[text.word(start).end()..text.word(i).start];
    if between.contains([',', '.', '!', '?', ';', ':', '"', '“', '”', '—']) {
        return String::new();
    }
    text.word(start).text().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    fn silent(text: &str) {
        check(&DoubledWord::default(), text);
    }

    #[test]
    fn on_one_line() {
        check(&DoubledWord::default(), "She stood at ⟦the the⟧ gate.");
    }

    #[test]
    fn across_lines() {
        check(&DoubledWord::default(), "She thought ⟦of\nof⟧ home.");
    }

    #[test]
    fn at_the_start_of_a_sentence() {
        check(&DoubledWord::default(), "⟦The the⟧ gate stood open.");
    }

    #[test]
    fn with_emphasis() {
        check(&DoubledWord::default(), "-- a.md --\nShe stood at *⟦the* the⟧ gate.");
    }

    #[test]
    fn allowed() {
        let rule = DoubledWord { allow: vec!["The".into()] };
        check(&rule, "Sing the the song.");
    }

    #[test]
    fn beside_an_image() {
        silent("-- a.md --\nHe drew the ![gate](gate.png) the ![[lock.png]] the [key](key.md).");
        check(&DoubledWord::default(), "-- a.md --\nHe drew ⟦the [the⟧ gate](gate.md).");
    }

    #[test]
    fn not_in_two_paragraphs() {
        silent("He was thinking of\n\nof");
    }

    #[test]
    fn by_right() {
        silent(
            "He had had enough. I know that that man gave her her coat. It is what it is is all.",
        );
    }

    #[test]
    fn verb_that_ends_a_clause() {
        silent("What he was was a thief. The songs there were were sad. All he did did no good.");
    }

    #[test]
    fn verb_doubled() {
        check(&DoubledWord::default(), "The gate ⟦was was⟧ open.");
    }

    #[test]
    fn pronoun_doubled() {
        check(&DoubledWord::default(), "At noon ⟦he he⟧ rose.");
        silent("So said he he had not gone.");
    }

    #[test]
    fn cried_out() {
        silent("“My my,” he said. “Oh my my! What have we here?”");
        check(&DoubledWord::default(), "He took ⟦my my⟧ coat.");
    }

    #[test]
    fn for_effect() {
        silent("A long long road, very very dark. No no! Ha ha, he he! So so.");
    }

    #[test]
    fn more_than_twice() {
        silent("And and and then he fell.");
    }

    #[test]
    fn names() {
        silent("We took the waters at Baden Baden. She read the The Times.");
    }

    #[test]
    fn punctuation_between() {
        silent("I saw the, the gate. It was a—a ghost. He slept up to to-day.");
    }
}
