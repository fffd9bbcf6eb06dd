//! Who is who in made-up texts.

use super::*;
use crate::diagnostic::Span;
use crate::story::Declaration;
use crate::story::{Document, How};

fn cast(text: &str) -> Cast {
    Cast::of(&Facts::of_text("a.md", text))
}

/// Checks the people of a text: gender, and all names.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let cast = cast(text);
    let people = cast.characters.iter().filter(|character| character.kind == Kind::Person);
    let people: Vec<String> = people
        .map(|person| {
            let gender = match person.gender {
                Some(Gender::Female) => "she",
                Some(Gender::Male) => "he",
                None => "?",
            };
            let forms: Vec<&str> = person.forms.iter().map(|form| &*form.text).collect();
            format!("{gender}: {}", forms.join(", "))
        })
        .collect();
    assert_eq!(people, expected);
}

#[test]
fn names_of_one() {
    check(
        "Emma Hale smiled. Then Miss Hale said that Emma was ill. “EMMA!” cried poor Emma.",
        &["she: Emma Hale, Miss Hale, EMMA, Emma"],
    );
    check(
        "Mr. Silas Orme nodded. Then Orme said: “I am Silas.”",
        &["he: Mr. Silas Orme, Silas, Orme"],
    );
}

#[test]
fn families() {
    check(
        "Mr. Hale nodded. Then Mrs. Hale nodded, and George Hale said no to Miss Emma Hale.",
        &["he: George Hale, Mr. Hale", "she: Mrs. Hale", "she: Miss Emma Hale"],
    );
    let sons = "Then George said no. Then George said yes. Then George laughed.";
    check(
        &format!("Mr. Hale nodded, and George Hale said no to the Hales. {sons}"),
        &["he: Mr. Hale", "he: George Hale, George"],
    );
    check(
        &format!("Mr. Hale nodded, and George Hale said no. {sons}"),
        &["he: George Hale, Mr. Hale, George"],
    );
    check(
        &format!(
            "Mr. Hale nodded, then Angel Hale nodded at Mrs. Angel Hale. {}",
            "Angel Hale slept. ".repeat(3)
        ),
        &["he: Angel Hale, Mr. Hale", "she: Mrs. Angel Hale"],
    );
    check(
        "Mr. Orme and Mrs. George Orme said that George Orme was ill.",
        &["he: George Orme, Mr. Orme", "she: Mrs. George Orme"],
    );
}

#[test]
fn sisters_and_brothers() {
    let misses = "Miss Hale nodded. Then Miss Anna smiled, and Miss Anna said to Jane Hale no. ";
    check(
        &format!("{misses}Then Anna Hale smiled."),
        &["she: Jane Hale, Miss Hale", "she: Anna Hale, Miss Anna"],
    );
    let john = "Then Mr. John Hale laughed. ".repeat(5);
    check(&format!("Mr. Hale nodded to the Hales. {john}"), &["he: Mr. Hale", "he: Mr. John Hale"]);
    check(&format!("Mr. Hale nodded. {john}"), &["he: Mr. John Hale, Mr. Hale"]);
    check(
        &format!("{}{}", "Then Miss Hale met Jane Orme. ".repeat(5), "Then Miss Jane Hale smiled."),
        &["she: Miss Hale", "she: Jane Orme", "she: Miss Jane Hale"],
    );
    check(
        "Mr. Hale nodded. Then the elder Mr. Hale nodded, and Silas Hale laughed.",
        &["he: Mr. Hale", "he: Silas Hale"],
    );
    check(
        "Mr. Hale nodded. Then Mr. Hale, senior, nodded, and Silas Hale laughed.",
        &["he: Mr. Hale", "he: Silas Hale"],
    );
    check("Dr. Orme nodded. Then Mrs. Orme laughed.", &["?: Dr. Orme", "she: Mrs. Orme"]);
}

