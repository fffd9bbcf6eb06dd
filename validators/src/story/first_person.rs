//! Where the narration says `I`, and where it does so, or does not, for one sentence.

use crate::diagnostic::Span;
use crate::story::antecedents::gender_of;
use crate::story::common_words::COMMON_WORDS;
use crate::story::document::Document;
use crate::story::gender::Gender;
use crate::story::marks::Quote;
use crate::story::place::Place;
use crate::story::positions::{push_number, take_small};
use crate::story::postings::{Posting, PostingWriter, Postings};
use crate::story::prose::{Packed, Text, Word, is_listed};
use crate::story::quotation_marks::{Surroundings, is_single};
use crate::story::sentences::{begins, end};
use crate::story::word_forms::{is_any_past, is_past};
use crate::story::word_list::WordList;

/// The words by which somebody speaks of themselves, the most frequent ones first.
pub(crate) const FIRST_PERSON: [&str; 12] =
    ["I", "my", "me", "myself", "I'd", "I'll", "I'm", "I've", "I’d", "I’ll", "I’m", "I’ve"];

/// Verbs in the past by which a narrator tells of the telling,
static TELLING: WordList = WordList::new(
    "\
added alluded asserted called confessed described ended hinted insinuated introduced mentioned named observed omitted \
proceeded promised proposed quoted recorded referred related remarked reported said showed stated told undertook used \
wrote",
);

/// or of what may be anybody's.
static KNOWING: WordList = WordList::new(
    "\
anticipated began believed feared forgot hoped imagined intended learned learnt meant noted saw spoke supposed \
understood wished",
);

/// Words that the sentence of a remark has.
static REMARK: WordList = WordList::new(
    "am are can cannot dare have is may must never ought reader readers shall today will you your",
);

/// Words by which a narrator and the readers are meant.
static WE: WordList = WordList::new("Our We our ourselves us we");

/// Words for somebody else.
static OTHERS: WordList =
    WordList::new("He Her His She Their They he her him his she their them they");

/// Things beside beings that are called "she" or "he".
static CALLED_SHE: WordList =
    WordList::new("boat moon schooner ship steamer sun train vessel yacht");

/// A paragraph about nobody else says `I`, `me` or `my` so often.
const MINE: usize = 4;

/// A paragraph whose narration says `I`, `my`, `me` or `myself`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirstPerson {
    /// The first of these words; with the verb after it if the narration [slips](Slip).
    pub(crate) place: Place,
    pub(crate) slip: Option<Slip>,
}

/// How one sentence of a paragraph is told otherwise than the rest of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// It tells what `I` did, and the rest is about others.
    First,
    /// The same, of what a narrator may have seen or thought of others.
    Knowing,
    /// It tells what this one did, and the rest is about nobody but `I`.
    Third(Gender),
}

/// The slips by their numbers, of which that of none is 0.
const SLIPS: [Option<Slip>; 5] = [
    None,
    Some(Slip::First),
    Some(Slip::Knowing),
    Some(Slip::Third(Gender::Female)),
    Some(Slip::Third(Gender::Male)),
];

/// The paragraphs of documents whose narration is in the first person, three bytes each: the number of the
/// [slip](SLIPS) with, if that is not 0, five times the length.
pub(crate) type FirstPersons = Postings<FirstPerson>;

impl Posting for FirstPerson {
    fn take(bytes: &mut &[u8], document: u32, start: u32) -> Option<Self> {
        let number = take_small(bytes)?;
        let n_slips = SLIPS.len() as u32;
        let span = Span { start, end: start.checked_add((number / n_slips).max(1))? };
        let slip = SLIPS[(number % n_slips) as usize];
        Some(Self { place: Place { document, span }, slip })
    }
}

/// Collects what of a document is told in the first person.
#[derive(Default)]
pub(crate) struct FirstPersonReader {
    writer: PostingWriter,
}

