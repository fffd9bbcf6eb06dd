//! What is known of a story as a JSON object, for other programs.

use crate::report::json::array;
use crate::report::known::Known;

/// `known` as a JSON object of arrays, an item a line, in a stable order:
///
/// - `characters`: `name` (the most used), `kind` (`person`, `place`, `organisation`, `other`),
///   `gender` (`female`, `male` or null), `n`, `first` and `last` (places), `introduction` (where the
///   text first tells who a person is: a place, `how`, which is `described`, `related`, `named`, `called` or
///   `titled`, and `at_first`, if that is where it is first named; or null), `aliases` (places of
///   names that the text says are this person's too: "Orme, alias Rook"), `documents` (the files
///   that name it, each with `file` and `n`), `headings` (those under which it is named, each with
///   `heading`, an index into `headings` or null, and `n`), `evidence` (what stands around its names
///   that speaks for a kind and a gender, each with how often: `said` beside a verb of saying,
///   `female-word` after `Mrs`, `she` before that pronoun) and `forms`, each with `text`, `n` and `places`. People
///   come first, and of each kind the most named;
/// - `speeches`, in reading order: their place, and the `speaker` or null: `character` (an index
///   into `characters`), `name`, `explicit`, `confidence`, from 0 to 1, and `named_at`, the place of the name
///   beside it, or of the one that a pronoun there stands for, or null;
/// - `pronouns` of the third person of which it is known whom they stand for, in reading order: their place
///   and `text`, the `character` (an index) and the `confidence`;
/// - `headings`, in reading order: their place, `level` and `text`;
/// - `scenes`, the parts between headings and scene breaks, in reading order: their place, the `heading`
///   (an index or null) that they are under, `after_break` if a scene break stands before them, and `n_words`;
/// - `passages`, in reading order: their place, their `scope` (`letter`, also for an entry of a diary;
///   `verse`, `epigraph`, `quotation`, `note`, `thought`, `code`), and of a letter `date`, `writer` and `addressee` as the
///   file has them, or null;
/// - `dates`, in reading order: their place, their `text`, the `date` in words that it is read as,
///   and its `weekday`, `day`, `month` and `year`, or null for each that it does not say;
///   `same_year` if it speaks of the year of a date before it;
/// - `times`, the other mentions of time in reading order: their place, their `text`, the `kind`
///   (`age`, `century`, `clock`, `day-of-month`, `decade`, `duration`, `holiday`, `month`, `own-date`,
///   `part-of-day`, `season`, `sign`, `some-day`, `step`, `weekday`) and what they are read as in words
///   (`reading`); of an amount `least`, `most` (null where it may be any) and `unit` (`minute`, `hour`,
///   `day`, `week`, `month`, `year`), and whether it is `rough`; of a step whether it is `later`, and
///   what it is counted `from` (`story`, `speaker`, `event`); of an age `whose`, a place or null; how
///   it is told: `setting` (`story`, `heading`, `speech`, `letter`, `apart`, `declared`), whether it
///   is `said`, the `tense` (`unknown`, `past`, `perfect`, `present`, `supposed`) and whether it
///   `leads` the sentence;
/// - `timeline`, the mentions and keys whose days are known, in reading order: their place, their
///   `text`, the `earliest` and `latest` day (or null) as dates, the `scale` (`gregorian`, `own` or
///   `some-year` with its number), the `reason` (`declared`, `line`, `date`, `counted`), the place
///   that it is `counted_from` or null, and whether the story `moves` on from there;
/// - `beliefs`, what is said of people, things and places, in reading order: its place; the `subject`
///   as a reader sees it, the `character` (an index into `characters` or null) that it is, and the
///   `confidence` of that, from 0 to 1; the `attribute` (`eyes`, `kin`, `death`), its `value`, the
///   `side` (`left`, `right`), the `thing`, the `object` as a reader sees it and the
///   `object_character`, each or null; the `modality` (`asserted`, `denied`, `supposed`, `asked`,
///   `dreamt`, `recalled`, `future`), `in_speech` and the `speaker` (an index or null);
/// - `declarations`: `names`, the main one first, `kind`, `gender`, their `place` (null: in the
///   pipeline), `is_mention` (only named, as who is in a chapter), and `attributes`, each with the
///   place of its value, `key` and `value`;
/// - `threads` that the author names: `name` and `marks`, each with its place and its `step` (`opens`,
///   `touches`, `closes`);
/// - `promises` and vows, in reading order: their place and `text`, the `character` (an index or null) that
///   makes it, with the `confidence`, and `returns`, the places with their `text` where it is spoken of
///   later, with the `step` there (`retold`, `kept`, `broken`, `recalled`);
/// - `questions` that the story asks, in reading order: their place and `text`, the `concern` (`asked`,
///   `wondered`, `unknown`, `open`), the `character` (an index or null) that it is about, with the
///   `confidence`, and `returns`, the places with their `text` where the same is asked, known or told later;
/// - `set_ups`, things that the story gives weight, in reading order: their place, their `text`, the
///   `noun`, the `weight` (`hidden`, `locked`, `loaded`, `kept`, `entrusted`, `hung`, `worn`, `put`,
///   `noticed`) and `returns`, the places where the same thing is named later;
/// - `documents`: `file`, `role` (`story`, `reference`, `notes`), `role_basis` (`declared`,
///   `front-matter`, `name`, `folder`, `markup`, `tables`, or `nothing` speaks against the story),
///   `front_matter_problem` (why its front matter cannot be read, or null), `n_blocks`, `n_words` and `n_scenes`;
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
        ("pronouns", array(known.pronouns.iter())),
        ("headings", array(known.headings.iter())),
        ("scenes", array(known.scenes.iter())),
        ("passages", array(known.passages.iter())),
        ("dates", array(known.dates.iter())),
        ("times", array(known.times.iter())),
        ("timeline", array(known.timeline.iter())),
        ("beliefs", array(known.beliefs.iter())),
        ("declarations", array(known.declarations.iter())),
        ("threads", array(known.threads.iter())),
        ("promises", array(known.promises.iter())),
        ("questions", array(known.questions.iter())),
        ("set_ups", array(known.set_ups.iter())),
        ("documents", array(known.documents.iter())),
        ("links", array(known.links.iter())),
        ("anchors", array(known.anchors.iter())),
    ];
    let arrays = arrays.map(|(key, array)| format!("\"{key}\": {array}"));
    format!("{{\n{}\n}}\n", arrays.join(",\n"))
}
