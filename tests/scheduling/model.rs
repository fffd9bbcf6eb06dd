//! What has to come out of a graph, found naively.

use std::collections::HashSet;
use std::time::Duration;

use storylint_engine::{OnFailure, Ranking};

use crate::specs::{Child, Spec, Wrong};

pub(crate) fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(7) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// How a node ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expected {
    Done(u64),
    /// With one of these messages: which of several spawned jobs is spawned first may be open.
    Failed(Vec<String>),
    TimedOut,
    Skipped(usize),
}

/// What is the matter with a job, as its outcome says it.
pub(crate) fn message(wrong: Wrong, name: &str) -> String {
    match wrong {
        Wrong::Err => format!("error of {name}"),
        Wrong::Panic => format!("panicked: panic of {name}"),
    }
}

/// How every node ends, found by going through them in order.
pub(crate) fn expected(specs: &[Spec]) -> Vec<Expected> {
    let mut ends: Vec<Expected> = Vec::new();
    for (place, spec) in specs.iter().enumerate() {
        let mut inputs = Vec::new();
        let mut because = None;
        for need in &spec.needs {
            match ends[*need] {
                Expected::Done(value) => inputs.push((*need as u64, value)),
                Expected::Failed(_) | Expected::TimedOut => because = because.or(Some(*need)),
                Expected::Skipped(root) => because = because.or(Some(root)),
            }
        }
        let value = if spec.aggregates {
            inputs.iter().fold(0, |sum, (need, value)| mix(*need, *value).wrapping_add(sum))
        } else {
            inputs.iter().fold(place as u64, |hash, (need, value)| mix(mix(hash, *need), *value))
        };
        let wrong_children = first_wrong(spec, place);
        ends.push(match because {
            Some(root) if spec.policy.on_failure == OnFailure::Skip => Expected::Skipped(root),
            _ if spec.n_late >= spec.max_attempts() => Expected::TimedOut,
            _ if spec.n_wrong >= spec.max_attempts() => {
                let name = format!("{place}#{}", spec.max_attempts());
                Expected::Failed(vec![message(spec.wrong, &name)])
            }
            _ if !wrong_children.is_empty() => Expected::Failed(wrong_children),
            _ => Expected::Done(value),
        });
    }
    ends
}

/// How often the job of a node is called.
pub(crate) fn n_attempts(spec: &Spec, expected: &Expected) -> u32 {
    match expected {
        Expected::Skipped(_) => 0,
        _ => spec.n_wrong.max(spec.n_late).saturating_add(1).min(spec.max_attempts()),
    }
}

/// The messages of the spawned jobs that go wrong, without those before which another is certainly
/// spawned that does.
fn first_wrong(spec: &Spec, place: usize) -> Vec<String> {
    fn collect(children: &[Child], path: &[usize], wrong: &mut Vec<(Vec<usize>, Wrong)>) {
        for (i, child) in children.iter().enumerate() {
            let path = [path, &[i]].concat();
            wrong.extend(child.wrong.map(|how| (path.clone(), how)));
            collect(&child.children, &path, wrong);
        }
    }
    let mut wrong = Vec::new();
    collect(&spec.children, &[], &mut wrong);
    // A job spawns its children in order, and each spawns its own later.
    let comes_before = |a: &[usize], b: &[usize]| {
        let (last, parent) = a.split_last().expect("a path is not empty");
        b.len() >= a.len() && b.starts_with(parent) && *last <= b[a.len() - 1] && a != b
    };
    let first = wrong.iter().filter(|(b, _)| !wrong.iter().any(|(a, _)| comes_before(a, b)));
    first.map(|(path, how)| message(*how, &child_name(place, path))).collect()
}

pub(crate) fn child_name(place: usize, path: &[usize]) -> String {
    path.iter().fold(place.to_string(), |name, i| format!("{name}.{i}"))
}

