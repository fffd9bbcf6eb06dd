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
    let story = Folder::new(&[("storylint.toml", ""), ("a.md", "It rained.\n")]);
    story.write(".storylint/cache/notes.txt", "mine");
    for _ in 0..2 {
        let ended = story.run("clean");
        let expected = "error: cannot remove `.storylint/cache`: it has other files and no `CACHEDIR.TAG`, so it is not a cache\n";
        assert_eq!((ended.out.as_str(), ended.err.as_str(), ended.code), ("", expected, 2));
        // Nothing is kept beside it.
        assert_eq!(story.run("check").code, 0);
        assert_eq!(fs::read_dir(story.path().join(".storylint/cache")).unwrap().count(), 1);
    }
}

#[test]
fn a_tag_of_something_else() {
    let story = story();
    story.write(".storylint/cache/CACHEDIR.TAG", "Signature: mine\n");
    let expected = "error: cannot remove `.storylint/cache`: it has other files and a `CACHEDIR.TAG` that says something else, \
                    so it is not a cache\n";
    assert_eq!(story.run("clean").err, expected);
}

#[test]
fn what_others_put_there() {
    let story = story();
    for file in ["notes.txt", "1-a.segment", "deep/00000000-aaaaaaaaaaaa.segment"] {
        story.write(&format!(".storylint/cache/{file}"), "mine");
    }
    let ended = story.run("clean");
    assert!(ended.out.starts_with("Removed 3 files in `.storylint/cache`, "), "{}", ended.out);
    assert!(ended.out.ends_with(", and left the others.\n"), "{}", ended.out);
    assert_eq!(fs::read_dir(story.path().join(".storylint/cache")).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    for link in [".storylint", ".storylint/cache"] {
        let story = Folder::new(&[("storylint.toml", ""), ("a.md", "It rained.\n")]);
        let elsewhere = tempfile::tempdir().unwrap();
        fs::create_dir_all(story.path().join(link).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), story.path().join(link)).unwrap();
        assert_eq!(story.run("check").code, 0);
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        let expected = "error: cannot remove `.storylint/cache`: symbolic links are not followed\n";
        fs::create_dir(elsewhere.path().join("cache")).unwrap();
        let ended = story.run("clean");
        assert_eq!((ended.err.as_str(), ended.code), (expected, 2));
        assert!(elsewhere.path().join("cache").exists());
    }
}

#[test]
fn a_workspace() {
    let story = Folder::new(&[
        ("storylint.toml", "[workspace]\nmembers = [\"books/*\"]\n"),
        ("books/one/a.md", "It rained.\n"),
        ("books/two/a.md", "It rained.\n"),
    ]);
    assert_eq!(story.run("check").code, 0);
    story.run("clean books/two");
    assert!(!story.path().join("books/two/.storylint").exists());
    let ended = story.run("clean");
    assert!(
        ended.out.starts_with("Removed `books/one/.storylint/cache`: 3 files"),
        "{}",
        ended.out
    );
    assert!(!story.path().join("books/one/.storylint").exists());
    let expected =
        "There is no cache: no `books/one/.storylint/cache` or `books/two/.storylint/cache`.\n";
    assert_eq!(story.run("clean").out, expected);
}

#[test]
fn a_pipeline_file_with_a_mistake() {
    let story = story();
    story.write("storylint.toml", b"no TOML");
    let ended = story.run("clean");
    assert!(ended.out.starts_with("Removed `.storylint/cache`: 3 files, "), "{}", ended.out);
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
    assert!(ended.out.starts_with("Removed `books/two/.storylint/cache`: "), "{}", ended.out);
    story.write("storylint.toml", "no TOML");
    assert_eq!(story.run("clean").out, "There is no cache: no `.storylint/cache`.\n");
}
