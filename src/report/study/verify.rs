use crate::drivers::{StandardErrors, WeightKind};
use crate::record::{Best, ScaleKind};
use crate::study::{
    CategoricalModel, ColumnResult, LinearModel, Measure, Model, OutcomeScale, Study,
};
use std::fmt::Write;

/// An R script that computes the main numbers of a study again, with programs that are not ours.
///
/// It reads the same file, drops the same rows, fits with `lm` (HC3 and cluster errors by
/// their formula, so that base R suffices), and takes LMG and Johnson's weights from `relaimpo` where that is
/// installed, else by their definition. It prints ours beside theirs and fails where they differ.
///
/// A correlation matrix has no rows to compute from: the script then says so and stops.
pub fn verify(study: &Study) -> String {
    let mut script = String::new();
    let w = &mut script;
    let _ = writeln!(
        w,
        "# Computes the main numbers of a study of {} again.\n# Run it where the file is: Rscript THIS.R\noptions(digits = 12, warn = 1)",
        comment(&study.question.outcome)
    );
    read(w, study);
    if let Some((column, value)) = &study.only {
        let (column, value) = (quoted(column), quoted(value));
        let _ = writeln!(
            w,
            "d <- d[trimws(d[[{column}]]) == {value}, , drop = FALSE]"
        );
    }
    outcome(w, study);
    predictors(w, study);
    match &study.model {
        Model::Linear(model) => linear(w, study, model),
        Model::Categorical(model) => categorical(w, study, model),
        Model::Correlations(_) => checker(w),
    }
    let _ = writeln!(
        w,
        "cat(if (ok) \"all numbers agree\\n\" else \"NUMBERS DIFFER\\n\")\nif (!ok) quit(status = 1)"
    );
    script
}

fn read(w: &mut String, study: &Study) {
    let _ = writeln!(
        w,
        "file <- {}\nseparator <- function(path) {{ head <- readLines(path, 1, warn = FALSE)\n  marks <- c(\",\", \";\", \"\\t\", \"|\")\n  marks[which.max(sapply(marks, function(m) lengths(regmatches(head, gregexpr(m, head, fixed = TRUE)))))] }}",
        quoted(&study.file)
    );
    let _ = writeln!(
        w,
        "if (!grepl(\"[.](csv|tsv|txt)([.]gz)?$\", file, ignore.case = TRUE)) stop(\"this script reads delimited text: save the table as CSV\")\nd <- read.csv(file, sep = separator(file), check.names = FALSE, colClasses = \"character\", na.strings = NULL)"
    );
    let _ = writeln!(
        w,
        "none <- c(\"\", \"na\", \"n/a\", \"#n/a\", \"null\", \".\", \"-\")\nis_number <- function(x) !is.na(suppressWarnings(as.numeric(x)))\nnumber <- function(x, codes = c()) {{ x <- trimws(x); x[tolower(x) %in% none | x %in% codes] <- NA\n  comma <- sub(\",\", \".\", gsub(\".\", \"\", x, fixed = TRUE), fixed = TRUE)\n  if (sum(is_number(comma)) > sum(is_number(x))) x <- comma\n  x <- suppressWarnings(as.numeric(x)); x[x %in% suppressWarnings(as.numeric(codes))] <- NA; x }}\nword <- function(x, codes = c()) {{ x <- gsub(\"\\\\s+\", \" \", trimws(x)); x[tolower(x) %in% none | x %in% codes] <- NA; x }}"
    );
}

