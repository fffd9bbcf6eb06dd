//! A verb in the present where the story is told in the past.

use std::ops::Range;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::after_speech::said;
use crate::story::present_verbs::{Verb, before, verbs_after_subjects};
use crate::story::prose::{self, Text, is_apostrophe};
use crate::story::quotation_marks::is_mark;
use crate::story::quoted::quoted;
use crate::story::sentences::{begins, sentences};
use crate::story::word_forms::{is_past_at, may_be_name};
use crate::story::word_list::WordList;
use crate::story::{Block, Document, Scope};
use crate::validator::Validator;

/// The rule `style/tense-slip`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TenseSlip {}

/// So many verbs of a document must be in the past before it is told in the past.
const FEWEST_PAST: usize = 60;

/// For each verb in the present there must be so many in the past, or the document has two tenses.
const TIMES_AS_MANY: usize = 40;

/// So many verbs of the paragraph itself must be in the past: with none, all of it may be a remark.
const FEWEST_BESIDE: usize = 3;

/// Words before a subject after which the clause may say what always is so, in the order of the
/// alphabet.
static SUBORDINATORS: WordList = WordList::new(
    "\
as because how if once since than that though unless until what when where whether which who whom \
whose why",
);

/// Verbs in the past that other verbs may go with.
static AUXILIARIES: WordList = WordList::new("could did had was were would");

/// The narrator.
static MINE: WordList = WordList::new("I me mine my our ours us we");

/// Verbs that tell what is so now,
static NOW: WordList = WordList::new("am are can cannot has is");

/// and those that do after `I`.
static NOW_AFTER_I: WordList =
    WordList::new("am believe confess fear have hope know remember say suppose tell think");

/// Ends of words that narrators do not shorten so in the past: "it's", "they've".
const SHORTENED: [&str; 5] = ["ll", "m", "re", "s", "ve"];

/// What stands before them, in small letters, and is no name.
const BEFORE_SHORTENED: &str = "he here i it she that there they we what who you";

/// Verbs after what somebody thinks or says without marks around it.
static THOUGHT: WordList =
    WordList::new("added answered asked cried felt knew said thought told wondered");

/// Verbs that say how something is.
static LASTING: WordList = WordList::new(
    "\
appears belongs deserves hates has hopes knows likes lives loves means needs owes prefers remains seems thinks \
uses wants wishes",
);

/// Words beside which a sentence is what always is so, or is said by somebody;
static REMARKS: WordList = WordList::new(
    "\
always generally often ought seldom sometimes tells today usually whoever writes you your",
);

/// and those that are that before the verb, or in a sentence without the past.
static GENERAL: WordList =
    WordList::new("any anybody anyone every everybody everyone never one still who");

/// In a paragraph that says once what is so now, so many verbs in the past stand beside one that is a slip.
const TIMES_BESIDE_NOW: usize = 4;

impl Validator for TenseSlip {
    type Subject = Document;

