"""What of several polls is to be decided on: made uniform, without what is known, and read. No transaction waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain import habits, newness, pipeline
from monitor.store import decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.domain.grouping.echo import Echoes
    from monitor.domain.model import Item
    from monitor.domain.pipeline import ReadItem
    from monitor.domain.world import Known
    from monitor.jobs.desk import Desk
    from monitor.jobs.poll import Polled

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What one poll gave, read, and how many of it are new.

    ``stuck`` is the date that all its items have; an import is archived as a whole.
    """

    items: tuple[ReadItem, ...] = ()
    new: int = 0
    stuck: datetime | None = None
    is_import: bool = False


def sift(desk: Desk, polled: Sequence[Polled]) -> dict[str, Sifted]:
    """What is to be decided on, by source; sources whose answer held nothing are missing."""
    salt = decide.salt_now(desk.database, desk.now())
    prepared: dict[str, tuple[Polled, list[Item]]] = {}
    for one in polled:
        if one.batch is not None and one.batch.items:
            name = one.row.name
            raw = newness.not_ahead(one.batch.items, one.at) if one.is_first else one.batch.items
            prepared[name] = one, pipeline.prepare(raw, desk.source(name), salt, one.at)
    if not prepared:
        return {}
    with desk.database.reading() as connection:
        known = decide.known_items(connection, [item for _, items in prepared.values() for item in items])
        echoes = decide.known_echoes(connection, desk.plan, desk.now())
    return {name: _sift(desk, one, items, known, echoes) for name, (one, items) in prepared.items()}


def _sift(
    desk: Desk, polled: Polled, items: list[Item], known: Mapping[tuple[str, str], Known], echoes: Echoes
) -> Sifted:
    row = polled.row
    own = habits.read(row.rhythm)
    stuck = newness.find_stuck_date(items, own, known, first=polled.is_first)
    items = newness.without_endless_copies(newness.believed(items, stuck, first=polled.is_first), known)
    read = _without_counters(desk, pipeline.read(items, known, desk.reader, echoes), known, polled.at)
    texts = {(source, one.fingerprint) for (source, _), one in known.items()}
    new = [
        one.item
        for one in read
        if (row.name, one.item.key) not in known and (row.name, one.item.fingerprint) not in texts
    ]
    return Sifted(tuple(read), len(new), stuck, newness.is_import(new, own, row.last_success_at, polled.at))


def _without_counters(
    desk: Desk, read: list[ReadItem], known: Mapping[tuple[str, str], Known], at: datetime
) -> list[ReadItem]:
    first = [_reworded(one.item, known) for one in read]
    keys = [key for key in first if key is not None]
    if not keys:
        return read
    with desk.database.reading() as connection:
        wordings = decide.wordings(connection, read[0].item.source, keys, at - _DAY)
    return [
        one
        for one, key in zip(read, first, strict=True)
        if not newness.is_counter(one, wordings.get(key) if key else None)
    ]


def _reworded(item: Item, known: Mapping[tuple[str, str], Known]) -> str | None:
    """The key of the item of which this is a later wording."""
    return item.revision_of or (item.key if (item.source, item.key) in known else None)
