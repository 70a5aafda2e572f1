use super::population::at_most;
use super::scenario::Scenario;
use crate::simulate::dice::{Dice, Task};

/// One respondent of a wave.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// Branch or agent; `None` without units.
    pub unit: Option<usize>,
    /// Index of the segment.
    pub segment: usize,
    /// Answer, 0 to 10.
    pub score: usize,
    /// What was meant, per topic.
    pub meant: Vec<bool>,
    /// What the labels say, per topic; `None` without a comment.
    pub labelled: Option<Vec<bool>>,
    /// Whether the labels were checked by hand.
    pub is_checked: bool,
}

/// Draws `n` respondents. The same seed gives the same respondents; respondent `i` does not depend on
/// how many follow, but for which comments are checked.
pub fn draw(scenario: &Scenario, n: usize, seed: u64) -> Vec<Respondent> {
    let mut respondents: Vec<Respondent> = (0..n).map(|at| one(scenario, at, seed)).collect();
    check(scenario, &mut respondents, seed);
    respondents
}

fn one(scenario: &Scenario, at: usize, seed: u64) -> Respondent {
    let mut dice = Dice::new(seed, Task::Wave, at);
    let unit = (scenario.unit_size > 0).then(|| at / scenario.unit_size.max(1));
    let lift = unit.map_or(0.0, |unit| {
        scenario.unit_spread * Dice::new(seed, Task::Unit, unit).bell()
    });
    let segment = segment(scenario, dice.unit());
    let mut meant: Vec<bool> = Vec::with_capacity(scenario.topics.len());
    let mut latent = scenario.level + scenario.segments[segment].2 + lift;
    for topic in &scenario.topics {
        let p = match topic.beside {
            Some((earlier, beside)) if meant[earlier] => beside,
            _ => topic.share,
        };
        let is_meant = dice.chance(p);
        if is_meant {
            latent += topic.effect;
        }
        meant.push(is_meant);
    }
    let luck = dice.unit();
    let score = (0..10)
        .filter(|&answer| luck >= at_most(answer, latent))
        .count();
    let band = match score {
        0..=6 => 0,
        7 | 8 => 1,
        _ => 2,
    };
    let comments = dice.chance(scenario.comments[band]);
    let labelled = labels(scenario, &meant, &mut dice);
    Respondent {
        unit,
        segment,
        score,
        labelled: comments.then_some(labelled),
        meant,
        is_checked: false,
    }
}

fn segment(scenario: &Scenario, luck: f64) -> usize {
    let mut below = 0.0;
    for (at, (_, part, _)) in scenario.segments.iter().enumerate() {
        below += part;
        if luck < below {
            return at;
        }
    }
    scenario.segments.len() - 1
}

/// Labels with the precision and recall of the scenario, errors independent given what was meant.
fn labels(scenario: &Scenario, meant: &[bool], dice: &mut Dice) -> Vec<bool> {
    let (precision, recall) = scenario.precision_recall;
    let mut labels = Vec::with_capacity(meant.len());
    for (&is_meant, share) in meant.iter().zip(shares(scenario)) {
        // Of all labels a part `1 − precision` is false, which fixes how many who did not mean it get one.
        let false_alarm = share * recall * (1.0 - precision) / precision / (1.0 - share);
        let p = if is_meant { recall } else { false_alarm };
        labels.push(dice.chance(p));
    }
    labels
}

/// Share of each topic in the population.
fn shares(scenario: &Scenario) -> Vec<f64> {
    let mut shares: Vec<f64> = Vec::with_capacity(scenario.topics.len());
    for topic in &scenario.topics {
        let share = match topic.beside {
            Some((earlier, beside)) => {
                shares[earlier].mul_add(beside, (1.0 - shares[earlier]) * topic.share)
            }
            None => topic.share,
        };
        shares.push(share);
    }
    shares
}

/// Marks a random part of the comments as checked.
fn check(scenario: &Scenario, respondents: &mut [Respondent], seed: u64) {
    let mut dice = Dice::new(seed, Task::Checked, 0);
    let mut wanted = scenario.n_checked;
    let mut left = respondents
        .iter()
        .filter(|one| one.labelled.is_some())
        .count();
    for respondent in respondents.iter_mut().filter(|one| one.labelled.is_some()) {
        // Each comment is taken with the chance that leaves exactly the wanted number in the end.
        if dice.below(left) < wanted {
            respondent.is_checked = true;
            wanted -= 1;
        }
        left -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;

    #[test]
    fn a_wave_has_the_score_and_shares_of_its_population() {
        for (name, _) in crate::simulate::wave::SCENARIOS {
            let scenario = Scenario::named(name).unwrap();
            let population = crate::simulate::wave::Population::of(&scenario);
            let n = 20_000;
            let wave = draw(&scenario, n, 3);
            let points = |one: &Respondent| match one.score {
                0..=6 => -100.0,
                7 | 8 => 0.0,
                _ => 100.0,
            };
            let nps = wave.iter().map(points).sum::<f64>() / as_f64(n);
            // Units of 25 that differ by half a logit add less than a third to the variance of a mean.
            let band = 4.0 * 85.0 / as_f64(n).sqrt() * 1.6;
            assert!((nps - population.nps).abs() < band, "{name}: {nps}");
            for (topic, truth) in population.topics.iter().enumerate() {
                let share = as_f64(wave.iter().filter(|one| one.meant[topic]).count()) / as_f64(n);
                let band = 4.0 * (truth.share * (1.0 - truth.share) / as_f64(n)).sqrt();
                assert!((share - truth.share).abs() < band, "{name}: {share}");
            }
        }
    }

    #[test]
    fn labels_have_the_precision_and_recall_of_the_scenario() {
        let scenario = Scenario::named("noise").unwrap();
        let wave = draw(&scenario, 20_000, 5);
        let pairs = wave
            .iter()
            .map(|one| (one.meant[0], one.labelled.as_ref().unwrap()[0]));
        let (mut hits, mut meant, mut labelled) = (0, 0, 0);
        for (is_meant, is_labelled) in pairs {
            hits += usize::from(is_meant && is_labelled);
            meant += usize::from(is_meant);
            labelled += usize::from(is_labelled);
        }
        let band = |n: usize| 4.0 * (0.8 * 0.2 / as_f64(n)).sqrt();
        assert!((as_f64(hits) / as_f64(meant) - 0.8).abs() < band(meant));
        assert!((as_f64(hits) / as_f64(labelled) - 0.8).abs() < band(labelled));
        assert_eq!(wave.iter().filter(|one| one.is_checked).count(), 1000);
    }
}
