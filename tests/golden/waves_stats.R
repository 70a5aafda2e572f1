# Upper tails, Welch's t and the test of Krishnamoorthy & Yu (2004) from their formulas.
cat(R.version.string, "; 2026-11-21\n")
options(digits = 15)
print(pchisq(40, 7, lower.tail = FALSE))
t <- t.test(c(2, 4, 4, 7), c(1, 2, 2))
print(c(t$parameter, t$p.value, t$conf.int))
S1 <- matrix(c(1, .3, .1, .3, 2, -.4, .1, -.4, .5), 3)
S2 <- matrix(c(.5, -.1, 0, -.1, .4, .2, 0, .2, 3), 3)
d <- c(1.5, -2, 3); q <- 3; S <- S1 + S2
W <- drop(t(d) %*% solve(S, d))
tr <- function(m) sum(diag(m))
part <- function(Si, df) { A <- Si %*% solve(S); (tr(A %*% A) + tr(A)^2) / df }
nu <- (q + q^2) / (part(S1, 12) + part(S2, 40))
print(c(W = W, nu = nu, df2 = nu - q + 1))
print(pf(W * (nu - q + 1) / (nu * q), q, nu - q + 1, lower.tail = FALSE))
