//! Any bytes are opened as a book, and all chapters of it are read.
#![no_main]

use storylint::Sources;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let sources = Sources::in_memory([
        ("a.epub".to_owned(), bytes.to_vec()),
        ("b.opf".to_owned(), bytes.to_vec()),
    ]);
    for file in sources.files().iter() {
        let _ = sources.text(file);
    }
});
