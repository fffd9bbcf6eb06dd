//! To which parts of a story that branches its readers come from which.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::story::anchors::{Anchor, AnchorKind};
use crate::story::facts::Facts;
use crate::story::place::{Place, position};
use crate::story::references::LinkKind;
use crate::story::turns::TurnKind;

/// The knots of ink and the passages of Twee, parted where choices and conditions begin and where these come together,
/// with where each part leads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Branches {
    /// The [`position`] at which each part begins, in order.
    starts: Vec<u64>,
    /// The number of the knot or the passage that each is in: what is before the first of a document is one.
    knots: Vec<usize>,
    /// To which parts each leads, and then each end of a knot from which readers come back.
    next: Vec<Vec<usize>>,
    /// Whether anything leads to each knot from elsewhere.
    is_led_to: Vec<bool>,
    /// Whether only those come to each who fulfil a condition.
    has_condition: Vec<bool>,
    /// The parts that readers may come to from each, a bit a part,
    reached: Vec<OnceLock<Box<[u64]>>>,
    /// and those that they may come to without a condition. Of a part of which nobody asks there is none.
    surely_reached: Vec<OnceLock<Box<[u64]>>>,
}

impl Branches {
    /// Those of `facts`. Linear in the anchors, the turns and the links, but for sorting them and looking them up.
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut way = Way::default();
        for (number, document) in (0..).zip(&facts.documents) {
            let is_way = |kind| {
                use AnchorKind::{Knot, Label, Passage, Stitch};
                matches!(kind, Knot | Label | Passage | Stitch)
            };
            let anchors = document.anchors.iter().filter(|it| is_way(it.kind));
            let anchors = anchors.map(|it| (it.span.start, Step::Named(it)));
            let turns = document.turns.iter().map(|it| (it.at, Step::Turn(it.kind)));
            let mut steps: Vec<(u32, Step)> = anchors.chain(turns).collect();
            if steps.is_empty() {
                continue;
            }
            steps.sort_by_key(|(at, _)| *at);
            way.knot(position(number, 0), "");
            for (at, step) in steps {
                let at = position(number, at);
                match step {
                    Step::Named(anchor) => way.named(at, &anchor),
                    Step::Turn(kind) => way.turn(at, kind),
                }
            }
        }
        let Way { mut branches, names, sections, section_names, tunnels, threads, backs, .. } = way;
        if branches.starts.is_empty() {
            return branches;
        }
        branches.reached = vec![OnceLock::new(); branches.starts.len()];
        branches.surely_reached = branches.reached.clone();
        // The ways out of knots from which readers come back.
        let mut exits: FxHashMap<usize, usize> = FxHashMap::default();
        for part in backs {
            let exit = *exits.entry(branches.knots[part]).or_insert(branches.next.len());
            branches.next.resize_with(branches.next.len().max(exit + 1), Vec::new);
            branches.next[part].push(exit);
        }
        for (document, facts) in (0..).zip(&facts.documents) {
            for link in facts.links.iter() {
                let is_divert = link.kind == LinkKind::Divert;
                if !is_divert && link.kind != LinkKind::Passage {
                    continue;
                }
                let place = Place { document, span: link.span };
                let Some(from) = branches.at(place) else { continue };
                let target = &*link.target;
                let section = &*section_names[sections[from]];
                let knot = section.split('.').next().unwrap_or_default();
                let first = target.split('.').next().filter(|_| is_divert);
                // A name within the same stitch, and then within the same knot, is meant before others.
                let within = [section, knot].map(|it| format!("{it}.{target}"));
                let all = within.iter().find_map(|name| names.get(name));
                let all = all.or_else(|| names.get(target)).or_else(|| names.get(first?));
                let Some(all) = all.map(Vec::as_slice) else { continue };
                // One of the same file is meant before others.
                let own = all.partition_point(|&at| branches.starts[at] < position(document, 0));
                let is_own = |at: &&usize| branches.starts[**at] >> 32 == u64::from(document);
                let to = *all.get(own).filter(is_own).unwrap_or(&all[0]);
                branches.next[from].push(to);
                let knot = branches.knots[to];
                branches.is_led_to[knot] |= knot != branches.knots[from];
                if threads.contains(&place.start()) {
                    branches.next[to].push(from);
                }
                let comes_back = !is_divert || tunnels.contains(&place.start());
                if let Some(&exit) = exits.get(&knot).filter(|_| comes_back) {
                    branches.next[exit].push(from);
                }
            }
        }
        branches
    }

    /// Whether readers may come to `later` after `place`. To a knot or a passage to which nothing leads they may come
    /// from everywhere else: a program may lead there. Linear in all parts and where they lead when it is first asked of
    /// the part that `place` is in.
    pub(crate) fn lead(&self, place: Place, later: Place) -> bool {
        self.leads_by(&self.reached, place, later, |_| true)
    }

    /// The same on a way without a condition, which may ask what has become of somebody: `{not dead: …}`.
    pub(crate) fn lead_surely(&self, place: Place, later: Place) -> bool {
        self.leads_by(&self.surely_reached, place, later, |part| !self.has_condition[part])
    }

    fn leads_by(
        &self,
        reached: &[OnceLock<Box<[u64]>>],
        place: Place,
        later: Place,
        is_open: impl Fn(usize) -> bool,
    ) -> bool {
        let (Some(from), Some(to)) = (self.at(place), self.at(later)) else { return true };
        let [knot, other] = [from, to].map(|part| self.knots[part]);
        if from == to || knot != other && !self.is_led_to[other] {
            return true;
        }
        let reached = reached[from].get_or_init(|| self.reached_from(from, is_open));
        reached[to / 64] >> (to % 64) & 1 == 1
    }

    /// The parts that readers may come to from part `from` through those that are open.
    fn reached_from(&self, from: usize, is_open: impl Fn(usize) -> bool) -> Box<[u64]> {
        let mut reached = vec![0; self.next.len().div_ceil(64)];
        let mut left = vec![from];
        while let Some(at) = left.pop() {
            for &next in &self.next[at] {
                let bit = 1 << (next % 64);
                let is_part = next < self.starts.len();
                if reached[next / 64] & bit == 0 && (!is_part || is_open(next)) {
                    reached[next / 64] |= bit;
                    left.push(next);
                }
            }
        }
        reached.into()
    }

    /// The number of the part that `place` is in.
    fn at(&self, place: Place) -> Option<usize> {
        let at = self.starts.partition_point(|start| *start <= place.start()).checked_sub(1)?;
        (self.starts[at] >= position(place.document, 0)).then_some(at)
    }
}

