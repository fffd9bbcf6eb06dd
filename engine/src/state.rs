//! Typed cells that the jobs of a run share.

use std::any::{Any, type_name};
use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::marker::PhantomData;

use dashmap::DashMap;

use crate::cell::{Cell, Subscription};
use crate::error::JobError;
use crate::sync::Arc;

/// Cells that any job of a run may read, change and watch, found by name.
///
/// It is for what belongs to the run as a whole, such as counters, limits and caches. It is no way
/// to another node's output, which comes along edges only. What jobs leave here depends on their
/// timing, so an output that must always be the same is not made from it.
///
/// A cell that nobody has written holds [`Default::default`]; where that must be told apart, its
/// type is an `Option`. A cell keeps the type it is first used with, and it lives as long as the
/// state.
///
/// # What is atomic
/// [`write`](Self::write) and [`update`](Self::update) of one cell happen one after another, each
/// as a whole. [`read`](Self::read) sees the value before or after a change, and never waits for
/// one. Nothing is atomic across cells: values that must agree belong in one.
///
/// # Cost
/// Every call hashes the name once, and a call that waits, waits only for the changes of its own
/// cell. A read clones an `Arc`. A change takes one step for each subscriber, and an update clones
/// the value first, so the large parts of a value are best behind an `Arc`.
#[derive(Default)]
pub struct SharedState {
    cells: DashMap<String, AnyCell, RandomState>,
}

impl SharedState {
    /// A state in which every cell holds its default.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// [`StateError::WrongType`].
    pub fn read<T>(&self, key: &StateKey<T>) -> Result<Arc<T>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        Ok(self.cell(key)?.value())
    }

    /// Replaces the value of a cell.
    ///
    /// # Errors
    /// [`StateError::WrongType`], and [`StateError::Nested`] inside an update.
    pub fn write<T>(&self, key: &StateKey<T>, value: T) -> Result<(), StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        self.cell(key)?.change(|_| (value, ())).ok_or_else(|| key.nested())
    }

    /// Lets `change` work on the value of a cell, and returns what `change` returns.
    ///
    /// It works on a clone, which becomes the value when it returns. So if it panics, the cell is
    /// as it was, and the panic goes on to the caller.
    ///
    /// Meanwhile all other changes of the cell wait, so `change` should be short, and must not
    /// wait for a thread that may be changing this cell. It may read any cell, this one as it was
    /// before. It cannot change any, this one or another, because two updates that change each
    /// other's cells would wait for each other for ever: that is an error.
    ///
    /// # Errors
    /// [`StateError::WrongType`], and [`StateError::Nested`] inside another update.
    pub fn update<T, R>(
        &self,
        key: &StateKey<T>,
        change: impl FnOnce(&mut T) -> R,
    ) -> Result<R, StateError>
    where
        T: Clone + Default + Send + Sync + 'static,
    {
        let change = |before: &T| {
            let mut value = before.clone();
            let result = change(&mut value);
            (value, result)
        };
        self.cell(key)?.change(change).ok_or_else(|| key.nested())
    }

    /// Watches a cell: every change from now on will be told, in the order in which they happen,
    /// which is the same for all subscribers.
    ///
    /// Every write and every update that does not panic is a change, whether or not the value
    /// differs. To miss nothing, subscribe first and read then.
    ///
    /// # Errors
    /// [`StateError::WrongType`].
    pub fn subscribe<T>(&self, key: &StateKey<T>) -> Result<Subscription<T>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        Ok(self.cell(key)?.subscribe())
    }

    fn cell<T>(&self, key: &StateKey<T>) -> Result<Arc<Cell<T>>, StateError>
    where
        T: Default + Send + Sync + 'static,
    {
        let found = self.cells.get(&*key.name).map(|found| found.clone());
        let AnyCell { holds, cell } = found.unwrap_or_else(|| {
            // Made and, if another thread was faster, dropped with no part of the table locked,
            // because the default and the destructor of a value may do anything.
            let fresh = AnyCell { holds: type_name::<T>(), cell: Arc::<Cell<T>>::default() };
            self.cells.entry(key.name.to_string()).or_insert_with(|| fresh.clone()).clone()
        });
        cell.downcast().map_err(|_| StateError::WrongType {
            cell: key.name.to_string(),
            holds,
            asked: type_name::<T>(),
        })
    }
}

impl fmt::Debug for SharedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedState").field("n_cells", &self.cells.len()).finish_non_exhaustive()
    }
}

/// The name of a cell with the type of its value.
///
/// Jobs that are made apart share a cell by naming it alike:
/// `const SEEN: StateKey<u64> = StateKey::new("seen");`, or `StateKey::from` a `String`.
#[derive(Debug, Clone)]
pub struct StateKey<T> {
    name: Cow<'static, str>,
    /// A function, so that a key is `Send` and `Sync` whatever it is for.
    value: PhantomData<fn() -> T>,
}

impl<T> StateKey<T> {
    /// The cell called `name`.
    pub const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), value: PhantomData }
    }

    fn nested(&self) -> StateError {
        StateError::Nested { cell: self.name.to_string() }
    }
}

impl<T> From<String> for StateKey<T> {
    fn from(name: String) -> Self {
        Self { name: Cow::Owned(name), value: PhantomData }
    }
}

/// Why a cell cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The cell was first used with another type.
    #[error("the shared cell `{cell}` holds `{holds}`, not `{asked}`")]
    WrongType {
        /// The name of the cell.
        cell: String,
        /// The type of its value.
        holds: &'static str,
        /// The type of the key.
        asked: &'static str,
    },
    /// The thread is in the middle of an update, of this cell or another.
    #[error("the shared cell `{cell}` cannot be changed inside an update")]
    Nested {
        /// The name of the cell that was to be changed.
        cell: String,
    },
}

impl From<StateError> for JobError {
    fn from(error: StateError) -> Self {
        Self::new(error)
    }
}

/// A cell in the table, which does not know its type.
#[derive(Clone)]
struct AnyCell {
    holds: &'static str,
    /// A `Cell` of `holds`.
    cell: Arc<dyn Any + Send + Sync>,
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;
