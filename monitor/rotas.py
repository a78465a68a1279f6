"""Rotas that are kept as calendars: fetched, kept as a last known copy, and read into the turns of the plan.

A calendar that cannot be read any more changes nobody's turn: the last copy that could be read holds, and what is the
matter is said. Copies stand in ``state.directory/rotas``.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.config.values import Secret
from monitor.errors import Problem, SourceError
from monitor.ical_entries import read_calendar
from monitor.rota_calendar import turns_from_ical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.config.sections import RotaSection
    from monitor.contract import Client
    from monitor.domain.plan import Rota

BACK, AHEAD = timedelta(days=60), timedelta(days=400)  # which turns are read: those that may be shown or asked for


@dataclass(frozen=True, slots=True)
class Kept:
    """A rota's calendar: its place in the configuration, the address or path of it, and where its copy stands."""

    index: int
    section: RotaSection
    place: str
    copy: Path

    @property
    def is_online(self) -> bool:
        """Whether it has to be fetched."""
        return self.place.startswith(("http://", "https://"))


def list_calendars(config: Config) -> Iterator[Kept]:
    """The rotas that are kept as calendars."""
    for index, section in enumerate(config.sections.rota):
        given = section.calendar
        place = (given.value.get_secret_value() if given.value else "") if isinstance(given, Secret) else given
        if given is not None:
            name = hashlib.sha256(f"{section.name}\0{place}".encode()).hexdigest()[:16]
            yield Kept(index, section, _https(place or ""), config.directory / "rotas" / f"{name}.ics")


def _https(place: str) -> str:
    return f"https{place[6:]}" if place.startswith("webcal:") else place


# ---- fetching ----------------------------------------------------------------------------------------------------
async def fetch(config: Config, client: Client) -> dict[str, str]:
    """Fetch every calendar that is an address, and keep it; returns what went wrong, by rota."""
    wrong: dict[str, str] = {}
    for kept in list_calendars(config):
        if not kept.is_online:
            continue
        try:
            reply = await client.get(kept.place)
            read_calendar(reply.body)
            _keep(kept.copy, reply.body)
        except (SourceError, OSError) as error:
            wrong[kept.section.name] = f"its calendar could not be fetched: {error}"
    return wrong


def _keep(copy: Path, data: bytes) -> None:
    """Write a copy whole or not at all."""
    if copy.is_file() and copy.read_bytes() == data:
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_suffix(".part")
    part.write_bytes(data)
    part.replace(copy)


# ---- reading -----------------------------------------------------------------------------------------------------
def with_calendars(config: Config, now: datetime) -> Config:
    """The configuration with the turns of its calendars, and a warning for each thing that was not understood.

    A swap in the configuration (``override``) goes before the calendar. Done again, it reads them anew.
    """
    rotas = list(config.plan.rotas)
    calendars = list(list_calendars(config))
    ours = {f"rota[{kept.index}].calendar" for kept in calendars}
    warnings = [warning for warning in config.warnings if warning.key not in ours]
    for kept in calendars:
        rotas[kept.index], said = _read(kept, config, rotas[kept.index], now)
        warnings += [Problem(f"rota[{kept.index}].calendar", f'"{kept.section.name}": {what}') for what in said]
    return replace(config, plan=replace(config.plan, rotas=tuple(rotas)), warnings=tuple(warnings))


def troubles(config: Config) -> dict[str, str]:
    """What is the matter with each rota's calendar right now; empty where it can be read."""
    return {kept.section.name: _open(kept, config)[1] for kept in list_calendars(config)}


def _read(kept: Kept, config: Config, rota: Rota, now: datetime) -> tuple[Rota, list[str]]:
    data, trouble = _open(kept, config)
    said = [f"{trouble}."] if trouble else []
    if data is None:
        return rota, said
    swaps = rota.turns[len(rota.turns) - len(kept.section.override) :]
    people = kept.section.people or tuple(person.name for person in config.plan.people)
    read = turns_from_ical(data, now - BACK, now + AHEAD, people, ZoneInfo(config.plan.timezone))
    return replace(rota, turns=(*read.turns, *swaps)), [*said, *read.notes]


def _open(kept: Kept, config: Config) -> tuple[bytes | None, str]:
    """The calendar as it is now, or its last known copy and what is the matter; nothing where there never was one."""
    if kept.is_online:
        return (kept.copy.read_bytes(), "") if kept.copy.is_file() else (None, "its calendar was never fetched yet")
    trouble = "its calendar is not named" if not kept.place else ""
    try:
        data = _find(kept.place, config).read_bytes() if kept.place else b""
        read_calendar(data)
    except OSError as error:
        trouble = trouble or f"{kept.place} cannot be read: {error.strerror}"
    except SourceError as error:
        trouble = trouble or f"{kept.place}: {error.detail}"
    else:
        with suppress(OSError):  # who only looks may not be allowed to write
            _keep(kept.copy, data)
        return data, ""
    if kept.copy.is_file():
        return kept.copy.read_bytes(), f"{trouble}; the last known turns hold"
    return None, trouble


def _find(place: str, config: Config) -> Path:
    """A path is meant from where the configuration stands; where nothing is there, from where the program runs."""
    beside = config.path.parent / place
    return beside if beside.exists() else Path(place)
