use super::layout::Layout;
use super::linear::{Fitted, fit_rows};
use super::prepared::Prepared;
use super::question::{Question, Settings};
use super::sheet::{Account, LeftOut};
use super::wave_error::WaveError;
use super::{Error, OutcomeScale};
use crate::drivers::waves::{
    Decomposition, Levels, Period, PeriodComparison, compare_periods, decompose_change,
};
use crate::drivers::{Group, Role};
use crate::record::{Best, Scale, ScaleKind};
use crate::stats::{NetShare, NetShareDifference, normal_two_sided_p};
use crate::units::{Probability, as_f64};
use std::collections::BTreeSet;

/// What differs between an earlier wave and this one.
#[derive(Debug, Clone)]
pub struct WaveChange {
    /// The earlier wave.
    pub earlier: Wave,
    /// This wave.
    pub later: Wave,
    /// Columns of the model, those of both waves.
    pub columns: Vec<WaveColumn>,
    /// Groups of columns, by index.
    pub groups: Vec<Group>,
    /// Tests of change.
    pub comparison: PeriodComparison,
    /// The change of the mean outcome, divided.
    pub decomposition: Decomposition,
    /// Test on the counts of promoters and detractors; for NPS without weights and clusters.
    pub net_promoters: Option<NetPromoters>,
    /// Part of the tests that stand without cause, on average.
    pub false_discoveries: Probability,
    /// What to keep in mind.
    pub cautions: Vec<WaveCaution>,
}

/// One of two waves.
#[derive(Debug, Clone)]
pub struct Wave {
    /// What it is called: its file, or its value in the column of waves.
    pub label: String,
    /// What became of its rows.
    pub account: Account,
    /// Effective number of answers.
    pub n_effective: f64,
    /// Weighted mean of the outcome.
    pub mean_outcome: f64,
    /// Lowest and highest outcome seen, in points.
    pub range: (f64, f64),
    /// R² of its own model.
    pub r2: f64,
}

/// A column of the model of both waves.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveColumn {
    /// Name.
    pub name: String,
    /// Column of the table.
    pub of: String,
    /// The category to which it is compared, if it is one.
    pub reference: Option<String>,
    /// What it is in the model for.
    pub role: Role,
    /// Whether it holds 0 and 1 only, so that zero means "not".
    pub is_mention: bool,
    /// Means in the earlier wave and in this one.
    pub means: (f64, f64),
}

/// Net promoters of two waves, by counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetPromoters {
    /// Promoters and detractors of the earlier wave.
    pub earlier: (usize, usize),
    /// Promoters and detractors of this wave.
    pub later: (usize, usize),
    /// Later minus earlier, as parts of one.
    pub difference: NetShareDifference,
    /// Probability of a difference at least this large if nothing changed.
    pub p_value: Probability,
}

/// What a reader has to keep in mind of two waves; the words stand in `report`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum WaveCaution {
    /// No scale of the outcome is declared, so nobody checked that both waves used one.
    NoScale,
    /// A column spreads so much wider in one wave that it may have been asked on another scale.
    RangesDiffer {
        /// The column, or the outcome.
        column: String,
        /// Lowest and highest value of the earlier wave, or when the model was frozen.
        earlier: (f64, f64),
        /// Lowest and highest value of this wave.
        later: (f64, f64),
    },
    /// Some clusters answered in both waves, which tests take to be independent.
    InBothWaves {
        /// How many.
        n_clusters: usize,
    },
    /// Nobody said which answers belong together, so that it is unknown whether someone answered twice.
    NoClusters,
    /// A category is compared to another one than in the study of this wave alone.
    OtherReference {
        /// The column.
        column: String,
        /// The category that both waves use.
        reference: String,
        /// The category of the study.
        of_study: String,
    },
}

/// Above this part of outcomes outside the scale, a wave was asked on another.
const OUTSIDE: f64 = 0.1;
/// A range this many times wider is that of another scale, or of outliers: 1 to 5 against 0 to 10.
const WIDER: f64 = 1.5;
/// Part of the tests that stand although nothing changed, on average.
const FALSE_DISCOVERIES: f64 = 0.05;

