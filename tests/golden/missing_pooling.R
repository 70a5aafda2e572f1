# Rubin's rules and Harel's R² for given estimates, by mice's exported functions.
suppressMessages(library(mice))
cat(R.version.string, "; mice", as.character(packageVersion("mice")), "; 2026-11-21\n")
options(digits = 15)
show <- function(name, q, se, dfcom) {
  p <- pool.scalar(q, se^2, n = dfcom + 1, k = 1)
  t <- qt(0.975, p$df) * sqrt(p$t)
  pv <- 2 * pt(-abs(p$qbar / sqrt(p$t)), p$df)
  cat(name, "\n"); print(c(qbar = p$qbar, ubar = p$ubar, b = p$b, t = p$t, df = p$df, fmi = p$fmi, low = p$qbar - t, high = p$qbar + t, p = pv))
}
i5 <- 1:5
show("five, 40 df", 1 + sin(i5) / 3, 0.4 + cos(i5) / 20, 40)
i20 <- 1:20
show("twenty, 1234 df", -2 + sin(3 * i20) / 10, 0.3 + cos(i20) / 30, 1234)
show("two, 7 df", c(0.3, 0.9), c(0.5, 0.4), 7)
show("five, infinite df", 1 + sin(i5) / 3, 0.4 + cos(i5) / 20, Inf)
# Harel by formula, exact normal quantile.
r2 <- 0.4 + sin(i5) / 20; n <- 120
z <- atanh(sqrt(r2)); u <- 1 / (n - 3); b <- var(z); t <- u + 1.2 * b
print(c(r2 = tanh(mean(z))^2, low = tanh(mean(z) - qnorm(.975) * sqrt(t))^2, high = tanh(mean(z) + qnorm(.975) * sqrt(t))^2))
# The same through lm fits on completed tables and pool().
d <- data.frame(i = 1:24); d$x1 <- sin(d$i); d$x2 <- cos(2 * d$i); d$y <- d$x1 - d$x2 + sin(5 * d$i)
fits <- lapply(1:4, function(k) { e <- d; e$x1[1:6] <- sin(e$i[1:6] + k / 3); lm(y ~ x1 + x2, e) })
s <- summary(pool(as.mira(fits)), conf.int = TRUE); print(s); p <- pool(as.mira(fits))$pooled; print(p)
for (f in fits) print(c(coef(f), sqrt(diag(vcov(f)))))
print(sapply(fits, function(f) summary(f)$r.squared)); print(pool.r.squared(as.mira(fits)))
