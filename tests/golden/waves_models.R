# Two periods made by formula: decomposition, change tests, frozen model and drift.
# Same formula as `period` in src/drivers/waves/golden.rs.
library(sandwich)
cat(R.version.string, "; sandwich", as.character(packageVersion("sandwich")), "; 2026-11-21\n")
options(digits = 15, width = 200)
period <- function(which, n) {
  i <- 0:(n - 1)
  a <- as.numeric((7 * i + 3 * which) %% 10 < 3 + which)
  b <- as.numeric((i * i + which) %% 7 < 2)
  c <- ((11 * i + 5 * which) %% 13) / 4
  noise <- ((37 * i * i + 11 * i + which) %% 101) / 25 - 2
  y <- 7 + which / 4 - (2 + which / 2) * a + 1.5 * b + 0.3 * c + noise * (1 + a / 2)
  data.frame(y, a, b, c, g = i %% 9)
}
d1 <- period(0, 90); d2 <- period(1, 120)
cc <- (mean(d1$c) + mean(d2$c)) / 2
f1 <- lm(y ~ a + b + c, d1); f2 <- lm(y ~ a + b + c, d2)
cat("coefficients\n"); print(coef(f1)); print(coef(f2))
cat("decomposition: change, share a, rate a, share b, rate b, composition c, constant at mean c\n")
b1 <- coef(f1); b2 <- coef(f2); m1 <- colMeans(d1); m2 <- colMeans(d2)
s <- function(k) (b1[k] + b2[k]) / 2 * (m2[k] - m1[k]); r <- function(k) (m1[k] + m2[k]) / 2 * (b2[k] - b1[k])
print(unname(c(m2["y"] - m1["y"], s("a"), r("a"), s("b"), r("b"), s("c"), b2[1] - b1[1] + cc * (b2["c"] - b1["c"]))))
V <- list(hc3 = list(vcovHC(f1, type = "HC3"), vcovHC(f2, type = "HC3"), df.residual(f1), df.residual(f2)),
          cr1 = list(vcovCL(f1, cluster = d1$g, type = "HC1"), vcovCL(f2, cluster = d2$g, type = "HC1"), 8, 8))
tr <- function(m) sum(diag(m))
ky <- function(d, S1, S2, n1, n2) {
  q <- length(d); S <- S1 + S2; W <- drop(t(d) %*% solve(S, d))
  part <- function(Si, df) { A <- Si %*% solve(S); (tr(A %*% A) + tr(A)^2) / df }
  nu <- (q + q^2) / (part(S1, n1) + part(S2, n2)); df2 <- nu - q + 1
  c(W = W, df2 = df2, p = pf(W * df2 / (nu * q), q, df2, lower.tail = FALSE))
}
for (name in names(V)) {
  v <- V[[name]]
  cat(name, "covariance of slopes, period 1\n"); print(v[[1]][2:4, 2:4])
  for (k in 2:4) {
    v1 <- v[[1]][k, k]; v2 <- v[[2]][k, k]; se <- sqrt(v1 + v2)
    df <- (v1 + v2)^2 / (v1^2 / v[[3]] + v2^2 / v[[4]])
    cat("slope", k, c(b2[k] - b1[k], se, df, 2 * pt(-abs((b2[k] - b1[k]) / se), df)), "\n")
  }
  cat("drivers a, b\n"); print(ky((b2 - b1)[2:3], v[[1]][2:3, 2:3], v[[2]][2:3, 2:3], v[[3]], v[[4]]))
  cat("all slopes\n"); print(ky((b2 - b1)[2:4], v[[1]][2:4, 2:4], v[[2]][2:4, 2:4], v[[3]], v[[4]]))
}
# The same Wald statistic from one stacked, fully interacted regression.
d <- rbind(cbind(d1, t = 0), cbind(d2, t = 1))
f <- lm(y ~ (a + b + c) * t, d); v <- vcovHC(f, type = "HC3"); k <- c("a:t", "b:t", "c:t")
cat("stacked Wald, HC3:", drop(t(coef(f)[k]) %*% solve(v[k, k], coef(f)[k])), "\n")
w <- t.test(d2$y, d1$y); cat("mean change", c(w$estimate[1] - w$estimate[2], w$stderr, w$parameter, w$p.value), "\n")
# Frozen on period 1, applied to period 2. c is a control: centred at its frozen mean.
d1$cz <- d1$c - mean(d1$c); d2$cz <- d2$c - mean(d1$c)
f1 <- lm(y ~ a + b + cz, d1); V1 <- vcovHC(f1, type = "HC3"); n1 <- df.residual(f1)
X <- cbind(1, as.matrix(d2[, c("a", "b", "cz")])); yhat <- drop(X %*% coef(f1)); e <- d2$y - yhat; n <- nrow(d2)
xb <- colMeans(X)
welch <- function(value, v1, n1, v2, n2) { df <- (v1 + v2)^2 / (v1^2 / n1 + v2^2 / n2); se <- sqrt(v1 + v2)
  c(value = value, se = se, df = df, p = 2 * pt(-abs(value / se), df)) }
cat("expected\n"); print(welch(mean(yhat), var(yhat) / n, n - 1, drop(t(xb) %*% V1 %*% xb), n1))
cat("contribution a\n"); z <- coef(f1)["a"] * d2$a; print(welch(mean(z), var(z) / n, n - 1, mean(d2$a)^2 * V1[2, 2], n1)); print(sd(z) / sqrt(n))
cat("mean shift\n"); print(welch(mean(e), var(e) / n, n - 1, drop(t(xb) %*% V1 %*% xb), n1))
m <- yhat - mean(yhat); cal <- lm(e ~ m); Vc <- vcovHC(cal, type = "HC3")
G <- rbind(xb, apply(X, 2, function(x) sum(x * m) / sum(m^2)))
S <- cov(X) * (n - 1) / n; bias <- -sum(S * V1) / (var(yhat) * (n - 1) / n)
cat("calibration: intercept, slope, slope error, slope without drift\n")
cat(coef(lm(d2$y ~ yhat)), sqrt((Vc + G %*% V1 %*% t(G))[2, 2]), 1 + bias, "\n")
print(ky(coef(cal) - c(0, bias), Vc, G %*% V1 %*% t(G), n - 2, n1))
for (k in c("a", "b")) {
  g <- lm(e ~ d2[[k]]); D <- apply(X, 2, function(x) cov(x, d2[[k]]) / var(d2[[k]]))
  cat("column", k, "\n"); print(welch(unname(coef(g)[2]), vcovHC(g, type = "HC3")[2, 2], n - 2, drop(t(D) %*% V1 %*% D), n1))
}
# Three segments: Cochran's Q, p, I2 and tau2 (DerSimonian & Laird) per topic, from HC3 errors.
fits <- lapply(list(d1[, 1:5], d2[, 1:5], period(3, 100)), function(d) lm(y ~ a + b + c, d))
for (k in c("a", "b")) {
  b <- sapply(fits, function(f) coef(f)[k]); v <- sapply(fits, function(f) vcovHC(f, type = "HC3")[k, k])
  w <- 1 / v; Q <- sum(w * (b - sum(w * b) / sum(w))^2)
  cat("segments", k, format(c(Q, pchisq(Q, 2, lower.tail = FALSE), max(0, (Q - 2) / Q), max(0, (Q - 2) / (sum(w) - sum(w^2) / sum(w)))), digits = 15), "\n")
}
