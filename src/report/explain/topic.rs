use crate::findings::Findings;
use crate::report::{Language, words};
use crate::signals::Signal;
use std::fmt::Write;

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
    let [n_mentions, n_negative] = words::unranked_counts(topic, language);
    Some(format!(
        "{} ({id})\n  not ranked  {}\n  mentions    {}\n  negative    {}\n",
        words::topic(&topic.topic, language),
        words::unranked_reason(topic.reason, language),
        n_mentions,
        n_negative,
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
        signal.fraction_removed,
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
