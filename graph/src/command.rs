//! The programs that a pipeline runs.

use std::num::NonZeroUsize;

use toml::Spanned;

use crate::fields::Fields;
use crate::key::{Key, Values, words};
use crate::names;

/// Stands in `run` for the files, an argument each.
const FILES: &str = "{files}";

/// Stands in an argument for the file that the program reads from its standard input.
const FILE: &str = "{file}";

/// A program, and what it prints.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// The program and its arguments; at least the program.
    pub run: Vec<Spanned<String>>,
    /// What it prints.
    pub format: Format,
    /// The folder that it runs in, relative to that of the story, which it is without one, whichever file says it.
    pub cwd: Option<Spanned<String>>,
    /// The variables of the environment that it gets, beside those that every program needs.
    pub env: Vec<Spanned<String>>,
    /// Whether it gets one file each time, on its standard input.
    pub stdin: bool,
    /// The most files that it gets each time.
    pub batch: Option<NonZeroUsize>,
    /// How many of it may run at the same time.
    pub concurrency: Option<NonZeroUsize>,
    /// The exit codes that say that it ran well. Without any these are 0, and 1 where it finds something.
    pub exit_codes: Option<Vec<i32>>,
}

impl Command {
    /// Its arguments for `files`, where `{files}` stands for all and `{file}` for the first.
    pub fn arguments<'a>(&'a self, files: &'a [String]) -> impl Iterator<Item = String> + 'a {
        let first = files.first().map_or("", String::as_str);
        self.run[1..].iter().flat_map(move |argument| match argument.get_ref().as_str() {
            FILES => files.to_vec(),
            argument if self.stdin => vec![argument.replace(FILE, first)],
            argument => vec![argument.to_owned()],
        })
    }

    /// Whether it is told which files to look at.
    pub fn takes_files(&self) -> bool {
        self.stdin || self.run.iter().any(|argument| argument.get_ref() == FILES)
    }
}

/// What a program prints of its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
    Sarif,
    /// An object of JSON a line.
    Jsonl,
    /// Checkstyle's XML.
    Checkstyle,
    /// `file:line:column: message` a line, as the GNU coding standards have it.
    Gnu,
    /// The JSON of Vale.
    Vale,
    /// The JSON of textlint, and of ESLint.
    Textlint,
    /// The JSON of proselint.
    Proselint,
    /// The JSON of LanguageTool.
    LanguageTool,
    /// The JSON of Harper.
    Harper,
}

