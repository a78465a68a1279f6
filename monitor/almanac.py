"""Public holidays of the Nordic countries, and the eves that offices keep like them, by year and in the local language.

What counts as closed, and on what ground:

- SE: the public holidays of lag (1989:1253) om allmänna helgdagar, and midsommarafton, julafton and nyårsafton, which
  semesterlagen (1977:480) counts with the Sundays.
- NO: the public holidays of lov om helligdager og helligdagsfred (1995) and lov om 1. og 17. mai (1947). No eve is
  closed: on julaften and nyttårsaften, and on the Wednesday before Easter, state and municipal agreements end work at
  12. Whoever has it so writes short days.
- FI: the public holidays, and juhannusaatto and jouluaatto, which the municipal agreement (KVTES, arkipyhät) treats as
  such. Vappuaatto and uudenvuodenaatto are working days.
- DK, IS: the public holidays alone.

The dates are the ``holidays`` package's. Its Swedish public holidays lack the three eves, which are its category
``de_facto``; it has every Sunday or Saturday holiday, but no ordinary Sunday; and without a language it speaks that of
the machine. Half-days, and days between a holiday and a weekend, are local agreements: they are configured.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from monitor.memory import enter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from monitor.domain.plan import Almanac


@dataclass(frozen=True, slots=True)
class _Country:
    """What the package calls our holidays there: its categories, its own language, and others by ours."""

    language: str
    categories: tuple[str, ...] = ("public",)
    languages: Mapping[str, str] = field(default_factory=dict)


_COUNTRIES = {
    "SE": _Country("sv", ("public", "de_facto")),
    "NO": _Country("no"),
    "FI": _Country("fi", languages={"sv": "sv_FI"}),
    "DK": _Country("da"),
    "IS": _Country("is"),
}
_PROPER_NAMES = ("Kristi",)  # the other names are written small inside a sentence, in all five languages


def open_almanac(country: str, language: str = "") -> Almanac:
    """The almanac of a country: from a year to its closed days by date, with their names.

    ``country`` is SE, NO, FI, DK or IS. The names are in ``language`` (a Swedish-speaking municipality in Finland says
    "sv") where they are known in it, else in the country's own. Several on one day are joined by a comma.

    Raises:
        ValueError: another country.
    """
    code = country.strip().upper()
    if code not in _COUNTRIES:
        raise ValueError(f'"{country}" is no country whose holidays are known. Write one of {", ".join(_COUNTRIES)}.')
    spoken = _COUNTRIES[code].languages.get(language, _COUNTRIES[code].language)
    return lambda year: _read_year(code, spoken, year)


@cache
def _read_year(code: str, language: str, year: int) -> Mapping[date, str]:
    import holidays  # slow to load, and not needed before the first decision

    enter("holidays.countries")  # which imports all 250 of them at once: 80 ms and 8 MB
    found = holidays.country_holidays(
        code, years=[year], expand=False, language=language, categories=_COUNTRIES[code].categories
    )
    return {day: ", ".join(_write_small(name) for name in found.get_list(day)) for day in sorted(found)}


def _write_small(name: str) -> str:
    """The name as it stands inside a sentence."""
    return name if name.startswith(_PROPER_NAMES) else name[:1].lower() + name[1:]
