use super::few::{CLASSES, Few, class, rejects};
use super::{Answer, Estimator, Sample};
use signaal::simulate::wave::{Population, Scenario};
use signaal::stats::{compute_in_order, discoveries, kendall_tau_b};
use signaal::units::{Interval, Probability, as_f64, as_u64};

/// A mean that grows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Mean {
    sum: f64,
    n: usize,
}

impl Mean {
    pub(super) fn add(&mut self, value: f64) {
        self.sum += value;
        self.n += 1;
    }

    pub(super) fn add_if(&mut self, holds: bool) {
        self.add(if holds { 1.0 } else { 0.0 });
    }

    /// How many were added.
    pub(crate) fn n(&self) -> usize {
        self.n
    }

    /// `None` when nothing was added.
    pub(crate) fn value(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / as_f64(self.n))
    }
}

/// What many waves say of one estimator.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) estimator: Estimator,
    /// One per topic.
    pub(crate) topics: Vec<TopicTally>,
    /// Waves without any answer.
    pub(crate) n_failed: usize,
    /// Part of the replicates that could not be corrected.
    pub(crate) failed_replicates: Mean,
    /// Kendall's τ of the sizes of contributions with the true ones.
    pub(crate) agreement: Mean,
    /// Waves in which the two topics that truly contribute most are the two that are found to.
    pub(crate) top_two: Mean,
    /// Intervals of places that hold the true place, over topics with an effect.
    pub(crate) places: Mean,
    /// Waves in which nothing stands out, by `driver_tests`.
    pub(crate) silent: Mean,
    /// The same by the p-values of the coefficients' own errors.
    pub(crate) silent_by_own: Mean,
    /// Topics without effect by their number of mentions, in the classes of [`CLASSES`].
    pub(crate) few: Vec<Few>,
}

/// What many waves say of one topic.
#[derive(Debug, Clone)]
pub(crate) struct TopicTally {
    pub(crate) name: &'static str,
    pub(crate) has_effect: bool,
    /// Comments labelled with it.
    pub(crate) n_labelled: Mean,
    /// True contribution.
    pub(crate) truth: f64,
    /// True coefficient.
    pub(crate) slope: f64,
    /// Found minus true contribution.
    pub(crate) bias: Mean,
    /// Its square.
    pub(crate) squared_error: Mean,
    /// Found minus true coefficient, where there is one.
    pub(crate) slope_bias: Mean,
    /// Its square.
    pub(crate) slope_squared_error: Mean,
    /// Intervals of the contribution that hold the truth.
    pub(crate) coverage: Mean,
    /// Intervals of the coefficient that hold the truth.
    pub(crate) slope_coverage: Mean,
    /// Waves with an interval of the contribution.
    pub(crate) has_interval: Mean,
    /// Waves in which the interval of the contribution excludes 0.
    pub(crate) excludes_zero: Mean,
    /// Waves with p < 0.05 in `driver_tests`; no test counts as no rejection.
    pub(crate) rejected: Mean,
    /// The same by the coefficient's own error.
    pub(crate) rejected_by_own: Mean,
    /// Waves in which it stands out beside the others (Benjamini–Hochberg over `driver_tests`).
    pub(crate) stands: Mean,
    /// The same over the coefficients' own errors.
    pub(crate) stands_by_own: Mean,
}

/// Draws `n_repetitions` waves of `n` respondents and adds up what each estimator says.
///
/// Wave `i` has seed `seed + i`, which is that of its replicates too. Threads change nothing.
pub(crate) fn tallies(
    scenario: &Scenario,
    n: usize,
    n_repetitions: usize,
    n_replicates: usize,
    seed: u64,
) -> Vec<Tally> {
    let estimators = Estimator::of(scenario);
    let population = Population::of(scenario);
    let answers = compute_in_order(n_repetitions, |repetition| {
        let seed = seed + as_u64(repetition);
        let sample = Sample::draw(scenario, n, seed);
        let answers = estimators.iter();
        let answers: Vec<Option<Answer>> = answers
            .map(|estimator| estimator.answer(&sample, n_replicates, seed).ok())
            .collect();
        (sample.n_labelled(), answers)
    });
    let mut tallies: Vec<Tally> = estimators
        .iter()
        .map(|&estimator| Tally::new(estimator, &population))
        .collect();
    for (n_labelled, wave) in &answers {
        for (tally, answer) in tallies.iter_mut().zip(wave) {
            for (topic, &n) in tally.topics.iter_mut().zip(n_labelled) {
                topic.n_labelled.add(as_f64(n));
            }
            match answer {
                Some(answer) => tally.add(answer, n_labelled),
                None => tally.n_failed += 1,
            }
        }
    }
    tallies
}

