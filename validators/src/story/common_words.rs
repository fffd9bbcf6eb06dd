//! The words that most stories have.

use crate::story::word_list::WordList;

/// So many words are listed.
pub(crate) const N_COMMON: usize = 4096;

/// Words of four letters or more, the most common first: by how many pieces of 16,000 characters they
/// occur in, in some forty novels in English of the 18th to the 20th century. Facts hold their
/// numbers, so their order stays as it is.
pub(crate) static COMMON_WORDS: WordList = WordList::new(
    "\
that with from have this were more would when them there which into what time been they could \
said little some than then before over only about very like after made other never know their \
down again much good such come will long might well your first must came back thought should \
where eyes away think make still being last here upon without hand even himself while nothing \
went ever through great these face looked left though once mind take just head took look life \
seemed something another every found going place those most better under many same heard young \
felt knew tell always right night enough moment give gave done house asked quite told thing soon \
seen having turned hands shall heart round between home began rather room anything against people \
voice find gone things door looking whole morning course part world sure hear side herself stood \
brought want myself both since because light whom almost called three taken woman perhaps name \
together kind word words next best poor hope believe half full leave keep near years indeed \
behind coming each dear passed till open feel alone days love speak returned mean friend often \
among present least however manner evening less really work hour matter wish call towards short \
help does whose spoke dark else along father rest whether white kept given replied known small \
already person lost idea also mother point suppose cried care held hard girl times lady business \
appeared talk turn feeling making certain used fell until doubt answer sort within added high \
friends taking others family possible black suddenly wanted question either fire everything \
remember sense table themselves money pretty read opened doing close understand followed ought \
case walked wife afraid sometimes deal happy tried saying quiet cannot glad across became silence \
yourself answered dead hair window feet above nature true reason stopped past rose country fact \
ready walk sound late strong large continued child longer sight sent thinking arms return subject \
death live cold fear strange forward state hours deep fine smile show drew interest change silent \
mine means need usual able gentleman except truth received power fellow itself children bring \
different beyond hold pleasure slowly chair happened entered attention meet account minutes \
beautiful wonder second trouble seeing five lips ground certainly tone corner struck early \
standing sitting clear natural getting says remained water turning thoughts during none reached \
observed several women character laid expected conversation seem four meant thus become comes \
knows view bear chance order general figure further exclaimed neither shook surprise tears heavy \
stand talking real pleasant caught hardly expression wished soul minute necessary married stay \
lived nearly carried town sister whatever year immediately object sudden laughed appearance \
length speaking repeated company trying form shut effect sleep distance moved scarcely around \
presence pass seems position human husband waiting occasion broken front step liked letter \
afternoon easy body spirit circumstances living afterwards sorry looks foot died pale please \
story breath bright road wrong visit perfectly week dinner fancy purpose glance blue sweet wild \
fall believed instead earth likely feelings daughter loved brother mouth reply beginning wind \
changed straight anxious opinion leaving forget laugh surprised grew giving steps secret street \
threw watched watch worse considered closed outside spirits showed hundred blood free floor \
particular wall comfort beauty common impossible wait scene listened dare quickly raised party \
probably smiled settled walking green rich started talked strength beside notice easily months \
countenance remembered desire duty touch send instant dropped ladies running passing therefore \
exactly play stop forth makes paper pleased following putting dress knowing broke shoulder spot \
soft future fresh tired line understood quick glass quietly nobody fixed sake fair supposed \
happiness arrived spoken knowledge opportunity determined grave entirely master holding waited \
former placed confidence cause save forgotten garden perfect fast direction below clothes unless \
companion write society pocket trees engaged creature presently filled trust danger warm note \
telling lying book moments rising pride handsome watching paid fingers seat greater opposite \
expect difficult worth ears keeping mention pause girls fallen situation goes follow shoulders \
yours wide difficulty merely distant thousand altogether paused hung mentioned pain bent windows \
touched safe somewhat faces serious spite prepared mere fond breakfast particularly thank plain \
move peace nice tall smiling evidently burst satisfaction upstairs youth expressed latter begin \
impression neck twenty memory pity allowed besides anybody written miles piece aware later lives \
occurred thrown curious respect busy especially listen meaning dressed consider simple finished \
hall seated books obliged lose terrible laughing covered effort summer shadow break service sharp \
hearing boys music number influence appear softly hoped slight proceeded force twice speech \
affection discovered opening picture questions pair calm carry wonderful nearer letters promise \
faint lifted weeks private marriage aside worked marry interrupted explained anxiety kitchen \
drawn learn experience decided remain meeting journey single hurried wore fortune lower somewhere \
offer middle stairs gate comfortable suggested places slow church proud start school interested \
wants gentle conscious honour gentlemen dreadful land played born taste cheerful hurt condition \
reading surely news otherwise degree ways occupied personal relief bound offered alive noise \
whispered nose vain reach wrote angry finding pointed features intention lead thin action servant \
directly darkness thick receive escape simply stranger drink walls naturally drawing spent \
pursued beneath allow stone sign brown dull office shaking everybody coat inside path ceased \
courage acquaintance matters yellow kindness noticed wondered growing formed calling perceived \
learned catch narrow difference advantage sick excited curiosity satisfied conduct empty \
agreeable generally somebody familiar passage throw excitement aunt gently drove success public \
begun third spring suffered passion toward various suit rise awful emotion interesting moving \
apparently tongue health hers horse listening flowers important bore writing ashamed leaves teeth \
sigh crossed legs approached trembling mistake heads doors enter glanced absence remark ones \
attempt breast voices friendly guess promised cast asking servants somehow temper papers rooms \
charge gold events forgot resolved rate regard blow explain knees possession hopes grown happen \
proper welcome cross absolutely terror loss plan history tender carriage gathered imagine \
sensible consideration yesterday lovely possessed leaning inquired earnest admiration drive \
weather broad carefully weak failed presented hastily couple intelligence horror pulled space \
winter sympathy deeply actually result river falling younger train murmured habit dozen ease \
kindly forehead produced information forced existence possibly resumed ourselves horses cheeks \
imagination spread frightened asleep leaned gradually worst melancholy inclined dream houses \
uttered grow sooner sounds feared shade lonely heaven movement admitted streets delight helped \
miserable express consequence painful recovered bottom quarter property village affected steady \
proved lately evil grief excuse cool food draw finger fate sorrow throat working fully justice \
kissed higher judge seldom advanced sufficient loud hurry complete game lighted shot greatly \
shake eight delicate period marked faith pardon shining seven remarked fool addressed greatest \
downstairs excellent share grey consciousness succeeded playing instantly rain station finally \
declared drop innocent beat clean assure month arrival delighted ideas colour address caused \
older study takes honest fault dying cheek extraordinary shop bringing seized unable removed \
retired chamber equally desired hate manners staring smoke bell doctor lines anyone city regret \
required prove equal stretched whenever although highly crying rough demanded firm stared supper \
ordinary according worn sufficiently ended despair attitude noble kiss usually affair accepted \
solemn persons ring approaching reflected edge grass farther ordered affairs aloud advice \
disappeared strike nine willing boots gaze agreed instance wise hanging circumstance sought \
dignity prospect blind language unusual extremely regarded parted burning fifty gazed refused \
silver joined completely concerning miss dared observe names liberty spare iron informed intended \
fancied moon departure wishes contrary served pressed suffer bitter returning fashion unhappy \
arranged hill disposed unknown considerable sides roof mysterious bosom truly visible eager \
breaking saved suffering alarmed driven terms accompanied sighed concluded accustomed avoid alarm \
field cruel enjoy nodded gets pointing harm plenty goodness apartment clearly court approach \
leading careful hide imagined solitary patience twelve stepped extent rested shape muttered \
favour shown carrying wondering pushed furniture explanation pounds disappointed command peculiar \
charming unfortunate importance foolish escaped gloom convinced event points taught minds bought \
violent special seek cousin worthy dust nervous search value thinks rushed directed admit gives \
whisper companions wood shame wear bless example disturbed loose wound support accept showing \
hearts considering knocked confusion clever post shock rolled discovery reasons lights plans \
struggle reflection conviction baby wine astonishment devil slipped vague sisters belief \
neighbourhood bare slightly assured eagerly orders understanding concerned proposed slept \
mistaken upper singing weary troubled chief frequently relieved devoted objects dangerous forgive \
arose choose hesitated tree false clock anywhere picked enemy rendered claim becoming glancing \
lest increased chin superior pure energy woods weight mistress fairly abroad grateful hidden \
resolution plainly unconscious sing precious dread grand social splendid circle entrance \
acquainted candle setting reminded progress handed favourite gloomy throwing handkerchief bread \
fellows locked request delightful distinguished aspect regular flight parlour mark spend \
distinctly roused midst cloud daily unexpected join rapidly group pray folded closely tenderness \
immediate crowd utter capable report flat queer frame clouds accident attend bank pace cottage \
credit fight brief surrounded race thanks disappointment suspicion task stopping grace wandering \
level observation notion prevent brow begged square relations impatient lies content weakness \
rejoined gray attended striking gratitude lightly vast recollection sank dirty hills lamp apart \
cover settle blame killed style observing wholly sofa manage distress teach silly touching \
mystery conceal departed fears sprang affectionate skin desperate sharply stick rock wretched \
measure brilliant papa pieces staircase possibility necessity amused direct consent seriously \
built moral patient startled darling connected sunk thoroughly stupid mountains double mile \
sounded extreme notes described ancient useful impressed buried confess utterly occasions \
discover triumph respectable silently signs west eating song fierce remarkable utmost midnight \
height fail conclusion bearing cared heavily vanished message amount relation ventured enjoyed \
needed building suggestion knee swept silk composed senses humour mental deserted agitation \
stayed guard safety tied remembrance lively strongly partly sentiment occasionally urged veil \
yards mingled motion bedroom stars stream choice evidence murmur assumed flushed luck golden \
likes duties drank keen trembled wanting knife horrible chose ignorant missed intervals wandered \
laying shone visitor tones feeble figures steadily efforts delay announced friendship overcome \
powers rang evident vision hotel faded brain original smell faithful gravely birds parts emotions \
awakened yard impulse misery nonsense delivered stiff drinking description amiable chairs idle \
bold shoes flesh reality concealed calls cleared suspected descended warning useless movements \
crept admired constant dance thoughtfully merry managed brave indignation smooth interview \
astonished recalled charm pockets solitude image facts anger laughter heat conscience disposition \
self interval uneasy raising assistance mighty loving active tear contempt confused waste inquiry \
ride thirty meal rush repeat remains native exceedingly board forms wicked hint domestic \
impatience earnestly hungry desert withdrew parents household individual stole probable bottle \
nearest meanwhile rapid fields bonnet previous quality bowed severe chosen borne thrust gained \
invited awake amazement piano violence continually stronger lover tale authority recollect \
education treated scenes stands shadows driving hated deeper kill everywhere practice readily \
attached instinct ahead main judgment stern uncomfortable stones powerful afford female \
experienced insisted amid match mercy permitted profession proceed profound sentence raise \
footsteps eleven illness named risk maid mood stir hearth turns east generous sang momentary \
betrayed appears season calmly parting stirred introduced blessed intense proof dearest entering \
lingered restless twilight reasonable stage recover employed receiving scattered cost library \
cheerfully chest impatiently agony boat endeavoured blank surface constantly altered properly \
exercise similar freely north amusement pictures provided coffee dancing details dreams advance \
murder nerves appeal hitherto letting bird glow stock nights softened heartily practical \
indifferent formerly gloves tight gleam firmly abruptly flash waved pull committed reference \
class nurse sees singular indifference communication sensation mass trial remaining animal flung \
connection uncle stuck wisdom mild creatures immense warmth pick faintly prevented leisure \
directions sadly obeyed parties thanked describe disagreeable confirmed repose sorts pipe beheld \
whence final slip risen humble wishing concern hollow absent south atmosphere today everyone \
someone meantime desk highest virtue ceremony extended refuse breathed remote frequent huge \
apprehension sleeping larger addressing venture shortly trusted habits sending ball shelter agree \
hole funny victim persuaded subjects milk smoking rage cases serve hasty learning hopeless heels \
waters damp belonged ruin flying fill wearing burden sacrifice limbs likewise coach paying haste \
lock stuff sunshine shocked renewed beating bending difficulties foreign doorway entire strangers \
guests retorted sacred compelled cries remarks expectation snow finish enjoyment deny accordingly \
interests perceive examined guessed forty gown glimpse awoke wounded poured enthusiasm system \
birth fever pink shore apparent dawn bridge thoughtful neglected enemies gesture solemnly \
behaviour views doubtful suspect invitation struggled losing checked shed ugly grim storm strain \
folly design puzzled secure fastened witness eyebrows selfish occupation fifteen knock painted \
flew ignorance changes rare breeze starting gazing trade pains torn learnt band flower recall \
anxiously unpleasant elder rude swiftly rocks rolling rule bade joke neat related protection \
contrast opinions guest daughters stout fortunate distinct flashed mountain portion stories \
thankful contents size discussion assurance pressing agitated soldier ghost pretend breathing \
violently recognized trace arrangements decision chap gates exhausted misfortune gracious \
struggling engagement lift hoping inclination dislike wealth career treat freedom jumped color \
safely wooden clerk track absorbed slightest subdued yielded quitted crowded glory objection wept \
elbow pillow bitterly stare ends fruit expressive crime render abandoned notwithstanding intimate \
preferred rank attempted motive fortnight uncertain lane fetch capital page instrument pursuit \
hastened tells moreover consolation closing member absurd praise happier valley appointed wrapped \
hang visited glasses attentive resting separate certainty upright echoed ceiling gain staying \
beloved helpless pronounced badly hero reflections genius wedding quit contented remembering sell \
suited works stillness trifle centre composure establishment represented weeping happily \
compliment contained persuade mortal attracted price range fatal closer morrow accompany hell \
dismal variety pretended hesitation scheme arrangement plate principal doubts basket waves \
visitors drunk childhood compassion intelligent brothers easier dropping guide exclamation \
divided earlier preceding tomorrow housekeeper ridiculous blessing outer dismissed qualities \
inquire regarding lifting clasped doubtless famous complexion custom corners tenderly depend \
seeming proposal cook dogs worry purple unnecessary strangely meat grounds chances pulling swift \
cunning blew occasional physical article romantic professional encounter jealous examine \
preparing motionless crossing lunch assist accomplished branches smiles gathering gift shaken \
speed endure grasp families keeps advancing articles neighbours positively applied anguish \
passionate numerous produce failure reserve clergyman needs suspense reader changing benefit \
shillings collar noon heap supply precisely improved guilty remind sentiments yonder residence \
doubted whither reward signal fearful folks castle recent mischief answers gravity walks musical \
consequences lingering catching roll attachment estate gather skill glorious longing tide exact \
lord careless visits absolute bones tiny landscape encouraged process arrested awkward carpet \
expense fitted restored nevertheless deadly rights attack expecting desolate dreary permission \
straw humanity admire dragged established reputation thou proceeding battle material longed lucky \
control valuable sheet shouted principle preparations quantity clung devotion dine appearing \
adventure kinds refuge daylight king determination warmly involved alike retreat magnificent \
deserve amongst conditions acted term funeral angel bewildered degrees source lesson dusk lessons \
college induced rays marrying sand glowing check forever tempted ours ruined waistcoat glances \
waving handle bundle stirring genuine revived spared gallery incident elsewhere popular swear \
actual haunted childish beings daring seeking count mutual statement endeavour adding prison \
fatigue wherever interposed curtain keys lofty hearty tune compared appetite store pressure \
follows realized continue trousers permit graceful moonlight correct avoided rode mixed prepare \
vivid acquired cares polite elegant acknowledged intentions simplicity mist smart cutting becomes \
chiefly faced temporary decent occasioned supported police wiped timid guardian propose lawn \
separated loves confined card chain fighting offering spectacle studied fled vaguely county \
prayers washed burn sold furnished soil audible penny type sinking tremendous niece inquiries \
satisfactory inner troubles dreaded arrive reckon forest cloth happens possess earnestness \
pleasantly sweetness curiously confessed addition require modest sunlight desirable sober \
conveyed consented injured reaching mamma unwilling candles members secrets vanity shawl blowing \
belong exposed delicacy shows services distressed thee intercourse burned reserved feels religion \
ship wretch entertained depths plunged cloak horizon accounts curtains rushing separation loudly \
particulars evenings injury crown invisible mounted assisted breathless prayer owing ringing wake \
sunny youthful offended comprehend hurriedly respects officer fragments press labour civil \
peaceful sincere independent sufferings anyhow quarrel sheep declare travel wildly suggest \
threatened wave unlike pavement conducted puts tremble disgrace answering bits amazed employment \
reception winding heavens surrounding deserved sore thither halted burnt satisfy widow porch date \
vacant beast errand collected neglect poverty shirt advantages preparation officers accent \
punishment emerged theory mourning autumn obvious dreamed banks charged nodding roads cards \
skirts brings intend apron dumb positive exquisite scorn branch promptly volume holy frightful \
successful disgust tore recognised inform tables compliments wash bench limited rubbing steal \
revealed pursue fury decidedly host behold farewell temptation prevailed treasure yield surveyed \
gratified amuse remove creeping prospects repeating entreated narrative detail unexpectedly cart \
disturb distinguish finds united embarrassed parish developed performance commenced afore \
measured trail scared swung eternal begins trick upward secured wheels fish response emphasis \
performed pound returns comfortably calculated obey chambers bestowed affections swallowed theirs \
ghastly resist awfully sullen mirror reproach eagerness tonight issue stooped dreadfully \
recollected solid delicious base winds infinite probability covering instructions soothing cheap \
decide forgetting obtained tranquil farm waking encountered breathe dried murdered subtle anyway \
pleasing vengeance honor crimson sits anticipated expressing inch flame bloom attending \
whispering rubbed advise supposing deceived wits marble ages consequently vexed examining lean \
intent inhabitants feature effects studying perceiving inward believing indicated greeted \
bitterness practically argument holds proceedings newspaper deed belonging gaily uneasiness \
prefer backward lasted souls incapable referred increase relieve remorse curls army runs dressing \
destruction demand destroyed cautiously maybe prisoner legal growth roses resentment blushed \
owner reduced blush marks examination inspired complain erect divine brows obscure bloody score \
caution stretch teaching searching ashes hinted eldest stool mixture enjoying worldly songs \
distinction judged terrified fist favourable behalf stated awaited pausing sensitive openly beds \
persisted mostly park pages fashionable speaks stately model completed weep released casting \
serene recognition gladly darted tossed velvet wings rear politeness destroy butter worried beard \
bill disliked suspicions enabled denied insensible keenly soldiers wasted riding esteem realize \
warned witnessed rosy sole suitable endeavouring ragged uncommon discourse medical mankind bunch \
afforded harder exertion coarse betray succeed indignant jolly throughout thunder cheer partner \
march declined camp warn passions behaved mournful pack annoyed churchyard drops advised bodies \
healthy merit offence poetry embarrassment protested speaker charity fence sink expressions beer \
shades exchange beautifully hideous smallest current opposition dined scream crisis modern upset \
gasped ambition acting helping landing kissing comparison tail flow echo fourth actions exhibited \
fortunes angrily acknowledge horrid whistle animated depended interruption missing frankly hedge \
dusty grandfather brains connexion entertainment floated lawyer deceive prayed depart hats convey \
requested allusion driver increasing linen animals characters knocking income convenient bargain \
sleeve created stroke chill placing bodily furious unnatural despised roar bushes eaten fought \
counsel attendance falls mothers spectacles tread assented lent sternly brass identity rattling \
smaller wonderfully list gardens frank wilderness crazy fortitude pleasures respected cattle leaf \
trip intently guarded attentions jealousy inferior unusually obtain pouring mute problem ascended \
swore noted shadowy victory shine exist apply wiping forefinger recollections waist cousins leads \
slender hunt dismay haughty enormous solemnity conceived retire scent feminine babies threatening \
rigid embrace blows flattered disguise fired polished bend instinctively trunk thousands \
threshold terrace rusty counted spell relative elderly remainder twisted cheerfulness security \
neighbour shrill palm torture severely unconsciously revenge shooting summit glare magic garments \
woke packed confession innocence shout sensations nerve lodge darkened utterance vigorous dimly \
succession debt growled blown purse likeness washing justified respectful region hurrying \
descending warmed assume cordial amusing restrained jacket occur series adopted steel \
contemplated liking responsibility carelessly sobbing lace species aged secretly sweep vulgar \
characteristic feed military depth guns blaze strolled arrange flush previously scarce picking \
charmed oppressed danced sail beach indulged shops affecting execution stockings respecting \
communicated capacity selected naughty brush union finest sweeping tapped method unlucky dashed \
seats visiting local colours agent nervously glittering pile reflect sobbed climbed suspicious \
abrupt dreaming discussed cease lowered impressive thread grandeur readiness balance sentimental \
parlor masters crushed contemplation honourable asks infinitely filling grieved panting tumbled \
containing adjoining audience wiser attentively perplexed island interfere planned paces toast \
criminal deliberately exception lend proportion brick louder saving curse ideal shared dollars \
passages chimney granted travelling load mode preserved lodging coolly sons beaten tower \
confidential tightly rent reported questioned sunset hiding introduce madam dignified scarlet \
lamps insult lovers resemblance considerably unseen exchanged prey quarters pathetic intensity \
madness tranquillity screamed leader shutting powder arch blushing hundreds contrived boldly \
amidst prolonged coldly multitude virtues willingly string facing counter entertain brightness \
additional carriages science supplied assembled maintained brute travelled critical traces lake \
naked inevitable stealing indulgence thence whilst armed extra fathers formal star shaded steep \
refreshment regularly shabby scale introduction overheard appointment artist responsible dusky \
pushing bestow dwelling withdraw release hunger element bars fires admirable principles faults \
whereas male spiritual alarming hospitality gifts stooping tremulous summoned retreated flood \
dangers skirt mused encourage presents frock fright propriety frantic submit pursuing swinging \
privilege paint envy luxury surprising clearing pine charms dwelt backs umbrella deliberate \
musing sincerely happiest chase superiority motives definite fearing salt error jump chapter \
teacher bother afterward injustice premises expensive background neighbouring push dirt swelled \
remarkably knelt shrunk claims considerations affect induce stretching recommended appearances \
pitch rarely infant rightly groups approve build reluctance owed owned mansion substance groan \
incredible monster perception wander reluctant improvement consisted club soothed outline seconds \
issued slope limits title repeatedly orphan sideways imaginary display purposes discretion choked \
gossip religious protest communicate wives apology limb liable clinging secrecy intellectual \
habitual swell admiring conception supreme protect signed comparatively commanded hunting existed \
obedience pleaded gleamed shouting favor development plants spoil total neatly phrase wrath \
brushed veins comforted painfully depressed honoured landlord printed impressions numbers visions \
prudent afresh bone lots recommend talent spoiled dearly captain failing fiercely greeting \
lightning dresses acute despise earn using consult nation patiently sincerity bursting awaiting \
leather quivering shoot saddle snatched lack fireplace hatred appropriate frown undertake fairy \
holiday bustle floating fork recovering mentioning leaped cruelty massive tray abode profit \
descend forlorn watchful opportunities copy perplexity resignation suppressed comrade sobs harsh \
contact cherished foliage grasped varied wing sheets lowering pupil leant rattled bidding market \
attractive drawer goods gentleness tastes melted hopeful noisy flutter partial triumphant deemed \
airs gratification expectations placid rouse prompt commit rescue hesitate clenched acquaintances \
unfortunately railway kick lazy application promising ships dependent discharge youngest whispers \
encouraging official undoubtedly withered beckoned clothing forming sustained educated pencil \
fits monotonous terribly hither benevolent bark treatment solicitude grin employ passes crack \
vessel gallant enable approved deliver nigh turf fancies relaxed thrill apprehensions entreat \
restore corridor laws scenery pensive flowed attendant invariably strict print oath unworthy \
nicely generosity heaps lighting gaiety bride literally comforts expedition romance extinguished \
eyed brighter universal destiny singularly hospital suspended sport harmony appreciate \
displeasure tumult fare maiden sympathetic boast hints vice comment groaned endured shuddered \
awhile relish conjecture prize onward peering tragedy glowed indulge corpse pretence eighteen \
piled resolve replies muttering personally sorrowful drag passionately recently encouragement \
shelf vexation blazing displayed perpetual stolen portrait shudder exciting recovery prudence \
defiance instruments defend intolerable arise oblige calmness excess ability regretted commission \
preserve proudly decline affectionately wonders hush frowned surveying confounded planted \
dragging resources deposited training staggered trap spending involuntarily kicked disease \
results enquired recognise novel sadness folk responded drooping perfection classes boxes rifle \
confided faltered yielding including yourselves nowhere bottles causes settling replying \
preference stamped improve saint ascertain queen shocking uncertainty fortunately ribbon pupils \
mission margin landed attempts liberal outward occupy frighten aroused clapped converse reverie \
destined briskly mechanically record dwell firmness political spreading lighter toil nephew \
intimacy overcoat endless boats trifling associated folding lame muffled smoked feebly harmless \
association sung clasping underneath uttering genial clue homely complained severity astonishing \
obligation strikes irritated tasted melody humility rustling weapon coast perform alluded insist \
policy topic stepping adventures newspapers crash allowance fourteen destination extensive grate \
earthly dish submitted angels novelty gravel sets guided villain standard regions rings faculties \
plays pretending glove mess ocean opposed accord talks slumber attraction respectfully shrink \
thirst flashing restraint possibilities independence strained murmuring sublime personage \
piercing partially civility resembled cigarette literature shivering obscurity muddy unreasonable \
bells consulted earliest sins frowning engaging bald volumes arguments hesitating experiences \
peeped wheel moderate differently ardent declaration coffin provide elbows forbid elapsed deepest \
drawers ungrateful virtuous occurrence misfortunes messenger included traced arranging glided \
reluctantly strictly couch ample beasts activity waiter noises nursery detected memories priest \
peep grimly wears relate welfare nineteen seal slippers precaution confident collection patted \
sixteen admission feverish shilling rival tapping dispute totally influenced million institution \
plates claimed disorder fantastic presume tendency mount hired closet feast sleepy forces guilt \
wearied sorrows adopt resigned irritation rope personality favorite porter chateau parent tribute \
animation resolute rejected brightly derived medicine mildly footing whip alighted radiant \
philosophy disclosed tumbling clay tobacco purchase splendour poison languid conceive happening \
cake uniform sword locks justify corn overcame eggs assent angle elevated pattern draught tramp \
condemned wages fiery jest tucked finer costume wrought affliction darker murderer unjust hoofs \
images behave obviously loneliness",
);