    const META: Meta = Meta {
        id: "style/tense-slip",
        summary: "A verb in the present in a story told in the past",
        docs: "\
Finds a verb in the present after `he`, `she` or a name in a paragraph told in the past: `He points to the
door and she rose.`

It is left over from another draft, and readers stumble.

```bad
She went up to the gate and looked along the road. He picks up the lantern and nodded. They walked
back. She kept close to the wall, and he went ahead. He stopped, and she stopped. He listened. She
heard the sea. He raised the lantern, and she saw the boat. He called out, and she waited. Nobody
answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.
```

```good
She went up to the gate and looked along the road. He picked up the lantern. “He picks up
everything,” she said. They walked back. She kept close to the wall, and he went ahead. He stopped,
and she stopped. He listened. She heard the sea. He raised the lantern, and she saw the boat. He
called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.

She went up to the gate and looked along the road. They walked back. She kept close to the wall, and
he went ahead. He stopped, and she stopped. He listened. She heard the sea. He raised the lantern,
and she saw the boat. He called out, and she waited. Nobody answered. They went on.
```

Only narration is judged, in documents with sixty verbs in the past and more, and at most one in the present
after `he`, `she` or a name for forty of them. The sentence must have a verb in the past too, or stand among
such sentences, tell what happens, and have no `I` or `my` in it: narrators live through things again.
Whatever stands between quotation marks or is thought in italics, letters, sentences with `you` or `always`, paragraphs with `is`, `can`
or `has` (but for one such sentence in a paragraph without speech), and the verbs `does` and `says` are left alone, because narrators remark on things. After names, only
verbs of what one does are seen, where the name begins a sentence.
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let told: Vec<Block> =
            document.paragraphs().filter(|block| block.scope == Scope::Body).collect();
        let (mut verbs, mut n_words) = (Vec::new(), 0);
        for &block in &told {
            let words = document.packed_words(block.span);
            let own = verbs_after_subjects(&document.prose, &words);
            verbs.extend(own.into_iter().map(|verb| (block.span, verb)));
            n_words += words.len();
        }
        verbs.retain(|(_, verb)| {
            !document.is_thought(verb.span.start) && !verb.span.meets_any(said(document))
        });
        if verbs.is_empty() {
            return;
        }
        let quoted = quoted(document);
        verbs.retain(|(_, verb)| !verb.span.meets_any(&quoted));
        let names = names(document, verbs.iter().filter_map(|(_, verb)| verb.name));
        let is_name = |name: Span| names.contains(document.prose_at(name));
        verbs.retain(|(_, verb)| verb.name.is_none_or(is_name));
        let fewest = FEWEST_PAST.max(verbs.len() * TIMES_AS_MANY);
        if n_words < fewest {
            return;
        }
        let mut slips = Vec::new();
        for verbs in verbs.chunk_by(|(one, _), (other, _)| one == other) {
            let span = verbs[0].0;
            let prose = document.prose_at(span);
            if is_of_play(prose) {
                continue;
            }
            let words = document.packed_words(span);
            let text = Text::new(&document.prose, &words);
            let quoted = &quoted[quoted.partition_point(|it| it.end <= span.start)..];
            let quoted = &quoted[..quoted.partition_point(|it| it.start < span.end)];
            let is_told = |i: usize| !words[i].span().meets_any(quoted);
            let mut rest = verbs.iter().map(|(_, verb)| verb).peekable();
            let told = sentences(text).map(|sentence| {
                let own = std::iter::from_fn(|| rest.next_if(|verb| verb.at < sentence.end));
                Told::read(text, sentence.clone(), own, is_told)
            });
            let has_marks =
                || prose.char_indices().any(|(at, c)| is_mark(c) && !is_within_word(prose, at, c));
            slips.extend(slips_of(told.collect(), has_marks));
        }
        // Nothing is reported of what is told in both. Asked last, since it takes a look at all words.
        if slips.is_empty() || n_past(document, &told, &quoted, fewest) < fewest {
            return;
        }
        for span in slips {
            let shown = document.shown(span);
            let message = format!("`{shown}` is in the present, and this is told in the past");
            cx.report(document.location(span), message);
        }
    }
}

/// Whether what somebody says in a play follows their name, which stands alone on the first line: `DUNCAN.`
fn is_of_play(paragraph: &str) -> bool {
    let first = paragraph.trim_ascii_start().split_once('\n').map_or("", |(first, _)| first);
    first.len() > 1 && first.contains(char::is_uppercase) && !first.contains(char::is_lowercase)
}

/// Whether `mark`, at byte `at`, stands between letters, as an apostrophe does.
fn is_within_word(prose: &str, at: usize, mark: char) -> bool {
    is_apostrophe(mark)
        && prose[..at].ends_with(char::is_alphabetic)
        && prose[at + mark.len_utf8()..].starts_with(char::is_alphabetic)
}

/// How many verbs in these paragraphs are in the past, beside what is `quoted`; as many as `n` at most.
fn n_past(document: &Document, blocks: &[Block], quoted: &[Span], n: usize) -> usize {
    let mut quoted = quoted.iter().peekable();
    let mut is_told = |word: Span| {
        while quoted.next_if(|span| span.end <= word.start).is_some() {}
        quoted.peek().is_none_or(|span| span.start >= word.end)
    };
    let mut n_past = 0;
    for block in blocks {
        let words = document.packed_words(block.span);
        let text = Text::new(&document.prose, &words);
        let past = (0..text.len()).filter(|&i| is_past_at(text, i) && is_told(words[i].span()));
        n_past += past.count();
        if n_past >= n {
            return n;
        }
    }
    n_past
}

/// Those of the words at `wanted` that have a capital in `document` where no sentence begins.
fn names(document: &Document, wanted: impl Iterator<Item = Span>) -> FxHashSet<&str> {
    let mut wanted: FxHashSet<&str> = wanted.map(|it| document.prose_at(it)).collect();
    wanted.retain(|name| may_be_name(name));
    let mut names = FxHashSet::default();
    for block in document.paragraphs() {
        if names.len() == wanted.len() {
            break;
        }
        for [before, word] in document.packed_words(block.span).array_windows() {
            if !word.may_be_name() {
                continue;
            }
            let between = Span { start: before.span().end, end: word.span().start };
            let raw = document.prose_at(word.span());
            if wanted.contains(raw) && prose::is_blank(document.prose_at(between)) {
                names.insert(raw);
            }
        }
    }
    names
}

/// What the verbs of a sentence's narration tell.
struct Told {
    n_past: usize,
    /// Whether any verb is in the past, `was` and `had` with them.
    is_past: bool,
    /// Whether the narrator is in it.
    is_mine: bool,
    /// Whether the narrator speaks of what is so now.
    is_now: bool,
    /// The verbs in the present that have `he`, `she` or a name before them.
    present: Vec<Present>,
}

/// A verb in the present, in its sentence.
struct Present {
    /// Where it is, with its subject.
    span: Span,
    /// Whether it tells what happens, and does not remark on something.
    is_slip: bool,
    /// Whether it tells how something is.
    is_lasting: bool,
}

impl Told {
    /// Reads a sentence with these verbs in the present, of which those words count that are told.
    fn read<'a>(
        text: Text<'_>,
        sentence: Range<usize>,
        verbs: impl Iterator<Item = &'a Verb>,
        is_told: impl Fn(usize) -> bool,
    ) -> Self {
        let is_now = |i: usize| {
            NOW.holds(text, i)
                || NOW_AFTER_I.holds(text, i)
                    && before(text, i).is_some_and(|at| text.raw(at) == "I")
                || text.get(i).is_some_and(|word| !word.is_plain()) && is_shortened(text.raw(i))
        };
        let has = |list: &WordList| sentence.clone().any(|i| list.holds(text, i) && is_told(i));
        let n_past = sentence.clone().filter(|&i| is_past_at(text, i) && is_told(i)).count();
        Self {
            n_past,
            is_past: n_past > 0 || has(&AUXILIARIES),
            is_mine: has(&MINE),
            is_now: sentence.clone().any(|i| is_now(i) && is_told(i)),
            present: Present::read(text, sentence.clone(), verbs, is_told),
        }
    }
}

impl Present {
    /// These verbs of a sentence.
    fn read<'a>(
        text: Text<'_>,
        sentence: Range<usize>,
        verbs: impl Iterator<Item = &'a Verb>,
        is_told: impl Fn(usize) -> bool,
    ) -> Vec<Self> {
        let mut verbs = verbs.peekable();
        if verbs.peek().is_none() {
            return Vec::new();
        }
        let is_remark = sentence.clone().any(|i| REMARKS.holds(text, i));
        let has_past = sentence.clone().any(|i| is_past_at(text, i));
        let general = sentence.clone().find(|&i| GENERAL.holds(text, i));
        let thought = sentence.rev().find(|&i| is_thought(text, i) && is_told(i));
        let read = |&Verb { at, span, subject, .. }: &Verb| {
            // "As he puts it", "he seems to have left".
            let is_aside = text.raw(at) == "puts" && text.raw(at + 1) == "it"
                || matches!(text.raw(at), "appears" | "seems") && text.raw(at + 2) == "have";
            // "Which yet he lifts", "(He bows.)"
            let first = subject - usize::from(subject > 0 && text.raw(subject - 1) == "yet");
            let is_main = !text.gap(subject).contains(['(', '['])
                && (begins(text, first) || !SUBORDINATORS.holds(text, first - 1));
            let is_general = general.is_some_and(|general| general < at || !has_past);
            let is_thought = thought.is_some_and(|thought| at < thought);
            Self {
                span: Span { start: text.word(subject).span().start, ..span },
                is_slip: is_main && !is_aside && !is_remark && !is_general && !is_thought,
                is_lasting: LASTING.holds(text, at),
            }
        };
        verbs.map(read).collect()
    }
}

/// Where the verbs in the present are that slipped into a paragraph with these sentences, which may have marks that
/// speech has.
fn slips_of(told: Vec<Told>, has_marks: impl Fn() -> bool) -> Vec<Span> {
    let n_now = told.iter().filter(|it| it.is_now).count();
    let n_past: usize = told.iter().map(|it| it.n_past).sum();
    let n_present: usize = told.iter().map(|it| it.present.len()).sum();
    let is_remark =
        n_now > 1 || n_now == 1 && (n_present * TIMES_BESIDE_NOW > n_past || has_marks());
    if n_past < FEWEST_BESIDE || n_present > n_past || is_remark {
        return Vec::new();
    }
    // Whether it rather tells in the past.
    let tells = |it: &Told| it.is_past && it.present.len() * 3 <= it.n_past;
    let tells: Vec<bool> = told.iter().map(tells).collect();
    let mut slips = Vec::new();
    for (i, sentence) in told.into_iter().enumerate() {
        // One in the present among others tells what happens, or what a narrator sees again.
        let around = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        let mut around = around.filter_map(|at| tells.get(at)).peekable();
        let is_among = around.peek().is_some() && around.all(|&it| it);
        let may_happen = |verb: &Present| {
            if n_now > 0 {
                sentence.n_past > 0 && !sentence.is_now && !verb.is_lasting
            } else if sentence.is_past {
                !(sentence.is_mine && verb.is_lasting)
            } else {
                is_among && !sentence.is_mine && !verb.is_lasting
            }
        };
        let own = sentence.present.iter().filter(|verb| verb.is_slip && may_happen(verb));
        slips.extend(own.map(|verb| verb.span));
    }
    slips
}

/// Whether word `i` tells that the words before it are somebody's thoughts: "He knows it, she thought."
fn is_thought(text: Text<'_>, i: usize) -> bool {
    let is_subject = |k: usize| text.follows(k + 1) && !matches!(text.raw(k), "and" | "but");
    THOUGHT.holds(text, i)
        && (text.after_comma(i) || i > 0 && text.after_comma(i - 1) && is_subject(i - 1))
}

/// Whether a verb in the present is at the end of `word`, shortened: "she's".
fn is_shortened(word: &str) -> bool {
    let Some((stem, end)) = word.rsplit_once(is_apostrophe) else { return false };
    SHORTENED.contains(&end) && prose::is_listed(BEFORE_SHORTENED, &stem.to_lowercase())
        || end == "t"
            && prose::is_listed("don doesn isn aren hasn haven won can", &stem.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a paragraph after others that are told in the past.
    #[track_caller]
    fn check(text: &str) {
        let past = "She went out. He followed. She looked back. He saw her.\n\n".repeat(40);
        testing::check(&TenseSlip::default(), &(past + text));
    }

    #[test]
    fn slips() {
        check("He sat. She knew him. *He looks tired*, she thought. She put down the cup.");
        check("He rose. ⟦She picks⟧ up the lamp and ⟦he points⟧ to it. Then she laughed and left.");
        check("He rose, and ⟦she turns⟧ round. He nodded, and I left.");
        check("⟦He turns⟧ round. She rose and sat down, and left. ⟦She goes⟧ on.");
        check("She rose, and ⟦he slowly turns⟧ back. She sat and left.");
        check("He rose. ⟦Ann walks⟧ home. He nodded and left old Ann.");
        check(
            "He rose and left. On the hill ⟦Ann opens⟧ a door and sat. He left the Ann walks, and Ann.",
        );
        check("He rose. Mr. ⟦Orme walks⟧ home and nodded. She left, and Ann left Mr. Orme.");
    }

    #[test]
    fn beside_a_remark() {
        check(
            "He rose. ⟦She picks⟧ it up and left him. That is usual. He saw her and looked back.",
        );
        check(
            "He rose. “Go!” She picks it up and left him. That is usual. He saw her and looked back.",
        );
        check("He rose. ⟦Ann turns⟧ and nodded to everyone who came. He left old Ann and sat.");
        check("He rose. As every Ann knows, he left and looked back. He saw Ann and sat.");
    }

    #[test]
    fn remarks() {
        check("He rose. She always keeps her word, he thought. She left.");
        check("He rose. She keeps her word. It is her way. She left and ran.");
        check(
            "He rose and left. In spite of what had passed he feels that he can learn. She went.",
        );
        check("He rose. I know what she wants. He left. He knows you, of course. She went.");
        check("He rose. The Ann points home. Her looks fell, and he nodded and left.");
        check("He rose. (He points home.) She went to what he wants, and left.");
    }

    #[test]
    fn speech_and_letters() {
        check("He rose. “She picks it up,” he said. “And he points to it.” She laughed.");
        check("> He rose. She laughed. She picks up her pen.");
        check(
            "“No,” he said. He rose. To them it was “Ah, she bears it well.” She left. She laughed.",
        );
        check("He rose. He turns to her, she thought. He sat. He smiled.");
    }

    #[test]
    fn of_a_play() {
        check("DUNCAN.\nHe rose and left. She turns round, and he nodded, and she left him.");
    }

    #[test]
    fn lived_through_again() {
        check("He rose and left. He stands before me, his hat in his hand. He called.");
        check("He rose and left. In comes Ann. She tears down the curtain. He called out.");
        check("He rose and left, as it seemed. The old Ann seems to have stood there. He called.");
        check("He rose and looked. He likes the red room. He called and left.");
    }

    #[test]
    fn a_story_in_two_tenses() {
        check(&"He rose. She picks it up. He went. She left.\n\n".repeat(20));
        check("He rises. She picks it up. He goes.");
    }
}
