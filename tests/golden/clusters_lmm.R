# Golden numbers of the cluster models: mixed model, intraclass correlation, within-between split.
# Run: Rscript clusters_lmm.R [folder of r_swiss.csv.gz] > clusters_lmm.out 2>&1
suppressMessages({library(lme4); library(sandwich)})
cat(sprintf("%s; lme4 %s; sandwich %s; 2026-11-21\n", R.version.string, packageVersion("lme4"), packageVersion("sandwich")))
options(digits = 15)
show <- function(name, x) cat(sprintf("%s: %s\n", name, paste(sprintf("%.15g", x), collapse = ", ")))

# --- data by formula -------------------------------------------------------
sizes <- c(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20)
cluster <- rep(seq_along(sizes), sizes)
n <- length(cluster); i <- seq_len(n); k <- sequence(sizes); j <- cluster
x1 <- sin(1.7 * i) + 0.4 * cos(2.1 * j)
x2 <- as.numeric((i * 7) %% 5 == 0)
x3 <- cos(1.3 * j)
x4 <- k - (sizes[j] + 1) / 2
y <- 5 + 0.8 * x1 - 1.1 * x2 + 0.5 * x3 + 0.05 * x4 + 1.5 * sin(2.9 * j) + 1.2 * cos(3.1 * i + 0.37 * i * i)
w <- 0.5 + (i %% 4) / 2; w <- w / mean(w)
data <- data.frame(y, x1, x2, x3, x4, cluster = factor(cluster), w)
show("n", n); show("y head", head(y, 3)); show("y sum", sum(y))

# --- REML to full precision: root of the score in lambda, dense matrices ----
exact <- function(y, X, cluster, w = rep(1, length(y))) {
  Z <- model.matrix(~ factor(cluster) - 1); n <- length(y); k <- ncol(X)
  Q <- function(l) { H <- diag(1 / w) + l * Z %*% t(Z); Hi <- solve(H)
    Hi - Hi %*% X %*% solve(t(X) %*% Hi %*% X, t(X) %*% Hi) }
  score <- function(l) { q <- Q(l); zq <- t(Z) %*% q
    sum(diag(zq %*% Z)) - (n - k) * sum((zq %*% y)^2) / sum(y * (q %*% y)) }
  l <- uniroot(score, c(1e-6, 50), tol = 1e-16, maxiter = 10000)$root
  q <- Q(l); s2 <- sum(y * (q %*% y)) / (n - k)
  A <- t(Z) %*% q %*% Z
  I <- matrix(c((n - k) / (2 * s2^2), sum(diag(A)) / (2 * s2), sum(diag(A)) / (2 * s2), sum(A * A) / 2), 2)
  V <- solve(I)
  H <- diag(1 / w) + l * Z %*% t(Z); Hi <- solve(H)
  C <- solve(t(X) %*% Hi %*% X); B <- C %*% (t(X) %*% Hi %*% y)
  dC <- C %*% (t(X) %*% Hi %*% Z %*% t(Z) %*% Hi %*% X) %*% C
  df <- sapply(seq_len(k), function(c) { g <- c(C[c, c], s2 * dC[c, c]); 2 * (s2 * C[c, c])^2 / c(t(g) %*% V %*% g) })
  g <- c(l, s2)
  list(lambda = l, sigma2 = s2, tau2 = l * s2, se_lambda = sqrt(V[2, 2]), se_sigma2 = sqrt(V[1, 1]),
       se_tau2 = sqrt(c(t(g) %*% V %*% g)), df = df, beta = c(B), se = sqrt(s2 * diag(C)), C = C, Z = Z, Hi = Hi, X = X, l = l)
}
report <- function(name, formula, data, X, weights = NULL) {
  cat("==", name, "\n")
  ex <- exact(data$y, X, data$cluster, if (is.null(weights)) rep(1, nrow(data)) else weights)
  for (f in c("lambda", "sigma2", "tau2", "se_lambda", "se_sigma2", "se_tau2", "beta", "se", "df")) show(paste("dense", f), ex[[f]])
  data$ww <- if (is.null(weights)) 1 else weights
  # lme4 asked to evaluate at the exact optimum instead of searching, and searching by itself.
  at <- lmer(formula, data, weights = ww, start = sqrt(ex$lambda), control = lmerControl(optimizer = NULL, calc.derivs = FALSE))
  free <- lmer(formula, data, weights = ww)
  show("lme4 at theta: theta", getME(at, "theta"))
  show("lme4 at theta: REML criterion", REMLcrit(at))
  show("lme4 at theta: fixef", fixef(at))
  show("lme4 at theta: se", sqrt(diag(as.matrix(vcov(at)))))
  show("lme4 at theta: sigma2", sigma(at)^2)
  show("lme4 at theta: ranef", ranef(at)$cluster[, 1])
  show("lme4 at theta: condVar", c(attr(ranef(at, condVar = TRUE)$cluster, "postVar")))
  show("lme4 by itself: theta", getME(free, "theta"))
  show("lme4 by itself: fixef", fixef(free))
  # Profile interval of lambda from the criterion of lme4 as a function of theta.
  f <- lmer(formula, data, weights = ww, devFunOnly = TRUE)
  least <- f(sqrt(ex$lambda)); q <- qnorm(0.975)^2
  upper <- uniroot(function(t) f(t) - least - q, c(sqrt(ex$lambda), 20), tol = 1e-14)$root
  lower <- if (f(0) - least <= q) 0 else uniroot(function(t) f(t) - least - q, c(0, sqrt(ex$lambda)), tol = 1e-14)$root
  show("profile icc", c(lower^2 / (1 + lower^2), ex$lambda / (1 + ex$lambda), upper^2 / (1 + upper^2)))
  invisible(ex)
}
ex <- report("formula, x1 x2 x3", y ~ x1 + x2 + x3 + (1 | cluster), data, cbind(1, x1, x2, x3))
report("formula, constant only", y ~ 1 + (1 | cluster), data, matrix(1, n, 1))
report("formula, weighted", y ~ x1 + x2 + x3 + (1 | cluster), data, cbind(1, x1, x2, x3), w)

