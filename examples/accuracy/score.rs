//! How much of what storylint believes is so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use storylint_validators::story::{
    Cast, Document, Facts, Kind, Referents, Role, ThirdPerson, speakers, third_persons,
};

use crate::gold::Work;

/// Of what is claimed, and of what there is, how much is right.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    n_right: usize,
    /// Of these.
    n: usize,
    /// For an F1: what there is, where `n` is what was claimed.
    n_gold: Option<usize>,
}

impl Counts {
    fn count(&mut self, is_right: bool) {
        self.n += 1;
        self.n_right += usize::from(is_right);
    }

    fn add(&mut self, other: Self) {
        self.n_right += other.n_right;
        self.n += other.n;
        self.n_gold = match (self.n_gold, other.n_gold) {
            (None, None) => None,
            (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
        };
    }

    /// Whether there is anything to score.
    pub(crate) fn is_known(self) -> bool {
        self.n + self.n_gold.unwrap_or(0) > 0
    }

    /// The share that is right; for an F1, twice the right over the claimed and the gold together.
    pub(crate) fn value(self) -> f64 {
        match self.n_gold {
            None => self.n_right as f64 / self.n as f64,
            Some(n_gold) => 2.0 * self.n_right as f64 / (self.n + n_gold) as f64,
        }
    }

    pub(crate) fn explained(self) -> String {
        match (self.is_known(), self.n_gold) {
            (false, _) => "nothing to score".to_owned(),
            (true, None) => format!("{:.4} = {} of {}", self.value(), self.n_right, self.n),
            (true, Some(n_gold)) => format!(
                "{:.4} = {} right, {} claimed, {n_gold} in all",
                self.value(),
                self.n_right,
                self.n
            ),
        }
    }
}

/// What is scored.
#[derive(Debug, Clone, Copy)]
enum Metric {
    PersonRecall,
    PersonPrecision,
    AliasPairwise,
    DialogueSpan,
    SpeakerExplicit,
    SpeakerClaimed,
    Gender,
    PronounClaimed,
    PronounShare,
}

/// How the metrics are shown, in the order of [`Metric`].
const NAMES: [&str; 9] = [
    "person_recall",
    "person_precision",
    "alias_pairwise_f1",
    "dialogue_span_f1",
    "speaker_explicit_accuracy",
    "speaker_claimed_accuracy",
    "gender_accuracy",
    "pronoun_claimed_accuracy",
    "pronoun_claimed_share",
];

/// The scores of one novel, or of several taken together.
#[derive(Debug, Default)]
pub(crate) struct Scores([Counts; NAMES.len()]);

impl Scores {
    pub(crate) fn metrics(&self) -> impl Iterator<Item = (&'static str, Counts)> {
        NAMES.into_iter().zip(self.0)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(counts, other)| counts.add(other));
    }

    fn of(&mut self, metric: Metric) -> &mut Counts {
        &mut self.0[metric as usize]
    }
}

/// Scores what is believed of a novel.
pub(crate) fn score(work: &Work) -> Scores {
    let document = Document::parse("novel.txt", Role::Story, work.text.clone());
    let facts = Facts::of(&document);
    let cast = Cast::of(&facts);
    let named = Named::of(&cast);
    let gold = Gold::of(work, &cast, &named);
    let mut scores = Scores::default();
    score_people(&mut scores, work, &named, &gold);
    score_aliases(&mut scores, work, &gold);
    score_genders(&mut scores, work, &cast, &gold);
    score_speeches(&mut scores, work, &facts, &cast, &gold);
    score_pronouns(
        &mut scores,
        work,
        &third_persons(&document),
        &Referents::of(&facts, &cast),
        &gold,
    );
    scores
}

/// Where people are named, as it is claimed, and who: by first byte.
struct Named(BTreeMap<usize, (Range<usize>, usize)>);

impl Named {
    fn of(cast: &Cast) -> Self {
        let mut named = BTreeMap::new();
        for (i, character) in cast.characters.iter().enumerate() {
            if character.kind == Kind::Person {
                for place in character.forms.iter().flat_map(|form| form.places.iter()) {
                    named.insert(place.span.range().start, (place.span.range(), i));
                }
            }
        }
        Self(named)
    }

