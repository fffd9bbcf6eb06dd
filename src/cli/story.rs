//! From the arguments that name a story to its pipeline and its sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use storylint_graph::{Layer, Pipeline, PipelineErrors, did_you_mean};

use super::terminal::{Stop, Terminal};
use crate::baseline::BaselineError;
use crate::cache::CACHE;
use crate::extend::{built_in, from_file, layered, partial};
use crate::pipelines::{BUILT_IN, NOVEL};
use crate::prepare::refuse;
use crate::printable::printable;
use crate::report::{Report, counted};
use crate::sources::{
    Governing, LocateError, Located, Shown, SourceError, Sources, full_paths, is_link_to_folder,
    locate, must_be_one_pipeline,
};
use crate::workspace::{Chosen, Members, WorkspaceError, members};

/// Which story, and which pipeline.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct StoryArguments {
    /// Files and folders of the story; the current folder if there are none
    ///
    /// The pipeline file `storylint.toml` or `.storylint.toml` is looked for from there up to the
    /// root of the repository. Where there is one, it says what the whole story is, and what is
    /// found in these paths is reported; where there is none, the story is what these paths hold.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Use this pipeline: a file, or a built-in one (novel, quick, strict, series, screenplay, ci); or set a key of it, `KEY = VALUE`
    ///
    /// Keys are those of the pipeline file and dotted, values are TOML: `--config 'run.workers = 2'`,
    /// `--config 'rules."style/echo" = "on"'`. They count before what the files say, later ones
    /// before earlier.
    #[arg(long, value_name = "PIPELINE|KEY=VALUE")]
    config: Vec<String>,

    /// Ignore pipeline files found on disk
    #[arg(long)]
    isolated: bool,
}

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
}

/// Stories that are told of together.
pub(super) struct Stories {
    /// At least one; several are members of one workspace, in reading order.
    pub(super) all: Vec<Opened>,
    /// The folders of the members, relative to that of the workspace.
    folders: Vec<String>,
    /// Where the workspace is.
    workspace: Option<Located>,
}

/// Where stories are, with what makes up the pipeline of each.
struct Placed {
    stories: Vec<Story>,
    folders: Vec<String>,
    workspace: Option<(Located, Layer)>,
}

struct Story {
    located: Located,
    shared: Option<Layer>,
    own: Layer,
}

impl StoryArguments {
    /// Finds the story, reads its pipeline, and lists its files.
    pub(super) fn open(&self) -> Result<Opened, Stop> {
        let Stories { mut all, folders, .. } = self.open_all()?;
        match (all.pop(), all.is_empty()) {
            (Some(story), true) => Ok(story),
            _ => {
                let folders: Vec<String> = folders.iter().map(|it| format!("`{it}`")).collect();
                let help = format!("name one of its members, which are {}", folders.join(", "));
                Err(Stop::error("this is a workspace of several stories").with_help(help))
            }
        }
    }

    /// Finds the story, or the members of the workspace, reads the pipeline of each, and lists their files.
    pub(super) fn open_all(&self) -> Result<Stories, Stop> {
        let Placed { stories, folders, workspace } = self.placed()?;
        let all = stories.into_iter().enumerate().map(|(at, Story { located, shared, own })| {
            let is_member = shared.is_some();
            let (pipeline, faults) = partial(shared, own, self.arguments())?;
            let within = pipeline.workspace.as_ref().filter(|_| is_member);
            if let Some(pattern) = within.and_then(|it| it.members.first()) {
                faults.add(pattern.span(), "a member of a workspace cannot be one itself", None);
            }
            let governed = located.pipeline_file.is_some();
            let member = workspace.is_some().then(|| printable(&located.shown.text("")));
            let documents = if governed { &[] } else { located.only.as_slice() };
            let sources = Arc::new(Sources::open(&located.root, documents, located.shown.clone()));
            refuse(&pipeline, &sources, faults)?;
            let folder = folders.get(at).map_or("", String::as_str);
            let for_programs =
                if governed { PathBuf::from(folder).into() } else { located.shown.clone() };
            let cache = governed.then(|| located.root.join(CACHE));
            let pipeline_file = located.pipeline_file.and_then(|file| {
                let relative = file.strip_prefix(&located.root).ok()?;
                Some(relative.display().to_string())
            });
            let by_default = !governed && self.config.is_empty();
            Ok(Opened {
                pipeline,
                sources,
                for_programs,
                only: located.only,
                pipeline_file,
                cache,
                by_default,
                member,
            })
        });
        let all = all.collect::<Result<_, Stop>>()?;
        Ok(Stories { all, folders, workspace: workspace.map(|(located, _)| located) })
    }

    /// Why a command stops that found no document in the story: there is nothing to `read`, or
    /// whatever else it does.
    pub(super) fn nothing_to(&self, read: &str, story: &Opened) -> Stop {
        let links = self.paths.iter().filter(|path| is_link_to_folder(path)).map(|path| {
            let path = printable(&path.display().to_string());
            format!("note: `{path}` is a symbolic link to a folder, which is not followed\n")
        });
        let (what, links) = (self.nothing(read, story), links.collect::<String>());
        Stop(format!("error: {what}\n{links}{}", story.note()))
    }

