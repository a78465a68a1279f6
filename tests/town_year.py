"""A year of a town, made up: what papers, authorities and residents publish, most of it about other places."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.model import RawItem, Role
from monitor.domain.plan import SourcePlan
from monitor.domain.simulate import Published

if TYPE_CHECKING:
    from collections.abc import Iterator

ELSEWHERE = (
    "Falun",
    "Kalmar",
    "Umeå",
    "Gävle",
    "Skara",
    "Ystad",
    "Motala",
    "Luleå",
    "Visby",
    "Borås",
    "Växjö",
    "Halmstad",
)
SUBJECTS = ("nämnden", "styrelsen", "regionen", "skolan", "laget", "teatern", "museet", "kören", "rektorn", "tränaren")
VERBS = ("beslutar", "föreslår", "planerar", "firar", "vinner", "förlorar", "utreder", "söker", "inviger", "granskar")
OBJECTS = (
    "budgeten",
    "säsongen",
    "utställningen",
    "derbyt",
    "konserten",
    "turnén",
    "planen",
    "avtalet",
    "loppet",
    "boken",
)
FILL = (
    "under",
    "våren",
    "enligt",
    "planen",
    "för",
    "andra",
    "gången",
    "efter",
    "flera",
    "år",
    "stor",
    "kritik",
    "lördag",
)
TALK = (
    "Någon som vet när {o} börjar i Sundsvall?",
    "Tips på lunch i Sundsvall?",
    "Fin solnedgång över Sundsvall i kväll",
    "Säljer cykel, finns i Sundsvall",
    "Vilken gata i Sundsvall har bäst julpynt?",
    "Tack till alla som kom på {o} i Sundsvall",
)
PLACES = ("Alnö", "Matfors", "Njurunda", "Nacksta", "Skönsberg", "Granloholm", "Stöde", "Kovland", "Indal", "Bosvedjan")
ROADS = ("Storgatan", "Bergsgatan", "Kaptensgatan", "Kyrkvägen", "Strandvägen", "Ringvägen", "Björkgatan")
EVENTS = (
    (
        "Vattenläcka i {p}",
        "En vattenläcka på {r} i {p} gör att {n} hushåll i Sundsvall saknar vatten.",
        "Vattnet är tillbaka i {p}",
        "Läckan på {r} i {p} är lagad och alla har vatten igen.",
    ),
    (
        "Strömavbrott i {p}",
        "{n} kunder i {p} i Sundsvall är utan ström. Felsökning pågår.",
        "Strömmen tillbaka i {p}",
        "Alla kunder i {p} har fått tillbaka strömmen.",
    ),
    (
        "Brand i {p}",
        "Det brinner i en villa på {r} i {p} i Sundsvall. Räddningstjänsten är på plats.",
        "Branden i {p} släckt",
        "Villabranden på {r} i {p} är släckt.",
    ),
    (
        "Trafikolycka i {p}",
        "Två bilar har krockat på {r} i {p} i Sundsvall. En person är skadad och vägen är avstängd.",
        "Vägen öppen i {p}",
        "{r} i {p} är öppen för trafik igen efter olyckan.",
    ),
)
PLANNED = (
    "Planerad vattenavstängning",
    "Vi byter ventil på {r} i {p} i Sundsvall onsdag kl 9–14. Vattnet är då avstängt.",
)


def publish_year(days: int = 365, a_day: int = 1000, events_a_week: float = 6.0, seed: int = 1) -> Iterator[Published]:
    """The items of a year in order; ``events_a_week`` disturbances, at any hour."""
    rng = random.Random(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    number = 0
    for day in range(days):
        midnight = start + timedelta(days=day)
        made = [*_events(rng, midnight, events_a_week / 7), *_talk(rng, midnight), *_routine(rng, midnight)]
        made += [_elsewhere(rng, midnight) for _ in range(max(0, a_day - len(made)))]
        for at, source, title, text, author in sorted(made, key=lambda one: one[0]):
            number += 1
            raw = RawItem(str(number), title, text, url=f"https://site.example/{number}", author=author, language="sv")
            yield Published(at, raw, source)


Made = tuple[datetime, SourcePlan, str, str, "str | None"]


def _source(name: str, role: Role, *, everything: bool = False) -> SourcePlan:
    return SourcePlan(name, "simulation", role, name, everything=everything)


PAPER = _source("Sundsvalls Tidning", Role.PRESS)
RADIO = _source("P4 Västernorrland", Role.PRESS)
POLICE = _source("Polisen Nord", Role.OFFICIAL)
OWN = _source("sundsvall.se", Role.OWN, everything=True)
GROUP = _source("Facebook Sundsvall", Role.SOCIAL, everything=True)
OTHERS = [_source(f"Tidningen {town}", Role.PRESS) for town in ELSEWHERE]


def _at(rng: random.Random, midnight: datetime, first: float = 0, last: float = 24) -> datetime:
    return midnight + timedelta(hours=rng.uniform(first, last))


def _elsewhere(rng: random.Random, midnight: datetime) -> Made:
    town = rng.choice(ELSEWHERE)
    words = " ".join(rng.choice(FILL) for _ in range(rng.randint(20, 120)))
    title = f"{rng.choice(SUBJECTS).capitalize()} {rng.choice(VERBS)} {rng.choice(OBJECTS)}"
    return (
        _at(rng, midnight, 5, 23),
        rng.choice(OTHERS),
        title,
        f"I {town} {rng.choice(VERBS)} {rng.choice(SUBJECTS)} {words}.",
        None,
    )


def _talk(rng: random.Random, midnight: datetime) -> Iterator[Made]:
    for _ in range(rng.randint(4, 24)):
        text = rng.choice(TALK).format(o=rng.choice(OBJECTS))
        yield _at(rng, midnight, 7, 23.5), GROUP, "", text, f"person{rng.randrange(4000)}"
    if midnight.weekday() == 0 and midnight.day > 23:  # the council meets, and people watch
        for _ in range(rng.randint(6, 14)):
            text = (
                f"Fullmäktige i Sundsvall pratar om {rng.choice(OBJECTS)} igen, {rng.choice(FILL)} {rng.choice(FILL)}"
            )
            yield _at(rng, midnight, 17, 20), GROUP, "", text, f"person{rng.randrange(4000)}"


def _routine(rng: random.Random, midnight: datetime) -> Iterator[Made]:
    for _ in range(rng.randint(2, 8)):
        title = f"Sundsvall: {rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)}"
        words = " ".join(rng.choice(FILL) for _ in range(60))
        yield _at(rng, midnight, 5, 22), rng.choice([PAPER, RADIO]), title, f"Kommunen i Sundsvall {words}.", None
    if rng.random() < 0.3:
        place, road = rng.choice(PLACES), rng.choice(ROADS)
        yield _at(rng, midnight, 8, 15), OWN, PLANNED[0], PLANNED[1].format(p=place, r=road), None


def _events(rng: random.Random, midnight: datetime, a_day: float) -> Iterator[Made]:
    for _ in range(int(a_day) + (rng.random() < a_day % 1)):
        title, text, end_title, end = rng.choice(EVENTS)
        about = {"p": rng.choice(PLACES), "r": rng.choice(ROADS), "n": rng.choice([40, 80, 300, 1200])}
        begin = _at(rng, midnight)
        speaks = [POLICE if title.startswith(("Brand", "Trafik")) else OWN, PAPER, RADIO]
        for order, source in enumerate(speaks[: rng.randint(1, 3)]):
            yield (
                begin + timedelta(minutes=order * rng.randint(5, 50)),
                source,
                title.format(**about),
                text.format(**about),
                None,
            )
        for post in range(rng.choice([0, 0, 1, 2, 5])):
            said = f"{rng.choice(['Vad händer i', 'Någon som vet vad som hänt i', 'Samma här i'])} {about['p']}?"
            yield begin + timedelta(minutes=3 + post * 7), GROUP, "", said, f"person{rng.randrange(4000)}"
        yield (
            begin + timedelta(hours=rng.uniform(1, 8)),
            speaks[0],
            end_title.format(**about),
            end.format(**about),
            None,
        )
