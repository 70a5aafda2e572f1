use super::findings::GivenBand;
use super::rows::{Comments, Use};
use super::{CaptionedCell, Commented, CorrectionError, NaiveEstimate, SelectionResult};
use crate::drivers::{
    Comment, Design, Fit, Options, Resampling, Respondent, Selection, SelectionOptions, fit,
    fit_selected,
};
use crate::record::ScaleKind;
use crate::study::linear::{Fitted, options};
use crate::study::prepared::Prepared;
use crate::study::{CoefficientResult, Error, OutcomeScale, Question, Settings};
use crate::units::{Probability, as_u32};
use std::collections::BTreeMap;

/// Most different answers of a scale that are bands of their own; more are cut into terciles.
const SHORT_SCALE: usize = 7;

/// Everybody whose inclination to comment is estimated.
#[derive(Debug)]
pub(super) struct Respondents {
    pub(super) list: Vec<Respondent>,
    segments: Vec<String>,
    bands: Vec<GivenBand>,
    n_with_gaps: usize,
}

impl Respondents {
    /// Respondents with the cell of each: score band and combination of segments.
    ///
    /// An NPS has the bands of its name. Of another outcome every answer is a band while there are no
    /// more than seven; else terciles of the respondents are. No answer in a column of segments is a
    /// segment too.
    pub(super) fn new(
        prepared: &Prepared,
        uses: &[Use],
        commented: &Commented,
        question: &Question,
    ) -> Result<Self, Error> {
        let sheet = &prepared.sheet;
        let rows: Vec<usize> = (0..uses.len())
            .filter(|&row| uses[row].is_respondent())
            .collect();
        let given = commented
            .given
            .iter()
            .map(|name| prepared.words(name, question))
            .collect::<Result<Vec<_>, Error>>()?;
        let segment_of = |row: usize| -> String {
            let parts = given
                .iter()
                .map(|of_rows| of_rows[row].as_deref().unwrap_or("–"));
            parts.collect::<Vec<_>>().join(" · ")
        };
        let mut segments: Vec<String> = rows.iter().map(|&row| segment_of(row)).collect();
        segments.sort();
        segments.dedup();
        let points: Vec<f64> = rows.iter().map(|&row| sheet.y[row]).collect();
        let bands = bands(&question.scale, &points);
        let mut list = Vec::with_capacity(rows.len());
        for &row in &rows {
            let segment = segments.binary_search(&segment_of(row)).unwrap_or(0);
            let band = bands.iter().position(|band| holds(*band, sheet.y[row]));
            list.push(Respondent {
                segment: as_u32(segment),
                band: as_u32(band.unwrap_or(0)),
                weight: sheet.weight[row],
                cluster: sheet.cluster[row],
                ..Respondent::new(
                    sheet.y[row],
                    if uses[row] == Use::Fitted {
                        Comment::Given
                    } else {
                        Comment::Absent
                    },
                )
            });
        }
        let n_with_gaps = uses
            .iter()
            .filter(|one| matches!(one, Use::Gapped(_)))
            .count();
        let n_commented = list
            .iter()
            .filter(|one| one.comment == Comment::Given)
            .count();
        if n_commented == 0 {
            return Err(Error::from(CorrectionError::NoCommenters {
                n_commented: n_with_gaps,
                n_silent: list.len() - n_with_gaps,
            }));
        }
        Ok(Self {
            list,
            segments,
            bands,
            n_with_gaps,
        })
    }
}

pub(super) fn options_of_selection(level: Probability) -> SelectionOptions {
    SelectionOptions {
        level,
        ..SelectionOptions::default()
    }
}

/// Fits commenters, weighted for who is silent; the rows of `prepared` carry the weights afterwards.
pub(super) fn fit_commenters(
    prepared: &mut Prepared,
    respondents: &Respondents,
    commented: &Commented,
    comments: &Comments,
    question: &Question,
    settings: &Settings,
) -> Result<(Fitted, SelectionResult), Error> {
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    let (names, groups) = (prepared.sheet.names(), prepared.sheet.groups.clone());
    let rows = &prepared.rows();
    let selected = fit_selected(
        rows,
        names.clone(),
        groups.clone(),
        &respondents.list,
        &options_of_selection(settings.level),
        &options(settings),
    )
    .map_err(failed)?;
    let unweighted = Options {
        resampling: Resampling::Off,
        ..options(settings)
    };
    let design = Design::new(rows.clone().compressed(), names.clone(), groups.clone());
    let naive = fit(&design.map_err(failed)?, &unweighted).map_err(failed)?;
    let selection = selected.selection;
    let result = result(
        prepared,
        respondents,
        commented,
        comments,
        &selection,
        naive_estimates(prepared, &naive),
    );
    prepared.complete.factors = selection.weights;
    let design = Design::new(prepared.rows().compressed(), names, groups);
    Ok((
        Fitted {
            design: design.map_err(failed)?,
            fit: selected.fit,
        },
        result,
    ))
}

