//! What authors say is intended, and whether anything is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::registry::Pattern;
use crate::story::Allowance;

/// Something that an author says is intended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Intention {
    /// The file that says so.
    pub path: Arc<str>,
    /// What is, in each of the files.
    pub allowance: Allowance,
    /// The files that it is for; all if that is not said.
    pub files: Option<BTreeSet<Arc<str>>>,
}

impl Intention {
    /// What `allowances` say, which are written in the document at `path` for that document.
    pub fn of_document(path: &Arc<str>, allowances: &[Allowance]) -> impl Iterator<Item = Self> {
        allowances.iter().map(|allowance| Self {
            path: Arc::clone(path),
            allowance: allowance.clone(),
            files: Some(BTreeSet::from([Arc::clone(path)])),
        })
    }

    /// Whether all the rules that it names, but those that run only when asked for, are in `rules`. Of the
    /// rules of a pipeline's `own`, which a file need not be for, one is enough, and if it names none of
    /// them, one like it.
    fn was_tried(&self, rules: &BTreeSet<Cow<'static, str>>, own: &[String]) -> bool {
        let rule = &*self.allowance.rule;
        let Some(pattern) = Pattern::parse(rule) else { return false };
        if pattern.is_of_pipeline() {
            // `command/NODE/*` stands for all that a program may find.
            let is_within = |family: &str| rule.starts_with(family);
            let names =
                |id: &str| pattern.names_id(id) || id.strip_suffix('*').is_some_and(is_within);
            let kind = &rule[..=rule.find('/').expect("it has a family")];
            let is_known = own.iter().any(|id| names(id));
            return rules.iter().any(|id| if is_known { names(id) } else { id.starts_with(kind) });
        }
        let metas = pattern.entries().map(|entry| entry.meta);
        let metas = metas.filter(|meta| meta.group.is_on() || meta.id == rule);
        let mut ids = metas.map(|meta| meta.id).peekable();
        let own = own.iter().map(String::as_str).filter(|id| pattern.names_id(id));
        ids.peek().is_some() && ids.chain(own).all(|id| rules.contains(id))
    }
}

/// All that authors say is intended in what some rules judge.
#[derive(Debug, Default)]
pub struct Intentions {
    fates: BTreeMap<Intention, Fate>,
    /// The rules that only the pipeline has.
    own_rules: Arc<[String]>,
}

/// What became of an intention.
#[derive(Debug, Default)]
struct Fate {
    /// The rules that had a chance to find what it allows.
    rules: BTreeSet<Cow<'static, str>>,
    /// Whether one did.
    is_used: bool,
}

impl Intentions {
    /// None, in a pipeline that has `own_rules` beside those that are known.
    pub fn of(own_rules: Arc<[String]>) -> Self {
        Self { own_rules, ..Self::default() }
    }

    /// Adds `intention`, for which the rules with the ids `rules` were run.
    pub fn add(
        &mut self,
        intention: Intention,
        rules: impl IntoIterator<Item = Cow<'static, str>>,
    ) {
        self.fates.entry(intention).or_default().rules.extend(rules);
    }

    /// Those of `findings` that are not intended. Takes the logarithm of the number of findings for each
    /// intention, file that it is for, and rule that it names.
    pub fn sort_out(&mut self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut shelves = Shelves::of(&findings);
        for (intention, fate) in &mut self.fates {
            fate.is_used |= shelves.allow(intention);
        }
        let mut is_intended = shelves.allowed(findings.len()).into_iter();
        findings.retain(|_| is_intended.next() != Some(true));
        findings
    }

    /// Those that allow nothing that the rules that they name would find, in the order of files and in
    /// each of places.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &Intention> {
        let unused = self.fates.iter().filter(|(_, fate)| !fate.is_used);
        unused.filter(|(it, fate)| it.was_tried(&fate.rules, &self.own_rules)).map(|(it, _)| it)
    }
}

/// Findings by what an allowance names them by: those in each file, and all.
#[derive(Default)]
struct Shelves<'a> {
    by_file: HashMap<&'a str, ByRule<'a>>,
    all: ByRule<'a>,
}

/// Findings by rule.
type ByRule<'a> = BTreeMap<&'a str, OfRule<'a>>;

