# Residual diagnostics of weighted and unweighted linear fits.
suppressMessages(library(car))
cat(R.version.string, "; car", as.character(packageVersion("car")), "; 2026-11-21\n")
options(digits = 15)
i <- 1:40
d <- data.frame(x1 = sin(i), x2 = round(3 * cos(2 * i)), x3 = as.numeric(i %% 3 == 0))
d$y <- 1 + 2 * d$x1 - 0.5 * d$x2 + d$x3 + (1 + 0.8 * d$x1) * sin(7 * i + 1) + 0.2 * d$x2^2
d$y[13] <- d$y[13] + 7
d$w <- 1 + (i %% 4) / 2
# A second table: every third row three times.
twice <- d[rep(i, ifelse(i %% 3 == 1, 3, 1)), ]; rownames(twice) <- NULL
neff <- function(w) sum(w)^2 / sum(w^2)
bp <- function(f, w) { # Koenker's form, weights in the auxiliary regression, effective n
  u <- residuals(f)^2; a <- lm(u ~ x1 + x2 + x3, data = f$model, weights = w)
  s <- neff(w) * summary(a)$r.squared; c(statistic = s, p = pchisq(s, 3, lower.tail = FALSE)) }
reset <- function(f, w) {
  m <- f$model; m$w <- w; m$g2 <- fitted(f)^2; m$g3 <- fitted(f)^3
  a <- lm(y ~ x1 + x2 + x3 + g2 + g3, data = m, weights = w)
  r0 <- summary(f)$r.squared; r1 <- summary(a)$r.squared; left <- neff(w) - 6
  s <- ((r1 - r0) / 2) / ((1 - r1) / left); c(statistic = s, left = left, p = pf(s, 2, left, lower.tail = FALSE)) }
show <- function(name, data, w) {
  data$w <- w
  f <- lm(y ~ x1 + x2 + x3, data = data, weights = w)
  cat("\n==", name, "\n"); n <- nrow(data)
  ck <- cooks.distance(f); o <- order(-ck)[1:4]
  cat("cook\n"); print(rbind(row = o, cook = ck[o], hat = hatvalues(f)[o], rstudent = rstudent(f)[o]))
  cat("above 4/n", sum(ck > 4 / n), "high leverage", sum(hatvalues(f) > 8 / n), "\n")
  cat("coefficients, without the first, dfbetas\n")
  print(rbind(coef(f), coef(f) - dfbeta(f)[o[1], ], dfbetas(f)[o[1], ]))
  t <- outlierTest(f, cutoff = Inf, n.max = 3); print(cbind(t$rstudent, t$p, t$bonf.p))
  cat("vif\n"); print(vif(f)); cat("koenker\n"); print(bp(f, w)); cat("reset\n"); print(reset(f, w))
}
show("plain", d, rep(1, 40)); show("weights", d, d$w); show("counts", twice, rep(1, nrow(twice)))
f <- lm(y ~ x1 + x2 + x3, d); cat("ncvTest of car (not studentised, one fitted value), for information\n"); print(ncvTest(f))
print(c(floor = mean(d$y <= min(d$y)), ceiling = mean(d$y >= 4)))
