//! Reads the names of a document.

use crate::diagnostic::Span;
use crate::story::cues;
use crate::story::evidence::Clue;
use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::introductions;
use crate::story::joints::Joint;
use crate::story::name_phrase::{NamePhrase, OPENERS};
use crate::story::name_rows::{NameRows, Row};
use crate::story::name_words::{Words, look_around};
use crate::story::names::Names;
use crate::story::namesakes::{self, Named};
use crate::story::numbers::begins_with_figure;
use crate::story::place::Place;
use crate::story::prose::{Packed, Text};
use crate::story::told_apart::are_two;
use crate::story::vocabulary::{CommonWords, VocabularyReader};
use crate::story::watched::{Watched, Watcher};
use crate::story::word_forms::{contracted, without_possessive};

/// After so many words a pronoun no longer speaks of the name before it.
const REACH: usize = 40;

/// The name before a pronoun or another name.
#[derive(Clone, Copy)]
struct Last {
    /// Index of its row.
    row: usize,
    /// Indices of its first word and of the word after it.
    words: (usize, usize),
    span: Span,
    /// Whether it does something, so that it is the subject of its sentence.
    is_subject: bool,
}

/// Collects the names of a document, paragraph by paragraph.
#[derive(Default)]
pub(crate) struct NameReader {
    names: NameRows,
    words: VocabularyReader,
    /// The name that is being put together.
    phrase: NamePhrase,
    /// The last name of the paragraph.
    last: Option<Last>,
    /// The same, if the next pronoun may stand for it.
    antecedent: Option<Last>,
    aliases: Vec<[Place; 2]>,
    others: Vec<[Place; 2]>,
}

impl NameReader {
    /// A reader with room for the names of text of `n_bytes`.
    pub(crate) fn in_bytes(n_bytes: usize) -> Self {
        Self { names: NameRows::in_bytes(n_bytes), ..Self::default() }
    }

    /// The words of its paragraphs that most stories have.
    pub(crate) fn common(&mut self) -> &mut CommonWords {
        &mut self.words.common
    }

    /// Reads the paragraph at `span`, given as the words of it in order, with the numbers of those that are looked
    /// at. What is one of `eras` and follows a number is no name.
    pub(crate) fn read(
        &mut self,
        prose: &str,
        span: Span,
        words: &[Packed],
        watched: &Watched,
        eras: &[String],
    ) {
        self.words.insert_all(prose, words, watched.by(Watcher::Vocabulary));
        let words = Words { text: Text::new(prose, words), span };
        self.antecedent = None;
        self.last = None;
        let mut floor = 0;
        for &at in watched.by(Watcher::Names) {
            if at < floor {
                continue;
            }
            if !words.may_name(at) {
                if words.text.get(at).is_some_and(Packed::may_be_name) {
                    self.words.insert(without_possessive(&words.text(at)).0);
                }
                self.read_pronoun(words, at);
                continue;
            }
            if eras.iter().any(|era| era == words.raw(at))
                && at > 0
                && begins_with_figure(words.raw(at - 1))
            {
                continue;
            }
            let joint = words.joint(at);
            let opens = matches!(joint, Joint::Opening | Joint::Period);
            // More than half of all that have a capital.
            if opens && OPENERS.holds(words.text, at) {
                self.read_pronoun(words, at);
                continue;
            }
            let Some((end, span)) = self.phrase.put_together(words, at, opens) else {
                self.read_pronoun(words, at);
                continue;
            };
            let row = self.names.row(&self.phrase.text);
            let Row { n_uses, evidence, introduction, .. } = &mut self.names.rows[row];
            if introduction.is_none() && words.may_introduce(at, end) {
                let how = introductions::read(&words.around(at, end, span));
                *introduction = how.map(|how| (*n_uses, how));
            }
            let is_subject = look_around(evidence, words, joint, at..end, span);
            let acts = words.act(at, end, span, watched.by(Watcher::Retold));
            self.names.add_use(row, Place::alone(span), acts);
            if let Some(last) = self.last {
                let (start, stop) = last.words;
                let name = self.names.text(last.row);
                let may_be = |gender: Gender| FullName::of(name).suits(gender);
                let told = || {
                    let one = Named { name, words: start..stop, is_subject: last.is_subject };
                    let other = Named { name: &self.phrase.text, words: at..end, is_subject };
                    namesakes::are_two(words, [&one, &other])
                };
                if words.say_same(stop, at, end) {
                    self.aliases.push([last.span, span].map(Place::alone));
                } else if are_two(words.text, stop, at..end, may_be) || told() {
                    self.others.push([last.span, span].map(Place::alone));
                }
            }
            self.last = Some(Last { row, words: (at, end), span, is_subject });
            self.antecedent = self.last;
            floor = end;
        }
    }

