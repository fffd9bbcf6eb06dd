//! Stories that a command works on, and what is told of them together.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use storylint_graph::{Node, Pipeline, PipelineErrors, Source};

use super::terminal::{Stop, Terminal};
use crate::check::is_asked_for;
use crate::pipelines::SERIES;
use crate::prepare::must_be_plannable;
use crate::printable::printable;
use crate::report::{Report, counted};
use crate::sources::{Located, PIPELINE_NAMES, Shown, Sources};

/// A story whose pipeline was read and whose files were listed.
pub(super) struct Opened {
    pub(super) pipeline: Pipeline,
    pub(super) sources: Arc<Sources>,
    /// How programs are told of its files: from the folder of the pipeline file, that of the workspace if it is
    /// a member, wherever that is seen from; as people are, where there is no file.
    pub(super) for_programs: Shown,
    /// The files and folders asked for, relative to the story's root; all if there are none.
    pub(super) only: Vec<PathBuf>,
    /// The pipeline file, relative to the story's root, if it is a file there.
    pub(super) pipeline_file: Option<String>,
    /// Where what runs find out is kept: beside the pipeline file. A folder that has none is left as it is.
    pub(super) cache: Option<PathBuf>,
    /// Whether nobody chose the pipeline, nor which files it reads.
    pub(super) by_default: bool,
    /// The folder of the member that it is, as messages show it, if it is one of a workspace.
    pub(super) member: Option<String>,
    /// That folder, relative to the workspace's; empty if it is of none.
    pub(super) folder: String,
}

/// Stories that are told of together.
pub(super) struct Stories {
    /// At least one; several are members of one workspace, in reading order.
    pub(super) all: Vec<Opened>,
    /// Where the workspace is.
    pub(super) workspace: Option<Located>,
}

impl Stories {
    /// Refuses members of a workspace whose pipelines are wrong for their files, before any is checked. (That of one
    /// story is planned anyway.)
    pub(super) fn must_be_plannable(&self) -> Result<(), Stop> {
        if self.all.len() > 1 { self.must_be_sound() } else { Ok(()) }
    }

    /// Refuses stories whose pipelines are wrong for their files, where nothing is planned.
    pub(super) fn must_be_sound(&self) -> Result<(), Stop> {
        let planned = self.all.iter().map(|Opened { pipeline, sources, .. }| {
            must_be_plannable(pipeline, sources, pipeline.faults())
        });
        PipelineErrors::all_or_none(planned)?;
        Ok(())
    }

    /// How programs are told of the files of a [merged](Self::merged) report.
    pub(super) fn for_programs(&self) -> Shown {
        match &*self.all {
            [story] => story.for_programs.clone(),
            _ => Shown::default(),
        }
    }

    /// The `reports` of all stories as one, with the sources that it is told with. Paths are relative to
    /// the workspace if there are several; files that they share are told of once.
    pub(super) fn merged(&self, mut reports: Vec<Report>) -> (Report, Arc<Sources>) {
        let Some(workspace) = self.workspace.as_ref().filter(|_| reports.len() > 1) else {
            let sources = Arc::clone(&self.all[0].sources);
            let mut report = reports.pop().unwrap_or_default();
            report.n_documents += self.all[0].n_beside();
            return (report, sources);
        };
        let mut merged = Report::default();
        let member = |story: &Opened| (story.folder.clone(), Arc::clone(&story.sources));
        let members = Vec::from_iter(self.all.iter().map(member));
        for (story, report) in self.all.iter().zip(reports) {
            merged.add(&story.folder, report);
        }
        merged.leave_out_repeated();
        merged.n_documents += self.all.iter().map(Opened::n_beside).max().unwrap_or(0);
        let sources = Sources::of_members(&workspace.root, workspace.shown.clone(), &members);
        (merged, Arc::new(sources))
    }
}

impl Opened {
    /// How many of the files that all members share are asked for.
    pub(super) fn n_beside(&self) -> usize {
        let asked_for = self.sources.beside().filter(|path| is_asked_for(path, &self.only));
        asked_for.count()
    }

    /// Complains of `failures`, and notes what a person who did not say what to read should know: nothing that was
    /// `told` before of another member.
    pub(super) fn complain(
        &self,
        failures: &[String],
        told: &mut HashSet<String>,
        terminal: &Terminal,
    ) {
        let failures = failures.iter().map(|failure| format!("error: {}\n", printable(failure)));
        for text in failures.chain(self.notes()) {
            if told.insert(text.clone()) {
                terminal.complain(&text);
            }
        }
    }

    /// Whether its pipeline file says of all its sources that they may match no file.
    pub(super) fn may_be_empty(&self) -> bool {
        let is_own = |node: &Node| self.pipeline.own_span(node.span.clone()).is_some();
        let may_be = |(node, source): (&Node, &Source)| source.optional && is_own(node);
        self.only.is_empty() && self.pipeline_file.is_some() && self.pipeline.sources().all(may_be)
    }

    /// What a person who did not say what to read should know, or whose pipeline has less than it extends, or a
    /// file that counts for nothing; mostly nothing.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.by_default {
            notes.extend(unread_formats(&self.sources));
        }
        if let Some(file) = self.passed_over() {
            let file = printable(&self.sources.shown(&file));
            notes.push(format!("note: `{file}` counts for no member of the workspace\n"));
        }
        let of_series = |(_, text): &(&str, &str)| *text == SERIES.text;
        // A workspace is that of the file which has it.
        if self.member.is_none() && self.pipeline.files().iter().any(of_series) {
            let note = "note: `series` is extended, but without a `[workspace]` all is one story\n";
            notes.push(note.to_owned());
        }
        if !self.pipeline.left_out.is_empty() {
            let names = printable(&self.pipeline.left_out.join(", "));
            let what = "no result node needs these nodes of what is extended";
            notes.push(format!("note: {what}: {names}\n"));
        }
        notes
    }

    /// A pipeline file between the folder of the member and that of its workspace.
    fn passed_over(&self) -> Option<String> {
        let n_between = self.folder.matches('/').count();
        let folders = (1..=n_between).map(|n| "../".repeat(n));
        let mut files = folders.flat_map(|up| PIPELINE_NAMES.map(|name| format!("{up}{name}")));
        files.find(|file| self.sources.holds(file))
    }
}

/// The formats that are read, in words.
pub(super) const READ_FORMATS: &str = "Markdown, HTML, EPUB, Fountain, ink, Twee and plain text";

/// Endings of files that hold stories in formats that are not read yet.
const UNREAD_FORMATS: [&str; 5] = ["docx", "odt", "rst", "rtf", "tex"];

/// A note that names the formats of the story's files that were left out, if there are any.
pub(super) fn unread_formats(sources: &Sources) -> Option<String> {
    let endings = sources.files().iter().filter_map(|file| Path::new(file).extension()?.to_str());
    let unread: Vec<&str> = endings.filter(|ending| UNREAD_FORMATS.contains(ending)).collect();
    let formats: BTreeSet<String> = unread.iter().map(|ending| format!(".{ending}")).collect();
    if unread.is_empty() {
        return None;
    }
    let (files, formats) = (counted(unread.len(), "file"), Vec::from_iter(formats).join(", "));
    Some(format!("note: only {READ_FORMATS} are read, which leaves out {files} ({formats})\n"))
}
