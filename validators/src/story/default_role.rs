//! What a file is to the story where the pipeline does not say it.

use memchr::memmem;

use crate::story::document::{BlockKind, Document};
use crate::story::front_matter::FrontMatter;
use crate::story::keys::{Key, Value};
use crate::story::lines::lines;
use crate::story::prose::is_listed;
use crate::story::references::split_path;
use crate::story::role::{Role, RoleBasis};
use crate::story::sheet_words::is_of_somebody;

/// Values of `role`, `type` and `kind` in front matter, and the role that they give.
const KINDS: [(Role, &str); 3] = [
    (Role::Story, "chapter epilogue interlude narration prologue scene story"),
    (
        Role::Reference,
        "artifact bible character characters codex creature culture deity faction family glossary item \
         location lore npc organisation organization person place reference religion setting species \
         timeline world worldbuilding",
    ),
    (Role::Notes, "idea meta note notes outline planning research synopsis template todo"),
];

/// Names of files without their ending, in lower case with `-` between words.
const NAMES: [(Role, &str); 2] = [
    (
        Role::Reference,
        "about-the-author acknowledgements acknowledgments authors bible cast characters chronology \
         codex colophon contents contributors copying copyright dramatis-personae geography glossary \
         halftitlepage imprint licence license locations loi nav places readme series-bible \
         story-bible summary timeline timelines title title-page titlepage toc uncopyright worldbuilding",
    ),
    (
        Role::Notes,
        "agents changelog claude code-of-conduct contributing copilot-instructions gemini humans ideas install \
         news notes outline plot requirements research roadmap robots skill source style-guide synopsis template \
         todo",
    ),
];

/// What a file is about that tells of the writing or the world, and what its name ends with: `chapter-outline`,
/// `Plot Progression`, `character notes`. Only together, since "Field Notes" is a story.
const SUBJECTS: [(Role, &str); 2] = [
    (
        Role::Reference,
        "character characters location locations setting settings world worldbuilding",
    ),
    (
        Role::Notes,
        "author authors book chapter chapters continuity draft edit editing editor general novel plot \
         project rewrite revision scene scenes series story writing",
    ),
];
const PAPERS: &str = "\
analysis beats brainstorm brainstorming breakdown checklist guide guidelines ideas list log notes outline \
outlines overview plan planning plans progress progression prompt prompts review structure summaries \
summary template templates todo todos tracker workflow";

/// What the names of chapters begin with, wherever they are.
const CHAPTERS: [&str; 7] =
    ["chapter", "chap-", "epilogue", "interlude", "part-", "prologue", "scene"];

/// Names of folders, as those of files, without a number before them.
const FOLDERS: [(Role, &str); 2] = [
    (
        Role::Reference,
        "bible cast character character-sheets characters codex factions glossary locations lore \
         reference references series-bible sheets story-bible timelines world-building worldbuilding",
    ),
    (
        Role::Notes,
        ".github .obsidian author-notes authors-notes cut-scenes deleted-scenes ideas notes outline outlines \
         planning plans prompts research template templates",
    ),
];

/// Keys of front matter that chapters have.
const OF_CHAPTERS: &str = "chapter characters date number order part pov scene status title";

/// Values of `epub:type` of pages that tell nothing, and of those that do.
const PAGES: &str = "bibliography colophon contributors copyright-page errata halftitlepage imprint \
                     index landmarks loa loi lot lov other-credits page-list titlepage toc";
const TOLD: &str = "bodymatter chapter conclusion division epilogue introduction part preamble \
                    preface prologue subchapter volume z3998:fiction z3998:non-fiction";

/// The role of a parsed document, and what says so. Linear in its text.
///
/// What the author wrote into the file weighs most, then its own name, then its folders, then what it
/// looks like.
pub(crate) fn default_role(document: &Document) -> (Role, RoleBasis) {
    let Document { path, front_matter, .. } = document;
    let (folders, name) = split_path(path);
    if let Some(role) = front_matter.as_ref().and_then(by_front_matter) {
        return (role, RoleBasis::FrontMatter);
    }
    if let Some(role) = by_subject(name) {
        return (role, RoleBasis::Name);
    }
    if is_chapter(name) {
        return (Role::Story, RoleBasis::Nothing);
    }
    if let Some(role) = by_name(name) {
        return (role, RoleBasis::Name);
    }
    if let Some(role) = folders.rsplit('/').find_map(role_of_folder) {
        return (role, RoleBasis::Folder);
    }
    if is_page(&document.text) {
        return (Role::Reference, RoleBasis::Markup);
    }
    if front_matter.as_ref().is_some_and(is_sheet) {
        return (Role::Reference, RoleBasis::FrontMatter);
    }
    if is_mostly_tables(document) {
        return (Role::Reference, RoleBasis::Tables);
    }
    (Role::Story, RoleBasis::Nothing)
}

