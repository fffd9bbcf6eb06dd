//! What pipeline files say, and every error that they can hold.

use std::num::NonZeroUsize;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::cast::{CastGender, CastKind};
use crate::node::{FailOn, NodeKind, Order, ResultNode, Role, Source, Validate};
use crate::policy::{OnFailure, Policy, Retries};
use crate::run::{PlanLevel, Workers};

/// `marked` cannot be parsed: what stands between `⟦` and `⟧` is at fault. `expected` is the
/// message, with the help after a semicolon.
#[track_caller]
fn fails(marked: &str, expected: &str) {
    let start = marked.find('⟦').expect("a start");
    let end = marked.find('⟧').expect("an end") - '⟦'.len_utf8();
    let error = parse_err(&marked.replace(['⟦', '⟧'], ""));
    let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
    assert_eq!(format!("{}{help}", error.message()), expected);
    assert_eq!(error.span(), start..end, "the span");
}

#[track_caller]
fn parse(text: &str) -> Pipeline {
    Pipeline::parse(text, "storylint.toml").unwrap_or_else(|error| panic!("{}", error.render()))
}

#[track_caller]
fn parse_err(text: &str) -> PipelineError {
    Pipeline::parse(text, "storylint.toml").expect_err("a text that is at fault").only()
}

/// The nodes in insertion order, each with what it needs: `a; b < a`.
fn shape(pipeline: &Pipeline) -> String {
    let graph = &pipeline.graph;
    let node = |id| {
        let needs = graph.needs(id).into_iter().map(|need| format!(" < {}", graph[need].name));
        std::iter::once(graph[id].name.clone()).chain(needs).collect::<String>()
    };
    graph.ids().map(node).collect::<Vec<_>>().join("; ")
}

fn fixed(n: usize) -> Workers {
    Workers::Fixed(NonZeroUsize::new(n).expect("some workers"))
}

fn spanned(text: &str, value: &str) -> Spanned<String> {
    let start = text.find(&format!("\"{value}\"")).expect("a value of the text");
    Spanned::new(start..start + value.len() + 2, value.to_owned())
}

/// `Spanned` compares without spans.
#[track_caller]
fn assert_spans(actual: &[Spanned<String>], expected: &[Spanned<String>]) {
    let spans = |all: &[Spanned<String>]| all.iter().map(Spanned::span).collect::<Vec<_>>();
    assert_eq!(spans(actual), spans(expected));
}

const ALL_KEYS: &str = r#"
[run]
workers = 4
level = "hybrid"
memory = "1 GiB"
timeout = "2m"
retries = 3

[source.bible]
include = ["bible/*.md", "notes/*.md"]
exclude = ["bible/old.md"]
order = ["bible/a.md"]
role = "reference"
optional = true
priority = 0
cost = "1.5s"
memory = "20 MB"
retries = 0
timeout = "10s"

[validate.cast]
needs = ["bible"]
validators = ["characters/*", "plot/thread"]
options."z/z" = {}
options."a/a" = { names = ["Elizabeth"], most = 3 }
on-failure = "continue"

[result.verdict]
needs = ["cast"]
fail-on = "never"
priority = 100
on-failure = "skip"
"#;

fn source_order(text: &str) -> Option<Spanned<Order>> {
    Some(Spanned::new(0..0, Order::Paths(vec![spanned(text, "bible/a.md")])))
}

