//! How each kind of node is declared.

use toml::Spanned;
use toml::de::{DeString, DeValue};

use crate::command;
use crate::faults::Faults;
use crate::fields::{self, Fields};
use crate::key::{Key, Values, words};
use crate::names;
use crate::node::{FailOn, Node, NodeKind, Order, ResultNode, Role, Source, Validate};
use crate::pattern;
use crate::policy::{OnFailure, Policy};

/// How one kind of node is declared.
#[derive(Debug)]
pub struct Kind {
    /// The table that its nodes are in.
    pub name: &'static str,
    /// What its nodes do: in Markdown, without a final period.
    pub doc: &'static str,
    /// The kinds that it may need, and must need one of; without any it has neither `needs` nor
    /// `on-failure`.
    pub(crate) needs: &'static [&'static str],
    /// Its keys beside those that all nodes have.
    keys: &'static [Key],
    /// What it does without the key `on-failure`.
    on_failure: OnFailure,
    read: fn(&Fields<'_>) -> Option<NodeKind>,
}

/// All kinds of node.
pub static KINDS: [Kind; 5] = [
    Kind {
        name: "source",
        doc: "reads files of the story",
        needs: &[],
        keys: &SOURCE,
        on_failure: OnFailure::Skip,
        read: source,
    },
    Kind {
        name: "validate",
        doc: "runs rules over what it needs",
        needs: &["source"],
        keys: &VALIDATE,
        on_failure: OnFailure::Skip,
        read: validate,
    },
    Kind {
        name: "pattern",
        doc: "looks for regular expressions in what it needs",
        needs: &["source"],
        keys: &pattern::KEYS,
        on_failure: OnFailure::Skip,
        read: |fields| Some(NodeKind::Pattern(pattern::read(fields))),
    },
    Kind {
        name: "command",
        doc: "runs another program over the files of what it needs",
        needs: &["source"],
        keys: &command::KEYS,
        on_failure: OnFailure::Skip,
        read: |fields| command::read(fields).map(NodeKind::Command),
    },
    Kind {
        name: "result",
        doc: "gathers the findings of what it needs, and says whether they fail the run",
        needs: &["validate", "pattern", "command", "result"],
        keys: &RESULT,
        on_failure: OnFailure::Continue,
        read: result,
    },
];

const ROLES: [(&str, Role); 3] =
    [("story", Role::Story), ("reference", Role::Reference), ("notes", Role::Notes)];

const FAIL_ON: [(&str, FailOn); 4] = [
    ("error", FailOn::Error),
    ("warning", FailOn::Warning),
    ("info", FailOn::Info),
    ("never", FailOn::Never),
];

const ON_FAILURES: [(&str, OnFailure); 2] =
    [("skip", OnFailure::Skip), ("continue", OnFailure::Continue)];

static SOURCE: [Key; 5] = [
    Key::new(
        "include",
        Values::SomeStrings,
        "globs of the files to read, relative to the folder of the story's pipeline file; the case \
         of letters does not matter, `*` stays in its folder, and `**` does not",
    )
    .required(),
    Key::new("exclude", Values::Strings, "globs of files and folders to leave out").or("[]"),
    Key::new(
        "role",
        Values::Choice(&const { words(&ROLES) }),
        "what the files are to the story; each says it by its name and content without it",
    ),
    Key::new(
        "order",
        Values::AnyOf(&[Values::String, Values::SomeStrings]),
        "the order of the files: `\"natural\"` (chapter-2 before chapter-10), the path of a table of \
         contents (`\"SUMMARY.md\"`, `\"content.opf\"`), a key of their front matter (`\"chapter\"`), or \
         a list of files and folders; without it, that of the tables of contents that there are, else \
         natural",
    ),
    Key::new("optional", Values::Boolean, "whether it may match no file").or("false"),
];

static VALIDATE: [Key; 2] = [
    Key::new(
        "validators",
        Values::Rules,
        "rules and groups, which run unless they are off, or families (`links/*`) and all (`*`), of \
         which run what is on",
    )
    .required(),
    Key::new("options", Values::Options, "options by rule: `options.\"style/echo\" = { .. }`"),
];

static RESULT: [Key; 1] = [Key::new(
    "fail-on",
    Values::Choice(&const { words(&FAIL_ON) }),
    "the mildest finding that fails the run",
)
.or("\"error\"")];

/// The key that names what a node needs.
static NEEDS: Key =
    Key::new("needs", Values::SomeStrings, "the names of the nodes that it works on").required();

/// What every node may ask for.
static POLICY: [Key; 5] = [
    Key::new(
        "priority",
        Values::Integer { least: 0, most: 100 },
        "of two tasks that could run, that with the lower number runs sooner",
    )
    .or("50"),
    Key::new("cost", Values::Time, "how long each of its tasks is expected to run, for the order"),
    Key::new("memory", Values::Size, "how much each of its tasks is expected to hold"),
    Key::new(
        "timeout",
        Values::Time,
        "how long each of its tasks may take; `run.timeout` without it",
    ),
    Key::new(
        "retries",
        Values::Integer { least: 0, most: 100 },
        "how often each of its tasks is tried again when it fails in a way that may pass; `run.retries` \
         without it",
    ),
];

/// The key that says what a node does when something it needs fails.
static ON_FAILURE: Key = Key::new(
    "on-failure",
    Values::Choice(&const { words(&ON_FAILURES) }),
    "whether it runs with what it has when something it needs failed; results do without it",
);

