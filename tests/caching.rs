//! Whatever the cache has, the report is that of a run without one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use storylint::graph::Pipeline;
use storylint::pipelines::NOVEL;
use storylint::{Report, Settings, Sources, Style, check, json, text};
use tempfile::TempDir;

/// The shipped story, in a folder.
fn story() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/carrow-point");
    fs::create_dir(folder.path().join("chapters")).unwrap();
    for file in ["SUMMARY.md", "chapters/interlude.md"]
        .map(str::to_owned)
        .into_iter()
        .chain((1..=5).map(|n| format!("chapters/chapter-{n}.md")))
    {
        fs::copy(from.join(&file), folder.path().join(&file)).unwrap();
    }
    folder
}

/// All that a check of the story in `folder` says.
fn said(folder: &Path, pipeline: &str, settings: &Settings) -> String {
    let pipeline = Pipeline::parse(pipeline, "test.toml").unwrap();
    let sources = Arc::new(Sources::open(folder, &[], PathBuf::from("story").into()));
    let report = check(&pipeline, &sources, settings).unwrap();
    let Report { failures, .. } = &report;
    let (json, text) = (json(&report, &sources), text(&report, &sources, Style::Plain, 2));
    format!("{failures:#?}\n{json}\n{text}")
}

/// What is done to a story or its cache between two checks.
#[derive(Debug, Clone)]
enum Step {
    /// Text is added to a chapter.
    Write(usize, &'static str),
    /// A chapter becomes what it was at first.
    Restore(usize),
    /// A file is made that links lead to, hidden from listings.
    Hide,
    /// A file of the cache loses its end, or a byte of it changes.
    Damage(usize, bool),
    /// Other rules are asked for.
    Rules(bool),
    /// Others do the work, in other tasks.
    Workers(usize, &'static str),
}

fn step() -> impl Strategy<Value = Step> {
    const TEXTS: [&str; 4] = [
        "\n\nThe the door fell shut.\n",
        "\n\n\"Go,\" said Elenna Corbett.\n",
        "\n\n<!-- storylint: allow style/doubled-word -->\nThe the door.\n",
        "\n\nSee [the map](../.maps/map.md).\n",
    ];
    prop_oneof![
        (1..=5_usize, 0..TEXTS.len()).prop_map(|(n, text)| Step::Write(n, TEXTS[text])),
        (1..=5_usize).prop_map(Step::Restore),
        Just(Step::Hide),
        (any::<usize>(), any::<bool>()).prop_map(|(at, cut)| Step::Damage(at, cut)),
        any::<bool>().prop_map(Step::Rules),
        (1..=3_usize, prop_oneof![Just("auto"), Just("validator")])
            .prop_map(|(n, level)| Step::Workers(n, level)),
    ]
}

fn damage(cache: &Path, at: usize, cut: bool) {
    let Ok(files) = fs::read_dir(cache) else { return };
    for path in files.map(|entry| entry.unwrap().path()) {
        let mut bytes = fs::read(&path).unwrap();
        if !bytes.is_empty() {
            let at = at % bytes.len();
            if cut {
                bytes.truncate(at)
            } else {
                bytes[at] ^= 0x55
            }
            fs::write(&path, bytes).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_report_is_that_of_a_run_without(steps in prop::collection::vec(step(), 1..6)) {
        let folder = story();
        let cache = folder.path().join(".storylint/cache");
        let chapter = |n: usize| folder.path().join(format!("chapters/chapter-{n}.md"));
        let first: Vec<Vec<u8>> = (1..=5).map(|n| fs::read(chapter(n)).unwrap()).collect();
        let mut settings = Settings { n_workers: Some(1), ..Settings::default() };
        let (mut rules, mut run) = ("", String::new());
        for step in [Step::Rules(false), Step::Rules(false)].into_iter().chain(steps) {
            match step {
                Step::Write(n, text) => {
                    let before = fs::read_to_string(chapter(n)).unwrap();
                    fs::write(chapter(n), before + text).unwrap();
                }
                Step::Restore(n) => fs::write(chapter(n), &first[n - 1]).unwrap(),
                Step::Hide => {
                    fs::create_dir_all(folder.path().join(".maps")).unwrap();
                    fs::write(folder.path().join(".maps/map.md"), "Here.\n").unwrap();
                }
                Step::Damage(at, cut) => damage(&cache, at, cut),
                Step::Rules(strict) => {
                    rules = if strict { "[rules]\n\"*\" = \"on\"\n" } else { "" };
                }
                Step::Workers(n, level) => {
                    settings.n_workers = Some(n);
                    run = format!("[run]\nlevel = \"{level}\"\n");
                }
            }
            let pipeline = format!("{rules}{run}{}", NOVEL.text);
            let without = said(folder.path(), &pipeline, &settings);
            let with = Settings { cache: Some(cache.clone()), ..settings.clone() };
            prop_assert_eq!(said(folder.path(), &pipeline, &with), without);
        }
    }
}

/// Bytes of all files of a cache.
fn n_bytes(cache: &Path) -> u64 {
    let files = fs::read_dir(cache).unwrap().map(|file| file.unwrap());
    files.map(|file| file.metadata().unwrap().len()).sum()
}

/// What runs may keep that find out nothing: when files were changed, and what things cost. Facts and findings
/// of the story take more.
const LITTLE: u64 = 4096;

#[test]
fn a_large_file_is_read_once_whoever_reads_it() {
    let folder = story();
    let chapter = folder.path().join("chapters/chapter-1.md");
    let text = fs::read_to_string(&chapter).unwrap();
    fs::write(&chapter, text.repeat((1 << 20) / text.len() + 1)).unwrap();
    let cache = folder.path().join(".storylint/cache");
    let run = |n_workers| {
        let cache = Some(cache.clone());
        // A run that is to be explained is never taken to be one that was.
        let settings =
            Settings { n_workers: Some(n_workers), cache, explain: true, ..Settings::default() };
        said(folder.path(), NOVEL.text, &settings)
    };
    let first = run(2);
    let n_first = n_bytes(&cache);
    assert_eq!(run(1), first);
    assert_eq!(run(3), first);
    assert!(n_bytes(&cache) < n_first + LITTLE);
}

/// Which rules share a task depends on what they took in the run before.
#[test]
fn nothing_is_found_out_twice() {
    let folder = story();
    let cache = folder.path().join(".storylint/cache");
    let settings = Settings {
        n_workers: Some(2),
        cache: Some(cache.clone()),
        explain: true,
        ..Settings::default()
    };
    let pipeline = format!("[run]\nlevel = \"validator\"\n{}", NOVEL.text);
    said(folder.path(), &pipeline, &settings);
    let n_first = n_bytes(&cache);
    said(folder.path(), &pipeline, &settings);
    assert!(n_bytes(&cache) < n_first + LITTLE);
}
