//! A month that the weather and the fields belie.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::prose::is_listed;
use crate::story::{PaperMonth, Sign, Story, dated_signs, month_name, months_of_papers};
use crate::validator::Validator;

/// The rule `timeline/season-contradiction`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SeasonContradiction {
    /// Where the story is. Unless it is said, a story that names a place of the south may be on either half.
    hemisphere: Option<Hemisphere>,
}

/// Places whose stories are in the south, without those whose names people bear, and without countries to which people
/// of the north only go.
const SOUTHERN_PLACES: &str = "\
Antarctica Auckland Ballarat Bloemfontein Brisbane Bulawayo Canberra Christchurch Dunedin Durban Fremantle Geelong \
Hobart Johannesburg Karoo Melbourne Montevideo Otago Pampas Patagonia Perth Pietermaritzburg Pretoria Queensland \
Stellenbosch Sydney Tasmania Transvaal Valparaiso";

/// Those whose names have two words.
const SOUTHERN_CITIES: [&str; 2] = ["Buenos Aires", "Cape Town"];

/// Places whose stories are hot all the year, as far as few stories of colder ones name them.
const TROPICAL_PLACES: &str = "\
Bali Bangkok Bogotá Caracas Chennai Colombo Havana Honolulu Jakarta Kolkata Lagos Manila Mombasa Mumbai Nairobi \
Saigon Singapore Tahiti";

/// A half of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Hemisphere {
    North,
    South,
}

impl Validator for SeasonContradiction {
    type Subject = Story;

    const META: Meta = Meta {
        id: "timeline/season-contradiction",
        summary: "Snow in July, or hay in December",
        docs: "\
Finds signs of a season in a scene whose month is of another one: snow that lies, ice on a pond or bare
trees in summer; haymaking, wasps, ripe fruit on the tree or heat over the fields in winter; leaves that
fall in spring, and blossom in autumn.

A reader who was told that it is July sees July.

```bad
It was the second week of July. They rode home. Outside the snow lay a foot deep.
```

```good
It was the second week of January. They rode home. Outside the snow lay a foot deep.
His hands were as cold as ice.
```

Finds a month, too, that a paper belies which came on the same day: somebody has `this morning` received what
is dated July 7, and that night is `a September evening`.

What people say, remember, suppose or compare is left alone, and so are mountains, rooms and cellars.
The months beside a season are allowed, since years and countries differ, and those of both halves of the
world where a place of the southern one is named, such as Auckland, Hobart or Johannesburg. Heat, wasps and ripe fruit
are where Havana, Singapore or another place of the tropics is named. The month must be told in the
same scene, or by the date line of a letter, and no week may have passed since.
In ink and Twee, nothing is compared with what no reader comes to on the same way.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let may_be_north = self.hemisphere != Some(Hemisphere::South);
        let is_named =
            |places| story.name_words()[0].iter().any(|word| is_listed(places, &word.text));
        let names = story.names();
        let is_city = |city: &str| names.binary_search_by(|name| (*name.text).cmp(city)).is_ok();
        let may_be_south = match self.hemisphere {
            None => is_named(SOUTHERN_PLACES) || SOUTHERN_CITIES.into_iter().any(is_city),
            Some(half) => half == Hemisphere::South,
        };
        let may_be_hot = is_named(TROPICAL_PLACES);
        let mut last = None;
        for it in dated_signs(&story.facts) {
            let (name, months) = season(it.sign);
            let fits = may_be_north && months.contains(&it.month)
                || may_be_south && months.contains(&((it.month + 5) % 12 + 1))
                || may_be_hot && matches!(it.sign, Sign::Heat | Sign::Insects | Sign::RipeFruit);
            // Once is enough for a month and a sign.
            if fits || last == Some((it.told, name)) || story.excludes(it.told, it.place) {
                continue;
            }
            last = Some((it.told, name));
            let month = month_name(it.month);
            cx.report(story.location(it.place), format!("There is {name} here, but it is {month}"))
                .label(story.location(it.told), format!("it is {month} here"));
        }
        for PaperMonth { month, told, paper } in months_of_papers(&story.facts) {
            let Some((of_paper, _)) = paper.day.filter(|day| are_apart(month, day.0)) else {
                continue;
            };
            if story.excludes(paper.place, told) {
                continue;
            }
            let [month, of_paper] = [month, of_paper].map(month_name);
            let message =
                format!("It is {month} here, but what came the same morning is of {of_paper}");
            cx.report(story.location(told), message)
                .label(story.location(paper.place), format!("it is of {paper}"));
        }
    }
}

/// Whether at least a month is between two months.
fn are_apart(one: u8, other: u8) -> bool {
    let n_months = one.abs_diff(other);
    n_months.min(12 - n_months) > 1
}

