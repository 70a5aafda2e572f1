"""Reads the development tables; the folder is an argument, nothing of it goes into the repository."""

import csv
import gzip
from pathlib import Path

TRAINABLE = (
    "nhs_fft_v6", "nhs_fft_phase1", "mams_terms", "banking77", "multidogo_customer_turns", "xed_nl",
)  # fmt: skip
"""Labelled tables whose licence lets them train weights that are passed on."""

UNLABELLED = ("ntrex_nl_en", "ud_dutch_sentences")
"""Tables of which the bare text may be used."""

csv.field_size_limit(1 << 24)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """All rows of a gzipped table with a header."""
    with gzip.open(Path(folder) / f"{table}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(folder: Path, table: str) -> list[str]:
    """All texts of a table, both languages where it has pairs, empty ones left out."""
    found = []
    for row in rows(folder, table):
        found += [row[column].strip() for column in ("text", "text_en") if row.get(column, "").strip()]
    return found