#[test]
fn told_apart() {
    check(
        "Judge Hale, who was Mr. Hale's mother, nodded. Then Judge Hale saw Mr. Hale.",
        &["?: Judge Hale", "he: Mr. Hale"],
    );
    check(
        "Captain Orme nodded. Her husband was called Mr. Orme. Then Captain Orme saw Mr. Orme.",
        &["?: Captain Orme", "he: Mr. Orme"],
    );
    check(
        "Professor Anna Hale came with Miss Hale, her daughter. Then Professor Hale saw Miss Hale.",
        &["she: Professor Anna Hale, Professor Hale", "she: Miss Hale"],
    );
    check(
        "Dora and Dorothea were sisters. Then Dora Hale saw Dorothea Hale. Dora saw Dorothea.",
        &["she: Dora Hale, Dora", "she: Dorothea Hale, Dorothea"],
    );
    check(
        "Elizabeth Hale and her mother Betty came in. Then Elizabeth saw Betty.",
        &["she: Elizabeth Hale, Elizabeth", "she: Betty"],
    );
}

#[test]
fn answers() {
    let calls = "“Go, Miss Hale,” said Jon.\n\n“No,” said Emma.\n\n";
    check(&calls.repeat(3), &["she: Miss Hale, Emma", "he: Jon"]);
    check(&calls.repeat(2), &["she: Miss Hale", "he: Jon", "she: Emma"]);
    let speaks = "“No,” said Miss Hale.\n\n";
    check(&format!("{}{speaks}", calls.repeat(3)), &["she: Miss Hale", "he: Jon", "she: Emma"]);
    check(&format!("{}{speaks}", calls.repeat(8)), &["she: Miss Hale, Emma", "he: Jon"]);
    let pet = "“Go, Rabbit,” said Jon.\n\n“No,” said Emma.\n\n".repeat(3);
    check(&format!("{pet}Rabbit laughed."), &["she: Rabbit, Emma", "he: Jon"]);
    let told = "“Go, Miss Hale,” said Emma.\n\n“No,” said I.\n\n".repeat(5);
    check(
        &format!("{told}Emma Hale slept. Rachel Hale slept."),
        &["she: Rachel Hale, Miss Hale", "she: Emma Hale, Emma"],
    );
}

#[test]
fn kept_apart() {
    let other = "It rained all day, and nobody came to the house, nor was anything heard of those who had left it.";
    let told = |between: &str| {
        let scene = format!("Mrs. Hale slept. {between} Then Sarah rose. {between} ");
        format!("Sarah Hale and Miss Anna Hale nodded. {}", scene.repeat(16))
    };
    check(&told(other), &["she: Sarah Hale, Mrs. Hale, Sarah", "she: Miss Anna Hale"]);
    check(&told(""), &["she: Sarah Hale, Sarah", "she: Miss Anna Hale", "she: Mrs. Hale"]);
    check(
        &told(other).replace("Miss Anna Hale", "Miss Hale"),
        &["she: Sarah Hale, Mrs. Hale, Sarah", "she: Miss Hale"],
    );
}

#[test]
fn called_by_those_who_are_close() {
    let told = "Then Mrs. Hale slept. ".repeat(6);
    let full = "Sarah Hale and Miss Anna Hale nodded. Then Sarah Hale nodded. ";
    let close = format!("{full}{told}{}", "“Go, Sarah!” said Jon. ".repeat(5));
    check(&close, &["she: Sarah Hale, Mrs. Hale, Sarah", "she: Miss Anna Hale", "he: Jon"]);
    check(
        &format!("{close}{}", "Then Sarah laughed. ".repeat(2)),
        &["she: Sarah Hale, Sarah", "she: Miss Anna Hale", "she: Mrs. Hale", "he: Jon"],
    );
}

#[test]
fn soldiers_of_one_name() {
    let two = "Then General Hale slept, and Captain Hale slept. ".repeat(3);
    check(
        &format!("Mr. Hale nodded. {two}"),
        &["he: Mr. Hale", "?: General Hale", "?: Captain Hale"],
    );
    check("Mr. Hale nodded. Then Captain Hale slept.", &["he: Captain Hale, Mr. Hale"]);
}

#[test]
fn by_a_rank() {
    let called = "Then Sir John said no. ".repeat(5);
    check(
        &format!(
            "John Hale slept. {}Then Sir John Orme slept. {called}",
            "Hale said no. ".repeat(20)
        ),
        &["he: John Hale, Hale", "he: Sir John Orme, Sir John"],
    );
    let squire = "Then Squire Hale said no. ".repeat(9);
    let sons =
        format!("Ned Hale slept. {}Bob Hale laughed. Bob slept.", "Then Ned said no. ".repeat(4));
    check(
        &format!("{squire}{sons}"),
        &["he: Squire Hale", "he: Ned Hale, Ned", "he: Bob Hale, Bob"],
    );
}

