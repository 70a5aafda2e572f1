# Golden numbers for src/drivers/label_error/golden.rs: regression calibration and corrected moments, written out.
cat("R", as.character(getRversion()), "stats", as.character(packageVersion("stats")), "date 2026-11-21\n")
show <- function(name, x) cat(name, format(x, digits = 15), "\n")
i <- 0:399
t1 <- (i * 7 + i %/% 13) %% 5 == 0                      # truth of topic 1
t2 <- (i * 11 + i %/% 17) %% 6 == 0 | (t1 & i %% 2 == 0) # truth of topic 2
l1 <- as.numeric(xor(t1, (i * i * 31 + i * 7) %% 101 < 14))   # labels with errors
l2 <- as.numeric(xor(t2, (i * i * 57 + i * 3) %% 103 < 12))
x3 <- as.numeric((i + i %/% 3) %% 4 == 1)               # a topic without errors
k <- (i %% 10) / 10                                     # a control
w <- 1 + (i %% 3) / 2
y <- 10 - 4 * t1 + 1.5 * t2 + 2 * x3 + 3 * k + ((i * 37) %% 29) / 7
v <- (i * i * 43 + i) %% 107 < 53                                  # validated
show("share", c(mean(t1), mean(t2), mean(l1), mean(l2), sum(v)))

cat("== calibration\n")
d <- data.frame(t1, t2, l1, l2, x3, k, w, v, y)
control <- list(epsilon = 1e-15, maxit = 100)
g1 <- glm(t1 ~ l1 + l2 + x3 + k + l1:l2 + l1:x3, binomial, d[v, ], weights = w, control = control)
g2 <- glm(t2 ~ l1 + l2 + x3 + k + l2:l1 + l2:x3, binomial, d[v, ], weights = w, control = control)
show("logistic 1", coef(g1)); show("logistic 2", coef(g2))
e1 <- ifelse(v, t1, predict(g1, d, type = "response")); e2 <- ifelse(v, t2, predict(g2, d, type = "response"))
kc <- k - weighted.mean(k, w)
show("naive", coef(lm(y ~ l1 + l2 + x3 + kc, weights = w)))
show("calibrated", coef(lm(y ~ e1 + e2 + x3 + kc, weights = w)))
show("means", c(weighted.mean(e1, w), weighted.mean(e2, w)))

cat("== card\n")
fit <- function(rates) { # rows: sensitivity, false alarms
  X <- cbind(l1, l2, x3, k, y); S <- cov.wt(X, w / sum(w), method = "ML"); C <- S$cov; m <- S$center
  r <- c(rates[1, ] - rates[2, ], 1, 1, 1); q <- (m[1:2] - rates[2, ]) / r[1:2]
  C <- C / outer(r, r); diag(C)[1:2] <- q * (1 - q)
  b <- solve(C[1:4, 1:4], C[1:4, 5]); c(m[5] - sum(b[1:3] * c(q, m[3])), b, q)
}
s <- fit(cbind(c(90 / 100, 30 / 500), c(80 / 95, 40 / 480))); show("complete", unname(s))
m <- c(weighted.mean(l1, w), weighted.mean(l2, w))
P <- c(90 / 120, 80 / 120); R <- c(90 / 100, 80 / 95); q <- m * P / R; a <- m * (1 - P) / (1 - q)
s <- fit(rbind(R, a)); show("precision and recall", unname(s)); show("false alarms", a)
