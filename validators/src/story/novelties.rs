//! Things in the text that there were not at all times.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::story::novelty_table::{EVENTS, Entry, MARKS, THINGS, WORDS};
use crate::story::place::Place;
use crate::story::prose::{Packed, Text, is_blank, is_listed, is_loud};
use crate::story::word_list::WordList;

/// A thing, or a word, that there was not at all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Novelty {
    /// The name by which it is called here.
    pub(crate) name: &'static str,
    /// All its names, parted by `|`.
    pub(crate) names: &'static str,
    /// The first year in which there was one.
    pub(crate) year: i16,
    /// By what that is known.
    pub(crate) source: &'static str,
    /// What its names are good for.
    pub(crate) class: Class,
}

/// How clearly the names of a novelty name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// They name a thing and nothing else.
    Thing,
    /// They are words that a later narrator may use of earlier times.
    Word,
    /// They may mean other things: only many of them tell anything.
    Mark,
    /// They are what later people call something that happened in that year.
    Event,
}

/// Where a novelty is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoveltyMention {
    /// The words for it.
    pub place: Place,
    /// Its number in the tables, and that of the name among its names.
    number: (u16, u8),
    /// Whether it is said that there was none: "before there were telephones".
    pub is_denied: bool,
}

impl NoveltyMention {
    /// What is named.
    pub(crate) fn novelty(&self) -> Novelty {
        let (entry, name) = self.number;
        let entry = tables().nth(entry.into()).expect("numbers are of entries");
        let (&(names, year, source), class) = entry;
        let name = names.split('|').nth(name.into()).unwrap_or(names);
        Novelty { name, names, year, source, class }
    }

    /// The same after `n_documents` documents were put before its own.
    pub(crate) fn shifted(self, n_documents: u32) -> Self {
        Self { place: self.place.shifted(n_documents), ..self }
    }
}

/// All entries, in the order of their numbers.
fn tables() -> impl Iterator<Item = (&'static Entry, Class)> {
    let of = |table: &'static [Entry], class| table.iter().map(move |entry| (entry, class));
    of(THINGS, Class::Thing)
        .chain(of(WORDS, Class::Word))
        .chain(of(MARKS, Class::Mark))
        .chain(of(EVENTS, Class::Event))
}

/// A name of a novelty by its words, with its number.
#[derive(Clone)]
struct Name {
    words: Arc<[&'static str]>,
    /// Which of the words it is looked up by: the longest, which is seldom a frequent one.
    key: usize,
    number: (u16, u8),
}

impl Name {
    fn new(name: &'static str, number: (u16, u8)) -> Self {
        let words: Arc<[_]> = name.split([' ', '-']).collect();
        let key = (0..words.len()).max_by_key(|&i| words[i].len()).unwrap_or(0);
        Self { words, key, number }
    }

    /// What may stand in the text for the word that it is looked up by, in lower case.
    fn keys(&self) -> impl Iterator<Item = String> {
        let word = self.words[self.key];
        let is_last = self.key + 1 == self.words.len();
        let may_be = move |ending: &&&str| ending.is_empty() || is_last && may_end(word, ending);
        ENDINGS.iter().filter(may_be).map(|ending| word.to_ascii_lowercase() + ending)
    }
}

/// The names by what may stand for one of their words, in lower case; longer names first.
static NAMES: LazyLock<FxHashMap<String, Vec<Name>>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, Vec<Name>> = FxHashMap::default();
    for ((entry, _), n) in tables().zip(0..) {
        for (name, nth) in entry.0.split('|').zip(0..) {
            let name = Name::new(name, (n, nth));
            for key in name.keys() {
                names.entry(key).or_default().push(name.clone());
            }
        }
    }
    names.values_mut().for_each(|alike| alike.sort_by_key(|name| usize::MAX - name.words.len()));
    names
});

/// What the last word of a name may end in.
const ENDINGS: [&str; 5] = ["", "s", "es", "'s", "’s"];

/// Whether `word` may have this ending.
fn may_end(word: &str, ending: &str) -> bool {
    ending != "es"
        || word.ends_with(['s', 'x', 'z'])
        || word.ends_with("ch")
        || word.ends_with("sh")
}

/// The words that names are looked up by, in lower case.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    NAMES.keys().map(String::as_str)
}

/// Adds what the `words` of a paragraph name. `watched` are the numbers of those that a name may be looked
/// up by. Linear in these.
pub(crate) fn read_novelties(
    prose: &str,
    words: &[Packed],
    watched: &[usize],
    mentions: &mut Vec<NoveltyMention>,
) {
    let text = Text::new(prose, words);
    let names = &*NAMES;
    let mut floor = 0;
    for &i in watched {
        let word = text.raw(i);
        let lower = match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_lowercase()),
            false => Cow::Borrowed(word),
        };
        let Some(alike) = names.get(&*lower) else { continue };
        let named = alike.iter().find_map(|name| {
            let first = i.checked_sub(name.key).filter(|&first| first >= floor)?;
            is_named(text, first, &name.words).then_some((first, name))
        });
        if let Some((first, name)) = named {
            let last = first + name.words.len() - 1;
            let place = Place::alone(text.span_of(first, last));
            let is_denied = is_denied(text, first);
            mentions.push(NoveltyMention { place, number: name.number, is_denied });
            floor = last + 1;
        }
    }
}

