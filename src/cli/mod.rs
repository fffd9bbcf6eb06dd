//! The command line: arguments to a command, its end to an exit code.

mod baseline;
mod check;
mod clean;
mod config;
mod explain;
mod facts;
mod graph;
mod import;
mod init;
mod nodes;
mod opened;
mod plan;
mod rules;
mod schema;
mod story;
mod terminal;
mod trust;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::terminal::{Colour, Stop, Terminal};
use crate::report::Status;

/// Checks long fiction for consistency.
#[derive(Debug, Parser)]
#[command(name = "storylint", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a story and report what is inconsistent in it
    Check(check::Check),
    /// Take what is found in a story now as known, so that later checks leave it out
    Baseline(baseline::MakeBaseline),
    /// Write a pipeline file that fits what a folder holds
    Init(init::Init),
    /// Print the settings of other programs as a pipeline
    Import(import::Import),
    /// Let a pipeline run the programs that it declares
    Trust(trust::MakeTrusted),
    /// Print what is known of a story: who is in it, who says what of whom, dates, files
    Facts(facts::Facts),
    /// Print a pipeline with all that it extends, and where each value is from
    Config(config::Config),
    /// Print a pipeline as a graph in the DOT language
    Graph(graph::Graph),
    /// Print the tasks that a check would run, what they are expected to take, and why
    ///
    /// The plan is that of a check which finds nothing in the cache: what is kept there spares the next one work,
    /// which is not taken off. What earlier checks took is known from there.
    Plan(plan::Plan),
    /// Remove what earlier checks of a story kept to be faster
    Clean(clean::Clean),
    /// Print what a rule finds, why, how to allow it, and what pipelines set it to
    Explain(explain::Explain),
    /// List all rules
    Rules,
    /// Print a JSON Schema of the pipeline file, for editors
    Schema,
}

/// Runs the program: 0 if all is well, 1 if there are findings that fail, 2 if something could not
/// be checked.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(arguments.color);
    let ended = match arguments.command {
        Command::Check(check) => check.run(&terminal),
        Command::Baseline(baseline) => baseline.run(&terminal),
        Command::Init(init) => init.run(&terminal),
        Command::Import(import) => import.run(&terminal),
        Command::Trust(trust) => trust.run(&terminal),
        Command::Facts(facts) => facts.run(&terminal),
        Command::Config(config) => config.run(&terminal),
        Command::Graph(graph) => graph.run(&terminal),
        Command::Plan(plan) => plan.run(&terminal),
        Command::Clean(clean) => clean.run(&terminal),
        Command::Explain(explain) => explain.run(&terminal),
        Command::Rules => rules::run(&terminal),
        Command::Schema => schema::run(&terminal),
    };
    match ended {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(2),
        Err(Stop(message)) => {
            terminal.complain(&message);
            ExitCode::from(2)
        }
    }
}
