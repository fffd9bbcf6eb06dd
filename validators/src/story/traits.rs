//! Tables of words that say what somebody or something is, has or does.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::story::gender::Gender;
use crate::story::word_list::WordList;

/// What is said of somebody or something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Attribute {
    /// The colour of the eyes.
    Eyes,
    /// The colour of the hair.
    Hair,
    /// The colour of a beard, a moustache, whiskers.
    Beard,
    /// The colour of the skin.
    Complexion,
    /// Tall, stout.
    Build,
    /// A scar: the value is where.
    Scar,
    /// Something is broken or wounded: the value is what.
    Wound,
    /// A part of the body is lost: the value is which.
    Missing,
    /// Left-handed or right-handed.
    Handedness,
    /// Blind, deaf, lame.
    Infirmity,
    /// Somebody is a relative: the value is what the object is to the subject.
    Kin,
    /// What somebody works as.
    Occupation,
    /// The subject was born; the object is the place.
    Birth,
    /// The subject lives at the object.
    Home,
    /// The subject is dead.
    Death,
    /// The subject is married; the object is to whom.
    Marriage,
    /// The subject comes to have the object.
    Gets,
    /// The subject no longer has the object.
    Loses,
    /// A thing is locked, burnt, broken.
    State,
    /// The subject comes to the object.
    Arrives,
    /// The subject leaves the object.
    Leaves,
    /// A place is north of the object.
    Direction,
    /// A place is an island, a village.
    PlaceKind,
    /// The colour of a thing.
    Colour,
}

impl Attribute {
    /// All, by number.
    pub(crate) const ALL: [Self; 24] = [
        Self::Eyes,
        Self::Hair,
        Self::Beard,
        Self::Complexion,
        Self::Build,
        Self::Scar,
        Self::Wound,
        Self::Missing,
        Self::Handedness,
        Self::Infirmity,
        Self::Kin,
        Self::Occupation,
        Self::Birth,
        Self::Home,
        Self::Death,
        Self::Marriage,
        Self::Gets,
        Self::Loses,
        Self::State,
        Self::Arrives,
        Self::Leaves,
        Self::Direction,
        Self::PlaceKind,
        Self::Colour,
    ];

    /// The values that it can have, each as a word, parted by spaces. Those of kin, of places and of
    /// work go by the word itself, others by the first of the words for it.
    fn values(self) -> &'static str {
        match self {
            Self::Eyes | Self::Hair | Self::Beard | Self::Complexion | Self::Colour => COLOURS,
            Self::Build => BUILDS,
            Self::Scar | Self::Wound | Self::Missing => PARTS,
            Self::Handedness => "left right",
            Self::Infirmity => INFIRMITIES,
            Self::Kin => KIN,
            Self::Occupation => OCCUPATIONS,
            Self::State => STATES,
            Self::Direction => COMPASS,
            Self::PlaceKind => PLACES,
            Self::Birth
            | Self::Home
            | Self::Death
            | Self::Marriage
            | Self::Gets
            | Self::Loses
            | Self::Arrives
            | Self::Leaves => "",
        }
    }

    /// The value with the number `code`, if there is one.
    pub(crate) fn value(self, code: u8) -> Option<&'static str> {
        self.values().split(' ').nth(usize::from(code)).filter(|value| !value.is_empty())
    }
}

/// Spellings and shades of a colour go by one name.
const COLOURS: &str = "amber auburn black blond blue brown dark fair green grey hazel pink purple red violet white yellow";

/// Words for a colour, and which of `COLOURS` each is.
const COLOUR_WORDS: &str = "\
amber=amber auburn=auburn black=black blond=blond blonde=blond blue=blue brown=brown chestnut=brown \
coal=black crimson=red dark=dark fair=fair flaxen=blond ginger=red golden=blond gray=grey green=green \
grey=grey grizzled=grey hazel=hazel pink=pink purple=purple raven=black red=red sandy=blond scarlet=red \
silver=grey swarthy=dark tawny=blond violet=violet white=white yellow=yellow";

