use super::study::{CLASSES, Estimator, Tally, TopicTally};
use signaal::simulate::wave::Scenario;
use signaal::units::as_f64;
use std::fmt::Write;

/// Topics with fewer labelled comments on average are judged apart: the product gives them no rank.
const LEAST_LABELLED: f64 = 30.0;

/// How near estimates come: one line per scenario and estimator, over topics that are not rare.
pub(crate) fn accuracy(all: &[(&Scenario, Vec<Tally>)]) -> String {
    let mut text = head(&[
        "scenario",
        "estimate",
        "bias, worst topic",
        "bias, mean size",
        "RMSE",
        "coverage",
        "lowest to highest",
        "order (τ)",
        "top two found",
        "true place in its interval",
        "no answer",
    ]);
    for (scenario, tally) in each(all) {
        let topics = || tally.topics.iter().filter(|topic| !is_rare(topic));
        let biases = || topics().filter_map(|topic| Some((topic.bias.value()?, topic.name)));
        let worst = biases().max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        let errors = topics().filter_map(|topic| topic.squared_error.value());
        let coverage = || topics().filter_map(|topic| topic.coverage.value());
        line(
            &mut text,
            &[
                scenario.name.to_owned(),
                tally.estimator.name().to_owned(),
                worst.map_or("–".to_owned(), |(bias, name)| {
                    format!("{bias:+.2} ({name})")
                }),
                points(mean(biases().map(|(bias, _)| bias.abs()))),
                points(mean(errors.map(f64::sqrt))),
                percent(mean(coverage())),
                range(coverage()),
                points(tally.agreement.value()),
                percent(tally.top_two.value()),
                percent(tally.places.value()),
                tally.n_failed.to_string(),
            ],
        );
    }
    text
}

/// How often a topic without effect is taken for one that has an effect.
pub(crate) fn false_alarms(all: &[(&Scenario, Vec<Tally>)]) -> String {
    let mut text = head(&[
        "scenario",
        "estimate",
        "interval excludes 0",
        "worst topic",
        "test rejects",
        "own error rejects",
        "stands out, by the test",
        "stands out, by own errors",
        "nothing stands out, by the test",
        "by own errors",
    ]);
    for (scenario, tally) in each(all) {
        let idle = || {
            let topics = tally.topics.iter();
            topics.filter(|topic| !topic.has_effect && !is_rare(topic))
        };
        let part = |of: fn(&TopicTally) -> Option<f64>| percent(mean(idle().filter_map(of)));
        let intervals = || idle().filter_map(|topic| topic.excludes_zero.value());
        let tested = tally.has_tests();
        line(
            &mut text,
            &[
                scenario.name.to_owned(),
                tally.estimator.name().to_owned(),
                part(|topic| topic.excludes_zero.value()),
                percent(intervals().reduce(f64::max)),
                known(tested, part(|topic| topic.rejected.value())),
                known(tested, part(|topic| topic.rejected_by_own.value())),
                part(|topic| topic.stands.value()),
                part(|topic| topic.stands_by_own.value()),
                percent(tally.silent.value()),
                percent(tally.silent_by_own.value()),
            ],
        );
    }
    text
}

/// One line per topic and estimator of a scenario.
pub(crate) fn by_topic(scenario: &Scenario, tallies: &[Tally]) -> String {
    let mut text = format!("### {}: {}\n\n", scenario.name, scenario.purpose);
    text.push_str(&head(&[
        "topic",
        "labelled",
        "truth",
        "estimate",
        "bias",
        "RMSE",
        "coverage",
        "truth per mention",
        "bias",
        "RMSE",
        "coverage",
        "interval excludes 0",
        "stands out, by the test",
        "by own errors",
        "no interval",
    ]));
    let n_topics = tallies.first().map_or(0, |tally| tally.topics.len());
    for (at, tally) in (0..n_topics).flat_map(|at| tallies.iter().map(move |one| (at, one))) {
        let topic = &tally.topics[at];
        let root = |value: Option<f64>| points(value.map(f64::sqrt));
        let effect = if topic.has_effect { "" } else { " (no effect)" };
        line(
            &mut text,
            &[
                format!("{}{effect}", topic.name),
                format!("{:.0}", topic.n_labelled.value().unwrap_or(0.0)),
                format!("{:+.2}", topic.truth),
                tally.estimator.name().to_owned(),
                signed(topic.bias.value()),
                root(topic.squared_error.value()),
                percent(topic.coverage.value()),
                format!("{:+.1}", topic.slope),
                signed(topic.slope_bias.value()),
                root(topic.slope_squared_error.value()),
                percent(topic.slope_coverage.value()),
                percent(topic.excludes_zero.value()),
                percent(topic.stands.value()),
                percent(topic.stands_by_own.value()),
                percent(topic.has_interval.value().map(|part| 1.0 - part)),
            ],
        );
    }
    for tally in tallies {
        let failed = tally.failed_replicates.value().filter(|&part| part > 0.0);
        if tally.n_failed > 0 || failed.is_some() {
            let _ = writeln!(
                text,
                "\n{}: no answer to {} waves, {} of the other replicates failed.",
                tally.estimator.name(),
                tally.n_failed,
                percent(failed),
            );
        }
    }
    text
}

/// False alarms about topics without effect by the number of comments that mention them.
pub(crate) fn by_mentions(tallies: &[Tally]) -> String {
    let mut text = head(&[
        "comments that mention it",
        "waves and topics",
        "interval excludes 0",
        "own error rejects",
        "test rejects",
    ]);
    let joint = tallies.iter().find(|one| one.estimator == Estimator::Joint);
    for (at, few) in joint.iter().flat_map(|joint| joint.few.iter().enumerate()) {
        let least = CLASSES[at];
        let class = match CLASSES.get(at + 1) {
            Some(&next) if next == least + 1 => least.to_string(),
            Some(&next) => format!("{least} to {}", next - 1),
            None => format!("{least} and more"),
        };
        line(
            &mut text,
            &[
                class,
                few.interval.n().to_string(),
                percent(few.interval.value()),
                percent(few.own.value()),
                percent(few.test.value()),
            ],
        );
    }
    text
}

fn each<'a>(all: &'a [(&Scenario, Vec<Tally>)]) -> impl Iterator<Item = (&'a Scenario, &'a Tally)> {
    all.iter()
        .flat_map(|(scenario, tallies)| tallies.iter().map(move |tally| (*scenario, tally)))
}

fn head(names: &[&str]) -> String {
    format!(
        "| {} |\n|{}\n",
        names.join(" | "),
        "---|".repeat(names.len())
    )
}

fn line(text: &mut String, cells: &[String]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
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

fn known(is_known: bool, text: String) -> String {
    if is_known { text } else { "–".to_owned() }
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
