//! A plan as a drawing: in the DOT language, in Mermaid's, or as SVG.

use std::borrow::Cow;
use std::fmt::Write as _;

use layout::backends::svg::SVGWriter;
use layout::gv::{DotParser, GraphBuilder};
use storylint_engine::Compiled;

use crate::task::Task;

/// `plan` in the DOT language.
pub(crate) fn dot(plan: &Compiled<Task>) -> String {
    let mut titles = storylint_graph::GraphBuilder::new();
    for id in plan.ids() {
        titles.add(plan[id].full_title(), plan.needs(id).iter().copied());
    }
    storylint_graph::dot(&titles.build(), |title| (title, "box"))
}

/// `plan` as a flow chart of [Mermaid](https://mermaid.js.org).
pub(crate) fn mermaid(plan: &Compiled<Task>) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let mut line = |line: std::fmt::Arguments<'_>| {
        writeln!(out, "    {line}").expect("a string takes any text");
    };
    for id in plan.ids() {
        line(format_args!("n{}[\"{}\"]", id.index(), escape(&plan[id].full_title())));
    }
    for id in plan.ids() {
        for need in plan.needs(id) {
            line(format_args!("n{} --> n{}", need.index(), id.index()));
        }
    }
    out
}

/// `plan` as a picture. More than quadratic in the tasks.
pub(crate) fn svg(plan: &Compiled<Task>) -> String {
    let graph = DotParser::new(&dot(plan)).process().expect("our own DOT is DOT");
    let mut builder = GraphBuilder::new();
    builder.visit_graph(&graph);
    let mut picture = SVGWriter::new();
    builder.get().do_it(false, false, false, &mut picture);
    picture.finalize()
}

/// The inside of a quoted label: Mermaid reads `#` as the start of an entity.
fn escape(label: &str) -> Cow<'_, str> {
    if !label.contains(['"', '#', '\n', '<', '`']) {
        return label.into();
    }
    let mut escaped = String::new();
    for c in label.chars() {
        match c {
            '"' | '#' | '<' | '`' => {
                write!(escaped, "#{};", u32::from(c)).expect("a string takes any text");
            }
            '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped.into()
}
