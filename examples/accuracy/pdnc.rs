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

    let mut by_name: HashMap<String, usize> = HashMap::new();
    for row in rows(&dir.join("character_info.csv"))? {
        let main = row.get("Main Name").cloned().unwrap_or_default();
        let mut names = strings(row.get("Aliases").map_or("", String::as_str));
        names.push(main.clone());
        names.sort();
        names.dedup();
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
    for (number, row) in (2..).zip(rows(&path)?) {
        let field = |name: &str| row.get(name).map_or("", String::as_str);
        let ends = numbers(field("quoteByteSpans"));
        for pair in ends.chunks(2) {
            let [start, end] = *pair else {
                return Err(broken(&path, number, "a span has a start and an end"));
            };
            if work.text.get(start..end).is_none() {
                return Err(broken(&path, number, "the span is not in the novel"));
            }
            work.quotes.push(Quote {
                span: start..end,
                speaker: by_name.get(field("speaker")).copied(),
                is_explicit: Some(field("quoteType") == "Explicit"),
            });
        }
    }
    work.quotes.sort_by_key(|quote| quote.span.start);
    Ok(work)
}

/// The rows of a CSV file, by the names of the columns.
fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, String> {
    let mut reader =
        csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
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

    #[test]
    fn a_novel() {
        let dir = std::env::temp_dir().join(format!("accuracy-pdnc-{}", std::process::id()));
        let novel = dir.join("Carrow");
        std::fs::create_dir_all(&novel).expect("there is room");
        let write =
            |name: &str, text: &str| std::fs::write(novel.join(name), text).expect("it is written");
        write("novel_text.txt", "\"Go,\" said Ann, \"now.\"\n");
        write(
            "character_info.csv",
            "Character ID,Main Name,Aliases,Gender,Category\n0,Ann Hale,\"{'Ann', 'Miss Hale'}\",F,major\n",
        );
        write(
            "quotation_info.csv",
            "quoteID,quoteText,subQuotationList,quoteByteSpans,speaker,addressees,quoteType\n\
             Q0,\"Go, now.\",\"['Go,', 'now.']\",\"[[0, 5], [16, 22]]\",Ann Hale,[],Explicit\n",
        );
        let works = read(&dir).expect("it is well formed");
        std::fs::remove_dir_all(&dir).expect("it is there");
        let [work] = &*works else { panic!("one novel") };
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
