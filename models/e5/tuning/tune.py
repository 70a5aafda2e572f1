"""Trains the upper layers and several heads at once, on two cores or one.

    python tune.py --stage broad --data DIR --work DIR --out FILE
    python tune.py --stage health --start broad.pt --data DIR --work DIR --out FILE [--fold K]

`broad` learns from everything but the NHS texts of version 6; `health` goes on with these (of a fold: of the
respondents outside it) and some of the rest. Heads start where they end on the untuned features, so that the
first steps do not bend the encoder towards random heads (LP-FT, Kumar et al. 2022, ICLR).
"""

import argparse
import math
import random
import time
from collections import Counter
from pathlib import Path

import torch
from torch import distributed

import lessons
import remarks
from encoder import LAYERS, Encoder, pool
from heads import Heads, class_names, fit_linear
from lessons import Example
from states import FROZEN, STORES, States, by_length

FOLDS = 5
CALIBRATION = 8
"""One in so many respondents of a training part sets thresholds and trains nothing."""

RATE, RATE_OF_HEADS, RATE_DECAY = 8e-5, 5e-4, 0.85
BATCH, WARM_UP, DROPOUT, WEIGHT_DECAY = 48, 0.08, 0.1, 0.01
PAIRS_EVERY, PAIRS, WEIGHT_OF_PAIRS = 4, 8, 0.3
LINEAR_DECAY = 3e-4

SHARE_PER_EPOCH = {
    "broad": {
        "nhs_phase1": 1.0, "mams_mentions": 0.5, "mams_sentences": 1.0, "banking77": 0.3, "multidogo": 0.4,
        "xed_nl": 1.0,
    },
    "health": {
        "nhs_v6": 1.0, "nhs_v6_unasked": 0.25, "nhs_phase1": 0.05, "nhs_phase1_mentions": 0.15, "mams_mentions": 0.3,
        "mams_sentences": 0.05,
    },
}  # fmt: skip
SHARE_OF_OWN = {"own_nl": 0.15, "own_mentions_nl": 0.5, "own_en": 0.05, "own_mentions_en": 0.15}
EPOCHS = {"broad": 1, "health": 3}
WEIGHT_OF_SEVERAL = {"broad": 1.0, "health": 0.5}
"""Of the losses of heads with several classes at once, which are sums over classes."""


def shares_until(stage: str) -> dict[str, float]:
    """How often each example of a source is met up to the end of a stage, on average."""
    found: Counter[str] = Counter()
    for name in ("broad", "health")[: 1 if stage == "broad" else 2]:
        for source, share in (SHARE_PER_EPOCH[name] | (SHARE_OF_OWN if name == "health" else {})).items():
            found[source] += share * EPOCHS[name]
    return dict(found)


def part_of_respondent(example: Example, fold: int) -> str:
    """Test, calibration or training for a fold of the NHS texts; fold -1 has no test part."""
    if fold >= 0 and lessons.part_of(example.group, FOLDS, "fold") == fold:
        return "test"
    return "calibration" if lessons.part_of(example.group, CALIBRATION, "calibration") == 0 else "train"


def is_learnt(example: Example, stage: str, fold: int) -> bool:
    """Whether a stage may learn from an example."""
    if example.source.startswith("nhs_v6"):
        return stage == "health" and part_of_respondent(example, fold) == "train"
    return example.split == "train"


def vectors(encoder: Encoder, states: States, texts: list[str], first: int = FROZEN) -> torch.Tensor:
    """Pooled vectors of texts whose frozen states are kept."""
    found = torch.zeros(len(texts), 384)
    encoder.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in by_length([states.length(text) for text in texts], 4096):
            kept, lengths = states.batch([texts[number] for number in batch])
            found[batch] = pool(encoder.run(kept.bfloat16(), lengths, first, LAYERS), lengths)
    return found.clone()


def epoch_of(examples: list[Example], shares: dict[str, float], states: States, draw: random.Random) -> list[list[Example]]:
    """A share of each source, in batches of like length, in random order."""
    taken: list[Example] = []
    for source, share in shares.items():
        own = [example for example in examples if example.source == source]
        taken += draw.sample(own, round(share * len(own)))
    draw.shuffle(taken)
    batches = []
    for start in range(0, len(taken), BATCH * 16):
        near = sorted(taken[start : start + BATCH * 16], key=lambda example: states.length(example.text))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    draw.shuffle(batches)
    return batches


def optimiser_of(encoder: Encoder, heads: Heads) -> torch.optim.AdamW:
    """Lower rates in lower layers."""
    groups = [{"params": list(heads.linear.parameters()), "lr": RATE_OF_HEADS}]
    for depth, layer in enumerate(reversed(encoder.layers[FROZEN:])):
        groups.append({"params": list(layer.parameters()), "lr": RATE * RATE_DECAY**depth})
    return torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)


def share_gradients(parameters: list[torch.nn.Parameter], n_processes: int) -> None:
    """Gives every process the mean of all gradients."""
    for parameter in parameters:
        # A head that none of a process's examples asked for has no gradient there.
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
    whole = torch.cat([parameter.grad.view(-1) for parameter in parameters])
    distributed.all_reduce(whole)
    at = 0
    for parameter in parameters:
        parameter.grad.copy_((whole[at : at + parameter.numel()] / n_processes).view_as(parameter))
        at += parameter.numel()


