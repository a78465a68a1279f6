"""Does what is due: reminders, the next in turn, the brief, the digest, pruning. Each once, late rather than never."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain import follow, schedule
from monitor.domain.incident import Changes, Due
from monitor.domain.model import Reason
from monitor.domain.note import write_notes
from monitor.domain.unmute import unmute
from monitor.jobs import drill, handover, keeping, tests
from monitor.log import get_logger
from monitor.store import decide, dues

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.domain.world import World
    from monitor.jobs.desk import Desk

LEASE = timedelta(seconds=120)
AT_ONCE = 50
log = get_logger()


class Dues:
    """Takes due rows and remembers, in one transaction, that they are done and what followed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def plan_ahead(self) -> None:
        """Write down the next brief and the next digest, as the configuration in force has them."""
        await self.desk.call(plan_ahead, self.desk)

    async def tick(self) -> int:
        """Do what is due now; returns how much it was."""
        taken = await self.desk.call(dues.claim, self.desk.database, self.desk.now(), AT_ONCE, LEASE)
        for due in taken:
            if await self.desk.call(do, self.desk, due):
                self.desk.something_to_say.set()
        return len(taken)

    async def once(self) -> None:
        """Do everything that is due."""
        await self.plan_ahead()
        while await self.tick():
            pass


def plan_ahead(desk: Desk) -> None:
    """The next of each regular thing, unless it stands there already; one whose time was changed moves."""
    now = desk.now()
    with decide.deciding(desk.database, desk.plan, (), now) as (_, connection):
        dues.forget(connection, ("brief", "digest", keeping.KIND, handover.KIND, tests.TELL), after=now)
        decide.remember(connection, Changes(dues=tuple(next_regulars(desk, now))))


def next_regulars(desk: Desk, after: datetime) -> list[Due]:
    """The first pruning, handovers, brief, digest and weekly test after an instant."""
    plan, timetable = desk.plan, desk.oncall.timetable
    found: list[Due] = [keeping.next_prune(after, desk.oncall.zone), *handover.next_handovers(desk, after)]
    if plan.digest is not None:
        occasion = schedule.next_digest(plan.digest, after, desk.oncall.zone)
        found.append(Due(occasion.key, "digest", occasion.at))
    if plan.brief is not None and (brief := schedule.next_brief(plan.brief, after, timetable)) is not None:
        found.append(Due(brief.key, "brief", brief.at))
    if plan.weekly_test is not None:
        test = schedule.next_test(plan.weekly_test, after, desk.oncall.zone)
        found.append(Due(test.key, tests.TELL, test.at))
    return found


def do(desk: Desk, due: Due) -> bool:
    """Do one due thing; returns whether something is to be said."""
    if due.kind in {drill.LINE, drill.END}:
        return drill.do(desk, due)
    now = desk.now()
    if due.kind == keeping.KIND:
        keeping.prune(desk.config, desk.database, now)  # a little at a time, and harmless when it is done twice
    with decide.deciding(desk.database, desk.plan, (), now) as (world, connection):
        if not dues.is_waiting(connection, due.key):
            return False
        changes = _what_follows(desk, due, world, now)
        decide.remember(connection, changes)
        dues.done(connection, due.key, now)
    log.info("due_done", due=due.key, kind=due.kind, deliveries=len(changes.deliveries))
    return bool(changes.deliveries)


def _what_follows(desk: Desk, due: Due, world: World, now: datetime) -> Changes:
    following = _BY_KIND.get(due.kind)
    if following is not None:
        return following(desk, due, world, now)
    return follow.follow(due, world, desk.oncall, now)


def _digest(desk: Desk, due: Due, world: World, now: datetime) -> Changes:
    """The week's digest, and the next one: the one of the week after, even if that is late too."""
    regular = desk.plan.digest
    if regular is None:
        return Changes()
    missed = schedule.missed_digests(regular, due.due_at - timedelta(seconds=1), now, desk.oncall.zone)
    following = schedule.next_digest(regular, now, desk.oncall.zone)
    deliveries = tuple(
        delivery
        for occasion in missed
        for delivery in write_notes(Reason.DIGEST, occasion.key, regular.to, _period(occasion), world, desk.oncall, now)
    )
    return Changes(deliveries=deliveries, dues=(Due(following.key, "digest", following.at),))


def _brief(desk: Desk, due: Due, world: World, now: datetime) -> Changes:
    regular, timetable = desk.plan.brief, desk.oncall.timetable
    if regular is None:
        return Changes()
    occasion = schedule.missed_brief(regular, due.due_at - timedelta(seconds=1), now, timetable)
    following = schedule.next_brief(regular, now, timetable)
    ahead = (Due(following.key, "brief", following.at),) if following else ()
    if occasion is None:
        return Changes(dues=ahead)
    notes = write_notes(Reason.BRIEF, occasion.key, regular.to, _period(occasion), world, desk.oncall, now)
    return Changes(deliveries=notes, dues=ahead)


def _period(occasion: schedule.Occasion) -> dict[str, str]:
    return {"key": occasion.key, "since": occasion.since.isoformat(), "until": occasion.until.isoformat()}


_BY_KIND: dict[str, Callable[[Desk, Due, World, datetime], Changes]] = {
    "digest": _digest,
    "brief": _brief,
    keeping.KIND: lambda desk, _due, _world, now: Changes(dues=(keeping.next_prune(now, desk.oncall.zone),)),
    handover.KIND: handover.hand_over,
    "unmute": lambda desk, due, world, now: unmute(due, world, desk.oncall, now),
    tests.TELL: lambda desk, due, world, now: tests.tell(due, world, desk.oncall, now),
    tests.LOOK: lambda desk, due, world, now: tests.look(due, desk.database, world, desk.oncall, now),
}