/// Something that begins a part, ends one, or names it.
enum Step {
    Named(Anchor),
    Turn(TurnKind),
}

/// The way that a reader goes through a document, as far as it was read.
#[derive(Default)]
struct Way {
    branches: Branches,
    /// The parts with each name, those of stitches and labels with that of the knot before.
    names: FxHashMap<String, Vec<usize>>,
    /// In which stitch or which knot without one each part is, and what these are called: `knot`, `knot.stitch`.
    sections: Vec<usize>,
    section_names: Vec<String>,
    /// Where diverts stand that are tunnels,
    tunnels: FxHashSet<u64>,
    /// and threads.
    threads: FxHashSet<u64>,
    /// The parts from which a reader goes back.
    backs: Vec<usize>,
    /// The part that is read.
    part: usize,
    /// Whether what follows it follows for the reader too.
    is_open: bool,
    /// Within how many choices it is.
    depth: usize,
    /// From which part the choices of each depth are made, from the first on.
    bases: Vec<usize>,
    /// The parts that go on where choices come together, each with how deep it is.
    loose: Vec<(usize, usize)>,
    cases: Vec<Cases>,
}

/// The cases of a condition. Choices within one are its own.
#[derive(Default)]
struct Cases {
    /// The part before them, if it leads to them.
    base: Option<usize>,
    /// Within how many choices they are, and from which parts these are made.
    depth: usize,
    bases: Vec<usize>,
    /// The parts that go on after them.
    ends: Vec<usize>,
    /// Whether one of them leads elsewhere.
    is_ended: bool,
}

impl Cases {
    /// Ends a case with a part, if that goes on.
    fn end(&mut self, open: Option<usize>) {
        self.is_ended |= open.is_none();
        self.ends.extend(open);
    }
}

impl Way {
    /// Begins a knot.
    fn knot(&mut self, at: u64, name: &str) {
        self.branches.is_led_to.push(false);
        self.section(at, name.to_owned(), None);
    }

