"""Cochran's Q, I2, DerSimonian-Laird tau2 and mean by statsmodels; shrunk values by their formula."""
import sys, numpy as np, scipy, statsmodels
from statsmodels.stats.meta_analysis import combine_effects
from scipy.stats import chi2, norm
print("Python", sys.version.split()[0], "statsmodels", statsmodels.__version__, "numpy", np.__version__, "; 2026-11-21")
np.set_printoptions(precision=16)
for b, v in [([-2.1, -0.4, -1.5, 0.3, -3.0], [0.25, 0.09, 0.36, 0.16, 0.64]), ([1.0, 1.1, 0.9], [0.2, 0.3, 0.25])]:
    b, v = np.array(b), np.array(v)
    r = combine_effects(b, v, method_re="dl")
    tau2 = max(r.tau2, 0.0)
    w = 1 / (v + tau2); mu = (w * b).sum() / w.sum()
    print("Q", repr(r.q), "p", repr(chi2.sf(r.q, len(b) - 1)), "I2", repr(max(0, r.i2)), "tau2", repr(tau2), "mean", repr(mu), "statsmodels mean", repr(r.mean_effect_re), "se", repr(w.sum() ** -0.5), "statsmodels se", repr(r.sd_eff_w_re))
    B = v / (v + tau2)
    print("shrunk", [repr(float(x)) for x in B * mu + (1 - B) * b], "se", [repr(float(x)) for x in np.sqrt(B * tau2 + B**2 / w.sum())])
