//! What is wanted of a check, and whether it is so.

use super::row::{Measured, Told};

/// What is wanted of a check.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    /// So many seconds of the processor at most.
    Cpu(f64),
    /// So many bytes of memory at most.
    Peak(u64),
    /// Less of the processor than another row.
    LessThan(&'static str),
    /// So many times as fast as another row at least, by the clock.
    Faster(f64, &'static str),
    /// Such a share of their time that workers are at work at least.
    Busy(f64),
    /// Such a share of the time of one worker that planning takes at most.
    Planning(f64),
}

impl Aim {
    /// In words, with whether what was `measured` is so; nothing is said of that which was not.
    pub(crate) fn told(self, row: &Measured, all: &[Measured]) -> String {
        let other = |name| all.iter().find(|it| it.name == name);
        let cpu = row.cost.cpu.as_secs_f64();
        let wall = row.cost.wall.as_secs_f64();
        let (aim, is_met) = match self {
            Self::Cpu(most) => (format!("at most {most} CPU s"), Some(cpu <= most)),
            Self::Peak(most) => {
                let aim = format!("at most {} MB", most / 1_000_000);
                (aim, Some(row.cost.peak <= most))
            }
            Self::LessThan(name) => {
                let is_met = other(name).map(|other| cpu < other.cost.cpu.as_secs_f64());
                (format!("less than {name}"), is_met)
            }
            Self::Faster(times, name) => {
                let ratio = other(name).map(|other| other.cost.wall.as_secs_f64() / wall);
                let so = ratio.map_or(String::new(), |ratio| format!(" (is {ratio:.2})"));
                (format!("{times} times as fast as {name}{so}"), ratio.map(|ratio| ratio >= times))
            }
            Self::Busy(least) => {
                let busy = row.told.map(Told::busy);
                let so = busy.map_or(String::new(), |busy| format!(" (are {:.0} %)", busy * 1e2));
                let aim = format!("workers at work {:.0} % of the time{so}", least * 1e2);
                (aim, busy.map(|busy| busy >= least))
            }
            Self::Planning(most) => {
                let share = row.told.map(Told::planning);
                let so = share.map_or(String::new(), |it| format!(" (takes {:.1} %)", it * 1e2));
                let aim = format!("planning at most {:.0} %{so}", most * 1e2);
                (aim, share.map(|share| share <= most))
            }
        };
        match is_met {
            Some(true) => format!("{aim}: met"),
            Some(false) => format!("{aim}: **missed**"),
            None => format!("{aim}: not measured"),
        }
    }
}
