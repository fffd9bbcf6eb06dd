//! Reads the names of a document.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagnostic::Span;
use crate::story::aliases;
use crate::story::calendar::{Weekday, month_number};
use crate::story::cues;
use crate::story::deeds_of_living;
use crate::story::evidence::{self, Clue, Evidence};
use crate::story::full_name::FullName;
use crate::story::gender::Gender;
use crate::story::given_names;
use crate::story::introductions::{self, Around, How};
use crate::story::names::{NameRow, Names};
use crate::story::numbers::begins_with_figure;
use crate::story::place::Place;
use crate::story::prose::{self, Packed, Text};
use crate::story::titles;
use crate::story::told_apart::are_two;
use crate::story::unreal::is_retold;
use crate::story::vocabulary::{CommonWords, VocabularyReader};
use crate::story::watched::{Watched, Watcher};
use crate::story::word_forms::{contracted, is_possessive, without_possessive};
use crate::story::word_list::WordList;

/// Abbreviations before a name, after which a period ends no sentence.
static ABBREVIATED: WordList =
    WordList::new("Capt Col Dr Fr Gen Hon Lieut Lt M MM Maj Messrs Mlle Mme Mr Mrs Ms Prof Rev St");

/// Words that open many a sentence and are nobody's name, so that they are not kept at all.
static OPENERS: WordList = WordList::new(
    "\
A About Above After Again Ah All Almost Alone Already Also Although Always Am Among An And Another Any \
Anybody Anything Are As Ask At Away Aye Be Because Before Behind Being Below Beside Besides Between Beyond \
Both Bring But By Can Certainly Come Could Did Do Does Don't Down During Each Eh Either Enough Even Every \
Everybody Everything Few Finally First Fetch Follow For Forgive From Give Go Good Had Half Has Have Having He He'd He'll He's Hence Her Here Hers \
His How However If In Indeed Instead Into Is It It's Its Just Last Let Like Look Kiss Leave Many Me Meanwhile Meet \
Might More Moreover Most Much Must My Near Nearly Neither Never Nevertheless Next No Nobody None Nor \
Not Nothing Now O Of Off Often Oh On Once One Only Or Other Others Otherwise Our Out Over Perhaps \
Presently Quite Rather Say See Several Shall She She'd She'll She's Should Since So Some Somebody Something Sometimes \
Send Soon Still Such Suddenly Surely Take Tell Thank That That's The Their Them Then Thence There These They They'd They'll They're They've Think This \
Those Though Three Through Thus Till To Today Together Tomorrow Tonight Too Two Under Unless Until Up Upon Very Was We We'd We'll We're We've Well \
Were What What's Whatever When Whenever Where Wherever Whether Which While Whilst Who Whoever Whom \
Whose Why With Within Without Would Yes Yesterday Yet You You'd You'll You're You've Your",
);

/// Words that some write with a capital, and that are part of no name.
static PRONOUNS: WordList = WordList::new("He Him His She They Thou We You");

/// Feasts and the days around them, after which a name may begin another one: `At Michaelmas Tom came`.
static FEASTS: WordList = WordList::new(
    "Candlemas Christmas Easter Epiphany Lammas Martinmas Michaelmas Midsummer Pentecost Whitsun Whitsuntide Xmas",
);

/// Months that are given names, too.
const GIVEN_MONTHS: [&str; 4] = ["April", "August", "June", "May"];

/// Words after which a month is no given name: `In June Mary came`.
const TIME_PREPOSITIONS: [&str; 8] = ["By", "In", "Last", "Since", "by", "in", "last", "since"];

/// Words without a capital inside a name: `Catherine de Bourgh`.
static PARTICLES: WordList = WordList::new("al da de del della den der di do du la le van von zu");

/// So many words before a name may tell when and where its bearer acts.
const ADVERBIAL: usize = 7;

/// After so many words a pronoun no longer speaks of the name before it.
const REACH: usize = 40;

/// A name that the next pronoun may stand for.
#[derive(Clone, Copy)]
struct Antecedent {
    /// Index of its row.
    row: usize,
    /// Index of the word after it.
    end: usize,
    /// Whether it does something, so that it is the subject of its sentence.
    is_subject: bool,
}

/// What is known of a name so far.
struct Row {
    /// Where its text is.
    text: Range<usize>,
    n_uses: u32,
    evidence: Evidence,
    introduction: Option<(u32, How)>,
}

