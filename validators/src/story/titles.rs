//! Words beside a name that say who bears it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::story::gender::Gender;
use crate::story::word_list::WordList;

/// Of men.
static MALE: WordList = WordList::new(
    "\
Abbot Abbé Archbishop Archdeacon Archduke Baron Baronet Bishop Brother Cardinal Citoyen Comte \
Count Czar Dean Deacon Dom Don Duke Earl Emperor Esq Esquire Fr Father Friar Gaffer Graf \
Grandfather Grandpa Herr King Lord M Maharajah Marquis Marquess Marse Mas Mas'r Massa Master \
Messrs Mister Mistah Misther Mithter Mus'r Monk Monsieur Monsignor Mr Padre Papa Parson Pasha Père Pope \
Pr Prince Rabbi Rajah Señor Senor Seigneur Signor Sir Sire Squire Sultan Tsar Uncle Vicomte \
Viscount",
);

/// Of women.
static FEMALE: WordList = WordList::new(
    "\
Abbess Archduchess Aunt Auntie Aunty Baroness Comtesse Contessa Countess Czarina Dame Donna Duchess \
Empress Frau Fräulein Fraulein Goody Governess Gran Grandma Grandmother Granny Lady Madam Madame \
Mademoiselle Mamma Marchioness Marquise Mesdames Mis Miss Misses Missis Missus Missy Mistress Mlle Mme \
Mother Mrs Ms Nurse Princess Queen Señora Señorita Senora Senorita Signora Signorina Sister \
Viscountess Widow",
);

/// Of either.
static EITHER: WordList = WordList::new(
    "\
Admiral Adjutant Agent Alderman Ambassador Brigadier Capt Captain Cap'n Chancellor Chief Citizen Col \
Colonel Commander Commodore Comrade Constable Corporal Councillor Cousin Coroner Deputy Detective Doctor Dr \
Ensign Farmer Gen General Gov Governor Guard Hon Honourable Honorable Inspector Judge Justice \
Lawyer Lieut Lieutenant Lt Major Marshal Mate Mayor Minister Nanny Officer Pastor President Prof \
Professor Reverend Rev Senator Sergeant Serjeant Sheriff Skipper St Saint Superintendent Vicar",
);

/// Those that have a place with them.
static NOBLE: WordList = WordList::new(
    "\
Archbishop Archduke Baron Baroness Bishop Count Countess Duchess Duke Earl Emperor Empress King Lady \
Lord Marchioness Marquess Marquis Prince Princess Queen Viscount Viscountess",
);

/// What people say of many.
static EPITHETS: WordList = WordList::new(
    "\
Big Darling Dear Dearest Good Honest Little Old Poor Sweet Young",
);

/// Titles that stand before a given name as well as before a surname.
pub(crate) static BEFORE_GIVEN: WordList = WordList::new(
    "\
aunt brother cousin dame father grandma grandmother grandpa granny king lady lord master miss mother \
nanny prince princess queen sir sister squire uncle",
);

/// Whether `word`, without a period, says of many people who they are: `Mr`, `Aunt`, `Poor`.
pub(crate) fn is_title(word: &str) -> bool {
    [&MALE, &FEMALE, &EITHER, &EPITHETS].iter().any(|list| list.contains(word))
}

/// Whether `word` is an adjective that many people are given: `Poor`.
pub(crate) fn is_epithet(word: &str) -> bool {
    EPITHETS.contains(word)
}

/// Whether a place may stand after the title `word` and `of`: `Duke of`.
pub(crate) fn takes_a_place(word: &str) -> bool {
    NOBLE.contains(word)
}

/// Whose title `word` is, in lower case, if it is that of one gender.
pub(crate) fn gender_of_title(word: &str) -> Option<Gender> {
    static TABLE: LazyLock<FxHashMap<String, Gender>> = LazyLock::new(|| {
        let lists = [(&FEMALE, Gender::Female), (&MALE, Gender::Male)];
        let titles = |(list, gender): (&WordList, Gender)| {
            list.words().map(move |title| (title.to_lowercase(), gender))
        };
        lists.into_iter().flat_map(titles).collect()
    });
    TABLE.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose() {
        assert_eq!(gender_of_title("mr"), Some(Gender::Male));
        assert_eq!(gender_of_title("aunt"), Some(Gender::Female));
        assert_eq!(gender_of_title("dr"), None);
        assert!(is_title("Dr") && is_title("Poor") && !is_title("Hale"));
    }
}
