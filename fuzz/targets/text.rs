//! Any text is read as plain text.
#![no_main]

use storylint::validators::story::{Document, Role};

libfuzzer_sys::fuzz_target!(|text: &str| {
    Document::parse("a.txt", Role::Story, text.to_owned()).assert_sound();
});
