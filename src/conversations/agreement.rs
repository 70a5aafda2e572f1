use crate::stats::{percentile_interval, resample, wilson_interval};
use crate::units::{Interval, Probability, as_f64};
use rand::RngExt;
use std::collections::BTreeMap;

/// Replicates of the interval of kappa.
const N_REPLICATES: usize = 2_000;

/// What a label and a rule say of one turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the label says that the behaviour is shown.
    pub is_labelled: bool,
    /// Whether a rule found it.
    pub is_found: bool,
    /// Which wording the turn has: turns of one wording hang together.
    pub wording: usize,
}

/// How rules agree with labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Turns.
    pub n: usize,
    /// Turns that the label says it of.
    pub n_labelled: usize,
    /// Turns that a rule found it in.
    pub n_found: usize,
    /// Turns of both.
    pub n_both: usize,
    /// Share of what was found that is labelled; `None` where nothing was found.
    pub precision: Option<Interval>,
    /// Share of what is labelled that was found; `None` where nothing is labelled.
    pub recall: Option<Interval>,
    /// Agreement beyond chance; `None` where both say the same of all turns. Its interval has no width where no
    /// replicate disagrees.
    pub kappa: Option<Interval>,
}

/// Holds what rules found against labels.
///
/// A turn with the wording of another one tells little more than that: intervals of precision and recall are score
/// intervals with the number of different wordings as size, that of kappa comes from drawing wordings anew, all turns of
/// one together.
///
/// # References
///
/// Cohen (1960), *Educational and Psychological Measurement* 20, p. 37; Field & Welsh (2007), *Journal of the Royal
/// Statistical Society B* 69, p. 369, for drawing clusters.
pub fn agreement(judgements: &[Judgement], level: Probability, seed: u64) -> Agreement {
    let table = Table::of(judgements);
    let mut of_wording: BTreeMap<usize, Table> = BTreeMap::new();
    for one in judgements {
        of_wording.entry(one.wording).or_default().add(*one);
    }
    let wordings: Vec<Table> = of_wording.into_values().collect();
    let n_with = |is_so: fn(&Table) -> f64| wordings.iter().filter(|one| is_so(one) > 0.0).count();
    let part = |part: f64, whole: f64, n_wordings: usize| {
        wilson_interval(as_f64(n_wordings), part / whole, level).ok()
    };
    let kappa = table.kappa().and_then(|estimate| {
        let replicates = resample(N_REPLICATES, seed, |_, source| {
            let mut drawn = Table::default();
            for _ in 0..wordings.len() {
                drawn.join(&wordings[source.random_range(0..wordings.len())]);
            }
            drawn.kappa()
        });
        let replicates: Vec<f64> = replicates.into_iter().flatten().collect();
        percentile_interval(replicates, estimate, level).ok()
    });
    let count = |is_so: fn(&Judgement) -> bool| judgements.iter().filter(|one| is_so(one)).count();
    Agreement {
        n: judgements.len(),
        n_labelled: count(|one| one.is_labelled),
        n_found: count(|one| one.is_found),
        n_both: count(|one| one.is_labelled && one.is_found),
        precision: part(table.both, table.found(), n_with(Table::found)),
        recall: part(table.both, table.labelled(), n_with(Table::labelled)),
        kappa,
    }
}

/// Turns by what label and rule say of them.
#[derive(Debug, Clone, Copy, Default)]
struct Table {
    both: f64,
    only_labelled: f64,
    only_found: f64,
    neither: f64,
}

impl Table {
    fn of(judgements: &[Judgement]) -> Self {
        let mut table = Self::default();
        for one in judgements {
            table.add(*one);
        }
        table
    }

    fn add(&mut self, one: Judgement) {
        let place = match (one.is_labelled, one.is_found) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.only_labelled,
            (false, true) => &mut self.only_found,
            (false, false) => &mut self.neither,
        };
        *place += 1.0;
    }

    fn join(&mut self, other: &Self) {
        self.both += other.both;
        self.only_labelled += other.only_labelled;
        self.only_found += other.only_found;
        self.neither += other.neither;
    }

    fn labelled(&self) -> f64 {
        self.both + self.only_labelled
    }

    fn found(&self) -> f64 {
        self.both + self.only_found
    }

    /// Cohen's kappa; `None` where chance alone agrees on everything.
    fn kappa(&self) -> Option<f64> {
        let n = self.labelled() + self.only_found + self.neither;
        let observed = (self.both + self.neither) / n;
        let (labelled, found) = (self.labelled() / n, self.found() / n);
        let chance = labelled.mul_add(found, (1.0 - labelled) * (1.0 - found));
        (n > 0.0 && chance < 1.0).then(|| (observed - chance) / (1.0 - chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    fn judgements(table: [usize; 4]) -> Vec<Judgement> {
        let kinds = [(true, true), (true, false), (false, true), (false, false)];
        let all = kinds.into_iter().zip(table);
        all.flat_map(|(kind, n)| std::iter::repeat_n(kind, n))
            .enumerate()
            .map(|(wording, (is_labelled, is_found))| Judgement {
                is_labelled,
                is_found,
                wording,
            })
            .collect()
    }

    #[test]
    fn kappa_precision_and_recall_are_those_of_the_definition() {
        // A usual worked example: 20, 5, 10, 15 of 50 give a kappa of 0.4.
        let found = agreement(&judgements([20, 5, 10, 15]), level(), 1);
        assert!((found.kappa.unwrap().estimate - 0.4).abs() < 1e-12);
        assert!((found.precision.unwrap().estimate - 20.0 / 30.0).abs() < 1e-12);
        assert!((found.recall.unwrap().estimate - 0.8).abs() < 1e-12);
        assert!(found.kappa.unwrap().low > 0.0 && found.kappa.unwrap().low < 0.3);
        assert_eq!(
            (found.n, found.n_labelled, found.n_found, found.n_both),
            (50, 25, 30, 20)
        );
    }

    #[test]
    fn the_same_wording_again_makes_nothing_surer() {
        let once = judgements([8, 2, 1, 9]);
        let again: Vec<Judgement> = once.iter().chain(&once).chain(&once).copied().collect();
        let (once, again) = (agreement(&once, level(), 1), agreement(&again, level(), 1));
        assert_eq!(once.recall, again.recall);
        assert_eq!(once.precision, again.precision);
        assert_eq!(once.kappa, again.kappa);
    }

    #[test]
    fn without_labels_or_finds_nothing_is_claimed() {
        let found = agreement(&judgements([0, 0, 0, 12]), level(), 1);
        assert_eq!(
            (found.precision, found.recall, found.kappa),
            (None, None, None)
        );
        assert_eq!(agreement(&[], level(), 1).kappa, None);
    }
}
