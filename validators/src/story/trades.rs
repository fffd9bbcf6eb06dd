//! What people work as.

use crate::story::attributes::Attribute;
use crate::story::clauses::{Reader, What};
use crate::story::modality::modality;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::prose::is_listed;
use crate::story::statements::Modality;
use crate::story::traits::{Trigger, trigger};
use crate::story::word_forms::is_possessive;
use crate::story::word_list::WordList;

/// Words after what somebody works as.
static AFTER_WORK: WordList = WordList::new(
    "\
and as at but by called for from here in named of on then there to when who whose with",
);

/// Words that make an occupation a figure of speech.
static FIGURATIVE: WordList = WordList::new(
    "\
bad best better born consummate excellent fine finished good great like mere more most perfect poor \
precocious quite rarely rather real shrewd such very",
);

/// What follows an occupation that is a figure of speech: "a poet at heart", "a butcher of men".
static FIGURES: WordList = WordList::new(
    "birth disguise dreams fate fortune heart hearts instinct jest men name nature sorts souls \
temperament turns words",
);

/// Words that tell that somebody is something no more, or only since some time.
static OF_A_TIME: WordList = WordList::new(
    "\
again autumn before evenings eventually ex finally former formerly later longer nights now nowadays \
once originally season since soon spring summer summers then till training turned until weekdays weekends \
winter winters youth",
);

/// What "the" doctor is one of: of a village he is the only one.
const LOCAL: &str =
    "castle company district family house local parish prison school ship town village";

/// So many words after an occupation may tell when it was.
const AFTER: usize = 4;

