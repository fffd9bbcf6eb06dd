//! Reads the times that a document mentions.

use crate::diagnostic::Span;
use crate::story::ages::SaidAge;
use crate::story::calendar::DateMention;
use crate::story::date_lines::is_line;
use crate::story::dates::Date;
use crate::story::document::{Block, BlockKind};
use crate::story::packed_times::{Times, write};
use crate::story::phrases::Phrase;
use crate::story::place::Place;
use crate::story::postings::PostingWriter;
use crate::story::prose::{self, Packed, Text, is_listed};
use crate::story::reckoning::Calendar;
use crate::story::telling::{Setting, Telling, Tense};
use crate::story::time_phrases::{decade, phrase};
use crate::story::times::{Break, From, Time, TimeMention, Unit, Which};
use crate::story::triggers::{Trigger, trigger};

/// So many words after "until the sale" a step counts from there.
const STAY: usize = 12;

/// Collects the times of a document, block by block.
#[derive(Default)]
pub(crate) struct TimeReader {
    dates: Vec<DateMention>,
    writer: PostingWriter,
    /// The mentions of the block.
    found: Vec<TimeMention>,
    /// The exact ages in the block.
    pub(crate) ages: Vec<SaidAge>,
}

impl TimeReader {
    /// Reads a block, given as the words of it in order, with the numbers of those that may be triggers,
    /// and with the dates by `calendar`, if the story has one of its own. Linear in the words.
    pub(crate) fn read(
        &mut self,
        prose: &str,
        block: Block,
        words: &[Packed],
        watched: &[usize],
        calendar: Option<&Calendar>,
    ) {
        let text = Text::new(prose, words);
        self.ages.clear();
        let setting = match block.kind {
            BlockKind::Heading(level) => {
                self.add_break(block.span, Break { level, when: text.when_headed() });
                Setting::Heading
            }
            _ => Setting::of(block.scope),
        };
        if setting == Setting::Story
            && block.kind == BlockKind::Paragraph
            && let when @ Some(_) = text.when_lined(block.span)
        {
            self.add_break(block.span, Break { level: 0, when });
        }
        let is_own = calendar.is_some();
        // A date of the story's own begins with any name.
        let all: Vec<usize> = if is_own { (0..words.len()).collect() } else { Vec::new() };
        let mut floor = 0;
        for &i in if is_own { &all } else { watched } {
            if i < floor {
                continue;
            }
            let is_number = (words[i].head as u8).is_ascii_digit();
            let is_name = is_own && text.word(i).is_capitalised();
            if let Some(calendar) = calendar.filter(|_| is_name)
                && let Some(phrase) = text.own_date(calendar, i, floor)
            {
                floor = self.push(text, block, setting, &phrase);
                if let Some(mention) = self.found.last_mut() {
                    mention.telling.heads = matches!(phrase.time, Time::Own { day: Some(_), .. })
                        && is_line(text, block, phrase.first, phrase.last);
                }
                continue;
            }
            let trigger = if is_number { None } else { trigger(text, i) };
            let date = match trigger {
                Some(Trigger::Month) => text.date(i),
                None if is_number => text.date_in_figures(i).or_else(|| text.year_alone(i)),
                _ => None,
            };
            if let Some(date) = date {
                floor = self.push_date(text, block, setting, &date);
            } else if let Some(phrase) = match trigger {
                Some(trigger) => phrase(text, i, floor, trigger),
                None if is_number => text.clock_in_figures(i).or_else(|| decade(text, i)),
                None => None,
            } {
                floor = self.push(text, block, setting, &phrase);
            }
        }
        self.pack();
    }

    /// Marks a break in the story, before what is at `span`.
    pub(crate) fn add_break(&mut self, span: Span, it: Break) {
        let place = Place::alone(Span { end: span.start, ..span });
        self.found.push(TimeMention { place, time: Time::Break(it), telling: Telling::default() });
    }

    /// Adds the dates that a comment declares, which is at `span` of `text`.
    pub(crate) fn declare(&mut self, text: &str, span: Span, calendar: Option<&Calendar>) {
        let words = prose::packed(text, span);
        let text = Text::new(text, &words);
        let telling = Telling { setting: Setting::Declared, ..Telling::default() };
        let mut floor = 0;
        for i in 0..words.len() {
            if i < floor {
                continue;
            }
            let own = calendar.and_then(|calendar| text.own_date(calendar, i, floor));
            if let Some(Phrase { first, last, time }) = own {
                let place = Place::alone(text.span_of(first, last));
                self.found.push(TimeMention { place, time, telling });
                floor = last + 1;
            } else if let Some(date) = text.date(i).or_else(|| text.date_in_figures(i)) {
                self.dates.push(date.mention(text, telling));
                floor = date.last + 1;
            }
        }
    }

