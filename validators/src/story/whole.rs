//! The whole story, as rules judge it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Location;
use crate::story::anchors::Targets;
use crate::story::branches::Branches;
use crate::story::cast::Cast;
use crate::story::centuries::give_centuries;
use crate::story::expectations::Expectations;
use crate::story::facts::{DocumentFacts, Facts};
use crate::story::headed_times::HeadedTimes;
use crate::story::insight::Insight;
use crate::story::link_index::LinkIndex;
use crate::story::misspelt::{Misspelt, misspelt};
use crate::story::names::{NameUse, NameWord, words_of};
use crate::story::place::Place;
use crate::story::pronouns::Referents;
use crate::story::references::split_way_up;
use crate::story::speakers::{Speaker, speakers};
use crate::story::threads::Threads;
use crate::story::timeline::Timeline;
use crate::story::vocabulary::WordSet;
use crate::story::world::World;

/// The merged facts of all documents, with the files that the story's folder holds, and what follows
/// from the facts, worked out when it is first asked for.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// The merged facts.
    pub facts: Facts,
    /// Every file below the story's root, with `/` between the parts of its path.
    pub files: Arc<BTreeSet<String>>,
    /// How many folders stand between the story's root and that of the repository that it is in.
    pub n_folders_above: u32,
    /// The way to the story's root from the files beside it, which it shares with other stories: `../../books/one/`.
    /// Empty if there are none.
    pub outside: String,
    names: OnceLock<Vec<NameUse>>,
    cast: OnceLock<Cast>,
    speakers: OnceLock<Vec<Option<Speaker>>>,
    world: OnceLock<World>,
    timeline: OnceLock<Timeline>,
    headed_times: OnceLock<HeadedTimes>,
    branches: OnceLock<Branches>,
    threads: OnceLock<Threads>,
    expectations: OnceLock<Expectations>,
    links: OnceLock<LinkIndex>,
    words: OnceLock<[Vec<NameWord>; 2]>,
    misspelt: OnceLock<Vec<Misspelt>>,
    vocabulary: OnceLock<WordSet>,
}

impl Story {
    /// The story that `facts` tell, in a folder with `files`.
    pub fn new(mut facts: Facts, files: Arc<BTreeSet<String>>) -> Self {
        give_centuries(&mut facts);
        Self { facts, files, ..Self::default() }
    }

    /// The file at `path` as what is found in the file `from` names it: seen from beside the story, that is in a folder
    /// of its own, and all stories that share `from` say the same.
    pub(crate) fn named_in(&self, from: &str, path: &str) -> String {
        let ((from_up, _), (up, shown)) = (split_way_up(from), split_way_up(path));
        let is_of_one = !from_up.is_empty() && up.is_empty();
        let folder = if is_of_one { split_way_up(&self.outside).1 } else { "" };
        format!("{folder}{shown}")
    }

    /// The names in it, each once, sorted by text.
    pub fn names(&self) -> &[NameUse] {
        self.names.get_or_init(|| self.facts.names.uses())
    }

    /// Who and what has a name in it.
    pub fn cast(&self) -> &Cast {
        self.cast.get_or_init(|| Cast::by(&self.facts, self.names(), self.vocabulary()))
    }

    /// Who speaks each of its speeches, where that is known.
    pub fn speakers(&self) -> &[Option<Speaker>] {
        self.speakers.get_or_init(|| speakers(&self.facts, self.cast()))
    }

    /// What it has its readers believe.
    pub fn world(&self) -> &World {
        self.world.get_or_init(|| World::of(&self.facts, self.cast(), self.speakers()))
    }

