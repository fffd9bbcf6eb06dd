//! The rules of this repository that a reviewer would otherwise repeat.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use storylint::validators::CATALOGUE;

/// The folders of the crates, the root package first.
const CRATES: [&str; 4] = ["", "graph", "engine", "validators"];

/// The folders of rules.
const FAMILIES: [&str; 8] =
    ["characters", "dialogue", "links", "metadata", "plot", "style", "timeline", "world"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below `folder`, sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A file up to its tests, of which `tests.rs` and `model.rs` have nothing else.
fn code(file: &Path) -> String {
    if ["tests.rs", "model.rs"].iter().any(|name| file.ends_with(name)) {
        return String::new();
    }
    let text = fs::read_to_string(file).unwrap();
    text.split("\nmod tests").next().unwrap().to_owned()
}

#[track_caller]
fn assert_none(found: Vec<String>, what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn crates_use_only_what_the_design_allows() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("", ["storylint-engine", "storylint-graph", "storylint-validators"].as_slice()),
        ("graph", &[]),
        ("engine", &["storylint-graph"]),
        ("validators", &[]),
    ]);
    for (folder, allowed) in allowed {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        let ours: Vec<&str> = dependencies
            .keys()
            .map(String::as_str)
            .filter(|name| name.starts_with("storylint"))
            .collect();
        assert_eq!(ours, allowed, "dependencies of `{folder}/`");
    }
}

#[test]
fn versions_are_in_the_workspace_table() {
    let mut found = Vec::new();
    for folder in CRATES {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for table in ["dependencies", "dev-dependencies"] {
            for (name, value) in
                manifest.get(table).and_then(toml::Value::as_table).into_iter().flatten()
            {
                if value.get("workspace").is_none() {
                    found.push(format!("`{folder}/`: {name}"));
                }
            }
        }
    }
    assert_none(found, "dependencies with a version of their own");
}

#[test]
fn every_file_says_what_it_is_for_in_one_line() {
    let mut found = Vec::new();
    for file in rust_files(root()) {
        let text = fs::read_to_string(&file).unwrap();
        let n_lines = text.lines().take_while(|line| line.starts_with("//!")).count();
        let facade = file.ends_with("src/lib.rs");
        if n_lines == 0 || (n_lines > 1 && !facade) {
            found.push(format!("{}: {n_lines} lines", file.display()));
        }
    }
    assert_none(found, "files that do not open with one `//!` line");
}

#[test]
fn words_that_a_crate_must_not_know() {
    let forbidden: [(&str, &[&str]); 3] = [
        ("graph", &["std::thread", "std::fs", "document", "story", "stories"]),
        ("engine", &["std::fs", "toml", "document", "story", "stories", "diagnostic", "markdown"]),
        ("validators", &["std::thread", "std::fs", "std::net", "std::process", "petgraph"]),
    ];
    let mut found = Vec::new();
    for (folder, words) in forbidden {
        // What a pipeline file calls its roles is the one thing that `graph` knows of stories.
        let files = rust_files(&root().join(folder).join("src"));
        let exempt =
            |file: &&PathBuf| ["kind.rs", "node.rs"].iter().any(|name| file.ends_with(name));
        for file in files.iter().filter(|file| folder != "graph" || !exempt(file)) {
            for (number, line) in code(file).lines().enumerate() {
                // The second is what `toml_parser` calls a text.
                let line =
                    line.to_lowercase().replace("storylint", "").replace("parse_document", "");
                if line.trim_start().starts_with("///") && folder == "graph" {
                    continue;
                }
                for word in words.iter().filter(|word| has_word(&line, word)) {
                    found.push(format!("{}:{}: {word}", file.display(), number + 1));
                }
            }
        }
    }
    assert_none(found, "words that belong to another crate");
}

#[test]
fn the_map_names_every_file() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut found = Vec::new();
    for folder in CRATES {
        let src = root().join(folder).join("src");
        for file in rust_files(&src) {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let rule = folder == "validators"
                && module(&src, &file).contains("::")
                && !file.starts_with(src.join("story"));
            if !rule && !["mod", "tests", "model"].contains(&name) && !has_word(&map, name) {
                found.push(file.display().to_string());
            }
        }
    }
    assert_none(found, "files that `ARCHITECTURE.md` does not name");
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
        let after = &line[at + word.len()..];
        let after = after.strip_prefix('s').unwrap_or(after);
        !letter(line[..at].chars().next_back()) && !letter(after.chars().next())
    })
}

