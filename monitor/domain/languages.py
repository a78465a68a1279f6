"""In which languages a municipality must speak, and in which it has not yet said anything of an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.incident import Incident
    from monitor.domain.model import Municipality

# The municipalities of Finland that are bilingual by the government's decree on language divisions for 2023-2032
# (statsrådets förordning om språklig indelning, språklagen 423/2003 5 §), by their numbers.
BILINGUAL = frozenset({
    "049", "078", "091", "092", "149", "231", "235", "257", "272", "280", "287", "288", "322", "407", "434",
    "440", "444", "445", "475", "499", "504", "545", "598", "599", "624", "638", "710", "753", "755", "853", "893",
    "905", "946",
})  # fmt: skip
_NORWEGIAN = frozenset({"nb", "nn"})


def official_languages(municipality: Municipality) -> tuple[str, ...]:
    """The municipality's own language first; both national ones where the municipality is bilingual."""
    if municipality.country == "FI" and municipality.number in BILINGUAL:
        other = "fi" if municipality.language == "sv" else "sv"
        return municipality.language, other
    return (municipality.language,)


def languages_of(first: str, municipality: Municipality) -> tuple[str, ...]:
    """In which languages a town writes to its people: the one it works in, then its others."""
    others = (one for one in official_languages(municipality) if _fold(one) != _fold(first))
    return (first, *others)


def missing_languages(incident: Incident, municipality: Municipality) -> tuple[str, ...]:
    """The official languages in which none of our channels has said anything of it."""
    return unspoken((word.language for word in incident.story.own), municipality)


def unspoken(spoken: Iterable[str], municipality: Municipality) -> tuple[str, ...]:
    """The official languages that are not among these."""
    known = {_fold(language) for language in spoken}
    return tuple(language for language in official_languages(municipality) if _fold(language) not in known)


def _fold(language: str) -> str:
    """Either form of Norwegian will do."""
    return "no" if language in _NORWEGIAN else language
