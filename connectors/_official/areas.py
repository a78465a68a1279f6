"""The counties and regions of the Nordic countries, by number and by every name that authorities write."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from connectors._official.names import fold

_AREAS = Path(__file__).parent / "areas.toml"
_KINDS = re.compile(r"^region\s+|\s+(?:län|fylke|fylkeskommune|maakunta|landskap|county|region)$")


def find_county(country: str, name: str) -> str:
    """The number of the county that a name means; nothing when it is none."""
    return _by_name(country).get(bare_county(name), "")


def find_region(country: str, iso: str) -> str:
    """The number of the county with an ISO 3166-2 code, such as ``FI-18``; nothing when there is none."""
    prefix, _, code = iso.partition("-")
    rows = _rows(country) if prefix == country else {}
    return next((number for number, row in rows.items() if row.get("iso") == code), "")


def police_districts(county_code: str) -> tuple[str, ...]:
    """The districts of Norway's police log that have municipalities of a county."""
    return tuple(_rows("NO").get(county_code, {}).get("police", ()))


def bare_county(name: str) -> str:
    """A county's name without the kind of thing it is and without the genitive before that."""
    return _KINDS.sub("", fold(name)).removesuffix("s")


@cache
def _all() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(_AREAS.read_text(encoding="utf-8"))


def _rows(country: str) -> dict[str, dict[str, Any]]:
    return _all().get(country, {})


@cache
def _by_name(country: str) -> dict[str, str]:
    return {bare_county(name): number for number, row in _rows(country).items() for name in row["names"]}
