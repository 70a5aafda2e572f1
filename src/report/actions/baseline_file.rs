use crate::actions::{Baseline, OutcomeFigure, TopicFigures};
use crate::record::TopicId;
use crate::report::fingerprint::{fingerprint, written};
use crate::service_levels::experience::Definition;
use crate::units::{Interval, Probability};
use serde::{Deserialize, Serialize};

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// A baseline file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineFault {
    /// Not the layout of a baseline.
    #[error("the file is no baseline of signals")]
    Layout(#[from] serde_json::Error),
    /// Written by another version.
    #[error("the baseline has layout {got}, this program knows {known}")]
    Version {
        /// Version in the file.
        got: u32,
        /// Version of this program.
        known: u32,
    },
    /// Somebody changed it.
    #[error("the baseline changed after it was frozen: its hash is {got}, not {expected}")]
    Changed {
        /// Hash of what stands there.
        got: String,
        /// Hash in the file.
        expected: String,
    },
    /// A value that cannot be.
    #[error("the baseline has no sense in its {what}")]
    Value {
        /// Where.
        what: &'static str,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema_version: u32,
    frozen_on: String,
    period: Option<String>,
    definition: Vec<String>,
    level: f64,
    n_written: u64,
    outcome: Option<FileOutcome>,
    topics: Vec<FileTopic>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<String>,
    /// Over everything above.
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOutcome {
    n: u64,
    estimate: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTopic {
    topic: String,
    n_mentions: u64,
    n_negative: u64,
    share_negative: f64,
    share_negative_low: f64,
    share_negative_high: f64,
    outcome: Option<FileOutcome>,
}

/// A baseline as a file: figures, of what they are figures, and a hash over both.
pub fn frozen_json(baseline: &Baseline) -> String {
    let mut file = File {
        schema_version: SCHEMA_VERSION,
        frozen_on: baseline.frozen_on.to_string(),
        period: baseline.period.clone(),
        definition: baseline.definition.lines.clone(),
        level: baseline.level.get(),
        n_written: baseline.n_written,
        outcome: baseline.outcome.as_ref().map(FileOutcome::of),
        topics: baseline.topics.iter().map(FileTopic::of).collect(),
        withheld: baseline.withheld.iter().map(ToString::to_string).collect(),
        sha256: String::new(),
    };
    file.sha256 = file.hash();
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a file of [`frozen_json`].
///
/// # Errors
///
/// [`BaselineFault`] when it is none, or was changed since.
pub fn read_frozen(text: &str) -> Result<Baseline, BaselineFault> {
    let file: File = serde_json::from_str(text)?;
    if file.schema_version != SCHEMA_VERSION {
        return Err(BaselineFault::Version {
            got: file.schema_version,
            known: SCHEMA_VERSION,
        });
    }
    let got = file.hash();
    if got != file.sha256 {
        return Err(BaselineFault::Changed {
            got,
            expected: file.sha256,
        });
    }
    let no_sense = |what| BaselineFault::Value { what };
    let level = Probability::new(file.level).map_err(|_| no_sense("level"))?;
    let outcome = |one: Option<FileOutcome>| one.map(|one| one.read(level)).transpose();
    let topic = |one: FileTopic| {
        let bounds = (
            one.share_negative_low,
            one.share_negative,
            one.share_negative_high,
        );
        Ok(TopicFigures {
            topic: TopicId::new(one.topic),
            n_mentions: one.n_mentions,
            n_negative: one.n_negative,
            share_negative: Interval::new(bounds.0, bounds.1, bounds.2, level)
                .map_err(|_| no_sense("topics"))?,
            outcome: outcome(one.outcome)?,
        })
    };
    Ok(Baseline {
        frozen_on: file.frozen_on.parse().map_err(|_| no_sense("day"))?,
        period: file.period,
        definition: Definition {
            lines: file.definition,
        },
        level,
        n_written: file.n_written,
        outcome: outcome(file.outcome)?,
        topics: file
            .topics
            .into_iter()
            .map(topic)
            .collect::<Result<_, BaselineFault>>()?,
        withheld: file.withheld.into_iter().map(TopicId::new).collect(),
    })
}

impl File {
    fn hash(&self) -> String {
        let outcome = serde_json::to_string(&self.outcome).unwrap_or_default();
        let mut lines = vec![
            self.schema_version.to_string(),
            self.frozen_on.clone(),
            format!("{:?}", self.period),
            self.level.to_string(),
            self.n_written.to_string(),
            outcome,
        ];
        lines.extend(self.definition.iter().cloned());
        let topics = self.topics.iter();
        lines.extend(topics.map(|one| serde_json::to_string(one).unwrap_or_default()));
        lines.extend(
            self.withheld
                .iter()
                .map(|topic| format!("withheld {topic}")),
        );
        fingerprint(&lines)
    }
}

impl FileOutcome {
    fn of(figure: &OutcomeFigure) -> Self {
        Self {
            n: figure.n,
            estimate: written(figure.level.estimate),
            low: written(figure.level.low),
            high: written(figure.level.high),
        }
    }

    fn read(self, level: Probability) -> Result<OutcomeFigure, BaselineFault> {
        Ok(OutcomeFigure {
            n: self.n,
            level: Interval::new(self.low, self.estimate, self.high, level)
                .map_err(|_| BaselineFault::Value { what: "outcome" })?,
        })
    }
}

impl FileTopic {
    fn of(one: &TopicFigures) -> Self {
        Self {
            topic: one.topic.to_string(),
            n_mentions: one.n_mentions,
            n_negative: one.n_negative,
            share_negative: written(one.share_negative.estimate),
            share_negative_low: written(one.share_negative.low),
            share_negative_high: written(one.share_negative.high),
            outcome: one.outcome.as_ref().map(FileOutcome::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::actions::fixture::interval;
    use crate::stats::draw::uniform;
    use crate::stats::generator;
    use jiff::civil::date;

    fn baseline() -> Baseline {
        let figure = |low, estimate, high| OutcomeFigure {
            n: 250,
            level: interval(low, estimate, high),
        };
        Baseline {
            frozen_on: date(2025, 4, 1),
            period: Some("2025-01..2025-03".to_owned()),
            definition: Definition {
                lines: vec!["taxonomy ab".to_owned()],
            },
            level: Probability::saturating(0.95),
            n_written: 1500,
            outcome: Some(figure(10.0, 40.0 / 3.0, 17.0)),
            topics: vec![TopicFigures {
                topic: TopicId::new("wait"),
                n_mentions: 160,
                n_negative: 117,
                share_negative: interval(0.06, 0.078, 0.1),
                outcome: Some(figure(-30.0, -20.0, -10.0)),
            }],
            withheld: vec![TopicId::new("hours")],
        }
    }

    #[test]
    fn a_baseline_of_signals_survives_its_file() {
        let written = frozen_json(&baseline());
        let read = read_frozen(&written).unwrap();
        assert_eq!(
            (&read.topics, &read.withheld),
            (&baseline().topics, &baseline().withheld)
        );
        assert_eq!(frozen_json(&read), written);
    }

    #[test]
    fn whatever_is_touched_the_hash_tells() {
        let text = frozen_json(&baseline());
        for (from, to) in [
            ("2025-04-01", "2025-04-02"),
            ("2025-01..2025-03", "2025-01..2025-04"),
            ("taxonomy ab", "taxonomy cd"),
            ("\"n_written\": 1500", "\"n_written\": 1501"),
            ("\"low\": 10.0", "\"low\": 11.0"),
            ("\"n_negative\": 117", "\"n_negative\": 118"),
            ("hours", "days"),
        ] {
            let touched = text.replace(from, to);
            assert_ne!(touched, text, "{from}");
            let refused = read_frozen(&touched);
            assert!(
                matches!(refused, Err(BaselineFault::Changed { .. })),
                "{from}"
            );
        }
        assert!(matches!(read_frozen("{}"), Err(BaselineFault::Layout(_))));
    }

    #[test]
    fn a_file_that_is_read_and_written_again_is_the_same() {
        let mut generator = generator(11, 0);
        for _ in 0..2_000 {
            let mut before = baseline();
            let at = 200.0f64.mul_add(uniform(&mut generator), -100.0);
            before.outcome = Some(OutcomeFigure {
                n: 250,
                level: interval(at - 7.0 / 3.0, at, at + 10.0 / 3.0),
            });
            let written = frozen_json(&before);
            assert_eq!(frozen_json(&read_frozen(&written).unwrap()), written);
        }
    }
}
