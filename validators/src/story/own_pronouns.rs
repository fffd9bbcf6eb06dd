//! Pronouns that can only stand for the subject of their clause: "Anna found herself", "Tom shook his head".

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::antecedents::{Reach, gender_of, reach};
use crate::story::gender::Gender;
use crate::story::noun_phrases::{Noun, Phrase};
use crate::story::place::Place;
use crate::story::prose::{Packed, Text, is_listed};
use crate::story::sentences;
use crate::story::tag_words::SAYING;
use crate::story::unreal::is_shown;
use crate::story::word_forms::without_possessive;
use crate::story::word_list::WordList;

/// A pronoun whose subject has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPronoun {
    /// Where the subject is named.
    pub subject: Place,
    /// Where the pronoun is.
    pub place: Place,
    /// Which it is.
    pub gender: Gender,
    /// Whether it may be somebody else's after all, if anybody of its gender was named shortly before:
    /// "Anna raised his head".
    pub is_loose: bool,
}

/// What people do with a part or a possession that is always their own: the nouns, and the verbs.
const IDIOMS: [(&str, &str); 28] = [
    ("head", "bobbed bowed cocked ducked hung inclined nodded shook tossed wagged"),
    ("shoulder shoulders", "heaved hunched shrugged squared"),
    ("eyes", "averted blinked dropped fixed lowered narrowed rolled strained"),
    ("lip lips", "bit compressed curled licked pressed pursed set smacked tightened"),
    ("throat", "cleared"),
    ("breath", "caught drew held recovered"),
    ("tongue", "bit clicked found held"),
    ("voice", "dropped lowered raised sank"),
    (
        "brow brows eyebrow eyebrows",
        "arched bent contracted elevated furrowed knit knitted lifted raised wrinkled",
    ),
    ("teeth", "bared clenched gnashed gritted ground set showed"),
    ("fist fists neck", "clenched craned"),
    ("hands", "clapped"),
    ("arm", "flung put slipped threw"),
    ("hand fingers", "drew passed ran"),
    (
        "foot temper balance footing patience composure",
        "controlled kept lost recovered regained stamped",
    ),
    ("mind", "made"),
    ("way", "felt forced fought made picked pursued wended"),
    ("leave departure", "took"),
    ("pace steps", "directed hastened quickened retraced slackened"),
    ("seat walk work", "resumed"),
    ("nose", "wrinkled"),
    ("jaw", "clenched tightened"),
    ("gaze", "averted dropped lowered shifted"),
    ("cheeks", "puffed"),
    ("knuckles", "cracked"),
    ("heels", "clicked kicked"),
    (
        "courage nerve senses strength thoughts wits",
        "collected gathered kept lost mustered plucked recovered regained summoned",
    ),
    ("ground", "held stood"),
];

/// What they do with their own unless they tend somebody else.
const LOOSE_IDIOMS: [(&str, &str); 12] = [
    ("head", "bent drooped dropped lifted lowered raised scratched threw turned"),
    ("eyes", "cast closed dried lifted opened raised rubbed shut turned wiped"),
    ("lip lips", "moistened"),
    ("hands arms", "crossed folded rubbed"),
    ("mind", "changed"),
    ("nose", "blew"),
    ("jaw", "set"),
    ("face", "buried covered hid"),
    ("chin hat", "doffed lifted raised removed scratched stroked"),
    (
        "apron boots cap cloak coat gloves hat jacket shoes spectacles",
        "buttoned drew laid laced pulled put took",
    ),
    ("watch", "consulted"),
    ("feet legs", "crossed drew stretched tucked"),
];

/// What grows on no woman's face, and what men do with it: she may do it with his.
const BEARDS: (&str, &str) =
    ("beard moustache whiskers", "combed pulled smoothed stroked tugged twirled twisted");

/// Who lets others move head and limbs, whatever the verb is.
static HANDLED: WordList = WordList::new(
    "\
babe baby body carcass child corpse doll drunk drunkard dummy effigy figure infant mannequin marionette patient puppet \
scarecrow skeleton skull sleeper statue toddler toy",
);

/// Words of plays, in which somebody is somebody else.
static PLAYED: WordList = WordList::new("act audition footlights role stage");

/// Words between such a verb and its object.
static PARTICLES: WordList = WordList::new("away back down in off out up");

/// Whose the noun of an idiom is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The subject's own.
    Own,
    /// The same, if it is hers.
    Hers,
    /// The subject's own, or somebody else's after all.
    Anybodys,
}

