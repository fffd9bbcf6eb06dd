//! What a check would run, and with parts of the pipeline.

mod folder;

use self::folder::{Folder, check_refused};

const PIPELINE: &str = "\
[source.chapters]
include = ['*.md']

[validate.links]
needs = ['chapters']
validators = ['links/*']

[validate.words]
needs = ['chapters']
validators = ['style/doubled-word']

[result.all]
needs = ['links', 'words']
fail-on = 'warning'
";

const FILES: [(&str, &str); 3] = [
    ("storylint.toml", PIPELINE),
    ("one.md", "The boat came in.\n\nSee [the map](map.md) of the bay.\n"),
    ("two.md", "Nobody saw the the boat.\n"),
];

#[test]
fn a_plan_for_people() {
    let ended = Folder::new(&FILES).run("plan -j 2");
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(ended.out.starts_with("12 tasks for 2 workers\n"), "{}", ended.out);
    assert!(ended.out.contains("read a file, check it, learn its facts\n"), "{}", ended.out);
    assert!(ended.out.contains("work out what rules share\n"), "{}", ended.out);
    // To make the tables of words takes most of it.
    assert!(ended.out.contains("\nExpected: 2.0 ms; 2.1 ms of work"), "{}", ended.out);
    assert!(ended.out.contains("\nWhy:\n- each file is one task, unless"), "{}", ended.out);
}

/// In nanoseconds, so no two machines and no two builds expect the same unless they learnt nothing.
#[test]
fn a_plan_by_what_earlier_checks_took() {
    let long = "Nobody saw the boat.\n".repeat(1000);
    let folder = Folder::new(&[("storylint.toml", PIPELINE), ("one.md", &long)]);
    let plan = || folder.run("plan -j 1 --output-format json").out;
    let assumed = plan();
    assert_eq!(plan(), assumed);
    folder.run("check -j 1");
    let learnt = plan();
    assert_ne!(learnt, assumed);
    assert_eq!(plan(), learnt);
}

#[test]
fn a_plan_is_of_a_check_that_finds_nothing_in_the_cache() {
    let folder = Folder::new(&FILES);
    let tasks = || folder.run("plan -j 1").out.lines().next().map(str::to_owned);
    let before = tasks();
    folder.run("check -j 1");
    assert_eq!(tasks(), before);
    let help = folder.run("plan --help").out;
    assert!(help.contains("finds nothing in the cache"), "{help}");
}

#[test]
fn a_plan_for_programs() {
    let ended = Folder::new(&FILES).run("plan -j 1 --output-format json");
    let plan: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let tasks = plan["tasks"].as_array().unwrap();
    assert_eq!((plan["n_workers"].as_u64(), tasks.len()), (Some(1), 5));
    assert_eq!(tasks[0]["title"], "checking `one.md`");
    assert_eq!(tasks[4]["title"], "result node `all`");
    assert_eq!(tasks[4]["needs"], serde_json::json!([3, 0, 1]));
}

#[test]
fn tasks_of_one_node_are_told_apart() {
    let folder = Folder::new(&FILES);
    let plan = |arguments: &str| {
        let out = folder.run(&format!("plan {arguments} --output-format json")).out;
        let plan: serde_json::Value = serde_json::from_str(&out).unwrap();
        let titles = plan["tasks"].as_array().unwrap().iter().map(|it| it["title"].as_str());
        let titles = titles.map(|title| title.unwrap().to_owned());
        titles.filter(|title| title.starts_with("validate node `links`")).collect::<Vec<_>>()
    };
    let [all] = &*plan("-j 1") else { panic!("one worker judges by all rules in one task") };
    assert!(all.starts_with("validate node `links`: links/") && all.ends_with(" more"), "{all}");
    let titles = plan("-j 2");
    assert!(titles.contains(&"validate node `links`: links/broken-link".to_owned()), "{titles:?}");
    assert!(titles.is_sorted_by(|one, next| one != next) && titles.len() > 3, "{titles:?}");
    let text = folder.run_with(&["plan", "-j", "2", "--config", "run.level = 'validator'"]).out;
    let json = folder.run("plan -j 2 --output-format json --config run.level='validator'").out;
    for file in ["one.md", "two.md"] {
        let title = format!("\"validate node `words` over `{file}`: style/doubled-word\"");
        assert_eq!(json.matches(&title).count(), 1, "{json}");
    }
    assert!(text.contains("read a file\n") && !text.contains("large file\n"), "{text}");
    let dot = folder.run("plan -j 2 --output-format dot").out;
    assert!(dot.contains("[label=\"validate node `links`: links/broken-link\""), "{dot}");
}

