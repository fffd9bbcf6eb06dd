//! Words beside a speech that tell who speaks: "said Mary", "he cried".

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::story::prose::{Text, is_listed};
use crate::story::tag_words::{ADDRESSING, BETWEEN, CONJUNCTIONS, SAYING, STOPS, WITH_SECOND};
use crate::story::word_forms::is_possessive;

/// Who a tag is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// Somebody by name: where that is in the document.
    Name(Span),
    /// "She".
    She,
    /// "He".
    He,
    /// "I".
    I,
    /// Somebody else: "the old man", "they".
    Other,
}

/// What stands beside a speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Who it is about.
    pub subject: Who,
    /// Whether it says that they speak, not only that they do something.
    pub says: bool,
}

/// How far a verb of saying may be from the words it goes with.
const REACH: usize = 5;

/// So many words after a speech may tell whose voice it was.
const VOICE_WORDS: usize = 12;

/// How many words of the sentence before a speech are looked at.
const SENTENCE_WORDS: usize = 40;

/// Whether `word` is a verb of saying.
pub(crate) fn is_saying(word: &str) -> bool {
    SAYING.contains(word)
}

impl Tag {
    /// Whether it is "he" or "she".
    pub(crate) fn has_pronoun(self) -> bool {
        matches!(self.subject, Who::She | Who::He)
    }
}

impl<'a> Text<'a> {
    /// Whether word `i` is a verb of saying.
    fn is_saying(&self, i: usize) -> bool {
        let is_second =
            || matches!(self.raw(i + 1), "on" | "in" | "out" | "forth") && self.follows(i + 1);
        i < self.len()
            && SAYING.holds(*self, i)
            && (!WITH_SECOND.contains(self.raw(i)) || is_second())
    }

    /// Whether the sentence before word `i` has a verb of saying.
    pub(crate) fn says_before(&self, i: usize, paragraph: Span) -> bool {
        let start = self.index(paragraph.start as usize);
        self.sentence_start(start.max(i.saturating_sub(SENTENCE_WORDS)), i)
            .is_some_and(|start| (start..i).any(|word| self.is_saying(word)))
    }

    /// Who word `i` is, if it is a pronoun that can be a subject.
    fn pronoun(&self, i: usize) -> Option<Who> {
        match self.raw(i) {
            "he" | "He" => Some(Who::He),
            "she" | "She" => Some(Who::She),
            "I" => Some(Who::I),
            "they" | "They" | "we" | "We" | "you" | "it" | "It" => Some(Who::Other),
            _ => None,
        }
    }

    /// The tag that starts with word `i` and ends before word `end`, after a speech.
    pub(crate) fn tag_after(&self, i: usize, end: usize) -> Option<Tag> {
        if i >= end {
            return None;
        }
        if self.is_saying(i) {
            return self.inverted(i, end).map(|subject| Tag { subject, says: true });
        }
        let tag = self.subject_first(i, end);
        let is_over =
            |&at: &usize| !self.runs_on(at) && self.gap(at).contains(['.', '!', '?', '…', ';']);
        let over = || (i + 1..end.min(i + VOICE_WORDS)).find(is_over);
        tag.filter(|tag| tag.says)
            .or_else(|| self.voice(i, over().unwrap_or(end.min(i + VOICE_WORDS))))
            .or(tag)
    }

    /// Whose voice the words from `start` to before `end` say is heard: "came Mary's voice", "the
    /// question was from Mary". Somebody else's than whoever does something there.
    fn voice(&self, start: usize, end: usize) -> Option<Tag> {
        let is_voice = |&i: &usize| matches!(self.raw(i), "voice" | "question" | "answer");
        let at = (start..end).find(is_voice)?;
        let named = |subject| Some(Tag { subject, says: false });
        // "Mary's voice", "Mary's low voice".
        let owner = (start.max(at.saturating_sub(2))..at)
            .rev()
            .find(|&i| is_possessive(self.raw(i)) && self.may_name(i));
        if let Some(name) = owner.and_then(|owner| self.name_before(owner + 1)) {
            return named(Who::Name(self.phrase_span(name)));
        }
        let mut next = at + 1;
        if next >= end || !self.follows(next) || !matches!(self.raw(next), "was" | "came") {
            return None;
        }
        next += 1;
        next += usize::from(matches!(self.raw(next), "by" | "from"));
        if next < end && self.follows(next) {
            let name = self.name_from(next)?;
            return named(Who::Name(self.phrase_span(name)));
        }
        None
    }

