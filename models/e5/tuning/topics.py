"""Tunes the upper layers on the topics of the NHS answers (version 6), fold by fold, and writes what each fold says of its judged texts.

    python topics.py phase --data DIR --work WORK --start WORK/broad.pt --out WORK/phase.pt
    python topics.py fold --data DIR --work WORK --start WORK/phase.pt --folds FILE --fold K --out WORK/topics_K.npz

`phase` learns the topics of phase 1, another coding frame for texts of the same kind; texts that version 6 holds too, spelt
alike but for case, spaces and signs, are left out. `fold` goes on with the answers of respondents outside fold K (or of a
`--share` of them), the topics' head fitted on fixed features first. FILE: the fold of each respondent, in order of
appearance, one a line, as `cargo run --release --example measure_topics -- DATA FILE` writes it.
"""

import argparse
import random
import re
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import lessons
import tables
from encoder import LAYERS, Encoder, pool
from heads import Heads, class_names, fit_linear
from lessons import Example
from states import FROZEN, States, by_length
from tune import DROPOUT, LINEAR_DECAY, RATE_DECAY, WEIGHT_DECAY

BATCH = 32
RATE, RATE_OF_HEADS, WARM_UP = 1e-4, 1e-3, 0.08
EPOCHS = {"phase": 3, "fold": 8}
SHARE_OF_PHASE = 0.05
"""Of the texts of phase 1, in each pass over a fold."""
WEIGHT = {"topics": 1.0, "health_topic": 0.5, "health_subtopic": 0.5, "sentiment": 0.3}


def answers(data: Path) -> list[Example]:
    """The judged answers, with their question."""
    return [example for example in lessons.health_answers(data) if example.source == "nhs_v6"]


def of_phase(data: Path) -> list[Example]:
    """Texts of phase 1 that version 6 does not hold in any spelling."""
    known = {bare(row["text"]) for row in tables.rows(data, "nhs_fft_v6")}
    return [e for e in lessons.health_remarks(data) if e.source == "nhs_phase1" and bare(e.group) not in known]


def bare(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def folds_of(examples: list[Example], path: Path) -> np.ndarray:
    """The fold of each text, from the folds of respondents in order of appearance."""
    of_respondent = [int(line) for line in path.read_text().split()]
    place = {group: number for number, group in enumerate(dict.fromkeys(e.group for e in examples))}
    if len(place) != len(of_respondent):
        raise ValueError(f"{path}: {len(of_respondent)} folds for {len(place)} respondents")
    return np.array([of_respondent[place[e.group]] for e in examples])


class Labelwise(nn.Module):
    """Reads each topic from the words that speak of it: one query of attention per topic, added to the linear head's score.

    References: label-wise attention as in CAML (Mullenbach et al. 2018, NAACL).
    """

    def __init__(self, n_classes: int, width: int) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.randn(n_classes, width) * 0.05)
        self.answer = nn.Parameter(torch.zeros(n_classes, width))

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        states = functional.layer_norm(states.float(), states.shape[-1:])
        own = torch.arange(states.shape[1])[None, :] < lengths[:, None]
        scores = torch.einsum("ntd,cd->nct", states, self.query).masked_fill(~own[:, None], -1e4)
        said = torch.einsum("ntd,cd->nct", states, self.answer)
        return (scores.softmax(-1) * said).sum(-1)


