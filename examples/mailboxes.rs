//! Workers that each have a line and ask one another about theirs, all at once.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::time::{Duration, Instant};
use std::{iter, thread};

use storylint_engine::{Letter, MailError, Mailboxes};

const LINES: [&str; 3] = ["a rose is a rose", "my love is like a rose", "the fog comes"];

/// Asks all workers how often they have the word `rose`, and answers what each of them asks.
fn work(own: usize, mail: &Mailboxes<&str, usize>) -> Result<usize, MailError> {
    let answer = |letter: Letter<&str, usize>| {
        let n_found = LINES[own].split(' ').filter(|word| *word == letter.message).count();
        letter.reply(n_found);
    };
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut n_roses = 0;
    let mut n_answered = 0;
    for worker in 0..LINES.len() {
        // Somebody who waits for this worker may be the one that it waits for.
        n_roses += mail.send_to_serving(own, worker, "rose", deadline, |letter| {
            answer(letter);
            n_answered += 1;
        })?;
    }
    let letters = iter::from_fn(|| mail.receive_until(own, deadline));
    letters.take(LINES.len() - n_answered).for_each(answer);
    Ok(n_roses)
}

fn main() {
    let mail = &Mailboxes::new();
    (0..LINES.len()).for_each(|worker| mail.open(worker));
    thread::scope(|scope| {
        let workers = [0, 1, 2].map(|own| scope.spawn(move || work(own, mail)));
        for (own, worker) in workers.into_iter().enumerate() {
            match worker.join().expect("no worker panics") {
                Ok(n_roses) => println!("worker {own} heard of {n_roses} roses"),
                Err(error) => println!("worker {own} heard nothing: {error}"),
            }
        }
    });
}
