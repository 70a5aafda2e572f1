"""Trains the head that reads single things in a sentence, `../mention.bin`.

    python mentions.py prepare --data DIR --grammar ../../../data/lexicon --work WORK
    SIGNAAL_MODELS=… cargo run --release --example states_e5 -- WORK/texts.txt WORK/texts
    python mentions.py train --work WORK --encoder ../sentiment.bin --out ../mention.bin

Things: MAMS (training split; the validation split judges and fits the temperature) and made remarks in both languages: of one
to three phrases of the grammar (`made_`), and of phrases and things joined with adjectives of the lexicon (`sides.py`), of
which a sixth in wording judges (`apart_`). `src/classify/sentiment/mention.rs` computes the head.
"""

import argparse
import hashlib
import json
import random
import re
import struct
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import remarks
import sides
import tables
from boundaries import N_CROSSINGS, crossings
from lessons import SENTIMENT

WIDTH, HEADS, DEPTH, UNITS, REACH = 384, 2, 32, 64, 16
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 5, 64, 1e-3, 0.01, 0.2
N_MADE = {"nl": 3000, "en": 1500}
N_SIDES = {"train": 3500, "valid": 500}
"""Remarks of `sides.py`, in each language."""
WEIGHTS = {"mams_train": 1.0, "made_nl": 0.3, "made_en": 0.3, "sides_nl": 0.4, "sides_en": 0.4}
SEEDS = (1, 2, 3)
"""Of the heads whose mean is what is read."""
JUDGED = ("mams_valid", "apart_nl", "apart_en")
SHARE = 0.45
"""Weight of the reading of the clause in the pool: of 0 to 0.8 in steps of 0.15 the least mean cross-entropy over the three judged sets."""
TEMPERATURE = 1.529
"""Of the pool, fitted on MAMS validation with the readings of clauses that the program gives."""


def restaurant_things(data: Path) -> list[dict]:
    """MAMS: each target by its bytes."""
    found = []
    for row in tables.rows(data, "mams_terms"):
        text, at = row["text"], row["masked"].find("$T$")
        if at >= 0 and text[at : at + len(row["aspect_term"])] == row["aspect_term"]:
            found.append(thing(f"mams_{row['split']}", text, at, at + len(row["aspect_term"]), row["polarity"]))
    return found


def made_things(grammar: Path, language: str) -> list[dict]:
    """Remarks of the project's grammar, with what they speak of."""
    words, patterns = remarks.grammar(grammar / f"remarks_{language}.txt")
    draw = random.Random(f"{language}1")
    like = remarks.JOINS[language]["like"]
    unlike = [*remarks.JOINS[language]["unlike"], " en " if language == "nl" else " and ", ", "]
    found = []
    for _ in range(N_MADE[language]):
        text, before, things = "", "", []
        for phrase in range(draw.choice([1, 2, 2, 2, 3])):
            side = draw.choice(["negative", "positive", "negative", "positive", "neutral"])
            said, target = remarks.said(draw.choice(patterns[side]), words, draw)
            if phrase:
                text = text.rstrip(".!") + draw.choice(like if side == before or "neutral" in (side, before) else unlike)
                if not text.endswith(". "):
                    said = said[:1].lower() + said[1:]
            bare = re.sub(r"^(de|het|mijn|jullie|the|my|your) ", "", target)
            at = said.lower().find(bare.lower())
            if target and at >= 0:
                things.append((len(text) + at, len(text) + at + len(bare), side))
            text, before = text + said, side
        if draw.random() < 0.3:
            text = text.lower()
        found += [thing(f"made_{language}", text, *place) for place in things]
    return found


def two_sided_things(grammar: Path, language: str, part: str) -> list[dict]:
    """Remarks of `sides.py`, with what they speak of."""
    source = f"sides_{language}" if part == "train" else f"apart_{language}"
    remarked = sides.made(grammar, language, part, N_SIDES[part])
    return [thing(source, text, *place) for text, things in remarked for place in things]


def thing(source: str, text: str, start: int, end: int, side: str) -> dict:
    """A thing with its place in bytes."""
    place = [len(text[:at].encode()) for at in (start, end)]
    return {"source": source, "text": text, "place": place, "side": SENTIMENT[side]}


MEANS = ("thing", "sentence", "part")
"""What goes into the units as a mean of states: of the thing, of all pieces, of those that no boundary parts from the thing."""


