//! What the file of a frozen model looks like. Structs of their own, so that an inner type can change
//! without the file changing.

use super::file::{FrozenFile, FrozenModel, Replaced};
use crate::drivers::waves::{CalendarDay, Frozen, FrozenColumn, Label};
use crate::drivers::{
    Covariance, Doubt, Estimate, Explained, Group, Role, StandardErrors, WeightKind,
};
use crate::record::{Best, Scale, ScaleKind};
use crate::stats::Symmetric;
use crate::study::OutcomeScale;
use crate::study::layout::LayoutColumn;
use crate::units::{Interval, Probability};
use serde::{Deserialize, Serialize};

/// Version of the layout of the file; raised when a field is renamed, removed or changes meaning.
pub(super) const VERSION: u32 = 1;
const FORMAT: &str = "signaal frozen driver model";

/// What is read before anything else.
#[derive(Debug, Deserialize)]
struct SealRow {
    format: String,
    format_version: u32,
    sha256: String,
}

/// Version and sum of a file.
pub(super) struct Seal {
    pub(super) version: u32,
    pub(super) sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct FileRow {
    format: String,
    format_version: u32,
    sha256: String,
    model: ModelRow,
    history: Vec<ReplacedRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReplacedRow {
    replaced_on: String,
    age_days: i64,
    reason: Option<String>,
    model: ModelRow,
}

#[derive(Debug, Serialize, Deserialize)]
struct ModelRow {
    name: String,
    version: String,
    date: String,
    file: String,
    outcome: OutcomeRow,
    weights: Option<WeightsRow>,
    cluster: Option<String>,
    missing_codes: Vec<(Option<String>, String)>,
    n: usize,
    n_effective: f64,
    mean_outcome: f64,
    level: f64,
    r2: f64,
    r2_adjusted: f64,
    r2_cross_validated: Option<f64>,
    r2_cross_validated_drivers: Option<f64>,
    intercept: EstimateRow,
    columns: Vec<ColumnRow>,
    groups: Vec<GroupRow>,
    covariance: CovarianceRow,
}

#[derive(Debug, Serialize, Deserialize)]
struct OutcomeRow {
    column: String,
    definition: String,
    lowest: f64,
    highest: f64,
    scale: ScaleRow,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum ScaleRow {
    Numbers,
    NetPromoters,
    Rated { low: f64, high: f64, best: BestRow },
    WorstToBest { words: Vec<String> },
    Reached { of: Box<Self>, threshold: f64 },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BestRow {
    High,
    Low,
}

#[derive(Debug, Serialize, Deserialize)]
struct WeightsRow {
    column: Option<String>,
    kind: WeightKindRow,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WeightKindRow {
    Sampling,
    Frequency,
    Precision,
}

#[derive(Debug, Serialize, Deserialize)]
struct EstimateRow {
    coefficient: f64,
    se: Option<f64>,
    ci: Option<(f64, f64)>,
    p: Option<f64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ColumnRow {
    name: String,
    of: String,
    category: Option<String>,
    reference: Option<String>,
    mean: f64,
    lowest: Option<f64>,
    highest: Option<f64>,
    /// None: the column was left out of the model.
    estimate: Option<EstimateRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct GroupRow {
    name: String,
    role: RoleRow,
    columns: Vec<usize>,
    lmg: Option<f64>,
    lmg_interval: Option<(f64, f64)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RoleRow {
    Driver,
    Control,
}

#[derive(Debug, Serialize, Deserialize)]
struct CovarianceRow {
    errors: ErrorsRow,
    degrees_of_freedom: f64,
    is_known: Vec<bool>,
    /// The constant, then every column; on and below the diagonal.
    lower: Vec<Vec<f64>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum ErrorsRow {
    Hc3,
    Cr1 { n_clusters: usize },
    Linearised { n_units: usize },
    Classical,
}

/// Reads version and sum of a file.
pub(super) fn seal(text: &str) -> Result<Seal, String> {
    let row: SealRow = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if row.format != FORMAT {
        return Err(format!("its format is \"{}\"", row.format));
    }
    Ok(Seal {
        version: row.format_version,
        sha256: row.sha256,
    })
}

/// The text of a file with an empty sum.
pub(super) fn text(file: &FrozenFile) -> String {
    let row = FileRow {
        format: FORMAT.to_owned(),
        format_version: VERSION,
        sha256: String::new(),
        model: model_row(&file.model),
        history: file
            .history
            .iter()
            .map(|one| ReplacedRow {
                replaced_on: one.day.to_string(),
                age_days: one.age_days,
                reason: one.reason.clone(),
                model: model_row(&one.model),
            })
            .collect(),
    };
    #[expect(
        clippy::expect_used,
        reason = "keys are text, and what is no finite number is written as null"
    )]
    let mut text = serde_json::to_string_pretty(&row).expect("rows become text");
    text.push('\n');
    text
}

/// Reads a whole file.
pub(super) fn read(text: &str) -> Result<FrozenFile, String> {
    let row: FileRow = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let history = row.history.into_iter().map(|one| {
        Ok(Replaced {
            day: day(&one.replaced_on)?,
            age_days: one.age_days,
            reason: one.reason,
            model: model(one.model)?,
        })
    });
    Ok(FrozenFile {
        history: history.collect::<Result<_, String>>()?,
        model: model(row.model)?,
    })
}

fn model_row(model: &FrozenModel) -> ModelRow {
    let frozen = &model.frozen;
    let order = frozen.covariance.matrix.order();
    let range = |name: &String| model.ranges.iter().find(|(column, _)| column == name);
    let mut shares = frozen.shares.iter().zip(&frozen.share_intervals);
    ModelRow {
        name: frozen.label.name.clone(),
        version: frozen.label.version.clone(),
        date: frozen.label.date.to_string(),
        file: model.file.clone(),
        outcome: OutcomeRow {
            column: model.outcome.clone(),
            definition: frozen.label.definition.clone(),
            lowest: model.outcome_range.0,
            highest: model.outcome_range.1,
            scale: scale_row(&model.scale),
        },
        weights: (model.weights.is_some() || model.weight_kind != WeightKind::Sampling).then(
            || WeightsRow {
                column: model.weights.clone(),
                kind: match model.weight_kind {
                    WeightKind::Sampling => WeightKindRow::Sampling,
                    WeightKind::Frequency => WeightKindRow::Frequency,
                    WeightKind::Precision => WeightKindRow::Precision,
                },
            },
        ),
        cluster: model.cluster.clone(),
        missing_codes: model.missing_codes.clone(),
        n: frozen.n_observations,
        n_effective: frozen.n_effective,
        mean_outcome: frozen.mean_outcome,
        level: frozen_level(frozen),
        r2: frozen.explained.r2,
        r2_adjusted: frozen.explained.r2_adjusted,
        r2_cross_validated: frozen.explained.r2_cross_validated,
        r2_cross_validated_drivers: frozen.explained.r2_cross_validated_drivers,
        intercept: estimate_row(&frozen.intercept),
        columns: frozen
            .columns
            .iter()
            .zip(&model.columns)
            .map(|(column, layout)| ColumnRow {
                name: column.name.clone(),
                of: layout.of.clone(),
                category: layout.word.clone(),
                reference: layout.reference.clone(),
                mean: column.mean,
                lowest: range(&column.name).map(|(_, range)| range.0),
                highest: range(&column.name).map(|(_, range)| range.1),
                estimate: column.estimate.as_ref().map(estimate_row),
            })
            .collect(),
        groups: frozen
            .groups
            .iter()
            .map(|group| {
                let share = match group.role {
                    Role::Driver => shares.next(),
                    Role::Control => None,
                };
                GroupRow {
                    name: group.name.clone(),
                    role: match group.role {
                        Role::Driver => RoleRow::Driver,
                        Role::Control => RoleRow::Control,
                    },
                    columns: group.columns.clone(),
                    lmg: share.map(|(share, _)| *share),
                    lmg_interval: share
                        .and_then(|(_, interval)| interval.map(|one| (one.low, one.high))),
                }
            })
            .collect(),
        covariance: CovarianceRow {
            errors: match frozen.covariance.standard_errors {
                StandardErrors::Hc3 => ErrorsRow::Hc3,
                StandardErrors::Cr1 { n_clusters } => ErrorsRow::Cr1 { n_clusters },
                StandardErrors::Linearised { n_units } => ErrorsRow::Linearised { n_units },
                StandardErrors::Classical => ErrorsRow::Classical,
            },
            degrees_of_freedom: frozen.covariance.degrees_of_freedom,
            is_known: frozen.covariance.is_defined.clone(),
            lower: (0..order)
                .map(|row| {
                    let matrix = &frozen.covariance.matrix;
                    (0..=row).map(|column| matrix.get(row, column)).collect()
                })
                .collect(),
        },
    }
}

/// The level of the intervals of a model; all have the same.
fn frozen_level(frozen: &Frozen) -> f64 {
    let estimates = frozen.columns.iter().filter_map(|column| column.estimate);
    std::iter::once(frozen.intercept)
        .chain(estimates)
        .find_map(|estimate| estimate.doubt)
        .map_or(0.95, |doubt| doubt.interval.level.get())
}

fn scale_row(scale: &OutcomeScale) -> ScaleRow {
    let rated = |scale: &Scale| match scale.kind() {
        ScaleKind::Nps => ScaleRow::NetPromoters,
        _ => ScaleRow::Rated {
            low: scale.low(),
            high: scale.high(),
            best: match scale.best() {
                Best::High => BestRow::High,
                Best::Low => BestRow::Low,
            },
        },
    };
    match scale {
        OutcomeScale::Numbers => ScaleRow::Numbers,
        OutcomeScale::Rated(scale) => rated(scale),
        OutcomeScale::Ordered(words) => ScaleRow::WorstToBest {
            words: words.clone(),
        },
        OutcomeScale::Top { scale, threshold } => ScaleRow::Reached {
            of: Box::new(rated(scale)),
            threshold: *threshold,
        },
    }
}

fn estimate_row(estimate: &Estimate) -> EstimateRow {
    EstimateRow {
        coefficient: estimate.value,
        se: estimate.doubt.map(|doubt| doubt.standard_error),
        ci: estimate
            .doubt
            .map(|doubt| (doubt.interval.low, doubt.interval.high)),
        p: estimate.doubt.map(|doubt| doubt.p_value.get()),
    }
}

fn model(row: ModelRow) -> Result<FrozenModel, String> {
    let level = Probability::new(row.level).map_err(|_| "level is no probability")?;
    check(&row)?;
    let shares: Vec<&GroupRow> = row
        .groups
        .iter()
        .filter(|group| matches!(group.role, RoleRow::Driver))
        .collect();
    let frozen = Frozen {
        label: Label {
            name: row.name,
            version: row.version,
            date: day(&row.date)?,
            definition: row.outcome.definition,
        },
        columns: row
            .columns
            .iter()
            .map(|column| {
                let of = |one: &EstimateRow| estimate(one, level);
                Ok(FrozenColumn {
                    name: column.name.clone(),
                    estimate: column.estimate.as_ref().map(of).transpose()?,
                    mean: column.mean,
                })
            })
            .collect::<Result<_, String>>()?,
        groups: row
            .groups
            .iter()
            .map(|group| Group {
                name: group.name.clone(),
                columns: group.columns.clone(),
                role: match group.role {
                    RoleRow::Driver => Role::Driver,
                    RoleRow::Control => Role::Control,
                },
            })
            .collect(),
        intercept: estimate(&row.intercept, level)?,
        covariance: covariance(row.covariance),
        mean_outcome: row.mean_outcome,
        explained: Explained {
            r2: row.r2,
            r2_adjusted: row.r2_adjusted,
            r2_cross_validated: row.r2_cross_validated,
            r2_cross_validated_drivers: row.r2_cross_validated_drivers,
            held_out: None,
        },
        shares: shares
            .iter()
            .map(|group| group.lmg.unwrap_or(0.0))
            .collect(),
        share_intervals: shares
            .iter()
            .map(|group| {
                let (low, high) = group.lmg_interval?;
                Interval::new(low, group.lmg?, high, level).ok()
            })
            .collect(),
        n_observations: row.n,
        n_effective: row.n_effective,
    };
    let range = |column: &ColumnRow| Some((column.name.clone(), (column.lowest?, column.highest?)));
    Ok(FrozenModel {
        frozen,
        outcome: row.outcome.column,
        scale: scale(row.outcome.scale)?,
        ranges: row.columns.iter().filter_map(range).collect(),
        columns: row
            .columns
            .into_iter()
            .map(|column| LayoutColumn {
                name: column.name,
                of: column.of,
                word: column.category,
                reference: column.reference,
            })
            .collect(),
        weight_kind: row
            .weights
            .as_ref()
            .map_or(WeightKind::Sampling, |weights| match weights.kind {
                WeightKindRow::Sampling => WeightKind::Sampling,
                WeightKindRow::Frequency => WeightKind::Frequency,
                WeightKindRow::Precision => WeightKind::Precision,
            }),
        weights: row.weights.and_then(|weights| weights.column),
        cluster: row.cluster,
        missing_codes: row.missing_codes,
        outcome_range: (row.outcome.lowest, row.outcome.highest),
        file: row.file,
    })
}

fn covariance(row: CovarianceRow) -> Covariance {
    let mut matrix = Symmetric::zeros(row.lower.len());
    for (at, values) in row.lower.iter().enumerate() {
        for (column, &value) in values.iter().enumerate() {
            matrix.set(at, column, value);
        }
    }
    Covariance {
        matrix,
        is_defined: row.is_known,
        standard_errors: match row.errors {
            ErrorsRow::Hc3 => StandardErrors::Hc3,
            ErrorsRow::Cr1 { n_clusters } => StandardErrors::Cr1 { n_clusters },
            ErrorsRow::Linearised { n_units } => StandardErrors::Linearised { n_units },
            ErrorsRow::Classical => StandardErrors::Classical,
        },
        degrees_of_freedom: row.degrees_of_freedom,
    }
}

/// Sizes that have to agree.
fn check(row: &ModelRow) -> Result<(), String> {
    let p = row.columns.len();
    let covariance = &row.covariance;
    let mut lengths = covariance.lower.iter().enumerate();
    let is_triangle = lengths.all(|(at, values)| values.len() == at + 1);
    if covariance.lower.len() != p + 1 || !is_triangle || covariance.is_known.len() != p + 1 {
        return Err(format!("its covariance is not one of {p} columns"));
    }
    let places = || row.groups.iter().flat_map(|group| &group.columns);
    let is_in_one_group = |at: usize| places().filter(|place| **place == at).count() == 1;
    if !(0..p).all(is_in_one_group) || places().any(|place| *place >= p) {
        return Err("its groups do not hold every column once".to_owned());
    }
    Ok(())
}

fn estimate(row: &EstimateRow, level: Probability) -> Result<Estimate, String> {
    let doubt = match (row.se, row.ci, row.p) {
        (Some(standard_error), Some((low, high)), Some(p)) => Some(Doubt {
            standard_error,
            interval: Interval::new(low, row.coefficient, high, level)
                .map_err(|error| error.to_string())?,
            p_value: Probability::new(p).map_err(|_| format!("{p} is no probability"))?,
        }),
        _ => None,
    };
    Ok(Estimate {
        value: row.coefficient,
        doubt,
    })
}

fn scale(row: ScaleRow) -> Result<OutcomeScale, String> {
    Ok(match row {
        ScaleRow::Numbers => OutcomeScale::Numbers,
        ScaleRow::WorstToBest { words } => OutcomeScale::Ordered(words),
        ScaleRow::Reached { of, threshold } => OutcomeScale::Top {
            scale: rated(&of)?,
            threshold,
        },
        row => OutcomeScale::Rated(rated(&row)?),
    })
}

fn rated(row: &ScaleRow) -> Result<Scale, String> {
    let (low, high, best, kind) = match row {
        ScaleRow::NetPromoters => (0.0, 10.0, Best::High, ScaleKind::Nps),
        ScaleRow::Rated { low, high, best } => {
            let best = match best {
                BestRow::High => Best::High,
                BestRow::Low => Best::Low,
            };
            (*low, *high, best, ScaleKind::Other)
        }
        _ => return Err("its scale has no ends".to_owned()),
    };
    Scale::new(low, high, best, kind).map_err(|_| format!("no scale runs from {low} to {high}"))
}

/// `2026-11-21`.
fn day(text: &str) -> Result<CalendarDay, String> {
    let wrong = || format!("{text} is no date");
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().ok_or_else(wrong);
    let (year, month, day) = (next()?, next()?, next()?);
    let year = year.parse().map_err(|_| wrong())?;
    let month = month.parse().map_err(|_| wrong())?;
    CalendarDay::new(year, month, day.parse().map_err(|_| wrong())?).map_err(|_| wrong())
}
