"""What is asked later of an incident: is it still open, have we said anything, in both languages, is it quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.incident import Due
from monitor.domain.languages import missing_languages
from monitor.domain.model import State, Status, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.domain.incident import Incident
    from monitor.domain.world import World

STILL_OPEN = timedelta(hours=6)
ASKED_AGAIN = timedelta(hours=24)
OWN_WORD = timedelta(minutes=60)
OTHER_LANGUAGE = timedelta(minutes=15)
ACT, WAKE = 2, 3  # severities
# How long nothing has to be heard of an incident before it is closed.
QUIET_AFTER_END = timedelta(hours=24)
QUIET = {0: timedelta(hours=48), 1: timedelta(hours=48), 2: timedelta(hours=72), 3: timedelta(hours=72)}
QUIET_LONG = timedelta(days=14)
_LASTS = frozenset({Topic.BOIL_NOTICE, Topic.CONTAMINATION, Topic.MISSING_PERSON, Topic.EVACUATION, Topic.DISEASE})
QUIET_WORD = "quiet"  # how the reason of an incident that nobody closed begins


def plan_later(incident: Incident, world: World, now: datetime) -> Iterator[Due]:
    """The rows that an incident needs from now on; what stands there already may be given again under its old key."""
    waiting = {due.kind for due in world.dues_of(incident.id)}
    if "close" not in waiting:
        yield Due(f"close:{incident.id}:{now:%Y%m%d%H%M%S}", "close", now + quiet_for(incident, now), incident.id)
    if not incident.is_open or incident.severity < ACT:
        return
    if "still_open" not in waiting:
        yield Due(f"still_open:{incident.id}:{turn_of(incident)}:0", "still_open", now + STILL_OPEN, incident.id)
    if not incident.story.own and incident.story.outside_at is not None:
        yield Due(f"own_word:{incident.id}:0", "own_word", now + OWN_WORD, incident.id)
    if incident.severity >= WAKE and incident.story.own and missing_languages(incident, world.plan.municipality):
        yield Due(f"other_language:{incident.id}:0", "other_language", now + OTHER_LANGUAGE, incident.id)


def turn_of(incident: Incident) -> int:
    """Distinguishes the rounds of asking: one that is worse, that came back or was handed over is asked about anew."""
    handed = incident.story.handed
    return incident.severity + 10 * (incident.story.reopened + (handed.times if handed else 0))


def quiet_for(incident: Incident, now: datetime) -> timedelta:
    """How long after ``now`` an incident is closed if nothing is heard of it."""
    if incident.status is Status.RESOLVED:
        return QUIET_AFTER_END
    if incident.state is State.PLANNED:
        until = incident.story.until
        return max(until - now, timedelta()) + QUIET_AFTER_END if until else QUIET_LONG
    return QUIET_LONG if not _LASTS.isdisjoint(incident.topics) else QUIET[incident.severity]
