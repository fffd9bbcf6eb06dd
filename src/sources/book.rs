//! EPUB: which chapters a book has, in which order, and what is packed in one file.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use storylint_validators::Span;
use storylint_validators::story::{Link, LinkKind};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes that one file in a book may unpack to.
const MAX_FILE: u64 = 64 << 20;

/// The most bytes that all chapters of a book may unpack to.
const MAX_BOOK: u64 = 1 << 30;

/// What is packed in the file of a book. Paths are those of the book's own folders.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) files: Vec<String>,
    /// In reading order.
    pub(super) chapters: Vec<String>,
}

/// Lists what is packed in `book`.
pub(super) fn list(book: impl Read + Seek) -> io::Result<Packed> {
    let mut archive = opened(book)?;
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
    let files: Vec<String> = names.filter(|name| !name.ends_with('/')).collect();
    let container = text(&mut archive, "META-INF/container.xml")?;
    let mut package = None;
    for_each(&container, |name, tag| {
        if name == "rootfile" && package.is_none() {
            package = attribute(tag, "full-path");
        }
    });
    let package = package.ok_or_else(|| wrong("it names no package document"))?;
    let mut chapters = spine(&text(&mut archive, &package)?, &package);
    let known: HashSet<&str> = files.iter().map(String::as_str).collect();
    chapters.retain(|chapter| known.contains(chapter.as_str()));
    let mut n_bytes: u64 = 0;
    for chapter in &chapters {
        n_bytes = n_bytes.saturating_add(archive.by_name(chapter)?.size());
    }
    match n_bytes > MAX_BOOK {
        true => Err(wrong("it unpacks to more than 1 GiB")),
        false => Ok(Packed { files, chapters }),
    }
}

/// The bytes of a file that is packed in `book`.
pub(super) fn unpack(book: impl Read + Seek, file: &str) -> io::Result<Vec<u8>> {
    bytes(&mut opened(book)?, file)
}

fn opened<B: Read + Seek>(book: B) -> io::Result<ZipArchive<B>> {
    ZipArchive::new(book).map_err(|error| match error {
        ZipError::InvalidArchive(_) => {
            wrong("it is no packed book; leave it out of the pipeline's sources")
        }
        error => error.into(),
    })
}

fn bytes(archive: &mut ZipArchive<impl Read + Seek>, file: &str) -> io::Result<Vec<u8>> {
    let packed = archive.by_name(file).map_err(|error| match error {
        ZipError::FileNotFound => wrong(format!("the book has no `{file}`")),
        error => error.into(),
    })?;
    let size = packed.size();
    if size > MAX_FILE {
        return Err(wrong("it unpacks to more than 64 MiB"));
    }
    let mut bytes = Vec::new();
    // Whatever the archive says, no more than it says.
    packed.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(archive: &mut ZipArchive<impl Read + Seek>, file: &str) -> io::Result<String> {
    Ok(String::from_utf8_lossy(&bytes(archive, file)?).into_owned())
}

fn wrong(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}

/// The files that the package document at `path` names in its spine, each once, in order. What is
/// wrong with it ends the list.
pub(super) fn spine(package: &str, path: &str) -> Vec<String> {
    let mut items = HashMap::new();
    let mut spine = Vec::new();
    let mut seen = HashSet::new();
    for_each(package, |name, tag| match name {
        "item" => {
            if let (Some(id), Some(target)) = (attribute(tag, "id"), attribute(tag, "href")) {
                let (span, kind) = (Span::default(), LinkKind::Link);
                let link = Link { target, span, written: None, kind };
                items.extend(link.path(path).map(|file| (id, file)));
            }
        }
        "itemref" => {
            let file = attribute(tag, "idref").and_then(|id| items.get(&id));
            spine.extend(file.filter(|file| seen.insert((*file).clone())).cloned());
        }
        _ => {}
    });
    spine
}

/// Shows every tag that opens to `see`, with its name, until something is no XML.
fn for_each(xml: &str, mut see: impl FnMut(&str, &BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => see(tag.local_name().as_ref(), &tag),
            Event::Eof => break,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(unescape(&attribute.value).ok()?.into_owned())
}

/// The book in whose file the file at `path` is packed, and its path there, if it may be in one.
pub(super) fn split(path: &str) -> Option<(&str, &str)> {
    let at = path.as_bytes().windows(6).position(|part| part.eq_ignore_ascii_case(b".epub/"))?;
    Some((&path[..at + 5], &path[at + 6..]))
}

/// Whether a file is named as books are.
pub(super) fn is_book(path: &str) -> bool {
    path.len() > 5 && path.as_bytes()[path.len() - 5..].eq_ignore_ascii_case(b".epub")
}

/// Gives those of the documents that are in `spine`, in its order, the places that they have
/// together. Linear in the spine, but for sorting.
pub(super) fn arrange(places: &mut HashMap<String, usize>, spine: &[String]) {
    // Where a file is named twice it stands where it is named first.
    let mut seen = HashSet::new();
    let chapters = spine.iter().filter(|file| places.contains_key(*file) && seen.insert(*file));
    let chapters: Vec<&String> = chapters.collect();
    let mut free: Vec<usize> = chapters.iter().map(|chapter| places[*chapter]).collect();
    free.sort_unstable();
    for (chapter, place) in chapters.into_iter().zip(free) {
        places.insert(chapter.clone(), place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spines() {
        let package = "<package><opf:manifest><item id='b' href='text/b%20c.xhtml'/>\
            <item id='a' href='../a.xhtml#x'/></opf:manifest><spine><itemref idref='b'/>\
            <itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></wrong>";
        assert_eq!(spine(package, "x/y.opf"), ["x/text/b c.xhtml", "a.xhtml"]);
        assert_eq!(spine("<package><item id='a' href=\"", "x"), [""; 0]);
    }

    #[test]
    fn arranged() {
        let mut places = ["a", "b", "c", "d"].map(str::to_owned).into_iter().zip(0..).collect();
        arrange(&mut places, &["d", "x", "a", "c", "d"].map(str::to_owned));
        assert_eq!(["d", "b", "a", "c"].map(|document| places[document]), [0, 1, 2, 3]);
    }

    #[test]
    fn within_a_book() {
        assert_eq!(split("a/b.EPUB/c/d.epub/e"), Some(("a/b.EPUB", "c/d.epub/e")));
        assert_eq!(split("a.epub"), None);
        assert!(is_book("é.epub") && !is_book(".epub") && !is_book("ééé"));
    }
}
