use super::rows::codes;
use super::script::quoted;
use crate::drivers::{Cap, SelectionOptions};
use crate::study::{CaptionedCell, Corrected, GivenBand, RakingResult, SelectionResult, Study};
use std::fmt::Write;

/// A place among known categories; `01` and `1` are the same one.
const PLACE: &str = "place <- function(x, known) {
  as_number <- function(v) suppressWarnings(as.numeric(v))
  at <- match(x, known)
  ifelse(is.na(at), match(as_number(x), as_number(known), incomparables = NA), at)
}
";

/// Iterative proportional fitting (Deming & Stephan 1940).
const RAKING: &str =
    "raked <- Reduce(`&`, lapply(margin, function(m) !is.na(m)), asked & !is.na(.y) & !is.na(.w))
m <- lapply(margin, function(one) one[raked])
r <- .w[raked]
shares <- function(v) {
  as.vector(tapply(r, factor(m[[v]], seq_along(target[[v]])), sum)) / sum(r)
}
for (pass in 1:100000) {
  for (v in names(m)) r <- r * (target[[v]] / shares(v))[m[[v]]]
  off <- max(sapply(names(m), function(v) max(abs(shares(v) - target[[v]]))))
  if (off < 1e-14) break
}
.w <- rep(NA_real_, length(.w))
.w[raked] <- r / mean(r)
";

/// The same with bounds on the weights, in units of their mean: within each category weights go up or down together
/// until those at a bound and the others make the share (Deville & Särndal 1992).
const RAKING_WITHIN_BOUNDS: &str =
    "raked <- Reduce(`&`, lapply(margin, function(m) !is.na(m)), asked & !is.na(.y) & !is.na(.w))
m <- lapply(margin, function(one) one[raked])
free <- .w[raked] / mean(.w[raked])
bounded <- function(v) pmin(pmax(v, low), high)
shares <- function(v) {
  as.vector(tapply(bounded(free), factor(m[[v]], seq_along(target[[v]])), sum)) / sum(bounded(free))
}
for (pass in 1:10000) {
  for (v in names(m)) for (k in seq_along(target[[v]])) {
    here <- m[[v]] == k
    short <- function(l) sum(bounded(free[here] * exp(l))) - target[[v]][k] * length(free)
    free[here] <- free[here] * exp(uniroot(short, c(-60, 60), tol = 1e-15)$root)
  }
  off <- max(sapply(names(m), function(v) max(abs(shares(v) - target[[v]]))))
  if (off < 1e-12) break
}
r <- bounded(free)
.w <- rep(NA_real_, length(.w))
.w[raked] <- r / mean(r)
";

/// One over how often a cell comments, cut at a multiple of its mean over commenters.
const SILENCE: &str = "asked <- asked & !is.na(.y) & !is.na(.w) & !is.na(cell)
wrote <- asked & said %in% yes & complete.cases(X)
cells <- seq_len(max(cell, na.rm = TRUE))
mass <- function(rows) as.vector(tapply(.w[rows], factor(cell[rows], cells), sum))
of_writers <- mass(wrote)
f <- mass(asked) / of_writers
mean_of <- function(f) sum(f * of_writers) / sum(of_writers)
f <- pmin(f, cap * mean_of(f))
f <- f / mean_of(f)
.w <- ifelse(wrote, .w * f[cell], NA)
";

/// Whether gaps were filled.
pub(super) fn fills_gaps(study: &Study) -> bool {
    let gaps = study.corrected.gaps.as_ref();
    gaps.is_some_and(|gaps| gaps.imputed.is_some())
}

/// Makes the weights of corrections anew: from the shares and cells of the study, which stand in the script as data.
pub(super) fn weights(w: &mut String, study: &Study) {
    let Corrected {
        raking, selection, ..
    } = &study.corrected;
    match selection {
        Some(selection) => said(w, &selection.column),
        None if fills_gaps(study) => w.push_str("asked <- readable\n"),
        None if raking.is_some() => w.push_str("asked <- complete.cases(X)\n"),
        None => {}
    }
    if let Some(raking) = raking {
        raked(w, study, raking);
    }
    if let Some(selection) = selection {
        spoken(w, study, selection);
    }
}

/// Who is known to have left a comment, or none.
fn said(w: &mut String, column: &str) {
    w.push_str("yes <- c(\"1\", \"1.0\", \"1,0\", \"yes\", \"y\", \"ja\", \"j\", \"true\", \"t\", \"waar\")\n");
    w.push_str(
        "no <- c(\"0\", \"0.0\", \"0,0\", \"no\", \"n\", \"nee\", \"false\", \"f\", \"onwaar\")\n",
    );
    let _ = writeln!(
        w,
        "said <- tolower(trimws(d[[{}]]))\nasked <- said %in% c(yes, no)",
        quoted(column)
    );
}

