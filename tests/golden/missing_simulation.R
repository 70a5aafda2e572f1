# Tables with holes of known truth, imputed by mice; written out so that another program can do the same.
# Usage: Rscript missing_simulation.R FOLDER
suppressMessages(library(mice))
cat(R.version.string, "; mice", as.character(packageVersion("mice")), "; 2026-11-21\n")
folder <- commandArgs(TRUE)[1]
n <- 300; sets <- 150; truth <- c(0.5, 1, -1, 0.8, 0)
made <- function(set) {
  set.seed(set)
  mood <- rnorm(n)
  rating <- pmin(7, pmax(1, round(4 + 1.2 * mood + 0.9 * rnorm(n))))
  number <- 0.5 * mood + rnorm(n)
  topic <- rbinom(n, 1, plogis(-0.4 - 0.8 * mood))
  u <- runif(n) + 0.1 * topic
  channel <- factor(ifelse(u < 0.35, "second", ifelse(u > 0.75, "third", "first")))
  y <- 2 + 0.5 * rating + number - topic + 0.8 * (channel == "second") + 1.5 * rnorm(n)
  data.frame(rating, number, topic = factor(topic), channel, y)
}
holes <- function(d, mar) {
  for (j in c("rating", "topic", "channel")) {
    p <- if (mar) 0.25 * 2 * plogis(1.5 * (d$y - 4)) else rep(0.25, n)
    d[[j]][runif(n) < p] <- NA
  }
  d
}
for (mar in c(FALSE, TRUE)) {
  est <- se <- cov <- cc <- whole <- fmi <- matrix(NA, sets, 5); all <- NULL
  for (set in 1:sets) {
    d <- made(set)
    whole[set, ] <- coef(lm(y ~ rating + number + topic + I(channel == "second") + I(channel == "third"), d))[-1]
    d <- holes(d, mar)
    all <- rbind(all, data.frame(set, rating = d$rating, number = d$number, topic = as.integer(d$topic) - 1,
      second = as.integer(d$channel == "second"), third = as.integer(d$channel == "third"), y = d$y))
    imp <- mice(d, m = 10, maxit = 5, printFlag = FALSE, seed = set,
      method = c("pmm", "", "logreg", "polyreg", ""))
    p <- pool(with(imp, lm(y ~ rating + number + topic + I(channel == "second") + I(channel == "third"))))
    s <- summary(p, conf.int = TRUE)[-1, ]
    est[set, ] <- s$estimate; se[set, ] <- s$std.error; fmi[set, ] <- p$pooled$fmi[-1]
    cov[set, ] <- s$`2.5 %` <= truth & truth <= s$`97.5 %`
    cc[set, ] <- coef(lm(y ~ rating + number + topic + I(channel == "second") + I(channel == "third"), d))[-1]
  }
  write.csv(all, file.path(folder, if (mar) "mar.csv" else "mcar.csv"), row.names = FALSE)
  write.csv(cbind(est, se), file.path(folder, if (mar) "mar_mice.csv" else "mcar_mice.csv"), row.names = FALSE)
  cat(if (mar) "MAR by outcome" else "MCAR", "\n")
  m <- rbind(bias = colMeans(est) - truth, error_of_bias = apply(est, 2, sd) / sqrt(sets), coverage = colMeans(cov),
    mean_se = colMeans(se), sd = apply(est, 2, sd), fmi = colMeans(fmi), bias_complete_cases = colMeans(cc) - truth,
    bias_without_holes = colMeans(whole) - truth)
  colnames(m) <- c("rating", "number", "topic", "second", "third")
  print(round(m, 4))
}