/// Findings of one rule: all, and those about each name.
#[derive(Default)]
struct OfRule<'a> {
    all: Shelf,
    about: HashMap<&'a str, Shelf>,
}

/// The index of what is found once more. It is told of at its first place, and allowed there, but what would allow it
/// has a use.
const AGAIN: usize = usize::MAX;

/// Some findings of one rule.
#[derive(Default)]
struct Shelf {
    /// The first byte of each, with its index, in order.
    starts: Vec<(u32, usize)>,
    /// For each, and for the end, how many allowances begin there less how many have ended.
    steps: Vec<i32>,
}

impl<'a> Shelves<'a> {
    fn of(findings: &'a [Diagnostic]) -> Self {
        let mut shelves = Self::default();
        for (i, finding) in findings.iter().enumerate() {
            let about: BTreeSet<&str> = finding.message.split('`').skip(1).step_by(2).collect();
            let again = finding.again().map(|location| (location, AGAIN));
            for (location, i) in iter::once((&finding.location, i)).chain(again) {
                let by_file = shelves.by_file.entry(&location.path).or_default();
                for by_rule in [by_file, &mut shelves.all] {
                    let of_rule = by_rule.entry(&finding.rule).or_default();
                    let start = (location.span.start, i);
                    of_rule.all.starts.push(start);
                    for &name in &about {
                        of_rule.about.entry(name).or_default().starts.push(start);
                    }
                }
            }
        }
        let by_rule = shelves.by_file.values_mut().chain([&mut shelves.all]);
        for of_rule in by_rule.flat_map(BTreeMap::values_mut) {
            of_rule.about.values_mut().chain([&mut of_rule.all]).for_each(Shelf::sort);
        }
        shelves
    }

    /// Marks the findings that `intention` allows. Whether there are any.
    fn allow(&mut self, intention: &Intention) -> bool {
        let Intention { path, allowance, files } = intention;
        let Allowance { span, rule, names, covers, .. } = allowance;
        let Some(pattern) = Pattern::parse(rule) else { return false };
        let mark_in = |by_rule: &mut ByRule<'_>, bytes: &Range<u32>, step| {
            let named = by_rule.iter_mut().filter(|(id, _)| pattern.names_id(id));
            let mut n = 0;
            for (_, of_rule) in named {
                if names.is_empty() {
                    n += of_rule.all.mark(bytes, step);
                }
                for name in names {
                    let shelf = of_rule.about.get_mut(&**name);
                    n += shelf.map_or(0, |shelf| shelf.mark(bytes, step));
                }
            }
            n
        };
        let bytes = covers.start..covers.end.max(covers.start + 1);
        let mut n_allowed = match files {
            None => mark_in(&mut self.all, &bytes, 1),
            Some(files) => {
                let mut in_file = |file: &Arc<str>| {
                    self.by_file.get_mut(&**file).map_or(0, |it| mark_in(it, &bytes, 1))
                };
                files.iter().map(&mut in_file).sum()
            }
        };
        // That it allows nothing is found where it is written, and not for it to allow.
        let is_within = files.as_ref().is_none_or(|files| files.contains(path));
        if is_within && bytes.contains(&span.start) {
            let own = span.start..span.start + 1;
            let by_rule = self.by_file.get_mut(&**path);
            n_allowed += by_rule.map_or(0, |it| mark_in(it, &own, -1));
        }
        n_allowed > 0
    }

    /// Which of so many findings were marked.
    fn allowed(self, n_findings: usize) -> Vec<bool> {
        let mut n_allowing = vec![0; n_findings];
        let by_rule = self.by_file.into_values().chain([self.all]);
        for OfRule { all, about } in by_rule.flat_map(BTreeMap::into_values) {
            for Shelf { starts, steps } in about.into_values().chain([all]) {
                let mut n_open = 0;
                for ((_, i), step) in starts.into_iter().zip(steps) {
                    n_open += step;
                    n_allowing.get_mut(i).into_iter().for_each(|n| *n += n_open);
                }
            }
        }
        n_allowing.into_iter().map(|n| n > 0).collect()
    }
}

impl Shelf {
    /// Makes it ready, when all are in it.
    fn sort(&mut self) {
        self.starts.sort_unstable();
        self.steps = vec![0; self.starts.len() + 1];
    }

