//! Things that a story sets up, and where they return.

use crate::diagnostic::Span;
use crate::story::cast::{Cast, Gender};
use crate::story::facts::Facts;
use crate::story::fates::Fate;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::Place;
use crate::story::speeches::Said;
use crate::story::thing_uses::{Determiner, ThingUse};
use crate::story::things;
use crate::story::weights::Weight;

/// A thing that the story gives weight, so that a reader expects it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// Where that is: from the article or owner of the noun to the noun.
    pub place: Place,
    /// The noun: `key`.
    pub noun: &'static str,
    /// What gives it weight there.
    pub weight: Weight,
    /// Where the same thing is named in later scenes, in reading order.
    pub returns: Vec<Place>,
    /// Whether anything that may be the same is named in later scenes.
    pub is_seen_again: bool,
    /// For how many paragraphs the story goes on.
    pub n_after: usize,
}

/// A thing that is destroyed, and later used as if it were there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revival {
    /// The noun: `letter`.
    pub noun: &'static str,
    /// Where it is destroyed or thrown away.
    pub gone: Place,
    /// Where it is used.
    pub used: Place,
}

/// So many paragraphs after it is set up a thing returns, rather than being still there.
const LATER: usize = 8;

/// What is given little weight is set up only if it returns after more than so many paragraphs.
const FAR: usize = 25;

/// So many paragraphs after it was named "the key" is still the same one, where there are others.
const NEAR: usize = 12;

/// So many things of a kind are kept in mind.
const KEPT: usize = 64;

/// One thing, as far as it can be told from others of its kind.
#[derive(Debug)]
struct Thing {
    modifier: u16,
    owner: Owner,
    /// The paragraph in which it was last named.
    last: usize,
    set_up: Option<(Place, Weight, usize)>,
    returns: Vec<Place>,
    /// Where it was destroyed.
    gone: Option<(Place, usize)>,
}

/// Whose a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    /// Index into [`Cast::characters`].
    Character(usize),
    Of(Gender),
    Narrator,
    Other,
}

/// The set-ups and revivals of a story, from merged facts, in reading order. Takes the logarithm of the
/// number of paragraphs for each place at which a thing is named.
pub(crate) fn set_ups(facts: &Facts, cast: &Cast) -> (Vec<SetUp>, Vec<Revival>) {
    let starts = facts.paragraphs.starts();
    let mut said = Said::of(&facts.speeches);
    let mut by_noun: [Vec<Thing>; things::MOST] = std::array::from_fn(|_| Vec::new());
    // The paragraph in which anything of a kind was last named.
    let mut last_named = [0; things::MOST];
    // How many things of a kind there are.
    let mut n_of_kind = [0; things::MOST];
    let mut revivals = Vec::new();
    for it in facts.things.iter() {
        let place = it.place;
        let is_said = said.holds(place);
        let (weight, fate) = if is_said { (None, None) } else { (it.weight, it.fate) };
        let paragraph = paragraph_at(starts, place);
        let kind = usize::from(things::kind(it.thing));
        last_named[kind] = paragraph;
        let owner = owner(&it, cast, is_said);
        let set_up = weight.map(|weight| (place, weight, paragraph));
        let alike = &mut by_noun[usize::from(it.thing)];
        let Some(found) = found(alike, &it, owner, paragraph) else {
            if !is_said || it.determiner != Determiner::Your {
                n_of_kind[kind] += 1;
                alike.push(Thing {
                    modifier: it.modifier,
                    owner,
                    last: paragraph,
                    set_up,
                    returns: Vec::new(),
                    gone: (fate == Some(Fate::Gone)).then_some((place, paragraph)),
                });
            }
            continue;
        };
        let is_alone = n_of_kind[kind] == 1
            || it.modifier != 0
                && alike.len() <= KEPT
                && alike.iter().filter(|thing| thing.modifier == it.modifier).count() == 1;
        let thing = &mut alike[found];
        thing.last = paragraph;
        match fate {
            Some(Fate::Gone) => thing.gone = thing.gone.or(Some((place, paragraph))),
            Some(Fate::Saved) => thing.gone = None,
            Some(Fate::Used) => {
                let gone = thing.gone.filter(|gone| is_alone && paragraph > gone.1 + LATER);
                if let Some((gone, _)) = gone.filter(|gone| is_told(facts, gone.0, place)) {
                    thing.gone = None;
                    let noun = things::thing_of(it.thing).unwrap_or_default();
                    revivals.push(Revival { noun, gone, used: place });
                }
            }
            None => {}
        }
        match thing.set_up {
            Some((_, _, at)) if paragraph > at + LATER => thing.returns.push(place),
            Some(_) => {}
            None => thing.set_up = set_up,
        }
    }
    let all = (0..).zip(by_noun);
    let all = all.flat_map(|(noun, alike)| alike.into_iter().map(move |it| (noun, it)));
    let set_up = |(noun, thing): (u8, Thing)| {
        let (place, weight, paragraph) = thing.set_up?;
        let is_far = thing.last > paragraph + FAR;
        if !weight.is_strong() && !is_far {
            return None;
        }
        Some(SetUp {
            place,
            noun: things::thing_of(noun)?,
            weight,
            returns: thing.returns,
            is_seen_again: last_named[usize::from(things::kind(noun))] > paragraph + LATER,
            n_after: starts.len() - paragraph,
        })
    };
    let mut set_ups: Vec<SetUp> = all.filter_map(set_up).collect();
    set_ups.sort_by_key(|set_up| set_up.place);
    (set_ups, revivals)
}

