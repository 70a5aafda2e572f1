"""Judges a candidate on held-out parts of what may train, and on the exams.

    python evaluate.py --data DIR --grammar data/lexicon --work DIR --name NAME [--tuned FILE] [--share 0.5] [--held-out-only]

Without `--tuned` the untuned encoder with linear heads on fixed features is judged. `--share` is how far to go from
the untuned weights to the tuned ones (1: all the way; WiSE-FT, Wortsman et al. 2022, CVPR).
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import exams
import lessons
import remarks
from adjust import JUDGED, Adjustment, both, none, of_classes, of_language
from encoder import Encoder
from heads import Heads, class_names, fit_linear
from intervals import area, interval, macro_f1, shown
from lessons import Example
from prepare import ONE_IN
from states import STORES, States
from tune import LINEAR_DECAY, is_learnt, shares_until, vectors


def candidate(work: Path, tuned: Path | None, share: float) -> tuple[Encoder, Heads | None]:
    """Encoder and heads at a share of the way from untuned to tuned weights."""
    frozen = torch.load(work / "frozen.pt", weights_only=True)
    encoder = Encoder(len(frozen["word.weight"]))
    encoder.load_state_dict(frozen)
    if tuned is None:
        return encoder, None
    found = torch.load(tuned, weights_only=True)
    between = {name: start + share * (found["encoder"][name] - start) for name, start in frozen.items()}
    encoder.load_state_dict(between)
    heads = Heads(found["classes"])
    linear = found["linear"]
    heads.load_state_dict({name: linear[name] + share * (end - linear[name]) for name, end in found["heads"].items()})
    return encoder, heads


def linear_heads(encoder: Encoder, states: States, everything: list[Example]) -> Heads:
    """Linear heads for sentiment and mentions on the features as they are."""
    known = [
        e
        for e in everything
        if is_learnt(e, "health", -1) and ({"sentiment", "mention"} & set(e.labels)) and e.source != "nhs_v6_unasked"
    ]
    pooled = vectors(encoder, states, [e.text for e in known])
    heads = Heads(class_names(everything))
    heads.set_scale(pooled)
    fit_linear(heads, heads.standardise(pooled), known, ["sentiment", "mention"], LINEAR_DECAY)
    return heads


def scores_of(encoder: Encoder, heads: Heads, states: States, texts: list[str]) -> dict[str, torch.Tensor]:
    """Scores of negative, neutral and positive by both heads."""
    distinct = list(dict.fromkeys(texts))
    features = heads.standardise(vectors(encoder, states, distinct))
    place = {text: number for number, text in enumerate(distinct)}
    rows = [place[text] for text in texts]
    with torch.inference_mode():
        return {name: heads.linear[name](features)[rows] for name in JUDGED}


def adjustments(
    data: Path, states: States, encoder: Encoder, heads: Heads, learnt: list[Example], stage: str
) -> dict[str, Adjustment]:
    """The ways to read a candidate's scores that are compared."""
    pairs = {"sentiment": lessons.pairs(data), "mention": lessons.named_pairs(data)}
    language = of_language(encoder, heads, states, pairs)
    return {"plain": none(), "by language": language, "by language and class": both(language, of_classes(learnt, shares_until(stage)))}


def held_out(encoder: Encoder, heads: Heads, states: States, everything: list[Example]) -> dict[str, object]:
    """Accuracy on parts of the trainable tables that were not learnt from; scores plain."""
    found: dict[str, object] = {}
    for source, split, name in (
        ("nhs_phase1", "valid", "sentiment"),
        ("mams_mentions", "valid", "mention"),
        ("mams_sentences", "valid", "sentiment"),
        ("xed_nl", "valid", "sentiment"),
        ("mams_mentions", "test", "mention"),
    ):
        own = [e for e in everything if e.source == source and e.split == split and name in e.labels]
        said = scores_of(encoder, heads, states, [e.text for e in own])[name].numpy()
        truth = np.array([e.labels[name] for e in own])
        guess = (said[:, 2] > said[:, 0]) * 2 if source == "xed_nl" else said.argmax(1)
        right = guess == truth
        found[f"{source} {split}"] = shown(interval([e.group for e in own], lambda rows: right[rows].mean()))
    return found


