//! What several files come to, and what can be wrong between them.

use super::*;
use crate::level::Level;
use crate::pipeline::Pipeline;

const NOVEL: &str = "source.s.include = ['*']\nvalidate.v = { needs = ['s'], validators = ['*'] }\n\
                     result.r = { needs = ['v'], fail-on = 'never' }\n";

fn layer((path, text): &(&str, &str)) -> Layer {
    Layer { path: (*path).to_owned(), text: (*text).to_owned() }
}

/// Reads `shared` if it is given, the first of `files`, which may extend the others, and `arguments`,
/// with `NOVEL` where none has a node.
fn layered(
    shared: Option<&str>,
    files: &[(&str, &str)],
    arguments: &[&str],
) -> Result<Pipeline, PipelineErrors> {
    let layers = Layers {
        shared: shared.map(|text| layer(&("shared", text))),
        own: layer(&files[0]),
        arguments: arguments.iter().map(|text| layer(&("--config", text))).collect(),
        default: Some(layer(&("novel", NOVEL))),
    };
    Pipeline::layered(&layers, &|name, _| {
        let found = files.iter().find(|(path, _)| *path == name).map(layer);
        found.ok_or_else(|| (format!("there is no `{name}`"), Some("look".to_owned())))
    })
}

/// What the pipeline comes to, a value a line: `run.workers 2 a:1`.
#[track_caller]
fn comes_to(shared: Option<&str>, files: &[(&str, &str)], arguments: &[&str], expected: &[&str]) {
    let pipeline =
        layered(shared, files, arguments).unwrap_or_else(|error| panic!("{}", error.render()));
    let toml = pipeline.effective(None).expect("all of it");
    let lines: Vec<&str> = toml.lines().filter(|line| !line.ends_with("default")).collect();
    assert_eq!(lines.join("\n"), expected.join("\n"));
    let again = Pipeline::parse(&toml, "again").expect("it is one");
    let names = |it: &Pipeline| {
        it.graph
            .ids()
            .map(|id| it.graph[id].clone())
            .map(|it| (it.name, it.kind, it.policy))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&again), names(&pipeline));
    assert_eq!((&again.run, &again.calendar), (&pipeline.run, &pipeline.calendar));
}

#[track_caller]
fn fails(files: &[(&str, &str)], arguments: &[&str], expected: &str) {
    let error = layered(None, files, arguments).expect_err("it is wrong");
    assert_eq!(error.render(), expected);
}

#[test]
fn nodes_by_default() {
    comes_to(
        None,
        &[("a", "run.workers = 2")],
        &[],
        &[
            "[run]",
            "workers = 2  # a:1",
            "",
            "[source.s]",
            "include = [\"*\"]  # novel:1",
            "",
            "[validate.v]",
            "needs = [\"s\"]  # novel:2",
            "validators = [\"*\"]  # novel:2",
            "",
            "[result.r]",
            "needs = [\"v\"]  # novel:3",
            "fail-on = \"never\"  # novel:3",
        ],
    );
}

/// A result node of one's own may need less than that which it takes the place of.
#[test]
fn nodes_that_nothing_needs_any_more() {
    let own = "extends = 'b'\npattern.p = { needs = ['s'], rules = [{ id = 'x', match = 'x', message = 'm' }] }\n\
               result.r.needs = ['p']";
    let base = format!(
        "{NOVEL}source.t.include = ['t']\nvalidate.u = {{ needs = ['t'], validators = ['*'] }}"
    );
    let files = [("a", own), ("b", &*base)];
    comes_to(
        None,
        &files,
        &[],
        &[
            "[run]",
            "",
            "[source.s]",
            "include = [\"*\"]  # b:1",
            "",
            "[pattern.p]",
            "needs = [\"s\"]  # a:2",
            "rules = [{ id = \"x\", match = \"x\", message = \"m\" }]  # a:2",
            "",
            "[result.r]",
            "needs = [\"p\"]  # a:3",
        ],
    );
    let left_out =
        |shared, files: &[(&str, &str)]| layered(shared, files, &[]).expect("it is sound").left_out;
    assert_eq!(left_out(None, &files), ["v", "t", "u"]);
    assert_eq!(left_out(Some(own), &[("m", "rules.x = 'off'"), ("b", &base)]), ["v", "t", "u"]);
    assert!(left_out(None, &[("a", &base)]).is_empty(), "a file's own are a mistake");
}

