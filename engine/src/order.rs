//! Where a worker takes its next node from, without threads and without nodes.

/// Who holds nodes that a worker may take without stealing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The worker, in its own lanes: what it pushed last comes first.
    Own,
    /// The roots, by urgency.
    Roots,
    /// What came in late, by arrival.
    Inbox,
}

/// The lane to take from and whose it is: the highest that anybody has filled, and of those who
/// have, the first in the order of the arguments. Bit 0 of a mask is the highest lane.
#[inline]
pub(crate) fn next(own: u64, roots: u64, inbox: u64) -> Option<(u32, Holder)> {
    let lane = (own | roots | inbox).trailing_zeros();
    let bit = 1_u64.checked_shl(lane)?;
    let holder = if own & bit != 0 {
        Holder::Own
    } else if roots & bit != 0 {
        Holder::Roots
    } else {
        Holder::Inbox
    };
    Some((lane, holder))
}

/// Whether a node of `lane` that has just become ready runs before everything in the lanes that are
/// `filled`. What became ready last goes before others of its lane, so if it does not have to wait
/// it need not pass through a lane.
#[inline]
pub(crate) fn runs_at_once(lane: u8, filled: u64) -> bool {
    let sooner = (1 << lane) - 1;
    filled & sooner == 0
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn the_highest_lane_comes_first_and_the_own_of_equals() {
        assert_eq!(next(0b100, 0b010, 0b1000), Some((1, Holder::Roots)));
        assert_eq!(next(0b110, 0b010, 0b010), Some((1, Holder::Own)));
        assert_eq!(next(0b100, 0b010, 0b011), Some((0, Holder::Inbox)));
        assert_eq!(next(0, 1 << 63, 1 << 63), Some((63, Holder::Roots)));
        assert_eq!(next(0, 0, 0), None);
    }

    #[test]
    fn what_became_ready_last_waits_for_higher_lanes_only() {
        assert!(runs_at_once(0, u64::MAX));
        assert!(runs_at_once(63, 1 << 63));
        assert!(runs_at_once(3, 0b1000));
        assert!(!runs_at_once(3, 0b100));
    }
}
