//! The words that may tell of a time.

use std::sync::LazyLock;

use crate::story::calendar::Weekday;
use crate::story::lexicon::Lexicon;
use crate::story::prose::Text;
use crate::story::steps::Counted;
use crate::story::times::{DayPart, Season, Sign, Unit};

/// What a word tells of, or may.
#[derive(Clone, Copy)]
pub(crate) enum Trigger {
    Age,
    Aged,
    At,
    Birthday,
    Century,
    Clock,
    Counted(Counted),
    DayOfMonth(i8),
    Decade,
    Half,
    Holiday,
    Is,
    Month,
    Morrow,
    Named(DayPart),
    Of,
    Quarter,
    Season(Season),
    Sign(Sign),
    Tonight,
    Day(i8),
    Weekday(Weekday),
}

const fn one(unit: Unit, n: u16) -> Trigger {
    Trigger::Counted(Counted { unit, n, is_plural: false, part: None })
}

const fn some(unit: Unit, n: u16) -> Trigger {
    Trigger::Counted(Counted { unit, n, is_plural: true, part: None })
}

const fn part(part: DayPart, is_plural: bool) -> Trigger {
    Trigger::Counted(Counted { unit: Unit::Day, n: 1, is_plural, part: Some(part) })
}

/// The words by themselves, with a capital where they always have one, in the order of their bytes
/// without it.
const TRIGGERS: [(&str, Trigger); 206] = [
    ("afternoon", part(DayPart::Afternoon, false)),
    ("age", Trigger::Age),
    ("aged", Trigger::Aged),
    ("All", Trigger::Holiday),
    ("am", Trigger::Is),
    ("Apr", Trigger::Month),
    ("apricots", Trigger::Sign(Sign::RipeFruit)),
    ("April", Trigger::Month),
    ("At", Trigger::At),
    ("Aug", Trigger::Month),
    ("August", Trigger::Month),
    ("autumn", Trigger::Season(Season::Autumn)),
    ("bachelor", Trigger::Of),
    ("bare", Trigger::Sign(Sign::BareTrees)),
    ("bees", Trigger::Sign(Sign::Insects)),
    ("birthday", Trigger::Birthday),
    ("blackberries", Trigger::Sign(Sign::RipeFruit)),
    ("bloom", Trigger::Sign(Sign::Blossom)),
    ("blossom", Trigger::Sign(Sign::Blossom)),
    ("blossoms", Trigger::Sign(Sign::Blossom)),
    ("bluebells", Trigger::Sign(Sign::SpringFlowers)),
    ("Boxing", Trigger::Holiday),
    ("boy", Trigger::Of),
    ("broiling", Trigger::Sign(Sign::Heat)),
    ("butterflies", Trigger::Sign(Sign::Insects)),
    ("Candlemas", Trigger::Holiday),
    ("centuries", some(Unit::Year, 100)),
    ("century", Trigger::Century),
    ("cherries", Trigger::Sign(Sign::RipeFruit)),
    ("child", Trigger::Of),
    ("Christmas", Trigger::Holiday),
    ("corn", Trigger::Sign(Sign::Harvest)),
    ("daffodils", Trigger::Sign(Sign::SpringFlowers)),
    ("day", one(Unit::Day, 1)),
    ("day's", one(Unit::Day, 1)),
    ("days", some(Unit::Day, 1)),
    ("day’s", one(Unit::Day, 1)),
    ("Dec", Trigger::Month),
    ("decade", one(Unit::Year, 10)),
    ("decade's", one(Unit::Year, 10)),
    ("decades", some(Unit::Year, 10)),
    ("decade’s", one(Unit::Year, 10)),
    ("December", Trigger::Month),
    ("dragonflies", Trigger::Sign(Sign::Insects)),
    ("Easter", Trigger::Holiday),
    ("eighties", Trigger::Decade),
    ("Epiphany", Trigger::Holiday),
    ("evening", part(DayPart::Evening, false)),
    ("Feb", Trigger::Month),
    ("February", Trigger::Month),
    ("fellow", Trigger::Of),
    ("fifties", Trigger::Decade),
    ("forties", Trigger::Decade),
    ("fortnight", one(Unit::Week, 2)),
    ("fortnight's", one(Unit::Week, 2)),
    ("fortnights", some(Unit::Week, 2)),
    ("fortnight’s", one(Unit::Week, 2)),
    ("Friday", Trigger::Weekday(Weekday::Friday)),
    ("frost", Trigger::Sign(Sign::Ice)),
    ("froze", Trigger::Sign(Sign::Ice)),
    ("frozen", Trigger::Sign(Sign::Ice)),
    ("gentleman", Trigger::Of),
    ("girl", Trigger::Of),
    ("half", Trigger::Half),
    ("Hallowe'en", Trigger::Holiday),
    ("Halloween", Trigger::Holiday),
    ("Hallowe’en", Trigger::Holiday),
    ("harvest", Trigger::Sign(Sign::Harvest)),
    ("harvesters", Trigger::Sign(Sign::Harvest)),
    ("hawthorn", Trigger::Sign(Sign::Blossom)),
    ("hay", Trigger::Sign(Sign::Hay)),
    ("haymakers", Trigger::Sign(Sign::Hay)),
    ("haymaking", Trigger::Sign(Sign::Hay)),
    ("heat", Trigger::Sign(Sign::Heat)),
    ("hoarfrost", Trigger::Sign(Sign::Ice)),
    ("hour", one(Unit::Hour, 1)),
    ("hour's", one(Unit::Hour, 1)),
    ("hours", some(Unit::Hour, 1)),
    ("hour’s", one(Unit::Hour, 1)),
    ("ice", Trigger::Sign(Sign::Ice)),
    ("icicles", Trigger::Sign(Sign::Ice)),
    ("inst", Trigger::DayOfMonth(0)),
    ("instant", Trigger::DayOfMonth(0)),
    ("is", Trigger::Is),
    ("Jan", Trigger::Month),
    ("January", Trigger::Month),
    ("Jul", Trigger::Month),
    ("July", Trigger::Month),
    ("Jun", Trigger::Month),
    ("June", Trigger::Month),
    ("lad", Trigger::Of),
    ("lady", Trigger::Of),
    ("Lammas", Trigger::Holiday),
    ("lass", Trigger::Of),
    ("leafless", Trigger::Sign(Sign::BareTrees)),
    ("leaves", Trigger::Sign(Sign::FallingLeaves)),
    ("lilac", Trigger::Sign(Sign::Blossom)),
    ("lilacs", Trigger::Sign(Sign::Blossom)),
    ("maiden", Trigger::Of),
    ("man", Trigger::Of),
    ("Mar", Trigger::Month),
    ("March", Trigger::Month),
    ("Martinmas", Trigger::Holiday),
    ("May", Trigger::Month),
    ("Michaelmas", Trigger::Holiday),
    ("midday", Trigger::Named(DayPart::Noon)),
    ("midnight", Trigger::Named(DayPart::Midnight)),
    ("Midsummer", Trigger::Holiday),
    ("minute", one(Unit::Minute, 1)),
    ("minute's", one(Unit::Minute, 1)),
    ("minutes", some(Unit::Minute, 1)),
    ("minute’s", one(Unit::Minute, 1)),
    ("Monday", Trigger::Weekday(Weekday::Monday)),
    ("month", one(Unit::Month, 1)),
    ("month's", one(Unit::Month, 1)),
    ("months", some(Unit::Month, 1)),
    ("month’s", one(Unit::Month, 1)),
    ("morning", part(DayPart::Morning, false)),
    ("morrow", Trigger::Morrow),
    ("mowers", Trigger::Sign(Sign::Hay)),
    ("nectarines", Trigger::Sign(Sign::RipeFruit)),
    ("New", Trigger::Holiday),
    ("night", part(DayPart::Night, false)),
    ("nights", part(DayPart::Night, true)),
    ("noon", Trigger::Named(DayPart::Noon)),
    ("Nov", Trigger::Month),
    ("November", Trigger::Month),
    ("o'clock", Trigger::Clock),
    ("Oct", Trigger::Month),
    ("October", Trigger::Month),
    ("orchards", Trigger::Sign(Sign::Blossom)),
    ("o’clock", Trigger::Clock),
    ("peaches", Trigger::Sign(Sign::RipeFruit)),
    ("pears", Trigger::Sign(Sign::RipeFruit)),
    ("Pentecost", Trigger::Holiday),
    ("person", Trigger::Of),
    ("plums", Trigger::Sign(Sign::RipeFruit)),
    ("prox", Trigger::DayOfMonth(1)),
    ("proximo", Trigger::DayOfMonth(1)),
    ("quarter", Trigger::Quarter),
    ("raspberries", Trigger::Sign(Sign::RipeFruit)),
    ("reapers", Trigger::Sign(Sign::Harvest)),
    ("Saturday", Trigger::Weekday(Weekday::Saturday)),
    ("scorching", Trigger::Sign(Sign::Heat)),
    ("Sep", Trigger::Month),
    ("Sept", Trigger::Month),
    ("September", Trigger::Month),
    ("seventies", Trigger::Decade),
    ("sheaves", Trigger::Sign(Sign::Harvest)),
    ("sixties", Trigger::Decade),
    ("skated", Trigger::Sign(Sign::Ice)),
    ("skating", Trigger::Sign(Sign::Ice)),
    ("sleet", Trigger::Sign(Sign::Snow)),
    ("snow", Trigger::Sign(Sign::Snow)),
    ("snowdrifts", Trigger::Sign(Sign::Snow)),
    ("snowdrops", Trigger::Sign(Sign::SpringFlowers)),
    ("snowed", Trigger::Sign(Sign::Snow)),
    ("snowflakes", Trigger::Sign(Sign::Snow)),
    ("snowing", Trigger::Sign(Sign::Snow)),
    ("spinster", Trigger::Of),
    ("spring", Trigger::Season(Season::Spring)),
    ("strawberries", Trigger::Sign(Sign::RipeFruit)),
    ("stripling", Trigger::Of),
    ("summer", Trigger::Season(Season::Summer)),
    ("sun", Trigger::Sign(Sign::Heat)),
    ("Sunday", Trigger::Weekday(Weekday::Sunday)),
    ("sweltering", Trigger::Sign(Sign::Heat)),
    ("Thanksgiving", Trigger::Holiday),
    ("thirties", Trigger::Decade),
    ("Thursday", Trigger::Weekday(Weekday::Thursday)),
    ("tomorrow", Trigger::Day(1)),
    ("tonight", Trigger::Tonight),
    ("Tuesday", Trigger::Weekday(Weekday::Tuesday)),
    ("turned", Trigger::Is),
    ("Twelfth", Trigger::Holiday),
    ("twelvemonth", one(Unit::Year, 1)),
    ("twelvemonth's", one(Unit::Year, 1)),
    ("twelvemonths", some(Unit::Year, 1)),
    ("twelvemonth’s", one(Unit::Year, 1)),
    ("twenties", Trigger::Decade),
    ("ult", Trigger::DayOfMonth(-1)),
    ("ultimo", Trigger::DayOfMonth(-1)),
    ("Valentine's", Trigger::Holiday),
    ("Valentine’s", Trigger::Holiday),
    ("was", Trigger::Is),
    ("wasps", Trigger::Sign(Sign::Insects)),
    ("Wednesday", Trigger::Weekday(Weekday::Wednesday)),
    ("week", one(Unit::Week, 1)),
    ("week's", one(Unit::Week, 1)),
    ("weeks", some(Unit::Week, 1)),
    ("week’s", one(Unit::Week, 1)),
    ("wheat", Trigger::Sign(Sign::Harvest)),
    ("Whitsun", Trigger::Holiday),
    ("Whitsuntide", Trigger::Holiday),
    ("widow", Trigger::Of),
    ("widower", Trigger::Of),
    ("winter", Trigger::Season(Season::Winter)),
    ("woman", Trigger::Of),
    ("Xmas", Trigger::Holiday),
    ("year", one(Unit::Year, 1)),
    ("year's", one(Unit::Year, 1)),
    ("years", some(Unit::Year, 1)),
    ("year’s", one(Unit::Year, 1)),
    ("yesterday", Trigger::Day(-1)),
    ("youngster", Trigger::Of),
    ("youth", Trigger::Of),
];

/// The words, as they are by themselves.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    TRIGGERS.iter().map(|&(word, _)| word)
}

/// What word `i` of `text` may tell of.
pub(crate) fn trigger(text: Text<'_>, i: usize) -> Option<Trigger> {
    static LEXICON: LazyLock<Lexicon<Trigger>> = LazyLock::new(|| {
        // "May" and "March" are always written with a capital, and all others where they begin a sentence.
        let capitalised = TRIGGERS.map(|(word, trigger)| {
            let (letter, rest) = word.split_at(1);
            (&*(letter.to_ascii_uppercase() + rest).leak(), trigger)
        });
        TRIGGERS.into_iter().chain(capitalised).collect()
    });
    LEXICON.at(text, i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    #[test]
    fn each_is_found() {
        for (word, _) in TRIGGERS {
            let packed = prose::packed(word, Span::new(0..word.len()));
            assert!(trigger(Text::new(word, &packed), 0).is_some(), "{word}");
        }
    }
}