/// Compares this wave with an earlier one.
pub(super) fn change(
    later: &Prepared,
    earlier: &Prepared,
    question: &Question,
    settings: &Settings,
    of_later: &Fitted,
) -> Result<WaveChange, Error> {
    for wave in [earlier, later] {
        on_scale(wave, question)?;
    }
    let layout = Layout::common(later, earlier)?;
    let again;
    let now = if layout == Layout::of(&later.sheet) {
        of_later
    } else {
        again = fit_wave(later, &layout, question, settings)?;
        &again
    };
    let before =
        fit_wave(earlier, &layout, question, settings).map_err(|source| Error::Earlier {
            wave: earlier.label.clone(),
            source: Box::new(source),
        })?;
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    let definition = definition(question);
    let [first, second] = [&before, now].map(|fitted| Period {
        design: &fitted.design,
        fit: &fitted.fit,
        definition: &definition,
    });
    let levels = levels(settings);
    let comparison = compare_periods(&first, &second, &levels).map_err(failed)?;
    let decomposition = decompose_change(&first, &second, settings.level).map_err(failed)?;
    let role = |column: usize| {
        let mut groups = layout.groups.iter();
        groups
            .find(|group| group.columns.contains(&column))
            .map_or(Role::Driver, |group| group.role)
    };
    Ok(WaveChange {
        earlier: wave(earlier, &before),
        later: wave(later, now),
        columns: layout
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| WaveColumn {
                name: column.name.clone(),
                of: column.of.clone(),
                reference: column.reference.clone(),
                role: role(at),
                is_mention: column.word.is_some() || is_mention(later, earlier, &column.of),
                means: (before.fit.columns[at].mean, now.fit.columns[at].mean),
            })
            .collect(),
        comparison,
        decomposition,
        net_promoters: net_promoters(later, earlier, question, settings),
        false_discoveries: levels.false_discoveries,
        cautions: cautions(later, earlier, question, &layout)?,
        groups: layout.groups,
    })
}

/// What the outcome is, in words that are the same exactly when outcomes can be compared.
pub(super) fn definition(question: &Question) -> String {
    let best = |best: Best| match best {
        Best::High => "high is best",
        Best::Low => "low is best",
    };
    let rated = |scale: &Scale| match scale.kind() {
        ScaleKind::Nps => "net promoters 0 to 10".to_owned(),
        _ => format!(
            "{} to {}, {}",
            scale.low(),
            scale.high(),
            best(scale.best())
        ),
    };
    let scale = match &question.scale {
        OutcomeScale::Numbers => "numbers".to_owned(),
        OutcomeScale::Rated(scale) => rated(scale),
        OutcomeScale::Ordered(words) => words.join(" < "),
        OutcomeScale::Top { scale, threshold } => {
            format!("{}, whether {threshold} is reached", rated(scale))
        }
    };
    format!("{}: {scale}", question.outcome)
}

pub(super) fn levels(settings: &Settings) -> Levels {
    Levels {
        interval: settings.level,
        false_discoveries: Probability::saturating(FALSE_DISCOVERIES),
    }
}

fn fit_wave(
    wave: &Prepared,
    layout: &Layout,
    question: &Question,
    settings: &Settings,
) -> Result<Fitted, Error> {
    let rows = layout.reader(wave)?.rows(&wave.complete.sheet_row);
    fit_rows(
        rows,
        layout.names(),
        layout.groups.clone(),
        question,
        settings,
    )
}

/// Refuses a wave whose outcomes stand on another scale.
pub(super) fn on_scale(wave: &Prepared, question: &Question) -> Result<(), WaveError> {
    let account = &wave.complete.account;
    let place = (LeftOut::OutsideScale, question.outcome.clone());
    let n_outside = account.left_out.get(&place).copied().unwrap_or(0);
    if as_f64(n_outside) > OUTSIDE * as_f64(account.n_read) {
        return Err(WaveError::Scale {
            wave: wave.label.clone(),
            n_outside,
            n_read: account.n_read,
        });
    }
    Ok(())
}

fn is_mention(later: &Prepared, earlier: &Prepared, of: &str) -> bool {
    [later, earlier].iter().all(|wave| {
        let mut columns = wave.sheet.columns.iter();
        columns.any(|column| column.of == of && column.is_mention())
    })
}

fn wave(wave: &Prepared, fitted: &Fitted) -> Wave {
    Wave {
        label: wave.label.clone(),
        account: wave.complete.account.clone(),
        n_effective: fitted.fit.diagnosis.n_effective,
        mean_outcome: fitted.fit.mean_outcome,
        range: outcome_range(wave),
        r2: fitted.fit.explained.r2,
    }
}

