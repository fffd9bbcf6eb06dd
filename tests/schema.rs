//! The schema of the pipeline file accepts what the program reads, and refuses what it refuses.

use std::fs;
use std::path::Path;

use serde_json::Value;
use storylint::pipelines::BUILT_IN;

/// What `value` has that `schema`, of the whole `root`, does not allow, by its place: the part of JSON
/// Schema that ours uses.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let faults = |schema, value, at: &str| faults(root, schema, value, at);
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = root.pointer(reference.trim_start_matches('#')).unwrap();
        return faults(schema, value, at);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().flat_map(|schema| faults(schema, value, at)).collect();
    }
    // The one expression for keys that there is.
    let is_of_a_pipeline =
        |text: &str| text.starts_with("pattern/") || text.starts_with("command/");
    let fault = |what: &str| vec![format!("{at}: {what}")];
    if let Some(any) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let is_one = any.iter().any(|schema| faults(schema, value, at).is_empty());
        return if is_one { Vec::new() } else { fault("fits none") };
    }
    if let Some(names) = schema["enum"].as_array()
        && !names.contains(value)
    {
        return fault("is no choice");
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => Vec::new(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_kind = |it: &Value| it == kind || (it == "number" && kind == "integer");
    if !kinds.is_empty() && !kinds.iter().any(is_kind) {
        return fault(&format!("is {kind}"));
    }
    let bounds = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    if let (Some(n), (Some(least), Some(most))) = (value.as_f64(), bounds)
        && !(least..=most).contains(&n)
    {
        return fault("is out of bounds");
    }
    let matches = |pattern: &str| {
        let regex = regex_automata::meta::Regex::new(pattern).unwrap();
        value.as_str().is_some_and(|text| regex.is_match(text))
    };
    if schema["pattern"].as_str().is_some_and(|pattern| !matches(pattern)) {
        return fault("does not match");
    }
    let n_items = value.as_array().map(Vec::len);
    if n_items.is_some_and(|n| (n as u64) < schema["minItems"].as_u64().unwrap_or(0)) {
        return fault("is empty");
    }
    let mut found = Vec::new();
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(&schema["items"], item, &format!("{at}[{index}]")));
    }
    if let Some(table) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(key) {
                found.push(format!("{at}: has no `{key}`"));
            }
        }
        for (key, value) in table {
            let at = format!("{at}.{key}");
            let of_a_pipeline =
                schema["patternProperties"].as_object().filter(|_| is_of_a_pipeline(key));
            if let Some(schemas) = of_a_pipeline {
                found.extend(schemas.values().flat_map(|schema| faults(schema, value, &at)));
                continue;
            }
            match (&schema["properties"][key], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => found.push(format!("{at}: is unknown")),
                (Value::Null, schema @ Value::Object(_)) => {
                    found.extend(faults(schema, value, &at))
                }
                (Value::Null, _) => {}
                (schema, _) => found.extend(faults(schema, value, &at)),
            }
        }
    }
    found
}

fn schema() -> Value {
    serde_json::from_str(&storylint::schema()).unwrap()
}

fn parse(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(faults(&schema(), &schema(), &parse(text), ""), expected);
}

#[test]
fn every_pipeline_that_comes_with_it() {
    for built_in in BUILT_IN {
        let found = faults(&schema(), &schema(), &parse(built_in.text), "");
        assert!(found.is_empty(), "{}: {found:?}", built_in.name);
    }
}

#[test]
fn what_the_readme_shows() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let shown = readme.split("```toml\n").skip(1).map(|block| block.split("```").next().unwrap());
    for text in shown {
        check(text, &[]);
    }
}

#[test]
fn all_tables() {
    check(
        "
        [run]
        workers = { min = 1, max = 8 }
        memory = '64 MiB'
        [rules]
        'style/echo' = 'on'
        'links/*' = 'info'
        pedantic = 'off'
        'pattern/scene' = 'info'
        '*' = 'error'
        [calendar]
        months = [{ name = 'Frost', days = 30 }]
        [cast.ann]
        names = ['Ann']
        gender = 'female'
        [[intended]]
        rule = 'style/*'
        [source.a]
        include = ['*']
        timeout = '3s'
        [validate.b]
        needs = ['a']
        validators = ['*', 'style', 'links/orphan']
        options.'style/echo' = { words = 3, allow = ['x'] }
        options.'metadata/front-matter'.keys = { a = 'text', b = { one-of = ['x'] } }
        options.'world/travel-time' = { routes = [{ between = ['A', 'B'], km = 3 }] }
        options.'world/anachronism'.year = [1800, 1810]
        [result.c]
        needs = ['b']
        fail-on = 'never'
        ",
        &[],
    );
}

#[test]
fn slips() {
    check("run.workers = 0", &[".run.workers: fits none"]);
    check("rules.'style/ecko' = 'on'", &[".rules.style/ecko: is unknown"]);
    check("rules.'pattern/echo' = 'yes'", &[".rules.pattern/echo: is no choice"]);
    check("rules.'style/echo' = 'yes'", &[".rules.style/echo: is no choice"]);
    check(
        "source.a.includes = []",
        &[".source.a: has no `include`", ".source.a.includes: is unknown"],
    );
    check(
        "source.a = { include = ['*'], priority = 101 }",
        &[".source.a.priority: is out of bounds"],
    );
    check(
        "[validate.a]\nneeds = 'b'\nvalidators = ['link/*']\noptions.'style/echo' = { words = -1, alow = 3 }",
        &[
            ".validate.a.needs: is string",
            ".validate.a.options.style/echo.alow: is unknown",
            ".validate.a.validators[0]: fits none",
        ],
    );
    for value in ["0.0s", "1d", "3", "30sec", "1h, 30m", "1m 1h", "1s 1s", "1.s", "1S"] {
        let expected = [".run.timeout: does not match"];
        check(&format!("run.timeout = '{value}'"), &expected);
    }
    for value in ["1h 30m", "1.5h30 m", "1.5 s", "250 ms", "1us", "1µs", " 1ns "] {
        check(&format!("run.timeout = '{value}'"), &[]);
    }
    for value in ["64 MiB", "1.5GB", "512 B", "1 kB"] {
        check(&format!("run.memory = '{value}'"), &[]);
    }
    for value in ["1024", "1 M", "0 MB", "1.MB", "64 Mb", "64 KB", "64 kiB", "1 b"] {
        let expected = [".run.memory: does not match"];
        check(&format!("run.memory = '{value}'"), &expected);
    }
    check("source.a = { include = [] }", &[".source.a.include: is empty"]);
    check("source.a = { include = ['*'], order = [] }", &[".source.a.order: fits none"]);
    check(
        "pattern.a = { needs = ['b'], rules = [{ id = 'a b', match = '.', message = '.' }] }",
        &[".pattern.a.rules[0].id: does not match"],
    );
    check("pattern.a = { needs = ['b'], rules = [] }", &[".pattern.a.rules: is empty"]);
    check(
        "command.a = { needs = ['b'], run = ['x'], format = 'gnu', env = ['A=B'] }",
        &[".command.a.env[0]: does not match"],
    );
    check(
        "command.a = { needs = ['b'], run = ['x'], format = 'gnu', exit-codes = [] }",
        &[".command.a.exit-codes: is empty"],
    );
    check("sauce.a = {}", &[".sauce: is unknown"]);
}
