//! How fast a graph could run at best.

use std::time::Duration;

use storylint_graph::{Graph, NodeId};

/// What no schedule of a graph can beat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The time of all nodes together.
    pub work: Duration,
    /// The nodes of a path whose times add up to most, each needing the one before. Of several such
    /// paths, it is the one that goes through the lower ids when followed from its end.
    pub critical_path: Vec<NodeId>,
    /// The time of the nodes on the critical path together.
    pub critical_path_time: Duration,
    /// No run on this number of workers takes less: the work shared evenly, or the critical path if
    /// that is longer (Graham, *Bounds on multiprocessing timing anomalies*, 1969, who also shows
    /// that greedy scheduling takes less than twice this).
    pub bound: Duration,
}

/// The bound for a run of `graph` on `n_workers`, of which there is at least one, when each node
/// takes `times`.
pub fn lower_bound<N>(
    graph: &Graph<N>,
    times: impl Fn(NodeId) -> Duration,
    n_workers: usize,
) -> Bound {
    // Per node the time of the longest path that ends with it, and the node before it there.
    let mut paths: Vec<(Duration, Option<NodeId>)> = Vec::with_capacity(graph.len());
    let mut work = Duration::ZERO;
    let mut last = None;
    let mut critical_path_time = Duration::ZERO;
    for node in graph.ids() {
        let mut needs = graph.needs(node);
        needs.sort_unstable();
        let (mut before, mut longest) = (None, Duration::ZERO);
        for need in needs {
            let (path, _) = paths[need.index()];
            if before.is_none() || path > longest {
                (before, longest) = (Some(need), path);
            }
        }
        let time = times(node);
        let path = longest.saturating_add(time);
        work = work.saturating_add(time);
        paths.push((path, before));
        if last.is_none() || path > critical_path_time {
            (last, critical_path_time) = (Some(node), path);
        }
    }
    let mut critical_path: Vec<NodeId> =
        std::iter::successors(last, |node| paths[node.index()].1).collect();
    critical_path.reverse();
    let share = work / u32::try_from(n_workers.max(1)).unwrap_or(u32::MAX);
    Bound { work, critical_path, critical_path_time, bound: share.max(critical_path_time) }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use proptest::prelude::*;
    use storylint_graph::GraphBuilder;

    use super::*;

    /// The graph of nodes with these times in ms and needs.
    fn graph(nodes: &[(u64, Vec<usize>)]) -> Graph<Duration> {
        let mut builder = GraphBuilder::new();
        for (ms, needs) in nodes {
            let needs = needs.iter().map(|need| NodeId::new(*need));
            builder.add(Duration::from_millis(*ms), needs);
        }
        builder.build()
    }

    fn bound(graph: &Graph<Duration>, n_workers: usize) -> (Duration, Vec<usize>, Duration) {
        let found = lower_bound(graph, |node| graph[node], n_workers);
        let path = found.critical_path.iter().map(|node| node.index()).collect();
        (found.work, path, found.bound)
    }

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn times_without_end_do_not_overflow() {
        let two = graph(&[(0, vec![]), (0, vec![0])]);
        assert_eq!(lower_bound(&two, |_| Duration::MAX, 2).bound, Duration::MAX);
    }

    #[test]
    fn few_workers_are_bound_by_the_work() {
        let wide = graph(&[(3, vec![]), (4, vec![]), (5, vec![0])]);
        assert_eq!(bound(&wide, 1), (ms(12), vec![0, 2], ms(12)));
    }

    #[test]
    fn many_workers_are_bound_by_the_critical_path() {
        let wide = graph(&[(3, vec![]), (4, vec![]), (5, vec![0])]);
        assert_eq!(bound(&wide, 2), (ms(12), vec![0, 2], ms(8)));
    }

    #[test]
    fn of_equal_paths_the_lower_ids_count() {
        let diamond = graph(&[(1, vec![]), (2, vec![0]), (2, vec![0]), (1, vec![2, 1])]);
        assert_eq!(bound(&diamond, 9).1, [0, 1, 3]);
    }

    #[test]
    fn nothing_takes_no_time() {
        assert_eq!(bound(&graph(&[]), 0), (ms(0), vec![], ms(0)));
        assert_eq!(bound(&graph(&[(0, vec![])]), 0), (ms(0), vec![0], ms(0)));
    }

    /// The time of the longest path that starts with `node`.
    fn longest_from(graph: &Graph<Duration>, node: NodeId) -> Duration {
        let ways = graph.dependents(node).into_iter().map(|next| longest_from(graph, next));
        graph[node] + ways.max().unwrap_or_default()
    }

    proptest! {
        #[test]
        fn as_naive_recursion_says(
            picks in prop::collection::vec((0..9_u64, prop::collection::vec(any::<prop::sample::Index>(), 0..4)), 0..12),
            n_workers in 1..5_usize,
        ) {
            let nodes: Vec<(u64, Vec<usize>)> = picks
                .iter()
                .enumerate()
                .map(|(node, (ms, needs))| {
                    let needs = needs.iter().filter(|_| node > 0).map(|need| need.index(node));
                    (*ms, needs.collect())
                })
                .collect();
            let graph = graph(&nodes);
            let found = lower_bound(&graph, |node| graph[node], n_workers);
            let longest = graph.ids().map(|node| longest_from(&graph, node)).max();
            prop_assert_eq!(found.critical_path_time, longest.unwrap_or_default());
            let path = &found.critical_path;
            prop_assert_eq!(path.iter().map(|node| graph[*node]).sum::<Duration>(), found.critical_path_time);
            for step in path.windows(2) {
                prop_assert!(graph.needs(step[1]).contains(&step[0]));
            }
            prop_assert_eq!(found.work, nodes.iter().map(|(ms, _)| Duration::from_millis(*ms)).sum());
            prop_assert_eq!(found.bound, longest.unwrap_or_default().max(found.work / n_workers as u32));
        }
    }
}
