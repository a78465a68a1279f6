"""The register: every municipality of Sweden, Norway, Finland and Denmark, by code or by name in any language."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Municipality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).parent / "data"
_CORRECTABLE = frozenset({"name", "county", "county_code", "language", "website"})
_TIMEZONES = {"SE": "Europe/Stockholm", "NO": "Europe/Oslo", "FI": "Europe/Helsinki", "DK": "Europe/Copenhagen"}


class UnknownMunicipalityError(LookupError):
    """No municipality, or more than one, has that name; the message says what is near or which codes to give."""


@cache
def load_register() -> Register:
    """The register that is shipped, one for all who read in it."""
    return Register.load()


class Register:
    """The municipalities and their localities. ``codes`` keeps the order SE, NO, FI, DK."""

    def __init__(self, municipalities: Iterable[Municipality], localities: dict[str, tuple[str, ...]]) -> None:
        self._by_code = {municipality.code: municipality for municipality in municipalities}
        self._localities = localities

    @classmethod
    def load(cls, directory: Path = DATA) -> Register:
        """Read the built files and the corrections beside them. Takes well under a tenth of a second."""
        rows = read_table(directory / "municipalities.tsv")
        municipalities = {row[0]: _parse_municipality(row) for row in rows}
        localities = {code: tuple(names.split(", ")) for code, names in read_table(directory / "localities.tsv")}
        for code, field, value in read_table(directory / "corrections.tsv"):
            if field in ("locality+", "locality-"):
                others = tuple(name for name in localities.get(code, ()) if name != value)
                localities[code] = (*others, value) if field == "locality+" else others
            else:
                municipalities[code] = _correct(municipalities[code], field, value)
        return cls(municipalities.values(), localities)

    def __iter__(self) -> Iterator[Municipality]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Municipality:
        """The municipality with that code (``SE-1484``); KeyError when there is none."""
        return self._by_code[code]

    def find(self, text: str) -> Municipality:
        """The municipality that a person meant by a code or a name in any language, whatever the case.

        Raises UnknownMunicipalityError with near names, or with the codes when several municipalities share the name.
        """
        wanted = _simplify(text)
        if wanted.upper() in self._by_code:
            return self._by_code[wanted.upper()]
        found = self._by_name.get(wanted) or self._by_name.get(_strip_kind(wanted)) or ()
        if len(found) == 1:
            return self._by_code[found[0]]
        if found:
            raise UnknownMunicipalityError(f"“{text}” is the name of {self._describe(found)}. Give the code.")
        near = get_close_matches(wanted, self._by_name, n=5, cutoff=0.6)
        codes = dict.fromkeys(code for name in near for code in self._by_name[name])
        hint = f"Did you mean {self._describe(tuple(codes))}?" if codes else "Give its name or its code, as in SE-1484."
        raise UnknownMunicipalityError(f"No municipality is called “{text}”. {hint}")

    def list_homonyms(self, name: str) -> tuple[Municipality, ...]:
        """All municipalities that have this name in some language: two for Våler."""
        return tuple(self._by_code[code] for code in self._by_name.get(_simplify(name), ()))

    def list_localities(self, code: str) -> tuple[str, ...]:
        """The names of the places below a municipality, as far as they are known."""
        return self._localities.get(code, ())

    def list_county(self, county: str) -> tuple[str, ...]:
        """The codes of the municipalities in a county, given as country and number: ``SE-14``."""
        return tuple(self._by_county.get(county, ()))

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, dict[str, None]] = defaultdict(dict)
        for municipality in self:
            for spelling in (municipality.name, *(name for group in municipality.names.values() for name in group)):
                names[_simplify(spelling)][municipality.code] = None
        return {name: tuple(codes) for name, codes in names.items()}

    @cached_property
    def _by_county(self) -> dict[str, list[str]]:
        counties: dict[str, list[str]] = defaultdict(list)
        for municipality in self:
            counties[name_county(municipality)].append(municipality.code)
        return counties

    def _describe(self, codes: tuple[str, ...]) -> str:
        each = [f"{self._by_code[code].name} ({code}, {self._by_code[code].county})" for code in codes]
        return " or ".join(each)


def name_county(municipality: Municipality) -> str:
    """A county's key, the same for all its municipalities and unique over the countries: ``SE-14``."""
    return f"{municipality.country}-{municipality.county_code}"


def read_table(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file; empty lines and lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and line[0] != "#"]


def _parse_municipality(row: list[str]) -> Municipality:
    code, name, names, county, county_code, language, website, population, neighbours = row
    return Municipality(
        code=code,
        name=name,
        names={key: tuple(group.split("/")) for key, group in (pair.split("=") for pair in names.split(";"))},
        county=county,
        county_code=county_code,
        language=language,
        timezone=_TIMEZONES[code[:2]],
        website=website.removeprefix("~"),
        population=int(population) if population else None,
        neighbours=tuple(neighbours.split()),
    )


def _correct(municipality: Municipality, field: str, value: str) -> Municipality:
    changes: dict[str, Any] = {field: value}
    if field.startswith("names."):
        changes = {"names": {**municipality.names, field.removeprefix("names."): tuple(value.split("/"))}}
    elif field == "population":
        changes = {field: int(value)}
    elif field == "neighbours":
        changes = {field: tuple(value.split())}
    elif field not in _CORRECTABLE:
        raise ValueError(f"corrections.tsv: {municipality.code} has no field “{field}”")
    return replace(municipality, **changes)


def _simplify(name: str) -> str:
    return " ".join(name.casefold().replace("‑", "-").replace("–", "-").split())


def _strip_kind(name: str) -> str:
    """Lysekils kommun, Oslo kommune, Kvam herad: the name without the kind of thing it is."""
    head, _, kind = name.rpartition(" ")
    if kind not in ("kommun", "kommune", "herad", "stad", "kunta", "kaupunki"):
        return name
    return head.removesuffix("s") if kind in ("kommun", "stad") else head
