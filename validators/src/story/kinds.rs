//! Whether a name names a person, a place, or what else.

use serde::{Deserialize, Serialize};

use crate::story::evidence::{Clue, Evidence};
use crate::story::given_names;
use crate::story::word_list::WordList;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Somebody: a person, or an animal or thing that acts and speaks as one.
    Person,
    /// Somewhere.
    Place,
    /// A firm, a regiment, a club, a ship.
    Organisation,
    /// A day, a book, a people, a language; whatever has a capital.
    Other,
}

/// What is known of a name beside what stands around it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Features {
    /// Uses.
    pub(crate) n: u32,
    /// It begins with a given name.
    pub(crate) is_given: bool,
    /// The story writes it without a capital too.
    pub(crate) is_ordinary: bool,
    /// It begins with a title.
    pub(crate) has_title: bool,
    /// Uses of its last word after a title.
    pub(crate) n_titled: u32,
}

/// How much it speaks for a person that a clue comes with each use; against one where it is negative.
/// Fitted (logistic regression) to the names of 47 novels, LitBank by Bamman, Popat and Shen, then
/// rounded. Fitted to three quarters of the novels and asked of the rest, the weights alone find 87 of
/// 100 uses of people's names, and 93 of 100 that they find are.
const WEIGHTS: [(Clue, f32); 20] = [
    (Clue::Opening, -0.5),
    (Clue::Article, -3.3),
    (Clue::Determined, -5.0),
    (Clue::Inside, -5.5),
    (Clue::Toward, -1.7),
    (Clue::Of, -1.3),
    (Clue::With, 1.7),
    (Clue::Said, 4.2),
    (Clue::Acts, 2.6),
    (Clue::Is, 2.7),
    (Clue::Owns, 4.2),
    (Clue::OwnsPart, 2.3),
    (Clue::Called, 1.0),
    (Clue::Who, 2.7),
    (Clue::Hailed, 1.9),
    (Clue::MaleWord, 0.8),
    (Clue::She, 3.0),
    (Clue::He, 1.6),
    (Clue::Her, 1.4),
    (Clue::SheLater, 0.8),
];

/// How much speaks for a person: more than 0, and it is one.
pub(crate) fn personhood(evidence: &Evidence, features: Features) -> f32 {
    let per_use = |clue| evidence.count(clue) as f32 / (features.n as f32 + 1.0);
    let mut sum = -1.1;
    sum += WEIGHTS.iter().map(|&(clue, weight)| weight * per_use(clue)).sum::<f32>();
    sum += 0.4 / 3.0 * (features.n as f32).ln();
    sum += 1.2 / 3.0 * (features.n_titled as f32).ln_1p();
    sum += if features.is_given { 3.0 } else { 0.0 };
    sum += if features.is_ordinary { -2.7 } else { 0.0 };
    sum += if evidence.count(Clue::Opening) == features.n { -0.5 } else { 0.0 };
    sum + if features.has_title { 2.5 } else { 0.0 }
}

/// Countries, cities, counties, in lower case.
static PLACES: WordList = WordList::new(
    "\
africa america asia athens atlantic australia austria bath belgium berlin birmingham boston brazil \
bristol britain brighton brussels california calcutta cambridge canada chicago china constantinople \
cornwall derbyshire devonshire dover dublin edinburgh egypt england europe florence france geneva \
germany glasgow gloucestershire greece hampshire hertfordshire holland hungary india ireland israel \
italy japan jerusalem kent lancashire leeds liverpool london lyons madrid manchester massachusetts \
mexico milan moscow munich naples newcastle norway oxford paris persia peru philadelphia plymouth \
poland portsmouth portugal prussia richmond rome russia scotland siberia sicily somersetshire \
southampton spain surrey sussex sweden switzerland texas turkey venice vienna virginia wales \
washington westminster wiltshire windsor york yorkshire zurich",
);