impl FirstPersonReader {
    /// Reads the paragraph at `span` of `document`, given as the words of it in order and what stands between marks in
    /// it. `watched` are the numbers of the words that may be of the [`FIRST_PERSON`].
    pub(crate) fn read(
        &mut self,
        document: &Document,
        words: &[Packed],
        span: Span,
        quotes: &[Quote],
        watched: &[usize],
    ) {
        let text = Text::new(&document.prose, words);
        let is_quoted = |word: Word<'_>| {
            let next = quotes.partition_point(|it| it.span.end as usize <= word.start);
            quotes[next..].first().is_some_and(|it| (it.span.start as usize) < word.end())
        };
        let is_in_marks = |at: usize| match document.keeps_words() {
            true => is_in_marks(document.marks(span), at),
            // A worker that reads a part of a large file does not wait for one that reads all of it.
            false => is_in_marks(Surroundings::of(&document.prose, span), at),
        };
        let is_told = |i: usize| {
            let word = text.word(i);
            FIRST_PERSON.contains(&word.raw) && !is_quoted(word) && !is_in_marks(word.start)
        };
        // The pronoun, and no number: "Part I.", "Charles I".
        let is_pronoun = |i: usize| text.raw(i) != "I" || i + 1 < text.len() && text.follows(i + 1);
        let Some(first) = watched.iter().copied().find(|&i| is_pronoun(i) && is_told(i)) else {
            return;
        };
        let has_marks = || text.prose()[span.range()].contains(['"', '“', '”', '‘', '«', '»']);
        let third = || {
            let may_be = watched.len() >= MINE && quotes.is_empty();
            // Few have a slip, and need not be searched for marks.
            may_be.then(|| third_slip(text)).flatten().filter(|_| !has_marks())
        };
        let (first, slip) = match slip(text, first, watched, is_told) {
            Some(slip) => (first, Some(slip)),
            None => third().map_or((first, None), |(at, gender)| (at, Some(Slip::Third(gender)))),
        };
        let start = text.start(first) as u32;
        // With the verb.
        let length = slip.map_or(0, |_| text.end(first + 1) - text.start(first));
        let number = SLIPS.iter().position(|it| *it == slip).expect("all have a number");
        push_number(self.writer.begin(start), (length * SLIPS.len() + number) as u64);
    }

    /// All of them.
    pub(crate) fn finish(self) -> FirstPersons {
        self.writer.finish()
    }
}

/// The "he" or "she" that opens the only sentence of a paragraph that is about anybody but `I`, with a verb in the past
/// after it, if nobody stands before it who may be meant.
fn third_slip(text: Text<'_>) -> Option<(usize, Gender)> {
    // Few words begin as "he" and "she" do.
    let may_be_other = |&i: &usize| matches!(text.word(i).head as u8, b'H' | b'S' | b'h' | b's');
    let others = (0..text.len()).filter(may_be_other);
    let mut others = others.filter_map(|i| Some((i, gender_of(text.raw(i))?)));
    let (at, gender) = others.next().filter(|_| others.next().is_none())?;
    let tells = matches!(text.raw(at), "He" | "She")
        && at > 0
        && begins(text, at)
        && at + 2 < text.len()
        && text.follows(at + 1)
        && is_past(text.raw(at + 1))
        // What somebody does to the narrator is done by somebody else.
        && !(at + 2..text.len().min(at + 4)).any(|i| is_listed("me my", text.raw(i)));
    let is_name = |i: usize| {
        let raw = text.raw(i);
        text.may_name(i)
            && !FIRST_PERSON.contains(&raw)
            && !(begins(text, i) && COMMON_WORDS.contains(&raw.to_lowercase()))
    };
    let may_be = |i| {
        is_name(i)
            || text.may_mean(i, gender)
            || CALLED_SHE.contains(text.raw(i))
            || OTHERS.contains(text.raw(i))
            || WE.contains(text.raw(i))
    };
    (tells && !(0..at).any(may_be)).then_some((at, gender))
}