#[test]
fn those_who_talk_to_one_another() {
    let talk = "“No,” said Mrs. Hale.\n\n“Yes,” said Anna.\n\n".repeat(3);
    check(&format!("{talk}Anna Hale slept."), &["she: Mrs. Hale", "she: Anna Hale, Anna"]);
    let apart = "“No,” said Mrs. Hale.\n\nIt rained.\n\n“Yes,” said Anna.\n\nIt rained.\n\n";
    check(&format!("{}Anna Hale slept.", apart.repeat(3)), &["she: Anna Hale, Mrs. Hale, Anna"]);
}

#[test]
fn those_who_speak_by_both_names() {
    let speak = "“No,” said Tom.\n\nIt rained.\n\n“No,” said Thomas.\n\nIt rained.\n\n";
    check(&format!("{}Tom Orme slept.", speak.repeat(5)), &["he: Tom Orme, Tom", "he: Thomas"]);
    check(&format!("{}Tom Orme slept.", speak.repeat(4)), &["he: Tom Orme, Thomas, Tom"]);
}

#[test]
fn who_is_there_where_somebody_is_called() {
    let called = "“Go, Miss Hale!”\n\nEmma rose.\n\n";
    check(&called.repeat(3), &["she: Miss Hale, Emma"]);
    check(&called.repeat(2), &["she: Miss Hale", "she: Emma"]);
    check(
        &"“Go, Miss Hale!”\n\nEmma rose. Anna rose.\n\n".repeat(3),
        &["she: Miss Hale", "she: Emma", "she: Anna"],
    );
}

#[test]
fn narrators_who_are_called() {
    let told = "“Go, Jane,” said Eve.\n\n“No,” said I.\n\n".repeat(3);
    let called = "“Go, Miss Hale,” said Eve.\n\nIt rained.\n\n".repeat(3);
    check(
        &format!("{told}{called}Jane Hale slept. Anna Hale slept. Anna Hale rose."),
        &["she: Jane Hale, Miss Hale, Jane", "she: Eve", "she: Anna Hale"],
    );
}

#[test]
fn nouns_that_speak() {
    let mouse = "“No,” said the Mouse.\n\n".repeat(3);
    check(&format!("A mouse slept. {mouse}"), &["?: Mouse"]);
    check("A mouse slept. The Mouse slept. Then the Mouse slept. So the Mouse slept.", &[]);
    check("Then the Admiral Hale was full. He left the Admiral Hale.", &[]);
}

#[test]
fn longer_surnames() {
    check(
        "Sir James Lorn Orme slept. Then Lorn Orme said no.",
        &["he: Sir James Lorn Orme, Lorn Orme"],
    );
}

#[test]
fn women_at_work() {
    check(
        "Constable Priya Nair rose. Nair said no. Nair left. Nair took her hat.",
        &["she: Constable Priya Nair, Nair"],
    );
}

#[test]
fn patronymics() {
    check(
        "Pavel Andreyevich Zuyev rose. Then Zuyev hummed. Pavel Andreyevich said no. Pavel Andreyevich left.",
        &["he: Pavel Andreyevich Zuyev, Pavel Andreyevich, Zuyev"],
    );
    // That is a surname.
    check(
        "Tom Hale Orme rose. Tom Hale said no. Mr. Hale left.",
        &["he: Tom Hale Orme", "he: Tom Hale, Mr. Hale"],
    );
}

#[test]
fn called_otherwise_in_speech() {
    let narrated = "Then Emil said no. ".repeat(20);
    let called = "“No, Mr. Hale,” said Jon. ".repeat(6);
    check(
        &format!("Emil Hale slept. {narrated}{called}"),
        &["he: Emil Hale, Mr. Hale, Emil", "he: Jon"],
    );
    let elder = "Then Mr. Hale said no. ".repeat(6);
    check(&format!("Emil Hale slept. {narrated}{elder}"), &["he: Emil Hale, Emil", "he: Mr. Hale"]);
}

#[test]
fn surname_of_one_and_given_name_of_another() {
    let father = "Edgar Hale said no. ".repeat(5) + &"Edgar said no. ".repeat(5);
    let son = "Hale Orme said no. ".repeat(5) + &"Then Hale said no. ".repeat(9);
    check(&format!("{father}{son}"), &["he: Edgar Hale, Edgar", "?: Hale Orme, Hale"]);
}

