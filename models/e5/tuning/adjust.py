"""What a head's scores are off by for reasons that are no sentiment: the language, and how common each class was in training.

Both corrections need no label of a target. The language: the same sentences in Dutch and English (NTREX) should score
alike on average, so the mean difference is taken off Dutch scores. The classes: the logarithm of their share in
training is taken off (logit adjustment, Menon et al. 2021, ICLR), so that a head speaks as if all were equally common.
"""

from dataclasses import dataclass

import torch

from encoder import Encoder
from heads import Heads
from lessons import Example
from states import States
from tune import vectors

JUDGED = ("sentiment", "mention")
MOST_PAIRS = 600
"""Sentences per language that the gap is measured on."""


@dataclass
class Adjustment:
    """What is added to scores, by head and language."""

    added: dict[tuple[str, str], torch.Tensor]

    def of(self, head: str, languages: list[str]) -> torch.Tensor:
        """One row per text."""
        return torch.stack([self.added[(head, language)] for language in languages])


def none() -> Adjustment:
    """Scores as they are."""
    return Adjustment({(head, language): torch.zeros(3) for head in JUDGED for language in ("nl", "en")})


def of_language(encoder: Encoder, heads: Heads, states: States, pairs: dict[str, list[tuple[str, str]]]) -> Adjustment:
    """Takes the mean gap between Dutch and English off Dutch scores; `pairs` by head, in the head's form of text."""
    added = none().added
    for head, own in pairs.items():
        dutch, english = (heads.standardise(vectors(encoder, states, [pair[at] for pair in own])) for at in (0, 1))
        with torch.inference_mode():
            gap = heads.linear[head].weight @ (dutch.mean(0) - english.mean(0))
        added[(head, "nl")] = -gap.clone()
    return Adjustment(added)


def of_classes(learnt: list[Example], shares: dict[str, float]) -> Adjustment:
    """Takes the logarithm of each class's share in training off the scores of both languages."""
    added = none().added
    for head in JUDGED:
        weight = torch.zeros(3)
        for example in learnt:
            if head in example.labels:
                weight[example.labels[head]] += example.weight * shares.get(example.source, 0.0)
        for language in ("nl", "en"):
            added[(head, language)] = -(weight / weight.sum()).log()
    return Adjustment(added)


def both(first: Adjustment, second: Adjustment) -> Adjustment:
    """Both added."""
    return Adjustment({key: value + second.added[key] for key, value in first.added.items()})
