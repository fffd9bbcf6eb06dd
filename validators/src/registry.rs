//! Rules by name.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use thiserror::Error;

use crate::meta::{Group, Meta};
use crate::options;
use crate::validator::{Rule, Subject, Validator};

/// A line of the catalogue: a rule's description, and how to make it from its options.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What the rule says of itself.
    pub meta: &'static Meta,
    build: fn(toml::Table) -> Result<Rule, toml::de::Error>,
    schema: fn(&mut SchemaGenerator) -> Schema,
    #[cfg(test)]
    type_name: fn() -> &'static str,
}

/// Options that a rule does not understand.
#[derive(Debug, Error)]
#[error("{}", source.message())]
pub struct OptionsError {
    source: toml::de::Error,
}

impl OptionsError {
    /// The option at fault, if it is known, with the options that the rule has if it has none of that
    /// name.
    pub fn option(&self) -> Option<(String, Option<Vec<String>>)> {
        let message = self.source.message();
        let shown = self.source.to_string();
        // The last line says where in the options: "in `keys.place`".
        let place = shown.lines().last().and_then(|line| line.strip_prefix("in `"));
        let place = place.and_then(|place| place.split(['.', '`']).next()).map(str::to_owned);
        let mut names = message.split('`').skip(1).step_by(2).map(str::to_owned);
        match (message.starts_with("unknown field `"), place) {
            (true, None) => Some((names.next()?, Some(names.collect()))),
            (_, place) => Some((place?, None)),
        }
    }

    /// What the value of the option must be, and what it is, if it is of the wrong kind.
    pub fn expected(&self) -> Option<(String, String)> {
        let message = self.source.message();
        let kind = ["invalid type: ", "invalid value: "];
        let rest = kind.iter().find_map(|kind| message.strip_prefix(kind))?;
        let (found, expected) = rest.rsplit_once(", expected ")?;
        let expected = match expected {
            "a sequence" => "a list",
            "usize" | "u64" | "u32" | "u16" | "u8" => "a whole number that is not negative",
            "isize" | "i64" | "i32" | "i16" | "i8" => "a whole number",
            "f64" | "f32" => "a number",
            "a boolean" => "`true` or `false`",
            "a map" => "a table",
            expected if expected.starts_with("struct ") => "a table",
            expected => expected,
        };
        let found = match found {
            "sequence" => "a list".to_owned(),
            "map" => "a table".to_owned(),
            found => {
                let kinds = ["string ", "integer ", "floating point ", "boolean "];
                let value = kinds.iter().find_map(|kind| found.strip_prefix(kind));
                format!("`{}`", value.unwrap_or(found).trim_matches('`'))
            }
        };
        Some((expected.to_owned(), found))
    }
}

impl Entry {
    /// The entry of the rule `V`.
    pub(crate) const fn of<V: Validator>() -> Self {
        Self {
            meta: &V::META,
            build: |options| Ok(V::Subject::rule(Box::new(options.try_into::<V>()?))),
            schema: V::json_schema,
            #[cfg(test)]
            type_name: std::any::type_name::<V>,
        }
    }

    /// All that the rule says of itself, in Markdown: what `storylint explain` prints.
    pub fn page(&self) -> String {
        format!("{}\n{}", self.meta.page(), options::list(&self.schema()))
    }

    /// What its options may be: a JSON Schema of draft 7, which refers to nothing outside of it.
    pub fn schema(&self) -> serde_json::Value {
        let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
        (self.schema)(&mut settings.into_generator()).into()
    }

    /// The rule with `options`, which may be empty.
    ///
    /// # Errors
    /// If an option is unknown or has a value of the wrong type.
    pub fn build(&self, options: toml::Table) -> Result<Rule, OptionsError> {
        (self.build)(options).map_err(|source| OptionsError { source })
    }
}

