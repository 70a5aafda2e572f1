use super::scenario::Scenario;
use crate::stats::{Factor, Mass, Moments, RANK_TOLERANCE};
use crate::units::{as_f64, as_u32};

/// Cumulative shares of the answers 0 to 9 of somebody with latent satisfaction 0.
const ANSWERS: [f64; 10] = [0.03, 0.05, 0.08, 0.11, 0.15, 0.22, 0.30, 0.40, 0.58, 0.80];

/// What is true of everybody who could be asked, by adding up every possible answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Net promoter score.
    pub nps: f64,
    /// Expected points without any topic, segments at their mix.
    pub constant: f64,
    /// One entry per topic.
    pub topics: Vec<TopicTruth>,
}

/// What is true of one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicTruth {
    /// Name.
    pub name: &'static str,
    /// Part of the population that mentions it.
    pub share: f64,
    /// Points of a mention in the regression of the whole population on all topics and segments.
    pub coefficient: f64,
    /// Coefficient times share.
    pub contribution: f64,
    /// Change of the NPS if nobody mentioned it and everything else stayed as it is.
    pub gain_if_gone: f64,
    /// NPS minus the NPS of who does not mention it: what tools without a model call impact.
    pub unadjusted_impact: f64,
    /// Whether it does anything at all.
    pub has_effect: bool,
}

impl Population {
    /// Adds up the population of a scenario.
    ///
    /// # References
    ///
    /// The regression is the linear projection of NPS points on topics and segments (Angrist &
    /// Pischke 2009, §3.1), which is what least squares estimates however the points come about.
    pub fn of(scenario: &Scenario) -> Self {
        let n_topics = scenario.topics.len();
        let n_columns = n_topics + scenario.segments.len() - 1;
        let mut moments = Moments::new(n_columns);
        let mut mentioned = vec![0.0; n_topics];
        let mut points_without = vec![0.0; n_topics];
        let mut gone = vec![0.0; n_topics];
        let mut nps = 0.0;
        for mentions in 0..1usize << n_topics {
            let chance = chance_of(scenario, mentions);
            for (segment, (_, part, shift)) in scenario.segments.iter().enumerate() {
                let weight = chance * part;
                if weight <= 0.0 {
                    continue;
                }
                let latent = scenario.level + shift + effect_of(scenario, mentions);
                let [detractors, _, promoters] = bands(scenario, latent);
                let points = 100.0 * (promoters - detractors);
                nps += weight * points;
                let mut entries: Vec<(u32, f64)> = (0..n_topics)
                    .filter(|topic| mentions >> topic & 1 == 1)
                    .map(|topic| (as_u32(topic), 1.0))
                    .collect();
                if segment > 0 {
                    entries.push((as_u32(n_topics + segment - 1), 1.0));
                }
                let mut mass = Mass::default();
                mass.add(weight, points);
                moments.add(&entries, mass);
                for (topic, spec) in scenario.topics.iter().enumerate() {
                    if mentions >> topic & 1 == 1 {
                        mentioned[topic] += weight;
                        let [d, _, p] = bands(scenario, latent - spec.effect);
                        gone[topic] += weight * 100.0f64.mul_add(p - d, -points);
                    } else {
                        points_without[topic] += weight * points;
                    }
                }
            }
        }
        let coefficients = projection(&moments, n_columns);
        let topics: Vec<TopicTruth> = scenario
            .topics
            .iter()
            .enumerate()
            .map(|(topic, spec)| TopicTruth {
                name: spec.name,
                share: mentioned[topic],
                coefficient: coefficients[topic],
                contribution: coefficients[topic] * mentioned[topic],
                gain_if_gone: gone[topic],
                unadjusted_impact: nps - points_without[topic] / (1.0 - mentioned[topic]),
                has_effect: spec.effect.abs() > 0.0,
            })
            .collect();
        let explained: f64 = topics.iter().map(|topic| topic.contribution).sum();
        Self {
            nps,
            constant: nps - explained,
            topics,
        }
    }
}

