use super::algebra::{MINUS_ONE, Reduced, add, reduce};
use super::cell::{Cell, Reason, Verdict};
use super::floor::Floor;
use super::relations::{Relations, Variable};
use super::search::{Found, Hidden};
use std::collections::BTreeSet;

/// Says of every cell of a table whether it may be shown, in the order of the cells.
///
/// Cells below the floor are hidden first. Then, as long as from what is shown a suppressed cell, or a
/// sum of hidden cells of fewer people than the floor, or an answer that all people of a group gave
/// can be computed, one more cell is hidden (for an answer its figure only): of those that the computation needs the finest, among
/// these the one of fewest people, among these the first. All linear combinations are considered,
/// totals, margins, filters and nested groups together. The total counts as known even where it is
/// not in the table. The same table gives the same verdicts.
///
/// Bounds are not considered: that a suppressed cell beside a shown one has at most so many people.
///
/// # References
///
/// Hundepool et al. (2012), *Statistical Disclosure Control*, §4.4, for secondary suppression; that
/// suppressed neighbours together reach the floor is the rule of survey platforms.
pub fn suppress(cells: &[Cell], floor: Floor) -> Vec<Verdict> {
    judge(Relations::new(cells, floor), floor)
}

/// Judges numbers by how they add up.
pub(super) fn judge(relations: Relations, floor: Floor) -> Vec<Verdict> {
    let mut table = Table::new(relations, floor);
    while let Some(leak) = table.leak() {
        if table.close(&leak) == Closed::NothingLeft {
            break;
        }
    }
    let verdict = |&place: &usize| table.verdicts[place];
    table.relations.of_cell.iter().map(verdict).collect()
}

/// Numbers of the table, and which are shown so far.
struct Table {
    relations: Relations,
    /// Per variable; what stands in no table is suppressed.
    verdicts: Vec<Verdict>,
    total_is_known: bool,
}

/// What can be computed and may not be.
struct Leak {
    /// Shown cells that the computation uses; empty where it is not known.
    uses: Vec<usize>,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    /// One more number is hidden.
    Hidden,
    /// Every number was.
    NothingLeft,
}

impl Table {
    fn new(relations: Relations, floor: Floor) -> Self {
        let judge = |variable: &Variable| {
            if variable.n == 0 || variable.is_public {
                Verdict::Shown
            } else if variable.cell.is_none() || variable.n < variable.floor {
                Verdict::Suppressed(Reason::BelowFloor)
            } else if variable.all_answered.is_some() {
                Verdict::Banded
            } else {
                Verdict::Shown
            }
        };
        Self {
            verdicts: relations.variables.iter().map(judge).collect(),
            total_is_known: relations
                .implied_total
                .is_some_and(|total| relations.variables[total].n >= floor.people()),
            relations,
        }
    }

    fn leak(&self) -> Option<Leak> {
        self.leak_of_people().or_else(|| self.leak_of_answers())
    }

    /// A suppressed cell or a small group whose number of people can be computed.
    fn leak_of_people(&self) -> Option<Leak> {
        let hidden = self.places(|at| !self.n_is_known(at));
        let system = System::new(&self.relations, hidden);
        let reduced = reduce(system.rows.clone(), system.hidden.len());
        let of = |value: fn(&Variable) -> usize| -> Vec<usize> {
            let variables = &self.relations.variables;
            system
                .hidden
                .iter()
                .map(|&v| value(&variables[v]))
                .collect()
        };
        let (n, floor) = (of(|variable| variable.n), of(|variable| variable.floor));
        let hidden = system.hidden.iter();
        let repeaters: Vec<_> = hidden
            .map(|&at| &self.relations.variables[at].repeaters)
            .collect();
        let search = Hidden {
            reduced: &reduced,
            n: &n,
            repeaters: &repeaters,
            floor: &floor,
        };
        let movements = search.movements();
        // A suppressed cell that follows from the rest is shown after all, however many it is of.
        let settled = (0..system.hidden.len()).find(|&column| {
            let is_cell = self.relations.variables[system.hidden[column]]
                .cell
                .is_some();
            is_cell && movements[column].iter().all(|&value| value == 0)
        });
        let group = match settled {
            Some(column) => vec![column],
            None => match search.small_group(&movements) {
                Found::Nothing => return None,
                Found::Group(group) => group,
                Found::Undecided => {
                    return Some(Leak {
                        uses: Vec::new(),
                        reason: Reason::Differencing,
                    });
                }
            },
        };
        let is_remainder = self.relations.sums.iter().any(|relation| {
            let hidden: BTreeSet<usize> = relation
                .parts
                .iter()
                .copied()
                .filter(|&part| !self.n_is_known(part))
                .collect();
            let group: BTreeSet<usize> = group.iter().map(|&at| system.hidden[at]).collect();
            self.n_is_known(relation.whole) && hidden == group
        });
        Some(Leak {
            uses: system.uses(&reduced, &group),
            reason: if is_remainder {
                Reason::Remainder
            } else {
                Reason::Differencing
            },
        })
    }

