//! What the words around a name say about what it names.

use std::sync::LazyLock;

use serde::Serialize;

use crate::story::lexicon::Lexicon;
use crate::story::rice::{RiceReader, RiceWriter, Scale};

/// A way of using a name that speaks for or against a person, a place, a gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Clue {
    /// The name opens a sentence, where any word has a capital.
    Opening,
    /// `the` stands before it.
    Article,
    /// `a`, `this`, `every`, a number stands before it.
    Determined,
    /// `in`, `near`, `throughout` stands before it.
    Inside,
    /// `to`, `from` stands before it.
    Toward,
    /// `of` stands before it.
    Of,
    /// `by`, `with`, `for` stands before it.
    With,
    /// A verb of saying stands beside it.
    Said,
    /// It does something.
    Acts,
    /// `was`, `had`, `would` stands after it.
    Is,
    /// Something is said to be its own.
    Owns,
    /// Part of a body, or what only people have, is its own.
    OwnsPart,
    /// `poor`, `young`, `friend` stands before it.
    Called,
    /// `who` stands after it.
    Who,
    /// Somebody is spoken to by this name.
    Hailed,
    /// `sister`, `Mrs`: a word for women stands before it; or its husband is named.
    FemaleWord,
    /// `brother`, `Mr`: a word for men stands before it; or its wife is named.
    MaleWord,
    /// `she` is the next pronoun, and the name does something.
    She,
    /// `he` is.
    He,
    /// `her` is.
    Her,
    /// `his` is.
    His,
    /// `she` or `her` is the next pronoun after it, by and by.
    SheLater,
    /// `he` or `his` is.
    HeLater,
    /// `elder` stands before it, or `senior` after it: somebody else has that name too.
    Generation,
}

impl Clue {
    const ALL: [Self; N] = [
        Self::Opening,
        Self::Article,
        Self::Determined,
        Self::Inside,
        Self::Toward,
        Self::Of,
        Self::With,
        Self::Said,
        Self::Acts,
        Self::Is,
        Self::Owns,
        Self::OwnsPart,
        Self::Called,
        Self::Who,
        Self::Hailed,
        Self::FemaleWord,
        Self::MaleWord,
        Self::She,
        Self::He,
        Self::Her,
        Self::His,
        Self::SheLater,
        Self::HeLater,
        Self::Generation,
    ];
}

/// As many kinds of clue as there are.
const N: usize = Clue::Generation as usize + 1;

/// How often each clue was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    counts: [u32; N],
    /// A bit for each clue that was seen: most names have few.
    seen: u32,
}

impl Evidence {
    /// How often `clue` was seen.
    pub fn count(&self, clue: Clue) -> u32 {
        self.counts[clue as usize]
    }

    /// The clues that were seen, each with how often.
    pub fn seen(&self) -> impl Iterator<Item = (Clue, u32)> {
        Clue::ALL.into_iter().zip(self.counts).filter(|&(_, count)| count > 0)
    }

    /// Counts `clue` once.
    pub(crate) fn add(&mut self, clue: Clue) {
        self.counts[clue as usize] += 1;
        self.seen |= 1 << clue as u8;
    }

    /// Both together.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (count, other) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(other);
        }
        self.seen |= other.seen;
    }

    /// Appends it: how many clues there are, then each, as the step from the one before, with whether there is more
    /// than one, and how many more.
    pub(crate) fn write(&self, writer: &mut RiceWriter, scales: &mut Scales) {
        let mut seen = self.seen;
        writer.push(seen.count_ones(), &mut scales.clues);
        let mut least = 0;
        while seen != 0 {
            let clue = seen.trailing_zeros();
            let n = self.counts[clue as usize];
            writer.push((clue - least) << 1 | u32::from(n > 1), &mut scales.steps);
            if n > 1 {
                writer.push(n - 2, &mut scales.counts);
            }
            least = clue + 1;
            seen &= seen - 1;
        }
    }

    /// Adds what was written.
    pub(crate) fn take(&mut self, reader: &mut RiceReader<'_>, scales: &mut Scales) -> Option<()> {
        let mut least = 0_u32;
        for _ in 0..reader.take(&mut scales.clues)? {
            let step = reader.take(&mut scales.steps)?;
            let clue = least.checked_add(step >> 1)?;
            let n = match step & 1 {
                0 => 1,
                _ => reader.take(&mut scales.counts)?.checked_add(2)?,
            };
            let count = self.counts.get_mut(clue as usize)?;
            *count = count.saturating_add(n);
            self.seen |= 1 << clue;
            least = clue + 1;
        }
        Some(())
    }
}

/// How large the numbers are in which evidence is written.
#[derive(Debug, Default)]
pub(crate) struct Scales {
    clues: Scale,
    steps: Scale,
    counts: Scale,
}

/// Words before a name, by what they tell.
const BEFORE: [(Clue, &str); 12] = [
    (Clue::Article, "the"),
    (
        Clue::Determined,
        "a an another any both each every many no other several some these this those three two \
         what",
    ),
    (
        Clue::Inside,
        "across around at beyond entering entered in inside into leave leaving near outside over \
         reach reached reaching round through throughout toward towards visit visited within",
    ),
    (Clue::Toward, "from to"),
    (Clue::Of, "of"),
    (Clue::With, "by for loved marry married with"),
    (
        Clue::Said,
        "added answered asked assented began begged called continued declared demanded \
         echoed exclaimed explained grumbled gasped growled inquired interrupted laughed murmured \
         muttered observed persisted pursued quoth rejoined remarked repeated replied resumed \
         returned roared said says screamed shouted shrieked sighed sobbed stammered suggested \
         thought urged wailed whispered",
    ),
    (Clue::Called, "child cousin cried darling dearest fellow friend little named old poor young"),
    (
        Clue::FemaleWord,
        "aunt daughter girl grandmother lady madam maid mamma miss mother niece nurse sister \
         widow wife woman",
    ),
    (
        Clue::MaleWord,
        "boy brother father grandfather husband king lord man master monsieur nephew papa parson \
         prince sir son uncle",
    ),
    (Clue::Hailed, "ah dear hush oh thank"),
    (Clue::Generation, "elder younger"),
];