def kept_state(encoder: Encoder, heads: Heads, linear: dict[str, torch.Tensor]) -> dict:
    """What a run leaves: weights, heads, and the heads that were fitted on the untuned features."""
    return {
        "encoder": encoder.state_dict(),
        "heads": heads.state_dict(),
        "linear": linear,
        "classes": heads.classes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=sorted(EPOCHS), required=True)
    for name in ("data", "work", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--grammar", type=Path, help="folder of the phrase grammar; without it no made remarks")
    parser.add_argument("--fold", type=int, default=-1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1, help="how many of these run at once, each on its part of a batch")
    parser.add_argument("--rank", type=int, default=0, help="which of them this is")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed + arguments.rank)
    torch.set_num_threads(1)
    if arguments.processes > 1:
        meeting = f"file://{arguments.out.resolve()}.meeting"
        distributed.init_process_group("gloo", init_method=meeting, rank=arguments.rank, world_size=arguments.processes)
    draw = random.Random(arguments.seed)
    began = time.time()

    everything = lessons.all_lessons(arguments.data)
    classes = class_names(everything)
    learnt = [e for e in everything if is_learnt(e, arguments.stage, arguments.fold)]
    shares, n_epochs = dict(SHARE_PER_EPOCH[arguments.stage]), EPOCHS[arguments.stage]
    if arguments.grammar:
        learnt += remarks.both_languages(arguments.grammar)
        shares |= SHARE_OF_OWN
    states = States(*(arguments.work / f"{name}.f16" for name in STORES))
    frozen = torch.load(arguments.work / "frozen.pt", weights_only=True)
    encoder = Encoder(len(frozen["word.weight"]))
    encoder.load_state_dict(frozen)
    del frozen
    if arguments.start is None:
        sample = draw.sample(learnt, 4000)
        basis = vectors(encoder, states, [example.text for example in sample])
        heads = Heads(classes)
        heads.set_scale(basis)
    else:
        before = torch.load(arguments.start, weights_only=True)
        encoder.load_state_dict(before["encoder"])
        heads = Heads(classes)
        heads.load_state_dict(before["heads"])
        untuned_heads = before["linear"]
        del before
    if arguments.stage == "broad":
        sources = ("nhs_phase1", "mams_mentions", "mams_sentences", "banking77", "multidogo")
        first = [e for e in learnt if e.source in sources and lessons.part_of(e.text, 4, "linear") == 0]
        names = [name for name in classes if name != "topics"]
    else:
        first = [e for e in learnt if e.source == "nhs_v6"]
        names = ["topics"]
    features = heads.standardise(vectors(encoder, states, [example.text for example in first]))
    fit_linear(heads, features, first, names, LINEAR_DECAY)
    linear = {name: tensor.clone() for name, tensor in heads.state_dict().items()}
    if arguments.start is not None:
        # Heads of the untuned features, so that the way from untuned to tuned weights begins where it did.
        linear |= {name: tensor for name, tensor in untuned_heads.items() if "topics" not in name.split(".")}
    print(f"heads on fixed features: {time.time() - began:.0f} s, {len(learnt)} examples", flush=True)

    pairs = lessons.pairs(arguments.data) + lessons.named_pairs(arguments.data)
    schedule = [epoch_of(learnt, shares, states, draw) for _ in range(n_epochs)]
    n_steps = sum(len(batches) for batches in schedule)
    optimiser = optimiser_of(encoder, heads)
    warm = math.ceil(WARM_UP * n_steps)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (n_steps - step) / (n_steps - warm))
    )
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    for parameter in encoder.layers[FROZEN:].parameters():
        parameter.requires_grad_(True)
    encoder.train()
    step, losses, apart = 0, [], []
    for number, batches in enumerate(schedule):
        print(f"epoch {number}: {Counter(e.source for batch in batches for e in batch)}", flush=True)
        for whole in batches:
            batch = whole[arguments.rank :: arguments.processes] or whole
            kept, lengths = states.batch([example.text for example in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                run = encoder.run(kept.bfloat16(), lengths, FROZEN, LAYERS, DROPOUT)
            loss = heads.loss(heads.standardise(pool(run, lengths)), batch, WEIGHT_OF_SEVERAL[arguments.stage])
            losses.append(float(loss))
            if step % PAIRS_EVERY == 0:
                drawn = draw.sample(pairs, PAIRS)[arguments.rank :: arguments.processes]
                kept, lengths = states.batch([pair[0] for pair in drawn] + [pair[1] for pair in drawn])
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    run = encoder.run(kept.bfloat16(), lengths, FROZEN, LAYERS, DROPOUT)
                both = heads.standardise(pool(run, lengths))
                # Dutch goes where English is: what English labels teach then holds in Dutch.
                gap = (both[: len(drawn)] - both[len(drawn) :].detach()).square().mean()
                apart.append(float(gap))
                loss = loss + WEIGHT_OF_PAIRS * gap
            loss.backward()
            if arguments.processes > 1:
                share_gradients([*encoder.layers[FROZEN:].parameters(), *heads.linear.parameters()], arguments.processes)
            torch.nn.utils.clip_grad_norm_(encoder.layers.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            rate.step()
            step += 1
            if step % 25 == 0:
                print(
                    f"step {step}/{n_steps} loss {sum(losses[-25:]) / 25:.4f} "
                    f"pairs {sum(apart[-12:]) / 12:.4f} {time.time() - began:.0f} s",
                    flush=True,
                )
            if step % 150 == 0 and arguments.rank == 0:
                torch.save(kept_state(encoder, heads, linear), f"{arguments.out}.part")
    if arguments.rank == 0:
        torch.save(kept_state(encoder, heads, linear), arguments.out)
    print(f"done: {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
