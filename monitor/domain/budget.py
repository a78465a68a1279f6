"""How often people are woken: three times a week at most, kept by holding the lesser things until the morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.model import DeliveryState, Reason, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.domain.incident import Delivery, Incident
    from monitor.domain.oncall import OnCall
    from monitor.domain.world import World

A_WEEK = 3  # wakings
WEEK = timedelta(days=7)
AWAKE = timedelta(hours=2)  # who was woken is awake for so long, and is not woken again by what comes then
NEVER_HELD = 3  # severity
# Reminders are left out: they follow from an alert that was counted, and only while nobody answers it.
_WAKES = frozenset({Reason.NEW, Reason.WORSE, Reason.GROWING})
_OUT = frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED})


def until_morning(incident: Incident, world: World, oncall: OnCall, now: datetime) -> tuple[datetime, str] | None:
    """Until when an alert waits, and why, because the week's wakings are used up; None when it may wake somebody.

    Severity 3 never waits. The last of the wakings is kept for what is confirmed: by an authority, by ourselves, or by
    three voices.
    """
    if incident.severity >= NEVER_HELD or not oncall.is_night(now):
        return None
    woken = list_wakings(_told(world), oncall, now)
    if woken and now - woken[-1] <= AWAKE:
        return None
    if len(woken) >= A_WEEK or (len(woken) == A_WEEK - 1 and not is_confirmed(incident)):
        return oncall.next_morning(now), f"held until the morning: {len(woken)} wakings this week"
    return None


def is_confirmed(incident: Incident) -> bool:
    """Whether more than one paper or resident says so."""
    return incident.voices >= 3 or any(one.role in {Role.OFFICIAL, Role.OWN} for one in incident.members)


def list_wakings(told: Iterable[Delivery], oncall: OnCall, now: datetime) -> list[datetime]:
    """When in the last week somebody was woken who had been asleep, oldest first."""
    nights = sorted(at for at in _spoken(told, now) if oncall.is_night(at))
    wakings: list[datetime] = []
    awake_until: datetime | None = None
    for at in nights:
        if awake_until is None or at > awake_until:
            wakings.append(at)
        awake_until = at + AWAKE
    return wakings


def _spoken(told: Iterable[Delivery], now: datetime) -> Iterator[datetime]:
    for one in told:
        if one.state in _OUT and one.reason in _WAKES and not one.drill and now - WEEK < one.due_at <= now:
            yield one.due_at


def _told(world: World) -> Iterator[Delivery]:
    for deliveries in world.told.values():
        yield from deliveries