#[test]
fn a_plan_as_a_drawing() {
    let folder = Folder::new(&FILES);
    let dot = folder.run("plan -j 1 --output-format dot").out;
    assert!(dot.contains("n0 [label=\"checking `one.md`\", shape=box];\n"), "{dot}");
    let mermaid = folder.run("plan -j 1 --output-format mermaid").out;
    assert!(
        mermaid.starts_with("flowchart LR\n    n0[\"checking #96;one.md#96;\"]\n"),
        "{mermaid}"
    );
    assert!(mermaid.contains("    n0 --> n2\n"), "{mermaid}");
    let svg = folder.run("plan -j 1 --output-format svg").out;
    assert!(svg.contains("<svg") && svg.contains("one.md"), "{svg}");
}

#[test]
fn a_part_of_the_pipeline() {
    let folder = Folder::new(&FILES);
    let rules = |arguments: &str| {
        let ended = folder.run(&format!("check --output-format json {arguments}"));
        let found: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        let rules = found.as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap());
        rules.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rules(""), ["links/broken-link", "style/doubled-word"]);
    assert_eq!(rules("--only words"), ["style/doubled-word"]);
    assert_eq!(rules("--skip words"), ["links/broken-link"]);
    assert_eq!(rules("--from links"), ["links/broken-link"]);
    assert_eq!(rules("--until links,words --skip links"), ["style/doubled-word"]);
}

#[test]
fn a_node_that_there_is_not() {
    let help = "help: `storylint graph` prints the nodes, and what each needs\n";
    let expected = &format!("error: there is no node `wrods`; did you mean `words`?\n{help}");
    check_refused(&FILES, "check --only wrods", expected);
    let expected = &format!("error: no node is left to run\n{help}");
    check_refused(&FILES, "plan --skip links,words", expected);
}

#[test]
fn how_long_it_took() {
    let ended = Folder::new(&FILES).run("check -j 2 --explain-plan");
    assert!(ended.err.starts_with("The run took "), "{}", ended.err);
    assert!(ended.err.contains(" with 2 workers; "), "{}", ended.err);
    assert!(ended.err.contains("\n    1 worker "), "{}", ended.err);
    assert!(ended.err.contains("; planning took "), "{}", ended.err);
    let series = "workspace.members = ['books/*']\n";
    let books = ["books/one/a.md", "books/two/a.md"].map(|path| (path, "The boat came in.\n"));
    let folder = Folder::new(&[("storylint.toml", series), books[0], books[1]]);
    let err = folder.run("check --explain-plan").err;
    let told = err.match_indices(": The run took ").map(|(at, _)| &err[at - 9..at]);
    assert_eq!(told.collect::<Vec<_>>(), ["books/one", "books/two"], "{err}");
    let alone = folder.run("check --explain-plan books/one").err;
    assert!(alone.starts_with("The run took "), "{alone}");
}

#[test]
fn a_folder_without_a_story() {
    let folder = Folder::new(&[("a.png", "")]);
    let check = folder.run("check");
    assert!(check.err.starts_with("error: there is nothing to check in `.`: "), "{}", check.err);
    for format in ["text", "json", "dot", "mermaid", "svg"] {
        let plan = folder.run(&format!("plan --output-format {format}"));
        assert_eq!((plan.code, &plan.out, &plan.err), (check.code, &check.out, &check.err));
    }
    folder.write("storylint.toml", "workspace.members = ['books/*']\n");
    folder.write("books/one/a.md", "The boat came in.\n");
    folder.write("books/two/a.png", "");
    let [check, plan] = ["check", "plan"].map(|command| folder.run(command));
    assert_eq!((check.code, plan.code), (2, 2));
    assert_eq!(check.err, plan.err);
    assert!(plan.out.starts_with("books/one: "), "{}", plan.out);
}

#[test]
fn a_budget_that_no_file_fits_into() {
    let folder = Folder::new(&FILES);
    let [free, tight] = ["", " --config run.memory='1kB'"]
        .map(|budget| folder.run(&format!("check -j 2 --no-cache{budget}")));
    assert_eq!((tight.code, tight.out, tight.err), (free.code, free.out, free.err));
    assert_eq!(tight.code, 1);
}
