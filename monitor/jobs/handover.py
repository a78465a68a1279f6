"""Tells the one who comes on duty what is open, at every handover of a rota that somebody is told by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.analysis.masking import mask
from monitor.domain.handover import Open, Turn, compose_handover
from monitor.domain.incident import Changes, Due
from monitor.domain.model import Reason
from monitor.domain.note import write_notes
from monitor.domain.rota import duties, next_handover, on_call
from monitor.store import archive, silences, sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.domain.alert import Telling
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.domain.plan import Rota
    from monitor.domain.world import World
    from monitor.jobs.desk import Desk

KIND = "handover"
TOO_LATE = timedelta(hours=12)  # after that the note is no news to the one who has the turn
_AHEAD = timedelta(days=60)
_WELL = frozenset({"ok", "new"})


def next_handovers(desk: Desk, after: datetime) -> Iterator[Due]:
    """The row of the next handover of each rota by which somebody is told."""
    for rota in desk.plan.rotas:
        found = next_handover(rota, after, desk.oncall.zone) if _receivers(desk, rota.name) else None
        if found is not None:
            yield Due(f"{KIND}:{rota.name[:100]}:{found.at:%Y%m%d%H%M}", KIND, found.at, receiver=rota.name)


def hand_over(desk: Desk, due: Due, world: World, now: datetime) -> Changes:
    """The note to the one who has the turn now, in the morning if it is night; and the row of the next handover."""
    rota = next((one for one in desk.plan.rotas if one.name == due.receiver), None)
    ahead = tuple(one for one in next_handovers(desk, now) if one.receiver == due.receiver)
    if rota is None or now - due.due_at > TOO_LATE or on_call(rota, now, desk.oncall.zone) is None:
        return Changes(dues=ahead)
    at = desk.oncall.next_morning(now) if desk.oncall.is_night(now) else now
    before = on_call(rota, due.due_at - timedelta(seconds=1), desk.oncall.zone) or ""
    body = {"rota": rota.name, "before": before}
    notes = write_notes(Reason.BRIEF, due.key, _receivers(desk, rota.name), body, world, desk.oncall, now, at=at)
    return Changes(deliveries=notes, dues=ahead)


def _receivers(desk: Desk, rota: str) -> list[str]:
    return [receiver.name for receiver in desk.plan.receivers if receiver.rota == rota]


def compose(desk: Desk, delivery: Delivery, telling: Telling) -> Message:
    """What the note says, as things stand when it is sent."""
    rota = next((one for one in desk.plan.rotas if one.name == delivery.body["rota"]), None)
    found = archive.incidents(desk.database, only_open=True)
    unwell = {name: row for name, row in sources.all_rows(desk.database).items() if row.health not in _WELL}
    turn = Turn(
        rota=delivery.body["rota"],
        person=delivery.person or delivery.receiver,
        until=_until(rota, desk, telling.now) if rota else None,
        before=delivery.body.get("before", ""),
        municipality=desk.plan.municipality.name,
        incidents=tuple(
            Open(one["id"], one["title"], one["severity"], one["first_seen_at"], one["acknowledged_by"] or "")
            for one in sorted(found, key=lambda one: (-one["severity"], one["first_seen_at"]))
            if not one["drill"]
        ),
        silences=tuple(silences.holding(desk.database, telling.now)),
        unwell=tuple(f"{name}: {row.why or row.health}" for name, row in sorted(unwell.items())),
        url=desk.config.inbox_url,
    )
    return compose_handover(turn, telling, mask)


def _until(rota: Rota, desk: Desk, now: datetime) -> datetime | None:
    """When the turn that has begun ends; None where it lasts for longer than anybody plans."""
    turn = next(iter(duties(rota, now, now + _AHEAD, desk.oncall.zone)), None)
    return turn.ends if turn is not None and turn.ends < now + _AHEAD else None
