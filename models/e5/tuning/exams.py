"""Labelled texts that train nothing: what the encoder is judged by."""

import json
from dataclasses import dataclass
from pathlib import Path

import tables
from lessons import SENTIMENT, mention, part_of


@dataclass
class Question:
    """A text as the encoder gets it, and its class."""

    text: str
    exam: str
    answer: int
    group: str
    """Sentence or comment; what is drawn together in an interval."""
    is_two_sided: bool = False
    """Whether its sentence praises one thing and blames another."""
    n_mentions: int = 1


def all_exams(folder: Path, one_in: dict[str, int]) -> list[Question]:
    """Every exam; of some only one group in `one_in` (by name of the exam)."""
    found = document_exams(folder) + mention_exams(folder)
    return [
        question
        for question in found
        if part_of(question.group, one_in.get(question.exam.split(" ")[0], 1), "exam") == 0
    ]


def document_exams(folder: Path) -> list[Question]:
    """Texts with one class."""
    found = []
    for row in tables.rows(folder, "bolcom_nl"):
        found.append(Question(f"query: {row['text'].strip()}", "bolcom", 2 if row["polarity"] == "1" else 0, row["id"]))
    for row in tables.rows(folder, "thuisbezorgd_trustpilot_nl"):
        stars = int(row["score"])
        side = 0 if stars < 3 else 1 if stars == 3 else 2
        found.append(Question(f"query: {row['text'].strip()}", "thuisbezorgd", side, row["id"]))
    for row in tables.rows(folder, "twitter_airline"):
        side = SENTIMENT[row["airline_sentiment"]]
        found.append(Question(f"query: {row['text'].strip()}", "airlines", side, row["tweet_id"]))
    return found


def mention_exams(folder: Path) -> list[Question]:
    """Targets with their polarity; the sentence as a whole besides, under another name."""
    by_sentence: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for row in tables.rows(folder, "semeval16_restaurant_nl_terms"):
        of_sentence = by_sentence.setdefault(("semeval_nl", row["text"], row["text"]), [])
        of_sentence.append((row["aspect_term"], SENTIMENT[row["polarity"]]))
    both = {row["id"] for row in tables.rows(folder, "mabsa_nl")} & {row["id"] for row in tables.rows(folder, "mabsa_en")}
    for language in ("nl", "en"):
        for row in tables.rows(folder, f"mabsa_{language}"):
            if row["id"] not in both:
                continue
            sides: dict[str, set[int]] = {}
            for target, _category, polarity in json.loads(row["triplets"]):
                if target != "NULL" and polarity in SENTIMENT:
                    sides.setdefault(target, set()).add(SENTIMENT[polarity])
            # A target that is praised and blamed at once has no single answer.
            clear = [(target, side.pop()) for target, side in sides.items() if len(side) == 1]
            if clear:
                by_sentence[(f"mabsa_{language}", row["id"], row["text"])] = clear
    found = []
    for (exam, group, text), targets in by_sentence.items():
        sides = {side for _, side in targets}
        for target, side in targets:
            for name, asked in ((f"{exam} mention", mention(text, target)), (f"{exam} text", f"query: {text.strip()}")):
                found.append(Question(asked, name, side, group, {0, 2} <= sides, len(targets)))
    return found
