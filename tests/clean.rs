//! `storylint clean` run in temporary folders.

mod folder;

use std::fs;

use self::folder::Folder;

/// A story that has a cache.
fn story() -> Folder {
    let pipeline = "[rules]\n\"style/echo\" = \"off\"\n";
    let folder = Folder::new(&[("storylint.toml", pipeline), ("chapters/a.md", "It rained.\n")]);
    assert_eq!(folder.run("check").code, 0);
    assert!(folder.0.path().join(".storylint/cache").exists());
    folder
}

#[test]
fn a_cache() {
    let story = story();
    let ended = story.run("clean");
    assert!(ended.out.starts_with("Removed `.storylint/cache`: 3 files, "), "{}", ended.out);
    assert_eq!((ended.err.as_str(), ended.code), ("", 0));
    assert!(!story.0.path().join(".storylint").exists());
    let ended = story.run("clean");
    assert_eq!(ended.out, "There is no cache: no `.storylint/cache`.\n");
    assert_eq!((ended.err.as_str(), ended.code), ("", 0));
}

#[test]
fn from_a_folder_of_the_story() {
    let story = story();
    story.write(".storylint/notes", b"mine");
    let ended = story.run("clean chapters");
    assert!(ended.out.starts_with("Removed `.storylint/cache`: 3 files, "), "{}", ended.out);
    assert_eq!(story.read(".storylint/notes"), b"mine");
}

#[test]
fn a_folder_that_is_no_cache() {
    let story = story();
    let cache = story.0.path().join(".storylint/cache");
    fs::remove_file(cache.join("CACHEDIR.TAG")).unwrap();
    let ended = story.run("clean");
    let expected =
        "error: cannot remove `.storylint/cache`: it has no `CACHEDIR.TAG`, so it is not a cache\n";
    assert_eq!((ended.out.as_str(), ended.err.as_str(), ended.code), ("", expected, 2));
    assert!(cache.exists());
}

#[test]
fn members_of_a_workspace() {
    let story = Folder::new(&[
        ("storylint.toml", "workspace.members = ['books/*']\n"),
        ("books/one/a.md", "It rained.\n"),
        ("books/two/b.md", "It snowed.\n"),
    ]);
    assert_eq!(story.run("check").code, 0);
    let ended = story.run("clean books/one");
    assert!(ended.out.starts_with("Removed `books/one/.storylint/cache`: "), "{}", ended.out);
    let ended = story.run("clean");
    let expected = "There is no cache: no `books/one/.storylint/cache`.\n\
                    Removed `books/two/.storylint/cache`: ";
    assert!(ended.out.starts_with(expected), "{}", ended.out);
    story.write("storylint.toml", "no TOML");
    assert_eq!(story.run("clean").out, "There is no cache: no `.storylint/cache`.\n");
}
