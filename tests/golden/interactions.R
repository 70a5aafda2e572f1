# LMG with products after both factors: the mean over every allowed ordering, by enumeration.
cat(R.version.string, "; 2026-11-21\n"); options(digits = 15)
i <- 1:60
d <- data.frame(a = as.numeric(i %% 3 == 0), b = as.numeric(i %% 4 < 2), c = round(5 * sin(i)) + 20, d = cos(2 * i))
d$w <- 1 + (i %% 5) / 4
m <- function(v) sum(d$w * v) / sum(d$w)
X <- cbind(d$a, d$b, d$c, d$d, d$a * d$b, (d$c - m(d$c)) * (d$d - m(d$d)), d$a * (d$c - m(d$c)))
y <- 3 + d$a - d$b + 2 * d$a * d$b + 0.3 * d$c + d$d + 0.2 * (d$c - 20) * d$d + 0.4 * d$a * (d$c - 20) + sin(11 * i)
parents <- list(c(), c(), c(), c(), c(1, 2), c(3, 4), c(1, 3))
r2 <- function(s) if (length(s)) summary(lm(y ~ X[, s], weights = d$w))$r.squared else 0
cache <- new.env()
R <- function(s) { k <- paste(sort(s), collapse = ","); if (is.null(cache[[paste0("k", k)]])) cache[[paste0("k", k)]] <- r2(sort(s)); cache[[paste0("k", k)]] }
total <- numeric(7); n <- 0
go <- function(s) {
  if (length(s) == 7) { n <<- n + 1; for (k in 1:7) total[s[k]] <<- total[s[k]] + R(s[1:k]) - R(s[seq_len(k - 1)]); return(invisible()) }
  for (j in setdiff(1:7, s)) if (all(parents[[j]] %in% s)) go(c(s, j))
}
go(c()); cat("allowed orderings", n, "\n"); print(total / n); print(R(1:7)); print(coef(lm(y ~ X, weights = d$w)))
