//! A calendar that a pipeline declares.

use std::collections::HashMap;

use toml::Spanned;

use crate::fields::Fields;
use crate::key::{Key, Values};

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
pub(crate) static KEYS: [Key; 4] = [
    Key::new("months", Values::Rows(&MONTH_KEYS), "the months of a year, in order").required(),
    Key::new("weekdays", Values::Strings, "the days of a week, in order").or("[]"),
    Key::new("epoch-weekday", Values::String, "the weekday of the first day of the year 1"),
    Key::new("eras", Values::Strings, "what may stand after a year, such as `\"AC\"`").or("[]"),
];

static MONTH_KEYS: [Key; 2] = [
    Key::new("name", Values::String, "the name of the month").required(),
    Key::new("days", DAYS, "how many days it has").required(),
];

const DAYS: Values = Values::Integer { least: 1, most: 255 };

/// Reads the calendar that `fields` declare.
pub(crate) fn read(fields: &Fields<'_>) -> Calendar {
    let expected = "a list of months such as `{ name = \"Frostfall\", days = 30 }`";
    let months = fields.rows("months", expected, "a month", &MONTH_KEYS, |month| {
        let (name, days) = (month.some_string("name"), month.some_integer("days"));
        Some((name?, u8::try_from(days?).ok()?))
    });
    let weekdays = fields.strings("weekdays");
    name_once(fields, "month", months.iter().map(|(name, _)| name));
    name_once(fields, "weekday", &weekdays);
    let own = |names: Vec<Spanned<String>>| names.into_iter().map(Spanned::into_inner).collect();
    let weekdays: Vec<String> = own(weekdays);
    let choices: Vec<_> = weekdays.iter().map(String::as_str).zip(0..).collect();
    let epoch_weekday = match fields.given("weekdays").map(|value| value.get_ref().as_array()) {
        // It is told that this is no list.
        Some(None) => None,
        Some(Some(list)) if !list.is_empty() => fields.choice("epoch-weekday", &choices),
        None | Some(Some(_)) => {
            if fields.given("epoch-weekday").is_some() {
                let message = "`epoch-weekday` is one of `weekdays`, of which there are none";
                fields.add_to("epoch-weekday", message, None);
            }
            None
        }
    };
    Calendar {
        months: months.into_iter().map(|(name, days)| (name.into_inner(), days)).collect(),
        epoch_weekday: epoch_weekday.unwrap_or_default(),
        weekdays,
        eras: own(fields.strings("eras")),
    }
}

/// Refuses a second one of `names`, which are those of a `what`. Linear in the names.
fn name_once<'n>(
    fields: &Fields<'_>,
    what: &str,
    names: impl IntoIterator<Item = &'n Spanned<String>>,
) {
    let mut known = HashMap::new();
    for name in names {
        if let Some(earlier) = known.insert(name.get_ref(), name.span()) {
            let message = format!("the {what} `{}` is named twice", name.get_ref());
            fields.add_clash(name.span(), earlier, &message);
        }
    }
}
