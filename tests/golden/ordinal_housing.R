# Golden numbers of the categorical models on MASS::housing (72 rows with counts) and on data made by
# a formula (`crafted`, the same formula as in src/drivers/ordinal/fixtures.rs).
# Run: Rscript ordinal_housing.R > ordinal_housing.out
suppressWarnings(suppressMessages({library(MASS); library(ordinal); library(nnet); library(sandwich); library(survey)}))
cat("#", R.version.string, paste0(" ", c("MASS","ordinal","nnet","sandwich","survey"), " ",
    sapply(c("MASS","ordinal","nnet","sandwich","survey"), function(p) as.character(packageVersion(p))), collapse=";"),
    "; date 2026-11-21\n")
options(digits=15, width=100)
show <- function(name, x) { cat(name, "\n"); print(as.vector(x)) }
tight <- clm.control(gradTol=1e-12, maxIter=200)

cat("== housing, proportional odds\n")
h <- clm(Sat ~ Infl + Type + Cont, weights=Freq, data=housing, control=tight)
show("slopes", h$beta); show("thresholds", h$alpha)
V <- solve(h$Hessian); show("se (thresholds, slopes)", sqrt(diag(V)))
h0 <- clm(Sat ~ 1, weights=Freq, data=housing, control=tight)
show("logLik, null, McFadden, AIC", c(logLik(h), logLik(h0), 1-as.numeric(logLik(h))/as.numeric(logLik(h0)), AIC(h)))

cat("== housing, dominance of McFadden's R2 by subset (none I T IT C IC TC ITC)\n")
terms <- c("Infl","Type","Cont")
r2 <- sapply(0:7, function(s) { v <- terms[bitwAnd(s, c(1,2,4)) > 0]
  if (length(v) == 0) return(0)
  1 - as.numeric(logLik(clm(reformulate(v, "Sat"), weights=Freq, data=housing, control=tight)))/as.numeric(logLik(h0)) })
show("R2", r2)
shap <- sapply(1:3, function(j) { b <- 2^(j-1); sum(sapply(0:7, function(s) if (bitwAnd(s, b) == 0) {
  k <- sum(bitwAnd(s, c(1,2,4)) > 0); factorial(k)*factorial(2-k)/6*(r2[s+b+1]-r2[s+1]) } else 0)) })
show("Shapley", shap)

polr_r2 <- function(f, ...) { ll <- function(f) as.numeric(logLik(polr(f, weights=Freq, data=housing, ...))); 1 - ll(f)/ll(Sat ~ 1) }
p0 <- polr(Sat ~ Infl + Type + Cont, weights=Freq, data=housing)
p1 <- polr(Sat ~ Infl + Type + Cont, weights=Freq, data=housing, control=list(reltol=1e-16, maxit=5000))
show("polr slopes as it stops by default", coef(p0)); show("polr slopes, reltol 1e-16", coef(p1))
show("polr McFadden by default and with reltol 1e-16", c(polr_r2(Sat ~ Infl + Type + Cont), polr_r2(Sat ~ Infl + Type + Cont, control=list(reltol=1e-16, maxit=5000))))

gcomp <- function(predict_points, X, w, groups) { base <- sum(w*predict_points(X))/sum(w)
  c(base, sapply(groups, function(g) { Z <- X; Z[, g] <- 0; base - sum(w*predict_points(Z))/sum(w) })) }
po_points <- function(theta, beta, points) function(X) { eta <- as.vector(X %*% beta)
  P <- cbind(sapply(theta, function(t) plogis(t-eta)), 1); P <- P - cbind(0, P[, -ncol(P)]); as.vector(P %*% points) }
X <- model.matrix(~ Infl + Type + Cont, housing)[, -1]
groups <- list(1:2, 3:5, 6)
show("g-computation (mean, groups), points -100 0 100",
     gcomp(po_points(h$alpha, h$beta, c(-100,0,100)), X, housing$Freq, groups))
f <- po_points(h$alpha, h$beta, c(-100,0,100)); w <- housing$Freq
show("unit effects", sapply(1:6, function(j) { A <- X; B <- X; A[, j] <- 1; B[, j] <- 0; sum(w*(f(A)-f(B)))/sum(w) }))

