//! Which values of an attribute one person can have at once.

use crate::story::attributes::Attribute;
use crate::story::prose::is_listed;

/// Colours of eyes that shade into each other.
const EYES: [&str; 3] = ["amber brown", "amber hazel", "blue violet"];

/// Colours of hair that do.
const HAIR: [&str; 7] = [
    "black brown dark",
    "auburn dark red",
    "auburn brown sandy",
    "auburn red sandy",
    "blond fair sandy white yellow",
    "dark sandy",
    "grey white",
];

/// Kinds of work of which one person may do several, or be called one or the other.
const TRADES: [&str; 18] = [
    "apothecary chemist dentist doctor midwife nurse pharmacist physician surgeon",
    "advocate attorney barrister clerk judge lawyer magistrate solicitor",
    "governess librarian nurse professor schoolmaster schoolmistress schoolteacher teacher",
    "clergyman curate pastor professor schoolmaster schoolteacher teacher vicar",
    "actor actress composer musician",
    "artist architect engraver painter photographer sculptor",
    "bookseller journalist novelist poet printer publisher writer",
    "architect builder engineer surveyor",
    "blacksmith locksmith mechanic wheelwright",
    "builder carpenter cooper joiner mason plumber undertaker wheelwright",
    "engineer mechanic pilot plumber",
    "goldsmith jeweller watchmaker",
    "dressmaker milliner seamstress tailor weaver",
    "cobbler saddler shoemaker tanner",
    "baker brewer butcher cook draper grocer innkeeper merchant miller shopkeeper waiter waitress",
    "coachman cook gardener housekeeper",
    "banker clerk merchant",
    "brewer farmer gamekeeper gardener innkeeper miller shepherd",
];

/// Work that one does beside other work, for a while, or whatever one is.
const BESIDE: &str = "\
actor actress architect artist builder clerk composer cook detective gardener housekeeper innkeeper journalist judge \
magistrate merchant miner musician novelist nurse painter photographer poet printer professor publisher \
sailor sculptor sexton shopkeeper smuggler soldier teacher undertaker waiter waitress writer";

/// Whether both are in one of the lists.
fn share(lists: &[&str], one: &str, other: &str) -> bool {
    one == other || lists.iter().any(|list| is_listed(list, one) && is_listed(list, other))
}

/// Whether eyes, a complexion or a thing told to have one colour may be told to have the other.
pub(crate) fn may_be_one_colour(one: &str, other: &str) -> bool {
    [one, other].contains(&"dark") || share(&EYES, one, other)
}

/// Whether two colours of hair may be one.
pub(crate) fn may_be_one_hair(one: &str, other: &str) -> bool {
    share(&HAIR, one, other)
}

/// Whether two words for work may be meant of the same.
pub(crate) fn may_be_one_trade(one: &str, other: &str) -> bool {
    share(&TRADES, one, other)
}

/// Whether somebody may be told to have both values of an attribute, which nobody does for a while: all hair may
/// turn grey, and some work is done beside other work.
pub(crate) fn may_have_both(attribute: Attribute, one: &str, other: &str) -> bool {
    let is_either = |list: &str| [one, other].iter().any(|it| is_listed(list, it));
    match attribute {
        Attribute::Hair | Attribute::Beard => {
            is_either("grey white") || may_be_one_hair(one, other)
        }
        Attribute::Occupation => is_either(BESIDE) || may_be_one_trade(one, other),
        Attribute::Eyes => may_be_one_colour(one, other),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both() {
        let check = |attribute, one, other| {
            assert_eq!(may_have_both(attribute, one, other), may_have_both(attribute, other, one));
            may_have_both(attribute, one, other)
        };
        assert!(check(Attribute::Hair, "black", "dark") && check(Attribute::Hair, "red", "grey"));
        assert!(
            !check(Attribute::Hair, "black", "red") && !check(Attribute::Hair, "brown", "fair")
        );
        assert!(check(Attribute::Occupation, "doctor", "surgeon"));
        assert!(check(Attribute::Occupation, "doctor", "poet"));
        assert!(!check(Attribute::Occupation, "baker", "doctor"));
        assert!(check(Attribute::Eyes, "dark", "blue") && !check(Attribute::Eyes, "blue", "brown"));
        assert!(!check(Attribute::Eyes, "black", "brown"));
    }
}
