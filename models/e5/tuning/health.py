"""Judges topics on the NHS answers (version 6) in five folds by respondent, from what `topics.py fold` wrote.

    python health.py --data DIR --work WORK --folds FILE --pattern 'topics_{}.npz' [--share S] [--out health.json]

Beside the tuned encoder: a linear head on its vectors before tuning, n-grams, and n-grams with the untuned encoder's vector.
Weights of a mean of logits and the one threshold of each fold come from the judged rows of the other four folds, whose
respondents are the fold's training respondents. With `--share` n-grams learn from the same part of them as `topics.py fold --share` did.
"""

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import topics
from intervals import interval, shown
from lessons import Example
from states import States

FOLDS = 5
OWN = 20
FREQUENT = 30
CUTS = np.arange(-2.0, 1.01, 0.1)
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Weights of the other readings that are tried, beside 1 for the tuned encoder."""
MERGED = {
    "Patient journey": ("Referals & continuity of care", "Admission", "Discharge", "Patient records"),
    "Safety": ("Feeling safe", "Safeguarding concerns?"),
    "Dignity": ("Patient appearance & grooming", "Equality, Diversity & Inclusion"),
    "Environment": ("Environment & Facilities", "Sensory experience"),
}
"""As an earlier parameter file of the published model (pxtextmining, 2023) merges rare labels; its last 32 are not described."""


def f1_of(truth: np.ndarray, said: np.ndarray) -> float:
    """Micro F1."""
    return topics.f1(truth, said)


def macro_of(truth: np.ndarray, said: np.ndarray) -> float:
    """Mean of the labels' F1; labels that none of the rows has are left out."""
    hits, total = (truth & said).sum(0), truth.sum(0) + said.sum(0)
    known = truth.sum(0) > 0
    return float((2 * hits[known] / np.maximum(total[known], 1)).mean())


