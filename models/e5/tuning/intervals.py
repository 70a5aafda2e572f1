"""Percentile bootstrap over groups (sentences, comments, respondents), 1 000 draws, 95 %."""

from collections.abc import Callable

import numpy as np

DRAWS = 1000


def interval(groups: list[str], measure: Callable[[np.ndarray], float], seed: int = 1) -> tuple[float, float, float]:
    """The measure of all rows, and its interval; `measure` gets row numbers."""
    _, number = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
    order = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[order], np.arange(number.max() + 2))
    starts, sizes = ends[:-1][: number.max() + 1], np.diff(ends)[: number.max() + 1]
    draw = np.random.default_rng(seed)

    def rows() -> np.ndarray:
        groups_drawn = draw.integers(0, len(starts), len(starts))
        own = sizes[groups_drawn]
        first = np.repeat(starts[groups_drawn] - np.concatenate([[0], np.cumsum(own)[:-1]]), own)
        return order[first + np.arange(own.sum())]

    drawn = [measure(rows()) for _ in range(DRAWS)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return measure(np.arange(len(groups))), float(low), float(high)


def shown(found: tuple[float, float, float]) -> str:
    """Three figures as text."""
    return "{:.3f} [{:.3f}, {:.3f}]".format(*found)


def area(side: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve: chance that a positive text stands above a negative one, ties count half."""
    from scipy.stats import rankdata

    n_up, n_down = int(side.sum()), int((~side).sum())
    if not n_up or not n_down:
        return float("nan")
    return float((rankdata(score)[side].sum() - n_up * (n_up + 1) / 2) / (n_up * n_down))


def macro_f1(truth: np.ndarray, said: np.ndarray, n_classes: int = 3) -> float:
    """Mean over classes that occur."""
    found = []
    for number in range(n_classes):
        hit = int(((truth == number) & (said == number)).sum())
        n_said, n_true = int((said == number).sum()), int((truth == number).sum())
        if n_true:
            found.append(2 * hit / (n_said + n_true))
    return float(np.mean(found))
