//! A name that is put together of its words.

use crate::diagnostic::Span;
use crate::story::calendar::{Weekday, month_number};
use crate::story::given_names;
use crate::story::joints::{ABBREVIATED, Joint};
use crate::story::name_words::Words;
use crate::story::prose;
use crate::story::titles;
use crate::story::word_forms::{contracted, without_possessive};
use crate::story::word_list::WordList;

/// Words that open many a sentence and are nobody's name, so that they are not kept at all.
pub(crate) static OPENERS: WordList = WordList::new(
    "\
A About Above Across After Afterward Afterwards Again Against Ah All Almost Alone Along Already Also Although Always \
Am Amid Among An And Another Any Anybody Anyhow Anything Anyway Are Around As Ask At Away Aye Be Because Before Behind \
Being Below Beneath Beside Besides Between Beyond Both Bring But By Can Certainly Come Could Despite Did Do Does Don't \
Down Downstairs During Each Eh Either Elsewhere Enough Even Eventually Every Everybody Everything Except Few Finally \
First Fetch Follow For Forgive From Give Go Good Had Half Has Have Having He He'd He'll He's Hence Her Here Hers His \
How However If Immediately In Indeed Inside Instead Into Is It It's Its Just Last Later Let Like Look Kiss Leave Many \
Maybe Me Meanwhile Meet Might More Moreover Most Much Must My Near Nearby Nearly Neither Never Nevertheless Next No \
Nobody None Nor Not Nothing Now Nowhere O Of Off Often Oh On Once One Only Opposite Or Other Others Otherwise Our Out \
Outside Over Past Perhaps Presently Quite Rather Say See Several Shall She She'd She'll She's Should Since So Some \
Somebody Somehow Something Sometimes Send Somewhere Soon Still Such Suddenly Surely Take Tell Thank That That's The \
Their Them Then Thence There Therefore These They They'd They'll They're They've Think This Those Though Three Through \
Throughout Thus Till To Today Together Tomorrow Tonight Too Toward Towards Two Under Underneath Unless Until Up Upon \
Upstairs Very Was We We'd We'll We're We've Well Were What What's Whatever When Whenever Where Whereas Whereupon \
Wherever Whether Which While Whilst Who Whoever Whom Whose Why With Within Without Would Yes Yesterday Yet You You'd \
You'll You're You've Your",
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

/// Syllables of Korean and Chinese given names with a hyphen: `Ji-woo`, `Mei-ling`,
static SYLLABLES: WordList = WordList::new(
    "\
ae ah an bae beom bin bok byung chae chan chen cheng cheol chi chia chieh chien chih ching chou \
chu chuan chul chun chung da dae dam do dong eon eui eul eun fa fang fei feng fu geon gi gil go \
gun gyeong ha hae hai han hao hee heon ho hong hoon hsi hsiang hsien hsin hsiu hsueh hua huang \
huei hui hung hwa hwan hwei hye hyeon hyo hyuk hyun hyung il im jae je jen jeong ji jin jo jong \
joo joon ju jui jun jung kai kang ki kook kuang kuei kuo kwan kyo kyu kyung lan lei li liang ling \
lu lung mei mi min ming mo moon mun myeong myung na nam nan ning pai pei peng ping ra rae ran ri \
rim rin ryeol sang seo seob seok seon seong seul seung shan sheng shih shik shu shui si sik so \
song soo soon su suk sun sung tae tang teh ting tsai tse tung ui uk un wei wen won woo wook woong \
wu xia xian xiang xiao xin xiu xue ya yan yang yao ye yen yeol yeon yeong ying yo yong yoo yoon \
young yu yuan yueh yul yun zhen zhi zhong zhou zhu",
);

/// and those that are words of English, which begin such a name but do not tell that it goes on.
const ENGLISH_SYLLABLES: &str = "an bin da do go gun hung moon ran sang so song soon sun";

/// Words without a capital inside a name: `Catherine de Bourgh`.
static PARTICLES: WordList = WordList::new("al da de del della den der di do du la le van von zu");

/// The name as it is used: what is read of it so far.
#[derive(Default)]
pub(crate) struct NamePhrase {
    pub(crate) text: String,
}

impl NamePhrase {
    /// Puts together the name that starts at word number `at`, if one does: the word after it, and
    /// where it is. Where it `opens` a sentence it is none of the [`OPENERS`] as it stands.
    pub(crate) fn put_together(
        &mut self,
        words: Words<'_>,
        at: usize,
        opens: bool,
    ) -> Option<(usize, Span)> {
        self.text.clear();
        let (mut end, mut span) = (at, None::<Span>);
        let mut next = Some((at, ""));
        while let Some((word, joint)) = next {
            let own = words.text.word(word);
            let text = own.text();
            let (stem, possessive) = without_possessive(&text);
            let is_opener = || word == at && opens && OPENERS.contains(stem);
            if !is_name_like(stem) || !own.is_plain && (contracted(&text).is_some() || is_opener())
            {
                break;
            }
            let stop = own.start + without_possessive(own.raw).0.len();
            span = Some(Span::new(span.map_or(own.start, |span| span.range().start)..stop));
            self.text.push_str(joint);
            self.text.push_str(stem);
            end = word + 1;
            next = if possessive { None } else { self.goes_on(words, word) };
        }
        let span = span?;
        // A letter is no name, nor is an article, a pronoun or a title that is cut short: "Mr. and
        // Mrs. Hale". All of these are short.
        let is_none = self.text.len() <= 6
            && (self.text.len() == 1
                || ABBREVIATED.contains(&self.text)
                || self.text == "The"
                || self.text.len() <= 4 && PRONOUNS.contains(&self.text));
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
        if joint == "-" {
            let (stem, _) = without_possessive(next);
            let is_one = SYLLABLES.contains(&words.raw(last).to_lowercase())
                && SYLLABLES.contains(stem)
                && !prose::is_listed(ENGLISH_SYLLABLES, stem);
            return is_one.then_some((last + 1, joint));
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
                self.text.push(' ');
                self.text.push_str(words.raw(particle));
            }
        }
        Some((at, joints))
    }

    /// Whether the name so far is a day or a month, and word number `last + 1` begins another name:
    /// `On Monday Anna came`.
    fn is_time_before_a_name(&self, words: Words<'_>, last: usize) -> bool {
        let time = self.text.as_str();
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
        let is_due = |before: usize| matches!(words.raw(before), "By" | "by" | "Since" | "since");
        titles::is_title(&next)
            || is_day && last.checked_sub(1).is_some_and(is_due)
            || is_given
                && (!GIVEN_MONTHS.contains(&time) || last.checked_sub(1).is_some_and(is_after))
    }
}