/// Lowest and highest outcome of complete rows.
pub(super) fn outcome_range(wave: &Prepared) -> (f64, f64) {
    range_of(wave.complete.sheet_row.iter().map(|&row| wave.sheet.y[row]))
}

fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// Lowest and highest value of every column of numbers, by the name of the column.
pub(super) fn ranges(wave: &Prepared) -> Vec<(String, (f64, f64))> {
    wave.sheet
        .columns
        .iter()
        .filter(|column| column.reference.is_none())
        .map(|column| {
            let rows = wave.complete.sheet_row.iter();
            let range = range_of(rows.filter_map(|&row| column.value(row)));
            (column.name.clone(), range)
        })
        .collect()
}

/// Whether one range is so much wider that it may be another scale.
pub(super) fn ranges_differ(one: (f64, f64), other: (f64, f64)) -> bool {
    let (a, b) = (one.1 - one.0, other.1 - other.0);
    let apart = one.1 < other.0 || other.1 < one.0;
    let (narrow, wide) = (a.min(b), a.max(b));
    // What has one value only, such as a mention that nobody makes, says nothing of its scale.
    narrow > 0.0 && (apart || wide >= WIDER * narrow)
}

fn net_promoters(
    later: &Prepared,
    earlier: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Option<NetPromoters> {
    let is_nps =
        matches!(&question.scale, OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps);
    if !is_nps || question.weights.is_some() || question.cluster.is_some() {
        return None;
    }
    let count = |wave: &Prepared| {
        let points = || wave.complete.sheet_row.iter().map(|&row| wave.sheet.y[row]);
        let up = points().filter(|points| *points > 50.0).count();
        let down = points().filter(|points| *points < -50.0).count();
        (up, down)
    };
    let (before, now) = (count(earlier), count(later));
    let share = |wave: &Prepared, (up, down): (usize, usize)| {
        let n = as_f64(wave.complete.sheet_row.len());
        NetShare::new(n, as_f64(up) / n, as_f64(down) / n).ok()
    };
    let difference = share(earlier, before)?
        .difference(&share(later, now)?, settings.level)
        .ok()?;
    Some(NetPromoters {
        earlier: before,
        later: now,
        difference,
        p_value: normal_two_sided_p(difference.z).ok()?,
    })
}

fn cautions(
    later: &Prepared,
    earlier: &Prepared,
    question: &Question,
    layout: &Layout,
) -> Result<Vec<WaveCaution>, Error> {
    let mut cautions = Vec::new();
    if question.scale == OutcomeScale::Numbers {
        cautions.push(WaveCaution::NoScale);
    }
    let mut pairs = vec![(
        question.outcome.clone(),
        outcome_range(earlier),
        outcome_range(later),
    )];
    let before = ranges(earlier);
    for (column, now) in ranges(later) {
        if let Some((_, before)) = before.iter().find(|(name, _)| *name == column) {
            pairs.push((column, *before, now));
        }
    }
    for (column, earlier, later) in pairs {
        if ranges_differ(earlier, later) {
            cautions.push(WaveCaution::RangesDiffer {
                column,
                earlier,
                later,
            });
        }
    }
    for column in &later.sheet.columns {
        let same = |other: &&super::layout::LayoutColumn| other.of == column.of;
        let common = layout.columns.iter().find(same);
        let reference = common.and_then(|common| common.reference.clone());
        if let Some((reference, of_study)) = reference.zip(column.reference.clone())
            && reference != of_study
        {
            let caution = WaveCaution::OtherReference {
                column: column.of.clone(),
                reference,
                of_study,
            };
            if !cautions.contains(&caution) {
                cautions.push(caution);
            }
        }
    }
    match &question.cluster {
        None => cautions.push(WaveCaution::NoClusters),
        Some(cluster) => {
            let names = |wave: &Prepared| -> Result<BTreeSet<String>, Error> {
                let words = wave.words(cluster, question)?;
                let rows = wave.complete.sheet_row.iter();
                Ok(rows.filter_map(|&row| words[row].clone()).collect())
            };
            let n_clusters = names(later)?.intersection(&names(earlier)?).count();
            if n_clusters > 0 {
                cautions.push(WaveCaution::InBothWaves { n_clusters });
            }
        }
    }
    Ok(cautions)
}
