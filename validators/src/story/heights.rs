//! How tall people are.

use crate::diagnostic::Span;
use crate::story::attributes::Attribute;
use crate::story::clauses::{Reader, What};
use crate::story::numbers::{cardinal, figures};
use crate::story::prose::{self, Text, is_listed};
use crate::story::traits::{Trigger, trigger};

/// Tenths of a millimetre in a foot and in an inch.
const FOOT: u32 = 3048;
const INCH: u32 = 254;

/// Words that stand between the verb and the number of an exact height.
const EXACT: &str = "exactly fully just";

/// A height that the text names.
struct Measure {
    /// In tenths of a millimetre.
    height: u32,
    /// The last of its words.
    last: usize,
    /// Whether it has two numbers, as heights have and distances seldom.
    is_fine: bool,
}

/// The height in whole centimetres that `written` is, if it names one with its unit.
pub(crate) fn height_in(written: &str) -> Option<u8> {
    let words = prose::packed(written, Span::new(0..written.len()));
    let text = Text::new(written, &words);
    let is_unit = |i: &usize| trigger(text.raw(*i)) == Some(Trigger::Length);
    let measure = (0..words.len()).filter(is_unit).find_map(|i| text.measure(i))?;
    u8::try_from((measure.height + 50) / 100).ok()
}

impl Reader<'_> {
    /// "He was six feet two", "Anna stood five foot one in her shoes", "he was 188 centimetres tall",
    /// with the unit at `i`. Not "he was six feet from the door", nor "over six feet".
    pub(crate) fn measured(&mut self, i: usize) {
        let text = self.text;
        let Some(measure) = text.measure(i) else { return };
        let (height, next) = ((measure.height + 50) / 100, measure.last + 1);
        let cue = match text.joined_after(measure.last) {
            "high" | "tall" => Some(next),
            "in" if text.raw(next + 1) == "height" => Some(next + 1),
            "in" if is_listed("boots shoes slippers socks stockings", text.raw(next + 2)) => {
                Some(next + 2)
            }
            _ => None,
        };
        let is_free = text.ends(measure.last) || is_listed("and but with", text.raw(next));
        // "Was five feet tall at twelve."
        if is_listed("at before until when", text.joined_after(cue.unwrap_or(measure.last))) {
            return;
        }
        let last = match cue {
            Some(cue) => cue,
            None if measure.is_fine && is_free => measure.last,
            None => return,
        };
        let mut number = i - 1;
        if number > 0 && text.follows(number) && is_listed(EXACT, text.raw(number - 1)) {
            number -= 1;
        }
        let stands = |verb: &usize| {
            text.follows(number) && is_listed("measured stands stood", text.raw(*verb))
        };
        let verb = self.copula(number).or_else(|| number.checked_sub(1).filter(stands));
        if let (Some(verb), Ok(code)) = (verb, u8::try_from(height)) {
            self.clause(self.auxiliary(verb), last, What::of(Attribute::Height, code));
        }
    }
}

impl Text<'_> {
    /// "Six feet two", "five foot nothing", "188 centimetres", "one metre eighty", with the unit at `i`.
    fn measure(self, i: usize) -> Option<Measure> {
        let number = |at: usize| figures(self.raw(at)).or_else(|| cardinal(self.raw(at)));
        let before = i.checked_sub(1).filter(|_| self.follows(i) || self.gap(i) == "-")?;
        let n = number(before).filter(|n| (1..=250).contains(n))?;
        let (height, last, is_fine) = match self.raw(i) {
            "feet" | "foot" => {
                let next = i + 1;
                let inches = match self.joined_after(i) {
                    "nothing" => Some(0),
                    _ if self.goes_on(next) => number(next).filter(|&n| n < 12),
                    _ => None,
                };
                let unit = usize::from(is_listed("inch inches", self.joined_after(next)));
                let last = inches.map_or(i, |_| next + unit);
                (n * FOOT + inches.unwrap_or(0) * INCH, last, inches.is_some())
            }
            "metre" | "metres" | "meter" | "meters" => {
                let part = self.number_at(i + 1).filter(|&(_, n)| self.goes_on(i + 1) && n < 100);
                let (last, centimetres) = part.unwrap_or((i, 0));
                (n * 10_000 + centimetres * 100, last, part.is_some())
            }
            _ => (n * 100, i, true),
        };
        Some(Measure { height, last, is_fine })
    }
}

#[cfg(test)]
mod tests {
    use crate::story::{Attribute, Facts};

    /// Checks the heights that a text tells of people, and how much of it tells each.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let facts = Facts::of_text("a.txt", text);
        let heights = facts.statements.iter().filter(|it| it.attribute == Attribute::Height);
        let found: Vec<_> = heights
            .map(|it| (&text[it.place.span.range()], it.value.expect("it has one")))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn feet_and_inches() {
        check("He was six feet two.", &[("He was six feet two", "188 cm")]);
        check("She was 5 feet high.", &[("She was 5 feet high", "152 cm")]);
        let text = "Anna stood just five foot one inch in her stockings.";
        check(text, &[("Anna stood just five foot one inch in her stockings", "155 cm")]);
        check("He was five foot nothing, and thin.", &[("He was five foot nothing", "152 cm")]);
    }

    #[test]
    fn metres() {
        check(
            "He was one metre eighty-two tall.",
            &[("He was one metre eighty-two tall", "182 cm")],
        );
        check(
            "She was 171 centimetres in height.",
            &[("She was 171 centimetres in height", "171 cm")],
        );
    }

    #[test]
    fn no_heights() {
        check("He was six feet from the door. He stood six feet two inches off.", &[]);
        check("He was five feet tall at twelve. He was 150 cm tall when he was ten.", &[]);
        check("He was over six feet two. He was six feet. His feet were two.", &[]);
        check("The wall was six feet two. A wall was 2 metres high.", &[]);
    }
}
