# Figures for unadjusted impacts, joint tests, penalty and reward, and the map, on data made by formula.
suppressMessages({library(survey); library(sandwich); library(car)})
options(digits = 15)
`%||%` <- function(x, y) if (is.null(x)) y else x
cat(R.version.string, "survey", as.character(packageVersion("survey")), "sandwich",
    as.character(packageVersion("sandwich")), "car", as.character(packageVersion("car")), "2026-11-21\n")
i <- 0:59
a <- as.numeric((7 * i + i^2) %% 10 < 3)
b <- as.numeric((3 * i + i^3) %% 11 < 4)
c <- as.numeric((i^2 + 5) %% 13 < 5)
w <- 1 + i %% 4
g <- i %% 12
y <- 50 - 20 * a + 10 * b + (3 * i^2 + 11 * i) %% 17
d <- data.frame(a, b, c, w, g, y)

cat("## unadjusted impacts: value, linearised standard error (survey)\n")
impact <- function(t, ids, weights) {
  e <- transform(d, one = 1, rest = 1 - t, ry = (1 - t) * y)
  s <- svytotal(~y + one + ry + rest, svydesign(ids = ids, weights = weights, data = e))
  k <- svycontrast(s, quote(y / one - ry / rest))
  c(coef(k), SE(k))
}
cat("plain a", impact(d$a, ~1, ~rep(1, 60)), "\n")
cat("weighted a", impact(d$a, ~1, ~w), "\n")
cat("weighted b", impact(d$b, ~1, ~w), "\n")
cat("clustered a", impact(d$a, ~g, ~w), "\n")
cat("a or c", impact(pmax(d$a, d$c), ~1, ~w), "\n")

cat("## joint Wald F of a and b (car), degrees of freedom by definition\n")
freedom <- function(m, j, cluster = NULL) {
  # Working model: error variance 1/weight. All matrices in full.
  s <- sqrt(weights(m) %||% rep(1, 60))
  X <- model.matrix(m) * s
  A <- solve(crossprod(X))
  H <- X %*% A %*% t(X)
  infl <- as.vector(X %*% A[, j])
  if (is.null(cluster)) {
    C <- diag(infl / (1 - diag(H)))
  } else {
    C <- sapply(unique(cluster), function(k) infl * (cluster == k))
  }
  V <- (diag(60) - H) %*% C
  M <- crossprod(V)
  sum(diag(M))^2 / sum(M^2)
}
show <- function(label, m, vc, cluster = NULL) {
  B <- coef(m)[2:3]
  f <- linearHypothesis(m, c("a = 0", "b = 0"), vcov. = vc, test = "F")$F[2]
  nu <- c(freedom(m, 2, cluster), freedom(m, 3, cluster), freedom(m, 4, cluster))
  n <- min(nu[1:2])
  cat(label, "wald", 2 * f, "nu", nu, "p", pf(f * (n - 1) / n, 2, n - 1, lower.tail = FALSE), "\n")
  # One error variance for all, whatever the weights: A X'W^2X A s^2.
  wt <- weights(m) %||% rep(1, 60); X <- model.matrix(m); A <- solve(crossprod(X * sqrt(wt)))
  s2 <- sum(wt * resid(m)^2) / sum(wt) * 60 / 56
  E <- A %*% crossprod(X * wt) %*% A * s2
  fe <- as.numeric(t(B) %*% solve(E[2:3, 2:3], B)) / 2
  cat(label, "even: F", fe, "p", pf(fe, 2, 56, lower.tail = FALSE),
      "c alone", 2 * pt(-abs(coef(m)[4] / sqrt(E[4, 4])), 56), "\n")
  t3 <- coef(m)[4] / sqrt(vc[4, 4])
  cat(label, "c alone: t", t3, "p", 2 * pt(-abs(t3), nu[3]), "\n")
}
m <- lm(y ~ a + b + c, d)
show("HC3", m, vcovHC(m, "HC3"))
mw <- lm(y ~ a + b + c, d, weights = w)
show("HC3 weighted", mw, vcovHC(mw, "HC3"))
show("CR1 weighted", mw, vcovCL(mw, cluster = d$g, type = "HC1", cadjust = TRUE), d$g)
# A weaker outcome, so that the p-value of the joint test is not beyond printing.
d$y <- 50 - 2 * a + 1 * b + (3 * i^2 + 11 * i) %% 17
m2 <- lm(y ~ a + b + c, d)
cat("weak: F of a and b by lm", linearHypothesis(m2, c("a = 0", "b = 0"), test = "F")$F[2], "\n")
show("weak HC3", m2, vcovHC(m2, "HC3"))
mw2 <- lm(y ~ a + b + c, d, weights = w)
show("weak HC3 weighted", mw2, vcovHC(mw2, "HC3"))
show("weak CR1 weighted", mw2, vcovCL(mw2, cluster = d$g, type = "HC1", cadjust = TRUE), d$g)

cat("## penalty and reward: r_a and r_b are ratings of 1 to 5, low to 2, high from 5\n")
ra <- 1 + (i^2 + 2 * i) %% 5
rb <- 1 + (3 * i^3 + i) %% 7 %% 5
z <- 40 + 3 * ra^2 - 4 * rb + (5 * i) %% 9
p <- lm(z ~ I(ra <= 2) + I(ra >= 5) + I(rb <= 2) + I(rb >= 5))
k <- unname(coef(p))
ia <- function(p, r) c(p = p, r = r, range = r - p, SGP = r / (r - p), DGP = -p / (r - p), IA = (r + p) / (r - p))
print(ia(k[2], k[3])); print(ia(k[4], k[5]))

cat("## map: outcome from 0 to 200, ratings from 1 to 5, b in two columns rb and rc (reversed, 10 to 0)\n")
rc <- (7 * i^2 + 3) %% 11
# By definition: rescale everything to 0-100 first, then regress.
Z <- 100 * z / 200; A <- 100 * (ra - 1) / 4; B <- 100 * (rb - 1) / 4; C <- 100 * (10 - rc) / 10
q <- lm(Z ~ A + B + C, weights = w)
cat("importance a", coef(q)[2], "b and c", sum(coef(q)[3:4]), "\n")
wm <- function(v) weighted.mean(v, w)
cat("performance a", wm(A), "b and c with weights 3 and 1", 0.75 * wm(B) + 0.25 * wm(C), "\n")