    /// That there is nothing to `read`, or whatever else is done, in the story, and where.
    pub(super) fn nothing(&self, read: &str, story: &Opened) -> String {
        let place = self.paths.first().filter(|_| story.member.is_none());
        let place = place.map(|path| printable(&path.display().to_string()));
        let place = story.member.clone().or(place).unwrap_or(".".to_owned());
        let looked_for = if story.by_default {
            &format!("no {}", READ_FORMATS.replace(" and ", " or "))
        } else {
            "no file that the pipeline's sources select"
        };
        format!("there is nothing to {read} in `{place}`: {looked_for}")
    }

    /// The same arguments with more `paths`.
    pub(super) fn with_paths(&self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut with = self.clone();
        with.paths.extend(paths);
        with
    }

    /// Finds the story and reads its pipeline; of several stories in a workspace, that of the workspace.
    pub(super) fn pipeline(&self) -> Result<(Pipeline, Located), Stop> {
        let Placed { mut stories, workspace, .. } = self.placed()?;
        let (shared, own, located) = match (stories.pop(), workspace) {
            (Some(Story { located, shared, own }), None) => (shared, own, located),
            (Some(Story { located, shared, own }), Some(_)) if stories.is_empty() => {
                (shared, own, located)
            }
            (_, Some((located, file))) => (None, file, located),
            (None, None) => unreachable!("there is a story or an error"),
        };
        Ok((layered(shared, own, self.arguments())?, located))
    }

    /// Where the story is, or each of the members of a workspace.
    pub(super) fn located(&self) -> Result<Vec<Located>, Stop> {
        Ok(self.placed()?.stories.into_iter().map(|story| story.located).collect())
    }

    /// Finds the story, or the members of a workspace.
    fn placed(&self) -> Result<Placed, Stop> {
        self.find().map_err(|stop| {
            // A misspelt name of a built-in pipeline is taken for that of a file.
            let named = self.named().ok().flatten().unwrap_or_default();
            let is_missing = stop.0.starts_with(&format!("error: cannot read `{named}`: "));
            let meant = did_you_mean(named, BUILT_IN.map(|built_in| built_in.name));
            let help = meant.filter(|_| is_missing).map(|help| format!("help: {help}\n"));
            Stop(stop.0 + &help.unwrap_or_default())
        })
    }

    fn find(&self) -> Result<Placed, Stop> {
        let current = current_folder()?;
        let named = self.named()?;
        let known = BUILT_IN.into_iter().find(|built_in| named == Some(built_in.name));
        let governing = match (known, named) {
            (None, Some(file)) => Governing::File(Path::new(file)),
            (None, None) if !self.isolated => Governing::Nearest,
            _ => Governing::Nothing,
        };
        let chosen = match (known, named) {
            (Some(built_in), _) => Some(Chosen::BuiltIn(built_in)),
            (None, Some(file)) => Some(Chosen::File(Path::new(file))),
            (None, None) => (!self.isolated).then_some(Chosen::Nearest),
        };
        if let Some(Chosen::Nearest) = chosen {
            for path in full_paths(&self.paths, &current)? {
                must_be_one_pipeline(&path, &current)?;
            }
        }
        if let Some(chosen) = chosen
            && let Some(Members { located, file, stories }) =
                members(&self.paths, &current, chosen, &self.arguments())?
        {
            let (folders, stories): (Vec<String>, Vec<Located>) = stories.into_iter().unzip();
            let of_member = |member: Located| {
                must_be_one_pipeline(&member.root, &current)?;
                let own = member.pipeline_file.clone().filter(|own| own.starts_with(&member.root));
                let (shared, own) = match own.as_ref().and_then(|own| own.file_name()) {
                    Some(name) => (Some(file.clone()), from_file(&member.shown.path(name))?),
                    None => (None, file.clone()),
                };
                Ok(Story { located: member, shared, own })
            };
            let stories = stories.into_iter().map(of_member).collect::<Result<_, Stop>>()?;
            return Ok(Placed { stories, folders, workspace: Some((located, file)) });
        }
        let located = locate(&self.paths, &current, governing)?;
        let found = located.pipeline_file.as_ref().and_then(|file| file.file_name());
        let found = found.map(|name| located.shown.path(name));
        let own = match (known, named.map(PathBuf::from).or(found)) {
            (None, Some(file)) => from_file(&file)?,
            (known, _) => built_in(known.unwrap_or(NOVEL)),
        };
        let stories = vec![Story { located, shared: None, own }];
        Ok(Placed { stories, folders: Vec::new(), workspace: None })
    }