cat("== housing, multinomial\n")
m <- multinom(Sat ~ Infl + Type + Cont, weights=Freq, data=housing, Hess=TRUE, trace=FALSE, reltol=1e-16, abstol=1e-20, maxit=2000)
show("nnet medium", coef(m)[1,]); show("nnet high", coef(m)[2,])
# nnet stops early: Newton's method on the same likelihood polishes its answer.
mn <- function(X, y, w, b) { K <- max(y); D <- cbind(1, X)
  for (it in 1:50) { E <- exp(cbind(0, D %*% t(b))); P <- E/rowSums(E)
    g <- unlist(lapply(2:K, function(k) colSums(w*((y==k)-P[,k])*D)))
    I <- do.call(rbind, lapply(2:K, function(k) do.call(cbind, lapply(2:K, function(l) t(D) %*% (w*P[,k]*((k==l)-P[,l])*D)))))
    s <- solve(I, g); b <- b + matrix(s, K-1, byrow=TRUE); if (max(abs(s)) < 1e-14) break }
  list(b=b, se=sqrt(diag(solve(I))), ll=sum(w*log(P[cbind(seq_along(y), y)])), P=P) }
y <- as.integer(housing$Sat); nm <- mn(X, y, w, unname(coef(m)))
show("medium", nm$b[1,]); show("high", nm$b[2,]); show("se", nm$se); show("logLik", nm$ll)
mn_points <- function(b, points) function(X) { E <- exp(cbind(0, cbind(1, X) %*% t(b))); as.vector((E/rowSums(E)) %*% points) }
show("g-computation", gcomp(mn_points(nm$b, c(-100,0,100)), X, w, groups))

cat("== Brant by its formula\n")
brant <- function(X, y, w) { K <- max(y); D <- cbind(1, X); p <- ncol(X)
  fits <- lapply(1:(K-1), function(k) glm(I(y > k) ~ X, family=quasibinomial, weights=w, control=glm.control(epsilon=1e-15, maxit=100)))
  pi <- sapply(fits, fitted); b <- sapply(fits, function(f) coef(f)[-1])
  V <- matrix(0, (K-1)*p, (K-1)*p)
  for (k in 1:(K-1)) for (l in 1:(K-1)) { a <- min(k,l); c <- max(k,l)
    Akk <- t(D) %*% (w*pi[,k]*(1-pi[,k])*D); All <- t(D) %*% (w*pi[,l]*(1-pi[,l])*D)
    Akl <- t(D) %*% (w*(pi[,c]-pi[,a]*pi[,c])*D)
    V[(k-1)*p+1:p, (l-1)*p+1:p] <- (solve(Akk) %*% Akl %*% solve(All))[-1,-1] }
  wald <- function(cols) { R <- do.call(rbind, lapply(2:(K-1), function(k) { r <- matrix(0, length(cols), (K-1)*p)
    for (i in seq_along(cols)) { r[i, (k-1)*p+cols[i]] <- 1; r[i, cols[i]] <- -1 }; r }))
    d <- R %*% as.vector(b); s <- as.numeric(t(d) %*% solve(R %*% V %*% t(R), d)); c(s, nrow(R), pchisq(s, nrow(R), lower.tail=FALSE)) }
  list(all=wald(1:p), each=sapply(1:p, wald), b=b) }
bt <- brant(X, y, w); show("overall", bt$all); show("statistic per column", bt$each[1,]); show("p per column", bt$each[3,])

cat("== crafted, n = 400\n")
i <- 0:399; frac <- function(x) x - floor(x)
x1 <- as.numeric(i %% 3 == 0); x2 <- as.numeric(i %% 7 < 2); x3 <- 20 + 10*frac(i*0.7548776662466927)
u <- frac((i+0.5)*0.618033988749895); lat <- -1.2*x1 + 0.8*x2 + 0.15*(x3-25) + log(u/(1-u))
y <- 1L + (lat > -1.5) + (lat > -0.4) + (lat > 0.5) + (lat > 1.8)
wt <- 0.5 + (i %% 5)*0.4; cl <- (i %/% 4) %% 40
X <- cbind(x1, x2, x3); show("counts", table(y))
c0 <- clm(factor(y) ~ x1 + x2 + x3, control=tight)
show("slopes", c0$beta); show("thresholds", c0$alpha); show("se (thresholds, slopes)", sqrt(diag(solve(c0$Hessian)))); show("logLik", logLik(c0))
# Sandwich of the proportional-odds model: scores by their definition.
po_scores <- function(theta, beta, X, y) { K <- length(theta)+1; eta <- as.vector(X %*% beta); th <- c(-Inf, theta, Inf)
  Fa <- plogis(th[y+1]-eta); Fb <- plogis(th[y]-eta); fa <- dlogis(th[y+1]-eta); fb <- dlogis(th[y]-eta); P <- Fa-Fb
  S <- matrix(0, length(y), K-1); for (k in 1:(K-1)) S[,k] <- ((y==k)*fa - (y==k+1)*fb)/P
  cbind(S, -(fa-fb)/P*X) }
