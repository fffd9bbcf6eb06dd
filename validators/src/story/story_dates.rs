//! Where comments and front matter declare when the story is.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::story::comments::value_of;
use crate::story::document::Document;
use crate::story::front_matter::FrontMatter;
use crate::story::keys::{Key, Value};

/// The keys of front matter that declare it, the surest first.
const KEYS: [&str; 6] = ["story-date", "story_date", "storydate", "when", "time", "date"];

/// The keys of pages that a website publishes, where `date` is that of the page.
const PUBLISHING: [&str; 9] =
    ["categories", "draft", "layout", "permalink", "published", "slug", "tags", "updated", "url"];

/// What the comments of `document` declare that open in `range`, without the key:
/// `<!-- story-date: ‸1871-10-03‸ -->`, `%% story-date: … %%`. Linear in the comments.
pub(crate) fn date_comments(
    document: &Document,
    range: Range<usize>,
) -> impl Iterator<Item = Span> + '_ {
    let value = |&span: &Span| {
        ["story-date", "story_date"].iter().find_map(|key| value_of(&document.text, span, key))
    };
    let opens = move |span: &&Span| range.contains(&(span.range().start - 1));
    document.comments().iter().filter(opens).filter_map(value)
}

/// The date that front matter declares, and where its key is.
pub(crate) fn front_date(front_matter: &FrontMatter) -> Option<(Span, String)> {
    let keys = front_matter.keys.as_ref().ok()?;
    let named = |name: &str| {
        let is = |key: &&Key| key.name.eq_ignore_ascii_case(name);
        keys.iter().find(is)
    };
    let key = KEYS.iter().find_map(|name| named(name))?;
    let text = written(&key.value)?;
    // `2024-03-01T10:00:00Z` is when a page was published.
    let is_page = key.name.eq_ignore_ascii_case("date")
        && (PUBLISHING.iter().any(|name| named(name).is_some()) || text.contains(':'));
    (!is_page).then_some((key.span, text))
}

/// A date or a range as it is written.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::List(ends) => {
            let ends: Option<Vec<String>> = ends.iter().map(written).collect();
            ends.filter(|ends| ends.len() <= 2).map(|ends| ends.join(" – "))
        }
        Value::Table(ends) => {
            let end =
                |names: [&str; 2]| ends.iter().find(|(name, _)| names.contains(&name.as_str()));
            let (_, from) = end(["from", "start"])?;
            let (_, to) = end(["to", "end"])?;
            Some(format!("{} – {}", written(from)?, written(to)?))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::document::Role;

    #[test]
    fn comments() {
        let all = |text: &'static str| {
            let document = Document::parse("a.md", Role::Story, text.to_owned());
            date_comments(&document, 0..text.len())
                .map(|span| text[span.range()].trim())
                .collect::<Vec<_>>()
        };
        assert_eq!(all("A story.\n\n<!-- story-date: 1871-10-03 -->\n\nB."), ["1871-10-03"]);
        assert_eq!(all("%% story_date: 3 May %%"), ["3 May"]);
        assert_eq!(all("story-date: 3 May"), [""; 0]);
        assert_eq!(all("<!-- story-date: 3 May\n-->"), [""; 0]);
    }

    #[test]
    fn front_matter() {
        #[track_caller]
        fn check(yaml: &str, expected: Option<&str>) {
            let front = FrontMatter::cut(&format!("---\n{yaml}\n---\n")).expect("there is some");
            assert_eq!(front_date(&front).map(|(_, text)| text).as_deref(), expected);
        }
        check("story-date: 1871-10-03", Some("1871-10-03"));
        check("date: 1871-10-03", Some("1871-10-03"));
        check("date: 2024-10-03\nlayout: post", None);
        check("date: 2024-10-03T10:00:00", None);
        check("date: 2024-10-03\nstory_date: 3 October 1871", Some("3 October 1871"));
        check("when: [1871-10-03, 1871-10-05]", Some("1871-10-03 – 1871-10-05"));
        check("title: A", None);
    }
}