/// All idioms: whose their nouns are, these, and their verbs.
fn idioms() -> impl Iterator<Item = (Whose, &'static str, &'static str)> {
    let of = |whose| move |&(nouns, verbs): &'static (_, _)| (whose, nouns, verbs);
    let sure = IDIOMS.iter().map(of(Whose::Own));
    sure.chain(LOOSE_IDIOMS.iter().map(of(Whose::Anybodys))).chain([&BEARDS].map(of(Whose::Hers)))
}

/// The idioms by their nouns: whose these are, and the verbs.
static IDIOMS_OF: LazyLock<FxHashMap<&str, Vec<(Whose, &str)>>> = LazyLock::new(|| {
    let mut by_noun: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for (whose, nouns, verbs) in idioms() {
        nouns.split(' ').for_each(|noun| by_noun.entry(noun).or_default().push((whose, verbs)));
    }
    by_noun
});

/// The verbs of all idioms, in the past.
static IDIOM_VERBS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| idioms().flat_map(|(_, _, verbs)| verbs.split(' ')).collect());

/// The pronouns that a subject is the same as, and the nouns that it owns.
const REFLEXIVES: [&str; 2] = ["herself", "himself"];

/// The words around which such pronouns are looked for.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let nouns = idioms().flat_map(|(_, nouns, _)| nouns.split(' '));
    REFLEXIVES.into_iter().chain(nouns)
}

/// Verbs in the past that do not end in "ed".
static VERBS: WordList = WordList::new(
    "\
ate became began bent bethought betook bit blew bore bought brought built came cast caught chose clad \
could cut did drew drove fell felt flung forgot fought found gave got had held hid hurt kept knew laid leant \
left let lost made meant might must put ran read said sat saw seated set shook shot should showed shut spent spoke \
stood strove stuck swore swung taught thought threw told took tore understood was went woke wore would \
wound wrapped wrote wrung",
);

/// Verbs of the idioms in the present whose past is another word.
const IRREGULAR: [(&str, &str); 26] = [
    ("bends", "bent"),
    ("bites", "bit"),
    ("blows", "blew"),
    ("catches", "caught"),
    ("draws", "drew"),
    ("feels", "felt"),
    ("fights", "fought"),
    ("finds", "found"),
    ("flings", "flung"),
    ("grinds", "ground"),
    ("hangs", "hung"),
    ("hides", "hid"),
    ("holds", "held"),
    ("keeps", "kept"),
    ("knits", "knit"),
    ("loses", "lost"),
    ("makes", "made"),
    ("puts", "put"),
    ("runs", "ran"),
    ("sets", "set"),
    ("shakes", "shook"),
    ("shuts", "shut"),
    ("sinks", "sank"),
    ("stands", "stood"),
    ("takes", "took"),
    ("throws", "threw"),
];

/// Words that may stand among the verbs between a subject and a reflexive pronoun. Whatever names or may
/// stand for somebody else, and a preposition before the pronoun, leaves more than one reading.
static AMONG: WordList = WordList::new(
    "\
about again all almost also always at away back be been being but by down even ever for forward from \
going have in into it just let make never not now obliged off on only out over quite rather so soon still \
then to too up upon very",
);

/// Words that end like verbs in the present.
const NO_VERBS: &str =
    "afterwards always as besides its perhaps sometimes this thus towards upwards yes";

/// What people do "to" or "at" themselves.
const INWARD: &str = "chuckled laughed looked murmured muttered said smiled thought whispered";

/// So many words before a reflexive pronoun its subject is looked for.
const WORDS: usize = 6;

/// Adds the pronouns of a paragraph, given as its `words`, that can only stand for a subject with a name.
/// `watched` are the numbers of those that may be among [`words`]. Linear in these.
pub(crate) fn read_own_pronouns(
    prose: &str,
    words: &[Packed],
    watched: &[usize],
    found: &mut Vec<OwnPronoun>,
) {
    let text = Text::new(prose, words);
    for &i in watched {
        let is_named = |own: &(Phrase, usize, bool)| own.0.noun == Noun::Name;
        let own = match text.raw(i) {
            "herself" | "himself" => reflexive(text, i).map(|subject| (subject, i, false)),
            _ if i > 0 && matches!(text.raw(i - 1), "her" | "his") => {
                possessive(text, i).filter(|own| is_named(own) && !is_another(text, i))
            }
            _ => continue,
        };
        let own = own.filter(|own| is_named(own) && !is_shown(text, i));
        let Some((subject, at, is_loose)) = own else { continue };
        let gender = gender_of(text.raw(at)).expect("it is a pronoun");
        if is_loose {
            let Reach { first, rival, .. } = reach(text, at, gender);
            if first != Some(0) || rival.is_some() {
                continue;
            }
        }
        let [subject, place] = [text.phrase_span(subject), text.word(at).span()].map(Place::alone);
        found.push(OwnPronoun { subject, place, gender, is_loose });
    }
}