wn <- wt/mean(wt); cw <- clm(factor(y) ~ x1 + x2 + x3, weights=wn, control=tight)
S <- po_scores(cw$alpha, cw$beta, X, y); A <- solve(cw$Hessian); n <- length(y)
show("weighted slopes", cw$beta); show("weighted thresholds", cw$alpha)
show("robust se (thresholds, slopes)", sqrt(diag(A %*% crossprod(wn*S) %*% A)*n/(n-1)))
d1 <- svydesign(ids=~1, weights=~wt, data=data.frame(y=factor(y), x1, x2, x3, wt)); so <- svyolr(y ~ x1 + x2 + x3, design=d1)
show("survey::svyolr se (slopes, thresholds; numerical)", sqrt(diag(vcov(so))))
Sc <- rowsum(wn*S, cl); G <- nrow(Sc)
show("cluster se (thresholds, slopes)", sqrt(diag(A %*% crossprod(Sc) %*% A)*G/(G-1)))
show("logLik weighted", logLik(cw))
show("g-computation weighted, points 0 10 25 50 100, groups x1 | x2+x3", gcomp(po_points(cw$alpha, cw$beta, c(0,10,25,50,100)), X, wn, list(1, 2:3)))
f <- po_points(cw$alpha, cw$beta, c(0,10,25,50,100)); B <- X; B[,3] <- X[,3]+1
show("one more of x3", sum(wn*(f(B)-f(X)))/sum(wn))
bt <- brant(X, y, rep(1, n)); show("Brant overall", bt$all); show("Brant per column", bt$each[1,])
mw <- mn(X, y, rep(1,n), matrix(c(log(table(y)[-1]/table(y)[1]), rep(0, 12)), 4)); show("multinomial coefficients by category", t(mw$b)); show("se", mw$se); show("logLik", mw$ll)
mw2 <- mn(X, y, wn, mw$b); D <- cbind(1,X); Sm <- do.call(cbind, lapply(2:5, function(k) ((y==k)-mw2$P[,k])*D))
I <- do.call(rbind, lapply(2:5, function(k) do.call(cbind, lapply(2:5, function(l) t(D) %*% (wn*mw2$P[,k]*((k==l)-mw2$P[,l])*D)))))
Sg <- rowsum(wn*Sm, cl); show("multinomial weighted cluster se", sqrt(diag(solve(I) %*% crossprod(Sg) %*% solve(I))*G/(G-1)))

cat("== crafted, logistic y > 2\n")
z <- as.integer(y > 2); ctl <- glm.control(epsilon=1e-15, maxit=100)
g <- glm(z ~ x1 + x2 + x3, family=binomial, control=ctl); show("coef", coef(g)); show("se", sqrt(diag(vcov(g)))); show("logLik", logLik(g))
gw <- suppressWarnings(glm(z ~ x1 + x2 + x3, family=binomial, weights=wt, control=ctl)); show("weighted coef", coef(gw))
show("sandwich se * n/(n-1)", sqrt(diag(sandwich(gw))*n/(n-1)))
gq <- svyglm(z ~ x1 + x2 + x3, design=svydesign(ids=~1, weights=~wt, data=data.frame(z, x1, x2, x3, wt)), family=quasibinomial, control=ctl)
show("svyglm se", sqrt(diag(vcov(gq))))
show("vcovCL se, G/(G-1)", sqrt(diag(vcovCL(gw, cluster=cl, type="HC0", cadjust=TRUE))))
show("vcovCL se unweighted", sqrt(diag(vcovCL(g, cluster=cl, type="HC0", cadjust=TRUE))))

cat("== crafted, Brant with stacked scores, weights and clusters\n")
K <- 5; p <- 3; D <- cbind(1, X)
fits <- lapply(1:(K-1), function(k) glm(I(y > k) ~ X, family=quasibinomial, weights=wn, control=ctl))
S <- do.call(cbind, lapply(1:(K-1), function(k) wn*((y > k) - fitted(fits[[k]]))*D))
Ai <- matrix(0, 16, 16); for (k in 1:(K-1)) { pk <- fitted(fits[[k]]); Ai[4*(k-1)+1:4, 4*(k-1)+1:4] <- solve(t(D) %*% (wn*pk*(1-pk)*D)) }
b <- unlist(lapply(fits, coef))
stacked <- function(B) { V <- Ai %*% B %*% Ai
  R <- do.call(rbind, lapply(2:(K-1), function(k) { r <- matrix(0, p, 16); for (i in 1:p) { r[i, 4*(k-1)+1+i] <- 1; r[i, 1+i] <- -1 }; r }))
  as.numeric(t(R %*% b) %*% solve(R %*% V %*% t(R), R %*% b)) }
show("overall, weights", stacked(crossprod(S)*n/(n-1)))
Sg <- rowsum(S, cl); show("overall, weights and clusters", stacked(crossprod(Sg)*G/(G-1)))
