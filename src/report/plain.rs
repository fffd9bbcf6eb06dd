//! Text of a file as a reader sees it.

use quick_xml::escape::unescape;

/// The longest entity there is: `&CounterClockwiseContourIntegral;`.
const LONGEST_ENTITY: usize = 33;

/// `text` on one line, with what its entities stand for, without tags of HTML and marks of emphasis.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '_', '*', '\u{ad}']) {
        plain += &rest[..at];
        rest = &rest[at..];
        let (shown, length) = mark(rest);
        plain += &shown;
        rest = &rest[length..];
    }
    plain += rest;
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is shown of the mark that `text` begins with, and how long that is.
fn mark(text: &str) -> (String, usize) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if let Some(length) = entity(text) {
        let char = unescape(&text[..length]).expect("it is an entity");
        return (char.replace('\u{ad}', ""), length);
    }
    if text.starts_with('&') {
        return ("&".to_owned(), first);
    }
    let is_tag = text[first..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    if text.starts_with('<') && !is_tag && text.len() > first {
        return ("<".to_owned(), first);
    }
    let end = if text.starts_with('<') { text.find('>').map(|end| end + 1) } else { Some(first) };
    (String::new(), end.unwrap_or(text.len()))
}

/// How long the entity is that `text` begins with, if it does.
fn entity(text: &str) -> Option<usize> {
    let near = &text.as_bytes()[..text.len().min(LONGEST_ENTITY)];
    let end = near.iter().position(|&byte| byte == b';')?;
    let name = near.strip_prefix(b"&")?.get(..end - 1)?;
    let is_name = name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'#');
    (is_name && unescape(&text[..=end]).is_ok()).then_some(end + 1)
}

/// `offset` of `text`, or the end of the entity that it is within: what is read as one character has
/// no inside.
pub(crate) fn edge(text: &str, offset: usize) -> usize {
    let floor = offset.saturating_sub(LONGEST_ENTITY - 1);
    let Some(before) = text.as_bytes().get(floor..offset) else { return offset };
    let Some(at) = before.iter().rposition(|&byte| byte == b'&') else { return offset };
    let start = floor + at;
    let end = entity(&text[start..]).map_or(offset, |length| start + length);
    end.max(offset)
}

#[cfg(test)]
mod tests {
    #[test]
    fn plain() {
        for (text, expected) in [
            ("3 <i>May</i>,\n_1850_ <b", "3 May, 1850"),
            ("<abbr>Mrs.</abbr> Orme", "Mrs. Orme"),
            ("Orme &amp; Co, A&T; R&D", "Orme & Co, A&T; R&D"),
            ("3&nbsp;May&#160;1850", "3 May 1850"),
            ("Zo&euml;&#8217;s un&shy;cle", "Zoë’s uncle"),
            ("&amp;lt; 1 < 2", "&lt; 1 < 2"),
        ] {
            assert_eq!(super::plain(text), expected);
        }
    }

    #[test]
    fn edges() {
        let text = "é Zo&euml;, A&T; &amp;";
        let within = "é Zo&e".len();
        let end = "é Zo&euml;".len();
        for (offset, expected) in [(within, end), (end, end), (0, 0), (5, 5), (99, 99)] {
            assert_eq!(super::edge(text, offset), expected);
        }
        assert_eq!(super::edge("A&T; it", 3), 3);
    }
}
