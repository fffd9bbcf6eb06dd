//! A letter, and the way back to who sent it.

use std::fmt;

use crate::bell::Bell;
use crate::sync::{Arc, Mutex};

/// Why a letter has no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The worker has no mailbox, no longer or not yet. Nothing was sent.
    #[error("worker {worker} has no mailbox")]
    Unknown {
        /// The worker.
        worker: usize,
    },
    /// The worker did not reply within the deadline.
    #[error("worker {worker} did not reply in time")]
    NoReply {
        /// The worker.
        worker: usize,
    },
    /// The worker's mailbox was closed before the letter was received.
    #[error("the mailbox of worker {worker} was closed with the letter in it")]
    Closed {
        /// The worker.
        worker: usize,
    },
    /// The worker received the letter and dropped it.
    #[error("worker {worker} dropped the letter without a reply")]
    Unanswered {
        /// The worker.
        worker: usize,
    },
}

/// A message that has been received.
#[derive(Debug)]
pub struct Letter<M, R> {
    /// What was sent.
    pub message: M,
    /// The worker that sent it, if it said so.
    pub from: Option<usize>,
    /// The way back.
    pub answer: Answer<R>,
}

impl<M, R> Letter<M, R> {
    /// Replies to the sender, if it still waits.
    pub fn reply(self, reply: R) {
        self.answer.reply(reply);
    }
}

/// The way back to the sender of a letter, to be used once. Dropping it unused ends the sender's
/// wait with [`MailError::Unanswered`].
pub struct Answer<R>(Option<Arc<Pending<R>>>);

impl<R> Answer<R> {
    /// The way to nowhere.
    pub(crate) fn unawaited() -> Self {
        Self(None)
    }

    /// The way to `pending`.
    pub(crate) fn to(pending: &Arc<Pending<R>>) -> Self {
        Self(Some(Arc::clone(pending)))
    }

    /// Replies to the sender, if it still waits.
    pub fn reply(mut self, reply: R) {
        self.settle(|_| Ok(reply));
    }

    /// Ends the sender's wait, the first time.
    pub(crate) fn settle(&mut self, answer: impl FnOnce(usize) -> Result<R, MailError>) {
        if let Some(pending) = self.0.take() {
            *pending.answer.lock() = Some(answer(pending.from));
            pending.bell.ring();
        }
    }
}

impl<R> Drop for Answer<R> {
    fn drop(&mut self) {
        self.settle(|worker| Err(MailError::Unanswered { worker }));
    }
}

impl<R> fmt::Debug for Answer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("awaited", &self.0.is_some()).finish()
    }
}

/// An answer that is awaited.
pub(crate) struct Pending<R> {
    /// The worker that is to give it.
    from: usize,
    answer: Mutex<Option<Result<R, MailError>>>,
    /// Rung when it is there.
    bell: Arc<Bell>,
}

impl<R> Pending<R> {
    /// An answer that `from` is to give, which rings `bell`.
    pub(crate) fn new(from: usize, bell: &Arc<Bell>) -> Arc<Self> {
        Arc::new(Self { from, answer: Mutex::new(None), bell: Arc::clone(bell) })
    }

    pub(crate) fn take(&self) -> Option<Result<R, MailError>> {
        self.answer.lock().take()
    }
}