/// Collects the names of a document, paragraph by paragraph.
///
/// Names are many and most are used once, so what is kept of them is in few lists for all.
#[derive(Default)]
pub(crate) struct NameReader {
    /// The rows by the hash of their text, or the next number that was free.
    index: FxHashMap<u64, usize>,
    rows: Vec<Row>,
    /// The texts of the rows, one after another.
    texts: String,
    /// All uses, in order, each with the row it is of, and whether its bearer acts.
    uses: Vec<(usize, Place, bool)>,
    words: VocabularyReader,
    /// The name that is being put together.
    phrase: String,
    antecedent: Option<Antecedent>,
    /// The word after the last name of the paragraph, and where that is.
    last: Option<(usize, Span)>,
    aliases: Vec<[Place; 2]>,
    others: Vec<[Place; 2]>,
}

impl NameReader {
    /// A reader with room for the names of text of `n_bytes`, as far as it is not long: names come again.
    pub(crate) fn in_bytes(n_bytes: usize) -> Self {
        let n_names = n_bytes.min(1 << 16) / 128;
        Self {
            index: FxHashMap::with_capacity_and_hasher(n_names, FxBuildHasher),
            rows: Vec::with_capacity(n_names),
            texts: String::with_capacity(8 * n_names),
            uses: Vec::with_capacity(2 * n_names),
            ..Self::default()
        }
    }

    /// The words of its paragraphs that most stories have.
    pub(crate) fn common(&mut self) -> &mut CommonWords {
        &mut self.words.common
    }

    /// Reads the paragraph at `span`, given as the words of it in order, with the numbers of those that are looked
    /// at. What is one of `eras` and follows a number is no name.
    pub(crate) fn read(
        &mut self,
        prose: &str,
        span: Span,
        words: &[Packed],
        watched: &Watched,
        eras: &[String],
    ) {
        self.words.insert_all(prose, words, watched.by(Watcher::Vocabulary));
        let words = Words { text: Text::new(prose, words), span };
        self.antecedent = None;
        self.last = None;
        let mut floor = 0;
        for &at in watched.by(Watcher::Names) {
            if at < floor {
                continue;
            }
            if !words.may_name(at) {
                if words.text.get(at).is_some_and(Packed::may_be_name) {
                    self.words.insert(without_possessive(&words.text(at)).0);
                }
                self.read_pronoun(words, at);
                continue;
            }
            if eras.iter().any(|era| era == words.raw(at))
                && at > 0
                && begins_with_figure(words.raw(at - 1))
            {
                continue;
            }
            let joint = words.joint(at);
            let opens = matches!(joint, Joint::Opening | Joint::Period);
            // More than half of all that have a capital.
            if opens && OPENERS.holds(words.text, at) {
                self.read_pronoun(words, at);
                continue;
            }
            let Some((end, span)) = self.put_together(words, at, opens) else {
                self.read_pronoun(words, at);
                continue;
            };
            if let Some((start, last)) = self.last {
                let may_be = |gender: Gender| {
                    let name = FullName::of(&prose[last.range()]);
                    name.gender().or(name.given_gender()).is_none_or(|known| known == gender)
                };
                if words.say_same(start, at, end) {
                    self.aliases.push([last, span].map(Place::alone));
                } else if are_two(words.text, start, at..end, may_be) {
                    self.others.push([last, span].map(Place::alone));
                }
            }
            self.last = Some((end, span));
            let row = self.row();
            let Row { n_uses, evidence, introduction, .. } = &mut self.rows[row];
            if introduction.is_none() && words.may_introduce(at, end) {
                let how = introductions::read(&words.around(at, end, span));
                *introduction = how.map(|how| (*n_uses, how));
            }
            *n_uses += 1;
            let is_subject = look_around(evidence, words, joint, at..end, span);
            self.uses.push((row, Place::alone(span), words.act(at, end, span)));
            self.antecedent = Some(Antecedent { row, end, is_subject });
            floor = end;
        }
    }

    /// Reads the name of who speaks next in a script, given as its words.
    pub(crate) fn read_cue(&mut self, prose: &str, words: &[Packed]) {
        let Some(name) = cues::name(prose, words) else { return };
        self.phrase.clear();
        self.phrase.push_str(&name.text);
        let row = self.row();
        self.uses.push((row, Place::alone(name.span), false));
        self.rows[row].n_uses += 1;
        self.rows[row].evidence.add(Clue::Said);
    }

