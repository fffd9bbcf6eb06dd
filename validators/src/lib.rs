//! What a story says, and what can be wrong with it.

mod context;
mod diagnostic;
mod expression;
mod intentions;
mod meta;
mod options;
mod patterns;
mod registry;
pub mod story;
#[cfg(test)]
mod testing;
mod validator;

pub use context::Context;
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Location, Severity, Span, told};
pub use expression::ExpressionError;
pub use intentions::{Intention, Intentions};
pub use meta::{Group, Meta};
pub use patterns::{PatternError, PatternRule, Patterns};
pub use registry::{Entry, OptionsError, Pattern};
pub use validator::{Check, Rule, Subject, Validator};

mod characters {
    pub(crate) mod acts_after_death;
    pub(crate) mod disappeared;
    pub(crate) mod honorific_mismatch;
    pub(crate) mod introduced_late;
    pub(crate) mod kin_contradiction;
    pub(crate) mod lost_diacritics;
    pub(crate) mod name_variants;
    pub(crate) mod pronoun_mismatch;
    pub(crate) mod sheet_mismatch;
    pub(crate) mod trait_contradiction;
    pub(crate) mod unknown_alias;
}

mod dialogue {
    pub(crate) mod adverb_tags;
    pub(crate) mod mixed_quote_style;
    pub(crate) mod said_bookisms;
    pub(crate) mod tag_punctuation;
    pub(crate) mod unattributed_run;
    pub(crate) mod unclosed_quote;
    pub(crate) mod unknown_speaker;
    pub(crate) mod voice_drift;
}

mod links {
    pub(crate) mod ambiguous_link;
    pub(crate) mod broken_anchor;
    pub(crate) mod broken_link;
    pub(crate) mod case_mismatch;
    pub(crate) mod missing_image;
    pub(crate) mod orphan;
    pub(crate) mod wiki_link;
}

mod metadata {
    pub(crate) mod allowance;
    pub(crate) mod date_order;
    pub(crate) mod duplicate_number;
    pub(crate) mod front_matter;
    pub(crate) mod missing_chapter;
    pub(crate) mod swapped_values;
    pub(crate) mod title_mismatch;
    pub(crate) mod unknown_character;
    pub(crate) mod unused_allowance;
}

mod plot {
    pub(crate) mod contradiction;
    pub(crate) mod knowledge_leak;
    pub(crate) mod unfired_gun;
    pub(crate) mod unresolved_thread;
}

mod style {
    pub(crate) mod doubled_word;
    pub(crate) mod echo;
    pub(crate) mod house_style;
    pub(crate) mod overlong_sentence;
    pub(crate) mod pov_slip;
    pub(crate) mod repeated_passage;
    pub(crate) mod sentence_monotony;
    pub(crate) mod tense_slip;
}

mod timeline {
    pub(crate) mod age_contradiction;
    pub(crate) mod chapter_order;
    pub(crate) mod duration;
    pub(crate) mod impossible_date;
    pub(crate) mod relative_date;
    pub(crate) mod season_contradiction;
    pub(crate) mod weekday_date;
}

mod world {
    pub(crate) mod anachronism;
    pub(crate) mod place_contradiction;
    pub(crate) mod possession;
    pub(crate) mod rule_violation;
    pub(crate) mod travel_time;
}

/// Every rule, by family.
pub static CATALOGUE: &[Entry] = &[
    Entry::of::<characters::acts_after_death::ActsAfterDeath>(),
    Entry::of::<characters::disappeared::Disappeared>(),
    Entry::of::<characters::honorific_mismatch::HonorificMismatch>(),
    Entry::of::<characters::introduced_late::IntroducedLate>(),
    Entry::of::<characters::kin_contradiction::KinContradiction>(),
    Entry::of::<characters::lost_diacritics::LostDiacritics>(),
    Entry::of::<characters::name_variants::NameVariants>(),
    Entry::of::<characters::pronoun_mismatch::PronounMismatch>(),
    Entry::of::<characters::sheet_mismatch::SheetMismatch>(),
    Entry::of::<characters::trait_contradiction::TraitContradiction>(),
    Entry::of::<characters::unknown_alias::UnknownAlias>(),
    Entry::of::<dialogue::adverb_tags::AdverbTags>(),
    Entry::of::<dialogue::mixed_quote_style::MixedQuoteStyle>(),
    Entry::of::<dialogue::said_bookisms::SaidBookisms>(),
    Entry::of::<dialogue::tag_punctuation::TagPunctuation>(),
    Entry::of::<dialogue::unattributed_run::UnattributedRun>(),
    Entry::of::<dialogue::unclosed_quote::UnclosedQuote>(),
    Entry::of::<dialogue::unknown_speaker::UnknownSpeaker>(),
    Entry::of::<dialogue::voice_drift::VoiceDrift>(),
    Entry::of::<links::ambiguous_link::AmbiguousLink>(),
    Entry::of::<links::broken_anchor::BrokenAnchor>(),
    Entry::of::<links::broken_link::BrokenLink>(),
    Entry::of::<links::case_mismatch::CaseMismatch>(),
    Entry::of::<links::missing_image::MissingImage>(),
    Entry::of::<links::orphan::Orphan>(),
    Entry::of::<links::wiki_link::WikiLink>(),
    Entry::of::<metadata::allowance::Allowance>(),
    Entry::of::<metadata::date_order::DateOrder>(),
    Entry::of::<metadata::duplicate_number::DuplicateNumber>(),
    Entry::of::<metadata::front_matter::FrontMatter>(),
    Entry::of::<metadata::missing_chapter::MissingChapter>(),
    Entry::of::<metadata::swapped_values::SwappedValues>(),
    Entry::of::<metadata::title_mismatch::TitleMismatch>(),
    Entry::of::<metadata::unknown_character::UnknownCharacter>(),
    Entry::of::<metadata::unused_allowance::UnusedAllowance>(),
    Entry::of::<plot::contradiction::Contradiction>(),
    Entry::of::<plot::knowledge_leak::KnowledgeLeak>(),
    Entry::of::<plot::unfired_gun::UnfiredGun>(),
    Entry::of::<plot::unresolved_thread::UnresolvedThread>(),
    Entry::of::<style::doubled_word::DoubledWord>(),
    Entry::of::<style::echo::Echo>(),
    Entry::of::<style::house_style::HouseStyle>(),
    Entry::of::<style::overlong_sentence::OverlongSentence>(),
    Entry::of::<style::pov_slip::PovSlip>(),
    Entry::of::<style::repeated_passage::RepeatedPassage>(),
    Entry::of::<style::sentence_monotony::SentenceMonotony>(),
    Entry::of::<style::tense_slip::TenseSlip>(),
    Entry::of::<timeline::age_contradiction::AgeContradiction>(),
    Entry::of::<timeline::chapter_order::ChapterOrder>(),
    Entry::of::<timeline::duration::Duration>(),
    Entry::of::<timeline::impossible_date::ImpossibleDate>(),
    Entry::of::<timeline::relative_date::RelativeDate>(),
    Entry::of::<timeline::season_contradiction::SeasonContradiction>(),
    Entry::of::<timeline::weekday_date::WeekdayDate>(),
    Entry::of::<world::anachronism::Anachronism>(),
    Entry::of::<world::place_contradiction::PlaceContradiction>(),
    Entry::of::<world::possession::Possession>(),
    Entry::of::<world::rule_violation::RuleViolation>(),
    Entry::of::<world::travel_time::TravelTime>(),
];