fn projection(moments: &Moments, n_columns: usize) -> Vec<f64> {
    let (correlation, roots) = moments.centred().standardized();
    let sequence: Vec<usize> = (0..n_columns).collect();
    let factor = Factor::new(&correlation, &sequence, RANK_TOLERANCE);
    let with_points: Vec<f64> = (0..=n_columns)
        .map(|column| correlation.get(column, n_columns))
        .collect();
    let mut slopes = factor.solve(&with_points);
    for (column, slope) in slopes.iter_mut().enumerate().take(n_columns) {
        if roots[column] > 0.0 {
            *slope *= roots[n_columns] / roots[column];
        }
    }
    slopes
}

/// Probability of exactly these mentions, one bit per topic.
fn chance_of(scenario: &Scenario, mentions: usize) -> f64 {
    let mut chance = 1.0;
    for (topic, spec) in scenario.topics.iter().enumerate() {
        let p = match spec.beside {
            Some((earlier, beside)) if mentions >> earlier & 1 == 1 => beside,
            _ => spec.share,
        };
        chance *= if mentions >> topic & 1 == 1 {
            p
        } else {
            1.0 - p
        };
    }
    chance
}

fn effect_of(scenario: &Scenario, mentions: usize) -> f64 {
    let effects = scenario.topics.iter().enumerate();
    effects
        .filter(|(topic, _)| mentions >> topic & 1 == 1)
        .map(|(_, spec)| spec.effect)
        .sum()
}

/// Shares of detractors, passives and promoters at a latent satisfaction, units averaged out.
///
/// Units are normal; the mean is taken by the trapezoidal rule over ten standard deviations, which for
/// such functions is exact to far more digits than are used (Trefethen & Weideman 2014).
fn bands(scenario: &Scenario, latent: f64) -> [f64; 3] {
    if scenario.unit_spread <= 0.0 {
        return bands_at(latent);
    }
    let (mut sums, mut total) = ([0.0; 3], 0.0);
    for step in 0..=40 {
        let deviation = as_f64(step) / 4.0 - 5.0;
        let weight = (-0.5 * deviation * deviation).exp();
        let at = bands_at(scenario.unit_spread.mul_add(deviation, latent));
        total += weight;
        for (sum, band) in sums.iter_mut().zip(at) {
            *sum += weight * band;
        }
    }
    sums.map(|sum| sum / total)
}

fn bands_at(latent: f64) -> [f64; 3] {
    let (to_six, to_eight) = (at_most(6, latent), at_most(8, latent));
    [to_six, to_eight - to_six, 1.0 - to_eight]
}

/// Probability of an answer of at most `answer` (0 to 9) at a latent satisfaction.
pub(super) fn at_most(answer: usize, latent: f64) -> f64 {
    let share = ANSWERS[answer];
    let cut = (share / (1.0 - share)).ln();
    1.0 / (1.0 + (latent - cut).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributions_and_the_constant_add_up_to_the_score() {
        for (name, _) in crate::simulate::wave::SCENARIOS {
            let population = Population::of(&Scenario::named(name).unwrap());
            let sum: f64 = population
                .topics
                .iter()
                .map(|topic| topic.contribution)
                .sum();
            assert!((population.constant + sum - population.nps).abs() < 1e-9);
        }
    }

    #[test]
    fn a_topic_without_effect_has_an_impact_by_company_and_hardly_a_contribution() {
        let population = Population::of(&Scenario::named("overlap").unwrap());
        let staff = &population.topics[1];
        assert!(!staff.has_effect && staff.gain_if_gone.abs() < 1e-12);
        assert!(
            staff.unadjusted_impact < -2.0,
            "{}",
            staff.unadjusted_impact
        );
        assert!(staff.contribution.abs() < 0.1, "{}", staff.contribution);
    }

    #[test]
    fn without_effects_nothing_contributes() {
        let population = Population::of(&Scenario::named("null").unwrap());
        for topic in &population.topics {
            assert!(topic.contribution.abs() < 1e-9 && topic.unadjusted_impact.abs() < 1e-9);
        }
    }
}