    /// An answer that everybody in a group gave, where the figure of the group can be computed.
    fn leak_of_answers(&self) -> Option<Leak> {
        let mut answers: Vec<f64> = self
            .relations
            .variables
            .iter()
            .filter(|variable| variable.n > 0)
            .filter_map(|variable| variable.all_answered)
            .collect();
        answers.sort_by(f64::total_cmp);
        answers.dedup_by(|a, b| a.total_cmp(b).is_eq());
        answers.into_iter().find_map(|answer| self.leak_of(answer))
    }

    fn leak_of(&self, answer: f64) -> Option<Leak> {
        let gave = |at: usize| {
            let all = self.relations.variables[at].all_answered;
            all.is_some_and(|all| all.total_cmp(&answer).is_eq())
        };
        let mixed = self.places(|at| !self.figure_is_known(at) && !gave(at));
        let alike = self.places(|at| !self.figure_is_known(at) && gave(at));
        let n_mixed = mixed.len();
        let n_hidden = n_mixed + alike.len();
        let system = System::new(&self.relations, mixed.into_iter().chain(alike).collect());
        // What is left when everything else is eliminated is known of those who answered alike.
        let rest = reduce(system.rows.clone(), n_mixed).rest;
        let uses = rest.iter().find_map(|row| {
            let is_of_hidden = row[n_mixed..n_hidden].iter().any(|&value| value != 0);
            let uses: Vec<usize> = system
                .known_in(row)
                .into_iter()
                .filter(|&at| self.relations.variables[at].n > 0)
                .collect();
            (is_of_hidden && !uses.is_empty()).then_some(uses)
        })?;
        Some(Leak {
            uses,
            reason: Reason::Attribute,
        })
    }

    /// Hides one more cell.
    fn close(&mut self, leak: &Leak) -> Closed {
        let variables = &self.relations.variables;
        let order = |&at: &usize| {
            let variable = &variables[at];
            (usize::MAX - variable.depth, variable.n, variable.cell)
        };
        let may_hide = |at: usize| {
            let variable = &variables[at];
            let is_ours = variable.cell.is_some() && !variable.is_public;
            is_ours && variable.n > 0 && self.is_open(at, leak.reason)
        };
        let needed = leak.uses.iter().copied().filter(|&at| may_hide(at));
        let any = (0..variables.len()).filter(|&at| may_hide(at));
        match needed.min_by_key(order).or_else(|| any.min_by_key(order)) {
            Some(at) => {
                self.verdicts[at] = match leak.reason {
                    Reason::Attribute => Verdict::Banded,
                    reason => Verdict::Suppressed(reason),
                }
            }
            // A total that the table does not print.
            None if self.total_is_known => self.total_is_known = false,
            None => return Closed::NothingLeft,
        }
        Closed::Hidden
    }

    fn is_open(&self, at: usize, reason: Reason) -> bool {
        match reason {
            Reason::Attribute => self.figure_is_known(at),
            _ => self.n_is_known(at),
        }
    }

    fn places(&self, which: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.verdicts.len()).filter(|&at| which(at)).collect()
    }

    fn n_is_known(&self, at: usize) -> bool {
        let is_total = self.relations.implied_total == Some(at) && self.total_is_known;
        is_total || !matches!(self.verdicts[at], Verdict::Suppressed(_))
    }

    fn figure_is_known(&self, at: usize) -> bool {
        let is_total = self.relations.implied_total == Some(at) && self.total_is_known;
        is_total || self.verdicts[at] == Verdict::Shown
    }
}

/// Relations as rows over hidden numbers, then over known ones.
struct System {
    /// Variable of each of the first columns.
    hidden: Vec<usize>,
    /// Variable of each of the other columns.
    known: Vec<usize>,
    rows: Vec<Vec<u64>>,
}

impl System {
    fn new(relations: &Relations, hidden: Vec<usize>) -> Self {
        let n = relations.variables.len();
        let mut column = vec![usize::MAX; n];
        for (at, &variable) in hidden.iter().enumerate() {
            column[variable] = at;
        }
        let known: Vec<usize> = (0..n).filter(|&v| column[v] == usize::MAX).collect();
        for (at, &variable) in known.iter().enumerate() {
            column[variable] = hidden.len() + at;
        }
        let rows = relations.sums.iter().map(|relation| {
            let mut row = vec![0; n];
            for &part in &relation.parts {
                row[column[part]] = 1;
            }
            row[column[relation.whole]] = MINUS_ONE;
            row
        });
        Self {
            rows: rows.collect(),
            hidden,
            known,
        }
    }

    /// Known numbers from which the sum of a group of hidden ones is computed.
    fn uses(&self, reduced: &Reduced, group: &[usize]) -> Vec<usize> {
        let mut sum = vec![0; self.hidden.len() + self.known.len()];
        for (row, own) in reduced.rows.iter().zip(&reduced.own) {
            if group.contains(own) {
                for (total, &value) in sum.iter_mut().zip(row) {
                    *total = add(*total, value);
                }
            }
        }
        self.known_in(&sum)
    }

    fn known_in(&self, row: &[u64]) -> Vec<usize> {
        let known = self.known.iter().zip(&row[self.hidden.len()..]);
        known
            .filter(|(_, value)| **value != 0)
            .map(|(&v, _)| v)
            .collect()
    }
}