    /// The files that `pipeline` was read from, its own first: not what `--config` sets, which whoever asks
    /// says, nor what is built in.
    pub(super) fn files_of<'p>(&self, pipeline: &'p Pipeline) -> Vec<(&'p str, &'p str)> {
        let said = self.config.iter().map(|said| ("--config", said.as_str()));
        let no_files: Vec<_> = said.collect();
        let is_built_in = |text: &str| BUILT_IN.iter().any(|known| known.text == text);
        let mut files = pipeline.files();
        files.retain(|file| !no_files.contains(file) && !is_built_in(file.1));
        files
    }

    /// What `--config` sets.
    fn arguments(&self) -> Vec<Layer> {
        let settings = self.config.iter().filter(|config| is_setting(config));
        settings.map(|text| Layer { path: "--config".to_owned(), text: text.clone() }).collect()
    }

    /// The pipeline that `--config` names.
    fn named(&self) -> Result<Option<&str>, Stop> {
        let mut named = self.config.iter().filter(|config| !is_setting(config));
        let first = named.next().map(String::as_str);
        match (first, named.next()) {
            (Some(first), Some(second)) => {
                let what = format!("`--config` names two pipelines, `{first}` and `{second}`");
                Err(Stop::error(what).with_help("a file may name others in `extends`"))
            }
            (Some(first), None) if self.isolated => Err(Stop::error(format_args!(
                "`--isolated` ignores pipeline files, but `--config` names `{first}`"
            ))),
            _ => Ok(first),
        }
    }
}

/// The folder that relative paths are of.
pub(super) fn current_folder() -> Result<PathBuf, Stop> {
    std::env::current_dir()
        .map_err(|error| Stop::error(format_args!("there is no current folder: {error}")))
}

/// Whether what was given to `--config` sets keys, and does not name a pipeline.
fn is_setting(config: &str) -> bool {
    config.contains('=')
}

impl Stories {
    /// How programs are told of the files of a [merged](Self::merged) report.
    pub(super) fn for_programs(&self) -> Shown {
        match &*self.all {
            [story] => story.for_programs.clone(),
            _ => Shown::default(),
        }
    }

    /// The `reports` of all stories as one, with the sources that it is told with. Paths are relative to
    /// the workspace if there are several.
    pub(super) fn merged(&self, mut reports: Vec<Report>) -> (Report, Arc<Sources>) {
        let Some(workspace) = self.workspace.as_ref().filter(|_| reports.len() > 1) else {
            let sources = Arc::clone(&self.all[0].sources);
            return (reports.pop().unwrap_or_default(), sources);
        };
        let mut merged = Report::default();
        let sources = self.all.iter().map(|story| Arc::clone(&story.sources));
        let members: Vec<_> = self.folders.iter().cloned().zip(sources).collect();
        for (folder, report) in self.folders.iter().zip(reports) {
            merged.add(folder, report);
        }
        let sources = Sources::of_members(&workspace.root, workspace.shown.clone(), &members);
        (merged, Arc::new(sources))
    }
}

impl Opened {
    /// Complains of `failures`, and notes what a person who did not say what to read should know.
    pub(super) fn complain(&self, failures: &[String], terminal: &Terminal) {
        for failure in failures {
            terminal.complain(&format!("error: {}\n", printable(failure)));
        }
        terminal.complain(&self.note());
    }

    /// What a person who did not say what to read should know; mostly nothing.
    fn note(&self) -> String {
        if self.by_default { unread_formats(&self.sources) } else { String::new() }
    }
}

/// The formats that are read, in words.
const READ_FORMATS: &str = "Markdown, HTML, EPUB, Fountain, ink, Twee and plain text";

/// Endings of files that hold stories in formats that are not read yet.
const UNREAD_FORMATS: [&str; 5] = ["docx", "odt", "rst", "rtf", "tex"];

/// A note that names the formats of the story's files that were left out; empty if there are none.
pub(super) fn unread_formats(sources: &Sources) -> String {
    let endings = sources.files().iter().filter_map(|file| Path::new(file).extension()?.to_str());
    let unread: Vec<&str> = endings.filter(|ending| UNREAD_FORMATS.contains(ending)).collect();
    let formats: BTreeSet<String> = unread.iter().map(|ending| format!(".{ending}")).collect();
    match unread.len() {
        0 => String::new(),
        n => {
            let files = counted(n, "file");
            let formats = Vec::from_iter(formats).join(", ");
            format!("note: only {READ_FORMATS} are read, which leaves out {files} ({formats})\n")
        }
    }
}

impl From<LocateError> for Stop {
    fn from(error: LocateError) -> Self {
        Self::error(error)
    }
}

impl From<WorkspaceError> for Stop {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::Pipeline(error) => error.into(),
            WorkspaceError::Locate(error) => error.into(),
            WorkspaceError::Source(error) => error.into(),
            WorkspaceError::NoMember { .. } => Self::error(error),
        }
    }
}

impl From<SourceError> for Stop {
    fn from(error: SourceError) -> Self {
        Self::error(error)
    }
}

impl From<BaselineError> for Stop {
    fn from(error: BaselineError) -> Self {
        Self::error(error)
    }
}

impl From<PipelineErrors> for Stop {
    fn from(errors: PipelineErrors) -> Self {
        Self(errors.render())
    }
}
