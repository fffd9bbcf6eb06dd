//! Reads what reference documents and front matter declare.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::declarations::{Declaration, DeclaredAttribute};
use crate::story::default_role::is_table;
use crate::story::document::{BlockKind, Document, Role, RoleBasis};
use crate::story::keys::{Key, Value};
use crate::story::kinds::Kind;
use crate::story::lines::lines;
use crate::story::place::Place;
use crate::story::prose::is_listed;
use crate::story::references::split_path;
use crate::story::sheet_names::{all_names, capitalised, is_name, plain_name};
use crate::story::sheet_words::{
    NAMES, gender_named, is_nothing, is_of_people, is_of_somebody, is_part, kind_named,
    kind_of_section, known_key,
};

/// What `document` declares, in order. Linear in its text. A chapter only mentions who is in it.
pub(crate) fn read_declarations(document: &Document) -> Vec<Declaration> {
    let (_, name) = split_path(&document.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut folders = document.path.rsplit('/').skip(1);
    let in_folder = folders.find_map(kind_of_section);
    let mut sheet = Sheet {
        document,
        declarations: Vec::new(),
        about: in_folder.or_else(|| kind_of_section(stem)),
        sections: Vec::new(),
        subject: None,
    };
    match document.role {
        Role::Story => sheet.mentions(),
        Role::Reference => {
            sheet.front_matter(stem, in_folder);
            // A title page or a README is no sheet, whatever its folder is.
            let is_page = matches!(document.basis, RoleBasis::Name | RoleBasis::Markup);
            if !is_page || kind_of_section(stem).is_some() {
                sheet.read(in_folder.is_some());
            }
        }
        Role::Notes => {}
    }
    sheet.declarations
}

/// A reference document while it is read.
struct Sheet<'a> {
    document: &'a Document,
    declarations: Vec<Declaration>,
    /// What the document as a whole is about.
    about: Option<Kind>,
    /// The headings that what is read stands under.
    sections: Vec<Section>,
    /// The declaration that front matter made, which all of the document is about.
    subject: Option<usize>,
}

/// What stands under a heading.
struct Section {
    level: u8,
    /// The kind that the heading names.
    kind: Option<Kind>,
    /// The heading, if it may be a name.
    name: Option<(String, Span)>,
    /// The declaration of that name.
    subject: Option<usize>,
}

