"""Sets what the engine finds beside what was planted, on the demo and on others made the same way (docs/DEMO.md).

    cargo build --release && cargo build --release --example label_card
    python3 data/demo/study.py target/release FOLDER 1 2 3 4 5 6 7 8

FOLDER takes a demo for each seed; without seeds the demo of the default seed is judged. Python 3 alone.
"""

import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAIRS = dict(re.findall(r'\("([a-z.-]+)", "([a-z.-]+)"\),', (HERE / "label_card.rs").read_text()))
READINGS = {
    "silent counted as mentioning nothing": {"selection": '"none"'},
    "as read": {},
    "400 checked comments": {"label_card": 400},
    "1,000 checked comments": {"label_card": 1000},
}


def output_of(folder, *command):
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def rankings(programs, folder, seed):
    """Makes the demo of a seed and ranks it in each way: the planted topics, and the signals by way."""
    signaal, card = (str(programs / name) for name in ("signaal", "examples/label_card"))
    demo = folder / "data" / "demo"
    if not demo.exists():
        demo.parent.mkdir(parents=True, exist_ok=True)
        seeded = ["--seed", seed] if seed else []
        output_of(folder, signaal, "simulate", "demo", *seeded, "--out", str(demo), "--quiet")
    project = (demo / "project.toml").read_text()
    found = {}
    for way, settings in READINGS.items():
        lines = ""
        for key, value in settings.items():
            if key == "label_card":
                value = json.dumps(checked(signaal, card, folder, value))
            lines += f"{key} = {value}\n"
        (demo / "way.toml").write_text(project.replace("[analysis]\n", "[analysis]\n" + lines))
        output_of(folder, signaal, "run", str(demo / "way.toml"), "--quiet")
        found[way] = json.loads((demo / "out" / "signals.json").read_text())["signals"]
    return json.loads((demo / "truth.json").read_text())["topics"], found


def checked(signaal, card, folder, n):
    """Name of a card that counts `n` comments of the demo, from its readings without one."""
    name = f"checked_{n}.json"
    target = folder / "data" / "demo" / name
    if not target.exists():
        read = folder / "read.jsonl"
        if read.exists():
            read.unlink()
        project = str(folder / "data" / "demo" / "project.toml")
        output_of(folder, signaal, "run", project, "--quiet")
        output_of(folder, signaal, "export", "-p", project, "--out", str(read), "--quiet")
        target.write_text(output_of(folder, card, str(read), str(n), "1"))
    return name


def ranks(values):
    """Ranks from 1, equal ones at their mean."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def correlation(one, other):
    def centred(values):
        return [value - sum(values) / len(values) for value in values]

    one, other = centred(one), centred(other)
    together = sum(a * b for a, b in zip(one, other))
    return together / (sum(a * a for a in one) * sum(b * b for b in other)) ** 0.5


def judge(planted, signals):
    """Figures of one ranking against what was planted."""
    signal_of = {signal["topic"]: signal for signal in signals}
    pairs = [(topic, signal_of[PAIRS[topic["id"]]]) for topic in planted if PAIRS[topic["id"]] in signal_of]
    true = [topic["gain_if_half_had_all_written"] for topic, _ in pairs]
    gains = [signal["gain_points"] for _, signal in pairs]
    estimates = [gain["estimate"] for gain in gains]
    effects = [(topic["effect_had_all_written"], signal["effect_negative_points"]["estimate"]) for topic, signal in pairs]
    menu = signal_of.get("access.menu")
    return {
        "ranked": len(pairs),
        "held": sum(gain["low"] <= value <= gain["high"] for gain, value in zip(gains, true)),
        "distance": sum(abs(a - b) for a, b in zip(estimates, true)) / len(pairs),
        "together": sum(estimates) / sum(true),
        "order": correlation(ranks(estimates), ranks(true)),
        "shares": sum(signal["share_negative"] for _, signal in pairs)
        / sum(topic["share_had_all_written"] for topic, _ in pairs),
        "effect distance": sum(abs(a - b) for a, b in effects) / len(pairs),
        "menu effect": menu["effect_negative_points"]["estimate"] if menu else None,
        "menu gain": bool(menu) and menu["verdict"] == "gain",
    }


def main():
    programs, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    judged = {}
    seeds = sys.argv[3:] or [""]
    for seed in seeds:
        planted, found = rankings(programs, folder / (seed or "default"), seed)
        for way, signals in found.items():
            judged.setdefault(way, []).append(judge(planted, signals))
    print(f"{len(seeds)} demos | ranked | intervals that hold | mean distance | together | order | shares | effects lie off | menu: effect | gain")
    for way, rows in judged.items():
        def mean(name):
            values = [row[name] for row in rows if row[name] is not None]
            return sum(values) / len(values)

        held = sum(row["held"] for row in rows)
        ranked = sum(row["ranked"] for row in rows)
        print(
            f"{way} | {ranked} | {held} ({held / ranked:.0%}) | {mean('distance'):.2f} | {mean('together'):.0%} | "
            f"{mean('order'):.2f} | {mean('shares'):.0%} | {mean('effect distance'):.1f} | "
            f"{mean('menu effect'):.0f} | {sum(row['menu gain'] for row in rows)} of {len(rows)}"
        )


main()