    /// Whom its pronouns may stand for.
    pub fn referents(&self) -> Referents<'_> {
        Referents::of(&self.facts, self.cast())
    }

    /// When it is.
    pub fn timeline(&self) -> &Timeline {
        self.timeline.get_or_init(|| Timeline::of(&self.facts))
    }

    /// What its headings say of when the parts below them are.
    pub(crate) fn headed_times(&self) -> &HeadedTimes {
        self.headed_times.get_or_init(|| HeadedTimes::of(&self.facts))
    }

    /// Where its branches lead. Only where something may be found is that asked for.
    fn branches(&self) -> &Branches {
        self.branches.get_or_init(|| Branches::of(&self.facts))
    }

    /// Whether what is at `place` is told of an earlier time than what is at `other`, or of the past, or to no reader
    /// after that, or only on a condition.
    pub(crate) fn is_earlier(&self, place: Place, other: Place) -> bool {
        self.headed_times().is_earlier(place, other) || !self.branches().lead_surely(other, place)
    }

    /// Whether no reader comes to both of two places.
    pub(crate) fn excludes(&self, one: Place, other: Place) -> bool {
        !self.branches().lead(one, other) && !self.branches().lead(other, one)
    }

    /// Whether two places are told of different times, or no reader comes to both.
    pub(crate) fn parts(&self, one: Place, other: Place) -> bool {
        self.headed_times().part(one, other) || self.excludes(one, other)
    }

    /// What its readers wait for, because it is promised or asked.
    pub fn expectations(&self) -> &Expectations {
        self.expectations.get_or_init(|| {
            Expectations::of(&self.facts, self.cast(), self.speakers(), &self.referents())
        })
    }

    /// What its readers wait for, because the author says so or a thing has weight.
    pub fn threads(&self) -> &Threads {
        self.threads.get_or_init(|| Threads::of(&self.facts, self.cast()))
    }

    /// What its links can lead to, by all names that they may have for it.
    pub(crate) fn link_index(&self) -> &LinkIndex {
        self.links.get_or_init(|| LinkIndex::of(&self.facts, &self.files))
    }

    /// The words of its names, by text, and those of the names of reference documents.
    pub(crate) fn name_words(&self) -> &[Vec<NameWord>; 2] {
        self.words.get_or_init(|| {
            let declared = &self.facts.reference_names;
            // The other way round than the cast, so that two who begin with these do half of it each.
            let lower = self.vocabulary();
            [words_of(self.names(), lower), words_of(&declared.uses(), &declared.vocabulary.set())]
        })
    }

    /// Which words of its names look like slips for others, by their numbers among [`Self::name_words`].
    pub(crate) fn misspelt(&self) -> &[Misspelt] {
        self.misspelt.get_or_init(|| {
            let [words, declared] = self.name_words();
            misspelt(&self.facts, self.names(), words, declared, self.vocabulary())
        })
    }

    /// The words that it writes without a capital.
    pub(crate) fn vocabulary(&self) -> &WordSet {
        self.vocabulary.get_or_init(|| self.facts.names.vocabulary.set())
    }

    /// What `ask` asks a story for, in the order of [`Insight::ALL`]: seen of one in which nothing is told. What
    /// is asked for only where something is told is not among that.
    pub fn asked_for(ask: impl FnOnce(&Self)) -> Vec<Insight> {
        let story = Self::default();
        ask(&story);
        Insight::ALL.into_iter().filter(|insight| story.has(*insight)).collect()
    }

    /// Works out `insight`, if nobody has.
    pub fn work_out(&self, insight: Insight) {
        match insight {
            Insight::Names => _ = self.names(),
            Insight::Vocabulary => _ = self.vocabulary(),
            Insight::Speeches => _ = self.facts.speeches.places(),
            Insight::NameWords => _ = self.name_words(),
            Insight::Misspelt => _ = self.misspelt(),
            Insight::Cast => _ = self.cast(),
            Insight::Speakers => _ = self.speakers(),
            Insight::World => _ = self.world(),
            Insight::Timeline => _ = self.timeline(),
            Insight::Threads => _ = self.threads(),
            Insight::Expectations => _ = self.expectations(),
            Insight::Links => _ = self.link_index(),
        }
    }

    /// Whether somebody has worked out `insight`.
    fn has(&self, insight: Insight) -> bool {
        match insight {
            Insight::Names => self.names.get().is_some(),
            Insight::Vocabulary => self.vocabulary.get().is_some(),
            Insight::Speeches => self.facts.speeches.is_read(),
            Insight::NameWords => self.words.get().is_some(),
            Insight::Misspelt => self.misspelt.get().is_some(),
            Insight::Cast => self.cast.get().is_some(),
            Insight::Speakers => self.speakers.get().is_some(),
            Insight::World => self.world.get().is_some(),
            Insight::Timeline => self.timeline.get().is_some(),
            Insight::Threads => self.threads.get().is_some(),
            Insight::Expectations => self.expectations.get().is_some(),
            Insight::Links => self.links.get().is_some(),
        }
    }

    /// Where the part of it begins that an author calls `name`: a file, by its path or the end of it
    /// (`chapter-3.md`), or a heading in one (`novel.md#chapter-3`). Linear in the files.
    pub fn part(&self, name: &str) -> Option<Place> {
        let (path, heading) = name.split_once('#').map_or((name, None), |it| (it.0, Some(it.1)));
        let is_it = |document: &DocumentFacts| {
            let before = document.path.strip_suffix(path);
            before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let at = self.facts.documents.iter().position(is_it)?;
        let span = match heading {
            Some(heading) => Targets::of(&self.facts.documents[at].anchors).find(heading)?,
            None => self.facts.documents[at].opening,
        };
        Some(Place { document: at as u32, span })
    }

    /// `place` as a location in a file.
    pub fn location(&self, place: Place) -> Location {
        self.facts.documents[place.document as usize].location(place.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CATALOGUE, Context, Rule};

    #[test]
    fn an_insight_needs_none_but_those_before_it() {
        let needs = |insight| Story::asked_for(|story| story.work_out(insight));
        assert_eq!(needs(Insight::Names), [Insight::Names]);
        let of_cast = [Insight::Names, Insight::Vocabulary, Insight::Speeches, Insight::Cast];
        assert_eq!(needs(Insight::Cast), of_cast);
        for insight in Insight::ALL {
            assert_eq!(needs(insight).last(), Some(&insight));
        }
    }

    #[test]
    fn what_a_rule_asks_for() {
        let of_rule = |id: &str| {
            let entry = CATALOGUE.iter().find(|entry| entry.meta.id == id).expect("there is one");
            let Ok(Rule::Story(rule)) = entry.build(toml::Table::new()) else {
                panic!("it judges stories")
            };
            Story::asked_for(|story| rule.run(story, &mut Context::default()))
        };
        assert_eq!(of_rule("style/repeated-passage"), [Insight::Speeches]);
        assert!(of_rule("characters/acts-after-death").contains(&Insight::World));
        assert!(of_rule("characters/name-variants").contains(&Insight::Misspelt));
    }
}
