//! Numbers in words and in figures.

use crate::story::prose::Text;
use crate::story::word_list::WordList;

/// The most words that a number is looked for in.
const LONGEST: usize = 7;

const CARDINALS: [(&str, u32); 27] = [
    ("eight", 8),
    ("eighteen", 18),
    ("eighty", 80),
    ("eleven", 11),
    ("fifteen", 15),
    ("fifty", 50),
    ("five", 5),
    ("forty", 40),
    ("four", 4),
    ("fourteen", 14),
    ("nine", 9),
    ("nineteen", 19),
    ("ninety", 90),
    ("one", 1),
    ("seven", 7),
    ("seventeen", 17),
    ("seventy", 70),
    ("six", 6),
    ("sixteen", 16),
    ("sixty", 60),
    ("ten", 10),
    ("thirteen", 13),
    ("thirty", 30),
    ("three", 3),
    ("twelve", 12),
    ("twenty", 20),
    ("two", 2),
];

const ORDINALS: [(&str, u32); 27] = [
    ("eighteenth", 18),
    ("eighth", 8),
    ("eightieth", 80),
    ("eleventh", 11),
    ("fifteenth", 15),
    ("fifth", 5),
    ("fiftieth", 50),
    ("first", 1),
    ("fortieth", 40),
    ("fourteenth", 14),
    ("fourth", 4),
    ("nineteenth", 19),
    ("ninetieth", 90),
    ("ninth", 9),
    ("second", 2),
    ("seventeenth", 17),
    ("seventh", 7),
    ("seventieth", 70),
    ("sixteenth", 16),
    ("sixth", 6),
    ("sixtieth", 60),
    ("tenth", 10),
    ("third", 3),
    ("thirteenth", 13),
    ("thirtieth", 30),
    ("twelfth", 12),
    ("twentieth", 20),
];

/// What a number that stands before it is multiplied by.
const MULTIPLES: [(&str, u32); 4] =
    [("dozen", 12), ("hundred", 100), ("score", 20), ("thousand", 1000)];

/// How often something is, as messages say it: "once", "twice", "3 times".
pub(crate) fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Whether `word` is `name`, but for a capital at the start. Neither is empty.
#[inline]
pub(crate) fn is_word(word: &str, name: &str) -> bool {
    let (word, name) = (word.as_bytes(), name.as_bytes());
    // Most that are equally long differ at once, for which no call is needed.
    word.len() == name.len()
        && word[0] | 0x20 == name[0] | 0x20
        && word[word.len() - 1] == name[name.len() - 1]
        && word[1..] == name[1..]
}

fn find(table: &[(&str, u32)], word: &str) -> Option<u32> {
    let is = |name: &str| !word.is_empty() && is_word(word, name);
    table.iter().find(|(name, _)| is(name)).map(|&(_, value)| value)
}

/// The number that `word` is by itself, from one to ninety.
pub fn cardinal(word: &str) -> Option<u32> {
    // Most words are none by their first letter.
    match word.as_bytes().first()? | 0x20 {
        b'e' | b'f' | b'n' | b'o' | b's' | b't' => find(&CARDINALS, word),
        _ => None,
    }
}

/// The number that `word` has in figures. More than six are none of a time.
pub(crate) fn figures(word: &str) -> Option<u32> {
    let is_number = word.len() <= 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { word.parse().ok() } else { None }
}

/// Whether `word` begins with a figure.
pub(crate) fn begins_with_figure(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Words after which a number is not exact.
static ROUGH: WordList = WordList::new(
    "\
About Almost Hardly Nearly Perhaps Scarcely Some about above almost around barely hardly least \
nearly nigh not over past perhaps scarcely some than under yet",
);

/// Whether what follows `word` is no exact number.
pub(crate) fn is_rough(word: &str) -> bool {
    ROUGH.contains(word)
}

/// The number that `word` counts to by itself: "third", "3rd", "3d".
pub fn ordinal(word: &str) -> Option<u32> {
    let n_digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return match word.as_bytes().first()? | 0x20 {
            b'e' | b'f' | b'n' | b's' | b't' => find(&ORDINALS, word),
            _ => None,
        };
    }
    let is_ordinal = matches!(&word[n_digits..], "st" | "nd" | "rd" | "th" | "d");
    figures(&word[..n_digits]).filter(|_| is_ordinal)
}