impl Format {
    /// All, each with its word in pipelines.
    pub const NAMED: [(&'static str, Self); 9] = [
        ("sarif", Self::Sarif),
        ("jsonl", Self::Jsonl),
        ("checkstyle", Self::Checkstyle),
        ("gnu", Self::Gnu),
        ("vale", Self::Vale),
        ("textlint", Self::Textlint),
        ("proselint", Self::Proselint),
        ("languagetool", Self::LanguageTool),
        ("harper", Self::Harper),
    ];
}

/// The keys of a command node.
pub(crate) static KEYS: [Key; 8] = [
    Key::new(
        "run",
        Values::SomeStrings,
        "the program and its arguments, without a shell; `\"{files}\"` stands for the files, an \
         argument each; a program with a `/` is relative to the folder of the outermost pipeline file, \
         that of the member in a workspace",
    )
    .required(),
    Key::new("format", Values::Choice(&const { words(&Format::NAMED) }), "what it prints")
        .required(),
    Key::new(
        "cwd",
        Values::String,
        "the folder that it runs in, relative to that of the outermost pipeline file, that of the member \
         in a workspace",
    )
    .or("\".\""),
    Key::new(
        "env",
        Values::Variables,
        "names of variables of the environment that it gets, beside `PATH`, `HOME` and the like",
    )
    .or("[]"),
    Key::new(
        "stdin",
        Values::Boolean,
        "whether it gets one file each time, on its standard input, in UTF-8 without a byte order mark; `{file}` in an \
         argument is its path",
    )
    .or("false"),
    Key::new(
        "batch",
        Values::Integer { least: 1, most: 100_000 },
        "the most files that it gets each time; as many as fit in a command line without it",
    ),
    Key::new(
        "concurrency",
        Values::Integer { least: 1, most: 1024 },
        "how many of it may run at the same time; as many as there are workers without it",
    ),
    Key::new(
        "exit-codes",
        Values::SomeIntegers { least: 0, most: 255 },
        "exit codes that say that it ran well; 0, and 1 where it finds something, without it",
    ),
];

/// Reads a command node.
pub(crate) fn read(fields: &Fields<'_>) -> Option<Command> {
    let run = fields.some_strings("run");
    let format = fields.some_choice("format", &Format::NAMED);
    let positive = |key| fields.integer(key).and_then(NonZeroUsize::new);
    let string = |key| {
        let string = fields.value(key, |value| value.as_str().map(str::to_owned))?;
        Some(Spanned::new(fields.given(key)?.span(), string))
    };
    let cwd = string("cwd");
    let env = fields.strings("env");
    let stdin = fields.boolean("stdin");
    let (batch, concurrency) = (positive("batch"), positive("concurrency"));
    let exit_codes = fields
        .integers("exit-codes")
        .map(|codes| codes.into_iter().filter_map(|code| i32::try_from(code).ok()).collect());
    if exit_codes.as_ref().is_some_and(Vec::is_empty) {
        let help = "without the key, 0 says that it ran well, and 1 where it finds something";
        fields.add_to("exit-codes", "no exit code says that it ran well", Some(help));
    }
    cwd.iter().for_each(|cwd| check_folder(fields, cwd));
    let is_no_name = |name: &&Spanned<String>| {
        name.get_ref().is_empty() || name.get_ref().contains(['=', '\0', '$'])
    };
    for name in env.iter().filter(is_no_name) {
        let message = format!("`{}` is no name of a variable", name.get_ref());
        let help = "`env` names variables, whose values are those that they have";
        fields.add(name.span(), message, Some(help));
    }
    // Without one nothing is run.
    let format = format.unwrap_or(Format::Gnu);
    let command = Command { run, format, cwd, env, stdin, batch, concurrency, exit_codes };
    // That there is no list of arguments is told.
    if command.run.is_empty() {
        return None;
    }
    if let Some(n_files) = check_arguments(fields, &command) {
        check_files(fields, &command, n_files);
    }
    Some(command)
}

/// Whether `cwd` can be the folder of a program.
fn check_folder(fields: &Fields<'_>, cwd: &Spanned<String>) {
    let folder = cwd.get_ref();
    if folder.trim().is_empty() {
        let help = "without the key, it runs in the pipeline file's";
        fields.add(cwd.span(), "no folder is named", Some(help));
    } else if folder.starts_with(['/', '\\'])
        || folder.contains(':')
        || folder.split(['/', '\\']).any(|part| part == "..")
    {
        let message = format!("`{folder}` leaves the folder of the pipeline file");
        fields.add(cwd.span(), message, None);
    }
}

/// Whether the arguments of `command` can be what its author means. Gives how many stand for files, or are meant to;
/// nothing if that cannot be told.
fn check_arguments(fields: &Fields<'_>, command: &Command) -> Option<usize> {
    let refuse = |argument: &Spanned<String>, message: &str, help: &str| {
        fields.add(argument.span(), message, Some(help));
    };
    let program = &command.run[0];
    let is_path = program.get_ref().contains(['/', '\\']);
    if program.get_ref().trim().is_empty() || program.get_ref() == FILES {
        refuse(program, "no program is named", "the first item of `run` is the program");
    } else if program.get_ref().contains(char::is_whitespace) && !is_path {
        let message = format!("`{}` is one word of a command line", program.get_ref());
        let help = "each argument is an item of its own, because there is no shell that parts them";
        refuse(program, &message, help);
        // How it would be parted nobody knows.
        return None;
    }
    let mut n_files = 0;
    for argument in &command.run {
        let text = argument.get_ref().as_str();
        n_files += usize::from(text.contains(FILES));
        if text.contains('\0') {
            refuse(argument, "an argument has no NUL", "take it out");
        } else if text.contains(FILES) && text != FILES {
            let help = "each file is an argument of its own, in the place of an item `\"{files}\"`";
            refuse(argument, "`{files}` stands alone", help);
        } else if text == FILES && command.stdin {
            let help = "`{file}` in an argument is the path of the file";
            refuse(argument, "the file is on the standard input", help);
        } else if text == FILES && n_files == 2 {
            refuse(argument, "`{files}` is named twice", "name it once");
        } else if text.contains(FILE) && !command.stdin {
            let help =
                "`{files}` is an argument for each, `{file}` the one that `stdin = true` gives";
            refuse(argument, "`{file}` stands for no file", help);
            n_files += 1;
        } else if text.starts_with('{')
            && text.ends_with('}')
            && ![FILES, FILE].contains(&text)
            && let Some(help) = names::did_you_mean(text, [FILES, FILE])
        {
            refuse(argument, &format!("`{text}` stands for nothing"), &help);
            n_files += 1;
        }
    }
    Some(n_files)
}

/// Whether the other keys of `command` suit one of whose arguments so many stand for files.
fn check_files(fields: &Fields<'_>, command: &Command, n_files: usize) {
    if n_files == 0 && !command.stdin {
        for key in ["batch", "concurrency"] {
            if fields.given(key).is_some() {
                let message = format!("`{key}` is of no use to a program that is given no files");
                let help = "add an item `\"{files}\"` to `run`, or `stdin = true`";
                fields.add_to(key, message, Some(help));
            }
        }
    }
    if command.stdin && fields.given("batch").is_some() {
        let message = "`batch` is of no use to a program that gets one file each time";
        fields.add_to("batch", message, Some("take it out, or `stdin`"));
    }
    if command.format == Format::LanguageTool
        && n_files > 0
        && !command.stdin
        && command.batch != NonZeroUsize::new(1)
    {
        let message = "LanguageTool does not say which file its findings are in";
        let help = "let it have one file each time, with `batch = 1` or `stdin = true`";
        fields.add_to("format", message, Some(help));
    }
    if command.format == Format::Harper && n_files == 0 && !command.stdin {
        let message = "Harper does not say in which folder a file is that it finds";
        let help = "name the files to it, by an item `\"{files}\"` in `run`";
        fields.add_to("format", message, Some(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::PipelineErrors;
    use crate::node::NodeKind;
    use crate::pipeline::Pipeline;

    fn parse(keys: &str) -> Result<Pipeline, PipelineErrors> {
        let source = "source.a.include = ['*']";
        Pipeline::parse(&format!("{source}\n[command.c]\nneeds = ['a']\n{keys}"), "p")
    }

    fn command(keys: &str) -> Command {
        let nodes = parse(keys).expect("a pipeline").graph.into_nodes();
        let command = |node: crate::node::Node| match node.kind {
            NodeKind::Command(command) => Some(command),
            _ => None,
        };
        nodes.into_iter().find_map(command).expect("a command")
    }

    #[test]
    fn every_key() {
        let read = command(
            "run = ['vale', '--x', '{files}']\nformat = 'vale'\ncwd = 'a/b'\nenv = ['X']\n\
             batch = 2\nconcurrency = 3\nexit-codes = [0, 65]",
        );
        let number = NonZeroUsize::new;
        assert_eq!((read.format, read.stdin), (Format::Vale, false));
        assert_eq!((read.batch, read.concurrency), (number(2), number(3)));
        assert_eq!(read.exit_codes, Some(vec![0, 65]));
        assert_eq!(read.cwd.as_ref().map(|cwd| cwd.get_ref().as_str()), Some("a/b"));
        let files = ["a b.md".to_owned(), "$(c).md".to_owned()];
        assert_eq!(read.arguments(&files).collect::<Vec<_>>(), ["--x", "a b.md", "$(c).md"]);
        assert!(read.takes_files());
    }

    #[test]
    fn a_file_on_the_standard_input() {
        let read = command("run = ['x', '--name={file}']\nformat = 'jsonl'\nstdin = true");
        let files = ["a b.md".to_owned()];
        assert_eq!(read.arguments(&files).collect::<Vec<_>>(), ["--name=a b.md"]);
        assert!(read.takes_files() && read.exit_codes.is_none());
        assert!(!command("run = ['x']\nformat = 'jsonl'").takes_files());
    }

    #[track_caller]
    fn check_refused(keys: &str, expected: &str) {
        let error = parse(keys).expect_err("it is refused").only();
        let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
        assert_eq!(format!("{}{help}", error.message()), expected);
    }

    #[test]
    fn a_name_that_nobody_could_say() {
        let text = "source.a.include = ['*']\n[command.'my tool']\nneeds = ['a']\nrun = ['x']\n\
                    format = 'gnu'";
        let error = Pipeline::parse(text, "p").expect_err("it is refused").only();
        assert_eq!(error.message(), "`my tool` is no name of a command node");
        assert_eq!(&text[error.span()], "'my tool'");
    }

    #[test]
    fn refused() {
        check_refused("format = 'vale'", "command node `c` has no `run`");
        check_refused(
            "run = ['vale']",
            "command node `c` has no `format`; it is `\"sarif\"`, `\"jsonl\"`, `\"checkstyle\"`, `\"gnu\"`, `\"vale\"`, \
             `\"textlint\"`, `\"proselint\"`, `\"languagetool\"` or `\"harper\"`",
        );
        for (keys, expected) in [
            (
                "run = 'vale'",
                "`run` must be a list of strings, not `'vale'`; did you mean `[\"vale\"]`?",
            ),
            (
                "run = ['vale {files}']",
                "`vale {files}` is one word of a command line; \
                 each argument is an item of its own, because there is no shell that parts them",
            ),
            ("run = ['{files}']", "no program is named; the first item of `run` is the program"),
            (
                "run = ['x', '--in={files}']",
                "`{files}` stands alone; \
                 each file is an argument of its own, in the place of an item `\"{files}\"`",
            ),
            (
                "run = ['x', '{file}']",
                "`{file}` stands for no file; \
                 `{files}` is an argument for each, `{file}` the one that `stdin = true` gives",
            ),
            (
                "stdin = true\nrun = ['x', '{files}']",
                "the file is on the standard input; `{file}` in an argument is the path of the file",
            ),
            ("run = ['x', '{fiels}']", "`{fiels}` stands for nothing; did you mean `{files}`?"),
            ("run = ['x', '{files}', '{files}']", "`{files}` is named twice; name it once"),
            (
                "run = ['x']\nbatch = 3",
                "`batch` is of no use to a program that is given no files; \
                 add an item `\"{files}\"` to `run`, or `stdin = true`",
            ),
            ("run = ['x']\ncwd = 'a/../..'", "`a/../..` leaves the folder of the pipeline file"),
            (
                "run = ['x']\nenv = ['A=b']",
                "`A=b` is no name of a variable; \
                 `env` names variables, whose values are those that they have",
            ),
            (
                "run = ['x']\nexit-codes = 3",
                "`exit-codes` must be a list of integers from 0 to 255, not `3`",
            ),
            (
                "run = ['x']\nexit-codes = [0, 256]",
                "every item of `exit-codes` must be an integer from 0 to 255, not `256`",
            ),
            (
                "run = ['x']\nexit-codes = []",
                "no exit code says that it ran well; \
                 without the key, 0 says that it ran well, and 1 where it finds something",
            ),
            (
                "run = ['x']\nstdin = true\nbatch = 3",
                "`batch` is of no use to a program that gets one file each time; \
                 take it out, or `stdin`",
            ),
            (
                "run = ['x']\ncwd = ' '",
                "no folder is named; without the key, it runs in the pipeline file's",
            ),
            (
                "run = ['x', '{files}']\nbatch = 0",
                "`batch` must be an integer from 1 to 100000, not `0`",
            ),
        ] {
            check_refused(&format!("format = 'jsonl'\n{keys}"), expected);
        }
        check_refused(
            "run = ['x', '{files}']\nformat = 'languagetool'",
            "LanguageTool does not say which file its findings are in; \
             let it have one file each time, with `batch = 1` or `stdin = true`",
        );
        check_refused(
            "run = ['harper', 'lint', '.']\nformat = 'harper'",
            "Harper does not say in which folder a file is that it finds; \
             name the files to it, by an item `\"{files}\"` in `run`",
        );
        check_refused(
            "run = ['x', '{files}']\nformat = 'valе'",
            "`format` must be `\"sarif\"`, `\"jsonl\"`, `\"checkstyle\"`, `\"gnu\"`, `\"vale\"`, \
             `\"textlint\"`, `\"proselint\"`, `\"languagetool\"` or `\"harper\"`, not `'valе'`; \
             did you mean `vale`?",
        );
    }
}
