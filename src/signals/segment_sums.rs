//! What segments are compared by: sums over respondents, row by row.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Respondents;
use super::negative_fit::NegativeFit;
use super::segment_clusters::{Members, Said};
use crate::stats::{ClusteredValue, compute_both};

/// Weights, squares of weights and moments of residuals.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) n: u64,
    pub(super) weight: f64,
    pub(super) weight_squares: f64,
    pub(super) residual: f64,
    pub(super) residual_squares: f64,
    pub(super) lowest: f64,
    pub(super) highest: f64,
}

impl Sum {
    fn add(&mut self, weight: f64, residual: f64, y: f64) {
        if self.n == 0 {
            (self.lowest, self.highest) = (y, y);
        }
        self.n += 1;
        self.weight += weight;
        self.weight_squares += weight * weight;
        self.residual += weight * residual;
        self.residual_squares += weight * residual * residual;
        self.lowest = self.lowest.min(y);
        self.highest = self.highest.max(y);
    }

    pub(super) fn less(&self, part: &Self) -> Self {
        Self {
            n: self.n - part.n,
            weight: self.weight - part.weight,
            weight_squares: self.weight_squares - part.weight_squares,
            residual: self.residual - part.residual,
            residual_squares: self.residual_squares - part.residual_squares,
            ..*self
        }
    }

    pub(super) fn n_effective(&self) -> f64 {
        self.weight * self.weight / self.weight_squares
    }

    pub(super) fn mean_residual(&self) -> f64 {
        self.residual / self.weight
    }

    /// Variance of the mean residual, its own and under the variance of everybody, the larger.
    pub(super) fn variance(&self, of_everybody: f64) -> f64 {
        let mean = self.mean_residual();
        let spread = (self.residual_squares / self.weight - mean * mean).max(0.0);
        let n = self.n_effective();
        (spread / (n - 1.0)).max(of_everybody / n)
    }
}

/// Sums per row of the comparison, and per topic of those with a negative mention.
pub(super) struct Sums {
    pub(super) whole: Vec<Sum>,
    /// `[topic][row]`.
    pub(super) negative: Vec<Vec<Sum>>,
    /// Residual variance of everybody.
    pub(super) variance: f64,
    /// Answers per row of the comparison.
    pub(super) answers: Vec<Vec<ClusteredValue>>,
    /// Customers per row of the comparison.
    pub(super) n_customers: Vec<u64>,
    /// Who said what per row of the comparison, where customers answered more than once.
    pub(super) members: Option<Vec<Members>>,
    /// The same of each answer, also where customers answered once in each of several rows.
    pub(super) said: Vec<Vec<Said>>,
}

impl Sums {
    /// The sums of everybody; the last control of `respondents` is the row of each, and of the model so many are in each.
    pub(super) fn of(
        respondents: &Respondents,
        n_of_row: &[usize],
        fit: &NegativeFit,
        compared: &[usize],
    ) -> Self {
        let row_of = respondents.controls.last();
        let row_of = row_of.map_or(&[][..], |control| &control.codes);
        let placed = || {
            let placed = row_of.iter().enumerate();
            let placed = placed.filter(|(i, _)| respondents.is_modelled(*i));
            placed.filter_map(|(i, row)| Some((i, (*row)? as usize)))
        };
        let complaints = Complaints::of(respondents, compared);
        // Where customers ascend none answered twice, and nothing of who said what is asked for.
        let customers = respondents.modelled().map(|i| respondents.customer(i));
        let is_single = customers.is_sorted_by(|a, b| a < b);
        let (of_all, negative) = compute_both(
            || {
                let mut sums = Everybody::new(n_of_row);
                for (i, row) in placed() {
                    let residual = fit.residual(respondents, i);
                    let said = (!is_single).then(|| complaints.of_list(respondents.saying(i)));
                    sums.add(respondents, (i, row), residual, said);
                }
                sums
            },
            || {
                let mut negative = vec![vec![Sum::default(); n_of_row.len()]; compared.len()];
                for (i, row) in placed() {
                    let said = complaints.of_list(respondents.saying(i));
                    let Some(y) = respondents.outcome(i).filter(|_| !said.is_empty()) else {
                        continue;
                    };
                    let (weight, residual) = (respondents.weight(i), fit.residual(respondents, i));
                    for &at in said {
                        negative[at][row].add(weight, residual, y);
                    }
                }
                negative
            },
        );
        let Everybody {
            whole,
            answers,
            mut members,
            squares,
            total,
        } = of_all;
        members.iter_mut().for_each(Members::sort);
        let n_customers: Vec<u64> = if is_single {
            whole.iter().map(|whole| whole.n).collect()
        } else {
            members.iter().map(Members::n_customers).collect()
        };
        let is_clustered = whole
            .iter()
            .zip(&n_customers)
            .any(|(whole, n)| whole.n > *n);
        let said = if is_single {
            Vec::new()
        } else {
            members.iter().map(Members::said).collect()
        };
        Self {
            whole,
            negative,
            said,
            variance: squares / total,
            answers,
            n_customers,
            members: is_clustered.then_some(members),
        }
    }
}

/// Which of the compared topics each list of mentions speaks badly of, by their places.
struct Complaints {
    topics: Vec<usize>,
    /// Where those of each list end.
    ends: Vec<usize>,
}

impl Complaints {
    fn of(respondents: &Respondents, compared: &[usize]) -> Self {
        let place = |topic: u32| compared.iter().position(|&known| known == topic as usize);
        let (mut topics, mut ends) = (Vec::new(), Vec::new());
        for mentions in respondents.sayings().iter() {
            let negatives = mentions.iter().filter(|one| one.tone.is_negative());
            topics.extend(negatives.filter_map(|mention| place(mention.topic)));
            ends.push(topics.len());
        }
        Self { topics, ends }
    }

    fn of_list(&self, list: usize) -> &[usize] {
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.topics[start..self.ends[list]]
    }
}

/// Sums per row of the comparison, while respondents pass by.
struct Everybody {
    whole: Vec<Sum>,
    answers: Vec<Vec<ClusteredValue>>,
    members: Vec<Members>,
    /// Weighted squares of all residuals, and all weights.
    squares: f64,
    total: f64,
}

impl Everybody {
    fn new(n_of_row: &[usize]) -> Self {
        Self {
            whole: vec![Sum::default(); n_of_row.len()],
            answers: n_of_row.iter().map(|&n| Vec::with_capacity(n)).collect(),
            members: vec![Members::default(); n_of_row.len()],
            squares: 0.0,
            total: 0.0,
        }
    }

    /// Adds respondent `i` of a row; `said` are the topics spoken badly of, where members are asked for.
    fn add(
        &mut self,
        respondents: &Respondents,
        (i, row): (usize, usize),
        residual: f64,
        said: Option<&[usize]>,
    ) {
        let Some(y) = respondents.outcome(i) else {
            return;
        };
        let weight = respondents.weight(i);
        self.whole[row].add(weight, residual, y);
        self.answers[row].push(respondents.of_customer(i, y));
        if let Some(said) = said {
            self.members[row].push(respondents.customer(i), weight, residual, said);
        }
        self.squares += weight * residual * residual;
        self.total += weight;
    }
}
