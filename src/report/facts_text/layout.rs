//! How lists and columns are set.

use crate::printable::printable;
use crate::report::place::Place;

/// How many columns a list of names may take.
const WIDTH: usize = 100;

/// A name that is longer moves what stands after it.
const NAME_WIDTH: usize = 30;

/// `items` with commas between them, in indented lines.
pub(super) fn wrapped(items: &[String]) -> String {
    let mut lines = vec![" ".repeat(14) + &items[0]];
    for item in &items[1..] {
        let line = lines.last_mut().expect("there is a first line");
        line.push(',');
        if line.chars().count() + 1 + item.chars().count() < WIDTH {
            *line += &format!(" {item}");
        } else {
            lines.push(" ".repeat(14) + item);
        }
    }
    lines.join("\n") + "\n"
}

/// `file:line:column`.
pub(super) fn place(place: &Place) -> String {
    format!("{}:{}:{}", printable(&place.file), place.line, place.column)
}

/// `text` with one space for each stretch of white space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `names`, all as wide as the widest that is not too wide.
pub(super) fn padded(names: Vec<String>) -> Vec<String> {
    let widths = names.iter().map(|name| name.chars().count());
    let width = widths.filter(|&width| width <= NAME_WIDTH).max().unwrap_or(0);
    names.into_iter().map(|name| format!("{name:width$}")).collect()
}
