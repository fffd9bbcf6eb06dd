//! Words that say what somebody or something is, has or does.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::attributes::{
    Attribute, BUILDS, CHANGES, COLOURS, COMPASS, KIN, OCCUPATIONS, PLACES, STATES, code,
};
use crate::story::lexicon::Lexicon;
use crate::story::word_list::WordList;

/// Words for a colour, and which of `COLOURS` each is.
const COLOUR_WORDS: &str = "\
amber=amber auburn=auburn black=black blond=blond blonde=blond blue=blue brown=brown chestnut=brown \
coal=black crimson=red dark=dark fair=fair flaxen=blond ginger=red golden=blond gray=grey green=green \
grey=grey grizzled=grey hazel=hazel pink=pink purple=purple raven=black red=red sandy=sandy scarlet=red \
silver=grey swarthy=dark tawny=sandy violet=violet white=white yellow=yellow";

/// Words for a state, and which of `STATES` each is.
const STATE_WORDS: &str = "\
burned=burnt burnt=burnt destroyed=destroyed locked=locked smashed=broken sunk=sunk torn=torn \
unlocked=unlocked";

/// Relatives whom a name may follow, and which of `KIN` each is.
const KIN_TITLES: &str = "Aunt=aunt Cousin=cousin Uncle=uncle";

/// Words that tell that somebody may look, or work, otherwise than before, or has more than one husband or father, and
/// which of `CHANGES` each is.
const CHANGE_WORDS: &str = "\
adopted=kin adoption=kin adoptive=kin alimony=kin annulled=kin annulment=kin apprentice=work \
apprenticed=work apprenticeship=work articled=work audition=looks bigamist=kin bigamy=kin bleach=looks \
bleached=looks career=work charades=looks colourist=looks contacts=eyes costume=looks custody=kin \
discharged=work disguise=looks disguised=looks disguises=looks dismissed=work divorce=kin divorced=kin \
dye=looks dyed=looks dyeing=looks dyes=looks enlisted=work hairdresser=looks henna=looks hennaed=looks \
imposter=looks impostor=looks lens=eyes lenses=eyes mask=looks masked=looks masks=looks masquerade=looks \
masqueraded=looks ordained=work peroxide=looks peruke=looks posed=looks posing=looks pretence=looks \
pretended=looks pretending=looks promoted=work rehearsal=looks rehearsed=looks remarried=kin resigned=work \
retired=work retirement=work retrained=work role=looks roles=looks sacked=work salon=looks tinted=looks \
toupee=looks wedding=kin widowed=kin widower=kin wig=looks wigs=looks";

/// Things that are carried, given and lost.
static CARRIED: WordList = WordList::new(
    "\
axe bag basket blade bottle box bracelet brooch candle coat coin crown cup dagger diamond diary \
document documents envelope gun hammer handkerchief hat jewel jewels key keys knife lamp lantern \
letter letters locket manuscript map money necklace note notebook packet papers parcel passport pearls \
photograph pistol purse revolver rifle ring rope sword telegram ticket torch trunk umbrella watch will",
);

/// Things with a lock, or that can be burnt, broken or painted.
static FIXED: WordList = WordList::new(
    "\
barn boat book box bridge cabin cabinet car carriage castle chapel chest church cloak coat cottage \
cupboard curtains desk diary document documents door doors drawer dress factory farm flag gate gates \
gown hat house key lamp letter letters lock manuscript map mill mirror note packet papers parcel \
photograph roof safe ship shutters tower trunk vase village wall walls window windows",
);

/// What may be seen on one side of a body, beside scars.
const MARKS: &str = "\
birthmark blister bruise burn cut gash graze mole scratch stitches tattoo weal welt";

/// Words for somebody without a name.
static PEOPLE: WordList = WordList::new(
    "\
boy child creature fellow gentleman girl lad lady maid man person servant stranger woman",
);

/// Whether `word` is one for somebody without a name: "woman".
pub(crate) fn is_somebody(word: &str) -> bool {
    PEOPLE.contains(word)
}

/// Words for somebody without a name.
pub(crate) fn people() -> impl Iterator<Item = &'static str> {
    PEOPLE.words()
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
    /// "Feet" as in "six feet".
    Length,
    /// "Scar", "burn".
    Scar,
    /// "Patch" as in "a patch over his left eye".
    Patch,
    /// "Wooden" as in "his wooden left leg".
    Wooden,
    /// "Sling" as in "her right arm in a sling".
    Sling,
    /// "Broken", "wounded": of parts of a body.
    Wound,
    /// "Handed" as in "left-handed", or as in "handed Tom the key".
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
    /// "Woman" as in "my old woman".
    Woman,
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
    /// "Wig", "retired", with the number of what may have changed.
    Changed(u8),
    /// "Coloured" as in "coloured her hair".
    Coloured,
    /// "Played" as in "played at shop".
    Plays,
}

/// Which colour `word` is, as a number.
pub(crate) fn colour(word: &str) -> Option<u8> {
    match trigger(word)? {
        Trigger::Colour(colour) => Some(colour),
        _ => None,
    }
}

