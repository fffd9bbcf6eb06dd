//! How each kind of node is declared.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeValue};

use crate::error::PipelineError;
use crate::fields::{self, Fields, integer};
use crate::node::{FailOn, Node, NodeKind, ResultNode, Role, Source, Validate};
use crate::pattern;
use crate::policy::{OnFailure, Policy};
use crate::text::Text;

/// How one kind of node is declared.
pub(crate) struct Kind {
    /// The table that its nodes are in.
    pub(crate) name: &'static str,
    /// The kinds that it may need, and must need one of; without any it has neither `needs` nor
    /// `on-failure`.
    pub(crate) needs: &'static [&'static str],
    /// Its keys beside those that all nodes have.
    keys: &'static [&'static str],
    /// What it does without the key `on-failure`.
    on_failure: OnFailure,
    read: fn(&Fields<'_>) -> Result<NodeKind, PipelineError>,
}

/// All kinds of node.
pub(crate) static KINDS: [Kind; 4] = [
    Kind {
        name: "source",
        needs: &[],
        keys: &["include", "exclude", "role", "optional"],
        on_failure: OnFailure::Skip,
        read: source,
    },
    Kind {
        name: "validate",
        needs: &["source"],
        keys: &["validators", "options"],
        on_failure: OnFailure::Skip,
        read: validate,
    },
    Kind {
        name: "pattern",
        needs: &["source"],
        keys: &pattern::KEYS,
        on_failure: OnFailure::Skip,
        read: |fields| pattern::read(fields).map(NodeKind::Pattern),
    },
    Kind {
        name: "result",
        needs: &["validate", "pattern", "result"],
        keys: &["fail-on"],
        on_failure: OnFailure::Continue,
        read: result,
    },
];

/// A node whose needs are still names.
pub(crate) struct Declared {
    pub(crate) kind: &'static Kind,
    pub(crate) node: Node,
    pub(crate) needs: Vec<Spanned<String>>,
}

impl Declared {
    /// What messages call it.
    pub(crate) fn title(&self) -> String {
        self.kind.title(&self.node.name)
    }
}

impl Kind {
    /// Reads the node that `value` declares.
    pub(crate) fn read(
        &'static self,
        text: &Arc<Text>,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Declared, PipelineError> {
        let title = self.title(name.get_ref());
        let table = fields::table(text, &title, "a table", value).map_err(|error| {
            error.with_help(format!("a {0} node is declared as `[{0}.its-name]`", self.name))
        })?;
        let fields = Fields::new(text, &title, name.span(), table, &self.keys())?;
        let needs =
            if self.needs.is_empty() { Vec::new() } else { fields.some_strings("needs")? };
        let kind = (self.read)(&fields)?;
        let policy = self.policy(&fields)?;
        let node = Node { name: name.to_string(), kind, policy, span: name.span() };
        Ok(Declared { kind: self, node, needs })
    }

    fn policy(&self, fields: &Fields<'_>) -> Result<Policy, PipelineError> {
        let priority = fields.value("priority", "an integer from 0 to 100", |value| {
            integer(value).and_then(|n| u8::try_from(n).ok()).filter(|&n| n <= 100)
        })?;
        let choices = [("skip", OnFailure::Skip), ("continue", OnFailure::Continue)];
        let on_failure = fields.choice("on-failure", &choices)?;
        let policy = Policy::default();
        Ok(Policy {
            priority: priority.unwrap_or(policy.priority),
            on_failure: on_failure.unwrap_or(self.on_failure),
            ..policy
        })
    }

    fn keys(&self) -> Vec<&'static str> {
        let (needs, on_failure): (&[_], &[_]) =
            if self.needs.is_empty() { (&[], &[]) } else { (&["needs"], &["on-failure"]) };
        [needs, self.keys, &["priority"], on_failure].concat()
    }

    fn title(&self, name: &str) -> String {
        format!("{} node `{name}`", self.name)
    }
}

fn source(fields: &Fields<'_>) -> Result<NodeKind, PipelineError> {
    let roles = [("story", Role::Story), ("reference", Role::Reference), ("notes", Role::Notes)];
    let optional = fields.value("optional", "`true` or `false`", |value| value.as_bool())?;
    Ok(NodeKind::Source(Source {
        include: fields.some_strings("include")?,
        exclude: fields.strings("exclude")?,
        role: fields.choice("role", &roles)?,
        optional: optional.unwrap_or_default(),
    }))
}

fn validate(fields: &Fields<'_>) -> Result<NodeKind, PipelineError> {
    Ok(NodeKind::Validate(Validate {
        validators: fields.some_strings("validators")?,
        options: fields.tables("options")?,
    }))
}

fn result(fields: &Fields<'_>) -> Result<NodeKind, PipelineError> {
    let choices = [
        ("error", FailOn::Error),
        ("warning", FailOn::Warning),
        ("info", FailOn::Info),
        ("never", FailOn::Never),
    ];
    let fail_on = fields.choice("fail-on", &choices)?.unwrap_or_default();
    Ok(NodeKind::Result(ResultNode { fail_on }))
}
