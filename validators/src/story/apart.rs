//! Whether the narration keeps two names apart, as it does if they are one person's.

use crate::story::candidates::Candidate;
use crate::story::facts::Facts;
use crate::story::place::Place;

/// Two uses are in one scene if so many bytes are between them at most,
const SCENE: u32 = 2000;

/// and in one breath if so many are.
const BREATH: u32 = 100;

/// So many uses of the one name in a scene with the other tell, which is used as often,
const ENOUGH: usize = 15;

/// if one in so many at most is in one breath with it.
const SELDOM: usize = 16;

/// Whether the narration names somebody by the names with indices `ones` again and again where it names somebody by
/// `others`, and hardly ever both in one breath. Two people who are in one scene are named in one sentence sooner or
/// later: of 44 pairs of two people of one surname in 60 novels one in seven uses is in one breath, and this holds
/// of none whom their titles do not tell apart. Linear in the uses, but for sorting.
pub(crate) fn are_apart(
    facts: &Facts,
    people: &[Candidate],
    ones: &[usize],
    others: &[usize],
) -> bool {
    let n = |names: &[usize]| names.iter().map(|&name| people[name].n as usize).sum::<usize>();
    if n(ones).min(n(others)) < ENOUGH {
        return false;
    }
    let told = |names: &[usize]| {
        let forms = names.iter().flat_map(|&name| &people[name].forms);
        let places = forms.flat_map(|form| form.places.iter()).copied();
        let mut told: Vec<Place> =
            places.filter(|&place| facts.speeches.at(place).is_none()).collect();
        told.sort_unstable();
        told
    };
    let (ones, others) = (told(ones), told(others));
    if others.len() < ENOUGH {
        return false;
    }
    let nearest = |one: &Place| {
        let after = others.partition_point(|other| other < one);
        let beside = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let places = beside.filter_map(|i| others.get(i));
        let distances = places
            .filter(|other| other.document == one.document)
            .map(|other| other.span.start.abs_diff(one.span.start));
        distances.min()
    };
    let distances: Vec<u32> =
        ones.iter().filter_map(nearest).filter(|&distance| distance <= SCENE).collect();
    let n_together = distances.iter().filter(|&&distance| distance <= BREATH).count();
    distances.len() >= ENOUGH && SELDOM * n_together <= distances.len()
}
