//! How much work it is to compile a graph, by the time that processors spend on it.

use storylint_engine::compile;

use super::countdown::Countdown;
use super::cpu_time::cpu_ms;
use super::measure::Effort;
use super::report::Report;
use super::shapes::Shape;
use super::statistics::median;
use super::storylint::{action, graph};
use super::task::Tasks;

/// The shapes whose graphs are compiled.
pub(crate) const COMPILED_SHAPES: [&str; 4] = ["chain", "tree", "wavefront", "layered"];

/// What it takes to build and to compile, beside building what one counts down by hand.
pub(crate) fn compiling(report: &Report, shapes: &[&Shape], effort: Effort) {
    let title = format!("Building and compiling {} nodes: CPU ms", effort.n);
    report.table(&title, ["graph", "compile", "by hand"]);
    let tasks = Tasks::default();
    for shape in shapes {
        let dag = (shape.dag)(effort.n);
        let once = || {
            let (graph, graph_ms) = cpu_ms(|| graph(&dag, |node| action(tasks.of(node))))?;
            let (_, compile_ms) = cpu_ms(|| compile(graph))?;
            let (_, by_hand_ms) = cpu_ms(|| Countdown::new(&dag, &tasks))?;
            Some([graph_ms, compile_ms, by_hand_ms])
        };
        let Some(rounds) = (0..effort.n_rounds).map(|_| once()).collect::<Option<Vec<_>>>() else {
            report.say("this system does not tell");
            return;
        };
        let [graph_ms, compile_ms, by_hand_ms] =
            [0, 1, 2].map(|i| median(rounds.iter().map(|round| round[i])));
        report.figure(&format!(
            r#"{{"compile":"{}","n":{},"graph_cpu_ms":{graph_ms:.2},"compile_cpu_ms":{compile_ms:.2},"by_hand_cpu_ms":{by_hand_ms:.2}}}"#,
            shape.name,
            dag.len(),
        ));
        report.table_row(shape.name, [graph_ms, compile_ms, by_hand_ms]);
    }
    report.say("to compile a million nodes is to take less than 200 ms");
}
