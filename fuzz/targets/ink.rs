//! Any text is read as ink.
#![no_main]

use storylint::validators::story::{Document, Role};

libfuzzer_sys::fuzz_target!(|text: &str| {
    Document::parse("a.ink", Role::Story, text.to_owned()).assert_sound();
});
