"""Every form under which a name is met in running text."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.forms import finnish, scandinavian

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.analysis.forms.finnish import Stems
    from monitor.domain.model import Municipality

_SCANDINAVIAN = frozenset({"sv", "nb", "nn", "da"})


class Kind(IntEnum):
    """What a form says of the name."""

    NAME = 0  # the nominative
    GENITIVE = 1
    CASE = 2  # a Finnish case
    RESIDENT = 3  # who lives there, and the adjective: written in lower case


class Form(NamedTuple):
    """One surface form of ``name``.

    ``case`` is the Finnish case (nom gen par ill ine ela ade abl all abe tra ess), else nom or gen.
    """

    text: str
    name: str
    kind: Kind
    case: str
    language: str


def list_forms(
    municipality: Municipality, exceptions: Mapping[str, Stems], residents: Sequence[str] = ()
) -> Iterator[Form]:
    """All forms of a municipality's names in all its languages; the same text may come more than once.

    ``exceptions`` are the Finnish names that no rule inflects; ``residents`` are irregular words for who lives there.
    """
    for language, names in municipality.names.items():
        for name in names:
            yield from list_name_forms(name, language, exceptions)
            yield from _list_residents(name, language, municipality.country, exceptions)
    for word in residents:
        for form in scandinavian.inflect_resident(word):
            yield Form(form, municipality.name, Kind.RESIDENT, "nom", municipality.language)


def list_name_forms(name: str, language: str, exceptions: Mapping[str, Stems]) -> Iterator[Form]:
    """The cases of one name: all of them in Finnish, nominative and genitive else; Sámi names stay bare."""
    if language == "fi":
        for form, case in finnish.decline(name, exceptions):
            kind = Kind.NAME if case == "nom" else Kind.GENITIVE if case == "gen" else Kind.CASE
            yield Form(form, name, kind, case, language)
        return
    yield Form(name, name, Kind.NAME, "nom", language)
    genitive = scandinavian.make_genitive(name)
    if language in _SCANDINAVIAN and genitive != name:
        yield Form(genitive, name, Kind.GENITIVE, "gen", language)


def _list_residents(name: str, language: str, country: str, exceptions: Mapping[str, Stems]) -> Iterator[Form]:
    if " " in name and language != "fi":
        return
    if language == "fi":
        words = finnish.decline_inhabitant(name, exceptions)
    elif language == "sv" and country in ("SE", "FI"):
        words = scandinavian.list_swedish_residents(name)
    elif language in ("nb", "nn") and country == "NO" and len(name) > 4:  # shorter ones make other words
        words = scandinavian.list_norwegian_residents(name)
    else:
        return
    for word in words:
        yield Form(word, name, Kind.RESIDENT, "nom", language)
