//! Whether the words around a name tell who bears it.

use serde::Serialize;

use crate::story::place::Place;
use crate::story::prose;
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

/// How the text tells who bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By what somebody is: "Mr. Orme, a tall farmer".
    Described,
    /// By somebody else: "his sister Jane".
    Related,
    /// As somebody new: "a man named Orme".
    Named,
    /// By the name itself: "his name was Orme".
    Called,
    /// By a title, which is part of the name: "Dr. Orme".
    Titled,
}

impl How {
    /// Those that stand around a name, in order.
    pub(crate) const READ: [Self; 4] = [Self::Described, Self::Related, Self::Named, Self::Called];
}

/// Where and how the text first tells who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Introduction {
    /// The name.
    pub place: Place,
    /// What tells it.
    pub how: How,
}

/// What somebody is to somebody else.
static KIN: WordList = WordList::new(
    "\
aunt bride brother brother-in-law cousin daughter fiancé fiancée father friend godfather godmother \
granddaughter grandfather grandmother grandson guardian half-brother half-sister husband mother \
neighbour nephew niece nurse partner servant sister sister-in-law son stepfather stepmother tutor \
uncle widow wife",
);

/// What somebody can be.
static BEINGS: WordList = WordList::new(
    "\
actor actress apprentice architect artist attorney author bachelor baker banker barber baronet \
beauty beggar blacksmith boy brewer brute butcher butler captain carpenter cat chap chemist child \
clergyman clerk coachman colonel cook countess creature curate dancer detective doctor dog \
dressmaker engineer farmer fellow fisherman foreigner footman gardener gentleman gentlewoman girl \
governess grocer groom hero horse housekeeper housemaid hunter husband infant inspector invalid \
jeweller journalist judge kitten knight labourer lad lady landlady landlord lass lawyer maid \
maiden major man manufacturer merchant milkmaid miller miner minister monk musician native nun \
nurse officer orphan painter peasant person philosopher physician pianist pirate planter poet \
policeman politician porter priest prince princess prisoner professor publisher ranchman rascal \
relation relative sailor scholar schoolmaster sculptor seaman sergeant servant shepherd shoemaker \
singer smith soldier solicitor somebody someone spinster squire steward stranger student surgeon \
tailor teacher tenant tradesman traveller waiter ward warrior widow widower wizard woman workman \
writer youngster youth",
);

/// What else has a name.
static PLACES: WordList = WordList::new(
    "\
castle city country forest goddess god hamlet harbour inn island isle kingdom lake moon mountain nation planet port \
province region river ship star temple town valley village world",
);

/// Words that end what somebody is said to be: "a man of the law".
static ENDS: WordList = WordList::new(
    "\
a an as at because but by for from had has he if in is it like of on or she so than that the then \
they to was when where which while who whom whose with you",
);

/// The words on either side of a name, the nearest first: before it those that a space parts, after it
/// those that a space or a comma does. Nothing where there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) before: [&'a str; 2],
    /// Whether a comma stands before the name.
    pub(crate) has_comma: bool,
    /// What stands right after the name.
    pub(crate) gap: &'a str,
    pub(crate) after: [&'a str; 7],
}

/// Whether [`read`] is worth its while for words on either side of a name, the nearest first, whatever
/// parts them. Most names have no others.
#[inline]
pub(crate) fn may_tell([near, far]: [&str; 2], [first, second]: [&str; 2]) -> bool {
    matches!(
        near,
        "born" | "called" | "christened" | "down" | "is" | "it" | "named" | "said" | "was"
    ) || matches!(far, "The" | "called" | "the")
        || owns(far)
        || match first {
            "a" | "an" | "my" | "our" | "the" => true,
            "is" | "was" => matches!(second, "a" | "an"),
            _ => second == "of",
        }
}

/// How the words around a name tell who bears it, if they do.
pub(crate) fn read(around: &Around<'_>) -> Option<How> {
    read_before(around).or_else(|| read_after(around))
}

/// How those before it do.
fn read_before(around: &Around<'_>) -> Option<How> {
    let Around { before: [near, far], has_comma, gap, .. } = *around;
    let is_kin = || owns(far) && KIN.contains(near);
    if has_comma {
        // "Her grandmother, Anna, came."
        return (gap.starts_with([',', '.', ';']) && is_kin()).then_some(How::Related);
    }
    match near {
        "named" | "christened" | "called" if BEINGS.contains(far) => Some(How::Named),
        // "Who had named Anna" tells nothing of her.
        "named" | "christened" if !prose::is_listed("had has have he she they who", far) => {
            Some(How::Called)
        }
        "called" if matches!(far, "been" | "is" | "was") => Some(How::Called),
        "is" | "was" if far == "name" => Some(How::Called),
        "is" | "was" if KIN.contains(far) => Some(How::Related),
        // "Born Anna", "her aunt called her Anna", "the form said Anna".
        "born" => Some(How::Called),
        "her" | "him" | "it" if far == "called" => Some(How::Called),
        "it" if matches!(far, "spelled" | "spelt") => Some(How::Called),
        "said" if far == "it" => Some(How::Called),
        "down" if far == "put" => Some(How::Called),
        // "The river Anna".
        _ if matches!(far, "The" | "the") && PLACES.contains(near) => Some(How::Named),
        _ => is_kin().then_some(How::Related),
    }
}

