//! What is read of what programs print.

use super::*;
use crate::command::page::Page;
use crate::command::remark::Remark;
use crate::sources::{Coding, Decoded};

const STORY: &str = include_str!("printed/story.md");

/// What is read of `output`, each as `the text there|severity|rule|message|suggestions`.
#[track_caller]
fn found(format: Format, output: &str) -> Vec<String> {
    let page = Page::new(Decoded { text: STORY.to_owned().into(), coding: Coding::Utf8 });
    let remarks = read(format, output).expect("it is in that format");
    let shown = remarks.all.iter().map(|remark| {
        let is_story = |path: &String| path.ends_with("story.md");
        assert!(remark.path.as_ref().is_none_or(is_story), "{remark:?}");
        let text = &STORY[page.range(&remark.at, remark.seen.as_deref())];
        let severity = remark.severity.map_or("-", |severity| severity.name());
        let rule = remark.rule.as_deref().unwrap_or("-");
        let change = remark
            .change
            .as_ref()
            .map(|(at, text)| format!("{}>{text}", &STORY[page.range(at, None)]));
        let suggestions = change.unwrap_or(remark.suggestions.join(","));
        format!("{text}|{severity}|{rule}|{}|{suggestions}", remark.message)
    });
    let failures = remarks.failures.iter().map(|failure| format!("failure: {failure}"));
    shown.chain(failures).collect()
}

#[test]
fn typos() {
    assert_eq!(
        found(Format::Jsonl, include_str!("printed/typos.jsonl")),
        [
            "teh|warning|typo|`teh` should be `the`|the",
            "recieve|warning|typo|`recieve` should be `receive`|receive",
        ]
    );
    assert_eq!(
        found(Format::Sarif, include_str!("printed/typos.sarif")),
        [
            "teh|error|-|`teh` should be `the`|teh>the",
            "recieve|error|-|`recieve` should be `receive`|recieve>receive",
        ]
    );
}

#[test]
fn codespell() {
    assert_eq!(
        found(Format::Gnu, include_str!("printed/codespell.txt")),
        ["teh|-|-|teh ==> the|the", "recieve|-|-|recieve ==> receive|receive"]
    );
}

#[test]
fn proselint() {
    assert_eq!(
        found(Format::Proselint, include_str!("printed/proselint.json")),
        [
            "very unique|-|uncomparables|Comparison of an uncomparable: 'very unique' is not comparable.|",
            "very|-|weasel_words.very|Substitute 'damn' every time you're inclined to write 'very'; \
             your editor will delete it and the writing will be just as it should be.|",
            "was was|-|lexical_illusions|There's a lexical illusion in 'was was' - a phrase is repeated.|",
            "so so|-|lexical_illusions|There's a lexical illusion in 'so so' - a phrase is repeated.|",
            "at this point in time|-|redundancy.misc.after_the_deadline|Redundancy. \
             Use 'at this point' instead of 'at this point in time'.|at this point",
            "this point in time|-|cliches.misc.write_good|'this point in time' is a cliché|",
            "point in time|-|redundancy.misc.after_the_deadline|Redundancy. \
             Use 'point' instead of 'point in time'.|point",
            "failure: `file:///home/ann/latin.md`: 'utf-8' codec can't decode byte 0xe9 in position 3: \
             invalid continuation byte",
        ]
    );
    let old = r#"{"data": {"errors": [{"check": "a.b", "column": 4, "end": 82, "extent": 7, "line": 5,
        "message": "m", "replacements": null, "severity": "warning", "start": 75}]}, "status": "success"}"#;
    assert_eq!(found(Format::Proselint, old), ["was was|warning|a.b|m|"]);
}

#[test]
fn textlint() {
    let expected = |rule: &str| {
        [
            ("very", "\"very\" is a weasel word and can weaken meaning"),
            ("It", "\"It was\" is wordy or unneeded"),
            ("was", "\"was\" is repeated"),
            ("so", "\"so\" is repeated"),
            ("this", "\"this point in time\" is a cliche"),
            ("point", "\"point in time\" is wordy or unneeded"),
        ]
        .map(|(text, message)| match rule {
            "" => format!("{text}|error|eslint.rules.write-good|{message} (write-good)|"),
            rule => format!("{text}|error|{rule}|{message}|"),
        })
    };
    assert_eq!(
        found(Format::Textlint, include_str!("printed/textlint.json")),
        expected("write-good")
    );
    assert_eq!(found(Format::Checkstyle, include_str!("printed/textlint.xml")), expected(""));
    let fixed = r#"[{"filePath": "story.md", "messages": [{"ruleId": "r", "message": "m", "line": 5,
        "column": 4, "endLine": 5, "endColumn": 11, "severity": 1, "fix": {"range": [75, 82], "text": "x"}}]}]"#;
    assert_eq!(found(Format::Textlint, fixed), ["was was|warning|r|m|was was>x"]);
}