    /// Writes what was found.
    fn pack(&mut self) {
        // A comment may stand in the midst of a paragraph.
        if !self.found.is_sorted_by_key(|it| it.place) {
            self.found.sort_by_key(|it| it.place);
        }
        self.found.drain(..).for_each(|mention| write(&mention, &mut self.writer));
    }

    /// The dates, and the other times.
    pub(crate) fn finish(mut self) -> (Vec<DateMention>, Times) {
        self.pack();
        if !self.dates.is_sorted_by_key(|it| it.place) {
            self.dates.sort_by_key(|it| it.place);
        }
        self.dates.shrink_to_fit();
        (self.dates, self.writer.finish().into())
    }

    /// Adds what `phrase` tells, and gives the word after it.
    fn push(&mut self, text: Text<'_>, block: Block, setting: Setting, phrase: &Phrase) -> usize {
        let &Phrase { first, last, mut time } = phrase;
        if let Time::Step { is_later: true, from, .. } = &mut time
            && *from == From::Story
            && (first.saturating_sub(STAY)..first).any(|i| is_listed("till until", text.raw(i)))
        {
            *from = From::Event;
        }
        let telling = match time {
            Time::Duration(_) => Telling { setting, ..Telling::default() },
            Time::Age { whose, .. } => {
                let telling = telling(text, setting, first, last);
                let tense = match (whose, telling.tense) {
                    // "He was, at two years old, an orphan": it is over.
                    (None, Tense::Unknown | Tense::Past) if text.joined_before(first) == "at" => {
                        Tense::Perfect
                    }
                    // "She had lived twenty years in the world": she is as old.
                    (_, Tense::Perfect) if text.raw(last) == "world" => Tense::Past,
                    // "He had turned forty", and so has he now.
                    (_, Tense::Perfect) if text.joined_before(first) == "turned" => Tense::Past,
                    (Some(whose), tense) => tense_of_age(text, whose, [first, last], tense),
                    (None, tense) => tense,
                };
                self.ages.extend(text.exact_age(phrase, tense));
                Telling { tense, ..telling }
            }
            // "It was a July evening, and the day had been hot."
            Time::Month(_, Which::This) if text.follows_it_was(first) => {
                Telling { tense: Tense::Past, ..telling(text, setting, first, last) }
            }
            // "Eight years earlier", as the line below a heading or as the first words of a scene.
            Time::Step { amount, is_later, from } if first == 0 => {
                let telling = telling(text, setting, first, last);
                let is_line = last + 1 == text.len();
                let is_back = !is_later && from == From::Story && amount.unit >= Unit::Month;
                let is_told = matches!(setting, Setting::Story | Setting::Heading)
                    && !text.begins_quoted(block.span);
                let heads = is_told && (is_line || is_back && telling.tense.goes_on());
                Telling { heads, ..telling }
            }
            _ => telling(text, setting, first, last),
        };
        let place = Place::alone(text.span_of(first, last));
        self.found.push(TimeMention { place, time, telling });
        last + 1
    }

    /// Adds a date, and gives the word after it. What it covers is no mention of its own.
    fn push_date(&mut self, text: Text<'_>, block: Block, setting: Setting, date: &Date) -> usize {
        let heads = date.has_day() && is_line(text, block, date.first, date.last);
        let telling = Telling { heads, ..telling(text, setting, date.first, date.last) };
        let mention = date.mention(text, telling);
        let is_part = |it: &mut TimeMention| {
            !it.time.is_break() && it.place.span.end > mention.place.span.start
        };
        while self.found.pop_if(is_part).is_some() {}
        self.dates.push(mention);
        date.last + 1
    }
}

/// How a time that is the words `first` to `last` is told of, if it heads nothing.
fn telling(text: Text<'_>, setting: Setting, first: usize, last: usize) -> Telling {
    let tense = if setting == Setting::Heading { Tense::Unknown } else { text.tense(first, last) };
    Telling { setting, tense, leads: text.leads(first), heads: false }
}