fn by_front_matter(front_matter: &FrontMatter) -> Option<Role> {
    let keys = front_matter.keys.as_ref().ok()?;
    ["role", "type", "kind"].iter().find_map(|name| {
        let key = keys.iter().find(|key| key.name.eq_ignore_ascii_case(name))?;
        let Value::Text(value) = &key.value else { return None };
        listed(&KINDS, &value.trim().to_lowercase())
    })
}

/// Whether front matter is that of a sheet, and of no chapter.
fn is_sheet(front_matter: &FrontMatter) -> bool {
    let Ok(keys) = &front_matter.keys else { return false };
    let is_of_chapter = |key: &Key| is_listed(OF_CHAPTERS, &key.name.to_lowercase());
    is_of_somebody(keys) && !keys.iter().any(is_of_chapter)
}

/// Whether a file is named as chapters are, whatever its folder is.
fn is_chapter(name: &str) -> bool {
    let plain = plain(name);
    CHAPTERS.iter().any(|chapter| plain.starts_with(chapter))
}

/// The role of what authors write about the writing, or about the world, by its name.
fn by_subject(name: &str) -> Option<Role> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = plain(stem);
    let ((subject, _), (_, paper)) = plain.split_once('-').zip(plain.rsplit_once('-'))?;
    let is_paper = is_listed(PAPERS, paper) && !plain.contains(|c: char| c.is_ascii_digit());
    listed(&SUBJECTS, subject).filter(|_| is_paper)
}

fn by_name(name: &str) -> Option<Role> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = plain(stem);
    // `LICENSE-MIT`, `README.de`, `COPYRIGHT-STUB`; but "License to Kill" is a chapter.
    let is_loud = !stem.contains(char::is_lowercase);
    let first = plain.split(['.', '-']).next().unwrap_or_default();
    let is_licence =
        is_listed("copying copyright licence license", first) || plain.starts_with("cc-by");
    let is_readme = first == "readme" && stem.len() <= "README.zh-Hans".len();
    listed(&NAMES, &plain).or((is_loud && is_licence || is_readme).then_some(Role::Reference))
}

