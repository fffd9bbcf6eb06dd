//! Mailboxes beside plain lists, and what happens when workers write to each other.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::sync::{AtomicU32, Ordering, thread};

type Mail = Mailboxes<u32, u32>;

/// So late that it is never reached when the code is right.
fn late() -> Instant {
    Instant::now() + Duration::from_secs(30)
}

fn opened(workers: impl IntoIterator<Item = usize>) -> Mail {
    let mail = Mail::new();
    workers.into_iter().for_each(|worker| mail.open(worker));
    mail
}

/// What comes of a letter to worker 1, which `treat`s it.
fn fate(treat: impl FnOnce(&Mail) + Send) -> Result<u32, MailError> {
    let mail = &opened([1]);
    thread::scope(|scope| {
        let deadline = late();
        let sender = scope.spawn(move || mail.send_to(Some(0), 1, 7, deadline));
        while mail.find(1).unwrap().letters.lock().as_ref().unwrap().is_empty() {
            assert!(!sender.is_finished(), "it waits for the reply");
            thread::yield_now();
        }
        treat(mail);
        let reply = sender.join().unwrap();
        assert!(Instant::now() < deadline, "it was not woken");
        reply
    })
}

#[test]
fn answered() {
    let reply = fate(|mail| {
        let letter = mail.receive(1).unwrap();
        assert_eq!((letter.message, letter.from), (7, Some(0)));
        letter.reply(14);
    });
    assert_eq!(reply, Ok(14));
}

#[test]
fn dropped() {
    let reply = fate(|mail| drop(mail.receive(1).unwrap()));
    assert_eq!(reply, Err(MailError::Unanswered { worker: 1 }));
}

#[test]
fn closed() {
    assert_eq!(fate(|mail| mail.close(1)), Err(MailError::Closed { worker: 1 }));
}

#[test]
fn replaced() {
    let reply = fate(|mail| {
        mail.open(1);
        assert!(mail.receive(1).is_none(), "the new box is empty");
    });
    assert_eq!(reply, Err(MailError::Closed { worker: 1 }));
}

#[test]
fn unknown() {
    let mail = opened([0]);
    let unknown = MailError::Unknown { worker: 1 };
    assert_eq!(mail.send(None, 1, 7), Err(unknown));
    assert_eq!(mail.send_to(None, 1, 7, late()), Err(unknown));
    assert_eq!(mail.send_to_serving(1, 0, 7, late(), drop), Err(unknown));
    assert!(mail.receive(0).is_none(), "nothing was sent");
    assert!(mail.receive_until(1, late()).is_none());
}

#[test]
fn a_reply_after_the_deadline_goes_nowhere() {
    let mail = opened([0, 1]);
    let late = Err(MailError::NoReply { worker: 1 });
    assert_eq!(mail.send_to(None, 1, 7, Instant::now()), late);
    assert_eq!(mail.send_to_serving(0, 1, 8, Instant::now(), drop), late);
    (0..2).for_each(|_| mail.receive(1).unwrap().reply(0));
    assert!(mail.receive_until(1, Instant::now()).is_none());
}

#[test]
fn a_flood_does_not_put_the_deadline_off() {
    let mail = opened([0, 1]);
    mail.send(None, 0, 7).unwrap();
    let mut n_served = 0;
    let reply = mail.send_to_serving(0, 1, 7, Instant::now(), |_| {
        n_served += 1;
        assert_eq!(n_served, 1, "the deadline has passed");
        mail.send(None, 0, 7).unwrap();
    });
    assert_eq!(reply, Err(MailError::NoReply { worker: 1 }));
}

/// Lets threads wait for letters to a worker while `act` runs, each time a little earlier or
/// later, and until `messages` have come.
#[track_caller]
fn assert_wakes<const N: usize>(act: impl Fn(&Mail), messages: [Option<u32>; N]) {
    for round in 0..500 {
        let deadline = late();
        let mail = &opened([1]);
        let n_begun = &AtomicU32::new(0);
        let received = thread::scope(|scope| {
            let receivers = [(); N].map(|()| {
                scope.spawn(move || {
                    n_begun.fetch_add(1, Ordering::Relaxed);
                    mail.receive_until(1, deadline).map(|letter| letter.message)
                })
            });
            while n_begun.load(Ordering::Relaxed) < N as u32 {
                thread::yield_now();
            }
            (0..round % 128 * 16).for_each(|_| std::hint::spin_loop());
            act(mail);
            receivers.map(|receiver| receiver.join().unwrap())
        });
        assert_eq!(received, messages);
        assert!(Instant::now() < deadline, "one was not woken");
    }
}

#[test]
fn a_letter_wakes_its_receiver() {
    assert_wakes(|mail| mail.send(None, 1, 7).unwrap(), [Some(7)]);
}

#[test]
fn the_end_wakes_all_receivers() {
    assert_wakes(|mail| mail.close(1), [None, None]);
}

#[test]
fn a_box_that_closes_just_now_takes_no_letter() {
    let mail = opened([1]);
    let mailbox = mail.find(1).unwrap();
    mail.close(1);
    let letter = Letter { message: 7, from: None, answer: Answer::unawaited() };
    assert_eq!(mailbox.put(1, letter), Err(MailError::Closed { worker: 1 }));
}

#[test]
fn a_message_can_be_taken_out_before_the_reply() {
    let reply = fate(|mail| {
        let Letter { message, answer, .. } = mail.receive(1).unwrap();
        answer.reply(message + 1);
    });
    assert_eq!(reply, Ok(8));
}