    /// All names.
    pub(crate) fn finish(mut self) -> Names {
        let text = |row: &Row| &self.texts[row.text.clone()];
        // By what they begin with, since nearly all differ there.
        let mut sorted: Vec<(u64, usize)> =
            self.rows.iter().map(|row| begin(text(row))).zip(0..).collect();
        sorted.sort_unstable();
        for alike in sorted.chunk_by_mut(|(a, _), (b, _)| a == b) {
            alike.sort_unstable_by_key(|&(_, i)| text(&self.rows[i]));
        }
        // The uses of each name side by side, in order.
        let mut ends = vec![0; self.rows.len()];
        let mut n_before = 0;
        for &(_, row) in &sorted {
            ends[row] = n_before;
            n_before += self.rows[row].n_uses as usize;
        }
        let mut places = vec![Place::default(); n_before];
        let mut acts = vec![false; n_before];
        for &(row, place, does_act) in &self.uses {
            (places[ends[row]], acts[ends[row]]) = (place, does_act);
            ends[row] += 1;
        }
        let names = sorted.iter().map(|&(_, i)| {
            let row = &self.rows[i];
            let uses = ends[i] - row.n_uses as usize..ends[i];
            NameRow {
                text: text(row),
                places: &places[uses.clone()],
                acts: &acts[uses],
                evidence: &row.evidence,
                introduction: row.introduction,
            }
        });
        self.aliases.shrink_to_fit();
        self.others.shrink_to_fit();
        Names::new(names, self.words.finish(), self.aliases, self.others)
    }

    /// The row of the name that was put together.
    fn row(&mut self) -> usize {
        let mut hash = FxBuildHasher.hash_one(self.phrase.as_str());
        loop {
            match self.index.entry(hash) {
                Entry::Occupied(row) => {
                    let row = *row.get();
                    if self.texts[self.rows[row].text.clone()] == self.phrase {
                        return row;
                    }
                    hash = hash.wrapping_add(1);
                }
                Entry::Vacant(place) => {
                    let start = self.texts.len();
                    self.texts.push_str(&self.phrase);
                    place.insert(self.rows.len());
                    self.rows.push(Row {
                        text: start..self.texts.len(),
                        n_uses: 0,
                        evidence: Evidence::default(),
                        introduction: None,
                    });
                    return self.rows.len() - 1;
                }
            }
        }
    }

    /// Puts together the name that starts at word number `at`, if one does: the word after it, and
    /// where it is.
    fn put_together(&mut self, words: Words<'_>, at: usize, opens: bool) -> Option<(usize, Span)> {
        self.phrase.clear();
        let (mut end, mut span) = (at, None::<Span>);
        let mut next = Some((at, ""));
        while let Some((word, joint)) = next {
            let own = words.text.word(word);
            let text = own.text();
            let (stem, possessive) = without_possessive(&text);
            if !is_name_like(stem)
                || !own.is_plain && contracted(&text).is_some()
                || (word == at && opens && OPENERS.contains(stem))
            {
                break;
            }
            let stop = own.start + without_possessive(own.raw).0.len();
            span = Some(Span::new(span.map_or(own.start, |span| span.range().start)..stop));
            self.phrase.push_str(joint);
            self.phrase.push_str(stem);
            end = word + 1;
            next = if possessive { None } else { self.goes_on(words, word) };
        }
        let span = span?;
        // A letter is no name, nor is an article, a pronoun or a title that is cut short: "Mr. and
        // Mrs. Hale". All of these are short.
        let is_none = self.phrase.len() <= 6
            && (self.phrase.len() == 1
                || ABBREVIATED.contains(&self.phrase)
                || self.phrase == "The"
                || self.phrase.len() <= 4 && PRONOUNS.contains(&self.phrase));
        (!is_none).then_some((end, span))
    }

