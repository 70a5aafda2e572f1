use super::CorrectionError;
use super::labels::label_column;
use crate::drivers::{CardCounts, ModelCard};
use crate::study::Error;
use crate::study::prepared::Prepared;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Reads a model card: a list of objects with `driver`, `true_positives`, `false_negatives`,
/// `false_positives` and, where they were counted, `true_negatives`; or an object with that list under
/// `cards`.
pub(super) fn read(path: &Path, prepared: &Prepared) -> Result<Vec<ModelCard>, Error> {
    let wrong = |reason: String| {
        Error::from(CorrectionError::Card {
            path: path.to_path_buf(),
            reason,
        })
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let document: Value = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let list = document.as_array().or_else(|| document["cards"].as_array());
    let list = list.ok_or_else(|| wrong("it is no list of cards".to_owned()))?;
    if list.is_empty() {
        return Err(wrong("its list of cards is empty".to_owned()));
    }
    let mut cards: Vec<ModelCard> = Vec::with_capacity(list.len());
    for (at, one) in list.iter().enumerate() {
        let place = |what: String| wrong(format!("card {}: {what}", at + 1));
        let driver = one["driver"]
            .as_str()
            .ok_or_else(|| place("it names no driver".to_owned()))?;
        let column = label_column(prepared, driver)?;
        if cards.iter().any(|card| card.column == column) {
            return Err(place(format!("\"{driver}\" has a card already")));
        }
        let count = |key: &str| {
            one[key]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .ok_or_else(|| place(format!("\"{key}\" of \"{driver}\" is no count")))
        };
        let true_positives = count("true_positives")?;
        let false_negatives = count("false_negatives")?;
        let false_positives = count("false_positives")?;
        let counts = if one["true_negatives"].is_null() {
            CardCounts::WithoutTrueNegatives {
                true_positives,
                false_negatives,
                false_positives,
            }
        } else {
            CardCounts::Complete {
                true_positives,
                false_negatives,
                false_positives,
                true_negatives: count("true_negatives")?,
            }
        };
        cards.push(ModelCard { column, counts });
    }
    Ok(cards)
}
