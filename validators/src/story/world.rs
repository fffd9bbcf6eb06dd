//! What a story has its readers believe of people, things and places.

use crate::story::attributes::{Attribute, gender_of_kin};
use crate::story::cast::{Cast, Gender, Kind};
use crate::story::facts::Facts;
use crate::story::pronouns::{Referent, Referents, ThirdPerson};
use crate::story::speakers::Speaker;
use crate::story::statements::{Modality, Statement, Subject, SubjectKind};

/// How sure it must be of whom something is said before a rule judges it.
const SURE: f32 = 0.9;

/// A statement, and whom it is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// What is said.
    pub statement: Statement,
    /// Of whom or what, if it has a name in the story and the text leaves one reading.
    pub subject: Option<Referent>,
    /// The character that the object is.
    pub object: Option<usize>,
    /// The speech that it is said in, as an index into the speeches; nothing if it is told.
    pub speech: Option<usize>,
}

/// All that is believed, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct World {
    /// By where each starts.
    pub beliefs: Vec<Belief>,
}

impl World {
    /// What the statements of `facts` come to, given who speaks each of its speeches. What names or
    /// genders speak against is left out. Linear in the statements, but for looking up names.
    pub fn of(facts: &Facts, cast: &Cast, speakers: &[Option<Speaker>]) -> Self {
        let referents = Referents::of(facts, cast);
        let belief = |statement: Statement| {
            let speech = referents.speech_at(statement.place);
            let speaker = speech.and_then(|speech| speakers.get(speech).copied().flatten());
            let subject = subject(statement.subject, cast, &referents, speaker)?;
            let object = statement.object.and_then(|place| cast.named_at(place));
            let belief = Belief { statement, subject, object, speech };
            belief.is_likely(cast).then_some(belief)
        };
        Self { beliefs: facts.statements.iter().filter_map(belief).collect() }
    }

    /// What is believed of a character, attribute by attribute, each in reading order. Linear in all
    /// beliefs, but for sorting.
    pub fn about(&self, character: usize) -> Vec<&Belief> {
        let is_mine = |belief: &&Belief| belief.subject.is_some_and(|it| it.character == character);
        let mut beliefs: Vec<_> = self.beliefs.iter().filter(is_mine).collect();
        beliefs.sort_by_key(|belief| belief.statement.attribute);
        beliefs
    }
}

/// Whom something is said of: nothing if that is nobody it can be said of, `Some(None)` if it is not
/// known who. `speaker` is who says it.
pub(crate) fn subject(
    Subject { place, kind }: Subject,
    cast: &Cast,
    referents: &Referents<'_>,
    speaker: Option<Speaker>,
) -> Option<Option<Referent>> {
    let third = |gender, reach| referents.resolve(&ThirdPerson { place, gender, reach });
    Some(match kind {
        SubjectKind::Name => Some(Referent { character: cast.named_at(place)?, confidence: 1.0 }),
        SubjectKind::Thing | SubjectKind::You => None,
        SubjectKind::She(reach) => third(Gender::Female, reach),
        SubjectKind::He(reach) => third(Gender::Male, reach),
        SubjectKind::I => speaker.map(|speaker| Referent {
            character: speaker.character,
            confidence: speaker.confidence,
        }),
    })
}

impl Belief {
    /// Whom it is about, if that is certain.
    pub(crate) fn certain_subject(&self) -> Option<usize> {
        Some(self.subject.filter(|it| it.confidence >= SURE)?.character)
    }

    /// Of whom the narration asserts it, if that is certain.
    pub(crate) fn asserted_of(&self) -> Option<usize> {
        let is_asserted = self.speech.is_none() && self.statement.modality == Modality::Asserted;
        self.certain_subject().filter(|_| is_asserted)
    }

    /// Of whom the narration asserts or recalls it, if that is certain.
    pub(crate) fn told_of(&self) -> Option<usize> {
        let is_told = matches!(self.statement.modality, Modality::Asserted | Modality::Recalled);
        self.certain_subject().filter(|_| is_told && self.speech.is_none())
    }

    /// Whether people are said what is said of people, and places what is said of places.
    fn is_likely(&self, cast: &Cast) -> bool {
        let kind = |character: usize| cast.characters[character].kind;
        let is_person = self.subject.map(|subject| kind(subject.character) == Kind::Person);
        let object = self.object.map(kind);
        let has_place = || object.is_some_and(|kind| kind != Kind::Person);
        let may_be_person = is_person != Some(false);
        match self.statement.attribute {
            Attribute::Direction => is_person == Some(false) && has_place(),
            Attribute::PlaceKind => is_person == Some(false),
            Attribute::Colour | Attribute::State | Attribute::Change => true,
            Attribute::Kin => may_be_person && self.is_relative(cast),
            Attribute::Arrives | Attribute::Home | Attribute::Leaves => {
                may_be_person && has_place()
            }
            Attribute::Birth => may_be_person && (self.statement.object.is_none() || has_place()),
            Attribute::Marriage => {
                let is_to_person = self.statement.object.is_none() || object == Some(Kind::Person);
                may_be_person && is_to_person
            }
            Attribute::Age
            | Attribute::Eyes
            | Attribute::Hair
            | Attribute::Beard
            | Attribute::Complexion
            | Attribute::Build
            | Attribute::Height
            | Attribute::Scar
            | Attribute::Wound
            | Attribute::Injury
            | Attribute::Missing
            | Attribute::Handedness
            | Attribute::Infirmity
            | Attribute::Occupation
            | Attribute::Death
            | Attribute::Gets
            | Attribute::Loses => may_be_person,
        }
    }

