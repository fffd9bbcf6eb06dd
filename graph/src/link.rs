//! Turns nodes that need each other by name into a graph.

use std::collections::{HashMap, HashSet};

use crate::error::PipelineError;
use crate::faults::Faults;
use crate::graph::{Graph, GraphBuilder};
use crate::kind::Declared;
use crate::names;
use crate::node::Node;
use crate::order::order;

/// The graph of `declared`, which keeps its order as far as needs allow; where there are faults, of what has
/// none.
///
/// Faults are that two nodes have one name, or a node needs what is not there, what it may not need, one thing
/// twice or, directly or not, itself. What is not there may be in a text that is missing, unless these are `all`.
pub(crate) fn link(faults: &Faults, declared: Vec<Declared>, all: bool) -> Graph<Node> {
    let by_name = by_name(faults, &declared);
    let mut unknown = HashSet::new();
    let mut needs: Vec<Vec<usize>> = (0..declared.len())
        .map(|at| resolve(faults, &declared, &by_name, all, &mut unknown, at))
        .collect();
    let (order, cycles) = order(&needs);
    for cycle in &cycles {
        faults.push(cyclic(faults, &declared, cycle));
    }
    let in_cycles: HashSet<usize> = cycles.into_iter().flatten().collect();
    // A cycle is named as one, whatever the kinds of its nodes.
    for (at, dependent) in declared.iter().enumerate().filter(|(at, _)| !in_cycles.contains(at)) {
        check_kinds(faults, &declared, dependent, &needs[at]);
    }
    in_cycles.iter().for_each(|&at| needs[at].clear());

    let mut nodes: Vec<_> = declared.into_iter().map(|one| one.node).collect();
    let mut ids = HashMap::new();
    let mut builder = GraphBuilder::new();
    for index in order {
        let Some(node) = nodes[index].take() else { continue };
        let id = builder.add(node, needs[index].iter().filter_map(|need| ids.get(need).copied()));
        ids.insert(index, id);
    }
    builder.build()
}

/// How many nodes a message names that something can need.
const MOST_NAMED: usize = 8;

/// Of so many names of nothing it is told what may be meant.
const MOST_HELPED: usize = 100;

/// The index of every node, the first of each name.
fn by_name<'d>(faults: &Faults, declared: &'d [Declared]) -> HashMap<&'d str, usize> {
    let mut by_name = HashMap::new();
    for (index, node) in declared.iter().enumerate() {
        let name = node.name.get_ref().as_str();
        let first = *by_name.entry(name).or_insert(index);
        if first != index {
            let earlier = &declared[first];
            let message = format!("`{name}` is already the name of a {} node", earlier.kind.name);
            let error = PipelineError::new(faults.text(), node.name.span(), message);
            faults.push(error.with_earlier(earlier.name.span()));
        }
    }
    by_name
}

/// The indices of what the node `at` that index needs, each once. A name of nothing is told of once, if `all` names are
/// known.
fn resolve<'d>(
    faults: &Faults,
    declared: &'d [Declared],
    by_name: &HashMap<&str, usize>,
    all: bool,
    unknown: &mut HashSet<&'d str>,
    at: usize,
) -> Vec<usize> {
    let dependent = &declared[at];
    let kind = dependent.kind;
    let mut earlier = HashMap::new();
    let mut indices = Vec::new();
    for need in &dependent.needs {
        let name = need.get_ref().as_str();
        let error = |what: String| {
            PipelineError::new(faults.text(), need.span(), format!("{} {what}", dependent.title()))
        };
        let Some(&index) = by_name.get(name) else {
            if !all || !unknown.insert(name) {
                continue;
            }
            // Nobody reads more, and each takes a look at all names.
            let all = if unknown.len() <= MOST_HELPED { declared } else { &[] };
            let fit = all.iter().filter(|other| kind.needs.contains(&other.kind.name));
            let fit: Vec<&str> = fit
                .map(|other| other.name.get_ref().as_str())
                .filter(|other| other != dependent.name.get_ref())
                .collect();
            let help = names::did_you_mean(name, fit.iter().copied());
            let help = help.or_else(|| {
                let is_short = (1..=MOST_NAMED).contains(&fit.len());
                is_short.then(|| format!("it can need {}", names::list(&fit, "and")))
            });
            faults.push(error(format!("needs `{name}`, which is not declared")).with_help(help));
            continue;
        };
        if index == at {
            faults.push(error("needs itself".to_owned()));
            continue;
        }
        match earlier.insert(index, need.span()) {
            Some(earlier) => {
                faults.push(error(format!("needs `{name}` twice")).with_earlier(earlier));
            }
            None => indices.push(index),
        }
    }
    indices
}

/// Whether `dependent` may need the nodes at the indices `needs`.
fn check_kinds(faults: &Faults, declared: &[Declared], dependent: &Declared, needs: &[usize]) {
    let kind = dependent.kind;
    for &index in needs {
        if !kind.needs.contains(&declared[index].kind.name) {
            let message = format!("{} cannot need {}", dependent.title(), declared[index].title());
            let needs = names::list(kind.needs, "or");
            let help = format!("a {} node needs {needs} nodes", kind.name);
            let name = declared[index].name.get_ref();
            let need = dependent.needs.iter().find(|need| need.get_ref() == name);
            faults.add(need.expect("it names what it needs").span(), message, Some(help));
        }
    }
}

/// The error that the nodes of `cycle` each need the next, shown where the first does.
fn cyclic(faults: &Faults, declared: &[Declared], cycle: &[usize]) -> PipelineError {
    // There are two at least: no node needs itself.
    let (first, second) = (&declared[cycle[0]], &declared[cycle[1]]);
    let names = cycle.iter().map(|&index| &declared[index]).chain([first]);
    let names: Vec<String> = names.map(|one| format!("`{}`", one.name.get_ref())).collect();
    let message = format!("nodes need each other in a cycle: {}", names.join(" needs "));
    let need = first.needs.iter().find(|need| need.get_ref() == second.name.get_ref());
    PipelineError::new(faults.text(), need.expect("a cycle follows needs").span(), message)
}
