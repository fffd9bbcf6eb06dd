//! What the entities of HTML stand for.

use std::borrow::Cow;

use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;

/// The longest entity there is: `&CounterClockwiseContourIntegral;`.
const LONGEST_ENTITY: usize = 33;

/// `text` with what its entities stand for.
pub(super) fn decoded(mut text: &str) -> String {
    let mut decoded = String::new();
    while let Some(at) = memchr(b'&', text.as_bytes()) {
        decoded.push_str(&text[..at]);
        text = &text[at..];
        let (length, char) = entity(text).unwrap_or((1, "&".into()));
        decoded.push_str(&char);
        text = &text[length..];
    }
    decoded + text
}

/// What the entity stands for that `text` begins with, and how long it is; `None` if it is none.
pub(super) fn entity(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let near = &text.as_bytes()[..text.len().min(LONGEST_ENTITY)];
    let end = memchr(b';', near)?;
    let name = &text[1..end];
    let Some(number) = name.strip_prefix('#') else {
        // A reader sees nothing of a place where a word may be broken.
        let char = if name == "shy" { "" } else { resolve_html5_entity(name)? };
        return Some((end + 1, char.into()));
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).unwrap_or(0);
    let char = match code {
        0xad => return Some((end + 1, "".into())),
        // What Windows has there is meant, and C1 controls never are.
        0x80..0xa0 => WINDOWS[code as usize - 0x80],
        _ => char::from_u32(code).filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((end + 1, char.to_string().into()))
}

/// The characters from 0x80 to 0x9f in Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];