/// Whether `word` is a thing that can be carried.
pub(crate) fn is_carried(word: &str) -> bool {
    CARRIED.contains(word)
}

/// Whether `word` is a thing with a colour and a state.
pub(crate) fn is_fixed(word: &str) -> bool {
    FIXED.contains(word)
}

/// The number of a thing, a relative or a mark on a body, among all that statements are about.
pub(crate) fn thing(word: &str) -> Option<u8> {
    static LEXICON: LazyLock<Lexicon<u8>> = LazyLock::new(|| all_things().zip(0..).collect());
    LEXICON.get(word)
}

/// The thing with the number `code`.
pub(crate) fn thing_of(code: u8) -> Option<&'static str> {
    static THINGS: LazyLock<Vec<&str>> = LazyLock::new(|| all_things().collect());
    THINGS.get(usize::from(code)).copied()
}

fn all_things() -> impl Iterator<Item = &'static str> {
    CARRIED.words().chain(FIXED.words()).chain(KIN.split(' ')).chain(MARKS.split(' '))
}

/// The words that may say something.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    triggers().into_keys()
}

/// What `word` asks for.
pub(crate) fn trigger(word: &str) -> Option<Trigger> {
    static LEXICON: LazyLock<Lexicon<Trigger>> = LazyLock::new(|| triggers().into_iter().collect());
    LEXICON.get(word)
}

/// All words that may say something, with what each asks for.
fn triggers() -> FxHashMap<&'static str, Trigger> {
    let mut words = FxHashMap::default();
    let mut add = |word: &'static str, trigger: Trigger| {
        let other = words.insert(word, trigger);
        debug_assert_eq!(other, None, "`{word}` asks for one thing");
    };
    let mut all = |list: &'static str, trigger: &dyn Fn(u8) -> Trigger| {
        list.split(' ').zip(0..).for_each(|(word, code)| add(word, trigger(code)));
    };
    all("eyes", &|_| Trigger::Part(Attribute::Eyes));
    all("hair locks curls tresses", &|_| Trigger::Part(Attribute::Hair));
    all("beard moustache moustaches mustache whiskers", &|_| Trigger::Part(Attribute::Beard));
    all("complexion", &|_| Trigger::Part(Attribute::Complexion));
    all("eyed", &|_| Trigger::Parted(Attribute::Eyes));
    all("haired headed", &|_| Trigger::Parted(Attribute::Hair));
    all("bearded", &|_| Trigger::Parted(Attribute::Beard));
    all(BUILDS, &Trigger::Build);
    all("centimeters centimetres cm feet foot meter meters metre metres", &|_| Trigger::Length);
    all("scar", &|_| Trigger::Scar);
    all("patch", &|_| Trigger::Patch);
    all(MARKS, &|_| Trigger::Scar);
    all("artificial glass iron metal steel wooden", &|_| Trigger::Wooden);
    all("plaster sling splints", &|_| Trigger::Sling);
    all("colored coloured", &|_| Trigger::Coloured);
    all("play played playing plays", &|_| Trigger::Plays);
    all("broke broken fractured sprained wounded", &|_| Trigger::Wound);
    all("handed", &|_| Trigger::Handed);
    all("blind deaf lame", &Trigger::Infirm);
    all("dead", &|_| Trigger::Dead);
    all("die died", &|_| Trigger::Died);
    all("beheaded buried drowned executed hanged killed murdered slain slew", &|_| Trigger::Killed);
    all("burial corpse death funeral grave", &|_| Trigger::Death);
    all("late", &|_| Trigger::Late);
    all("born", &|_| Trigger::Born);
    all("lived lives", &|_| Trigger::Lived);
    all("married wed", &|_| Trigger::Married);
    all(KIN, &Trigger::Kin);
    all("woman", &|_| Trigger::Woman);
    all("passed perished", &|_| Trigger::Perished);
    all("widow", &|_| Trigger::Widow);
    all(OCCUPATIONS, &Trigger::Occupation);
    all("bought found got pocketed received seized stole took", &|_| Trigger::Gets);
    all("put slipped thrust", &|_| Trigger::Puts);
    all("dropped gave lent lost sold", &|_| Trigger::Loses);
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
        (KIN_TITLES, KIN, Trigger::KinTitle),
        (CHANGE_WORDS, CHANGES, Trigger::Changed),
    ] {
        for (word, name) in list.split(' ').filter_map(|pair| pair.split_once('=')) {
            add(word, trigger(code(names, name).expect("it is listed")));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order() {
        for list in [COLOUR_WORDS, STATE_WORDS, KIN_TITLES, CHANGE_WORDS] {
            assert!(list.split(' ').is_sorted(), "{list}");
        }
        assert!(CARRIED.words().is_sorted() && FIXED.words().is_sorted());
    }

    #[test]
    fn looked_up() {
        assert_eq!(trigger("chestnut"), Some(Trigger::Colour(5)));
        assert_eq!(trigger("Uncle"), Some(Trigger::KinTitle(17)));
        assert_eq!(trigger("the"), None);
        assert_eq!(thing("letter").and_then(thing_of), Some("letter"));
        assert!(all_things().count() < 255);
    }
}
