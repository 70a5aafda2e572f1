use super::script::quoted;
use super::weighted::fills_gaps;
use crate::drivers::WeightKind;
use crate::record::{Best, ScaleKind};
use crate::study::{ColumnResult, OutcomeScale, Study};
use std::fmt::Write;

/// Functions that read cells as the program does.
const READING: &str = r##"separator <- function(path) {
  head <- readLines(path, 1, warn = FALSE)
  marks <- c(",", ";", "\t", "|")
  found <- function(m) lengths(regmatches(head, gregexpr(m, head, fixed = TRUE)))
  marks[which.max(sapply(marks, found))]
}
if (!grepl("[.](csv|tsv|txt)([.]gz)?$", file, ignore.case = TRUE)) {
  stop("this script reads delimited text: save the table as CSV")
}
d <- read.csv(file, sep = separator(file), check.names = FALSE,
              colClasses = "character", na.strings = NULL)
none <- c("", "na", "n/a", "#n/a", "null", ".", "-")
is_number <- function(x) !is.na(suppressWarnings(as.numeric(x)))
number <- function(x, codes = c()) {
  x <- trimws(x)
  x[tolower(x) %in% none | x %in% codes] <- NA
  comma <- sub(",", ".", gsub(".", "", x, fixed = TRUE), fixed = TRUE)
  if (sum(is_number(comma)) > sum(is_number(x))) x <- comma
  x <- suppressWarnings(as.numeric(x))
  x[x %in% suppressWarnings(as.numeric(codes))] <- NA
  size <- abs(x)
  x[!is.finite(x) | (size > 0 & (size < 1e-100 | size > 1e100))] <- NA
  x
}
word <- function(x, codes = c()) {
  x <- gsub("\\s+", " ", trimws(x))
  x[tolower(x) %in% none | x %in% codes] <- NA
  x
}
"##;

/// Reads the file, and keeps the rows of one wave where the study is of one.
pub(super) fn read(w: &mut String, study: &Study) {
    let _ = writeln!(w, "file <- {}", quoted(&study.file));
    w.push_str(READING);
    if let Some((column, value)) = &study.only {
        let (column, value) = (quoted(column), quoted(value));
        let _ = writeln!(
            w,
            "d <- d[trimws(d[[{column}]]) == {value}, , drop = FALSE]"
        );
    }
}

/// Turns the outcome into points, and reads the weights.
pub(super) fn outcome(w: &mut String, study: &Study) {
    let column = quoted(&study.question.outcome);
    let codes = codes(study, &study.question.outcome, false);
    let _ = match &study.question.scale {
        OutcomeScale::Numbers => writeln!(w, ".y <- number(d[[{column}]], {codes})"),
        OutcomeScale::Rated(scale) if scale.kind() == ScaleKind::Nps => writeln!(
            w,
            ".y <- number(d[[{column}]], {codes})\n.y[!is.na(.y) & (.y < 0 | .y > 10)] <- NA\n.y <- 100 * ((.y >= 9) - (.y <= 6))"
        ),
        OutcomeScale::Rated(scale) => {
            let (low, high) = (scale.low(), scale.high());
            let mirrored = match scale.best() {
                Best::High => String::new(),
                Best::Low => format!("\n.y <- {low} + {high} - .y"),
            };
            writeln!(
                w,
                ".y <- number(d[[{column}]], {codes})\n.y[!is.na(.y) & (.y < {low} | .y > {high})] <- NA{mirrored}"
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
                ".y <- number(d[[{column}]], {codes})\n.y[!is.na(.y) & (.y < {low} | .y > {high})] <- NA\n.y <- as.numeric(.y {sign} {threshold})"
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
            ".w <- number(d[[{}]], {})\n.w[!is.na(.w) & .w <= 0] <- NA",
            quoted(column),
            self::codes(study, column, false)
        ),
    };
}

/// Puts the columns of the model into `X`, all but products.
pub(super) fn predictors(w: &mut String, study: &Study) {
    let _ = writeln!(w, "X <- data.frame(row.names = seq_along(.y))");
    let drivers = study.drivers.iter().flat_map(|driver| &driver.columns);
    let drivers = drivers.map(|column| (column, true));
    let controls = study.controls.iter().map(|column| (column, false));
    let products = &study.corrected.products;
    let is_read = |column: &ColumnResult| products.iter().all(|one| one.name != column.name);
    for (column, is_driver) in drivers.chain(controls).filter(|one| is_read(one.0)) {
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
}

/// Tells rows with a cell that is no number from rows with a gap.
pub(super) fn readable(w: &mut String, study: &Study) {
    w.push_str("readable <- rep(TRUE, nrow(d))\n");
    let drivers = study.drivers.iter().flat_map(|driver| &driver.columns);
    for column in drivers.chain(&study.controls) {
        let is_product = study
            .corrected
            .products
            .iter()
            .any(|one| one.name == column.name);
        if column.reference.is_none() && !is_product {
            let name = quoted(&column.of);
            let _ = writeln!(
                w,
                "readable <- readable & (!is.na(number(d[[{name}]])) | is.na(word(d[[{name}]])))"
            );
        }
    }
}

/// Leaves out rows with a gap, unless gaps are filled.
pub(super) fn complete(w: &mut String, study: &Study) {
    let whole = if fills_gaps(study) {
        "readable"
    } else {
        "complete.cases(X)"
    };
    let _ = writeln!(
        w,
        "keep <- {whole} & !is.na(.y) & !is.na(.w)\nX <- X[keep, , drop = FALSE]\n.y <- .y[keep]\n.w <- .w[keep]"
    );
    let _ = writeln!(w, "same_rows <- seq_along(.y)\nn_rows <- length(.y)");
    if study.settings.weight_kind == WeightKind::Frequency {
        let _ = writeln!(
            w,
            "# A frequency repeats its row.\nsame_rows <- rep(seq_along(.y), .w)\nX <- X[same_rows, , drop = FALSE]\n.y <- .y[same_rows]\n.w <- rep(1, length(.y))"
        );
    }
    if let Some(cluster) = &study.question.cluster {
        let _ = writeln!(
            w,
            "g <- word(d[[{}]])[keep][same_rows]\ng[is.na(g)] <- paste(\"own\", which(is.na(g)))",
            quoted(cluster)
        );
    }
}

/// Codes of a column that mean "no answer", as a vector of R.
pub(super) fn codes(study: &Study, column: &str, is_driver: bool) -> String {
    let codes = study.question.cells.missing_codes.iter();
    let of_column: Vec<String> = codes
        .filter(|(of, _)| of.as_ref().map_or(is_driver, |of| of == column))
        .map(|(_, code)| quoted(code))
        .collect();
    format!("c({})", of_column.join(", "))
}
