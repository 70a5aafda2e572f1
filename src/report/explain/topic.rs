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
    let name = words::topic(&signal.topic, language);
    let rank = either(language, "plaats", "rank");
    let mut page = Page {
        text: format!("{name} ({}), {rank} {}\n", signal.topic.id, signal.rank),
        language,
    };
    let n_replicates = findings
        .drivers
        .as_ref()
        .map_or(0, |drivers| drivers.n_replicates);
    page.gain(signal, n_replicates);
    page.other_gains(signal);
    page.effect(signal);
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
        let label = self.pick(en, nl);
        let _ = writeln!(self.text, "  {label:<16}  {text}");
    }

    fn pick<'a>(&self, en: &'a str, nl: &'a str) -> &'a str {
        either(self.language, nl, en)
    }

    fn exact(&self, value: f64) -> String {
        number::fixed(value, 6, self.language)
    }

    fn bounds(&self, interval: &Interval) -> String {
        let (low, high) = (self.exact(interval.low), self.exact(interval.high));
        format!("{low} {} {high}", self.pick("to", "tot"))
    }

    fn gain(&mut self, signal: &Signal, n_replicates: usize) {
        let product = format!(
            "{} = - {} x {} x {}",
            self.exact(signal.gain.estimate),
            self.exact(signal.fraction_removed),
            self.exact(signal.effect_negative.estimate),
            self.exact(signal.share_negative),
        );
        self.line(("gain", "winst"), &product);
        let factors = self.pick(
            "fraction removed x effect of a negative mention x share with one",
            "deel dat verdwijnt x effect van een negatieve vermelding x aandeel met een",
        );
        self.line(("", ""), factors);
        let level = number::setting(signal.gain.level.get(), self.language);
        let bounds = self.bounds(&signal.gain);
        let interval = match self.language {
            Language::Nl => format!("{bounds} (niveau {level}, {n_replicates} trekkingen)"),
            Language::En => format!("{bounds} ({level} level, {n_replicates} replicates)"),
        };
        self.line(("interval", "interval"), &interval);
    }

    /// The gain by what was written alone, and by what was read.
    fn other_gains(&mut self, signal: &Signal) {
        if signal.gain_written != signal.gain {
            let bounds = self.bounds(&signal.gain_written);
            let share = self.exact(signal.share_negative_written);
            let floor = match self.language {
                Language::Nl => format!("{bounds}, met het aandeel {share} dat het schreef"),
                Language::En => format!("{bounds}, with the share {share} that was written"),
            };
            self.line(("floor", "ondergrens"), &floor);
        }
        if let Some(read) = &signal.as_read {
            let (gain, bounds) = (self.exact(read.gain.estimate), self.bounds(&read.gain));
            let effect = self.exact(read.effect_negative.estimate);
            let share = self.exact(read.share_negative);
            let uncorrected = match self.language {
                Language::Nl => format!("{gain} ({bounds}), effect {effect}, aandeel {share}"),
                Language::En => format!("{gain} ({bounds}), effect {effect}, share {share}"),
            };
            self.line(("uncorrected", "zoals gelezen"), &uncorrected);
        }
    }

    fn effect(&mut self, signal: &Signal) {
        let test = signal.effect_test.map_or_else(
            || {
                let untold =
                    self.pick("the data cannot tell", "de gegevens kunnen het niet zeggen");
                untold.to_owned()
            },
            |test| {
                let p = test.p_value.get();
                let p = if p < LEAST_P {
                    format!("p < {}", self.exact(LEAST_P))
                } else {
                    format!("p = {}", self.exact(p))
                };
                let degrees = number::fixed(test.degrees_of_freedom, 1, self.language);
                let name = self.pick("degrees of freedom", "vrijheidsgraden");
                format!("{p}, {degrees} {name}")
            },
        );
        self.line(("test of effect", "toets van effect"), &test);
        let unadjusted = signal
            .unadjusted_impact
            .map_or_else(|| number::ABSENT.to_owned(), |impact| self.exact(impact));
        let contribution = (signal.contribution)
            .map_or_else(|| number::ABSENT.to_owned(), |one| self.exact(one.estimate));
        let importance = self.exact(signal.importance.get());
        let top3 = self.exact(signal.p_top3.get());
        self.line(("P(top 3)", "P(top 3)"), &top3);
        self.line(("contribution", "bijdrage"), &contribution);
        self.line(("unadjusted", "ongecorrigeerd"), &unadjusted);
        self.line(("importance LMG", "belang LMG"), &importance);
        let [n, n_negative, n_scored] = [
            signal.n_mentions,
            signal.n_negative,
            signal.n_negative_scored,
        ]
        .map(|n| number::count(n, self.language));
        let counts = match self.language {
            Language::Nl => format!(
                "{n} noemen het, {n_negative} negatief, van wie {n_scored} met een uitkomst"
            ),
            Language::En => format!(
                "{n} mention it, {n_negative} negatively, {n_scored} of these have an outcome"
            ),
        };
        self.line(("n", "n"), &counts);
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
