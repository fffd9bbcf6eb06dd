//! What documents teach, some of it as the cache has it.

use storylint_validators::story::Facts;

use crate::cache::{Cache, Key, decode, encode};

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
    /// What the cache has of some documents, each after its key. Nobody may need it: if all is as it was, what is
    /// found is kept, too.
    Kept(Vec<Vec<u8>>),
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
        Some(Self { keys: vec![Key::from_bytes(*key)], parts: vec![Part::Kept(vec![bytes])] })
    }

    /// This, and what comes `after` it.
    pub(crate) fn then(mut self, after: Self) -> Self {
        self.keys.extend(after.keys);
        self.parts.extend(after.parts);
        self
    }

    /// The same, with all that is here already merged. What only the cache has stays there, and is merged at once
    /// when somebody needs it.
    pub(crate) fn merged(self) -> Self {
        let mut parts = Vec::new();
        let mut here = Vec::new();
        let mut was_alone = false;
        let gather = |here: &mut Vec<Facts>| {
            let facts = Facts::merged(here.drain(..));
            Part::Here(Box::new(facts))
        };
        for part in self.parts {
            match part {
                Part::Here(facts) => here.push(*facts),
                Part::Kept(values) => {
                    if !here.is_empty() {
                        parts.push(gather(&mut here));
                    }
                    let is_alone = values.len() == 1;
                    match parts.last_mut() {
                        // What is merged stays as it is, or an edit would be felt in what stands beside it.
                        Some(Part::Kept(before)) if is_alone && was_alone => before.extend(values),
                        _ => parts.push(Part::Kept(values)),
                    }
                    was_alone = is_alone;
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

    /// The facts. What was merged of those that `cache` has is kept there, too: of many documents few are edited, and
    /// it takes less to read what the others teach together.
    pub(crate) fn into_facts(self, cache: Option<&Cache>) -> Facts {
        Facts::merged(self.parts.into_iter().map(|part| match part {
            Part::Here(facts) => *facts,
            Part::Kept(values) => kept(&values, cache),
        }))
    }
}

/// What `values` of a cache teach, each after its key.
fn kept(values: &[Vec<u8>], cache: Option<&Cache>) -> Facts {
    let merged = || {
        // Every key has the fingerprint of the program, and every entry a checksum.
        let decoded = |value: &Vec<u8>| {
            decode(&value[Key::N_BYTES..]).expect("this program encoded what the cache has")
        };
        Facts::merged(values.iter().map(decoded))
    };
    let Some(cache) = cache.filter(|_| values.len() > 1) else { return merged() };
    let mut parts = vec![&b"merged"[..]];
    parts.extend(values.iter().map(|value| &value[..Key::N_BYTES]));
    let key = Key::of(&parts);
    cache.get(&key).and_then(|facts| decode(&facts)).unwrap_or_else(|| {
        let facts = merged();
        cache.put(key, &encode(&facts));
        facts
    })
}

/// How much text `facts` are of, about: a word has six bytes, with the space after it.
pub(crate) fn n_bytes(facts: &Facts) -> usize {
    facts.documents.iter().map(|document| 6 * document.n_words as usize).sum()
}

#[cfg(test)]
mod tests {
    use storylint_validators::story::{Document, Role};

    use super::*;

    /// What `values` of a cache teach together, with one in between that is new.
    fn taught(values: &[Vec<u8>], new: &Facts) -> Taught {
        let kept = |value: &Vec<u8>| Taught::kept(value.clone()).expect("there is a key");
        let (before, after) = values.split_at(2);
        let all = before.iter().map(kept).chain([Taught::learnt(new.clone(), None)]);
        all.chain(after.iter().map(kept)).fold(Taught::default(), Taught::then).merged().merged()
    }

    #[test]
    fn what_was_merged_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Cache::open(&folder.path().join("cache"), 1 << 20);
        let texts =
            ["Anna came in.", "Then Anna sat down.", "It rained.", "Anna slept.", "So did I."];
        let facts =
            texts.map(|text| Facts::of(&Document::parse(text, Role::Story, text.to_owned())));
        let [one, two, new, three, four] = &facts;
        let value = |facts: &Facts| {
            let bytes = encode(facts);
            [Key::of(&[&bytes]).as_bytes().as_slice(), &bytes].concat()
        };
        let mut values = [one, two, three, four].map(value);
        let cache = open();
        assert_eq!(taught(&values, new).into_facts(Some(&cache)), Facts::merged(facts.clone()));
        cache.finish().expect("the folder can be written to");
        // Now each by itself need not be decoded.
        values.iter_mut().for_each(|value| value.truncate(Key::N_BYTES));
        assert_eq!(taught(&values, new).into_facts(Some(&open())), Facts::merged(facts));
    }
}
