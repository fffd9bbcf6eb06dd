//! Tells the cache which sources the program is built from.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Files and folders on which depends what is found in a story, or how it is written down.
const SOURCES: [&str; 6] =
    ["Cargo.lock", "build.rs", "graph/src", "src", "validators/Cargo.toml", "validators/src"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        list(&root, source.to_owned(), &mut files)?;
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let bytes = fs::read(root.join(&file))?;
        // Git may check out lines that end in CRLF.
        let lines = bytes.split(|&byte| byte == b'\n');
        let lines: Vec<&[u8]> =
            lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
        let text = lines.join(&b'\n');
        for part in [file.as_bytes(), &text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    // Which characters are letters depends on the compiler.
    let unicode = char::UNICODE_VERSION;
    hasher.update(&[unicode.0, unicode.1, unicode.2]);
    println!("cargo::rustc-env=STORYLINT_FINGERPRINT={}", hasher.finalize().to_hex());
    Ok(())
}

/// Appends the files at or below `path`, with `/` between the parts.
fn list(root: &Path, path: String, files: &mut Vec<String>) -> io::Result<()> {
    if !root.join(&path).is_dir() {
        files.push(path);
        return Ok(());
    }
    for entry in fs::read_dir(root.join(&path))? {
        let name = entry?.file_name().into_string();
        let name = name.map_err(|_| io::Error::other("the name of a source is no text"))?;
        // What file managers and editors leave behind is hidden.
        if !name.starts_with('.') {
            list(root, format!("{path}/{name}"), files)?;
        }
    }
    Ok(())
}
