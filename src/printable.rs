//! Text that a terminal shows and does not obey.

/// `text` on one line, with a replacement character for every control character, also for those that change the
/// direction of what follows, so that it is not shown in the order in which it stands, and that end a line.
pub(crate) fn printable(text: &str) -> String {
    let is_obeyed =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(is_obeyed, "\u{fffd}")
}
