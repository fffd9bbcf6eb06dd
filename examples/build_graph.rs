//! A small build: jobs hand their outputs to the jobs that need them, on all cores.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use storylint_engine::{Executor, FnJob, GraphBuilder, Inputs, Outcome, compile};

fn main() {
    let mut graph = GraphBuilder::new();
    let lexer = graph.add(FnJob::new(|_, _| Ok("lexer.o".to_owned())), []);
    let parser = graph.add(FnJob::new(|_, _| Ok("parser.o".to_owned())), []);
    let link =
        |objects: Inputs<'_, String>| objects.values().cloned().collect::<Vec<_>>().join("+");
    let program = graph.add(FnJob::new(move |inputs, _| Ok(link(inputs))), [lexer, parser]);
    let manual = graph.add(FnJob::new(|_, _| Err("a picture is missing".into())), []);
    graph.add(FnJob::new(|_, _| Ok("website".to_owned())), [manual]);

    let run = Executor::new(0).run(&compile(graph.build()));
    println!("built {}", run.output(program).map_or("nothing", String::as_str));

    let names = ["lexer", "parser", "program", "manual", "website"];
    for (name, (_, outcome)) in names.iter().zip(run.outcomes()) {
        match outcome {
            Outcome::Done => println!("{name}: done"),
            Outcome::Failed(error) => println!("{name}: failed: {error}"),
            Outcome::Skipped { because } => println!("{name}: needs {}", names[because.index()]),
            Outcome::Cancelled | Outcome::TimedOut => println!("{name}: took too long"),
        }
    }
}