impl Reader<'_> {
    /// "Anna was a baker", "Orme, the baker,", "worked as a baker", with the baker at `i`.
    pub(crate) fn occupation(&mut self, i: usize, code: u8) {
        let text = self.text;
        let is_free = text.ends(i) || AFTER_WORK.contains(text.raw(i + 1));
        let what = What::of(Attribute::Occupation, code);
        let Some(article) = self.article(i) else {
            if text.ends(i) {
                self.bare_apposition(i, what);
            }
            return;
        };
        let is_one = text.raw(article) != "the";
        let is_judged =
            matches!(text.raw(i), "advocate" | "judge") && matches!(text.raw(i + 1), "for" | "of");
        let is_figure = (article.saturating_sub(1)..i).any(|k| FIGURATIVE.contains(text.raw(k)))
            || (i + 2..i + 5).any(|k| FIGURES.contains(text.raw(k)));
        if is_judged || is_figure {
            return;
        }
        if !is_free {
            self.named_after(i, article, what);
            return;
        }
        // "A baker named Orme".
        if matches!(text.raw(i + 1), "called" | "named")
            && let Some(name) = text.name_at(i + 2)
        {
            self.push(name, i, what, Modality::Asserted);
            return;
        }
        if let Some(verb) = self.copula(self.before_by_trade(article)) {
            if is_one || text.ends(i) || self.is_local(article, i) {
                self.works(verb, i, what);
            }
            return;
        }
        // "Tom worked as a baker."
        if is_one && let Some(verb) = self.works_as(article) {
            self.works(verb, i, what);
            return;
        }
        // "Orme, the baker,"; "Orme, a baker of Whitby".
        if article > 0
            && text.after_comma(article)
            && (is_one || text.ends(i))
            && let Some(name) = text.name_before(article)
            && self.is_apposed(name, i)
            && (is_one || text.closes_apposition(i + 1))
        {
            self.push(name, i, what, Modality::Asserted);
            return;
        }
        self.named_after(i, article, what);
    }

    /// "The baker, Mr. Orme,", "the baker Tom Orme," with the article and the baker.
    fn named_after(&mut self, i: usize, article: usize, what: What) {
        let text = self.text;
        let Some(name) = text.name_from(i + 1).filter(|_| text.raw(article) == "the") else {
            return;
        };
        let is_apart = text.after_comma(i + 1) && !text.opens(article);
        let is_joined = text.follows(i + 1) && text.closes_apposition(name.end) && !text.owns(name);
        if (is_apart || is_joined) && self.is_set_off(article, name) {
            self.push(name, i, what, Modality::Asserted);
        }
    }

    /// "Tom Orme, village doctor, rose."
    fn bare_apposition(&mut self, i: usize, what: What) {
        let text = self.text;
        let first = i - usize::from(i > 0 && text.follows(i) && is_listed(LOCAL, text.raw(i - 1)));
        if first > 0
            && text.after_comma(first)
            && i + 1 < text.len()
            && text.after_comma(i + 1)
            && let Some(name) = text.name_before(first).filter(|it| text.opens(it.first))
            && self.is_apposed(name, i)
            && !matches!(trigger(text.raw(i + 1)), Some(Trigger::Occupation(_)))
        {
            self.push(name, i, what, Modality::Asserted);
        }
    }

    /// Whether an apposition to a name ends with word `i`, and not one of several people.
    fn is_apposed(&self, name: Phrase, i: usize) -> bool {
        let text = self.text;
        !text.owns(name)
            && !matches!(text.raw(i + 1), "and" | "or")
            && (text.opens(name.first) || text.follows(name.first))
            && !(i + 1 < text.len() && text.after_comma(i + 1) && text.may_name(i + 1))
    }

    /// Keeps what the clause with the verb at `verb` says that its subject works as.
    fn works(&mut self, verb: usize, i: usize, what: What) {
        let text = self.text;
        if text.raw(verb) == "became" || text.raw(i.saturating_sub(2)) == "become" {
            self.may_change(i, "work");
        }
        let Some(subject) = text.subject(verb) else { return };
        if subject.noun == Noun::Thing && !self.is_kin(subject) {
            return;
        }
        // "A baker and a smith": which of them is meant elsewhere is not known.
        let is_work = |k: usize| matches!(trigger(text.raw(k)), Some(Trigger::Occupation(_)));
        let rest = (i + 1..text.len().min(i + 1 + AFTER)).take_while(|&k| !text.opens(k));
        let is_joint = |k: &usize| matches!(text.raw(*k), "and" | "or");
        let is_several = rest.clone().filter(is_joint).any(|k| (k + 1..k + AFTER).any(is_work));
        let first = text.sentence_first(subject.first).max(subject.first.saturating_sub(2));
        let mut around = (first..i).chain(rest);
        let is_of_a_time = around.any(|k| {
            let word = text.raw(k);
            OF_A_TIME.contains(word) || is_listed("Once Now Formerly Originally", word)
        });
        if let Some(modality) = modality(text, subject.first, subject.end, i) {
            let is_past = is_several || is_of_a_time;
            self.push(subject, i, what, if is_past { modality.recalled() } else { modality });
        }
    }

    /// Where the verb of "worked as", "made his living as" starts, with the article after "as".
    fn works_as(&self, article: usize) -> Option<usize> {
        let text = self.text;
        let at = article.checked_sub(2).filter(|_| text.raw(article - 1) == "as")?;
        let is_plain = (at + 1..=article).all(|k| text.follows(k));
        match text.raw(at) {
            "employed" if is_plain => self.copula(at),
            "practised" | "practiced" | "worked" | "works" if is_plain => Some(self.auxiliary(at)),
            "bread" | "keep" | "living" if is_plain && at > 1 => {
                let is_verb = is_listed("earned earns made makes", text.raw(at - 2));
                is_verb.then(|| self.auxiliary(at - 2))
            }
            _ => None,
        }
    }

    /// The word before which "by trade" stands, if it does before the article: "Tom was by trade a baker".
    fn before_by_trade(&self, article: usize) -> usize {
        let text = self.text;
        match article.checked_sub(2) {
            Some(by) if text.raw(by) == "by" && is_listed("profession trade", text.raw(by + 1)) => {
                by
            }
            _ => article,
        }
    }

    /// Whether it is the only one of a place: "the village baker", "the baker of Whitby".
    fn is_local(&self, article: usize, i: usize) -> bool {
        let text = self.text;
        let is_of_place = is_listed("in of", text.raw(i + 1)) && text.name_at(i + 2).is_some();
        is_of_place
            || (article + 1..i).any(|k| {
                let word = text.raw(k);
                is_listed(LOCAL, word) || is_possessive(word)
            })
    }
}