#[test]
fn epithets() {
    let jack = "Then Jack laughed. ".repeat(5);
    check(&format!("They were ragged. {jack}Then came Ragged Jack."), &["he: Jack, Ragged Jack"]);
    let hale = "Then Hale laughed. ".repeat(5);
    check(
        &format!("They were fallow. {hale}Then came Mr. Fallow Hale, and Fallow Hale laughed."),
        &["he: Mr. Fallow Hale, Fallow Hale, Hale"],
    );
}

#[test]
fn two_of_one_name() {
    check(
        "Charles Hale nodded. Charles Orme laughed. Then Charles said no.",
        &["he: Charles Hale", "he: Charles Orme", "he: Charles"],
    );
}

#[test]
fn nicknames() {
    check("Thomas Orme nodded. Then Tom said no.", &["he: Thomas Orme, Tom"]);
    check("J. Orme nodded. John Orme laughed.", &["he: John Orme, J. Orme"]);
    let (beth, molly) = ("Then Beth said no. ".repeat(4), "Then Molly said no. ".repeat(7));
    check(&format!("Elizabeth Orme slept. {beth}"), &["she: Elizabeth Orme", "she: Beth"]);
    check(
        &format!("Mary Hale nodded. Mary Orme nodded. Then Mary laughed. {molly}"),
        &["she: Mary Hale", "she: Mary Orme", "she: Mary", "she: Molly"],
    );
    let family = "Then Mr. Orme said no. ".repeat(4);
    check(
        &format!("{family}Elizabeth Orme slept. {beth}"),
        &["he: Mr. Orme", "she: Elizabeth Orme, Beth"],
    );
}

#[test]
fn ranks() {
    let kings = "King John nodded. Then King John said no. ";
    check(
        &format!("{kings}Jack Orme said that Jack slept."),
        &["he: King John", "he: Jack Orme, Jack"],
    );
    let collins = "Mr. Orme said that William Orme slept. ";
    check(
        &format!("{collins}Then Sir William said that Mr. Orme slept."),
        &["he: William Orme, Mr. Orme", "he: Sir William"],
    );
    let walter = "Sir Walter Hale said no. ".repeat(8);
    check(
        &format!("{walter}Then Walter said no. Tom Hale slept. Sir Thomas Hale slept."),
        &["he: Sir Walter Hale", "he: Walter", "he: Tom Hale", "he: Sir Thomas Hale"],
    );
    let lady = "Then Lady Catherine said no. ".repeat(8);
    check(
        &format!(
            "Lady Catherine Hale slept. {lady}Then Kitty slept. Kitty rose. Then Catherine slept."
        ),
        &["she: Lady Catherine Hale, Lady Catherine", "she: Catherine, Kitty"],
    );
    let colonel = "Then Colonel Gore said no. ".repeat(3);
    check(
        &format!("{colonel}Mr. Orme is Mr. Gore Orme."),
        &["?: Colonel Gore", "he: Mr. Gore Orme, Mr. Orme"],
    );
}

#[test]
fn one_given_name_with_a_title_and_without() {
    let rowed = "Tom rowed, and Uncle Tom slept. Then Tom Orme laughed. Uncle Tom rose.";
    check(rowed, &["he: Tom Orme, Tom", "he: Uncle Tom"]);
    check("“No,” said Sister Anna.\n\n“Yes,” said Anna.", &["she: Sister Anna", "she: Anna"]);
    check("“No,” said Molly.\n\n“Yes,” said Mary Orme.", &["she: Molly", "she: Mary Orme"]);
    let lady = "Lady Anna Orme rose. “Anna!” said Lady Anna. Anna slept.";
    check(lady, &["she: Lady Anna Orme, Lady Anna", "she: Anna"]);
    let often = "Then Tom slept. Then Uncle Tom woke. ".repeat(16);
    check(&format!("{often}Tom rowed, and Uncle Tom slept."), &["he: Uncle Tom, Tom"]);
    check("King Tom slept. Then Uncle Tom rose.", &["he: King Tom", "he: Uncle Tom"]);
    check(
        "Sir Tom slept. Mr. Orme is Tom Orme. Then Sir Tom saw Mr. Orme.",
        &["he: Sir Tom", "he: Tom Orme, Mr. Orme"],
    );
    check(
        "Mrs. Hale slept. Her daughter Anna rose. Then Anna Hale saw Mrs. Hale. Anna slept.",
        &["she: Mrs. Hale", "she: Anna Hale, Anna"],
    );
}

