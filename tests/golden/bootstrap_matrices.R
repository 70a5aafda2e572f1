# Correlation matrices of small published data sets, and what R's own lm gives on them.
suppressWarnings(suppressMessages({library(survey); library(boot)}))
cat(R.version.string, " survey", as.character(packageVersion("survey")), " boot", as.character(packageVersion("boot")), " 2026-11-21\n")
show <- function(v) paste(sprintf("%.17g", v), collapse = ", ")
block <- function(name, m) { cat("==", name, ":", paste(colnames(m), collapse = " "), "\n"); for (i in seq_len(nrow(m))) cat(" [", show(m[i, ]), "],\n", sep = "") }
data(swiss); data(attitude); data(mtcars)
s <- swiss[, c(2:6, 1)]
block("swiss", cor(s)); cat("mean", show(colMeans(s)), "\nsd", show(apply(s, 2, sd)), "\n")
block("swiss weighted 1..47", cov.wt(s, wt = (1:47)/sum(1:47), cor = TRUE)$cor)
block("attitude", cor(attitude[, c(2:7, 1)]))
block("mtcars am vs cyl", cor(mtcars[, c("am", "vs", "cyl", "mpg")]))
block("mtcars cyl disp hp gear", cor(mtcars[, c("cyl", "disp", "hp", "gear", "mpg")]))
std <- function(d) { z <- as.data.frame(scale(d)); names(z)[ncol(z)] <- "y"; f <- lm(y ~ ., data = z); u <- summary(f)
  cat("coefficients", show(coef(f)[-1]), "\nse", show(u$coefficients[-1, 2]), "\nt", show(u$coefficients[-1, 3]), "\np", show(u$coefficients[-1, 4]),
      "\nr2", show(u$r.squared), "adjusted", show(u$adj.r.squared), "\nci", show(confint(f)[-1, ]), "\nvif", show(diag(solve(cor(d[, -ncol(d)])))), "\n")
  R <- cor(d); p <- ncol(d) - 1; r2 <- function(i) if (length(i)) sum(R[i, p + 1] * solve(R[i, i, drop = FALSE], R[i, p + 1])) else 0
  cat("first", show(R[1:p, p + 1]^2), "\nlast", show(sapply(1:p, function(j) r2(1:p) - r2(setdiff(1:p, j)))), "\n") }
cat("== lm swiss standardised\n"); std(s)
cat("== lm attitude standardised\n"); std(attitude[, c(2:7, 1)])
cat("== svyglm swiss w = 1..47\n")
d <- cbind(swiss, w = 1:47, g = (0:46) %% 6)
f <- svyglm(Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality, svydesign(~1, weights = ~w, data = d))
cat("se", show(SE(f)), "\np", show(summary(f)$coefficients[, 4]), "df", f$df.residual, "\n")
f <- svyglm(Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality, svydesign(~g, weights = ~w, data = d))
cat("clusters se", show(SE(f)), "\n")
cat("== lm swiss weights = 1..47 (precision), classical\n")
f <- lm(Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality, data = swiss, weights = 1:47)
cat("se", show(summary(f)$coefficients[, 2]), "\n")
cat("== lm swiss rows repeated 1 + row mod 3 times, classical\n")
r <- swiss[rep(1:47, 1 + (0:46) %% 3), ]
f <- lm(Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality, data = r)
cat("coef", show(coef(f)), "\nse", show(summary(f)$coefficients[, 2]), "n", nrow(r), "adjusted", show(summary(f)$adj.r.squared), "\n")
cat("== boot.ci bca: t_i = exp(sin(i) + (i mod 7)/10), i = 1..999; L_j = cos(3 j) + (j mod 5)^2/7 - 6/7, j = 1..40\n")
i <- 1:999; t <- exp(sin(i) + (i %% 7) / 10); j <- 1:40; L <- cos(3 * j) + (j %% 5)^2 / 7 - 6 / 7
b <- boot(1:40, function(x, k) mean(x[k]), R = 999)
for (t0 in c(1.2, 1.6)) for (conf in c(.9, .95)) { ci <- boot.ci(b, conf = conf, type = "bca", t0 = t0, t = t, L = L)$bca
  cat("t0", t0, "conf", conf, "positions", show(ci[2:3]), "bounds", show(ci[4:5]), "\n") }
cat("z0 at 1.2", show(qnorm(mean(t < 1.2))), "a", show(sum(L^3) / (6 * sum(L^2)^1.5)), "\n")
cat("== formula data: i = 0..29; a = i mod 5, b = (i^2) mod 7, c = 1 if i mod 4 = 1; y = 2 a - b + 3 c + ((7 i) mod 11)/2; w = 1 + i mod 4; g = (3 i) mod 8\n")
i <- 0:29; d <- data.frame(a = i %% 5, b = (i^2) %% 7, c = as.numeric(i %% 4 == 1), w = 1 + i %% 4, g = (3 * i) %% 8); d$y <- 2 * d$a - d$b + 3 * d$c + ((7 * i) %% 11) / 2
f <- svyglm(y ~ a + b + c, svydesign(~1, weights = ~w, data = d)); cat("coef", show(coef(f)), "\nlinearised", show(SE(f)), "df", f$df.residual, "p", show(summary(f)$coefficients[, 4]), "\n")
f <- svyglm(y ~ a + b + c, svydesign(~g, weights = ~w, data = d)); cat("linearised clusters", show(SE(f)), "\n")
f <- lm(y ~ a + b + c, data = d, weights = w); cat("classical", show(summary(f)$coefficients[, 2]), "p", show(summary(f)$coefficients[, 4]), "\n")
suppressWarnings(suppressMessages(library(sandwich)))
cat("HC3", show(sqrt(diag(vcovHC(f, "HC3")))), "\nCR1", show(sqrt(diag(vcovCL(f, ~g, type = "HC1")))), " sandwich", as.character(packageVersion("sandwich")), "\n")
f <- lm(y ~ a + b + c, data = d[rep(1:30, d$w), ]); cat("frequency: coef", show(coef(f)), "\nclassical", show(summary(f)$coefficients[, 2]), "\nHC3", show(sqrt(diag(vcovHC(f, "HC3")))), "adjusted", show(summary(f)$adj.r.squared), "n", nobs(f), "\n")
