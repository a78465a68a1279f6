"""What is only wrong when sections are seen together: names that point nowhere, names that are there twice."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

from monitor.domain.timetable_text import parse_turn
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from zoneinfo import ZoneInfo

    from monitor.config.sections import Sections

_LISTS = ("source", "watch", "person", "rota", "receiver", "route")


def cross_check(sections: Sections, zone: ZoneInfo) -> list[Problem]:
    """Every reference that points nowhere, every name that is there twice, every swap that cannot take place."""
    found = (_twice, _references, _receivers, _rotas, _hours)
    return [*(problem for look in found for problem in look(sections)), *_turns(sections, zone)]


def _names(sections: Sections, kind: str) -> list[str]:
    return [entry.name for entry in getattr(sections, kind) if entry.name]


def _twice(sections: Sections) -> Iterator[Problem]:
    for kind in _LISTS:
        for name, count in Counter(_names(sections, kind)).items():
            if count > 1:
                yield Problem(f"{kind}.name", f'"{name}" stands there {count} times.', "Give each its own name.")


def _references(sections: Sections) -> Iterator[Problem]:
    receivers = _names(sections, "receiver")
    for index, route in enumerate(sections.route):
        yield from _missing(f"route[{index}].to", route.to, receivers, "receiver")
        for step, escalation in enumerate(route.escalate):
            yield from _missing(f"route[{index}].escalate[{step}].to", escalation.to, receivers, "receiver")
        yield from _missing(
            f"route[{index}].watches", sorted(route.watches), [*_names(sections, "watch"), "municipality"], "watch"
        )
        yield from _missing(f"route[{index}].sources", sorted(route.sources), _names(sections, "source"), "source")
    named = {"brief": sections.brief, "digest": sections.digest, "test_alert": sections.test_alert}
    for name, section in {**named, "health": sections.health}.items():
        if section is not None:
            yield from _missing(f"{name}.to", section.to, receivers, "receiver")


def _missing(key: str, names: Collection[str], known: Collection[str], what: str) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            cure = f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(sorted(set(known))) or 'none'}."
            yield Problem(key, f'there is no {what} "{name}".', cure)


def _receivers(sections: Sections) -> Iterator[Problem]:
    receivers = _names(sections, "receiver")
    for index, receiver in enumerate(sections.receiver):
        key = f"receiver[{index}]"
        if receiver.rota is not None:
            yield from _missing(f"{key}.rota", [receiver.rota], _names(sections, "rota"), "rota")
        if receiver.person is not None:
            yield from _missing(f"{key}.person", [receiver.person], _names(sections, "person"), "person")
        if receiver.rota and receiver.person:
            yield Problem(f"{key}.person", "a receiver is a rota or a person, not both.", "Remove one of the two.")
        if receiver.fallback is not None:
            yield from _missing(f"{key}.fallback", [receiver.fallback], receivers, "receiver")
        if receiver.fallback == receiver.name:
            yield Problem(f"{key}.fallback", "a receiver cannot stand in for itself.", "Name another receiver.")
        if not receiver.channel:
            yield Problem(f"{key}.channel", f'"{receiver.name}" has no channel.', "Add a [[receiver.channel]] to it.")


def _rotas(sections: Sections) -> Iterator[Problem]:
    people = _names(sections, "person")
    for index, rota in enumerate(sections.rota):
        key = f"rota[{index}]"
        yield from _missing(f"{key}.people", rota.people, people, "person")
        yield from _missing(f"{key}.override", [one.person for one in rota.override], people, "person")
        if rota.calendar is None and not rota.people:
            yield Problem(f"{key}.people", f'"{rota.name}" has nobody.', "Name people, or a calendar.")
        if rota.calendar is not None and not people:
            yield Problem(
                f"{key}.calendar", "its titles name people, and there are none.", "Add a [[person]] for each."
            )
        if rota.calendar is None and rota.people and rota.starts is None:
            yield Problem(f"{key}.starts", "is missing.", "Write the date of the first person's first turn.")


def _turns(sections: Sections, zone: ZoneInfo) -> Iterator[Problem]:
    for index, rota in enumerate(sections.rota):
        for place, override in enumerate(rota.override):
            try:
                parse_turn(override.starts, override.ends, override.person, zone)
            except ValueError as error:
                yield Problem(f"rota[{index}].override[{place}]", f"{error}")


def _hours(sections: Sections) -> Iterator[Problem]:
    if sections.office_hours is None:
        for index, route in enumerate(sections.route):
            if route.when != "always" or route.deliver != "now":
                cure = "Add [office_hours], or let the route hold always and deliver now."
                yield Problem(f"route[{index}].when", "needs office hours, and there are none.", cure)
        if sections.brief is not None:
            yield Problem("brief", "needs office hours, and there are none.", "Add [office_hours].")
