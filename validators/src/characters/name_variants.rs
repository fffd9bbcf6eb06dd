//! A rare spelling beside a frequent name.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::diagnostic::{Edit, Fix};
use crate::meta::{Group, Meta};
use crate::story::numbers::times;
use crate::story::prose::is_loud;
use crate::story::{Misspelt, NameWord, Place, Story};
use crate::validator::Validator;

/// The rule `characters/name-variants`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NameVariants {
    /// The other forms of a name, by the name; all are right:
    /// `aliases = { Elizabeth = ["Lizzy", "Eliza"] }`.
    aliases: BTreeMap<String, Vec<String>>,
    /// Names that are right as they are.
    allow: Vec<String>,
}

impl Validator for NameVariants {
    type Subject = Story;

    const META: Meta = Meta {
        id: "characters/name-variants",
        summary: "A rare spelling beside a frequent name",
        docs: "\
Finds a name that the story uses once or a few times, and that looks like a slip for a name it uses
often: `Elenna` beside 57 times `Elena`.

A misspelt name pulls readers out of the story, and may leave them looking for a person who does not
exist. When a character is renamed, the old form tends to survive somewhere.

```bad
They called for Kasimir. At noon Kasimir came, and with Kasimir the rain. They gave Kasimir bread.
She watched Kasimri eat. Then Kasimir slept, and she went on without Kasimir.
```

```good
They called for Kasimir. At noon Kasimir came, and with Kasimir the rain. They gave Kasimir bread.
She watched Kasimir eat. Then Kasimir slept, and she went on without Kasimir. Her name was Kasimira.
```

Two like names may be two people. A name is left alone if it is introduced when the frequent one is known (`her sister
Elora`, `a girl called Elora`, `the river Elora`), if both are named together (`Elara and Elora`), if only it has an article (`the
Elora`, a ship), if a reference document such as a character
sheet has it, if it stands beside a title or another name that the frequent one never has, if it only
has another ending (`Maria`, `Marie`), if it starts with another letter, or if it differs in more than a
slip of the pen. A well-known name of its own (`Joan` beside `John`) is left alone too, unless both
sound the same and stand beside the same surname; so is a word that the story also writes without a
capital, unless both stand beside the same surname. Short names, and names that are only used where a
sentence starts, need more evidence, and so do all names of a story that has many; of fewer than four letters or
more than forty, none is judged. The dialect of a speaker who always mispronounces a name is found once: allow it.
",
        group: Group::Suspicious,
    };

    fn check(&self, story: &Story, cx: &mut Context) {
        let allowed = self.allowed();
        let words = &story.name_words()[0];
        for &Misspelt { rare, name } in story.misspelt() {
            if !allowed.contains(&*words[rare].text) {
                report(story, &words[rare], &words[name], cx);
            }
        }
    }
}

impl NameVariants {
    /// All words of names that the options name.
    fn allowed(&self) -> FxHashSet<&str> {
        let forms = self.aliases.iter().flat_map(|(name, forms)| [name].into_iter().chain(forms));
        forms.chain(&self.allow).flat_map(|name| name.split(' ')).collect()
    }
}

