//! Any bytes are decoded.
#![no_main]

use storylint::Sources;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let sources = Sources::in_memory([("a.txt".to_owned(), bytes.to_vec())]);
    let _ = sources.text("a.txt");
});
