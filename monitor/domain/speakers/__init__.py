"""Who stands behind a publisher's name: families of titles, and authorities with many offices. Data with a look-up."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).parent / "publishers.toml"
_EMPTY = re.compile(r"[^\w&]+")


@dataclass(frozen=True)
class Speaker:
    """A family of titles, or an authority: everything under its names is one voice."""

    name: str
    titles: frozenset[str]
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()
    authority: bool = False


def find_family(publisher: str, url: str = "") -> str | None:
    """The family to which a title belongs, by its name or else by its page's address; None for one on its own."""
    return _find(simplify(publisher), _host(url), authority=False)


def find_authority(publisher: str, url: str = "") -> str | None:
    """The authority that speaks under that name; None when it is none of the known ones."""
    return _find(simplify(publisher), _host(url), authority=True)


def simplify(publisher: str) -> str:
    """A publisher's name without case, punctuation and the word *Tidningen* before it."""
    return _EMPTY.sub(" ", publisher.casefold()).strip().removeprefix("tidningen ")


def read_speakers() -> tuple[Speaker, ...]:
    """The file, as it is."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return (*map(_read, table["family"]), *(_read(row, authority=True) for row in table["authority"]))


def _read(row: dict[str, Any], *, authority: bool = False) -> Speaker:
    return Speaker(
        name=row["name"],
        titles=frozenset(map(simplify, (row["name"], *row["titles"]))),
        begins=tuple(f"{simplify(begin)} " for begin in row.get("begins", ())),
        ends=tuple(f" {simplify(end)}" for end in row.get("ends", ())),
        domains=frozenset(row.get("domains", ())),
        authority=authority,
    )


@cache
def _speakers() -> tuple[Speaker, ...]:
    return read_speakers()


@lru_cache(10_000)
def _find(title: str, host: str, *, authority: bool) -> str | None:
    speakers = [speaker for speaker in _speakers() if speaker.authority == authority]
    for fits in (_by_title, _by_part, _by_host):
        found = next((one.name for one in speakers if fits(one, title, host)), None)
        if found is not None:
            return found
    return None


def _by_title(speaker: Speaker, title: str, _host: str) -> bool:
    return title in speaker.titles


def _by_part(speaker: Speaker, title: str, _host: str) -> bool:
    return title.startswith(speaker.begins) or title.endswith(speaker.ends)


def _by_host(speaker: Speaker, _title: str, host: str) -> bool:
    return any(domain in speaker.domains for domain in _parents(host))


def _parents(host: str) -> Iterator[str]:
    """``www.svt.se``, ``svt.se``."""
    parts = host.split(".")
    for begin in range(len(parts) - 1):
        yield ".".join(parts[begin:])


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
