"""Says at a glance that a text names none of some places: most texts need no closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick

from monitor.analysis.matching.scan import make_key, make_keys

if TYPE_CHECKING:
    from collections.abc import Iterable


class Glance:
    """The spellings of one municipality or a few, without what they mean: made in a millisecond.

    It sees more than is there (*Varan* in *varandra*), and never less than the ``Scanner`` of all forms.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._automaton = BytesAhoCorasick(list(dict.fromkeys(make_keys(spellings))))

    def may_name(self, composed: str) -> bool:
        """Whether one of the spellings stands somewhere in a text in NFC, be it as the beginning of another word."""
        return bool(self._automaton.find_matches_as_indexes(make_key(composed)))