#[test]
fn called_as_a_month() {
    check("“No,” said May. May laughed. “Yes,” May said.", &["she: May"]);
    check("They came in May. May was cold. In June it rained.", &[]);
}

#[test]
fn old_and_young() {
    let two = "Old Tom slept. Young Tom woke. ".repeat(2);
    check(&two, &["he: Old Tom", "he: Young Tom"]);
    check(&format!("{two}Tom laughed."), &["he: Old Tom", "he: Young Tom", "he: Tom"]);
    check(
        &format!("{two}Little Tom laughed."),
        &["he: Old Tom", "he: Young Tom", "he: Little Tom"],
    );
    check("Old Tom slept. Then Tom woke. Old Tom rose.", &["he: Old Tom, Tom"]);
}

#[test]
fn namesakes() {
    let has_namesake = |text: &str| cast(text).characters[0].has_namesake();
    assert!(has_namesake("Then John Hale Jr. said no. John Hale slept."));
    assert!(has_namesake("Then Old Tom said no. Tom slept."));
    assert!(!has_namesake("Then Tom said no. Tom slept."));
    assert!(!has_namesake(&format!("{}Then Old Tom slept.", "Then Tom said no. ".repeat(17))));
}

#[test]
fn one_given_name_and_two_surnames() {
    let (hale, orme) = ("Charles Hale said no. ".repeat(9), "Charles Orme said no. ".repeat(5));
    check(
        &format!("{hale}{orme}Then Charles said no. {}", "Then Charles Hale said no. ".repeat(9)),
        &["he: Charles Hale", "he: Charles Orme", "he: Charles"],
    );
    check(
        &format!("{hale}Charles Orme said no. Then Charles said no."),
        &["he: Charles Hale, Charles", "he: Charles Orme"],
    );
    let lucy = "Then Lucy Hale said no. Then Mrs. Hale said no. ".repeat(8);
    check(
        &format!("{}{lucy}Then Lucy said no.", "Then Lucy Orme said no. ".repeat(5)),
        &["she: Lucy Orme", "she: Lucy Hale, Mrs. Hale, Lucy"],
    );
}

#[test]
fn boys_and_daughters() {
    check(
        "Mr. Hale said to the Hales that Master Hale slept. John Hale said no, and John said no.",
        &["he: Mr. Hale", "he: John Hale, Master Hale, John"],
    );
    let anna = "Then Anna said no. ".repeat(30);
    check(
        &format!("{anna}Mrs. Hale said that Anna Hale slept."),
        &["she: Anna Hale, Anna", "she: Mrs. Hale"],
    );
}

#[test]
fn one_of_a_surname() {
    let emma = "Then Emma said no. ".repeat(9);
    check(
        &format!("{emma}Then Emma Hale smiled. Then Miss Emma smiled. Then Miss Hale smiled."),
        &["she: Emma Hale, Miss Emma, Miss Hale, Emma"],
    );
    check(
        "Anna Van Hale smiled. Then Van Hale laughed, and Miss Van Hale laughed.",
        &["she: Anna Van Hale, Miss Van Hale, Van Hale"],
    );
    check(
        "Silas Orme nodded. Then Orme nodded. Papa Orme nodded. Detective-Inspector Orme nodded.",
        &["he: Silas Orme, Detective-Inspector Orme, Papa Orme, Orme"],
    );
    check(
        "Then Wilhelmina Hale smiled. Mina Hale smiled at Mr. Hale, and he saw Mina.",
        &["she: Wilhelmina Hale, Mina Hale, Mina", "he: Mr. Hale"],
    );
}

#[test]
fn nobody() {
    check(
        "Silas Orme, M. D., nodded. Then M. D. nodded. P.S. Then he nodded.",
        &["he: Silas Orme"],
    );
    let hale = "Then Mr. Hale nodded. ".repeat(9);
    check(&format!("{hale}Then the two Mr. Hales nodded."), &["he: Mr. Hale"]);
    check(&format!("{hale}They saw Kings Hale."), &["he: Mr. Hale"]);
    check("Then St. John Orme nodded.", &["he: St. John Orme"]);
}

