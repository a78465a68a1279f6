"""What the other places of a text, its language and its source say for one reading of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.matching.lexis import Mark
from monitor.analysis.matching.senses import Rank
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.analysis.matching.lexis import Lexis, Region, Sign
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.senses import Name
    from monitor.domain.model import Municipality

Anchor = tuple["Name", bool]  # another place of the text, and whether it is sure which one is meant
_COUNTRY_OF = {"sv": "SE", "nb": "NO", "nn": "NO", "fi": "FI", "da": "DK"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: codes of the municipality and the county that its source is at home in, and more."""

    role: Role | None = None
    home: str | None = None
    county: str | None = None
    publisher: frozenset[str] = frozenset()  # codes of municipalities and counties that the publisher's name names
    address: frozenset[str] = frozenset()  # codes that the item's address names
    topical: bool = False  # the text is about what municipalities do


NOWHERE = Origin()


def _weigh(mark: Mark) -> float:
    return mark.weight


def _name_kinship(name: Name, anchor: Name) -> str:
    """How two names of one municipality belong together."""
    if anchor.text == name.text:
        return "same"
    return "part_of" if name.shadowed and anchor.rank is Rank.MUNICIPALITY else "locality"


class Supporter:
    """Adds what speaks for a name from outside its own sentence."""

    def __init__(self, lexis: Lexis, register: Mapping[str, Municipality]) -> None:
        self._signs: Mapping[str, Sign] = lexis.support
        self._register = register

    def fit_standard(self, name: Name, page: Page) -> Mark | None:
        """Two Norwegian municipalities of one name are told apart by the written standard of the text."""
        fits = name.country == "NO" and page.standard and self._register[name.code].language == page.standard
        return self._mark("standard_fits") if fits else None

    def list_marks(
        self, name: Name, anchors: Sequence[Anchor], regions: Sequence[Region], page: Page
    ) -> Iterator[Mark]:
        """The marks of one reading from the text itself: the best of the other places, and the language."""
        compared = [self._compare(name, anchor, sure=sure) for anchor, sure in anchors]
        places = [mark for mark in compared if mark]
        places += [self._mark("region", region.name) for region in regions if region.inside & {name.code, name.county}]
        if places:
            yield max(places, key=_weigh)
        yield from self._from_language(name, page)

    def list_source_marks(self, name: Name, origin: Origin) -> Iterator[Mark]:
        """Where the source is at home says something once; its name, the item's address and the topic each say more."""
        if origin.home == name.code:
            yield self._mark("own_role" if origin.role is Role.OWN else "home")
        elif origin.home and name.code in self._register[origin.home].neighbours:
            yield self._mark("home_neighbour")
        elif origin.county == name.county:
            yield self._mark("home_county")
        if origin.publisher & {name.code, name.county}:
            yield self._mark("publisher")
        if name.code in origin.address:
            yield self._mark("address")
        if origin.topical:
            yield self._mark("topic")

    def _mark(self, sign: str, word: str = "") -> Mark:
        return Mark(sign, word, self._signs[sign].weight)

    def _compare(self, name: Name, anchor: Name, *, sure: bool) -> Mark | None:
        """What another place of the text says for this one; one that may be several places speaks for its own only."""
        if anchor.code == name.code:
            return self._mark(_name_kinship(name, anchor), anchor.text)
        if anchor.text == name.text or not sure:
            return None
        if anchor.country != name.country:
            return self._mark("abroad")
        if anchor.code in self._register[name.code].neighbours:
            return self._mark("neighbour", anchor.text)
        if anchor.county == name.county:
            return self._mark("county", anchor.text)
        return self._mark("far" if name.rank is Rank.LOCALITY else "country", anchor.text)

    def _from_language(self, name: Name, page: Page) -> Iterator[Mark]:
        language = page.language
        if language is None:
            return
        if _COUNTRY_OF.get(language) == name.country:
            return
        if language in name.languages:
            yield self._mark("bilingual")
        elif name.country != "FI" or language != "sv":
            yield self._mark("language_other")
