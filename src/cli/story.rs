//! From the arguments that name a story to its pipeline and its sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use storylint_graph::{Faults, Layer, Pipeline, PipelineErrors, did_you_mean, is_key};

use super::opened::{Opened, READ_FORMATS, Stories};
use super::terminal::Stop;
use crate::cache::CACHE;
use crate::extend::{built_in, from_file, layered, partial};
use crate::pipelines::{BUILT_IN, NOVEL};
use crate::prepare::must_be_plannable;
use crate::printable::printable;
use crate::sources::{
    Governing, Located, Sources, full_paths, is_link_to_folder, locate, must_be_one_pipeline,
};
use crate::workspace::{Chosen, Members, members, way_up};

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

/// Where stories are, with what makes up the pipeline of each.
struct Placed {
    stories: Vec<Story>,
    folders: Vec<String>,
    workspace: Option<(Located, Layer)>,
}

impl Placed {
    /// The file of the workspace, if not one member of it is meant.
    fn shared(&self) -> Option<&Layer> {
        let workspace = self.workspace.as_ref().filter(|_| self.stories.len() != 1);
        workspace.map(|(_, file)| file)
    }
}

struct Story {
    located: Located,
    shared: Option<Layer>,
    own: Layer,
    /// The files of its workspace that it reads as reference, relative to its root.
    beside: Vec<String>,
}

impl StoryArguments {
    /// Finds the story, reads its pipeline, and lists its files.
    pub(super) fn open(&self) -> Result<Opened, Stop> {
        let mut all = self.open_all()?.all;
        match all.len() {
            1 => Ok(all.remove(0)),
            _ => {
                let folders: Vec<String> =
                    all.iter().map(|it| format!("`{}`", it.folder)).collect();
                let help = format!("name one of its members, which are {}", folders.join(", "));
                Err(Stop::error("this is a workspace of several stories").with_help(help))
            }
        }
    }

    /// Finds the story, or the members of the workspace, reads the pipeline of each, and lists their files. What is
    /// wrong with several members is told of together.
    pub(super) fn open_all(&self) -> Result<Stories, Stop> {
        self.open_placed(self.placed()?)
    }

    /// Reads the pipeline of each of the stories that are there, and lists their files.
    fn open_placed(&self, placed: Placed) -> Result<Stories, Stop> {
        let Placed { stories, folders, workspace } = placed;
        let opened = stories.into_iter().enumerate().map(|(at, story)| {
            let folder = folders.get(at).map(String::as_str);
            self.opened(story, folder)
        });
        let opened = Vec::from_iter(opened);
        let is_sound =
            |it: &Result<(Opened, Faults), _>| matches!(it, Ok((_, faults)) if faults.is_empty());
        let are_sound = opened.iter().all(is_sound);
        let all = opened.into_iter().map(|opened| {
            let (opened, faults) = opened?;
            if !are_sound {
                must_be_plannable(&opened.pipeline, &opened.sources, faults)?;
            }
            Ok(opened)
        });
        let all = PipelineErrors::all_or_none(all)?;
        Ok(Stories { all, workspace: workspace.map(|(located, _)| located) })
    }

    /// The story, which is a member of a workspace if it has a `folder` there, with what is wrong with its pipeline.
    fn opened(
        &self,
        Story { located, shared, own, beside }: Story,
        folder: Option<&str>,
    ) -> Result<(Opened, Faults), PipelineErrors> {
        let is_member = shared.is_some();
        let (pipeline, faults) = partial(shared, own, self.arguments())?;
        let within = pipeline.workspace.as_ref().filter(|_| is_member);
        if let Some(pattern) = within.and_then(|it| it.members.first()) {
            faults.add(pattern.span(), "a member of a workspace cannot be one itself", None);
        }
        let governed = located.pipeline_file.is_some();
        let member = folder.map(|_| printable(&located.shown.text("")));
        let documents = if governed { &[] } else { located.only.as_slice() };
        let shown = located.shown.clone();
        let outside = folder.map(|it| format!("{}{it}/", way_up(it))).unwrap_or_default();
        let sources = Sources::open_beside(&located.root, documents, shown, &outside, &beside);
        let sources = Arc::new(sources);
        let for_programs = match governed {
            true => PathBuf::from(folder.unwrap_or_default()).into(),
            false => located.shown.clone(),
        };
        let cache = governed.then(|| located.root.join(CACHE));
        let pipeline_file = located.pipeline_file.and_then(|file| {
            let relative = file.strip_prefix(&located.root).ok()?;
            Some(relative.display().to_string())
        });
        let by_default = !governed && self.config.is_empty();
        let only = located.only;
        let opened = Opened {
            pipeline,
            sources,
            for_programs,
            only,
            pipeline_file,
            cache,
            by_default,
            member,
            folder: folder.unwrap_or_default().to_owned(),
        };
        Ok((opened, faults))
    }

    /// Why a command stops that found no document in the story: there is nothing to `read`, or
    /// whatever else it does.
    pub(super) fn nothing_to(&self, read: &str, story: &Opened) -> Stop {
        let links = self.paths.iter().filter(|path| is_link_to_folder(path)).map(|path| {
            let path = printable(&path.display().to_string());
            format!("note: `{path}` is a symbolic link to a folder, which is not followed\n")
        });
        let (what, links) = (self.nothing(read, story), links.collect::<String>());
        Stop(format!("error: {what}\n{links}{}", story.notes().concat()))
    }

