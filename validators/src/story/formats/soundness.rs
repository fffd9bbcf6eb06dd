//! What every document holds to, whatever its text.

use crate::diagnostic::Span;
use crate::story::document::{BlockKind, Document, Scope};

impl Document {
    /// Checks that the prose and all spans are where they belong: for tests. Linear in the text.
    ///
    /// # Panics
    /// If one is not.
    pub fn assert_sound(&self) {
        let Self { text, prose, blocks, .. } = self;
        assert_eq!(prose.len(), text.len());
        let mut end = 0;
        let mut shown = vec![false; text.len()];
        for block in blocks {
            let range = block.span.range();
            assert!(end <= range.start && range.start < range.end, "{block:?} in {blocks:?}");
            assert!(text.get(range.clone()).is_some(), "{range:?} cuts a character");
            end = range.end;
            shown[range.clone()].fill(true);
            let is_seen = prose[range].bytes().any(|byte| byte != 0);
            assert!(!is_seen || block.kind != BlockKind::SceneBreak, "a break is read");
        }
        let mut code = vec![false; text.len()];
        for passage in self.passages.iter().filter(|passage| passage.scope == Scope::Code) {
            code[passage.span.range()].fill(true);
        }
        for (at, char) in prose.char_indices().filter(|&(_, char)| char != '\0') {
            assert!(shown[at], "{char:?} at {at} is in no block");
            let decoded = matches!(text.as_bytes()[at], b'&' | b'<') || code[at];
            assert!(decoded || text[at..].starts_with(char), "{char:?} at {at} is not in the text");
        }
        assert!(self.passages.is_sorted_by_key(|passage| passage.span.start));
        for passage in &self.passages {
            let parts = [passage.date, passage.writer, passage.addressee].into_iter().flatten();
            for span in parts.chain([passage.span]) {
                assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()), "{passage:?}");
            }
        }
        for link in &self.links {
            assert!(text.get(link.span.range()).is_some_and(|text| !text.is_empty()), "{link:?}");
            let is_target = |span: Span| text.get(span.range()) == Some(&*link.target);
            assert!(link.written.is_none_or(is_target), "{link:?}");
        }
        for anchor in &self.anchors {
            assert!(
                text.get(anchor.span.range()).is_some_and(|text| !text.is_empty()),
                "{anchor:?}"
            );
        }
        if let Some(front_matter) = &self.front_matter {
            assert!(text.get(front_matter.span.range()).is_some());
            let spans = match &front_matter.keys {
                Ok(keys) => keys.iter().map(|key| key.span).collect(),
                Err((span, _)) => vec![*span],
            };
            for span in spans {
                assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()), "{span:?}");
                let last = front_matter.span.end;
                assert!(front_matter.span.start <= span.start && span.end <= last, "{span:?}");
            }
        }
    }
}
