//! A scheduler that knows everything: one list for all workers, by the time that is left to go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graphs::Load;

/// The microseconds that a list schedule takes (Graham 1969), in which whoever is free has the node
/// with the dearest path behind it, as HEFT has it (Topcuoglu, Hariri and Wu 2002), and every cost
/// is known and none is paid for scheduling. It shares nothing with the simulator.
pub(crate) fn list_schedule(load: &Load, n_workers: usize) -> u64 {
    let Load { dag, costs } = load;
    let dependents = dag.dependents();
    let mut ranks = costs.clone();
    for node in dag.nodes().rev() {
        let beyond = dependents.row(node).iter().map(|other| ranks[*other as usize]).max();
        ranks[node as usize] += beyond.unwrap_or(0);
    }
    let mut pending: Vec<usize> = dag.nodes().map(|node| dag.row(node).len()).collect();
    let entry = |node: u32| (ranks[node as usize], Reverse(node));
    let mut ready: BinaryHeap<_> =
        dag.nodes().filter(|node| dag.row(*node).is_empty()).map(entry).collect();
    let mut running: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    let mut now = 0;
    loop {
        while running.len() < n_workers
            && let Some((_, Reverse(node))) = ready.pop()
        {
            running.push(Reverse((now + costs[node as usize], node)));
        }
        let Some(Reverse((end, _))) = running.peek().copied() else { return now };
        now = end;
        while let Some(Reverse((_, node))) = running.peek().copied().filter(|one| one.0.0 == now) {
            running.pop();
            for other in dependents.row(node) {
                let pending = &mut pending[*other as usize];
                *pending -= 1;
                if *pending == 0 {
                    ready.push(entry(*other));
                }
            }
        }
    }
}
