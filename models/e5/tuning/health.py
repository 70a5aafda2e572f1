"""Judges topics on the NHS texts of version 6 in five folds by respondent.

    python health.py --data DIR --work DIR --start broad.pt --pattern 'fold{}.pt'

Per fold: the untuned encoder with linear heads, the broadly tuned one with linear heads, the one tuned on the fold's
training respondents, word and character n-grams, and means of tuned and n-grams. Thresholds (one for all labels, own
ones for labels of at least `OWN` calibration texts) are set on respondents of the training part that trained nothing.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import lessons
from encoder import Encoder
from evaluate import candidate
from heads import Heads, class_names, fit_linear
from intervals import interval, shown
from lessons import Example
from states import States
from tune import FOLDS, LINEAR_DECAY, part_of_respondent, vectors

OWN = 20


def f1_of(truth: np.ndarray, said: np.ndarray) -> float:
    """Micro F1."""
    hits = (truth & said).sum()
    return float(2 * hits / max(truth.sum() + said.sum(), 1))


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


def topic_chances(encoder: Encoder, heads: Heads, states: States, examples: list[Example]) -> np.ndarray:
    """Probability of each topic."""
    with torch.inference_mode():
        features = heads.standardise(vectors(encoder, states, [e.text for e in examples]))
        return torch.sigmoid(heads.linear["topics"](features)).numpy()


def linear_chances(vectors_of: dict[str, torch.Tensor], classes: dict, parts: dict[str, list[Example]]) -> dict:
    """Probabilities of a linear head fitted on the training part's fixed vectors."""
    basis = vectors_of["train"]
    heads = Heads(classes)
    heads.set_scale(basis)
    fit_linear(heads, heads.standardise(basis), parts["train"], ["topics"], LINEAR_DECAY)
    with torch.inference_mode():
        return {
            part: torch.sigmoid(heads.linear["topics"](heads.standardise(own))).numpy() for part, own in vectors_of.items()
        }


def ngram_chances(parts: dict[str, list[Example]], targets: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Probabilities of one logistic regression per label on words, word pairs and characters (with the question)."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    plain = {part: [e.text.removeprefix("query: ") for e in own] for part, own in parts.items()}
    fitted = hstack([words.fit_transform(plain["train"]), characters.fit_transform(plain["train"])]).tocsr()
    seen = {p: hstack([words.transform(t), characters.transform(t)]).tocsr() for p, t in plain.items() if p != "train"}
    found = {part: np.zeros((len(parts[part]), targets["train"].shape[1])) for part in seen}
    for label in range(targets["train"].shape[1]):
        truth = targets["train"][:, label]
        if truth.sum() < 2:
            continue
        model = LogisticRegression(C=8, solver="liblinear").fit(fitted, truth)
        for part in seen:
            found[part][:, label] = model.predict_proba(seen[part])[:, 1]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "work", "start"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--out", default="health.json")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    everything = lessons.all_lessons(arguments.data)
    classes = class_names(everything)
    answers = [e for e in everything if e.source == "nhs_v6"]
    states = States(arguments.work / "lessons.f16")
    truth = np.array([[label in e.labels["topics"] for label in classes["topics"]] for e in answers])
    untuned = vectors(candidate(arguments.work, None, 1.0)[0], states, [e.text for e in answers])
    broad = vectors(candidate(arguments.work, arguments.start, 1.0)[0], states, [e.text for e in answers])
    said: dict[str, np.ndarray] = {}
    for fold in range(FOLDS):
        path = arguments.work / arguments.pattern.format(fold)
        if not path.exists():
            print(f"fold {fold}: no {path.name}")
            continue
        of_part = {part: [] for part in ("train", "calibration", "test")}
        for number, example in enumerate(answers):
            of_part[part_of_respondent(example, fold)].append(number)
        parts = {part: [answers[number] for number in rows] for part, rows in of_part.items()}
        targets = {part: truth[rows] for part, rows in of_part.items()}
        encoder, heads = candidate(arguments.work, path, 1.0)
        tuned = {part: topic_chances(encoder, heads, states, parts[part]) for part in ("calibration", "test")}
        ngrams = ngram_chances(parts, targets)
        frozen = linear_chances({part: untuned[rows] for part, rows in of_part.items()}, classes, parts)
        linear = linear_chances({part: broad[rows] for part, rows in of_part.items()}, classes, parts)
        candidates = {
            "n-grams": ngrams,
            "untuned, linear": frozen,
            "untuned + n-grams": {part: (frozen[part] + ngrams[part]) / 2 for part in tuned},
            "broad, linear": linear,
            "tuned": tuned,
            "tuned + n-grams": {part: (2 * tuned[part] + ngrams[part]) / 3 for part in tuned},
            "tuned + broad linear + n-grams": {
                part: (2 * tuned[part] + linear[part] + ngrams[part]) / 4 for part in tuned
            },
        }
        for name, chance in candidates.items():
            cut = thresholds(targets["calibration"], chance["calibration"])
            own = said.setdefault(name, np.zeros_like(truth))
            own[of_part["test"]] = chance["test"] >= cut
            print(f"fold {fold} {name}: {f1_of(targets['test'], chance['test'] >= cut):.3f}", flush=True)
    seen = [number for number, e in enumerate(answers) if (arguments.work / arguments.pattern.format(lessons.part_of(e.group, FOLDS, "fold"))).exists()]
    groups = [answers[number].group for number in seen]
    result: dict[str, object] = {"n": len(seen)}
    common = truth[seen].sum(0) >= 30
    for name, own in said.items():
        right, answered = truth[seen], own[seen]

        def macro(rows: np.ndarray, keep: np.ndarray) -> float:
            return float(np.mean([f1_of(right[rows][:, label], answered[rows][:, label]) for label in np.flatnonzero(keep)]))

        result[name] = {
            "micro": shown(interval(groups, lambda rows: f1_of(right[rows], answered[rows]))),
            f"micro, {common.sum()} labels of 30 texts or more": shown(
                interval(groups, lambda rows: f1_of(right[rows][:, common], answered[rows][:, common]))
            ),
            "macro of these": f"{macro(np.arange(len(seen)), common):.3f}",
            "macro of all": f"{macro(np.arange(len(seen)), np.ones_like(common)):.3f}",
        }
    tuned = said["tuned"][seen]
    result["per topic (tuned)"] = {
        label: {
            "f1": round(f1_of(truth[seen][:, at], tuned[:, at]), 3),
            "precision": round(float((truth[seen][:, at] & tuned[:, at]).sum() / max(tuned[:, at].sum(), 1)), 3),
            "recall": round(float((truth[seen][:, at] & tuned[:, at]).sum() / max(truth[seen][:, at].sum(), 1)), 3),
            "n": int(truth[seen][:, at].sum()),
        }
        for at, label in enumerate(classes["topics"])
    }
    (arguments.work / arguments.out).write_text(json.dumps(result, indent=1))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
