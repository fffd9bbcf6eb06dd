//! LitBank: some 2,000 words of each novel, as tokens set apart by spaces.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use storylint_validators::story::Gender;

use crate::gold::{Person, Quote, Work, broken, read_file};

/// So many gendered pronouns tell somebody's gender, if most are of one.
const PRONOUNS: usize = 3;

/// Reads all novels, by name.
pub(crate) fn read(dir: &Path) -> Result<Vec<Work>, String> {
    let originals = dir.join("original");
    let entries = std::fs::read_dir(&originals)
        .map_err(|error| format!("{}: {error}", originals.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| read_work(path))
        .collect()
}

fn read_work(original: &Path) -> Result<Work, String> {
    let name = original.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let dir = original.parent().and_then(Path::parent).expect("it is in a folder of the folder");
    let part = |kind: &str, ending: &str| dir.join(format!("{kind}/tsv/{name}_brat.{ending}"));
    let text = read_file(original)?;
    let excerpt = Excerpt::align(&read_file(&part("coref", "txt"))?, &text)
        .ok_or_else(|| format!("{name}: the excerpt is not in the novel"))?;
    let region = excerpt.region();
    let mut work = Work { region, text, name: name.clone(), has_mentions: true, ..Work::default() };

    let coref = part("coref", "ann");
    let mut mentions: BTreeMap<String, Mention> = BTreeMap::new();
    let mut chains: BTreeMap<String, usize> = BTreeMap::new();
    let mut pronouns: Vec<[usize; 2]> = Vec::new();
    for (number, line) in (1..).zip(read_file(&coref)?.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        match *fields {
            ["MENTION", id, s0, t0, s1, t1, text, "PER", kind] => {
                let span = excerpt
                    .span([s0, t0, s1, t1])
                    .ok_or_else(|| broken(&coref, number, "there is no such token"))?;
                mentions.insert(
                    id.to_owned(),
                    Mention { span, text: text.to_owned(), kind: kind.to_owned() },
                );
            }
            ["COREF", id, chain] => {
                let Some(mention) = mentions.remove(id) else { continue };
                let person = *chains.entry(chain.to_owned()).or_insert_with(|| {
                    work.people.push(Person::default());
                    pronouns.push([0; 2]);
                    work.people.len() - 1
                });
                match (&*mention.kind, gender(&mention.text)) {
                    ("PROP", _) => {
                        work.people[person].named.push((mention.text, Some(mention.span)))
                    }
                    ("PRON", Some(gender)) => {
                        pronouns[person][gender as usize] += 1;
                        work.pronouns.push((mention.span, person));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    for (person, counts) in work.people.iter_mut().zip(pronouns) {
        let all = counts[0] + counts[1];
        let of = |gender: Gender| counts[gender as usize] * 5 >= all * 4;
        let clear = [Gender::Female, Gender::Male].into_iter().find(|gender| of(*gender));
        person.gender = clear.filter(|_| all >= PRONOUNS);
    }

    let quotations = part("quotations", "ann");
    let mut quotes: BTreeMap<String, usize> = BTreeMap::new();
    for (number, line) in (1..).zip(read_file(&quotations)?.lines()) {
        let fields: Vec<&str> = line.split('\t').collect();
        match *fields {
            ["QUOTE", id, s0, t0, s1, t1, ..] => {
                let span = excerpt
                    .span([s0, t0, s1, t1])
                    .ok_or_else(|| broken(&quotations, number, "there is no such token"))?;
                quotes.insert(id.to_owned(), work.quotes.len());
                work.quotes.push(Quote { span, speaker: None, is_explicit: None });
            }
            ["ATTRIB", id, chain] => {
                if let Some(quote) = quotes.get(id) {
                    work.quotes[*quote].speaker = chains.get(chain).copied();
                }
            }
            _ => {}
        }
    }
    join_parts(&mut work);
    Ok(work)
}

/// Makes one quotation of those that are parts of one: nothing but white space stands between them,
/// no mark, and no other speaker is named.
fn join_parts(work: &mut Work) {
    work.quotes.sort_by_key(|quote| quote.span.start);
    let text = &work.text;
    work.quotes.dedup_by(|next, quote| {
        let is_mark = |c| matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '—');
        let (ends, begins) = (&text[quote.span.clone()], &text[next.span.clone()]);
        let between = text.get(quote.span.end..next.span.start);
        let is_part = between.is_some_and(|between| between.trim().is_empty())
            && !(ends.ends_with(is_mark) || begins.starts_with(is_mark))
            && (quote.speaker == next.speaker || next.speaker.is_none() || quote.speaker.is_none());
        if is_part {
            quote.speaker = quote.speaker.or(next.speaker);
            quote.span.end = next.span.end;
        }
        is_part
    });
}

struct Mention {
    span: Range<usize>,
    text: String,
    kind: String,
}

fn gender(pronoun: &str) -> Option<Gender> {
    match pronoun.to_lowercase().as_str() {
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        _ => None,
    }
}

/// Where the tokens of an excerpt are in the novel, line by line.
struct Excerpt(Vec<Vec<Range<usize>>>);

impl Excerpt {
    /// Finds the excerpt, which opens the novel and differs from it in nothing but white space.
    fn align(excerpt: &str, novel: &str) -> Option<Self> {
        let mut rest = novel.char_indices().filter(|(_, c)| !c.is_whitespace());
        let mut token = |token: &str| -> Option<Range<usize>> {
            let mut span: Option<Range<usize>> = None;
            for c in token.chars() {
                let (at, here) = rest.next()?;
                if here != c {
                    return None;
                }
                span = Some(span.map_or(at, |span| span.start)..at + c.len_utf8());
            }
            span
        };
        let lines = excerpt.lines().map(|line| line.split_whitespace().map(&mut token).collect());
        lines.collect::<Option<_>>().map(Self)
    }

    fn region(&self) -> Range<usize> {
        let mut tokens = self.0.iter().flatten();
        let start = tokens.next().map_or(0, |first| first.start);
        start..tokens.next_back().map_or(start, |last| last.end)
    }

    /// From the first token to the last, each by its line and its number in that.
    fn span(&self, place: [&str; 4]) -> Option<Range<usize>> {
        let [s0, t0, s1, t1] = place.map(|number| number.parse::<usize>().ok());
        let start = self.0.get(s0?)?.get(t0?)?.start;
        Some(start..self.0.get(s1?)?.get(t1?)?.end)
    }
}
