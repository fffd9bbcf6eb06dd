//! Promises and vows in the text, for which a reader waits to be kept or broken.

use crate::diagnostic::Span;
use crate::story::place::Place;
use crate::story::prose::{Text, Word, is_listed};

/// The words beside which somebody promises, in the order of the alphabet.
pub(crate) const PROMISING: [&str; 7] =
    ["promise", "promised", "swear", "swore", "sworn", "vow", "vowed"];

/// Adds where in the `words` of a paragraph somebody promises, swears or vows to do something: from
/// who does it to the first word of what. `watched` are the numbers of those that may be [`PROMISING`].
/// Linear in these.
pub(crate) fn read_promises(
    prose: &str,
    words: &[Word<'_>],
    watched: &[usize],
    promises: &mut Vec<Place>,
) {
    let text = Text::new(prose, words);
    for &i in watched {
        let end = match words[i].raw {
            "promised" => promised(text, i),
            "swore" | "sworn" | "vowed" => vowed(text, i),
            "promise" | "swear" | "vow" => promise(text, i),
            _ => continue,
        };
        if let Some((start, end)) = subject(text, i).zip(end) {
            let span = Span::new(words[start].start..words[end].end());
            promises.push(Place::alone(span));
        }
    }
}

/// The word that says who does what word `i` says: `he promised`, `Ann had promised`.
fn subject(text: Text<'_>, i: usize) -> Option<usize> {
    let before = |i: usize| i.checked_sub(1).filter(|_| text.follows(i));
    let mut at = before(i)?;
    if is_listed("had has have", text.raw(at)) {
        at = before(at)?;
    }
    let word = text.raw(at);
    let is_pronoun = is_listed("He I She They We he she they we", word);
    // A word with a capital that opens a sentence may be any.
    let is_inner = before(at).is_some();
    let is_name = is_inner && text.word(at).is_capitalised() && !word.contains(['\'', '’']);
    (is_pronoun || is_name).then_some(at)
}

/// `promised to come`, `promised him that`: the last of these words.
fn promised(text: Text<'_>, i: usize) -> Option<usize> {
    let next = |n: usize| if is_row(text, i, n) { text.raw(i + n) } else { "" };
    match (next(1), next(2)) {
        ("that", what) if !matches!(what, "" | "and") => Some(i + 1),
        ("to", verb) if is_verb(verb) => Some(i + 2),
        ("never", "to") | ("her" | "him" | "me" | "them" | "us", "that" | "to") => Some(i + 2),
        _ => None,
    }
}

/// `vowed never to return`, `swore that she would`.
fn vowed(text: Text<'_>, i: usize) -> Option<usize> {
    let next = |n: usize| if is_row(text, i, n) { text.raw(i + n) } else { "" };
    match (next(1), next(2)) {
        ("never", "to") => Some(i + 2),
        ("to", verb) if is_verb(verb) => Some(i + 2),
        ("I" | "he" | "she" | "that" | "they" | "we", _) => {
            let is_future = |word: &str| is_listed("should would wouldn't wouldn’t", word);
            soon(text, i, 4, is_future)
        }
        _ => None,
    }
}

/// `I swear that I will come back`.
fn promise(text: Text<'_>, i: usize) -> Option<usize> {
    let start = subject(text, i).filter(|&start| start + 1 == i && text.raw(start) == "I")?;
    let is_asked = start.checked_sub(1).is_some_and(|before| {
        const ASKED: &str = "If Unless What When can could do did if may must shall should unless \
                             what when which would";
        is_listed(ASKED, text.raw(before))
    });
    if is_asked {
        return None;
    }
    let is_future = |word: &str| {
        is_listed("I'll I’ll he'll he’ll shall shan't shan’t she'll she’ll will won't won’t", word)
    };
    soon(text, i, 5, is_future)
}

/// The first of the next `n` words for which `is_it` holds, with no more than a comma before it.
fn soon(text: Text<'_>, i: usize, n: usize, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    let next = (i + 1..text.len().min(i + 1 + n))
        .take_while(|&at| text.follows(at) || text.gap(at) == ", ");
    next.into_iter().find(|&at| is_it(text.raw(at)))
}

/// Whether the `n` words after word `i` follow it with nothing but space between.
fn is_row(text: Text<'_>, i: usize, n: usize) -> bool {
    i + n < text.len() && (i + 1..=i + n).all(|at| text.follows(at))
}

/// Whether `word` can be a verb after `to`, and is not `be`: who promises to be tall grows.
fn is_verb(word: &str) -> bool {
    const OTHERS: &str = "a an be her him himself herself it me my myself that the their them \
                          themselves this us you your";
    word.starts_with(char::is_lowercase) && !is_listed(OTHERS, word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::prose;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let words: Vec<_> = prose::words(text, Span::new(0..text.len())).collect();
        let mut promises = Vec::new();
        let all: Vec<usize> = (0..words.len()).collect();
        read_promises(text, &words, &all, &mut promises);
        let found: Vec<_> = promises.iter().map(|place| &text[place.span.range()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn promises() {
        for (text, expected) in [
            ("Then she promised to come.", "she promised to come"),
            ("At last Ann promised him to wait.", "Ann promised him to"),
            ("Then Ann had promised never to go.", "Ann had promised never to"),
            ("He vowed never to return.", "He vowed never to"),
            ("They swore that they would be back.", "They swore that they would"),
            ("I have sworn to find it.", "I have sworn to find"),
            ("“I promise you, I will come back for you.”", "I promise you, I will"),
            ("“I swear I'll find him.”", "I swear I'll"),
        ] {
            check(text, &[expected]);
        }
    }

    #[test]
    fn others() {
        for text in [
            "The day promised to be fine.",
            "He promised to be tall.",
            "It was promised to him.",
            "“If I promise that I will come”",
            "“I swear I saw him.”",
            "He swore that he had seen it.",
            "He swore to himself",
            "He vowed that life without her would be dull.",
            "He had promised this, he had promised that, and the end of it was this.",
            "He swore. To be sure",
            "She promised well.",
            "promised",
            "vow",
        ] {
            check(text, &[]);
        }
    }
}