#[test]
fn vale() {
    assert_eq!(
        found(Format::Vale, include_str!("printed/vale.json")),
        [
            "teh|error|Vale.Spelling|Did you really mean 'teh'?|",
            "very unique|info|proselint.Very|Remove 'very'.|unique",
            "was was|warning|Vale.Repetition|'was' is repeated!|",
        ]
    );
    assert_eq!(found(Format::Vale, "{}\n"), [""; 0]);
}

#[test]
fn languagetool() {
    let printed = include_str!("printed/languagetool.json");
    let expected = [
        "teh|warning|MORFOLOGIK_RULE_EN_GB|Possible spelling mistake found.|the,tea",
        "at this point in time|info|AT_THIS_POINT_IN_TIME|\
         Consider a shorter alternative to avoid wordiness.|now",
    ];
    assert_eq!(found(Format::LanguageTool, printed), expected);
    let noisy = format!("Working on story.md...\n{printed}");
    assert_eq!(found(Format::LanguageTool, &noisy), expected);
}

#[test]
fn harper() {
    assert_eq!(
        found(Format::Harper, include_str!("printed/harper.json")),
        [
            "teh|-|SpellCheck|Did you mean to spell `teh` this way?|the,tea",
            "was was|-|RepeatedWords|Did you mean to repeat this word?|was",
        ]
    );
    let failed = r#"[{"file": "b.md", "lint_count": 0, "lints": [], "error": "not UTF-8"}]"#;
    assert_eq!(found(Format::Harper, failed), ["failure: `b.md`: not UTF-8"]);
}

