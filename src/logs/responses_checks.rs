use super::responses::require;
use super::responses_row::tone;
use crate::intake::table;
use crate::intake::{Error, Fault, Rejection};
use crate::record::Origin;
use crate::service_levels::experience::Checks;
use std::path::Path;
use std::sync::Arc;

/// Column with the tone that people found.
const TRUTH: &str = "truth";
/// Column with the tone that the classifier read.
const READING: &str = "read";

/// Reads checked texts: a table with a column `truth` and a column `read`, each negative, neutral or
/// positive.
///
/// # Errors
///
/// When the file cannot be read at all, or lacks one of the columns.
pub fn read_checks(
    path: &Path,
    options: &table::Options,
) -> Result<(Checks, Vec<Rejection>), Error> {
    let mut table = table::open(path, options)?;
    require(&mut table, path, &[TRUTH, READING].into())?;
    let places = [TRUTH, READING].map(|name| (name, table.column(name).unwrap_or_default()));
    let mut checks = Checks::default();
    let mut rejections = Vec::new();
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let [(_, truth), (_, reading)] = places.map(|(name, at)| (name, tone(row.cell(at).trim())));
        if let (Some(truth), Some(reading)) = (truth, reading) {
            checks.note(truth, reading);
            continue;
        }
        let column = if truth.is_none() { TRUTH } else { READING };
        rejections.push(Rejection {
            origin: Origin {
                source: options.source.clone(),
                file: Arc::clone(&options.file),
                row: row.number,
                byte: row.byte,
            },
            column: Some(column.to_owned()),
            fault: Fault::UnknownWord {
                known: "negative, neutral or positive",
            },
            row_hash: row.hash_hex(),
        });
    }
    Ok((checks, rejections))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn checks_are_counted_by_truth_and_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checks.csv");
        fs::write(
            &path,
            "truth,read\nnegative,negative\nnegatief,neutraal\nPositive,positive\nbad,positive\n",
        )
        .unwrap();
        let (checks, rejections) = read_checks(&path, &table::Options::default()).unwrap();
        assert_eq!(checks.counts, [[1, 1, 0], [0, 0, 0], [0, 0, 1]]);
        assert_eq!(rejections.len(), 1);
        assert_eq!(rejections[0].column.as_deref(), Some("truth"));
    }
}