#[test]
fn orders() {
    let order = |order: &str| {
        let pipeline = parse(&format!("[source.a]\ninclude = ['*']\norder = {order}"));
        match pipeline.graph[0.into()].kind.clone() {
            NodeKind::Source(source) => source.order.expect("it is said").into_inner(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(order("'natural'"), Order::Natural);
    assert_eq!(order("'src/SUMMARY.md'"), Order::Contents("src/SUMMARY.md".to_owned()));
    assert_eq!(order("'content.opf'"), Order::Contents("content.opf".to_owned()));
    assert_eq!(order("'chapter'"), Order::Key("chapter".to_owned()));
    for wrong in ["3", "''"] {
        fails(
            &format!("[source.a]\ninclude = ['*']\norder = ⟦{wrong}⟧"),
            &format!(
                "`order` must be a string that is not empty or a list of strings, not `{wrong}`"
            ),
        );
    }
    fails("[source.a]\ninclude = ['*']\norder = ⟦[]⟧", "`order` of source node `a` is empty");
}

#[test]
fn every_key() {
    let text = ALL_KEYS;
    let pipeline = parse(text);
    assert_eq!(
        pipeline.run,
        RunSettings {
            workers: fixed(4),
            level: PlanLevel::Hybrid,
            memory: Some(1 << 30),
            timeout: Some(Duration::from_secs(120)),
        }
    );
    assert_eq!(shape(&pipeline), "bible; cast < bible; verdict < cast");

    let of_run = Policy {
        timeout: Some(Duration::from_secs(120)),
        retries: Retries::up_to(3),
        ..Policy::default()
    };
    let nodes: Vec<&Node> = pipeline.graph.nodes().collect();
    let source = Source {
        include: vec![spanned(text, "bible/*.md"), spanned(text, "notes/*.md")],
        exclude: vec![spanned(text, "bible/old.md")],
        order: source_order(text),
        role: Some(Role::Reference),
        optional: true,
    };
    assert_eq!(nodes[0].kind, NodeKind::Source(source.clone()));
    assert_eq!(
        nodes[0].policy,
        Policy {
            priority: 0,
            cost: Some(Duration::from_millis(1500)),
            memory: Some(20_000_000),
            retries: Retries::NONE,
            timeout: Some(Duration::from_secs(10)),
            ..Policy::default()
        }
    );
    let options = "names = ['Elizabeth']\nmost = 3".parse::<toml::Table>().expect("a table");
    let validate = Validate {
        validators: vec![spanned(text, "characters/*"), spanned(text, "plot/thread")],
        options: vec![(spanned(text, "z/z"), toml::Table::new()), (spanned(text, "a/a"), options)],
    };
    assert_eq!(nodes[1].kind, NodeKind::Validate(validate.clone()));
    assert_eq!(nodes[1].policy, Policy { on_failure: OnFailure::Continue, ..of_run.clone() });
    assert_eq!(nodes[2].kind, NodeKind::Result(ResultNode { fail_on: FailOn::Never }));
    assert_eq!(nodes[2].policy, Policy { priority: 100, ..of_run });

    for node in &nodes {
        assert_eq!(text[node.span.clone()], node.name);
        match &node.kind {
            NodeKind::Source(read) => {
                assert_spans(&read.include, &source.include);
                assert_spans(&read.exclude, &source.exclude);
            }
            NodeKind::Validate(read) => {
                assert_spans(&read.validators, &validate.validators);
                let rules = |all: &Validate| {
                    all.options.iter().map(|(rule, _)| rule.clone()).collect::<Vec<_>>()
                };
                assert_spans(&rules(read), &rules(&validate));
            }
            NodeKind::Pattern(_) | NodeKind::Command(_) | NodeKind::Result(_) => {}
        }
    }
}

#[test]
fn cast() {
    let nodes = "[source.a]\ninclude = [\"*\"]\n";
    let text = format!(
        "{nodes}[cast.ann-hale]\nnames = [\"Ann Hale\", \"Nan\"]\ngender = \"female\"\n\
         [cast.quay]\nnames = [\"Quay\"]\nkind = \"place\"\n[cast.b]\nnames = [\"B\"]\n"
    );
    let cast = parse(&text).cast;
    let ids: Vec<_> = cast.iter().map(|entry| (&*entry.id, entry.kind, entry.gender)).collect();
    let expected = [
        ("ann-hale", Some(CastKind::Person), Some(CastGender::Female)),
        ("quay", Some(CastKind::Place), None),
        ("b", None, None),
    ];
    assert_eq!(ids, expected);
    assert_eq!(cast[0].names, [spanned(&text, "Ann Hale"), spanned(&text, "Nan")]);
    assert_eq!(&text[cast[1].span.clone()], "quay");
    for (marked, expected) in [
        ("cast = ⟦3⟧", "`cast` must be a table of tables, not `3`"),
        (
            "cast.a = ⟦[\"Ann\"]⟧",
            "cast entry `a` must be a table, not an array; \
             it is declared as `[cast.a]` with `names = [\"..\"]`",
        ),
        (
            "cast.a = { ⟦name⟧ = [\"Ann\"] }",
            "unknown key `name` in cast entry `a`; did you mean `names`?",
        ),
        ("cast.⟦a⟧ = {}", "cast entry `a` has no `names`"),
        ("cast.a.names = ⟦[]⟧", "`names` of cast entry `a` is empty"),
        ("cast.a.names = [⟦\"-\"⟧]", "a name must have letters"),
        ("cast.a.names = [\"Ann\"]\ncast.b.names = [⟦\"Ann\"⟧]", "`Ann` is a name of `a` already"),
        (
            "cast.a = { names = [\"Ann\"], gender = ⟦\"she\"⟧ }",
            "`gender` must be `\"female\"` or `\"male\"`, not `\"she\"`",
        ),
        (
            "cast.a = { names = [\"Quay\"], kind = \"place\", gender = ⟦\"male\"⟧ }",
            "cast entry `a` has a `gender` but is no person",
        ),
    ] {
        fails(marked, expected);
    }
}

#[test]
fn every_default() {
    let pipeline = parse(
        r#"
        source.chapters.include = ["*.md"]
        validate.cast = { needs = ["chapters"], validators = ["*"] }
        result.verdict.needs = ["cast"]
        "#,
    );
    assert_eq!(pipeline.run, RunSettings::default());
    let nodes: Vec<Node> = pipeline.graph.ids().map(|id| pipeline.graph[id].clone()).collect();
    let NodeKind::Source(source) = &nodes[0].kind else { panic!("a source comes first") };
    assert_eq!((source.role, source.optional, source.exclude.len()), (None, false, 0));
    let NodeKind::Validate(validate) = &nodes[1].kind else { panic!("a validate node is second") };
    assert_eq!(validate.options, []);
    assert_eq!(nodes[2].kind, NodeKind::Result(ResultNode { fail_on: FailOn::Error }));
    let skip = Policy { priority: 50, on_failure: OnFailure::Skip, ..Policy::default() };
    let on_failure = OnFailure::Continue;
    let policies: Vec<Policy> = nodes.iter().map(|node| node.policy.clone()).collect();
    assert_eq!(
        policies,
        [skip.clone(), skip, Policy { priority: 50, on_failure, ..Policy::default() }]
    );
}

#[test]
fn workers_by_name() {
    let text = "run.workers = \"auto\"\nsource.a.include = [\"*\"]";
    assert_eq!(parse(text).run.workers, Workers::Auto);
}

#[test]
fn the_order_of_the_file_gives_way_to_needs_only() {
    let pipeline = parse(
        r#"
        result.all = { needs = ["plot", "early"] }
        validate.plot = { needs = ["notes", "chapters"], validators = ["*"] }
        source.notes.include = ["notes/*"]
        result.early.needs = ["cast"]
        source.chapters.include = ["*.md"]
        validate.cast = { needs = ["chapters"], validators = ["*"] }
        "#,
    );
    assert_eq!(
        shape(&pipeline),
        "notes; chapters; plot < notes < chapters; cast < chapters; early < cast; \
         all < plot < early"
    );
}

#[test]
fn a_table_below_a_node_may_come_before_it() {
    let pipeline = parse(
        r#"
        [validate.cast.options."a/b"]
        most = 3
        [source.chapters]
        include = ["*.md"]
        [validate.cast]
        needs = ["chapters"]
        validators = ["*"]
        "#,
    );
    assert_eq!(shape(&pipeline), "chapters; cast < chapters");
}

#[test]
fn names_are_any_text() {
    let pipeline = parse("source.' '.include = ['*']\nsource.\"\\\"日本\\n\".include = ['*']");
    assert_eq!(shape(&pipeline), " ; \"日本\n");
}

#[test]
fn syntax() {
    fails("source.a.include = ⟦[⟧\"*.md\"\n\n", "invalid TOML: unclosed array, expected `]`");
    fails("source.a.include = [⟦x⟧]", "invalid TOML: string values must be quoted");
    fails("source.a.include =⟦⟧\n", "invalid TOML: a value is missing");
    fails("a = 1⟦_⟧", "invalid TOML: `_` may only go between digits");
}

#[test]
fn nested_too_deeply() {
    let error = parse_err(&format!("a = {}", "[".repeat(100_000)));
    assert_eq!(error.message(), "invalid TOML: tables or arrays nested too deeply");
    let error = parse_err(&format!("a{} = 1", ".a".repeat(100_000)));
    assert_eq!(error.message(), "invalid TOML: tables or arrays nested too deeply");
}

#[test]
fn table_declared_twice() {
    fails("[source.a]\n[source.b]\n[source.⟦a⟧]", "invalid TOML: duplicate key `a`");
}

/// To find the key that one repeats takes a look at all of the text.
#[test]
fn many_keys_declared_twice() {
    let text = format!("[source.a]\n{}", "include = 'a'\n".repeat(5_000));
    let errors = Pipeline::parse(&text, "storylint.toml").expect_err("a text that is at fault");
    assert_eq!(errors.iter().count(), 100);
}

#[test]
fn no_node() {
    fails("⟦⟧", "the pipeline declares no node");
    fails("⟦⟧run.workers = 3\n[source]", "the pipeline declares no node");
}

#[test]
fn unknown_kind() {
    fails(
        "[⟦recipe⟧.x]",
        "unknown table `recipe`; \
         a pipeline has `extends`, `workspace`, `run`, `rules`, `calendar`, `cast` and `intended`, and the kinds of node `source`, `validate`, `pattern`, `command` and `result`",
    );
}

#[test]
fn misspelled_kind() {
    fails("[⟦sources⟧.x]", "unknown table `sources`; did you mean `source`?");
    fails("[⟦rum⟧]", "unknown table `rum`; did you mean `run`?");
}

#[test]
fn levels_of_rules() {
    let text =
        "[rules]\n\"links/*\" = \"off\"\npedantic = \"warning\"\n[source.a]\ninclude = [\"*\"]";
    let levels = parse(text).levels;
    let levels: Vec<_> = levels.iter().map(|(name, level)| (&**name.get_ref(), *level)).collect();
    assert_eq!(levels, [("links/*", Level::Off), ("pedantic", Level::Warning)]);
    fails(
        "[rules]\npedantic = ⟦true⟧",
        "`pedantic` must be `\"off\"`, `\"on\"`, `\"info\"`, `\"warning\"` or `\"error\"`, not `true`",
    );
    fails("rules = ⟦3⟧", "`rules` must be a table of levels, not `3`");
}

#[test]
fn intended() {
    let text = "[[intended]]\nrule = 'a/b'\nentities = ['Al']\nchapters = ['c-*.md']\nreason = 'lies'\n\n\
                [source.s]\ninclude = ['*']\n[[intended]]\nrule = '*'\n";
    let pipeline = parse(text);
    let [first, second] = &*pipeline.intended else { panic!("{:?}", pipeline.intended) };
    assert_eq!((first.rule.get_ref().as_str(), &*first.entities), ("a/b", &["Al".to_owned()][..]));
    assert_eq!(
        (first.chapters[0].get_ref().as_str(), first.reason.as_deref()),
        ("c-*.md", Some("lies"))
    );
    assert_eq!(first.lines, Some(0..text.find("[source").unwrap()));
    assert_eq!(second.lines, Some(text.rfind("[[").unwrap()..text.len()));
    let inline = parse("intended = [{ rule = 'a/b' }]\n[source.s]\ninclude = ['*']");
    assert_eq!(inline.intended[0].lines, None);
}

#[test]
fn wrongly_intended() {
    fails(
        "⟦[intended]⟧\nrule = 'a/b'",
        "`intended` must be an array of tables, not a table; it is declared as `[[intended]]` with `rule = \"..\"`",
    );
    fails("⟦[[intended]]⟧\nentities = ['Al']", "`[[intended]]` has no `rule`");
    fails(
        "[[intended]]\n⟦rules⟧ = 'a/b'",
        "unknown key `rules` in `[[intended]]`; did you mean `rule`?",
    );
}

#[test]
fn unknown_key_of_the_pipeline() {
    fails("⟦workers⟧ = 3", "unknown key `workers`; did you mean `run.workers`?");
    fails(
        "⟦authors⟧ = 3",
        "unknown key `authors`; \
         a pipeline has `extends`, `workspace`, `run`, `rules`, `calendar`, `cast` and `intended`, and the kinds of node `source`, `validate`, `pattern`, `command` and `result`",
    );
}

#[test]
fn kind_is_no_table() {
    fails(
        "source = ⟦3⟧",
        "`source` must be a table of nodes, not `3`; a source node is declared as `[source.its-name]`",
    );
}

#[test]
fn node_without_a_name() {
    fails(
        "[source]\ninclude = ⟦[\"*.md\"]⟧",
        "source node `include` must be a table, not an array; \
         a source node is declared as `[source.its-name]`",
    );
}

#[test]
fn run() {
    fails("run = ⟦\"fast\"⟧", "`run` must be a table, not `\"fast\"`");
    fails("run.⟦worker⟧ = 3", "unknown key `worker` in `run`; did you mean `workers`?");
    fails(
        "run.⟦x⟧ = 3",
        "unknown key `x` in `run`; known keys: `workers`, `level`, `memory`, `timeout` and `retries`",
    );
}

#[test]
fn workers() {
    for (wrong, found) in [("0", "`0`"), ("-1", "`-1`"), ("'x'", "`'x'`"), ("[]", "an array")] {
        fails(
            &format!("run.workers = ⟦{wrong}⟧"),
            &format!(
                "`workers` must be `\"auto\"`, an integer from 1 to 1024 or \
                 a table `{{ min, max }}`, not {found}"
            ),
        );
    }
    let between = parse(&format!("run.workers = {{ max = 8, min = 2 }}\n{NODES}")).run.workers;
    let n = |n| NonZeroUsize::new(n).expect("some workers");
    assert_eq!(between, Workers::Between(n(2), n(8)));
    fails("run.workers = ⟦{ min = 1 }⟧", "`workers` has no `max`");
    fails(
        "run.workers = { min = ⟦0⟧, max = 2 }",
        "`min` must be an integer from 1 to 1024, not `0`",
    );
    fails("run.workers = { min = ⟦3⟧, max = 2 }", "`min` of `workers` is above its `max`, 2");
    fails(
        "run.workers = { ⟦least⟧ = 3, max = 2 }",
        "unknown key `least` in `workers`; known keys: `min` and `max`",
    );
}

#[test]
fn units() {
    let time = "a time such as `\"30s\"`, `\"500ms\"` or `\"2m\"`";
    let size = "a size such as `\"64 MiB\"` or `\"1 GB\"`";
    fails("run.timeout = ⟦30⟧", &format!("`timeout` must be {time}, not `30`"));
    fails("run.timeout = ⟦'30 sex'⟧", &format!("`timeout` must be {time}, not `'30 sex'`"));
    fails("run.memory = ⟦64⟧", &format!("`memory` must be {size}, not `64`"));
    fails("run.memory = ⟦'64 MBit'⟧", &format!("`memory` must be {size}, not `'64 MBit'`"));
    fails(
        "run.timeout = ⟦'30sec'⟧",
        &format!("`timeout` must be {time}, not `'30sec'`; did you mean `\"30s\"`?"),
    );
    fails(
        "run.memory = ⟦'64 Mb'⟧",
        &format!("`memory` must be {size}, not `'64 Mb'`; did you mean `\"64 MB\"`?"),
    );
    let source = |value: &str, expected: &str| {
        fails(&format!("[source.a]\ninclude = ['*']\n{value}"), expected);
    };
    source("cost = ⟦'0s'⟧", &format!("`cost` must be {time}, not `'0s'`"));
    source("memory = ⟦'-1 MB'⟧", &format!("`memory` must be {size}, not `'-1 MB'`"));
    source("retries = ⟦101⟧", "`retries` must be an integer from 0 to 100, not `101`");
    let level = "`\"auto\"`, `\"file\"`, `\"validator\"`, `\"chunk\"` or `\"hybrid\"`";
    fails(
        "run.level = ⟦'fil'⟧",
        &format!("`level` must be {level}, not `'fil'`; did you mean `file`?"),
    );
}

#[test]
fn every_key_has_a_line_that_says_what_it_is_for() {
    let nodes = KINDS.iter().flat_map(|kind| kind.keys());
    for key in ROOT.iter().chain(&RUN).chain(nodes) {
        assert!(!key.doc.is_empty() && !key.doc.ends_with('.'), "{}", key.name);
        let default = key.default.unwrap_or("0");
        assert!(format!("x = {default}").parse::<toml::Table>().is_ok(), "{}", key.name);
    }
}

#[test]
fn unknown_key() {
    fails(
        "[source.a]\n⟦colour⟧ = \"red\"",
        "unknown key `colour` in source node `a`; known keys: `include`, `exclude`, `role`, \
         `order`, `optional`, `priority`, `cost`, `memory`, `timeout` and `retries`",
    );
    fails(
        "[validate.a]\n⟦fail-on⟧ = 1",
        "unknown key `fail-on` in validate node `a`; \
         known keys: `needs`, `validators`, `options`, `priority`, `cost`, `memory`, `timeout`, \
         `retries` and `on-failure`",
    );
    fails(
        "[result.a]\n⟦rules⟧ = 1",
        "unknown key `rules` in result node `a`; \
         known keys: `needs`, `fail-on`, `priority`, `cost`, `memory`, `timeout`, `retries` and \
         `on-failure`",
    );
}

#[test]
fn all_that_is_wrong() {
    let text = r#"
        colour = 1
        [run]
        workers = 0
        level = "fast"
        memory = 3
        [rules]
        a = "of"
        b = "on"
        c = 1
        [cast.ann]
        names = ["Ann", 3, "-"]
        gender = "f"
        [cast.bob]
        names = ["Ann"]
        [source.a]
        includ = ["*"]
        optional = 1
        [source.b]
        include = ["*"]
        [validate.v]
        needs = ["a", "b", "x", "b", "r"]
        [pattern.p]
        needs = ["b"]
        rules = [{ id = "a" }, { id = "b", match = "c" , message = 1 }]
        [command.c]
        needs = ["b"]
        run = ["", "{files}", "x{files}"]
        format = "xml"
        env = ["A=", "$B"]
        exit-codes = [256, 0, "a"]
        [result.r]
        needs = ["v", "s", "t", "p", "c"]
        [result.s]
        needs = ["t"]
        [result.t]
        needs = ["s"]
        [[intended]]
        rules = "*"
        [[intended]]
    "#;
    let errors = Pipeline::parse(text, "p").expect_err("it is wrong");
    let said = |error: &PipelineError| {
        let message = error.message();
        format!("{} {}", error.line(), message.split(" must be").next().unwrap_or_default())
    };
    let said: Vec<String> = errors.iter().map(said).collect();
    let expected = [
        "2 unknown key `colour`",
        "4 `workers`",
        "5 `level`",
        "6 `memory`",
        "8 `a`",
        "10 `c`",
        "12 every item of `names`",
        "12 a name must have letters",
        "13 `gender`",
        "15 `Ann` is a name of `ann` already",
        "17 unknown key `includ` in source node `a`",
        "18 `optional`",
        "21 validate node `v` has no `validators`",
        "22 validate node `v` needs `x`, which is not declared",
        "22 validate node `v` needs `b` twice",
        "22 nodes need each other in a cycle: `v` needs `r` needs `v`",
        "25 a rule of pattern node `p` has no `match`",
        "25 a rule of pattern node `p` has no `message`",
        "25 `message`",
        "28 no program is named",
        "28 `{files}` stands alone",
        "29 `format`",
        "30 `A=` is no name of a variable",
        "30 `$B` is no name of a variable",
        "31 every item of `exit-codes`",
        "31 every item of `exit-codes`",
        "35 nodes need each other in a cycle: `s` needs `t` needs `s`",
        "39 unknown key `rules` in `[[intended]]`",
        "40 `[[intended]]` has no `rule`",
    ];
    assert_eq!(said, expected);
    assert!(errors.render().ends_with("\n\n29 errors\n"));
    assert_eq!(errors.to_string().lines().count(), 29);
}

#[test]
fn what_follows_from_another_mistake_is_not_told() {
    // A node that is wrong is there, and has what it names.
    fails("[⟦souce⟧.a]\ninclude = ['*']", "unknown table `souce`; did you mean `source`?");
    fails(
        "[source.a]\n⟦includes⟧ = ['*']\n[validate.v]\nneeds = ['a']\nvalidators = ['*']",
        "unknown key `includes` in source node `a`; did you mean `include`?",
    );
    fails(
        &format!("{NODES}[command.c]\nneeds = ['a']\nrun = ⟦'x'⟧\nformat = 'gnu'\nbatch = 1"),
        "`run` must be a list of strings, not `'x'`; did you mean `[\"x\"]`?",
    );
    fails(
        "[calendar]\nmonths = [{ name = 'A', days = 3 }]\nweekdays = ⟦'A'⟧\nepoch-weekday = 'A'",
        "`weekdays` must be a list of strings, not `'A'`; did you mean `['A']`?",
    );
}

#[test]
fn misspelled_key() {
    fails(
        "[validate.a]\n⟦need⟧ = [\"b\"]\nvalidators = [\"*\"]",
        "unknown key `need` in validate node `a`; did you mean `needs`?",
    );
}

#[test]
fn empty_source() {
    fails("[source.⟦a⟧]", "source node `a` has no `include`");
    fails("source.a.include = ⟦[]⟧", "`include` of source node `a` is empty");
}

#[test]
fn no_needs() {
    fails(
        "[validate.⟦a⟧]\nvalidators = ['*']",
        "validate node `a` has no `needs`; a validate node needs `source` nodes",
    );
    fails(
        "result.a.needs = ⟦[]⟧",
        "`needs` of result node `a` is empty; \
         a result node needs `validate`, `pattern`, `command` or `result` nodes",
    );
}

#[test]
fn no_validators() {
    fails(
        &format!("{NODES}[validate.⟦b⟧]\nneeds = [\"a\"]"),
        "validate node `b` has no `validators`",
    );
    fails(
        &format!("{NODES}[validate.b]\nneeds = [\"a\"]\nvalidators = ⟦[]⟧"),
        "`validators` of validate node `b` is empty",
    );
}

#[test]
fn lists_of_strings() {
    fails(
        "source.a.include = ⟦\"*\"⟧",
        "`include` must be a list of strings, not `\"*\"`; did you mean `[\"*\"]`?",
    );
    fails("source.a.include = [\"*\", ⟦3⟧]", "every item of `include` must be a string, not `3`");
    fails(
        "source.s.include = ['*']\n\
         command.a = { needs = ['s'], run = ['x'], format = 'gnu', exit-codes = [0, ⟦256⟧] }",
        "every item of `exit-codes` must be an integer from 0 to 255, not `256`",
    );
    fails(
        "source.a = { include = [\"*\"], exclude = ⟦{}⟧ }",
        "`exclude` must be a list of strings, not a table",
    );
}

#[test]
fn choices() {
    fails(
        "[source.a]\ninclude = [\"*\"]\nrole = ⟦\"narration\"⟧",
        "`role` must be `\"story\"`, `\"reference\"` or `\"notes\"`, not `\"narration\"`",
    );
    fails(
        &format!("{CAST}[result.a]\nneeds = [\"cast\"]\nfail-on = ⟦[\"error\"]⟧"),
        "`fail-on` must be `\"error\"`, `\"warning\"`, `\"info\"` or `\"never\"`, not an array",
    );
    fails(
        &format!("{CAST}[result.a]\nneeds = [\"cast\"]\non-failure = ⟦1⟧"),
        "`on-failure` must be `\"skip\"` or `\"continue\"`, not `1`",
    );
}

#[test]
fn optional_is_a_boolean() {
    fails(
        "[source.a]\ninclude = [\"*\"]\noptional = ⟦1979-05-27⟧",
        "`optional` must be `true` or `false`, not `1979-05-27`",
    );
}

#[test]
fn priority() {
    for wrong in ["101", "-1", "0x65", "99999999999999999999", "0.5", "true", "\"high\""] {
        fails(
            &format!("[source.a]\ninclude = [\"*\"]\npriority = ⟦{wrong}⟧"),
            &format!("`priority` must be an integer from 0 to 100, not `{wrong}`"),
        );
    }
}

#[test]
fn options() {
    let options = |value: &str, message: &str| {
        fails(
            &format!("{NODES}[validate.b]\nneeds = [\"a\"]\nvalidators = [\"*\"]\n{value}"),
            message,
        );
    };
    options("options = ⟦[]⟧", "`options` must be a table of tables, not an array");
    options("options.\"a/b\" = ⟦3⟧", "`a/b` must be a table, not `3`");
    options("options.\"a/b\".c = [⟦1e999⟧]", "`1e999` is not a 64-bit number");
    options(
        "options.\"a/b\".c = ⟦9223372036854775808⟧",
        "`9223372036854775808` is not a 64-bit number",
    );
}

const CAST: &str = r#"
    source.chapters.include = ["*.md"]
    validate.cast = { needs = ["chapters"], validators = ["*"] }
"#;

#[test]
fn unknown_need() {
    fails(
        &format!("{CAST} result.a.needs = [\"cast\", ⟦\"style\"⟧]"),
        "result node `a` needs `style`, which is not declared; it can need `cast`",
    );
}

#[test]
fn misspelled_need() {
    fails(
        &format!("{CAST} result.a.needs = [⟦\"csat\"⟧]"),
        "result node `a` needs `csat`, which is not declared; did you mean `cast`?",
    );
}

#[test]
fn unknown_need_is_like_something_that_may_not_be_needed() {
    fails(
        &format!("{CAST} result.a.needs = [⟦\"chapter\"⟧]"),
        "result node `a` needs `chapter`, which is not declared; it can need `cast`",
    );
}

#[test]
fn need_of_the_wrong_kind() {
    fails(
        &format!("{CAST} result.a.needs = [\"cast\", ⟦\"chapters\"⟧]"),
        "result node `a` cannot need source node `chapters`; \
         a result node needs `validate`, `pattern`, `command` or `result` nodes",
    );
    fails(
        &format!("{CAST} validate.a = {{ needs = [⟦\"cast\"⟧], validators = [\"*\"] }}"),
        "validate node `a` cannot need validate node `cast`; a validate node needs `source` nodes",
    );
}

#[test]
fn self_need() {
    fails("result.a.needs = [⟦\"a\"⟧]", "result node `a` needs itself");
    fails(
        "validate.a = { needs = [⟦\"a\"⟧], validators = [\"*\"] }",
        "validate node `a` needs itself",
    );
}

#[test]
fn cycle() {
    fails(
        &format!(
            r#"{CAST}
            result.way-in.needs = ["c"]
            result.c.needs = ["cast", "way-out", ⟦"a"⟧]
            result.b.needs = ["c"]
            result.a.needs = ["b"]
            result.way-out.needs = ["cast"]
            "#
        ),
        "nodes need each other in a cycle: `c` needs `a` needs `b` needs `c`",
    );
}

#[test]
fn cycle_of_nodes_that_may_not_need_each_other() {
    fails(
        r#"source.all.include = ["*"]
        validate.a = { needs = ["all", ⟦"b"⟧], validators = ["*"] }
        validate.b = { needs = ["all", "a"], validators = ["*"] }"#,
        "nodes need each other in a cycle: `a` needs `b` needs `a`",
    );
}

#[test]
fn need_named_twice() {
    let error = parse_err(&format!("{CAST}result.a.needs = [\"cast\", \"cast\"]"));
    let expected = r#"error: result node `a` needs `cast` twice
 --> storylint.toml:4:27
  |
4 | result.a.needs = ["cast", "cast"]
  |                   ------  ^^^^^^
"#;
    assert_eq!(error.render(), expected);
}

#[test]
fn name_of_two_nodes() {
    let text = r#"[source.cast]
include = ["*.md"]

[validate.cast]
needs = ["cast"]
validators = ["*"]
"#;
    let expected = "error: `cast` is already the name of a source node
 --> storylint.toml:4:11
  |
1 | [source.cast]
  |         ----
4 | [validate.cast]
  |           ^^^^
";
    assert_eq!(parse_err(text).render(), expected);
}

#[test]
fn columns_are_characters() {
    let text = "\u{feff}[source.'日本']\r\ninclude = [\"*\"]\r\n\t'é' = 1\r\n";
    let error = parse_err(text);
    assert_eq!(error.to_string(), "storylint.toml:3:2: unknown key `é` in source node `日本`");
    let error = parse_err("\u{feff}source.'日本' = 1\r\n");
    assert_eq!((error.line(), error.column()), (1, 15));
}

#[test]
fn an_error_of_the_caller() {
    let text = format!("{CAST}result.a.needs = [\"cast\"]");
    let span = text.find("\"*\"").map(|start| start..start + 3).expect("a validator");
    let error = parse(&text).error(span, "no rule is called `*`", Some("try `a/b`".to_owned()));
    let expected = r#"error: no rule is called `*`
 --> storylint.toml:3:59
  |
3 |     validate.cast = { needs = ["chapters"], validators = ["*"] }
  |                                                           ^^^
  = help: try `a/b`
"#;
    assert_eq!(error.render(), expected);
}

#[test]
fn a_long_chain() {
    let n = 10_000;
    let mut text = CAST.to_owned();
    for node in 0..n {
        text += &format!("result.r{node}.needs = [\"r{}\"]\n", node + 1);
    }
    text += &format!("result.r{n}.needs = [\"cast\"]\n");
    assert_eq!(parse(&text).graph.len(), n + 3);
}

/// What a random choice of makes every kind of error but the lexical ones, and valid pipelines.
const LINES: &[&str] = &[
    "[run]",
    "workers = 3",
    "[source.a]",
    "[source.b]",
    "include = ['*']",
    "[validate.a]",
    "[validate.c]",
    "[[validate.c]]",
    "needs = ['a', 'b']",
    "validators = ['*']",
    "options.'x/y' = { z = 1 }",
    "[validate.c.options.'x/y']",
    "[result.d]",
    "[result.e]",
    "needs = ['c', 'd']",
    "needs = ['c', 'e']",
    "fail-on = 'info'",
    "source.f.include = ['*']",
];

/// An error can be shown, and points into the text; a pipeline holds its own promises.
fn check_any(text: &str) -> Result<(), TestCaseError> {
    match Pipeline::parse(text, "p.toml") {
        Ok(pipeline) => {
            prop_assert!(!pipeline.graph.is_empty());
            let toml = pipeline.effective(None).expect("all of it");
            let again = Pipeline::parse(&toml, "again.toml");
            let again = again.map_err(|error| TestCaseError::fail(error.render()))?;
            prop_assert_eq!(shape(&again), shape(&pipeline));
            prop_assert_eq!(again.run, pipeline.run);
        }
        Err(errors) => {
            for error in errors.iter() {
                prop_assert!(error.span().end <= text.len() && !error.message().is_empty());
                prop_assert!(error.line() <= text.matches('\n').count() + 1);
                prop_assert!(error.to_string().lines().count() == 1);
                prop_assert!(error.render().contains('^'));
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check_any(&text)?;
    }

    #[test]
    fn almost_a_pipeline(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..9usize, "[\\PC\r\n\t]{0,3}"), 1..4),
    ) {
        let mut text: Vec<char> = ALL_KEYS.chars().collect();
        for (at, n_removed, inserted) in edits {
            let at = at.index(text.len());
            let end = (at + n_removed).min(text.len() - 1);
            text.splice(at..end.max(at), inserted.chars());
        }
        check_any(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn any_lines(lines in prop::collection::vec(prop::sample::select(LINES), 0..12)) {
        check_any(&lines.join("\n"))?;
    }
}

const NODES: &str = "[source.a]\ninclude = [\"*\"]\n";

#[test]
fn calendar() {
    let text = r#"
        [calendar]
        months = [{ name = "Frostfall", days = 30 }, { name = "Thaw", days = 31 }]
        weekdays = ["Moonday", "Toilday"]
        epoch-weekday = "Toilday"
        eras = ["AC"]
    "#;
    let calendar = parse(&format!("{NODES}{text}")).calendar.expect("it is declared");
    assert_eq!(calendar.months, [("Frostfall".to_owned(), 30), ("Thaw".to_owned(), 31)]);
    assert_eq!(calendar.weekdays, ["Moonday", "Toilday"]);
    assert_eq!((calendar.epoch_weekday, calendar.eras), (1, vec!["AC".to_owned()]));
    assert_eq!(parse(NODES).calendar, None);
}

#[test]
fn calendar_at_fault() {
    fails("[⟦calendar⟧]\n", "`calendar` has no `months`");
    fails("[calendar]\nmonths = ⟦[]⟧\n", "`months` of `calendar` is empty");
    fails(
        "[calendar]\nmonths = ⟦3⟧\n",
        "`months` must be a list of months such as `{ name = \"Frostfall\", days = 30 }`, not `3`",
    );
    fails("[calendar]\nmonths = [⟦{ name = \"A\" }⟧]\n", "a month of `calendar` has no `days`");
    fails("[calendar]\nmonths = [⟦{ days = 3 }⟧]\n", "a month of `calendar` has no `name`");
    fails(
        "[calendar]\nmonths = [{ name = \"A\", days = ⟦0⟧ }]\n",
        "`days` must be an integer from 1 to 255, not `0`",
    );
    fails(
        "[calendar]\nmonths = [{ name = \"A\", ⟦day⟧ = 3 }]\n",
        "unknown key `day` in a month of `calendar`; did you mean `days`?",
    );
    fails(
        "[calendar]\nmonths = [{ name = \"A\", days = 3 }, { name = ⟦\"A\"⟧, days = 3 }]\n",
        "the month `A` is named twice",
    );
    fails(
        "[calendar]\nmonths = [{ name = \"A\", days = 3 }]\nweekdays = [\"B\"]\nepoch-weekday = ⟦\"C\"⟧\n",
        "`epoch-weekday` must be `\"B\"`, not `\"C\"`",
    );
}
