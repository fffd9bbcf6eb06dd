//! A graph as flat arrays, without what its nodes do.

use storylint_graph::{NodeId, Policy};

use crate::asked::{Asked, Special, Traits};
use crate::priority::{Ranking, cut_into_lanes, priorities};
use crate::ready::Bits;
use crate::rows::Rows;

/// What is looked at whenever a node is run.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The id, and whether the node is not bare.
    word: u32,
    /// Where its dependents begin.
    start: u32,
}

impl Step {
    const NOT_BARE: u32 = 1 << 31;

    #[inline(always)]
    fn id(self) -> NodeId {
        NodeId::from(self.word & !Self::NOT_BARE)
    }

    /// Whether there is nothing to be known of it but its id, its lane and its edges, as long as
    /// all that it needs was done.
    #[inline(always)]
    fn is_bare(self) -> bool {
        self.word & Self::NOT_BARE == 0
    }
}

/// A dependent of a node, by place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dependent(u32);

impl Dependent {
    const SOLE: u32 = 1 << 31;

    #[inline(always)]
    pub(crate) fn node(self) -> u32 {
        self.0 & !Self::SOLE
    }

    /// Whether it needs this node only, and so nobody counts its needs.
    #[inline(always)]
    pub(crate) fn needs_no_other(self) -> bool {
        self.0 & Self::SOLE != 0
    }
}

/// The flat arrays, each as narrow as can be: where edges lead here and there, what counts is how
/// many nodes fit into the cache.
///
/// All but `needs` and `places` are by *place*: nodes are numbered anew in the order in which one
/// worker runs them if all are ready (lane, about the priority, id), so that what runs next is
/// mostly at hand.
#[derive(Debug)]
pub(crate) struct Shape {
    /// One more than there are nodes: the dependents of each end where those of the next begin.
    steps: Vec<Step>,
    /// The least urgent first, because what a worker pushes last it takes first.
    dependents: Vec<Dependent>,
    lanes: Vec<u8>,
    traits: Vec<Traits>,
    /// By index of id.
    places: Vec<u32>,
    /// By index of id, in the order in which they were given.
    pub(crate) needs: Rows,
    /// How many needs each node has.
    pub(crate) n_needs: Vec<u32>,
    /// The nodes without needs, the most urgent first.
    pub(crate) roots: Vec<u32>,
    /// The same as a set.
    pub(crate) root_set: Bits,
    /// The nodes without dependents, in ascending order of id.
    pub(crate) sinks: Vec<u32>,
    /// The place in `specials` of every node, or nothing if there are none.
    special_places: Vec<u32>,
    pub(crate) specials: Vec<Special>,
    /// The number of lanes.
    pub(crate) n_lanes: usize,
    pub(crate) has_aggregates: bool,
    /// Whether two nodes can ever be ready at once.
    pub(crate) is_parallel: bool,
}

impl Shape {
    /// Ranks the nodes and turns the edges around, in time linear in the edges, apart from one sort
    /// of the nodes. `asked` gives for each node its policy, and whether it aggregates;
    /// `has_outputs` says whether nodes hand anything on.
    pub(crate) fn new(
        needs: Rows,
        asked: impl ExactSizeIterator<Item = (Policy, bool)>,
        has_outputs: bool,
        ranking: Ranking,
    ) -> Self {
        let n = asked.len();
        // The highest bit is `Dependent::SOLE`, the numbers of spawned jobs come after those of the
        // nodes, and `cut_into_lanes` has 30 bits for an id.
        assert!(n < 1 << 30, "a graph has fewer than 2^30 nodes");
        let mut n_dependents = vec![0; n];
        for need in needs.items() {
            n_dependents[need.index()] += 1;
        }
        let Asked { given, costs, traits: by_id, specials, special_ids, has_aggregates } =
            Asked::of(&needs, asked, has_outputs);
        let priorities = priorities(ranking, &needs, &n_dependents, &given, &costs);
        let (ids, lanes) = cut_into_lanes(&priorities);
        let mut places = vec![0; n];
        ids.iter().zip(0..).for_each(|(id, place)| places[id.index()] = place);

        let traits: Vec<Traits> = ids.iter().map(|id| by_id[id.index()]).collect();
        let mut steps = Vec::with_capacity(n + 1);
        let mut start = 0;
        for (id, traits) in ids.iter().zip(&traits) {
            let not_bare = if traits.are_bare() { 0 } else { Step::NOT_BARE };
            steps.push(Step { word: id.index() as u32 | not_bare, start });
            start += n_dependents[id.index()];
        }
        steps.push(Step { word: Step::NOT_BARE, start });
        let mut special_places = vec![0; if specials.is_empty() { 0 } else { n }];
        for (special, i) in (0..).zip(special_ids) {
            special_places[places[i] as usize] = special;
        }
        let n_needs: Vec<u32> = ids.iter().map(|id| needs.row(id.index()).len() as u32).collect();
        let is_root = |place: &u32| n_needs[*place as usize] == 0;
        let is_sink = |i: &usize| n_dependents[*i] == 0;
        let roots: Vec<u32> = (0..n as u32).filter(is_root).collect();
        Self {
            n_lanes: lanes.last().map_or(0, |last| usize::from(*last) + 1),
            is_parallel: roots.len() > 1 || n_dependents.iter().any(|n| *n > 1),
            dependents: dependents(&needs, &steps, &places),
            lanes,
            sinks: (0..n).filter(is_sink).map(|i| places[i]).collect(),
            steps,
            traits,
            places,
            needs,
            n_needs,
            root_set: Bits::new(n as u32, &roots),
            roots,
            special_places,
            specials,
            has_aggregates,
        }
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.traits.len()
    }

