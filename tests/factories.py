"""Makes the nouns that tests are about: every field has a value, and a test names the one that matters."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from monitor.domain.model import (
    Evidence,
    Hit,
    Item,
    Kind,
    Municipality,
    RawItem,
    Reading,
    Role,
    State,
    Topic,
    Verdict,
)
from monitor.domain.plan import (
    ChannelPlan,
    Deliver,
    Escalation,
    Hours,
    OfficeHours,
    Person,
    Plan,
    Receiver,
    Regular,
    Rota,
    Route,
    SourcePlan,
    When,
)

LYSEKIL = Municipality("SE-1484", "Lysekil", {"sv": ("Lysekil",)}, "Västra Götalands län", "14")
TUESDAY_10 = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Stockholm, the office is open
SATURDAY_02 = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # 02:00 in Stockholm


def a_raw_item(key: str = "1", title: str = "Inget vatten i Lysekil", **changes: Any) -> RawItem:
    """What a connector gives."""
    given: dict[str, Any] = {"text": "Läcka på Storgatan.", "url": f"https://paper.example/{key}"}
    return RawItem(key, title, **(given | changes))


def an_item(key: str = "1", **changes: Any) -> Item:
    """An item of a local paper."""
    given: dict[str, Any] = {
        "source": "paper",
        "role": Role.PRESS,
        "publisher": "Paper",
        "title": "Inget vatten i Lysekil",
        "text": "Läcka på Storgatan.",
        "url": f"https://paper.example/{key}",
        "seen_at": TUESDAY_10,
        "fingerprint": f"print-{key}",
        "voice": "paper",
    }
    return Item(key, **(given | changes))


def a_verdict(severity: int = 2, **changes: Any) -> Verdict:
    """A water leak."""
    given: dict[str, Any] = {
        "kind": Kind.OPERATIONAL,
        "topics": (Topic.WATER,),
        "state": State.ONGOING,
        "confidence": 0.9,
        "because": (Evidence("inget vatten", 0, 12, "water"),),
        "language": "sv",
    }
    return Verdict(severity=severity, **(given | changes))


def a_reading(verdict: Verdict | None = None, **changes: Any) -> Reading:
    """A mention of Lysekil."""
    hit = Hit("municipality", "Lysekil", 16, 23, "SE-1484")
    given: dict[str, Any] = {"language": "sv", "hits": (hit,), "verdict": verdict or a_verdict()}
    return Reading(**(given | changes))


def a_route(name: str = "kris", **changes: Any) -> Route:
    """A route to the one on call."""
    given: dict[str, Any] = {"to": ("jour",), "min_severity": 2}
    return Route(name, **(given | changes))


def a_plan(**changes: Any) -> Plan:
    """Lysekil, with the routes of the reference configuration."""
    week = Hours(time(8), time(16, 30))
    given: dict[str, Any] = {
        "language": "sv",
        "timezone": "Europe/Stockholm",
        "sources": (
            SourcePlan("paper", "rss", Role.PRESS, "Paper"),
            SourcePlan("own", "page", Role.OWN, "Lysekil", everything=True),
            SourcePlan("forum", "rss", Role.SOCIAL, "Forum"),
        ),
        "office_hours": OfficeHours(week=(week, week, week, week, week, None, None)),
        "people": (Person("Maria", "maria@lysekil.example"), Person("Per", "per@lysekil.example")),
        "rotas": (Rota("kib", ("Maria", "Per"), datetime(2026, 1, 5, tzinfo=UTC).date()),),
        "receivers": (
            Receiver("jour", (ChannelPlan(0, "email"),), rota="kib", fallback="tib"),
            Receiver("tib", (ChannelPlan(0, "email"),)),
            Receiver("team", (ChannelPlan(0, "email"), ChannelPlan(1, "slack"))),
        ),
        "routes": (
            a_route(
                "kris",
                min_severity=3,
                repeat=timedelta(minutes=5),
                escalate=(Escalation(timedelta(minutes=10), ("tib",)),),
            ),
            a_route("kväll och helg", when=When.OUTSIDE, repeat=timedelta(minutes=30)),
            a_route("dagtid", when=When.OFFICE_HOURS, to=("team",)),
            a_route("morgon", min_severity=1, when=When.OUTSIDE, deliver=Deliver.AT_OPENING, to=("team",)),
        ),
        "brief": Regular(("team",), time(7, 45)),
        "digest": Regular(("team",), time(7, 30), 0),
    }
    return Plan(LYSEKIL, **(given | changes))