# --- shrinkage: Prasad & Rao (1990), from dense matrices ----------------------
cat("== shrinkage, x1 x2 x3\n")
l <- colMeans(ex$X); s2 <- ex$sigma2; lam <- ex$lambda
r <- data$y - c(ex$X %*% ex$beta)
for (cl in c(1, 5, 14)) {
  rows <- data$cluster == cl; m <- sum(rows); B <- lam * m / (1 + lam * m)
  z <- colMeans(ex$X[rows, , drop = FALSE])
  g1 <- s2 * lam / (1 + lam * m); d <- l - B * z; g2 <- s2 * c(t(d) %*% ex$C %*% d)
  g3 <- s2 * m / (1 + lam * m)^3 * ex$se_lambda^2
  # Error of the value before shrinkage, from the covariance of y: it is a' y with a explicit.
  H <- diag(n) + lam * ex$Z %*% t(ex$Z)
  one <- as.numeric(rows) / m
  a <- c(t(l - z) %*% ex$C %*% t(ex$X) %*% ex$Hi) + one
  cov_yu <- s2 * lam * as.numeric(rows)
  raw <- s2 * c(t(a) %*% H %*% a) - 2 * sum(a * cov_yu) + s2 * lam
  show(paste("cluster", cl, "n, raw, shrunken, reliability"), c(m, sum(l * ex$beta) + mean(r[rows]), sum(l * ex$beta) + B * mean(r[rows]), B))
  show(paste("cluster", cl, "raw error, g1, g2, g3, error"), c(sqrt(raw), g1, g2, g3, sqrt(g1 + g2 + 2 * g3)))
}

# --- one-way analysis of variance --------------------------------------------
cat("== anova\n")
a <- anova(lm(y ~ cluster, data)); msb <- a[1, 3]; msw <- a[2, 3]; G <- length(sizes)
n0 <- (n - sum(sizes^2) / n) / (G - 1); F <- msb / msw
icc <- (msb - msw) / (msb + (n0 - 1) * msw)
fl <- F / qf(0.975, G - 1, n - G); fu <- F / qf(0.025, G - 1, n - G)
show("n0, F, icc, low, high", c(n0, F, icc, (fl - 1) / (fl + n0 - 1), (fu - 1) / (fu + n0 - 1)))
show("design effect by n0, by size-weighted mean size", c(1 + (n0 - 1) * icc, 1 + (sum(sizes^2) / n - 1) * icc))
show("p of F", pf(F, G - 1, n - G, lower.tail = FALSE))

# --- within-between split ------------------------------------------------------
cat("== within-between\n")
centre <- function(x, wt = rep(1, n)) { m <- ave(x * wt, j, FUN = sum) / ave(wt, j, FUN = sum); cbind(x - m, m) }
split <- function(name, wt) {
  a1 <- centre(x1, wt); a2 <- centre(x2, wt)
  d <- data.frame(y, w1 = a1[, 1], b1 = a1[, 2], w2 = a2[, 1], b2 = a2[, 2], b3 = x3, w4 = x4 - ave(x4 * wt, j, FUN = sum) / ave(wt, j, FUN = sum), wt)
  fit <- lm(y ~ w1 + b1 + w2 + b2 + b3 + w4, d, weights = wt)
  V <- vcovCL(fit, cluster = j, type = "HC1", cadjust = TRUE)
  show(paste(name, "coefficients w1 b1 w2 b2 b3 w4"), coef(fit)[-1])
  show(paste(name, "errors"), sqrt(diag(V))[-1])
  L <- rbind(c(0, -1, 1, 0, 0, 0, 0), c(0, 0, 0, -1, 1, 0, 0))
  D <- c(L %*% coef(fit)); VD <- L %*% V %*% t(L)
  show(paste(name, "differences, errors"), c(D, sqrt(diag(VD))))
  W <- c(D %*% solve(VD, D)); G <- length(sizes); q <- 2; Fs <- (G - q) / (q * (G - 1)) * W
  show(paste(name, "wald, F, p"), c(W, Fs, pf(Fs, q, G - q, lower.tail = FALSE)))
}
split("plain", rep(1, n))

# --- small pieces -----------------------------------------------------------------
cat("== quantiles\n")
show("qf", c(qf(0.975, 5, 41), qf(0.025, 5, 41), qf(0.95, 1, 1), qf(0.975, 200, 3)))
show("tau", cor(c(1, 2, 2, 3, 4, 4), c(2, 1, 3, 3, 5, 4), method = "kendall"))

folder <- commandArgs(TRUE)
if (length(folder) == 1) {
  s <- read.csv(gzfile(file.path(folder, "r_swiss.csv.gz")))
  names(s)[1] <- "y"; s$cluster <- factor((seq_len(nrow(s)) - 1) %% 6)
  report("swiss, cluster = (row - 1) mod 6", y ~ Agriculture + Examination + Education + Catholic + Infant.Mortality + (1 | cluster), s, cbind(1, as.matrix(s[, 2:6])))
}