class Head(nn.Module):
    """What the program computes, before standardisation is folded into the weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, HEADS * DEPTH)
        self.key = nn.Linear(WIDTH, HEADS * DEPTH, bias=False)
        self.value = nn.Linear(WIDTH, HEADS * DEPTH)
        self.thing, self.sentence = nn.Linear(WIDTH, UNITS), nn.Linear(WIDTH, UNITS, bias=False)
        self.part = nn.Linear(WIDTH, UNITS, bias=False)
        self.near = nn.Parameter(torch.zeros(HEADS, 2 * REACH + 1))
        self.across = nn.Parameter(torch.zeros(HEADS, N_CROSSINGS))
        self.answers, self.classes = nn.Linear(HEADS * DEPTH, UNITS), nn.Linear(UNITS, 3)
        self.register_buffer("mean", torch.zeros(WIDTH))
        self.register_buffer("deviation", torch.ones(WIDTH))

    def forward(
        self, states: torch.Tensor, held: torch.Tensor, own: torch.Tensor, column: torch.Tensor, crossed: torch.Tensor, dropout: float
    ) -> torch.Tensor:
        states = functional.dropout((states - self.mean) / self.deviation, dropout)
        n_texts, n_pieces, _ = states.shape
        thing = torch.einsum("nt,ntd->nd", own / own.sum(1, keepdim=True), states)
        sentence = torch.einsum("nt,ntd->nd", held / held.sum(1, keepdim=True), states)
        beside = held * (crossed == N_CROSSINGS // 2)
        part = torch.einsum("nt,ntd->nd", beside / beside.sum(1, keepdim=True), states)
        query = self.query(thing).view(n_texts, HEADS, DEPTH)
        key = self.key(states).view(n_texts, n_pieces, HEADS, DEPTH)
        value = self.value(states).view(n_texts, n_pieces, HEADS, DEPTH)
        scores = torch.einsum("nhd,nthd->nht", query, key) / DEPTH**0.5
        scores = scores + (self.near[:, column] + self.across[:, crossed]).permute(1, 0, 2)
        weights = scores.masked_fill(held[:, None] == 0, -1e4).softmax(-1)
        answers = torch.einsum("nht,nthd->nhd", weights, value).reshape(n_texts, -1)
        units = torch.relu(self.thing(thing) + self.sentence(sentence) + self.part(part) + self.answers(answers))
        return self.classes(functional.dropout(units, dropout))

    def folded(self) -> list[np.ndarray]:
        """The tables in the order of the file; the bias of keys cancels in the softmax."""
        state = {name: tensor.double().numpy() for name, tensor in self.state_dict().items()}
        mean = state["mean"]
        table = {name: state[f"{name}.weight"] / state["deviation"] for name in ("query", "key", "value", *MEANS)}
        units = state["thing.bias"] + state["answers.bias"] - sum(table[name] for name in MEANS) @ mean
        return [
            table["query"], state["query.bias"] - table["query"] @ mean, table["key"],
            table["value"], state["value.bias"] - table["value"] @ mean, state["near"], state["across"],
            table["thing"], table["sentence"], table["part"], state["answers.weight"], units,
            state["classes.weight"], state["classes.bias"],
        ]  # fmt: skip


def batch_of(things: list[dict], states: np.ndarray) -> tuple[torch.Tensor, ...]:
    """Padded states, which pieces there are, which are the thing's, and the columns of their distance and of what lies between."""
    longest = max(one["rows"][1] - one["rows"][0] for one in things)
    padded = np.zeros((len(things), longest, WIDTH), np.float32)
    held, own = np.zeros((2, len(things), longest), np.float32)
    column = np.zeros((len(things), longest), np.int64)
    crossed = np.full((len(things), longest), N_CROSSINGS // 2)
    for row, one in enumerate(things):
        start, end = one["rows"]
        padded[row, : end - start] = states[start:end]
        held[row, : end - start], own[row, one["pieces"]] = 1, 1
        at, (first, last) = np.arange(longest), (one["pieces"][0], one["pieces"][-1])
        distance = np.where(at < first, at - first, np.where(at > last, at - last, 0))
        column[row] = np.clip(distance, -REACH, REACH) + REACH
        crossed[row, : end - start] += one["crossed"]
    return tuple(torch.from_numpy(array) for array in (padded, held, own, column, crossed))


def read(work: Path) -> tuple[list[dict], np.ndarray]:
    """Things whose pieces are known, and the states of all pieces."""
    things = json.loads((work / "things.json").read_text())
    number = {text: at for at, text in enumerate((work / "texts.txt").read_text().splitlines())}
    spans = [
        np.array([[int(value) for value in piece.split("-")] for piece in line.split()]).reshape(-1, 2)
        for line in (work / "texts.spans").read_text().split("\n")
    ]
    begin = np.concatenate([[0], np.cumsum([len(own) for own in spans])])
    states = np.memmap(work / "texts.f32", dtype="<f4", mode="r").reshape(-1, WIDTH)
    found = []
    for one in things:
        at = number[one["text"]]
        (start, end), of_text = one["place"], spans[at]
        is_own = (of_text[:, 0] < end) & (of_text[:, 1] > start) & (of_text[:, 1] > of_text[:, 0])
        if is_own.any():
            pieces = np.flatnonzero(is_own)
            ends = int(of_text[pieces[0], 0]), int(of_text[pieces[-1], 1])
            crossed = np.array(crossings(one["text"], of_text.tolist(), ends))
            found.append(one | {"rows": (begin[at], begin[at + 1]), "pieces": pieces, "crossed": crossed})
    return found, states


def fitted(things: list[dict], states: np.ndarray, seed: int) -> Head:
    """A head fitted on all of them."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    head = Head()
    sample = [states[slice(*things[at]["rows"])] for at in draw.choice(len(things), 600, replace=False)]
    sample = np.concatenate(sample)
    head.mean.copy_(torch.from_numpy(sample.mean(0)))
    head.deviation.copy_(torch.from_numpy(sample.std(0) + 1e-3))
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    n_steps = EPOCHS * (len(things) // BATCH + 1) + 1
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=n_steps, pct_start=0.1)
    length = [one["rows"][1] - one["rows"][0] for one in things]
    for epoch in range(EPOCHS):
        order, batches, losses = draw.permutation(len(things)), [], []
        for start in range(0, len(order), BATCH * 16):
            near = sorted(order[start : start + BATCH * 16], key=lambda at: length[at])
            batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        for number in draw.permutation(len(batches)):
            batch = [things[at] for at in batches[number]]
            weights = torch.tensor([WEIGHTS[one["source"]] for one in batch])
            scores = head(*batch_of(batch, states), DROPOUT)
            sides = torch.tensor([one["side"] for one in batch])
            loss = (functional.cross_entropy(scores, sides, reduction="none") * weights).mean()
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            rate.step()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch}: {np.mean(losses):.3f}", flush=True)
    return head


def side_by_side(heads: list[Head]) -> list[np.ndarray]:
    """The tables of one head whose logits are the mean of those of all."""
    parts = list(zip(*(head.folded() for head in heads)))
    found = [np.concatenate(tables) for tables in parts]
    *_, answers, _, classes, classes_bias = range(len(parts))
    found[answers] = np.zeros([sum(table.shape[axis] for table in parts[answers]) for axis in (0, 1)])
    for number, table in enumerate(parts[answers]):
        (rows, columns) = table.shape
        found[answers][number * rows : (number + 1) * rows, number * columns : (number + 1) * columns] = table
    found[classes] = np.concatenate(parts[classes], axis=1) / len(heads)
    found[classes_bias] = np.mean(parts[classes_bias], axis=0)
    return found


def logits(heads: list[Head], things: list[dict], states: np.ndarray) -> np.ndarray:
    """Scores of negative, neutral and positive."""
    with torch.inference_mode():
        batches = (batch_of(things[at : at + 256], states) for at in range(0, len(things), 256))
        return np.concatenate([np.mean([head(*batch, 0.0).numpy() for head in heads], axis=0) for batch in batches])


def is_two_sided(things: list[dict]) -> np.ndarray:
    """Whether the text of each thing praises one and blames another."""
    of_text: dict[str, set[int]] = {}
    for one in things:
        of_text.setdefault(one["text"], set()).add(one["side"])
    return np.array([of_text[one["text"]] >= {0, 2} for one in things])


def shares_right(said: np.ndarray, things: list[dict]) -> str:
    """Three classes; and without neutral, in two-sided texts."""
    side = np.array([one["side"] for one in things])
    both = is_two_sided(things) & (side != 1)
    right = (said[:, 2] > said[:, 0]) == (side == 2)
    return f"three classes {(said.argmax(1) == side).mean():.3f}, two-sided {right[both].mean():.3f} (n {both.sum()})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("prepare", "train"))
    for name in ("data", "grammar", "encoder", "out"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        things = restaurant_things(arguments.data)
        for language in ("nl", "en"):
            things += made_things(arguments.grammar, language)
            for part in N_SIDES:
                things += two_sided_things(arguments.grammar, language, part)
        (arguments.work / "things.json").write_text(json.dumps(things))
        (arguments.work / "texts.txt").write_text("".join(f"{text}\n" for text in sorted({one["text"] for one in things})))
        return
    torch.set_num_threads(1)
    things, states = read(arguments.work)
    learnt = [one for one in things if one["source"] in WEIGHTS]
    heads = [fitted(learnt, states, seed) for seed in SEEDS]
    for source in JUDGED:
        own = [one for one in things if one["source"] == source]
        for at, head in enumerate(heads):
            print(f"{source}, seed {SEEDS[at]}: {shares_right(logits([head], own, states), own)}")
        said = logits(heads, own, states)
        print(f"{source}, all: {shares_right(said, own)}", flush=True)
        np.save(arguments.work / f"{source}.npy", said)
    digest = arguments.encoder.read_bytes()[44 : 44 + 64]
    n = len(heads)
    content = digest + struct.pack("<5I2f", WIDTH, n * HEADS, DEPTH, n * UNITS, REACH, SHARE, TEMPERATURE)
    content += b"".join(np.asarray(table, "<f4").tobytes() for table in side_by_side(heads))
    arguments.out.write_bytes(b"SGNLMEN\0" + struct.pack("<I", 2) + hashlib.sha256(content).digest() + content)


if __name__ == "__main__":
    main()