    /// Whether the object is somebody who can be that relative of the subject.
    fn is_relative(&self, cast: &Cast) -> bool {
        let Some(relative) = self.object else { return false };
        let character = &cast.characters[relative];
        let gender = self.statement.value.and_then(gender_of_kin);
        let is_other = self.subject.is_none_or(|subject| subject.character != relative);
        let fits = character.gender.zip(gender).is_none_or(|(one, other)| one == other);
        character.kind == Kind::Person && is_other && fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::speakers;

    /// Checks what is believed in a text: whom of, what, and of whom else or what thing.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.md", text);
        let cast = Cast::of(&facts);
        let name = |character: usize| &*cast.characters[character].forms[0].text;
        let world = World::of(&facts, &cast, &speakers(&facts, &cast));
        let said = world.beliefs.iter().map(|belief| {
            let subject = belief.subject.map_or("?", |it| name(it.character));
            let Statement { attribute, value, thing, .. } = belief.statement;
            let rest = belief.object.map(name).into_iter().chain(value).chain(thing);
            format!("{subject}: {attribute:?} {}", rest.collect::<Vec<_>>().join(" "))
        });
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn by_pronoun() {
        check("Anna smiled. Her blue eyes shone.", &["Anna: Eyes blue"]);
        check("Anna nodded. Then Mary smiled. Her blue eyes shone.", &["?: Eyes blue"]);
        check("The woman knew Anna. Her blue eyes shone.", &["?: Eyes blue"]);
        check("Anna looked up at the goddess. Her blue eyes shone.", &["?: Eyes blue"]);
        check("Anna smiled, and the woman wept. Her blue eyes shone.", &["?: Eyes blue"]);
        check("Tom was seen by an old Frenchman. His hair was grey.", &["?: Hair grey"]);
        check("At once Tom saw him. He was tall.", &["?: Build tall"]);
        check("At once Tom saw it. He was tall.", &["Tom: Build tall"]);
        check("Anna walked like a woman of twenty. Her blue eyes shone.", &["Anna: Eyes blue"]);
        check("Anna fed the mare. The mare was old, and her blue eyes shone.", &["?: Eyes blue"]);
        check("They went to Tom.\n\nHis hair was grey.", &["Tom: Hair grey"]);
        check("They went to Tom.\n\nIt rained.\n\nHis hair was grey.", &["Tom: Hair grey"]);
        check("They went to Tom.\n\nA man came.\n\nHis hair was grey.", &["?: Hair grey"]);
        check("They went to Tom.\n\n***\n\nHis hair was grey.", &["?: Hair grey"]);
        check("The man spoke. His name was Tom. He had grey hair.", &["Tom: Hair grey"]);
        check("Then Anna wept. They buried her.", &["Anna: Death "]);
        check(
            "Then Mary killed Anna. Anna saw Mary. She killed her.",
            &["Anna: Death ", "?: Death "],
        );
        check("Tom said no.\n\nHis hair was grey.", &["Tom: Hair grey"]);
    }

    #[test]
    fn not_the_subject() {
        let ann = "Anna: Loses key";
        check("Anna gave her the key.", &[ann, "?: Gets key"]);
        check("Anna spoke to her brother Tom.", &["Anna: Kin Tom brother"]);
    }

    #[test]
    fn in_speech() {
        let text = "Then Anna nodded to Tom. “I am a doctor,” said Anna.";
        check(text, &["Anna: Occupation doctor"]);
        check("“I am a doctor,” said the man.", &["?: Occupation doctor"]);
        check("Then Tom said no. “He was a doctor,” said Anna.", &["?: Occupation doctor"]);
    }

    #[test]
    fn in_a_script() {
        let text = "ANNA\nI was born in Leeds.\n";
        let facts = Facts::of_text("a.fountain", text);
        let cast = Cast::of(&facts);
        let [born] = &*World::of(&facts, &cast, &speakers(&facts, &cast)).beliefs else {
            panic!("she was born once");
        };
        assert_eq!((born.speech, born.subject.map(|it| it.character)), (Some(0), Some(0)));
    }

    #[test]
    fn what_can_be() {
        let tom = "Then Tom said no. Tom laughed. ";
        check(&format!("{tom}Anna said that Tom went to Anna."), &[]);
        check(&format!("{tom}Then Anna, his brother, smiled."), &[]);
        check(&format!("{tom}Then Anna, Tom’s sister, smiled."), &["Tom: Kin Anna sister"]);
    }
}
