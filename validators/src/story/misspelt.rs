//! Names that look like a slip for another one.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::iter;
use std::ops::RangeInclusive;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::common_words::COMMON_WORDS;
use crate::story::evidence::Clue;
use crate::story::facts::Facts;
use crate::story::given_names;
use crate::story::introductions::{How, Introduction};
use crate::story::known_names::is_known_name;
use crate::story::names::{NameUse, NameWord};
use crate::story::place::Place;
use crate::story::prose::{is_apostrophe, is_loud};
use crate::story::slip::{self, Slip};
use crate::story::titles::is_title;
use crate::story::vocabulary::WordSet;

/// A word of names that looks like a slip for another, each by its number among the story's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misspelt {
    pub(crate) rare: usize,
    pub(crate) name: usize,
}

/// A spelling is rare up to so many uses.
const RARE: u32 = 3;

/// A story with at most so many names in use has few: that two of them are much alike is seldom chance.
const FEW: usize = 30;

/// Between two people who are named together stand no more bytes: "Marek and Merek".
const TOGETHER: u32 = 5;

/// How often a name is used.
struct Scale {
    /// It is frequent from so many uses on,
    frequent: u32,
    /// or from so many where nothing but the likeness speaks for a slip,
    very_frequent: u32,
    /// or from so many where the spelling is short, or the difference larger.
    main: u32,
    /// It is used so many times as often as the rare spelling.
    times_as_frequent: u32,
    /// Both of it where the spelling sounds the same or has a letter twice or two swapped, and the same
    /// title or name beside it.
    in_company: u32,
}

impl Scale {
    /// Where there are few names.
    const FEW: Self =
        Self { frequent: 3, very_frequent: 4, main: 6, times_as_frequent: 3, in_company: 2 };

    /// Where there are many, as in a novel.
    const MANY: Self =
        Self { frequent: 6, very_frequent: 20, main: 60, times_as_frequent: 6, in_company: 6 };

    /// That of a story with so many names that would be frequent if they were few.
    fn of(n_names: usize) -> Self {
        if n_names <= FEW { Self::FEW } else { Self::MANY }
    }
}

/// How many letters a name has that is judged: shorter ones are too easily like another, and what is
/// longer is no name, and takes the square of its length to compare.
const LETTERS: RangeInclusive<usize> = 4..=40;

/// A rare spelling is compared with so many frequent names that share a key with it.
const CANDIDATES: usize = 50;

/// Which of `words`, of which `names`, those of `facts`, are made, look like slips for which others, in their order,
/// but for those that are `declared`. `lower` are the words that the story writes without a capital. Linear in the
/// words and their uses, but for looking each up.
pub(crate) fn misspelt(
    facts: &Facts,
    names: &[NameUse],
    words: &[NameWord],
    declared: &[NameWord],
    lower: &WordSet,
) -> Vec<Misspelt> {
    // They are meant.
    let declared: FxHashSet<&str> = declared.iter().map(|word| &*word.text).collect();
    let is_used =
        |least: u32| move |it: &(usize, &NameWord)| it.1.n >= least && has_letters(&it.1.text);
    let all = || words.iter().enumerate();
    let scale = Scale::of(all().filter(is_used(Scale::FEW.frequent)).count());
    let mut frequent: Vec<_> = all().filter(is_used(scale.in_company)).collect();
    frequent.sort_unstable_by_key(|(_, name)| Reverse((name.n, &name.text)));
    // By key the number of the first that has it; and of each its rank, with the number of the next of that key, if
    // there is one.
    let mut firsts: FxHashMap<u64, u32> = FxHashMap::default();
    let mut all_keyed: Vec<(u32, u32)> = Vec::new();
    for (rank, (_, name)) in frequent.iter().enumerate().rev() {
        for key in slip::keys(&name.text) {
            let next = firsts.insert(key, all_keyed.len() as u32);
            all_keyed.push((rank as u32, next.unwrap_or(u32::MAX)));
        }
    }
    let with_key = |key: u64| {
        let at = |number: u32| all_keyed.get(number as usize);
        let own = iter::successors(firsts.get(&key).and_then(|&it| at(it)), move |it| at(it.1));
        own.take(CANDIDATES).map(|&(rank, _)| rank as usize)
    };
    // What is in capitals is somebody's name in a script, and shouted elsewhere.
    let is_cue = |word: &NameWord| {
        let path = |place: &Place| &*facts.documents[place.document as usize].path;
        word.places(names)
            .iter()
            .all(|it| path(it).ends_with(".fountain") || path(it).ends_with(".ink"))
    };
    let is_rare = |it: &(usize, &NameWord)| {
        it.1.n <= RARE && has_letters(&it.1.text) && (!is_loud(&it.1.text) || is_cue(it.1))
    };
    let mut bearers: FxHashMap<usize, Bearer> = FxHashMap::default();
    let of = |(rare, word): (usize, &NameWord)| {
        if declared.contains(&*word.text) {
            return None;
        }
        let ranks: BTreeSet<usize> =
            slip::keys(&word.text).into_iter().flat_map(with_key).collect();
        let mut ranked = ranks.into_iter().map(|rank| frequent[rank]);
        // Of a name that is rare itself somebody may speak as they hear it.
        let is_told = || {
            let mut places = word.places(names).into_iter();
            places.all(|place| facts.speeches.at(place).is_none())
        };
        let is_slip = |(_, name): &(usize, &NameWord)| {
            is_slip_for(word, name, &scale, lower) && (name.n >= scale.frequent || is_told())
        };
        let (at, name) = ranked.find(is_slip)?;
        let bearer = bearers.entry(at).or_insert_with(|| Bearer::of(name, names));
        (!bearer.is_not(word, names)).then_some(Misspelt { rare, name: at })
    };
    all().filter(is_rare).filter_map(of).collect()
}