    /// Who the verb of saying at `i` has after it: "said poor Mary".
    fn inverted(&self, i: usize, end: usize) -> Option<Who> {
        for j in i + 1..end.min(i + 1 + REACH) {
            let word = self.raw(j);
            if matches!(word, "in" | "on" | "out" | "forth") && j == i + 1 {
                continue;
            }
            if !self.follows(j) {
                return (j > i + 1).then_some(Who::Other);
            }
            if let Some(subject) = self.pronoun(j) {
                return Some(subject);
            }
            if let Some(name) = self.name_from(j) {
                let after = name.end;
                // "Said a Welsh voice."
                let is_noun = (i + 1..j).any(|k| matches!(self.raw(k), "a" | "an" | "the"))
                    && after < end
                    && self.follows(after)
                    && self.raw(after).starts_with(char::is_lowercase)
                    && !is_adverb(self.raw(after))
                    && !STOPS.contains(self.raw(after));
                let is_several = after + 1 < end
                    && self.follows(after)
                    && matches!(self.raw(after), "and" | "or")
                    && self.may_name(after + 1)
                    && self.follows(after + 1);
                return Some(if self.owns(name) || is_several || is_noun {
                    Who::Other
                } else {
                    Who::Name(self.phrase_span(name))
                });
            }
            if STOPS.contains(word) {
                return (j > i + 1 && !is_adverb(self.raw(j - 1))).then_some(Who::Other);
            }
        }
        (end > i + 2).then_some(Who::Other)
    }

    /// Somebody at word `i` with a verb after them: "Mary then said", "she rose".
    fn subject_first(&self, i: usize, end: usize) -> Option<Tag> {
        let (subject, mut verb) = if let Some(subject) = self.pronoun(i) {
            (subject, i + 1)
        } else if let Some(name) = self.name_from(i) {
            if self.owns(name) {
                return None;
            }
            (Who::Name(self.phrase_span(name)), name.end)
        } else {
            // "The old man said".
            let is_noun = is_listed("the The a A an An his His her Her my My", self.raw(i));
            let verb = (i + 1..end.min(i + 1 + REACH))
                .take_while(|&j| self.follows(j))
                .find(|&j| self.is_saying(j))?;
            return (is_noun && verb > i + 1).then_some(Tag { subject: Who::Other, says: true });
        };
        let first = verb;
        while verb < end && verb < first + 3 && self.follows(verb) {
            let word = self.raw(verb);
            if self.is_saying(verb) {
                return Some(Tag { subject, says: true });
            }
            if !is_adverb(word) {
                break;
            }
            verb += 1;
        }
        let acts = first < end
            && self.follows(first)
            && self.word(first).raw.starts_with(char::is_lowercase)
            && !STOPS.contains(self.raw(first));
        acts.then_some(Tag { subject, says: false })
    }