/// What orders the nodes: the lesser is the more urgent.
fn keys(specs: &[Spec], ranking: Ranking) -> Vec<(i64, i64)> {
    let dependents =
        |node: usize| (0..specs.len()).filter(move |d| specs[*d].needs.contains(&node));
    let mut keys = vec![(0, 0); specs.len()];
    for node in (0..specs.len()).rev() {
        let policy = &specs[node].policy;
        let cheap = policy.cost.is_some_and(|cost| cost < Duration::from_millis(100));
        let many = dependents(node).count() > 5;
        let base =
            i64::from(policy.priority) - if cheap { 10 } else { 0 } - if many { 20 } else { 0 };
        let after = dependents(node).map(|d| -keys[d].1).max().unwrap_or(0);
        let rank = match ranking {
            Ranking::UpwardRank => policy.cost.map_or(1, |cost| cost.as_millis() as i64) + after,
            Ranking::UnitUpwardRank => 1 + after,
            Ranking::DirectDependents => dependents(node).count() as i64,
            Ranking::ReachableDependents => {
                let mut reached = HashSet::new();
                let mut left = vec![node];
                while let Some(node) = left.pop() {
                    left.extend(dependents(node).filter(|d| reached.insert(*d)));
                }
                reached.len() as i64
            }
            Ranking::Fifo => 0,
        };
        keys[node] = if ranking == Ranking::Fifo { (0, node as i64) } else { (base, -rank) };
    }
    keys
}

/// Something that came in late.
enum Late {
    Node(usize, u32),
    Child(usize, Vec<usize>),
}

/// The jobs in the order in which one worker calls them: `3#1` is the first attempt at node 3, and
/// `3.0.1` the second job that the first job spawned that node 3 spawned.
pub(crate) fn order(specs: &[Spec], ranking: Ranking) -> Vec<String> {
    let keys = keys(specs, ranking);
    let ends = expected(specs);
    let lane =
        |node: usize| keys.iter().filter(|key| **key < keys[node]).count() * 64 / specs.len();
    // Within a lane: by base, by rank to four significant bits, by id.
    let place = |node: usize| {
        let (base, rank) = match ranking {
            Ranking::Fifo => (0, 0),
            Ranking::UpwardRank => (keys[node].0, -keys[node].1 as u64 * 1_000_000),
            _ => (keys[node].0, -keys[node].1 as u64),
        };
        let n_bits = 64 - rank.leading_zeros();
        let significant = (rank >> n_bits.saturating_sub(4)) as i64;
        (lane(node), base, -i64::from(n_bits), -significant, node)
    };
    let (mut ready, mut waiting): (Vec<usize>, Vec<usize>) =
        (0..specs.len()).partition(|node| specs[*node].needs.is_empty());
    let mut late: Vec<Late> = Vec::new();
    let late_lane = |late: &Late| match late {
        Late::Node(node, _) | Late::Child(node, _) => lane(*node),
    };
    let mut n_left = vec![0; specs.len()];
    let mut ended = HashSet::new();
    let mut order = Vec::new();
    loop {
        ready.sort_by_key(|node| std::cmp::Reverse(place(*node)));
        let first = ready.last().map(|node| lane(*node));
        let first_late = late.iter().map(late_lane).min();
        let next = match (first, first_late) {
            (None, None) => return order,
            (Some(lane), late) if late.is_none_or(|late| lane <= late) => {
                Late::Node(ready.pop().expect("there is one"), 1)
            }
            (_, lane) => {
                let place = late.iter().position(|late| Some(late_lane(late)) == lane);
                late.remove(place.expect("it is there"))
            }
        };
        let node = match next {
            Late::Node(node, attempt) => {
                let spec = &specs[node];
                if !matches!(ends[node], Expected::Skipped(_)) {
                    order.push(format!("{node}#{attempt}"));
                    late.extend((0..spec.children.len()).map(|i| Late::Child(node, vec![i])));
                    n_left[node] = 1 + spec.children.len();
                    if attempt <= spec.n_wrong && attempt < spec.max_attempts() {
                        late.push(Late::Node(node, attempt + 1));
                        continue;
                    }
                } else {
                    n_left[node] = 1;
                }
                node
            }
            Late::Child(node, path) => {
                order.push(child_name(node, &path));
                let (first, rest) = path.split_first().expect("a path is not empty");
                let child = &specs[node].children[*first];
                let child = rest.iter().fold(child, |child, i| &child.children[*i]);
                let inner = (0..child.children.len()).map(|i| [&path[..], &[i]].concat());
                late.extend(inner.map(|path| Late::Child(node, path)));
                n_left[node] += child.children.len();
                node
            }
        };
        n_left[node] -= 1;
        if n_left[node] > 0 {
            continue;
        }
        ended.insert(node);
        let (now_ready, not): (Vec<usize>, _) = waiting
            .into_iter()
            .partition(|node| specs[*node].needs.iter().all(|need| ended.contains(need)));
        waiting = not;
        ready.extend(now_ready);
    }
}