    /// The next word of the name after word number `last`, and what joins it.
    fn goes_on(&mut self, words: Words<'_>, last: usize) -> Option<(usize, &'static str)> {
        let joint = match words.joint(last + 1) {
            Joint::Blank => " ",
            Joint::Hyphen => "-",
            Joint::Period if words.gap(last + 1) == "." => ".",
            Joint::Period => ". ",
            Joint::Other | Joint::Opening => return None,
        };
        let next = words.raw(last + 1);
        if words.may_name(last + 1) {
            // "It was D. He went", "May He come".
            let is_opener = match joint {
                "-" => false,
                " " => PRONOUNS.holds(words.text, last + 1),
                _ => next.len() > 1 && OPENERS.contains(next),
            };
            let is_other = joint == " " && self.is_time_before_a_name(words, last);
            return (!is_opener && !is_other).then_some((last + 1, joint));
        }
        let (mut at, mut joints) = (last + 1, " ");
        if joint != " " {
            return None;
        }
        let is_of = next == "of" && titles::takes_a_place(words.raw(last));
        if is_of {
            at += 1;
            joints = " of ";
            if words.raw(at) == "the" && words.joint(at) == Joint::Blank {
                at += 1;
                joints = " of the ";
            }
        } else {
            while PARTICLES.holds(words.text, at) && at < last + 3 {
                at += 1;
            }
        }
        if at == last + 1
            || words.joint(at) != Joint::Blank
            || !words.may_name(at)
            || !is_name_like(&words.text(at))
        {
            return None;
        }
        if !is_of {
            for particle in last + 1..at {
                self.phrase.push(' ');
                self.phrase.push_str(words.raw(particle));
            }
        }
        Some((at, joints))
    }

    /// Whether the name so far is a day or a month, and word number `last + 1` begins another name:
    /// `On Monday Anna came`.
    fn is_time_before_a_name(&self, words: Words<'_>, last: usize) -> bool {
        let time = self.phrase.as_str();
        let is_month = month_number(time).is_some();
        let is_day = Weekday::parse(time.strip_suffix('s').unwrap_or(time)).is_some();
        let next = words.text(last + 1);
        // "On Christmas Eve Anna came", "on Easter Monday Anna came".
        let is_feast = match time.split_once(' ') {
            Some((feast, day)) => {
                FEASTS.contains(feast)
                    && (matches!(day, "Day" | "Eve") || Weekday::parse(day).is_some())
            }
            None => FEASTS.contains(time) && next != "Eve",
        };
        if !is_month && !is_day && !is_feast {
            return false;
        }
        let is_given = given_names::gender_of(&next.to_lowercase()).is_some();
        let is_after = |before: usize| TIME_PREPOSITIONS.contains(&words.raw(before));
        titles::is_title(&next)
            || is_given
                && (!GIVEN_MONTHS.contains(&time) || last.checked_sub(1).is_some_and(is_after))
    }

    /// Counts word number `at` for the name before it, if it is a pronoun.
    #[inline]
    fn read_pronoun(&mut self, words: Words<'_>, at: usize) {
        // Few words begin as "he" and "she" do.
        let begins = |it: Packed| matches!(it.head as u8, b'H' | b'S' | b'h' | b's');
        if self.antecedent.is_some() && words.text.get(at).is_some_and(begins) {
            self.count_pronoun(words, at);
        }
    }

    #[inline(never)]
    fn count_pronoun(&mut self, words: Words<'_>, at: usize) {
        let word = words.text.word(at);
        let text = word.text();
        // "She'd" is "she".
        let short = if word.is_plain { None } else { contracted(&text) };
        let pronoun = short.map_or(&*text, |it| it.0);
        let (clear, later) = match pronoun {
            "she" | "She" => (Clue::She, Clue::SheLater),
            "he" | "He" => (Clue::He, Clue::HeLater),
            "her" | "Her" => (Clue::Her, Clue::SheLater),
            "his" | "His" => (Clue::His, Clue::HeLater),
            "herself" => (Clue::FemaleWord, Clue::SheLater),
            "himself" => (Clue::MaleWord, Clue::HeLater),
            _ => return,
        };
        let Some(Antecedent { row, end, is_subject }) = self.antecedent.take() else { return };
        // "Mrs. Hale was as quiet as he."
        let is_compared = matches!(words.raw(at - 1), "as" | "than") && words.ends_clause(at);
        if !is_compared
            && at <= end + REACH
            && let Some(is_past) = words.end_sentence(end..at + 1)
        {
            let is_clear = is_subject && !is_past;
            self.rows[row].evidence.add(if is_clear { clear } else { later });
        }
    }
}

