//! Who may look, or work, otherwise than before.

use rustc_hash::FxHashSet;

use crate::story::attributes::Attribute;
use crate::story::cast::Cast;
use crate::story::facts::Facts;
use crate::story::paragraphs::paragraph_at;
use crate::story::place::Place;
use crate::story::telling::Setting;
use crate::story::times::{From, Time, Unit};
use crate::story::world::World;

/// Where a story tells of disguises and dyes, of a trade given up, of a second wife, of years that pass; and of whom.
pub(crate) struct Changes<'a> {
    /// Where each paragraph starts.
    paragraphs: &'a [u64],
    /// Who may have changed, and in what.
    who: FxHashSet<(u32, &'static str)>,
    /// The paragraphs that tell of it.
    near: FxHashSet<(usize, &'static str)>,
    /// Where years pass, in reading order.
    years: Vec<Place>,
}

impl<'a> Changes<'a> {
    /// Those of a story. Linear in what is said in it, and in the names of the paragraphs that tell of a change.
    pub(crate) fn of(facts: &'a Facts, cast: &Cast, world: &World) -> Self {
        let paragraphs = facts.paragraphs.starts();
        let (mut who, mut near) = (FxHashSet::default(), FxHashSet::default());
        let named = cast.people();
        let at = |start: u64| named.partition_point(|it| it.0.start() < start);
        for belief in &world.beliefs {
            let statement = &belief.statement;
            let Some(what) = statement.value.filter(|_| statement.attribute == Attribute::Change)
            else {
                continue;
            };
            let paragraph = paragraph_at(paragraphs, statement.place).saturating_sub(1);
            // They come in reading order, so that the first of a paragraph tells of most people.
            if !near.insert((paragraph, what)) {
                continue;
            }
            let start = paragraphs.get(paragraph).map_or(0, |&it| at(it));
            let here = at(statement.place.start());
            // Whom "she" stands for may be named in the paragraph before.
            let is_named = start < here;
            let first = paragraph.saturating_sub(usize::from(!is_named));
            let first = paragraphs.get(first).map_or(0, |&it| at(it));
            let end = paragraphs.get(paragraph + 1).map_or(named.len(), |&it| at(it));
            who.extend(named[first..end.max(first)].iter().map(|it| (it.1, what)));
        }
        let passes = |time: Time| match time {
            Time::Step { amount, is_later, from, .. } => {
                amount.unit == Unit::Year && is_later && from != From::Speaker
            }
            _ => false,
        };
        let is_told = |setting| matches!(setting, Setting::Story | Setting::Heading);
        let years = facts.times.iter().filter(|it| is_told(it.telling.setting) && passes(it.time));
        Self { paragraphs, who, near, years: years.map(|it| it.place).collect() }
    }

    /// Whether what is said of `who` in one place and in another may both be so, one after the other: `what` is a
    /// value of [`Attribute::Change`].
    pub(crate) fn may_part(&self, who: usize, what: &'static str, places: [Place; 2]) -> bool {
        self.is_told(who, what, places) || self.years_pass(places)
    }

    /// Whether the story tells of a change that makes both so.
    pub(crate) fn is_told(&self, who: usize, what: &'static str, places: [Place; 2]) -> bool {
        self.who.contains(&(who as u32, what))
            || self.is_told_near(what, places)
            // Whoever is disguised works as something else, too.
            || what == "work" && self.is_told(who, "looks", places)
    }

    /// Whether the story tells of such a change of anybody in the paragraph of one of the places, or beside it.
    pub(crate) fn is_told_near(&self, what: &'static str, places: [Place; 2]) -> bool {
        places.into_iter().any(|place| {
            let paragraph = paragraph_at(self.paragraphs, place).saturating_sub(1);
            let mut near = paragraph.saturating_sub(1)..=paragraph + 1;
            near.any(|it| self.near.contains(&(it, what)))
        })
    }

    /// Whether years pass between two places.
    pub(crate) fn years_pass(&self, places: [Place; 2]) -> bool {
        let [first, last] = if places[0] <= places[1] { places } else { [places[1], places[0]] };
        let after = self.years.partition_point(|it| *it < first);
        self.years.get(after).is_some_and(|it| *it < last)
    }
}
