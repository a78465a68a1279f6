"""The words by which places below the municipality are known: read from ``data/spots.toml``; correct them there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "data" / "spots.toml"


@dataclass(frozen=True, slots=True)
class Ending:
    """The last part of a road's name: its base form, and whether it makes a road without a capital too."""

    base: str
    sure: bool = False


def _read_roads(table: dict[str, dict[str, str]]) -> dict[str, Ending]:
    endings = {}
    for base, forms in table.items():
        endings.update({form: Ending(base) for form in forms.get("forms", "").split()})
        endings.update({form: Ending(base, sure=True) for form in forms.get("sure", "").split()})
    return endings


_TABLE: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))

ROAD_ENDINGS = _read_roads(_TABLE["road"])
SCHOOL_ENDINGS: tuple[str, ...] = tuple(_TABLE["school_endings"].split())
ROAD_WORDS = frozenset(_TABLE["road_words"].split())
HOUSES = frozenset(_TABLE["houses"].split())
PLACE_WORDS = frozenset(_TABLE["place_words"].split())
DIRECTIONS = frozenset(_TABLE["directions"].split())
COMMON = frozenset(_TABLE["common"].split())
NO_PLACES = frozenset(_TABLE["no_places"].split())
FINNISH_ENDINGS: tuple[str, ...] = tuple(_TABLE["finnish_endings"].split())
FINNISH_WEAK: dict[str, str] = _TABLE["finnish_weak"]
SITES: tuple[tuple[str, str], ...] = tuple(
    (beginning, f"site:{kind}") for kind, words in _TABLE["site"].items() for beginning in words.split()
)
