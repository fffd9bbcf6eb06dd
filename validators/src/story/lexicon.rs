//! What words tell that are looked up again and again.

use crate::story::prose::{Text, head, slot};

/// Words, each with what it tells.
pub(crate) struct Lexicon<T> {
    /// Those whose heads have one [slot](slot_of) side by side.
    entries: Box<[Entry<T>]>,
    /// How many of them have a lower slot, by slot. Most words that are asked for are in no list, and their slot has
    /// none.
    begins: [u16; N_SLOTS + 1],
}

struct Entry<T> {
    /// Of the word.
    head: u64,
    word: &'static str,
    told: T,
}

/// Hardly a list has so many words that many of these are taken.
const N_SLOTS: usize = 1 << 10;

// Words that are there are found by functions of their own, so that it takes few instructions to tell of others that
// they are not.
impl<T: Copy> Lexicon<T> {
    /// What `word` tells, if it is there. Linear in the word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<T> {
        if word.is_empty() {
            return None;
        }
        let head = head(word.as_bytes(), word.len());
        if self.may_have(head) { self.find(head, word) } else { None }
    }

    /// What word `i` of `text` tells, if it is there. In constant time for nearly all that are not.
    #[inline]
    pub(crate) fn at(&self, text: Text<'_>, i: usize) -> Option<T> {
        if self.may_have(text.get(i)?.head) { self.find_at(text, i) } else { None }
    }

    /// Whether one of the words may have this head.
    #[inline]
    fn may_have(&self, head: u64) -> bool {
        let slot = slot_of(head);
        self.begins[slot] != self.begins[slot + 1]
    }

    #[inline(never)]
    fn find_at(&self, text: Text<'_>, i: usize) -> Option<T> {
        let word = text.get(i)?;
        // Few are longer than their heads, and no other needs its text.
        match word.len() > size_of_val(&word.head) {
            true => self.find_long(word.head, text.raw(i)),
            false => self.find_short(word.head, word.len()),
        }
    }

    /// What `word`, which has this head, tells.
    #[inline(never)]
    fn find(&self, head: u64, word: &str) -> Option<T> {
        if word.len() > size_of_val(&head) {
            return self.find_long(head, word);
        }
        self.find_short(head, word.len())
    }

    /// What the word of `n` bytes tells that is all in its head.
    #[inline]
    fn find_short(&self, head: u64, n: usize) -> Option<T> {
        let is = |it: &&Entry<T>| it.head == head && it.word.len() == n;
        self.alike(head).iter().find(is).map(|it| it.told)
    }

    /// The same of a word that is longer than its head, as few are.
    #[inline(never)]
    fn find_long(&self, head: u64, word: &str) -> Option<T> {
        let is = |it: &&Entry<T>| it.head == head && it.word == word;
        self.alike(head).iter().find(is).map(|it| it.told)
    }

    /// Those whose heads have the slot of this one.
    #[inline]
    fn alike(&self, head: u64) -> &[Entry<T>] {
        let slot = slot_of(head);
        &self.entries[usize::from(self.begins[slot])..usize::from(self.begins[slot + 1])]
    }
}

/// Of a word that is there twice the first counts.
impl<T> FromIterator<(&'static str, T)> for Lexicon<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(words: I) -> Self {
        let entry = |(word, told): (&'static str, T)| Entry {
            head: head(word.as_bytes(), word.len()),
            word,
            told,
        };
        let mut entries: Vec<_> = words.into_iter().map(entry).collect();
        entries.sort_by_cached_key(|it| slot_of(it.head));
        let mut begins = [0; N_SLOTS + 1];
        entries.iter().for_each(|it| begins[slot_of(it.head) + 1] += 1);
        for slot in 0..N_SLOTS {
            begins[slot + 1] += begins[slot];
        }
        Self { entries: entries.into(), begins }
    }
}

/// The slot of words with this head.
#[inline]
fn slot_of(head: u64) -> usize {
    usize::from(slot(head)) / ((1 << u16::BITS) / N_SLOTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::story::prose;

    #[test]
    fn what_is_there() {
        let words = ["a", "ox", "cow", "horse", "chicken", "elephant", "hippopotamus", "été"];
        let lexicon: Lexicon<usize> = words.into_iter().zip(0..).collect();
        let text = words.join(" ");
        let packed = prose::packed(&text, Span::new(0..text.len()));
        for (i, word) in words.into_iter().enumerate() {
            assert_eq!(lexicon.get(word), Some(i), "{word}");
            assert_eq!(lexicon.at(Text::new(&text, &packed), i), Some(i), "{word}");
        }
    }

    #[test]
    fn what_is_not() {
        let lexicon = Lexicon::from_iter([("elephant", ()), ("ox", ()), ("hippopotamus", ())]);
        for word in ["", "o", "oxe", "Ox", "ox\0", "elephants", "elephan", "Elephant", "hippopot"] {
            assert_eq!(lexicon.get(word), None, "{word}");
        }
        assert_eq!(lexicon.at(Text::new("", &[]), 0), None);
    }
}
