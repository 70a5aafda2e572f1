"""Tests of what needs no data: python -m unittest test_tuning.py"""

import random
import unittest
from collections import Counter
from pathlib import Path

import numpy as np
import torch

import blob
import health
import prune
import remarks
import sides
import topics
from boundaries import boundaries, crossings
from encoder import Encoder
from intervals import area, interval, macro_f1
from lessons import answer, mention, part_of
from ship import bytes_per_row, through_blocks
from states import by_length

GRAMMAR = Path(__file__).resolve().parents[3] / "data" / "lexicon"


class Tuning(unittest.TestCase):
    def test_a_block_gives_back_the_weights_it_was_made_of(self) -> None:
        nibbles = np.arange(32) % 16
        packed = (nibbles[:16] | (nibbles[16:] << 4)).astype(np.uint8)
        block = np.concatenate([np.array([0.5], "<f2").view(np.uint8), packed])
        np.testing.assert_array_equal(blob.dequantise(block), (nibbles - 8) * 0.5)

    def test_weights_that_were_in_blocks_stay_as_they_are(self) -> None:
        draw = np.random.default_rng(1)
        whole = draw.integers(-8, 8, (4, 64)).astype(np.float32)
        whole[:, ::32] = -8
        table = torch.from_numpy(whole * 0.25)
        torch.testing.assert_close(through_blocks(table), table)

    def test_bytes_are_off_by_half_a_step_at_most(self) -> None:
        table = np.random.default_rng(2).normal(size=(5, 40)).astype(np.float32)
        whole, scale = bytes_per_row(table)
        self.assertLessEqual(np.abs(whole * scale[:, None] - table).max(), 0.5001 * scale.max())

    def test_a_text_does_not_depend_on_its_company(self) -> None:
        torch.manual_seed(1)
        encoder = Encoder(20).eval()
        ids = torch.randint(4, 20, (2, 9))
        with torch.inference_mode():
            alone = encoder(ids[:1, :3], torch.tensor([3]))
            together = encoder(ids, torch.tensor([3, 9]))
        torch.testing.assert_close(alone[0], together[0], atol=1e-5, rtol=1e-5)

    def test_batches_hold_every_text_once_and_no_more_tokens_than_allowed(self) -> None:
        lengths = [random.Random(3).randint(1, 90) for _ in range(500)]
        batches = by_length(lengths, 256)
        self.assertEqual(sorted(number for batch in batches for number in batch), list(range(500)))
        self.assertTrue(all(len(batch) * max(lengths[n] for n in batch) <= 256 for batch in batches))

    def test_a_kept_piece_keeps_its_score_and_a_form_of_a_used_piece_is_kept(self) -> None:
        vocabulary = [["<unk>", 0.0], ["\u2581goed", -3.0], ["Goed", -9.0], ["\u4f60\u597d", -8.0], ["10:", -7.0], ["\u00e9", -6.0]]
        whole = {
            "model": {"vocab": vocabulary, "unk_id": 0},
            "added_tokens": [{"id": 0, "content": "<unk>"}],
            "post_processor": {"special_tokens": {}},
        }
        pruned, kept = prune.prune(whole, Counter({"\u2581goed": 1.0}), None)
        self.assertEqual(kept, [0, 1, 2, 4, 5])
        self.assertEqual(pruned["model"]["vocab"], [vocabulary[number] for number in kept])
        self.assertEqual(len(prune.prune(whole, Counter({"\u2581goed": 1.0}), 3)[1]), 3)

    def test_groups_are_drawn_whole(self) -> None:
        drawn = []
        interval(list("aabbb"), lambda rows: drawn.append(tuple(sorted(rows))) or 0.0)
        self.assertEqual(set(drawn), {(0, 1, 2, 3, 4), (0, 0, 1, 1), (2, 2, 3, 3, 4, 4)})

    def test_area_counts_pairs_and_ties_half(self) -> None:
        side = np.array([True, True, False, False])
        self.assertEqual(area(side, np.array([3.0, 1.0, 1.0, 0.0])), 3.5 / 4)
        self.assertEqual(macro_f1(np.array([0, 0, 2]), np.array([0, 2, 2])), 2 / 3)

    def test_parts_do_not_change_between_machines(self) -> None:
        self.assertEqual([part_of(name, 5, "fold") for name in ("a", "b", "c")], [0, 2, 0])
        self.assertEqual(mention(" text ", "food"), "query: food: text")
        self.assertEqual(answer("Niets", "improvement", "nl"), "query: Wat kan er beter? Niets")
        self.assertEqual(answer("Nothing", "open", "en"), "query: Nothing")

    def test_boundaries_stand_where_the_program_finds_them(self) -> None:
        # The same sentences as in `src/classify/sentiment/boundaries.rs`.
        weak, strong = boundaries("Het café - echt goed, maar de bediening (en de wijn) was 3.5 waard; HELAAS")
        self.assertEqual((weak, strong), ([10, 21, 41, 42, 52], [23, 59, 67, 69]))
        pieces = [(0, 4), (6, 11), (12, 15), (16, 20), (25, 28), (0, 0)]
        self.assertEqual(crossings("soup, bread and wine but tea", pieces, (6, 11)), [-1, 0, 1, 1, 3, 0])
        self.assertEqual(crossings("soup, bread and wine but tea", [(16, 20)], (0, 4)), [2])

    def test_things_of_made_remarks_stand_where_they_are_said_to(self) -> None:
        for language in ("nl", "en"):
            made = sides.made(GRAMMAR, language, "train", 200)
            self.assertEqual(made, sides.made(GRAMMAR, language, "train", 200))
            named = {text[start:end].lower() for text, things in made for start, end, _ in things}
            self.assertGreater(len(named), 30)
            self.assertTrue(all(name == name.strip() and name for name in named))
            apart = sides.Phrases(GRAMMAR, language, "valid")
            learnt = sides.Phrases(GRAMMAR, language, "train")
            for kind in ("negative", "positive"):
                self.assertFalse(set(apart.adjectives[kind]) & set(learnt.adjectives[kind]))
                self.assertFalse(set(apart.patterns[kind]) & set(learnt.patterns[kind]))

    def test_weights_and_threshold_of_a_fold_come_from_the_others(self) -> None:
        draw = np.random.default_rng(5)
        truth = draw.random((50, 3)) < 0.4
        fold = np.arange(50) % 5
        scores = [np.where(truth, 1.0, -1.0) + draw.normal(0, 0.7, truth.shape), draw.normal(0, 1, truth.shape)]
        said, chosen = health.joined(scores, truth, fold)
        turned = truth.copy()
        turned[fold == 2] ^= True
        again, chosen_again = health.joined(scores, turned, fold)
        self.assertEqual(chosen[2], chosen_again[2])
        np.testing.assert_array_equal(said[fold == 2], again[fold == 2])
        self.assertEqual(topics.bare("It was GOOD, really!"), "itwasgoodreally")

    def test_remarks_are_the_same_for_a_seed_and_name_what_they_ask_for(self) -> None:
        made = remarks.remarks(GRAMMAR, "nl", 600, 7)
        self.assertEqual(made, remarks.remarks(GRAMMAR, "nl", 600, 7))
        asked = [example for example in made if "mention" in example.labels]
        self.assertGreater(len(asked), 20)
        for example in asked:
            target, text = example.text.removeprefix("query: ").split(": ", 1)
            self.assertIn(target.lower(), text.lower())


if __name__ == "__main__":
    unittest.main()