    /// The id of the node at a place.
    #[inline(always)]
    pub(crate) fn id(&self, node: u32) -> NodeId {
        self.steps[node as usize].id()
    }

    /// The id of the node at a place, if it is bare.
    #[inline(always)]
    pub(crate) fn bare(&self, node: u32) -> Option<NodeId> {
        let step = self.steps.get(node as usize)?;
        step.is_bare().then(|| step.id())
    }

    /// The place of a node.
    pub(crate) fn place(&self, id: NodeId) -> u32 {
        self.places[id.index()]
    }

    /// What `node` needs.
    pub(crate) fn needs(&self, node: u32) -> &[NodeId] {
        self.needs.row(self.id(node).index())
    }

    #[inline(always)]
    pub(crate) fn lane(&self, node: u32) -> u8 {
        self.lanes[node as usize]
    }

    pub(crate) fn traits(&self, node: u32) -> Traits {
        self.traits[node as usize]
    }

    #[inline(always)]
    pub(crate) fn dependents(&self, node: u32) -> &[Dependent] {
        // The later one first, which is the only one whose place has to be checked then.
        let end = self.steps[node as usize + 1].start;
        &self.dependents[self.steps[node as usize].start as usize..end as usize]
    }

    /// What `node` asks for beside the plain, and the place of that among all specials.
    pub(crate) fn special(&self, node: u32) -> (&Special, usize) {
        let place = self.special_places[node as usize] as usize;
        (&self.specials[place], place)
    }
}

/// The edges of `needs` turned around, each row in the reverse of the order of places.
fn dependents(needs: &Rows, steps: &[Step], places: &[u32]) -> Vec<Dependent> {
    let mut free: Vec<u32> = steps.iter().map(|step| step.start).collect();
    let mut dependents = vec![Dependent(0); needs.items().len()];
    for (place, step) in (0..places.len() as u32).zip(steps).rev() {
        let row = needs.row(step.id().index());
        let sole = if row.len() == 1 { Dependent::SOLE } else { 0 };
        for need in row {
            let free = &mut free[places[need.index()] as usize];
            dependents[*free as usize] = Dependent(place | sole);
            *free += 1;
        }
    }
    dependents
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The shape of nodes that cost so many milliseconds, with edges from need to dependent.
    fn shape<const N: usize>(costs: [u64; N], edges: &[(usize, usize)]) -> Shape {
        let edges = edges.iter().map(|(a, b)| (NodeId::new(*a), NodeId::new(*b)));
        let asked = costs.iter().enumerate().map(|(i, ms)| {
            let cost = Some(Duration::from_millis(*ms));
            (Policy { cost, ..Policy::default() }, i == 3)
        });
        Shape::new(Rows::of(N, edges), asked, true, Ranking::UpwardRank)
    }

    #[test]
    fn a_node_knows_both_ends_of_every_edge() {
        // 2 needs 1 and 0, the dear 3 needs 0.
        let shape = shape([1, 1, 1, 5], &[(1, 2), (0, 2), (0, 3)]);
        let place = |id| shape.place(NodeId::new(id));
        let dependents = |id| -> Vec<_> {
            let row = shape.dependents(place(id)).iter();
            row.map(|dependent| (shape.id(dependent.node()).index(), dependent.needs_no_other()))
                .collect()
        };
        assert_eq!(dependents(0), [(2, false), (3, true)], "the least urgent first");
        assert_eq!(dependents(1), [(2, false)]);
        assert_eq!(dependents(3), []);
        let ids = [0, 1, 2, 3].map(|place| shape.id(place).index());
        assert_eq!(ids, [0, 3, 1, 2], "the longest way to go first");
        assert_eq!(shape.roots, [place(0), place(1)]);
        assert_eq!([0, 1, 2, 3].map(|id| shape.lane(place(id))), [0, 2, 3, 1]);
        let traits = |id| shape.traits(place(id));
        assert!(traits(3).has(Traits::AGGREGATES) && traits(0).has(Traits::FEEDS));
        assert!(!traits(1).has(Traits::FEEDS));
    }

    #[test]
    fn a_chain_is_not_parallel() {
        assert!(!shape([1, 1, 1], &[(0, 1), (1, 2)]).is_parallel);
        assert!(shape([1, 1, 1], &[(0, 1), (0, 2)]).is_parallel);
        assert!(shape([1, 1, 1], &[(0, 2), (1, 2)]).is_parallel);
    }

    #[test]
    fn an_empty_graph_has_no_root() {
        let shape = shape([], &[]);
        assert_eq!((shape.len(), shape.roots.len(), shape.is_parallel), (0, 0, false));
    }
}
