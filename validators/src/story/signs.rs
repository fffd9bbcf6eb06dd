//! What shows outdoors which season it is: snow that lies, hay that is carried.

use crate::story::calendar::month_number;
use crate::story::looking_back::looks_back;
use crate::story::phrases::Phrase;
use crate::story::prose::{Text, is_listed};
use crate::story::times::{Sign, Time};
use crate::story::word_forms::is_negated;
use crate::story::word_list::WordList;

/// Words of a sentence that is not, or not surely, about the weather there and then, or about
/// lowlands: figures of speech, memories, wishes, pictures, drinks, mountains.
static ELSEWHERE: WordList = WordList::new(
    "\
Alpine Alps Antarctic Antarctica Arctic Greenland Himalayas If Lapland Like Spitsbergen Svalbard absence ago arctic artificial believe bucket butter cake cakes can \
cellar champagne church could couloir crampons cream dessert dish dream dreamed dreaming dreams dreamt drink fancied fancy \
floe floes glacier glaciers glass glasses greenhouse hat hats heights hothouse if imagine imagined jam last \
legend lemonade like may memories memory might mountain mountains must next novel painted painting paper \
pass passes peak peaks perpetual photograph photographs picture pie poem polar pole portrait remember remembered said \
season seasons shall should sideboard song stories story stove summers summit summits table tale than though \
thought unless until usually vase vases whisky will wine winters wish wished without would yesterday",
);

/// Words of a sentence after which the next one may describe a picture, a dream, mountains or the far north.
static SCENES: WordList = WordList::new(
    "\
Alpine Alps Antarctic Antarctica Arctic Greenland Himalayas Lapland Spitsbergen Svalbard arctic canvas dream \
dreamed dreamt engraving engravings film glacier glaciers mountain mountains painted painting paintings pass \
passes peak peaks photograph photographs picture pictures portrait postcard summit summits tapestry",
);

/// Who or what strips trees in summer.
static STRIPPING: WordList = WordList::new(
    "\
blasted blight blighted burned burnt caterpillars dead drought dying fire fires flames gale hurricane locust locusts \
shells storm stripped",
);

/// What snow and hail and leaves do, and what is done there.
static WEATHER: WordList = WordList::new(
    "\
began beat blew came ceased covered covers creaked crunched deepened drifted drifting driven drove \
fallen falling falls fell flew gathered gleamed glistened glittered lay lie lies lying melted melting piled \
settled shone sparkled stood swept swirled swirling thickened whirled whirling",
);

/// How deep in it one is, and what one does there.
static IN_SNOW: WordList = WordList::new(
    "\
ankle blanketed buried covered crunched deep floundered footmarks footprints heaped knee ploughed plodded \
powdered shovelled sledge sleigh struggled stumbled swept thick tracks tramped trodden trudged waded \
white",
);

/// What freezes out of doors, and where frost and snow lie.
static WATERS: WordList = WordList::new(
    "\
brook canal ditches earth fields fountain garden grass ground gutters harbour hedges lake lane lawn \
meadow meadows moat pane panes pavement pavements pond ponds pool pools puddles river roads road roofs ruts \
stream street streets trees trough turf twigs window windows",
);

/// Where heat lies that is no fire's.
static OPEN: WordList = WordList::new(
    "\
city country countryside field fields garden hills lanes lane lawn land meadow meadows moor pavement \
pavements plain road roads roofs square street streets town valley village",
);

static HANGS: WordList = WordList::new(
    "\
beat brooded danced hung lay pressed quivered rose shimmered simmered trembled",
);

/// What insects and flowers do.
static LIVES: WordList = WordList::new(
    "\
bloomed buzzed buzzing carpeted circled clustered crawled crawling crept crowded droned flew flowered gathered grew \
hovered hummed humming hung nodded out settled swarmed swarming were",
);

/// What is done in fields.
static FIELD_WORK: WordList = WordList::new(
    "\
bound carried carrying carted cocks cut cutting gathered gathering getting mown made making raked raking \
reaped reaping stacked stacking stood toss tossed tossing turning work",
);

/// What blossoms in spring.
static BLOSSOMING: WordList = WordList::new(
    "\
almond apple cherry chestnuts hawthorn hawthorns lilac lilacs orchard orchards peach pear plum thorn",
);

/// What is bare in winter.
static TREES: WordList = WordList::new(
    "\
ash beech beeches birches boughs branches elms hedges limes oaks orchard poplars trees twigs woods",
);

/// So many words on either side of a sign belong to it; and so many of its sentence are looked at.
const NEAR: usize = 8;
const SENTENCE: usize = 25;

