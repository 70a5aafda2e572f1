use super::rows::codes;
use super::script::{fitted, listed, quoted};
use crate::drivers::{CalibrationOptions, Interactions, Treatment};
use crate::study::{ColumnResult, CorrectedLabel, LabelErrors, Study};
use std::fmt::Write;

/// A logistic regression of the truth on labels and controls in checked rows, with a ridge on all but the constant;
/// columns are about their usual value, in units of their largest distance from it.
const LEARNING: &str = "stored <- function(x) {
  known <- unique(x)
  most <- known[which.max(tabulate(match(x, known)))]
  origin <- if (2 * sum(x != 0) <= length(x)) 0 else if (2 * sum(x == most) > length(x)) most else mean(x)
  size <- max(abs(x - origin))
  if (size == 0) 0 * x else (x - origin) / size
}
S <- sapply(X, stored)
is_label <- names(X) %in% drivers & sapply(X, function(x) all(x %in% c(0, 1)) && length(unique(x)) == 2)
learn <- function(P, true, w) {
  w <- w * length(true) / sum(w)
  D <- diag(c(0, rep(ridge, ncol(P) - 1)), ncol(P))
  value <- function(b) {
    l <- as.vector(P %*% b)
    sum(w * (true * l - pmax(l, 0) - log1p(exp(-abs(l))))) - ridge / 2 * sum(b[-1]^2)
  }
  b <- rep(0, ncol(P))
  for (pass in 1:200) {
    p <- plogis(as.vector(P %*% b))
    step <- as.vector(solve(crossprod(P * (w * p * (1 - p)), P) + D, crossprod(P, w * (true - p)) - D %*% b))
    while (max(abs(step)) > 1e-4 && value(b + step) < value(b)) step <- step / 2
    b <- b + step
    if (max(abs(step)) < 1e-12) break
  }
  b
}
expected <- function(name) {
  truth <- truths[[name]]
  seen <- !is.na(truth)
  own <- X[[name]]
  partners <- Filter(function(other) {
    all(table(factor(own[seen], 0:1), factor(X[[other]][seen], 0:1)) >= min_cell)
  }, setdiff(names(X)[is_label], name))
  P <- cbind(1, S, S[, name] * S[, partners, drop = FALSE])
  plogis(as.vector(P %*% learn(P[seen, , drop = FALSE], truth[seen], .w[seen])))
}
all_known <- Reduce(`&`, lapply(truths, function(t) !is.na(t)))
corrected <- lapply(names(truths), function(name) ifelse(all_known, truths[[name]], expected(name)))
for (at in seq_along(truths)) X[[names(truths)[at]]] <- corrected[[at]]
";

/// Compares shares and coefficients after the correction by checked rows: what labels lead to expect is learned
/// anew. Errors and intervals are those of replicates, which R would draw otherwise.
pub(super) fn calibrated(w: &mut String, study: &Study, labels: &LabelErrors) {
    let options = CalibrationOptions::default();
    let min_cell = match options.interactions {
        Interactions::None => "Inf".to_owned(),
        Interactions::OwnWithOthers { min_cell } => min_cell.to_string(),
    };
    let _ = writeln!(w, "same(\"n\", {}, n_rows)", study.account.n_used);
    let _ = writeln!(w, "ridge <- {:?}\nmin_cell <- {min_cell}", options.ridge);
    let of_drivers = study.drivers.iter().flat_map(|driver| &driver.columns);
    let _ = writeln!(w, "drivers <- c({})", listed(of_drivers.clone()));
    w.push_str("truths <- list()\n");
    for (driver, checked) in &labels.checked {
        let Some(column) = of_drivers.clone().find(|column| column.of == *driver) else {
            continue;
        };
        let is_it = |one: &&CorrectedLabel| one.column == column.name;
        let found = labels.columns.iter().find(is_it);
        if found.is_some_and(|one| matches!(one.treatment, Treatment::Calibrated { .. })) {
            truth(w, study, column, checked);
        }
    }
    w.push_str(LEARNING);
    let columns = fitted(study);
    let names = listed(columns.iter().copied());
    let _ = writeln!(
        w,
        "m <- lm(.y ~ ., data = cbind(.y = .y, X[, c({names}), drop = FALSE]), weights = .w)\nb <- unname(coef(m))[-1]"
    );
    for (at, column) in columns.iter().enumerate() {
        if let Some(estimate) = column.coefficient {
            let title = quoted(&format!("corrected coefficient {}", column.name));
            let value = estimate.coefficient;
            let _ = writeln!(w, "same({title}, {value:?}, b[{}], 1e-7)", at + 1);
        }
    }
    for label in &labels.columns {
        if matches!(label.treatment, Treatment::Calibrated { .. }) {
            let name = quoted(&label.column);
            let title = quoted(&format!("corrected share {}", label.column));
            let value = label.share.corrected.estimate;
            let _ = writeln!(
                w,
                "same({title}, {value:?}, weighted.mean(X[[{name}]], .w), 1e-7)"
            );
        }
    }
    w.push_str("cat(\"errors and intervals come from replicates and are not compared\\n\")\n");
}

/// Reads the checked labels of a column: 1, 0 or nothing.
fn truth(w: &mut String, study: &Study, column: &ColumnResult, checked: &str) {
    let (name, cells) = (quoted(&column.name), quoted(checked));
    let codes = codes(study, checked, false);
    let held = column.name.strip_prefix(&format!("{}=", column.of));
    let _ = match (&column.reference, held) {
        (Some(_), Some(held)) => writeln!(
            w,
            "truths[[{name}]] <- as.numeric(word(d[[{cells}]], {codes})[keep] == {})",
            quoted(held)
        ),
        _ => writeln!(w, "truths[[{name}]] <- number(d[[{cells}]], {codes})[keep]"),
    };
}