fn raked(w: &mut String, study: &Study, raking: &RakingResult) {
    w.push_str("# Weights to known shares, by iterative proportional fitting.\n");
    w.push_str(PLACE);
    w.push_str("margin <- list()\ntarget <- list()\n");
    for of_variable in raking.margins.chunk_by(|a, b| a.variable == b.variable) {
        let Some(first) = of_variable.first() else {
            continue;
        };
        let column = quoted(&first.variable);
        let codes = codes(study, &first.variable, false);
        let names: Vec<String> = of_variable
            .iter()
            .map(|one| quoted(&one.category))
            .collect();
        let targets: Vec<String> = of_variable
            .iter()
            .map(|one| format!("{:?}", one.target))
            .collect();
        let _ = writeln!(
            w,
            "margin[[{column}]] <- place(word(d[[{column}]], {codes}), c({}))\ntarget[[{column}]] <- c({})",
            names.join(", "),
            targets.join(", ")
        );
    }
    match raking.bounds {
        None => w.push_str(RAKING),
        Some((low, high)) => {
            let _ = writeln!(w, "low <- {low:?}\nhigh <- {high:?}");
            w.push_str(RAKING_WITHIN_BOUNDS);
        }
    }
    let (n, effective) = (raking.n_rows, raking.n_effective);
    let _ = writeln!(w, "same(\"rows weighted to known shares\", {n}, length(r))");
    let _ = writeln!(
        w,
        "same(\"effective rows\", {effective:?}, sum(r)^2 / sum(r^2))"
    );
    for (weight, of) in [(raking.weights.0, "min"), (raking.weights.1, "max")] {
        let _ = writeln!(
            w,
            "same(\"{of} weight\", {weight:?}, {of}(r) / mean(r), 1e-6)"
        );
    }
}

fn spoken(w: &mut String, study: &Study, selection: &SelectionResult) {
    w.push_str("# Commenters stand for all by one over how often their cell comments.\n");
    let parts: Vec<String> = selection
        .given
        .iter()
        .map(|name| {
            let codes = codes(study, name, false);
            format!("word(d[[{}]], {codes})", quoted(name))
        })
        .collect();
    if parts.is_empty() {
        w.push_str("segment <- rep(\"\", nrow(d))\n");
    } else {
        let _ = writeln!(
            w,
            "segment <- do.call(paste, c(lapply(list({}), function(s) ifelse(is.na(s), \"–\", s)), sep = \" · \"))",
            parts.join(", ")
        );
    }
    w.push_str("cell <- rep(NA, nrow(d))\n");
    for (at, cell) in selection.cells.iter().enumerate() {
        let _ = writeln!(w, "cell[{}] <- {}", members(cell), at + 1);
    }
    let cap = match SelectionOptions::default().cap {
        Cap::TimesMean(times) => format!("{times:?}"),
        Cap::Off | Cap::Percentile(_) => "Inf".to_owned(),
    };
    let _ = writeln!(w, "cap <- {cap}");
    w.push_str(SILENCE);
    let n = selection.n_respondents;
    let _ = writeln!(w, "same(\"respondents\", {n}, sum(asked))");
    for (at, cell) in selection.cells.iter().enumerate() {
        let (place, weight) = (at + 1, cell.weight);
        let _ = writeln!(
            w,
            "same(\"weight of commenters in cell {place}\", {weight:?}, f[{place}])"
        );
    }
}

/// The rows of a cell; bands are in points, as the outcome is.
fn members(cell: &CaptionedCell) -> String {
    let of_members: Vec<String> = cell
        .members
        .iter()
        .map(|(segment, band)| {
            let band = match band {
                GivenBand::Detractors => ".y < 0".to_owned(),
                GivenBand::Passives => ".y == 0".to_owned(),
                GivenBand::Promoters => ".y > 0".to_owned(),
                GivenBand::Answer(points) => format!("abs(.y - {points:?}) < 1e-9"),
                GivenBand::Range(low, high) => {
                    format!(".y >= {low:?} - 1e-9 & .y <= {high:?} + 1e-9")
                }
            };
            format!("(segment == {} & !is.na(.y) & {band})", quoted(segment))
        })
        .collect();
    of_members.join(" | ")
}
