//! Vocabularies of Vale: `accept.txt` and `reject.txt`, a regular expression a line.

use super::imported::Imported;

/// Why expressions are left out.
const EXPRESSION: &str = "as it is a regular expression";

/// Adds the words that a vocabulary accepts. What looks like a name may be written as it is; there is
/// nothing that another word would have to be accepted by.
pub(super) fn accept(imported: &mut Imported, path: &str, text: &str) {
    for entry in entries(text) {
        match literal(entry) {
            None => imported.leave_out(path, entry, EXPRESSION),
            Some(word) if word.starts_with(char::is_uppercase) => {
                for rule in ["characters/lost-diacritics", "characters/name-variants"] {
                    imported.add_option(rule, "allow", word.clone());
                }
            }
            Some(word) => {
                imported.leave_out(path, word, "as it is no name and spelling is not checked");
            }
        }
    }
}

/// Adds the words that a vocabulary rejects.
pub(super) fn reject(imported: &mut Imported, path: &str, text: &str) {
    for entry in entries(text) {
        match literal(entry) {
            None => imported.leave_out(path, entry, EXPRESSION),
            Some(word) if word.contains(char::is_whitespace) => {
                imported.leave_out(path, word, "as `style/house-style` looks for single words");
            }
            Some(word) => imported.add_option("style/house-style", "forbid", word),
        }
    }
}

/// The lines that are neither empty nor comments.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What an entry matches, if it is one text whatever its case; a dot is meant to be a dot.
fn literal(entry: &str) -> Option<String> {
    let mut chars = entry.strip_prefix("(?i)").unwrap_or(entry).chars();
    let mut literal = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => literal.push(chars.next().filter(|c| !c.is_alphanumeric())?),
            '^' | '$' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' => return None,
            c => literal.push(c),
        }
    }
    (!literal.is_empty()).then_some(literal)
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals() {
        for (entry, expected) in [
            ("Elenna", Some("Elenna")),
            ("(?i)okay", Some("okay")),
            ("Mr. Orme", Some("Mr. Orme")),
            (r"St\. Ives", Some("St. Ives")),
            (r"Orme\b", None),
            ("[Oo]rme", None),
            ("Orme(?:s)?", None),
            ("(?i)", None),
        ] {
            assert_eq!(literal(entry).as_deref(), expected, "{entry}");
        }
    }
}
