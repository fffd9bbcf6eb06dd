//! What is known of a story, for people.

mod appearances;
mod declared;
mod files;
mod layout;
mod outline;
mod passages;
mod threads;
mod times;
mod world;

use std::cmp::Reverse;

use storylint_validators::story::{Gender, Kind};

use self::appearances::appearances;
use self::layout::{one_line, padded, place, wrapped};
use self::world::beliefs;
use crate::printable::printable;
use crate::report::known::{Known, KnownCharacter, KnownForm};

/// Who is in the story, who speaks, which dates are named, and which files were read.
pub fn facts_text(known: &Known) -> String {
    let sections = [
        cast(known, Kind::Person, "People"),
        cast(known, Kind::Place, "Places"),
        cast(known, Kind::Organisation, "Organisations"),
        cast(known, Kind::Other, "Other names"),
        speech(known),
        outline::pronouns(known),
        outline::headings(known),
        outline::scenes(known),
        passages::passages(known),
        dates(known),
        times::ages(known),
        times::mentions(known),
        times::timeline(known),
        beliefs(known, place),
        declared::declarations(known),
        threads::threads(known),
        files::links(known),
        files::documents(known),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

/// So many names are shown that are of no person, place or organisation: most are words with a capital.
const MOST_OTHERS: usize = 20;

/// The characters of a kind: how often each is named, who it is, and where it is first named; below
/// that the names, if there are several, and how it is introduced.
fn cast(known: &Known, kind: Kind, title: &str) -> String {
    let all: Vec<_> = known.characters.iter().filter(|it| it.kind == kind).collect();
    if all.is_empty() {
        return String::new();
    }
    // What is no person and named once is many things, and seldom of interest.
    let is_shown = |it: &&&KnownCharacter| kind == Kind::Person || it.n > 1;
    let most = if kind == Kind::Other { MOST_OTHERS } else { usize::MAX };
    let shown: Vec<_> = all.iter().filter(is_shown).take(most).collect();
    let names = shown.iter().map(|character| printable(&character.name));
    let names = padded(names.collect());
    let mut out = format!("{title}: {}\n", all.len());
    for (character, name) in shown.iter().zip(names) {
        let gender = match (kind, character.gender) {
            (Kind::Person, Some(Gender::Female)) => "she  ",
            (Kind::Person, Some(Gender::Male)) => "he   ",
            (Kind::Person, None) => "     ",
            (Kind::Place | Kind::Organisation | Kind::Other, _) => "",
        };
        let (n, first) = (character.n, place(&character.first));
        out += &format!("{n:6}  {gender}{name}  {first}\n");
        out += &forms(&character.forms);
        if kind == Kind::Person && n > 1 {
            out += &format!("{:14}{}\n", "", appearances(character));
        }
    }
    let n_once = all.iter().filter(|it| !is_shown(it)).count();
    match (all.len() - shown.len(), n_once) {
        (0, _) => out,
        (n, n_once) if n == n_once => out + &format!("        {n} more named once\n"),
        (n, _) => out + &format!("        {n} more, which --json has\n"),
    }
}

/// The names of somebody who has several, the most used first.
fn forms(forms: &[KnownForm]) -> String {
    let mut forms = Vec::from_iter(forms);
    forms.sort_by_key(|form| Reverse(form.n));
    let names = forms.iter().map(|form| format!("{} {}", printable(&form.text), form.n));
    let names: Vec<String> = names.collect();
    if names.len() > 1 { wrapped(&names) } else { String::new() }
}

/// How much is said, and by whom.
fn speech(known: &Known) -> String {
    let speakers = known.speeches.iter().filter_map(|speech| speech.speaker.as_ref());
    let mut n_said = vec![(0, 0); known.characters.len()];
    for speaker in speakers.clone() {
        n_said[speaker.character].0 += 1;
        n_said[speaker.character].1 += usize::from(speaker.explicit);
    }
    let n = known.speeches.len();
    let n_named = speakers.clone().filter(|speaker| speaker.explicit).count();
    let n_known = speakers.count();
    let mut speaking: Vec<_> = known.characters.iter().zip(n_said).collect();
    speaking.retain(|(_, (n, _))| *n > 0);
    speaking.sort_by_key(|(_, (n, _))| Reverse(*n));
    let names = speaking.iter().map(|(character, _)| printable(&character.name));
    let names = padded(names.collect());
    let mut out =
        format!("Speech: {n}, {n_known} with a known speaker, {n_named} with the name beside it\n");
    for ((_, (n, n_explicit)), name) in speaking.into_iter().zip(names) {
        out += &format!("{n:6}  {name}  {n_explicit} with the name beside it\n");
    }
    out
}

/// The dates: what each is read as, and where; and the words, if they are others.
fn dates(known: &Known) -> String {
    let read = padded(known.dates.iter().map(|date| date.date.clone()).collect());
    let mut out = format!("Dates: {}\n", known.dates.len());
    for (date, read) in known.dates.iter().zip(read) {
        let text = one_line(&date.text);
        let words = if text == date.date { String::new() } else { format!("  {text}") };
        out += &format!("        {read}  {}{}\n", place(&date.place), printable(&words));
    }
    out
}
