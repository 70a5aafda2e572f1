"""Partial least squares path modelling from the literature, on raw rows (not on the correlation
matrix as src/drivers/paths does): Tenenhaus et al. (2005), Dijkstra & Henseler (2015), Henseler et al.
(2015), Ringle & Sarstedt (2016), Shmueli et al. (2016). Written for this project."""
import sys
import numpy as np
from pls_data import NAMES, PATHS, SIZES, ratings

STARTS = np.cumsum([0] + SIZES)
M = len(SIZES)
PRE = [[NAMES.index(a) for a, b in PATHS if b == name] for name in NAMES]
POST = [[NAMES.index(b) for a, b in PATHS if a == name] for name in NAMES]


def fit(x, modes, scheme, omega=None):
    n, p = x.shape
    omega = np.ones(n) if omega is None else omega
    omega = omega / omega.sum()
    mean = omega @ x
    deviation = np.sqrt(omega @ (x - mean) ** 2)
    z = (x - mean) / deviation
    root = np.sqrt(omega)[:, None]

    def ols(xs, y):
        return np.linalg.lstsq(root * xs, root[:, 0] * y, rcond=None)[0]

    def unit(score):
        return score / np.sqrt(omega @ score ** 2)

    def block(j):
        return z[:, STARTS[j]:STARTS[j + 1]]

    def corr(a, b):
        return omega @ (a * b)

    w = [np.ones(size) for size in SIZES]
    w = [wj / np.sqrt(omega @ (block(j) @ wj) ** 2) for j, wj in enumerate(w)]
    for _ in range(2000):
        y = np.column_stack([block(j) @ w[j] for j in range(M)])
        new = []
        for j in range(M):
            inner = np.zeros(n)
            for i in POST[j]:
                c = corr(y[:, i], y[:, j])
                inner += (np.sign(c) if scheme == "centroid" else c) * y[:, i]
            if scheme == "path" and PRE[j]:
                inner += y[:, PRE[j]] @ ols(y[:, PRE[j]], y[:, j])
            elif PRE[j]:
                for i in PRE[j]:
                    c = corr(y[:, i], y[:, j])
                    inner += (np.sign(c) if scheme == "centroid" else c) * y[:, i]
            if modes[j] == "A":
                wj = block(j).T @ (omega * inner)
            elif modes[j] == "B":
                wj = ols(block(j), inner)
            else:
                wj = np.ones(SIZES[j])
            new.append(wj / np.sqrt(omega @ (block(j) @ wj) ** 2))
        change = max(np.abs(a - b).max() for a, b in zip(new, w))
        w = new
        if change < 1e-14:
            break
    y = np.column_stack([block(j) @ w[j] for j in range(M)])
    for j in range(M):
        if sum(corr(block(j)[:, k], y[:, j]) for k in range(SIZES[j])) < 0:
            w[j] = -w[j]
            y[:, j] = -y[:, j]
    out = dict(mean=mean, deviation=deviation, w=np.concatenate(w))
    out["cross"] = np.array([[corr(z[:, k], y[:, j]) for j in range(M)] for k in range(p)])
    out["loadings"] = np.concatenate([out["cross"][STARTS[j]:STARTS[j + 1], j] for j in range(M)])
    b = np.zeros((M, M))
    r2 = np.full(M, np.nan)
    f2, vif = [], []

    def explained(j, pre):
        if not pre:
            return 0.0
        return 1 - omega @ (y[:, j] - y[:, pre] @ ols(y[:, pre], y[:, j])) ** 2

    for j in range(M):
        if PRE[j]:
            b[j, PRE[j]] = ols(y[:, PRE[j]], y[:, j])
            r2[j] = explained(j, PRE[j])
    for a, c in PATHS:
        i, j = NAMES.index(a), NAMES.index(c)
        rest = [k for k in PRE[j] if k != i]
        f2.append((r2[j] - explained(j, rest)) / (1 - r2[j]))
        vif.append(1 / (1 - explained(i, rest)))
    out.update(b=b, r2=r2, f2=np.array(f2), vif=np.array(vif))
    out["total"] = np.linalg.inv(np.eye(M) - b) - np.eye(M)
    r = z.T @ (omega[:, None] * z)
    out["indicator_vif"] = np.concatenate(
        [np.diag(np.linalg.inv(r[STARTS[j]:STARTS[j + 1], STARTS[j]:STARTS[j + 1]])) for j in range(M)])
    alpha, rho_a, rho_c, ave = [], [], [], []
    for j in range(M):
        s = slice(STARTS[j], STARTS[j + 1])
        k = SIZES[j]
        total = omega @ block(j).sum(axis=1) ** 2
        alpha.append(k / (k - 1) * (1 - k / total))
        wj, lam = w[j], out["loadings"][s]
        off = r[s, s] - np.eye(k)
        ww = np.outer(wj, wj)
        rho_a.append((wj @ wj) ** 2 * (wj @ off @ wj) / (wj @ (ww - np.diag(np.diag(ww))) @ wj))
        rho_c.append(lam.sum() ** 2 / (lam.sum() ** 2 + (1 - lam ** 2).sum()))
        ave.append((lam ** 2).mean())
    out.update(alpha=np.array(alpha), rho_a=np.array(rho_a), rho_c=np.array(rho_c), ave=np.array(ave))
    ht = []
    for i in range(M):
        for j in range(i + 1, M):
            a, c = range(STARTS[i], STARTS[i + 1]), range(STARTS[j], STARTS[j + 1])
            hetero = np.mean([r[k, l] for k in a for l in c])
            mono = [np.mean([r[k, l] for k in q for l in q if k < l]) for q in (a, c)]
            ht.append(hetero / np.sqrt(mono[0] * mono[1]))
    out["htmt"] = np.array(ht)
    rel = np.array([rho if modes[j] == "A" else 1.0 for j, rho in enumerate(rho_a)])
    c = y.T @ (omega[:, None] * y)
    cc = c / np.sqrt(np.outer(rel, rel))
    np.fill_diagonal(cc, 1.0)
    plsc = np.zeros((M, M))
    plsc_r2 = np.full(M, np.nan)
    for j in range(M):
        if PRE[j]:
            plsc[j, PRE[j]] = np.linalg.solve(cc[np.ix_(PRE[j], PRE[j])], cc[PRE[j], j])
            plsc_r2[j] = plsc[j, PRE[j]] @ cc[PRE[j], j]
    out.update(plsc=plsc, plsc_r2=plsc_r2)
    out["plsc_loadings"] = np.concatenate(
        [w[j] * np.sqrt(rel[j]) / (w[j] @ w[j]) if modes[j] == "A" else out["loadings"][STARTS[j]:STARTS[j + 1]]
         for j in range(M)])
    # Importance and performance for loyalty: an ordinary regression on scores of 0 to 100.
    u = (x - 1) / 9 * 100
    share = out["w"] / (omega @ (u - omega @ u) ** 2) ** 0.5
    for j in range(M):
        share[STARTS[j]:STARTS[j + 1]] /= share[STARTS[j]:STARTS[j + 1]].sum()
    scores = np.column_stack([u[:, STARTS[j]:STARTS[j + 1]] @ share[STARTS[j]:STARTS[j + 1]] for j in range(M)])
    performance = omega @ scores
    raw = np.zeros((M, M))
    for j in range(M):
        if PRE[j]:
            raw[j, PRE[j]] = ols(np.column_stack([np.ones(n), scores[:, PRE[j]]]), scores[:, j])[1:]
    raw_total = np.linalg.inv(np.eye(M) - raw) - np.eye(M)
    out.update(performance=performance, importance=raw_total[4, :4], share=share,
               indicator_performance=omega @ u)
    return out


