//! A topological order that keeps to the given order where it can.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Orders the nodes `0..needs.len()`, where `needs[node]` holds what `node` needs, each once.
///
/// Every node comes after its needs, and of the nodes free to come next always the lowest does
/// (Kahn's algorithm with a heap for its queue). O((n + m) log n), without recursion.
///
/// # Errors
/// A cycle, where each node needs the next and the last needs the first. It starts with its lowest
/// node.
pub(crate) fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut dependents = vec![Vec::new(); needs.len()];
    for (node, needs) in needs.iter().enumerate() {
        for &need in needs {
            dependents[need].push(node);
        }
    }
    let mut n_missing: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut free: BinaryHeap<Reverse<usize>> =
        (0..needs.len()).filter(|&node| n_missing[node] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some(Reverse(node)) = free.pop() {
        order.push(node);
        for &dependent in &dependents[node] {
            n_missing[dependent] -= 1;
            if n_missing[dependent] == 0 {
                free.push(Reverse(dependent));
            }
        }
    }
    match n_missing.iter().position(|&n| n > 0) {
        Some(stuck) => Err(cycle(needs, &n_missing, stuck)),
        None => Ok(order),
    }
}

/// Walks from a node that misses a need to one that it misses, until a node comes again.
fn cycle(needs: &[Vec<usize>], n_missing: &[usize], stuck: usize) -> Vec<usize> {
    let mut path = vec![stuck];
    let mut position = vec![None; needs.len()];
    loop {
        let node = path[path.len() - 1];
        if let Some(start) = position[node] {
            path.pop();
            let mut cycle = path.split_off(start);
            let lowest = (0..cycle.len()).min_by_key(|&at| cycle[at]).unwrap_or(0);
            cycle.rotate_left(lowest);
            return cycle;
        }
        position[node] = Some(path.len() - 1);
        let missing = needs[node].iter().find(|&&need| n_missing[need] > 0);
        path.push(*missing.expect("a node that misses a need has one that misses a need"));
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
            let expected = naive(&needs);
            match order(&needs) {
                Ok(order) => prop_assert_eq!(order, expected),
                Err(cycle) => {
                    prop_assert!(expected.len() < needs.len());
                    let next = cycle.iter().cycle().skip(1);
                    for (node, need) in cycle.iter().zip(next) {
                        prop_assert!(needs[*node].contains(need));
                    }
                    let mut distinct = cycle.clone();
                    distinct.sort_unstable();
                    distinct.dedup();
                    prop_assert_eq!(distinct.len(), cycle.len());
                    prop_assert_eq!(cycle[0], distinct[0]);
                }
            }
        }
    }

    #[test]
    fn a_long_chain() {
        let n = 100_000;
        let needs: Vec<Vec<usize>> =
            (0..n).map(|node| if node + 1 < n { vec![node + 1] } else { vec![] }).collect();
        assert_eq!(order(&needs), Ok((0..n).rev().collect()));
    }

    #[test]
    fn a_long_cycle() {
        let n = 100_000;
        let needs: Vec<Vec<usize>> = (0..n).map(|node| vec![(node + 1) % n]).collect();
        assert_eq!(order(&needs), Err((0..n).collect()));
    }
}
