//! Names that are right by themselves.

use crate::story::word_list::WordList;

/// Frequent given names, surnames, places, peoples, feasts and gods, sorted, four letters or more:
/// where a story uses one of them once, it is seldom a slip for another name.
static KNOWN_NAMES: WordList = WordList::new(
    "\
Abbey Abbot Adam Adams Adela Adele Adeline Adolf Adolph Adrian Africa African Agatha Agnes Aidan \
Aileen Alan Albert Alec Alex Alexander Alexandra Alexandre Alexis Alfred Alice Alicia Alison Allan \
Allen Alma Amanda Amelia America American Anderson Andrea Andreas Andrew Andy Angela Angelica \
Angelina Anita Anna Annabel Anne Annette Annie Anthony Antoine Anton Antonia Antonio Apollo Arab \
Arabia Arabian Archie Arnold Arthur Ashley Asia Asian Athens Atlantic August Augusta Augustus \
Austin Austria Austrian Avenue Babylon Bacon Baker Baltic Barbara Barker Barnes Barney Barry Bart \
Barton Basil Bath Bavaria Beatrice Becky Belgian Belgium Bella Bengal Benjamin Bennett Benny \
Berlin Bernard Bert Bertha Bertie Bertram Bess Bessie Beth Betsy Betty Beverly Bible Bill Billie \
Billy Bishop Blair Blake Blanche Bobby Boston Brad Bradford Brandon Brenda Brian Bridget Brighton \
Bristol Britain British Briton Brooks Brown Bruce Bryan Burke Burns Burton Butler Byron Byzantine \
Cairo Caleb Calvin Cambridge Camilla Camille Campbell Canada Canadian Canton Captain Carl Carla \
Carlo Carlos Carol Carolina Caroline Carrie Carson Carter Casey Castle Catharine Catherine Cathy \
Cecil Cecilia Cecily Celia Celtic Charity Charles Charley Charlie Charlotte Chester China Chinese \
Chloe Chris Christ Christian Christiana Christina Christine Christmas Christopher Church Clara \
Clare Clarence Clarice Clarissa Clark Clarke Claud Claude Claudia Clayton Clement Clifford Clinton \
Clive Clyde Coleman Colin Collins Colonel Columbia Conrad Constance Cooper Cora Cordelia Corinth \
Cork Cornelia Cornelius Cornwall Count Court Craig Cromwell Cuba Cupid Curtis Cynthia Cyril Daisy \
Dale Dana Dane Danes Daniel Daniels Danish Danny Dante Daphne Dave David Davies Davis Davy Dawson \
Dean Deborah Della Denis Denmark Dennis Derby Derek Devil Devon Diana Diane Diaz Dick Dickson \
Dinah Dixon Dolly Donald Donna Dora Doreen Doris Dorothea Dorothy Douglas Dover Doyle Dublin Duke \
Duncan Dutch Earl Easter Eddie Eden Edgar Edinburgh Edison Edith Edmond Edmund Edna Edward Edwards \
Edwin Effie Egypt Egyptian Eileen Elaine Eleanor Elena Elias Elinor Eliot Elisa Elise Eliza \
Elizabeth Ella Ellen Ellie Elliot Elliott Ellis Elmer Eloise Elsa Elsie Emil Emile Emilia Emily \
Emma Emmanuel England English Enid Eric Erica Erik Ernest Esther Ethan Ethel Eugene Eugenia Eunice \
Europe European Evan Evans Evelina Eveline Evelyn Ezra Fanny Felicia Felicity Felix Ferdinand \
Fiona Fisher Fleet Fleming Flora Florence Floyd Foster Fowler France Frances Francesca Francis \
Francisco Francois Frank Franklin François Fred Freda Freddie Freddy Frederic Frederica Frederick \
Friar Fritz Gabriel Garden Gareth Gary Gavin Gene Genevieve Genoa Geoffrey George Georgia \
Georgiana Georgie Georgina Georgy Gerald Gerard German Germans Germany Gertrude Gibson Gilbert \
Giles Gina Gladys Glasgow Glen Glenn Gloria Goethe Gordon Gould Grace Graham Grant Greece Greek \
Greeks Green Greene Greg Gregory Greta Griffin Guinea Gustav Gwen Hague Hall Hamilton Hamlet \
Hampton Hannah Hans Harold Harper Harriet Harris Harrison Harry Harvey Hattie Havana Hawkins Hazel \
Hebrew Hector Helen Helena Helene Henderson Henri Henrietta Henry Herbert Herman Hermes Hester \
Hetty Hilary Hilda Hill Hilton Hindu Holland Holmes Holt Homer Hopkins Horace Howard Hubert Hudson \
Hugh Hughes Hugo Humphrey Hungary Hunt Hunter India Indian Indians Ines Ingrid Ireland Irene Iris \
Irish Irma Isaac Isabel Isabella Israel Italian Italians Italy Ivan Jack Jackie Jackson Jacob \
Jacques Jake Jamaica James Jamie Jane Janet Janice Japan Japanese Jared Jason Jasper Java Jean \
Jeanne Jeff Jeffrey Jenkins Jennie Jennifer Jenny Jeremiah Jeremy Jerome Jerry Jerusalem Jesse \
Jessica Jessie Jewish Jews Jill Jimmie Jimmy Joan Joanna Joanne Joel Johann Johanna John Johnny \
Johnson Jonah Jonas Jonathan Jordan Jose Joseph Josephine Joshua Josiah Jove Joyce Juan Juanita \
Judge Judith Judy Jules Julia Julian Juliana Julie Juliet July June Juno Justin Karen Karl Kate \
Katharine Katherine Kathleen Kathy Katie Katy Keith Kelly Kenneth Kent Kerr Kevin King Kitty \
Knight Korea Kurt Kyle Lake Lamb Lane Larry Latin Latins Laura Lauren Laurence Laurie Lawrence \
Lawson Leah Leeds Leila Lena Leon Leonard Leonora Leopold Leroy Leslie Letty Levi Lewis Lilian \
Lillian Lily Lina Lincoln Linda Lionel Lisa Lisbon Lizzie Lizzy Lloyd Lois Lola London Lords \
Lorenzo Lottie Louie Louis Louisa Louise Lucas Lucia Lucie Lucien Lucille Lucinda Lucius Lucy \
Ludwig Luis Luke Luther Lydia Lyle Lynn Lyons Mabel Madam Madame Madeleine Madeline Madison \
Madonna Madrid Maggie Major Malcolm Malta Manor Marc Marcella Marcia Marco Marcus Margaret Margery \
Maria Marian Marianne Marie Marilyn Marin Marina Mario Marion Marjorie Mark Mars Marsh Marsha \
Marshall Martha Martian Martin Marty Martyn Marvin Mary Mason Master Matilda Matt Matthew Maud \
Maude Maureen Maurice Mayor Mecca Medea Megan Melanie Melissa Mercury Meredith Messiah Mexican \
Mexico Michael Michel Michelle Michigan Mick Mike Milan Mildred Miles Miller Millie Milly Milton \
Mina Minna Minnie Miranda Miriam Miss Mister Mitchell Moira Molly Mona Monica Mont Montague \
Montana Moore Moors Moran Morgan Morocco Morris Mortimer Morton Moscow Moses Mount Munich Muriel \
Murray Myra Nancy Naomi Naples Natalie Natasha Nathan Nathaniel Neil Nell Nellie Nelly Nelson \
Neptune Nevada Newton Nicholas Nick Nicola Nicole Nile Nina Nixon Noah Noel Nora Norah Norfolk \
Norma Norman Normandy Norse Norton Norway Norwich Olga Olive Oliver Olivia Orlando Oscar Otto Owen \
Oxford Palace Pallas Pamela Paris Park Parker Parson Parsons Patience Patricia Patrick Patty Paul \
Paula Pauline Pearl Peggy Penelope Penny Percy Pero Perry Persia Persian Perth Peru Pete Peter \
Pharaoh Phil Philip Philippa Phillip Phillips Phoebe Phyllis Pierre Pitt Place Plato Pluto Poland \
Polish Polly Pope Porter Portugal Potter Prague Prince Prussia Prussian Queen Quentin Rachel Ralph \
Ramon Randall Raymond Reading Rebecca Reed Reginald Reuben Rhine Rhoda Richard Rick Rita Rivers \
Robert Roberta Roberts Robin Roger Rogers Roland Roma Roman Romans Rome Ronald Rosa Rosalie \
Rosalind Rosanna Rose Rosemary Rosie Ross Royal Ruby Rudolf Rudolph Rufus Rupert Russell Russia \
Russian Russians Ruth Sadie Salem Sally Samantha Samson Samuel Sanders Sandra Sara Sarah Satan \
Saturn Saul Saxon Saxons Saxony Scotch Scotland Scott Scottish Sean Sebastian Seine Selina Serbia \
Servia Seth Severn Sharon Shaw Sheila Shirley Siberia Sibyl Sicily Sidney Silas Silvia Simon \
Simone Siren Slav Sofia Sonia Sophia Sophie Spain Spaniard Spanish Sparta Spencer Square Squire \
Stan Stanley Stanton State Stella Stephan Stephanie Stephen Steve Steven Stevens Stewart Stone \
Street Stuart Suffolk Summers Sunday Surrey Susan Susanna Susannah Susie Sussex Sutton Suzanne \
Sweden Swedish Swiss Sybil Sydney Sylvia Syria Taylor Teddy Temple Terence Teresa Terry Tess Texas \
Thames Thea Thebes Theo Theodora Theodore Theresa Thomas Thompson Thomson Thor Tibet Timothy Tina \
Tobias Toby Todd Tommy Tony Tower Tracy Trent Trevor Troy Tudor Turin Turk Turkey Turkish Turks \
Turner Tyrol Ulster Ursula Valentine Valerie Vanessa Venice Venus Vera Vernon Veronica Victor \
Victoria Vienna Vincent Viola Violet Virgil Virginia Vivian Wales Walker Wallace Walter Walton \
Ward Warner Warren Watson Watts Wayne Webster Welsh Wendy Weston Wheeler Wilbur Wilfred Wilfrid \
Will Willard William Williams Willie Willis Willy Wilma Wilson Wilton Winifred Winnie Winston \
Winter Winters Worcester Wright York Yvonne Zeus Zurich",
);

/// Whether `word` is in the table of frequent names.
pub(crate) fn is_known_name(word: &str) -> bool {
    KNOWN_NAMES.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known() {
        assert!(is_known_name("Maria") && is_known_name("Zurich"));
        assert!(!is_known_name("Elenna") && !is_known_name("Mar"));
    }

    #[test]
    fn sorted() {
        assert!(KNOWN_NAMES.words().is_sorted());
    }
}
