"""What coarser weights and the smaller vocabulary cost: the exams through all layers, each form beside the fine one.

    python coarse.py --data DIR --work DIR --tuned FILE --share S --blob e5-small-q4.bin --wide DIR --narrow DIR
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

import blob
import exams
from encoder import HIDDEN, LAYERS, Encoder, pool
from evaluate import candidate
from heads import Heads
from intervals import area, interval, shown
from lessons import part_of
from ship import coarse, through_blocks, through_bytes, with_vocabulary
from states import FROZEN, by_length

ONE_IN = {"thuisbezorgd": 10, "airlines": 10, "semeval_nl": 2, "bolcom": 2, "mabsa_nl": 40, "mabsa_en": 40}
MOST_TOKENS = 192


def through_both(encoder: Encoder) -> Encoder:
    """Blocks of four bits where the published weights have them already, bytes in the tuned layers."""
    blocks, whole = coarse(encoder, through_blocks).state_dict(), coarse(encoder, through_bytes).state_dict()
    tuned = tuple(f"layers.{number}." for number in range(FROZEN, LAYERS))
    found = Encoder(len(blocks["word.weight"]))
    found.load_state_dict({n: whole[n] if n.startswith((*tuned, "position")) else blocks[n] for n in blocks})
    return found.eval()


def encoded(encoder: Encoder, folder: Path, texts: list[str]) -> torch.Tensor:
    """Vectors of texts through all layers, in single precision where it is not slow: products in bfloat16."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    found = torch.zeros(len(texts), HIDDEN)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in by_length([len(own) for own in ids], 4096):
            lengths = torch.tensor([len(ids[row]) for row in batch])
            padded = torch.ones((len(batch), int(lengths.max())), dtype=torch.long)
            for at, row in enumerate(batch):
                padded[at, : len(ids[row])] = torch.tensor(ids[row])
            found[batch] = pool(encoder.run(encoder.embed(padded), lengths, 0, LAYERS), lengths)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "work", "tuned", "blob", "wide", "narrow"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    encoder, heads = candidate(arguments.work, arguments.tuned, arguments.share)
    assert isinstance(heads, Heads)
    asked = exams.document_exams(arguments.data) + exams.mention_exams(arguments.data)
    asked = [
        q
        for q in asked
        if not q.exam.endswith(" text") and part_of(q.group, ONE_IN[q.exam.split(" ")[0]], "coarse") == 0
    ]
    texts = [question.text for question in asked]
    word = blob.read(str(arguments.blob)).tensors["emb.word"].reshape(-1, HIDDEN)
    rows_of = {name: json.loads((folder / "kept.json").read_text()) for name, folder in (("wide", arguments.wide), ("narrow", arguments.narrow))}
    wide, narrow = (with_vocabulary(encoder, word, rows_of[name]) for name in ("wide", "narrow"))
    forms = {
        "fine, wide vocabulary": (wide, arguments.wide),
        "bytes, narrow vocabulary": (coarse(narrow, through_bytes), arguments.narrow),
        "four bits everywhere, wide vocabulary": (coarse(wide, through_blocks), arguments.wide),
        "four bits below, bytes above, wide vocabulary": (through_both(wide), arguments.wide),
    }
    fine = None
    result: dict[str, dict[str, str]] = {}
    for form, (own, folder) in forms.items():
        vectors = encoded(own, folder, texts)
        fine = vectors if fine is None else fine
        likeness = functional.cosine_similarity(fine, vectors)
        found = {"cosine least, mean": f"{likeness.min():.4f}, {likeness.mean():.5f}"}
        with torch.inference_mode():
            features = heads.standardise(vectors)
            said = {n: heads.linear[n](features).softmax(1).numpy() for n in ("sentiment", "mention")}
        for exam in dict.fromkeys(question.exam for question in asked):
            at = np.array([number for number, question in enumerate(asked) if question.exam == exam])
            own_said = said["mention" if exam.endswith(" mention") else "sentiment"][at]
            truth = np.array([asked[number].answer for number in at])
            groups = [asked[number].group for number in at]
            polarity = own_said[:, 2] - own_said[:, 0]
            if exam in ("bolcom", "thuisbezorgd"):
                clear = truth != 1
                found[f"{exam} AUC (n {clear.sum()})"] = f"{area(truth[clear] == 2, polarity[clear]):.4f}"
                right = (polarity > 0) == (truth == 2)
                keep = clear
            else:
                right, keep = own_said.argmax(1) == truth, np.ones(len(at), dtype=bool)
            found[f"{exam} (n {keep.sum()})"] = shown(interval(groups, lambda rows: right[rows][keep[rows]].mean()))
        result[form] = found
        print(json.dumps({form: found}, indent=1), flush=True)
    (arguments.work / "coarse.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
