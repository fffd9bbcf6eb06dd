//! Reads what is said of people, things and places.

use crate::story::ages::SaidAge;
use crate::story::antecedents;
use crate::story::attributes::Attribute;
use crate::story::clauses::Reader;
use crate::story::postings::PostingWriter;
use crate::story::prose::{Packed, Text};
use crate::story::statements::{Claim, Statements};
use crate::story::traits::{Trigger, trigger};

/// Collects the statements of a document, block by block.
#[derive(Default)]
pub(crate) struct StatementReader {
    writer: PostingWriter,
    /// Those of a block.
    claims: Vec<Claim>,
}

impl StatementReader {
    /// Reads a block, given as the words of it in order, with the numbers of those that may be triggers
    /// and the exact ages in it. Whether they speak of somebody without a name who may be she; and he. Linear in
    /// the words.
    pub(crate) fn read(
        &mut self,
        prose: &str,
        words: &[Packed],
        watched: &[usize],
        ages: &[SaidAge],
    ) -> [bool; 2] {
        let text = Text::new(prose, words);
        let mut unnamed = [false; 2];
        for &i in watched {
            let trigger = trigger(text.raw(i));
            if let Some(trigger) = trigger {
                Reader { text, claims: &mut self.claims }.look(i, trigger);
            }
            if unnamed != [true; 2] && antecedents::may_be_somebody(trigger) {
                let [she, he] = text.unnamed(i);
                unnamed = [unnamed[0] | she, unnamed[1] | he];
            }
        }
        ages.iter().for_each(|age| Reader { text, claims: &mut self.claims }.aged(age));
        if self.claims.is_empty() {
            return unnamed;
        }
        self.claims.sort_by_key(|claim| claim.span.start);
        self.claims.drain(..).for_each(|claim| claim.write(&mut self.writer));
        unnamed
    }

    /// All statements.
    pub(crate) fn finish(self) -> Statements {
        self.writer.finish()
    }
}