    /// Marks those that begin within `bytes`, so often more or less. How often that is, all together.
    fn mark(&mut self, bytes: &Range<u32>, step: i32) -> i64 {
        let [first, last] =
            [bytes.start, bytes.end].map(|at| self.starts.partition_point(|it| it.0 < at));
        self.steps[first] += step;
        self.steps[last] -= step;
        i64::from(step) * (last - first) as i64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::{Location, Severity, Span};

    fn finding_at(location: Location, rule: &'static str, message: String) -> Diagnostic {
        let (severity, labels) = (Severity::Warning, Vec::new());
        Diagnostic { location, rule: rule.into(), severity, message, labels, help: None, fix: None }
    }

    /// Whether `intention` allows `finding`.
    fn permits(intention: &Intention, finding: &Diagnostic) -> bool {
        let Allowance { rule, names, covers, .. } = &intention.allowance;
        let files = &intention.files;
        let is_covered =
            (covers.start..covers.end.max(covers.start + 1)).contains(&finding.location.span.start);
        let mut about = finding.message.split('`').skip(1).step_by(2);
        let own = (&intention.path, intention.allowance.span.start);
        is_covered
            && own != (&finding.location.path, finding.location.span.start)
            && files.as_ref().is_none_or(|files| files.contains(&finding.location.path))
            && Pattern::parse(rule).is_some_and(|pattern| pattern.names_id(&finding.rule))
            && (names.is_empty() || about.any(|name| names.iter().any(|it| **it == *name)))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Each finding is tried with each intention.
        #[test]
        fn as_one_by_one(
            findings in prop::collection::vec((0..3_usize, 0..3_usize, 0..20_u32, 0..3_usize), 0..20),
            allowed in prop::collection::vec((0..4_usize, 0..5_usize, 0..20_u32, 0..9_u32, 0..4_usize), 0..12),
        ) {
            let paths = ["a.md", "b.md", "c.md"];
            let rules = ["links/orphan", "links/broken-link", "style/echo", "links/*", "*"];
            let names = ["Anna", "Tom", "Orme"];
            let findings: Vec<Diagnostic> = findings.iter().map(|&(path, rule, start, name)| {
                let span = Span { start, end: start + 1 };
                let location = Location { path: paths[path].into(), span };
                finding_at(location, rules[rule], format!("`{}` is here", names[name]))
            }).collect();
            let intentions: Vec<Intention> = allowed.iter().zip(0..).map(|(&(path, rule, start, length, name), i)| {
                let allowance = Allowance {
                    span: Span { start: i, end: i },
                    rule: rules[rule].into(),
                    names: names.get(name).map(|&name| name.into()).into_iter().collect(),
                    covers: Span { start, end: start + length },
                    whole: Vec::new(),
                };
                let files = paths.get(path).map(|&path| BTreeSet::from([path.into()]));
                Intention { path: "a.md".into(), allowance, files }
            }).collect();
            let mut all = Intentions::default();
            for intention in &intentions {
                all.add(intention.clone(), []);
            }
            let mut kept = findings.clone();
            kept.retain(|finding| !intentions.iter().any(|it| permits(it, finding)));
            prop_assert_eq!(all.sort_out(findings.clone()), kept);
            for (intention, fate) in &all.fates {
                prop_assert_eq!(fate.is_used, findings.iter().any(|finding| permits(intention, finding)));
            }
        }
    }

    #[test]
    fn many_findings_and_intentions_take_no_square_of_them() {
        let mut all = Intentions::default();
        let mut findings = Vec::new();
        for start in 0..50_000 {
            let span = Span { start, end: start + 1 };
            let location = Location { path: "a.md".into(), span };
            findings.push(finding_at(location, "style/echo", "It".into()));
            let covers = Span { start: 0, end: 50_000 };
            let rule = "style/*".into();
            let allowance = Allowance { span, rule, names: Vec::new(), covers, whole: Vec::new() };
            let files = Some(BTreeSet::from(["a.md".into()]));
            all.add(Intention { path: "a.md".into(), allowance, files }, []);
        }
        assert_eq!(all.sort_out(findings), []);
    }
}
