//! What a rule is.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::intentions::Intentions;
use crate::meta::Meta;
use crate::story::{Document, Story};

/// One rule. Its fields are its options.
///
/// A validator cannot fail: what is wrong with the story is a finding, and nothing else can go wrong.
pub trait Validator: Default + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// What the rule looks at: a [`Document`], the [`Story`] or the [`Intentions`].
    type Subject: Subject;

    /// What the rule says of itself.
    const META: Meta;

    /// Reports what is wrong with `subject`.
    fn check(&self, subject: &Self::Subject, cx: &mut Context);
}

/// What a rule can look at. Only [`Document`], [`Story`] and [`Intentions`] are.
pub trait Subject: sealed::Sealed + 'static {
    #[doc(hidden)]
    fn rule(run: Box<dyn Check<Self>>) -> Rule;
}

/// A rule with its options, ready to run.
pub enum Rule {
    /// Judges one document.
    Document(Box<dyn Check<Document>>),
    /// Judges the story.
    Story(Box<dyn Check<Story>>),
    /// Judges what authors say is intended, after all other rules.
    Intentions(Box<dyn Check<Intentions>>),
}

/// A validator behind a pointer, or rules that only a pipeline has.
pub trait Check<S: ?Sized>: Send + Sync {
    /// What findings are reported under.
    fn ids(&self) -> Vec<Cow<'static, str>>;

    /// Reports what is wrong with `subject`.
    fn run(&self, subject: &S, cx: &mut Context);
}

impl<V: Validator> Check<V::Subject> for V {
    fn ids(&self) -> Vec<Cow<'static, str>> {
        vec![V::META.id.into()]
    }

    fn run(&self, subject: &V::Subject, cx: &mut Context) {
        cx.enter(V::META.id, V::META.group.severity());
        self.check(subject, cx);
    }
}

impl Subject for Document {
    fn rule(run: Box<dyn Check<Self>>) -> Rule {
        Rule::Document(run)
    }
}

impl Subject for Story {
    fn rule(run: Box<dyn Check<Self>>) -> Rule {
        Rule::Story(run)
    }
}

impl Subject for Intentions {
    fn rule(run: Box<dyn Check<Self>>) -> Rule {
        Rule::Intentions(run)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::story::Document {}
    impl Sealed for crate::story::Story {}
    impl Sealed for crate::intentions::Intentions {}
}
