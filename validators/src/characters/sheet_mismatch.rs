//! A character who is not as the character sheet says.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::meta::{Group, Meta};
use crate::story::prose::is_listed;
use crate::story::slip;
use crate::story::{
    Attribute, Belief, Cast, Changes, Declaration, DeclaredAttribute, Form, FullName, Gender, Kind,
    Place, Story, may_be_one_colour, may_be_one_hair, may_be_one_trade, values_in,
};
use crate::validator::Validator;

/// The rule `characters/sheet-mismatch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SheetMismatch {
    /// What is not compared, by the key in the sheet: `ignore = ["hair", "name"]`.
    ignore: Vec<String>,
}

/// By how many centimetres two heights may differ.
const HEIGHTS: u16 = 5;

/// A word of a name is compared if it has so many letters, with so many that may be slips for it.
const LETTERS: RangeInclusive<usize> = 5..=40;
const CANDIDATES: usize = 20;

/// Stands for a word in the rest of a name.
const GAP: &str = "*";

impl Validator for SheetMismatch {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/sheet-mismatch",
        summary: "A character who is not as the character sheet says",
        docs: "\
Finds what the story tells of people otherwise than character sheets, other reference documents and the cast of
the pipeline declare it: the colour of eyes and hair, height, work, father, mother and spouse, whether it is he or she,
and how the name is spelt.

The sheet is what the author looks up. Where sheet and story differ, one of them is wrong, and the next chapter
may follow either.

```bad
-- cast.md (reference) --
# Characters

## Elena Hale

Eyes: green

-- story.md --
Elena came in. Her brown eyes shone.
```

```good
-- cast.md (reference) --
# Characters

## Elena Hale

Eyes: green

-- story.md --
Elena came in. Her green eyes shone.
```

The finding is at the text and shows the sheet. Only what the narration says is compared, where it is clear
of whom it says it, and once for each thing that differs. Where a sheet names several colours, or sheets differ, any of
them is right; hair may turn grey; kinds of work that are alike are no mismatch. A dye, a wig or a disguise beside
somebody's name speaks for other hair, a new position for other work. A spelling is compared where the
sheet's own never occurs, or where the rest of the name is the same. Ages grow and are not compared, nor is
what sheets say in words of their own.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        if story.facts.declarations.is_empty() {
            return;
        }
        let sheet = Sheet::of(story);
        let is_compared = |key: &str| !self.ignore.iter().any(|ignored| ignored == key);
        let deaths = story.world().beliefs.iter();
        let deaths = deaths.filter(|it| it.statement.attribute == Attribute::Death);
        let died: FxHashSet<usize> = deaths.filter_map(|it| Some(it.subject?.character)).collect();
        let changes = Changes::of(&story.facts, story.cast(), story.world());
        let mut found = FxHashSet::default();
        for belief in &story.world().beliefs {
            let Some((who, key)) = told(belief, story.cast()) else { continue };
            let changed = match key {
                "hair" => Some("looks"),
                "occupation" => Some("work"),
                _ => None,
            };
            // Whoever has lost a husband may have another.
            let is_widowed = || belief.object.is_some_and(|it| died.contains(&it));
            if key == "spouse" && is_widowed() {
                continue;
            }
            let here = belief.statement.place;
            if changed.is_some_and(|what| changes.may_part(who, what, [here; 2])) {
                continue;
            }
            let declared = sheet.about(who, key).filter(|_| is_compared(key));
            // Where sheets differ, as those of two people of one name do, any of them is right.
            let differing: Option<Vec<_>> = declared
                .map(|(declaration, attribute)| {
                    Some((declaration, attribute, sheet.differs(belief, attribute)?))
                })
                .collect();
            let Some((declaration, attribute, (says, is))) = differing.into_iter().flatten().next()
            else {
                continue;
            };
            if found.insert((who, key, says.clone())) {
                let (name, source) = (&declaration.names[0], source(declaration));
                let message = format!("`{name}` {says} here, but {is} in {source}");
                let sheet = declaration.place.map(|it| Place { span: attribute.span, ..it });
                report(story, belief.statement.place, message, sheet, cx);
            }
        }
        if is_compared("gender") {
            sheet.compare_genders(story, cx);
        }
        if is_compared("name") {
            sheet.compare_names(story, cx);
        }
    }
}

