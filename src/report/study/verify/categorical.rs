use super::script::{fitted, listed, quoted};
use crate::record::ScaleKind;
use crate::study::{CategoricalModel, OutcomeScale, Study};
use std::fmt::Write;

/// glm warns of weights that are no counts.
const LOGISTIC: &str = "top <- .a == max(.a)
m <- suppressWarnings(glm(as.numeric(top) ~ ., data = X, weights = .w, family = binomial,
                          control = list(epsilon = 1e-14)))
b <- unname(coef(m))[-1]
l <- sum(.w * log(ifelse(top, fitted(m), 1 - fitted(m))))
";

/// polr stops early unless told not to.
const ORDINAL: &str = "m <- MASS::polr(factor(.a, ordered = TRUE) ~ ., data = X, weights = .w,
                control = list(reltol = 1e-15, maxit = 10000))
b <- unname(coef(m))
l <- as.numeric(logLik(m))
";

/// Compares a model of ordered or two answers.
pub(super) fn categorical(w: &mut String, study: &Study, model: &CategoricalModel) {
    let columns = fitted(study);
    let answered = match &study.question.scale {
        // Points of the net promoter score hide the answer.
        OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps => {
            let column = quoted(&study.question.outcome);
            format!("number(d[[{column}]])[keep][same_rows]")
        }
        _ => ".y".to_owned(),
    };
    let names = listed(columns.iter().copied());
    let _ = writeln!(w, "X <- X[, c({names}), drop = FALSE]\n.a <- {answered}");
    w.push_str(".w <- .w / mean(.w)\n");
    w.push_str(if model.answers.len() == 2 {
        LOGISTIC
    } else {
        ORDINAL
    });
    let log_likelihood = model.quality.log_likelihood;
    let _ = writeln!(w, "same(\"log-likelihood\", {log_likelihood:?}, l, 1e-6)");
    for (at, column) in columns.iter().enumerate() {
        if let Some(estimate) = column.coefficient {
            let name = quoted(&format!("coefficient {}", column.name));
            let value = estimate.coefficient;
            let _ = writeln!(w, "same({name}, {value:?}, b[{}], 1e-4)", at + 1);
        }
    }
}
