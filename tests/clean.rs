//! `storylint clean` run in temporary folders.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const CACHE: &str = ".storylint/cache";

/// A story that has a cache.
fn story() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("storylint.toml"), "this is no pipeline").unwrap();
    fs::create_dir(folder.path().join("chapters")).unwrap();
    let cache = folder.path().join(CACHE);
    fs::create_dir_all(&cache).unwrap();
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    fs::write(cache.join("CACHEDIR.TAG"), tag).unwrap();
    fs::write(cache.join(".gitignore"), "*\n").unwrap();
    fs::write(cache.join("00000000-a.segment"), [0; 2200]).unwrap();
    folder
}

/// Runs `storylint clean` in `folder`; gives what it prints, and its exit code.
fn clean(folder: &Path) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storylint"));
    let output = command.arg("clean").current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().replace('\\', "/");
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn a_cache() {
    let story = story();
    let (out, err, code) = clean(story.path());
    assert_eq!(
        (out.as_str(), err.as_str(), code),
        ("Removed `.storylint/cache`: 3 files, 2.2 kB.\n", "", 0)
    );
    assert!(!story.path().join(".storylint").exists());
    let (out, err, code) = clean(story.path());
    assert_eq!(
        (out.as_str(), err.as_str(), code),
        ("There is no cache: no `.storylint/cache`.\n", "", 0)
    );
}

#[test]
fn from_a_folder_of_the_story() {
    let story = story();
    fs::write(story.path().join(".storylint/notes"), "mine").unwrap();
    let (out, _, code) = clean(&story.path().join("chapters"));
    assert_eq!((out.as_str(), code), ("Removed `../.storylint/cache`: 3 files, 2.2 kB.\n", 0));
    assert!(story.path().join(".storylint/notes").exists());
}

#[test]
fn a_folder_that_is_no_cache() {
    let story = story();
    fs::remove_file(story.path().join(CACHE).join("CACHEDIR.TAG")).unwrap();
    let (out, err, code) = clean(story.path());
    let expected =
        "error: cannot remove `.storylint/cache`: it has no `CACHEDIR.TAG`, so it is not a cache\n";
    assert_eq!((out.as_str(), err.as_str(), code), ("", expected, 2));
    assert!(story.path().join(CACHE).exists());
}