/// The tense of an age that follows the name or pronoun at `whose`: "when she was twelve" is before
/// what is told, and so is "she was twelve when he died"; "till she is twelve" is yet to come. The age is
/// the words `first` to `last`.
fn tense_of_age(text: Text<'_>, whose: Span, [first, last]: [usize; 2], tense: Tense) -> Tense {
    let somebody = text.index(whose.start as usize);
    if text.joined_after(last) == "when" && (somebody..first).any(|i| text.raw(i) == "was") {
        return Tense::Perfect;
    }
    let before = text.raw_before(somebody);
    let is_other_time = is_listed(
        "After Before Ere If Since Till Until When after before ere if since till until when",
        before,
    );
    match tense {
        Tense::Unknown | Tense::Past if is_other_time => Tense::Perfect,
        Tense::Present if is_other_time => Tense::Supposed,
        tense => tense,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::story::calendar::Weekday;
    use crate::story::reckoning::Month;
    use crate::story::times::{Amount, DayPart, Holiday, Season};
    use crate::story::triggers;
    use crate::story::{Document, Facts, Role, Timeline};

    /// Checks the times that `text` mentions, each with the words for it.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, Time)]) {
        let facts = Facts::of_text("a.md", text);
        let found = facts.times.iter().map(|it| (&text[it.place.span.range()], it.time));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    fn step(n: u16, unit: Unit, is_later: bool, from: From) -> Time {
        Time::Step { amount: Amount::exactly(n, unit), is_later, from }
    }

    fn rough(least: u16, most: u16, unit: Unit) -> Amount {
        Amount { least, most, unit, is_rough: true }
    }

    #[test]
    fn later_and_earlier() {
        let later = |n, unit| step(n, unit, true, From::Story);
        let ago = |n, unit| step(n, unit, false, From::Speaker);
        check("Three days later he left.", &[("Three days later", later(3, Unit::Day))]);
        check("He left a fortnight after.", &[("a fortnight after", later(2, Unit::Week))]);
        check("After ten years he left.", &[("After ten years", later(10, Unit::Year))]);
        check("He left ten years ago.", &[("ten years ago", ago(10, Unit::Year))]);
        check("He left half an hour ago.", &[("half an hour ago", ago(30, Unit::Minute))]);
        let event = step(2, Unit::Day, false, From::Event);
        check("He left two days before the fair.", &[("two days before", event)]);
        let before = step(2, Unit::Day, false, From::Story);
        check("He had left two days before.", &[("two days before", before)]);
        let few = Time::Step { amount: rough(2, 8, Unit::Week), is_later: true, from: From::Story };
        check("A few weeks later he left.", &[("A few weeks later", few)]);
    }

    #[test]
    fn days_beside() {
        let day = |n, is_later, from| step(n, Unit::Day, is_later, from);
        check("The next day he left.", &[("The next day", day(1, true, From::Story))]);
        check("He left the day before.", &[("the day before", day(1, false, From::Story))]);
        check(
            "He left the day before yesterday.",
            &[("the day before yesterday", day(2, false, From::Speaker))],
        );
        check("Come to-morrow.", &[("to-morrow", day(1, true, From::Speaker))]);
        check("He came last week.", &[("last week", step(1, Unit::Week, false, From::Speaker))]);
        check("It was the last week.", &[]);
        let part = |part, days, from| Time::Part { part, days, from };
        check(
            "He left the next morning.",
            &[("the next morning", part(DayPart::Morning, 1, From::Story))],
        );
        check("He left last night.", &[("last night", part(DayPart::Night, -1, From::Speaker))]);
        check("One morning he left.", &[("One morning", Time::SomeDay)]);
    }

    #[test]
    fn when_an_age_is() {
        let tense = |text: &str| {
            let facts = Facts::of_text("a.md", text);
            let ages = facts.times.iter().filter(|it| matches!(it.time, Time::Age { .. }));
            ages.map(|it| it.telling.tense).collect::<Vec<_>>()
        };
        assert_eq!(tense("He was, at three years old, an orphan."), [Tense::Perfect]);
        assert_eq!(tense("He was but three years old when they could swim."), [Tense::Perfect]);
        assert_eq!(tense("He was three years old."), [Tense::Past]);
        assert_eq!(tense("She had lived twenty years in the world."), [Tense::Past]);
    }

    #[test]
    fn durations() {
        let lasts = |n, unit| Time::Duration(Amount::exactly(n, unit));
        check("He stayed for three weeks.", &[("three weeks", lasts(3, Unit::Week))]);
        check("After two years’ absence.", &[("two years", lasts(2, Unit::Year))]);
        check("He stayed for a year and a half.", &[("a year and a half", lasts(18, Unit::Month))]);
        check(
            "It took a quarter of an hour.",
            &[("a quarter of an hour", lasts(15, Unit::Minute))],
        );
        let year = Amount { is_rough: true, ..Amount::exactly(1, Unit::Year) };
        check("He stayed for a year and a day.", &[("a year", Time::Duration(year))]);
        check("He came twice a day, one day in ten.", &[]);
    }

    #[test]
    fn of_the_clock() {
        let clock = |minutes, is_exact| Time::Clock { minutes, is_exact };
        check("At half past seven.", &[("half past seven", clock(450, false))]);
        check("At seven o’clock at night.", &[("seven o’clock at night", clock(1140, true))]);
        check("By a quarter to one.", &[("a quarter to one", clock(765 % 720, false))]);
        check("At ten minutes past six.", &[("ten minutes past six", clock(370, false))]);
        check("At 7.30 p.m. he left.", &[("7.30 p.m", clock(1170, true))]);
        check(
            "At 17:05 he left at noon.",
            &[("17:05", clock(1025, true)), ("noon", clock(720, true))],
        );
        check("John 3:16; the score was 3:2; it cost 7.30.", &[]);
    }

    #[test]
    fn named() {
        check("On Monday he left.", &[("Monday", Time::Weekday(Weekday::Monday, Which::Some))]);
        check(
            "He left last Friday.",
            &[("last Friday", Time::Weekday(Weekday::Friday, Which::Last))],
        );
        check("Friday went on; every Monday; on Mondays.", &[]);
        check("In March he left.", &[("March", Time::Month(3, Which::Some))]);
        check("In May he left.", &[("May", Time::Month(5, Which::Some))]);
        check("The eyes of May and April; he may march in step; in June Street.", &[]);
        let winter = |which| Time::Season(Season::Winter, which);
        check("That winter he left.", &[("That winter", winter(Which::That))]);
        check(
            "The following winter he left.",
            &[("The following winter", winter(Which::Following))],
        );
        check("They said that winter was over, by the spring, in the spring.", &[]);
        let holiday = |holiday| Time::Holiday(holiday, Which::Some);
        check("On Christmas Eve he left.", &[("Christmas Eve", holiday(Holiday::ChristmasEve))]);
        check("On Good Friday he left.", &[("Good Friday", holiday(Holiday::GoodFriday))]);
        check("Before Michaelmas, he left.", &[("Michaelmas", holiday(Holiday::Michaelmas))]);
        check("A Christmas present.", &[]);
        check("In the 1920s he left.", &[("1920s", Time::Decade(1920))]);
        check(
            "In the 1920's, the 1930’s.",
            &[("1920's", Time::Decade(1920)), ("1930’s", Time::Decade(1930))],
        );
        check("The eighteenth century.", &[("eighteenth century", Time::Century(18))]);
        check("Yours of the 3rd inst.", &[("3rd inst", Time::DayOfMonth { day: 3, months: 0 })]);
        check("Yours of the 0th inst.", &[]);
    }

    #[test]
    fn what_a_date_covers() {
        check("On Monday morning, 3 June, he left.", &[]);
    }

    #[test]
    fn how_it_is_told() {
        #[track_caller]
        fn check(text: &str, tense: Tense, leads: bool) {
            let facts = Facts::of_text("a.md", text);
            let mention = facts.times.iter().next().expect("there is one");
            assert_eq!((mention.telling.tense, mention.telling.leads), (tense, leads), "{text}");
        }
        check("The next day he was gone.", Tense::Past, true);
        check("And on the next day he was gone.", Tense::Past, true);
        check("He had gone the day before.", Tense::Perfect, false);
        check("When she was twelve, she left.", Tense::Perfect, false);
        check("Ann was twelve.", Tense::Past, false);
        check("He would go the next day.", Tense::Supposed, false);
        check("“I will go,” he said. The next day he went.", Tense::Unknown, true);
    }

    /// A word that may tell of a time, or what stands between such words.
    fn part() -> impl Strategy<Value = &'static str> {
        let triggers = triggers::words();
        let others = "\
1 3 12 1850 1850-06-03 2,000 7.30 a about after age ago an and at before but dozen every few for half \
he her his hundred I in last later next of old on one or past score several since some Ann ten the The \
they third this thousand to twenty two yesterday , . : ; - – “ ” ‘ ’ ' ( ) \0 é Ŝ \n\n # <!-- story-date: -->";
        prop::sample::select(triggers.chain(others.split(' ')).collect::<Vec<_>>())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text(parts in prop::collection::vec((part(), any::<bool>()), 0..30)) {
            let text = parts.iter().flat_map(|&(part, is_apart)| [part, if is_apart { " " } else { "" }]);
            let text: String = text.collect();
            let document = Document::parse("a.md", Role::Story, text.clone());
            let month = |name: &str| Month { name: name.to_owned(), days: 30 };
            let months = ["Ann", "May", "The old", "I"].map(month).into();
            let own = Arc::new(Calendar { months, eras: vec!["ago".to_owned()], ..Calendar::default() });
            for calendar in [None, Some(&own)] {
                let facts = Facts::by_calendar(&document, calendar);
                let mut end = 0;
                let is_said = |it: &TimeMention| {
                    !it.time.is_break() && it.telling.setting != Setting::Declared
                };
                for mention in facts.times.iter().filter(is_said) {
                    let span = mention.place.span;
                    prop_assert!(end <= span.start && span.start < span.end, "{:?}", text);
                    prop_assert!(text.get(span.range()).is_some());
                    end = span.end;
                }
                Timeline::of(&facts);
            }
        }
    }
}
