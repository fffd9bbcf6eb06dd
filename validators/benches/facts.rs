//! How fast text becomes facts, stage by stage: `cargo bench --bench facts -- DIR`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::alloc::System;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use cap::Cap;
use pulldown_cmark::Parser;
use serde::Serialize;
use storylint_validators::story::{
    Cast, Document, DocumentFacts, Facts, Role, endings, speakers, stages,
};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// How often everything is measured, in turn, so that a busy machine slows all alike.
const ROUNDS: usize = 9;

/// How many facts are merged at once.
const MERGE_WIDTH: usize = 8;

/// A file by its path.
type File = (String, String);

/// What is timed, and the bytes that it reads.
type Stage<'a> = (&'static str, usize, Box<dyn Fn() -> Duration + 'a>);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/carrow-point");
    let mut files = Vec::new();
    read(folder.as_deref().unwrap_or(default).as_ref(), &mut files)?;
    files.sort();
    let documents: Vec<Document> = files.iter().map(parse).collect();
    // Tables that are made when they are first asked are no part of the facts.
    Cast::of(&merged(documents.iter().map(Facts::of).collect()));
    let (facts, n_heap) = with_heap(|| documents.iter().map(Facts::of).collect::<Vec<_>>());
    let (story, n_merged) = with_heap(|| merged(facts.clone()));
    let cast = Cast::of(&story);

    let encoded: Vec<Vec<u8>> = facts.iter().map(encode).collect();
    let n_encoded = encoded.iter().map(Vec::len).sum::<usize>();

    let size = |files: &[&File]| files.iter().map(|(_, text)| text.len()).sum::<usize>();
    let all: Vec<_> = files.iter().collect();
    let markdown: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".md")).collect();
    let (n_bytes, n_markdown) = (size(&all), size(&markdown));
    let files = files.as_slice();
    let stages: [Stage<'_>; 17] = [
        ("count words", n_bytes, Box::new(|| time(|| count_words(files)))),
        ("bare Markdown", n_markdown, Box::new(|| time(|| bare(&markdown)))),
        ("parse", n_bytes, Box::new(|| parsing(files))),
        ("words", n_bytes, Box::new(|| each(files, stages::words))),
        ("+ names", n_bytes, Box::new(|| each(files, stages::names))),
        ("+ times", n_bytes, Box::new(|| each(files, stages::times))),
        ("+ speeches", n_bytes, Box::new(|| each(files, stages::speeches))),
        ("+ statements", n_bytes, Box::new(|| each(files, stages::statements))),
        ("+ promises, questions", n_bytes, Box::new(|| each(files, stages::expectations))),
        ("+ things", n_bytes, Box::new(|| each(files, stages::things))),
        ("+ novelties", n_bytes, Box::new(|| each(files, stages::novelties))),
        ("facts", n_bytes, Box::new(|| each(files, Facts::of))),
        ("encode", n_bytes, Box::new(|| time(|| facts.iter().map(encode).collect::<Vec<_>>()))),
        (
            "decode",
            n_bytes,
            Box::new(|| time(|| encoded.iter().map(|it| decode(it)).collect::<Vec<_>>())),
        ),
        ("merge", n_bytes, Box::new(|| merging(&facts))),
        ("cast", n_bytes, Box::new(|| time(|| Cast::of(&story)))),
        ("speakers", n_bytes, Box::new(|| time(|| speakers(&story, &cast)))),
    ];

    let mut times = vec![Vec::new(); stages.len()];
    for _ in 0..ROUNDS {
        for ((_, _, run), times) in stages.iter().zip(&mut times) {
            times.push(run());
        }
    }
    println!("{} files, {:.2} MB, median of {ROUNDS}", files.len(), n_bytes as f64 / 1e6);
    let medians: Vec<f64> = times.into_iter().map(|it| median(it).as_secs_f64()).collect();
    let counting = medians[0] / n_bytes as f64;
    for ((name, n_bytes, _), seconds) in stages.iter().zip(medians) {
        let (speed, ratio) =
            (*n_bytes as f64 / 1e6 / seconds, seconds / *n_bytes as f64 / counting);
        println!("{name:<14} {seconds:>9.4} s {speed:>9.1} MB/s {ratio:>6.2} x count words");
    }
    let percent = n_heap as f64 * 100.0 / n_bytes as f64;
    println!("facts hold {:.2} MB of heap, {percent:.2} % of the text", n_heap as f64 / 1e6);
    let percent = n_encoded as f64 * 100.0 / n_bytes as f64;
    println!("encoded: {:.2} MB, {percent:.2} % of the text", n_encoded as f64 / 1e6);
    let percent = n_merged as f64 * 100.0 / n_bytes as f64;
    println!("merged: {:.2} MB of heap, {percent:.2} % of the text", n_merged as f64 / 1e6);
    println!("of what is encoded, each with its share of the text:");
    for (name, n_part) in parts(&facts, n_encoded) {
        println!("{name:<14} {:>5.2} %", n_part as f64 * 100.0 / n_bytes as f64);
    }
    Ok(())
}

