use super::linear::errors;
use super::script::{fitted, listed, quoted};
use crate::drivers::StandardErrors;
use crate::study::{Imputed, LinearModel, Study};
use std::fmt::Write;

/// Rubin's rules with the degrees of freedom of Barnard and Rubin (1999); mitools pools the same estimates where it
/// is installed.
const POOLING: &str = r#"n_tables <- length(tables)
Q <- t(sapply(tables, function(one) one$b))
U <- t(sapply(tables, function(one) one$v))
if (length(tables[[1]]$b) == 1) { Q <- t(Q); U <- t(U) }
complete <- tables[[1]]$df
pooled <- lapply(seq_len(ncol(Q)), function(j) {
  within <- mean(U[, j])
  added <- (1 + 1 / n_tables) * var(Q[, j])
  total <- within + added
  gamma <- added / total
  of_tables <- if (gamma > 0) (n_tables - 1) / gamma^2 else Inf
  of_rows <- (1 - gamma) * complete * (complete + 1) / (complete + 3)
  list(b = mean(Q[, j]), se = sqrt(total), df = 1 / (1 / of_tables + 1 / of_rows))
})
if (requireNamespace("mitools", quietly = TRUE)) {
  theirs <- mitools::MIcombine(lapply(tables, function(one) one$b),
                               lapply(tables, function(one) diag(one$v, length(one$v))), df.complete = complete)
  for (j in seq_along(pooled)) {
    same(paste("mitools standard error", names(X)[j]), pooled[[j]]$se, sqrt(theirs$variance[j, j]))
  }
} else {
  cat("mitools is not installed: estimates were pooled by their definition above\n")
}
"#;

/// Fits every completed table, whose filled values stand in the script as data, and pools.
pub(super) fn pooled(w: &mut String, study: &Study, model: &LinearModel, imputed: &Imputed) {
    let Some(filled) = &imputed.values else {
        w.push_str("stop(\"too many values were filled in to stand in a script\")\n");
        return;
    };
    let columns = fitted(study);
    let _ = writeln!(w, "same(\"n\", {}, n_rows)", study.account.n_used);
    w.push_str("# Values that were filled in: by column, which rows, and per completed table what.\nfilled <- list()\n");
    for one in filled {
        let rows: Vec<String> = one.rows.iter().map(|row| (row + 1).to_string()).collect();
        let tables: Vec<String> = one
            .values
            .iter()
            .map(|values| {
                let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
                format!("  c({})", values.join(", "))
            })
            .collect();
        let _ = writeln!(
            w,
            "filled[[{}]] <- list(rows = c({}), values = list(\n{}))",
            quoted(&one.column),
            rows.join(", "),
            tables.join(",\n")
        );
    }
    w.push_str(
        "for (name in names(filled)) same(paste(\"gaps of\", name), length(filled[[name]]$rows), sum(is.na(X[[name]])))\n",
    );
    if study.question.cluster.is_none() {
        w.push_str("g <- seq_along(.y)\n");
    }
    let names = listed(columns.iter().copied());
    let _ = writeln!(
        w,
        "tables <- lapply(seq_len({}), function(table) {{\nfor (name in names(filled)) X[[name]][filled[[name]]$rows] <- filled[[name]]$values[[table]]\nX <- X[, c({names}), drop = FALSE]",
        imputed.n_imputations
    );
    w.push_str("m <- lm(.y ~ ., data = cbind(.y = .y, X), weights = .w)\nM <- model.matrix(m)\nA <- solve(crossprod(M * .w, M))\n");
    w.push_str(errors(model));
    let of_clusters = study.question.cluster.is_some();
    w.push_str(match model.standard_errors {
        StandardErrors::Cr1 { .. } => "df <- G - 1\n",
        StandardErrors::Linearised { .. } if of_clusters => "df <- G - 1\n",
        _ => "df <- length(.y) - ncol(M)\n",
    });
    w.push_str("list(b = unname(coef(m))[-1], v = se^2, df = df, r2 = summary(m)$r.squared)\n})\n");
    let _ = writeln!(w, "X <- X[, c({names}), drop = FALSE]");
    w.push_str(POOLING);
    let r2 = model.explained.r2;
    let _ = writeln!(
        w,
        "same(\"R2, mean over the tables\", {r2:?}, mean(sapply(tables, function(one) one$r2)))"
    );
    for (at, column) in columns.iter().enumerate() {
        let Some(estimate) = column.coefficient else {
            continue;
        };
        let place = at + 1;
        let title = |what: &str| quoted(&format!("{what} {}", column.name));
        let mut compare = |what: &str, value: f64, of: &str| {
            let _ = writeln!(
                w,
                "same({}, {value:?}, pooled[[{place}]]${of})",
                title(what)
            );
        };
        compare("pooled coefficient", estimate.coefficient, "b");
        if let Some(error) = estimate.standard_error {
            compare("pooled standard error", error, "se");
        }
        let result = imputed.columns.iter().find(|one| one.column == column.name);
        if let Some(freedom) = result.and_then(|one| one.degrees_of_freedom) {
            compare("degrees of freedom", freedom, "df");
        }
    }
    w.push_str("cat(\"which values were drawn is not computed again; importance is a mean over the tables and not compared\\n\")\n");
}
