"""Who we are, as a parser in its own process needs to know it: which rows of an authority's list are ours."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from connectors._official.areas import bare_county, find_county
from connectors._official.names import forms, primary, split_names

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.contract import Visit

_OF_ONE = frozenset({"SE-09", "NO-03"})  # Gotland, Oslo


@dataclass(frozen=True, slots=True)
class Home:
    """The municipality, the time and the zone of one poll, in plain values that travel between processes."""

    now: datetime
    code: str  # SE-1484
    county_code: str  # 14
    county: str
    names: tuple[str, ...]
    language: str
    zone: str

    @classmethod
    def of(cls, given: dict[str, Any]) -> Home:
        """From what ``describe`` gave."""
        return cls(**{**given, "names": tuple(given["names"])})

    @property
    def number(self) -> str:
        """The statistical office's number: ``1484``."""
        return self.code[3:]

    def is_us(self, name: str) -> bool:
        """Whether a name is ours and nothing but ours: "Lysekil", "LYSEKILS KOMMUN", one of "Porsanger - Porsáŋgu"."""
        own = set().union(*map(forms, self.names))
        return any(own & forms(one) for one in split_names(name))

    def is_our_county(self, name: str) -> bool:
        """Whether a name is that of our county: "Västra Götalands län", "Västra Götaland"."""
        if self.county and bare_county(name) == bare_county(self.county):
            return True
        return bool(self.county_code) and find_county(self.country, name) == self.county_code

    def is_other_county(self, name: str) -> bool:
        """Whether a name is that of a county of our country that is not ours."""
        return bool(find_county(self.country, name)) and not self.is_our_county(name)

    @property
    def country(self) -> str:
        """SE, NO, FI or DK."""
        return self.code[:2]

    @property
    def is_county(self) -> bool:
        """Whether the county holds nothing but us, so that what concerns it concerns us."""
        return f"{self.country}-{self.county_code}" in _OF_ONE

    def has_number(self, number: object) -> bool:
        """Whether a statistical number, as text or as a number without its zeros, is ours."""
        return _is_same(str(number).strip().removeprefix(f"{self.country}-"), self.number)

    def has_county_number(self, number: object) -> bool:
        """Whether a county's number is that of ours."""
        return _is_same(str(number).strip(), self.county_code)

    def choose(self, *offered: str) -> str:
        """Of languages that are offered the one that people here read best; the first when none is."""
        for wanted in _READ.get(self.language, (self.language,)):
            for language in offered:
                if primary(language) == wanted:
                    return language
        return offered[0] if offered else ""


# Who reads what, the best first. "no" is either Norwegian.
_READ = {
    "sv": ("sv", "nb", "no", "da", "en", "fi"),
    "nb": ("nb", "no", "nn", "en", "sv"),
    "nn": ("nn", "no", "nb", "en", "sv"),
    "fi": ("fi", "sv", "en"),
    "en": ("en", "sv", "nb", "no", "fi"),
}


def describe(visit: Visit) -> dict[str, Any]:
    """The home of a visit as plain values."""
    ours = visit.municipality
    names = dict.fromkeys([ours.name, *(name for group in ours.names.values() for name in group)])
    return asdict(Home(visit.now, ours.code, ours.county_code, ours.county, tuple(names), ours.language, ours.timezone))


def _is_same(number: str, ours: str) -> bool:
    """Whether two numbers are alike but for the zeros in front."""
    plain = number.isascii() and number.isdigit() and len(number) < 6
    return plain and ours.isdigit() and int(number) == int(ours)
