"""What a name is worth before anything beside it is read: how it is written, and what else it can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.analysis.matching.lexis import Lexis
    from monitor.analysis.matching.page import Look, Page
    from monitor.analysis.matching.senses import Sense

_INSIDE = frozenset({"ine", "ela", "ill"})
_OUTSIDE = frozenset({"ade", "abl", "all"})
_SHORT = 3  # letters
_SHARED = -1.2  # for each further municipality that has a locality of the name, three at most
_PLACED = 0.3  # what is left of a person's or a company's reading where the words beside say "where"
_SAYS = {
    "place": "other places are called “{name}”",
    "company": "“{name}” is a company",
    "product": "“{name}” is a product or a title",
}
_WRITTEN = {
    "lower": "in lower case “{name}” is a common word",
    "start": "first in the sentence “{name}” may be the common word",
    "caps": "in capitals “{name}” may be the common word",
    "middle": "“{name}” is a common word too",
}


def name_position(look: Look) -> str:
    """How the form is written: lower, caps, start of a sentence, or middle, where a capital says most."""
    if look.lower:
        return "lower"
    if look.shouted:
        return "caps"
    return "start" if look.starts else "middle"


def weigh_alone(sense: Sense, look: Look, page: Page, lexis: Lexis, *, placed: bool) -> float:
    """The log-odds of one sense of a form; ``placed`` when the words beside it say where, as no person's name does."""
    name, kind, _ = sense
    if name.rank is Rank.OWN:
        return lexis.signs["own_place"].weight
    if kind is Kind.RESIDENT:
        written = 0.0 if look.lower or look.starts or look.shouted else lexis.position["capital_resident"]
        return lexis.base["resident"] + written
    total = lexis.base["name"] if name.rank is Rank.MUNICIPALITY else lexis.base["locality"]
    if name.rank is Rank.LOCALITY:
        total += _SHARED * min(name.shared - 1 - name.shadowed, 3)
        if name.traits.words:
            total += lexis.base["word_locality"]
        if name.shadowed:
            total += lexis.base["shadowed"]
        elif len(name.text) <= _SHORT:
            total += lexis.base["short"]
    if look.glued_before.endswith(("#", "@")):
        total += lexis.position["tag"]
    if name.traits.clear and not name.traits.place:
        return total + (lexis.position["lower_clear"] if look.lower else 0.0)
    total += _combine(weight for _, weight in list_readings(sense, look, page, lexis, placed=placed))
    if name.rank is Rank.MUNICIPALITY:
        total += next((added for residents, added in lexis.size if name.population >= residents), 0.0)
    return total


def _combine(weights: Iterable[float]) -> float:
    """The log-odds against several other readings at once: their odds add up, their logarithms do not."""
    return -math.log(1.0 + sum(math.exp(-weight) - 1.0 for weight in weights))


def weigh_homograph(words: tuple[tuple[str, int], ...], look: Look, page: Page, lexis: Lexis) -> float:
    """What it takes from a form that it is also the form of a common word in the text's language."""
    strength = max((strength for language, strength in words if page.language in (language, None)), default=0)
    if not strength:
        return 0.0
    position = name_position(look)
    return 0.0 if position == "middle" else lexis.readings["word"][position][strength - 1]


def list_readings(sense: Sense, look: Look, page: Page, lexis: Lexis, *, placed: bool) -> Iterator[tuple[str, float]]:
    """What takes from a name because it can be something else: a sentence and the weight of each reading."""
    traits = sense.name.traits
    word = sense.name.word(page.language)
    if word:
        position = name_position(look)
        yield _WRITTEN[position].format(name=look.surface), lexis.readings["word"][position][word - 1]
    elif look.lower:
        foreign = lexis.position["lower_foreign"] if traits.words else 0.0
        yield "it is written in lower case", lexis.position["lower_clear"] + foreign
    manner = "local_case" if sense.case in (_OUTSIDE if sense.name.external else _INSIDE) else "bare"
    left = _PLACED if placed else 1.0
    persons = [(kind, strength) for kind in ("surname", "given") if (strength := getattr(traits, kind))]
    if persons:
        weight, kind = min((lexis.readings[kind][manner][strength - 1], kind) for kind, strength in persons)
        yield f"“{sense.name.text}” is a {'surname' if kind == 'surname' else 'given name'}", weight * left
    for reading, says in _SAYS.items():
        strength = getattr(traits, reading)
        if strength and not (reading == "place" and sense.name.shadowed):
            weight = lexis.readings[reading][manner][strength - 1]
            yield says.format(name=sense.name.text), weight if reading == "place" else weight * left
