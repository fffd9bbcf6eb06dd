//! A pipeline without some of its nodes.

use crate::graph::{Graph, GraphBuilder, NodeId};
use crate::names::did_you_mean;
use crate::node::{Node, NodeKind};

/// Which nodes of a pipeline are to run. Each list of names counts only if it is not empty; a node has to be
/// wanted by all. A list that names no result node leaves all of them that have something to report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// These, and what they need.
    pub only: Vec<String>,
    /// All but these, and but nodes that then have nothing to work on.
    pub skip: Vec<String>,
    /// These, what comes after them, and what those need.
    pub from: Vec<String>,
    /// All but what comes after these.
    pub until: Vec<String>,
}

impl Selection {
    /// Whether it selects all.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The nodes that it selects of each of `graphs`, of which not every one has all that it names; `None` where
    /// none is left. O(n + m) for each list.
    ///
    /// # Errors
    /// A sentence that names a node that there is in none of them, or says that nothing is left of any.
    pub fn of(&self, graphs: &[&Graph<Node>]) -> Result<Vec<Option<Graph<Node>>>, String> {
        for name in [&self.only, &self.from, &self.until, &self.skip].into_iter().flatten() {
            must_be_known(name, graphs)?;
        }
        let left = Vec::from_iter(graphs.iter().map(|graph| self.left_of(graph)));
        match left.iter().all(Option::is_none) {
            true => Err("no node is left to run".to_owned()),
            false => Ok(left),
        }
    }

    /// The nodes that it selects of `graph`, if any.
    fn left_of(&self, graph: &Graph<Node>) -> Option<Graph<Node>> {
        let ids = |names: &[String]| named(graph, names);
        let mut stays = vec![true; graph.len()];
        let is_result = |id: NodeId| matches!(graph[id].kind, NodeKind::Result(_));
        let mut meet = |named: &[NodeId], wanted: &dyn Fn(NodeId) -> bool| {
            let leaves_results = !named.iter().any(|id| is_result(*id));
            graph.ids().for_each(|id| {
                stays[id.index()] &= wanted(id) || leaves_results && is_result(id);
            });
        };
        if !self.only.is_empty() {
            let only = ids(&self.only);
            let wanted = upstream(graph, &only);
            meet(&only, &|id| wanted[id.index()]);
        }
        if !self.from.is_empty() {
            let first = ids(&self.from);
            let later = downstream(graph, &first);
            // A result node makes do with what there is.
            let later = graph.ids().filter(|id| later[id.index()] && !is_result(*id));
            let wanted = upstream(graph, &Vec::from_iter(later.chain(first.iter().copied())));
            meet(&first, &|id| wanted[id.index()]);
        }
        let last = ids(&self.until);
        let later = downstream(graph, &last);
        meet(&last, &|id| !later[id.index()] || last.contains(&id));
        let skipped = ids(&self.skip);
        skipped.iter().for_each(|id| stays[id.index()] = false);
        // What is left may have lost all that it works on, or all that works on it.
        for id in graph.ids() {
            let needs = graph.needs(id);
            let has_lost_all = !needs.is_empty() && needs.iter().all(|need| !stays[need.index()]);
            stays[id.index()] &= !has_lost_all;
        }
        for id in graph.ids().rev() {
            let dependents = graph.dependents(id);
            let is_for_nobody = !is_result(id)
                && !dependents.is_empty()
                && dependents.iter().all(|it| !stays[it.index()]);
            stays[id.index()] &= !is_for_nobody;
        }
        let left = kept(graph, &stays);
        (!left.is_empty()).then_some(left)
    }
}

/// The nodes of `graph` that stay, and what they need of these.
fn kept(graph: &Graph<Node>, stays: &[bool]) -> Graph<Node> {
    let mut left = GraphBuilder::new();
    let mut new: Vec<Option<NodeId>> = Vec::new();
    for id in graph.ids() {
        let needs = graph.needs(id);
        let needs = Vec::from_iter(needs.iter().filter_map(|need| new[need.index()]));
        new.push(stays[id.index()].then(|| left.add(graph[id].clone(), needs)));
    }
    left.build()
}

/// `graph` without the nodes of what the pipeline extends that neither a result node nor a node of its own needs,
/// directly or not, and the names of those. O(n + m).
pub(crate) fn without_idle(
    graph: Graph<Node>,
    is_extended: impl Fn(&Node) -> bool,
) -> (Graph<Node>, Vec<String>) {
    let is_result = |node: &Node| matches!(node.kind, NodeKind::Result(_));
    if !graph.nodes().any(is_result) {
        return (graph, Vec::new());
    }
    let wanted = graph.ids().filter(|id| is_result(&graph[*id]) || !is_extended(&graph[*id]));
    let stays = upstream(&graph, &Vec::from_iter(wanted));
    let idle = graph.ids().filter(|id| !stays[id.index()]).map(|id| graph[id].name.clone());
    let idle = Vec::from_iter(idle);
    match idle.is_empty() {
        true => (graph, idle),
        false => (kept(&graph, &stays), idle),
    }
}