impl Text<'_> {
    /// The sign of the season at word `i`, if that is one here.
    pub(crate) fn sign(self, i: usize, sign: Sign) -> Option<Phrase> {
        let is_compound = self.gap_after(i).starts_with('-')
            && !self.gap_after(i).starts_with("--")
            || self.gap(i) == "-";
        let is = !is_compound && self.shows(i, sign) && !self.is_elsewhere(i);
        is.then_some(Phrase { first: i, last: i, time: Time::Sign(sign) })
    }

    /// Whether what stands around word `i` shows it to be out of doors.
    fn shows(self, i: usize, sign: Sign) -> bool {
        let word = self.raw(i);
        let before = self.joined_before(i);
        let after = |list: &WordList| self.near_after(i).any(|k| list.contains(self.raw(k)));
        let ahead = |list: &WordList| self.near_before(i).any(|k| list.contains(self.raw(k)));
        let near = |list: &WordList| after(list) || ahead(list);
        let says = |words: &str| self.near_after(i).any(|k| is_listed(words, self.raw(k)));
        match sign {
            Sign::Snow if matches!(word, "snowed" | "snowing") => {
                self.near_before(i).any(|k| matches!(self.raw(k), "It" | "it"))
            }
            Sign::Snow => after(&WEATHER) || ahead(&IN_SNOW) || ahead(&WEATHER) && near(&WATERS),
            Sign::Ice if word == "froze" => ahead(&WATERS),
            Sign::Ice if matches!(word, "skated" | "skating") => {
                matches!(self.joined_after(i), "on" | "over") && after(&WATERS)
            }
            Sign::Ice if word == "frozen" => {
                WATERS.contains(self.joined_after(i))
                    || matches!(before, "was" | "were" | "had" | "lay") && ahead(&WATERS)
            }
            Sign::Ice => {
                let lies = after(&WEATHER) || says("formed bore cracked crackled hung had");
                lies && near(&WATERS)
                    || ahead(&WEATHER) && after(&WATERS)
                    || before == "with" && ahead(&IN_SNOW) && ahead(&WATERS)
            }
            Sign::Hay if word != "hay" => after(&FIELD_WORK) || says("in were was had"),
            Sign::Hay => {
                let verb = if before == "the" { self.joined_before(i - 1) } else { before };
                after(&FIELD_WORK) || FIELD_WORK.contains(verb)
            }
            Sign::Harvest if matches!(word, "corn" | "wheat") => {
                says("cut reaped carried ripe ripening") || ahead(&FIELD_WORK) && near(&OPEN)
            }
            Sign::Harvest if word == "sheaves" => says("lay stood were"),
            Sign::Harvest => after(&FIELD_WORK) || says("begun began full were over"),
            Sign::Insects | Sign::SpringFlowers => after(&LIVES),
            Sign::RipeFruit => {
                let is_ripe =
                    matches!(before, "ripe" | "ripening") || says("ripe ripening ripened");
                is_ripe
                    && says(
                        "were hung wall walls tree trees branch branches bough boughs hedge hedges bushes",
                    )
            }
            Sign::Heat if word == "sun" => {
                self.joined_after(i) == "beat" && self.joined_after(i + 1) == "down"
            }
            Sign::Heat if word != "heat" => is_listed(
                "afternoon day evening morning night noon summer sun weather",
                self.joined_after(i),
            ),
            Sign::Heat => before != "of" && after(&HANGS) && near(&OPEN),
            Sign::FallingLeaves => {
                let is_verb = is_listed("He It She he it she that who which", before);
                says("falling fell fluttered turning turned") && !is_verb
            }
            Sign::Blossom if is_listed("hawthorn lilac lilacs", word) => {
                is_listed("was were", self.joined_after(i)) && says("out bloom blossom flower")
            }
            Sign::Blossom if word == "orchards" => says("blossom bloom flower"),
            Sign::Blossom if word == "bloom" => {
                matches!(before, "in" | "full") && ahead(&BLOSSOMING)
            }
            Sign::Blossom => {
                BLOSSOMING.contains(before) && (after(&LIVES) || after(&WEATHER))
                    || matches!(before, "in" | "full") && ahead(&BLOSSOMING)
            }
            Sign::BareTrees => {
                let stands = |k: usize| matches!(self.raw(k), "stood" | "was" | "were");
                // "The trees were bare: the locusts had come."
                let has_reason =
                    (i + 1..self.len().min(i + SENTENCE)).any(|k| STRIPPING.contains(self.raw(k)));
                self.near_before(i).any(stands)
                    && ahead(&TREES)
                    && self.ends_phrase(i)
                    && !has_reason
            }
        }
    }

    /// The words right before word `i`, the nearest first, in its clause.
    fn near_before(self, i: usize) -> impl Iterator<Item = usize> {
        (i.saturating_sub(NEAR)..i).rev().take_while(move |&k| self.is_joined(k + 1))
    }

    /// The words right after word `i` in its clause.
    fn near_after(self, i: usize) -> impl Iterator<Item = usize> {
        (i + 1..self.len().min(i + 1 + NEAR)).take_while(move |&k| self.is_joined(k))
    }

    /// Whether the sentence around word `i` may speak of something else than the weather there.
    fn is_elsewhere(self, i: usize) -> bool {
        let before = (i.saturating_sub(SENTENCE)..i).rev().take_while(|&k| !self.opens(k + 1));
        let after = (i + 1..self.len().min(i + SENTENCE)).take_while(|&k| !self.opens(k));
        let is_other = |k: usize| {
            let word = self.raw(k);
            // "As cold as ice", "as if": not "as he watched".
            let compares = || {
                (k + 1..=k + 3).contains(&i)
                    || is_listed("if though", self.raw(k + 1))
                    || (k + 2..=k + 3).any(|k| self.raw(k) == "as")
            };
            ELSEWHERE.contains(word)
                || word == "as" && compares()
                || matches!(word, "no" | "No" | "not" | "never" | "nor" | "neither" | "hardly")
                || is_negated(word)
                || word.ends_with("'d")
                || word.ends_with("’d")
                || self.gap_after(k).contains('?')
        };
        before.chain(after).chain([i]).any(is_other)
            || self.is_in_other_land(i)
            || looks_back(self, i)
            || self.is_of_other_scene(i)
    }

    /// Whether the sentence up to word `i` names where or when that was: "in winter, when", "Norway,
    /// where", and "In Norway" at its beginning.
    fn is_in_other_land(self, i: usize) -> bool {
        let start = self.sentence_first(i);
        let is_name = |k: usize| {
            self.raw(k).starts_with(char::is_uppercase) && month_number(self.raw(k)).is_none()
        };
        let begins_with_name = self.raw(start) == "In" && start + 1 < i && is_name(start + 1);
        begins_with_name
            || (start + 1..i).any(|k| match self.raw(k) {
                "where" => k > start + 1 && is_name(k - 1),
                "autumn" | "spring" | "summer" | "winter" => {
                    self.raw(k - 1) == "in" && self.raw(k + 1) == "when"
                }
                _ => false,
            })
    }

    /// Whether the sentence before that of word `i` is about another scene than fields and streets.
    fn is_of_other_scene(self, i: usize) -> bool {
        let start = self.sentence_first(i);
        (self.sentence_before(start)..start).any(|k| SCENES.contains(self.raw(k)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Facts;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let facts = Facts::of_text("a.md", text);
        let signs = facts.times.iter().filter_map(|it| match it.time {
            Time::Sign(sign) => Some(sign),
            _ => None,
        });
        assert_eq!(signs.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn winter() {
        for text in [
            "The snow lay deep before the door.",
            "Snow was falling on the roofs.",
            "They trudged through the snow.",
            "It had begun to snow; it was snowing hard.",
        ] {
            check(text, &[Sign::Snow]);
        }
        for text in [
            "Ice had formed on the pond.",
            "There was ice lying on the ruts of the road.",
            "The frost glittered on the grass.",
            "The pond was frozen. They crossed the river.",
        ] {
            check(text, &[Sign::Ice]);
        }
        check("The trees were quite bare.", &[Sign::BareTrees]);
    }

    #[test]
    fn summer() {
        check("The hay was being carried.", &[Sign::Hay]);
        check("They were making hay. The mowers were at work.", &[Sign::Hay, Sign::Hay]);
        check("The heat shimmered over the road.", &[Sign::Heat]);
        check("Wasps buzzed among the ripe plums on the wall.", &[Sign::Insects, Sign::RipeFruit]);
        check("The reapers were at work; sheaves stood in rows.", &[Sign::Harvest, Sign::Harvest]);
    }

    #[test]
    fn between() {
        check("The leaves were falling as he watched.", &[Sign::FallingLeaves]);
        check("The apple trees were in blossom.", &[Sign::Blossom]);
        check("Daffodils nodded by the gate.", &[Sign::SpringFlowers]);
    }

    #[test]
    fn no_signs() {
        for text in [
            "Her hands were cold as ice. There was ice in his voice. He was snow-white.",
            "If the snow fell, they would stay. He remembered how the snow lay in the street.",
            "Snow lay on the peaks of the mountains. Ice lay in the glasses on the ground.",
            "There was no snow lying on the ground. The snow was not lying in the road.",
            "The horse ate hay. The heat of the room pressed on him. He leaves, falling back.",
            "Was the snow falling in the street? It was as if snow lay there.",
            "They had come in winter, when the snow lay deep. In the story the snow lay deep.",
            "He remembered Moscow. The snow lay deep, and the horses were dead.",
            "He told her of Norway, where the snow lay deep. In Argentina the snow lay deep.",
            "The painting showed a village. Snow lay on the roofs.",
            "They were in the Alps. The snow lay a foot deep in the road.",
            "The trees were bare: the locusts had come.",
            "His arms were bare. The ice between them melted. She took plums from the dish.",
        ] {
            check(text, &[]);
        }
    }
}