/// Whom a belief is about that can be compared with a sheet, and the key that the sheet has for it.
fn told(belief: &Belief, cast: &Cast) -> Option<(usize, &'static str)> {
    let statement = &belief.statement;
    let who = match statement.attribute {
        Attribute::Eyes | Attribute::Height | Attribute::Kin => belief.told_of(),
        // What is recalled of work, or of hair, is so no more.
        _ => belief.asserted_of(),
    }?;
    let key = match statement.attribute {
        Attribute::Eyes => "eyes",
        Attribute::Hair => "hair",
        Attribute::Height => "height",
        Attribute::Build if statement.value.is_some_and(is_height) => "height",
        Attribute::Occupation => "occupation",
        Attribute::Kin => match statement.value? {
            "husband" | "wife" => "spouse",
            kin => Some(kin).filter(|kin| is_listed("father mother", kin))?,
        },
        _ => return None,
    };
    cast.characters[who].is_distinct_person().then_some((who, key))
}

/// What is declared of the people of a story.
struct Sheet<'a> {
    cast: &'a Cast,
    declarations: &'a [Declaration],
    /// Who bears each name in the text; nobody if several do.
    by_name: FxHashMap<FullName, Option<usize>>,
    /// How many declarations of people have each given name.
    n_given: FxHashMap<String, usize>,
    /// The declarations of each character.
    people: BTreeMap<usize, Vec<&'a Declaration>>,
}

impl<'a> Sheet<'a> {
    fn of(story: &'a Story) -> Self {
        let (cast, declarations) = (story.cast(), &*story.facts.declarations);
        let mut by_name: FxHashMap<FullName, Option<usize>> = FxHashMap::default();
        for (who, character) in cast.characters.iter().enumerate() {
            for form in character.forms.iter().filter(|_| character.kind == Kind::Person) {
                let known = by_name.entry(FullName::of(&form.text)).or_insert(Some(who));
                *known = known.filter(|&known| known == who);
            }
        }
        let (n_given, people) = (FxHashMap::default(), BTreeMap::new());
        let mut this = Self { cast, declarations, by_name, n_given, people };
        for declaration in this.declared() {
            let names = declaration.names.iter().map(|name| FullName::of(name));
            let given: BTreeSet<String> =
                names.filter_map(|name| name.first().map(str::to_owned)).collect();
            given.into_iter().for_each(|given| *this.n_given.entry(given).or_default() += 1);
        }
        for declaration in this.declared() {
            let who = declaration.names.iter().find_map(|name| this.bearer(name));
            if let Some(who) = who {
                this.people.entry(who).or_default().push(declaration);
            }
        }
        this
    }

    /// The declarations of people.
    fn declared(&self) -> impl Iterator<Item = &'a Declaration> + use<'a> {
        let is_person =
            |it: &&Declaration| !it.is_mention && it.kind.is_none_or(|kind| kind == Kind::Person);
        self.declarations.iter().filter(is_person)
    }

    /// Who bears a name that a sheet has: in full, or else by its given name, if it is of one person.
    fn bearer(&self, name: &str) -> Option<usize> {
        let name = FullName::of(name);
        if let Some(who) = self.by_name.get(&name) {
            return *who;
        }
        let is_only = |first: &&str| self.n_given.get(*first).is_none_or(|&n| n < 2);
        let first = name.first().filter(is_only)?;
        let first = FullName { titles: Vec::new(), words: vec![first.to_owned()] };
        self.by_name.get(&first).copied().flatten()
    }

    /// What is declared of a character under a key.
    fn about(
        &self,
        who: usize,
        key: &'static str,
    ) -> impl Iterator<Item = (&'a Declaration, &'a DeclaredAttribute)> {
        let declarations = self.people.get(&who).into_iter().flatten();
        declarations.flat_map(move |&declaration| {
            let attributes = declaration.attributes.iter().filter(move |it| *it.key == *key);
            attributes.map(move |attribute| (declaration, attribute))
        })
    }

    /// What a belief says and what is declared, if these differ.
    fn differs(&self, belief: &Belief, declared: &DeclaredAttribute) -> Option<(String, String)> {
        let (attribute, value) = (belief.statement.attribute, belief.statement.value?);
        if attribute == Attribute::Kin {
            let object = belief.object?;
            let names = declared.value.split([',', '(', ')', ';', '/']);
            let relatives: Vec<usize> = names.filter_map(|name| self.bearer(name.trim())).collect();
            let relative = *relatives.first()?;
            let name = |who: usize| self.cast.characters[who].name();
            let says = |who| format!("has the {value} `{}`", name(who));
            return (!relatives.contains(&object)).then(|| (says(object), says(relative)));
        }
        let mut values = values_in(attribute, &declared.value);
        values.retain(|it| attribute != Attribute::Build || is_height(it));
        let fits = |declared: &str| match attribute {
            Attribute::Height => heights_fit(value, declared),
            Attribute::Occupation => may_be_one_trade(value, declared),
            Attribute::Build => value == declared,
            // It may have turned grey.
            Attribute::Hair => is_listed("grey white", value) || may_be_one_hair(value, declared),
            _ => may_be_one_colour(value, declared),
        };
        let says = |value: &str| match attribute {
            Attribute::Eyes => format!("has {value} eyes"),
            Attribute::Hair => format!("has {value} hair"),
            Attribute::Height => format!("is {value} tall"),
            Attribute::Build => format!("is {value}"),
            _ => format!("works as {value}"),
        };
        let first = values.first()?;
        (!values.iter().any(|it| fits(it))).then(|| (says(value), says(first)))
    }