/// Whether somebody whom others move, or plays a part, is spoken of in the sentence with word `i` or in the one before.
fn is_another(text: Text<'_>, i: usize) -> bool {
    sentences::around(text, i).any(|k| {
        let word = without_possessive(text.raw(k)).0;
        HANDLED.contains(word) || PLAYED.contains(word)
    })
}

/// The subject of the reflexive pronoun that word `i` is.
fn reflexive(text: Text<'_>, i: usize) -> Option<Phrase> {
    let floor = i.saturating_sub(WORDS);
    let last = i.checked_sub(1).filter(|_| text.follows(i))?;
    // "By himself", "like himself" may be said from where somebody else stands.
    let is_direct = match text.raw(last) {
        "it" | "let" | "make" => true,
        "at" | "to" => last > 0 && is_listed(INWARD, text.raw(last - 1)),
        word => is_verb(word) || is_infinitive(text, last),
    };
    let name = (floor..last).rev().find(|&k| text.may_name(k))?;
    let mut verb = name + 1;
    while verb < last && text.raw(verb).ends_with("ly") {
        verb += 1;
    }
    let is_plain = (name + 1..=last).all(|k| {
        let word = text.raw(k);
        text.follows(k)
            && (is_verb(word)
                || word.ends_with("ly")
                || AMONG.contains(word)
                || is_infinitive(text, k))
    });
    // "Anna finds herself": right after the name.
    let is_now =
        verb == last && verb == name + 1 && text.follows(verb) && is_present(text.raw(verb));
    let is_past = is_direct && is_plain && is_verb(text.raw(verb));
    let subject = text.subject(verb).filter(|_| is_past || is_now)?;
    let before = subject.first.checked_sub(1).map_or("", |before| text.raw(before));
    // "The book which Anna gave".
    let is_object = is_listed("that than what which whom as", before);
    (subject.end == name + 1 && !is_object).then_some(subject)
}

/// The subject whose own the noun at word `i` is, the pronoun before it, and whether that is not sure.
fn possessive(text: Text<'_>, i: usize) -> Option<(Phrase, usize, bool)> {
    let noun = text.raw(i);
    let is_adjacent = |k: usize| k > 0 && text.follows(k);
    let at = i.checked_sub(1).filter(|&at| is_adjacent(i) && is_adjacent(at))?;
    let mut verb = at - 1;
    if PARTICLES.contains(text.raw(verb)) && is_adjacent(verb) {
        verb -= 1;
    }
    // Most verbs are of no idiom. In the present they end in "s", and beside another verb in "ing".
    let is_beside = text.raw(verb).ends_with("ing");
    if !is_beside && !text.raw(verb).ends_with('s') && !IDIOM_VERBS.contains(text.raw(verb)) {
        return None;
    }
    let idioms = IDIOMS_OF.get(noun)?;
    let is_said_of =
        |whose| idioms.iter().any(|&(its, verbs)| its == whose && is_done(verbs, text.raw(verb)));
    let is_sure = is_said_of(Whose::Own) || text.raw(at) == "her" && is_said_of(Whose::Hers);
    if !is_sure && !is_said_of(Whose::Anybodys) {
        return None;
    }
    // "Tom ran her hand over" something: one that he held he would put there. "Tom bit her lip and kissed it."
    let is_before = |words| is_listed(words, text.raw(i + 1)) && is_adjacent(i + 1);
    let is_over = match noun {
        "hand" | "fingers" => is_before("across along over through"),
        // One that hurts is put round one's own neck.
        "arm" => is_before("about around round") && !is_listed("her his the", text.raw(i + 2)),
        _ => true,
    };
    let before = sentences::before(text, sentences::start(text, i));
    let is_kissed = (before..text.len().min(i + 4)).any(|k| text.raw(k).starts_with("kiss"));
    // "Anna took off his shoes and put him to bed."
    let is_tended =
        text.raw(at) == "his" && (i + 1..sentences::end(text, i)).any(|k| text.raw(k) == "him");
    if !is_over || is_kissed || is_tended {
        return None;
    }
    let subject = if is_beside { text.speaker_before(verb) } else { text.subject(verb) };
    Some((subject?, at, !is_sure))
}

impl Text<'_> {
    /// Who does what the words from `verb` on say, after a tag: "said Anna, shaking".
    fn speaker_before(self, verb: usize) -> Option<Phrase> {
        let name = self.name_before(verb).filter(|_| verb > 0 && self.after_comma(verb))?;
        let said = name.first.checked_sub(1).filter(|_| self.follows(name.first))?;
        (SAYING.contains(self.raw(said)) && self.opens(said) && !self.owns(name)).then_some(name)
    }
}

