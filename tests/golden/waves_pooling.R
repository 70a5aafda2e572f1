# Normal hierarchical model with a flat prior on tau, by adaptive quadrature (Gelman et al. 2013, 5.17-5.21).
cat(R.version.string, "; 2026-11-21\n")
options(digits = 15)
pool <- function(b, v) {
  at <- function(t) { w <- 1 / (v + t^2); list(m = sum(w * b) / sum(w), V = 1 / sum(w), w = w) }
  lp <- function(t) { a <- at(t); 0.5 * (log(a$V) + sum(log(a$w)) - sum(a$w * (b - a$m)^2)) }
  peak <- max(sapply(seq(0, 10, 0.01), lp))
  dens <- function(t) sapply(t, function(t) exp(lp(t) - peak))
  cuts <- c(0, 0.05, 0.2, 0.5, 1, 2, 5, 20, 100, 1e3, 1e4, 1e5, 1e7)
  int <- function(f) sum(sapply(seq_len(length(cuts) - 1), function(k)
    integrate(f, cuts[k], cuts[k + 1], rel.tol = 1e-11, subdivisions = 2000)$value))
  Z <- int(dens)
  part <- function(i) { # mean and sd of group i (0: the mean) given tau
    function(t) { a <- at(t); if (i == 0) return(c(a$m, sqrt(a$V)))
      B <- v[i] / (v[i] + t^2); c(B * a$m + (1 - B) * b[i], sqrt(B * t^2 + B^2 * a$V)) } }
  for (i in 0:length(b)) {
    g <- part(i)
    m <- int(function(t) dens(t) * sapply(t, function(t) g(t)[1])) / Z
    cdf <- function(x) int(function(t) dens(t) * sapply(t, function(t) { s <- g(t); pnorm((x - s[1]) / s[2]) })) / Z
    q <- sapply(c(.025, .975), function(p) uniroot(function(x) cdf(x) - p, c(-20, 20), tol = 1e-11)$root)
    cat(if (i == 0) "mean" else paste("group", i), format(c(m, q), digits = 12), "\n")
  }
}
pool(c(-2.1, -0.4, -1.5, 0.3, -3.0), c(0.25, 0.09, 0.36, 0.16, 0.64))
pool(c(1.0, 1.1, 0.9, 1.3), c(0.2, 0.3, 0.25, 0.04))
cat("Eight schools (Rubin 1981)\n")
pool(c(28, 8, -3, 7, -1, 1, 18, 12) / 10, c(15, 10, 16, 11, 9, 11, 10, 18)^2 / 100)
