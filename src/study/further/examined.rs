use super::Aside;
use crate::drivers::{self, Design, Examination, OutcomeScale, Row, WeightKind, examine};
use crate::study::linear::Fitted;
use crate::study::prepared::Prepared;
use crate::study::question::{Question, Settings};

/// What is odd about the data, with the places of rows that weigh most.
#[derive(Debug, Clone)]
pub struct Examined {
    /// The examination; its rows are indices of [`Self::places`].
    pub examination: Examination,
    /// Where the rows named in the examination stand in the file.
    pub places: Vec<RowPlace>,
}

/// Where a row of the model stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// Row of the examination.
    pub row: usize,
    /// Row of the file, from 1.
    pub file_row: u64,
}

/// Examines the fitted rows. Rows that are the same in every column are one row of the model, and the
/// place is that of the first.
pub(super) fn examined(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Aside<Examined> {
    Aside::of(computed(prepared, question, settings, fitted))
}

fn computed(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Result<Examined, drivers::Error> {
    let scale = match question.scale.range() {
        Some((minimum, maximum)) => OutcomeScale::Bounds { minimum, maximum },
        None => OutcomeScale::Observed,
    };
    let examination = examine(&fitted.design, scale)?;
    let mut rows: Vec<usize> = Vec::new();
    if let Some(influence) = &examination.influence {
        rows.extend(influence.largest.iter().map(|one| one.row));
    }
    if let Some(outliers) = &examination.outliers {
        rows.extend(outliers.largest.iter().map(|one| one.row));
    }
    rows.sort_unstable();
    rows.dedup();
    Ok(Examined {
        places: places(prepared, settings, &fitted.design, rows),
        examination,
    })
}

/// Where rows of a design first stand in the file. A design forgets that, and keeping it for all rows
/// would take more memory than a look at the few that are named takes time.
fn places(
    prepared: &Prepared,
    settings: &Settings,
    design: &Design,
    mut rows: Vec<usize>,
) -> Vec<RowPlace> {
    let sheet = &prepared.sheet;
    let mut places = Vec::new();
    let mut entries = Vec::new();
    for &sheet_row in &prepared.complete.sheet_row {
        if rows.is_empty() {
            break;
        }
        sheet.entries(sheet_row, &mut entries);
        let other = Row {
            weight: match settings.weight_kind {
                WeightKind::Frequency => 1.0,
                WeightKind::Sampling | WeightKind::Precision => sheet.weight[sheet_row],
            },
            ..Row::new(&entries, sheet.y[sheet_row])
        };
        if let Some(at) = rows.iter().position(|&row| design.holds(row, &other)) {
            places.push(RowPlace {
                row: rows.remove(at),
                file_row: prepared.file_row(sheet_row),
            });
        }
    }
    places.sort_unstable_by_key(|place| place.row);
    places
}
