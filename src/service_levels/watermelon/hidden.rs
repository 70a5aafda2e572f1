use super::cell::{Cell, Quadrant, ResponseDifference};
use super::lift::Matters;
use crate::disclosure::{Floor, Givers, People, Reason, Verdict, suppress_answers};
use crate::service_levels::experience;
use std::collections::BTreeMap;

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

/// Answers behind a cell by ticket, apart by outcome of the promise.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) met: BTreeMap<usize, f64>,
    pub(super) breached: BTreeMap<usize, f64>,
    /// Met tickets without an answer of which the words tell something.
    pub(super) texts: BTreeMap<usize, f64>,
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
    fn of(cell: &Cell, answers: &Answers, floor: Floor) -> Self {
        let is_few = |n: usize| (1..floor.people()).contains(&n);
        let (met, breached) = (answers.met.len(), answers.breached.len());
        match (is_few(met), is_few(breached)) {
            (false, false) => Self::Parts,
            (false, true) if cell.is_green() == Some(true) && met > 0 => Self::Met,
            _ => Self::Both,
        }
    }
}

/// Hides figures of few answers, and what would give them away, of cells and of `beside`, which are
/// told in the same report: all together, met and breached tickets as parts of each cell.
///
/// Several promises are about the same tickets, so that the customers who stand behind one figure and not
/// behind the next follow from the two.
pub(super) fn disclose(
    found: Vec<(Cell, Answers)>,
    beside: Vec<People>,
    givers: &Givers,
    floor: Floor,
) -> (Vec<Cell>, Vec<Verdict>) {
    let mut figures: Vec<People> = Vec::new();
    let mut offers: Vec<Offered> = Vec::new();
    for (cell, answers) in &found {
        let offered = Offered::of(cell, answers, floor);
        let (met, breached) = (&answers.met, &answers.breached);
        let both = met.iter().chain(breached).map(|(at, value)| (*at, *value));
        let both: BTreeMap<usize, f64> = both.collect();
        let fineness = cell.keys.len() + 1;
        match offered {
            Offered::Parts => figures.extend([
                people(both, fineness),
                people(met.clone(), fineness + 1),
                people(breached.clone(), fineness + 1),
            ]),
            Offered::Met => figures.push(people(met.clone(), fineness)),
            Offered::Both => figures.push(people(both, fineness)),
        }
        figures.push(people(answers.texts.clone(), fineness + 1));
        offers.push(offered);
    }
    let n_of_cells = figures.len();
    figures.extend(beside);
    let mut verdicts = suppress_answers(&figures, givers, floor);
    let of_beside = verdicts.split_off(n_of_cells);
    let mut verdicts = verdicts.into_iter();
    let mut next = || {
        verdicts
            .next()
            .unwrap_or(Verdict::Suppressed(Reason::BelowFloor))
    };
    let few = Verdict::Suppressed(Reason::BelowFloor);
    let follows = Verdict::Suppressed(Reason::Differencing);
    let cells = found.into_iter().map(|(cell, _)| cell);
    let cells = cells.zip(offers).map(|(cell, offered)| {
        let mut cell = match offered {
            Offered::Parts => {
                let (all, met, breached) = (next(), next(), next());
                hide(cell, all, met, breached)
            }
            Offered::Met => hide(cell, follows, next(), few),
            Offered::Both => hide(cell, next(), follows, follows),
        };
        if next() != Verdict::Shown {
            cell.n_negative_texts = None;
        }
        cell
    });
    (cells.collect(), of_beside)
}

/// A figure of these answers.
pub(super) fn people(answers: BTreeMap<usize, f64>, fineness: usize) -> People {
    People {
        answers,
        fineness,
        ..People::default()
    }
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
