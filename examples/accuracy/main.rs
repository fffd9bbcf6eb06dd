//! Scores what storylint believes about novels against what people annotated in them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows its result")]

mod gold;
mod litbank;
mod pdnc;
mod score;

use std::path::PathBuf;
use std::process::ExitCode;

use score::Scores;

const USAGE: &str =
    "usage: accuracy [--tsv] DIR, where DIR has novels in the layout of LitBank or PDNC";

fn main() -> ExitCode {
    let (flags, rest): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let ([dir], true) = (&*rest, flags.iter().all(|flag| flag == "--tsv")) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let dir = PathBuf::from(dir);
    let is_litbank = dir.join("original").is_dir();
    let works = if is_litbank { litbank::read(&dir) } else { pdnc::read(&dir) };
    let works = match works {
        Ok(works) if !works.is_empty() => works,
        Ok(_) => {
            eprintln!("error: {} has no novels in either layout\n{USAGE}", dir.display());
            return ExitCode::from(2);
        }
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let mut all = Scores::default();
    let mut rows = Vec::new();
    for work in &works {
        let scores = score::score(work);
        all.add(&scores);
        rows.push((&*work.name, scores));
    }
    if flags.is_empty() {
        print_table(&rows, &all);
    } else {
        for (metric, counts) in all.metrics().filter(|(_, counts)| counts.is_known()) {
            println!("{metric}\t{:.4}", counts.value());
        }
    }
    ExitCode::SUCCESS
}

/// A row a work, and what all of them taken together give, with the numbers behind it.
fn print_table(rows: &[(&str, Scores)], all: &Scores) {
    let names: Vec<&str> = all.metrics().map(|(metric, _)| metric).collect();
    print!("{:<34}", "");
    names.iter().for_each(|name| print!(" {:>9}", short(name)));
    println!();
    for (name, scores) in rows.iter().map(|(name, scores)| (*name, scores)).chain([("all", all)]) {
        print!("{:<34}", name.chars().take(33).collect::<String>());
        for (_, counts) in scores.metrics() {
            match counts.is_known() {
                true => print!(" {:>9.3}", counts.value()),
                false => print!(" {:>9}", "-"),
            }
        }
        println!();
    }
    println!();
    for (metric, counts) in all.metrics() {
        println!("{metric:<28} {}", counts.explained());
    }
}

/// The name of a metric over a narrow column.
fn short(metric: &str) -> String {
    let mut words = metric.split('_');
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    match words.next() {
        Some(middle) if first == "speaker" => middle.chars().take(9).collect(),
        _ => format!("{} {}", &first[..first.len().min(4)], &last[..last.len().min(4)]),
    }
}