fn outcome(w: &mut String, study: &Study) {
    let column = quoted(&study.question.outcome);
    let codes = codes(study, &study.question.outcome, false);
    let _ = match &study.question.scale {
        OutcomeScale::Numbers => writeln!(w, ".y <- number(d[[{column}]], {codes})"),
        OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps => writeln!(
            w,
            ".y <- number(d[[{column}]], {codes}); .y[!is.na(.y) & (.y < 0 | .y > 10)] <- NA\n.y <- 100 * ((.y >= 9) - (.y <= 6))"
        ),
        OutcomeScale::Rated(scale) => {
            let (low, high) = (scale.low(), scale.high());
            let mirrored = match scale.best() {
                Best::High => String::new(),
                Best::Low => format!("\n.y <- {low} + {high} - y"),
            };
            writeln!(
                w,
                ".y <- number(d[[{column}]], {codes}); .y[!is.na(.y) & (.y < {low} | .y > {high})] <- NA{mirrored}"
            )
        }
        OutcomeScale::Top { scale, threshold } => {
            let (low, high) = (scale.low(), scale.high());
            let sign = match scale.best() {
                Best::High => ">=",
                Best::Low => "<=",
            };
            writeln!(
                w,
                ".y <- number(d[[{column}]], {codes}); .y[!is.na(.y) & (.y < {low} | .y > {high})] <- NA\n.y <- as.numeric(.y {sign} {threshold})"
            )
        }
        OutcomeScale::Ordered(words) => {
            let list: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            writeln!(
                w,
                ".y <- match(word(d[[{column}]], {codes}), c({})) - 1",
                list.join(", ")
            )
        }
    };
    let _ = match &study.question.weights {
        None => writeln!(w, ".w <- rep(1, length(.y))"),
        Some(column) => writeln!(
            w,
            ".w <- number(d[[{}]], {}); .w[!is.na(.w) & .w <= 0] <- NA",
            quoted(column),
            self::codes(study, column, false)
        ),
    };
}

fn predictors(w: &mut String, study: &Study) {
    let _ = writeln!(w, "X <- data.frame(row.names = seq_along(.y))");
    let drivers = study.drivers.iter().flat_map(|driver| &driver.columns);
    let drivers = drivers.map(|column| (column, true));
    let controls = study.controls.iter().map(|column| (column, false));
    for (column, is_driver) in drivers.chain(controls) {
        let name = quoted(&column.name);
        let codes = codes(study, &column.of, is_driver);
        let _ = match (
            &column.reference,
            column.name.strip_prefix(&format!("{}=", column.of)),
        ) {
            (Some(_), Some(word)) => writeln!(
                w,
                "X[[{name}]] <- as.numeric(word(d[[{}]], {codes}) == {})",
                quoted(&column.of),
                quoted(word)
            ),
            _ => writeln!(
                w,
                "X[[{name}]] <- number(d[[{}]], {codes})",
                quoted(&column.of)
            ),
        };
    }
    let _ = writeln!(
        w,
        "keep <- complete.cases(X) & !is.na(.y) & !is.na(.w)\nX <- X[keep, , drop = FALSE]; .y <- .y[keep]; .w <- .w[keep]"
    );
    let _ = writeln!(w, "same_rows <- seq_along(.y); n_rows <- length(.y)");
    if study.settings.weight_kind == WeightKind::Frequency {
        let _ = writeln!(
            w,
            "# A frequency repeats its row.\nsame_rows <- rep(seq_along(.y), .w); X <- X[same_rows, , drop = FALSE]; .y <- .y[same_rows]; .w <- rep(1, length(.y))"
        );
    }
    if let Some(cluster) = &study.question.cluster {
        let _ = writeln!(
            w,
            "g <- word(d[[{}]])[keep][same_rows]; g[is.na(g)] <- paste(\"own\", which(is.na(g)))",
            quoted(cluster)
        );
    }
}

