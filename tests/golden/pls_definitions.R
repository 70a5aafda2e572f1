# What partial least squares is by definition in three special cases, on the ratings of pls_data.py.
# Run: Rscript pls_definitions.R > pls_definitions.out
cat(R.version.string, "; 2026-11-21\n", sep = "")
state <- 20261121
uniform <- function() { state <<- (state * 48271) %% 2147483647; state / 2147483647 }
normal <- function() { s <- -6; for (i in 1:12) s <- s + uniform(); s }
sizes <- c(4, 3, 3, 3, 3)
x <- matrix(0, 250, 16)
for (row in 1:250) {
  image <- normal()
  expectation <- 0.6 * image + 0.8 * normal()
  value <- 0.5 * expectation + 0.8 * normal()
  satisfaction <- 0.3 * image + 0.2 * expectation + 0.5 * value + 0.6 * normal()
  loyalty <- 0.2 * image + 0.6 * satisfaction + 0.7 * normal()
  constructs <- c(image, expectation, value, satisfaction, loyalty)
  column <- 1
  for (j in 1:5) for (at in 0:(sizes[j] - 1)) {
    noise <- (1 + 0.2 * at) * normal()
    x[row, column] <- min(max(floor(6.5 + (1.8 - 0.3 * at) * constructs[j] + noise + 0.5), 1), 10)
    column <- column + 1
  }
}
show <- function(name, values) cat(name, ": ", paste(sprintf("%.15g", values), collapse = ", "), "\n", sep = "")
cat("sum", sum(x), "\n")
z <- scale(x)
cat("# modes definitions\n")
# Mode B on both sides of one path: the first canonical correlation of columns 1-4 and 14-16.
cc <- cancor(x[, 1:4], x[, 14:16])
show("canonical", cc$cor[1])
a <- cor(x[, 1:4], (x[, 1:4] %*% cc$xcoef[, 1])); show("canonical_loadings", a * sign(sum(a)))
# Mode A on both sides: the first singular vectors of the correlations between (Tucker's interbattery).
s <- svd(cor(x[, 1:4], x[, 14:16]))
show("interbattery", abs(cor(z[, 1:4] %*% s$u[, 1], z[, 14:16] %*% s$v[, 1])))
u <- s$u[, 1] / sd(z[, 1:4] %*% s$u[, 1]); show("interbattery_weights", u * sign(sum(u)))
# Single indicators: ordinary path analysis of columns 1, 5, 8, 11, 14.
d <- as.data.frame(z[, c(1, 5, 8, 11, 14)]); names(d) <- c("im", "ex", "va", "sa", "lo")
fits <- list(lm(ex ~ im, d), lm(va ~ ex, d), lm(sa ~ im + ex + va, d), lm(lo ~ im + sa, d))
show("single_paths", unlist(lapply(fits, function(f) coef(f)[-1])))
show("single_r2", sapply(fits, function(f) summary(f)$r.squared))
show("single_r2_adjusted", sapply(fits, function(f) summary(f)$adj.r.squared))