const BUILDS: &str = "fat lean plump short slender slim stout tall thin";

const INFIRMITIES: &str = "blind deaf lame one-eyed";

const PARTS: &str = "\
ankle arm breast brow cheek chest chin ear elbow eye eyebrow face finger foot forehead hand head hip \
jaw knee leg lip neck nose shoulder side temple thigh throat thumb wrist";

const KIN: &str = "\
aunt brother cousin daughter father grandfather grandmother granddaughter grandson husband mother \
nephew niece sister son stepfather stepmother uncle wife";

/// Kin that are men, and women.
const MEN: &str = "brother father grandfather grandson husband nephew son stepfather uncle";
const WOMEN: &str = "aunt daughter grandmother granddaughter mother niece sister stepmother wife";

const OCCUPATIONS: &str = "\
actor actress advocate apothecary architect artist attorney baker banker barber barrister blacksmith \
bookseller brewer builder butcher carpenter chemist clergyman clerk coachman cobbler composer cook \
cooper curate dentist doctor draper dressmaker engineer farmer fisherman gamekeeper gardener goldsmith \
governess grocer housekeeper innkeeper jeweller joiner journalist judge lawyer librarian locksmith \
magistrate mason mechanic merchant midwife miller milliner miner musician novelist nurse painter \
pastor pharmacist photographer physician pilot plumber poet policeman postman potter printer professor \
publisher saddler sailor schoolmaster schoolmistress schoolteacher sculptor seamstress sexton shepherd \
shoemaker shopkeeper smuggler soldier solicitor surgeon surveyor tailor tanner teacher undertaker vicar \
waiter waitress watchmaker weaver wheelwright writer";

const STATES: &str = "broken burnt destroyed locked sunk torn unlocked";

/// Words for a state, and which of `STATES` each is.
const STATE_WORDS: &str = "\
burned=burnt burnt=burnt destroyed=destroyed locked=locked smashed=broken sunk=sunk torn=torn \
unlocked=unlocked";

const COMPASS: &str = "east north south west";

const PLACES: &str = "city harbour island port river town village";

/// Things that are carried, given and lost.
const CARRIED: &str = "\
axe bag basket blade bottle box bracelet brooch candle coat coin crown cup dagger diamond diary \
document documents envelope gun hammer handkerchief hat jewel jewels key keys knife lamp lantern \
letter letters locket manuscript map money necklace note notebook packet papers parcel passport pearls \
photograph pistol purse revolver rifle ring rope sword telegram ticket torch trunk umbrella watch will";

/// Things with a lock, or that can be burnt, broken or painted.
const FIXED: &str = "\
barn boat book box bridge cabin cabinet car carriage castle chapel chest church cloak coat cottage \
cupboard curtains desk diary document documents door doors drawer dress factory farm flag gate gates \
gown hat house key lamp letter letters lock manuscript map mill mirror note packet papers parcel \
photograph roof safe ship shutters tower trunk vase village wall walls window windows";

/// Words for somebody without a name.
static PEOPLE: WordList = WordList::new(
    "\
boy child creature fellow gentleman girl lad lady maid man person servant stranger woman",
);

/// Whether `word` is one for somebody without a name: "woman".
pub(crate) fn is_somebody(word: &str) -> bool {
    PEOPLE.contains(word)
}