    /// The tag in the words from `start` to before `end`, before a speech.
    pub(crate) fn tag_before(&self, start: usize, end: usize) -> Option<Tag> {
        let start = self.sentence_start(start, end)?;
        let first = (end.saturating_sub(SENTENCE_WORDS).max(start)..end).rev();
        let Some(verb) = first.clone().find(|&i| self.is_saying(i)) else {
            let acts = || self.leading(start, end).map(|(subject, _)| Tag { subject, says: false });
            return self.voice(start, end).or_else(acts);
        };
        let says = |subject| Some(Tag { subject, says: true });
        // The one right before the verb.
        let mut before = verb;
        while before > start && self.follows(before) && is_adverb(self.raw(before - 1)) {
            before -= 1;
        }
        if before > start && self.follows(before) {
            if let Some(subject) = self.pronoun(before - 1) {
                return says(subject);
            }
            if let Some(name) = self.name_before(before) {
                let is_one = !self.owns(name) && !self.is_listed_with(name.first, start);
                return says(if is_one { Who::Name(self.phrase_span(name)) } else { Who::Other });
            }
        }
        let may_address = ADDRESSING.contains(self.raw(verb));
        if (verb == start || (!self.follows(verb) && !may_address))
            && let Some(subject) = self.inverted(verb, end)
        {
            return says(subject);
        }
        let (subject, after) = self.leading(start, verb)?;
        let is_clear = (after..verb).all(|i| {
            let is_object = || {
                is_possessive(self.raw(i))
                    || (i > after && self.raw(i - 1) != "and" && STOPS.contains(self.raw(i - 1)))
                    || (i > after && self.may_name(i - 1))
            };
            !matches!(self.raw(i), "he" | "she" | "they" | "I" | "who" | "which")
                && (!self.may_name(i) || is_object())
        });
        let is_clear = is_clear && !self.changes_subject(after, verb);
        if is_clear { says(subject) } else { says(Who::Other) }
    }

    /// Whether somebody without a name comes to be the subject of the verb at `verb`, after word
    /// `start`: "Tom sat, and his wife was saying".
    fn changes_subject(&self, start: usize, verb: usize) -> bool {
        let is_being = verb > start && matches!(self.raw(verb - 1), "was" | "were" | "had");
        is_being
            && (start + 1..verb)
                .rfind(|&i| CONJUNCTIONS.contains(self.raw(i - 1)))
                .is_some_and(|i| is_listed("his her the a an my their", self.raw(i)))
    }

    /// Whom a pronoun right after word `end` stands for: the name with which the last of these
    /// sentences begins, or the first one if the last begins with a pronoun. Nobody where another
    /// name may be the subject by then: "Mary sat, but Ann rose."
    pub(crate) fn antecedent(&self, start: usize, end: usize) -> Option<Span> {
        let last = self.sentence_start(start, end)?;
        let (subject, after) = match self.leading(last, end)? {
            (Who::She | Who::He, _) => self.leading(start, last)?,
            leading => leading,
        };
        let is_clear = || {
            (after + 1..end).all(|i| !self.may_name(i) || !CONJUNCTIONS.contains(self.raw(i - 1)))
        };
        match subject {
            Who::Name(name) => is_clear().then_some(name),
            Who::She | Who::He | Who::I | Who::Other => None,
        }
    }

    /// Whether the name at word `i` is the last of several: "Mary and Tom".
    fn is_listed_with(&self, i: usize, start: usize) -> bool {
        i > start + 1
            && self.follows(i)
            && self.raw(i - 1) == "and"
            && self.follows(i - 1)
            && self.may_name(i - 2)
    }

    /// The subject that the sentence from `start` on begins with, and the word after it.
    fn leading(&self, mut start: usize, end: usize) -> Option<(Who, usize)> {
        while start < end
            && matches!(
                self.raw(start),
                "Then" | "But" | "And" | "So" | "Now" | "Still" | "Yet" | "then" | "but" | "and"
            )
        {
            start += 1;
        }
        if start >= end {
            return None;
        }
        if let Some(subject) = self.pronoun(start) {
            return Some((subject, start + 1));
        }
        let name = self.name_from(start)?;
        let is_alone =
            !self.owns(name) && (name.end >= end || !matches!(self.raw(name.end), "and" | "or"));
        is_alone.then(|| (Who::Name(self.phrase_span(name)), name.end))
    }

    /// The first word of the last sentence that starts from word `start` on, before `end`.
    fn sentence_start(&self, start: usize, end: usize) -> Option<usize> {
        if start >= end {
            return None;
        }
        let begins = |&i: &usize| {
            !self.runs_on(i)
                && self.gap(i).contains(['.', '!', '?', '…', ';', '”', '"'])
                && !self.is_after_short(i)
        };
        let first = (start + 1..end).rev().find(begins);
        Some(first.unwrap_or(start))
    }
}

