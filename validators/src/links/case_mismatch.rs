//! A link that works only where the case of letters does not count.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix, Span};
use crate::meta::{Group, Meta};
use crate::story::{Destination, Link, LinkTargets, Story, percent_decoded};
use crate::validator::Validator;

/// The rule `links/case-mismatch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CaseMismatch {}

impl Validator for CaseMismatch {
    type Subject = Story;

    const META: Meta = Meta {
        id: "links/case-mismatch",
        summary: "A link or image whose file has another case of letters",
        docs: "\
Finds links and images whose path is that of a file but for the case of letters.

On Windows and on most Macs such a link works. On Linux, in a repository on the web, in an e-book it does
not, so its author is the last to see it.

```bad
-- story.md --
![The valley](maps/valley.png)
-- maps/Valley.png --
```

```good
-- story.md --
![The valley](maps/Valley.png)
-- maps/Valley.png --
```

The fix gives the link the case that the file has. Wiki links are not judged: programs that know them
find a page whatever the case.
",
        group: Group::Correctness,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        for found in LinkTargets::of(story).uses() {
            let Destination::OtherCase(file) = found.destination else { continue };
            let document = found.document;
            let shown = story.named_in(&document.path, file);
            let message = format!("The file is called `{shown}`; upper and lower case differ here");
            let finding = cx.report(document.location(found.link.span), message);
            let edits: Vec<Edit> = edits(&found.link, file)
                .into_iter()
                .map(|(span, replacement)| Edit { location: document.location(span), replacement })
                .collect();
            if !edits.is_empty() {
                finding.fix(Fix { edits, is_safe: true });
            }
        }
    }
}

/// What gives the parts of the path in `link` the case that they have in `file`; nothing if that
/// cannot be told part by part.
fn edits(link: &Link, file: &str) -> Vec<(Span, String)> {
    let Some(written) = link.written else { return Vec::new() };
    let path = link.target_path().trim_end_matches('/');
    let Some(start) = link.target.find(path) else { return Vec::new() };
    let mut end = written.range().start + start + path.len();
    let mut edits = Vec::new();
    let mut names = file.rsplit('/');
    for part in path.rsplit('/') {
        let span = end - part.len()..end;
        end = span.start.saturating_sub(1);
        if matches!(part, "" | "." | "..") {
            break;
        }
        let Some(name) = names.next() else { break };
        // `Page.html`, `Page` for `page.md`.
        let (stem, _) = part.rsplit_once('.').unwrap_or((part, ""));
        let same = [(part, name), (stem, name.rsplit_once('.').map_or(name, |it| it.0))]
            .into_iter()
            .find(|(part, name)| part.to_lowercase() == name.to_lowercase());
        match same {
            Some((part, name)) if part != name => {
                edits.push((Span::new(span.start..span.start + part.len()), name.to_owned()));
            }
            Some(_) => {}
            None if percent_decoded(part).is_some_and(|part| part == name) => {}
            None => return Vec::new(),
        }
    }
    edits.reverse();
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check;

    /// Checks a link in `a/b.md` beside some files, and gives what its fix writes.
    #[track_caller]
    fn fixed(text: &str) -> Vec<String> {
        let story = format!(
            "-- a/b.md --\n{text}\n-- a/Maps/Old Town.png --\n-- a/two.md --\n-- Cover.PNG --\n"
        );
        let found = check(&CaseMismatch::default(), &story);
        let edits = found.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix| &fix.edits);
        edits.map(|edit| edit.replacement.clone()).collect()
    }

    #[test]
    fn other_case() {
        assert_eq!(fixed("⟦[x](Two.md#y)⟧"), ["two.md"]);
        assert_eq!(fixed("⟦[x](TWO.html)⟧ ⟦[y](Two)⟧"), ["two", "two"]);
        assert_eq!(fixed("⟦<img src='../cover.png'>⟧"), ["Cover.PNG"]);
        assert_eq!(fixed("⟦![x](/A/two.md)⟧"), ["a"]);
        assert_eq!(fixed("⟦![x](maps/Old%20Town.png)⟧"), ["Maps"]);
        assert_eq!(fixed("⟦![x](maps/old%20town.png)⟧"), [""; 0]);
        assert_eq!(fixed("⟦[x](maps/)⟧"), ["Maps"]);
        assert_eq!(fixed("⟦[x]⟧ [x]\n\n[x]: TWO.md"), ["two.md"]);
    }

    #[test]
    fn after_front_matter() {
        let text = "---\ntitle: A\n---\n⟦[x](B.md)⟧\n-- b.md --\n";
        let found = check(&CaseMismatch::default(), &format!("-- a.md --\n{text}"));
        let edit = &found[0].fix.as_ref().expect("it has a fix").edits[0];
        assert_eq!((edit.location.span.start, &*edit.replacement), (21, "b.md"));
    }

    #[test]
    fn same_case() {
        fixed("[x](two.md) [y](none.md) [[TWO]] ![z](../Cover.PNG) [q](http://a.b/TWO.md)");
    }
}