/// Whether a capitalised word can be a name: not "I", "I'm".
fn is_name_like(word: &str) -> bool {
    // Nearly all begin with another letter.
    word.as_bytes().first() != Some(&b'I')
        || word.len() > 1 && !word[1..].starts_with(prose::is_apostrophe)
}

#[cfg(test)]
mod tests {
    use crate::story::names::check_uses;

    #[test]
    fn several_words() {
        check_uses(
            "He met Mrs. Anna Hale and\nJean-Luc.",
            &[("Jean-Luc", 1, 0), ("Mrs. Anna Hale", 1, 0)],
        );
    }

    #[test]
    fn syllables() {
        check_uses(
            "He met Yoon Ji-woo, Mei-ling's aunt, in a London-born way.",
            &[("London", 1, 0), ("Mei-ling", 1, 0), ("Yoon Ji-woo", 1, 0)],
        );
    }

    #[test]
    fn possessive_ends_a_name() {
        check_uses("It was Anna's Bible.", &[("Anna", 1, 0), ("Bible", 1, 0)]);
    }

    #[test]
    fn after_an_initial() {
        check_uses("It was J. Hale. I. Then", &[("J. Hale", 1, 0)]);
        check_uses("It was J.O. Hale or J.O.Orme.", &[("J.O. Hale", 1, 0), ("J.O.Orme", 1, 0)]);
        check_uses("It was in D. He saw Mr. E. The rest slept.", &[("Mr. E", 1, 0)]);
    }

    #[test]
    fn pronouns_and_articles() {
        check_uses("Then May He come to see The End, or The.", &[("May", 1, 0), ("The End", 1, 0)]);
    }

    #[test]
    fn times_before_names() {
        check_uses("That Monday Anna came.", &[("Anna", 1, 0), ("Monday", 1, 0)]);
        check_uses("In June Mary Orme came.", &[("June", 1, 0), ("Mary Orme", 1, 0)]);
        check_uses("Since May Mr. Orme came.", &[("May", 1, 0), ("Mr. Orme", 1, 0)]);
        check_uses("By Tuesday Zunia came.", &[("Tuesday", 1, 0), ("Zunia", 1, 0)]);
        check_uses("On Tuesdays Tom came.", &[("Tom", 1, 0), ("Tuesdays", 1, 0)]);
        check_uses("At Michaelmas Tom came.", &[("Michaelmas", 1, 0), ("Tom", 1, 0)]);
        check_uses(
            "On Christmas Eve Mrs. Price came.",
            &[("Christmas Eve", 1, 0), ("Mrs. Price", 1, 0)],
        );
        check_uses("Yesterday Ruth left. Tonight Ruth sings.", &[("Ruth", 2, 0)]);
        check_uses(
            "He met June Mary at Sunday School.",
            &[("June Mary", 1, 0), ("Sunday School", 1, 0)],
        );
    }

    #[test]
    fn particles() {
        check_uses(
            "He met Anna de la Hale, the Duke of the Vale and Sir Pagan d'Orme's man of Kent.",
            &[
                ("Anna de la Hale", 1, 0),
                ("Duke of the Vale", 1, 0),
                ("Kent", 1, 0),
                ("Sir Pagan d'Orme", 1, 0),
            ],
        );
    }

    #[test]
    fn markup_inside() {
        check_uses("He met *An*na and An**na Ha**le.", &[("Anna", 1, 0), ("Anna Hale", 1, 0)]);
    }
}