fn report(story: &Story, rare: &NameWord, name: &NameWord, cx: &mut Context) {
    let (n, n_name) = (times(rare.n), times(name.n));
    let message = format!("`{}` ({n}) looks like a slip for `{}` ({n_name})", rare.text, name.text);
    let places = rare.places(story.names());
    let diagnostic = cx.report(story.location(places[0]), message);
    for &other in &places[1..] {
        diagnostic.label(story.location(other), format!("`{}` here too", rare.text));
    }
    diagnostic
        .label(story.location(name.places(story.names())[0]), format!("`{}` here", name.text))
        .help("correct it, or allow the name in the options of this rule");
    let is_plain = |place: &Place| place.span.range().len() == rare.text.len();
    if places.iter().all(is_plain) {
        let edit = |&place: &Place| Edit {
            location: story.location(place),
            replacement: if is_loud(&rare.text) {
                name.text.to_uppercase()
            } else {
                name.text.clone()
            },
        };
        let edits = places.iter().map(edit).collect();
        diagnostic.fix(Fix { edits, is_safe: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    /// Checks a story in which each of `names` is used thirty times, and then `text` stands.
    #[track_caller]
    fn check(names: &[&str], text: &str) {
        check_with(&NameVariants::default(), names, text);
    }

    #[track_caller]
    fn check_with(rule: &NameVariants, names: &[&str], text: &str) {
        testing::check(rule, &[used(names, 30).as_str(), "-- two.md --\n", text].concat());
    }

    fn used(names: &[&str], n: usize) -> String {
        let sentences = names.iter().map(|name| format!("They saw {name} there.\n").repeat(n));
        ["-- one.md --\n".to_owned()].into_iter().chain(sentences).collect()
    }

    /// Of three names two are seldom alike by chance.
    #[test]
    fn few_names() {
        let story = "“Go,” said Malcolm. They saw Malcolm and Denise. She called Malcolm back. \
                     “Why?” said Malcolm. “You should have,” said ⟦Malcom⟧. Denise saw Dennise.";
        testing::check(&NameVariants::default(), story);
        let others: String = (b'a'..=b'z')
            .flat_map(|a| [(a, b'o'), (a, b'u')])
            .map(|(a, b)| {
                let name = format!("B{}{}ndt", char::from(a), char::from(b));
                format!("They saw {name}, and {name} saw them, when {name} came.\n")
            })
            .collect();
        testing::check(&NameVariants::default(), &(others + &story.replace(['⟦', '⟧'], "")));
        check(&["Stephen"], "“Steeeephen!” they called. They called Steeephen.");
        let twice = |name: &str| format!("They saw {name} there. She called {name} back. ");
        testing::check(&NameVariants::default(), &(twice("King Brann") + "King ⟦Bran⟧ slept."));
        let said = twice("King Brann") + "“King Bran slept,” said Anna.";
        testing::check(&NameVariants::default(), &said);
        testing::check(&NameVariants::default(), &(twice("King Brann") + "Queen Bran slept."));
        testing::check(&NameVariants::default(), &(twice("Brannoch") + "She saw Branoch."));
    }

    #[test]
    fn somebody_else() {
        for text in [
            "Her mother had been called Drocas.",
            "Her mother, Drocas, had died.",
            "They crossed the river Drocas.",
            "She had been born Drocas, in Vienna.",
            "On the passport it said Drocas.",
            "Her brother Drocas had died.",
            "There was a girl called Drocas at the forge.",
            "“Dorcas and Drocas,” said the old woman.",
            "She looked down on the *Drocas* there.",
        ] {
            check(&["Dorcas"], text);
        }
        check(&["Dorcas", "brother Dorcas"], "Her brother ⟦Drocas⟧ had died.");
    }

    #[test]
    fn in_a_script() {
        let turns = "ANSELM\nNo.\n\nMARTHA\nYes.\n\n".repeat(8);
        let story = format!("-- a.fountain --\n{turns}⟦ANSLEM⟧\nNo.\n\nNURSE\nNo.\n\nNORSE\nNo.\n");
        testing::check(&NameVariants::default(), &story);
        let story = format!("{story}\nAnselm laughs. Martha laughs.\n");
        testing::check(&NameVariants::default(), &story);
    }

    #[test]
    fn letters_swapped() {
        check(&["Dorcas"], "She called ⟦Drocas⟧ back.");
    }

    #[test]
    fn letter_doubled() {
        check(&["Elena"], "She called ⟦Elenna⟧ back.");
        check(&["Elena", "Smollett"], "She called ⟦Smollet⟧ back.");
    }

    #[test]
    fn letter_missing() {
        check(&["Kasimir"], "She called ⟦Kasmir⟧ back.");
    }

    #[test]
    fn letters_confused() {
        check(&["Kasimir"], "She called ⟦Kasinir⟧ back.");
    }

    #[test]
    fn same_sound() {
        check(&["Josephine"], "She called ⟦Josefine⟧ back.");
        check(&["Brandley"], "She called ⟦Brandly⟧ back.");
    }

    #[test]
    fn diacritics() {
        check(&["Noëmi", "Jesus"], "She called Noemi back, and read of Jésus.");
    }

    #[test]
    fn same_title() {
        check(&["Mr. Brenn"], "She called Mr. ⟦Brann⟧ back.");
    }

    #[test]
    fn same_surname() {
        check(&["Alfred Hale"], "She called ⟦Alfed⟧ Hale back.");
    }

    #[test]
    fn possessive() {
        check(&["Kasimir"], "She took ⟦Kasmir⟧'s hat.");
    }

    #[test]
    fn other_uses_are_labels() {
        let story = used(&["Kasimir"], 30) + "-- two.md --\nShe saw ⟦Kasmir⟧. Then Kasmir slept.";
        let diagnostics = testing::check(&NameVariants::default(), &story);
        let labels: Vec<_> = diagnostics[0].labels.iter().map(|label| &*label.message).collect();
        assert_eq!(labels, ["`Kasmir` here too", "`Kasimir` here"]);
        let message = "`Kasmir` (twice) looks like a slip for `Kasimir` (30 times)";
        assert_eq!(diagnostics[0].message, message);
    }

    #[test]
    fn another_person() {
        check(&["Kasimir"], "She called Aunt Kasmir back.");
        check(&["Alfred Hale"], "She called Alfed Brook back.");
    }

    #[test]
    fn well_known_names() {
        check(&["Anna"], "She called Anne back.");
        check(&["Maria"], "She called Marie back.");
        check(&["Martha"], "She called Marta back.");
        check(&["Harriet", "Francis"], "She called Harry and Frances back.");
        check(&["Jean", "Eliza", "John"], "She called Jane, Elisa and Joan back.");
    }

    #[test]
    fn endings() {
        check(&["Kasimir"], "The Kasimirs, the Kasimirov, Kasimir's Kasimira and Kasimi came.");
    }

    #[test]
    fn first_letter() {
        check(&["Kasimir"], "She called Tasimir back.");
    }

    #[test]
    fn ordinary_word() {
        check(&["Marren"], "It is a Warren, a Barren land. Marred, the marred door stood open.");
        check(&["Hunter"], "Hunger drove them out. They knew hunger.");
    }

    #[test]
    fn word_that_only_opens_sentences() {
        check(&["Grover"], "Grower of roses!");
    }

    #[test]
    fn longer_than_any_name() {
        let long = format!("Ka{}simir", "na".repeat(100_000));
        check(&[], &format!("They saw {long} there. They saw {long}n there.").repeat(3));
        check(&["Anna Hale"], &format!("They saw {long} there."));
    }

    /// Each of many names is like each other but for its end, which is never judged.
    #[test]
    fn many_alike() {
        let name = |i: u32| format!("Kasimi{}", char::from_u32(0x4e00 + i).expect("a letter"));
        let frequent: Vec<String> = (0..1_000).map(name).collect();
        let frequent: Vec<&str> = frequent.iter().map(String::as_str).collect();
        let rare: String =
            (1_000..3_000).map(|i| format!("They saw {} there.\n", name(i))).collect();
        let story = used(&frequent, 6) + "-- two.md --\n" + &rare;
        testing::check(&NameVariants::default(), &story);
    }

    #[test]
    fn dialect() {
        check(&["Judge Hale"], "Den Jedge Hale came.");
        check(&["Kasimor"], "She saw Kasimkr and Kasimkr's hat.");
        check(&["Eatanswill"], "They went to Eatansvill.");
    }

    #[test]
    fn capitals() {
        check(&["Kasimir"], "She called KASMIR back.");
        check(&["MARGARET"], "She called Margaret back. She called ⟦Margeret⟧.");
    }

    #[test]
    fn letters_left_out_in_speech() {
        check(&["Kasimir"], "She called Kas'mir back.");
    }

    #[test]
    fn used_too_often() {
        check(&["Kasimir"], &"She called Kasmir back.\n".repeat(8));
    }

    #[test]
    fn declared() {
        let story = used(&["Kasimir"], 30) + "-- cast.md (reference) --\nA man: Kasmir.";
        testing::check(&NameVariants::default(), &story);
    }

    #[test]
    fn allowed() {
        let allow = NameVariants { allow: vec!["Kasmir".into()], ..NameVariants::default() };
        check_with(&allow, &["Kasimir"], "She called Kasmir back.");
        let aliases = BTreeMap::from([("Kasimir".into(), vec!["Kasmir Hale".into()])]);
        let aliases = NameVariants { aliases, ..NameVariants::default() };
        check_with(&aliases, &["Kasimir"], "She called Kasmir back.");
    }
}
