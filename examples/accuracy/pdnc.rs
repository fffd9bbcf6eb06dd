//! The Project Dialogism Novel Corpus: a folder a novel, with every quotation of it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use storylint_validators::story::Gender;

use crate::gold::{Person, Quote, Work, broken, read_file};

/// Reads all novels, by name.
pub(crate) fn read(dir: &Path) -> Result<Vec<Work>, String> {
    let entries = std::fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut dirs: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    dirs.push(dir.to_owned());
    dirs.sort();
    dirs.iter()
        .filter(|dir| dir.join("quotation_info.csv").is_file())
        .map(|dir| read_work(dir))
        .collect()
}

fn read_work(dir: &Path) -> Result<Work, String> {
    let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = read_file(&dir.join("novel_text.txt"))?;
    let mut work = Work { name, region: 0..text.len(), text, ..Work::default() };

    let (mut by_name, mut by_alias): (HashMap<String, usize>, HashMap<String, usize>) =
        Default::default();
    for row in rows(&dir.join("character_info.csv"))? {
        let main = row.get("Main Name").cloned().unwrap_or_default();
        let mut names = strings(row.get("Aliases").map_or("", String::as_str));
        names.push(main.clone());
        names.retain(|name| !name.trim().is_empty());
        names.sort();
        names.dedup();
        by_alias.extend(names.iter().map(|name| (name.clone(), work.people.len())));
        by_name.insert(main, work.people.len());
        work.people.push(Person {
            gender: match row.get("Gender").map(String::as_str) {
                Some("F") => Some(Gender::Female),
                Some("M") => Some(Gender::Male),
                _ => None,
            },
            named: names.into_iter().map(|name| (name, None)).collect(),
        });
    }
    let path = dir.join("quotation_info.csv");
    let rows = rows(&path)?;
    let field = |row: &Row, name: &str| row.get(name).cloned().unwrap_or_default();
    let unit = Unit::of(&work.text, rows.iter().map(|row| field(row, "quoteByteSpans")));
    for (number, row) in (2..).zip(&rows) {
        let ends = numbers(&field(row, "quoteByteSpans"));
        let speaker = field(row, "speaker");
        for pair in ends.chunks(2) {
            let [start, end] = *pair else {
                return Err(broken(&path, number, "a span has a start and an end"));
            };
            let span = unit.byte(start)..unit.byte(end);
            if work.text.get(span.clone()).is_none() {
                return Err(broken(&path, number, "the span is not in the novel"));
            }
            work.quotes.push(Quote {
                span,
                speaker: by_name.get(&speaker).or_else(|| by_alias.get(&speaker)).copied(),
                is_explicit: row.get("quoteType").map(|kind| kind == "Explicit"),
            });
        }
    }
    work.quotes.sort_by_key(|quote| quote.span.start);
    Ok(work)
}

/// What spans count: bytes, as their name has it, or characters, as Python does.
enum Unit {
    Bytes,
    /// Where each character starts, and the end.
    Characters(Vec<usize>),
}

impl Unit {
    /// The one by which more of these spans, each a Python list of lists, begin and end at marks.
    fn of(text: &str, spans: impl Iterator<Item = String>) -> Self {
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let by_character = Self::Characters(starts);
        let ends: Vec<Vec<usize>> = spans.map(|span| numbers(&span)).collect();
        let n_marked = |unit: &Self| {
            let pairs = ends.iter().flat_map(|ends| ends.chunks_exact(2));
            let is_marked = |pair: &&[usize]| {
                let quote = text.get(unit.byte(pair[0])..unit.byte(pair[1]));
                let is_mark = |c| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '—');
                quote.is_some_and(|quote| quote.starts_with(is_mark) || quote.ends_with(is_mark))
            };
            pairs.filter(is_marked).count()
        };
        if n_marked(&by_character) > n_marked(&Self::Bytes) { by_character } else { Self::Bytes }
    }

    /// The byte at which number `at` is; past the end of the text if there is none.
    fn byte(&self, at: usize) -> usize {
        match self {
            Self::Bytes => at,
            Self::Characters(starts) => starts.get(at).copied().unwrap_or(usize::MAX),
        }
    }
}