/// Whether the words from `first` are `name`.
fn is_named(text: Text<'_>, first: usize, name: &[&str]) -> bool {
    let last = first + name.len() - 1;
    if last >= text.len() {
        return false;
    }
    // A line may be broken after the hyphen.
    let hyphen = |at: usize| text.gap(at).strip_prefix(['-', '‐', '‑']);
    let is_joined = |at: usize| text.follows(at) || hyphen(at).is_some_and(is_blank);
    // "The Battle of Waterloo."
    let is_proper = name.len() > 2 && name[name.len() - 1].starts_with(char::is_uppercase);
    let is_word = |(at, wanted): (usize, &&str)| {
        let ends = |ending: &&str| ending.is_empty() || at == last && may_end(wanted, ending);
        let raw = text.raw(at);
        let is_it = |word: &str| {
            (ENDINGS.iter().filter(|it| ends(it)))
                .any(|ending| word.strip_suffix(ending) == Some(wanted))
        };
        // What else has a capital within a sentence may be a name.
        let is_opening = || {
            let initial = raw.chars().next().map_or(0, char::len_utf8);
            !raw.starts_with(char::is_lowercase)
                && wanted.starts_with(char::is_lowercase)
                && !is_listed(SURNAMES, wanted)
                && (is_proper || at == 0 || opens(text.gap(at)) && !text.is_after_short(at))
                && is_it(&(raw[..initial].to_lowercase() + &raw[initial..]))
        };
        (at == first || is_joined(at)) && (is_it(raw) || at == first && is_opening())
    };
    if !(first..).zip(name).all(is_word) {
        return false;
    }
    // Where all is written in capitals, a word may look like an abbreviation.
    let is_loud_at = |at: usize| text.raw(at).len() > 1 && is_loud(text.raw(at));
    let is_abbreviation = name.len() == 1 && is_loud(name[0]);
    !is_abbreviation || !(first > 0 && is_loud_at(first - 1) || is_loud_at(last + 1))
}

/// Names of things that people have, too, which tells them apart within a sentence only.
const SURNAMES: &str = "biro boycott brougham mackintosh quisling zeppelin";

/// Whether a sentence may begin after `gap`.
fn opens(gap: &str) -> bool {
    !is_blank(gap) && gap.contains(['.', '!', '?', '…', ':', '"', '“', '‘', '\'', '—', '(', '«'])
}

/// How many words back it may be said that there was none.
const REACH: usize = 6;

/// Whether the words before word `i` say that there was none.
fn is_denied(text: Text<'_>, i: usize) -> bool {
    static NONE: WordList =
        WordList::new("Before Neither No Without before neither never no nor not without");
    for at in (i.saturating_sub(REACH)..i).rev() {
        if text.gap(at + 1).contains(['.', '!', '?', '…', ':', ';', '“', '”', '"']) {
            return false;
        }
        let word = text.raw(at);
        if NONE.contains(word) || word.ends_with("n't") || word.ends_with("n’t") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    /// Checks what `text` names, with the first years.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, i16)]) {
        let words = prose::packed(text, Span::new(0..text.len()));
        let mut mentions = Vec::new();
        let all: Vec<usize> = (0..words.len()).collect();
        read_novelties(text, &words, &all, &mut mentions);
        let told = mentions.iter().filter(|it| !it.is_denied);
        let found = told.map(|it| (&text[it.place.span.range()], it.novelty().year));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn forms() {
        check(
            "Two e-mails, an email, an e\u{2011}mail.",
            &[("e-mails", 1965), ("email", 1965), ("e\u{2011}mail", 1965)],
        );
        check("Jet planes? The jet-plane’s wings.", &[("Jet planes", 1930), ("jet-plane’s", 1930)]);
        check("Mobile phones. “Laptops,” he said.", &[("Mobile phones", 1946), ("Laptops", 1983)]);
        check(
            "The July Revolution, that Revolution of July; a revolution",
            &[("July Revolution", 1830), ("Revolution of July", 1830)],
        );
        check("The Wi-Fi and the TV", &[("Wi-Fi", 1999), ("TV", 1936)]);
        check("The Wi-\nFi, an e-\nmail", &[("Wi-\nFi", 1999), ("e-\nmail", 1965)]);
    }

    #[test]
    fn others() {
        check(
            "Old Penicillin barked, and Mr. Laptop. A jet, a pane. A TIN TV SET. Brougham rose.",
            &[],
        );
        check("There were no telephones. It was before the days of the telephone.", &[]);
        check("A mobile face, a phone; the mobile, the phone; cares", &[("phone", 1890); 2]);
    }

    #[test]
    fn tables_hold() {
        for (&(names, year, source), class) in tables() {
            assert!((1750..2025).contains(&year), "{names}");
            assert_eq!(source.is_empty(), class == Class::Mark, "{names}");
        }
    }
}