class Reader(nn.Module):
    """Encoder's upper layers, linear heads, and the topics word by word."""

    def __init__(self, encoder: Encoder, heads: Heads) -> None:
        super().__init__()
        self.encoder, self.heads = encoder, heads
        width = heads.mean.shape[0]
        self.labelwise = Labelwise(len(heads.classes["topics"]), width)
        self.is_labelwise = True

    def run(self, states: States, texts: list[str], dropout: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Standardised vectors, and what the words add to the scores of topics."""
        kept, lengths = states.batch(texts)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            last = self.encoder.run(kept.bfloat16(), lengths, FROZEN, LAYERS, dropout)
        features = functional.dropout(self.heads.standardise(pool(last, lengths)), dropout, self.training)
        added = self.labelwise(last, lengths) if self.is_labelwise else torch.zeros(())
        return features, added

    def loss(self, states: States, batch: list[Example]) -> torch.Tensor:
        """Sum over heads and texts, divided by the number of texts."""
        features, added = self.run(states, [e.text for e in batch], DROPOUT)
        total = features.new_zeros(())
        for name, weight in WEIGHT.items():
            asked = [row for row, e in enumerate(batch) if name in e.labels]
            if not asked:
                continue
            targets = self.heads.targets(name, [batch[row] for row in asked])
            scores = self.heads.linear[name](features[asked])
            if name == "topics":
                scores = scores + (added[asked] if self.is_labelwise else 0.0)
                total = total + weight * functional.binary_cross_entropy_with_logits(scores, targets, reduction="sum")
            else:
                total = total + weight * functional.cross_entropy(scores, targets, reduction="sum")
        return total / len(batch)

    def scores(self, states: States, texts: list[str]) -> np.ndarray:
        """Scores of the topics, before they become probabilities."""
        self.eval()
        found = np.zeros((len(texts), len(self.heads.classes["topics"])), np.float32)
        with torch.inference_mode():
            for batch in by_length([states.length(text) for text in texts], 4096):
                features, added = self.run(states, [texts[row] for row in batch], 0.0)
                found[batch] = (self.heads.linear["topics"](features) + added).numpy()
        return found

    def vectors(self, states: States, texts: list[str]) -> torch.Tensor:
        """Standardised vectors."""
        self.eval()
        found = torch.zeros(len(texts), self.heads.mean.shape[0])
        with torch.inference_mode():
            for batch in by_length([states.length(text) for text in texts], 4096):
                found[batch] = self.run(states, [texts[row] for row in batch], 0.0)[0]
        return found.clone()


def reader_of(work: Path, start: Path | None, everything: list[Example], states: States) -> Reader:
    """The untuned reader, or one with the weights and heads of an earlier run."""
    frozen = torch.load(work / "frozen.pt", weights_only=True)
    encoder = Encoder(len(frozen["word.weight"]))
    encoder.load_state_dict(frozen)
    heads = Heads(class_names(everything))
    before = torch.load(start, weights_only=True) if start else {"heads": {}}
    if start:
        encoder.load_state_dict(before["encoder"])
        fitting = {n: t for n, t in before["heads"].items() if n in heads.state_dict() and t.shape == heads.state_dict()[n].shape}
        heads.load_state_dict(heads.state_dict() | fitting)
    reader = Reader(encoder, heads)
    if not start:
        heads.set_scale(basis_of(reader, states, everything))
    return reader


def basis_of(reader: Reader, states: States, everything: list[Example]) -> torch.Tensor:
    """Pooled vectors of a sample of texts."""
    sample = random.Random(1).sample(sorted({e.text for e in everything}), 2000)
    return reader.vectors(states, sample)


def batches_of(examples: list[Example], states: States, draw: random.Random) -> list[list[Example]]:
    """All of them in batches of like length, in random order."""
    examples = draw.sample(examples, len(examples))
    batches = []
    for start in range(0, len(examples), BATCH * 16):
        near = sorted(examples[start : start + BATCH * 16], key=lambda e: states.length(e.text))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    draw.shuffle(batches)
    return batches


def tune(reader: Reader, states: States, learnt: list[Example], beside: list[Example], epochs: int, seed: int) -> None:
    """Trains on all of `learnt` and a share of `beside` in each pass."""
    torch.manual_seed(seed)
    draw = random.Random(seed)
    began = time.time()
    schedule = []
    for _ in range(epochs):
        schedule.append(batches_of(learnt + draw.sample(beside, round(SHARE_OF_PHASE * len(beside))), states, draw))
    n_steps = sum(len(batches) for batches in schedule)
    groups = [{"params": [*reader.heads.linear.parameters(), *reader.labelwise.parameters()], "lr": RATE_OF_HEADS}]
    for depth, layer in enumerate(reversed(reader.encoder.layers[FROZEN:])):
        groups.append({"params": list(layer.parameters()), "lr": RATE * RATE_DECAY**depth})
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    warm = max(1, round(WARM_UP * n_steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (n_steps - step) / (n_steps - warm))
    )
    for parameter in reader.encoder.parameters():
        parameter.requires_grad_(False)
    for parameter in reader.encoder.layers[FROZEN:].parameters():
        parameter.requires_grad_(True)
    for number, batches in enumerate(schedule):
        reader.train()
        losses = []
        for batch in batches:
            loss = reader.loss(states, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            rate.step()
            losses.append(float(loss.detach()))
        print(f"pass {number}: loss {np.mean(losses):.4f}, {time.time() - began:.0f} s", flush=True)


def learnt_rows(examples: list[Example], may: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Rows of a share of the respondents that may be learnt from."""
    rows = np.flatnonzero(may)
    respondents = sorted({examples[row].group for row in rows})
    kept = set(random.Random(f"share {seed}").sample(respondents, round(share * len(respondents))))
    return np.array([row for row in rows if examples[row].group in kept])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=sorted(EPOCHS))
    for name in ("data", "work", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from; without it the untuned ones")
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--fold", type=int, default=0, help="the one that is judged")
    parser.add_argument("--inner", action="store_true", help="judge a fifth of the training respondents instead, to choose settings by")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--linear", action="store_true", help="topics from the linear head alone")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    states = States(arguments.work / "lessons.f16")
    judged, phase = answers(arguments.data), of_phase(arguments.data)
    reader = reader_of(arguments.work, arguments.start, judged + phase, states)
    reader.is_labelwise = not arguments.linear
    epochs = arguments.epochs or EPOCHS[arguments.step]
    if arguments.step == "phase":
        names = ["health_topic", "health_subtopic"]
        fit_linear(reader.heads, reader.vectors(states, [e.text for e in phase]), phase, names, LINEAR_DECAY)
        tune(reader, states, phase, [], epochs, arguments.seed)
        torch.save({"encoder": reader.encoder.state_dict(), "heads": reader.heads.state_dict()}, arguments.out)
        return
    fold = folds_of(judged, arguments.folds)
    learnt = fold != arguments.fold
    asked = fold == arguments.fold
    if arguments.inner:
        asked = learnt & np.array([lessons.part_of(e.group, 5, "inner") == 0 for e in judged])
        learnt = learnt & ~asked
    own = [judged[row] for row in learnt_rows(judged, learnt, arguments.share, arguments.seed)]
    fit_linear(reader.heads, reader.vectors(states, [e.text for e in own]), own, ["topics"], LINEAR_DECAY)
    rows = np.flatnonzero(asked)
    texts = [judged[row].text for row in rows]
    reader_scores = {"linear": reader.scores(states, texts)}
    tune(reader, states, own, phase, epochs, arguments.seed)
    reader_scores["tuned"] = reader.scores(states, texts)
    np.savez(arguments.out, rows=rows, n_learnt=len(own), **reader_scores)
    truth = np.array([[name in judged[row].labels["topics"] for name in reader.heads.classes["topics"]] for row in rows])
    for name, scores in reader_scores.items():
        best = max(np.arange(-2.0, 1.0, 0.1), key=lambda cut: f1(truth, scores >= cut))
        print(f"{name}: at its best cut {best:.1f} micro-F1 {f1(truth, scores >= best):.3f}, n {len(rows)}", flush=True)


def f1(truth: np.ndarray, said: np.ndarray) -> float:
    """Micro F1."""
    return float(2 * (truth & said).sum() / max(truth.sum() + said.sum(), 1))


if __name__ == "__main__":
    main()