/// A node whose needs are still names.
pub(crate) struct Declared {
    pub(crate) kind: &'static Kind,
    pub(crate) name: Spanned<String>,
    pub(crate) needs: Vec<Spanned<String>>,
    /// The node as far as it could be read, so that all that is wrong with it is told at once.
    pub(crate) node: Option<Node>,
}

impl Declared {
    /// What messages call it.
    pub(crate) fn title(&self) -> String {
        self.kind.title(self.name.get_ref())
    }
}

impl Kind {
    /// The kind whose nodes are in the table `name`.
    pub(crate) fn called(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// How such a node is declared, as help.
    pub(crate) fn declared_as(&self) -> String {
        format!("a {0} node is declared as `[{0}.its-name]`", self.name)
    }

    /// Reads the node that `value` declares, whose `policy` counts where it says nothing.
    pub(crate) fn read(
        &'static self,
        faults: &Faults,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        policy: &Policy,
    ) -> Declared {
        let title = self.title(name.get_ref());
        let name = Spanned::new(name.span(), name.to_string());
        let table = fields::table(faults.text(), &title, "a table", value)
            .map_err(|error| error.with_help(self.declared_as()));
        let Some(table) = faults.keep(table) else {
            return Declared { kind: self, name, needs: Vec::new(), node: None };
        };
        let fields = Fields::new(faults, &title, name.span(), table, self.keys());
        let n_before_needs = faults.len();
        let needs = match self.needs {
            [] => Vec::new(),
            _ => fields.some_strings("needs"),
        };
        let kinds = names::list(self.needs, "or");
        faults.help_after(n_before_needs, &format!("a {} node needs {kinds} nodes", self.name));
        let kind = (self.read)(&fields);
        if matches!(kind, Some(NodeKind::Command(_))) && !pattern::is_id(name.get_ref()) {
            let message = format!("`{}` is no name of a command node", name.get_ref());
            let help = "its findings are known as `command/NAME/RULE`, so a name has letters, digits, `-`, \
                        `_` and `.`";
            fields.add(name.span(), message, Some(help));
        } else if name.get_ref().is_empty() {
            fields.add(name.span(), format!("a {} node needs a name", self.name), None);
        }
        let policy = self.policy(&fields, policy);
        let (span, own_name) = (name.span(), name.get_ref().clone());
        let node = kind.map(|kind| Node { name: own_name, kind, policy, span });
        Declared { kind: self, name, needs, node }
    }

    fn policy(&self, fields: &Fields<'_>, default: &Policy) -> Policy {
        let priority = fields.integer("priority").and_then(|n| u8::try_from(n).ok());
        let on_failure = match self.needs {
            [] => None,
            _ => fields.choice("on-failure", &ON_FAILURES),
        };
        Policy {
            priority: priority.unwrap_or(default.priority),
            cost: fields.time("cost").or(default.cost),
            memory: fields.size("memory").or(default.memory),
            timeout: fields.time("timeout").or(default.timeout),
            retries: fields.retries("retries").unwrap_or(default.retries),
            on_failure: on_failure.unwrap_or(self.on_failure),
            ..default.clone()
        }
    }

    /// All keys of its nodes.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let (needs, on_failure) =
            if self.needs.is_empty() { (None, None) } else { (Some(&NEEDS), Some(&ON_FAILURE)) };
        needs.into_iter().chain(self.keys).chain(&POLICY).chain(on_failure)
    }

    fn title(&self, name: &str) -> String {
        format!("{} node `{name}`", self.name)
    }
}

fn source(fields: &Fields<'_>) -> Option<NodeKind> {
    let n_given = fields.given("include").and_then(|it| Some(it.get_ref().as_array()?.len()));
    let mut include = fields.some_strings("include");
    if n_given != Some(include.len()) {
        // What the rest of them select says nothing of what is meant.
        include.clear();
    }
    Some(NodeKind::Source(Source {
        include,
        exclude: fields.strings("exclude"),
        order: order(fields),
        role: fields.choice("role", &ROLES),
        optional: fields.boolean("optional"),
    }))
}

fn order(fields: &Fields<'_>) -> Option<Spanned<Order>> {
    let given = fields.given("order")?;
    let order = match given.get_ref().as_array() {
        Some(_) => Order::Paths(fields.some_strings("order")),
        None => {
            let name = |value: &DeValue<'_>| {
                value.as_str().filter(|name| !name.trim().is_empty()).map(str::to_owned)
            };
            match fields.value("order", name)? {
                natural if natural == "natural" => Order::Natural,
                path if is_path(&path) => Order::Contents(path),
                key => Order::Key(key),
            }
        }
    };
    Some(Spanned::new(given.span(), order))
}

/// Whether `name` is that of a file, and not of a key.
fn is_path(name: &str) -> bool {
    name.contains('/') || [".md", ".markdown", ".opf"].iter().any(|ending| name.ends_with(ending))
}

fn validate(fields: &Fields<'_>) -> Option<NodeKind> {
    Some(NodeKind::Validate(Validate {
        validators: fields.some_strings("validators"),
        options: fields.tables("options"),
    }))
}

fn result(fields: &Fields<'_>) -> Option<NodeKind> {
    let fail_on = fields.choice("fail-on", &FAIL_ON).unwrap_or_default();
    Some(NodeKind::Result(ResultNode { fail_on }))
}
