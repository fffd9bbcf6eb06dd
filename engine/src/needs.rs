//! What a closure needs of other nodes, by type.

use std::mem;
use std::slice;

use storylint_graph::NodeId;

use crate::input::Input;
use crate::job::TaskContext;
use crate::node::{Maybe, Node, Own};
use crate::node_ref::sealed::Sealed;
use crate::sync::Arc;
use crate::value::Value;

/// What a closure needs of other nodes, and so what it is called with:
///
/// | needs | inputs |
/// |---|---|
/// | `node` | `&T` |
/// | [`node.own()`](Node::own) | `T` |
/// | [`node.maybe()`](Node::maybe) | `Option<&T>` |
/// | [`Context`] | [`TaskContext`] |
/// | a tuple of up to eight of all these | a tuple |
/// | an array `[N; LEN]` | an array |
/// | a `Vec<N>` or a slice `&[N]` | a `Vec` |
///
/// `()` is a tuple, too: `flow.add((), |()| 6)`.
pub trait Needs: Sealed {
    /// What the closure is called with.
    type Inputs<'i>;

    /// Lists the nodes, in the order in which `bind` asks for their values.
    #[doc(hidden)]
    fn list(&self, list: &mut List);

    /// Gives the inputs, or the need that has no output.
    #[doc(hidden)]
    fn bind<'i>(values: &mut Values<'i>) -> Result<Self::Inputs<'i>, NodeId>;
}

/// Among the needs of a closure, stands for the [`TaskContext`] it runs in.
#[derive(Debug, Clone, Copy)]
pub struct Context;

/// The nodes that needs name.
#[derive(Debug, Default)]
pub struct List {
    /// The flow that all nodes must be of.
    pub(crate) flow: u32,
    /// Each time it is named.
    pub(crate) nodes: Vec<NodeId>,
    /// The lengths of what is only known to have some length.
    pub(crate) lengths: Vec<usize>,
    /// Whether a need may have no output.
    pub(crate) has_maybe: bool,
}

impl List {
    fn push<T>(&mut self, node: Node<T>) {
        assert!(node.flow == self.flow, "{node:?} is a node of another flow");
        self.nodes.push(node.id);
    }
}

/// What a node is run with.
#[derive(Debug)]
pub struct Values<'i> {
    /// Those that are there, in the order of the list.
    pub(crate) inputs: slice::IterMut<'i, (NodeId, Input<Value>)>,
    pub(crate) nodes: slice::Iter<'i, NodeId>,
    pub(crate) lengths: slice::Iter<'i, usize>,
    pub(crate) context: TaskContext<'i>,
}

impl<'i> Values<'i> {
    fn next(&mut self) -> Result<&'i mut Input<Value>, NodeId> {
        let node = *self.nodes.next().expect("as many nodes as were listed");
        match self.inputs.as_slice().first() {
            Some((need, _)) if *need == node => {
                Ok(self.inputs.next().map(|(_, input)| input).expect("it was there"))
            }
            _ => Err(node),
        }
    }

    fn length(&mut self) -> usize {
        *self.lengths.next().expect("as many lengths as were listed")
    }
}

impl<T: 'static> Needs for Node<T> {
    type Inputs<'i> = &'i T;

    fn list(&self, list: &mut List) {
        list.push(*self);
    }

    fn bind<'i>(values: &mut Values<'i>) -> Result<&'i T, NodeId> {
        Ok(values.next()?.get())
    }
}

impl<T: Clone + 'static> Needs for Own<T> {
    type Inputs<'i> = T;

    fn list(&self, list: &mut List) {
        list.push(self.0);
    }

    fn bind(values: &mut Values<'_>) -> Result<T, NodeId> {
        let taken = Input::Own(Value::new(0, ()));
        Ok(match mem::replace(values.next()?, taken) {
            Input::Own(value) => value.into_output(),
            Input::Shared(value) => match Arc::try_unwrap(value) {
                Ok(value) => value.into_output(),
                Err(value) => value.get::<T>().clone(),
            },
        })
    }
}

impl<T: 'static> Needs for Maybe<T> {
    type Inputs<'i> = Option<&'i T>;

    fn list(&self, list: &mut List) {
        list.push(self.0);
        list.has_maybe = true;
    }

    fn bind<'i>(values: &mut Values<'i>) -> Result<Option<&'i T>, NodeId> {
        Ok(values.next().ok().map(|value| value.get()))
    }
}

impl Needs for Context {
    type Inputs<'i> = TaskContext<'i>;

    fn list(&self, _: &mut List) {}

    fn bind<'i>(values: &mut Values<'i>) -> Result<TaskContext<'i>, NodeId> {
        Ok(values.context)
    }
}

impl<N: Needs> Needs for &[N] {
    type Inputs<'i> = Vec<N::Inputs<'i>>;

    fn list(&self, list: &mut List) {
        list.lengths.push(self.len());
        self.iter().for_each(|need| need.list(list));
    }

    fn bind<'i>(values: &mut Values<'i>) -> Result<Vec<N::Inputs<'i>>, NodeId> {
        (0..values.length()).map(|_| N::bind(values)).collect()
    }
}

impl<N: Needs> Needs for Vec<N> {
    type Inputs<'i> = Vec<N::Inputs<'i>>;

    fn list(&self, list: &mut List) {
        self.as_slice().list(list);
    }

    fn bind<'i>(values: &mut Values<'i>) -> Result<Vec<N::Inputs<'i>>, NodeId> {
        <&[N]>::bind(values)
    }
}

impl<N: Needs, const LEN: usize> Needs for [N; LEN] {
    type Inputs<'i> = [N::Inputs<'i>; LEN];

    fn list(&self, list: &mut List) {
        self.iter().for_each(|need| need.list(list));
    }

    fn bind<'i>(values: &mut Values<'i>) -> Result<[N::Inputs<'i>; LEN], NodeId> {
        let inputs: Vec<_> = (0..LEN).map(|_| N::bind(values)).collect::<Result<_, _>>()?;
        Ok(inputs.try_into().unwrap_or_else(|_| unreachable!("as many as there are needs")))
    }
}

impl Needs for () {
    type Inputs<'i> = ();

    fn list(&self, _: &mut List) {}

    fn bind(_: &mut Values<'_>) -> Result<(), NodeId> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($need:ident $name:ident),*) => {
        impl<$($need),*> Sealed for ($($need,)*) {}

        impl<$($need: Needs),*> Needs for ($($need,)*) {
            type Inputs<'i> = ($($need::Inputs<'i>,)*);

            fn list(&self, list: &mut List) {
                let ($($name,)*) = self;
                $($name.list(list);)*
            }

            fn bind<'i>(values: &mut Values<'i>) -> Result<Self::Inputs<'i>, NodeId> {
                Ok(($($need::bind(values)?,)*))
            }
        }
    };
}

tuples!(A a);
tuples!(A a, B b);
tuples!(A a, B b, C c);
tuples!(A a, B b, C c, D d);
tuples!(A a, B b, C c, D d, E e);
tuples!(A a, B b, C c, D d, E e, F f);
tuples!(A a, B b, C c, D d, E e, F f, G g);
tuples!(A a, B b, C c, D d, E e, F f, G g, H h);

impl Sealed for () {}
impl<T> Sealed for Own<T> {}
impl<T> Sealed for Maybe<T> {}
impl Sealed for Context {}
impl<N> Sealed for &[N] {}
impl<N> Sealed for Vec<N> {}
impl<N, const LEN: usize> Sealed for [N; LEN] {}
