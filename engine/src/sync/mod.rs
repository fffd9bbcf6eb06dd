//! Every synchronisation primitive the engine uses, so that a model checker can replace them here.

#[cfg(any(loom, shuttle))]
mod clock;
#[cfg(any(loom, shuttle))]
mod locks;
#[cfg(loom)]
mod loom;
#[cfg(shuttle)]
mod shuttle;
#[cfg(not(any(loom, shuttle)))]
mod system;

#[cfg(loom)]
pub(crate) use self::loom::*;
#[cfg(shuttle)]
pub(crate) use self::shuttle::*;
#[cfg(not(any(loom, shuttle)))]
pub(crate) use self::system::*;

/// Keeps a value that is written often off the cache lines of its neighbours: two lines of 64
/// bytes, because x86 fetches them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);
