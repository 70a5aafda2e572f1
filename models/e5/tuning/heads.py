"""Linear heads on the standardised vector of a text."""

import torch
from torch import nn
from torch.nn import functional

from encoder import HIDDEN
from lessons import Example

SEVERAL = ("topics", "service_intent")
"""Heads whose texts may have several classes at once; of the others one."""


class Heads(nn.Module):
    """One linear layer per head; the standardisation is the same for all and not trained."""

    def __init__(self, classes: dict[str, list[str]]) -> None:
        super().__init__()
        self.classes = classes
        self.register_buffer("mean", torch.zeros(HIDDEN))
        self.register_buffer("deviation", torch.ones(HIDDEN))
        self.linear = nn.ModuleDict({name: nn.Linear(HIDDEN, len(of)) for name, of in classes.items()})
        for layer in self.linear.values():
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def standardise(self, pooled: torch.Tensor) -> torch.Tensor:
        """Vectors of length 1 (what an encoder gives away), brought to mean 0 and deviation 1 over the untuned encoder's texts."""
        return (functional.normalize(pooled) - self.mean) / self.deviation

    def set_scale(self, pooled: torch.Tensor) -> None:
        """Takes mean and deviation from the vectors of a sample of texts."""
        unit = functional.normalize(pooled)
        self.mean, self.deviation = unit.mean(0), unit.std(0)

    def targets(self, name: str, examples: list[Example]) -> torch.Tensor:
        """Class numbers, or a row of 0 and 1 where there may be several."""
        position = {label: number for number, label in enumerate(self.classes[name])}
        if name not in SEVERAL:
            answers = [example.labels[name] for example in examples]
            return torch.tensor([answer if isinstance(answer, int) else position[answer] for answer in answers])
        rows = torch.zeros(len(examples), len(position))
        for row, example in enumerate(examples):
            for label in example.labels[name]:
                if label in position:
                    rows[row, position[label]] = 1.0
        return rows

    def loss(self, features: torch.Tensor, examples: list[Example], weight_of_several: float) -> torch.Tensor:
        """Sum over heads and examples, divided by the number of examples."""
        total = features.new_zeros(())
        for name, layer in self.linear.items():
            asked = [row for row, example in enumerate(examples) if name in example.labels]
            if not asked:
                continue
            known = [examples[row] for row in asked]
            scores, targets = layer(features[asked]), self.targets(name, known)
            if name in SEVERAL:
                each = functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").sum(1)
                each = weight_of_several * each
            else:
                each = functional.cross_entropy(scores, targets, reduction="none")
            total = total + (each * torch.tensor([example.weight for example in known])).sum()
        return total / len(examples)


def class_names(examples: list[Example]) -> dict[str, list[str]]:
    """Every head with its classes in order of their names; those of sentiment in order of value."""
    found: dict[str, set] = {}
    for example in examples:
        for name, answer in example.labels.items():
            found.setdefault(name, set()).update(answer if isinstance(answer, list) else [answer])
    sides = ["negative", "neutral", "positive"]
    return {
        name: sides if name in ("sentiment", "mention") else sorted(found[name]) for name in sorted(found)
    }


def fit_linear(
    heads: Heads, features: torch.Tensor, examples: list[Example], names: list[str], decay: float, n_steps: int = 300
) -> None:
    """Fits heads on fixed standardised features: the whole set at once, weights drawn to zero by `decay`."""
    for name in names:
        asked = [row for row, example in enumerate(examples) if name in example.labels]
        if not asked:
            continue
        known, own, layer = [examples[row] for row in asked], features[asked], heads.linear[name]
        targets = heads.targets(name, known)
        weights = torch.tensor([example.weight for example in known])
        optimiser = torch.optim.Adam(layer.parameters(), lr=0.02)
        schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, n_steps)
        for _ in range(n_steps):
            optimiser.zero_grad()
            scores = layer(own)
            if name in SEVERAL:
                each = functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").sum(1)
            else:
                each = functional.cross_entropy(scores, targets, reduction="none")
            loss = (each * weights).sum() / weights.sum() + decay * layer.weight.square().sum()
            loss.backward()
            optimiser.step()
            schedule.step()
