"""What the other places of a text, its language and its source say for one reading of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.weigh import Mark
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.analysis.matching.lexis import Lexis, Region, Sign
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.senses import Name
    from monitor.domain.model import Municipality

_COUNTRY_OF = {"sv": "SE", "nb": "NO", "nn": "NO", "fi": "FI", "da": "DK"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from, as far as it is known: codes of the municipality and the county that its source is at home in."""

    role: Role | None = None
    home: str | None = None
    county: str | None = None
    publisher: frozenset[str] = frozenset()  # codes of municipalities and counties that the publisher's name names
    address: frozenset[str] = frozenset()  # codes that the item's address names
    topical: bool = False  # the text is about what municipalities do


class Supporter:
    """Adds what speaks for a name from outside its own sentence."""

    def __init__(self, lexis: Lexis, register: Mapping[str, Municipality]) -> None:
        self._signs: Mapping[str, Sign] = lexis.support
        self._register = register

    def list_standard(self, name: Name, page: Page) -> Iterator[Mark]:
        """Two Norwegian municipalities of one name are told apart by the written standard of the text."""
        if name.country == "NO" and page.standard and self._register[name.code].language == page.standard:
            yield self._mark("standard_fits")

    def list_marks(
        self, name: Name, anchors: Iterable[tuple[Name, bool]], regions: Iterable[Region], origin: Origin, page: Page
    ) -> Iterator[Mark]:
        """The marks of one reading: the best of the places, the best of the source, the language."""
        places = [*self._from_places(name, anchors), *self._from_regions(name, regions)]
        if places:
            yield max(places, key=lambda mark: mark.weight)
        source = list(self._from_source(name, origin))
        if source:
            yield max(source, key=lambda mark: mark.weight)
        yield from self._from_language(name, page)

    def _mark(self, sign: str, word: str = "") -> Mark:
        return Mark(sign, word, self._signs[sign].weight)

    def _from_places(self, name: Name, anchors: Iterable[tuple[Name, bool]]) -> Iterator[Mark]:
        near = self._register[name.code].neighbours
        abroad = False
        for anchor, sure in anchors:
            if anchor.code == name.code:
                yield self._mark("same") if anchor.text == name.text else self._mark("locality", anchor.text)
            elif anchor.text == name.text or not sure:
                continue
            elif anchor.code in near:
                yield self._mark("neighbour", anchor.text)
            elif anchor.county == name.county:
                yield self._mark("county", anchor.text)
            elif anchor.country == name.country:
                elsewhere = name.rank is Rank.LOCALITY
                yield self._mark("far") if elsewhere else self._mark("country", anchor.text)
            else:
                abroad = True
        if abroad:
            yield self._mark("abroad")

    def _from_regions(self, name: Name, regions: Iterable[Region]) -> Iterator[Mark]:
        for region in regions:
            if name.code in region.inside or name.county in region.inside:
                yield self._mark("region", region.name)

    def _from_source(self, name: Name, origin: Origin) -> Iterator[Mark]:
        if origin.home == name.code:
            yield self._mark("own_role" if origin.role is Role.OWN else "home")
        elif origin.home and name.code in self._register[origin.home].neighbours:
            yield self._mark("home_neighbour")
        if origin.county == name.county:
            yield self._mark("home_county")
        if origin.publisher & {name.code, name.county}:
            yield self._mark("publisher")
        if name.code in origin.address:
            yield self._mark("address")
        if origin.topical:
            yield self._mark("topic")

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
