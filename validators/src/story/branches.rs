//! To which parts of a story that branches its readers come from which.

use rustc_hash::FxHashMap;

use crate::story::anchors::AnchorKind;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::references::LinkKind;

/// The knots of ink and the passages of Twee, with where their diverts and links lead.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branches {
    /// Where each begins, by document and byte, in order.
    starts: Vec<(u32, u32)>,
    /// To which of them each leads.
    next: Vec<Vec<usize>>,
    /// Whether anything leads to each.
    is_led_to: Vec<bool>,
}

impl Branches {
    /// Those of `facts`. Linear in the anchors and links, but for looking them up.
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut starts = Vec::new();
        let mut named: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
        for (document, facts) in (0..).zip(&facts.documents) {
            for anchor in facts.anchors.iter() {
                if matches!(anchor.kind, AnchorKind::Knot | AnchorKind::Passage) {
                    named.entry(anchor.name).or_default().push(starts.len());
                    starts.push((document, anchor.span.start));
                }
            }
        }
        if starts.is_empty() {
            return Self::default();
        }
        let n = starts.len();
        let mut branches = Self { starts, next: vec![Vec::new(); n], is_led_to: vec![false; n] };
        for (document, facts) in (0..).zip(&facts.documents) {
            for link in facts.links.iter() {
                let target = match link.kind {
                    LinkKind::Divert => link.target.split('.').next().unwrap_or_default(),
                    LinkKind::Passage => &link.target,
                    _ => continue,
                };
                let Some(all) = named.get(target) else { continue };
                // One of the same file is meant before others.
                let own = all.partition_point(|&at| branches.starts[at].0 < document);
                let own = all.get(own).filter(|&&at| branches.starts[at].0 == document);
                let to = *own.unwrap_or(&all[0]);
                match branches.at(Place { document, span: link.span }) {
                    Some(from) if from == to => continue,
                    Some(from) => branches.next[from].push(to),
                    None => {}
                }
                branches.is_led_to[to] = true;
            }
        }
        branches
    }

    /// Whether readers may come to `later` after `place`. To a part to which nothing leads they may come from
    /// everywhere: a program may lead there. Linear in the diverts and links.
    pub(crate) fn lead(&self, place: Place, later: Place) -> bool {
        let (Some(from), Some(to)) = (self.at(place), self.at(later)) else { return true };
        if from == to || !self.is_led_to[to] {
            return true;
        }
        let mut is_seen = vec![false; self.starts.len()];
        let mut left = vec![from];
        while let Some(at) = left.pop() {
            for &next in &self.next[at] {
                if next == to {
                    return true;
                }
                if !std::mem::replace(&mut is_seen[next], true) {
                    left.push(next);
                }
            }
        }
        false
    }

    /// The number of the knot or the passage that `place` is in.
    fn at(&self, place: Place) -> Option<usize> {
        let key = (place.document, place.span.start);
        let at = self.starts.partition_point(|start| *start <= key).checked_sub(1)?;
        (self.starts[at].0 == place.document).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    /// Whether readers may come from `One` to `Two`, and from there to `One`.
    fn leads(path: &str, text: &str) -> [bool; 2] {
        let branches = Branches::of(&Facts::of_text(path, text));
        let [one, two] = ["One.", "Two."].map(|what| {
            let start = text.find(what).unwrap();
            Place::alone(Span::new(start..start + 1))
        });
        [branches.lead(one, two), branches.lead(two, one)]
    }

    #[test]
    fn knots() {
        let ink = |after_one: &str, after_two: &str| {
            let hall = "* [Left] -> one\n* [Right] -> two.inside\n-> elsewhere\n";
            let one = format!("== one\nOne.\n{after_one}\n");
            leads(
                "a.ink",
                &format!("-> hall\n== hall\n{hall}{one}== two\n= inside\nTwo.\n{after_two}\n"),
            )
        };
        assert_eq!(ink("-> END", "-> END"), [false, false]);
        assert_eq!(ink("-> two", "-> two.inside"), [true, false]);
        assert_eq!(ink("-> END", "-> hall"), [false, true]);
        assert_eq!(leads("a.ink", "== hall\n-> two\n== one\nOne.\n== two\nTwo.\n"), [false, true]);
        assert_eq!(leads("a.ink", "One.\n== two\nTwo.\n"), [true, true]);
    }

    #[test]
    fn passages() {
        let twee = |one: &str| {
            format!(
                ":: Start\n[[Left->First]]\n[[Right]]\n\n:: First\nOne. {one}\n\n:: Right\nTwo.\n"
            )
        };
        assert_eq!(leads("a.twee", &twee("It ends.")), [false, false]);
        assert_eq!(leads("a.twee", &twee("[[Right]]")), [true, false]);
        assert_eq!(leads("a.md", "# One.\n\n[Two](#two)\n\n# Two.\n"), [true, true]);
    }
}
