//! A name taken apart: titles, given names, surname.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::gender::Gender;
use crate::story::given_names;
use crate::story::prose;
use crate::story::slip::{self, folded};
use crate::story::titles;
use crate::story::word_list::WordList;

/// A name without what does not tell people apart: case, diacritics, particles, epithets.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FullName {
    /// `mr`, `aunt`, in the form that most write.
    pub(crate) titles: Vec<String>,
    /// The names, the surname last, in lower case.
    pub(crate) words: Vec<String>,
}

/// What follows a surname.
static SUFFIXES: WordList =
    WordList::new("esq esquire jr jun junior sr senior ii iii iv vi vii viii");

/// Parts of a surname that some write with a capital: `Van Orme`.
static PARTICLES: WordList = WordList::new("De Den Der Du La Le Van Von");

/// Titles with which a name begins: what stands before one is none of it.
const BEGINNINGS: [&str; 4] = ["Miss", "Mr", "Mrs", "Messrs"];

/// Titles that are written in several ways, each with the first.
const SAME_TITLES: [&str; 12] = [
    "mr mister misther mistah mithter monsieur m herr signor senor señor don",
    "mrs missis missus mis madame mme frau signora senora señora donna",
    "miss mlle mademoiselle missy fraulein fräulein signorina senorita señorita",
    "dr doctor",
    "captain capt cap'n",
    "colonel col",
    "lieutenant lieut lt",
    "general gen",
    "professor prof",
    "reverend rev",
    "aunt aunty auntie",
    "master massa marse mas mas'r mus'r",
];

/// Titles by which people are known without a name.
static OFFICES: WordList = WordList::new(
    "\
abbess abbot admiral archbishop archdeacon archduke baron baroness bishop brigadier captain cardinal \
chancellor colonel commander commodore comte comtesse corporal count countess curate czar czarina dean \
doctor dr duchess duke earl emperor empress general governor inspector judge king lieutenant major \
maharajah marchioness marquis marquise marquess marshal mayor parson president prince princess professor \
queen rabbi rajah rector senator sergeant serjeant sheriff skipper squire sultan superintendent tsar vicar \
vicomte viscount viscountess",
);

impl FullName {
    /// Takes `text` apart.
    pub(crate) fn of(text: &str) -> Self {
        let mut name = Self::default();
        if !text.bytes().any(|byte| matches!(byte, b' ' | b'.')) {
            // Most names are one word, and that is no title.
            if is_name(text) {
                name.words = vec![folded(text)];
            }
            return name;
        }
        let tokens = text.split([' ', '.']).filter(|token| !token.is_empty());
        let mut tokens = tokens.peekable();
        while let Some(token) = tokens.next() {
            let is_last = tokens.peek().is_none();
            // "M. D" are no mister's initials.
            let is_initial = token == "M" && tokens.peek().is_some_and(|next| next.len() == 1);
            let quiet = quiet(token);
            let plain = plain_apostrophes(&quiet);
            if !is_last && BEGINNINGS.contains(&&*quiet) {
                // "Will Mr. Hale come?"
                name.words.clear();
            }
            if quiet == "The" && tokens.peek().is_some_and(|next| titles::is_title(next)) {
                continue;
            }
            if is_last || is_initial || !name.words.is_empty() {
                // Only before a name is a word a title.
            } else if (quiet == "St" || quiet == "Saint") && !is_last {
                let saint = tokens.next().unwrap_or_default();
                name.words.push(format!("st {}", folded(saint)));
                continue;
            } else if titles::is_epithet(&quiet) {
                continue;
            } else if titles::is_title(&plain) {
                name.titles.push(same_title(&plain.to_lowercase()));
                continue;
            } else if is_double_title(token) {
                let parts = token.split('-').map(|title| same_title(&title.to_lowercase()));
                name.titles.extend(parts);
                continue;
            }
            if !is_last && PARTICLES.contains(&quiet) {
                continue;
            }
            if token == "of" && !name.titles.is_empty() {
                let place = tokens.by_ref().last().unwrap_or_default();
                name.words = vec![format!("of {}", folded(place))];
                return name;
            }
            let word = folded(token);
            let is_suffix = !name.words.is_empty() && SUFFIXES.contains(&word);
            if is_suffix && is_number(&word) && name.words.len() == 1 {
                // There is more than one Charles.
                name.words[0].push(' ');
                name.words[0].push_str(&word);
            } else if is_name(token) && !is_suffix {
                name.words.push(word);
            }
        }
        name
    }

    /// Whether one of the words of `text` is a title, which it must be for a name with titles.
    pub(crate) fn may_be_titled(text: &str) -> bool {
        let is_title = |token| titles::is_title(&plain_apostrophes(&quiet(token)));
        text.split([' ', '.']).any(|token| is_title(token) || is_double_title(token))
    }

    /// The title that it is, in the form that most write, if it is nothing else and tells one person
    /// from others: "the Admiral", not "Miss".
    pub(crate) fn bare_title(&self) -> Option<&str> {
        let [word] = &*self.words else { return None };
        let title = same_title_of(word);
        (self.titles.is_empty() && OFFICES.contains(title)).then_some(title)
    }

    /// The given name, if there is one beside the surname.
    pub(crate) fn first(&self) -> Option<&str> {
        let (first, rest) = self.words.split_first()?;
        (!rest.is_empty()).then_some(first)
    }