/// Notes what the words around a name say, which is the words of these numbers, after that `joint`,
/// and whether it does something.
fn look_around(
    evidence: &mut Evidence,
    words: Words<'_>,
    joint: Joint,
    Range { start: at, end }: Range<usize>,
    span: Span,
) -> bool {
    match joint {
        Joint::Blank if at > 0 => {
            let before = words.raw(at - 1);
            evidence::before(before).into_iter().for_each(|clue| evidence.add(clue));
        }
        Joint::Opening => evidence.add(Clue::Opening),
        _ => {}
    }
    let after = words.gap_after(end - 1, span);
    let has_comma = after.as_bytes().first() == Some(&b',');
    let ends_call = match after.as_bytes() {
        [b'!' | b'?', ..] => true,
        [b',' | b'.', ..] => prose::has_quotation_mark(after),
        _ => false,
    };
    let is_called = |gap: &str| prose::has_quotation_mark(gap) || gap.trim_start().starts_with(',');
    if ends_call && is_called(words.gap(at)) {
        evidence.add(Clue::Hailed);
    }
    if end >= words.text.len() {
        return false;
    }
    let next = words.raw(end);
    if words.is_possessive(end - 1) {
        evidence.add(if prose::is_blank(after) { evidence::owned(next) } else { Clue::Owns });
        return false;
    }
    let next_is_rank = matches!(next, "senior" | "junior" | "Senior" | "Junior");
    if next_is_rank && (prose::is_blank(after) || has_comma) {
        evidence.add(Clue::Generation);
    }
    if has_comma && matches!(next, "who" | "whom" | "whose") {
        evidence.add(Clue::Who);
        return true;
    }
    if !prose::is_blank(after) {
        return has_comma;
    }
    let is_adverb = next.ends_with("ly") && words.joint(end + 1) == Joint::Blank;
    let verb = if is_adverb { words.raw(end + 1) } else { next };
    let clue = evidence::after(verb);
    clue.into_iter().for_each(|clue| evidence.add(clue));
    matches!(clue, Some(Clue::Acts | Clue::Said | Clue::Is | Clue::Who))
}

/// The words of a paragraph, with what is between them.
#[derive(Clone, Copy)]
struct Words<'a> {
    text: Text<'a>,
    /// The paragraph.
    span: Span,
}