impl Text<'_> {
    /// The number that starts with word `i`, and its last word: "three hundred and five",
    /// "one-and-twenty", "a dozen", "half a dozen", "1,200".
    pub(crate) fn number_at(self, i: usize) -> Option<(usize, u32)> {
        if let Some(number) = figures(self.raw(i)) {
            let thousands = figures(self.raw(i + 1)).filter(|_| self.raw(i + 1).len() == 3);
            return match thousands.filter(|_| self.gap(i + 1) == "," && number < 1000) {
                Some(rest) => Some((i + 1, number * 1000 + rest)),
                None => Some((i, number)),
            };
        }
        if is_word(self.raw(i), "half") && self.raw(i + 1) == "a" && self.raw(i + 2) == "dozen" {
            return Some((i + 2, 6));
        }
        self.number_in_words_at(i)
    }

    /// The same of a number that is written in words and begins with one.
    fn number_in_words_at(self, i: usize) -> Option<(usize, u32)> {
        let (mut total, mut current, mut end, mut at) = (0, 0, None, i);
        if matches!(self.raw(i), "a" | "A") && find(&MULTIPLES, self.raw(i + 1)).is_some() {
            (current, at) = (1, i + 1);
        }
        let mut is_joined = false;
        let mut is_score = false;
        while at < self.len() && at < i + LONGEST {
            if at > i && !self.follows(at) && self.gap(at) != "-" {
                break;
            }
            let word = self.raw(at);
            if let Some(n) = cardinal(word) {
                let fits = match (current % 100, n) {
                    (0, _) => current == 0 || is_joined || at == i,
                    (tens @ 20.., 1..=9) => tens % 10 == 0 && is_joined == is_score,
                    (1..=9, 20..) => is_joined,
                    (20.., 10..=19) => is_joined && is_score,
                    _ => false,
                };
                if !fits {
                    break;
                }
                current += n;
            } else if let Some(n) = find(&MULTIPLES, word).filter(|_| current > 0 && !is_joined) {
                if n == 1000 {
                    (total, current) = (total + current * n, 0);
                } else if current < 100 {
                    is_score = n == 20;
                    current *= n;
                } else {
                    break;
                }
            } else if word == "and" && end.is_some() && !is_joined {
                is_joined = true;
                at += 1;
                continue;
            } else {
                break;
            }
            (end, is_joined) = (Some((at, total + current)), false);
            at += 1;
        }
        end
    }

    /// The number whose last word is `i`, and its first word, which is not before `floor`.
    pub(crate) fn number_before(self, i: usize, floor: usize) -> Option<(usize, u32)> {
        let is_part = |word: &str| {
            matches!(word, "and" | "a" | "A" | "half" | "Half")
                || cardinal(word).or_else(|| find(&MULTIPLES, word)).is_some()
        };
        if figures(self.raw(i)).is_none() && !is_part(self.raw(i)) {
            return None;
        }
        let mut first = i;
        while first > floor
            && i - first < LONGEST
            && (is_part(self.raw(first - 1)) || self.gap(first) == ",")
            && (self.follows(first) || matches!(self.gap(first), "-" | ","))
        {
            first -= 1;
        }
        (first..=i).find_map(|first| {
            self.number_at(first).filter(|&(last, _)| last == i).map(|(_, number)| (first, number))
        })
    }

    /// The number that the words up to `i` count to, and its first word, which is not before
    /// `floor`: "twentieth", "twenty-first", "one-and-twentieth", "21st".
    pub(crate) fn ordinal_before(self, i: usize, floor: usize) -> Option<(usize, u32)> {
        let ones = ordinal(self.raw(i))?;
        let tens = i.checked_sub(1).filter(|&before| before >= floor && self.gap(i) == "-");
        let tens = tens.and_then(|before| Some((before, cardinal(self.raw(before))?)));
        match tens {
            Some((before, tens)) if ones < 10 && tens >= 20 => Some((before, tens + ones)),
            _ => Some((i, ones)),
        }
    }
}

/// A Roman number below four hundred, in lower case.
pub(crate) fn roman(word: &str) -> Option<u32> {
    const DIGITS: [(&str, u32); 9] = [
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let (mut rest, mut number) = (word, 0);
    for (digit, value) in DIGITS {
        let most = if matches!(value, 1 | 10 | 100) { 3 } else { 1 };
        for _ in 0..most {
            if let Some(after) = rest.strip_prefix(digit) {
                (rest, number) = (after, number + value);
            }
        }
    }
    (rest.is_empty() && number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, u32)>) {
        let words = prose::packed(line, Span::new(0..line.len()));
        let text = Text::new(line, &words);
        let found = text.number_before(words.len() - 1, 0);
        let found = found.map(|(first, number)| (&line[words[first].start()..], number));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn in_words() {
        check("for three", Some(("three", 3)));
        check("for twenty-five", Some(("twenty-five", 25)));
        check("for twenty five", Some(("twenty five", 25)));
        check("One-and-twenty", Some(("One-and-twenty", 21)));
        check("five and twenty", Some(("five and twenty", 25)));
        check("of three hundred and sixty-five", Some(("three hundred and sixty-five", 365)));
        check("a hundred", Some(("a hundred", 100)));
        check("two thousand five hundred", Some(("two thousand five hundred", 2500)));
        check("a dozen", Some(("a dozen", 12)));
        check("half a dozen", Some(("half a dozen", 6)));
        check("three score and ten", Some(("three score and ten", 70)));
    }

    #[test]
    fn two_numbers() {
        check("one, two", Some(("two", 2)));
        check("two three", Some(("three", 3)));
        check("two and three", Some(("three", 3)));
        check("twenty and three", Some(("three", 3)));
    }

    #[test]
    fn in_figures() {
        check("for 21", Some(("21", 21)));
        check("for 1,200", Some(("1,200", 1200)));
        check("for 12345678", None);
    }

    #[test]
    fn none() {
        check("one and", None);
        check("a", None);
        check("the dog", None);
    }
}
