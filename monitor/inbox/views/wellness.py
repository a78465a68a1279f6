"""Whether all is well: what is read, what is not, what waits, and when the monitor was last awake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.jobs.audit import LATE_DELIVERY, LATE_POLL
from monitor.store import pages, pulse, sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.jobs.desk import Desk
    from monitor.store.sources import SourceRow

ASLEEP_AFTER = timedelta(seconds=60)  # the auditor gives a sign of life every ten
RECENT = timedelta(days=1)
WELL = frozenset({"ok", "new"})


@dataclass(frozen=True, slots=True)
class Wellness:
    """How the monitor feels, from what it wrote down and from what its jobs say of themselves."""

    reads: int  # sources
    last_check: datetime | None
    last_sign: datetime | None
    asleep: bool
    unwell: tuple[SourceRow, ...]
    late_polls: int
    late_words: int
    failed: int  # deliveries of the last day
    troubles: Mapping[str, str]

    @property
    def content(self) -> bool:
        """Whether the auditor is content: awake, in time, and no part in trouble. Sources may be down all the same."""
        return not (self.asleep or self.late_polls or self.late_words or self.troubles)

    @property
    def well(self) -> bool:
        """Whether there is nothing at all to look at."""
        return self.content and not self.unwell and not self.failed


def look(desk: Desk) -> Wellness:
    """How the monitor feels now; only looks."""
    now = desk.now()
    felt = pulse.feel(desk.database, now, LATE_POLL, LATE_DELIVERY)
    sign = pulse.last_sign(desk.database)
    rows = sources.all_rows(desk.database)
    return Wellness(
        reads=sum(row.health in WELL for row in rows.values()),
        last_check=max((row.last_success_at for row in rows.values() if row.last_success_at), default=None),
        last_sign=sign,
        asleep=sign is None or now - sign > ASLEEP_AFTER,
        unwell=tuple(row for row in rows.values() if row.health not in WELL),
        late_polls=felt.late_polls,
        late_words=felt.late_words,
        failed=pages.failed_since(desk.database, now - RECENT),
        troubles={part: failing.why for part, failing in desk.troubles.items()},
    )