/// The slip of word `first`, the first of the first person in its paragraph, if that opens the only sentence of the
/// first person there, and this tells what somebody did.
fn slip(
    text: Text<'_>,
    first: usize,
    watched: &[usize],
    is_told: impl Fn(usize) -> bool,
) -> Option<Slip> {
    let verb = first + 1;
    let tells = text.raw(first) == "I"
        && verb < text.len()
        && text.follows(verb)
        && is_past(text.raw(verb))
        && !TELLING.contains(text.raw(verb));
    if !tells {
        return None;
    }
    let opens = |at: usize| begins(text, at).then_some(at);
    let joined = || first.checked_sub(1).filter(|&at| is_listed("And But So Then", text.raw(at)));
    let sentence = opens(first).or_else(|| opens(joined()?))?..end(text, first);
    // In a story that is told by `I` nearly every paragraph goes on with it, so this comes first.
    if watched.iter().any(|&i| i >= sentence.end && is_told(i)) {
        return None;
    }
    let gap = text.gap_after(sentence.end - 1).trim_start_matches('\0');
    let is_asked = || gap.starts_with(['?', '!', '…', '-', '—']);
    // "I opened it, she thought."
    let is_thought = |i: usize| text.raw(i) == "thought" && matches!(text.raw(i - 1), "he" | "she");
    let is_remark = || {
        sentence.clone().any(|i| REMARK.holds(text, i)) || sentence.clone().skip(1).any(is_thought)
    };
    let is_ours = || (0..text.len()).any(|i| WE.holds(text, i));
    let others = || (0..text.len()).filter(|i| !sentence.contains(i));
    let has_others = || others().any(|i| OTHERS.holds(text, i));
    let has_past = || others().any(|i| is_any_past(text.raw(i)));
    let is_slip = !is_asked() && !is_remark() && has_others() && has_past() && !is_ours();
    let slip = if KNOWING.contains(text.raw(verb)) { Slip::Knowing } else { Slip::First };
    is_slip.then_some(slip)
}

/// Whether byte `at` of a paragraph with these marks stands between marks of any kind, as far as they are paired.
fn is_in_marks<'a>(marks: impl Iterator<Item = Surroundings<'a>>, at: usize) -> bool {
    let (mut double, mut single) = (false, false);
    for around in marks.take_while(|it| it.at < at) {
        if is_single(around.mark) {
            single = around.opens_speech() || single && !around.may_close();
            continue;
        }
        double = match around.mark {
            '“' | '„' => true,
            '”' => false,
            _ => !double,
        };
    }
    double || single
}

#[cfg(test)]
mod tests {
    use crate::story::facts::Facts;

    /// Checks the paragraphs of a text that are in the first person: what slips, or the word.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.md", text);
        let found: Vec<_> =
            facts.first_persons.iter().map(|it| &text[it.place.span.range()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn slips() {
        check("She rose. I walked to the door and opened my bag. It was late.", &["I walked"]);
        check("“Go,” she said. Then I walked off.\n\nHe was old.", &["I walked"]);
    }

    #[test]
    fn slips_to_another() {
        check(
            "I was alone in my room. She opened the window, and I put out my head.",
            &["She opened"],
        );
        check("I was in my room. She had left me, and I put out my head.", &["I"]);
        check("I rose, and my aunt spoke to me. She opened the window, and I left.", &["I"]);
        check("I was in my room. She opened my window, and I put out my head.", &["I"]);
        check(
            "I was in my room, and so was Ann. She opened a window, and I rose to my feet.",
            &["I"],
        );
    }

    #[test]
    fn only_says_so() {
        check("She rose. I think that it was late.\n\nShe told me.", &["I", "m"]);
        check("She rose. I walked off. He took my hand.\n\nI rose.", &["I", "I"]);
        check("She rose. I mentioned it.\n\nShe rose. I walked off, as you know.", &["I", "I"]);
        check(
            "She rose. I walked off with our hero.\n\nHe saw a house that I admired.",
            &["I", "I"],
        );
    }

    #[test]
    fn others() {
        check("“I walked,” she said. ‘I walked off,’ he thought of.\n\n“My word\n\n> I rose.", &[]);
        check("Charles I. rose in part I. He saw me.", &["m"]);
    }
}
