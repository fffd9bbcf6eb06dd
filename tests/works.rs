//! Whole works in all formats, from the folder that `STORYLINT_WORKS` names; nothing without it.
#![expect(clippy::print_stdout, reason = "how the works are read is shown on request")]

use std::env;
use std::path::{Path, PathBuf};

use storylint::Sources;
use storylint::validators::story::{
    BlockKind, Document, Facts, Place, Role, Scope, Tag, Who, endings,
};

/// Facts are also merged of chunks that are so long.
const CHUNK_BYTES: usize = 10_000;

#[test]
fn every_span_is_where_it_belongs() {
    let Some(folder) = env::var_os("STORYLINT_WORKS") else { return };
    let sources = Sources::open(Path::new(&folder), &[], PathBuf::new().into());
    let mut n_read = 0;
    for path in sources.files().iter() {
        let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
        if !ending.is_some_and(|ending| endings().any(|known| known == ending)) {
            continue;
        }
        let text = sources.text(path).unwrap();
        let document = Document::parse(path, Role::Story, text);
        document.assert_sound();
        let n_shown = document.prose.bytes().filter(|&byte| byte != 0).count();
        let count = |kind| document.blocks.iter().filter(|block| block.kind == kind).count();
        let n_paragraphs = count(BlockKind::Paragraph);
        let n_breaks = count(BlockKind::SceneBreak);
        let n_bytes = document.text.len();
        println!(
            "{path}: {n_shown} of {n_bytes} bytes, {n_paragraphs} paragraphs, {n_breaks} breaks"
        );
        if env::var_os("STORYLINT_SHOW").is_some_and(|shown| path.contains(shown.to_str().unwrap()))
        {
            for block in &document.blocks {
                let prose = document.prose_at(block.span).replace('\0', "");
                println!("{:?} {:?}: {prose}", block.kind, block.scope);
            }
        }
        let chunks = document.chunks(CHUNK_BYTES).into_iter();
        let chunks = chunks.map(|blocks| Facts::of_chunk(&document, blocks, None));
        let merged = chunks.fold(Facts::default(), Facts::merge);
        assert!(merged == Facts::of(&document), "chunks of {path} tell something else");
        assert_found(&document, &merged);
        n_read += 1;
    }
    assert!(n_read > 0, "there is no work in the folder");
}

/// Checks that what the facts of `document` say of a place is there.
#[track_caller]
fn assert_found(document: &Document, facts: &Facts) {
    let path = &document.path;
    let shown = |place: Place| {
        let prose = document.prose.get(place.span.range()).expect("no character is cut");
        prose.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // "A.B.C." and "A. B. C." are one name.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    for name in facts.names.uses() {
        for place in name.places.iter().copied() {
            assert_eq!(letters(&shown(place)), letters(&name.text), "{path}: {place:?}");
        }
    }
    for speech in facts.speeches.iter() {
        let said = shown(speech.place);
        let is_mark = |c| "“”\"‘’\'«»„‹›—–-―".contains(c);
        // After a dash what is said goes on when the speaker is named; a script has no marks.
        let goes_on = || {
            let at = document.blocks.partition_point(|it| it.span.end <= speech.place.span.start);
            let block = document.blocks[at];
            block.scope == Scope::Speech
                || document.prose_at(block.span).trim_start().starts_with(is_mark)
        };
        assert!(said.starts_with(is_mark) || goes_on(), "{path}: {said:?}");
        if let Some(Tag { subject: Who::Name(span), .. }) = speech.tag {
            let name = Place { span, ..speech.place };
            assert!(shown(name).starts_with(char::is_uppercase), "{path}: {:?}", shown(name));
        }
    }
    for date in &facts.dates {
        let text = &document.text[date.place.span.range()];
        assert!(text.contains(|c: char| c.is_alphanumeric()), "{path}: {text:?}");
    }
    for mention in facts.times.iter().filter(|mention| !mention.time.is_break()) {
        assert!(!shown(mention.place).is_empty(), "{path}: {mention:?}");
    }
    for statement in facts.statements.iter() {
        let whole = shown(statement.place);
        for part in [Some(statement.subject.place), statement.object].into_iter().flatten() {
            assert!(whole.contains(&shown(part)), "{path}: {statement:?}");
        }
    }
    for mention in &facts.promises {
        let promise = shown(mention.place);
        let has = |word| promise.contains(word);
        let words = ["oath", "pledge", "promise", "swear", "swore", "sworn", "vow", "word"];
        assert!(words.into_iter().any(has), "{promise:?}");
    }
    for mention in &facts.questions {
        let question = shown(mention.place).to_lowercase();
        let has = |word| question.contains(word);
        assert!(["how", "what", "where", "who", "why"].into_iter().any(has), "{question:?}");
    }
}
