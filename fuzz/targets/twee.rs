//! Any text is read as a passage of Twee.
#![no_main]

use storylint::validators::story::{Document, Role};

libfuzzer_sys::fuzz_target!(|text: &str| {
    Document::parse("a.twee", Role::Story, format!(":: a\n{text}")).assert_sound();
});
