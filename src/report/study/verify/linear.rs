use super::products;
use super::script::{fitted, listed, quoted};
use crate::drivers::StandardErrors;
use crate::study::{LinearModel, Measure, Study};
use std::fmt::Write;

/// Drivers for which all subsets are fitted by `lm`: a thousand fits and more take minutes.
const MOST_DRIVERS: usize = 12;

/// LMG by its definition: all subsets, each a weighted regression.
const LMG: &str = "r2 <- function(s) {
  v <- c(always, unlist(groups[s]))
  if (!length(v)) return(0)
  summary(lm(.y ~ ., data = cbind(.y = .y, X[, v, drop = FALSE]), weights = .w))$r.squared
}
p <- length(groups)
subsets <- 0:(2^p - 1)
bits <- 2^(0:(p - 1))
value <- sapply(subsets, function(s) r2(which(bitwAnd(s, bits) > 0)))
lmg <- sapply(seq_len(p), function(j) {
  without <- subsets[bitwAnd(subsets, 2^(j - 1)) == 0]
  size <- sapply(without, function(s) sum(bitwAnd(s, bits) > 0))
  gain <- value[without + 2^(j - 1) + 1] - value[without + 1]
  sum(factorial(size) * factorial(p - size - 1) / factorial(p) * gain)
})
";

/// The same by relaimpo, where it is installed.
const RELAIMPO: &str = r#"if (requireNamespace("relaimpo", quietly = TRUE)) {
  theirs <- relaimpo::calc.relimp(m, type = "lmg")@lmg
  for (j in seq_len(p)) same(paste("relaimpo LMG", names(theirs)[j]), lmg[j], unname(theirs[j]))
} else {
  cat("relaimpo is not installed: LMG was checked by its definition above\n")
}
"#;

/// Johnson's relative weights by their definition.
const JOHNSON: &str = "R <- cov.wt(cbind(.y, X), wt = .w, cor = TRUE)$cor
e <- eigen(R[-1, -1, drop = FALSE])
L <- e$vectors %*% diag(sqrt(e$values), p) %*% t(e$vectors)
johnson <- as.vector(L^2 %*% solve(L, R[-1, 1])^2)
";

const HC3: &str = "h <- .w * rowSums((M %*% A) * M)
U <- M * .w * resid(m) / (1 - h)
se <- sqrt(diag(A %*% crossprod(U) %*% A))[-1]
";

const CR1: &str = "U <- rowsum(M * .w * resid(m), g)
G <- nrow(U)
n <- length(.y)
k <- ncol(M)
se <- sqrt(diag(A %*% crossprod(U) %*% A) * G / (G - 1) * (n - 1) / (n - k))[-1]
";

const LINEARISED: &str = "U <- rowsum(M * .w * resid(m), g)
G <- nrow(U)
se <- sqrt(diag(A %*% crossprod(U) %*% A) * G / (G - 1))[-1]
";

/// Compares the model and its importance.
pub(super) fn linear(w: &mut String, study: &Study, model: &LinearModel) {
    let columns = fitted(study);
    let _ = writeln!(w, "same(\"n\", {}, n_rows)", study.account.n_used);
    let names = listed(columns.iter().copied());
    let _ = writeln!(w, "X <- X[, c({names}), drop = FALSE]");
    w.push_str("m <- lm(.y ~ ., data = cbind(.y = .y, X), weights = .w)\n");
    let r2 = model.explained.r2;
    let _ = writeln!(w, "same(\"R2\", {r2:?}, summary(m)$r.squared)");
    w.push_str(
        "b <- unname(coef(m))[-1]\nM <- model.matrix(m)\nA <- solve(crossprod(M * .w, M))\n",
    );
    if study.question.cluster.is_none() {
        w.push_str("g <- seq_along(.y)\n");
    }
    w.push_str(errors(model));
    for (at, column) in columns.iter().enumerate() {
        let Some(estimate) = column.coefficient else {
            continue;
        };
        let name = quoted(&format!("coefficient {}", column.name));
        let _ = writeln!(w, "same({name}, {:?}, b[{}])", estimate.coefficient, at + 1);
        if let Some(error) = estimate.standard_error {
            let name = quoted(&format!("standard error {}", column.name));
            let _ = writeln!(w, "same({name}, {error:?}, se[{}])", at + 1);
        }
    }
    importance(w, study, model);
}

/// Computes `se` of the columns of `m`, given its matrix `M`, `A` of its cross-products and units `g`.
pub(super) fn errors(model: &LinearModel) -> &'static str {
    match model.standard_errors {
        StandardErrors::Cr1 { .. } => CR1,
        StandardErrors::Linearised { .. } => LINEARISED,
        StandardErrors::Classical => "se <- unname(coef(summary(m))[-1, 2])\n",
        StandardErrors::Hc3 => HC3,
    }
}

/// The parts of R² of all drivers by a measure; `None` where one has none.
fn parts(study: &Study, measure: Measure) -> Option<Vec<f64>> {
    let drivers = study.drivers.iter();
    drivers
        .map(|driver| driver.importance.get(&measure).copied().flatten())
        .collect()
}

fn importance(w: &mut String, study: &Study, model: &LinearModel) {
    let Some(lmg) = parts(study, Measure::Lmg) else {
        return;
    };
    if lmg.len() > MOST_DRIVERS || model.sampled.is_some() {
        w.push_str(
            "cat(\"too many drivers to fit all subsets here: importance is not checked\\n\")\n",
        );
        return;
    }
    let members: Vec<String> = study
        .drivers
        .iter()
        .map(|driver| {
            let columns = driver.columns.iter();
            let kept = columns.filter(|one| one.coefficient.is_some());
            format!("c({})", listed(kept))
        })
        .collect();
    let controls = study.controls.iter();
    let controls = controls.filter(|one| one.coefficient.is_some());
    let _ = writeln!(w, "groups <- list({})", members.join(", "));
    let _ = writeln!(w, "always <- c({})", listed(controls));
    if study.corrected.products.is_empty() {
        w.push_str(LMG);
    } else {
        w.push_str(&products::needs(study));
        w.push_str(products::LMG_IN_ALLOWED_ORDERS);
    }
    compared(w, study, "LMG", "lmg", &lmg);
    let simple = study.drivers.iter().all(|driver| driver.columns.len() == 1);
    if !study.corrected.products.is_empty() {
        w.push_str(
            "cat(\"LMG was checked over the orders that keep a product behind its factors\\n\")\n",
        );
    } else if simple && study.controls.is_empty() {
        w.push_str(RELAIMPO);
    } else {
        w.push_str("cat(\"LMG was checked by its definition: groups and controls\\n\")\n");
    }
    if let Some(johnson) = parts(study, Measure::Johnson).filter(|_| simple) {
        w.push_str(JOHNSON);
        compared(w, study, "Johnson", "johnson", &johnson);
    }
}

fn compared(w: &mut String, study: &Study, title: &str, vector: &str, ours: &[f64]) {
    for (at, (driver, value)) in study.drivers.iter().zip(ours).enumerate() {
        let name = quoted(&format!("{title} {}", driver.name));
        let _ = writeln!(w, "same({name}, {value:?}, {vector}[{}])", at + 1);
    }
}
