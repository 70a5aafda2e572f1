use super::script::{fitted, listed, quoted};
use crate::drivers::Treatment;
use crate::study::{LabelErrors, Study};
use std::fmt::Write;

/// Moments of labels turned into those of the truth: means by Rogan and Gladen, covariances divided by how much
/// a label tells, variances those of shares (Fuller 1987, chapter 2).
const CORRECTED: &str = "W <- sum(.w)
Z <- cbind(as.matrix(X), .y)
mu <- colSums(Z * .w) / W
C <- crossprod(sweep(Z, 2, mu) * .w, sweep(Z, 2, mu))
kappa <- rep(1, ncol(Z))
names(kappa) <- colnames(Z)
kappa[names(sensitivity)] <- sensitivity + specificity - 1
share <- (mu[names(sensitivity)] - (1 - specificity)) / kappa[names(sensitivity)]
C <- C / outer(kappa, kappa)
for (j in names(sensitivity)) C[j, j] <- W * share[[j]] * (1 - share[[j]])
p <- ncol(X)
b <- solve(C[1:p, 1:p, drop = FALSE], C[1:p, p + 1])
r2 <- sum(b * C[1:p, p + 1]) / C[p + 1, p + 1]
";

/// Compares shares and coefficients after the correction with rates, of a card or counted on checked rows. Errors and intervals are those
/// of replicates, which R would draw otherwise.
pub(super) fn corrected(w: &mut String, study: &Study, labels: &LabelErrors) {
    let columns = fitted(study);
    let names = listed(columns.iter().copied());
    let _ = writeln!(w, "X <- X[, c({names}), drop = FALSE]");
    let (mut sensitivities, mut specificities) = (Vec::new(), Vec::new());
    for column in &labels.columns {
        if let Treatment::Rates {
            sensitivity,
            specificity,
        } = column.treatment
        {
            sensitivities.push(format!("{} = {sensitivity:?}", quoted(&column.column)));
            specificities.push(format!("{specificity:?}"));
        }
    }
    let _ = writeln!(w, "sensitivity <- c({})", sensitivities.join(", "));
    let _ = writeln!(w, "specificity <- c({})", specificities.join(", "));
    w.push_str(CORRECTED);
    for column in columns {
        let Some(estimate) = column.coefficient else {
            continue;
        };
        let (name, title) = (
            quoted(&column.name),
            quoted(&format!("corrected coefficient {}", column.name)),
        );
        let value = estimate.coefficient;
        let _ = writeln!(w, "same({title}, {value:?}, b[[{name}]])");
    }
    for column in &labels.columns {
        if matches!(column.treatment, Treatment::Rates { .. }) {
            let name = quoted(&column.column);
            let title = quoted(&format!("corrected share {}", column.column));
            let value = column.share.corrected.estimate;
            let _ = writeln!(w, "same({title}, {value:?}, share[[{name}]])");
        }
    }
    if let Some(r2) = labels.r2 {
        let _ = writeln!(
            w,
            "same(\"R2 of the corrected model\", {:?}, r2)",
            r2.estimate
        );
    }
    w.push_str("cat(\"errors and intervals come from replicates and are not compared\\n\")\n");
}
