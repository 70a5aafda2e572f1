use super::difference::difference;
use crate::record::Best;
use crate::service_levels::experience::{
    Experience, LateAnswers, Measure, Question, Respondents, Settings, Source, Stratum,
};
use crate::units::Interval;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// Of what figures are figures: questions, scales, thresholds and rules, one a line.
///
/// Figures may be compared only when these are the same. Targets are no part of it, nor the period: what
/// is promised does not change what is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The lines, ordered.
    pub lines: Vec<String>,
}

/// Figures that later ones are set beside.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The day on which they were frozen.
    pub frozen_on: Date,
    /// Of what they are figures.
    pub definition: Definition,
    /// The figures, over all time of the frozen survey.
    pub rows: Vec<BaselineRow>,
}

/// One frozen figure.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRow {
    /// The group, without a period.
    pub stratum: Stratum,
    /// Id of the question.
    pub indicator: Arc<str>,
    /// What was computed.
    pub measure: Measure,
    /// Ends of the scale; `None` for minutes.
    pub ends: Option<(f64, f64)>,
    /// The figure with its interval.
    pub interval: Interval,
    /// Answers behind it.
    pub n: usize,
}

/// What changed since the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Now less then, with its interval.
    pub difference: Interval,
    /// Answers behind the baseline.
    pub n_before: usize,
}

/// A baseline of something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Unlike {
    /// Lines of the baseline that the report lacks.
    pub only_before: Vec<String>,
    /// Lines of the report that the baseline lacks.
    pub only_now: Vec<String>,
}

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = |f: &mut fmt::Formatter<'_>, name: &str, lines: &[String]| {
            lines
                .iter()
                .try_for_each(|line| write!(f, "; {name}: {line}"))
        };
        f.write_str("the baseline measured something else")?;
        lines(f, "then", &self.only_before)?;
        lines(f, "now", &self.only_now)
    }
}

impl Definition {
    /// The definition of a survey that is measured so.
    pub fn of(questions: &[Question], settings: &Settings) -> Self {
        let mut lines: Vec<String> = questions.iter().map(question_line).collect();
        let by: Vec<&str> = settings.by.iter().map(AsRef::as_ref).collect();
        lines.push(format!("by {}", by.join(", ")));
        lines.push(format!("level {}", settings.level.get()));
        lines.push(match settings.late {
            LateAnswers::LeftOut => format!("late after {} s", settings.late_after.0),
            LateAnswers::Counted => "late answers counted".to_owned(),
        });
        lines.push(match settings.respondents {
            Respondents::Apart => "customers and employees apart".to_owned(),
            Respondents::Together => "customers and employees together".to_owned(),
        });
        if let Some(checks) = &settings.checks {
            lines.push(format!("checked texts {:?}", checks.counts));
        }
        lines.sort();
        Self { lines }
    }

    /// Whether figures of this definition may be set beside those of an earlier one.
    ///
    /// # Errors
    ///
    /// [`Unlike`] with the lines that only one of them has.
    pub fn like(&self, earlier: &Self) -> Result<(), Unlike> {
        let lacking = |of: &Self, other: &Self| -> Vec<String> {
            let lines = of.lines.iter();
            lines
                .filter(|line| !other.lines.contains(line))
                .cloned()
                .collect()
        };
        if self == earlier {
            return Ok(());
        }
        Err(Unlike {
            only_before: lacking(earlier, self),
            only_now: lacking(self, earlier),
        })
    }
}

fn question_line(question: &Question) -> String {
    let scale = &question.scale;
    let best = match scale.best() {
        Best::High => "high",
        Best::Low => "low",
    };
    let source = match question.source {
        Source::Asked => "asked",
        Source::Read => "read",
    };
    let threshold = |value: Option<f64>| value.map_or("none".to_owned(), |value| value.to_string());
    let instant = |at: Option<jiff::Timestamp>| at.map_or("always".to_owned(), |at| at.to_string());
    format!(
        "question {}, column {}, {source}, {:?} {} to {}, best {best}, satisfied {}, negative {}, from {}, until {}",
        question.id,
        question.column,
        scale.kind(),
        scale.low(),
        scale.high(),
        threshold(question.satisfied_from),
        threshold(question.negative_from),
        instant(question.from),
        instant(question.until),
    )
}

impl Baseline {
    /// Freezes figures that are not divided by period. Figures of too few answers are left out.
    pub fn freeze(experience: &Experience, frozen_on: Date) -> Self {
        let row = |row: &super::measurement::Row| {
            let estimate = row.value.estimate()?;
            Some(BaselineRow {
                stratum: row.stratum.over_all_time(),
                indicator: Arc::clone(&row.indicator),
                measure: row.measure,
                ends: row.scale.map(|scale| (scale.low(), scale.high())),
                interval: estimate.interval,
                n: estimate.n,
            })
        };
        Self {
            frozen_on,
            definition: experience.definition.clone(),
            rows: experience.rows.iter().filter_map(row).collect(),
        }
    }
}

impl Experience {
    /// Sets every figure beside the same one of a baseline. The two are taken to be of different
    /// respondents; where they overlap, intervals of differences are too wide, never too narrow, as
    /// long as people do not change their minds about the past.
    ///
    /// # Errors
    ///
    /// [`Unlike`] when the baseline measured something else.
    pub fn against(&mut self, baseline: &Baseline) -> Result<(), Unlike> {
        self.definition.like(&baseline.definition)?;
        for row in &mut self.rows {
            let ends = row.scale.map(|scale| (scale.low(), scale.high()));
            let stratum = row.stratum.over_all_time();
            let before = baseline.rows.iter().find(|before| {
                before.stratum == stratum
                    && before.indicator == row.indicator
                    && before.measure == row.measure
                    && before.ends == ends
            });
            row.change = before
                .zip(row.value.estimate())
                .map(|(before, now)| Change {
                    difference: difference(&now.interval, &before.interval),
                    n_before: before.n,
                });
        }
        Ok(())
    }
}
