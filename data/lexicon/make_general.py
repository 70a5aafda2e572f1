"""Condenses a PDDL sentiment lexicon into `form, polarity, intensity` (see SOURCE.md).

Usage: python3 make_general.py pattern_sentiment_lexicon_nl.csv.gz > general_nl.tsv
Senses of one form are averaged, weighted by the annotators' confidence where it is given.
Forms without polarity stay: "te groot" is a complaint although "groot" is not.
"""

import csv
import gzip
import sys
from collections import defaultdict

senses = defaultdict(list)
with gzip.open(sys.argv[1], "rt", encoding="utf-8") as rows:
    for row in csv.DictReader(rows):
        form = " ".join(row["form"].replace("_", " ").lower().split())
        weight = float(row["confidence"] or 0.8)
        senses[form].append((weight, float(row["polarity"]), float(row["intensity"])))

print("# form\tpolarity\tintensity (made by make_general.py)")
for form in sorted(senses):
    total = sum(weight for weight, _, _ in senses[form])
    polarity = sum(weight * value for weight, value, _ in senses[form]) / total
    intensity = sum(weight * value for weight, _, value in senses[form]) / total
    print(f"{form}\t{polarity:.2f}\t{intensity:.2f}")
