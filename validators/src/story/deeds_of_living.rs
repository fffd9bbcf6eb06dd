//! Verbs that say that somebody is alive, and words that say when and where.

use crate::story::word_list::WordList;

/// Verbs in the past that do not end in "ed".
static ACTS: WordList = WordList::new(
    "\
ate bent blew bought brought came caught clung crept cut dealt drank drew drove dug fed flung fled fought gave \
held hung knelt laid led lit ran rang read rode rose sang sat shook shot shut slid spoke sprang spun stood \
strode struck swept swung tore threw told took went woke wove wrote said put",
);

/// The same as it is now.
static ACTS_NOW: WordList = WordList::new(
    "\
answers asks blows bows brings carries catches climbs closes comes cuts drinks drives eats enters fetches finds \
folds gives goes grins hands holds hums jumps kisses kneels knocks laughs leans lifts lights looks moves nods \
offers opens pays picks plays points pours pulls pushes puts reaches reads rides rises runs says shakes shouts \
shows shrugs shuts sighs sings sips sits slides smiles speaks stands stares steps stirs strolls sweeps swings \
takes tells throws touches turns waits walks washes waves whispers whistles wipes writes",
);

/// What is no act, or may be said of the dead, or follows a name as what was done to its bearer.
static STATES: WordList = WordList::new(
    "\
appeared believed belonged buried called collapsed consisted departed deserved died drowned executed existed \
expected expired failed feared hanged happened hated hoped inherited intended interested killed knifed lacked \
liked lived loved married meant murdered named need needed owed owned passed perished preferred proved \
received remained remembered represented required resembled seemed served stabbed stayed suffered supposed \
surprised tended trusted united used wanted wished wounded",
);

/// What ends in "ing" and may be said of the dead.
static BEING: WordList = WordList::new(
    "\
being decomposing drowning during dying evening everything going having lying missing morning nothing \
rotting something sinking sleeping thing",
);

/// What such a phrase begins with.
static OPENERS: WordList = WordList::new(
    "\
A After All And At But By For From In Next On One Outside Suddenly That The Then This Three Two Upon",
);

/// What tells that another clause, or another subject, stands between.
static OTHERS: WordList = WordList::new(
    "\
I and as because before had has have he her him his if is it like my nor of or our she than that their \
they though to was we were what when where which while who whom whose with you your",
);

/// Whether `word` says that somebody acts.
pub(crate) fn is_act(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && !STATES.contains(word)
        || ACTS.contains(word)
        || word.ends_with('s') && ACTS_NOW.contains(word)
}

/// Whether `word`, which ends in "ing", says what somebody is doing.
pub(crate) fn is_doing(word: &str) -> bool {
    !BEING.contains(word)
}

/// Whether what says when and where may begin with `word`.
pub(crate) fn opens_adverbial(word: &str) -> bool {
    OPENERS.contains(word)
}

/// Whether `word` may be in what says when and where.
pub(crate) fn may_be_adverbial(word: &str) -> bool {
    !OTHERS.contains(word)
}
