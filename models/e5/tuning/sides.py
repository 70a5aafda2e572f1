"""Remarks on several things, each praised, blamed or neither: the phrase grammar, and things joined with adjectives of the lexicon.

A sixth of the patterns, things and adjectives is kept apart ("valid"), so that what is judged is worded otherwise than
what is learnt.
"""

import hashlib
import random
import re
from pathlib import Path

import remarks

SIDES = ("negative", "positive", "negative", "positive", "neutral")
STRONG_ENOUGH = 0.35
"""Of an adjective's polarity in `general_nl.tsv` and `general_en.tsv`."""
THINGS = {
    "nl": """het hotel|de kamer|het bed|de badkamer|het ontbijt|het zwembad|de ligging|het uitzicht|de receptie|de schoonmaak
|de airconditioning|de parkeerplaats|de laptop|het scherm|de batterij|de accu|het toetsenbord|de camera|het geluid|de oplader
|de behuizing|de software|de cursus|de docent|de uitleg|de opdrachten|het lesmateriaal|de lezingen|de gids|het museum
|de rondleiding|het strand|de wandeling|het park|de wijn|het bier|de kaart|de sfeer|het terras|de muziek|de inrichting
|de porties|de prijs|de prijzen|het voorgerecht|het hoofdgerecht|het toetje|de ober|de serveerster|de kok|de eigenaar|het team
|de balie|de afspraak|de wachttijd|de behandeling|de nazorg|de garage|de reparatie|de chauffeur|de trein|de bus|de stoel
|de vlucht|de bagage|de verpakking|de stof|de pasvorm|de maat|de kleur|de handleiding|de montage|de locatie|de bediening
|de service|de kwaliteit|de hygiëne|de geur|de verlichting""",
    "en": """the hotel|the room|the bed|the bathroom|the breakfast|the pool|the location|the view|the reception|the cleaning
|the air conditioning|the parking|the laptop|the screen|the battery|the keyboard|the camera|the sound|the charger|the case
|the software|the course|the teacher|the explanation|the assignments|the lectures|the guide|the museum|the tour|the beach
|the walk|the park|the wine|the beer|the menu|the atmosphere|the terrace|the music|the decor|the portions|the price
|the prices|the starter|the main course|the dessert|the waiter|the waitress|the chef|the owner|the team|the front desk
|the appointment|the waiting time|the treatment|the aftercare|the garage|the repair|the driver|the train|the bus|the seat
|the flight|the luggage|the packaging|the fabric|the fit|the size|the colour|the manual|the service|the quality|the hygiene
|the smell|the lighting|the staff|the nurse|the food|the coffee""",
}
JUDGED = {
    "nl": "{n} was {a}|{n} is {a}|{n} vond ik {a}|{n} was {v} {a}|{n} is {v} {a}|ik vond {n} {v} {a}|{v} {a}, {n}|{n}: {a}|{n} {a}",
    "en": "{n} was {a}|{n} is {a}|i found {n} {a}|{n} was {v} {a}|{n} is {v} {a}|we thought {n} was {v} {a}|{n}: {a}|{n} {a}"
    "|{n} seemed {a}",
}
UNJUDGED = {
    "nl": "we kozen {n}|we hebben naar {n} gevraagd|{n} kwam daarna|ik heb {n} gebruikt|er werd iets over {n} gezegd"
    "|{n} had ik vooraf geregeld|we kwamen voor {n}|wij namen {n}|{n} stond op de lijst|ik vroeg naar {n}",
    "en": "we chose {n}|we asked about {n}|{n} came after that|i used {n}|someone mentioned {n}|{n} was booked in advance"
    "|we came for {n}|we went for {n}|{n} was on the list|i asked about {n}",
}
VERY = {"nl": "heel|erg|zeer|echt|best|nogal|wel|ontzettend", "en": "very|really|quite|so|rather|extremely"}
LIKE = {"nl": [" en ", ". ", ", ", "; ", ", en "], "en": [" and ", ". ", ", ", "; ", ", and "]}
UNLIKE = {
    "nl": [", maar ", " maar ", ". Helaas: ", ". ", ", alleen ", ", terwijl ", ", al ", ", echter ", ". Maar ", " en ", ", ",
           " hoewel ", ". Jammer dat ", "; "],
    "en": [", but ", " but ", ". Sadly, ", ". ", ", although ", ", while ", ", yet ", ". However, ", " though ", ". But ", " and ",
           ", ", "; ", " whereas "],
}  # fmt: skip
FIRST = {"nl": ["Hoewel ", "Ondanks dat "], "en": ["Although ", "Even though ", "While "]}
ARTICLE = re.compile(r"^(de|het|mijn|jullie|the|my|your) ")


