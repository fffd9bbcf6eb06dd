//! A topological order that keeps to the given order where it can.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Orders the nodes `0..needs.len()`, where `needs[node]` holds what `node` needs, each once. Also gives the cycles,
/// in each of which every node needs the next and the last needs the first, which is its lowest.
///
/// Every node comes after its needs, and of the nodes free to come next always the lowest does
/// (Kahn's algorithm with a heap for its queue). Where none is free there is a cycle; from then on its nodes count as
/// if they needed nothing, so that each node is in one at most. O((n + m) log n), without recursion.
pub(crate) fn order(needs: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut dependents = vec![Vec::new(); needs.len()];
    for (node, needs) in needs.iter().enumerate() {
        for &need in needs {
            dependents[need].push(node);
        }
    }
    let mut n_missing: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut free: BinaryHeap<Reverse<usize>> =
        (0..needs.len()).filter(|&node| n_missing[node] == 0).map(Reverse).collect();
    let (mut order, mut cycles) = (Vec::with_capacity(needs.len()), Vec::new());
    let mut walk = Walk::new(needs);
    loop {
        while let Some(Reverse(node)) = free.pop() {
            order.push(node);
            for &dependent in &dependents[node] {
                match &mut n_missing[dependent] {
                    // In a cycle.
                    0 => {}
                    n_missing => {
                        *n_missing -= 1;
                        free.extend((*n_missing == 0).then_some(Reverse(dependent)));
                    }
                }
            }
        }
        let Some(mut cycle) = walk.cycle(&n_missing) else { return (order, cycles) };
        for &node in &cycle {
            n_missing[node] = 0;
            free.push(Reverse(node));
        }
        let lowest = (0..cycle.len()).min_by_key(|&at| cycle[at]).unwrap_or(0);
        cycle.rotate_left(lowest);
        cycles.push(cycle);
    }
}

/// A walk from the lowest node that misses a need to one that it misses, and so on. What misses nothing will never
/// do so again, so a walk goes on where the last one left it, and all of them together are linear.
struct Walk<'a> {
    needs: &'a [Vec<usize>],
    path: Vec<usize>,
    /// Where each node is in the path.
    position: Vec<Option<usize>>,
    /// How many of the needs of each node are not missing any more, at least.
    n_seen: Vec<usize>,
    /// No lower node misses anything.
    lowest: usize,
}

impl<'a> Walk<'a> {
    fn new(needs: &'a [Vec<usize>]) -> Self {
        let (position, n_seen) = (vec![None; needs.len()], vec![0; needs.len()]);
        Self { needs, path: Vec::new(), position, n_seen, lowest: 0 }
    }

    /// A cycle of nodes that miss needs, if any node does; no node must be free.
    fn cycle(&mut self, n_missing: &[usize]) -> Option<Vec<usize>> {
        while let Some(node) = self.path.pop_if(|node| n_missing[*node] == 0) {
            self.position[node] = None;
        }
        if self.path.is_empty() {
            self.lowest = (self.lowest..n_missing.len()).find(|&node| n_missing[node] > 0)?;
            self.push(self.lowest);
        }
        loop {
            let node = self.path[self.path.len() - 1];
            let (needs, n_seen) = (&self.needs[node], &mut self.n_seen[node]);
            while n_missing[needs[*n_seen]] == 0 {
                *n_seen += 1;
            }
            let missing = needs[*n_seen];
            match self.position[missing] {
                Some(start) => {
                    let cycle = self.path.split_off(start);
                    cycle.iter().for_each(|&node| self.position[node] = None);
                    return Some(cycle);
                }
                None => self.push(missing),
            }
        }
    }

    fn push(&mut self, node: usize) {
        self.position[node] = Some(self.path.len());
        self.path.push(node);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Again and again the first node that has all it needs.
    fn naive(needs: &[Vec<usize>]) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::new();
        let next = |order: &[usize]| {
            (0..needs.len()).find(|node| {
                !order.contains(node) && needs[*node].iter().all(|need| order.contains(need))
            })
        };
        while let Some(node) = next(&order) {
            order.push(node);
        }
        order
    }

    prop_compose! {
        fn any_needs()(edges in prop::collection::vec((0..12usize, 0..12usize), 0..20)) -> Vec<Vec<usize>> {
            let mut needs = vec![Vec::new(); 12];
            for (node, need) in edges {
                if !needs[node].contains(&need) {
                    needs[node].push(need);
                }
            }
            needs
        }
    }

    proptest! {
        #[test]
        fn as_the_naive_order(needs in any_needs()) {
            let (order, cycles) = order(&needs);
            prop_assert_eq!(cycles.is_empty(), naive(&needs).len() == needs.len());
            let mut rest = needs.clone();
            for cycle in &cycles {
                let next = cycle.iter().cycle().skip(1);
                for (node, need) in cycle.iter().zip(next) {
                    prop_assert!(rest[*node].contains(need));
                }
                let mut distinct = cycle.clone();
                distinct.sort_unstable();
                distinct.dedup();
                prop_assert_eq!((distinct.len(), distinct[0]), (cycle.len(), cycle[0]));
                cycle.iter().for_each(|&node| rest[node].clear());
            }
            prop_assert_eq!(order.len(), needs.len());
            if cycles.is_empty() {
                prop_assert_eq!(&order, &naive(&needs));
            }
            for (at, node) in order.iter().enumerate() {
                prop_assert!(rest[*node].iter().all(|need| order[..at].contains(need)));
            }
        }
    }

    const MANY: usize = 100_000;

    #[test]
    fn a_long_chain() {
        let needs = (0..MANY).map(|node| if node + 1 < MANY { vec![node + 1] } else { vec![] });
        assert_eq!(order(&needs.collect::<Vec<_>>()), ((0..MANY).rev().collect(), Vec::new()));
    }

    #[test]
    fn a_long_cycle() {
        let needs: Vec<Vec<usize>> = (0..MANY).map(|node| vec![(node + 1) % MANY]).collect();
        assert_eq!(order(&needs).1, [Vec::from_iter(0..MANY)]);
    }

    #[test]
    fn many_cycles_at_the_end_of_a_chain() {
        // The first half is a chain, whose last node needs all pairs of the rest.
        let half = MANY / 2;
        let need = |node: usize| match node {
            _ if node + 1 < half => vec![node + 1],
            _ if node + 1 == half => (half..MANY).collect(),
            _ => vec![node ^ 1],
        };
        let (order, cycles) = order(&Vec::from_iter((0..MANY).map(need)));
        assert_eq!((order.len(), cycles.len()), (MANY, half / 2));
        assert_eq!(cycles[1], [half + 2, half + 3]);
    }
}
