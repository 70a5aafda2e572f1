"""Writes a tuned encoder as a model folder that the program reads (docs/MODELS.md, "The folder").

    python folder.py --work WORK --tuned FILE --pruned DIR --name NAME --licence LICENCE --origin TEXT --out DIR
    signaal learn topics labelled.csv --text comment --labels topics --models PARENT --model NAME --out topics.model

FILE is what `tune.py` or `topics.py phase` left; DIR the folder of `prune.py` that `prepare.py` was given. No head goes along:
`learn` fits one to labels.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from encoder import FEED_FORWARD, HEADS, HIDDEN, LAYERS, POSITIONS, Encoder
from ship import coarse, through_bytes, write_encoder

PREFIX = "query: "
PROBES = ("Niets.", "The receptionist was kind, but we waited an hour for the results.")
"""Texts of this project that show whether tokenizer and weights belong together."""


def probe(encoder: Encoder, tokenizer: Tokenizer, text: str) -> dict:
    """A text, its pieces, and its vector of length 1 after the tables went through bytes."""
    pieces = tokenizer.encode(PREFIX + text).ids
    with torch.inference_mode():
        vector = functional.normalize(encoder(torch.tensor([pieces]), torch.tensor([len(pieces)])))[0]
    return {"text": text, "pieces": pieces, "vector": [round(value, 5) for value in vector.tolist()]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "tuned", "pruned", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("name", "licence", "origin"):
        parser.add_argument(f"--{name}", required=True)
    arguments = parser.parse_args()
    weights = torch.load(arguments.tuned, weights_only=True)["encoder"]
    encoder = Encoder(len(weights["word.weight"]))
    encoder.load_state_dict(weights)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_encoder(encoder, arguments.out / "model.safetensors")
    shutil.copy(arguments.pruned / "tokenizer.json", arguments.out / "tokenizer.json")
    card = f"# {arguments.name}\n\nFrom: {arguments.origin}\n\nLicence: {arguments.licence}\n"
    (arguments.out / "CARD.md").write_text(card, encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(arguments.out / "tokenizer.json"))
    as_read = coarse(encoder, through_bytes)
    files = ("CARD.md", "model.safetensors", "tokenizer.json")
    manifest = {
        "format": 1, "name": arguments.name, "version": "1", "licence": arguments.licence, "origin": arguments.origin,
        "kind": "bert",
        "architecture": {
            "width": HIDDEN, "layers": LAYERS, "heads": HEADS, "inner_width": FEED_FORWARD,
            "vocabulary": len(encoder.word.weight), "positions": POSITIONS, "layer_norm_epsilon": 1e-12,
        },
        "pooling": "mean", "prefix": PREFIX,
        "files": {name: hashlib.sha256((arguments.out / name).read_bytes()).hexdigest() for name in files},
        "probes": [probe(as_read, tokenizer, text) for text in PROBES],
    }  # fmt: skip
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (arguments.out / "model.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
