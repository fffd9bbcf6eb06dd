//! Words beside a name that say who bears it.

use crate::story::gender::Gender;
use crate::story::prose;

/// Of men.
const MALE: &str = "\
Abbot Abbé Archbishop Archdeacon Archduke Baron Baronet Bishop Brother Cardinal Citoyen Comte \
Constable Count Czar Dean Deacon Dom Don Duke Earl Emperor Esq Esquire Fr Father Friar Gaffer Graf \
Grandfather Grandpa Herr King Lord M Maharajah Marquis Marquess Marse Mas Massa Master Messrs \
Mister Monk Monsieur Monsignor Mr Padre Parson Pasha Père Pope Pr Prince Rabbi Rajah Señor Senor \
Seigneur Signor Sir Sire Squire Sultan Tsar Uncle Vicomte Viscount";

/// Of women.
const FEMALE: &str = "\
Abbess Archduchess Aunt Auntie Aunty Baroness Comtesse Contessa Countess Czarina Dame Donna Duchess \
Empress Frau Fräulein Fraulein Goody Governess Grandma Grandmother Granny Lady Madam Madame \
Mademoiselle Marchioness Marquise Mesdames Mis Miss Misses Missis Missus Missy Mistress Mlle Mme \
Mother Mrs Ms Nurse Princess Queen Señora Señorita Senora Senorita Signora Signorina Sister \
Viscountess Widow";

/// Of either.
const EITHER: &str = "\
Admiral Adjutant Agent Alderman Ambassador Brigadier Capt Captain Cap'n Chancellor Chief Citizen Col \
Colonel Commander Commodore Comrade Corporal Councillor Cousin Coroner Deputy Detective Doctor Dr \
Ensign Farmer Gen General Gov Governor Guard Hon Honourable Honorable Inspector Judge Justice \
Lawyer Lieut Lieutenant Lt Major Marshal Mate Mayor Minister Nanny Officer Pastor President Prof \
Professor Reverend Rev Senator Sergeant Serjeant Sheriff Skipper St Saint Superintendent Vicar";

/// Those that have a place with them.
const NOBLE: &str = "\
Archbishop Archduke Baron Baroness Bishop Count Countess Duchess Duke Earl Emperor Empress King Lady \
Lord Marchioness Marquess Marquis Prince Princess Queen Viscount Viscountess";

/// What people say of many.
const EPITHETS: &str = "\
Big Darling Dear Dearest Good Honest Little Old Poor Sweet Young";

/// Whether `word`, without a period, says of many people who they are: `Mr`, `Aunt`, `Poor`.
pub(crate) fn is_title(word: &str) -> bool {
    [MALE, FEMALE, EITHER, EPITHETS].iter().any(|list| prose::is_listed(list, word))
}

/// Whether `word` is an adjective that many people are given: `Poor`.
pub(crate) fn is_epithet(word: &str) -> bool {
    prose::is_listed(EPITHETS, word)
}

/// Whether a place may stand after the title `word` and `of`: `Duke of`.
pub(crate) fn takes_a_place(word: &str) -> bool {
    prose::is_listed(NOBLE, word)
}

/// Whose title `word` is, in lower case, if it is that of one gender.
pub(crate) fn gender_of_title(word: &str) -> Option<Gender> {
    let is_in = |list: &str| list.split(' ').any(|title| title.to_lowercase() == word);
    if is_in(MALE) {
        Some(Gender::Male)
    } else if is_in(FEMALE) {
        Some(Gender::Female)
    } else {
        None
    }
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
