# A simulation with known truth (slopes -1.6, 0, -0.9, 1.0): table of counts, fit and g-computation.
# Run: Rscript ordinal_simulation.R > ordinal_simulation.out
suppressWarnings(suppressMessages(library(ordinal)))
cat("#", R.version.string, " ordinal", as.character(packageVersion("ordinal")), "; date 2026-11-21\n")
options(digits=15, width=100)
set.seed(20261121); n <- 200000
wait <- rbinom(n,1,.12); staff <- rbinom(n,1,ifelse(wait==1,.40,.04)); price <- rbinom(n,1,.05); praise <- rbinom(n,1,ifelse(wait==1,.05,.20))
lat <- 1.2 - 1.6*wait + 0*staff - 0.9*price + 1.0*praise + rlogis(n)
cuts <- qlogis(c(.03,.05,.08,.11,.15,.22,.30,.40,.58,.80)); s <- findInterval(lat-1.2*.4, cuts)
d <- as.data.frame(table(s=factor(s,0:10), wait, staff, price, praise), stringsAsFactors=FALSE)
key <- wait+2*staff+4*price+8*praise
cat("counts: one line per profile wait + 2 staff + 4 price + 8 praise, scores 0 to 10\n")
for (k in 0:15) cat(k, ":", sapply(0:10, function(v) sum(key==k & s==v)), "\n")
cat("first 20000 rows per profile:", sapply(0:15, function(k) sum(key[1:20000]==k)), "\n")
for (v in c("s","wait","staff","price","praise")) d[[v]] <- as.integer(d[[v]])
d <- d[d$Freq > 0,]
m <- clm(factor(s) ~ wait + staff + price + praise, weights=Freq, data=d, control=clm.control(gradTol=1e-12, maxIter=200))
cat("slopes\n"); print(as.vector(m$beta)); cat("thresholds\n"); print(as.vector(m$alpha))
pts <- rep(c(-100,0,100), c(7,2,2))
f <- function(X) { eta <- as.vector(X %*% m$beta); P <- cbind(sapply(m$alpha, function(t) plogis(t-eta)), 1); P <- P - cbind(0,P[,-11]); as.vector(P %*% pts) }
g <- function(X, w) { b <- sum(w*f(X))/sum(w); c(b, sapply(1:4, function(j) { Z <- X; Z[,j] <- 0; b - sum(w*f(Z))/sum(w) })) }
U <- as.matrix(expand.grid(0:1,0:1,0:1,0:1))
cat("g-computation on all rows: mean, wait, staff, price, praise\n"); print(g(U, tabulate(key+1,16)))
cat("g-computation on the first 20000 rows\n"); print(g(U, tabulate(key[1:20000]+1,16)))