    /// Begins a knot or a stitch to which the part `from` leads.
    fn section(&mut self, at: u64, name: String, from: Option<usize>) {
        self.section_names.push(name);
        self.begin(at, Vec::from_iter(from));
        self.depth = 0;
        self.bases.clear();
        self.loose.clear();
        self.cases.clear();
    }

    /// Begins a part to which the parts `from` lead.
    fn begin(&mut self, at: u64, from: Vec<usize>) {
        let Branches { starts, knots, next, has_condition, is_led_to, .. } = &mut self.branches;
        self.part = starts.len();
        self.is_open = true;
        starts.push(at);
        knots.push(is_led_to.len() - 1);
        self.sections.push(self.section_names.len() - 1);
        next.push(Vec::new());
        has_condition.push(false);
        from.into_iter().for_each(|one| next[one].push(self.part));
    }

    /// Reads what has a name at `at`.
    fn named(&mut self, at: u64, anchor: &Anchor) {
        let section = self.section_names.last().map_or("", |name| name);
        let (knot, stitch) = section.split_once('.').unwrap_or((section, ""));
        let name = match anchor.kind {
            AnchorKind::Stitch => {
                let name = format!("{knot}.{}", anchor.name);
                // A knot that says nothing itself goes on with its first stitch.
                let before = stitch.is_empty().then_some(self.part);
                self.section(at, name.clone(), before);
                name
            }
            AnchorKind::Label => {
                let name = format!("{knot}.{}", anchor.name);
                if !stitch.is_empty() {
                    let within = format!("{section}.{}", anchor.name);
                    self.names.entry(within).or_default().push(self.part);
                }
                name
            }
            _ => {
                self.knot(at, &anchor.name);
                anchor.name.to_string()
            }
        };
        self.names.entry(name).or_default().push(self.part);
    }

