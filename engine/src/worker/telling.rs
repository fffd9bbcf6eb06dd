//! What observers are told of a worker, and when it was.

use crate::event::Event;
use crate::job::Job;
use crate::worker::Worker;

impl<'a, J: Job + 'a> Worker<'_, 'a, J> {
    /// Tells that a job starts, at the time at which the last one ended if nothing came between.
    #[cold]
    pub(crate) fn tell_start(&mut self, event: Event<'_>) {
        let at = self.last.take().unwrap_or_else(|| self.session.now());
        self.session.tell(at, event);
    }

    /// Tells that something has ended. What comes of it is told at the same time.
    #[cold]
    pub(crate) fn tell_end(&mut self, event: Event<'_>) {
        let at = self.session.now();
        self.session.tell(at, event);
        self.last = Some(at);
    }

    /// Tells that a node has become ready, if the run is observed.
    pub(crate) fn tell_ready(&self, node: u32) {
        if self.session.is_observed() {
            let at = self.last.unwrap_or_else(|| self.session.now());
            let node = self.session.shape.id(node);
            self.session.tell(at, Event::NodeReady { node, worker: self.number });
        }
    }

    /// Tells that this worker is awake, unless it was.
    pub(crate) fn tell_awake(&mut self) {
        if !std::mem::replace(&mut self.is_awake, true) {
            self.session.tell_now(Event::Unparked { worker: self.number });
        }
    }

    /// Tells that this worker is about to sleep, unless it was asleep but for a look.
    pub(crate) fn tell_asleep(&mut self) {
        if std::mem::take(&mut self.is_awake) {
            self.session.tell_now(Event::Parked { worker: self.number });
        }
    }

    /// Whatever comes now does not follow a node at once.
    pub(crate) fn pause(&mut self) {
        self.last = None;
    }
}
