"""The judgement as data: what else a name can be, and which words beside it speak for what."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.matching.roles import Roles, Topics
from monitor.analysis.register import DATA, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Traits:
    """What else a name can be: strengths 0-3. ``words`` are common words by language, "" for any language."""

    words: Mapping[str, int] = field(default_factory=dict)
    surname: int = 0
    given: int = 0
    place: int = 0
    company: int = 0
    product: int = 0
    club: int = 0

    @property
    def person(self) -> int:
        """How readily it is somebody's name."""
        return max(self.surname, self.given)

    @property
    def thing(self) -> int:
        """How readily it is a company or a product."""
        return max(self.company, self.product)

    @property
    def clear(self) -> bool:
        """Whether nothing but places is known that has this name."""
        return not (self.words or self.surname or self.given or self.company or self.product)

    def word(self, language: str) -> int:
        """How common a word it is in a language."""
        # The two written standards of Norwegian, and Danish, share most of their words.
        kin = {"nb": ("nb", "nn", "da"), "nn": ("nn", "nb"), "da": ("da", "nb")}.get(language, (language,))
        return max(self.words.get(key, 0) for key in (*kin, ""))


CLEAR = Traits()
# Where each language is that of a municipality; Danish words for it are written as the Norwegian ones.
_COUNTRIES = {
    "sv": frozenset({"SE", "FI"}),
    "nb": frozenset({"NO", "DK"}),
    "nn": frozenset({"NO"}),
    "fi": frozenset({"FI"}),
}


class Sign(NamedTuple):
    """One kind of evidence: its weight in log-odds, and a sentence with room for the word."""

    weight: float
    says: str


class Mark(NamedTuple):
    """One sign at one place: its name in evidence.toml, the word that gave it, its weight."""

    sign: str
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Region:
    """A region by name, and the counties (``SE-14``) or municipalities in it."""

    name: str
    inside: frozenset[str]


@dataclass(frozen=True)
class Lexis:
    """All of it, read once."""

    threshold: float
    scale: float
    base: Mapping[str, float]
    size: tuple[tuple[int, float], ...]  # residents, and what they add; the largest first
    readings: Mapping[str, Mapping[str, tuple[float, float, float]]]  # word, surname … by position
    position: Mapping[str, float]
    signs: Mapping[str, Sign]
    support: Mapping[str, Sign]
    before: Roles
    after: Roles
    topics: Topics
    pa: frozenset[str]
    nations: Mapping[str, str]  # an adjective, and its country
    official: Mapping[str, frozenset[str]]  # a word for a municipality, and the countries in which it is called so
    external: frozenset[str]
    tails: tuple[str, ...]
    tails_never: tuple[str, ...]
    traits: Mapping[str, Traits]
    regions: tuple[Region, ...]
    longer: Mapping[str, str]
    given: frozenset[str]
    surnames: frozenset[str]
    common: Mapping[str, str]  # localities that are also common words

    def mark(self, sign: str, word: str = "") -> Mark:
        """One sign at one place, with its weight."""
        return Mark(sign, word, self.signs[sign].weight)

    @classmethod
    def load(cls, directory: Path = DATA) -> Lexis:
        """Read evidence.toml and the tables beside it."""
        with (directory / "evidence.toml").open("rb") as file:
            data = tomllib.load(file)
        speech = {"speech": data["beside"]["speech"], "trade": data["beside"]["trade"]}
        return cls(
            threshold=data["accept"]["threshold"],
            scale=data["accept"]["scale"],
            base=data["base"],
            size=tuple((residents, added) for residents, added in data["base"]["size"]),
            readings={key: data[key] for key in ("word", "surname", "given", "place", "company", "product")},
            position=data["position"],
            signs={key: Sign(*value) for key, value in data["sign"].items()},
            support={key: Sign(*value) for key, value in data["support"].items()},
            before=Roles({**data["before"], **speech}),
            after=Roles({**data["after"], **speech}),
            topics=Topics({key: data["beside"][key] for key in ("business", "civic")} | data["sport"]),
            pa=frozenset(data["pa"]["names"]),
            nations={word: country for country, words in data["nations"].items() for word in words},
            official=_read_official(data["after"]["admin"]),
            external=frozenset(data["external"]["names"]),
            tails=tuple(word.rstrip("*") for word in data["tails"]["people"]),
            tails_never=tuple(data["tails"]["never"]),
            traits={row[0]: _parse_traits(row[1]) for row in read_table(directory / "ambiguity.tsv")},
            regions=tuple(Region(row[0], frozenset(row[1].split())) for row in read_table(directory / "regions.tsv")),
            longer={row[0]: row[1] for row in read_table(directory / "longer.tsv")},
            given=_read_names(directory / "given_names.txt"),
            surnames=_read_names(directory / "surnames.txt"),
            common=dict(row[:2] for row in read_table(directory / "common_localities.tsv")),
        )


def _parse_traits(cell: str) -> Traits:
    """``word:3@sv surname:2``: each reading with its strength, and its language where it has one."""
    words: dict[str, int] = {}
    strengths: dict[str, int] = {}
    for reading in cell.split():
        kind, _, rest = reading.partition(":")
        strength, _, language = rest.partition("@")
        if kind == "word" or language:
            words[language] = max(words.get(language, 0), int(strength))
        else:
            strengths[kind] = int(strength)
    return Traits(words=words, **strengths)


def _read_official(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for language, group in words.items():
        for word in group:
            found[word] |= _COUNTRIES.get(language, frozenset())
    return {word: countries for word, countries in found.items() if countries}


def _read_names(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