/// What a sign is called, and the months in which it may be seen somewhere in the temperate north.
fn season(sign: Sign) -> (&'static str, &'static [u8]) {
    match sign {
        Sign::Snow => ("snow", &[10, 11, 12, 1, 2, 3, 4, 5]),
        Sign::Ice => ("ice or frost", &[9, 10, 11, 12, 1, 2, 3, 4, 5]),
        Sign::BareTrees => ("a bare tree", &[9, 10, 11, 12, 1, 2, 3, 4, 5]),
        Sign::Hay => ("haymaking", &[4, 5, 6, 7, 8, 9, 10]),
        Sign::Harvest => ("harvest", &[5, 6, 7, 8, 9, 10, 11]),
        Sign::Insects => ("an insect of summer", &[3, 4, 5, 6, 7, 8, 9, 10, 11]),
        Sign::RipeFruit => ("ripe fruit", &[5, 6, 7, 8, 9, 10, 11]),
        Sign::Heat => ("heat over the land", &[3, 4, 5, 6, 7, 8, 9, 10]),
        Sign::FallingLeaves => ("a fall of leaves", &[7, 8, 9, 10, 11, 12, 1]),
        Sign::Blossom => ("blossom", &[1, 2, 3, 4, 5, 6]),
        Sign::SpringFlowers => ("a flower of spring", &[12, 1, 2, 3, 4, 5, 6]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(text: &str) -> Vec<String> {
        let diagnostics = testing::check(&SeasonContradiction::default(), text);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn out_of_season() {
        let messages = check("It was the second week of July.\n\nThe ⟦snow⟧ lay a foot deep.");
        assert_eq!(messages, ["There is snow here, but it is July"]);
        check("January had come.\n\nThe ⟦hay⟧ was being carried.");
        check("It was a cold day in December. ⟦Wasps⟧ hung about the wall.");
        check("On the 5th of August they left. ⟦Ice⟧ had formed on the window-panes.");
        check("# 5 June\n\nThe trees were ⟦bare⟧.");
        check("It was October. The apple trees were in ⟦blossom⟧.");
    }

    #[test]
    fn told_in_other_words() {
        for july in
            ["It was now July.", "One hot July morning he rode out.", "By July he was back."]
        {
            check(&format!("{july} The ⟦snow⟧ lay a foot deep."));
        }
    }

    #[test]
    fn in_season() {
        check("It was the second week of January. The snow lay a foot deep. In May the snow fell.");
        check("July had come. The hay was being carried, and wasps hung about the wall.");
    }

    #[test]
    fn another_time() {
        for between in [
            "# Two",
            "Six months later he was back.",
            "He stayed for twenty weeks.",
            "In the winter he was back.",
            "One day he was back.",
        ] {
            check(&format!("It was July.\n\n{between}\n\nThe snow lay a foot deep."));
        }
        check("He had left in July. He would be back in July. The snow lay a foot deep.");
        check("It was July. “The snow lay a foot deep.” If the snow fell, he would weep.");
    }

    #[test]
    fn in_another_file() {
        check("-- a.txt --\nHe rode out. It was July.\n-- b.txt --\nThe snow lay a foot deep.");
    }

    #[test]
    fn by_a_paper() {
        let letter = "“I had this letter this morning.” “The postmark, please. Date, July 7.”\n\n";
        let long = "They drove on and on through the fog. ".repeat(40);
        let messages = check(&format!("{letter}{long}It was ⟦a September evening⟧, and dark."));
        let expected = "It is September here, but what came the same morning is of July";
        assert_eq!(messages, [expected]);
        let next = format!("-- b.md --\n# Two\n\nThey rose. {long}It was");
        check(&format!(
            "-- a.md --\n{letter}“Come tonight.”\n{next} ⟦a September evening⟧, and dark."
        ));
        check(&format!("-- a.md --\n{letter}“Come.”\n{next} a September evening, and dark."));
        check(&format!("{letter}{long}It was an August evening, and dark."));
        check(&format!("{letter}{long}Two months later he rose. It was a September evening."));
        check(&format!("{letter}{long}In September he left."));
        check(&format!(
            "“I had this letter this morning.” “On July 7 I was away.” {long}It was a September evening."
        ));
    }

    #[test]
    fn in_the_south_and_the_tropics() {
        let south = SeasonContradiction { hemisphere: Some(Hemisphere::South) };
        let july = "It was July. The snow lay a foot deep. ";
        testing::check(&south, &format!("{july}The ⟦hay⟧ was being cut."));
        check(&format!("They lived in Hobart. {july}The hay was being cut."));
        check("They lived in Havana. It was December. Wasps hung about the wall.");
        check(&format!("They lived in Cape Town, by the sea. {july}The hay was being cut."));
    }
}