pub(super) fn naive_estimates(prepared: &Prepared, naive: &Fit) -> Vec<NaiveEstimate> {
    let estimate = |driver: &crate::drivers::DriverFit| {
        let group = &prepared.sheet.groups[driver.group];
        NaiveEstimate {
            name: group.name.clone(),
            coefficient: match group.columns.as_slice() {
                [one] => naive.columns[*one]
                    .estimate
                    .as_ref()
                    .map(CoefficientResult::of),
                _ => None,
            },
            contribution: driver.contribution,
        }
    };
    naive.drivers.iter().map(estimate).collect()
}

fn result(
    prepared: &Prepared,
    respondents: &Respondents,
    commented: &Commented,
    comments: &Comments,
    selection: &Selection,
    unweighted: Vec<NaiveEstimate>,
) -> SelectionResult {
    let caption = |&(segment, band): &(u32, u32)| {
        (
            respondents.segments[segment as usize].clone(),
            respondents.bands[band as usize],
        )
    };
    SelectionResult {
        column: commented.column.clone(),
        given: commented.given.clone(),
        cells: selection
            .cells
            .iter()
            .map(|cell| CaptionedCell {
                members: cell.members.iter().map(caption).collect(),
                n_respondents: cell.n_respondents,
                n_commenters: cell.n_commenters,
                rate: cell.rate,
                weight: cell.weight,
                is_capped: cell.is_capped,
            })
            .collect(),
        n_pairs: selection.n_pairs,
        n_respondents: selection.n_respondents,
        n_commenters: prepared.complete.sheet_row.len(),
        n_with_gaps: respondents.n_with_gaps,
        n_silent_with_answers: comments.n_silent_with_answers,
        n_capped: selection.n_capped,
        n_effective_before: selection.n_effective_before,
        n_effective_after: selection.n_effective_after,
        dependence: selection.dependence,
        scores: selection.scores,
        unweighted,
    }
}

/// Bands of the points of an outcome, lowest first.
fn bands(scale: &OutcomeScale, points: &[f64]) -> Vec<GivenBand> {
    if matches!(scale, OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps) {
        return vec![
            GivenBand::Detractors,
            GivenBand::Passives,
            GivenBand::Promoters,
        ];
    }
    let mut sorted = points.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut different = sorted.clone();
    different.dedup_by(|a, b| a.total_cmp(b).is_eq());
    if different.len() <= SHORT_SCALE {
        return different.into_iter().map(GivenBand::Answer).collect();
    }
    // A tercile ends with the last of equal points, so that equal points share a band.
    let ends: BTreeMap<u64, f64> = [1, 2, 3]
        .map(|part| sorted[(sorted.len() * part / 3).max(1) - 1])
        .into_iter()
        .zip(1u64..)
        .map(|(end, at)| (at, end))
        .collect();
    let mut bands = Vec::new();
    let mut start = sorted[0];
    for &end in ends.values() {
        if end < start {
            continue;
        }
        bands.push(GivenBand::Range(start, end));
        match different.iter().find(|&&value| value > end) {
            Some(&next) => start = next,
            None => break,
        }
    }
    bands
}

fn holds(band: GivenBand, points: f64) -> bool {
    match band {
        GivenBand::Detractors => points < 0.0,
        GivenBand::Passives => points.abs() <= 0.0,
        GivenBand::Promoters => points > 0.0,
        GivenBand::Answer(answer) => answer.total_cmp(&points).is_eq(),
        GivenBand::Range(low, high) => low <= points && points <= high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;

    #[test]
    fn short_scales_keep_their_answers_and_long_ones_become_terciles() {
        let short = bands(&OutcomeScale::Numbers, &[3.0, 1.0, 3.0, 2.0]);
        assert_eq!(short, [1.0, 2.0, 3.0].map(GivenBand::Answer).to_vec());
        let points: Vec<f64> = (0..30).map(as_f64).collect();
        let long = bands(&OutcomeScale::Numbers, &points);
        let expected = [(0.0, 9.0), (10.0, 19.0), (20.0, 29.0)];
        assert_eq!(
            long,
            expected
                .map(|(low, high)| GivenBand::Range(low, high))
                .to_vec()
        );
    }

    #[test]
    fn every_point_has_one_band_however_many_are_equal() {
        let mut points = vec![5.0; 50];
        points.extend((0..10).map(as_f64));
        let bands = bands(&OutcomeScale::Numbers, &points);
        for point in points {
            let n = bands.iter().filter(|band| holds(**band, point)).count();
            assert_eq!(n, 1, "{point} in {bands:?}");
        }
    }
}
