//! Graphs as text in Graphviz's DOT language.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::graph::Graph;
use crate::node::{Node, NodeKind};

/// `graph` in the DOT language, nodes and edges in insertion order, needs left of dependents.
///
/// `draw` gives a node's label, which may be any text, and the name of its shape, which must be one
/// of [Graphviz's](https://graphviz.org/doc/info/shapes.html). O(n + m).
pub fn dot<'g, N, L: Into<Cow<'g, str>>>(
    graph: &'g Graph<N>,
    draw: impl Fn(&'g N) -> (L, &'static str),
) -> String {
    let mut out = String::from("digraph {\n    rankdir=LR;\n");
    let mut line = |line: std::fmt::Arguments<'_>| {
        writeln!(out, "    {line}").expect("a string takes any text");
    };
    for id in graph.ids() {
        let (label, shape) = draw(&graph[id]);
        line(format_args!("n{} [label=\"{}\", shape={shape}];", id.index(), escape(&label.into())));
    }
    for id in graph.ids() {
        for need in graph.needs(id) {
            line(format_args!("n{} -> n{};", need.index(), id.index()));
        }
    }
    out.push_str("}\n");
    out
}

impl Graph<Node> {
    /// The graph in the DOT language, every node by its name, in a shape that tells its kind.
    pub fn to_dot(&self) -> String {
        dot(self, |node| {
            let shape = match node.kind {
                NodeKind::Source(_) => "folder",
                NodeKind::Validate(_) => "box",
                NodeKind::Pattern(_) => "note",
                NodeKind::Command(_) => "component",
                NodeKind::Result(_) => "ellipse",
            };
            (&node.name, shape)
        })
    }
}

/// The inside of a quoted label. Graphviz reads backslashes as escapes, and `&` as the start of an
/// HTML entity; a NUL would end the file for it.
fn escape(label: &str) -> String {
    let mut escaped = String::with_capacity(label.len());
    for c in label.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::GraphBuilder;
    use crate::pipeline::Pipeline;

    #[test]
    fn a_pipeline() {
        let text = r#"
            source.chapters.include = ["*.md"]
            validate.cast = { needs = ["chapters"], validators = ["*"] }
            validate.plot = { needs = ["chapters"], validators = ["*"] }
            result.verdict.needs = ["plot", "cast"]
        "#;
        let expected = r#"digraph {
    rankdir=LR;
    n0 [label="chapters", shape=folder];
    n1 [label="cast", shape=box];
    n2 [label="plot", shape=box];
    n3 [label="verdict", shape=ellipse];
    n0 -> n1;
    n0 -> n2;
    n2 -> n3;
    n1 -> n3;
}
"#;
        let pipeline = Pipeline::parse(text, "p.toml").expect("a pipeline");
        assert_eq!(pipeline.graph.to_dot(), expected);
    }

    #[test]
    fn labels_are_any_text() {
        let mut builder = GraphBuilder::new();
        builder.add("a \"b\" \\n &lt; é\nc\r\0];", []);
        let expected = concat!(
            "digraph {\n    rankdir=LR;\n",
            r#"    n0 [label="a \"b\" \\n &amp;lt; é\nc"#,
            "\u{fffd}\u{fffd}];\", shape=box];\n}\n"
        );
        assert_eq!(dot(&builder.build(), |label| (*label, "box")), expected);
    }
}