/// A row of a table, by the names of the columns.
type Row = BTreeMap<String, String>;

/// The rows of a CSV file.
fn rows(path: &Path) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_path(path)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    reader
        .deserialize()
        .map(|row| row.map_err(|error| format!("{}: {error}", path.display())))
        .collect()
}

/// The strings in a Python list or set, each between quotation marks.
fn strings(list: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut chars = list.chars();
    while let Some(mark) = chars.find(|c| matches!(c, '\'' | '"')) {
        let mut string = String::new();
        while let Some(c) = chars.next().filter(|c| *c != mark) {
            string.extend(if c == '\\' { chars.next() } else { Some(c) });
        }
        strings.push(string);
    }
    strings
}

/// The numbers in a Python list of lists.
fn numbers(list: &str) -> Vec<usize> {
    list.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_literals() {
        assert_eq!(
            strings(r#"{'Mr. Hale', "D'Urberville", 'O\'Neil'}"#),
            ["Mr. Hale", "D'Urberville", "O'Neil"]
        );
        assert_eq!(strings("set()"), [""; 0]);
        assert_eq!(numbers("[[12, 40], [52, 60]]"), [12, 40, 52, 60]);
    }

    /// What is read of a novel with these three files.
    fn novel(name: &str, text: &str, people: &str, quotes: &str) -> Work {
        let dir = std::env::temp_dir().join(format!("accuracy-{name}-{}", std::process::id()));
        let novel = dir.join("Carrow");
        std::fs::create_dir_all(&novel).expect("there is room");
        let write =
            |name: &str, text: &str| std::fs::write(novel.join(name), text).expect("it is written");
        write("novel_text.txt", text);
        write("character_info.csv", people);
        write("quotation_info.csv", quotes);
        let works = read(&dir).expect("it is well formed");
        std::fs::remove_dir_all(&dir).expect("it is there");
        let Ok([work]) = <[Work; 1]>::try_from(works) else { panic!("one novel") };
        work
    }

    /// Few columns, in another order, no kinds of quotations, spans of characters, an alias for the
    /// speaker, an empty set.
    #[test]
    fn an_odd_novel() {
        let work = novel(
            "odd",
            "Zoë said: “Oh, Ann!” “I’m ill,” said Ann.\n",
            "Gender,Aliases,Main Name\r\nF,set(),Zoë\r\nX,\"{\"\"Ann's\"\", 'Ann'}\",Ann Hale\r\n",
            "speaker,quoteByteSpans\nZoë,\"[[10, 20]]\"\nAnn,\"[[21, 31]]\"\n_unknown,[]\n",
        );
        let quotes: Vec<_> = work
            .quotes
            .iter()
            .map(|quote| (&work.text[quote.span.clone()], quote.speaker, quote.is_explicit))
            .collect();
        assert_eq!(quotes, [("“Oh, Ann!”", Some(0), None), ("“I’m ill,”", Some(1), None)]);
        assert_eq!(work.people[1].gender, None);
    }

    #[test]
    fn a_novel() {
        let work = novel(
            "pdnc",
            "\"Go,\" said Ann, \"now.\"\n",
            "Character ID,Main Name,Aliases,Gender,Category\n0,Ann Hale,\"{'Ann', 'Miss Hale'}\",F,major\n",
            "quoteID,quoteText,subQuotationList,quoteByteSpans,speaker,addressees,quoteType\n\
             Q0,\"Go, now.\",\"['Go,', 'now.']\",\"[[0, 5], [16, 22]]\",Ann Hale,[],Explicit\n",
        );
        let spans: Vec<_> =
            work.quotes.iter().map(|quote| &work.text[quote.span.clone()]).collect();
        assert_eq!(spans, ["\"Go,\"", "\"now.\""]);
        assert!(
            work.quotes
                .iter()
                .all(|quote| quote.speaker == Some(0) && quote.is_explicit == Some(true))
        );
        assert_eq!(work.people[0].gender, Some(Gender::Female));
        assert_eq!(work.people[0].named.len(), 3);
    }
}
