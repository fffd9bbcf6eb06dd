//! What is known of a story as a JSON object, for other programs.

use crate::report::json::array;
use crate::report::known::Known;

/// `known` as a JSON object of arrays, an item a line, in a stable order:
///
/// - `characters`: `name` (the most used), `kind` (`person`, `place`, `organisation`, `other`),
///   `gender` (`female`, `male` or null), `n`, `first` (a place) and `forms`, each with `text`, `n`
///   and `places`. People come first, and of each kind the most named;
/// - `speeches`, in reading order: their place, and the `speaker` or null: `character` (an index
///   into `characters`), `name`, `explicit` and `confidence`, from 0 to 1;
/// - `dates`, in reading order: their place, their `text`, the `date` in words that it is read as,
///   and its `weekday`, `day`, `month` and `year`, or null for each that it does not say;
///   `same_year` if it speaks of the year of a date before it;
/// - `declarations`: `names`, the main one first, `kind`, `gender`, their `place` (null: in the
///   pipeline), `is_mention` (only named, as who is in a chapter), and `attributes`, each with the
///   place of its value, `key` and `value`;
/// - `threads` that the author names: `name` and `marks`, each with its place and its `step` (`opens`,
///   `touches`, `closes`);
/// - `promises` and vows, in reading order: their place and `text`;
/// - `documents`: `file`, `role` (`story`, `reference`, `notes`), `role_basis` (`declared`,
///   `front-matter`, `name`, `folder`, `markup`, `tables`, or `nothing` speaks against the story),
///   `n_blocks` and `n_words`;
/// - `links`: their place, `kind` (`link`, `image`, `wiki`, `embed`, `footnote`, `divert`,
///   `passage`), `target`, `is_dangling` (it leads to nothing that the story has), `leads_to` (a file,
///   or null) and the `anchor` there (a place, or null);
/// - `anchors`: their place, `kind` (`heading`, `id`, `footnote`, `block`, `knot`, `stitch`,
///   `label`, `passage`) and `name`.
///
/// A place is `file`, `line`, `column`, `end_line`, `end_column`, `byte_start` and `byte_end`, as
/// in the findings: lines and columns from 1, columns in characters, bytes from 0 in the file as it
/// is on disk, ends exclusive.
pub fn facts_json(known: &Known) -> String {
    let arrays = [
        ("characters", array(known.characters.iter())),
        ("speeches", array(known.speeches.iter())),
        ("dates", array(known.dates.iter())),
        ("declarations", array(known.declarations.iter())),
        ("threads", array(known.threads.iter())),
        ("promises", array(known.promises.iter())),
        ("documents", array(known.documents.iter())),
        ("links", array(known.links.iter())),
        ("anchors", array(known.anchors.iter())),
    ];
    let arrays = arrays.map(|(key, array)| format!("\"{key}\": {array}"));
    format!("{{\n{}\n}}\n", arrays.join(",\n"))
}
