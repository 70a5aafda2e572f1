//! What each number of the report is: formula, what it counts, what it leaves out.

use super::{Language, number, words};
use crate::findings::Findings;
use crate::signals::Signal;
use std::fmt::Write;

/// Names of the numbers that [`explain_measure`] knows.
pub const MEASURES: [&str; 9] = [
    "nps",
    "gain",
    "contribution",
    "effect",
    "unadjusted",
    "importance",
    "p-top3",
    "share-negative",
    "r2",
];

/// Explains one number of the report; `None` for an unknown name.
pub fn explain_measure(name: &str) -> Option<String> {
    let (title, formula, counts, leaves_out, source) = match name {
        "nps" => (
            "Net promoter score",
            "100 x (share answering 9 or 10 - share answering 0 to 6); interval: adjusted Wald",
            "every respondent with an answer, weighted where the project has weights",
            "answers declared missing; second answers of one contact",
            "Rocks 2016 (arXiv 1601.07235)",
        ),
        "gain" => (
            "Expected gain",
            "- fraction removed x effect of a negative mention x share of respondents with one",
            "respondents with words and an outcome, weighted to stand for those without words (analysis.selection = \"none\": unweighted, those without words count as not mentioning it)",
            "topics with fewer scored negative mentions than analysis.min_mentions; errors of reading unless analysis.label_card names checked comments",
            "what-if of the linear model; holds if the association is causal; joint Bayesian bootstrap by customer; called a gain where the interval lies above zero and the test of the effect stands among those of all ranked topics (larger of a robust test with Satterthwaite degrees of freedom and the ordinary one; Benjamini and Hochberg, 5 % false discoveries)",
        ),
        "contribution" => (
            "Adjusted contribution",
            "sum over the topic's columns of effect x share of respondents; intercept and contributions add up to the mean outcome exactly",
            "respondents with words and an outcome, other topics and controls held",
            "topics with fewer than 10 mentions of a tone have no column",
            "weighted least squares; joint Bayesian bootstrap by customer",
        ),
        "effect" => (
            "Effect of a mention",
            "coefficient of the mention in a weighted least-squares model of the outcome on all topics and controls",
            "respondents with words and an outcome",
            "collinear and constant columns, listed in the report",
            "joint Bayesian bootstrap by customer",
        ),
        "unadjusted" => (
            "Unadjusted impact",
            "mean outcome of all - mean outcome of those who do not mention the topic",
            "respondents with words and an outcome",
            "nothing is held constant: a topic that goes along with another borrows its effect",
            "the formula commercial tools publish as impact",
        ),
        "importance" => (
            "Importance (LMG)",
            "mean gain in R2 when the topic enters the model, over all orders of entry, controls first",
            "respondents with words and an outcome",
            "it is a part of R2, not an effect: a topic without effect has importance when it goes along with one that has",
            "Lindeman, Merenda and Gold 1980; Shapley value of R2",
        ),
        "p-top3" => (
            "P(top 3)",
            "share of bootstrap replicates in which the gain is among the three largest",
            "the same replicates for all topics",
            "topics that are not ranked",
            "Bayesian bootstrap (Rubin 1981), resampling customers",
        ),
        "share-negative" => (
            "Share with a negative mention",
            "weighted share of respondents with at least one negative mention of the topic",
            "all respondents with an outcome, those without words represented by those with the same answer and controls who wrote",
            "with analysis.selection = \"none\" those without words count as not mentioning it: the share is a floor, as share_negative_written always is",
            "",
        ),
        "r2" => (
            "R2",
            "1 - residual variance / variance of the outcome; cross-validated over five folds by customer",
            "respondents with words and an outcome",
            "where topics add nothing to the controls in cross-validated R2, nothing is ranked",
            "",
        ),
        _ => return None,
    };
    let mut text = format!(
        "{title}\n  formula     {formula}\n  counts      {counts}\n  leaves out  {leaves_out}\n"
    );
    if !source.is_empty() {
        let _ = writeln!(text, "  source      {source}");
    }
    Some(text)
}

/// Explains the place of one topic with its own numbers; `None` for a topic nobody mentions.
pub fn explain_topic(findings: &Findings, id: &str, language: Language) -> Option<String> {
    if let Some(signal) = findings
        .signals
        .iter()
        .find(|signal| signal.topic.id.as_str() == id)
    {
        return Some(ranked(findings, signal, language));
    }
    let topic = findings
        .unranked
        .iter()
        .find(|topic| topic.topic.id.as_str() == id)?;
    Some(format!(
        "{} ({id})\n  not ranked  {}\n  mentioned by {} respondents, {} of them negatively\n",
        words::topic(&topic.topic, language),
        words::unranked_reason(topic.reason, language),
        number::count(topic.n_mentions, language),
        number::count(topic.n_negative, language),
    ))
}

fn ranked(findings: &Findings, signal: &Signal, language: Language) -> String {
    let exact = |value: f64| format!("{value:.6}");
    let mut text = format!(
        "{} ({}), rank {}\n",
        words::topic(&signal.topic, language),
        signal.topic.id,
        signal.rank
    );
    let _ = writeln!(
        text,
        "  gain            {} = - {} x {} x {}",
        exact(signal.gain.estimate),
        findings.ranking.fraction_removed,
        exact(signal.effect_negative.estimate),
        exact(signal.share_negative),
    );
    let _ = writeln!(
        text,
        "                  fraction removed x effect of a negative mention x share with one"
    );
    let _ = writeln!(
        text,
        "  interval        {} to {} ({} % level, {} replicates)",
        exact(signal.gain.low),
        exact(signal.gain.high),
        signal.gain.level.get() * 100.0,
        findings
            .drivers
            .as_ref()
            .map_or(0, |drivers| drivers.n_replicates),
    );
    if signal.gain_written != signal.gain {
        let _ = writeln!(
            text,
            "  floor           {} to {}, with the share {} that was written",
            exact(signal.gain_written.low),
            exact(signal.gain_written.high),
            exact(signal.share_negative_written)
        );
    }
    if let Some(read) = &signal.as_read {
        let _ = writeln!(
            text,
            "  uncorrected     {} ({} to {}), effect {}, share {}",
            exact(read.gain.estimate),
            exact(read.gain.low),
            exact(read.gain.high),
            exact(read.effect_negative.estimate),
            exact(read.share_negative)
        );
    }
    let test = signal.effect_test.map_or_else(
        || "the data cannot tell".to_owned(),
        |test| {
            format!(
                "p = {:.6}, {:.1} degrees of freedom",
                test.p_value.get(),
                test.degrees_of_freedom
            )
        },
    );
    let _ = writeln!(text, "  test of effect  {test}");
    let _ = writeln!(
        text,
        "  P(top 3)        {}\n  contribution    {}\n  unadjusted      {}\n  importance LMG  {}",
        signal.p_top3.get(),
        exact(signal.contribution.estimate),
        signal
            .unadjusted_impact
            .map_or_else(|| "-".to_owned(), exact),
        exact(signal.importance.get()),
    );
    let _ = writeln!(
        text,
        "  n               {} mention it, {} negatively, {} of these have an outcome",
        signal.n_mentions, signal.n_negative, signal.n_negative_scored
    );
    for caveat in &signal.caveats {
        let _ = writeln!(
            text,
            "  caveat          {}",
            words::caveat(caveat, language)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_formula_counts_and_exclusions() {
        for name in MEASURES {
            let text = explain_measure(name).unwrap();
            assert!(
                text.contains("formula") && text.contains("leaves out"),
                "{name}"
            );
        }
        assert_eq!(explain_measure("happiness"), None);
    }
}
