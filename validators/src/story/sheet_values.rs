//! What the words that a sheet declares of somebody come to, to compare with what the text says.

use crate::story::attributes::{Attribute, BUILDS, OCCUPATIONS, code};
use crate::story::heights::height_in;
use crate::story::traits::colour;

/// The values of `attribute` that `written` names: "blue-grey" names two colours. None of an attribute whose
/// values sheets have in other words than the text.
pub(crate) fn values_in(attribute: Attribute, written: &str) -> Vec<&'static str> {
    let written = written.to_lowercase();
    let words = || written.split(|c: char| !c.is_alphanumeric());
    let codes: Vec<u8> = match attribute {
        Attribute::Eyes | Attribute::Hair | Attribute::Beard => {
            words().filter_map(colour).collect()
        }
        Attribute::Occupation => words().filter_map(|word| code(OCCUPATIONS, word)).collect(),
        Attribute::Height => height_in(&written).into_iter().collect(),
        Attribute::Build => words().filter_map(|word| code(BUILDS, word)).collect(),
        _ => Vec::new(),
    };
    codes.into_iter().filter_map(|code| attribute.value(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!(values_in(Attribute::Eyes, "Blue-gray, kind"), ["blue", "grey"]);
        assert_eq!(
            values_in(Attribute::Occupation, "Retired teacher (once a poet)"),
            ["teacher", "poet"]
        );
        assert_eq!(values_in(Attribute::Height, "6 feet 2"), ["188 cm"]);
        assert_eq!(values_in(Attribute::Height, "about 171 cm"), ["171 cm"]);
        assert!(values_in(Attribute::Height, "tall").is_empty());
    }
}
