//! Which colour a word gives to eyes or hair for good.

use crate::story::attributes::{Attribute, COLOURS, code};
use crate::story::prose::{Text, is_listed};
use crate::story::traits;
use crate::story::word_list::WordList;

/// Words that are a colour beside hair only, and which of `COLOURS` each is.
const OF_HAIR: &str = "\
ash=sandy chestnut=auburn copper=red coppery=red ebony=black honey=sandy inky=black jet=black mousy=brown platinum=blond \
reddish=sandy straw=blond strawberry=sandy wheaten=blond";

/// Words before another colour that say which shade of it: between others, for hair.
const BETWEEN: &str = "ash dirty light pale reddish strawberry";

/// What hair may be for a while.
static PASSING: WordList = WordList::new(
    "\
damp dripping drenched dusty floured frosted powdered singed soaked sodden sooty wet",
);

/// By what everything has another colour.
static LIGHTS: WordList = WordList::new(
    "\
candlelight dawn dusk dust dye fire firelight flame flames flour frost glare gleam glow lamp lamplight light \
lightning moon moonlight rain rays shade shadow shadows snow soot sun sunlight sunrise sunset torch \
torchlight twilight wet",
);

/// So many words around a colour are looked at.
const AROUND: usize = 9;

/// The colour that word `k` gives to hair or eyes, as a number.
pub(crate) fn tint(text: Text<'_>, k: usize, attribute: Attribute) -> Option<u8> {
    let word = text.raw(k);
    if !matches!(attribute, Attribute::Hair | Attribute::Beard) {
        return traits::colour(word);
    }
    let of_hair = || {
        let mut pairs = OF_HAIR.split(' ').filter_map(|pair| pair.split_once('='));
        let (_, colour) = pairs.find(|pair| pair.0 == word)?;
        code(COLOURS, colour)
    };
    let colour = of_hair().or_else(|| traits::colour(word))?;
    // "Light brown" may be called fair, and "dark blond" brown.
    let name = attribute.value(colour)?;
    let before = k.checked_sub(1).map_or("", |before| text.raw(before));
    let is_between = is_listed("blond brown", name)
        && (is_listed(BETWEEN, before) || name == "blond" && before == "dark");
    if is_between { code(COLOURS, "sandy") } else { Some(colour) }
}

/// Whether the colour that eyes or hair have at word `i` may be so by a light or for a while: "was gold in the
/// sunlight".
pub(crate) fn is_passing(text: Text<'_>, i: usize, attribute: Attribute) -> bool {
    if attribute == Attribute::Complexion {
        return false;
    }
    let first = text.sentence_first(i).max(i.saturating_sub(AROUND));
    let mut after = (i + 1..text.len().min(i + AROUND)).take_while(|&k| !text.opens(k));
    let is_eyes = attribute == Attribute::Eyes;
    // Of eyes nothing else speaks for a light: "in the lamplight", not "blue as the dusk".
    let is_in = |k: usize| {
        (k.saturating_sub(3)..k).any(|k| is_listed("By In Under by in under", text.raw(k)))
    };
    let is_of_light = |k: usize| LIGHTS.contains(text.raw(k)) && (!is_eyes || is_in(k));
    (first..i).any(|k| (is_eyes || text.raw(k) != "light") && is_of_light(k))
        || !is_eyes && (first.max(i.saturating_sub(4))..i).any(|k| PASSING.contains(text.raw(k)))
        || after.any(is_of_light)
}

/// Whether eyes, hair and the like have a colour for good.
pub(crate) fn is_colour_of(attribute: Attribute, code: u8) -> bool {
    let colour = attribute.value(code);
    let is = |list: &str| colour.is_some_and(|colour| is_listed(list, colour));
    match attribute {
        Attribute::Eyes => is("amber black blue brown dark green grey hazel violet"),
        Attribute::Hair | Attribute::Beard => {
            is("auburn black blond brown dark fair grey red sandy white yellow")
        }
        Attribute::Complexion => is("black brown dark fair"),
        _ => true,
    }
}