fn linear(w: &mut String, study: &Study, model: &LinearModel) {
    let columns: Vec<&ColumnResult> = study
        .drivers
        .iter()
        .flat_map(|driver| &driver.columns)
        .chain(&study.controls)
        .filter(|column| column.coefficient.is_some())
        .collect();
    checker(w);
    let _ = writeln!(w, "same(\"n\", {}, n_rows)", study.account.n_used);
    let _ = writeln!(
        w,
        "X <- X[, c({}), drop = FALSE]",
        listed(columns.iter().copied())
    );
    let _ = writeln!(w, "m <- lm(.y ~ ., data = cbind(.y = .y, X), weights = .w)");
    let _ = writeln!(
        w,
        "same(\"R2\", {:?}, summary(m)$r.squared)",
        model.explained.r2
    );
    let _ = writeln!(
        w,
        "b <- unname(coef(m))[-1]\nM <- model.matrix(m); A <- solve(crossprod(M * .w, M))"
    );
    if study.question.cluster.is_none() {
        let _ = writeln!(w, "g <- seq_along(.y)");
    }
    let _ = match model.standard_errors {
        StandardErrors::Cr1 { .. } => writeln!(
            w,
            "U <- rowsum(M * .w * resid(m), g); G <- nrow(U); n <- length(.y); k <- ncol(M)\nse <- sqrt(diag(A %*% crossprod(U) %*% A) * G / (G - 1) * (n - 1) / (n - k))[-1]"
        ),
        StandardErrors::Linearised { .. } => writeln!(
            w,
            "U <- rowsum(M * .w * resid(m), g); G <- nrow(U)\nse <- sqrt(diag(A %*% crossprod(U) %*% A) * G / (G - 1))[-1]"
        ),
        StandardErrors::Classical => writeln!(w, "se <- unname(coef(summary(m))[-1, 2])"),
        StandardErrors::Hc3 => writeln!(
            w,
            "h <- .w * rowSums((M %*% A) * M)\nse <- sqrt(diag(A %*% crossprod(M * .w * resid(m) / (1 - h)) %*% A))[-1]"
        ),
    };
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

/// A function of R that sets two numbers side by side.
fn checker(w: &mut String) {
    let _ = writeln!(
        w,
        "ok <- TRUE\nsame <- function(what, ours, theirs, tolerance = 1e-8) {{\n  fits <- abs(ours - theirs) <= tolerance * (1 + abs(theirs))\n  cat(sprintf(\"%-44s ours %18.12g  theirs %18.12g%s\\n\", what, ours, theirs, if (fits) \"\" else \"  DIFFERS\"))\n  ok <<- ok && fits }}"
    );
}

fn categorical(w: &mut String, study: &Study, model: &CategoricalModel) {
    checker(w);
    let columns: Vec<&ColumnResult> = study
        .drivers
        .iter()
        .flat_map(|driver| &driver.columns)
        .chain(&study.controls)
        .filter(|column| column.coefficient.is_some())
        .collect();
    let answered = match &study.question.scale {
        // Points of the net promoter score hide the answer.
        OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps => {
            format!(
                "number(d[[{}]])[keep][same_rows]",
                quoted(&study.question.outcome)
            )
        }
        _ => ".y".to_owned(),
    };
    let _ = writeln!(
        w,
        "X <- X[, c({}), drop = FALSE]; .a <- {answered}; .w <- .w / mean(.w)",
        listed(columns.iter().copied())
    );
    // polr stops early unless told not to, and glm warns of weights that are no counts.
    let _ = if model.answers.len() == 2 {
        writeln!(
            w,
            "m <- suppressWarnings(glm(as.numeric(.a == max(.a)) ~ ., data = X, weights = .w, family = binomial, control = list(epsilon = 1e-14)))\nb <- unname(coef(m))[-1]; l <- sum(.w * log(ifelse(.a == max(.a), fitted(m), 1 - fitted(m))))"
        )
    } else {
        writeln!(
            w,
            "m <- MASS::polr(factor(.a, ordered = TRUE) ~ ., data = X, weights = .w, control = list(reltol = 1e-15, maxit = 10000))\nb <- unname(coef(m)); l <- as.numeric(logLik(m))"
        )
    };
    let _ = writeln!(
        w,
        "same(\"log-likelihood\", {:?}, l, 1e-6)",
        model.quality.log_likelihood
    );
    for (at, column) in columns.iter().enumerate() {
        if let Some(estimate) = column.coefficient {
            let name = quoted(&format!("coefficient {}", column.name));
            let _ = writeln!(
                w,
                "same({name}, {:?}, b[{}], 1e-4)",
                estimate.coefficient,
                at + 1
            );
        }
    }
}

fn importance(w: &mut String, study: &Study, model: &LinearModel) {
    let lmg: Vec<f64> = study
        .drivers
        .iter()
        .filter_map(|driver| driver.importance.get(&Measure::Lmg).copied().flatten())
        .collect();
    if lmg.len() < study.drivers.len() || lmg.len() > 12 || model.sampled.is_some() {
        return;
    }
    let members: Vec<String> = study
        .drivers
        .iter()
        .map(|driver| {
            format!(
                "c({})",
                listed(
                    driver
                        .columns
                        .iter()
                        .filter(|one| one.coefficient.is_some())
                )
            )
        })
        .collect();
    let _ = writeln!(
        w,
        "# Importance by its definition: all subsets, each a weighted regression.\ngroups <- list({})\nalways <- c({})\nr2 <- function(s) {{ v <- c(always, unlist(groups[s])); if (!length(v)) return(0)\n  summary(lm(.y ~ ., data = cbind(.y = .y, X[, v, drop = FALSE]), weights = .w))$r.squared }}\np <- length(groups); subsets <- 0:(2^p - 1)\nvalue <- sapply(subsets, function(s) r2(which(bitwAnd(s, 2^(0:(p - 1))) > 0)))\nlmg <- sapply(seq_len(p), function(j) {{ without <- subsets[bitwAnd(subsets, 2^(j - 1)) == 0]\n  size <- sapply(without, function(s) sum(bitwAnd(s, 2^(0:(p - 1))) > 0))\n  sum(factorial(size) * factorial(p - size - 1) / factorial(p) * (value[without + 2^(j - 1) + 1] - value[without + 1])) }})",
        members.join(", "),
        listed(
            study
                .controls
                .iter()
                .filter(|one| one.coefficient.is_some())
        )
    );
    for (at, (driver, lmg)) in study.drivers.iter().zip(&lmg).enumerate() {
        let name = quoted(&format!("LMG {}", driver.name));
        let _ = writeln!(w, "same({name}, {lmg:?}, lmg[{}])", at + 1);
    }
    let simple = study.drivers.iter().all(|driver| driver.columns.len() == 1);
    if simple && study.controls.is_empty() {
        let _ = writeln!(
            w,
            "if (requireNamespace(\"relaimpo\", quietly = TRUE)) {{\n  theirs <- relaimpo::calc.relimp(m, type = \"lmg\")@lmg\n  for (j in seq_len(p)) same(paste(\"relaimpo LMG\", names(theirs)[j]), lmg[j], unname(theirs[j]))\n}} else cat(\"relaimpo is not installed: importance was checked by its definition\\n\")"
        );
    }
    let johnson: Vec<f64> = study
        .drivers
        .iter()
        .filter_map(|driver| driver.importance.get(&Measure::Johnson).copied().flatten())
        .collect();
    if johnson.len() == study.drivers.len() && simple {
        let _ = writeln!(
            w,
            "R <- cov.wt(cbind(.y, X), wt = .w, cor = TRUE)$cor; e <- eigen(R[-1, -1, drop = FALSE])\nL <- e$vectors %*% diag(sqrt(e$values), p) %*% t(e$vectors); johnson <- as.vector(L^2 %*% solve(L, R[-1, 1])^2)"
        );
        for (at, (driver, weight)) in study.drivers.iter().zip(&johnson).enumerate() {
            let name = quoted(&format!("Johnson {}", driver.name));
            let _ = writeln!(w, "same({name}, {weight:?}, johnson[{}])", at + 1);
        }
    }
}

fn listed<'a>(columns: impl Iterator<Item = &'a ColumnResult>) -> String {
    let names: Vec<String> = columns.map(|column| quoted(&column.name)).collect();
    names.join(", ")
}

/// Codes of a column that mean "no answer", as a vector of R.
fn codes(study: &Study, column: &str, is_driver: bool) -> String {
    let codes = study.question.cells.missing_codes.iter();
    let of_column: Vec<String> = codes
        .filter(|(of, _)| of.as_ref().map_or(is_driver, |of| of == column))
        .map(|(_, code)| quoted(code))
        .collect();
    format!("c({})", of_column.join(", "))
}

/// A string of R.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text that stays on one line of comment.
fn comment(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
