//! What documents teach, some of it as the cache has it.

use storylint_validators::story::Facts;

use crate::cache::{Key, decode};

/// What consecutive documents teach.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taught {
    /// What stands for it, if there is a cache: a key for each task that learnt some of it.
    pub(crate) keys: Vec<Key>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Here(Box<Facts>),
    /// After their key. Nobody may need them: if all is as it was, what is found is kept, too.
    Kept(Vec<u8>),
}

impl Taught {
    /// What was learnt just now, with what stands for it if there is a cache.
    pub(crate) fn learnt(facts: Facts, key: Option<Key>) -> Self {
        Self { keys: key.into_iter().collect(), parts: vec![Part::Here(Box::new(facts))] }
    }

    /// What the cache had: a key, and facts that it stands for; to make it of these again takes longer
    /// than to read them.
    pub(crate) fn kept(bytes: Vec<u8>) -> Option<Self> {
        let (key, _) = bytes.split_first_chunk()?;
        Some(Self { keys: vec![Key::from_bytes(*key)], parts: vec![Part::Kept(bytes)] })
    }

    /// This, and what comes `after` it.
    pub(crate) fn then(mut self, after: Self) -> Self {
        self.keys.extend(after.keys);
        self.parts.extend(after.parts);
        self
    }

    /// The same, with all that is here already merged. What only the cache has stays there.
    pub(crate) fn merged(self) -> Self {
        let mut parts = Vec::new();
        let mut here = Vec::new();
        let gather = |here: &mut Vec<Facts>| {
            let facts = Facts::merged(here.drain(..));
            Part::Here(Box::new(facts))
        };
        for part in self.parts {
            match part {
                Part::Here(facts) => here.push(*facts),
                part @ Part::Kept(_) => {
                    if !here.is_empty() {
                        parts.push(gather(&mut here));
                    }
                    parts.push(part);
                }
            }
        }
        if !here.is_empty() {
            parts.push(gather(&mut here));
        }
        Self { keys: self.keys, parts }
    }

    /// How much text it is of, about, as far as it is here.
    pub(crate) fn n_bytes(&self) -> usize {
        let here = self.parts.iter().filter_map(|part| match part {
            Part::Here(facts) => Some(n_bytes(facts)),
            Part::Kept(_) => None,
        });
        here.sum()
    }

    /// The facts.
    pub(crate) fn into_facts(self) -> Facts {
        Facts::merged(self.parts.into_iter().map(|part| match part {
            Part::Here(facts) => *facts,
            // Every key has the fingerprint of the program, and every entry a checksum.
            Part::Kept(bytes) => {
                decode(&bytes[Key::N_BYTES..]).expect("this program encoded what the cache has")
            }
        }))
    }
}

/// How much text `facts` are of, about: a word has six bytes, with the space after it.
pub(crate) fn n_bytes(facts: &Facts) -> usize {
    facts.documents.iter().map(|document| 6 * document.n_words as usize).sum()
}
