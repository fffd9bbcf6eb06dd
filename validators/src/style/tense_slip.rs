//! A verb in the present where the story is told in the past.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::Span;
use crate::meta::{Group, Meta};
use crate::story::after_speech::said;
use crate::story::prose::{self, Text};
use crate::story::sentences::sentences;
use crate::story::word_forms::{is_past, may_be_name};
use crate::story::word_list::WordList;
use crate::story::word_table::Packed;
use crate::story::{Block, Document, Scope};
use crate::validator::Validator;

/// The rule `style/tense-slip`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TenseSlip {}

/// So many verbs of a document must be in the past before it is told in the past.
const FEWEST_PAST: usize = 60;

/// For each verb in the present there must be so many in the past, or the document has two tenses.
const TIMES_AS_MANY: usize = 40;

/// So many verbs of the paragraph itself must be in the past: with none, all of it may be a remark.
const FEWEST_BESIDE: usize = 3;

/// Words in -s after `he` that are no verbs, and verbs that a remark of the narrator has.
const NO_SLIPS: &str = "\
across afterwards alas always as backwards besides does doubtless downstairs downwards forwards has hers \
his indoors inwards is its less likewise needs nevertheless nowadays onwards ours outdoors outwards \
overseas perhaps plus regardless says sometimes theirs this thus towards unawares unless upstairs upwards \
us was whose yes yours";

/// Verbs in the present that tell what somebody does, for names, after which another word in -s may
/// be anything.
static ACTS: WordList = WordList::new(
    "\
answers asks begins brings carries catches climbs closes comes crosses draws drinks drops eats enters falls \
feels finds follows frowns gets gives glances goes hears holds hurries jumps keeps knocks knows laughs leans leaves \
lifts listens looks lowers makes moves nods opens pauses picks places points pulls pushes puts raises reaches \
replies returns rides rises runs sees seems shakes shrugs sighs sits sleeps smiles speaks stands stares starts \
steps stops takes tells thinks throws tries turns waits wakes walks wants watches whispers wonders writes",
);

/// Words before a subject after which the clause may say what always is so, in the order of the
/// alphabet.
const SUBORDINATORS: &str = "\
as because how if once since than that though unless until what when where whether which who whom \
whose why";

/// Verbs that a paragraph has in which the narrator speaks of what is so now.
const NOW: &str = "am are has is";

/// Verbs that say so after `I`.
const NOW_AFTER_I: &str = "am believe confess fear have hope know remember say suppose tell think";

/// Words beside which a sentence is what always is so, or is said by somebody.
static REMARKS: WordList = WordList::new(
    "\
always any anybody anyone assures every everybody everyone generally never often one ought seldom sometimes \
tells today usually who whoever writes you your",
);

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
after `he`, `she` or a name for forty of them. Speech, letters, sentences with `you` or `always`, paragraphs
with `is` or `has`, and the verbs `does` and `says` are left alone, because narrators remark on things. After
names, only verbs of what one does are seen, where the name begins a sentence. It has no options.
",
        group: Group::Suspicious,
    };

    fn check(&self, document: &Document, cx: &mut Context) {
        let blocks = document.paragraphs().filter(|block| block.scope == Scope::Body);
        // Most paragraphs have no such verb, and what is one takes far longer to tell.
        let (maybe, others): (Vec<Block>, Vec<Block>) =
            blocks.partition(|&block| may_have_slips(document, block));
        if maybe.is_empty() {
            return;
        }
        let (said, names) = (said(document), LazyCell::new(|| names(document)));
        let mut words = Vec::new();
        let mut verbs = |block: Block| {
            document.read_words(&mut words, block.span);
            verbs(block, Text::new(&document.prose, &words), said, |it| names.contains(it))
        };
        let (mut n_past, mut n_present) = (0, 0);
        let mut slips = Vec::new();
        for block in maybe {
            let (past, present) = verbs(block);
            n_past += past;
            n_present += present.len();
            if past >= FEWEST_BESIDE && present.len() <= past {
                slips.extend(present.into_iter().filter(|verb| verb.is_slip));
            }
        }
        if slips.is_empty() {
            return;
        }
        n_past += others.into_iter().map(|block| verbs(block).0).sum::<usize>();
        if n_past < FEWEST_PAST || n_present * TIMES_AS_MANY > n_past {
            return;
        }
        for Present { span, .. } in slips {
            let message = format!(
                "`{}` is in the present, and this is told in the past",
                document.shown(span)
            );
            cx.report(document.location(span), message);
        }
    }
}

/// A verb in the present after its subject.
struct Present {
    span: Span,
    /// Whether it tells what happens, and does not remark on something.
    is_slip: bool,
}

