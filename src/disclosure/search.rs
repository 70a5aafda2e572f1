use super::algebra::{Reduced, add, negate};
use std::collections::BTreeSet;

/// Steps after which a search gives up; a table that takes more is treated as unsafe.
const MAX_STEPS: usize = 200_000;

/// Hidden numbers and what is known of their sums.
#[derive(Debug)]
pub(super) struct Hidden<'a> {
    /// What follows from the table, the hidden numbers being the first columns.
    pub(super) reduced: &'a Reduced,
    /// People behind each hidden number, none of them zero.
    pub(super) n: &'a [usize],
    /// Those of them who may stand behind others as well, and count once.
    pub(super) repeaters: &'a [&'a BTreeSet<usize>],
    /// The floor of each.
    pub(super) floor: &'a [usize],
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// No small group can be computed.
    Nothing,
    /// The sum of these hidden numbers can be computed and stands for too few people.
    Group(Vec<usize>),
    /// The table is too large for an answer.
    Undecided,
}

impl Hidden<'_> {
    /// How each hidden number moves when those that are free move: numbers whose sum never moves are
    /// known together.
    pub(super) fn movements(&self) -> Vec<Vec<u64>> {
        let n_hidden = self.n.len();
        let mut own_row = vec![None; n_hidden];
        for (row, &column) in self.reduced.own.iter().enumerate() {
            own_row[column] = Some(row);
        }
        let free: Vec<usize> = (0..n_hidden).filter(|&c| own_row[c].is_none()).collect();
        (0..n_hidden)
            .map(|column| {
                let moves = |f: &usize| match own_row[column] {
                    Some(row) => negate(self.reduced.rows[row][*f]),
                    None => u64::from(*f == column),
                };
                free.iter().map(moves).collect()
            })
            .collect()
    }

    /// Looks for hidden numbers of fewer people than their floor whose sum follows from the table.
    ///
    /// Such a group has fewer people than the floor, each member at least one. A group that still moves with some free number
    /// has to be joined by another that moves with it, so only those are tried.
    pub(super) fn small_group(&self, movements: &[Vec<u64>]) -> Found {
        let most = self.floor.iter().copied().max().unwrap_or(0);
        let mut search = Search {
            hidden: self,
            movements,
            most,
            steps: 0,
        };
        for (first, movement) in movements.iter().enumerate() {
            if self.n[first] >= most {
                continue;
            }
            let mut group = vec![first];
            match search.extend(&mut group, &self.people_of(first), movement) {
                Found::Nothing => {}
                found => return found,
            }
        }
        Found::Nothing
    }

    fn people_of(&self, at: usize) -> Crowd {
        let repeaters = self.repeaters[at].clone();
        Crowd {
            others: self.n[at].saturating_sub(repeaters.len()),
            repeaters,
        }
    }
}

/// People behind some numbers together.
struct Crowd {
    /// Those who may stand behind several of them.
    repeaters: BTreeSet<usize>,
    /// How many stand behind one alone.
    others: usize,
}

impl Crowd {
    fn n(&self) -> usize {
        self.repeaters.len() + self.others
    }

    fn with(&self, more: &Self) -> Self {
        Self {
            repeaters: self.repeaters.union(&more.repeaters).copied().collect(),
            others: self.others + more.others,
        }
    }
}

struct Search<'a> {
    hidden: &'a Hidden<'a>,
    movements: &'a [Vec<u64>],
    most: usize,
    steps: usize,
}

impl Search<'_> {
    fn extend(&mut self, group: &mut Vec<usize>, people: &Crowd, moves: &[u64]) -> Found {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Found::Undecided;
        }
        let Some(free) = moves.iter().position(|&value| value != 0) else {
            let floor = group.iter().map(|&one| self.hidden.floor[one]).max();
            return if floor.is_some_and(|floor| people.n() < floor) {
                Found::Group(group.clone())
            } else {
                Found::Nothing
            };
        };
        for next in 0..self.movements.len() {
            let is_of_few = self.hidden.n[next] < self.most;
            if self.movements[next][free] == 0 || !is_of_few || group.contains(&next) {
                continue;
            }
            let larger = people.with(&self.hidden.people_of(next));
            if larger.n() >= self.most {
                continue;
            }
            let moved = moves.iter().zip(&self.movements[next]);
            let moved: Vec<u64> = moved.map(|(&a, &b)| add(a, b)).collect();
            group.push(next);
            let found = self.extend(group, &larger, &moved);
            if found != Found::Nothing {
                return found;
            }
            group.pop();
        }
        Found::Nothing
    }
}
