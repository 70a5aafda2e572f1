"""What the encoder learns from: labelled texts of the tables whose licence allows it, each read as for the compact model."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import tables

SENTIMENT = {"negative": 0, "neutral": 1, "positive": 2}
QUESTIONS = {
    "en": {"improvement": "What could we do better?", "praise": "What was good?"},
    "nl": {"improvement": "Wat kan er beter?", "praise": "Wat was er goed?"},
}
"""Wording put before an answer, by language and kind of question; an open question has none."""

NO_THING = ("Couldn't be improved", "Miscellaneous")
"""Main topics of phase 1 that name nothing one could praise or blame."""

FEWEST_OF_AN_INTENT = 20
MOST_OF_AN_INTENT = 400


@dataclass
class Example:
    """A text as the encoder gets it, with what is known of it."""

    text: str
    source: str
    language: str
    group: str
    split: str = ""
    labels: dict[str, object] = field(default_factory=dict)
    """By head: a class, or a list of classes where there may be several."""
    weight: float = 1.0


def answer(text: str, question: str, language: str) -> str:
    """What the encoder reads for an answer to a kind of question."""
    wording = QUESTIONS[language].get(question)
    return f"query: {wording} {text.strip()}" if wording else f"query: {text.strip()}"


def mention(text: str, target: str) -> str:
    """What the encoder reads to judge one thing that a text speaks of."""
    return f"query: {target.strip()}: {text.strip()}"


def part_of(name: str, n_parts: int, salt: str = "") -> int:
    """Which of `n_parts` a group belongs to; the same on every machine."""
    return int(hashlib.sha256((salt + name).encode()).hexdigest()[:12], 16) % n_parts


def health_answers(folder: Path) -> list[Example]:
    """NHS Friends and Family Test, version 6: topics and sentiment; grouped by respondent."""
    kinds = {
        "How could we improve?": "improvement",
        "What could we do better?": "improvement",
        "What was good?": "praise",
    }
    classes = {"1.0": 2, "2.0": 2, "3.0": 1, "4.0": 0, "5.0": 0}
    found = []
    for row in tables.rows(folder, "nhs_fft_v6"):
        if not row["text"].strip() or row["no_answer"] != "False":
            continue
        labels: dict[str, object] = {"topics": row["topics"].split("|")}
        if row["comment_sentiment"] in classes:
            labels["sentiment"] = classes[row["comment_sentiment"]]
        question = kinds.get(row["question"], "open")
        for asked in dict.fromkeys((question, "open")):
            found.append(
                Example(
                    answer(row["text"], asked, "en"),
                    "nhs_v6" if asked == question else "nhs_v6_unasked",
                    "en",
                    row["respondent_id"],
                    labels=labels,
                )
            )
    return found


def health_remarks(folder: Path) -> list[Example]:
    """NHS Friends and Family Test, phase 1, less the texts that version 6 holds too (it is judged by folds)."""
    also = {row["text"].strip().lower() for row in tables.rows(folder, "nhs_fft_v6")}
    kinds = {
        "Trust A - Q1": "improvement",
        "Trust C - Q2": "improvement",
        "Trust A - Q2": "praise",
        "Trust C - Q1": "praise",
    }
    found = []
    for row in tables.rows(folder, "nhs_fft_phase1"):
        text = row["text"].strip()
        if not text or text.lower() in also:
            continue
        labels: dict[str, object] = {"health_topic": row["label"], "health_subtopic": row["subcategory"]}
        try:
            value = float(row["criticality_num"])
        except ValueError:
            value = 0.0
        # Trust B coded criticism alone, so that its zero is praise; elsewhere zero says nothing.
        if value >= 1 or (value == 0 and row["question"] == "Trust B - Q1" and row["criticality_num"]):
            labels["sentiment"] = 2
        elif value <= -1:
            labels["sentiment"] = 0
        found.append(
            Example(
                answer(text, kinds.get(row["question"], "open"), "en"),
                "nhs_phase1",
                "en",
                text.lower(),
                "valid" if part_of(text.lower(), 10) == 0 else "train",
                labels,
                0.7 if abs(value) == 1 else 1.0,
            )
        )
        if "sentiment" in labels and row["label"] not in NO_THING and part_of(text, 2, "mention") == 0:
            found.append(
                replace(
                    found[-1],
                    text=mention(text, row["label"]),
                    source="nhs_phase1_mentions",
                    labels={"mention": labels["sentiment"]},
                )
            )
    return found


def restaurant_mentions(folder: Path) -> list[Example]:
    """MAMS: each target with its polarity, and each sentence with what its targets amount to."""
    found = []
    of_sentence: dict[tuple[str, str], list[str]] = {}
    for row in tables.rows(folder, "mams_terms"):
        of_sentence.setdefault((row["split"], row["text"]), []).append(row["polarity"])
        found.append(
            Example(
                mention(row["text"], row["aspect_term"]),
                "mams_mentions",
                "en",
                row["text"],
                row["split"],
                {"mention": SENTIMENT[row["polarity"]]},
            )
        )
    for (split, text), polarities in of_sentence.items():
        sides = set(polarities) - {"neutral"}
        side = sides.pop() if len(sides) == 1 else "neutral"
        found.append(
            Example(f"query: {text.strip()}", "mams_sentences", "en", text, split, {"sentiment": SENTIMENT[side]}, 0.5)
        )
    return found


def bank_questions(folder: Path) -> list[Example]:
    """banking77: one intent per question."""
    return [
        Example(
            f"query: {row['text'].strip()}",
            "banking77",
            "en",
            row["text"],
            "valid" if row["split"] == "test" else "train",
            {"bank_intent": row["category"]},
        )
        for row in tables.rows(folder, "banking77")
    ]


def service_turns(folder: Path) -> list[Example]:
    """multidogo: customer turns with their intents; the common ones of no matter are thinned."""
    rows = tables.rows(folder, "multidogo_customer_turns")
    unique = {(row["text"].strip(), row["intents"]): row for row in rows if row["text"].strip() and row["split"] != "test"}
    counts = Counter(intent for _, intents in unique for intent in intents.split("|"))
    taken: Counter[str] = Counter()
    found = []
    for (text, intents), row in sorted(unique.items(), key=lambda item: hashlib.sha256(item[0][0].encode()).digest()):
        names = [name for name in intents.split("|") if counts[name] >= FEWEST_OF_AN_INTENT]
        if not names or max(taken[name] for name in names) >= MOST_OF_AN_INTENT:
            continue
        taken.update(names)
        split = "valid" if row["split"] == "dev" else "train"
        found.append(Example(f"query: {text}", "multidogo", "en", text, split, {"service_intent": names}))
    return found


def film_lines(folder: Path) -> list[Example]:
    """XED, Dutch: lines of films whose emotions are all of one side; noisy, so of little weight."""
    return [
        Example(
            f"query: {row['text'].strip()}",
            "xed_nl",
            "nl",
            row["text"],
            "valid" if part_of(row["text"], 10) == 0 else "train",
            {"sentiment": SENTIMENT[row["derived_polarity"]]},
            0.2,
        )
        for row in tables.rows(folder, "xed_nl")
        if row["derived_polarity"] in SENTIMENT
    ]


def pairs(folder: Path) -> list[tuple[str, str]]:
    """NTREX: the same sentence in Dutch and English; no label."""
    return [
        (f"query: {row['text'].strip()}", f"query: {row['text_en'].strip()}")
        for row in tables.rows(folder, "ntrex_nl_en")
    ]


def named_pairs(folder: Path) -> list[tuple[str, str]]:
    """NTREX again, asked for a name that both sentences write alike: the form of a mention in both languages."""
    found = []
    for row in tables.rows(folder, "ntrex_nl_en"):
        dutch, english = row["text"].strip(), row["text_en"].strip()
        names = re.findall(r"(?<=\w )[A-Z]\w{3,}", dutch)
        shared = [name for name in names if re.search(rf"\b{name}\b", english)]
        if shared:
            found.append((mention(dutch, shared[0]), mention(english, shared[0])))
    return found


def all_lessons(folder: Path) -> list[Example]:
    """Everything with a label."""
    return (
        health_answers(folder)
        + health_remarks(folder)
        + restaurant_mentions(folder)
        + bank_questions(folder)
        + service_turns(folder)
        + film_lines(folder)
    )