#[test]
fn declared_aliases() {
    let text = "Then Rook said no. Anna Hale said that Rook slept. Then Rook said yes.";
    let mut facts = Facts::of_text("a.md", text);
    let names = ["Anna Hale", "Rook", "Nobody"];
    facts.declarations = vec![Declaration::of_pipeline(names, None, None)];
    let cast = Cast::of(&facts);
    let forms: Vec<&str> = cast.characters[0].forms.iter().map(|form| &*form.text).collect();
    assert_eq!((forms, cast.characters.len()), (vec!["Anna Hale", "Rook"], 1));
}

#[test]
fn declared_names_are_of_one() {
    let check = |names: &[&str], text: &str, expected: &[&str]| {
        let mut facts = Facts::of_text("a.md", text);
        let names = names.iter().copied();
        facts.declarations = vec![Declaration::of_pipeline(names, None, None)];
        let cast = Cast::of(&facts);
        let people = cast.characters.iter().filter(|it| it.kind == Kind::Person);
        let forms = |it: &Character| {
            let forms: Vec<&str> = it.forms.iter().map(|form| &*form.text).collect();
            forms.join(", ")
        };
        assert_eq!(people.map(forms).collect::<Vec<_>>(), expected, "{text}");
    };
    let keeper = ["Anna", "Anna Hale", "The Keeper"];
    check(&keeper, "Anna Hale slept. Then the Keeper slept.", &["Anna Hale, Keeper"]);
    check(&keeper, "Anna Hale slept. Then Anna slept.", &["Anna, Anna Hale"]);
    let elena = ["Elena Hale", "Nell"];
    check(&elena, "Then Nell slept. Then Elena said no.", &["Elena, Nell"]);
    check(
        &elena,
        "Then Nell slept. Then Elena said no to Elena Orme.",
        &["Nell", "Elena Orme, Elena"],
    );
}

#[test]
fn shouting() {
    let text = "DUNCAN SHOUTED AT TOM. Then Duncan said no. Then Tom laughed.";
    check(text, &["he: Duncan", "he: Tom"]);
}

#[test]
fn titles_alone() {
    check("They saw Mr. and Mrs. Orme. Then Mr. and Mrs. Orme said no.", &["she: Mrs. Orme"]);
}

#[test]
fn said_aliases() {
    let text = "Mr. Hale, alias Rook Finch, said no.";
    check(text, &["he: Rook Finch, Mr. Hale"]);
    let aliases = cast(text).characters.swap_remove(0).aliases;
    assert_eq!(aliases.iter().map(|it| &text[it.span.range()]).collect::<Vec<_>>(), ["Rook Finch"]);
    let orme = "Then Tom Orme said no. ";
    check(
        &format!("{orme}Jane Hale, otherwise Orme, slept."),
        &["he: Tom Orme, Orme", "she: Jane Hale"],
    );
    check(&format!("{orme}Jane Hale, alias Tom Orme, slept."), &["he: Tom Orme", "she: Jane Hale"]);
}

#[test]
fn apostrophes() {
    check(
        "Li’sar went. Anna saw Li'sar, and Li’sar said: go.",
        &["?: Li'sar, Li’sar", "she: Anna"],
    );
    check("“We’ve gone,” said Anna. “We’ve won,” she said, and we’ve lost.", &["she: Anna"]);
}