/// Whether what is told in a paragraph may have verbs in the present after `he`, `she` or a name, by pairs of
/// words alone.
fn may_have_slips(document: &Document, block: Block) -> bool {
    const LOWER: u64 = b'a' as u64 - b'A' as u64;
    const HE: u64 = u64::from_le_bytes(*b"he\0\0\0\0\0\0");
    const SHE: u64 = u64::from_le_bytes(*b"she\0\0\0\0\0");
    let is_told = |verb: Span| {
        let said = said(document);
        let next = said.partition_point(|span| span.end <= verb.start);
        said.get(next).is_none_or(|span| span.start >= verb.end)
    };
    let may_be_slip = |&[before, word]: &[Packed; 2]| {
        let raw = document.prose_at(word.span());
        raw.ends_with('s')
            && (matches!(before.head | LOWER, HE | SHE) && is_present(raw)
                || before.may_be_name() && ACTS.contains(raw))
            && is_told(word.span())
    };
    document.row(block.span).is_none_or(|row| row.array_windows().any(may_be_slip))
}

/// The words of `document` that have a capital where no sentence begins.
fn names(document: &Document) -> FxHashSet<&str> {
    let mut names = FxHashSet::default();
    let mut words = Vec::new();
    for block in document.paragraphs() {
        document.read_words(&mut words, block.span);
        let mut end = None;
        for word in &words {
            let follows = |end: usize| prose::is_blank(&document.prose[end..word.start]);
            if may_be_name(word.raw) && end.is_some_and(follows) {
                names.insert(word.raw);
            }
            end = Some(word.end());
        }
    }
    names
}

/// How many verbs of a paragraph's narration are in the past, and those in the present that have `he`,
/// `she` or a name before them.
fn verbs(
    block: Block,
    text: Text<'_>,
    said: &[Span],
    is_name: impl Fn(&str) -> bool,
) -> (usize, Vec<Present>) {
    let first = said.partition_point(|span| span.end <= block.span.start);
    let mut said = said[first..].iter().peekable();
    let (mut n_past, mut present) = (0, Vec::new());
    let mut is_now = false;
    for sentence in sentences(text) {
        let is_remark = sentence.clone().any(|i| REMARKS.contains(text.raw(i)));
        for i in sentence.clone() {
            let word = text.word(i);
            while said.next_if(|span| span.end as usize <= word.start).is_some() {}
            if said.peek().is_some_and(|span| (span.start as usize) < word.end()) {
                continue;
            }
            n_past += usize::from(is_past(word.raw));
            let before = if i > sentence.start && text.follows(i) { text.raw(i - 1) } else { "" };
            is_now |= prose::is_listed(NOW, word.raw)
                || before == "I" && prose::is_listed(NOW_AFTER_I, word.raw);
            let is_present = match before {
                "he" | "He" | "she" | "She" => is_present(word.raw),
                _ => i == sentence.start + 1 && ACTS.contains(word.raw) && is_name(before),
            };
            if is_present {
                let span = Span::new(text.word(i - 1).start..word.end());
                // "(He bows.)"
                let is_main = !text.gap(i - 1).contains('(')
                    && (i < sentence.start + 2
                        || !prose::is_listed(SUBORDINATORS, text.raw(i - 2)));
                present.push(Present { span, is_slip: is_main && !is_remark });
            }
        }
    }
    present.iter_mut().for_each(|verb| verb.is_slip &= !is_now);
    (n_past, present)
}

/// Whether a word after `he` is surely a verb in the present.
fn is_present(word: &str) -> bool {
    word.len() > 2
        && word.ends_with('s')
        && !["ss", "ous"].iter().any(|ending| word.ends_with(ending))
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !prose::is_listed(NO_SLIPS, word)
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
        check("He rose. ⟦She picks⟧ up the lamp and ⟦he points⟧ to it. Then she laughed and left.");
        check("He rose, and ⟦she turns⟧ round. He nodded, and I left.");
        check("⟦Ann walks⟧ home. He rose. He nodded and left old Ann.");
    }

    #[test]
    fn remarks() {
        check("He rose. She always keeps her word, he thought. She left.");
        check("He rose. She keeps her word. It is her way. She left and ran.");
        check("He rose. I know what she wants. He left. He knows you, of course. She went.");
        check("He rose. The Ann points home. Her looks fell, and he nodded and left.");
        check("He rose. (He points home.) She went to what he wants, and left.");
    }

    #[test]
    fn speech_and_letters() {
        check("He rose. “She picks it up,” he said. “And he points to it.” She laughed.");
        check("> He rose. She laughed. She picks up her pen.");
    }

    #[test]
    fn a_story_in_two_tenses() {
        check(&"He rose. She picks it up. He went. She left.\n\n".repeat(20));
        check("He rises. She picks it up. He goes.");
    }
}
