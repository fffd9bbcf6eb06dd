//! Whatever a text says, its facts do not depend on where it is cut, and everything can be made of them.
#![no_main]

use storylint::validators::story::{
    Cast, Document, Facts, Role, Threads, Timeline, World, endings, speakers,
};

libfuzzer_sys::fuzz_target!(|input: (u8, u16, &str)| {
    let (format, n_bytes, text) = input;
    let endings: Vec<_> = endings().collect();
    let ending = endings[usize::from(format) % endings.len()];
    let document = Document::parse(&format!("a.{ending}"), Role::Story, text.to_owned());
    let chunks = document.chunks(usize::from(n_bytes)).into_iter();
    let chunks = chunks.map(|blocks| Facts::of_chunk(&document, blocks, None));
    let facts = chunks.fold(Facts::default(), Facts::merge);
    assert_eq!(facts, Facts::of(&document));
    let cast = Cast::of(&facts);
    drop(World::of(&facts, &cast, &speakers(&facts, &cast)));
    drop((Timeline::of(&facts), Threads::of(&facts, &cast)));
});
