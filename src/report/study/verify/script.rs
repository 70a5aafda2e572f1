use super::{card, categorical, checked, imputed, linear, products, rows, weighted};
use crate::study::{ColumnResult, LabelSource, Model, Study};
use std::fmt::Write;

/// A function of R that sets two numbers side by side.
const CHECKER: &str = r#"ok <- TRUE
same <- function(what, ours, theirs, tolerance = 1e-8) {
  fits <- isTRUE(abs(ours - theirs) <= tolerance * (1 + abs(theirs)))
  cat(sprintf("%-44s ours %18.12g  theirs %18.12g%s\n", what, ours, theirs,
              if (fits) "" else "  DIFFERS"))
  ok <<- ok && fits
}
"#;

/// An R script that computes the main numbers of a study again, with programs that are not ours.
///
/// It reads the same file, drops the same rows, fits with `lm` (HC3 and cluster errors by
/// their formula, so that base R suffices), and takes LMG and Johnson's weights from `relaimpo` where that is
/// installed, else by their definition. Of labels corrected with rates it computes the corrected moments, of labels
/// learned from checked rows the expectations; weights to known shares and against silence it makes anew, from
/// shares and cells that stand in it as data. Values that were filled in stand in it as data too: it fits every
/// completed table and pools. It prints ours beside theirs and fails where they differ.
///
/// A correlation matrix has no rows to compute from: the script then says so and stops.
pub fn verify(study: &Study) -> String {
    let mut script = String::new();
    let w = &mut script;
    let outcome = study.question.outcome.replace(['\n', '\r'], " ");
    let _ = writeln!(
        w,
        "# Computes the main numbers of a study of {outcome} again."
    );
    w.push_str("# Run it where the file is: Rscript THIS.R\noptions(digits = 12, warn = 1)\n");
    if matches!(study.model, Model::Correlations(_)) {
        w.push_str("stop(\"a correlation matrix has no rows to compute from\")\n");
        return script;
    }
    rows::read(w, study);
    rows::outcome(w, study);
    rows::predictors(w, study);
    w.push_str(CHECKER);
    let gaps = study.corrected.gaps.as_ref();
    let imputed = gaps.and_then(|gaps| gaps.imputed.as_ref());
    if imputed.is_some() {
        rows::readable(w, study);
    }
    weighted::weights(w, study);
    rows::complete(w, study);
    products::columns(w, study);
    match (&study.model, &study.corrected.labels) {
        (Model::Linear(_), Some(labels)) if labels.source == LabelSource::Sample => {
            checked::calibrated(w, study, labels);
        }
        (Model::Linear(_), Some(labels)) => card::corrected(w, study, labels),
        (Model::Linear(model), None) => match imputed {
            Some(imputed) => imputed::pooled(w, study, model, imputed),
            None => linear::linear(w, study, model),
        },
        (Model::Categorical(model), _) => categorical::categorical(w, study, model),
        (Model::Correlations(_), _) => {}
    }
    w.push_str("cat(if (ok) \"all numbers agree\\n\" else \"NUMBERS DIFFER\\n\")\n");
    w.push_str("if (!ok) quit(status = 1)\n");
    script
}

/// The columns that have a coefficient: of drivers, then controls.
pub(super) fn fitted(study: &Study) -> Vec<&ColumnResult> {
    let drivers = study.drivers.iter().flat_map(|driver| &driver.columns);
    let columns = drivers.chain(&study.controls);
    columns
        .filter(|column| column.coefficient.is_some())
        .collect()
}

/// Names of columns as elements of a vector of R.
pub(super) fn listed<'a>(columns: impl Iterator<Item = &'a ColumnResult>) -> String {
    let names: Vec<String> = columns.map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

/// A string of R.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