impl<'a> Words<'a> {
    /// Word number `at` as a reader sees it.
    fn text(self, at: usize) -> Cow<'a, str> {
        self.text.word(at).text()
    }

    /// Whether word number `at` ends as what somebody owns begins. What is plain has no apostrophe.
    fn is_possessive(self, at: usize) -> bool {
        !self.text.get(at).is_none_or(Packed::is_plain) && is_possessive(&self.text(at))
    }

    /// Whether a sentence ends before one of these words; nothing if two do, or what is said begins or ends.
    fn end_sentence(self, range: Range<usize>) -> Option<bool> {
        let mut is_past = false;
        for at in range {
            let gap = if self.text.is_spaced(at) { " " } else { self.gap(at) };
            if gap.len() > 1 {
                let ends = gap.contains(['.', '!', '?']) && self.joint(at) == Joint::Opening;
                if prose::has_quotation_mark(gap) || ends && is_past {
                    return None;
                }
                is_past |= ends;
            }
        }
        Some(is_past)
    }

    /// Word number `at` as the file has it; nothing if there is none.
    fn raw(self, at: usize) -> &'a str {
        self.text.raw(at)
    }

    /// What stands before word number `at`, back to the word before. Some bytes at the start of the
    /// paragraph.
    fn gap(self, at: usize) -> &'a str {
        let end = self.text.start(at);
        let start = match at.checked_sub(1) {
            Some(before) => self.text.end(before),
            None => {
                let near = self.text.prose().ceil_char_boundary(end.saturating_sub(4));
                near.max(self.span.range().start)
            }
        };
        &self.text.prose()[start..end]
    }

    /// What stands after word number `at`, which ends a name at `span`: on to the next word, or some
    /// bytes.
    fn gap_after(self, at: usize, span: Span) -> &'a str {
        let start = self.text.end(at).max(span.range().end);
        if at + 1 < self.text.len() {
            return &self.text.prose()[start..self.text.start(at + 1)];
        }
        let rest = &self.text.prose()[start..self.span.range().end];
        &rest[..rest.floor_char_boundary(4)]
    }

    /// Whether the words from number `start` say that a name before them is the same person's as that
    /// which is words number `at` to `end`.
    fn say_same(self, start: usize, at: usize, end: usize) -> bool {
        if at == start || at > start + aliases::MOST || !aliases::may_say(self.raw(at - 1)) {
            return false;
        }
        let parts =
            |gap: &str| gap.contains(|c: char| !matches!(c, ',' | '\0') && !c.is_whitespace());
        let is_quoted =
            prose::has_quotation_mark(self.gap(at)) && !self.gap(at).contains(['.', '!', '?']);
        if (start..at).any(|i| parts(self.gap(i))) || parts(self.gap(at)) && !is_quoted {
            return false;
        }
        if self.raw(at - 1) == "or" && !self.gap(at - 1).starts_with(',') {
            return false;
        }
        let mut between = [""; aliases::MOST];
        for (slot, i) in between.iter_mut().zip(start..at) {
            *slot = self.raw(i);
        }
        aliases::says_same(&between[..at - start], [end, end + 1].map(|i| self.raw(i)))
    }

    /// Whether a sentence tells that the bearer of a name, which is words number `at` to `end`, acts:
    /// "Anna rose", "On the platform Anna was singing". What a clause within a sentence tells may be long ago.
    fn act(self, at: usize, end: usize, span: Span) -> bool {
        // No possessive stands there, and no mark.
        if end >= self.text.len()
            || self.text.end(end - 1) != span.range().end
            || !self.text.is_spaced(end)
        {
            return false;
        }
        let acts = match self.raw(end) {
            "is" | "was" => {
                let next = self.raw(end + 1);
                next.ends_with("ing") && deeds_of_living::is_doing(next)
            }
            word if word.ends_with("ly") => deeds_of_living::is_act(self.raw(end + 1)),
            word => deeds_of_living::is_act(word),
        };
        acts && self.opens_sentence(at) && !is_retold(self.text, at)
    }

    /// Whether word number `at` begins a sentence, or stands after nothing but when and where: "On the
    /// sixth day", "In the morning".
    fn opens_sentence(self, at: usize) -> bool {
        let floor = at.saturating_sub(ADVERBIAL);
        for k in (floor..=at).rev() {
            if k < at && !deeds_of_living::may_be_adverbial(self.raw(k)) {
                return false;
            }
            if self.joint(k) == Joint::Opening {
                return k == at || deeds_of_living::opens_adverbial(self.raw(k));
            }
        }
        false
    }

    /// Whether the words around a name, which is words number `at` to `end`, may tell who bears it.
    fn may_introduce(self, at: usize, end: usize) -> bool {
        let before = [self.raw(at.wrapping_sub(1)), self.raw(at.wrapping_sub(2))];
        introductions::may_tell(before, [self.raw(end), self.raw(end + 1)])
    }

    /// The words around a name, which is words number `at` to `end`.
    fn around(self, at: usize, end: usize, span: Span) -> Around<'a> {
        let gap = self.gap_after(end - 1, span);
        let mut around = Around { before: [""; 2], gap, after: [""; 7] };
        for (i, word) in around.before.iter_mut().enumerate() {
            if at <= i || !prose::is_blank(self.gap(at - i)) {
                break;
            }
            *word = self.raw(at - i - 1);
        }
        if self.is_possessive(end - 1) {
            return around;
        }
        for (i, word) in around.after.iter_mut().enumerate() {
            let is_far = |gap: &str| !prose::is_blank(gap.strip_prefix(',').unwrap_or(gap));
            if end + i >= self.text.len() || i > 0 && is_far(self.gap(end + i)) {
                break;
            }
            *word = self.raw(end + i);
        }
        around
    }

    /// Whether word number `at` may be one of a name by its capital.
    #[inline]
    fn may_name(self, at: usize) -> bool {
        let word = self.text.get(at);
        word.is_some_and(|it| it.may_be_name() && (it.is_plain() || may_be_name(self.raw(at))))
    }

    /// Whether a mark, or nothing, stands after word number `at`.
    fn ends_clause(self, at: usize) -> bool {
        at + 1 >= self.text.len() || !prose::is_blank(self.gap(at + 1))
    }

    /// What joins word number `at` to the one before.
    fn joint(self, at: usize) -> Joint {
        let Some(before) = at.checked_sub(1) else { return Joint::Opening };
        let Some(word) = self.text.get(at) else { return Joint::Other };
        match self.text.prose().as_bytes()[self.text.end(before)..word.start()] {
            [b' '] => Joint::Blank,
            [b',', b' '] => Joint::Other,
            [b'!' | b'?', ..] => Joint::Opening,
            [b'-'] => Joint::Hyphen,
            [b'.'] | [b'.', b' '] => Joint::after_period(self.text, before),
            _ => Joint::of(self.gap(at), self.text, before),
        }
    }
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// Nothing but a space.
    Blank,
    /// A hyphen.
    Hyphen,
    /// A period that ends no sentence.
    Period,
    /// Marks inside a sentence.
    Other,
    /// The start of a sentence, a speech or the part after a dash.
    Opening,
}

