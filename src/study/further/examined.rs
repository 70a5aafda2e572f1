use super::Aside;
use crate::drivers::{self, Design, Examination, OutcomeScale, examine};
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

/// Examines the rows as they are, so that each can be named.
pub(super) fn examined(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Aside<Examined> {
    Aside::of(computed(prepared, question, settings))
}

fn computed(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Result<Examined, drivers::Error> {
    let (sheet, complete) = (&prepared.sheet, &prepared.complete);
    let design = Design::with_weights(
        prepared.rows(),
        sheet.names(),
        sheet.groups.clone(),
        settings.weight_kind,
    )?;
    let scale = match question.scale.range() {
        Some((minimum, maximum)) => OutcomeScale::Bounds { minimum, maximum },
        None => OutcomeScale::Observed,
    };
    let examination = examine(&design, scale)?;
    let mut rows: Vec<usize> = Vec::new();
    if let Some(influence) = &examination.influence {
        rows.extend(influence.largest.iter().map(|one| one.row));
    }
    if let Some(outliers) = &examination.outliers {
        rows.extend(outliers.largest.iter().map(|one| one.row));
    }
    rows.sort_unstable();
    rows.dedup();
    let places = rows
        .into_iter()
        .map(|row| RowPlace {
            row,
            file_row: prepared.file_row(complete.sheet_row[row]),
        })
        .collect();
    Ok(Examined {
        examination,
        places,
    })
}