    /// Who is claimed to be named within a span: names do not overlap.
    fn within(&self, span: &Range<usize>) -> Option<usize> {
        let (range, character) = self.0.range(..span.end).next_back()?.1;
        (range.end > span.start).then_some(*character)
    }
}

/// Whether people are found where they are named, and nobody else.
fn score_people(scores: &mut Scores, work: &Work, named: &Named, gold: &Gold) {
    if work.has_mentions {
        let spans = work.people.iter().flat_map(|person| &person.named);
        let spans: Vec<_> = spans.filter_map(|(_, span)| span.clone()).collect();
        spans
            .iter()
            .for_each(|span| scores.of(Metric::PersonRecall).count(named.within(span).is_some()));
        for (range, _) in named.0.values().filter(|(range, _)| is_within(range, &work.region)) {
            let overlaps = |span: &Range<usize>| span.start < range.end && range.start < span.end;
            scores.of(Metric::PersonPrecision).count(spans.iter().any(overlaps));
        }
    } else {
        let spoken =
            |person: &usize| work.quotes.iter().any(|quote| quote.speaker == Some(*person));
        for person in (0..work.people.len()).filter(spoken) {
            scores.of(Metric::PersonRecall).count(gold.character_of(person).is_some());
        }
    }
}

/// Whether two names name one person: they are aliases when somebody goes by both.
fn score_aliases(scores: &mut Scores, work: &Work, gold: &Gold) {
    let counts = scores.of(Metric::AliasPairwise);
    let mut n_gold = 0;
    let names = gold.names(work);
    for (i, (people, character)) in names.iter().enumerate() {
        for (other_people, other_character) in &names[..i] {
            let is_gold = people.iter().any(|person| other_people.contains(person));
            let is_claimed = character.is_some() && character == other_character;
            counts.n += usize::from(is_claimed);
            counts.n_right += usize::from(is_gold && is_claimed);
            n_gold += usize::from(is_gold);
        }
    }
    counts.n_gold = Some(n_gold);
}

/// Whether somebody is he or she.
fn score_genders(scores: &mut Scores, work: &Work, cast: &Cast, gold: &Gold) {
    for (person, gender) in
        work.people.iter().enumerate().filter_map(|(i, it)| Some((i, it.gender?)))
    {
        let character = gold.character_of(person).map(|character| &cast.characters[character]);
        if let Some(claim) = character.and_then(|character| character.gender) {
            scores.of(Metric::Gender).count(claim == gender);
        }
    }
}

/// What is speech, and who speaks.
fn score_speeches(scores: &mut Scores, work: &Work, facts: &Facts, cast: &Cast, gold: &Gold) {
    let inner = |span: Range<usize>| inner(&work.text, span);
    let quotes: HashMap<Range<usize>, usize> =
        work.quotes.iter().enumerate().map(|(i, quote)| (inner(quote.span.clone()), i)).collect();
    scores.of(Metric::DialogueSpan).n_gold = Some(work.quotes.len());
    for (speech, speaker) in facts.speeches.iter().zip(speakers(facts, cast)) {
        let span = speech.place.span.range();
        if !is_within(&span, &work.region) {
            continue;
        }
        let quote = quotes.get(&inner(span)).map(|quote| &work.quotes[*quote]);
        scores.of(Metric::DialogueSpan).count(quote.is_some());
        if let (Some(quote), Some(speaker)) = (quote, speaker) {
            let person = gold.people.get(&speaker.character).copied();
            let is_right = person.is_some() && person == quote.speaker;
            scores.of(Metric::SpeakerClaimed).count(is_right);
            if quote.is_explicit.unwrap_or(speaker.is_explicit) {
                scores.of(Metric::SpeakerExplicit).count(is_right);
            }
        }
    }
}

/// Whom pronouns stand for.
fn score_pronouns(
    scores: &mut Scores,
    work: &Work,
    pronouns: &[ThirdPerson],
    referents: &Referents<'_>,
    gold: &Gold,
) {
    let claims: HashMap<Range<usize>, Option<usize>> = pronouns
        .iter()
        .map(|it| (it.place.span.range(), referents.resolve(it).map(|it| it.character)))
        .collect();
    for (span, person) in &work.pronouns {
        let claim = claims.get(span).copied().flatten();
        if let Some(character) = claim {
            scores.of(Metric::PronounClaimed).count(gold.people.get(&character) == Some(person));
        }
        if !work.people[*person].named.is_empty() {
            scores.of(Metric::PronounShare).count(claim.is_some());
        }
    }
}