impl Joint {
    /// What `gap` is, after word number `before` of `text`.
    fn of(gap: &str, text: Text<'_>, before: usize) -> Self {
        if prose::is_blank(gap) {
            return Self::Blank;
        }
        if gap.strip_prefix('.').is_some_and(prose::is_blank) {
            return Self::after_period(text, before);
        }
        let is_opening =
            |c| matches!(c, '.' | '!' | '?' | ':' | '…' | '—' | '"' | '“' | '‘' | '«' | '»' | '„');
        let opens = gap.contains(is_opening)
            || gap.as_bytes().windows(2).any(|two| two == b"--")
            || gap.ends_with('\'');
        if opens { Self::Opening } else { Self::Other }
    }

    /// What a period is, after word number `before` of `text`.
    fn after_period(text: Text<'_>, before: usize) -> Self {
        let word = text.word(before);
        // An initial: "J. Hale".
        let is_initial = word.raw.len() == 1 && word.raw != "I" && word.is_capitalised();
        if is_initial || ABBREVIATED.holds(text, before) { Self::Period } else { Self::Opening }
    }
}

/// What `text` begins with, as a number in the order of texts.
fn begin(text: &str) -> u64 {
    prose::head(text.as_bytes(), text.len()).swap_bytes()
}

/// Whether a word may be one of a name by its capital: `Hale`, `d'Hale`.
#[inline]
fn may_be_name(word: &str) -> bool {
    prose::starts_with_capital(word)
        || word.len() > 3
            && matches!(word.as_bytes()[1], b'\'' | 0xe2)
            && word.as_bytes()[0].is_ascii_lowercase()
            && word
                .get(1..)
                .and_then(|rest| rest.strip_prefix(prose::is_apostrophe))
                .is_some_and(prose::starts_with_capital)
}