fn is_adverb(word: &str) -> bool {
    word.ends_with("ly") || BETWEEN.contains(word)
}

#[cfg(test)]
mod tests {
    use crate::story::prose;

    use super::*;

    /// What the words of `text` say around the speech `“…”` in it: a name, a pronoun or `-`, with a
    /// `!` after it where they say that somebody speaks.
    fn found(text: &str, is_after: bool) -> String {
        let span = Span::new(0..text.len());
        let words = prose::packed(text, span);
        let this = Text::new(text, &words);
        let tag =
            if is_after { this.tag_after(0, words.len()) } else { this.tag_before(0, words.len()) };
        tag.map_or_else(String::new, |tag| {
            let subject = match tag.subject {
                Who::Name(span) => &text[span.range()],
                Who::She => "she",
                Who::He => "he",
                Who::I => "I",
                Who::Other => "-",
            };
            format!("{subject}{}", if tag.says { "!" } else { "" })
        })
    }

    #[track_caller]
    fn after(text: &str, expected: &str) {
        assert_eq!(found(text, true), expected, "{text}");
    }

    #[track_caller]
    fn before(text: &str, expected: &str) {
        assert_eq!(found(text, false), expected, "{text}");
    }

    #[test]
    fn after_a_speech() {
        after("said Mary.", "Mary!");
        after("sagte Otto.", "Otto!");
        after("dit Paul.", "Paul!");
        after("cried poor Mrs. Anna Hale, and rose.", "Mrs. Anna Hale!");
        after("said the Rabbit.", "Rabbit!");
        after("Mary then said softly.", "Mary!");
        after("broke in Mary.", "Mary!");
        after("she cried.", "she!");
        after("said I.", "I!");
        after("said the old man.", "-!");
        after("said Will.", "Will!");
        after("said J. I. Hale.", "J. I. Hale!");
        after("said Lady Anna de Hale.", "Lady Anna de Hale!");
        after("Anna de Hale said so.", "Anna de Hale!");
        after("said Mary’s mother.", "-!");
        after("said Mary and Tom.", "-!");
        after("said a shrill Welsh voice.", "-!");
        after("the old man said to Mary.", "-!");
        after("Mary rose.", "Mary");
        after("Mary went home.", "Mary");
        after("And so it was.", "");
        after("This time the question was by Tom.", "Tom");
        after("The voice was Mary’s.", "Mary");
        after("Tom heard Mary’s low voice.", "Mary");
        after("The voice came from the door.", "");
        after("", "");
    }

    #[test]
    fn before_a_speech() {
        before("Mary said,", "Mary!");
        before("Then Mary turned to Tom and said:", "Mary!");
        before("When Mary came in Tom said,", "Tom!");
        before("It was late. He said to Mary,", "he!");
        before("said Mary,", "Mary!");
        before("He asked Mary,", "he!");
        before("Mary watched, and Tom rose and said,", "-!");
        before("It was late. Mary rose.", "Mary");
        before("It was I. Mary rose.", "Mary");
        before("It was 5. Mary rose.", "Mary");
        before("Mary and Tom rose.", "");
        before("There was a pause, broken by Mary’s voice:", "Mary");
        before("Tom had come, and his wife was saying,", "-!");
    }

    #[test]
    fn antecedents() {
        for (text, expected) in [
            ("It was late. Mary rose.", "Mary"),
            ("Mary rose. She took the lamp.", "Mary"),
            ("Mary rose. The lamp went out.", ""),
            ("Mary rose, but Ann sat.", ""),
            ("The boy saw Mary.", ""),
            ("He saw Mary.", ""),
            ("", ""),
        ] {
            let span = Span::new(0..text.len());
            let words = prose::packed(text, span);
            let name = Text::new(text, &words).antecedent(0, words.len());
            assert_eq!(name.map_or("", |name| &text[name.range()]), expected, "{text}");
        }
    }
}