/// Words after a name.
const AFTER: [(Clue, &str); 4] = [
    (
        Clue::Said,
        "added answered asked assented began begged continued cried declared demanded echoed \
         exclaimed explained grumbled gasped growled inquired interrupted laughed murmured \
         muttered observed persisted pursued rejoined remarked repeated replied resumed roared \
         said says screamed shouted shrieked sighed smiled sobbed stammered suggested thought \
         urged whispered wondered",
    ),
    (
        Clue::Acts,
        "asks ate became bent bit blew bowed bought brought caught chose comes could'nt crept \
         cries did didn't does drank drew drove fell felt fled flung forgot forgave found gave \
         gazed gets goes got grew heard held hung kept knelt knew knows laid lay leant \
         leaned led left let lit looks lost loved made makes meant met nodded paid ran rang read \
         replies rode rose sang sank sat saw seized sees sent set shook shot shrugged sits slept \
         slid smelt spoke sprang stands stole stood struck strode stuck swore swung takes tells \
         thinks threw told took turns turned understood used wanted wants watched went wept \
         woke wore wrote",
    ),
    (
        Clue::Is,
        "can can't cannot could couldn't had hadn't has hasn't is isn't may might must shall \
         should was wasn't will won't would wouldn't",
    ),
    (Clue::Who, "herself himself who whom whose"),
];

/// What is a name's own.
const OWNED: [(Clue, &str); 3] = [
    (
        // What only somebody has.
        Clue::OwnsPart,
        "\
aid answer anxiety arm arms attention aunt bed bedroom behaviour bosom breast breath brother \
brow brows character cheek cheeks child children chin coat companion conduct countenance cousin \
cry daughter death dress ear ears elbow expression eye eyebrows eyes face faces father features \
feelings feet finger fingers foot forehead friend friends glance hair hand handkerchief hands hat \
head heart hopes knee knees lap letter letters lip lips love manner manners mind mother \
mouth name neck nephew niece nose opinion pocket presence question remark reply return shoulder \
shoulders side sister sisters son sons soul spirit spirits temper thoughts throat tone turn uncle \
visit voice words",
    ),
    (Clue::MaleWord, "betrothed bride fiancée wife"),
    (Clue::FemaleWord, "bridegroom husband"),
];

/// What the words of the lists tell; no word is in two of them.
fn lexicon(lists: &[(Clue, &'static str)]) -> Lexicon<Clue> {
    let words =
        |&(clue, list): &(Clue, &'static str)| list.split(' ').map(move |word| (word, clue));
    lists.iter().flat_map(words).collect()
}

/// What a word right before a name says of it.
pub(crate) fn before(word: &str) -> Option<Clue> {
    static LEXICON: LazyLock<Lexicon<Clue>> = LazyLock::new(|| lexicon(&BEFORE));
    LEXICON.get(word)
}

/// What a word right after a name says of it.
pub(crate) fn after(word: &str) -> Option<Clue> {
    static LEXICON: LazyLock<Lexicon<Clue>> = LazyLock::new(|| lexicon(&AFTER));
    let is_past = || word.len() > 4 && word.ends_with("ed");
    LEXICON.get(word).or_else(|| is_past().then_some(Clue::Acts))
}

/// What it says of a name that `word` is its own.
pub(crate) fn owned(word: &str) -> Clue {
    static LEXICON: LazyLock<Lexicon<Clue>> = LazyLock::new(|| lexicon(&OWNED));
    LEXICON.get(word).unwrap_or(Clue::Owns)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn written_and_read() {
        let mut evidence = Evidence::default();
        evidence.add(Clue::HeLater);
        (0..300).for_each(|_| evidence.add(Clue::Opening));
        (0..7).for_each(|_| evidence.add(Clue::Said));
        let mut writer = RiceWriter::default();
        evidence.write(&mut writer, &mut Scales::default());
        let bytes = writer.finish();
        let mut read = Evidence::default();
        let whole = read.take(&mut RiceReader::new(&bytes), &mut Scales::default());
        assert_eq!((read, whole), (evidence, Some(())));
    }

    #[test]
    fn broken() {
        let mut writer = RiceWriter::default();
        let mut scales = Scales::default();
        writer.push(1, &mut scales.clues);
        writer.push((N as u32) << 1, &mut scales.steps);
        let bytes = writer.finish();
        let mut read = Evidence::default();
        let whole = read.take(&mut RiceReader::new(&bytes), &mut Scales::default());
        assert_eq!(whole, None);
    }

    #[test]
    fn each_word_once() {
        for lists in [&BEFORE[..], &AFTER, &OWNED] {
            let words: Vec<&str> = lists.iter().flat_map(|(_, list)| list.split(' ')).collect();
            assert_eq!(BTreeSet::from_iter(&words).len(), words.len());
        }
    }

    #[test]
    fn words() {
        assert_eq!(before("the"), Some(Clue::Article));
        assert_eq!(after("wandered"), Some(Clue::Acts));
        assert_eq!(owned("voice"), Clue::OwnsPart);
        assert_eq!(owned("house"), Clue::Owns);
    }
}
