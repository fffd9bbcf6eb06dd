//! Who is whose relative.

use crate::story::attributes::{Attribute, KIN, code};
use crate::story::clauses::{Reader, What};
use crate::story::modality::told_in;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::{Text, is_listed};
use crate::story::statements::Modality;
use crate::story::word_list::WordList;

/// Adjectives between an owner and a relative.
pub(crate) static OF_KIN: WordList = WordList::new(
    "\
beloved dead dear elder eldest first former good half late little new old older oldest only own poor second \
third twin younger youngest",
);

/// Those of them that tell of another husband or wife.
const OF_SEVERAL: &str = "dead first former late new second third";

impl Reader<'_> {
    pub(crate) fn kin(&mut self, i: usize, code: u8) {
        let text = self.text;
        let mut before = i;
        while before > 0
            && before + 2 > i
            && text.follows(before)
            && OF_KIN.contains(text.raw(before - 1))
        {
            before -= 1;
        }
        // "His second wife, Anna": he had another one. "Her stepfather": she had a father.
        let has_several = match text.raw(i) {
            "husband" | "wife" => (before..i).any(|at| is_listed(OF_SEVERAL, text.raw(at))),
            "stepfather" | "stepmother" => true,
            _ => false,
        };
        if has_several {
            self.may_change(i, "kin");
        }
        let owner =
            before.checked_sub(1).filter(|_| text.follows(before)).and_then(|at| text.owner(at));
        let what = |object: Phrase| What { object: Some(object), ..What::of(Attribute::Kin, code) };
        if let Some(owner) = owner {
            // "My brother Tom", "his brother named Tom", "his uncle, Mr. Orme,".
            let is_named = matches!(text.raw(i + 1), "called" | "named");
            let at = i + 1 + usize::from(is_named);
            if let Some(name) = text.name_from(at) {
                if (text.follows(at) || text.after_comma(at)) && self.is_lost(name.end) {
                    self.may_change(i, "kin");
                }
                let is_apposed = !is_named
                    && matches!(owner.noun, Noun::He | Noun::She | Noun::Name)
                    && text.after_comma(at)
                    && self.is_set_off(owner.first, name);
                if text.follows(at) || is_apposed {
                    self.push(owner, i, what(name), self.played(owner.first));
                    return;
                }
            }
            // "Tom, Anna's brother," and "Tom was Anna's brother".
            self.kin_before(Phrase { end: i + 1, ..owner }, owner, i, what);
            return;
        }
        // "The daughter of Anna".
        if text.raw(i + 1) == "of"
            && let Some(owner) = text.name_at(i + 2)
            && !(text.raw(owner.end) == "and"
                && text.follows(owner.end)
                && text.may_name((owner.end + 1).min(text.len() - 1)))
            && let Some(article) =
                before.checked_sub(1).filter(|&at| matches!(text.raw(at), "the" | "a"))
        {
            self.kin_before(Phrase { first: article, ..owner }, owner, i, what);
        }
    }

    /// Whether the verb from word `i` on tells that somebody is no more: "died", "was beheaded", "had left in the
    /// spring". Another one may come.
    fn is_lost(&self, i: usize) -> bool {
        let text = self.text;
        let auxiliary = text.raw(i);
        let verb = i + usize::from(is_listed("had was", auxiliary));
        let is_gone = || {
            text.raw(verb) == "left"
                && (text.ends(verb) || is_listed("in last", text.raw(verb + 1)))
        };
        match auxiliary {
            "was" => {
                is_listed("beheaded buried drowned executed hanged killed murdered", text.raw(verb))
            }
            _ => {
                is_listed("died drowned perished", text.raw(verb))
                    || auxiliary == "had" && is_gone()
            }
        }
    }

    /// "Left him": another one may come.
    pub(crate) fn leaves_somebody(&mut self, i: usize) {
        let text = self.text;
        if is_listed("her him me", text.raw(i + 1)) && text.follows(i + 1) && text.ends(i + 1) {
            self.may_change(i, "kin");
        }
    }

    /// "Anna, my old woman," who is a wife.
    pub(crate) fn old_woman(&mut self, i: usize) {
        let is_wife = |whose: &str| matches!(whose, "his" | "my" | "your");
        if let Some(whose) = i.checked_sub(2)
            && self.text.raw(i - 1) == "old"
            && is_wife(self.text.raw(whose))
            && let Some(wife) = code(KIN, "wife")
        {
            self.kin(i, wife);
        }
    }

    /// "My Uncle Tom."
    pub(crate) fn kin_title(&mut self, i: usize, code: u8) {
        let text = self.text;
        if i > 0
            && text.follows(i)
            && let Some(owner) = text.owner(i - 1)
            && let Some(name) = text.name_from(i).filter(|name| name.end > i + 1)
        {
            let what = What { object: Some(name), ..What::of(Attribute::Kin, code) };
            self.push(owner, i, what, Modality::Asserted);
        }
    }

    /// What stands before a phrase that says whose relative somebody is.
    fn kin_before(
        &mut self,
        phrase: Phrase,
        owner: Phrase,
        i: usize,
        what: impl Fn(Phrase) -> What,
    ) {
        let text = self.text;
        let (first, end) = (phrase.first, phrase.end);
        let is_closed = end >= text.len() || !text.follows(end);
        if first > 0 && text.after_comma(first) && is_closed {
            let Some(name) = text.name_before(first) else { return };
            let is_listed = matches!(text.raw(end), "and" | "or")
                || end < text.len()
                    && text.after_comma(end)
                    && (text.may_name(end) || text.owner(end).is_some())
                || name.first > 0 && text.after_comma(name.first) && !text.opens(name.first);
            // "Tom, my son, listen!"
            let is_hailed = matches!(owner.noun, Noun::I | Noun::You) && text.opens(name.first);
            if !is_listed && !is_hailed && !text.owns(name) && text.closes_apposition(end) {
                self.push(owner, i, what(name), self.played(name.first));
            }
            return;
        }
        let Some(verb) = self.copula(first) else { return };
        if !is_closed && !is_listed("and but who by in", text.raw(end)) {
            return;
        }
        if let Some(subject) = text.subject(verb).filter(|it| it.noun == Noun::Name) {
            self.say(owner, subject, first, i, what(subject));
        }
    }

    /// How what starts with word `first` is said, as far as the sentence before it tells of a play or a book: "in the
    /// play".
    fn played(&self, first: usize) -> Modality {
        let before = self.text.sentence_first(first)..first;
        before.map(|k| told_in(self.text, k)).max().unwrap_or(Modality::Asserted)
    }

    /// Whether a name after a comma says who is meant by the words before it, which start with word `first`:
    /// not one of several, nor the start of a clause.
    pub(crate) fn is_set_off(&self, first: usize, name: Phrase) -> bool {
        let text = self.text;
        // "There were Tom, the baker, Mr. Orme, and I."
        let goes_on = || {
            name.end < text.len()
                && text.after_comma(name.end)
                && is_listed("a an her his my our the their", text.raw(name.end))
        };
        let is_after_comma = first > 0 && text.after_comma(first);
        if is_after_comma && (text.may_name(first - 1) || goes_on())
            || text.opens(first) && goes_on()
        {
            return false;
        }
        let gap = if name.end < text.len() { text.gap(name.end) } else { "." };
        let is_one_of_several = matches!(text.raw(name.end), "and" | "or" | "nor")
            || gap.starts_with(',') && name.end < text.len() && text.may_name(name.end);
        gap.starts_with([',', '.', ';']) && !text.owns(name) && !is_one_of_several
    }
}

impl Text<'_> {
    /// Whether what stands before word `end`, or the end of the text, can close an apposition.
    pub(crate) fn closes_apposition(self, end: usize) -> bool {
        end >= self.len() || self.gap(end).starts_with([',', '.', ';', ':', '!', '?', '—', ')'])
    }
}
