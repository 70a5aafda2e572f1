"""Prunes the vocabulary to the pieces that Dutch and English use; scores stay, so does the segmentation.

    python prune.py --tokenizer tokenizer.json --words DIR --data DIR --out DIR

A text keeps its segmentation exactly where every piece of its best path is kept: taking other paths away
cannot make a better one. `measure` counts on how many texts that holds.
"""

import argparse
import gzip
import json
import unicodedata
from pathlib import Path

import msgpack
from tokenizers import Tokenizer

import tables

WORDS = {"nl": 120_000, "en": 120_000}
"""Commonest words of each language that must keep their pieces."""


def common_words(folder: Path, language: str, n: int) -> list[str]:
    """The `n` commonest words in the lists of the PyPI package `wordfreq` (a list of equally common words per step)."""
    with gzip.open(folder / f"large_{language}.msgpack.gz") as file:
        steps = msgpack.load(file, raw=False)[1:]
    return [word for step in steps for word in step][:n]


def is_kept_character(piece: str) -> bool:
    """Single characters of Latin script, digits, marks and pictures are kept whether seen or not."""
    bare = piece.removeprefix("\u2581")
    if len(bare) > 1:
        return False
    if not bare:
        return True
    code = ord(bare)
    kind = unicodedata.category(bare)
    return code < 0x250 or 0x1E00 <= code < 0x1F00 or kind[0] in "PS" or code >= 0x1F000


def is_figure(piece: str) -> bool:
    """Digits and marks without any letter: dates, times, prices, smileys."""
    return all(mark.isascii() and not mark.isalpha() for mark in piece.removeprefix("\u2581"))


def folded(piece: str) -> str:
    """A piece without its case and whether it starts a word: what one text has in one form, another has in the other."""
    return piece.removeprefix("\u2581").lower()


def used_pieces(tokenizer: Tokenizer, texts: list[str]) -> set[str]:
    """Every piece on the best path of any of the texts."""
    used: set[str] = set()
    for start in range(0, len(texts), 4096):
        for encoding in tokenizer.encode_batch(texts[start : start + 4096]):
            used.update(encoding.tokens)
    return used


def prune(tokenizer: dict, used: set[str]) -> tuple[dict, list[int]]:
    """The tokenizer with fewer pieces, and the old id of each new one."""
    vocabulary = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    bare = {folded(piece) for piece in used}
    kept = [
        number
        for number, (piece, _) in enumerate(vocabulary)
        if piece in special or folded(piece) in bare or is_kept_character(piece) or is_figure(piece)
    ]
    new_id = {vocabulary[old][0]: new for new, old in enumerate(kept)}
    pruned = json.loads(json.dumps(tokenizer))
    pruned["model"]["vocab"] = [vocabulary[old] for old in kept]
    pruned["model"]["unk_id"] = new_id["<unk>"]
    for token in pruned["added_tokens"]:
        token["id"] = new_id[token["content"]]
    for name, token in pruned["post_processor"]["special_tokens"].items():
        token["ids"] = [new_id[name]]
    return pruned, kept


def measure(full: Tokenizer, pruned: Tokenizer, kept: list[int], texts: list[str]) -> float:
    """Share of texts with the same segmentation."""
    same = 0
    for left, right in zip(full.encode_batch(texts), pruned.encode_batch(texts)):
        same += left.ids == [kept[new] for new in right.ids]
    return same / len(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tokenizer", "words", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    source = json.loads(arguments.tokenizer.read_text(encoding="utf-8"))
    full = Tokenizer.from_file(str(arguments.tokenizer))
    seen = ["query: "]
    for language, n in WORDS.items():
        words = common_words(arguments.words, language, n)
        seen += words + [word.capitalize() for word in words] + [word.upper() for word in words[:10_000]]
    for table in tables.TRAINABLE + tables.UNLABELLED:
        seen += tables.texts(arguments.data, table)
    pruned, kept = prune(source, used_pieces(full, seen))
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "tokenizer.json"
    path.write_text(json.dumps(pruned, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    (arguments.out / "kept.json").write_text(json.dumps(kept))
    print(f"{len(kept)} of {len(source['model']['vocab'])} pieces, {path.stat().st_size} bytes")
    small = Tokenizer.from_file(str(path))
    unseen = ("bolcom_nl", "thuisbezorgd_trustpilot_nl", "semeval16_restaurant_nl_terms", "mabsa_nl", "mabsa_en", "twitter_airline", "skytrax_lounge")
    for table in unseen:
        print(f"{table}: {measure(full, small, kept, tables.texts(arguments.data, table)):.4f} segmented alike")


if __name__ == "__main__":
    main()
