"""What people say of verdicts is heeded by the next verdicts: at start, and a moment after it is said or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.feedback import read_saying
from monitor.log import get_logger
from monitor.store import feedback

if TYPE_CHECKING:
    from monitor.analysis.feedback import Saying
    from monitor.jobs.desk import Desk
    from monitor.store import Database

log = get_logger()


def sayings(database: Database) -> tuple[Saying, ...]:
    """Everything that holds of what people said, oldest first."""
    return tuple(read_saying(row) for row in reversed(feedback.listed(database)))


class Heeding:
    """Looks whether something was said or taken back, by whatever process, and lets the reader heed it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._heeded: tuple[int, int] | None = None

    async def tick(self) -> None:
        """Heed what is new."""
        await self.desk.call(self._look)

    def _look(self) -> None:
        now = feedback.revision(self.desk.database)
        if now == self._heeded:
            return
        said = sayings(self.desk.database)
        if said or self._heeded is not None:
            self.desk.heed(said)
            log.info("feedback_heeded", sayings=len(said))
        self._heeded = now