    /// Finds people who are he in the sheet and she in the text.
    fn compare_genders(&self, story: &Story, cx: &mut Context) {
        for (&who, declarations) in &self.people {
            let character = &self.cast.characters[who];
            for declaration in declarations {
                let Some(declared) = declaration.gender else { continue };
                let told = declared.other();
                if !character.is_surely(told) {
                    continue;
                }
                let own =
                    story.facts.own_pronouns.iter().find(|own| {
                        own.gender == told && self.cast.named_at(own.subject) == Some(who)
                    });
                let place = own.map(|own| own.place).or(character.first_place());
                let Some(place) = place else { continue };
                let (name, source) = (&declaration.names[0], source(declaration));
                let [told, declared] = [told, declared].map(Gender::pronoun);
                let message =
                    format!("`{name}` is `{told}` in the text, but `{declared}` in {source}");
                report(story, place, message, declaration.place, cx);
                break;
            }
        }
    }

    /// Finds names that are spelt in another way than in the sheet.
    fn compare_names(&self, story: &Story, cx: &mut Context) {
        let all = self.declarations.iter().flat_map(|declaration| &declaration.names);
        let declared: FxHashSet<String> = all.flat_map(|name| FullName::of(name).words).collect();
        let forms = self.cast.characters.iter().flat_map(|character| &character.forms);
        let used: Vec<_> = forms.map(|form| (FullName::of(&form.text).words, form)).collect();
        let known: FxHashSet<&String> = used.iter().flat_map(|(words, _)| words).collect();
        let mut sought: Vec<(&Declaration, String, String)> = Vec::new();
        for declaration in self.declared() {
            for name in declaration.names.iter().map(|name| FullName::of(name).words) {
                let whole = parts(&name).filter(|(_, rest)| rest != GAP);
                // A word alone is a slip for one that the text never has.
                let alone = parts(&name).filter(|(word, _)| !known.contains(word));
                let alone = alone.map(|(word, _)| (word, GAP.to_owned()));
                sought.extend(whole.chain(alone).map(|it| (declaration, it.0.clone(), it.1)));
            }
        }
        let keys: FxHashSet<u64> = sought.iter().flat_map(|(_, it, _)| slip::keys(it)).collect();
        let rests: FxHashSet<&String> = sought.iter().map(|(.., rest)| rest).collect();
        // The words that no sheet has, by the rest of the name and what they may be slips for, where a sheet
        // has a name like that.
        let mut index: FxHashMap<(String, u64), Vec<(&String, &Form)>> = FxHashMap::default();
        for (words, form) in &used {
            let may_be = |(word, rest): &(&String, String)| {
                rests.contains(rest) && !declared.contains(*word)
            };
            for (word, rest) in parts(words).filter(may_be) {
                for key in slip::keys(word).into_iter().filter(|key| keys.contains(key)) {
                    let alike = index.entry((rest.clone(), key)).or_default();
                    if alike.len() < CANDIDATES {
                        alike.push((word, form));
                    }
                }
            }
        }
        // Whom a sheet and the pipeline declare, is told of by the sheet.
        sought.sort_by_key(|(declaration, ..)| declaration.place.is_none());
        let mut told = FxHashSet::default();
        for (declaration, word, rest) in &sought {
            let keys = slip::keys(word).into_iter();
            let alike = keys.filter_map(|key| index.get(&(rest.clone(), key))).flatten();
            let slips = alike.filter(|(other, _)| slip::between(other, word).is_some());
            let Some((_, form)) = slips.min_by_key(|(_, form)| form.places[0]) else {
                continue;
            };
            if !told.insert((form.places[0], &*declaration.names[0])) {
                continue;
            }
            let message = format!(
                "`{}` looks like the `{}` of {}, spelt another way",
                form.text,
                declaration.names[0],
                source(declaration)
            );
            report(story, form.places[0], message, declaration.place, cx);
        }
    }
}

