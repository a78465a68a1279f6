from __future__ import annotations

from typing import Any

import pytest

from factories import a_reading, a_verdict, an_item
from monitor.domain.grouping.owntown import is_elsewhere
from monitor.domain.model import Evidence, Hit, Place, Reading

OURS, THEIRS = "SE-1484", "SE-1430"


def reading_of(full: str, evidence: str) -> Reading:
    places = [
        Place(code, name, at, at + len(name), 0.9, "named")
        for name, code in (("Lysekil", OURS), ("Munkedal", THEIRS))
        if (at := full.find(name)) >= 0
    ]
    begin = full.index(evidence)
    said = (Evidence(evidence, begin, begin + len(evidence), "water"),)
    hits = tuple(Hit("municipality", one.term, one.start, one.end, OURS) for one in places if one.municipality == OURS)
    return a_reading(a_verdict(because=said), places=tuple(sorted(places, key=lambda one: one.start)), hits=hits)


@pytest.mark.parametrize(
    ("title", "text", "evidence", "elsewhere"),
    [
        ("Läcka i Munkedal", "Lysekil påverkas inte.", "Läcka", "Munkedal"),
        ("Läcka i Munkedal", "Även Lysekil är utan vatten.", "utan vatten", None),
        ("Munkedal utan vatten", "I Lysekil är allt som vanligt.", "utan vatten", "Munkedal"),
        ("Lysekil och Munkedal utan vatten", "Läckan är stor.", "utan vatten", None),
        ("Läcka", "En läcka i Lysekil. Munkedal sänder tankbilar.", "läcka", None),
        ("Läcka", "Vägen mellan Munkedal och Lysekil är avstängd.", "avstängd", None),
        ("Läcka i Lysekil", "Munkedal påverkas inte.", "Läcka", None),
        ("Läcka i Munkedal", "Lysekil hjälper till med tankbil.", "tankbil", "Munkedal"),
        ("Krock i Munkedal", "Trafiken mot Lysekil leds om.", "leds om", "Munkedal"),
        ("Läcka i Lysekil", "Lysekil får hjälp av Munkedal.", "Läcka", None),
    ],
)
def test_whose_leak_it_is(title: str, text: str, evidence: str, elsewhere: str | None) -> None:
    item = an_item(title=title, text=text)

    assert is_elsewhere(item, reading_of(item.full, evidence), OURS) == elsewhere


@pytest.mark.parametrize("changes", [{"about_us": True}])
def test_what_its_source_says_is_about_us_is_about_us(changes: dict[str, Any]) -> None:
    item = an_item(title="Läcka i Munkedal", text="Lysekil påverkas inte.", **changes)

    assert is_elsewhere(item, reading_of(item.full, "Läcka"), OURS) is None


def test_our_own_bridge_is_not_that_of_another_town_with_the_same_name() -> None:
    full = "Krock på Storbron\nStorbron i Lysekil är avstängd. Bilar står på Storbron."
    said = (Evidence("avstängd", full.index("avstängd"), full.index("avstängd") + 8, "road"),)
    at = [full.index("Storbron"), full.index("Storbron i"), full.rindex("Storbron")]
    namesakes = [Place(THEIRS, "Storbron", one, one + 8, 0.8, "named", locality="Storbron") for one in at]
    ours = Place(OURS, "Lysekil", full.index("Lysekil"), full.index("Lysekil") + 7, 0.9, "named")
    places = sorted([*namesakes, ours], key=lambda one: one.start)
    title = (Evidence("Krock", 0, 5, "accident"),)
    item = an_item(title="Krock på Storbron", text=full.partition("\n")[2])

    assert is_elsewhere(item, a_reading(a_verdict(because=(*title, *said)), places=tuple(places)), OURS) is None
    named = Place(THEIRS, "Munkedal", 1, 9, 0.9, "named")
    reading = a_reading(a_verdict(because=title), places=(named, *places))
    assert is_elsewhere(item, reading, OURS) is not None