/// Checks how the first person of a text is introduced, and whether at first.
#[track_caller]
fn check_introduction(text: &str, expected: Option<(How, bool)>) {
    let person = cast(text).characters.swap_remove(0);
    let found = person.introduction.map(|it| (it.how, person.is_introduced()));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn introduced() {
    check_introduction("Then his sister Anna said no.", Some((How::Related, true)));
    check_introduction("Then Anna said no. Miss Anna slept.", Some((How::Titled, false)));
    check_introduction("Then Mr. Orme, a tall man, said no.", Some((How::Described, true)));
    check_introduction("Then Anna said no. She went.", None);
}

#[test]
fn in_documents() {
    let facts = |text: &str| Facts::of_text("a.md", text);
    let (one, none) = (facts("Then Anna said no to Anna."), facts("It rained."));
    let cast = Cast::of(&one.clone().merge(none).merge(one));
    let anna = &cast.characters[0];
    assert_eq!(anna.documents(), [(0, 2), (2, 2)]);
    assert_eq!(anna.last_place().map(|place| place.document), Some(2));
}

#[test]
fn spellings() {
    check("Zoë Orme nodded. Then Zoe Orme laughed at poor Zoe.", &["she: Zoe Orme, Zoë Orme, Zoe"]);
    check(
        "Lady Catherine de Orme nodded. Then Lady Catherine laughed.",
        &["she: Lady Catherine de Orme, Lady Catherine"],
    );
}

#[test]
fn gender_by_pronouns() {
    let orme = "Orme took his hat, and he went. ".repeat(4);
    check(&orme, &["he: Orme"]);
    let orme = "Orme took her hat, and he went. ".repeat(4);
    check(&orme, &["?: Orme"]);
    check(&"Orme rose, and he went. ".repeat(2), &["he: Orme"]);
    check("Orme rose, and he went. Orme rose, and he sang. Orme rose, and she sat.", &["?: Orme"]);
}

#[test]
fn gender_of_surnames() {
    let may = "Doctor May took his hat, and he went. ".repeat(4);
    check(&may, &["he: Doctor May"]);
    check("Then Aunt May slept.", &["she: Aunt May"]);
}

#[test]
fn opening_a_sentence() {
    check("While Emma slept, it rained. They slept a while.", &["she: Emma"]);
}

#[test]
fn not_people() {
    let cast = cast("They lived in Ormeton. On Monday a German came to Ormeton.");
    let kinds: Vec<_> = cast.characters.iter().map(|it| (it.kind, &*it.forms[0].text)).collect();
    let expected = [(Kind::Place, "Ormeton"), (Kind::Other, "Monday"), (Kind::Other, "German")];
    assert_eq!(kinds, expected);
}

/// Checks the people of a story after a reference document.
#[track_caller]
fn check_declared(sheet: &str, text: &str, expected: &[&str]) {
    let sheet = Facts::of(&Document::parse("characters.md", None, sheet.into()));
    let story = Facts::of_text("a.md", text);
    let cast = Cast::of(&sheet.merge(story));
    let people = cast.characters.iter().filter(|it| it.kind == Kind::Person);
    let show = |it: &Character| {
        let forms: Vec<&str> = it.forms.iter().map(|form| &*form.text).collect();
        format!("{:?}: {}", it.gender, forms.join(", "))
    };
    assert_eq!(people.map(show).collect::<Vec<_>>(), expected);
}

#[test]
fn declared() {
    let text = "They saw the Eel. Then Zil Orme nodded, and Quell went to Ormeton. ";
    check_declared("", text, &["None: Zil Orme", "None: Quell"]);
    check_declared(
        "Name | Aliases | Gender\n---|---|---\nZil Orme | Eel | f\nQuell | | m\n",
        text,
        &["Some(Female): Zil Orme, Eel", "Some(Male): Quell"],
    );
    check_declared("# Places\n\nName | Size\n---|---\nZil Orme | small\n", text, &["None: Quell"]);
    let hales = "William Hale nodded. Will Hale said no. ";
    check_declared("", hales, &["Some(Male): William Hale, Will Hale"]);
    check_declared(
        "Name | Age\n---|---\nWilliam Hale | 60\nWill Hale | 30\n",
        hales,
        &["Some(Male): William Hale", "Some(Male): Will Hale"],
    );
    check_declared(
        "Name | Aliases\n---|---\nWilliam Hale | Chief\nJon Orme | Chief\n",
        "William Hale nodded. Jon Orme nodded. They saw Chief.",
        &["Some(Male): William Hale", "Some(Male): Jon Orme"],
    );
}

#[test]
fn named_at() {
    let text = "While Emma slept, Mr. Orme's man slept a while.";
    let cast = cast(text);
    let at = |word: &str| {
        let start = text.find(word).expect("it is there");
        let place = Place::alone(Span::new(start..start + word.len()));
        Some(&*cast.characters[cast.named_at(place)?].forms[0].text)
    };
    assert_eq!(
        ["Emma", "Orme", "Mr. Orme"].map(at),
        [Some("Emma"), Some("Mr. Orme"), Some("Mr. Orme")]
    );
    assert_eq!(["While", "slept", "man"].map(at), [None; 3]);
}
