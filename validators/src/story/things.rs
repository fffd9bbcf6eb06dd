//! The things that stories set up, by their nouns.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::prose::is_listed;
use crate::story::word_list::WordList;

/// Small things that plots turn on. Left out are those that people handle all day (a hat, a cup, a
/// lamp), and words that mostly mean something else (a will, a plan, a charm).
static THINGS: WordList = WordList::new(
    "\
amulet axe bag bottle box bracelet brooch bullet candlestick casket cheque chest cipher cloak coffer \
coin compass cross crossbow crucifix cutlass dagger diadem diamond diamonds diary document documents \
doll emerald envelope flask flute glove goblet gun handkerchief harpoon hatchet helmet idol jewel \
jewels journal key keys knife lantern ledger letter letters locket manuscript map mask medal \
medallion miniature musket necklace note notebook ornament packet papers parcel parchment passport \
pearl pearls pendant phial photograph pill pills pistol pistols plans pocketbook poison portrait \
potion purse razor receipt relic revolver revolvers rifle ring rope ruby sabre sapphire scissors \
scroll seal shotgun signet skull snuffbox spear statue strongbox sword syringe talisman telegram \
telescope ticket torch treasure trunk umbrella veil vial wallet watch whistle",
);

/// What is loaded.
const FIREARMS: &str = "crossbow gun musket pistol pistols revolver revolvers rifle shotgun";

/// What is stuck into somebody.
const BLADES: &str = "axe cutlass dagger hatchet knife razor sabre spear sword";

/// What has a lid and is locked.
const BOXES: &str = "box casket chest coffer strongbox";

/// Things of which there are many in any story, so that one is seldom the one of long ago.
const COMMON: &str = "bag bottle box envelope glove handkerchief key keys knife letter letters mask note packet \
                      papers parcel ring ticket torch trunk umbrella veil watch";

/// Words before "of" that mostly mean something else there: "a ring of people", "a note of anger".
const FIGURES: &str = "box key letter map note ring rope seal";

/// Words of which one may stand for a thing that was named by another, kind by kind.
const ALIKE: [&str; 6] = [
    FIREARMS,
    "cutlass dagger knife sabre sword",
    "document documents envelope letter letters manuscript note packet papers parcel parchment plans scroll telegram",
    "diary journal ledger notebook pocketbook wallet",
    "diamond diamonds emerald jewel jewels necklace pearl pearls pendant ruby sapphire treasure",
    "bottle flask phial pill pills poison potion vial",
];

/// There are fewer nouns than that: their numbers take seven bits.
pub(crate) const MOST: usize = 128;

/// The number of the first of the words that may stand for the thing with the number `code`.
pub(crate) fn kind(code: u8) -> u8 {
    static KINDS: LazyLock<Vec<u8>> = LazyLock::new(|| (0..MOST as u8).map(find_kind).collect());
    KINDS.get(usize::from(code)).copied().unwrap_or(code)
}

fn find_kind(code: u8) -> u8 {
    let word = thing_of(code).unwrap_or_default();
    let alike = ALIKE.iter().find(|list| is_listed(list, word));
    let first = alike.and_then(|list| list.split(' ').next());
    let singular = || word.strip_suffix('s').and_then(thing);
    first.and_then(thing).or_else(singular).unwrap_or(code)
}

/// The number of the thing that `word` is.
pub(crate) fn thing(word: &str) -> Option<u8> {
    static TABLE: LazyLock<FxHashMap<&str, u8>> =
        LazyLock::new(|| THINGS.words().zip(0..).collect());
    TABLE.get(word).copied()
}

/// The thing with the number `code`.
pub(crate) fn thing_of(code: u8) -> Option<&'static str> {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| THINGS.words().collect());
    WORDS.get(usize::from(code)).copied()
}

/// Whether there are many of the thing with the number `code` in any story.
pub(crate) fn is_common(code: u8) -> bool {
    is_listed(COMMON, thing_of(code).unwrap_or_default())
}

/// The words for things.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    THINGS.words()
}

/// Whether `word` is something to shoot with.
pub(crate) fn is_firearm(word: &str) -> bool {
    is_listed(FIREARMS, word)
}

/// Whether `word` is something to stab or to cut with.
pub(crate) fn is_blade(word: &str) -> bool {
    is_listed(BLADES, word)
}

/// Whether `word` is something to fight with.
pub(crate) fn is_weapon(word: &str) -> bool {
    is_firearm(word) || is_blade(word)
}

/// Whether `word` is something that holds others and is locked.
pub(crate) fn is_box(word: &str) -> bool {
    is_listed(BOXES, word)
}

/// Whether `word` mostly means something else before "of".
pub(crate) fn is_figure(word: &str) -> bool {
    is_listed(FIGURES, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looked_up() {
        assert!(THINGS.words().is_sorted() && THINGS.words().count() < MOST);
        assert_eq!(thing("locket").and_then(thing_of), Some("locket"));
        assert_eq!(thing("hat"), None);
        let lists = [FIREARMS, BLADES, BOXES, COMMON, FIGURES].into_iter().chain(ALIKE);
        for word in lists.flat_map(|list| list.split(' ')) {
            assert!(thing(word).is_some(), "{word}");
        }
        let same = [["keys", "key"], ["note", "letter"], ["gun", "pistols"], ["ring", "ring"]];
        for [one, other] in same.map(|pair| pair.map(|word| thing(word).map(kind))) {
            assert_eq!(one, other);
        }
    }
}
