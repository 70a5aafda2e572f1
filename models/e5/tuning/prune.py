"""Prunes the vocabulary to the pieces that Dutch and English use; scores stay, so does the segmentation.

    python prune.py --tokenizer tokenizer.json --words DIR --data DIR --out DIR [--most 28000]

A text keeps its segmentation exactly where every piece of its best path is kept: taking other paths away
cannot make a better one. `measure` counts on how many texts that holds.
"""

import argparse
import gzip
import json
import unicodedata
from collections import Counter
from pathlib import Path

import msgpack
from tokenizers import Tokenizer

import tables

WORDS = {"nl": 120_000, "en": 120_000}
"""Commonest words of each language that must keep their pieces."""


UNSEEN = (
    "bolcom_nl", "thuisbezorgd_trustpilot_nl", "semeval16_restaurant_nl_terms", "mabsa_nl", "mabsa_en",
    "twitter_airline", "skytrax_lounge",
)  # fmt: skip
"""Tables that choose nothing: the vocabulary is measured on them."""

FORMS = ((str.lower, 0.8), (str.capitalize, 0.15), (str.upper, 0.05))
"""How words are written, and about how often."""


def common_words(folder: Path, language: str, n: int) -> list[tuple[str, float]]:
    """The `n` commonest words of the PyPI package `wordfreq` with their frequency (one list per hundredth of a decade)."""
    with gzip.open(folder / f"large_{language}.msgpack.gz") as file:
        steps = msgpack.load(file, raw=False)[1:]
    return [(word, 10 ** (-at / 100)) for at, step in enumerate(steps) for word in step][:n]


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


def frequencies(tokenizer: Tokenizer, texts: list[tuple[str, float]]) -> Counter[str]:
    """How often each piece stands on the best path of the texts, each counted as often as it says."""
    found: Counter[str] = Counter()
    for start in range(0, len(texts), 4096):
        part = texts[start : start + 4096]
        for encoding, (_, times) in zip(tokenizer.encode_batch([text for text, _ in part]), part):
            for piece in encoding.tokens:
                found[piece] += times
    return found


def prune(tokenizer: dict, used: Counter[str], most: int | None) -> tuple[dict, list[int]]:
    """The tokenizer with fewer pieces, and the old id of each new one."""
    vocabulary = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    of_form: Counter[str] = Counter()
    for piece, times in used.items():
        of_form[folded(piece)] += times
    must, may = [], []
    for number, (piece, _) in enumerate(vocabulary):
        if piece in special or is_kept_character(piece):
            must.append(number)
        elif folded(piece) in of_form or is_figure(piece):
            # Another form of a used piece, or a figure, counts a little: unseen text has those.
            may.append((used[piece] + 0.01 * of_form[folded(piece)], number))
    may.sort(key=lambda item: (-item[0], item[1]))
    kept = sorted(must + [number for _, number in may][: None if most is None else max(most - len(must), 0)])
    new_id = {vocabulary[old][0]: new for new, old in enumerate(kept)}
    pruned = json.loads(json.dumps(tokenizer))
    pruned["model"]["vocab"] = [vocabulary[old] for old in kept]
    pruned["model"]["unk_id"] = new_id["<unk>"]
    for token in pruned["added_tokens"]:
        token["id"] = new_id[token["content"]]
    for name, token in pruned["post_processor"]["special_tokens"].items():
        token["ids"] = [new_id[name]]
    return pruned, kept


def measure(full: Tokenizer, pruned: Tokenizer, kept: list[int], texts: list[str]) -> tuple[float, float]:
    """Share of texts with the same segmentation, and of pieces that are kept."""
    same, n_kept, n_pieces, known = 0, 0, 0, set(kept)
    for left, right in zip(full.encode_batch(texts), pruned.encode_batch(texts)):
        same += left.ids == [kept[new] for new in right.ids]
        n_kept += sum(number in known for number in left.ids)
        n_pieces += len(left.ids)
    return same / len(texts), n_kept / n_pieces


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tokenizer", "words", "data", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--most", type=int, help="pieces at most; the rarest go")
    arguments = parser.parse_args()
    source = json.loads(arguments.tokenizer.read_text(encoding="utf-8"))
    full = Tokenizer.from_file(str(arguments.tokenizer))
    used: Counter[str] = Counter(full.encode("query: ").tokens)
    for language, n in WORDS.items():
        words = common_words(arguments.words, language, n)
        for form, share in FORMS:
            used += frequencies(full, [(form(word), share * times) for word, times in words])
    for table in tables.TRAINABLE + tables.UNLABELLED:
        found = tables.texts(arguments.data, table)
        # Each table as much as a twentieth of a language.
        used += frequencies(full, [(text, 0.05 / (20 * len(found))) for text in found])
    pruned, kept = prune(source, used, arguments.most)
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "tokenizer.json"
    path.write_text(json.dumps(pruned, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    (arguments.out / "kept.json").write_text(json.dumps(kept))
    print(f"{len(kept)} of {len(source['model']['vocab'])} pieces, {path.stat().st_size} bytes")
    small = Tokenizer.from_file(str(path))
    for table in UNSEEN:
        alike, pieces = measure(full, small, kept, tables.texts(arguments.data, table))
        print(f"{table}: {alike:.4f} of texts segmented alike, {pieces:.5f} of pieces kept")


if __name__ == "__main__":
    main()