    /// The same with an adjective, which tells its bearer from somebody else: "Old Tom".
    pub(crate) fn with_epithet(mut self, epithet: &str) -> Self {
        if let Some(first) = self.words.first_mut() {
            *first = format!("{} {first}", epithet.to_lowercase());
        }
        self
    }

    /// The gender that people of the given name usually have: of a saint's, where a surname follows.
    pub(crate) fn given_gender(&self) -> Option<Gender> {
        let first = self.words.first()?;
        match first.rsplit_once(' ') {
            Some(("of", _)) => None,
            Some(("st", _)) if self.words.len() == 1 => None,
            Some((_, given)) => given_names::gender_of(given),
            None => given_names::gender_of(first),
        }
    }

    /// The surname; or the only name.
    pub(crate) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// Whether a given name is among its words, as far as they show.
    pub(crate) fn is_given(&self) -> bool {
        let is_whole = self.words.first().is_some_and(|first| first.len() > 1);
        is_whole && (self.words.len() > 1 || self.given_gender().is_some())
    }

    /// Whether one person may bear both, which are names with given names: one of these is the same, a
    /// nickname of the other, an initial or another spelling.
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        let is_single = self.words.len() == 1 || other.words.len() == 1;
        let givens = |name: &Self| name.words.len() - usize::from(!is_single);
        let (ours, theirs) = (&self.words[..givens(self)], &other.words[..givens(other)]);
        ours.iter().any(|one| theirs.iter().any(|other| are_one(one, other)))
    }

    /// Whether it has the title `title`.
    pub(crate) fn has(&self, title: &str) -> bool {
        self.titles.iter().any(|own| own == title)
    }

    /// Whether one of its titles is in `list`.
    pub(crate) fn is_titled(&self, list: &WordList) -> bool {
        self.titles.iter().any(|title| list.contains(title))
    }

    /// The gender that its titles have.
    pub(crate) fn gender(&self) -> Option<Gender> {
        self.titles.iter().find_map(|title| titles::gender_of_title(title))
    }

    /// Whether neither titles nor the given name say that it is somebody of the other gender.
    pub(crate) fn suits(&self, gender: Gender) -> bool {
        self.gender().or(self.given_gender()).is_none_or(|known| known == gender)
    }
}

/// Whether two given names in lower case may be one, which one of them may shorten.
fn are_one(one: &str, other: &str) -> bool {
    let long = |name: &str| {
        let long = given_names::long_for(name).iter().cloned();
        long.chain([name.to_owned()]).collect::<Vec<_>>()
    };
    one.starts_with(other)
        || other.starts_with(one)
        || slip::between(one, other).is_some()
        || long(one).iter().any(|name| long(other).contains(name))
}

/// Whether a word may be one of a name, and no particle.
fn is_name(word: &str) -> bool {
    prose::starts_with_capital(word) || word.contains(prose::is_apostrophe)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'i' | b'v'))
}

/// Whether a word is titles with a hyphen: `Detective-Inspector`.
fn is_double_title(word: &str) -> bool {
    let is_title = |part: &str| titles::is_title(&quiet(part)) && !titles::is_epithet(&quiet(part));
    word.contains('-') && word.split('-').all(is_title)
}

/// A word in capitals as it is mostly written.
fn quiet(word: &str) -> Cow<'_, str> {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if prose::is_loud(word) && word.chars().nth(1).is_some() => {
            Cow::Owned(first.to_string() + &chars.as_str().to_lowercase())
        }
        _ => Cow::Borrowed(word),
    }
}

/// A word with straight apostrophes.
fn plain_apostrophes(word: &str) -> Cow<'_, str> {
    match word.is_ascii() {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.replace('’', "'")),
    }
}

/// The title that most write for this one, in lower case.
fn same_title(title: &str) -> String {
    same_title_of(title).to_owned()
}

/// The form of a title that most write.
fn same_title_of(title: &str) -> &str {
    static TABLE: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
        let same = SAME_TITLES.iter().filter_map(|same| Some((same.split(' ').next()?, same)));
        same.flat_map(|(first, same)| same.split(' ').map(move |title| (title, first))).collect()
    });
    TABLE.get(title).copied().unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_apart() {
        for (text, titles, words) in [
            ("Emma Hale", "", "emma,hale"),
            ("Mr. Hale", "mr", "hale"),
            ("MISTER HALE", "mr", "hale"),
            ("Poor Aunt Zoë", "aunt", "zoe"),
            ("Anna de la Hale", "", "anna,hale"),
            ("Madame St. Hale", "mrs", "st hale"),
            ("Duke of the Vale", "duke", "of vale"),
            ("Captain", "", "captain"),
            ("Charles II", "", "charles ii"),
            ("J. O. Hale Esq", "", "j,o,hale"),
            ("Sir Pagan d'Orme", "sir", "pagan,d'orme"),
            ("Sir Pagan d’Orme", "sir", "pagan,d'orme"),
            ("Anna Van Hale", "", "anna,hale"),
            ("Professor Van Der Hale", "professor", "hale"),
            ("Detective-Inspector Hale", "detective,inspector", "hale"),
            ("Papa Hale", "papa", "hale"),
            ("Papa", "", "papa"),
            ("The Rev. Anna Hale", "reverend", "anna,hale"),
            ("J.O. Hale", "", "j,o,hale"),
            ("M. Hale", "mr", "hale"),
            ("M. D", "", "m,d"),
        ] {
            let name = FullName::of(text);
            assert_eq!(
                (name.titles.join(","), name.words.join(",")),
                (titles.into(), words.into())
            );
        }
    }
}
