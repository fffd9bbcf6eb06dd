//! A calendar that a pipeline declares.

use std::sync::Arc;

use toml::Spanned;

use crate::error::PipelineError;
use crate::fields::{Fields, integer};
use crate::names;
use crate::text::Text;

/// A calendar of the story's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The months of a year in order, at least one: the name, and how many days it has.
    pub months: Vec<(String, u8)>,
    /// The days of a week in order; there may be none.
    pub weekdays: Vec<String>,
    /// Index into `weekdays`: the first day of the year 1.
    pub epoch_weekday: usize,
    /// What may stand after the number of a year.
    pub eras: Vec<String>,
}

/// The keys of the table.
pub(crate) const KEYS: [&str; 4] = ["months", "weekdays", "epoch-weekday", "eras"];

/// The keys of a month.
const MONTH_KEYS: [&str; 2] = ["name", "days"];

/// Reads the calendar that `fields` declare.
pub(crate) fn read(text: &Arc<Text>, fields: &Fields<'_>) -> Result<Calendar, PipelineError> {
    let mut months: Vec<(Spanned<String>, u8)> = Vec::new();
    for month in
        fields.rows("months", "a list of months such as `{ name = \"Frostfall\", days = 30 }`")?
    {
        let month = Fields::of_row(text, "a month of the calendar", month, &MONTH_KEYS)?;
        let days = month.value("days", "an integer from 1 to 255", |value| {
            integer(value).and_then(|n| u8::try_from(n).ok()).filter(|&n| n > 0)
        })?;
        let name = month.some_string("name")?;
        months.push((name, days.ok_or_else(|| month.missing("days"))?));
    }
    let weekdays = fields.strings("weekdays")?;
    let once = |names: Vec<&Spanned<String>>, what: &str| match twice(&names) {
        Some([first, again]) => {
            let message = format!("{what} `{}` is named twice", again.get_ref());
            Err(PipelineError::new(text, again.span(), message).with_earlier(first.span()))
        }
        None => Ok(()),
    };
    once(months.iter().map(|(name, _)| name).collect(), "the month")?;
    once(weekdays.iter().collect(), "the weekday")?;
    let own = |name: Spanned<String>| name.into_inner();
    let weekdays: Vec<String> = weekdays.into_iter().map(own).collect();
    let listed: Vec<&str> = weekdays.iter().map(String::as_str).collect();
    let literals: Vec<String> = listed.iter().map(|name| format!("\"{name}\"")).collect();
    let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
    let expected = match literals.as_slice() {
        [] => "one of `weekdays`, of which there are none".to_owned(),
        literals => names::list(literals, "or"),
    };
    let epoch_weekday = fields.value("epoch-weekday", &expected, |value| {
        listed.iter().position(|&name| value.as_str() == Some(name))
    })?;
    Ok(Calendar {
        months: months.into_iter().map(|(name, days)| (name.into_inner(), days)).collect(),
        epoch_weekday: epoch_weekday.unwrap_or_default(),
        weekdays,
        eras: fields.strings("eras")?.into_iter().map(own).collect(),
    })
}

/// The first name that was there before, after where it was.
fn twice<'n>(names: &[&'n Spanned<String>]) -> Option<[&'n Spanned<String>; 2]> {
    names.iter().enumerate().find_map(|(i, again)| {
        let first = names[..i].iter().find(|first| first.get_ref() == again.get_ref())?;
        Some([*first, *again])
    })
}
