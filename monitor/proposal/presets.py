"""What can be read about a municipality, from data: local papers, authorities, searches, its own site."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.analysis.register import name_county, read_table
from monitor.parts import known_connectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.domain.model import Municipality

HERE = Path(__file__).parent
_ONE_HOUSE = ("SVT", "NRK", "Yle")  # whose sources are one voice, whatever they are called


@dataclass(frozen=True, slots=True)
class Proposed:
    """One source. ``lines`` are options as they stand in the file; one that is not ``ready`` becomes a comment."""

    name: str
    connector: str
    role: str
    url: str = ""
    publisher: str = ""
    about: str = ""
    lines: tuple[str, ...] = ()
    everything: bool = False
    ready: bool = True


def propose_sources(town: Municipality, found: Iterable[Proposed] = ()) -> tuple[Proposed, ...]:
    """All sources for a municipality, each under a name of its own; ``found`` is what its own site showed."""
    own = [*_own_site(town), *(one for one in _near(town) if one.role == "own"), *found]
    others = [one for one in _near(town) if one.role != "own"]
    return tuple(_named_apart(_once([*own, *_presets(town), *others])))


def words(language: str) -> dict[str, str]:
    """What receivers and routes are called in a language."""
    known: dict[str, dict[str, str]] = _data()["words"]
    return known.get(language, known["en"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((HERE / "presets.toml").read_text(encoding="utf-8"))


@cache
def _feeds() -> list[list[str]]:
    return read_table(HERE / "feeds.tsv")


def _own_site(town: Municipality) -> Iterator[Proposed]:
    if town.website:
        yield Proposed(town.name, "page", "own", town.website, about="What is new on the start page.", everything=True)


def _near(town: Municipality) -> Iterator[Proposed]:
    """The feeds and pages whose list names the municipality, its county or its country, the nearest first."""
    for ours in (town.code, f"county:{name_county(town)}", f"country:{town.country}"):
        for whom, name, connector, url, role in _feeds():
            if ours in whom.split():
                house = next((one for one in _ONE_HOUSE if name.startswith(one)), "")
                publisher = town.name if role == "own" else house
                yield Proposed(name, connector, role, url, publisher, everything=role == "own")


def _presets(town: Municipality) -> Iterator[Proposed]:
    tags = dict.fromkeys(map(tag_of, town.common_names))
    slots = {"name": town.name, "tag": tag_of(town.name), "tags": ", ".join(f'"{tag}"' for tag in tags)}
    known = set(known_connectors())
    for preset in _data()["preset"]:
        if town.country in preset["countries"] and preset["connector"] in known:
            yield Proposed(
                name=_fill(preset["name"], slots),
                connector=preset["connector"],
                role=preset["role"],
                publisher=preset.get("publisher", ""),
                about=preset["about"],
                lines=tuple(_fill(line, slots) for line in preset.get("lines", ())),
                ready=preset.get("ready", True),
            )


def _fill(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def tag_of(name: str) -> str:
    """A name as people write it for a hashtag: small letters without blanks and hyphens."""
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFC", name).casefold())


def _once(sources: Iterable[Proposed]) -> Iterator[Proposed]:
    """Without a second one at the same address."""
    seen: set[str] = set()
    for one in sources:
        address = one.url.partition("//")[2].removeprefix("www.").rstrip("/")
        if not address or address not in seen:
            yield one
        seen.add(address)


def _named_apart(sources: Iterable[Proposed]) -> Iterator[Proposed]:
    """Each with a name that no other one has."""
    taken: set[str] = set()
    for one in sources:
        name, number = one.name, 2
        while name in taken:
            name, number = f"{one.name} {number}", number + 1
        taken.add(name)
        yield replace(one, name=name)