/// What a word asks to look around it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// "Eyes", "hair", "beard", "complexion".
    Part(Attribute),
    /// "Eyed" as in "blue-eyed".
    Parted(Attribute),
    /// A colour, with its number.
    Colour(u8),
    Build(u8),
    /// "Scar".
    Scar,
    /// "Broken", "wounded": of parts of a body.
    Wound,
    /// "Handed" as in "left-handed".
    Handed,
    Infirm(u8),
    /// "Dead".
    Dead,
    /// "Died".
    Died,
    /// "Killed", which others do.
    Killed,
    /// "Death", "funeral".
    Death,
    /// "Late".
    Late,
    Born,
    Lived,
    Married,
    Kin(u8),
    /// "Uncle" as in "Uncle Tom".
    KinTitle(u8),
    /// "Perished", "passed away".
    Perished,
    /// "Widow".
    Widow,
    Occupation(u8),
    /// "Took".
    Gets,
    /// "Put into his pocket".
    Puts,
    /// "Lost", "gave".
    Loses,
    State(u8),
    /// "Went to".
    Goes,
    /// "Reached".
    Reaches,
    /// "Left".
    Leaves,
    Compass(u8),
    PlaceKind(u8),
}

/// The number of `word` in a list.
fn code(list: &str, word: &str) -> Option<u8> {
    list.split(' ').position(|listed| listed == word).map(|code| code as u8)
}

/// Which part of the body `word` is, as a number.
pub(crate) fn part(word: &str) -> Option<u8> {
    static TABLE: LazyLock<FxHashMap<&str, u8>> =
        LazyLock::new(|| PARTS.split(' ').zip(0..).collect());
    TABLE.get(word).copied()
}

/// Which colour `word` is, as a number.
pub(crate) fn colour(word: &str) -> Option<u8> {
    match TRIGGERS.get(word)? {
        Trigger::Colour(colour) => Some(colour),
        _ => None,
    }
}

/// Whether `word` is a thing that can be carried.
pub(crate) fn is_carried(word: &str) -> bool {
    static TABLE: LazyLock<rustc_hash::FxHashSet<&str>> =
        LazyLock::new(|| CARRIED.split(' ').collect());
    TABLE.contains(word)
}

/// Whether `word` is a thing with a colour and a state.
pub(crate) fn is_fixed(word: &str) -> bool {
    static TABLE: LazyLock<rustc_hash::FxHashSet<&str>> =
        LazyLock::new(|| FIXED.split(' ').collect());
    TABLE.contains(word)
}

/// Whether a relative is he or she; not known of cousins.
pub(crate) fn gender_of_kin(kin: &str) -> Option<Gender> {
    match (code(MEN, kin), code(WOMEN, kin)) {
        (Some(_), _) => Some(Gender::Male),
        (None, Some(_)) => Some(Gender::Female),
        (None, None) => None,
    }
}

/// The number of a thing, or of a relative, among all that statements are about.
pub(crate) fn thing(word: &str) -> Option<u8> {
    static TABLE: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
        let mut table = FxHashMap::default();
        for (word, code) in all_things().zip(0..) {
            table.entry(word).or_insert(code);
        }
        table
    });
    TABLE.get(word).copied()
}

/// The thing with the number `code`.
pub(crate) fn thing_of(code: u8) -> Option<&'static str> {
    all_things().nth(usize::from(code))
}

fn all_things() -> impl Iterator<Item = &'static str> {
    [CARRIED, FIXED, KIN].into_iter().flat_map(|list| list.split(' '))
}

/// Words that may be looked up.
pub(crate) struct Triggers {
    words: FxHashMap<&'static str, Trigger>,
}

impl Triggers {
    /// What `word` asks for.
    pub(crate) fn get(&self, word: &str) -> Option<Trigger> {
        self.words.get(word).copied()
    }