/// Whether a name has as many letters as is judged, and none left out, as in `Lon'on`.
fn has_letters(word: &str) -> bool {
    let rest = word.strip_prefix(['D', 'L', 'M', 'O']).unwrap_or(word);
    let rest = rest.strip_prefix(is_apostrophe).unwrap_or(rest);
    !rest.contains(is_apostrophe) && LETTERS.contains(&word.chars().count())
}

/// What stands beside a rare spelling in names.
enum Company {
    /// A name that stands beside the frequent name too: `Elenna Hale`, `Elena Hale`.
    SameName,
    /// A title that stands beside the frequent name too: `Miss Elenna`, `Miss Elena`.
    SameTitle,
    /// Nothing, or words that are no names.
    None,
    /// A name or a title that is not the other's: it is someone else.
    Other,
}

impl Company {
    fn of(rare: &NameWord, name: &NameWord, lower: &WordSet) -> Self {
        let (shared, other): (Vec<&String>, Vec<&String>) =
            rare.beside.iter().partition(|beside| name.beside.binary_search(beside).is_ok());
        let is_name = |word: &&String| is_title(word) || !lower.contains(&word.to_lowercase());
        if shared.iter().any(|beside| !is_title(beside)) {
            Self::SameName
        } else if !shared.is_empty() {
            Self::SameTitle
        } else if other.iter().any(is_name) {
            Self::Other
        } else {
            Self::None
        }
    }
}