    /// Reads what leads on at `at`.
    fn turn(&mut self, at: u64, kind: TurnKind) {
        let open = self.is_open.then_some(self.part);
        match kind {
            TurnKind::Choice(depth) => {
                let depth = usize::from(depth).max(1);
                if depth > self.depth {
                    self.bases.truncate(self.depth);
                    self.bases.resize(depth, self.part);
                } else {
                    self.loose.extend(open.map(|part| (self.depth, part)));
                }
                let base = self.bases[depth - 1];
                self.depth = depth;
                self.begin(at, vec![base]);
            }
            TurnKind::Gather(depth) => {
                let depth = usize::from(depth).max(1);
                let gathered = self.loose.extract_if(.., |(deep, _)| *deep >= depth);
                let from = gathered.map(|(_, part)| part).chain(open).collect();
                self.depth = (depth - 1).min(self.bases.len());
                self.begin(at, from);
            }
            TurnKind::Condition => self.branches.has_condition[self.part] = true,
            TurnKind::If => {
                let bases = std::mem::take(&mut self.bases);
                let depth = std::mem::take(&mut self.depth);
                self.cases.push(Cases { base: open, depth, bases, ..Cases::default() });
                self.begin(at, Vec::from_iter(open));
                self.branches.has_condition[self.part] = true;
            }
            TurnKind::Else => {
                let Some(cases) = self.cases.last_mut() else { return };
                cases.end(open);
                let base = cases.base;
                self.bases.clear();
                self.depth = 0;
                self.begin(at, Vec::from_iter(base));
                self.branches.has_condition[self.part] = true;
            }
            TurnKind::EndIf => {
                let Some(mut cases) = self.cases.pop() else { return };
                cases.end(open);
                let Cases { base, depth, bases, ends, is_ended } = cases;
                (self.depth, self.bases) = (depth, bases);
                self.begin(at, ends.into_iter().chain(base).collect());
                // Who was led elsewhere by a case does not come here.
                self.branches.has_condition[self.part] = is_ended;
            }
            TurnKind::End => self.is_open = false,
            TurnKind::Back => self.backs.push(self.part),
            TurnKind::Tunnel => drop(self.tunnels.insert(at)),
            TurnKind::Thread => drop(self.threads.insert(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn places(text: &str) -> [Place; 2] {
        ["One.", "Two."].map(|what| {
            let start = text.find(what).unwrap();
            Place::alone(Span::new(start..start + 1))
        })
    }

    /// Whether readers may come from `One` to `Two`, and from there to `One`.
    fn leads(path: &str, text: &str) -> [bool; 2] {
        let branches = Branches::of(&Facts::of_text(path, text));
        let [one, two] = places(text);
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

    /// Checks whether readers may come from `One` to `Two`.
    #[track_caller]
    fn check(text: &str, leads_on: bool) {
        assert_eq!(leads("a.ink", text), [leads_on, false], "{text}");
    }

    #[test]
    fn choices() {
        check("* Left\n One.\n* Right\n Two.\n- On.\n", false);
        check("* Left\n One.\n* Right\n- On.\n Two.\n", true);
        check("* Left\n One. -> END\n* Right\n- On.\n Two.\n", false);
        check("* Left\n One. {x: -> END}\n* Right\n- On.\n Two.\n", true);
        check("- One.\n- * [Left] Two.\n", true);
        check("* Left\n * * Far\n One.\n * * Near\n - - So.\n Two.\n* Right\n- On.\n", true);
        check("* Left\n * * Far\n One.\n * * Near\n Two.\n* Right\n- On.\n", false);
        check("* Left\n * * Far\n One.\n* Right\n Two.\n- On.\n", false);
        check("* Left\n * * Far\n One.\n* Right\n- On.\n * Up\n Two.\n", true);
        check("== hall\n* Left\n One.\n-> END\n* Right\n= in\n Two.\n", false);
    }

    #[test]
    fn labels() {
        check("* (a) Left\n One.\n* (b) Right\n Two.\n", false);
        check("* Left\n One. -> b\n* (b) Right\n Two.\n", true);
        check("== hall\n* Left\n One. -> hall.b\n* (b) Right\n Two.\n", true);
        let text = "- (top)\n* Left\n One. -> top\n* Right\n Two. -> top\n";
        assert_eq!(leads("a.ink", text), [true, true]);
    }

    #[test]
    fn conditions() {
        check("{x:\n One.\n- else:\n Two.\n}\n", false);
        check("{x:\n One.\n- else:\n On.\n}\nTwo.\n", true);
        check("{\n- x:\n One. -> END\n- y:\n On.\n}\nTwo.\n", false);
        check("* Left\n {x:\n One.\n - else:\n Off.\n }\n* Right\n- On.\n Two.\n", true);
        check("{x: One. -> END}\nTwo.\n", false);
        check("* [Left] One.\n  -> END\n  {x: It rained.}\n* [Right]\n- Two.\n", false);
        check("One. {x: -> END|It rained.}\nTwo.\n", true);
        check("One.\n{x:\n  It rained. -> END\n}\nTwo.\n", true);
        check("* [Left] {x:\n  One.\n- else:\n  It rained.\n  }\n* [Right] Two.\n", false);
        check("{x:\n  * [Left] One.\n  * [Right] Two.\n}\n- It rained.\n", false);
        check("{x: {y:\n One.\n- else: Off.\n} }\nTwo.\n", true);
    }

    #[test]
    fn stitches() {
        let ink = |text: &str| leads("a.ink", text);
        assert_eq!(ink("-> a\n== a\n= b\nOne. -> c\n= c\nTwo.\n"), [true, false]);
        assert_eq!(
            ink("* [Left] -> a.b\n* -> a.c\n== a\n= b\nOne. -> END\n= c\nTwo.\n"),
            [false, false]
        );
        let stitches = "= b\n- (x) It rained. -> x\n= c\n- (x) Two. -> END\n* [On] One. -> x\n";
        assert_eq!(ink(&format!("-> a\n== a\n{stitches}")), [true, true]);
        assert_eq!(ink("-> a\n== a\n- (x) One. -> b\n== b\n- (x) Two. -> x\n"), [true, false]);
    }

    #[test]
    fn on_a_condition() {
        for text in [
            "One. {not dead: Two.}",
            "One.\n{dead:\n  It rained.\n- else:\n  Two.\n}",
            "-> a\n== a\n* [Left] One.\n- {not dead: -> b} -> END\n== b\nTwo.",
            "One.\n* [Left]\n* {not dead} [Right] Two.",
            "One.\n* (label) {not dead} [Right] Two.",
            "-> a\n== a\nOne.\n{dead: -> grave}\nTwo.\n== grave\nIt rained.",
            "One.\n{dead:\n  -> END\n- else:\n  It rained.\n}\nTwo.",
            "* [Walk]\n  One.\n  {not dead:\n    * [Talk] Two.\n  }",
        ] {
            let branches = Branches::of(&Facts::of_text("a.ink", text));
            let [one, two] = places(text);
            assert!(branches.lead(one, two) && !branches.lead_surely(one, two), "{text}");
        }
        let text = "{dead: One.} Two.";
        let [one, two] = places(text);
        assert!(Branches::of(&Facts::of_text("a.ink", text)).lead_surely(one, two));
    }

    #[test]
    fn tunnels_and_threads() {
        let tunnel = "== t(x)\nIt rained.\n* [Left] One.\n  ->->\n* [Right] It snowed.\n  -> END";
        let hall = |on: &str, tunnel: &str| {
            leads("a.ink", &format!("-> hall\n== hall\n{on}\n-> END\n{tunnel}\n"))
        };
        assert_eq!(hall("-> t(1) ->\nTwo.", tunnel), [true, true]);
        assert_eq!(hall("-> t -> next\n== next\nTwo.", tunnel), [true, false]);
        assert_eq!(hall("-> t ->\nTwo.", &tunnel.replace("->->", "-> END")), [false, true]);
        assert_eq!(hall("-> t\nTwo.", tunnel), [false, true]);
        assert_eq!(hall("<- a\nTwo.", "== a\nOne.\n* [Left] It rained."), [true, true]);
        assert_eq!(hall("<- a\nTwo.", "== a\nIt rained.\n* [Left] One."), [false, true]);
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
        assert_eq!(
            leads("a.twee", &twee("<<if $x>>It ends.<<goto 'Right'>><</if>>")),
            [true, false]
        );
        assert_eq!(leads("a.twee", &twee("(link-goto: \"On\", \"Right\")")), [true, false]);
        let hall = ":: Hall\n[[Bag]] [[In]]\n:: In\nTwo.\n:: Bag\nOne. ";
        assert_eq!(leads("a.twee", &format!("{hall}<<return>>\n")), [true, false]);
        assert_eq!(leads("a.twee", hall), [false, false]);
        for guard in ["<<if $x>><<goto 'C'>><</if>>", "(if: $x)[(go-to: \"C\")]"] {
            let text = format!(":: A\nOne. {guard} Two.\n:: C\n[[A]]\n");
            let branches = Branches::of(&Facts::of_text("a.twee", &text));
            let [one, two] = places(&text);
            assert!(branches.lead(one, two) && !branches.lead_surely(one, two), "{text}");
        }
        let hidden = ":: A\nOne.\n/* <<if $x>> */\nTwo.\n";
        let [one, two] = places(hidden);
        assert!(Branches::of(&Facts::of_text("a.twee", hidden)).lead_surely(one, two));
        let click = ":: A\nOne. <<link 'On'>><<goto 'C'>><</link>> (link: \"x\")[(go-to: \"C\")] Two.\n:: C\n[[A]]\n";
        assert_eq!(leads("a.twee", click), [true, true]);
        let hooks = ":: A\n(if: $x)[One.](else-if: $y)[\n[And]]\n(else:)[Two.]\n";
        assert_eq!(leads("a.twee", hooks), [false, false]);
        assert_eq!(leads("a.twee", ":: A\n(if: $x)[One.] [Two.]\n"), [true, false]);
        let three = ":: A\n(if: $x)[[[B]]](else:)[One.]\n:: B\nTwo.\n:: C\n[[A]]";
        assert_eq!(leads("a.twee", three), [false, false]);
        let linked = |link: &str| format!(":: A\nOne. {link}\n:: B\nTwo.\n:: C\n[[A]] [[B]]\n");
        assert_eq!(leads("a.twee", &linked("<<link [[On|B]]>><</link>>")), [true, false]);
        assert_eq!(leads("a.twee", &linked("[[[B]]]")), [true, false]);
        assert_eq!(leads("a.twee", &linked("<<include \"B\">>")), [true, true]);
        assert_eq!(leads("a.twee", &linked("(display: \"B\")")), [true, true]);
        let cases = ":: A\n<<if $x is 1>>One.<<elseif $x>>\nAnd\n<<else>>Two.<</if>>\n";
        assert_eq!(leads("a.twee", cases), [false, false]);
        assert_eq!(leads("a.twee", &cases.replace("And", "<<if $y>>And<</if>>")), [false, false]);
        assert_eq!(leads("a.twee", ":: A\n<<if $x>>One.<</if>> Two.\n"), [true, false]);
        assert_eq!(leads("a.md", "# One.\n\n[Two](#two)\n\n# Two.\n"), [true, true]);
    }
}