#[test]
fn a_file_extends_others() {
    let a = "extends = ['b', 'c']\n[rules]\nx = 'off'\n[validate.v]\nneeds = ['s']\nvalidators = ['a/b']";
    let b = "[rules]\nx = 'on'\ny = 'on'\n[cast.ann]\nnames = ['Ann']\nkind = 'other'\n[source.s]\ninclude = ['b']";
    let c = "run.retries = 1\n[rules]\ny = 'info'\n[cast.ann]\nnames = ['Anne']\n[source.v]\ninclude = ['*']";
    comes_to(
        None,
        &[("a", a), ("b", b), ("c", c)],
        &[],
        &[
            "[run]",
            "retries = 1  # c:1",
            "",
            "[cast.ann]",
            "names = [\"Anne\"]  # c:5",
            "",
            "[rules]",
            "y = \"info\"  # c:3",
            "x = \"off\"  # a:3",
            "",
            "[source.s]",
            "include = [\"b\"]  # b:8",
            "",
            "[validate.v]",
            "needs = [\"s\"]  # a:5",
            "validators = [\"a/b\"]  # a:6",
        ],
    );
}

#[test]
fn what_is_extended_by_two_ways_stands_below_both() {
    let files = [
        ("a", "extends = ['b', 'c']"),
        ("b", "extends = 'd'\nrules.x = 'off'"),
        ("c", "extends = 'd'"),
        ("d", "rules.x = 'on'"),
    ];
    let pipeline = layered(None, &files, &[]).expect("it is one");
    assert_eq!(pipeline.levels[0].1, Level::Off);
}

#[test]
fn an_argument_sets_single_keys() {
    comes_to(
        None,
        &[("a", "run.workers = { min = 1, max = 2 }")],
        &["result.r.fail-on = 'info'", "run.workers.max = 3\nrules.\"a/b\" = 'off'"],
        &[
            "[run]",
            "workers.min = 1  # a:1",
            "workers.max = 3  # --config:1",
            "",
            "[rules]",
            "\"a/b\" = \"off\"  # --config:2",
            "",
            "[source.s]",
            "include = [\"*\"]  # novel:1",
            "",
            "[validate.v]",
            "needs = [\"s\"]  # novel:2",
            "validators = [\"*\"]  # novel:2",
            "",
            "[result.r]",
            "needs = [\"v\"]  # novel:3",
            "fail-on = \"info\"  # --config:1",
        ],
    );
}

#[test]
fn members_share_all_but_nodes_where_they_have_their_own() {
    let shared = "workspace.members = ['x']\nrules.x = 'off'\nsource.q.include = ['q']\n\
                  [[intended]]\nrule = 'a/b'";
    let own = "source.s.include = ['*']\n[[intended]]\nrule = 'c/d'";
    comes_to(
        Some(shared),
        &[("a", own)],
        &[],
        &[
            "[run]",
            "",
            "[rules]",
            "x = \"off\"  # shared:2",
            "",
            "[[intended]]",
            "rule = \"a/b\"  # shared:5",
            "",
            "[[intended]]",
            "rule = \"c/d\"  # a:3",
            "",
            "[source.s]",
            "include = [\"*\"]  # a:1",
        ],
    );
    let without = layered(Some(shared), &[("a", "rules.y = 'on'")], &[]).expect("it is one");
    assert_eq!(without.graph.len(), 1);
    assert_eq!(without.workspace, None);
    let at_the_root = layered(None, &[("a", shared)], &[]).expect("it is one");
    assert_eq!(at_the_root.workspace.expect("it is one").members.len(), 1);
}

#[test]
fn places_in_the_file_itself() {
    let files = [("a", "extends = 'b'\nrules.x = 'off'"), ("b", NOVEL)];
    let pipeline = layered(None, &files, &["run.workers = 2"]).expect("it is one");
    assert_eq!(pipeline.own_span(pipeline.levels[0].0.span()), Some(20..21));
    assert_eq!(pipeline.own_span(pipeline.graph[0.into()].span.clone()), None);
}

#[test]
fn wrong_in_an_extended_file() {
    let expected = "error: unknown key `includes` in source node `s`
 --> b:2:1
  |
2 | includes = ['*']
  | ^^^^^^^^
  = help: did you mean `include`?
";
    fails(&[("a", "\n\nextends = 'b'"), ("b", "[source.s]\nincludes = ['*']")], &[], expected);
}

#[test]
fn clashes_between_files() {
    let expected = "error: `Ann` is a name of `b` already
 --> a:3:10
  |
3 | names = ['Ann']
  |          ^^^^^
 ::: b:1:17
  |
1 | cast.b.names = ['Ann']
  |                 -----
";
    fails(
        &[("a", "extends = 'b'\n[cast.a]\nnames = ['Ann']"), ("b", "cast.b.names = ['Ann']")],
        &[],
        expected,
    );
}