def thresholds(truth: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """The best common threshold; for labels common enough their own, half-way drawn to the common one."""
    steps = np.arange(0.1, 0.7, 0.02)
    common = max(steps, key=lambda step: f1_of(truth, chance >= step))
    found = np.full(truth.shape[1], common)
    for label in range(truth.shape[1]):
        if truth[:, label].sum() >= OWN:
            own = max(steps, key=lambda step: f1_of(truth[:, label], chance[:, label] >= step))
            found[label] = (own + common) / 2
    return found


def linear_scores(
    texts: list[str], truth: np.ndarray, learnt_in: list[np.ndarray], fold: np.ndarray, vectors: np.ndarray | None
) -> np.ndarray:
    """Out-of-fold logits of one logistic regression per label on words, word pairs and characters, and vectors if any."""
    found = np.full(truth.shape, -6.0)
    for judged in range(FOLDS):
        learnt, asked = learnt_in[judged], np.flatnonzero(fold == judged)
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
        blocks = []
        for rows, step in ((learnt, "fit_transform"), (asked, "transform")):
            own = [texts[row] for row in rows]
            block = [getattr(words, step)(own), getattr(characters, step)(own)]
            blocks.append(hstack(block + ([] if vectors is None else [csr_matrix(vectors[rows])])).tocsr())
        for label in range(truth.shape[1]):
            of_label = truth[learnt, label]
            if of_label.sum() >= 2:
                model = LogisticRegression(C=8, solver="liblinear").fit(blocks[0], of_label)
                found[asked, label] = model.decision_function(blocks[1])
        print(f"n-grams, fold {judged} done", flush=True)
    return found


def read(pattern: str, shape: tuple[int, int]) -> dict[str, np.ndarray]:
    """Logits of all folds, by reading: `linear` (before tuning) and `tuned`."""
    found = {name: np.full(shape, np.nan) for name in ("linear", "tuned")}
    for fold in range(FOLDS):
        with np.load(pattern.format(fold)) as own:
            for name in found:
                found[name][own["rows"]] = own[name]
    if np.isnan(found["tuned"]).any():
        raise ValueError("a fold is missing")
    return found


def joined(scores: list[np.ndarray], truth: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, list[tuple]]:
    """What a mean of readings says, its weights and threshold from the other folds; and what these were."""
    said, chosen = np.zeros_like(truth), []
    for judged in range(FOLDS):
        others, own = fold != judged, fold == judged
        best = (-1.0, ())
        for shares in itertools.product(SHARES, repeat=len(scores) - 1):
            mean = sum(share * of for share, of in zip((1.0, *shares), scores)) / (1 + sum(shares))
            for cut in CUTS:
                best = max(best, (f1_of(truth[others], mean[others] >= cut), (*shares, round(float(cut), 1))))
        *shares, cut = best[1]
        mean = sum(share * of for share, of in zip((1.0, *shares), scores)) / (1 + sum(shares))
        said[own] = mean[own] >= cut
        chosen.append(best[1])
    return said, chosen


def merged(labels: np.ndarray, names: list[str]) -> np.ndarray:
    """Rare labels as one where `MERGED` says so."""
    taken = {name for group in MERGED.values() for name in group}
    kept = [labels[:, at] for at, name in enumerate(names) if name not in taken]
    groups = [labels[:, [names.index(name) for name in group]].any(1) for group in MERGED.values()]
    return np.stack(kept + groups, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "work", "folds"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--out", default="health.json")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    answers: list[Example] = topics.answers(arguments.data)
    names = sorted({name for e in answers for name in e.labels["topics"]})
    truth = np.array([[name in e.labels["topics"] for name in names] for e in answers])
    fold = topics.folds_of(answers, arguments.folds)
    scores = read(arguments.pattern, truth.shape)
    scores |= words_of(arguments.work, answers, truth, fold, arguments.share)
    candidates = {
        "n-grams": ["words"],
        "n-grams and untuned vector": ["words and vector"],
        "linear head before the fold's tuning": ["linear"],
        "tuned": ["tuned"],
        "tuned + n-grams": ["tuned", "words"],
        "tuned + n-grams and untuned vector": ["tuned", "words and vector"],
        "tuned + n-grams and untuned vector + linear head": ["tuned", "words and vector", "linear"],
    }
    groups = [e.group for e in answers]
    frequent = truth.sum(0) >= FREQUENT
    result: dict[str, object] = {"n": len(answers), "labels": len(names), "frequent": int(frequent.sum())}
    for title, parts in candidates.items():
        said, chosen = joined([scores[part] for part in parts], truth, fold)
        few, few_said = merged(truth, names), merged(said, names)
        tables = {
            "all": (truth, said), "frequent": (truth[:, frequent], said[:, frequent]),
            f"merged to {few.shape[1]}": (few, few_said),
        }  # fmt: skip
        found = {"weights and threshold": chosen}
        for kind, (right, answered) in tables.items():
            found[f"micro, {kind}"] = shown(interval(groups, lambda rows: f1_of(right[rows], answered[rows])))
            found[f"macro, {kind}"] = shown(interval(groups, lambda rows: macro_of(right[rows], answered[rows])))
        found["folds"] = [round(f1_of(truth[fold == number], said[fold == number]), 3) for number in range(FOLDS)]
        result[title] = found
        print(title, json.dumps(found), flush=True)
    (arguments.work / arguments.out).write_text(json.dumps(result, indent=1))


def words_of(
    work: Path, answers: list[Example], truth: np.ndarray, fold: np.ndarray, share: float
) -> dict[str, np.ndarray]:
    """Logits from n-grams, alone and with the untuned encoder's vector; kept in the work folder."""
    path = work / ("words_of_topics.npz" if share == 1 else f"words_of_topics_{share}.npz")
    if not path.exists():
        texts = [e.text.removeprefix("query: ") for e in answers]
        learnt = [topics.learnt_rows(answers, fold != judged, share, 1) for judged in range(FOLDS)]
        states = States(work / "lessons.f16")
        reader = topics.reader_of(work, None, answers, states)
        vectors = reader.vectors(states, [e.text for e in answers]).numpy() * SPREAD
        np.savez(
            path,
            **{
                "words": linear_scores(texts, truth, learnt, fold, None),
                "words and vector": linear_scores(texts, truth, learnt, fold, vectors),
            },
        )
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


SPREAD = 0.1
"""Of the vector's columns beside words whose rows have length one."""


if __name__ == "__main__":
    main()
