"""Writes a candidate as a model folder with signed bytes per row.

    python ship.py --data DIR --grammar data/lexicon --work DIR --tuned FILE --blob e5-small-q4.bin --pruned DIR --out DIR

The folder: `model.safetensors` (tables as I8 with one scale per row in `NAME.scale`, vectors as F32, names as in
BertModel), `tokenizer.json`, `heads.safetensors` and `heads.json` (linear heads on the vector of length 1; mean,
deviation and temperature are folded into weights and biases; `added` goes on top, by language of the text), `SHA256`.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch.nn import functional

import blob
import lessons
import remarks
from adjust import JUDGED, Adjustment
from encoder import HIDDEN, Encoder
from evaluate import adjustments, candidate
from heads import Heads
from health import thresholds
from lessons import Example
from states import STORES, States
from tune import is_learnt, part_of_respondent, vectors

BLOCK = 32
NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attention_output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "feed_in": "intermediate.dense",
    "feed_out": "output.dense",
    "output_norm": "output.LayerNorm",
}
SHIPPED = ("sentiment", "mention", "topics")
"""Heads that go along; the others only helped to train."""


def bytes_per_row(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signed bytes and the scale of each row."""
    scale = np.abs(table).max(1) / 127
    scale[scale == 0] = 1
    return np.clip(np.round(table / scale[:, None]), -127, 127).astype(np.int8), scale.astype(np.float32)


def through_bytes(table: torch.Tensor) -> torch.Tensor:
    """What is left of a table after a stay in bytes."""
    whole, scale = bytes_per_row(table.numpy())
    return torch.from_numpy(whole.astype(np.float32) * scale[:, None])


