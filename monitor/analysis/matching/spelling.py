"""How the names of the register are spelled in running text, with the tables of what no rule gives."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from monitor.analysis.forms import list_forms, list_name_forms
from monitor.analysis.forms.finnish import read_exceptions
from monitor.analysis.matching.senses import HOME_LANGUAGES
from monitor.analysis.register import DATA, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.analysis.forms import Form
    from monitor.analysis.forms.finnish import Stems
    from monitor.domain.model import Municipality


class Spelling:
    """Lists forms; the same text may come more than once."""

    def __init__(self) -> None:
        self._exceptions: Mapping[str, Stems] = read_exceptions(read_table(DATA / "finnish_forms.tsv"))
        self._residents = {row[0]: row[1].split() for row in read_table(DATA / "residents.tsv")}

    def of_names(self, municipality: Municipality) -> Iterator[Form]:
        """A municipality's names in all its languages, and the words for who lives there."""
        return list_forms(municipality, self._exceptions, self._residents.get(municipality.code, ()))

    def of_locality(self, name: str, municipality: Municipality) -> Iterator[Form]:
        """A locality of a municipality, in the language of the country."""
        language = "fi" if municipality.country == "FI" else HOME_LANGUAGES[municipality.country][0]
        return list_name_forms(name, language, self._exceptions)

    def of_own(self, place: str, municipality: Municipality) -> Iterator[Form]:
        """A place of the configuration, in every language that is written there."""
        languages = dict.fromkeys((municipality.language, *HOME_LANGUAGES[municipality.country]))
        return chain.from_iterable(list_name_forms(place, language, self._exceptions) for language in languages)

    def of_region(self, name: str, language: str) -> Iterator[Form]:
        """A region."""
        return list_name_forms(name, language, self._exceptions)

    def of_all(self, municipality: Municipality, localities: Iterable[str], places: Iterable[str]) -> Iterator[str]:
        """Whatever may stand in a text for a municipality or a place in it, in lower case."""
        for form in chain(
            self.of_names(municipality),
            *(self.of_locality(name, municipality) for name in localities),
            *(self.of_own(place, municipality) for place in places),
        ):
            yield form.text.lower()
