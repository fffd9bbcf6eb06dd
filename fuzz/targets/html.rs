//! Any text is read as HTML.
#![no_main]

use storylint::validators::story::{Document, Role};

libfuzzer_sys::fuzz_target!(|text: &str| {
    Document::parse("a.html", Role::Story, text.to_owned()).assert_sound();
});