#[test]
fn cycles() {
    let expected = "error: pipelines extend each other in a cycle: `b` extends `c` extends `b`
 --> c:1:17
  |
1 | extends = ['d', 'b']
  |                 ^^^
";
    let files =
        [("a", "extends = 'b'"), ("b", "extends = 'c'"), ("c", "extends = ['d', 'b']"), ("d", "")];
    fails(&files, &[], expected);
}

#[test]
fn without_an_end() {
    let layers = Layers { own: layer(&("0", "extends = '1'")), default: None, ..Layers::default() };
    let error = Pipeline::layered(&layers, &|name, _| {
        let next = name.parse::<u32>().expect("a number") + 1;
        Ok(layer(&(name, &format!("extends = '{next}'"))))
    })
    .expect_err("it has no end");
    assert_eq!(error.to_string(), "30:1:11: pipelines extend each other too often to be meant");
}

#[test]
fn wrongly_extended() {
    let place = |value: &str, help: &str| {
        let marks = "^".repeat(value.len());
        format!(" --> a:1:11\n  |\n1 | extends = {value}\n  |           {marks}\n{help}")
    };
    let missing = format!("error: there is no `x`\n{}", place("'x'", "  = help: look\n"));
    fails(&[("a", "extends = 'x'")], &[], &missing);
    for wrong in ["3", "''"] {
        let message = "`extends` must be a string that is not empty or a list of strings";
        let expected = format!("error: {message}, not `{wrong}`\n{}", place(wrong, ""));
        fails(&[("a", &format!("extends = {wrong}"))], &[], &expected);
    }
}

#[test]
fn wrong_arguments() {
    let expected = "error: `workers` must be `\"auto\"`, an integer from 1 to 1024 or a table `{ min, max }`, not `0`
 --> --config:1:15
  |
1 | run.workers = 0
  |               ^
";
    fails(&[("a", "")], &["run.workers = 0"], expected);
    let expected = "error: invalid TOML: string values must be quoted
 --> --config:1:13
  |
1 | run.level = file
  |             ^^^^
";
    fails(&[("a", "")], &["run.level = file"], expected);
    let expected = "error: `extends` can only be set in a file
 --> --config:1:1
  |
1 | extends = 'b'
  | ^^^^^^^
";
    fails(&[("a", ""), ("b", "")], &["extends = 'b'"], expected);
}

#[test]
fn what_a_key_comes_to() {
    let pipeline = layered(None, &[("a", "rules.'a/b' = 'off'")], &[]).expect("it is one");
    let effective = |key| pipeline.effective(Some(key));
    let ok = |toml: &str| Ok(toml.to_owned());
    assert_eq!(effective("run.workers"), ok("[run]\nworkers = \"auto\"  # default\n"));
    assert_eq!(effective("rules.\"a/b\""), ok("[rules]\n\"a/b\" = \"off\"  # a:1\n"));
    assert_eq!(effective("source.s.optional"), ok("[source.s]\noptional = false  # default\n"));
    assert_eq!(
        effective("result"),
        ok("[result.r]\nneeds = [\"v\"]  # novel:3\nfail-on = \"never\"  # novel:3\n")
    );
    let help = Some("did you mean `source.s.include`?".to_owned());
    assert_eq!(
        effective("source.s.includ"),
        Err(("a pipeline has no key `source.s.includ`".to_owned(), help))
    );
    assert!(effective("a b").is_err() && effective("").is_err() && effective("a = 1\nb").is_err());
}

#[test]
fn what_is_wrong_beside_an_extends_is_told_with_it() {
    let own = "extends = ['b', 'x']\nrun.worker = 1\nvalidate.v = { needs = ['far'], validators = ['*'] }";
    let error = layered(None, &[("a", own), ("b", "\nrun.leven = 'auto'")], &[]);
    let told = error.expect_err("it is wrong").to_string();
    let expected = "b:2:5: unknown key `leven` in `run`\n\
                    a:1:17: there is no `x`\n\
                    a:2:5: unknown key `worker` in `run`";
    assert_eq!(told, expected);
    let error =
        layered(None, &[("a", "extends = ['b', 'b']\nrun.worker = 1"), ("b", "\na = ")], &["b = "]);
    let told = error.expect_err("it is wrong");
    let places = Vec::from_iter(told.iter().map(|it| (it.path(), it.line())));
    assert_eq!(places, [("b", 2), ("--config", 1), ("a", 2)]);
    let error = layered(None, &[("a", "extends = 3\nrules.x = 'of'")], &[]);
    assert_eq!(error.expect_err("it is wrong").iter().count(), 2);
    let error = layered(None, &[("a", "extends = 'a'\n[[intended]]\nreason = 3")], &[]);
    assert_eq!(error.expect_err("it is wrong").iter().count(), 3);
}
