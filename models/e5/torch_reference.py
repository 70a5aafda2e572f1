"""Vectors and speed of the installed model by PyTorch in single precision: what the engines here are compared with.

    python3 models/e5/torch_reference.py MODEL_FOLDER < TEXTS > torch.json
    SIGNAAL_MODELS=MODELS cargo run --release --example e5_agreement -- torch.json

TEXTS holds one text a line. Prints one JSON list as reference.py does, and on standard error texts a second: as many threads as
there are cores, batches of 32 sorted by length, cutting into pieces included, the fastest of five rounds, as `e5_agreement` does.
Needs torch, tokenizers, safetensors and numpy.
"""
import json
import os
import pathlib
import sys
import time

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).parent / "tuning"))
from encoder import LAYERS, POSITIONS, Encoder  # noqa: E402

BATCH = 32
ROUNDS = 5
NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attention_output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "feed_in",
    "output.dense": "feed_out",
    "output.LayerNorm": "output_norm",
}


def opened(folder: pathlib.Path) -> Encoder:
    tensors = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    state = {
        "word.weight": tensors["embeddings.word_embeddings.weight"],
        "position.weight": tensors["embeddings.position_embeddings.weight"],
        "token_type": tensors["embeddings.token_type_embeddings.weight"][0],
        "embedding_norm.weight": tensors["embeddings.LayerNorm.weight"],
        "embedding_norm.bias": tensors["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for theirs, ours in NAMES.items():
            for part in ("weight", "bias"):
                state[f"layers.{layer}.{ours}.{part}"] = tensors[f"encoder.layer.{layer}.{theirs}.{part}"]
    encoder = Encoder(len(state["word.weight"]))
    encoder.load_state_dict(state)
    return encoder.eval()


def vectors(encoder: Encoder, tokenizer: Tokenizer, texts: list[str]) -> torch.Tensor:
    pieces = [encoding.ids for encoding in tokenizer.encode_batch(["query: " + text for text in texts])]
    order = sorted(range(len(texts)), key=lambda number: -len(pieces[number]))
    found = torch.empty(len(texts), 384)
    with torch.inference_mode():
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            lengths = torch.tensor([len(pieces[number]) for number in batch])
            ids = torch.zeros(len(batch), int(lengths.max()), dtype=torch.long)
            for row, number in enumerate(batch):
                ids[row, : len(pieces[number])] = torch.tensor(pieces[number])
            found[batch] = torch.nn.functional.normalize(encoder(ids, lengths), dim=1)
    return found


folder = pathlib.Path(sys.argv[1])
texts = [line for line in sys.stdin.read().splitlines() if line.strip()]
torch.set_num_threads(len(os.sched_getaffinity(0)))
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
tokenizer.no_padding()
tokenizer.enable_truncation(POSITIONS)
encoder = opened(folder)
fastest = float("inf")
for _ in range(ROUNDS):
    begin = time.perf_counter()
    found = vectors(encoder, tokenizer, texts)
    fastest = min(fastest, time.perf_counter() - begin)
print(f"torch {torch.__version__}: {len(texts) / fastest:.0f} texts/s ({torch.get_num_threads()} threads)", file=sys.stderr)
json.dump(
    [
        {"text": text, "vector": [round(float(value), 7) for value in vector]}
        for text, vector in zip(texts, found)
    ],
    sys.stdout,
    ensure_ascii=False,
)
