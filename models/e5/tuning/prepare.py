"""Converts the 4-bit file, prunes the vocabulary and keeps the frozen layers' states of all texts.

    python prepare.py --blob e5-small-q4.bin --pruned DIR --data DIR --grammar data/lexicon --work DIR
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer

import blob
import exams
import lessons
import remarks
import states

ONE_IN = {"thuisbezorgd": 5, "airlines": 5, "mabsa_nl": 4, "mabsa_en": 4}
"""Candidates are judged on a part of the large exams."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("blob", "pruned", "data", "grammar", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    encoder = blob.encoder_of(blob.read(str(arguments.blob)))
    kept = torch.tensor(json.loads((arguments.pruned / "kept.json").read_text()))
    encoder.word = torch.nn.Embedding.from_pretrained(encoder.word.weight[kept].clone())
    torch.save(encoder.state_dict(), arguments.work / "frozen.pt")
    tokenizer = Tokenizer.from_file(str(arguments.pruned / "tokenizer.json"))
    learnt = lessons.all_lessons(arguments.data)
    print(Counter((example.source, example.split) for example in learnt))
    asked = exams.all_exams(arguments.data, ONE_IN)
    print(Counter(question.exam for question in asked))
    paired = [text for pair in lessons.pairs(arguments.data) for text in pair]
    for name, texts, most in (
        ("lessons", [example.text for example in learnt] + paired, 96),
        ("names", [text for pair in lessons.named_pairs(arguments.data) for text in pair], 96),
        ("own", [example.text for example in remarks.both_languages(arguments.grammar)], 96),
        ("exams", [question.text for question in asked], 192),
    ):
        started = time.time()
        states.keep(encoder, tokenizer, texts, most, arguments.work / f"{name}.f16")
        print(f"{name}: {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
