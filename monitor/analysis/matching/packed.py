"""The index from surface forms to what they can mean, in little memory: an entry is made when somebody asks for it."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from monitor.analysis.matching.senses import Entry, Rank, Sense
from monitor.analysis.wordlist import WordList

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.analysis.forms import Kind
    from monitor.analysis.matching.senses import Name


T = TypeVar("T", "Name", "Shape")
_SHAPE = 0xFFFF  # the lower half of a number; the upper half is the name's
_RARE = 0xFFFFFFFF  # in place of a number: the entry is kept as it is


class Shape(NamedTuple):
    """What entries of one sense have in common, whichever name it is of: a few dozen in all."""

    kind: Kind
    case: str
    lower: bool
    prefix: bool
    plain: bool
    wordy: bool


class Packed:
    """Nine of ten forms mean one name in one case: those are kept as one number, the number of a name and of a shape.

    Made form by form; ``press`` then gives what is read, which takes 2 MB for 50,000 forms instead of 16.
    """

    def __init__(self) -> None:
        self.kept: dict[str, int | Entry] = {}
        self.names: list[Name] = []
        self.shapes: list[Shape] = []
        self._numbers: dict[Name | Shape, int] = {}

    def __contains__(self, form: str) -> bool:
        return form in self.kept

    def __setitem__(self, form: str, entry: Entry) -> None:
        self.kept[form] = self._pack(entry) if _is_simple(form, entry) else entry

    def number_name(self, name: Name) -> int:
        """What all simple forms of a name have in common; with the number of a shape it is what ``add`` takes."""
        return self._number(name, self.names) << 16

    def number_shape(self, shape: Shape) -> int:
        """What the forms of one shape have in common, whichever name they are of."""
        return self._number(shape, self.shapes)

    def add(self, form: str, number: int) -> None:
        """A form that is not known yet, with its one sense: what nine of ten are."""
        self.kept[form] = number

    def means(self, form: str, name: Name) -> bool:
        """Whether the form, which is known, is known to mean this name."""
        kept = self.kept[form]
        if isinstance(kept, int):
            return self.names[kept >> 16] is name
        return any(sense.name is name for sense in kept.senses)

    def get(self, form: str) -> Entry | None:
        """What the form can mean as far as it is known."""
        kept = self.kept.get(form)
        return _unpack(form, kept, self.names, self.shapes) if isinstance(kept, int) else kept

    def press(self) -> Forms:
        """The index, whole: nothing can be added any more."""
        return Forms(self)

    def _pack(self, entry: Entry) -> int:
        name, kind, case = entry.senses[0]
        shape = Shape(kind, case, entry.lower, entry.prefix, entry.plain, entry.wordy)
        return self.number_name(name) | self.number_shape(shape)

    def _number(self, one: T, among: list[T]) -> int:
        number = self._numbers.get(one)
        if number is None:
            number = self._numbers[one] = len(among)
            among.append(one)
        return number


class Forms:
    """Every form by its number, and what it can mean; making an entry costs some microseconds, a text asks for few."""

    def __init__(self, packed: Packed) -> None:
        self._words = WordList(packed.kept)
        self._rare = {number: kept for number, kept in enumerate(packed.kept.values()) if not isinstance(kept, int)}
        self._numbers = array("I", [_RARE if isinstance(kept, Entry) else kept for kept in packed.kept.values()])
        self._names, self._shapes = packed.names, packed.shapes

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, number: int) -> str:
        return self._words[number]

    def get(self, form: str) -> Entry | None:
        """What the form can mean; None where it is none."""
        number = self._words.find(form)
        return None if number is None else self.entry(number)

    def entry(self, number: int) -> Entry:
        """What the form of this number can mean; numbers go from 0 in the order of iteration."""
        packed = self._numbers[number]
        if packed == _RARE:
            return self._rare[number]
        return _unpack(self._words[number], packed, self._names, self._shapes)

    def entries(self) -> Iterator[Entry]:
        """What all forms can mean, in order."""
        return map(self.entry, range(len(self)))

    def entries_of(self, rank: Rank) -> Iterator[Entry]:
        """What those forms can mean that can be a name of this rank, in order."""
        for number, packed in enumerate(self._numbers):
            if packed != _RARE:
                if self._names[packed >> 16].rank is rank:
                    yield self.entry(number)
            elif any(sense.name.rank is rank for sense in self._rare[number].senses):
                yield self._rare[number]

    def are_lower(self, numbers: Iterable[int]) -> list[bool]:
        """Of each of these forms, whether it may be believed in lower case with nothing beside it."""
        lower = [shape.lower for shape in self._shapes]
        packed, rare = self._numbers, self._rare
        return [rare[one].lower if one in rare else lower[packed[one] & _SHAPE] for one in numbers]


def _is_simple(form: str, entry: Entry) -> bool:
    return len(entry.senses) == 1 and entry.text == form and not (entry.region or entry.longer or entry.words)


def _unpack(form: str, packed: int, names: Sequence[Name], shapes: Sequence[Shape]) -> Entry:
    kind, case, lower, prefix, plain, wordy = shapes[packed & _SHAPE]
    return Entry(form, (Sense(names[packed >> 16], kind, case),), lower=lower, prefix=prefix, plain=plain, wordy=wordy)