/// What names rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern<'p> {
    /// `*`: all of them.
    All,
    /// `correctness`: those of a [`Group`].
    Group(Group),
    /// `links/*`: those of a family; `pattern/*`, `command/*` and `command/NODE/*`, too.
    Family(&'p str),
    /// `links/orphan`: one; `pattern/ID` and `command/NODE/ID`, too.
    Rule(&'p str),
}

impl<'p> Pattern<'p> {
    /// What `text` says, if there is at least one such rule, or such a group, or may be in a pipeline.
    pub fn parse(text: &'p str) -> Option<Self> {
        let group = Group::ALL.into_iter().find(|group| group.name() == text);
        let pattern = match (text.strip_suffix("/*"), group) {
            (Some(family), _) => Self::Family(family),
            (None, Some(group)) => return Some(Self::Group(group)),
            (None, None) if text == "*" => Self::All,
            (None, None) => Self::Rule(text),
        };
        (pattern.is_of_pipeline() || pattern.entries().next().is_some()).then_some(pattern)
    }

    /// Whether it names rules that only a pipeline has: those of a pattern node, which have the family
    /// `pattern`, or what a program calls its own, in the family `command/NODE`.
    pub fn is_of_pipeline(self) -> bool {
        let (text, least) = match self {
            Self::All | Self::Group(_) => return false,
            Self::Family(family) => (family, 0),
            Self::Rule(id) => (id, 1),
        };
        let mut parts = text.split('/');
        let least = match parts.next() {
            Some("pattern") => least,
            Some("command") => 2 * least,
            _ => return false,
        };
        parts.clone().count() >= least && parts.all(|part| !part.is_empty())
    }

    /// How narrow it is: 0 for all rules, 1 for a group, 2 for a family, 3 for a rule.
    pub fn narrowness(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Group(_) => 1,
            Self::Family(_) => 2,
            Self::Rule(_) => 3,
        }
    }

    /// Whether it names the rule that `meta` is about.
    pub fn names(self, meta: &Meta) -> bool {
        match self {
            Self::All => true,
            Self::Group(group) => meta.group == group,
            Self::Family(family) => meta.family() == family,
            Self::Rule(id) => meta.id == id,
        }
    }

    /// Whether it names the rule with an id.
    pub fn names_id(self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Group(_) => self.entries().any(|entry| entry.meta.id == id),
            Self::Family(family) => {
                id.strip_prefix(family).is_some_and(|rest| rest.starts_with('/'))
            }
            Self::Rule(own) => own == id,
        }
    }

    /// The rules that it names.
    pub fn entries(self) -> impl Iterator<Item = &'static Entry> + use<'p> {
        crate::CATALOGUE.iter().filter(move |entry| self.names(entry.meta))
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

    use super::*;
    use crate::CATALOGUE;
    use crate::testing;

    /// The fences in `docs`, each with what it is marked with, the options after that, and its text.
    fn examples(docs: &str) -> Vec<(String, toml::Table, String)> {
        let mut examples = Vec::new();
        let mut events = Parser::new(docs);
        while let Some(event) = events.next() {
            if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(mark))) = event {
                let text = events
                    .by_ref()
                    .map_while(|event| match event {
                        Event::Text(text) => Some(text.into_string()),
                        _ => None,
                    })
                    .collect();
                let (mark, options) = mark.split_once(' ').unwrap_or((&mark, ""));
                let options = options.parse().expect("the options of an example are TOML");
                examples.push((mark.to_owned(), options, text));
            }
        }
        examples
    }

    #[test]
    fn ids_match_modules() {
        for entry in CATALOGUE {
            let module = format!("::{}::", entry.meta.id.replace('-', "_").replace('/', "::"));
            let name = (entry.type_name)();
            assert!(name.contains(&module), "{name} calls itself {}", entry.meta.id);
        }
    }

    #[test]
    fn ids_are_sorted() {
        let ids: Vec<_> = CATALOGUE.iter().map(|entry| entry.meta.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }

    #[test]
    fn summaries_are_one_line() {
        for Entry { meta, .. } in CATALOGUE {
            let summary = meta.summary;
            assert!(!summary.is_empty() && !summary.contains('\n'), "{}: {summary}", meta.id);
            assert!(!summary.ends_with('.'), "{}: {summary}", meta.id);
        }
    }

    #[test]
    fn examples_hold() {
        for entry in CATALOGUE {
            let id = entry.meta.id;
            entry.build(toml::Table::new()).expect("options may be empty");
            let examples = examples(entry.meta.docs);
            for mark in ["bad", "good"] {
                assert!(examples.iter().any(|it| it.0 == mark), "{id} has no {mark} example");
            }
            for (mark, options, text) in examples {
                let found = testing::run(&entry.build(options).expect("there are such"), &text);
                assert_eq!(found.is_empty(), mark == "good", "{id}, {mark}: {text}{found:#?}");
                assert!(found.iter().all(|diagnostic| diagnostic.rule == id));
                assert!(found.iter().all(|diagnostic| !diagnostic.message.ends_with('.')));
            }
        }
    }

    /// Checks that every key that `schema` names, however deep, is described.
    #[track_caller]
    fn check_described(id: &str, schema: &serde_json::Value) {
        if let Some(keys) = schema["properties"].as_object() {
            for (key, value) in keys {
                let description = value["description"].as_str().unwrap_or_default();
                assert!(description.ends_with('.'), "{id}: `{key}`: {description}");
            }
        }
        let inner = schema.as_object().into_iter().flat_map(serde_json::Map::values);
        for value in inner.chain(schema.as_array().into_iter().flatten()) {
            check_described(id, value);
        }
    }

    #[test]
    fn options_are_documented() {
        for entry in CATALOGUE {
            check_described(entry.meta.id, &entry.schema());
        }
    }

    #[test]
    fn options_in_words() {
        let page = |id: &str| Pattern::Rule(id).entries().map(Entry::page).collect::<String>();
        assert!(page("links/orphan").ends_with("\n\nIt has no options.\n"));
        let expected = "
Options:

- `allow`: a list of texts. Names of those who are meant to go.
- `min-names`: a whole number, by default `400`.";
        assert!(page("characters/disappeared").contains(expected));
        let expected = "
- `keys`: a table of names, each with `\"text\"` or";
        assert!(page("metadata/front-matter").contains(expected));
        let expected = "
- `routes`: a list of tables. How far it is from one place to another.
  - `between`: a list of texts, has to be there. The two places.";
        assert!(page("world/travel-time").contains(expected));
    }

    #[test]
    fn patterns() {
        let ids = |pattern| {
            let entries = Pattern::parse(pattern).into_iter().flat_map(Pattern::entries);
            entries.map(|entry| entry.meta.id).collect::<Vec<_>>()
        };
        assert_eq!(ids("*").len(), CATALOGUE.len());
        let links = ids("links/*");
        assert!(links.contains(&"links/orphan") && links.iter().all(|id| id.starts_with("links/")));
        assert_eq!(ids("links/orphan"), ["links/orphan"]);
        let sure = ids("correctness");
        assert!(sure.contains(&"links/broken-link") && !sure.contains(&"links/orphan"));
        let groups = Group::ALL.map(|group| ids(group.name()).len());
        assert_eq!(groups.into_iter().sum::<usize>(), CATALOGUE.len());
        for (pattern, named, other) in [
            ("pattern/a", "pattern/a", "pattern/b"),
            ("pattern/*", "pattern/a", "command/a/b"),
            ("command/vale/Vale.Terms", "command/vale/Vale.Terms", "command/vale/Vale"),
            ("command/vale/*", "command/vale/a/b", "command/vale2/a"),
            ("command/*", "command/vale/a", "pattern/a"),
            ("*", "command/vale/a", ""),
        ] {
            let pattern = Pattern::parse(pattern).expect("a pipeline may have such a rule");
            assert!(pattern.names_id(named) && (other.is_empty() || !pattern.names_id(other)));
        }
        for none in
            ["links", "link*", "/*", "?", "", "pattern", "pattern/", "command/a", "pattern//*"]
        {
            assert_eq!(Pattern::parse(none), None, "{none}");
        }
    }
}