/// Whether two places are simply told, and not in a letter, in verse or in a thought.
fn is_told(facts: &Facts, one: Place, other: Place) -> bool {
    [one, other].into_iter().all(|place| {
        facts.documents[place.document as usize].passage_at(place.span.start).is_none()
    })
}

/// Whose thing it is.
fn owner(it: &ThingUse, cast: &Cast, is_said: bool) -> Owner {
    match it.determiner {
        Determiner::A | Determiner::The => Owner::Nobody,
        Determiner::His => Owner::Of(Gender::Male),
        Determiner::Her => Owner::Of(Gender::Female),
        Determiner::My if !is_said => Owner::Narrator,
        Determiner::My | Determiner::Your | Determiner::Other => Owner::Other,
        Determiner::Named => {
            let place = it.place;
            let span = Span { end: place.span.start + 1, ..place.span };
            cast.named_at(Place { span, ..place }).map_or(Owner::Other, Owner::Character)
        }
    }
}

/// Which of `things` is meant.
fn found(things: &[Thing], it: &ThingUse, owner: Owner, paragraph: usize) -> Option<usize> {
    if it.determiner == Determiner::A {
        return None;
    }
    let (n_forgotten, recent) =
        (things.len().saturating_sub(KEPT), things.iter().enumerate().rev());
    let mut alike = recent.take(KEPT);
    let is_near = |thing: &Thing| paragraph <= thing.last + NEAR;
    if it.modifier != 0 {
        let mut same = alike.filter(|(_, thing)| thing.modifier == it.modifier);
        let (at, thing) = same.next()?;
        let is_only = n_forgotten == 0 && same.next().is_none();
        // Later, "her gold watch" is another than "a gold watch".
        let is_mine = owner == Owner::Nobody || thing.owner == owner;
        let fits = if is_near(thing) {
            is_mine || thing.owner == Owner::Nobody
        } else {
            is_only && is_mine
        };
        return (fits && !it.is_told).then_some(at);
    }
    if owner != Owner::Nobody {
        let (at, thing) = alike.find(|(_, thing)| thing.owner == owner)?;
        return (owner != Owner::Other && is_near(thing)).then_some(at);
    }
    let (at, thing) = alike.next()?;
    let is_only = n_forgotten == 0 && alike.next().is_none();
    let may_be_far = || thing.gone.is_some() || !things::is_common(it.thing);
    (is_near(thing) || is_only && !it.is_told && may_be_far()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the set-ups of a text in which `|` is ten paragraphs, each with the texts where it returns.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, Weight, &[&str])]) {
        let text = text.replace('|', &format!("\n\n{}", "It rained.\n\n".repeat(10)));
        let facts = Facts::of_text("a.md", &text);
        let (set_ups, _) = set_ups(&facts, &Cast::of(&facts));
        let shown = |place: &Place| &text[place.span.range()];
        let set_ups: Vec<(_, _, Vec<_>)> = (set_ups.iter())
            .map(|it| (shown(&it.place), it.weight, it.returns.iter().map(shown).collect()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|it| (it.0, it.1, it.2.to_vec())).collect();
        assert_eq!(set_ups, expected, "{text}");
    }

    #[test]
    fn hidden() {
        check(
            "He hid the letter.|She found the letter.",
            &[("the letter", Weight::Hidden, &["the letter"])],
        );
        check("He hid the letter. The letter was old.|", &[("the letter", Weight::Hidden, &[])]);
        check("“He hid the letter,” she said.|The letter lay there.", &[]);
    }

    #[test]
    fn noticed() {
        let noticed = ("a brass key", Weight::Noticed, &["the brass key"] as &[_]);
        check("She found a brass key.|||He took the brass key.", &[noticed]);
        check("She found a brass key.|||He took the iron key. The key fell.", &[]);
        check("She found a brass key.|||Tom took his brass key.", &[]);
    }

    #[test]
    fn told_apart() {
        check(
            "He hid the silver key.|A key lay there. The key shone.",
            &[("the silver key", Weight::Hidden, &[])],
        );
        check(
            "He hid the ring.||She knew the ring that he wore.",
            &[("the ring", Weight::Hidden, &[])],
        );
    }
}