def through_blocks(table: torch.Tensor) -> torch.Tensor:
    """What is left of a table after a stay in Q4_0 blocks: an f16 scale and 32 numbers of four bits."""
    blocks = table.numpy().reshape(-1, BLOCK)
    peak = np.take_along_axis(blocks, np.abs(blocks).argmax(1)[:, None], 1)
    scale = (peak / -8).astype(np.float16).astype(np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(scale == 0, 0, blocks / scale)
    whole = np.clip(np.floor(steps + 8.5), 0, 15) - 8
    return torch.from_numpy((whole * scale).astype(np.float32).reshape(table.shape))


def tables_of(encoder: Encoder) -> list[str]:
    """Names of what is kept coarsely: every matrix."""
    return [name for name, tensor in encoder.state_dict().items() if tensor.dim() == 2]


def coarse(encoder: Encoder, through) -> Encoder:
    """The encoder as it is after its tables went `through` a coarser form."""
    weights = encoder.state_dict()
    found = Encoder(len(weights["word.weight"]))
    found.load_state_dict({n: through(t) if n in tables_of(encoder) else t for n, t in weights.items()})
    return found.eval()


def published_names(encoder: Encoder) -> dict[str, np.ndarray]:
    """Tensors under the names of BertModel."""
    weights = {name: tensor.float().numpy() for name, tensor in encoder.state_dict().items()}
    found = {
        "embeddings.word_embeddings.weight": weights["word.weight"],
        "embeddings.position_embeddings.weight": weights["position.weight"],
        "embeddings.token_type_embeddings.weight": weights["token_type"][None, :],
        "embeddings.LayerNorm.weight": weights["embedding_norm.weight"],
        "embeddings.LayerNorm.bias": weights["embedding_norm.bias"],
    }
    for number in range(len(encoder.layers)):
        for ours, theirs in NAMES.items():
            for part in ("weight", "bias"):
                found[f"encoder.layer.{number}.{theirs}.{part}"] = weights[f"layers.{number}.{ours}.{part}"]
    return found


def write_encoder(encoder: Encoder, path: Path) -> None:
    """`model.safetensors` with tables as bytes."""
    tensors = {}
    for name, cells in published_names(encoder).items():
        if cells.ndim == 2:
            tensors[name], tensors[f"{name}.scale"] = bytes_per_row(cells)
        else:
            tensors[name] = np.ascontiguousarray(cells)
    save_file(tensors, path)


def write_heads(
    heads: Heads, folder: Path, temperatures: dict[str, float], adjustment: Adjustment, cuts: list[float]
) -> None:
    """Weights and biases for a vector of length 1, and what their classes are called."""
    tensors, told = {}, {}
    mean, deviation = heads.mean.numpy(), heads.deviation.numpy()
    for name in SHIPPED:
        layer = heads.linear[name]
        weight = layer.weight.detach().numpy() / deviation / temperatures[name]
        tensors[f"{name}.weight"] = weight.astype(np.float32)
        bias = layer.bias.detach().numpy() / temperatures[name] - weight @ mean
        tensors[f"{name}.bias"] = bias.astype(np.float32)
        told[name] = {"classes": heads.classes[name], "several": name == "topics"}
        if name in JUDGED:
            told[name]["added"] = {
                language: [round(value / temperatures[name], 4) for value in adjustment.added[(name, language)].tolist()]
                for language in ("nl", "en")
            }
    told["topics"]["thresholds"] = cuts
    told["mention"]["input"] = "query: TARGET: TEXT"
    save_file(tensors, folder / "heads.safetensors")
    (folder / "heads.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def with_vocabulary(encoder: Encoder, word: np.ndarray, kept: list[int]) -> Encoder:
    """The encoder with these rows of the whole table of pieces; the table was never trained."""
    weights = dict(encoder.state_dict())
    weights["word.weight"] = torch.from_numpy(word[kept].copy())
    found = Encoder(len(kept))
    found.load_state_dict(weights)
    return found.eval()


def digests(folder: Path) -> str:
    """SHA-256 and name of every file, in order of names."""
    files = sorted(path for path in folder.iterdir() if path.name != "SHA256")
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def calibration(heads: Heads, pooled: dict[str, torch.Tensor], known: dict[str, list[Example]]) -> tuple[dict[str, float], list[float]]:
    """Temperatures of the one-class heads and cuts of the topics, from texts that trained nothing."""
    found = {"topics": 1.0}
    for name in ("sentiment", "mention"):
        with torch.inference_mode():
            scores = heads.linear[name](heads.standardise(pooled[name]))
        targets = heads.targets(name, known[name])
        steps = np.arange(0.5, 4.0, 0.02)
        losses = [float(functional.cross_entropy(scores / step, targets)) for step in steps]
        found[name] = float(steps[int(np.argmin(losses))])
    with torch.inference_mode():
        chance = torch.sigmoid(heads.linear["topics"](heads.standardise(pooled["topics"]))).numpy()
    truth = heads.targets("topics", known["topics"]).numpy() > 0
    return found, [round(float(cut), 3) for cut in thresholds(truth, chance)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "grammar", "work", "tuned", "blob", "pruned", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--stage", choices=("broad", "health"), default="health", help="the last one it went through")
    parser.add_argument("--share", type=float, default=1.0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    encoder, heads = candidate(arguments.work, arguments.tuned, arguments.share)
    assert heads is not None
    everything = lessons.all_lessons(arguments.data)
    states = States(*(arguments.work / f"{name}.f16" for name in STORES))
    aside = [
        e
        for e in everything
        if (e.source == "nhs_v6" and part_of_respondent(e, -1) == "calibration") or e.split == "valid"
    ]
    known = {
        "sentiment": [e for e in aside if "sentiment" in e.labels and e.language == "en"],
        "mention": [e for e in aside if "mention" in e.labels],
        "topics": [e for e in aside if "topics" in e.labels],
    }
    pooled = {name: vectors(encoder, states, [e.text for e in own]) for name, own in known.items()}
    temperatures, cuts = calibration(heads, pooled, known)
    print(f"temperatures {temperatures}, {len(known['topics'])} answers for {len(cuts)} cuts")
    word = blob.read(str(arguments.blob)).tensors["emb.word"].reshape(-1, HIDDEN)
    kept = json.loads((arguments.pruned / "kept.json").read_text())
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_encoder(with_vocabulary(encoder, word, kept), arguments.out / "model.safetensors")
    shutil.copy(arguments.pruned / "tokenizer.json", arguments.out / "tokenizer.json")
    learnt = [e for e in everything + remarks.both_languages(arguments.grammar) if is_learnt(e, arguments.stage, -1)]
    ways = adjustments(arguments.data, states, encoder, heads, learnt, arguments.stage)
    write_heads(heads, arguments.out, temperatures, ways["by language"], cuts)
    (arguments.out / "SHA256").write_text(digests(arguments.out))
    for path in sorted(arguments.out.iterdir()):
        print(f"{path.stat().st_size:>10} {path.name}")


if __name__ == "__main__":
    main()