    /// That there is nothing to `read`, or whatever else is done, in the story, and where.
    pub(super) fn nothing(&self, read: &str, story: &Opened) -> String {
        let shown = |path: &PathBuf| printable(&story.sources.shown(&path.to_string_lossy()));
        let asked = story.only.first().map(shown);
        let folder = self.paths.first().map(|path| printable(&path.display().to_string()));
        let place = asked.or(story.member.clone()).or(folder).unwrap_or(".".to_owned());
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

    /// The pipeline as it is declared, of several stories that of their workspace, with what a check would refuse
    /// in it.
    ///
    /// # Errors
    /// All of that, where it keeps the pipeline from being read.
    pub(super) fn declared(&self) -> Result<(Pipeline, Result<(), Stop>), Stop> {
        let placed = self.placed()?;
        let shared = placed.shared().cloned();
        let stories = self.open_placed(placed);
        let Some(shared) = shared else {
            let mut stories = stories?;
            let sound = stories.must_be_sound();
            return Ok((stories.all.swap_remove(0).pipeline, sound));
        };
        let sound = stories.and_then(|stories| stories.must_be_sound());
        match layered(None, shared, self.arguments()) {
            Ok(pipeline) => Ok((pipeline, sound)),
            Err(wrong) => Err(sound.err().unwrap_or(wrong.into())),
        }
    }

    /// The pipelines as they are declared: that of the story, or that of a workspace and those of its members.
    pub(super) fn all_declared(&self) -> Result<Vec<Pipeline>, Stop> {
        let placed = self.placed()?;
        let shared = placed.shared().map(|file| (None, file.clone()));
        let own = placed.stories.into_iter().map(|story| (story.shared, story.own));
        let all = shared.into_iter().chain(own);
        let all = all.map(|(shared, own)| layered(shared, own, self.arguments()));
        Ok(PipelineErrors::all_or_none(all)?)
    }

    /// Where the story is, or each of the members of a workspace.
    pub(super) fn located(&self) -> Result<Vec<Located>, Stop> {
        Ok(self.placed()?.stories.into_iter().map(|story| story.located).collect())
    }

    /// Finds the story, or the members of a workspace.
    fn placed(&self) -> Result<Placed, Stop> {
        let current = current_folder()?;
        let chosen = self.chosen()?;
        if let Some(Chosen::Nearest) = chosen {
            for path in full_paths(&self.paths, &current)? {
                must_be_one_pipeline(&path, &current)?;
            }
        }
        if let Some(chosen) = chosen
            && let Some(members) = members(&self.paths, &current, chosen, &self.arguments())?
        {
            return placed_members(members, &current);
        }
        let governing = match chosen {
            Some(Chosen::File(file)) => Governing::File(file),
            Some(Chosen::Nearest) => Governing::Nearest,
            Some(Chosen::BuiltIn(_)) | None => Governing::Nothing,
        };
        let located = locate(&self.paths, &current, governing)?;
        let found = located.pipeline_file.as_ref().and_then(|file| file.file_name());
        let own = match (chosen, found) {
            (Some(Chosen::File(file)), _) => from_file(file)?,
            (Some(Chosen::BuiltIn(pipeline)), _) => built_in(pipeline),
            (Some(Chosen::Nearest), Some(name)) => from_file(&located.shown.path(name))?,
            (Some(Chosen::Nearest) | None, _) => built_in(NOVEL),
        };
        let stories = vec![Story { located, shared: None, own, beside: Vec::new() }];
        Ok(Placed { stories, folders: Vec::new(), workspace: None })
    }

    /// Which pipeline is asked for; none found on disk if they are to be ignored.
    fn chosen(&self) -> Result<Option<Chosen<'_>>, Stop> {
        let Some(named) = self.named()? else {
            return Ok((!self.isolated).then_some(Chosen::Nearest));
        };
        if let Some(known) = BUILT_IN.into_iter().find(|built_in| named == built_in.name) {
            return Ok(Some(Chosen::BuiltIn(known)));
        }
        let file = Path::new(named);
        // A misspelt name of a built-in pipeline is taken for that of a file, as is a key without a value.
        let key = || {
            let is_meant = named.contains('.') && !named.ends_with(".toml") && is_key(named);
            is_meant.then(|| format!("a key is set by `--config '{named} = VALUE'`"))
        };
        match did_you_mean(named, BUILT_IN.map(|built_in| built_in.name)).or_else(key) {
            Some(help) if !file.exists() => {
                from_file(file).map_err(|error| Stop::from(error).with_help(help))?;
            }
            Some(_) | None => {}
        }
        Ok(Some(Chosen::File(file)))
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

    /// Whether `--config` sets a key.
    pub(super) fn sets_keys(&self) -> bool {
        self.config.iter().any(|config| is_setting(config))
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

/// Where the members of a workspace are, with what makes up the pipeline of each.
fn placed_members(
    Members { located, file, stories, reference }: Members,
    current: &Path,
) -> Result<Placed, Stop> {
    let folders = stories.iter().map(|(folder, _)| folder.clone()).collect();
    let of_member = |(folder, member): (String, Located)| {
        let up = way_up(&folder);
        let beside = reference.iter().map(|path| format!("{up}{path}")).collect();
        must_be_one_pipeline(&member.root, current)?;
        let own = member.pipeline_file.clone().filter(|own| own.starts_with(&member.root));
        let (shared, own) = match own.as_ref().and_then(|own| own.file_name()) {
            Some(name) => (Some(file.clone()), from_file(&member.shown.path(name))?),
            None => (None, file.clone()),
        };
        Ok(Story { located: member, shared, own, beside })
    };
    let stories = stories.into_iter().map(of_member).collect::<Result<_, Stop>>()?;
    Ok(Placed { stories, folders, workspace: Some((located, file)) })
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