def judged(scores: dict[str, torch.Tensor], adjustment: Adjustment, asked: list[exams.Question]) -> dict[str, str]:
    """Every exam's figures with intervals."""
    languages = ["en" if question.exam.startswith(("airlines", "mabsa_en")) else "nl" for question in asked]
    said = {name: (own + adjustment.of(name, languages)).softmax(1).numpy() for name, own in scores.items()}
    found: dict[str, str] = {}
    sides: dict[str, tuple] = {}
    for exam in dict.fromkeys(question.exam for question in asked):
        rows = np.array([number for number, question in enumerate(asked) if question.exam == exam])
        own = [asked[number] for number in rows]
        groups, truth = [q.group for q in own], np.array([q.answer for q in own])
        for head in ("mention",) if exam.endswith(" mention") else ("sentiment",):
            chance = said[head][rows]
            guess, polarity = chance.argmax(1), chance[:, 2] - chance[:, 0]
            right, clear = guess == truth, truth != 1
            name = f"{exam}"

            def add(label: str, measure) -> None:
                found[f"{name} {label}"] = shown(interval(groups, measure))

            def where(keep: np.ndarray, right: np.ndarray):
                return lambda at: right[at][keep[at]].mean() if keep[at].any() else float("nan")

            side = (polarity > 0) == (truth == 2)
            if exam != "bolcom":
                add("3 classes", lambda at: right[at].mean())
                add("macro-F1", lambda at: macro_f1(truth[at], guess[at]))
            add("sides", where(clear, side))
            if exam in ("bolcom", "thuisbezorgd", "airlines"):
                add("AUC", lambda at: area((truth[at] == 2)[clear[at]], polarity[at][clear[at]]))
            if exam == "thuisbezorgd":
                found[f"{exam} mean polarity 1-2, 3, 4-5 stars"] = " ".join(f"{polarity[truth == s].mean():.2f}" for s in (0, 1, 2))
            if exam.startswith(("semeval", "mabsa")):
                several = np.array([q.n_mentions > 1 for q in own])
                both = np.array([q.is_two_sided for q in own])
                add(f"3 classes, 2+ mentions (n {several.sum()})", where(several, right))
                add(f"3 classes, two-sided (n {both.sum()})", where(both, right))
                add(f"sides, two-sided (n {(both & clear).sum()})", where(both & clear, side))
            sides[exam] = (groups, right)
    for kind in ("mention", "text"):
        nl, en = sides[f"mabsa_nl {kind}"], sides[f"mabsa_en {kind}"]
        shared = set(nl[0]) & set(en[0])
        groups = [*nl[0], *en[0]]
        is_dutch = np.array([True] * len(nl[0]) + [False] * len(en[0]))
        right = np.concatenate([nl[1], en[1]])
        keep = np.array([group in shared for group in groups])

        def gap(at: np.ndarray) -> float:
            dutch, english = keep[at] & is_dutch[at], keep[at] & ~is_dutch[at]
            return 100 * (right[at][english].mean() - right[at][dutch].mean())

        value, low, high = interval(groups, gap)
        found[f"mabsa {kind}: English less Dutch, points"] = f"{value:.1f} [{low:.1f}, {high:.1f}]"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "work", "grammar"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--stage", choices=("broad", "health"), default="health", help="the last one it went through")
    parser.add_argument("--name", required=True)
    parser.add_argument("--tuned", type=Path)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--held-out-only", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    everything = lessons.all_lessons(arguments.data)
    states = States(*(arguments.work / f"{name}.f16" for name in STORES))
    encoder, heads = candidate(arguments.work, arguments.tuned, arguments.share)
    if heads is None:
        heads = linear_heads(encoder, states, everything)
    found = held_out(encoder, heads, states, everything)
    print(json.dumps({arguments.name: found}, indent=1), flush=True)
    if not arguments.held_out_only:
        asked = exams.all_exams(arguments.data, ONE_IN)
        scores = scores_of(encoder, heads, States(arguments.work / "exams.f16"), [question.text for question in asked])
        everything += remarks.both_languages(arguments.grammar)
        learnt = [e for e in everything if is_learnt(e, arguments.stage, -1)]
        ways = adjustments(arguments.data, states, encoder, heads, learnt, arguments.stage)
        for way, adjustment in ways.items():
            print(way, {key: [round(v, 2) for v in value.tolist()] for key, value in adjustment.added.items()})
            found[way] = judged(scores, adjustment, asked)
    (arguments.work / f"{arguments.name}.json").write_text(json.dumps(found, indent=1))
    print(json.dumps({arguments.name: found}, indent=1), flush=True)


if __name__ == "__main__":
    main()
