//! One run, from a pipeline to its report.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use storylint_graph::{Pipeline, PipelineErrors};
use storylint_validators::Edit;

use crate::precedent::Precedent;
use crate::prepare::{Settings, begin, executor, prepare};
use crate::report::Report;
use crate::sources::{Sources, is_beside};
use crate::timetable::Timetable;

/// Checks `sources` as `pipeline` and `settings` say.
///
/// # Errors
/// If the pipeline names a rule that does not exist, gives a rule options that it does not
/// understand, has a glob that is none or a source that no file matches, or has nodes whose work
/// nobody would see: all that is wrong, each with its place.
pub fn check(
    pipeline: &Pipeline,
    sources: &Arc<Sources>,
    settings: &Settings,
) -> Result<Report, PipelineErrors> {
    let faults = pipeline.faults();
    let stages = begin(pipeline, sources, settings, &faults);
    // What orders files may be at fault although they are as they were.
    let precedent =
        faults.is_empty().then(|| Precedent::new(pipeline, &stages, settings)).flatten();
    // How long a run takes is told of one that takes place.
    let known = precedent.as_ref().filter(|_| !settings.explain);
    if let Some(report) = known.and_then(Precedent::report) {
        stages.finish();
        return Ok(report);
    }
    let planned = Instant::now();
    let prepared = prepare(pipeline, Arc::clone(&stages), settings, faults)?;
    let planning = planned.elapsed();
    if !prepared.has_work() {
        // A folder without a story is left as it is.
        return Ok(Report::default());
    }
    let timetable = settings.explain.then(|| Arc::new(Timetable::new(prepared.tasks.len())));
    let mut executor = executor(pipeline, settings.n_workers);
    if let Some(timetable) = &timetable {
        executor = executor.observer(Arc::clone(timetable) as _);
    }
    let run = executor.build().run(&prepared.tasks);
    let (sources, only) = (&prepared.stages.sources, &settings.only);
    let mut report =
        Report::new(&prepared.tasks, &run, &sources.positions(), |path| is_asked_for(path, only));
    for finding in &mut report.findings {
        let stays =
            |edit: &Edit| sources.is_packed(&edit.location.path) || is_beside(&edit.location.path);
        finding.fix.take_if(|fix| fix.edits.iter().any(stays));
    }
    report.timing = timetable.map(|timetable| timetable.read(&prepared, planning));
    if let Some(precedent) = precedent.filter(|_| prepared.stages.cache.is_some()) {
        precedent.keep(&report);
    }
    prepared.stages.finish();
    Ok(report)
}

/// Whether the file at `path` is one of `only` or below one; all are if there are none.
pub(crate) fn is_asked_for(path: &str, only: &[PathBuf]) -> bool {
    only.is_empty() || only.iter().any(|asked_for| Path::new(path).starts_with(asked_for))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fs;

    use super::*;
    use crate::costs::{LEARN, PARSE};
    use crate::pipelines::NOVEL;

    /// Checks the story in `folder` with a cache there. How many bytes each stage and rule was shown, but for
    /// those that were shown none.
    fn shown(folder: &Path) -> Vec<(Cow<'static, str>, u64)> {
        let pipeline = Pipeline::parse(NOVEL.text, NOVEL.name).expect("a pipeline");
        let sources = Arc::new(Sources::open(folder, &[], PathBuf::new().into()));
        let cache = Some(folder.join(".storylint/cache"));
        let settings = Settings { n_workers: Some(1), cache, ..Settings::default() };
        let faults = pipeline.faults();
        let stages = begin(&pipeline, &sources, &settings, &faults);
        let prepared = prepare(&pipeline, Arc::clone(&stages), &settings, faults).expect("a plan");
        executor(&pipeline, Some(1)).build().run(&prepared.tasks);
        let meters = stages.meters.read();
        stages.finish();
        let shown = meters.into_iter().map(|(what, n_bytes, _)| (what, n_bytes));
        shown.filter(|(_, n_bytes)| *n_bytes > 0).collect()
    }

    #[test]
    fn an_edit_that_leaves_the_facts_has_one_document_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("the folder can be written to");
        };
        write("one.md", "Anna Orme came in. It rained.\n");
        write("two.md", "Anna Orme sat down.\n");
        let n_bytes = |shown: &[(Cow<'static, str>, u64)], what| {
            shown.iter().find(|(known, _)| *known == what).map(|(_, n_bytes)| *n_bytes)
        };
        let first = shown(folder.path());
        assert_eq!((n_bytes(&first, PARSE), n_bytes(&first, LEARN)), (Some(50), Some(50)));
        assert!(n_bytes(&first, "characters/name-variants").is_some(), "{first:?}");
        assert_eq!(shown(folder.path()), []);
        write("one.md", "Anna Orme came in. It rained!\n");
        let then = shown(folder.path());
        assert_eq!((n_bytes(&then, PARSE), n_bytes(&then, LEARN)), (Some(30), Some(30)));
        assert_eq!(n_bytes(&then, "style/doubled-word"), Some(30));
        assert_eq!(n_bytes(&then, "characters/name-variants"), None);
    }

    /// Whether the report of a check of the story in `folder` is known before it begins. It ends with its
    /// report kept.
    fn is_known(folder: &Path, only: &[&str]) -> bool {
        let pipeline = Pipeline::parse(NOVEL.text, NOVEL.name).expect("a pipeline");
        let sources = Arc::new(Sources::open(folder, &[], PathBuf::new().into()));
        let only = only.iter().map(PathBuf::from).collect();
        let without = Settings { only, n_workers: Some(1), ..Settings::default() };
        let settings = Settings { cache: Some(folder.join(".storylint/cache")), ..without.clone() };
        let stages = begin(&pipeline, &sources, &settings, &pipeline.faults());
        let known = Precedent::new(&pipeline, &stages, &settings).and_then(|it| it.report());
        let check = |settings| check(&pipeline, &sources, settings).expect("a report");
        let (report, without) = (check(&settings), check(&without));
        for report in [&report, known.as_ref().unwrap_or(&report)] {
            assert_eq!(report.findings, without.findings);
            assert_eq!((&report.fails, report.n_documents), (&without.fails, without.n_documents));
        }
        known.is_some()
    }

    #[test]
    fn what_was_asked_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let write = |name: &str, text: &str| {
            fs::write(folder.join(name), text).expect("the folder can be written to");
        };
        write("one.md", "The the door. See [the map](.maps/map.md).\n");
        write("two.md", "Anna Orme sat down.\n");
        let check = |only: &[&str], expected, what| {
            assert_eq!(is_known(folder, only), expected, "{what}");
            assert!(is_known(folder, only), "again: {what}");
        };
        check(&[], false, "nothing is kept");
        check(&["one.md"], false, "other findings are asked for");
        write("two.md", "Anna Orme sat up..\n");
        check(&[], false, "a file says something else");
        write("two.md", "Anna Orme sat down.\n");
        check(&[], false, "only the last report is kept");
        write("three.md", "Anna Orme.\n");
        check(&[], false, "there is another file");
        write("picture.png", "");
        check(&[], false, "a link may lead to it");
        fs::create_dir(folder.join(".maps")).expect("the folder can be written to");
        write(".maps/map.md", "Here.\n");
        check(&[], false, "a link leads to it, though it is not listed");
        fs::remove_file(folder.join("two.md")).expect("it can be removed");
        check(&[], false, "there is a file less");
        write("two.md", "Binary \0.\n");
        assert!(!is_known(folder, &[]) && !is_known(folder, &[]), "something went wrong");
    }
}
