"""The same models by the Python package plspm (run, never read)."""
import sys
import warnings
from importlib.metadata import version
import numpy as np
import pandas as pd
import plspm.config as c
from plspm.mode import Mode
from plspm.plspm import Plspm
from plspm.scheme import Scheme
from pls_data import NAMES, PATHS, SIZES, columns, ratings
from pls_oracle import fit

warnings.filterwarnings("ignore")
print(f"Python {sys.version.split()[0]}, plspm {version('plspm')}, pandas {pd.__version__}; 2026-11-21")
x = ratings()
# Standardised beforehand: given raw ratings, this version weights indicators by their spread, whatever
# `scaled` says (weights then differ from those of correlations by up to 0.04).
data = pd.DataFrame((x - x.mean(axis=0)) / x.std(axis=0), columns=columns())


def structure():
    drawing = c.Structure()
    for source in NAMES:
        targets = [b for a, b in PATHS if a == source]
        if targets:
            drawing.add_path([source], targets)
    return drawing.path()


for modes in ("AAAAA", "BBBBB", "ABABA"):
    for name, scheme in (("path", Scheme.PATH), ("factorial", Scheme.FACTORIAL), ("centroid", Scheme.CENTROID)):
        config = c.Config(structure(), scaled=True)
        at = 0
        for construct, size, mode in zip(NAMES, SIZES, modes):
            config.add_lv(construct, Mode.A if mode == "A" else Mode.B,
                          *[c.MV(column) for column in columns()[at:at + size]])
            at += size
        run = Plspm(data, config, scheme, iterations=1000, tolerance=1e-14)
        outer = run.outer_model().loc[columns()]
        b = run.path_coefficients().loc[NAMES, NAMES].to_numpy()
        ours = fit(x, modes, name)
        weights = outer["weight"].to_numpy()
        ratio = weights / ours["w"]
        print(f"# modes {modes}, {name}")
        print("weights:", ", ".join(f"{v:.15g}" for v in weights))
        print("loadings:", ", ".join(f"{v:.15g}" for v in outer["loading"]))
        print("paths:", ", ".join(f"{v:.15g}" for v in b[b != 0]))
        print("r2:", ", ".join(f"{v:.15g}" for v in run.inner_summary().loc[NAMES, "r_squared"]))
        total = run.effects()
        print("total:", ", ".join(f"{a} {v:.15g}" for a, v in zip(total.index, total["total"])))
        print("alpha:", ", ".join(f"{v:.15g}" for v in run.unidimensionality().loc[NAMES, "cronbach_alpha"]))
        print("ave:", ", ".join(f"{v:.15g}" for v in run.inner_summary().loc[NAMES, "ave"]))
        print("against pls_oracle.py: weights", f"{np.abs(weights - ours['w']).max():.1e}",
              "ratio", f"{ratio.min():.12g} {ratio.max():.12g}",
              "loadings", f"{np.abs(outer['loading'] - ours['loadings']).max():.1e}",
              "paths", f"{np.abs(b - ours['b']).max():.1e}")