    /// Reads the name of who speaks next in a script, given as its words.
    pub(crate) fn read_cue(&mut self, prose: &str, words: &[Packed]) {
        let Some(name) = cues::name(prose, words) else { return };
        let row = self.names.row(&name.text);
        self.names.add_use(row, Place::alone(name.span), false);
        self.names.rows[row].evidence.add(Clue::Said);
    }

    /// All names.
    pub(crate) fn finish(self) -> Names {
        self.names.finish(self.words.finish(), self.aliases, self.others)
    }

    /// Counts word number `at` for the name before it, if it is a pronoun.
    #[inline]
    fn read_pronoun(&mut self, words: Words<'_>, at: usize) {
        // Few words begin as "he" and "she" do.
        let begins = |it: Packed| matches!(it.head as u8, b'H' | b'S' | b'h' | b's');
        if self.antecedent.is_some() && words.text.get(at).is_some_and(begins) {
            self.count_pronoun(words, at);
        }
    }

    #[inline(never)]
    fn count_pronoun(&mut self, words: Words<'_>, at: usize) {
        let word = words.text.word(at);
        let text = word.text();
        // "She'd" is "she".
        let short = if word.is_plain { None } else { contracted(&text) };
        let pronoun = short.map_or(&*text, |it| it.0);
        let (clear, later) = match pronoun {
            "she" | "She" => (Clue::She, Clue::SheLater),
            "he" | "He" => (Clue::He, Clue::HeLater),
            "her" | "Her" => (Clue::Her, Clue::SheLater),
            "his" | "His" => (Clue::His, Clue::HeLater),
            "herself" => (Clue::FemaleWord, Clue::SheLater),
            "himself" => (Clue::MaleWord, Clue::HeLater),
            _ => return,
        };
        let Some(Last { row, words: (_, end), is_subject, .. }) = self.antecedent.take() else {
            return;
        };
        // "Mrs. Hale was as quiet as he."
        let is_compared = matches!(words.raw(at - 1), "as" | "than") && words.ends_clause(at);
        if !is_compared
            && at <= end + REACH
            && let Some(is_past) = words.end_sentence(end..at + 1)
        {
            let is_clear = is_subject && !is_past;
            self.names.rows[row].evidence.add(if is_clear { clear } else { later });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::story::names::check_uses;
    use crate::story::{Facts, Story};

    #[test]
    fn opens_a_sentence() {
        check_uses("Anna came. “Anna!” he said to Anna.", &[("Anna", 3, 2)]);
    }

    #[test]
    fn ordinary_words() {
        let text = "The rain fell. Rain and RAIN, I'm told. But then";
        check_uses(text, &[("RAIN", 1, 0), ("Rain", 1, 1)]);
        let facts = Facts::of_text("a.md", text);
        assert_eq!(Story::new(facts, Arc::default()).name_words()[0], []);
    }

    #[test]
    fn commands() {
        check_uses("Kiss Lucy. ‘You’re late, Lucy.’", &[("Lucy", 2, 0)]);
    }

    #[test]
    fn headings_are_no_running_text() {
        check_uses("# The Long Road\n\nIt was long.", &[]);
    }

    #[test]
    fn before_an_entity() {
        let text = "<p>He met Anna&#8217;s man, Tom<i>&rsquo;s</i> and Orme&apos;s.</p>";
        let facts = Facts::of_text("a.html", text);
        let story = Story::new(facts, Arc::default());
        let [words, _] = story.name_words();
        let places = words.iter().flat_map(|word| word.places(story.names()));
        let places: Vec<_> = places.map(|place| &text[place.span.range()]).collect();
        assert_eq!(places, ["Anna", "Orme", "Tom"]);
    }

    #[test]
    fn words_of_names() {
        let text = "He met Anna Hale. Hale saw Mr. Hale.";
        let facts = Facts::of_text("a.md", text);
        let story = Story::new(facts, Arc::default());
        let [words, _] = story.name_words();
        let hale = words.iter().find(|word| word.text == "Hale").expect("it is used");
        assert_eq!((hale.n, hale.n_opening), (3, 1));
        assert_eq!(hale.beside, ["Anna", "Mr"]);
        let places = hale.places(story.names());
        let places: Vec<_> = places.iter().map(|place| &text[place.span.range()]).collect();
        assert_eq!(places, ["Hale"; 3]);
    }
}
