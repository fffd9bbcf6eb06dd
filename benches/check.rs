//! What a check costs beside counting the words of the same files: `cargo bench --bench check -- DIR`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use storylint::graph::Pipeline;
use storylint::pipelines::NOVEL;
use storylint::validators::story::endings;
use storylint::{Governing, Settings, Sources, check, locate};

/// How often everything is measured, in turn, so that a busy machine slows all alike.
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = PathBuf::from(folder.unwrap_or("examples/carrow-point".to_owned()));
    let located = locate(&[folder], &std::env::current_dir()?, Governing::Nothing)?;
    let pipeline = Pipeline::parse(NOVEL.text, NOVEL.name)?;
    let sources = Arc::new(Sources::open(&located.root, &located.only, located.shown));
    let is_read = |path: &&String| {
        path.rsplit_once('.').is_some_and(|(_, end)| endings().any(|known| known == end))
    };
    let paths: Vec<&String> = sources.files().iter().filter(is_read).collect();

    let words = || {
        let texts = paths.iter().filter_map(|path| sources.text(path).ok());
        texts.map(|text| text.split_ascii_whitespace().count()).sum::<usize>()
    };
    let checked = |n_workers| {
        check(&pipeline, &sources, &Settings { n_workers: Some(n_workers), ..Settings::default() })
    };
    let [mut counting, mut one, mut two] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        counting.push(time(words));
        one.push(time(|| checked(1)));
        two.push(time(|| checked(2)));
    }

    let n_bytes: usize =
        paths.iter().filter_map(|path| sources.text(path).ok()).map(|text| text.len()).sum();
    println!("{} files, {:.2} MB, median of {ROUNDS}", paths.len(), n_bytes as f64 / 1e6);
    let counting = median(counting);
    for (name, time) in
        [("words", counting), ("check -j 1", median(one)), ("check -j 2", median(two))]
    {
        let (seconds, ratio) = (time.as_secs_f64(), time.as_secs_f64() / counting.as_secs_f64());
        println!(
            "{name:<10} {seconds:>9.4} s {:>8.1} MB/s {ratio:>6.2} x words",
            n_bytes as f64 / 1e6 / seconds
        );
    }
    Ok(())
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
