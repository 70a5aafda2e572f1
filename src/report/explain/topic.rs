use crate::findings::Findings;
use crate::report::words::either;
use crate::report::{Language, number, words};
use crate::signals::Signal;
use crate::units::Interval;
use std::fmt::Write;

/// Smallest p that six decimals tell from nothing.
const LEAST_P: f64 = 0.000_001;

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
    let mut page = Page {
        text: format!("{} ({id})\n", words::topic(&topic.topic, language)),
        language,
    };
    let [n_mentions, n_negative] = words::unranked_counts(topic, language);
    page.line(
        ("not ranked", "geen plaats"),
        &words::unranked_reason(topic.reason, language),
    );
    page.line(("mentions", "vermeldingen"), &n_mentions);
    page.line(("negative", "negatief"), &n_negative);
    Some(page.text)
}

fn ranked(findings: &Findings, signal: &Signal, language: Language) -> String {
    let exact = |value: f64| number::fixed(value, 6, language);
    let pick = |en: &'static str, nl: &'static str| either(language, nl, en);
    let to = |interval: &Interval| {
        let (low, high) = (exact(interval.low), exact(interval.high));
        format!("{low} {} {high}", pick("to", "tot"))
    };
    let name = words::topic(&signal.topic, language);
    let mut page = Page {
        text: format!(
            "{name} ({}), {} {}\n",
            signal.topic.id,
            pick("rank", "plaats"),
            signal.rank
        ),
        language,
    };
    page.line(
        ("gain", "winst"),
        &format!(
            "{} = - {} x {} x {}",
            exact(signal.gain.estimate),
            exact(signal.fraction_removed),
            exact(signal.effect_negative.estimate),
            exact(signal.share_negative),
        ),
    );
    page.line(
        ("", ""),
        pick(
            "fraction removed x effect of a negative mention x share with one",
            "deel dat verdwijnt x effect van een negatieve vermelding x aandeel met een",
        ),
    );
    let (level, n_replicates) = (
        number::setting(signal.gain.level.get(), language),
        findings
            .drivers
            .as_ref()
            .map_or(0, |drivers| drivers.n_replicates),
    );
    let bounds = to(&signal.gain);
    page.line(
        ("interval", "interval"),
        &match language {
            Language::Nl => format!("{bounds} (niveau {level}, {n_replicates} trekkingen)"),
            Language::En => format!("{bounds} ({level} level, {n_replicates} replicates)"),
        },
    );
    if signal.gain_written != signal.gain {
        let (bounds, share) = (
            to(&signal.gain_written),
            exact(signal.share_negative_written),
        );
        page.line(
            ("floor", "ondergrens"),
            &match language {
                Language::Nl => format!("{bounds}, met het aandeel {share} dat het schreef"),
                Language::En => format!("{bounds}, with the share {share} that was written"),
            },
        );
    }
    if let Some(read) = &signal.as_read {
        let (gain, bounds) = (exact(read.gain.estimate), to(&read.gain));
        let effect = exact(read.effect_negative.estimate);
        let share = exact(read.share_negative);
        page.line(
            ("uncorrected", "ongecorrigeerd"),
            &match language {
                Language::Nl => format!("{gain} ({bounds}), effect {effect}, aandeel {share}"),
                Language::En => format!("{gain} ({bounds}), effect {effect}, share {share}"),
            },
        );
    }
    let test = signal.effect_test.map_or_else(
        || pick("the data cannot tell", "de gegevens kunnen het niet zeggen").to_owned(),
        |test| {
            let p = test.p_value.get();
            let p = if p < LEAST_P {
                format!("p < {}", exact(LEAST_P))
            } else {
                format!("p = {}", exact(p))
            };
            let degrees = number::fixed(test.degrees_of_freedom, 1, language);
            format!(
                "{p}, {degrees} {}",
                pick("degrees of freedom", "vrijheidsgraden")
            )
        },
    );
    page.line(("test of effect", "toets van effect"), &test);
    let unadjusted = signal
        .unadjusted_impact
        .map_or_else(|| number::ABSENT.to_owned(), exact);
    for (label, value) in [
        (("P(top 3)", "P(top 3)"), exact(signal.p_top3.get())),
        (
            ("contribution", "bijdrage"),
            exact(signal.contribution.estimate),
        ),
        (("unadjusted", "ongecorrigeerd"), unadjusted),
        (
            ("importance LMG", "belang LMG"),
            exact(signal.importance.get()),
        ),
    ] {
        page.line(label, &value);
    }
    let [n, n_negative, n_scored] = [
        signal.n_mentions,
        signal.n_negative,
        signal.n_negative_scored,
    ]
    .map(|n| number::count(n, language));
    page.line(
        ("n", "n"),
        &match language {
            Language::Nl => format!(
                "{n} noemen het, {n_negative} negatief, van wie {n_scored} met een uitkomst"
            ),
            Language::En => format!(
                "{n} mention it, {n_negative} negatively, {n_scored} of these have an outcome"
            ),
        },
    );
    for caveat in &signal.caveats {
        page.line(("caveat", "voorbehoud"), &words::caveat(caveat, language));
    }
    page.text
}

/// Lines under each other, each behind what it is called.
struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn line(&mut self, (en, nl): (&str, &str), text: &str) {
        let label = either(self.language, nl, en);
        let _ = writeln!(self.text, "  {label:<16}  {text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_topic_is_explained_in_dutch_and_in_english() {
        let findings = fixture::realistic();
        let signal = &findings.signals[0];
        let id = signal.topic.id.as_str();
        let nl = explain_topic(&findings, id, Language::Nl).unwrap();
        let en = explain_topic(&findings, id, Language::En).unwrap();
        assert!(nl.contains("plaats 1") && en.contains("rank 1"), "{nl}{en}");
        for english in ["rank", "share", "degrees", "mention it", "replicates"] {
            assert!(!nl.contains(english), "{nl}");
        }
        let unranked = findings.unranked[0].topic.id.as_str();
        let nl = explain_topic(&findings, unranked, Language::Nl).unwrap();
        assert!(
            nl.contains("geen plaats") && !nl.contains("mentions"),
            "{nl}"
        );
    }
}