def is_apart(pattern: str) -> bool:
    """Whether a pattern, thing or adjective is kept for judging."""
    return int(hashlib.sha256(pattern.encode()).hexdigest()[:8], 16) % 6 == 0


class Phrases:
    """What phrases of one language and part are made of."""

    def __init__(self, lexicon: Path, language: str, part: str) -> None:
        def own(patterns: list[str]) -> list[str]:
            kept = [pattern for pattern in patterns if is_apart(pattern) == (part == "valid")]
            return kept or patterns

        self.words, patterns = remarks.grammar(lexicon / f"remarks_{language}.txt")
        self.patterns = {side: own(of_side) for side, of_side in patterns.items()}
        self.things = own(THINGS[language].replace("\n", "").split("|"))
        self.judged, self.unjudged = JUDGED[language].split("|"), own(UNJUDGED[language].split("|"))
        self.very = VERY[language].split("|")
        found: dict[str, list[str]] = {"negative": [], "positive": []}
        for line in (lexicon / f"general_{language}.tsv").read_text(encoding="utf-8").splitlines():
            form, polarity, _ = (line + "\t\t").split("\t")[:3]
            if not line.startswith("#") and abs(float(polarity)) >= STRONG_ENOUGH and form.isalpha():
                found["positive" if float(polarity) > 0 else "negative"].append(form)
        self.adjectives = {side: own(forms) for side, forms in found.items()}

    def phrase(self, side: str, draw: random.Random) -> tuple[str, str]:
        """A phrase of this side, and the thing that it speaks of."""
        if draw.random() < (0.6 if side == "neutral" else 0.5):
            thing = draw.choice(self.things)
            if side == "neutral":
                return draw.choice(self.unjudged).format(n=thing), thing
            adjective, very = draw.choice(self.adjectives[side]), draw.choice(self.very)
            return draw.choice(self.judged).format(n=thing, a=adjective, v=very), thing
        said, thing = "", ""
        for _ in range(6):
            said, thing = remarks.said(draw.choice(self.patterns[side]), self.words, draw)
            if thing:
                break
        return said, thing


def remark(phrases: Phrases, language: str, draw: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """A remark of two or three phrases, and its things by their characters, each with its side."""
    text, before, things, is_conceded = "", "", [], False
    for number in range(draw.choice([2, 2, 2, 3, 3])):
        side = draw.choice(SIDES)
        said, thing = phrases.phrase(side, draw)
        if number:
            is_alike = side == before or "neutral" in (side, before)
            join = ", " if is_conceded else draw.choice((LIKE if is_alike else UNLIKE)[language])
            text, is_conceded = text.rstrip(".!") + join, False
        elif draw.random() < 0.12:
            text, is_conceded = draw.choice(FIRST[language]), True
        if said:
            # Behind a full stop and at the beginning a phrase starts with a capital.
            is_first = not text or text.endswith(". ")
            said = (said[0].upper() if is_first else said[0].lower()) + said[1:]
        bare = ARTICLE.sub("", thing)
        at = said.lower().find(bare.lower())
        if thing and at >= 0:
            things.append((len(text) + at, len(text) + at + len(bare), side))
        text, before = text + said, side
    if draw.random() < 0.5:
        text += "."
    return (text.lower() if draw.random() < 0.3 else text), things


def made(lexicon: Path, language: str, part: str, n: int) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """`n` remarks, the same for the same arguments."""
    phrases = Phrases(lexicon, language, part)
    draw = random.Random(f"{language} {part}")
    return [remark(phrases, language, draw) for _ in range(n)]
