//! Makes a large story for benchmarks: `cargo run --release --example corpus -- TEXTS FOLDER [MB [KB A FILE]]`.

// Its chapters are whole sentences of the stories below TEXTS, those of one file at a time, each time in
// another order, so that no passage repeats. The same texts always make the same chapters. A pipeline file
// lies beside them, so that checks keep a cache.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use storylint::validators::story::{Document, Role, endings};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [texts, folder, sizes @ ..] = arguments.as_slice() else {
        return Err("give the folder of the texts and that of the chapters".into());
    };
    let size = |n: usize, default| match sizes.get(n) {
        None => Ok(default),
        Some(size) => size.parse::<usize>().map_err(|error| format!("`{size}`: {error}")),
    };
    let (total, a_file) = (size(0, 50)? * 1_000_000, size(1, 17)? * 1000);
    let mut texts_of_files = Vec::new();
    read(Path::new(texts), &mut HashSet::new(), &mut texts_of_files)?;
    if texts_of_files.iter().all(Vec::is_empty) {
        return Err(format!("no sentence is below `{texts}`").into());
    }
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("storylint.toml"), "extends = \"novel\"\n")?;
    let mut supply = Supply { texts_of_files, random: Random(0), left: VecDeque::new() };
    let (mut n_bytes, mut n_chapters) = (0, 0);
    while n_bytes < total {
        n_chapters += 1;
        let chapter = chapter(n_chapters, &mut supply, a_file);
        n_bytes += chapter.len();
        fs::write(folder.join(format!("chapter-{n_chapters}.md")), chapter)?;
    }
    println!("{n_chapters} chapters, {:.1} MB", n_bytes as f64 / 1e6);
    Ok(())
}

/// Sentences without end.
struct Supply {
    /// Of which there is at least one.
    texts_of_files: Vec<Vec<Rc<str>>>,
    random: Random,
    /// Those that come before the next shuffle.
    left: VecDeque<Rc<str>>,
}

impl Iterator for Supply {
    type Item = Rc<str>;

    fn next(&mut self) -> Option<Rc<str>> {
        if self.left.is_empty() {
            self.texts_of_files.iter_mut().for_each(|sentences| self.random.shuffle(sentences));
            self.left.extend(self.texts_of_files.iter().flatten().cloned());
        }
        self.left.pop_front()
    }
}

/// Appends the sentences of each file below `folder` whose format is read, in the order of the files'
/// names, without those that are `known` already.
fn read(
    folder: &Path,
    known: &mut HashSet<Rc<str>>,
    texts: &mut Vec<Vec<Rc<str>>>,
) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, known, texts)?;
        } else if path.extension().is_some_and(|it| endings().any(|ending| it == ending))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let document = Document::parse(&path.display().to_string(), Role::Story, text);
            let paragraphs = document.paragraphs().map(|it| &document.prose[it.span.range()]);
            let sentences = paragraphs.flat_map(sentences).map(Rc::from);
            texts.push(sentences.filter(|sentence| known.insert(Rc::clone(sentence))).collect());
        }
    }
    Ok(())
}

/// The sentences of a paragraph that can stand anywhere: with no mark of Markdown, and no quotation
/// that another one ends.
fn sentences(paragraph: &str) -> Vec<String> {
    let (mut sentences, mut sentence) = (Vec::new(), String::new());
    for word in
        paragraph.split(|c: char| c == '\0' || c.is_whitespace()).filter(|it| !it.is_empty())
    {
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence += word;
        let end = word.trim_end_matches(['"', '”', '’', '\'', ')']);
        // "Mr." ends none, and a longer word that is cut short does no harm.
        if end.ends_with(['.', '!', '?']) && end.len() > 4 {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    sentences.retain(|sentence| {
        let count = |mark: char| sentence.matches(mark).count();
        sentence.starts_with(|c: char| c.is_alphabetic() || matches!(c, '“' | '‘' | '"'))
            && !sentence.contains(['<', '>', '[', ']', '*', '_', '`', '|', '\\', '#', '&'])
            && count('“') == count('”')
            && count('"') % 2 == 0
    });
    sentences
}

/// A chapter with that number and about so many bytes of sentences.
fn chapter(number: usize, supply: &mut Supply, n_bytes: usize) -> String {
    let mut chapter = format!("# Chapter {number}\n");
    while chapter.len() < n_bytes {
        let n_sentences = 1 + supply.random.below(6);
        let paragraph: Vec<Rc<str>> = supply.take(n_sentences).collect();
        chapter.extend(["\n", &paragraph.join(" "), "\n"]);
    }
    chapter
}

/// Splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % n as u64) as usize
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for i in (1..all.len()).rev() {
            all.swap(i, self.below(i + 1));
        }
    }
}
