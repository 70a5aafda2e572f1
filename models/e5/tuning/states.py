"""Runs the frozen lower layers once and keeps what comes out, so that only the upper ones cost time in training."""

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from encoder import HIDDEN, Encoder

FROZEN = 6
"""Embeddings and this many lower layers are not trained."""

STORES = ("lessons", "own", "names")
"""Stores of states that training reads: labelled texts and pairs, made remarks, names in pairs."""


class States:
    """States after the frozen layers, one after the other, found by text."""

    def __init__(self, *paths: Path) -> None:
        self.place: dict[str, tuple[np.ndarray, int, int]] = {}
        for path in paths:
            with np.load(path.with_suffix(".npz"), allow_pickle=True) as index:
                start, texts = index["start"].tolist(), index["texts"].tolist()
            values = np.memmap(path, dtype=np.float16, mode="r").reshape(-1, HIDDEN)
            self.place |= {text: (values, start[at], start[at + 1]) for at, text in enumerate(texts)}

    def length(self, text: str) -> int:
        """Tokens of a text."""
        _, start, end = self.place[text]
        return end - start

    def batch(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Padded states and lengths."""
        lengths = [self.length(text) for text in texts]
        states = np.zeros((len(texts), max(lengths), HIDDEN), dtype=np.float16)
        for row, (text, length) in enumerate(zip(texts, lengths)):
            values, start, end = self.place[text]
            states[row, :length] = values[start:end]
        return torch.from_numpy(states), torch.tensor(lengths)


def by_length(lengths: list[int], most_tokens: int) -> list[list[int]]:
    """Numbers of texts in batches of like length, none of more than `most_tokens` with padding."""
    order = sorted(range(len(lengths)), key=lambda number: (lengths[number], number))
    batches: list[list[int]] = [[]]
    for number in order:
        if batches[-1] and (len(batches[-1]) + 1) * lengths[number] > most_tokens:
            batches.append([])
        batches[-1].append(number)
    return batches


def keep(encoder: Encoder, tokenizer: Tokenizer, texts: list[str], most_tokens: int, path: Path) -> None:
    """Encodes distinct texts (cut at `most_tokens` tokens) and writes their states."""
    texts = list(dict.fromkeys(texts))
    tokenizer.enable_truncation(most_tokens)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    start = np.concatenate([[0], np.cumsum([len(own) for own in ids])])
    values = np.memmap(path, dtype=np.float16, mode="w+", shape=(int(start[-1]), HIDDEN))
    done = 0
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in by_length([len(own) for own in ids], 4096):
            lengths = torch.tensor([len(ids[number]) for number in batch])
            padded = torch.ones((len(batch), int(lengths.max())), dtype=torch.long)
            for row, number in enumerate(batch):
                padded[row, : len(ids[number])] = torch.tensor(ids[number])
            states = encoder.run(encoder.embed(padded), lengths, 0, FROZEN).half().numpy()
            for row, number in enumerate(batch):
                values[start[number] : start[number + 1]] = states[row, : len(ids[number])]
            done += int(lengths.sum())
            if done // 100_000 != (done - int(lengths.sum())) // 100_000:
                print(f"{path.name}: {done} of {start[-1]} tokens", flush=True)
    values.flush()
    np.savez(path.with_suffix(".npz"), start=start, texts=np.array(texts, dtype=object))