/// Whether a capitalised word can be a name: not "I", "I'm".
fn is_name_like(word: &str) -> bool {
    // Nearly all begin with another letter.
    word.as_bytes().first() != Some(&b'I')
        || word.len() > 1 && !word[1..].starts_with(prose::is_apostrophe)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::story::{Document, Facts, Role, Story};

    /// Checks the names that a text teaches, each with how often it is used and how often it opens
    /// a sentence.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, u32, u32)]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let uses = facts.names.uses();
        let found: Vec<_> =
            uses.iter().map(|name| (&*name.text, name.n(), name.n_opening())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn several_words() {
        check(
            "He met Mrs. Anna Hale and\nJean-Luc.",
            &[("Jean-Luc", 1, 0), ("Mrs. Anna Hale", 1, 0)],
        );
    }

    #[test]
    fn possessive_ends_a_name() {
        check("It was Anna's Bible.", &[("Anna", 1, 0), ("Bible", 1, 0)]);
    }

    #[test]
    fn opens_a_sentence() {
        check("Anna came. “Anna!” he said to Anna.", &[("Anna", 3, 2)]);
    }

    #[test]
    fn after_an_initial() {
        check("It was J. Hale. I. Then", &[("J. Hale", 1, 0)]);
        check("It was J.O. Hale or J.O.Orme.", &[("J.O. Hale", 1, 0), ("J.O.Orme", 1, 0)]);
        check("It was in D. He saw Mr. E. The rest slept.", &[("Mr. E", 1, 0)]);
    }

    #[test]
    fn ordinary_words() {
        let text = "The rain fell. Rain and RAIN, I'm told. But then";
        check(text, &[("RAIN", 1, 0), ("Rain", 1, 1)]);
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        assert_eq!(Story::new(facts, Arc::default()).name_words()[0], []);
    }

    #[test]
    fn commands() {
        check("Kiss Lucy. ‘You’re late, Lucy.’", &[("Lucy", 2, 0)]);
    }

    #[test]
    fn pronouns_and_articles() {
        check("Then May He come to see The End, or The.", &[("May", 1, 0), ("The End", 1, 0)]);
    }

    #[test]
    fn times_before_names() {
        check("That Monday Anna came.", &[("Anna", 1, 0), ("Monday", 1, 0)]);
        check("In June Mary Orme came.", &[("June", 1, 0), ("Mary Orme", 1, 0)]);
        check("Since May Mr. Orme came.", &[("May", 1, 0), ("Mr. Orme", 1, 0)]);
        check("On Tuesdays Tom came.", &[("Tom", 1, 0), ("Tuesdays", 1, 0)]);
        check("At Michaelmas Tom came.", &[("Michaelmas", 1, 0), ("Tom", 1, 0)]);
        check(
            "On Christmas Eve Mrs. Price came.",
            &[("Christmas Eve", 1, 0), ("Mrs. Price", 1, 0)],
        );
        check("Yesterday Ruth left. Tonight Ruth sings.", &[("Ruth", 2, 0)]);
        check(
            "He met June Mary at Sunday School.",
            &[("June Mary", 1, 0), ("Sunday School", 1, 0)],
        );
    }

    #[test]
    fn particles() {
        check(
            "He met Anna de la Hale, the Duke of the Vale and Sir Pagan d'Orme's man of Kent.",
            &[
                ("Anna de la Hale", 1, 0),
                ("Duke of the Vale", 1, 0),
                ("Kent", 1, 0),
                ("Sir Pagan d'Orme", 1, 0),
            ],
        );
    }

    /// Checks what the words around `Anna` say.
    #[track_caller]
    fn check_clues(text: &str, expected: &[Clue]) {
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let anna =
            facts.names.uses().into_iter().find(|name| name.text == "Anna").expect("she is named");
        let mut evidence = Evidence::default();
        expected.iter().for_each(|&clue| evidence.add(clue));
        assert_eq!(anna.evidence, evidence, "{text}");
    }

    #[test]
    fn clues() {
        for (text, clues) in [
            ("“No,” said Anna.", [Clue::Said].as_slice()),
            ("Anna slowly walked.", &[Clue::Opening, Clue::Acts]),
            ("Then Anna's eyes saw.", &[Clue::OwnsPart]),
            ("Then Anna's husband saw.", &[Clue::FemaleWord]),
            ("He lived in Anna.", &[Clue::Inside]),
            ("He saw Anna, who saw.", &[Clue::Who]),
            ("“Come, Anna!” he said.", &[Clue::Hailed]),
            ("He said poor Anna was ill.", &[Clue::Called, Clue::Is]),
            ("Then Anna took her hat, and she went.", &[Clue::Acts, Clue::Her]),
            ("Then Anna went. She saw.", &[Clue::Acts, Clue::SheLater]),
            ("Then Anna went. It rained. She saw.", &[Clue::Acts]),
            ("“I saw Anna,” she said.", &[]),
        ] {
            check_clues(text, clues);
        }
    }

    #[test]
    fn headings_are_no_running_text() {
        check("# The Long Road\n\nIt was long.", &[]);
    }

    #[test]
    fn markup_inside() {
        check("He met *An*na and An**na Ha**le.", &[("Anna", 1, 0), ("Anna Hale", 1, 0)]);
    }

    #[test]
    fn before_an_entity() {
        let text = "<p>He met Anna&#8217;s man, Tom<i>&rsquo;s</i> and Orme&apos;s.</p>";
        let facts = Facts::of(&Document::parse("a.html", Role::Story, text.into()));
        let story = Story::new(facts, Arc::default());
        let [words, _] = story.name_words();
        let places = words.iter().flat_map(|word| word.places(story.names()));
        let places: Vec<_> = places.map(|place| &text[place.span.range()]).collect();
        assert_eq!(places, ["Anna", "Orme", "Tom"]);
    }

    #[test]
    fn words_of_names() {
        let text = "He met Anna Hale. Hale saw Mr. Hale.";
        let facts = Facts::of(&Document::parse("a.md", Role::Story, text.into()));
        let story = Story::new(facts, Arc::default());
        let [words, _] = story.name_words();
        let hale = words.iter().find(|word| word.text == "Hale").expect("it is used");
        assert_eq!((hale.n, hale.n_opening), (3, 1));
        assert_eq!(hale.beside, ["Anna", "Mr"]);
        let places = hale.places(story.names());
        let places: Vec<_> = places.iter().map(|place| &text[place.span.range()]).collect();
        assert_eq!(places, ["Hale"; 3]);
    }
}
