# Golden numbers for src/drivers/selection/golden.rs: raking, and weights against selective commenting.
suppressWarnings(suppressMessages(library(survey)))
cat("R", as.character(getRversion()), "survey", as.character(packageVersion("survey")), "date 2026-11-21\n")
show <- function(name, x) cat(name, format(x, digits = 15), "\n")
i <- 0:59
d <- data.frame(age = factor(i %% 3), region = factor((i * i + i %/% 7) %% 4), base = 1 + (i %% 5) / 4)
show("age", table(d$age)); show("region", table(d$region))
age <- c(.5, .3, .2); region <- c(.1, .2, .3, .4)
population <- list(data.frame(age = factor(0:2), Freq = 60 * age), data.frame(region = factor(0:3), Freq = 60 * region))
control <- list(maxit = 1000, epsilon = 1e-12)
for (weighted in c(FALSE, TRUE)) {
  w <- if (weighted) d$base / mean(d$base) else rep(1, 60)
  r <- rake(svydesign(ids = ~1, weights = w, data = d), list(~age, ~region), population, control = control)
  v <- weights(r); show(paste("rake weighted", weighted), v[1:12]); show("design effect", 60 * sum(v^2) / sum(v)^2)
}
totals <- c(`(Intercept)` = 60, age1 = 60 * .3, age2 = 60 * .2, region1 = 60 * .2, region2 = 60 * .3, region3 = 60 * .4)
b <- calibrate(svydesign(ids = ~1, weights = rep(1, 60), data = d), ~ age + region, totals, calfun = "raking", bounds = c(.2, 2.5), epsilon = 1e-13, maxit = 500)
v <- weights(b); show("bounded", v[1:12]); show("design effect", 60 * sum(v^2) / sum(v)^2); show("at bounds", sum(v < .2 + 1e-9 | v > 2.5 - 1e-9))
show("bounded margins", c(tapply(v, d$age, sum), tapply(v, d$region, sum)) / 60)

cat("== selection\n")
i <- 0:299
s <- (i * 7 + i %/% 11) %% 11
band <- ifelse(s <= 6, 0, ifelse(s <= 8, 1, 2)); seg <- (i %/% 5) %% 2
com <- (i * i + 3 * i + s) %% 7 < ifelse(band == 0, 5, 3)
base <- 1 + (i %% 4) / 2
cell <- paste(seg, band)
show("respondents", table(cell)); show("commenters", table(cell[com]))
x <- chisq.test(table(cell, com), correct = FALSE); show("chi-square", c(x$statistic, x$parameter, x$p.value))
rate <- tapply(base * com, cell, sum) / tapply(base, cell, sum); show("rate", rate)
w <- (1 / rate[cell])[com]; b <- base[com]
show("weights per cell, mean 1", (1 / rate) / (sum(b * w) / sum(b)))
show("n effective", c(sum(b)^2 / sum(b^2), sum(b * w)^2 / sum((b * w)^2)))
show("mean scores", c(weighted.mean(s, base), weighted.mean(s[com], b), weighted.mean(s[com], b * w)))
x1 <- as.numeric(i %% 3 == 0); x2 <- as.numeric((i + s) %% 5 == 1)
z <- 100 * ((s >= 9) - (s <= 6))
m <- data.frame(z = z[com], x1 = x1[com], x2 = x2[com], w = b * w)
show("coefficients", coef(lm(z ~ x1 + x2, weights = w, data = m)))
