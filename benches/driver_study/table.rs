use crate::study::{Tally, TopicTally};
use signaal::simulate::wave::Scenario;
use signaal::units::as_f64;
use std::fmt::Write;

/// Topics with fewer labelled comments on average are judged apart: the product gives them no rank.
const LEAST_LABELLED: f64 = 30.0;

/// One line per scenario and estimator, over topics that are not rare.
pub(crate) fn overall(all: &[(&Scenario, Vec<Tally>)]) -> String {
    let mut text = "| scenario | estimate | bias, worst topic | bias, mean size | RMSE | coverage \
                    | coverage, lowest to highest | type I, interval | type I, test | order (τ) \
                    | top two found | place in its interval | nothing stands out | no answer |\n"
        .to_owned();
    text.push_str(&format!("|{}\n", "---|".repeat(14)));
    for (scenario, tallies) in all {
        for tally in tallies {
            let topics: Vec<&TopicTally> = tally.topics.iter().filter(|t| !is_rare(t)).collect();
            let idle = || topics.iter().copied().filter(|topic| !topic.has_effect);
            let worst = topics
                .iter()
                .filter_map(|topic| Some((topic.bias.value()?, topic.name)))
                .max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
            let coverage = |topic: &TopicTally| topic.coverage.value();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                scenario.name,
                tally.estimator.name(),
                worst.map_or("–".to_owned(), |(bias, name)| format!(
                    "{bias:+.2} ({name})"
                )),
                points(mean(
                    topics.iter().filter_map(|t| t.bias.value()).map(f64::abs)
                )),
                points(mean(
                    topics
                        .iter()
                        .filter_map(|t| t.squared_error.value())
                        .map(f64::sqrt)
                )),
                percent(mean(topics.iter().filter_map(|t| coverage(t)))),
                range(topics.iter().filter_map(|t| coverage(t))),
                percent(mean(idle().filter_map(|t| t.excludes_zero.value()))),
                if tally.has_tests() {
                    percent(mean(idle().filter_map(|t| t.rejected.value())))
                } else {
                    "–".to_owned()
                },
                points(tally.agreement.value()),
                percent(tally.top_two.value()),
                percent(tally.places.value()),
                percent(tally.silent.value()),
                tally.n_failed,
            );
        }
    }
    text
}

/// One line per topic and estimator of a scenario.
pub(crate) fn by_topic(scenario: &Scenario, tallies: &[Tally]) -> String {
    let mut text = format!("### {}: {}\n\n", scenario.name, scenario.purpose);
    text.push_str(
        "| topic | labelled | truth | estimate | bias | RMSE | coverage | truth per mention | bias \
         | RMSE | coverage | interval excludes 0 | test rejects | own error rejects | no interval |\n",
    );
    text.push_str(&format!("|{}\n", "---|".repeat(15)));
    let n_topics = tallies.first().map_or(0, |tally| tally.topics.len());
    for at in 0..n_topics {
        for tally in tallies {
            let topic = &tally.topics[at];
            let root = |value: Option<f64>| points(value.map(f64::sqrt));
            let _ = writeln!(
                text,
                "| {}{} | {:.0} | {:+.2} | {} | {} | {} | {} | {:+.1} | {} | {} | {} | {} | {} | {} | {} |",
                topic.name,
                if topic.has_effect { "" } else { " (no effect)" },
                topic.n_labelled.value().unwrap_or(0.0),
                topic.truth,
                tally.estimator.name(),
                signed(topic.bias.value()),
                root(topic.squared_error.value()),
                percent(topic.coverage.value()),
                topic.slope,
                signed(topic.slope_bias.value()),
                root(topic.slope_squared_error.value()),
                percent(topic.slope_coverage.value()),
                percent(topic.excludes_zero.value()),
                if tally.has_tests() {
                    percent(topic.rejected.value())
                } else {
                    "–".to_owned()
                },
                percent(topic.rejected_by_own.value()),
                percent(topic.has_interval.value().map(|part| 1.0 - part)),
            );
        }
    }
    for tally in tallies {
        let _ = writeln!(
            text,
            "\n{}: waves without an answer {}, replicates that failed {}, nothing stands out by the \
             test in {} and by the coefficients' own errors in {} of the waves.",
            tally.estimator.name(),
            tally.n_failed,
            percent(tally.failed_replicates.value()),
            percent(tally.silent.value()),
            percent(tally.silent_by_own.value()),
        );
    }
    text
}

fn is_rare(topic: &TopicTally) -> bool {
    topic.n_labelled.value().is_none_or(|n| n < LEAST_LABELLED)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / as_f64(values.len()))
}

fn range(values: impl Iterator<Item = f64>) -> String {
    let values: Vec<f64> = values.collect();
    let low = values.iter().copied().reduce(f64::min);
    let high = values.iter().copied().reduce(f64::max);
    format!("{} to {}", percent(low), percent(high))
}

fn points(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.2}"))
}

fn signed(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:+.2}"))
}

fn percent(part: Option<f64>) -> String {
    part.map_or("–".to_owned(), |part| format!("{:.1} %", 100.0 * part))
}
