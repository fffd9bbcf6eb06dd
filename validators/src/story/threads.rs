//! The threads of a story: what is opened, where it returns, where it is closed.

use rustc_hash::FxHashMap;

use crate::story::cast::Cast;
use crate::story::facts::Facts;
use crate::story::place::Place;
use crate::story::set_ups::{Revival, SetUp, set_ups};
use crate::story::thread_marks::ThreadStep;

/// A thread that the author names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// As it is first written.
    pub name: Box<str>,
    /// Where it is named, in reading order, and what is said of it there.
    pub marks: Vec<(ThreadStep, Place)>,
}

impl Thread {
    /// Whether `name` is its name. The case of letters and the space within a name say nothing.
    pub fn is_named(&self, name: &str) -> bool {
        key(name) == key(&self.name)
    }

    /// Whether it is said where it ends.
    pub fn is_closed(&self) -> bool {
        self.marks.iter().any(|(step, _)| *step == ThreadStep::Closes)
    }
}

/// What the author names, and what the story sets up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Threads {
    /// Those that the author names, in the order of their first marks.
    pub declared: Vec<Thread>,
    /// Things that are given weight, in reading order.
    pub set_ups: Vec<SetUp>,
    /// Things that are destroyed and used again, in reading order of the latter.
    pub revivals: Vec<Revival>,
}

impl Threads {
    /// The threads in merged facts.
    /// Linear in the marks and things.
    pub fn of(facts: &Facts, cast: &Cast) -> Self {
        let mut declared: Vec<Thread> = Vec::new();
        let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
        for mark in &facts.thread_marks {
            let at = *by_name.entry(key(&mark.name)).or_insert(declared.len());
            if at == declared.len() {
                declared.push(Thread { name: mark.name.clone(), marks: Vec::new() });
            }
            declared[at].marks.push((mark.step, mark.place));
        }
        let (set_ups, revivals) = set_ups(facts, cast);
        Self { declared, set_ups, revivals }
    }
}

/// What two names of one thread have in common.
fn key(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        let one = "---\nthreads: [the letter, a boat]\n---\nOne.";
        let two = "Two. <!-- closes: The  Letter -->";
        let facts = [one, two].map(|text| Facts::of_text("a.md", text));
        let facts = facts.into_iter().fold(Facts::default(), Facts::merge);
        let threads = Threads::of(&facts, &Cast::of(&facts)).declared;
        let shown: Vec<_> = threads
            .iter()
            .map(|it| {
                let documents: Vec<_> = it.marks.iter().map(|(_, place)| place.document).collect();
                (&*it.name, it.is_closed(), documents)
            })
            .collect();
        assert_eq!(shown, [("the letter", true, vec![0, 1]), ("a boat", false, vec![0])]);
    }
}
