//! Whole works in all formats, from the folder that `STORYLINT_WORKS` names; nothing without it.
#![expect(clippy::print_stdout, reason = "how the works are read is shown on request")]

use std::env;
use std::path::{Path, PathBuf};

use storylint::Sources;
use storylint::validators::story::{BlockKind, Document, Facts, Role, endings};

/// Facts are also merged of chunks that are so long.
const CHUNK_BYTES: usize = 10_000;

#[test]
fn every_span_is_where_it_belongs() {
    let Some(folder) = env::var_os("STORYLINT_WORKS") else { return };
    let sources = Sources::open(Path::new(&folder), &[], PathBuf::new());
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
        n_read += 1;
    }
    assert!(n_read > 0, "there is no work in the folder");
}