#[test]
fn sarif() {
    let log = |more: &str, results: &str| {
        format!(
            r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "x", "rules": [
            {{"id": "r0", "defaultConfiguration": {{"level": "note"}},
              "messageStrings": {{"m": {{"text": "no {{0}}"}}}}}}]}}}}{more}, "results": [{results}]}}]}}"#
        )
    };
    let at = |region: &str| {
        format!(
            r#""locations": [{{"physicalLocation": {{"artifactLocation":
            {{"uri": "story.md", "uriBaseId": "ROOT"}}, "region": {{{region}}}}}}}]"#
        )
    };
    let place = at(r#""startLine": 5, "startColumn": 4, "endColumn": 11"#);
    let base = r#", "originalUriBaseIds": {"ROOT": {"uri": "file:///home/ann/"}}"#;
    for (result, expected) in [
        (
            format!(r#"{{"ruleIndex": 0, "message": {{"id": "m", "arguments": ["x"]}}, {place}}}"#),
            "was was|info|r0|no x|",
        ),
        (
            format!(r#"{{"rule": {{"id": "q"}}, "message": {{"text": "t"}}, {place}}}"#),
            "was was|warning|q|t|",
        ),
        (
            format!(
                r#"{{"level": "error", "message": {{"text": "t"}}, {}}}"#,
                at(r#""startLine": 5"#)
            ),
            "It was was dark, and so so cold, at this point in time.|error|-|t|",
        ),
        (
            format!(
                r#"{{"message": {{"text": "t"}}, {}}}"#,
                at(r#""charOffset": 75, "charLength": 7"#)
            ),
            "was was|warning|-|t|",
        ),
        (
            format!(
                r#"{{"message": {{"text": "t"}}, {}}}"#,
                at(r#""byteOffset": 23, "byteLength": 3"#)
            ),
            "and|warning|-|t|",
        ),
        (r#"{"message": {"text": "t"}}"#.to_owned(), "# The Lamp|warning|-|t|"),
    ] {
        assert_eq!(found(Format::Sarif, &log(base, &result)), [expected]);
    }
    for none in [r#""kind": "pass""#, r#""suppressions": [{}]"#, r#""baselineState": "absent""#] {
        let result = format!(r#"{{"message": {{"text": "t"}}, {none}}}"#);
        assert_eq!(found(Format::Sarif, &log("", &result)), [""; 0]);
    }
    let failed = r#", "invocations": [{"executionSuccessful": false, "toolExecutionNotifications":
        [{"message": {"text": "no config"}}]}]"#;
    assert_eq!(found(Format::Sarif, &log(failed, "")), ["failure: no config"]);
}

#[test]
fn sarif_of_nothing_that_was_looked_for() {
    let log = |runs: &str| format!(r#"{{"version": "2.1.0", "runs": [{runs}]}}"#);
    let run = |more: &str| log(&format!(r#"{{"tool": {{"driver": {{"name": "x"}}}}{more}}}"#));
    assert_eq!(found(Format::Sarif, &run(r#", "results": []"#)), [""; 0]);
    for more in ["", r#", "results": null"#] {
        let expected = "failure: a run has no `results`, so nothing was looked for";
        assert_eq!(found(Format::Sarif, &run(more)), [expected]);
    }
    let expected = "failure: there is no run, so nothing was looked for";
    assert_eq!(found(Format::Sarif, &log("")), [expected]);
}

#[test]
fn json_lines() {
    let printed = r#"
        {"file": "story.md", "line": 5, "column": 4, "end_column": 11, "rule": "r", "level": "error", "message": "m"}
        {"filename": "story.md", "location": {"row": 5, "column": 4}, "end_location": {"row": 5, "column": 11}, "code": "E1", "message": "m"}
        {"path": "story.md", "byte_offset": 23, "msg": "m"}
        {"path": "story.md", "message": "m"}
        {"type": "error", "message": "broken"}
    "#;
    assert_eq!(
        found(Format::Jsonl, printed),
        [
            "was was|error|r|m|",
            "was was|-|E1|m|",
            "and|-|-|m|",
            "# The Lamp|-|-|m|",
            "failure: broken",
        ]
    );
}

#[test]
fn gnu() {
    let printed = "\
        story.md:5:4: warning: was is doubled [was-was]\nstory.md:5:4: m [Error/a-b]\nC:\\a\\story.md:5: error: m\n\
        story.md:5:1-3: m\nstory.md:5.4-5.7: warning: m\nstory.md(5,4): error: m\nstory.md(5): m\n\
        story.md:0:0: m\nstory.md:5:4:\nstory.md:5:4 m\n";
    assert_eq!(
        found(Format::Gnu, printed),
        [
            "was|warning|was-was|was is doubled|",
            "was|error|a-b|m|",
            "It was was dark, and so so cold, at this point in time.|error|-|m|",
            "It |-|-|m|",
            "was |warning|-|m|",
            "was|error|-|m|",
            "It was was dark, and so so cold, at this point in time.|-|-|m|",
            "# The Lamp|-|-|m|",
            "was|-|-||",
            "It was was dark, and so so cold, at this point in time.|-|-|4 m|",
        ]
    );
    let others = gnu::read("2 errors\nusage: x\nstory.md: m\n\n").others;
    let others: Vec<_> =
        others.iter().map(|other| (other.path.as_deref(), other.message.as_str())).collect();
    assert_eq!(others, [(None, "2 errors"), (Some("usage"), "x"), (Some("story.md"), "m")]);
}

#[test]
fn numbers_as_texts() {
    let printed =
        r#"{"path": "story.md", "line": "5", "column": " 4", "end_column": 8, "message": "m"}"#;
    assert_eq!(found(Format::Jsonl, printed), found(Format::Jsonl, &printed.replace("\"5\"", "5")));
    let printed =
        r#"{"path": "story.md", "line": "It was cold.", "line_number": "5", "message": "m"}"#;
    assert_eq!(found(Format::Jsonl, printed), found(Format::Gnu, "story.md:5: m"));
    let [empty, none] = [r#""line": "", "#, ""]
        .map(|line| format!(r#"{{"path": "story.md", {line}"message": "m"}}"#));
    assert_eq!(found(Format::Jsonl, &empty), found(Format::Jsonl, &none));
}

#[test]
fn checkstyle_that_failed() {
    let printed = "<?xml version='1.0'?>\n<checkstyle>\n<file name='story.md'>\n\
        <exception>\n<![CDATA[no\nparser]]></exception></file><exception/></checkstyle>\n";
    assert_eq!(
        found(Format::Checkstyle, printed),
        ["failure: `story.md`: no parser", "failure: an exception"]
    );
}

/// What programs print.
const PRINTED: [(Format, &str); 10] = [
    (Format::Sarif, include_str!("printed/typos.sarif")),
    (Format::Jsonl, include_str!("printed/typos.jsonl")),
    (Format::Checkstyle, include_str!("printed/textlint.xml")),
    (Format::Gnu, include_str!("printed/codespell.txt")),
    (Format::Vale, include_str!("printed/vale.json")),
    (Format::Textlint, include_str!("printed/textlint.json")),
    (Format::Proselint, include_str!("printed/proselint.json")),
    (Format::LanguageTool, include_str!("printed/languagetool.json")),
    (Format::Harper, include_str!("printed/harper.json")),
    (Format::Gnu, "C:/a/story.md:5:4: warning: m [Error/a-b]\n"),
];

/// Whatever `output` is, it is refused or has places in the text.
fn check_any(format: Format, output: &str, page: &Page) {
    for Remark { at, seen, change, .. } in read(format, output).unwrap_or_default().all {
        let changed = change.map_or(0..0, |(at, _)| page.range(&at, None));
        for range in [page.range(&at, seen.as_deref()), changed] {
            assert!(STORY.get(range.clone()).is_some(), "{range:?} of {output}");
        }
    }
}

#[test]
fn any_number_and_any_cut() {
    let page = Page::new(Decoded { text: STORY.to_owned().into(), coding: Coding::Utf8 });
    let digit = |c: char| c.is_ascii_digit();
    for (format, printed) in PRINTED {
        let numbers = printed.match_indices(digit).map(|(at, _)| at);
        for at in numbers.filter(|&at| !printed[..at].ends_with(digit)) {
            let rest = printed[at..].trim_start_matches(digit);
            for number in ["0", "7", "99", "18446744073709551615", "-1", "x"] {
                check_any(format, &format!("{}{number}{rest}", &printed[..at]), &page);
            }
        }
        for (at, _) in printed.char_indices() {
            check_any(format, &printed[..at], &page);
            check_any(format, &printed[at..], &page);
        }
    }
}

#[track_caller]
fn check_refused(format: Format, output: &str, expected: &str) {
    assert_eq!(read(format, output).expect_err("it is refused"), expected);
}

#[test]
fn what_is_not_in_a_format() {
    check_refused(Format::Vale, "", "there is nothing");
    check_refused(
        Format::Vale,
        "\nE100 [.vale.ini] Runtime error\n",
        "it is no JSON at line 2 column 1; it begins with `E100 [.vale.ini] Runtime error`",
    );
    check_refused(
        Format::Textlint,
        "{}",
        "it is JSON of another shape from line 1 column 1 on; it begins with `{}`",
    );
    check_refused(Format::Proselint, "{}", "it has neither `result` nor `data`");
    check_refused(
        Format::Sarif,
        r#"{"version": "2.0.0", "runs": []}"#,
        "it is SARIF 2.0.0, and only 2.1.0 is read",
    );
    check_refused(Format::Jsonl, "{}\n", "line 1 has no message");
    for value in ["\"one\"", "[3]", "true"] {
        let output = format!("{{\"message\": \"m\", \"line\": {value}}}");
        let expected = format!("line 1 has no number as `line`, but `{value}`");
        check_refused(Format::Jsonl, &output, &expected);
    }
    check_refused(Format::Jsonl, "\nx", "it is no JSON at line 2 column 1");
    check_refused(Format::Jsonl, "[]", "line 1 is no object");
    check_refused(
        Format::Sarif,
        "[]",
        "it is JSON of another shape from line 1 column 2 on; it begins with `[]`",
    );
    check_refused(Format::Checkstyle, "", "it has no element `checkstyle`");
    check_refused(Format::Checkstyle, "oh no", "it has no element `checkstyle`");
    for cut in ["<checkstyle>", "<checkstyle><file name='a'/>", "<checkstyle><file name='a'>"] {
        check_refused(Format::Checkstyle, cut, "it ends within the element `checkstyle`");
    }
    for more in ["</checkstyle>junk", "</checkstyle><a/>", "</checkstyle><checkstyle/>"] {
        let output = format!("<checkstyle>{more}");
        check_refused(Format::Checkstyle, &output, "there is more than the element `checkstyle`");
    }
    let cut = "<checkstyle><file name='a'><error line='1' mess";
    assert!(read(Format::Checkstyle, cut).is_err_and(|why| why.starts_with("byte ")));
}
