//! Words that stand beside speech, by what they tell of the speaker.

use crate::story::word_list::WordList;

/// Verbs that say that somebody speaks, with the most frequent ones of German and French.
pub(crate) static SAYING: WordList = WordList::new(
    "\
broke burst cut put went said say says saying added adding admitted admonished advised affirmed agreed announced \
announcing answered answering apologised apologized argued articulated asked asking assented \
asserted asseverated assured avowed babbled barked bawled began begged bellowed blurted boasted \
boomed breathed called calling cautioned chattered chimed chirped choked chuckled \
coaxed commanded commented complained conceded concluded confessed confided congratulated \
continued continuing contradicted corrected counselled cried crying croaked declaimed declared \
declaring demanded demanding demurred drawled echoed ejaculated ejaculating encouraged enjoined \
enquired enquiring entreated exclaimed exclaiming explained explaining expostulated faltered \
finished gasped giggled groaned growled grumbled grunted gurgled hazarded hinted hissed howled \
implored informed inquired inquiring insinuated insisted interjected interposed interrogated \
interrupted intoned jeered jerked joked laughed lamented lisped mentioned moaned mocked mumbled \
murmured murmuring mused muttered muttering nodded objected observed observing offered ordered \
panted persisted piped pleaded pouted prayed proceeded proclaimed promised prompted pronounced \
proposed protested pursued quavered queried questioned quoted raved read reasoned reassured \
recited reflected rejoined rejoining reiterated related remarked remarking reminded remonstrated \
repeated repeating replied replying reported reproved requested resolved responded responding \
resumed retorted returned returning roared sang scoffed scolded screamed screeched shouted \
shouting shrieked sighed smiled snapped snarled sneered sniffed snorted sobbed soliloquised \
soliloquized spluttered sputtered spoke squeaked stammered stated stormed stuttered suggested \
suggesting summoned supplemented swore teased testified thought threatened thundered told urged \
uttered ventured volunteered vowed wailed warned whimpered whined whispered whispering \
wondered yelled yelling \
sagte sagt fragte rief antwortete erwiderte entgegnete meinte flüsterte murmelte schrie \
dit demanda répondit répliqua reprit ajouta cria murmura",
);

/// Those of them that need another word: "went on", "broke in", "burst out".
pub(crate) static WITH_SECOND: WordList = WordList::new("broke burst cut put went");

/// Verbs of saying that often have somebody they are said to right after them.
pub(crate) static ADDRESSING: WordList = WordList::new(
    "\
asked asking told begged informed called calling assured answered answering advised reminded \
warned ordered questioned entreated implored urged encouraged reassured interrupted \
congratulated teased corrected summoned mocked",
);

/// Words that end the search for a name after a verb of saying: "said to Mary".
pub(crate) static STOPS: WordList = WordList::new(
    "\
about across after against among an' and around as at before behind beside between but by during \
for from if in into like near nothing of off on or out over so something than that though through \
till to toward towards under until up upon what when where while who with without",
);

/// Words between somebody and their verb of saying: "Mary had always said".
pub(crate) static BETWEEN: WordList = WordList::new(
    "\
again all almost also always at even ever first had has have he herself himself immediately \
instantly just last least length merely myself next now often once only presently quite rather \
she simply softly soon still suddenly then therefore thus too would",
);

/// Words after which another subject may stand.
pub(crate) static CONJUNCTIONS: WordList = WordList::new(
    "after although and as because before but for if since so than that though till until when \
     where which while whom yet",
);