#[test]
fn only_the_command_line_prints_and_only_sources_and_the_cache_read() {
    let mut found = Vec::new();
    for folder in CRATES {
        for file in rust_files(&root().join(folder).join("src")) {
            // What /proc says is the kernel's answer and not a file.
            let text = code(&file).replace("procfs::", "");
            let within = |room: &str| file.starts_with(root().join("src").join(room));
            if !within("cli")
                && ["println!", "print!", "stdout()", "stderr()"]
                    .iter()
                    .any(|word| text.contains(word))
            {
                found.push(format!("{} prints", file.display()));
            }
            // What may run programs is remembered outside of the story.
            let is_trust = file.ends_with("command/trust.rs");
            if !within("sources")
                && !within("cache")
                && !is_trust
                && ["std::fs", "fs::", "File::"].iter().any(|word| text.contains(word))
            {
                found.push(format!("{} reads files", file.display()));
            }
        }
    }
    assert_none(found, "work done in the wrong room");
}

#[test]
fn no_two_modules_and_no_two_rooms_import_each_other() {
    let mut found = Vec::new();
    for folder in CRATES {
        let src = root().join(folder).join("src");
        let modules: BTreeMap<String, String> =
            rust_files(&src).iter().map(|file| (module(&src, file), code(file))).collect();
        let names: BTreeSet<&str> = modules.keys().map(String::as_str).collect();
        let mut edges = BTreeSet::new();
        for (name, code) in &modules {
            for other in imports(name, code, &names) {
                edges.insert((name.clone(), other.clone()));
                edges.insert((room(name), room(&other)));
            }
        }
        for (name, other) in edges.iter().filter(|(name, other)| name < other) {
            if edges.contains(&(other.clone(), name.clone())) {
                found.push(format!("{}: `{name}` and `{other}`", src.display()));
            }
        }
    }
    assert_none(found, "modules that import each other");
}

#[test]
fn imports_name_one_module_a_line() {
    let mut found = Vec::new();
    for folder in CRATES {
        for file in rust_files(&root().join(folder).join("src")) {
            let code = code(&file);
            for grouped in ["use crate::{", "use std::{", "use super::{", "use super::*"] {
                if code.contains(grouped) {
                    found.push(format!("{}: {grouped}", file.display()));
                }
            }
        }
    }
    assert_none(found, "imports that the other tests here cannot read");
}

/// `src/story/mod.rs` is `story`, `src/lib.rs` is the empty name.
fn module(src: &Path, file: &Path) -> String {
    let path = file.strip_prefix(src).unwrap().with_extension("");
    let mut parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap()).collect();
    parts.retain(|part| !["mod", "lib"].contains(part));
    parts.join("::")
}

/// The modules that `name` names in its code. A facade's `pub use` does not count.
fn imports(name: &str, code: &str, names: &BTreeSet<&str>) -> BTreeSet<String> {
    let parent = name.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut imported = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("pub")) {
        for (start, base) in [("crate::", ""), ("self::", name), ("super::", parent)] {
            for (at, _) in line.match_indices(start) {
                let rest = &line[at + start.len()..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && !"_:".contains(c));
                let path = format!("{base}::{}", &rest[..end.unwrap_or(rest.len())]);
                let parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
                let mut longest_first = (1..=parts.len()).rev().map(|n| parts[..n].join("::"));
                let module = longest_first.find(|path| names.contains(path.as_str()));
                imported.extend(module.filter(|module| module != name));
            }
        }
    }
    imported
}

/// A module's outermost module, which is a room of the crate.
fn room(module: &str) -> String {
    module.split("::").next().unwrap_or_default().to_owned()
}

#[test]
fn nothing_imports_a_rule() {
    let src = root().join("validators/src");
    let mut found = Vec::new();
    for file in rust_files(&src).iter().filter(|file| !file.ends_with("lib.rs")) {
        let code = code(file);
        let imported = FAMILIES.iter().filter(|family| code.contains(&format!("crate::{family}")));
        found.extend(imported.map(|family| format!("{}: {family}", file.display())));
    }
    assert_none(found, "modules that import a rule");
}

#[test]
fn the_catalogue_is_what_the_folders_hold() {
    let src = root().join("validators/src");
    let mut files = BTreeSet::new();
    for family in FAMILIES {
        for file in rust_files(&src.join(family)) {
            let name = file.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            files.insert(format!("{family}/{name}"));
        }
    }
    let listed: Vec<&str> = CATALOGUE.iter().map(|entry| entry.meta.id).collect();
    assert!(listed.is_sorted(), "the catalogue is sorted by id");
    let listed: BTreeSet<String> = listed.into_iter().map(str::to_owned).collect();
    assert_eq!(listed, files, "rules in the catalogue (left) and their files (right)");
}