/// Appends the files below `folder` whose format is read, UTF-8 only.
fn read(folder: &Path, files: &mut Vec<File>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, files)?;
        } else if path.extension().is_some_and(|it| endings().any(|ending| it == ending))
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.push((path.display().to_string(), text));
        }
    }
    Ok(())
}

fn parse((path, text): &File) -> Document {
    Document::parse(path, Role::Story, text.clone())
}

/// The time it takes to parse, without that to copy the text.
fn parsing(files: &[File]) -> Duration {
    let texts = files.iter().map(|(path, text)| (path, text.clone()));
    texts.map(|(path, text)| time(|| Document::parse(path, Role::Story, text))).sum()
}

fn count_words(files: &[File]) -> usize {
    files.iter().map(|(_, text)| text.split_ascii_whitespace().count()).sum()
}

fn bare(files: &[&File]) -> usize {
    files.iter().map(|(_, text)| Parser::new(text).count()).sum()
}

/// What `make` makes, and how many bytes of the heap it holds.
fn with_heap<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATOR.allocated();
    let made = make();
    let n_bytes = ALLOCATOR.allocated() - before;
    (made, n_bytes)
}

/// The largest parts of `facts`, and how many of the `n_encoded` bytes each has.
fn parts(facts: &[Facts], n_encoded: usize) -> Vec<(&'static str, usize)> {
    fn size<T: Serialize>(part: &T) -> usize {
        postcard::to_allocvec(part).expect("facts are plain values").len()
    }
    let sum = |part: fn(&Facts) -> usize| facts.iter().map(part).sum::<usize>();
    let of_documents = |part: fn(&DocumentFacts) -> usize| {
        facts.iter().flat_map(|it| &it.documents).map(part).sum::<usize>()
    };
    let vocabulary = sum(|it| size(&it.names.vocabulary) + size(&it.reference_names.vocabulary));
    let names = sum(|it| size(&it.names) + size(&it.reference_names));
    let mut parts = vec![
        ("vocabulary", vocabulary),
        ("names", names - vocabulary),
        ("own pronouns", sum(|it| size(&it.own_pronouns))),
        ("times", sum(|it| size(&it.dates) + size(&it.times))),
        ("speeches", sum(|it| size(&it.speeches))),
        ("statements", sum(|it| size(&it.statements))),
        ("links", of_documents(|it| size(&it.links))),
        ("anchors", of_documents(|it| size(&it.anchors))),
        ("passages", of_documents(|it| size(&it.passages))),
    ];
    parts.push(("rest", n_encoded - parts.iter().map(|it| it.1).sum::<usize>()));
    parts
}

/// The time of one stage for all documents, of which none has kept its words from an earlier one.
fn each<T>(files: &[File], stage: fn(&Document) -> T) -> Duration {
    let documents: Vec<Document> = files.iter().map(parse).collect();
    time(|| documents.iter().for_each(|document| drop([black_box(stage(document))])))
}

fn encode(facts: &Facts) -> Vec<u8> {
    postcard::to_allocvec(facts).expect("facts are plain values")
}

fn decode(bytes: &[u8]) -> Facts {
    postcard::from_bytes(bytes).expect("facts were encoded")
}

/// The time it takes to merge, without that to copy the facts.
fn merging(facts: &[Facts]) -> Duration {
    let facts = facts.to_vec();
    time(|| merged(facts))
}

/// All facts, merged in a tree as a run does.
fn merged(mut facts: Vec<Facts>) -> Facts {
    while facts.len() > 1 {
        let mut rest = facts.into_iter().peekable();
        facts = std::iter::from_fn(|| {
            rest.peek()?;
            Some(Facts::merged(rest.by_ref().take(MERGE_WIDTH)))
        })
        .collect();
    }
    facts.pop().unwrap_or_default()
}

/// Dropping what the work made is part of the time.
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    drop(black_box(work()));
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
