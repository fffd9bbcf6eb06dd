//! How one spelling of a name can come from another by a slip.

use std::borrow::Cow;

/// The one slip between two spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// Two neighbours changed places: `Elnea`.
    Swapped,
    /// A letter is doubled, or a double one single: `Elenna`.
    Doubled,
    /// Other letters for the same sound: `Jozefine` for `Josephine`.
    Alike,
    /// The same at the end: `Charly` for `Charlie`.
    AlikeAtEnd,
    /// A letter is confused with one like it: `Elema`.
    Confused,
    /// A letter is missing or too many: `Elna`.
    Missing,
    /// Another letter: `Elewa`.
    Other,
}

/// Letters that are written, heard or typed one for the other, beside any two vowels.
/// But "v" for "w" is how somebody speaks.
const CONFUSED: [&str; 12] =
    ["mn", "td", "sz", "ck", "lr", "bp", "iy", "uv", "gq", "gj", "cs", "fv"];

/// A shorter name sounds like many others.
const LETTERS_OF_SOUND: usize = 6;

/// The slip that makes `wrong` of `right`, if it is one: not at the first letter, and not at the
/// end, where it may be an ending.
pub(crate) fn between(wrong: &str, right: &str) -> Option<Slip> {
    let (wrong, right) = (folded(wrong), folded(right));
    let (wrong_letters, right_letters): (Vec<_>, Vec<_>) =
        (wrong.chars().collect(), right.chars().collect());
    let (wrong_letters, right_letters) = (wrong_letters.as_slice(), right_letters.as_slice());
    let n_before = wrong_letters.iter().zip(right_letters).take_while(|(a, b)| a == b).count();
    let (left, other) = (&wrong_letters[n_before..], &right_letters[n_before..]);
    let n_after = left.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, other) = (&left[..left.len() - n_after], &other[..other.len() - n_after]);
    let is_plural =
        [&wrong, &right].iter().all(|name| name.ends_with("man") || name.ends_with("men"));
    if n_before == 0 || is_plural {
        return None;
    }
    match (left, other) {
        // They differ in diacritics.
        ([], []) => None,
        (&[a, b], &[c, d]) if (a, b) == (d, c) => Some(Slip::Swapped),
        (&[c], []) | ([], &[c]) if wrong_letters[n_before - 1] == c => {
            // A doubled "e" or "s" at the end may be an ending.
            (n_after > 0 || !matches!(c, 'e' | 's')).then_some(Slip::Doubled)
        }
        _ if sound(&respelt(&wrong)).eq(sound(&respelt(&right)))
            && (left.len().max(other.len()) < 2 || wrong_letters.len() >= LETTERS_OF_SOUND) =>
        {
            Some(if n_after == 0 { Slip::AlikeAtEnd } else { Slip::Alike })
        }
        // "Elena" and "Elenas", "Maria" and "Marie", "the Marias" and "the Maries".
        _ if n_after == 0 || n_after == 1 && wrong.ends_with('s') => None,
        (&[_], []) | ([], &[_]) => Some(Slip::Missing),
        (&[a], &[b]) if are_confused(a, b) => Some(Slip::Confused),
        (&[_], &[_]) => Some(Slip::Other),
        _ => None,
    }
}

/// Keys of which two spellings share one if there is a slip between them: the hashes of how the name
/// sounds, and of the name without any one of its letters (Garbe, SymSpell). A key that is another name's by
/// chance costs a look at that name, no more.
pub(crate) fn keys(name: &str) -> Vec<u64> {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let name = folded(name);
    // A polynomial, to which letters can be added.
    let add = |hash: u64, c: char| hash.wrapping_mul(BASE).wrapping_add(u64::from(c));
    let mut keys = Vec::with_capacity(name.len() + 2);
    // Of each letter first that of those before it.
    let mut before = 0;
    for c in name.chars() {
        keys.push(before);
        before = add(before, c);
    }
    let (mut after, mut power) = (0_u64, 1_u64);
    for (key, c) in keys.iter_mut().rev().zip(name.chars().rev()) {
        *key = key.wrapping_mul(power).wrapping_add(after);
        after = after.wrapping_add(power.wrapping_mul(u64::from(c)));
        power = power.wrapping_mul(BASE);
    }
    // Of a double letter either may be left out.
    keys.dedup();
    // The sound is kept apart from the spelling.
    keys.extend([before, !sound(&respelt(&name)).fold(0, add)]);
    keys
}

fn are_confused(a: char, b: char) -> bool {
    let is_vowel = |c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    (is_vowel(a) && is_vowel(b)) || CONFUSED.iter().any(|pair| pair.contains(a) && pair.contains(b))
}

/// A name in small letters without diacritics, with straight apostrophes.
pub(crate) fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let plain = |c| match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '’' => '\'',
        _ => c,
    };
    name.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// A folded name with one spelling of letters that sound alike in English.
fn respelt(name: &str) -> Cow<'_, str> {
    const SPELLINGS: [(&str, &str); 10] = [
        ("ph", "f"),
        ("ck", "k"),
        ("th", "t"),
        ("aw", "au"),
        ("ea", "e"),
        ("ee", "e"),
        ("ie", "i"),
        ("ey", "i"),
        ("ce", "se"),
        ("ci", "si"),
    ];
    let mut respelt = Cow::Borrowed(name);
    // Most spellings have a letter that a name does not have.
    let mut letters = letters_of(name);
    for (spelling, simple) in SPELLINGS {
        let own = letters_of(spelling);
        if letters & own == own && respelt.contains(spelling) {
            respelt = Cow::Owned(respelt.replace(spelling, simple));
            letters |= letters_of(simple);
        }
    }
    respelt
}

/// Roughly how a [`respelt`] name sounds, so that spellings of one name are the same.
fn sound(respelt: &str) -> impl Iterator<Item = char> {
    let plain = |letter| match letter {
        'c' => 'k',
        'z' => 's',
        'y' => 'i',
        _ => letter,
    };
    let mut last = None;
    let letters = respelt.chars().map(plain);
    letters.filter(move |&letter| last.replace(letter) != Some(letter))
}

/// A bit for each of the letters from `a` to `z` in `text`, and some for others.
fn letters_of(text: &str) -> u32 {
    text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wrong: &str, right: &str, expected: Option<Slip>) {
        assert_eq!(between(wrong, right), expected);
        if expected.is_some() {
            let keys = keys(right);
            assert!(super::keys(wrong).iter().any(|key| keys.contains(key)), "they share no key");
        }
    }

    #[test]
    fn slips() {
        check("Elnea", "Elena", Some(Slip::Swapped));
        check("Elenna", "Elena", Some(Slip::Doubled));
        check("Perot", "Perrot", Some(Slip::Doubled));
        check("Leon", "León", None);
        check("Josefine", "Josephine", Some(Slip::Alike));
        check("Charly", "Charlie", Some(Slip::AlikeAtEnd));
        check("Elema", "Elena", Some(Slip::Confused));
        check("Elna", "Elena", Some(Slip::Missing));
        check("Elewa", "Elena", Some(Slip::Other));
    }

    #[test]
    fn other_names() {
        check("Elena", "Elena", None);
        check("Frenchmen", "Frenchman", None);
        check("León", "Leon", None);
        check("Helena", "Elena", None);
        check("Elenas", "Elena", None);
        check("Kasimes", "Kasimas", None);
        check("Thees", "Tess", None);
        check("Marie", "Maria", None);
        check("Bass", "Bas", None);
        check("Ellinor", "Elena", None);
    }
}
