//! Whom a speech calls by name: "Come, Anna!"

use crate::diagnostic::Span;
use crate::story::prose::Text;
use crate::story::word_list::WordList;

/// Words that may stand before a name with which a speech begins: "Oh, my dear Anna, come."
static BEFORE: WordList = WordList::new(
    "\
Ah And Aye But Bye Come Dear Dearest Good Goodbye Hallo Hello Here Hush Look Well My Nay No Now O Oh \
Please Say So Thank Then Why Yes afternoon dear dearest evening good ma'am morning my night oh old sir \
sweet you",
);

/// Those that stand right before the name of somebody who is spoken to.
static ENDEARING: WordList = WordList::new("dear dearest good little my old poor sweet you");

/// Words after which a name tells who is spoken of: "my sister, Anna".
static RELATED: WordList = WordList::new(
    "\
aunt brother child cousin daughter father friend girl husband lady man mother nephew niece sister son \
uncle wife",
);

/// Words after a name and a comma that go on telling of it, or of others: "Anna, who".
static GOING_ON: WordList =
    WordList::new("a an and her his like my or our poor the their too whom who whose your");

/// So many words may stand before a name with which a speech begins.
const MOST: usize = 4;

impl Text<'_> {
    /// The name by which somebody is called at the start of what is said, or at its end: the words from
    /// `start` to before `end`. Takes no longer for a long speech.
    pub(crate) fn addressee(self, start: usize, end: usize) -> Option<Span> {
        self.called_first(start, end).or_else(|| self.called_last(start, end))
    }

    /// "Anna, come", "Oh, my dear Anna!"
    fn called_first(self, start: usize, end: usize) -> Option<Span> {
        let is_other = |&i: &usize| !BEFORE.contains(self.raw(i));
        let name = self.name_from((start..end.min(start + MOST + 1)).find(is_other)?)?;
        // "Poor Anna!" is said of her.
        if name.end > end || self.owns(name) || self.raw(name.first) == "Poor" {
            return None;
        }
        let next = name.end;
        let after = &self.prose()[self.word(next - 1).end()..];
        let goes_on = || GOING_ON.contains(self.raw(next)) || self.may_name(next);
        let is_called =
            after.starts_with('!') || next < end && self.after_comma(next) && !goes_on();
        is_called.then(|| self.phrase_span(name))
    }

    /// "Come, Anna", "Thank you, my dear Anna."
    fn called_last(self, start: usize, end: usize) -> Option<Span> {
        let name = self.name_before(end)?;
        let mut first = name.first;
        while first > start && self.follows(first) && ENDEARING.contains(self.raw(first - 1)) {
            first -= 1;
        }
        if first <= start || self.owns(name) || !self.gap(first).starts_with(',') {
            return None;
        }
        let before = self.raw(first - 1);
        let is_other =
            self.may_name(first - 1) && !BEFORE.contains(before) || RELATED.contains(before);
        (!is_other).then(|| self.phrase_span(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::prose;

    /// Checks whom `said` calls, without its marks.
    #[track_caller]
    fn check(said: &str, expected: &str) {
        let words = prose::packed(said, Span::new(0..said.len()));
        let found = Text::new(said, &words).addressee(0, words.len());
        assert_eq!(found.map_or("", |span| &said[span.range()]), expected, "{said}");
    }

    #[test]
    fn called() {
        for (said, name) in [
            ("Anna, come here.", "Anna"),
            ("Anna!", "Anna"),
            ("Oh, my dear Miss Hale, I am so glad.", "Miss Hale"),
            ("Good morning, Mr. Orme.", "Mr. Orme"),
            ("Yes, Anna, I am.", "Anna"),
            ("I thank you, my dear Anna,", "Anna"),
            ("Is it you, Anna?", "Anna"),
            ("I know, Jon.", "Jon"),
        ] {
            check(said, name);
        }
    }

    #[test]
    fn spoken_of() {
        for said in [
            "Anna is ill.",
            "Anna.",
            "Poor Anna!",
            "Anna, who was ill, is dead.",
            "Anna,—second floor.",
            "Anna, Jon and I are ill.",
            "I saw Anna.",
            "This is my sister, Anna.",
            "I saw Jon, Anna.",
            "Anna’s, come to think of it.",
            "",
        ] {
            check(said, "");
        }
    }
}
