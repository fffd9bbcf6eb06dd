//! Turns nodes that need each other by name into a graph.

use std::collections::HashMap;
use std::sync::Arc;

use toml::Spanned;

use crate::error::PipelineError;
use crate::graph::{Graph, GraphBuilder};
use crate::kind::Declared;
use crate::names;
use crate::node::Node;
use crate::order::order;
use crate::text::Text;

/// The graph of `declared`, which keeps its order as far as needs allow.
///
/// # Errors
/// Two nodes have one name, or a node needs what is not there, what it may not need, one thing
/// twice or, directly or not, itself.
pub(crate) fn link(
    text: &Arc<Text>,
    declared: Vec<Declared>,
) -> Result<Graph<Node>, PipelineError> {
    let by_name = by_name(text, &declared)?;
    let needs: Vec<Vec<usize>> = declared
        .iter()
        .map(|node| resolve(text, &declared, &by_name, node))
        .collect::<Result<_, _>>()?;
    let order = order(&needs).map_err(|cycle| cyclic(text, &declared, &cycle))?;
    // A cycle is named as one, whatever the kinds of its nodes.
    for (dependent, needs) in declared.iter().zip(&needs) {
        check_kinds(text, &declared, dependent, needs)?;
    }

    let mut nodes: Vec<_> = declared.into_iter().map(|one| Some(one.node)).collect();
    let mut ids = HashMap::new();
    let mut builder = GraphBuilder::new();
    for index in order {
        let node = nodes[index].take().expect("an order has every node once");
        let id = builder.add(node, needs[index].iter().map(|need| ids[need]));
        ids.insert(index, id);
    }
    Ok(builder.build())
}

/// How many nodes a message names that something can need.
const MOST_NAMED: usize = 8;

/// The index of every node.
fn by_name<'d>(
    text: &Arc<Text>,
    declared: &'d [Declared],
) -> Result<HashMap<&'d str, usize>, PipelineError> {
    let mut by_name = HashMap::new();
    for (index, Declared { node, .. }) in declared.iter().enumerate() {
        if let Some(earlier) = by_name.insert(node.name.as_str(), index) {
            let Declared { node: earlier, kind, .. } = &declared[earlier];
            let message = format!("`{}` is already the name of a {} node", node.name, kind.name);
            return Err(PipelineError::new(text, node.span.clone(), message)
                .with_earlier(earlier.span.clone()));
        }
    }
    Ok(by_name)
}

/// The indices of what `dependent` needs.
fn resolve(
    text: &Arc<Text>,
    declared: &[Declared],
    by_name: &HashMap<&str, usize>,
    dependent: &Declared,
) -> Result<Vec<usize>, PipelineError> {
    let kind = dependent.kind;
    let mut earlier = HashMap::new();
    let index = |need: &Spanned<String>| {
        let name = need.get_ref().as_str();
        let error = |what: String| {
            PipelineError::new(text, need.span(), format!("{} {what}", dependent.title()))
        };
        if name == dependent.node.name {
            return Err(error("needs itself".to_owned()));
        }
        let Some(&index) = by_name.get(name) else {
            let fit = declared.iter().filter(|other| kind.needs.contains(&other.kind.name));
            let fit: Vec<&str> = fit
                .map(|other| other.node.name.as_str())
                .filter(|other| *other != dependent.node.name)
                .collect();
            let help = names::did_you_mean(name, fit.iter().copied());
            let help = help.or_else(|| {
                let is_short = (1..=MOST_NAMED).contains(&fit.len());
                is_short.then(|| format!("it can need {}", names::list(&fit, "and")))
            });
            return Err(error(format!("needs `{name}`, which is not declared")).with_help(help));
        };
        match earlier.insert(index, need.span()) {
            Some(earlier) => Err(error(format!("needs `{name}` twice")).with_earlier(earlier)),
            None => Ok(index),
        }
    };
    dependent.needs.iter().map(index).collect()
}

/// Whether `dependent` may need the nodes at the indices `needs`.
fn check_kinds(
    text: &Arc<Text>,
    declared: &[Declared],
    dependent: &Declared,
    needs: &[usize],
) -> Result<(), PipelineError> {
    let kind = dependent.kind;
    for (name, &index) in dependent.needs.iter().zip(needs) {
        if !kind.needs.contains(&declared[index].kind.name) {
            let message = format!("{} cannot need {}", dependent.title(), declared[index].title());
            let needs = names::list(kind.needs, "or");
            let help = format!("a {} node needs {needs} nodes", kind.name);
            return Err(PipelineError::new(text, name.span(), message).with_help(help));
        }
    }
    Ok(())
}

/// The error that the nodes of `cycle` each need the next, shown where the first does.
fn cyclic(text: &Arc<Text>, declared: &[Declared], cycle: &[usize]) -> PipelineError {
    // There are two at least: no node needs itself.
    let (first, second) = (&declared[cycle[0]], &declared[cycle[1]]);
    let names = cycle.iter().map(|&index| &declared[index]).chain([first]);
    let names: Vec<String> = names.map(|one| format!("`{}`", one.node.name)).collect();
    let message = format!("nodes need each other in a cycle: {}", names.join(" needs "));
    let need = first.needs.iter().find(|need| *need.get_ref() == second.node.name);
    PipelineError::new(text, need.expect("a cycle follows needs").span(), message)
}
