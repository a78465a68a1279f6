"""What of a poll is news at all: not an archive that came in at once, not the same words again, not a counter.

A source's own word is not taken for it. A migration gives every old post a new id and no date; a template counts
its visitors in the title; a plug-in stamps every entry with one date. What is decided here is decided for one source
and one poll, before anything is grouped; what is let through meets the gates of ``pipeline``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.habits import Remark
from monitor.domain.incident import Changes, Gate, Seen
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.domain import world as worlds
    from monitor.domain.habits import Habits
    from monitor.domain.model import Item, RawItem, Reading
    from monitor.domain.pipeline import ReadItem
    from monitor.domain.world import World

    Known = Mapping[tuple[str, str], worlds.Known]  # by source and key

OLD = timedelta(hours=48)
IMPORT_LEAST = 30  # new items in one poll, before it may be anything but a busy day
IMPORT_TIMES = 3  # and so many times what the source ever brought at once
IMPORT_SHARE = 0.8  # of them without a date of their own
ONE_MOMENT = timedelta(minutes=10)
ABSENT = timedelta(hours=6)  # after so long without a look, much at once is what was missed
STUCK_LEAST = 3  # items with one date to the second, when a source is met for the first time
COPIES_MOST = 4  # rows of the same words under other ids; more say nothing
REVISIONS_MOST = 24  # wordings of one item in a day; then only one that says something else
BRIEF = 60  # characters: so little two residents may write alike
AHEAD = timedelta(minutes=10)
_COUNTER = re.compile(r"(?:\w+\W+)?\d+|\W+")  # a figure with the word in front of it; whatever stands between words


@dataclass(frozen=True, slots=True)
class Wordings:
    """How often an item was reworded within a day; its last wording, and what that said: kind, severity, state.

    ``archived`` is whether none of them was ever news.
    """

    count: int
    said: tuple[str, int, str] | None
    words: str = ""
    archived: bool = False


# ---- dates -------------------------------------------------------------------------------------------------------
def find_stuck_date(items: Sequence[Item], habits: Habits, known: Known, *, first: bool) -> datetime | None:
    """A date in the past that this source gives to everything, old or new; None when its dates differ as they should.

    It was met before, or it stands both on what was known and on what is new, or on all that a ``first`` poll gives.
    """
    dates = Counter(item.published_at for item in items if item.published_at is not None)
    if not dates:
        return habits.stuck
    date, times = dates.most_common(1)[0]
    if date == habits.stuck:
        return date
    if times < IMPORT_SHARE * len(items) or date >= items[0].seen_at - OLD:
        return None
    alike = [item for item in items if item.published_at == date]
    was_known = sum(1 for item in alike if (item.source, item.key) in known)
    return date if (first and times >= STUCK_LEAST) or 0 < was_known < len(alike) else None


def not_ahead(raw: Iterable[RawItem], now: datetime) -> list[RawItem]:
    """The items of a first poll: what is dated ahead of time (an event to come, a clock that is wrong) has no date.

    Later it counts as published when it is seen; but what a source had before we met it is no news.
    """
    return [replace(one, published_at=None) if _is_ahead(one, now) else one for one in raw]


def _is_ahead(one: RawItem, now: datetime) -> bool:
    at = one.published_at
    return at is not None and at.tzinfo is not None and at > now + AHEAD


def believed(items: Sequence[Item], stuck: datetime | None, *, first: bool) -> list[Item]:
    """The items, those without a date whose date cannot be believed.

    That is the ``stuck`` one; at a ``first`` poll also one moment on everything (a feed that stamps its entries when it
    is asked). An exercise is what it says it is.
    """
    dates = sorted(item.published_at for item in items if item.published_at is not None and not item.drill)
    stamped = first and len(items) >= STUCK_LEAST and _at_one_moment(dates) >= IMPORT_SHARE * len(items)

    def is_believed(item: Item) -> bool:
        return item.drill or not (stamped or item.published_at == stuck)

    return [item if is_believed(item) else replace(item, published_at=None) for item in items]


# ---- imports -----------------------------------------------------------------------------------------------------
def is_import(new: Sequence[Item], habits: Habits, last_read: datetime | None, now: datetime) -> bool:
    """Whether so many items without a date are an archive that was moved rather than so much news.

    A date is believed here, also when many have the same: what was printed in one second on a bad night looks just like
    that, and late is better than lost.
    """
    if last_read is None or now - last_read > ABSENT or len(new) < max(IMPORT_LEAST, IMPORT_TIMES * habits.most):
        return False
    return sum(1 for item in new if item.published_at is None) >= IMPORT_SHARE * len(new)


def _at_one_moment(moments: Sequence[datetime]) -> int:
    """The most dates that lie within ten minutes."""
    most, begin = 0, 0
    for end, moment in enumerate(moments):
        while moment - moments[begin] > ONE_MOMENT:
            begin += 1
        most = max(most, end - begin + 1)
    return most if most > 1 else 0


def shelve(items: Sequence[ReadItem], world: World) -> Changes:
    """An import, remembered as an archive: known from now on, told to nobody."""
    why = f"one of {len(items)} that came at once without dates: taken for an archive that was moved"
    gate = Gate("fresh", passed=False, why=why)
    seen = tuple(
        Seen(world.take_item_id(), one.item, one.reading, (gate,), archived=True)
        for one in items
        if (one.item.source, one.item.key) not in world.known
    )
    changes = Changes(seen=seen)
    world.remember(changes)
    return changes


# ---- the same again ----------------------------------------------------------------------------------------------
def without_endless_copies(items: Iterable[Item], known: Known) -> list[Item]:
    """The items, without those whose words stand there under so many ids that one more row says nothing."""
    copies = Counter((source, one.fingerprint) for (source, _), one in known.items())
    return [item for item in items if not _is_endless_copy(item, known, copies[item.source, item.fingerprint])]


def _is_endless_copy(item: Item, known: Known, copies: int) -> bool:
    two_people = item.role is Role.SOCIAL and len(item.full) < BRIEF
    return copies >= COPIES_MOST and not two_people and (item.source, item.key) not in known


def is_counter(one: ReadItem, wordings: Wordings | None) -> bool:
    """Whether nothing but a counter makes another wording of this.

    It was reworded so often in a day that one more, which says the same, says nothing; or it is old, and only its
    figures are others. Figures of what is news may be the injured, and are let through.
    """
    if wordings is None or says(one.reading) != wordings.said:
        return False
    same_but_figures = _COUNTER.sub("", one.item.full) == _COUNTER.sub("", wordings.words)
    return wordings.count >= REVISIONS_MOST or (wordings.archived and same_but_figures)


def says(reading: Reading) -> tuple[str, int, str] | None:
    """What a text says, coarsely: its kind, severity and state; None when it is no mention."""
    verdict = reading.verdict
    return (verdict.kind.value, verdict.severity, verdict.state.value) if reading.hits and verdict else None


# ---- what is to be remarked --------------------------------------------------------------------------------------
def is_news(seen: Seen) -> bool:
    """Whether it was new to us: neither an archive, nor the same again, nor a later wording."""
    return not seen.archived and seen.item.revision_of is None and _failed(seen) != "unseen"


def remarks_on(raw: Iterable[RawItem], changes: Changes, now: datetime, *, first: bool) -> list[Remark]:
    """What the items of a poll say about their source; at its first poll everything is old and nothing came again."""
    found = list(_ahead(raw, now))
    if first:
        return found
    archived = sum(1 for seen in changes.seen if seen.archived)
    if archived >= IMPORT_LEAST:
        text = f"{archived} old items came at once; they stand in the archive and were told to nobody"
        found.append(Remark("import", text, event=True))
    copies = sum(1 for seen in changes.seen if _failed(seen) == "unseen")
    if copies >= STUCK_LEAST:
        text = f"{copies} items came again under new ids; they were known by their words, and nothing was told twice"
        found.append(Remark("new_ids", text, event=True))
    return found


def _ahead(raw: Iterable[RawItem], now: datetime) -> Iterator[Remark]:
    ahead = [one.published_at for one in raw if one.published_at is not None and _is_ahead(one, now)]
    if ahead:
        text = (
            f"{len(ahead)} items are dated ahead of time, up to {max(ahead):%Y-%m-%d %H:%M %Z}: its clock or its time "
            "zone is wrong, or these are events to come; they count as published when they were seen"
        )
        yield Remark("ahead", text)


def _failed(seen: Seen) -> str:
    return next((gate.gate for gate in seen.gates if not gate.passed), "")
