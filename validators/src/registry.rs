//! Rules by name.

use thiserror::Error;

use crate::meta::Meta;
use crate::validator::{Rule, Subject, Validator};

/// A line of the catalogue: a rule's description, and how to make it from its options.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What the rule says of itself.
    pub meta: &'static Meta,
    build: fn(toml::Table) -> Result<Rule, toml::de::Error>,
    #[cfg(test)]
    type_name: fn() -> &'static str,
}

/// Options that a rule does not understand.
#[derive(Debug, Error)]
#[error("{}", source.message())]
pub struct OptionsError {
    source: toml::de::Error,
}

impl Entry {
    /// The entry of the rule `V`.
    pub(crate) const fn of<V: Validator>() -> Self {
        Self {
            meta: &V::META,
            build: |options| Ok(V::Subject::rule(Box::new(options.try_into::<V>()?))),
            #[cfg(test)]
            type_name: std::any::type_name::<V>,
        }
    }

    /// The rule with `options`, which may be empty.
    ///
    /// # Errors
    /// If an option is unknown or has a value of the wrong type.
    pub fn build(&self, options: toml::Table) -> Result<Rule, OptionsError> {
        (self.build)(options).map_err(|source| OptionsError { source })
    }
}

/// The entries that `pattern` names: a rule id, `family/*`, or `*`. Empty if it names none.
pub fn select(pattern: &str) -> impl Iterator<Item = &'static Entry> {
    let prefix =
        pattern.strip_suffix('*').filter(|prefix| prefix.is_empty() || prefix.ends_with('/'));
    crate::CATALOGUE.iter().filter(move |entry| match prefix {
        Some(prefix) => entry.meta.id.starts_with(prefix),
        None => entry.meta.id == pattern,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

    use super::*;
    use crate::CATALOGUE;
    use crate::testing;

    /// The texts of the fences in `docs` by what they are marked with.
    fn examples(docs: &str) -> BTreeMap<String, Vec<String>> {
        let mut examples = BTreeMap::<_, Vec<_>>::new();
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
                examples.entry(mark.into_string()).or_default().push(text);
            }
        }
        examples
    }

    /// The options of a rule, read from what it says to one that no rule has.
    fn options(entry: &Entry) -> Vec<String> {
        let mut options = toml::Table::new();
        options.insert("?".to_owned(), toml::Value::Boolean(true));
        let error = entry.build(options).err().expect("no rule has an option `?`").to_string();
        assert!(error.starts_with("unknown field `?`, "), "{}: {error}", entry.meta.id);
        error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
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
            let rule = entry.build(toml::Table::new()).expect("options may be empty");
            let examples = examples(entry.meta.docs);
            for mark in ["bad", "good"] {
                let texts =
                    examples.get(mark).unwrap_or_else(|| panic!("{id} has no {mark} example"));
                for text in texts {
                    let found = testing::run(&rule, text);
                    assert_eq!(found.is_empty(), mark == "good", "{id}, {mark}: {text}{found:#?}");
                    assert!(found.iter().all(|diagnostic| diagnostic.rule == id));
                    assert!(found.iter().all(|diagnostic| !diagnostic.message.ends_with('.')));
                }
            }
        }
    }

    #[test]
    fn options_are_documented() {
        for entry in CATALOGUE {
            for option in options(entry) {
                let docs = entry.meta.docs;
                assert!(docs.contains(&format!("`{option}`")), "{}: `{option}`", entry.meta.id);
            }
        }
    }

    #[test]
    fn patterns() {
        let ids = |pattern| select(pattern).map(|entry| entry.meta.id).collect::<Vec<_>>();
        assert_eq!(ids("*").len(), CATALOGUE.len());
        assert_eq!(ids("links/*"), ["links/broken-link", "links/orphan"]);
        assert_eq!(ids("links/orphan"), ["links/orphan"]);
        assert!(ids("links").is_empty() && ids("link*").is_empty() && ids("?").is_empty());
    }
}