/// The role of what is in a folder with this name, if that tells.
pub fn role_of_folder(folder: &str) -> Option<Role> {
    let plain = plain(folder);
    listed(&FOLDERS, plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-'))
}

/// A name in lower case, with `-` between its words.
fn plain(name: &str) -> String {
    let words = name.split([' ', '_', '-']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn listed(lists: &[(Role, &str)], word: &str) -> Option<Role> {
    lists.iter().find(|(_, list)| is_listed(list, word)).map(|&(role, _)| role)
}

/// Whether the markup says that a page of a book is none of its text.
fn is_page(text: &str) -> bool {
    const TYPE: &str = "epub:type=";
    let mut is_page = false;
    for at in memmem::find_iter(text.as_bytes(), TYPE) {
        let value = text[at + TYPE.len()..].trim_ascii_start();
        let Some(value) = value.strip_prefix(['"', '\'']) else { continue };
        let value = value.split(['"', '\'']).next().unwrap_or_default();
        if value.split_ascii_whitespace().any(|word| is_listed(TOLD, word)) {
            return false;
        }
        is_page |= value.split_ascii_whitespace().any(|word| is_listed(PAGES, word));
    }
    is_page
}

/// Whether a document has more than twice as much in tables of Markdown as in paragraphs.
fn is_mostly_tables(document: &Document) -> bool {
    let n_bytes = |kind: BlockKind| {
        let blocks = document.blocks.iter().filter(move |block| block.kind == kind);
        blocks.map(|block| block.span.range())
    };
    let tables = n_bytes(BlockKind::Other).filter(|range| is_table(&document.text[range.clone()]));
    let n_tables: usize = tables.map(|range| range.len()).sum();
    n_tables > 0 && n_tables > 2 * n_bytes(BlockKind::Paragraph).map(|it| it.len()).sum::<usize>()
}

/// Whether a block is a table of Markdown: the second line parts head and body.
pub(crate) fn is_table(block: &str) -> bool {
    let second =
        lines(block, 0).nth(1).map_or("", |line| block[line].trim_matches(['>', ' ', '\t']));
    second.contains('-') && second.bytes().all(|byte| b"|-: \t".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: (Role, RoleBasis)) {
        let document = Document::parse(path, None, text.to_owned());
        assert_eq!((document.role, document.basis), expected, "{path}");
    }

    const REFERENCE: Role = Role::Reference;
    const STORY: (Role, RoleBasis) = (Role::Story, RoleBasis::Nothing);

    #[test]
    fn names() {
        for path in [
            "README.md",
            "a/Readme.txt",
            "README.de.md",
            "SUMMARY.md",
            "LICENSE",
            "LICENSE-MIT.txt",
            "COPYRIGHT-STUB.md",
            "CC-BY-SA.md",
            "text/characters.md",
            "Dramatis Personae.md",
            "title_page.xhtml",
            "Character Notes.md",
        ] {
            check(path, "One.", (REFERENCE, RoleBasis::Name));
        }
        for path in [
            "TODO.md",
            "Notes.txt",
            "style-guide.md",
            "SOURCE.md",
            "CONTRIBUTING.md",
            "AGENTS.md",
            "Plot Progression.md",
            "writing-plan.md",
            "chapter_outline.md",
        ] {
            check(path, "One.", (Role::Notes, RoleBasis::Name));
        }
        for path in [
            "license-to-kill.md",
            "the-characters.md",
            "Notes from Underground.md",
            "readme-or-how-i-learnt-to-read.md",
            "chapter-5-the-plan.md",
            "Field Notes.md",
            "the plan.md",
            "docs/one.md",
            "1.txt",
        ] {
            check(path, "One.", STORY);
        }
    }

    #[test]
    fn folders() {
        check("bible/ann.md", "One.", (REFERENCE, RoleBasis::Folder));
        check("sheets/ann.md", "One.", (REFERENCE, RoleBasis::Folder));
        check("02 - Characters/Side/ann.md", "One.", (REFERENCE, RoleBasis::Folder));
        check(".obsidian/x.md", "One.", (Role::Notes, RoleBasis::Folder));
        check("characters/notes/x.md", "One.", (Role::Notes, RoleBasis::Folder));
        check("author-notes/x.md", "One.", (Role::Notes, RoleBasis::Folder));
        check("characters/ann/chapter-1.md", "One.", STORY);
    }

    #[test]
    fn front_matter() {
        let with = |key: &str| format!("---\n{key}\n---\nOne.");
        check("ann.md", &with("type: Character"), (REFERENCE, RoleBasis::FrontMatter));
        check("ann.md", &with("role: reference"), (REFERENCE, RoleBasis::FrontMatter));
        check("x.md", &with("kind: outline"), (Role::Notes, RoleBasis::FrontMatter));
        check("notes/x.md", &with("role: story"), (Role::Story, RoleBasis::FrontMatter));
        check("x.md", &with("type: post\nrole: hero"), STORY);
        check(
            "people/x.md",
            &with("name: Ann\naliases: [Nan]"),
            (REFERENCE, RoleBasis::FrontMatter),
        );
        check(
            "x.md",
            &with("full_name: Ann\noccupation: smith"),
            (REFERENCE, RoleBasis::FrontMatter),
        );
        check("x.md", &with("name: The Ford"), STORY);
        check("x.md", &with("name: The Ford\ntitle: The Ford\nborn: 1"), STORY);
        check("chapter-1.md", &with("name: Ann\nage: 9"), STORY);
    }

    #[test]
    fn pages() {
        let of =
            |kind: &str| format!("<body epub:type='frontmatter'><p epub:type='{kind}'>One.</p>");
        check("x.xhtml", &of("copyright-page"), (REFERENCE, RoleBasis::Markup));
        check("x.xhtml", &of("chapter"), STORY);
        check("x.xhtml", &(of("titlepage") + "<p epub:type='chapter'>Two."), STORY);
        check("x.xhtml", &"<p epub:type=toc>".repeat(200_000), STORY);
    }

    #[test]
    fn tables() {
        let table = "| Name | Age |\n|---|---|\n| Ann | 12 |\n";
        check("x.md", &format!("# One\n\n{table}\n\nTwo."), (REFERENCE, RoleBasis::Tables));
        check("x.md", &format!("# One\n\n{table}\n\n{}", "They counted. ".repeat(5)), STORY);
    }

    #[test]
    fn declared() {
        let document = Document::parse("README.md", Role::Story, String::new());
        assert_eq!((document.role, document.basis), (Role::Story, RoleBasis::Declared));
    }
}