impl Sheet<'_> {
    /// Reads who is in a chapter.
    fn mentions(&mut self) {
        const LISTS: &str = "cast characters pov pov-character povs viewpoint";
        for key in self.document.keys() {
            let name = key.name.to_lowercase().replace('_', "-");
            if !is_listed(LISTS, &name) {
                continue;
            }
            for value in texts(&key.value) {
                let name = plain_name(value);
                if is_name(&name) {
                    let span = self.document.value_span(key, value);
                    let declaration = declared(name, Some(Kind::Person), span);
                    self.declarations.push(Declaration { is_mention: true, ..declaration });
                }
            }
        }
    }

    /// Reads the head of a sheet about one person or thing.
    fn front_matter(&mut self, stem: &str, in_folder: Option<Kind>) {
        let keys = self.document.keys();
        let find = |name: &str| keys.iter().find(|key| key.name.eq_ignore_ascii_case(name));
        let kind = ["type", "kind"].iter().find_map(|name| {
            let value = texts(&find(name)?.value).next()?;
            kind_named(&value.to_lowercase())
        });
        let named = NAMES.iter().find_map(|name| {
            let key = find(name)?;
            let value = texts(&key.value).next()?;
            Some((value.trim().to_owned(), self.document.value_span(key, value)))
        });
        let is_sheet = is_of_somebody(keys);
        let is_of_people = |key: &Key| known_key(&key.name).is_some_and(is_of_people);
        let is_person = is_sheet && keys.iter().any(is_of_people);
        let kind = kind.or(in_folder.filter(|_| !keys.is_empty()));
        let kind = kind.or(is_person.then_some(Kind::Person));
        if kind.is_none() && !is_sheet {
            return;
        }
        let by_stem = || {
            let words = stem.split(['-', '_', ' ']).filter(|word| !word.is_empty());
            let words: Vec<String> = words.map(capitalised).collect();
            let front_matter = self.document.front_matter.as_ref().expect("its keys are read");
            (words.join(" "), front_matter.span)
        };
        let (name, span) = named.unwrap_or_else(by_stem);
        if !name.contains(char::is_alphanumeric) {
            return;
        }
        let at = self.declare(&name, kind, span);
        self.subject = Some(at);
        for key in keys {
            let known = known_key(&key.name);
            let name = key.name.to_lowercase();
            if known == Some("name") || is_listed("kind tags title type", &name) {
                continue;
            }
            for value in texts(&key.value) {
                let span = self.document.value_span(key, value);
                self.attribute(at, known.unwrap_or(&name), value, span);
            }
        }
    }

    /// Reads the blocks of a reference document, the first heading of which is a name if it
    /// `is_single`.
    fn read(&mut self, is_single: bool) {
        for block in &self.document.blocks {
            match block.kind {
                BlockKind::Heading(level) => self.heading(level, block.span, is_single),
                BlockKind::Paragraph => self.paragraph(block.span),
                BlockKind::Other if is_table(&self.document.text[block.span.range()]) => {
                    self.table(block.span);
                }
                BlockKind::Other | BlockKind::Cue | BlockKind::SceneBreak => {}
            }
        }
    }

    fn heading(&mut self, level: u8, span: Span, is_single: bool) {
        let is_first = self.sections.is_empty();
        while self.sections.pop_if(|section| section.level >= level).is_some() {}
        let text = self.shown(span.range());
        let kind = kind_of_section(&text);
        let mut name =
            (kind.is_none() && !is_part(&text) && is_name(&text)).then_some((text, span));
        let mut subject = None;
        if is_first && is_single && self.subject.is_none() && level == 1 {
            subject = name.take().map(|(name, span)| self.declare(&name, self.about, span));
        }
        self.sections.push(Section { level, kind, name, subject });
    }

    /// Reads lines such as `Eyes: brown`, and the name in bold that begins an item of a cast.
    fn paragraph(&mut self, span: Span) {
        let mut is_first = true;
        for line in lines(&self.document.text[..span.range().end], span.range().start) {
            let shown = self.shown(line.clone());
            match shown.split_once(':').map(|(key, _)| (known_key(key), key)) {
                Some((Some(key), written)) => self.line(key, written.len(), line),
                _ if is_first => self.bold(line),
                _ => {}
            }
            is_first = false;
        }
    }

    /// Reads a `line` with a key that takes up `n_bytes` of it as it is shown.
    fn line(&mut self, key: &str, n_bytes: usize, line: Range<usize>) {
        let Some((value, span)) = self.value_after_colon(n_bytes, line) else { return };
        if key == "name" {
            let at = self.declare(&value, self.kind(), span);
            match self.sections.last_mut() {
                Some(section) => section.subject = Some(at),
                None => self.subject = Some(at),
            }
            return;
        }
        let subject = self.sections.iter().rev().find_map(|section| section.subject);
        let subject = subject.or(self.subject).or_else(|| {
            let named = self.sections.iter().rposition(|section| section.name.is_some())?;
            let kind = self.kind().or(is_of_people(key).then_some(Kind::Person))?;
            let (name, span) = self.sections[named].name.take()?;
            let at = self.declare(&name, Some(kind), span);
            self.sections[named].subject = Some(at);
            Some(at)
        });
        if let Some(at) = subject {
            self.attribute(at, key, &value, span);
        }
    }

    /// What is shown of a line after its first colon, and where.
    fn value_after_colon(&self, n_bytes: usize, line: Range<usize>) -> Option<(String, Span)> {
        let prose = &self.document.prose[line.clone()];
        let colon = prose.find(':').filter(|&at| at >= n_bytes)?;
        self.value(line.start + colon + 1..line.end)
    }

    /// Reads `**Ann Hale** – the ferryman's daughter` in a list of people or places.
    fn bold(&mut self, line: Range<usize>) {
        let Some(kind) = self.kind() else { return };
        let text = &self.document.text[line.clone()];
        let Some(rest) = text.strip_prefix("**") else { return };
        let Some((name, after)) = rest.split_once("**") else { return };
        let ends = [':', '-', '–', '—', ','];
        let is_term = name.ends_with(':') || after.trim_start().starts_with(ends);
        let name = name.trim_end_matches(':');
        if is_term && is_name(name) && !is_part(name) {
            let start = line.start + "**".len();
            self.declare(name, Some(kind), Span::new(start..start + name.len()));
        }
    }

    /// Reads a table with a column of names.
    fn table(&mut self, span: Span) {
        let text = &self.document.text;
        let mut rows =
            lines(&text[..span.range().end], span.range().start).map(|line| cells(text, line));
        let Some(head) = rows.next() else { return };
        let head: Vec<String> = head.into_iter().map(|cell| self.shown(cell)).collect();
        let key = |title: &String| match known_key(title) {
            Some(key) => key.to_owned(),
            None => title.to_lowercase(),
        };
        let keys: Vec<String> = head.iter().map(key).collect();
        let Some(named) = head.iter().position(|title| known_key(title) == Some("name")) else {
            return;
        };
        let is_person = head[named].to_lowercase().starts_with("character")
            || keys.iter().any(|key| is_of_people(key));
        let kind = self.kind().or(is_person.then_some(Kind::Person));
        for row in rows.skip(1) {
            let name = row.get(named).and_then(|cell| self.value(cell.clone()));
            let Some((name, span)) = name else { continue };
            let at = self.declare(&name, kind, span);
            let cells = keys.iter().zip(row).enumerate().filter(|&(column, _)| column != named);
            for (_, (key, cell)) in cells {
                if let Some((value, span)) = self.value(cell) {
                    self.attribute(at, key, &value, span);
                }
            }
        }
    }

    /// The kind of what is declared here: the nearest heading that names one says it.
    fn kind(&self) -> Option<Kind> {
        self.sections.iter().rev().find_map(|section| section.kind).or(self.about)
    }

    /// Adds a declaration of all names in `written`, and gives its index.
    fn declare(&mut self, written: &str, kind: Option<Kind>, span: Span) -> usize {
        let mut names = all_names(written).into_iter();
        let main = names.next().unwrap_or_else(|| written.trim().to_owned());
        let mut declaration = declared(main, kind, span);
        declaration.names.extend(names.map(String::into_boxed_str));
        self.declarations.push(declaration);
        self.declarations.len() - 1
    }

    fn attribute(&mut self, at: usize, key: &str, value: &str, span: Span) {
        if is_nothing(value) {
            return;
        }
        let declaration = &mut self.declarations[at];
        match key {
            "alias" => {
                for alias in value.split([',', ';', '/']) {
                    let alias = plain_name(alias.split('(').next().unwrap_or_default());
                    if is_name(&alias) && !declaration.names.iter().any(|name| **name == *alias) {
                        declaration.names.push(alias.into());
                    }
                }
            }
            "gender" => declaration.gender = declaration.gender.or(gender_named(value)),
            _ => {
                let (key, value) = (key.into(), value.trim().into());
                declaration.attributes.push(DeclaredAttribute { key, value, span });
            }
        }
    }

    /// The words shown at `range`, and where they stand; `None` if they say nothing.
    fn value(&self, range: Range<usize>) -> Option<(String, Span)> {
        let prose = &self.document.prose[range.clone()];
        let unseen = |c: char| c == '\0' || c.is_whitespace();
        let start = range.start + prose.len() - prose.trim_start_matches(unseen).len();
        let end = range.start + prose.trim_end_matches(unseen).len();
        let shown = self.shown(start..end.max(start));
        (!is_nothing(&shown)).then(|| (shown, Span::new(start..end)))
    }

    /// What a reader sees of `range`.
    fn shown(&self, range: Range<usize>) -> String {
        self.document.prose[range].replace('\0', "").trim().to_owned()
    }
}