/// Which character stands for which person.
struct Gold {
    /// For a name, the characters that are believed to be named by it, with how often.
    by_name: BTreeMap<String, BTreeMap<usize, usize>>,
    /// Whom a character is mostly named for.
    people: HashMap<usize, usize>,
    /// How often a character is named for a person.
    n: BTreeMap<(usize, usize), usize>,
}

impl Gold {
    fn of(work: &Work, cast: &Cast, named: &Named) -> Self {
        // Where it is not known where a name stands, by the name itself.
        let mut forms: HashMap<String, (usize, usize)> = HashMap::new();
        for (i, character) in cast.characters.iter().enumerate() {
            for form in character.forms.iter().filter(|_| character.kind == Kind::Person) {
                let known = forms.entry(spelt(&form.text)).or_insert((form.places.len(), i));
                *known = (*known).max((form.places.len(), i));
            }
        }
        let mut n: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut by_name: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
        for (person, (name, span)) in work
            .people
            .iter()
            .enumerate()
            .flat_map(|(i, it)| it.named.iter().map(move |named| (i, named)))
        {
            let character = match span {
                Some(span) => named.within(span).map(|character| (1, character)),
                None => forms.get(&spelt(name)).copied(),
            };
            if let Some((times, character)) = character {
                *n.entry((person, character)).or_default() += times;
                *by_name.entry(normal(name)).or_default().entry(character).or_default() += times;
            }
        }
        let mut people: HashMap<usize, BTreeMap<usize, usize>> = HashMap::new();
        for ((person, character), times) in &n {
            people.entry(*character).or_default().insert(*person, *times);
        }
        let people =
            people.iter().filter_map(|(character, counts)| Some((*character, most(counts)?)));
        Self { by_name, people: people.collect(), n }
    }

    /// Every name, each once, with whom it names and whom it is mostly believed to name.
    fn names(&self, work: &Work) -> Vec<(BTreeSet<usize>, Option<usize>)> {
        let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (i, person) in work.people.iter().enumerate() {
            // Names that never occur say nothing about a reader of the text.
            let occurs = |(name, span): &&(String, Option<Range<usize>>)| {
                span.is_some() || work.text.contains(name.as_str())
            };
            for (name, _) in person.named.iter().filter(occurs) {
                names.entry(normal(name)).or_default().insert(i);
            }
        }
        let believed = |name: &String| self.by_name.get(name).and_then(most);
        names.into_iter().map(|(name, people)| (people, believed(&name))).collect()
    }

    /// Who is mostly named for a person.
    fn character_of(&self, person: usize) -> Option<usize> {
        let mine = self.n.iter().filter(|((whose, _), _)| *whose == person);
        mine.max_by_key(|(_, n)| **n).map(|((_, character), _)| *character)
    }
}

/// What is counted most often.
fn most(counts: &BTreeMap<usize, usize>) -> Option<usize> {
    counts.iter().max_by_key(|(_, n)| **n).map(|(i, _)| *i)
}

/// A name without case, white space between its parts, or a possessive.
fn normal(name: &str) -> String {
    let words = name.split_whitespace().filter(|word| !matches!(*word, "'s" | "’s"));
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A name without what lists of names leave out: periods, an article.
fn spelt(name: &str) -> String {
    let name = normal(name).replace('.', "");
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}

fn is_within(span: &Range<usize>, region: &Range<usize>) -> bool {
    region.start <= span.start && span.end <= region.end
}

/// A quotation without its marks, the white space around, and what ends its last sentence: after a
/// dash that is in some annotations and not in others.
fn inner(text: &str, span: Range<usize>) -> Range<usize> {
    let is_outside = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '_' | '\0')
    };
    let is_end = |c: char| is_outside(c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…');
    let quote = &text[span.clone()];
    let start = span.start + (quote.len() - quote.trim_start_matches(is_outside).len());
    start..(span.start + quote.trim_end_matches(is_end).len()).max(start)
}
