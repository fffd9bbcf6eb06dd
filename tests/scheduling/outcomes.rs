//! Any graph in any setting: what comes out is what the model says.

use std::time::Duration;

use proptest::prelude::*;
use storylint_engine::Ranking;

use crate::check::{PLAIN, Setting, check};
use crate::model::order;
use crate::specs::{CALM, Mix, graphs};

/// Everything that does not depend on time.
pub(crate) const WILD: Mix = Mix {
    n_nodes: 30,
    wrong: 0.15,
    late: 0.0,
    special: 0.2,
    max_wait: Duration::from_micros(30),
    cancels: 0.0,
};

/// The same, with jobs that overrun their timeouts, but not so many that it takes long.
const LATE: Mix = Mix { n_nodes: 15, late: 0.2, ..WILD };

pub(crate) fn settings() -> impl Strategy<Value = Setting> {
    let n_workers = prop::sample::select(&[1, 2, 3, 4, 8][..]);
    let how = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.3));
    let limits = (prop::option::of(0..40u64), prop::bool::weighted(0.3));
    let n_callers = prop_oneof![4 => Just(1), 1 => 2..=3u32];
    (n_workers, prop::sample::select(&Ranking::ALL[..]), how, limits, n_callers).prop_map(
        |(n_workers, ranking, (values, observed, scoped), (memory, speculates), n_callers)| {
            let plain = Setting { n_workers, ranking, values, observed, scoped, ..PLAIN };
            Setting { memory, speculates, n_callers, ..plain }
        },
    )
}

/// Some of `settings`, in which the run may be cancelled.
pub(crate) fn cut_short() -> impl Strategy<Value = Setting> {
    let deadline = prop::option::weighted(0.3, (0..300u64).prop_map(Duration::from_micros));
    let cancelled_after = prop::option::weighted(0.5, 0..40usize);
    (settings(), deadline, cancelled_after).prop_map(|(setting, deadline, cancelled_after)| {
        Setting { deadline, cancelled_after, ..setting }
    })
}

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn any_graph_in_any_setting(specs in graphs(WILD), setting in settings()) {
        check(&specs, &setting);
    }

    #[test]
    fn graphs_without_limits_in_any_setting(
        specs in graphs(Mix { wrong: 0.1, ..CALM }),
        setting in settings(),
    ) {
        check(&specs, &setting);
    }

    #[test]
    fn runs_that_are_cut_short(
        specs in graphs(Mix { cancels: 0.05, ..WILD }),
        setting in cut_short(),
    ) {
        check(&specs, &setting);
    }

    #[test]
    fn one_worker_runs_in_the_order_of_the_rule(
        specs in graphs(Mix { max_wait: Duration::ZERO, ..WILD }),
        (ranking, values) in (prop::sample::select(&Ranking::ALL[..]), any::<bool>()),
    ) {
        let setting = Setting { ranking, values, ..PLAIN };
        let mut expected = specs.clone();
        expected.iter_mut().for_each(|spec| spec.aggregates &= values);
        prop_assert_eq!(check(&specs, &setting), order(&expected, ranking));
    }
}

proptest! {
    #![proptest_config(config(128))]

    #[test]
    fn jobs_that_are_late_in_any_setting(specs in graphs(LATE), setting in settings()) {
        check(&specs, &setting);
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn one_worker_keeps_the_rule_where_priorities_share_lanes(
        specs in graphs(Mix { n_nodes: 250, wrong: 0.02, special: 0.1, ..CALM }),
        ranking in prop::sample::select(&Ranking::ALL[..]),
    ) {
        let setting = Setting { ranking, observed: true, ..PLAIN };
        prop_assert_eq!(check(&specs, &setting), order(&specs, ranking));
    }
}