/// Refuses a `name` that no node of `graphs` has.
fn must_be_known(name: &str, graphs: &[&Graph<Node>]) -> Result<(), String> {
    let known = || graphs.iter().flat_map(|graph| graph.nodes()).map(|node| node.name.as_str());
    if known().any(|it| it == name) {
        return Ok(());
    }
    let help = did_you_mean(name, known()).map(|help| format!("; {help}")).unwrap_or_default();
    Err(format!("there is no node `{name}`{help}"))
}

/// The nodes with `names`, as far as there are such.
fn named(graph: &Graph<Node>, names: &[String]) -> Vec<NodeId> {
    graph.ids().filter(|id| names.contains(&graph[*id].name)).collect()
}

/// Of each node whether it is among `starts` or one of them needs it, directly or not.
fn upstream(graph: &Graph<Node>, starts: &[NodeId]) -> Vec<bool> {
    let mut reached = marked(graph, starts);
    // Needs come before what needs them.
    for id in graph.ids().rev() {
        if reached[id.index()] {
            graph.needs(id).iter().for_each(|need| reached[need.index()] = true);
        }
    }
    reached
}

/// Of each node whether it is among `starts` or needs one of them, directly or not.
fn downstream(graph: &Graph<Node>, starts: &[NodeId]) -> Vec<bool> {
    let mut reached = marked(graph, starts);
    for id in graph.ids() {
        reached[id.index()] |= graph.needs(id).iter().any(|need| reached[need.index()]);
    }
    reached
}

fn marked(graph: &Graph<Node>, nodes: &[NodeId]) -> Vec<bool> {
    let mut marked = vec![false; graph.len()];
    nodes.iter().for_each(|node| marked[node.index()] = true);
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Pipeline;

    const TEXT: &str = r#"
        source.chapters.include = ["*.md"]
        source.bible.include = ["bible/*.md"]
        validate.cast = { needs = ["chapters", "bible"], validators = ["*"] }
        validate.plot = { needs = ["chapters"], validators = ["*"] }
        result.verdict.needs = ["plot", "cast"]
        result.all.needs = ["verdict"]
    "#;

    /// Checks which nodes are left by `--KEY names`, each with what it needs, or the error.
    #[track_caller]
    fn check(key: &str, names: &[&str], expected: &str) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let mut selection = Selection::default();
        match key {
            "only" => selection.only = names,
            "skip" => selection.skip = names,
            "from" => selection.from = names,
            _ => selection.until = names,
        }
        let pipeline = Pipeline::parse(TEXT, "p.toml").expect("a pipeline");
        let left = match selection.of(&[&pipeline.graph]) {
            Ok(left) => {
                let graph = left[0].as_ref().expect("it is all that is left");
                let nodes = graph.ids().map(|id| {
                    let needs = graph.needs(id);
                    let needs = needs.iter().map(|need| &*graph[*need].name);
                    format!("{}({})", graph[id].name, Vec::from_iter(needs).join(" "))
                });
                Vec::from_iter(nodes).join(" ")
            }
            Err(error) => error,
        };
        assert_eq!(left, expected);
    }

    #[test]
    fn only() {
        check("only", &["plot"], "chapters() plot(chapters) verdict(plot) all(verdict)");
        let both = "chapters() bible() cast(chapters bible) plot(chapters) verdict(plot cast) all(verdict)";
        check("only", &["plot", "cast"], both);
        check("only", &["verdict"], both.strip_suffix(" all(verdict)").expect("it comes last"));
    }

    #[test]
    fn only_one_of_two_results() {
        let text = r#"
            source.a.include = ["*.md"]
            validate.v = { needs = ["a"], validators = ["*"] }
            result.strict = { needs = ["v"], fail-on = "info" }
            result.lax = { needs = ["v"], fail-on = "never" }
        "#;
        let pipeline = Pipeline::parse(text, "p.toml").expect("a pipeline");
        let lax = || vec!["lax".to_owned()];
        for selection in [
            Selection { only: lax(), ..Selection::default() },
            Selection { from: lax(), ..Selection::default() },
        ] {
            let left = selection.of(&[&pipeline.graph]).expect("something is left");
            let left = left[0].as_ref().expect("it is all that is left");
            let names: Vec<&str> = left.ids().map(|id| left[id].name.as_str()).collect();
            assert_eq!(names, ["a", "v", "lax"]);
        }
    }

    #[test]
    fn skip() {
        check("skip", &["cast"], "chapters() plot(chapters) verdict(plot) all(verdict)");
        check("skip", &["chapters"], "bible() cast(bible) verdict(cast) all(verdict)");
        check(
            "skip",
            &["all"],
            "chapters() bible() cast(chapters bible) plot(chapters) verdict(plot cast)",
        );
        check("skip", &["cast", "plot"], "no node is left to run");
    }

    #[test]
    fn from_and_until() {
        let of_bible = "chapters() bible() cast(chapters bible) verdict(cast) all(verdict)";
        check("from", &["bible"], of_bible);
        let all = "chapters() bible() cast(chapters bible) plot(chapters) verdict(plot cast) all(verdict)";
        check("until", &["all"], all);
        check("until", &["verdict"], all.strip_suffix(" all(verdict)").expect("it comes last"));
        check("until", &["bible"], "chapters() plot(chapters) verdict(plot) all(verdict)");
    }

    #[test]
    fn a_name_that_nobody_has() {
        check("only", &["plto"], "there is no node `plto`; did you mean `plot`?");
    }
}
