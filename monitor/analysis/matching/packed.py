"""The index from surface forms to what they can mean, in little memory: an entry is made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from monitor.analysis.matching.senses import Entry, Sense

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.forms import Kind
    from monitor.analysis.matching.senses import Name


T = TypeVar("T", "Name", "_Shape")


class _Shape(NamedTuple):
    """What entries of one sense have in common, whichever name it is of: a few dozen in all."""

    kind: Kind
    case: str
    lower: bool
    prefix: bool
    plain: bool
    wordy: bool


class Packed(Mapping[str, Entry]):
    """Nine of ten forms mean one name in one case: those are kept as one number, the number of a name and of a shape.

    50,000 forms take 5 MB instead of 16; making an entry costs a microsecond, and a text asks for few.
    """

    def __init__(self) -> None:
        self._kept: dict[str, int | Entry] = {}
        self._names: list[Name] = []
        self._shapes: list[_Shape] = []
        self._numbers: dict[Name | _Shape, int] = {}

    def __setitem__(self, form: str, entry: Entry) -> None:
        self._kept[form] = self._pack(entry) if _is_simple(form, entry) else entry

    def __getitem__(self, form: str) -> Entry:
        return self._unpack(form, self._kept[form])

    def get(self, form: str, default: Entry | None = None) -> Entry | None:  # type: ignore[override]
        """What the form can mean; most words of a text are none, so that is found out without an exception."""
        kept = self._kept.get(form)
        return default if kept is None else self._unpack(form, kept)

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def _pack(self, entry: Entry) -> int:
        name, kind, case = entry.senses[0]
        shape = _Shape(kind, case, entry.lower, entry.prefix, entry.plain, entry.wordy)
        return self._number(name, self._names) << 16 | self._number(shape, self._shapes)

    def _number(self, one: T, among: list[T]) -> int:
        number = self._numbers.get(one)
        if number is None:
            number = self._numbers[one] = len(among)
            among.append(one)
        return number

    def _unpack(self, form: str, kept: int | Entry) -> Entry:
        if isinstance(kept, Entry):
            return kept
        kind, case, lower, prefix, plain, wordy = self._shapes[kept & 0xFFFF]
        sense = Sense(self._names[kept >> 16], kind, case)
        return Entry(form, (sense,), lower=lower, prefix=prefix, plain=plain, wordy=wordy)


def _is_simple(form: str, entry: Entry) -> bool:
    return len(entry.senses) == 1 and entry.text == form and not (entry.region or entry.longer or entry.words)
