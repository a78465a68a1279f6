"""Every configured source and how it feels, those that are unwell first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.inbox.views.wellness import WELL
from monitor.store import sources
from monitor.store.sources import SourceRow

if TYPE_CHECKING:
    from monitor.domain.plan import SourcePlan
    from monitor.jobs.desk import Desk


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as it is configured, and as it was last met."""

    plan: SourcePlan
    row: SourceRow

    @property
    def well(self) -> bool:
        """Whether there is nothing to look at."""
        return self.row.health in WELL


def source_lines(desk: Desk) -> tuple[SourceLine, ...]:
    """All sources of the configuration, in its order, those that are unwell before the rest."""
    known = sources.all_rows(desk.database)
    lines = [SourceLine(one, known.get(one.name) or SourceRow(one.name, {}, desk.now())) for one in desk.plan.sources]
    return tuple(sorted(lines, key=lambda line: line.well))
