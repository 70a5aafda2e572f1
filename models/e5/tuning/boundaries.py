"""Where a sentence turns to something else: words and signs between one piece and another.

`src/classify/sentiment/boundaries.rs` computes the same in the program; both must change together, with the head.
"""

import bisect

STRONG = frozenset(
    "but however although though while whereas yet except unfortunately sadly despite nevertheless otherwise "
    "maar echter hoewel ofschoon terwijl helaas jammer ondanks behalve".split()
)
"""Words of contrast."""
WEAK = frozenset("and or with en of met".split())
STRONG_SIGNS, WEAK_SIGNS = ".!?;:", ",()–—"
N_CROSSINGS = 7
"""From far before the thing to far behind it: 3 a strong boundary, 2 several weak ones, 1 one weak one, 0 none."""


def boundaries(text: str) -> tuple[list[int], list[int]]:
    """Bytes at which weak and strong boundaries stand, in order."""
    found: tuple[list[int], list[int]] = ([], [])
    at, start, word, before = 0, 0, "", " "
    for sign in text + " ":
        if sign.isalpha():
            start, word = (start, word) if word else (at, "")
            word += sign
        else:
            if word.lower() in STRONG or word.lower() in WEAK:
                found[word.lower() in STRONG].append(start)
            word = ""
            if sign in STRONG_SIGNS or sign in WEAK_SIGNS or (sign == "-" and before in " -"):
                found[sign in STRONG_SIGNS].append(at)
        at += len(sign.encode())
        before = sign
    return found


def crossings(text: str, spans: list[tuple[int, int]], thing: tuple[int, int]) -> list[int]:
    """What lies between each piece and the thing's pieces (bytes from its first to its last), as -3 to 3."""
    weak, strong = boundaries(text)

    def between(start: int, end: int) -> int:
        n_weak, n_strong = (bisect.bisect_left(of, end) - bisect.bisect_left(of, start) for of in (weak, strong))
        return 3 if n_strong else min(n_weak, 2)

    found = []
    for start, end in spans:
        if start < end <= thing[0]:
            found.append(-between(start, thing[0]))
        elif start < end and start >= thing[1]:
            found.append(between(thing[1], end))
        else:
            found.append(0)
    return found
