//! What a pipeline declares, as facts of the story.

use storylint_graph::{Calendar, CastEntry, CastGender, CastKind};
use storylint_validators::story::{self, Declaration};

/// The declared calendar as the story's.
pub(crate) fn calendar(calendar: &Calendar) -> story::Calendar {
    let month = |(name, days): &(String, u8)| story::Month { name: name.clone(), days: *days };
    story::Calendar {
        months: calendar.months.iter().map(month).collect(),
        weekdays: calendar.weekdays.clone(),
        epoch_weekday: calendar.epoch_weekday,
        eras: calendar.eras.clone(),
    }
}

/// Somebody of the declared cast.
pub(crate) fn declaration(entry: &CastEntry) -> Declaration {
    let kind = entry.kind.map(|kind| match kind {
        CastKind::Person => story::Kind::Person,
        CastKind::Place => story::Kind::Place,
        CastKind::Organisation => story::Kind::Organisation,
        CastKind::Other => story::Kind::Other,
    });
    let gender = entry.gender.map(|gender| match gender {
        CastGender::Female => story::Gender::Female,
        CastGender::Male => story::Gender::Male,
    });
    let names = entry.names.iter().map(|name| name.get_ref().as_str());
    Declaration::of_pipeline(names, kind, gender)
}
