//! Text that a terminal shows and does not obey.

/// `text` on one line, with a replacement character for every control character.
pub(crate) fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}
