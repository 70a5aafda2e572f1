"""Remarks of known sentiment, and things praised or blamed in them, from the project's own phrase grammar.

The grammar is `data/lexicon/remarks_nl.txt` and `remarks_en.txt`; `src/learn/remarks.rs` says what its signs mean.
"""

import random
import re
from pathlib import Path

from lessons import SENTIMENT, Example, mention

SIGNS = {"-": "negative", "0": "neutral", "+": "positive"}
TARGETS = ("who", "whop", "thing", "food", "book")
"""Names whose words are things that a customer can speak of."""
JOINS = {
    "nl": {"like": [" en ", ". ", ", "], "unlike": [", maar ", ". Helaas: ", " maar ", ". ", ", alleen "]},
    "en": {"like": [" and ", ". ", ", "], "unlike": [", but ", ". Sadly, ", " but ", ". ", ", although "]},
}
N_DUTCH, N_ENGLISH = 4000, 2000
WEIGHT = 0.3
"""Made text has less to say than people's."""


def grammar(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Words by name, patterns by class."""
    words: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {name: [] for name in SIGNS.values()}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            name, listed = line[1:].split(": ", 1)
            words.setdefault(name, []).extend(word.strip() for word in listed.split(" | "))
        elif line[:1] in SIGNS and line[1:2] == " ":
            patterns[SIGNS[line[0]]].append(line[2:])
    return words, patterns


def said(pattern: str, words: dict[str, list[str]], draw: random.Random) -> tuple[str, str]:
    """A pattern with its names replaced, and the first thing that it speaks of."""
    target = ""

    def replace(match: re.Match[str]) -> str:
        nonlocal target
        word = said(draw.choice(words[match[1]]), words, draw)[0]
        if match[1] in TARGETS and not target:
            target = word
        return word

    return re.sub(r"\{(\w+)\}", replace, pattern), target


def remarks(folder: Path, language: str, n: int, seed: int) -> list[Example]:
    """`n` remarks of a phrase or two, a third of each class; where two things are named, each asked for besides."""
    words, patterns = grammar(folder / f"remarks_{language}.txt")
    draw = random.Random(f"{language} {seed}")
    found = []
    for number in range(n):
        name = list(SIGNS.values())[number % 3]
        text, target = said(draw.choice(patterns[name]), words, draw)
        labels: dict[str, object] = {"sentiment": SENTIMENT[name]}
        things = [(target, name)] if target else []
        if draw.random() < 0.6:
            other = draw.choice(["negative", "positive"])
            more, second = said(draw.choice(patterns[other]), words, draw)
            if second and second != target:
                things.append((second, other))
            is_like = other == name or name == "neutral"
            text = text.rstrip(".!") + draw.choice(JOINS[language]["like" if is_like else "unlike"]) + more
            # Praise and blame side by side are neither; a plain remark leaves the side to the other one.
            labels["sentiment"] = SENTIMENT[other] if is_like else SENTIMENT["neutral"]
        if draw.random() < 0.3:
            text = text.lower()
        found.append(Example(f"query: {text}", f"own_{language}", language, text, "train", labels, WEIGHT))
        for thing, side in things if len(things) > 1 else []:
            bare = re.sub(r"^(de|het|mijn|jullie|the|my|your) ", "", thing)
            found.append(
                Example(
                    mention(text, bare), f"own_mentions_{language}", language, text, "train",
                    {"mention": SENTIMENT[side]}, WEIGHT,
                )
            )  # fmt: skip
    return found


def both_languages(folder: Path) -> list[Example]:
    """The remarks that training draws from."""
    return remarks(folder, "nl", N_DUTCH, 1) + remarks(folder, "en", N_ENGLISH, 1)