/// How those after it do.
fn read_after(around: &Around<'_>) -> Option<How> {
    let Around { gap, after: [first, second, ..], .. } = *around;
    let is_beside = gap.strip_prefix(',').is_some_and(prose::is_blank);
    match first {
        "a" | "an" if is_beside => is_being(&around.after[1..]).then_some(How::Described),
        "the" if is_beside => PLACES.contains(second).then_some(How::Named),
        "is" | "was" if prose::is_blank(gap) && matches!(second, "a" | "an") => {
            is_being(&around.after[2..]).then_some(How::Described)
        }
        // "My son" and "my father" would be spoken to, or begin what comes next.
        "my" | "our" if is_beside => {
            prose::is_listed("aunt cousin husband nephew niece uncle wife", second)
                .then_some(How::Related)
        }
        "daughter" | "son" | "sister" | "brother" | "wife" | "widow" if is_beside => {
            (second == "of").then_some(How::Related)
        }
        _ => None,
    }
}

/// Whether words, which follow "a", say what somebody is: "tall, dark man".
fn is_being(words: &[&str]) -> bool {
    let said = words.iter().take_while(|word| !word.is_empty() && !ENDS.contains(word));
    said.into_iter().any(|word| BEINGS.contains(word) || PLACES.contains(word))
}

/// Whether a word says whose something is.
#[inline]
fn owns(word: &str) -> bool {
    matches!(
        word,
        "Her" | "His" | "My" | "Our" | "Their" | "her" | "his" | "my" | "our" | "their" | "your"
    ) || is_possessive(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// Checks how a text introduces `Anna`, and at which of its uses.
    #[track_caller]
    fn check(text: &str, expected: Option<(u32, How)>) {
        let facts = Facts::of_text("a.md", text);
        let anna =
            facts.names.uses().into_iter().find(|name| name.text == "Anna").expect("it is named");
        assert_eq!(anna.introduction, expected, "{text}");
    }

    #[test]
    fn introduced() {
        for (text, how) in [
            ("Then came Anna, a tall, silent woman.", Some(How::Described)),
            ("He said that Anna was a very old lady.", Some(How::Described)),
            ("Then came his sister Anna.", Some(How::Related)),
            ("Then came Tom's wife Anna.", Some(How::Related)),
            ("Then came Anna, daughter of a king.", Some(How::Related)),
            ("Here is Anna, my wife.", Some(How::Related)),
            ("It was a girl named Anna.", Some(How::Named)),
            ("It was a girl called Anna.", Some(How::Named)),
            ("Her name was Anna.", Some(How::Called)),
            ("A thing which they had named Anna.", None),
            ("She was named Anna.", Some(How::Called)),
            ("She had been called Anna.", Some(How::Called)),
            ("She was born Anna, in Vienna.", Some(How::Called)),
            ("Her aunt called her Anna.", Some(How::Called)),
            ("On the form it said Anna.", Some(How::Called)),
            ("They spelled it Anna.", Some(How::Called)),
            ("Her aunt, Anna, came.", Some(How::Related)),
            ("With her aunt, Anna came.", None),
            ("Tom's mother was Anna.", Some(How::Related)),
            ("They crossed the river Anna.", Some(How::Named)),
            ("They prayed to Anna, the goddess of tides.", Some(How::Named)),
            ("Then Anna was a city of salt.", Some(How::Described)),
            ("He told Anna, a lie on his lips.", None),
            ("Then Anna was a little tired.", None),
            ("“Oh, Anna, my dear friend!”", None),
            ("“Go, Anna, my daughter!”", None),
            ("Then came his sister. Anna went.", None),
            ("He called Anna.", None),
            ("His boy came. Anna's was a girl.", None),
            ("“No,” said Anna, “my wife slept.”", None),
        ] {
            check(text, how.map(|how| (0, how)));
        }
    }

    #[test]
    fn at_a_later_use() {
        check(
            "Then Anna came. Anna, a girl, sat. Anna, a woman, stood.",
            Some((1, How::Described)),
        );
    }
}
