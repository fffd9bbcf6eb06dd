//! Where facts are in their files, as people and programs count.

use std::collections::HashMap;

use storylint_validators::Span;
use storylint_validators::story::{self, DocumentFacts};

use crate::report::lines::{Point, Texts};
use crate::report::place::Place;
use crate::report::plain::plain;
use crate::sources::Sources;

/// The places of facts in their files.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    documents: &'a [DocumentFacts],
    texts: Texts<'a>,
    shown: Vec<String>,
    /// By document and offset.
    points: HashMap<(u32, u32), Point>,
}

impl<'a> Places<'a> {
    /// Finds all at once and in order, since each is found from the one before it.
    pub(super) fn new(
        places: Vec<story::Place>,
        documents: &'a [DocumentFacts],
        sources: &'a Sources,
    ) -> Self {
        let ends = |place: story::Place| {
            [place.span.start, place.span.end].map(|offset| (place.document, offset))
        };
        let mut offsets: Vec<(u32, u32)> = places.into_iter().flat_map(ends).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut texts = Texts::new(sources);
        let mut points = HashMap::with_capacity(offsets.len());
        for offsets in offsets.chunk_by(|a, b| a.0 == b.0) {
            let path = &documents[offsets[0].0 as usize].path;
            texts.read(path);
            let lines = texts.of(path);
            points.extend(offsets.iter().map(|&(document, offset)| {
                let at = lines.edge(offset);
                ((document, offset), lines.point(at))
            }));
        }
        let shown = documents.iter().map(|document| sources.shown(&document.path)).collect();
        Self { sources, documents, texts, shown, points }
    }

    /// `place` as people and programs count. It is one of those that were asked for.
    pub(super) fn of(&self, place: story::Place) -> Place {
        let file = self.shown[place.document as usize].clone();
        let point = |offset| self.points[&(place.document, offset)];
        Place::new(file, point(place.span.start), point(place.span.end))
    }

    /// The place of `span` in the document with the index `document`.
    pub(super) fn in_document(&self, document: usize, span: Span) -> Place {
        self.of(story::Place { document: document as u32, span })
    }

    /// The document with the index `document` as messages show it.
    pub(super) fn file(&self, document: u32) -> String {
        self.shown[document as usize].clone()
    }

    /// The file at `path` as messages show it.
    pub(super) fn shown(&self, path: &str) -> String {
        self.sources.shown(path)
    }

    /// The text of the document with the index `document`.
    pub(super) fn document_text(&self, document: u32) -> &str {
        &self.texts.of(&self.documents[document as usize].path).text
    }

    /// What a reader sees at a place.
    pub(super) fn text(&self, place: story::Place) -> String {
        let lines = self.texts.of(&self.documents[place.document as usize].path);
        plain(&lines.text[lines.range(place.span)])
    }
}
