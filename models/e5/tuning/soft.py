"""Writes the tuned model's sentiment of unlabelled and trainable texts: what a small model can learn from.

    python soft.py --data DIR --grammar data/lexicon --work DIR --tuned FILE --pruned DIR --model DIR --out DIR

One JSON object a line: `text`, `language`, `source`, `p` (negative, neutral, positive). The files hold other people's
texts and stay outside the repository.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

import remarks
import tables
from encoder import LAYERS, Encoder, pool
from evaluate import candidate
from states import by_length

MOST_OF_A_TABLE = {"multidogo_customer_turns": 6000, "banking77": 5000}
MOST_TOKENS = 128


def wanted(data: Path, grammar: Path) -> list[tuple[str, str, str]]:
    """Text, language and source of everything, each text once."""
    found: list[tuple[str, str, str]] = []
    for table in ("nhs_fft_v6", "nhs_fft_phase1", "mams_terms", "banking77", "multidogo_customer_turns", "xed_nl", "ud_dutch_sentences"):
        texts = list(dict.fromkeys(tables.texts(data, table)))
        texts.sort(key=lambda text: hashlib.sha256(text.encode()).digest())
        language = "nl" if table in ("xed_nl", "ud_dutch_sentences") else "en"
        found += [(text, language, table) for text in texts[: MOST_OF_A_TABLE.get(table)]]
    for row in tables.rows(data, "ntrex_nl_en"):
        found += [(row["text"].strip(), "nl", "ntrex_nl_en"), (row["text_en"].strip(), "en", "ntrex_nl_en")]
    for example in remarks.both_languages(grammar):
        if "sentiment" in example.labels:
            found.append((example.text.removeprefix("query: "), example.language, "own remarks"))
    return list({text: (text, language, source) for text, language, source in reversed(found)}.values())


def encoded(encoder: Encoder, tokenizer: Tokenizer, texts: list[str]) -> torch.Tensor:
    """Vectors of texts through all layers."""
    tokenizer.enable_truncation(MOST_TOKENS)
    ids = [encoding.ids for encoding in tokenizer.encode_batch([f"query: {text}" for text in texts])]
    found = torch.zeros(len(texts), 384)
    encoder.eval()
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for number, batch in enumerate(by_length([len(own) for own in ids], 4096)):
            lengths = torch.tensor([len(ids[row]) for row in batch])
            padded = torch.ones((len(batch), int(lengths.max())), dtype=torch.long)
            for at, row in enumerate(batch):
                padded[at, : len(ids[row])] = torch.tensor(ids[row])
            found[batch] = pool(encoder.run(encoder.embed(padded), lengths, 0, LAYERS), lengths)
            if number % 50 == 0:
                print(f"batch {number}", flush=True)
    return found


def chances(folder: Path, vectors: torch.Tensor, languages: list[str]) -> list[list[float]]:
    """Negative, neutral, positive, by the heads of a folder that `ship.py` wrote."""
    tensors = load_file(folder / "heads.safetensors")
    added = json.loads((folder / "heads.json").read_text())["sentiment"]["added"]
    scores = functional.normalize(vectors) @ tensors["sentiment.weight"].T + tensors["sentiment.bias"]
    scores += torch.tensor([added[language] for language in languages])
    return [[round(value, 4) for value in row] for row in scores.softmax(1).tolist()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "grammar", "work", "tuned", "pruned", "model", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    encoder, _ = candidate(arguments.work, arguments.tuned, arguments.share)
    rows = wanted(arguments.data, arguments.grammar)
    tokenizer = Tokenizer.from_file(str(arguments.pruned / "tokenizer.json"))
    vectors = encoded(encoder, tokenizer, [text for text, _, _ in rows])
    said = chances(arguments.model, vectors, [language for _, language, _ in rows])
    arguments.out.mkdir(parents=True, exist_ok=True)
    for language in ("nl", "en"):
        with (arguments.out / f"soft_{language}.jsonl").open("w", encoding="utf-8") as file:
            for (text, own, source), p in zip(rows, said):
                if own == language:
                    file.write(json.dumps({"text": text, "language": own, "source": source, "p": p}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
