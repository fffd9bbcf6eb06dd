//! How much of what storylint believes is so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use storylint_validators::story::{
    Cast, Document, Facts, Kind, Referents, Role, speakers, third_persons,
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

/// The scores of one novel, or of several taken together.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    person_recall: Counts,
    person_precision: Counts,
    alias_pairwise: Counts,
    dialogue_span: Counts,
    speaker_explicit: Counts,
    speaker_claimed: Counts,
    gender: Counts,
    pronoun_claimed: Counts,
    pronoun_share: Counts,
}

impl Scores {
    pub(crate) fn metrics(&self) -> [(&'static str, Counts); 9] {
        [
            ("person_recall", self.person_recall),
            ("person_precision", self.person_precision),
            ("alias_pairwise_f1", self.alias_pairwise),
            ("dialogue_span_f1", self.dialogue_span),
            ("speaker_explicit_accuracy", self.speaker_explicit),
            ("speaker_claimed_accuracy", self.speaker_claimed),
            ("gender_accuracy", self.gender),
            ("pronoun_claimed_accuracy", self.pronoun_claimed),
            ("pronoun_claimed_share", self.pronoun_share),
        ]
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.person_recall.add(other.person_recall);
        self.person_precision.add(other.person_precision);
        self.alias_pairwise.add(other.alias_pairwise);
        self.dialogue_span.add(other.dialogue_span);
        self.speaker_explicit.add(other.speaker_explicit);
        self.speaker_claimed.add(other.speaker_claimed);
        self.gender.add(other.gender);
        self.pronoun_claimed.add(other.pronoun_claimed);
        self.pronoun_share.add(other.pronoun_share);
    }
}

/// Scores what is believed of a novel.
pub(crate) fn score(work: &Work) -> Scores {
    let document = Document::parse("novel.txt", Role::Story, work.text.clone());
    let facts = Facts::of(&document);
    let cast = Cast::of(&facts);
    let mut scores = Scores::default();

    // Where people are named, as it is claimed: by first byte.
    let mut claimed: BTreeMap<usize, (Range<usize>, usize)> = BTreeMap::new();
    for (i, character) in cast.characters.iter().enumerate() {
        if character.kind == Kind::Person {
            for place in character.forms.iter().flat_map(|form| &form.places) {
                claimed.insert(place.span.range().start, (place.span.range(), i));
            }
        }
    }
    // Who is claimed to be named within a span: names do not overlap.
    let named_in = |span: &Range<usize>| {
        let (range, character) = claimed.range(..span.end).next_back()?.1;
        (range.end > span.start).then_some(*character)
    };
    let gold = Gold::of(work, &cast, named_in);

    if work.has_mentions {
        let spans = work.people.iter().flat_map(|person| &person.named);
        let spans: Vec<_> = spans.filter_map(|(_, span)| span.clone()).collect();
        spans.iter().for_each(|span| scores.person_recall.count(named_in(span).is_some()));
        for (range, _) in claimed.values().filter(|(range, _)| is_within(range, &work.region)) {
            let overlaps = |span: &Range<usize>| span.start < range.end && range.start < span.end;
            scores.person_precision.count(spans.iter().any(overlaps));
        }
    } else {
        let spoken =
            |person: &usize| work.quotes.iter().any(|quote| quote.speaker == Some(*person));
        for person in (0..work.people.len()).filter(spoken) {
            scores.person_recall.count(gold.character_of(person).is_some());
        }
    }

    // Two names are aliases when somebody goes by both.
    let names = gold.names(work);
    scores.alias_pairwise.n_gold = Some(0);
    for (i, (people, character)) in names.iter().enumerate() {
        for (other_people, other_character) in &names[..i] {
            let is_gold = people.iter().any(|person| other_people.contains(person));
            let is_claimed = character.is_some() && character == other_character;
            scores.alias_pairwise.n += usize::from(is_claimed);
            scores.alias_pairwise.n_right += usize::from(is_gold && is_claimed);
            *scores.alias_pairwise.n_gold.get_or_insert(0) += usize::from(is_gold);
        }
    }

    for (person, gender) in
        work.people.iter().enumerate().filter_map(|(i, it)| Some((i, it.gender?)))
    {
        let character = gold.character_of(person).map(|character| &cast.characters[character]);
        if let Some(claim) = character.and_then(|character| character.gender) {
            scores.gender.count(claim == gender);
        }
    }

    let inner = |span: Range<usize>| inner(&work.text, span);
    let quotes: HashMap<Range<usize>, usize> =
        work.quotes.iter().enumerate().map(|(i, quote)| (inner(quote.span.clone()), i)).collect();
    scores.dialogue_span.n_gold = Some(work.quotes.len());
    for (speech, speaker) in facts.speeches.iter().zip(speakers(&facts, &cast)) {
        let span = speech.place.span.range();
        if !is_within(&span, &work.region) {
            continue;
        }
        let quote = quotes.get(&inner(span)).map(|quote| &work.quotes[*quote]);
        scores.dialogue_span.count(quote.is_some());
        if let (Some(quote), Some(speaker)) = (quote, speaker) {
            let person = gold.people.get(&speaker.character).copied();
            let is_right = person.is_some() && person == quote.speaker;
            scores.speaker_claimed.count(is_right);
            if quote.is_explicit.unwrap_or(speaker.is_explicit) {
                scores.speaker_explicit.count(is_right);
            }
        }
    }

    let referents = Referents::of(&facts, &cast);
    let claims: HashMap<Range<usize>, Option<usize>> = third_persons(&document)
        .iter()
        .map(|it| (it.place.span.range(), referents.resolve(it).map(|it| it.character)))
        .collect();
    for (span, person) in &work.pronouns {
        let claim = claims.get(span).copied().flatten();
        if let Some(character) = claim {
            scores.pronoun_claimed.count(gold.people.get(&character) == Some(person));
        }
        if !work.people[*person].named.is_empty() {
            scores.pronoun_share.count(claim.is_some());
        }
    }
    scores
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
    fn of(work: &Work, cast: &Cast, named_in: impl Fn(&Range<usize>) -> Option<usize>) -> Self {
        // Where it is not known where a name stands, by the name itself.
        let mut forms: HashMap<&str, (usize, usize)> = HashMap::new();
        for (i, character) in cast.characters.iter().enumerate() {
            for form in character.forms.iter().filter(|_| character.kind == Kind::Person) {
                let known = forms.entry(&form.text).or_insert((form.places.len(), i));
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
                Some(span) => named_in(span).map(|character| (1, character)),
                None => forms.get(name.as_str()).copied(),
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
