"""Writes what a delivery says, from what is known of its incident at the moment it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.analysis.masking import mask
from monitor.domain.ailment import Ailment, Trouble, compose_health
from monitor.domain.alert import Action, Alert, Mention, OwnWord, Telling, Voices
from monitor.domain.budget import A_WEEK
from monitor.domain.compose import compose_alert
from monitor.domain.holding import promise_word
from monitor.domain.languages import languages_of, official_languages, unspoken
from monitor.domain.model import DeliveryState, Kind, Reason, Role, State, Topic
from monitor.domain.notices import WHOLE, compose_bundle, compose_minimal, compose_test
from monitor.jobs.beforehand import count_wakings, next_steps
from monitor.jobs.tell import parts_of
from monitor.links import Signer, Ticket
from monitor.log import get_logger
from monitor.store import archive, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.jobs.desk import Desk

MANY = 100  # single mentions waiting for one receiver: more than that is a flood, and is told together
LINES = 5  # of a flood in one message: fits every channel, and a crash in between repeats no more
QUOTE = 500  # characters of a mention that wording may look at
log = get_logger()


def bundle(deliveries: Iterable[Delivery]) -> list[list[Delivery]]:
    """Which deliveries of one line are one message: all that was held, and mentions when they are many."""
    deliveries = list(deliveries)
    waited = [one for one in deliveries if one.state is DeliveryState.HELD and one.incident is not None]
    held = [[one for one in waited if one.drill is drill] for drill in (False, True)]  # never both under one subject
    singles = [one for one in deliveries if one.incident is None and one.item is not None and one not in waited]
    together = [group for group in held if group]
    if len(singles) > MANY:
        together += [singles[begin : begin + LINES] for begin in range(0, len(singles), LINES)]
    apart = [[one] for one in deliveries if not any(one in group for group in together)]
    return sorted(together + apart, key=lambda group: deliveries.index(group[0]))


def write(desk: Desk, deliveries: list[Delivery], now: datetime) -> Message:
    """The message; when it cannot be built, the shortest one that can: number, headline, link."""
    telling = _telling(desk, deliveries[0], now)
    try:
        return _write(desk, deliveries, telling)
    except Exception as error:
        log.error("job_failed", job="message", delivery=deliveries[0].key, exc_info=error)
        first = deliveries[0]
        title = first.body.get("title", "") or _title(desk, first)
        return compose_minimal(
            telling, first.incident, title, _page(desk, first.incident), drill=first.drill, severity=first.severity
        )


def _write(desk: Desk, deliveries: list[Delivery], telling: Telling) -> Message:
    note = _write_note(desk, deliveries[0], telling)
    if note is not None:
        return note
    alerts = [_alert(desk, one) for one in deliveries]
    if len(alerts) > 1:
        lines_only = all(one.incident is None for one in deliveries)
        return compose_bundle(alerts, telling, desk.config.inbox_url, mask, whole=0 if lines_only else WHOLE)
    return compose_alert(alerts[0], telling, mask)


def _write_note(desk: Desk, delivery: Delivery, telling: Telling) -> Message | None:
    """A message about no incident; None where it is about one."""
    if delivery.reason is Reason.TEST:
        return compose_test(telling, desk.plan.municipality.name)
    if delivery.reason is Reason.HEALTH:
        return compose_health(_ailment(desk, delivery), telling, delivery.severity)
    if delivery.reason is Reason.DRILL:
        from monitor.jobs.drill import compose as compose_report

        return compose_report(desk, delivery, telling)
    if "rota" in delivery.body:
        from monitor.jobs.handover import compose as compose_note

        return compose_note(desk, delivery, telling)
    if delivery.reason in {Reason.BRIEF, Reason.DIGEST}:
        from monitor.jobs.digest import compose

        return compose(desk.config, desk.database, delivery, telling)
    return None


# ---- this one telling --------------------------------------------------------------------------------------------
def _telling(desk: Desk, delivery: Delivery, now: datetime) -> Telling:
    earlier = _earlier(desk, delivery)
    office_open = desk.oncall.timetable.is_open(now) if desk.plan.office_hours else None
    return Telling(
        key=delivery.key,
        reason=delivery.reason,
        language=desk.plan.language,
        timezone=desk.plan.timezone,
        now=now,
        receiver=delivery.receiver,
        route=delivery.route or "",
        instead_of=delivery.body.get("instead_of", ""),
        asked_by=delivery.body.get("by", ""),
        thread=f"{delivery.incident}-{delivery.receiver}" if delivery.incident is not None else "",
        references=tuple(one.key for one in earlier),
        office_open=office_open,
        nth=sum(1 for one in earlier if one.reason is Reason.REMINDER) + 1 if delivery.reason is Reason.REMINDER else 0,
        actions=_actions(desk, delivery),
        next_steps=next_steps(desk, delivery, office_open=bool(office_open)),
        next_word_at=promise_word(now, delivery.severity),
        due_at=delivery.wanted_at,
        held=delivery.state is DeliveryState.HELD,
        woken=count_wakings(desk, delivery, now),
        woken_limit=A_WEEK,
    )


def _earlier(desk: Desk, delivery: Delivery) -> list[Delivery]:
    """What the same receiver was told of the same incident by the same channel, oldest first."""
    if delivery.incident is None:
        return []
    told = outbox.of_incident(desk.database, delivery.incident)
    return [
        one
        for one in told
        if one.state is DeliveryState.SENT and (one.receiver, one.slot) == (delivery.receiver, delivery.slot)
    ]


def receipts(desk: Desk, delivery: Delivery) -> tuple[str, ...]:
    """What the channel returned for the earlier messages of the thread."""
    return tuple(one.receipt for one in _earlier(desk, delivery) if one.receipt)


def _actions(desk: Desk, delivery: Delivery) -> dict[Action, str]:
    base = desk.config.inbox_url
    if not base or delivery.incident is None or delivery.reason in {Reason.RESOLVED, Reason.TAKEN}:
        return {}
    signer = Signer(desk.signing_key)
    return {
        action: f"{base}/answer/{signer.sign(Ticket(delivery.incident, delivery.key, action))}" for action in Action
    }


def _page(desk: Desk, incident: int | None) -> str:
    base = desk.config.inbox_url
    return f"{base}/incidents/{incident}" if base and incident is not None else ""


def _title(desk: Desk, delivery: Delivery) -> str:
    found = archive.incident(desk.database, delivery.incident) if delivery.incident is not None else None
    return str(found["title"]) if found else ""


# ---- the incident ------------------------------------------------------------------------------------------------
def _alert(desk: Desk, delivery: Delivery) -> Alert:
    if delivery.incident is None:
        return _mention_alert(desk, delivery)
    found = archive.incident(desk.database, delivery.incident)
    if found is None:
        raise LookupError(f"incident {delivery.incident} is not remembered")
    rows = list(archive.mentions(desk.database, archive.Wanted(incident=delivery.incident)))
    alert = describe(desk, rows, found, voices_of(desk, delivery.incident), drill=delivery.drill)
    before = next(reversed(_earlier(desk, delivery)), None)
    if before is None:
        return alert
    heard = voices_of(desk, delivery.incident, until=before.sent_at or before.due_at)
    return replace(alert, severity_before=before.severity, voices_before=heard.total or None)


def _mention_alert(desk: Desk, delivery: Delivery) -> Alert:
    row = archive.mention(desk.database, delivery.item or 0)
    if row is None:
        raise LookupError(f"item {delivery.item} is not remembered")
    found = {
        **row, "id": None, "title": row["title"] or row["text"], "first_seen_at": row["seen_at"], "localities": [],
        "acknowledged_by": None, "acknowledged_at": None, "resolved_at": None, "own_channel_at": None,
    }  # fmt: skip
    return describe(desk, [row], found, _voice_of(desk, row), drill=delivery.drill)


def voices_of(desk: Desk, incident: int, until: datetime | None = None) -> Voices:
    """Who has spoken of an incident, up to then."""
    found = archive.voices(desk.database, [incident], desk.plan.municipality.name, until)
    return found.get(incident, Voices())


def _voice_of(desk: Desk, row: dict[str, Any]) -> Voices:
    """Who speaks in a single mention."""
    role = Role(row["role"])
    if role in (Role.OFFICIAL, Role.OWN):
        return Voices(official=(row["publisher"] if role is Role.OFFICIAL else desk.plan.municipality.name,))
    return Voices(press=role is Role.PRESS, residents=role is Role.SOCIAL, peers=role is Role.PEER)


def describe(
    desk: Desk, rows: list[dict[str, Any]], found: dict[str, Any], voices: Voices, *, drill: bool = False
) -> Alert:
    """An incident of the archive and its mentions, newest first, as it may be shown to anybody who is told of it."""
    own_sources = tuple(source.name for source in desk.plan.sources if source.role is Role.OWN)
    spoken = {row["source"] for row in rows if row["role"] == Role.OWN}
    number = found["id"]
    on_call = [desk.oncall.person_on_call(rota.name, desk.now()) for rota in desk.plan.rotas]
    return Alert(
        number=number,
        title=found["title"],
        municipality=desk.plan.municipality.name,
        first_seen_at=found["first_seen_at"],
        title_role=Role(rows[-1]["role"]) if rows else Role.PRESS,
        kind=Kind(found["kind"]),
        topics=tuple(Topic(topic) for topic in found["topics"]),
        severity=found["severity"],
        state=State(found["state"]),
        drill=found["drill"] or drill,
        where=", ".join(found["localities"][:3]),
        url=_page(desk, number),
        voices=voices,
        mentions=tuple(_mention(row) for row in rows),
        own=tuple(OwnWord(row["source"], _said_at(row), row["url"]) for row in rows if row["role"] == Role.OWN),
        own_channels=own_sources,
        missing_on=tuple(name for name in own_sources if spoken and name not in spoken),
        missing_in=_unspoken(desk, rows),
        on_call=tuple(person for person in on_call if person),
        taken_by=found["acknowledged_by"] or "",
        taken_at=found["acknowledged_at"],
        resolved_at=found["resolved_at"],
        because=tuple(dict.fromkeys(one["evidence"] for row in rows for one in row["because"]))[:6],
        languages=languages_of(desk.plan.language, desk.plan.municipality),
    )


def _unspoken(desk: Desk, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The town's languages in which none of these is its own word; a town that has one language speaks it."""
    town = desk.plan.municipality
    several = len(official_languages(town)) > 1
    return unspoken((row["language"] for row in rows if row["role"] == Role.OWN), town) if several else ()


def _said_at(row: dict[str, Any]) -> datetime:
    """When we said it, where it is dated: that may be before it was seen, never after."""
    seen: datetime = row["seen_at"]
    return min(row["published_at"] or seen, seen)


def _mention(row: dict[str, Any]) -> Mention:
    return Mention(row["source"], Role(row["role"]), row["seen_at"], row["url"], row["title"], row["text"][:QUOTE])


def _ailment(desk: Desk, delivery: Delivery) -> Ailment:
    parts = parts_of(delivery.body)
    first = parts[0]
    return Ailment(
        Trouble(delivery.body["trouble"]),
        desk.plan.municipality.name,
        min((part.since for part in parts if part.since), default=None),
        first.name,
        first.why,
        desk.config.inbox_url,
        first.until if len(parts) == 1 else None,
        parts,
        int(delivery.body.get("total", "0")),
    )