/// What the last word of the name of a place is, in lower case.
static SITES: WordList = WordList::new(
    "\
abbey alley arms avenue bay beach bend bridge building canal cape castle chapel city close coast \
college common corner cottage county court creek crescent cross farm field fields ford forest garden \
gardens gate grange green grove hall harbour heath heights highway hill hills hospital hotel house \
inn island islands isle isles lake lane lodge manor market mill mills moor mount mountain mountains \
ocean palace parish park pass place plain plains point port prison province ranch ridge river road \
rock room row school sea shire square station street streets tavern terrace theatre tower town \
university vale valley village villa walk water waters way wood woods yard",
);

/// What stands after the given name of a person in the name of a place, in lower case.
static STREETS: WordList = WordList::new(
    "avenue college cottage county court farm hospital hotel house inn place \
prison road school square street",
);

/// What the first word of the name of a place is, in lower case: `Kings Orme`.
static LANDS: WordList = WordList::new("abbots bishops kings monks queens");

/// What the last word of the name of a firm, a club, a ship is, in lower case.
static BODIES: WordList = WordList::new(
    "\
academy army assembly association bank board brothers church club co committee company congress \
corps council court department family federation government guard guards hussars institute \
ministry navy office order parliament party police regiment service society union",
);

/// Days, months, feasts, peoples, tongues, forms of address, in lower case.
static OTHERS: WordList = WordList::new(
    "\
god jove monday tuesday wednesday thursday friday saturday sunday january february march april may \
june july august september october november december christmas easter michaelmas lent advent bible \
gospel testament english french german germans italian italians spanish spaniard spaniards latin \
greek greeks roman romans american americans englishman englishmen englishwoman frenchman \
frenchmen frenchwoman irish irishman scotch scotchman scottish welsh dutch dutchman indian indians \
christian christians christianity catholic catholics protestant protestants jew jews jewish turk \
turks turkish russian russians chinese japanese european europeans african mexican mexicans \
persian polish swiss swedish norwegian danish austrian hungarian negro negroes sir madam ma'am \
papa mamma mama pa ma dad daddy mother father miss mrs mr monsieur madame mademoiselle signor \
signora signorina herr frau mister missis missus nurse aunt uncle aunty auntie brother sister \
granny grandmother grandfather grandma grandpa doctor captain colonel general major sergeant \
lieutenant inspector professor squire parson vicar rector heaven heavens nature providence fate \
fortune love death time chapter book volume part letter page illustration note act scene he him \
his she her thou thee thy they you your we us our me my it its o oh ah ay aye yes no well ii iii \
iv vi vii viii ix xi xii xiii",
);

/// What a name that is no person's is, by its words in lower case.
pub(crate) fn kind_of(words: &[String], evidence: &Evidence) -> Kind {
    let last = words.last().map_or("", String::as_str);
    if OTHERS.contains(last) {
        Kind::Other
    } else if is_place(words) {
        Kind::Place
    } else if words.len() > 1 && BODIES.contains(last) {
        Kind::Organisation
    } else if 3 * evidence.count(Clue::Inside) > evidence.count(Clue::Determined)
        && evidence.count(Clue::Inside) + evidence.count(Clue::Toward) > 0
    {
        Kind::Place
    } else {
        Kind::Other
    }
}

/// Whether the words alone say that it is somewhere.
pub(crate) fn is_place(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else { return false };
    match before {
        [] => PLACES.contains(last),
        // "Emma York", "Tom Hill" are people, Oliver Street is none.
        [first, ..] if given_names::gender_of(first).is_some() => STREETS.contains(last),
        [first, ..] if LANDS.contains(first) => true,
        _ => PLACES.contains(last) || SITES.contains(last),
    }
}

/// Whether the words alone say that it is nobody.
pub(crate) fn is_nobody(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else { return true };
    let has_given = before.first().is_some_and(|first| given_names::gender_of(first).is_some());
    is_place(words)
        || words.iter().all(|word| word.chars().count() == 1)
        || words[0] == "the"
        || !has_given && OTHERS.contains(last)
        || !before.is_empty() && BODIES.contains(last)
}