fn declared(name: String, kind: Option<Kind>, span: Span) -> Declaration {
    Declaration {
        names: vec![name.into()],
        kind,
        gender: None,
        attributes: Vec::new(),
        place: Some(Place::alone(span)),
        is_mention: false,
    }
}

/// The cells of a row of a table, without the bars. A bar after a backslash parts none.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let row = text[line.clone()].trim_start_matches(['>', ' ', '\t']);
    let start = line.end - row.len() + usize::from(row.starts_with('|'));
    let row = text[start..line.end].trim_end();
    let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
    let mut cells = Vec::new();
    let mut from = 0;
    for (at, _) in row.match_indices('|').filter(|&(at, _)| !row[..at].ends_with('\\')) {
        cells.push(start + from..start + at);
        from = at + 1;
    }
    cells.push(start + from..start + row.len());
    cells
}

/// The strings in a value.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let values = match value {
        Value::List(values) => values,
        Value::Text(_) => std::slice::from_ref(value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Table(_) => &[],
    };
    values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::gender::Gender;

    /// Each declaration as `kind: names; key=value`, its values checked to stand at their places.
    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let document = Document::parse(path, None, text.to_owned());
        let show = |it: Declaration| {
            let kind = it.kind.map_or("?".to_owned(), |kind| format!("{kind:?}"));
            let gender = match it.gender {
                Some(Gender::Female) => " (she)",
                Some(Gender::Male) => " (he)",
                None => "",
            };
            let place = it.place.expect("it is in a file");
            assert!(text.get(place.span.range()).is_some_and(|name| !name.is_empty()), "{place:?}");
            let attributes = it.attributes.iter().map(|it| {
                let shown = document.prose[it.span.range()].replace('\0', "");
                let written = &text[it.span.range()];
                assert!(shown == *it.value || written == &*it.value, "{it:?} at {written:?}");
                format!("; {}={}", it.key, it.value)
            });
            let mention = if it.is_mention { "~" } else { "" };
            format!("{mention}{kind}{gender}: {}", it.names.join(", "))
                + &attributes.collect::<String>()
        };
        let found: Vec<String> = read_declarations(&document).into_iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tables() {
        check(
            "cast.md",
            "| Name | Age | Eye colour | Likes |\n|---|---|---|---|\n\
             | Ann \"Nan\" Hale | 12 | **grey** | tea \\| milk |\n| Orme aka Jon Orme | - | | |\n",
            &[
                "Person: Ann Hale, Nan; age=12; eyes=grey; likes=tea | milk",
                "Person: Orme, Jon Orme",
            ],
        );
        check(
            "x.md",
            "---\nrole: reference\n---\nName | Born\n--- | ---\n[Ann](a.md) | 1801\n\n\
             ## Places\n\nName | Size\n---|---\nThe Quay | small\n\nDay | Who\n---|---\n1 | Ann\n",
            &["Person: Ann; born=1801", "Place: The Quay; size=small"],
        );
    }

    #[test]
    fn headings() {
        check(
            "characters.md",
            "# Main Characters\n\n## Ann Hale\n\nShe rows.\n\n- **Eyes:** grey\n- **Hair**: red, *long*\n\n\
             ### Appearance\n\n- Height: 5 feet\n- Aliases: Nan, \"the Eel\", Miss Hale\n- Pronouns: she/her\n\n\
             ## The Crossing\n\nNothing: here.\n\n## Jon\n\nAge: unknown\n",
            &[
                "Person (she): Ann Hale, Nan, the Eel, Miss Hale; eyes=grey; hair=red, long; height=5 feet",
            ],
        );
        check(
            "characters.md",
            "## Hero\n\nName: Ann\nAge: 12\n\n## Villain\n\nName: Jon\nAge: 40\n",
            &["Person: Ann; age=12", "Person: Jon; age=40"],
        );
        check(
            "characters/ann.md",
            "# Ann Hale\n\nA girl.\n\n## Jon\n\nHer brother.",
            &["Person: Ann Hale"],
        );
        check("README.md", "# The Ford\n\nAge: 12 and up\n", &[]);
        check("bible/ann.md", "# Ann\n\nRole: hero\nEyes: grey\n", &["Person: Ann; eyes=grey"]);
    }

    #[test]
    fn lists() {
        check(
            "cast.md",
            "- **Ann Hale** – rows\n- **Jon:** her brother\n- **very** tall\n- **Note:** x\n",
            &["Person: Ann Hale", "Person: Jon"],
        );
    }

    #[test]
    fn front_matter() {
        check(
            "ann-hale.md",
            "---\ntype: character\naliases: [Nan, \"Miss Hale\"]\ngender: f\neyes: grey\n---\n\nHair: red\n",
            &["Person (she): Ann Hale, Nan, Miss Hale; eyes=grey; hair=red"],
        );
        check(
            "sheets/ann.md",
            "---\nname: Ann Hale\neyes: grey\n---\nText.",
            &["Person: Ann Hale; eyes=grey"],
        );
        check("ann.md", "---\nname: Ann Hale\naliases: [Nan]\n---\nText.", &["?: Ann Hale, Nan"]);
        check("sheets/quay.md", "---\nname: The Quay\n---\nText.", &[]);
        check(
            "locations/quay.md",
            "---\nname: The Quay\nheight: low\n---\nText.",
            &["Place: The Quay; height=low"],
        );
        check(
            "chapter-1.md",
            "---\npov: Ann\ncharacters:\n  - \"[[jon|Jon Orme]]\"\n  - the crew\n---\n# Ann\n\nAge: 3\n",
            &["~Person: Ann", "~Person: Jon Orme"],
        );
    }

    #[test]
    fn nothing() {
        check("characters/README.md", "# All of Them\n\nEyes: grey\n", &[]);
        check("notes/ann.md", "Name | Age\n---|---\nAnn | 3\n", &[]);
        check("one.md", "# Ann\n\nEyes: grey\n", &[]);
        check("characters/a.md", "|\n|-\n||\n\n: \n\n****\n\n# \n", &[]);
    }
}