/// The long words of a name, each with the rest of it.
fn parts(words: &[String]) -> impl Iterator<Item = (&String, String)> {
    let long = words.iter().enumerate().filter(|(_, word)| LETTERS.contains(&word.chars().count()));
    long.map(move |(at, word)| {
        let rest: Vec<&str> =
            (0..words.len()).map(|i| if i == at { GAP } else { &*words[i] }).collect();
        (word, rest.join(" "))
    })
}

/// What declares it.
fn source(declaration: &Declaration) -> &'static str {
    if declaration.place.is_some() { "the sheet" } else { "the pipeline" }
}

fn report(story: &Story, place: Place, message: String, sheet: Option<Place>, cx: &mut Context) {
    let diagnostic = cx.report(story.location(place), message);
    if let Some(sheet) = sheet {
        diagnostic.label(story.location(sheet), "the sheet");
    }
}

/// Whether a build says how tall somebody is.
fn is_height(build: &str) -> bool {
    matches!(build, "short" | "tall")
}

/// Whether two heights, as [`Attribute::Height`] has them, may be one.
fn heights_fit(one: &str, other: &str) -> bool {
    let number = |height: &str| height.strip_suffix(" cm").and_then(|n| n.parse::<u16>().ok());
    number(one).zip(number(other)).is_none_or(|(one, other)| one.abs_diff(other) <= HEIGHTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[track_caller]
    fn check(sheet: &str, text: &str) -> Vec<String> {
        let sheet = format!("-- cast.md (reference) --\n# Characters\n\n{sheet}\n");
        let story = format!("{sheet}-- story.md --\n{text}");
        let diagnostics = testing::check(&SheetMismatch::default(), &story);
        assert!(diagnostics.iter().all(|it| &*it.labels[0].location.path == "cast.md"));
        diagnostics.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn looks() {
        let anna = "## Anna Hale\n\nEyes: blue-green\nHair: red\nHeight: 170 cm\n";
        assert_eq!(
            check(anna, "Anna rose. ⟦Anna had brown eyes⟧. Anna had green eyes."),
            ["`Anna Hale` has brown eyes here, but has blue eyes in the sheet"]
        );
        check(anna, "Anna rose. ⟦Anna’s black hair⟧ shone. Anna’s grey hair shone.");
        check(anna, "Anna rose. ⟦Anna was six feet two⟧. Tom was six feet two.");
        check(
            "## Tom Orme\n\nHeight: very tall\n",
            "Tom rose. ⟦Tom was a short man⟧. Tom was tall.",
        );
        let two = format!("{anna}\n## Anna \"Nan\" Hale\n\nEyes: grey\n");
        check(
            &two,
            "Anna Hale rose. ⟦Anna had brown eyes⟧. Anna had green eyes. Nan had grey eyes.",
        );
        check(anna, "Anna rose, in a wig. Anna’s black hair shone.");
        check(anna, "Anna rose. “Anna had brown eyes,” said Tom. Perhaps Anna had brown eyes.");
    }

    #[test]
    fn work() {
        let tom = "## Tom Orme\n\nOccupation: village doctor\n";
        check(tom, "Tom rose. ⟦Tom was a lawyer⟧. Tom was a surgeon. Tom had been a poet.");
    }

    #[test]
    fn kin() {
        let tom = "## Tom Orme\n\nFather: Silas Orme\n\n## Silas Orme\n\nAge: 60\n\n## Giles Orme\n\nAge: 61\n";
        check(tom, "Silas Orme rose. Giles Orme sat. ⟦Giles Orme was Tom’s father⟧.");
        check(tom, "Silas Orme rose. Giles Orme sat. Silas Orme was Tom’s father.");
        let tom = "## Tom Orme\n\nWife: Anna Orme (married 1860)\n\n## Anna Orme\n\nAge: 60\n";
        check(
            tom,
            "Anna Orme rose. ⟦Tom Orme’s wife Judith⟧ sat. Judith sang. Tom’s wife Anna slept.",
        );
        check(tom, "Anna Orme rose. Tom Orme’s wife Judith sat. Judith died. Tom sat.");
    }

    #[test]
    fn gender() {
        let sheet = "## Robin Hale\n\nGender: female\n";
        check(
            sheet,
            "⟦Robin Hale⟧ said he rose. Robin said he sat. Robin knew his room. Robin saw his coat. \
            Robin said he slept.",
        );
    }

    #[test]
    fn spelling() {
        let sheet = "## Elena Hale\n\nAge: 30\n";
        check(sheet, "⟦Elenna⟧ rose. Then Elenna said no.");
        check(sheet, "⟦Elenna Hale⟧ rose. Then Elena said no.");
        check(sheet, "Elena Hale rose. Then Elenna Orme said no.");
    }
}
