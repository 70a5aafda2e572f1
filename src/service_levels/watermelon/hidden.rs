use super::cell::{Cell, Quadrant, ResponseDifference};
use super::lift::Matters;
use crate::disclosure::{self, Floor, Reason, Verdict, suppress};
use crate::service_levels::experience;
use std::sync::Arc;

/// Why figures of a cell are not shown; `None` where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hidden {
    /// Of met and breached tickets together.
    pub all: Option<Reason>,
    /// Of met tickets.
    pub met: Option<Reason>,
    /// Of breached tickets.
    pub breached: Option<Reason>,
}

/// Answers behind a cell, by outcome of the promise.
pub(super) struct Answers {
    pub(super) met: Vec<f64>,
    pub(super) breached: Vec<f64>,
}

/// Which figures of a cell are offered to the reader at all.
#[derive(Clone, Copy)]
enum Offered {
    /// Met, breached and both together.
    Parts,
    /// Met tickets only, which a kept promise is judged by: few answers to breached ones would follow
    /// from both together.
    Met,
    /// Both together only.
    Both,
}

impl Offered {
    fn of(cell: &Cell, answers: &Answers) -> Self {
        let is_few = |n: usize| (1..Floor::LEAST.people()).contains(&n);
        let (met, breached) = (answers.met.len(), answers.breached.len());
        match (is_few(met), is_few(breached)) {
            (false, false) => Self::Parts,
            (false, true) if cell.is_green() == Some(true) && met > 0 => Self::Met,
            _ => Self::Both,
        }
    }
}

/// Hides figures of few answers, and what would give them away: all cells together, met and breached
/// tickets as parts of each.
pub(super) fn disclose(found: Vec<(Cell, Answers)>, by: &[Arc<str>]) -> Vec<Cell> {
    let mut rows: Vec<disclosure::Cell> = Vec::new();
    let mut offers: Vec<Offered> = Vec::new();
    for (cell, answers) in &found {
        let offered = Offered::of(cell, answers);
        let met = answers.met.iter();
        let both: Vec<f64> = met.chain(&answers.breached).copied().collect();
        match offered {
            Offered::Parts => rows.extend([
                row(cell, by, None, &both),
                row(cell, by, Some("met"), &answers.met),
                row(cell, by, Some("breached"), &answers.breached),
            ]),
            Offered::Met => rows.push(row(cell, by, None, &answers.met)),
            Offered::Both => rows.push(row(cell, by, None, &both)),
        }
        offers.push(offered);
    }
    let mut verdicts = suppress(&rows, Floor::LEAST).into_iter();
    let mut next = || {
        verdicts
            .next()
            .unwrap_or(Verdict::Suppressed(Reason::BelowFloor))
    };
    let few = Verdict::Suppressed(Reason::BelowFloor);
    let follows = Verdict::Suppressed(Reason::Differencing);
    let cells = found.into_iter().map(|(cell, _)| cell);
    cells
        .zip(offers)
        .map(|(cell, offered)| match offered {
            Offered::Parts => {
                let (all, met, breached) = (next(), next(), next());
                hide(cell, all, met, breached)
            }
            Offered::Met => hide(cell, follows, next(), few),
            Offered::Both => hide(cell, next(), follows, follows),
        })
        .collect()
}

fn row(cell: &Cell, by: &[Arc<str>], sla: Option<&str>, values: &[f64]) -> disclosure::Cell {
    // A key may be named as the outcome is.
    let named: Vec<String> = by.iter().map(|key| format!("by {key}")).collect();
    let keys = named.iter().zip(&cell.keys);
    let keys = keys.map(|(key, value)| (key.as_str(), &**value));
    let first = values.first();
    let is_one = |first: &f64| values.iter().all(|value| value.total_cmp(first).is_eq());
    disclosure::Cell::new(keys.chain(sla.map(|sla| ("sla", sla))), values.len())
        .answered(first.copied().filter(is_one))
}

fn hide(mut cell: Cell, all: Verdict, met: Verdict, breached: Verdict) -> Cell {
    cell.hidden = Hidden {
        all: all.reason(),
        met: met.reason(),
        breached: breached.reason(),
    };
    let is_suppressed = |verdict| matches!(verdict, Verdict::Suppressed(_));
    // Where nobody answered, nobody is given away.
    let (n_met, n_breached) = (cell.lift.met.1, cell.lift.breached.1);
    let judged = if cell.is_green() == Some(true) {
        met
    } else {
        all
    };
    if cell.xla.is_some() && is_suppressed(judged) {
        cell.xla = Some(experience::Verdict::Suppressed);
        cell.quadrant = Quadrant::Suppressed;
    }
    if all != Verdict::Shown {
        cell.experience = None;
    }
    if met != Verdict::Shown {
        cell.experience_of_met = None;
        cell.watermelon_rate = None;
        cell.lift.met = (0, 0);
    }
    if breached != Verdict::Shown {
        cell.lift.breached = (0, 0);
    }
    if met != Verdict::Shown || breached != Verdict::Shown {
        cell.lift.ratio = None;
    }
    // The share that responded tells how many did.
    if (is_suppressed(met) && n_met > 0) || (is_suppressed(breached) && n_breached > 0) {
        cell.lift.matters = Matters::CannotTell;
        cell.bias.response = None;
        cell.bias.p = None;
        cell.bias.difference = ResponseDifference::CannotTell;
    }
    cell
}