#[test]
fn a_worker_that_serves_can_write_to_itself() {
    let mail = opened([0]);
    let double = |letter: Letter<u32, u32>| {
        let message = letter.message;
        letter.reply(2 * message);
    };
    assert_eq!(mail.send_to_serving(0, 0, 7, late(), double), Ok(14));
}

#[test]
fn each_run_has_mailboxes_of_its_own() {
    let all = Arc::new(Mail::new());
    let [first, second] = [(); 2].map(|()| RunId::next());
    let runs = [first, second].map(|run| Arc::clone(&all).for_run(run));
    for run in &runs {
        run.observe(Duration::ZERO, &Event::Unparked { worker: 0 });
    }
    let mail = [first, second].map(|run| all.in_run(run).unwrap());
    mail[0].send(None, 0, 7).unwrap();
    assert!(mail[1].receive(0).is_none() && mail[0].receive(0).is_some());
    mail[0].send(None, 0, 8).unwrap();
    runs[1].observe(Duration::ZERO, &Event::RunFinished);
    assert!(!mail[1].is_open(0) && mail[0].is_open(0));
    assert!(mail[0].receive(0).is_some() && !all.is_open(0));
    drop((mail, runs));
    assert!(all.in_run(first).is_none());
}

const N_WORKERS: usize = 4;
const N_LETTERS: u32 = 500;

/// All write to all and wait, while the last worker loses its box now and then. Each letter has
/// a number. Those that 3 divides are dropped by their receiver.
#[test]
fn every_letter_comes_once_and_every_sender_hears_of_it() {
    let mail = &opened(0..N_WORKERS);
    let n_received: &[AtomicU32] =
        &Vec::from_iter((0..N_WORKERS as u32 * N_LETTERS).map(|_| AtomicU32::new(0)));
    let n_done = &AtomicU32::new(0);
    let deadline = late();
    let serve = |letter: Letter<u32, u32>| {
        let number = letter.message;
        n_received[number as usize].fetch_add(1, Ordering::Relaxed);
        if !number.is_multiple_of(3) {
            letter.reply(2 * number);
        }
    };
    let work = move |worker: usize| {
        let mut heard = Vec::new();
        for round in 0..N_LETTERS {
            if worker == N_WORKERS - 1 && round % 8 == 0 {
                mail.open(worker);
            }
            let number = worker as u32 * N_LETTERS + round;
            let to = round as usize % N_WORKERS;
            heard.push((number, to, mail.send_to_serving(worker, to, number, deadline, serve)));
        }
        if n_done.fetch_add(1, Ordering::Relaxed) == N_WORKERS as u32 - 1 {
            (0..N_WORKERS).for_each(|worker| mail.close(worker));
        }
        while let Some(letter) = mail.receive_until(worker, deadline) {
            serve(letter);
        }
        heard
    };
    let heard = thread::scope(|scope| {
        let workers: Vec<_> = (0..N_WORKERS).map(|own| scope.spawn(move || work(own))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    for (number, worker, heard) in heard {
        let expected = match n_received[number as usize].load(Ordering::Relaxed) {
            0 => Err(MailError::Closed { worker }),
            1 if number.is_multiple_of(3) => Err(MailError::Unanswered { worker }),
            1 => Ok(2 * number),
            n => panic!("letter {number} came {n} times"),
        };
        assert_eq!(heard, expected, "letter {number}");
    }
}

#[derive(Debug, Clone)]
enum Step {
    Open(usize),
    Close(usize),
    Send(Option<usize>, usize),
    Broadcast(Option<usize>),
    Receive(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let worker = || 0..4_usize;
    let from = || proptest::option::of(worker());
    let step = prop_oneof![
        worker().prop_map(Step::Open),
        worker().prop_map(Step::Close),
        (from(), worker()).prop_map(|(from, to)| Step::Send(from, to)),
        from().prop_map(Step::Broadcast),
        worker().prop_map(Step::Receive),
        worker().prop_map(Step::Receive),
    ];
    proptest::collection::vec(step, 0..60)
}

proptest! {
    /// The model is a list of letters for each worker that has a box. The message is the place
    /// of the step that sent it.
    #[test]
    fn boxes_do_what_plain_lists_do(steps in steps()) {
        let mail = Mail::new();
        let mut lists: BTreeMap<usize, Vec<(Option<usize>, u32)>> = BTreeMap::new();
        for (message, step) in (0..).zip(steps) {
            match step {
                Step::Open(worker) => {
                    mail.open(worker);
                    lists.insert(worker, Vec::new());
                }
                Step::Close(worker) => {
                    mail.close(worker);
                    lists.remove(&worker);
                }
                Step::Send(from, to) => {
                    let list = lists.get_mut(&to);
                    let known = list.map(|list| list.push((from, message)));
                    let expected = known.ok_or(MailError::Unknown { worker: to });
                    prop_assert_eq!(mail.send(from, to, message), expected);
                }
                Step::Broadcast(from) => {
                    let others = lists.iter_mut().filter(|(worker, _)| Some(**worker) != from);
                    let n_others = others.map(|(_, list)| list.push((from, message))).count();
                    prop_assert_eq!(mail.broadcast(from, message), n_others);
                }
                Step::Receive(worker) => {
                    let list = lists.get_mut(&worker).filter(|list| !list.is_empty());
                    let expected = list.map(|list| list.remove(0));
                    let letter = mail.receive(worker);
                    prop_assert_eq!(letter.map(|letter| (letter.from, letter.message)), expected);
                }
            }
            for worker in 0..4 {
                prop_assert_eq!(mail.is_open(worker), lists.contains_key(&worker));
            }
        }
    }
}