def predict(x, modes, scheme, k):
    """Row i is in part i mod k; input image, target loyalty."""
    n = len(x)
    sse = np.zeros((3, 3))
    sae = np.zeros((3, 3))
    for fold in range(k):
        out_rows = np.arange(n) % k == fold
        f = fit(x[~out_rows], modes, scheme)
        z = (x[out_rows] - f["mean"]) / f["deviation"]
        image = z[:, :4] @ f["w"][:4]
        for at, item in enumerate(range(13, 16)):
            pls = f["mean"][item] + f["deviation"][item] * f["loadings"][item] * f["total"][4, 0] * image
            train = np.column_stack([np.ones((~out_rows).sum()), x[~out_rows, :4]])
            beta = np.linalg.lstsq(train, x[~out_rows, item], rcond=None)[0]
            line = np.column_stack([np.ones(out_rows.sum()), x[out_rows, :4]]) @ beta
            for by, p in enumerate([pls, line, f["mean"][item]]):
                sse[by, at] += ((x[out_rows, item] - p) ** 2).sum()
                sae[by, at] += np.abs(x[out_rows, item] - p).sum()
    return dict(q2=1 - sse[0] / sse[2], q2_linear=1 - sse[1] / sse[2], rmse=np.sqrt(sse[0] / n),
                rmse_linear=np.sqrt(sse[1] / n), mae=sae[0] / n, mae_linear=sae[1] / n)


def show(name, values):
    print(f"{name}: " + ", ".join(f"{v:.15g}" for v in np.asarray(values).ravel() if not np.isnan(v)))


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}; 2026-11-21")
    x = ratings()
    print("sum of all ratings", int(x.sum()), "first row", x[0].astype(int).tolist())
    omega = 1.0 + np.arange(250) % 5
    for modes in ("AAAAA", "BBBBB", "ABABA", "EEAAB"):
        for scheme in ("path", "factorial", "centroid"):
            if modes in ("ABABA", "EEAAB") and scheme != "path":
                continue
            f = fit(x, modes, scheme)
            print(f"# modes {modes}, {scheme}")
            keys = ["w", "loadings", "b", "r2"] if scheme != "path" else [
                "w", "loadings", "cross", "b", "r2", "total", "f2", "vif", "indicator_vif", "alpha",
                "rho_a", "rho_c", "ave", "htmt", "plsc", "plsc_r2", "plsc_loadings", "performance",
                "importance", "share", "indicator_performance"]
            for key in keys:
                show(key, f[key])
    print("# modes ABABA, path, weights 1 + row mod 5")
    f = fit(x, "ABABA", "path", omega)
    for key in ["mean", "deviation", "w", "loadings", "b", "r2", "total", "performance", "importance"]:
        show(key, f[key])
    print("# prediction, modes AAAAA, path, 10 parts by row mod 10")
    for key, values in predict(x, "AAAAA", "path", 10).items():
        show(key, values)