/// Whether `word` is one of `verbs`, in the past or as it is now: "shook", "shakes", "nods".
fn is_done(verbs: &str, word: &str) -> bool {
    if is_listed(verbs, word) {
        return true;
    }
    if let Some(stem) = word.strip_suffix("ing") {
        let mut irregular = IRREGULAR.iter().filter(|it| is_stem_of(stem, &it.0[..it.0.len() - 1]));
        return irregular.any(|(_, past)| is_listed(verbs, past))
            || verbs.split(' ').any(|past| past.strip_suffix("ed") == Some(stem));
    }
    let Some(stem) = word.strip_suffix('s').filter(|stem| stem.len() > 2) else { return false };
    if let Some(&(_, past)) = IRREGULAR.iter().find(|&&(now, _)| now == word) {
        return is_listed(verbs, past);
    }
    // "Nods", "raises", "presses".
    let is_past_of = |verb: &str, stem: &str| {
        let rest = verb.strip_prefix(stem).and_then(|rest| rest.strip_suffix('d'));
        rest.is_some_and(|rest| {
            matches!(rest, "" | "e")
                || rest.len() == 2 && stem.ends_with(&rest[..1]) && rest.ends_with('e')
        })
    };
    let short = stem.strip_suffix('e');
    verbs
        .split(' ')
        .any(|verb| is_past_of(verb, stem) || short.is_some_and(|short| is_past_of(verb, short)))
}

/// Whether "ing" is added to `verb` by adding it to `stem`: "shak", "bit", "putt".
fn is_stem_of(stem: &str, verb: &str) -> bool {
    let rest = stem.strip_prefix(verb);
    verb.strip_suffix('e') == Some(stem)
        || rest.is_some_and(|it| it.len() < 2 && verb.ends_with(it))
}

/// Whether `word` may be a verb in the present.
fn is_present(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && word.bytes().all(|c| c.is_ascii_lowercase())
        && !is_listed(NO_VERBS, word)
}

fn is_verb(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed") || VERBS.contains(word)
}

/// Whether "to" stands before word `k`.
fn is_infinitive(text: Text<'_>, k: usize) -> bool {
    k > 0 && text.follows(k) && text.raw(k - 1) == "to"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    /// Checks the subjects and pronouns of a text; a loose one has a question mark.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.txt", text);
        let at = |place: Place| &text[place.span.range()];
        let shown = facts.own_pronouns.iter().map(|it| {
            let mark = if it.is_loose { "?" } else { "" };
            format!("{} {}{mark}", at(it.subject), at(it.place))
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn reflexives() {
        check("Then Anna found herself alone.", &["Anna herself"]);
        check("Mr. Orme seemed to enjoy himself.", &["Mr. Orme himself"]);
        check("Tom only said to himself no.", &["Tom himself"]);
        check("Anna slowly rose. Anna touched it himself.", &["Anna himself"]);
        check("She saw Anna wounded and had herself to blame.", &[]);
        check("The time which Anna allowed himself.", &[]);
        check("Anna asked Tom to wash himself. It lay between Anna and himself.", &[]);
        check("Anna spoke of himself. Anna gave him to himself.", &[]);
        check(
            "Anna finds himself a chair. Tom asks herself why.",
            &["Anna himself", "Tom herself"],
        );
        check("Anna always himself knew. The men of Anna themselves.", &[]);
    }

    #[test]
    fn possessions() {
        check("Anna shook her head. Tom rose and cleared his throat.", &["Anna her", "Tom his"]);
        check("Anna lifted up her head.", &["Anna her?"]);
        check("Tom passed her hand over his eyes. Tom passed her hand to Anna.", &["Tom her"]);
        check("Tom bit her lip and kissed it.", &[]);
        check("Anna plucked up his courage. Tom stood her ground.", &["Anna his", "Tom her"]);
        check("He lay still. Anna lifted his head. Anna kissed his lips.", &[]);
        check("Anna clears his throat. Tom nods her head.", &["Anna his", "Tom her"]);
        check("Tom presses her lips. Anna raises his voice.", &["Tom her", "Anna his"]);
        check("Tom combed her beard. Anna combed his beard.", &["Tom her"]);
        check(
            "“No,” said Anna, shaking his head. “No,” says Tom, biting her lip.",
            &["Anna his", "Tom her"],
        );
        check(
            "“No,” said Tom to Anna, shaking his head. He smiled at Anna, shaking his head.",
            &[],
        );
        check(
            "The puppet hung there. Anna shook his head. The corpse’s eyes closed. Anna folded his arms.",
            &[],
        );
        check("Anna was Hamlet. In the last act Anna shook his head.", &[]);
        check("Anna put his arm round Tom. Anna put his arm round her neck.", &["Anna his"]);
    }
}