/// Whether the company that both names keep, and how they differ, leave little doubt that `rare` is
/// `name` misspelt. `lower` are the words that the story writes without a capital.
fn is_slip_for(rare: &NameWord, name: &NameWord, scale: &Scale, lower: &WordSet) -> bool {
    if rare.n * scale.in_company > name.n {
        return false;
    }
    let Some(slip) = slip::between(&rare.text, &name.text) else { return false };
    let company = Company::of(rare, name, lower);
    let is_close = matches!(slip, Slip::Swapped | Slip::Doubled | Slip::Alike)
        && matches!(company, Company::SameName | Company::SameTitle);
    if !is_close && name.n < scale.frequent.max(rare.n * scale.times_as_frequent) {
        return false;
    }
    // "Steeephen" is how somebody calls him; in "Wooodhouse" one letter is too many.
    let is_drawn = |it: &[u8]| it.iter().all(|letter| letter.eq_ignore_ascii_case(&it[0]));
    let letters = rare.text.as_bytes();
    if letters.windows(4).any(is_drawn)
        || letters.len() > name.text.len() + 1 && letters.windows(3).any(is_drawn)
    {
        return false;
    }
    // "Jedge Hale" is how somebody says it.
    if is_title(&name.text)
        && matches!(slip, Slip::Alike | Slip::Confused | Slip::Missing | Slip::Other)
    {
        return false;
    }
    let is_ordinary = |word: &NameWord| {
        let word = word.text.to_lowercase();
        lower.contains(&word) || COMMON_WORDS.contains(&word)
    };
    let is_same_sound = slip == Slip::Alike;
    let has_title = match company {
        Company::SameName => return is_same_sound || !is_known(&rare.text),
        Company::Other => return false,
        Company::SameTitle => true,
        Company::None => false,
    };
    if is_ordinary(rare) || (!has_title && is_ordinary(name)) || is_known(&rare.text) {
        return false;
    }
    let n_letters = rare.text.chars().count();
    let is_inside = rare.n_opening < rare.n;
    // A short word that only opens sentences may be any word.
    let is_name = has_title || is_inside || n_letters >= 7;
    let is_sure = name.n >= if n_letters >= 6 { scale.very_frequent } else { scale.main };
    match slip {
        Slip::Swapped | Slip::Doubled => n_letters >= 5 || has_title || is_sure,
        Slip::Alike | Slip::AlikeAtEnd => n_letters >= 6 || has_title || is_name && is_sure,
        Slip::Confused => is_name && (has_title || n_letters >= 8 || is_sure && n_letters >= 5),
        Slip::Missing => is_name && (has_title || is_sure) && n_letters >= 5,
        // Who has another letter twice is somebody else.
        Slip::Other => is_name && n_letters >= 5 && name.n >= Scale::MANY.main && rare.n == 1,
    }
}

/// Whether a name is a well-known one, be it in capitals.
fn is_known(name: &str) -> bool {
    let titled = |first: char| {
        let rest = name[first.len_utf8()..].to_lowercase();
        is_known_name(&format!("{first}{rest}"))
    };
    is_known_name(name)
        || given_names::gender_of(&name.to_lowercase()).is_some()
        || is_loud(name) && name.chars().next().is_some_and(titled)
}

/// What a story tells of who is called by a name.
struct Bearer {
    /// Where they are named, in reading order.
    places: Vec<Place>,
    /// Whether they are somebody's relative, as far as words beside the name say.
    is_kin: bool,
    /// Whether the name has an article.
    has_article: bool,
}

impl Bearer {
    /// That of `name`, one of the words of `names`. Linear in its uses, but for sorting.
    fn of(name: &NameWord, names: &[NameUse]) -> Self {
        let is_related = |it: &NameUse| it.introduction().is_some_and(|it| it.how == How::Related);
        Self {
            places: name.places(names),
            is_kin: count(name, Clue::FemaleWord, names) + count(name, Clue::MaleWord, names) > 0
                || name.uses(names).any(is_related),
            has_article: count(name, Clue::Article, names) > 0,
        }
    }

    /// Whether the story tells that `rare` is somebody else: it is introduced when they are known already, the two are
    /// named together, or one is called `the`, as ships and inns are.
    fn is_not(&self, rare: &NameWord, names: &[NameUse]) -> bool {
        let is_introduced = |it: Introduction| {
            self.places.first().is_some_and(|first| *first < it.place)
                && match it.how {
                    How::Named | How::Called | How::Described => true,
                    How::Related => !self.is_kin,
                    How::Titled => false,
                }
        };
        let is_beside = |place: &Place| {
            let next = self.places.partition_point(|it| it < place);
            let gap = |one: Place, other: Place| {
                (one.document == other.document)
                    .then(|| other.span.start.saturating_sub(one.span.end))
            };
            let before = next.checked_sub(1).and_then(|at| gap(self.places[at], *place));
            let after = self.places.get(next).and_then(|it| gap(*place, *it));
            before.into_iter().chain(after).any(|gap| gap <= TOGETHER)
        };
        rare.uses(names).filter_map(NameUse::introduction).any(is_introduced)
            || rare.places(names).iter().any(is_beside)
            || !self.has_article && count(rare, Clue::Article, names) == rare.n
    }
}

/// How often there is a clue beside the uses of a word.
fn count(word: &NameWord, clue: Clue, names: &[NameUse]) -> u32 {
    word.uses(names).map(|it| it.evidence.count(clue)).sum()
}
