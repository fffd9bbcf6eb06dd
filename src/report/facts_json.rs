//! What is known of a story as a JSON object, for other programs.

use crate::report::json::array;
use crate::report::known::Known;

/// `known` as a JSON object of five arrays, an item a line, in a stable order:
///
/// - `characters`: `name` (the most used), `kind` (`person`, `place`, `organisation`, `other`),
///   `gender` (`female`, `male` or null), `n`, `first` (a place) and `forms`, each with `text`, `n`
///   and `places`. People come first, and of each kind the most named;
/// - `speeches`, in reading order: their place, and the `speaker` or null: `character` (an index
///   into `characters`), `name`, `explicit` and `confidence`, from 0 to 1;
/// - `passages`, in reading order: their place, their `scope` (`letter`, also for an entry of a diary;
///   `verse`, `epigraph`, `quotation`, `note`, `thought`), and of a letter `date`, `writer` and `addressee` as the
///   file has them, or null;
/// - `dates`, in reading order: their place, their `text`, the `date` in words that it is read as,
///   and its `weekday`, `day`, `month` and `year`, or null for each that it does not say;
///   `same_year` if it speaks of the year of a date before it;
/// - `documents`: `file`, `role` (`story`, `reference`), `n_blocks`, `n_words` and `n_scenes`.
///
/// A place is `file`, `line`, `column`, `end_line`, `end_column`, `byte_start` and `byte_end`, as
/// in the findings: lines and columns from 1, columns in characters, bytes from 0 in the file as it
/// is on disk, ends exclusive.
pub fn facts_json(known: &Known) -> String {
    let arrays = [
        ("characters", array(known.characters.iter())),
        ("speeches", array(known.speeches.iter())),
        ("passages", array(known.passages.iter())),
        ("dates", array(known.dates.iter())),
        ("documents", array(known.documents.iter())),
    ];
    let arrays = arrays.map(|(key, array)| format!("\"{key}\": {array}"));
    format!("{{\n{}\n}}\n", arrays.join(",\n"))
}
