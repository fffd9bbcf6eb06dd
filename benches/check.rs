//! What a check of a whole story costs beside other programs: `cargo bench --bench check -- STORY LARGE`.

// Both are folders that the example `corpus` makes; in LARGE the story is one file. It counts the time of the
// processor, as a machine has more to do than this. A chapter is changed for some of it, and changed back.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod check {
    pub(crate) mod aim;
    pub(crate) mod cost;
    pub(crate) mod row;
    pub(crate) mod table;
}

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use check::aim::Aim;
use check::row::{Before, Bench, Row};
use check::table::table;

/// How often everything is run.
const ROUNDS: usize = 5;

/// Of a large file: it takes longer, and scatters less.
const ROUNDS_OF_LARGE: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [story, large] = folders.as_slice() else {
        return Err("give the folders of two stories that the example `corpus` made".into());
    };
    show("The story", Path::new(story), rows_of_story, ROUNDS)?;
    show("One large file", Path::new(large), rows_of_large, ROUNDS_OF_LARGE)
}

/// Measures the rows of the story in `folder`, and prints them.
fn show(
    title: &str,
    folder: &Path,
    rows: fn(&[&str]) -> Vec<Row>,
    n_rounds: usize,
) -> Result<(), Box<dyn Error>> {
    let unreadable = |error| format!("cannot read `{}`: {error}", folder.display());
    let names =
        fs::read_dir(folder).map_err(unreadable)?.map(|entry| Ok(entry?.file_name().into_string()));
    let names: Vec<_> = names.collect::<Result<_, std::io::Error>>()?;
    let chapters: Vec<&str> =
        names.iter().flatten().map(String::as_str).filter(|name| name.ends_with(".md")).collect();
    let mut n_bytes = 0;
    for chapter in &chapters {
        n_bytes += fs::metadata(folder.join(chapter))?.len();
    }
    let bench =
        Bench { story: folder.to_owned(), scratch: PathBuf::from(env!("CARGO_TARGET_TMPDIR")) };
    let measured = bench.measure(&rows(&chapters), n_rounds)?;
    println!(
        "{title}: {} of {:.1} MB, medians of {n_rounds} rounds\n\n{}",
        match chapters.len() {
            1 => "one file".to_owned(),
            n => format!("{n} files"),
        },
        n_bytes as f64 / 1e6,
        table(&measured, n_bytes)
    );
    Ok(())
}

fn rows_of_story(chapters: &[&str]) -> Vec<Row> {
    use Before::{Edit, Forget, Nothing};
    let peak = Aim::Peak(100_000_000);
    let small = &["check", "-j2", "--config", "run.memory = '64 MiB'"];
    vec![
        Row::other("wc -w", &[&["-w"], chapters].concat()),
        Row::other("rumdl", &["check", "--no-cache", "."]),
        Row::other("typos", &["."]),
        Row::other("codespell", &["."]),
        Row::ours(
            "cold, one thread",
            Forget,
            &["check", "-j1"],
            &[Aim::Cpu(0.5), Aim::LessThan("rumdl"), peak],
        ),
        Row::ours(
            "cold, one thread, `--explain-plan`",
            Forget,
            &["check", "-j1", "--explain-plan"],
            &[Aim::Planning(0.02)],
        ),
        Row::ours("cold, `memory = \"64 MiB\"`", Forget, small, &[Aim::Peak(64 << 20)]),
        Row::ours(
            "cold, two threads",
            Forget,
            &["check", "-j2", "--explain-plan"],
            &[Aim::Faster(1.9, "cold, one thread"), Aim::Busy(0.95), peak],
        ),
        // After a run of the same pipeline, whose report is kept.
        Row::ours("warm, nothing changed", Nothing, &["check", "-j1"], &[Aim::Cpu(0.1)]),
        Row::ours("warm, one chapter changed", Edit, &["check", "-j1"], &[Aim::Cpu(0.12)]),
        Row::ours("`--version`", Nothing, &["--version"], &[Aim::Cpu(0.005)]),
    ]
}

fn rows_of_large(chapters: &[&str]) -> Vec<Row> {
    let told = |jobs| ["check", jobs, "--explain-plan"];
    let busy = Aim::Busy(0.9);
    vec![
        Row::other("wc -w", &[&["-w"], chapters].concat()),
        Row::ours("cold, one worker", Before::Forget, &told("-j1"), &[busy]),
        Row::ours(
            "cold, two workers",
            Before::Forget,
            &told("-j2"),
            &[busy, Aim::Faster(1.9, "cold, one worker")],
        ),
    ]
}
