use crate::report::fingerprint::{fingerprint, written};
use crate::service_levels::experience::{
    Baseline, BaselineRow, Definition, Measure, Respondent, Scope, Stratum,
};
use crate::units::{Interval, Probability};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// A baseline file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineFault {
    /// The file is no baseline.
    #[error("the file is no baseline")]
    Layout(#[from] serde_json::Error),
    /// It is of a version that this program does not know.
    #[error("the baseline has layout {got}, this program knows {known}")]
    Version {
        /// Version in the file.
        got: u32,
        /// Version of this program.
        known: u32,
    },
    /// Its definition or figures are not the ones that were frozen.
    #[error("the {what} of the baseline changed after it was frozen")]
    Changed {
        /// The part that changed.
        what: &'static str,
    },
    /// A value in it makes no sense.
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
    definition: Vec<String>,
    definition_sha256: String,
    level: f64,
    rows: Vec<FileRow>,
    rows_sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRow {
    respondent_type: Option<String>,
    survey_scope: Option<String>,
    keys: Vec<String>,
    indicator: String,
    measure: String,
    scale: Option<[f64; 2]>,
    estimate: f64,
    low: f64,
    high: f64,
    n: usize,
}

/// A baseline as a file: its figures, of what they are figures, and hashes of both.
pub fn baseline_json(baseline: &Baseline) -> String {
    let rows: Vec<FileRow> = baseline.rows.iter().map(FileRow::of).collect();
    let level = baseline
        .rows
        .first()
        .map_or(0.95, |row| row.interval.level.get());
    let file = File {
        schema_version: SCHEMA_VERSION,
        frozen_on: baseline.frozen_on.to_string(),
        definition_sha256: fingerprint(&baseline.definition.lines),
        definition: baseline.definition.lines.clone(),
        level,
        rows_sha256: hash_rows(&rows),
        rows,
    };
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a file of [`baseline_json`].
///
/// # Errors
///
/// [`BaselineFault`] when it is none, or was changed since.
pub fn read_baseline(text: &str) -> Result<Baseline, BaselineFault> {
    let file: File = serde_json::from_str(text)?;
    if file.schema_version != SCHEMA_VERSION {
        return Err(BaselineFault::Version {
            got: file.schema_version,
            known: SCHEMA_VERSION,
        });
    }
    if file.definition_sha256 != fingerprint(&file.definition) {
        return Err(BaselineFault::Changed { what: "definition" });
    }
    if file.rows_sha256 != hash_rows(&file.rows) {
        return Err(BaselineFault::Changed { what: "figures" });
    }
    let no_sense = |what| BaselineFault::Value { what };
    let level = Probability::new(file.level).map_err(|_| no_sense("level"))?;
    let frozen_on: Date = file.frozen_on.parse().map_err(|_| no_sense("day"))?;
    let rows = file.rows.iter().map(|row| row.read(level));
    Ok(Baseline {
        frozen_on,
        definition: Definition {
            lines: file.definition,
        },
        rows: rows.collect::<Result<_, _>>()?,
    })
}

impl FileRow {
    fn of(row: &BaselineRow) -> Self {
        let stratum = &row.stratum;
        Self {
            respondent_type: stratum.respondent.map(|one| one.as_str().to_owned()),
            survey_scope: stratum.scope.map(|one| one.as_str().to_owned()),
            keys: stratum.keys.iter().map(ToString::to_string).collect(),
            indicator: row.indicator.to_string(),
            measure: row.measure.as_str().to_owned(),
            scale: row.ends.map(|(low, high)| [low, high]),
            estimate: written(row.interval.estimate),
            low: written(row.interval.low),
            high: written(row.interval.high),
            n: row.n,
        }
    }

    fn read(&self, level: Probability) -> Result<BaselineRow, BaselineFault> {
        let no_sense = |what| BaselineFault::Value { what };
        let respondent = [Respondent::Customer, Respondent::Employee];
        let scope = [
            Scope::Relationship,
            Scope::Process,
            Scope::Channel,
            Scope::Contact,
        ];
        let measure = [
            Measure::TopBox,
            Measure::Mean,
            Measure::Net,
            Measure::Sentiment,
            Measure::LostTime,
        ];
        let named = |known: &str, got: &Option<String>| got.as_deref() == Some(known);
        let of_whom = respondent
            .into_iter()
            .find(|one| named(one.as_str(), &self.respondent_type));
        let of_what = scope
            .into_iter()
            .find(|one| named(one.as_str(), &self.survey_scope));
        if of_whom.is_some() != self.respondent_type.is_some()
            || of_what.is_some() != self.survey_scope.is_some()
        {
            return Err(no_sense("groups"));
        }
        let measure = measure.into_iter().find(|one| one.as_str() == self.measure);
        Ok(BaselineRow {
            stratum: Stratum {
                respondent: of_whom,
                scope: of_what,
                keys: self
                    .keys
                    .iter()
                    .map(|key| Arc::from(key.as_str()))
                    .collect(),
                period: None,
            },
            indicator: self.indicator.as_str().into(),
            measure: measure.ok_or_else(|| no_sense("measures"))?,
            ends: self.scale.map(|[low, high]| (low, high)),
            interval: Interval::new(self.low, self.estimate, self.high, level)
                .map_err(|_| no_sense("figures"))?,
            n: self.n,
        })
    }
}

fn hash_rows(rows: &[FileRow]) -> String {
    let line = |row: &FileRow| serde_json::to_string(row).unwrap_or_default();
    let lines: Vec<String> = rows.iter().map(line).collect();
    fingerprint(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::experience::fixture::experience;

    fn frozen() -> Baseline {
        Baseline::freeze(&experience(), jiff::civil::date(2026, 3, 31))
    }

    #[test]
    fn a_baseline_survives_its_file() {
        let baseline = frozen();
        assert!(!baseline.rows.is_empty());
        let read = read_baseline(&baseline_json(&baseline)).unwrap();
        assert_eq!(read.definition, baseline.definition);
        assert_eq!(read.frozen_on, baseline.frozen_on);
        for (read, row) in read.rows.iter().zip(&baseline.rows) {
            assert_eq!(
                (&read.stratum, read.measure, read.n),
                (&row.stratum, row.measure, row.n)
            );
            assert!((read.interval.low - row.interval.low).abs() < 1e-12);
        }
        assert_eq!(baseline_json(&read), baseline_json(&baseline));
    }

    #[test]
    fn a_baseline_that_was_touched_is_refused() {
        let text = baseline_json(&frozen());
        let n = text.find("\"n\": 60").unwrap();
        let touched = format!("{}\"n\": 61{}", &text[..n], &text[n + 7..]);
        let refused = read_baseline(&touched);
        assert!(matches!(
            refused,
            Err(BaselineFault::Changed { what: "figures" })
        ));
        let touched = text.replace("customers and employees apart", "customers");
        let refused = read_baseline(&touched);
        assert!(matches!(
            refused,
            Err(BaselineFault::Changed { what: "definition" })
        ));
        assert!(matches!(read_baseline("{}"), Err(BaselineFault::Layout(_))));
    }
}
