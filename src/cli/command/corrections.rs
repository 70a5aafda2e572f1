use crate::cli::correction_args::{CorrectionArgs, Missing};
use crate::cli::session::Misuse;
use crate::drivers::WeightBounds;
use crate::study::{CheckedLabels, Commented, Corrections, Gaps, Margins, Question};

/// What was typed, as what is to be corrected.
pub(super) fn corrections(args: &CorrectionArgs) -> anyhow::Result<Corrections> {
    let CorrectionArgs {
        commented,
        given,
        margins,
        weight_bounds,
        checked,
        checked_suffix,
        label_card,
        missing,
        imputations,
        interactions,
    } = args;
    let names = |lists: &[String]| -> Vec<String> {
        lists
            .iter()
            .flat_map(|list| Question::names(list))
            .collect()
    };
    let bounds = weight_bounds.as_deref().map(bounds).transpose()?;
    let pairs = names(checked)
        .iter()
        .map(|text| pair(text))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Corrections {
        commented: commented.as_ref().map(|column| Commented {
            column: column.clone(),
            given: names(given),
        }),
        margins: margins.as_ref().map(|file| Margins {
            file: file.clone(),
            bounds,
        }),
        labels: match (checked_suffix, label_card) {
            (Some(suffix), _) => Some(CheckedLabels::Suffix(suffix.clone())),
            (None, Some(file)) => Some(CheckedLabels::Card(file.clone())),
            (None, None) => (!pairs.is_empty()).then_some(CheckedLabels::Columns(pairs)),
        },
        gaps: match missing {
            Missing::Complete => Gaps::Complete,
            Missing::Impute => Gaps::Impute {
                n_imputations: usize::from(*imputations),
            },
        },
        interactions: names(interactions),
    })
}

fn pair(text: &str) -> anyhow::Result<(String, String)> {
    text.split_once('=')
        .map(|(driver, column)| (driver.trim().to_owned(), column.trim().to_owned()))
        .filter(|(driver, column)| !driver.is_empty() && !column.is_empty())
        .ok_or_else(|| {
            Misuse::new(format!("\"{text}\" is no driver with its checked column"))
                .hint("write --checked \"wait=wait_true,price=price_true\"")
                .into()
        })
}

/// `0.3-3`: the smallest and the largest weight, times the mean.
fn bounds(text: &str) -> anyhow::Result<WeightBounds> {
    let ends = text.split_once("..").or_else(|| text.split_once('-'));
    ends.and_then(|(low, high)| {
        let (low, high): (f64, f64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
        let are_bounds = (0.0..1.0).contains(&low) && high.is_finite() && high > 1.0;
        are_bounds.then_some(WeightBounds { low, high })
    })
    .ok_or_else(|| {
        Misuse::new(format!("\"{text}\" are no bounds of weights"))
            .hint("give a number below 1 and one above, as --weight-bounds 0.3-3")
            .into()
    })
}
