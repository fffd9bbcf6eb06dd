//! The files that were read and how they are linked, for people.

use storylint_validators::story::{Role, RoleBasis};

use super::layout::place;
use crate::printable::printable;
use crate::report::known::Known;
use crate::report::known::files::KnownDocument;

/// How many links there are, and those that lead nowhere.
pub(super) fn links(known: &Known) -> String {
    if known.links.is_empty() && known.anchors.is_empty() {
        return String::new();
    }
    let dangling: Vec<_> = known.links.iter().filter(|link| link.is_dangling).collect();
    let (n, n_dangling, n_anchors) = (known.links.len(), dangling.len(), known.anchors.len());
    let mut out = format!("Links: {n}, {n_dangling} that lead nowhere; {n_anchors} anchors\n");
    for link in dangling {
        out += &format!("        {}  {}\n", place(&link.place), printable(&link.target));
    }
    out
}

/// The files, with what they are to the story, what says so if nobody declared it, and how long they
/// are; and what is wrong with front matter that cannot be read.
pub(super) fn documents(known: &Known) -> String {
    let mut out = format!("Documents: {}\n", known.documents.len());
    for document in &known.documents {
        let role = match document.role {
            Role::Story => "story    ",
            Role::Reference => "reference",
            Role::Notes => "notes    ",
        };
        let basis = match document.role_basis {
            RoleBasis::Declared | RoleBasis::Nothing => "",
            RoleBasis::FrontMatter => "  (by its front matter)",
            RoleBasis::Name => "  (by its name)",
            RoleBasis::Folder => "  (by its folder)",
            RoleBasis::Markup => "  (by its markup)",
            RoleBasis::Tables => "  (by its tables)",
        };
        let problem = document.front_matter_problem.as_ref();
        let problem = problem.map(|problem| format!("  front matter malformed: {problem}"));
        let problem = problem.unwrap_or_default();
        let KnownDocument { n_words, n_blocks, n_scenes, .. } = document;
        let file = printable(&document.file);
        out += &format!(
            "{n_words:8} words  {n_blocks:5} blocks  {n_scenes:3} scenes  {role}  {file}{basis}{}\n",
            printable(&problem)
        );
    }
    out
}
