use super::script::quoted;
use crate::study::{ProductResult, Study};
use std::fmt::Write;

/// LMG over the orders in which no product comes before both its factors: for each set of drivers, how many
/// such orders lead to it and how many go on from it.
pub(super) const LMG_IN_ALLOWED_ORDERS: &str = "r2 <- function(s) {
  v <- c(always, unlist(groups[s]))
  if (!length(v)) return(0)
  summary(lm(.y ~ ., data = cbind(.y = .y, X[, v, drop = FALSE]), weights = .w))$r.squared
}
p <- length(groups)
bits <- 2^(0:(p - 1))
all_of <- 2^p
set <- function(s) which(bitwAnd(s, bits) > 0)
is_open <- function(s) all(unlist(needs[set(s)]) %in% set(s))
open <- sapply(0:(all_of - 1), is_open)
value <- sapply(0:(all_of - 1), function(s) if (open[s + 1]) r2(set(s)) else NA)
to <- c(1, rep(0, all_of - 1))
for (s in seq_len(all_of - 1)) if (open[s + 1]) {
  for (j in set(s)) if (open[s - bits[j] + 1]) to[s + 1] <- to[s + 1] + to[s - bits[j] + 1]
}
from <- c(rep(0, all_of - 1), 1)
for (s in rev(seq_len(all_of - 1) - 1)) if (open[s + 1]) {
  for (j in setdiff(seq_len(p), set(s))) from[s + 1] <- from[s + 1] + from[s + bits[j] + 1] * open[s + bits[j] + 1]
}
lmg <- sapply(seq_len(p), function(j) {
  before <- Filter(function(s) !(j %in% set(s)) && open[s + 1] && open[s + bits[j] + 1], 0:(all_of - 1))
  sum(sapply(before, function(s) {
    to[s + 1] * from[s + bits[j] + 1] * (value[s + bits[j] + 1] - value[s + 1])
  })) / to[all_of]
})
";

/// Adds the products to `X`; each rated factor about its mean over the rows of the model.
pub(super) fn columns(w: &mut String, study: &Study) {
    for product in &study.corrected.products {
        let name = quoted(&product.name);
        let factors = [&product.first, &product.second];
        let mut centred = Vec::with_capacity(factors.len());
        for (column, centre) in factors {
            let title = quoted(&format!("mean of {column}"));
            let column = quoted(column);
            // A mention keeps its zero; it was not centred.
            if centre.abs() <= 0.0 {
                centred.push(format!("X[[{column}]]"));
                continue;
            }
            let _ = writeln!(
                w,
                "same({title}, {centre:?}, weighted.mean(X[[{column}]], .w))"
            );
            centred.push(format!(
                "(X[[{column}]] - weighted.mean(X[[{column}]], .w))"
            ));
        }
        let _ = writeln!(w, "X[[{name}]] <- {}", centred.join(" * "));
    }
}

/// Which drivers, by place from 1, have to be in before each driver is.
pub(super) fn needs(study: &Study) -> String {
    let place_of = |column: &str| {
        let is_of = |name: &str| name == column;
        let mut drivers = study.drivers.iter();
        let found = drivers.position(|driver| driver.columns.iter().any(|one| is_of(&one.name)));
        found.map(|at| (at + 1).to_string())
    };
    let of_driver = |name: &str| {
        let is_of = |product: &&ProductResult| product.name == name;
        let product = study.corrected.products.iter().find(is_of);
        let factors = product
            .into_iter()
            .flat_map(|one| [&one.first.0, &one.second.0]);
        let places: Vec<String> = factors.filter_map(|column| place_of(column)).collect();
        format!("c({})", places.join(", "))
    };
    let all: Vec<String> = study
        .drivers
        .iter()
        .map(|driver| of_driver(&driver.name))
        .collect();
    format!("needs <- list({})\n", all.join(", "))
}