    fn new() -> Self {
        let mut words = FxHashMap::default();
        let mut all = |list: &'static str, trigger: &dyn Fn(u8) -> Trigger| {
            for (word, code) in list.split(' ').zip(0..) {
                words.entry(word).or_insert(trigger(code));
            }
        };
        all("eyes", &|_| Trigger::Part(Attribute::Eyes));
        all("hair locks curls tresses", &|_| Trigger::Part(Attribute::Hair));
        all("beard moustache moustaches mustache whiskers", &|_| Trigger::Part(Attribute::Beard));
        all("complexion", &|_| Trigger::Part(Attribute::Complexion));
        all("eyed", &|_| Trigger::Parted(Attribute::Eyes));
        all("haired", &|_| Trigger::Parted(Attribute::Hair));
        all("bearded", &|_| Trigger::Parted(Attribute::Beard));
        all(BUILDS, &Trigger::Build);
        all("scar", &|_| Trigger::Scar);
        all("broke broken fractured sprained wounded", &|_| Trigger::Wound);
        all("handed", &|_| Trigger::Handed);
        all("blind deaf lame", &Trigger::Infirm);
        all("dead", &|_| Trigger::Dead);
        all("died", &|_| Trigger::Died);
        all("beheaded drowned executed hanged killed murdered slain", &|_| Trigger::Killed);
        all("burial corpse death funeral grave", &|_| Trigger::Death);
        all("late", &|_| Trigger::Late);
        all("born", &|_| Trigger::Born);
        all("lived lives", &|_| Trigger::Lived);
        all("married", &|_| Trigger::Married);
        all(KIN, &Trigger::Kin);
        all("Aunt", &|_| Trigger::KinTitle(code(KIN, "aunt").expect("it is listed")));
        all("Cousin", &|_| Trigger::KinTitle(code(KIN, "cousin").expect("it is listed")));
        all("Uncle", &|_| Trigger::KinTitle(code(KIN, "uncle").expect("it is listed")));
        all("passed perished", &|_| Trigger::Perished);
        all("widow", &|_| Trigger::Widow);
        all(OCCUPATIONS, &Trigger::Occupation);
        all("bought found got pocketed received seized stole took", &|_| Trigger::Gets);
        all("put slipped thrust", &|_| Trigger::Puts);
        all("dropped gave handed lent lost sold", &|_| Trigger::Loses);
        all(
            "came drove flew hurried journeyed returned rode sailed started travelled traveled walked went \
             arrived",
            &|_| Trigger::Goes,
        );
        all("reached", &|_| Trigger::Reaches);
        all("left", &|_| Trigger::Leaves);
        all(COMPASS, &Trigger::Compass);
        all(PLACES, &Trigger::PlaceKind);
        for (list, names, trigger) in [
            (COLOUR_WORDS, COLOURS, Trigger::Colour as fn(u8) -> Trigger),
            (STATE_WORDS, STATES, Trigger::State),
        ] {
            for (word, name) in list.split(' ').filter_map(|pair| pair.split_once('=')) {
                words.entry(word).or_insert(trigger(code(names, name).expect("it is listed")));
            }
        }
        Self { words }
    }
}

/// The words that may say something.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    TRIGGERS.words.keys().copied()
}

/// All words that may say something.
pub(crate) static TRIGGERS: LazyLock<Triggers> = LazyLock::new(Triggers::new);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order() {
        let lists =
            [COLOURS, COLOUR_WORDS, BUILDS, INFIRMITIES, PARTS, OCCUPATIONS, STATES, STATE_WORDS];
        for list in lists.into_iter().chain([COMPASS, PLACES, CARRIED, FIXED]) {
            let words: Vec<&str> = list.split(' ').collect();
            assert!(words.is_sorted(), "{list}");
        }
        for (code, attribute) in Attribute::ALL.into_iter().enumerate() {
            assert_eq!(attribute as usize, code);
        }
    }

    #[test]
    fn looked_up() {
        assert_eq!(TRIGGERS.get("chestnut"), Some(Trigger::Colour(5)));
        assert_eq!(Attribute::Hair.value(5), Some("brown"));
        assert_eq!(TRIGGERS.get("the"), None);
        assert_eq!(gender_of_kin("aunt"), Some(Gender::Female));
        assert_eq!(gender_of_kin("cousin"), None);
        assert_eq!(thing("letter").and_then(thing_of), Some("letter"));
        assert!(all_things().count() < 255);
    }
}