impl Tally {
    fn new(estimator: Estimator, population: &Population) -> Self {
        let topics = population.topics.iter().map(|truth| TopicTally {
            name: truth.name,
            has_effect: truth.has_effect,
            n_labelled: Mean::default(),
            truth: truth.contribution,
            slope: truth.coefficient,
            bias: Mean::default(),
            squared_error: Mean::default(),
            slope_bias: Mean::default(),
            slope_squared_error: Mean::default(),
            coverage: Mean::default(),
            slope_coverage: Mean::default(),
            has_interval: Mean::default(),
            excludes_zero: Mean::default(),
            rejected: Mean::default(),
            rejected_by_own: Mean::default(),
            stands: Mean::default(),
            stands_by_own: Mean::default(),
        });
        Self {
            estimator,
            topics: topics.collect(),
            n_failed: 0,
            failed_replicates: Mean::default(),
            agreement: Mean::default(),
            top_two: Mean::default(),
            places: Mean::default(),
            silent: Mean::default(),
            silent_by_own: Mean::default(),
            few: vec![Few::default(); CLASSES.len()],
        }
    }

    /// Whether the estimator has tests, and not intervals only.
    pub(crate) fn has_tests(&self) -> bool {
        self.silent.value().is_some()
    }

    fn add(&mut self, answer: &Answer, n_labelled: &[usize]) {
        for (topic, found) in self.topics.iter_mut().zip(&answer.topics) {
            let error = found.contribution - topic.truth;
            topic.bias.add(error);
            topic.squared_error.add(error * error);
            if let Some(coefficient) = found.coefficient {
                let error = coefficient - topic.slope;
                topic.slope_bias.add(error);
                topic.slope_squared_error.add(error * error);
            }
            topic
                .has_interval
                .add_if(found.contribution_interval.is_some());
            if let Some(interval) = found.contribution_interval {
                topic.coverage.add_if(interval.contains(topic.truth));
            }
            let excludes = |interval: Interval| !interval.contains(0.0);
            topic
                .excludes_zero
                .add_if(found.contribution_interval.is_some_and(excludes));
            if let Some(interval) = found.coefficient_interval {
                topic.slope_coverage.add_if(interval.contains(topic.slope));
            }
            topic.rejected.add_if(rejects(found.test));
            topic.rejected_by_own.add_if(rejects(found.own));
        }
        self.failed_replicates.add(answer.failed);
        self.add_order(answer);
        self.add_decisions(answer);
        for ((topic, found), &n) in self.topics.iter().zip(&answer.topics).zip(n_labelled) {
            if let Some(class) = class(n).filter(|_| !topic.has_effect) {
                self.few[class].add(found);
            }
        }
    }

    fn add_decisions(&mut self, answer: &Answer) {
        let Some(added) = answer.r2_added else {
            return;
        };
        let tests: Vec<_> = answer.topics.iter().map(|topic| topic.test).collect();
        let own: Vec<_> = answer.topics.iter().map(|topic| topic.own).collect();
        let (tests, own) = (standing(added, &tests), standing(added, &own));
        self.silent.add_if(!tests.contains(&true));
        self.silent_by_own.add_if(!own.contains(&true));
        for (at, topic) in self.topics.iter_mut().enumerate() {
            topic.stands.add_if(tests[at]);
            topic.stands_by_own.add_if(own[at]);
        }
    }

    fn add_order(&mut self, answer: &Answer) {
        let truth: Vec<f64> = self.topics.iter().map(|topic| topic.truth.abs()).collect();
        let found: Vec<f64> = answer
            .topics
            .iter()
            .map(|one| one.contribution.abs())
            .collect();
        if !self.topics.iter().any(|topic| topic.has_effect) {
            return;
        }
        if let Ok(Some(agreement)) = kendall_tau_b(&truth, &found) {
            self.agreement.add(agreement);
        }
        let (true_places, found_places) = (places(&truth), places(&found));
        let in_both = (0..truth.len())
            .filter(|&at| true_places[at] <= 2 && found_places[at] <= 2)
            .count();
        self.top_two.add_if(in_both == 2);
        for (at, &(best, worst)) in answer.places.iter().flatten().enumerate() {
            if self.topics[at].has_effect {
                let place = true_places[at];
                self.places.add_if(best <= place && place <= worst);
            }
        }
    }
}

/// Which topics stand out: those that stand among all tests, where drivers explain anything at all.
fn standing(r2_added: f64, p_values: &[Option<Probability>]) -> Vec<bool> {
    let known: Vec<Probability> = p_values.iter().copied().flatten().collect();
    let mut found = discoveries(&known, Probability::saturating(0.05)).into_iter();
    let stands = |p: &Option<Probability>| p.is_some() && found.next() == Some(true);
    let stands: Vec<bool> = p_values.iter().map(stands).collect();
    stands
        .into_iter()
        .map(|one| one && r2_added > 0.0)
        .collect()
}

/// Place of each size, 1 for the largest.
fn places(sizes: &[f64]) -> Vec<usize> {
    sizes
        .iter()
        .map(|size| 1 + sizes.iter().filter(|other| *other > size).count())
        .collect()
}
