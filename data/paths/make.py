"""Makes wave.csv: invented answers of 400 customers, by a formula (Park & Miller's generator).

image -> expectation -> value -> satisfaction -> loyalty, as planted below. `ef` is worded the other
way round (1 is best). Some answers are missing, four are wrong on purpose.
"""
import csv
import pathlib


class Lehmer:
    def __init__(self, state):
        self.state = state

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647.0

    def normal(self):
        return sum(self.uniform() for _ in range(12)) - 6.0


def rating(source, construct, slope, noise, low=1, high=10):
    middle, half = (low + high) / 2 + 0.1 * (high - low), (high - low) / 9
    value = middle + half * (slope * construct + noise * source.normal())
    return min(max(int(value + 0.5), low), high)


source = Lehmer(20261122)
rows = []
for customer in range(400):
    branch = customer // 16
    image = source.normal()
    quality = 0.5 * image + 0.85 * source.normal()
    effort = -0.4 * quality + 0.9 * source.normal()
    satisfaction = 0.25 * image + 0.5 * quality - 0.2 * effort + 0.65 * source.normal()
    loyalty = 0.1 * image + 0.65 * satisfaction + 0.7 * source.normal()
    row = [f"K{customer + 1:03}", f"V{branch + 1:02}"]
    row += [rating(source, image, 1.7 - 0.2 * at, 0.9) for at in range(3)]
    row += [rating(source, quality, 1.8 - 0.2 * at, 0.9) for at in range(3)]
    row.append(rating(source, -quality, 1.5, 1.0))
    row += [rating(source, effort, 2.2, 1.0, 1, 7) for _ in range(2)]
    row += [rating(source, satisfaction, 1.9, 0.8) for _ in range(3)]
    row += [rating(source, loyalty, 1.9, 1.0), rating(source, loyalty, 2.0, 1.1, 0, 10)]
    for at in range(2, len(row)):
        if source.uniform() < 0.004:
            row[at] = 99 if source.uniform() < 0.5 else ""
    rows.append(row)
rows[17][4], rows[90][8], rows[201][13], rows[333][6] = "weet niet", 17, "8?", -3
header = ["customer", "branch", "im1", "im2", "im3", "qu1", "qu2", "qu3", "qu_bad", "ef1", "ef2",
          "sa1", "sa2", "sa3", "again", "nps"]
with open(pathlib.Path(__file__).parent / "wave.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