impl Reader<'_> {
    /// Looks around word `i` for what it says of whom.
    fn look(&mut self, i: usize, trigger: Trigger) {
        match trigger {
            Trigger::Part(attribute) => self.coloured_part(i, attribute),
            Trigger::Parted(attribute) => self.parted(i, attribute),
            Trigger::Colour(code) => self.coloured_thing(i, code),
            Trigger::Build(code) => self.built(i, code),
            Trigger::Length => self.measured(i),
            Trigger::Scar => self.scar(i, Attribute::Scar),
            Trigger::Patch => self.scar(i, Attribute::Missing),
            Trigger::Wooden => self.wooden(i),
            Trigger::Sling => self.bound_up(i),
            Trigger::Wound => self.wound(i),
            Trigger::Handed => self.handed(i),
            Trigger::Infirm(code) => self.infirm(i, code),
            Trigger::Dead => self.dead(i),
            Trigger::Died => self.died(i),
            Trigger::Perished => self.perished(i),
            Trigger::Killed => self.killed(i),
            Trigger::Death => self.death(i),
            Trigger::Late => self.late(i),
            Trigger::Born => self.born(i),
            Trigger::Lived => self.lived(i),
            Trigger::Married => self.married(i),
            Trigger::Kin(code) => self.kin(i, code),
            Trigger::Woman => self.old_woman(i),
            Trigger::KinTitle(code) => self.kin_title(i, code),
            Trigger::Widow => self.widow(i),
            Trigger::Occupation(code) => self.occupation(i, code),
            Trigger::Gets => self.handles(i, Attribute::Gets),
            Trigger::Puts => self.puts(i),
            Trigger::Loses => {
                self.loses(i);
                self.gives_up(i);
            }
            Trigger::State(code) => self.state(i, code),
            Trigger::Goes => self.goes(i),
            Trigger::Reaches => self.travels(i, i + 1, Attribute::Arrives),
            Trigger::Leaves => {
                self.leaves_somebody(i);
                self.travels(i, i + 1, Attribute::Leaves);
            }
            Trigger::Compass(code) => self.compass(i, code),
            Trigger::PlaceKind(code) => self.place_kind(i, code),
            Trigger::Changed(code) => self.changed(i, code),
            Trigger::Coloured => self.coloured(i),
            Trigger::Plays => self.plays(i),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::diagnostic::Span;
    use crate::story::statements::{Modality, Statement};
    use crate::story::{Facts, prose};

    use super::*;

    /// Checks what is said in a text, each as "subject: attribute value object", with the modality if
    /// it is not asserted.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let facts = Facts::of_text("a.txt", text);
        let at = |span: Span| &text[span.range()];
        let said = facts.statements.iter().map(|it: Statement| {
            let side = it.side.map(|side| format!("{side:?}").to_lowercase());
            let object = it.object.map(|object| at(object.span).to_owned());
            let value = it.value.map(str::to_owned);
            let modality = match it.modality {
                Modality::Asserted => None,
                other => Some(format!("({other:?})")),
            };
            let rest = side.into_iter().chain(value).chain(object).chain(modality);
            let subject = at(it.subject.place.span);
            format!("{subject}: {:?} {}", it.attribute, rest.collect::<Vec<_>>().join(" "))
                .trim_end()
                .to_owned()
        });
        assert_eq!(said.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn looks() {
        check("Her large, blue eyes shone.", &["Her: Eyes blue"]);
        check("Anna’s eyes were very blue.", &["Anna: Eyes blue"]);
        check("He had dark brown hair.", &["He: Hair brown"]);
        check("Her hair was grey, or gray.", &["Her: Hair grey"]);
        check(
            "She had hair as black as coal. She had hair as long as a whip.",
            &["She: Hair black"],
        );
        check("She was tall and had red hair.", &["She: Build tall", "She: Hair red"]);
        check("Her hair was the red of a fox. Her hair was red with rage.", &["Her: Hair red"]);
        check("Her hair was gold in the sunlight. Her wet black hair shone.", &[]);
        check(
            "Her dark blond hair shone. She kissed her mother’s black hair.",
            &["Her: Hair sandy"],
        );
        let both = &["Her: Eyes green", "her: Hair black"];
        check("Her eyes were green and her hair black.", both);
        check("Her eyes were green, her hair a deep black.", both);
        check("Her eyes were green, and her hair hung black and wet.", &["Her: Eyes green"]);
        check("Her blue or grey eyes shone. His eyes were red.", &[]);
        check("His black-lashed eyes shone. His blue-gray eyes shone.", &[]);
        check("The woman had blue eyes. They saw a pair of blue eyes.", &[]);
        check("Anna looked up, and the blue eyes were wet.", &["Anna: Eyes blue"]);
        check(
            "Anna looked at her, and the blue eyes were wet. Anna saw the blue eyes of Tom.",
            &[],
        );
        check("Then blue-eyed Anna sang.", &["Anna: Eyes blue"]);
        check("He was a narrow man with pale green eyes.", &["He: Eyes green"]);
        check(
            "She was tall, with long black hair and grey eyes.",
            &["She: Build tall", "She: Hair black", "She: Eyes grey"],
        );
        check("Anna was a woman of means, with a scar and very blue eyes.", &["Anna: Eyes blue"]);
        check(
            "They met Anna, a tall woman with red hair. Anna, a short woman, was late.",
            &["Anna: Build tall", "Anna: Hair red", "Anna: Build short"],
        );
        check(
            "Anna was the baker of Hull, a tall woman with red hair.",
            &["Anna: Occupation baker", "Anna: Hair red"],
        );
        check("They met Anna, a tall woman with red hair, and Tom. Anna, a tall man and I.", &[]);
        check("Anna was with Tom. Anna was a woman who met a man with blue eyes.", &[]);
        check("She was at home with blue eyes on her. Anna was not a woman with blue eyes.", &[]);
        check("Anna was tall. She was a tall woman.", &["Anna: Build tall", "She: Build tall"]);
        check("Anna was as tall as Tom.", &[]);
        check(
            "She’s got blue eyes. He'd a scar on his left cheek.",
            &["She: Eyes blue", "his: Scar left cheek"],
        );
        check("Anna’s black hair-ribbon was lost. Anna’s eyes met brown eyes.", &[]);
        check("The woman before Anna had brown eyes.", &[]);
        check("Everyone in the family but Anna had brown eyes.", &[]);
        check("He slept, but Anna had brown eyes.", &["Anna: Eyes brown"]);
        check("She'd brown eyes. He’d light blue eyes.", &["She: Eyes brown", "He: Eyes blue"]);
        check("He was left-handed.", &["He: Handedness left"]);
        check("Anna was blind. Tom was blind to it.", &["Anna: Infirmity blind"]);
    }

    #[test]
    fn wounds() {
        check("The scar on his left cheek paled.", &["his: Scar left cheek"]);
        check("His right arm was broken.", &["His: Wound right arm"]);
        check("She broke her leg. She broke his cup.", &["She: Injury leg"]);
        check("Tom had lost his left eye.", &["Tom: Missing left eye (Recalled)"]);
        check("Tom lost his head. She lost her heart.", &[]);
        check("He wore a patch over his left eye.", &["his: Missing left eye"]);
        check("There was a patch on his left knee. He tapped with his wooden spoon.", &[]);
        check("He tapped with his wooden right leg.", &["his: Missing right leg"]);
    }

    #[test]
    fn other_scars() {
        check("Tom had a new scar on his right cheek.", &[]);
        check("Tom had a painted scar on his right cheek.", &[]);
        check("Tom had a scar on his right cheek to match.", &[]);
    }

    #[test]
    fn no_scars() {
        for text in [
            "Tom had no scar on his left cheek.",
            "There was no long, white scar on his left cheek.",
            "Tom never had a scar on his left cheek.",
            "Tom did not have a scar on his left cheek.",
            "There wasn’t a scar on his left cheek.",
            "Tom came back without a scar on his left cheek.",
        ] {
            check(text, &["his: Scar left cheek (Denied)"]);
        }
        check("If there was a scar on his left cheek!", &["his: Scar left cheek (Supposed)"]);
        check("Tom never hid the scar on his left cheek.", &["his: Scar left cheek"]);
        check("It was not so. He had a scar on his left cheek.", &["his: Scar left cheek"]);
    }

    #[test]
    fn deaths() {
        check("Anna died. Anna was dead.", &["Anna: Death", "Anna: Death"]);
        check("Anna was killed in March.", &["Anna: Death"]);
        check("He killed Tom. He killed the time.", &["Tom: Death"]);
        check("A bullet killed Tom. Anna slew Mr. Orme.", &["Tom: Death", "Mr. Orme: Death"]);
        check("Anna stabbed Tom to death. Anna scared Tom to death.", &["Tom: Death"]);
        check("Tom was beaten to death. Anna bled to death.", &["Tom: Death", "Anna: Death"]);
        check(
            "They buried him there. Anna killed her brother. Anna killed her.",
            &["him: Death", "her: Death"],
        );
        check("They buried Tom there. Tom was buried in thought.", &["Tom: Death"]);
        check("They found Tom dead. Tom was found dead.", &["Tom: Death", "Tom: Death"]);
        check("She had found Tom dead in bed.", &["Tom: Death (Recalled)"]);
        check("The late Mr. Orme smiled.", &["Mr. Orme: Death (Recalled)"]);
        check("They met after Anna’s death.", &["Anna: Death (Recalled)"]);
        check("Tom, who died young, sang.", &["Tom: Death"]);
        check("Suddenly Tom died. It was I. Anna died.", &["Tom: Death", "Anna: Death"]);
        check("It was Tom who drowned. He spoke to Anna who died.", &["Tom: Death"]);
        check(
            "He took ill and died. He’s dead. She's died.",
            &["He: Death", "He: Death", "She: Death"],
        );
        check(
            "He'd died. She’d been dead for years. He'd have died.",
            &["He: Death (Recalled)", "She: Death (Recalled)", "He: Death (Supposed)"],
        );
        check("Her father is dead.", &["Her father: Death"]);
        check("His voice died away. The wind died.", &[]);
        check("Anna was dead tired. Tom died of laughter. Anna died away.", &[]);
        check("I am dead. I died. They built it for Anna died.", &[]);
    }

    #[test]
    fn deaths_after_adverbials() {
        for text in [
            "Three days later Tom Orme died.",
            "Two years later Tom Orme died of fever.",
            "In 1870 Tom Orme died.",
            "In the spring of 1870 Tom Orme died.",
            "That night old Tom Orme died.",
            "She wept, and that same night Tom Orme died.",
            "On the 3rd of October Tom Orme died.",
            "Later that evening Tom Orme died.",
            "At last Tom Orme died.",
            "In the old house Tom Orme died.",
            "The day Tom Orme died was bright.",
        ] {
            check(text, &["Tom Orme: Death"]);
        }
        check("In May Tom died.", &["Tom: Death"]);
        check("Two years later his father died.", &["his father: Death"]);
        check("The wife of old Tom died. In the room of Tom died a man.", &[]);
        check("In the house and Tom died.", &["Tom: Death"]);
    }

    #[test]
    fn no_deaths() {
        check(
            "Tom Orme did not die. Tom didn’t die, and slept.",
            &["Tom Orme: Death (Denied)", "Tom: Death (Denied)"],
        );
        check(
            "Tom didn’\0\0t die. Tom wasn’\0\0t dead.",
            &["Tom: Death (Denied)", "Tom: Death (Denied)"],
        );
        check("Tom did not die of fever. Tom wished to die. Tom did not die in vain.", &[]);
        check("Tom was dead on his feet. Tom was dead tired.", &[]);
        check("Tom died a little inside. Tom died inside. Tom died a thousand deaths.", &[]);
        check("Tom died amiably at Hull, and nobly at York.", &[]);
        check("Tom was killed in a novel that Anna wrote.", &["Tom: Death (Supposed)"]);
        check("In the play Tom died.", &["Tom: Death (Supposed)"]);
        check("Tom was killed in a bad dream.", &["Tom: Death (Dreamt)"]);
        check("Tom died inside the house.", &["Tom: Death"]);
        for text in [
            "Before Tom died, Anna wept.",
            "Had Tom died then, Anna would have wept.",
            "Anna wept when old Tom died.",
            "The letter was short: Tom was killed.",
        ] {
            check(text, &["Tom: Death (Recalled)"]);
        }
        for text in [
            "Rumour had it that Tom was dead.",
            "According to the paper, Tom was dead.",
            "Anna dreaded to hear that Tom was dead.",
            "Anna was certain that Tom was dead.",
            "Tom died on the stage. ",
            "Tom was killed in the game.",
        ] {
            check(text, &["Tom: Death (Supposed)"]);
        }
    }

    #[test]
    fn modalities() {
        check("Anna was not dead.", &["Anna: Death (Denied)"]);
        check("If Anna were dead, he would weep.", &["Anna: Death (Supposed)"]);
        check("They thought that Anna was dead.", &["Anna: Death (Supposed)"]);
        check("Anna is dead, perhaps.", &["Anna: Death (Supposed)"]);
        check("Was it so? Anna was dead?", &["Anna: Death (Asked)"]);
        check("He dreamed that Anna was dead.", &["Anna: Death (Dreamt)"]);
        check("Anna had been a baker.", &["Anna: Occupation baker (Recalled)"]);
        check("Anna will be a baker.", &["Anna: Occupation baker (Future)"]);
        check("It was as if Anna were dead.", &[]);
    }

    #[test]
    fn relatives() {
        check("My brother Tom sang.", &["My: Kin brother Tom"]);
        check("They met his uncle, Mr. Orme.", &["his: Kin uncle Mr. Orme"]);
        check("They met his uncle, Mr. Orme, and Tom.", &[]);
        check("Then Tom, Anna’s brother, sang.", &["Anna: Kin brother Tom"]);
        check("Tom was Anna’s brother.", &["Anna: Kin brother Tom"]);
        check("Mary was the daughter of Anna.", &["Anna: Kin daughter Mary"]);
        check("To her mother, Anna said no. “Tom, my son, go!”", &[]);
        check("He saw his Uncle Tom.", &["his: Kin uncle Uncle Tom"]);
    }

    #[test]
    fn lives() {
        check("Tom was a baker. Tom is the baker’s son.", &["Tom: Occupation baker"]);
        check("They met Orme, the baker, there.", &["Orme: Occupation baker"]);
        check("It was a baker named Orme.", &["Orme: Occupation baker"]);
        check("They met Orme, the baker, Tom and Anna.", &[]);
        check("Then the old baker, Mr. Orme, sang.", &["Mr. Orme: Occupation baker"]);
        check("There were Tom, the old baker, Mr. Orme, of Hull, and I.", &[]);
        check("There were a man, the baker, Mr. Orme, a boy and I.", &[]);
        check("You are no judge of it. He is a great actor.", &[]);
        check(
            "Tom worked as a baker. He made his living as a cooper.",
            &["Tom: Occupation baker", "He: Occupation cooper"],
        );
        check(
            "Tom Orme, village doctor, rose. Tom, baker and fool, sat.",
            &["Tom Orme: Occupation doctor"],
        );
        check(
            "Tom was the village baker. Tom was the baker of Whitby.",
            &["Tom: Occupation baker"; 2],
        );
        check("It rained again. Tom was a baker.", &["Tom: Occupation baker"]);
        check("Tom was the baker. Tom was the baker that they had.", &["Tom: Occupation baker"]);
        check(
            "Tom was a baker then. Tom was once a cooper.",
            &["Tom: Occupation baker (Recalled)", "Tom: Occupation cooper (Recalled)"],
        );
        check("Tom was to have been a baker.", &["Tom: Occupation baker (Supposed)"]);
        check("Tom was a doctor in all but name.", &[]);
        check(
            "Tom was a carpenter by trade and a baker by need.",
            &["Tom: Occupation carpenter (Recalled)"],
        );
        check("Tom was a tailor at heart. Tom was a butcher of men.", &[]);
        check(
            "They met the baker Tom Orme. They knew the doctor Tom sent for.",
            &["Tom Orme: Occupation baker"],
        );
        check("Tom became a baker.", &["Tom: Occupation baker", "baker: Change work"]);
        check("Anna was born in Whitby.", &["Anna: Birth Whitby"]);
        check("Anna married Tom Orme.", &["Anna: Marriage Tom Orme"]);
        check("She lived in Whitby.", &["She: Home Whitby"]);
    }

    #[test]
    fn things() {
        check("Anna took the key.", &["Anna: Gets the key"]);
        check("Anna rose and took the old key.", &["Anna: Gets the old key"]);
        check("Anna rose and the man took the key.", &[]);
        let gives = ["Anna: Loses the key", "Tom: Gets the key"];
        check("Anna gave Tom the key.", &gives);
        check("Anna gave the key to Tom.", &gives);
        check("Anna handed Tom the key.", &gives);
        check("She put the key into her pocket.", &["She: Gets the key"]);
        check("The door was locked.", &["The door: State locked"]);
        check("Tom burnt the letter.", &["the letter: State burnt"]);
        check("The door was green.", &["The door: Colour green"]);
        check("The wound was green.", &[]);
    }

    #[test]
    fn places() {
        check("Anna went back to Whitby.", &["Anna: Arrives Whitby"]);
        check("He came from Whitby. He left Whitby.", &["He: Leaves Whitby", "He: Leaves Whitby"]);
        check("They went to Whitby. Tom went to Anna’s house.", &[]);
        check("Whitby lies north of Hull.", &["Whitby: Direction north Hull"]);
        check("Whitby was a small town.", &["Whitby: PlaceKind town"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        /// Every part of a statement is a part of it in the text, whatever the words.
        #[test]
        fn within(parts in prop::collection::vec(any::<prop::sample::Index>(), 0..30)) {
            let all: Vec<&str> = "Anna Anna’s Mr. Orme de , . ? - “ \0 é her his was had the a left arm \
                eyes blue eyed dead died killed broken broke scar on lost gave took put key into \
                pocket to from in went reached left brother Uncle baker named and who late of \
                death widow born lived married locked north town not if handed tall"
                .split(' ')
                .collect();
            let text: Vec<&str> = parts.iter().map(|index| *index.get(&all)).collect();
            let text = text.join(" ");
            let span = Span::new(0..text.len());
            let words = prose::packed(&text, span);
            let mut reader = StatementReader::default();
            reader.read(&text, &words, &Vec::from_iter(0..words.len()), &[]);
            for statement in reader.finish().iter() {
                let outer = statement.place.span.range();
                let subject = statement.subject.place;
                for inner in [Some(subject), statement.object].into_iter().flatten() {
                    let inner = inner.span.range();
                    prop_assert!(outer.start <= inner.start && inner.end <= outer.end);
                    prop_assert!(text.get(inner).is_some_and(|text| !text.is_empty()));
                }
            }
        }
    }
}
