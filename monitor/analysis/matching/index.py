"""Builds the index from surface forms to what they can mean, out of the register and the lexis."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.forms import Kind
from monitor.analysis.matching.lexis import CLEAR, Traits
from monitor.analysis.matching.packed import Packed, Shape
from monitor.analysis.matching.senses import HOME_LANGUAGES, Entry, Name, Rank, Sense
from monitor.analysis.matching.spelling import Spelling
from monitor.analysis.register import DATA, name_county, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.analysis.forms import Form
    from monitor.analysis.matching.lexis import Lexis
    from monitor.analysis.matching.packed import Forms
    from monitor.analysis.register import Register
    from monitor.domain.model import Municipality

_FREQUENT = 2
_SHORT = 4  # letters; a shorter name is not believed in lower case
_EXTERNAL_ENDS = ("järvi", "joki", "mäki", "niemi", "vesi")
_EXCLUDED = "expression that the configuration excludes"


def build_index(
    register: Register, lexis: Lexis, places: Iterable[tuple[str, str]] = (), excluded: Iterable[str] = ()
) -> Forms:
    """Every form of every name, in lower case, with what it can mean.

    ``places`` are pairs of a municipality's code and a place of its configuration; ``excluded`` are expressions that
    look like a name and are not. Both go before everything else.
    """
    builder = _Builder(register, lexis)
    for municipality in register:
        builder.add_municipality(municipality)
    for municipality in register:
        builder.add_localities(municipality)
    builder.add_others()
    for code, place in places:
        builder.add_own(code, place)
    builder.mark_homographs()
    for expression in excluded:
        for form in (expression.lower(), expression.lower() + "s"):
            builder.entries[form] = Entry(form, longer=_EXCLUDED)
    return builder.entries.press()


class _Builder:
    def __init__(self, register: Register, lexis: Lexis) -> None:
        self.entries = Packed()
        self._register = register
        self._lexis = lexis
        self._spelling = Spelling()
        self._shapes: dict[_Looks, dict[tuple[Kind, str, bool], int]] = {}
        self._shared = _count_names(register)
        self._towns = {(one.country, name) for one in register for names in one.names.values() for name in names}

    def add_municipality(self, municipality: Municipality) -> None:
        """All forms of all its names."""
        names: dict[str, Name] = {}
        for text, forms in groupby(self._spelling.of_names(municipality), attrgetter("name")):
            if text not in names:
                languages = tuple(key for key, group in municipality.names.items() if text in group)
                traits = self._lexis.traits.get(text, CLEAR)
                names[text] = self._make(municipality, text, Rank.MUNICIPALITY, languages, traits)
            self._add(forms, names[text])

    def add_localities(self, municipality: Municipality) -> None:
        """The cases of the names of its localities."""
        for locality in self._register.list_localities(municipality.code):
            traits = self._guess_traits(locality)
            name = self._make(municipality, locality, Rank.LOCALITY, HOME_LANGUAGES[municipality.country], traits)
            self._add(self._spelling.of_locality(locality, municipality), name)

    def add_own(self, code: str, place: str) -> None:
        """A place of the configuration: it goes before whatever else has that name."""
        municipality = self._register[code]
        name = self._make(municipality, place, Rank.OWN, tuple(municipality.names), CLEAR)
        for form in self._spelling.of_own(place, municipality):
            text = form.text.lower()
            self.entries[text] = Entry(text, (Sense(name, form.kind, form.case),), lower=len(place) >= _SHORT)

    def add_others(self) -> None:
        """Regions and longer expressions."""
        for region in self._lexis.regions:
            language = "fi" if all(place.startswith("FI") for place in region.inside) else "sv"
            for form in self._spelling.of_region(region.name, language):
                text = form.text.lower()
                old = self.entries.get(text)
                self.entries[text] = Entry(
                    text, old.senses if old else (), region=region, lower=bool(old and old.lower)
                )
        for expression, what in self._lexis.longer.items():
            self.entries[expression.lower()] = Entry(expression.lower(), longer=what)

    def mark_homographs(self) -> None:
        """Note which single forms are also forms of common words: Pello, pellolla."""
        for language, strength, forms in read_table(DATA / "homographs.tsv"):
            for form in forms.split():
                entry = self.entries.get(form)
                if entry is not None and entry.senses and entry.senses[0].name.rank is not Rank.OWN:
                    words = (*entry.words, (language, int(strength)))
                    lower = entry.lower and not _is_word_at_home({language: 1}, entry.senses[0].name)
                    self.entries[form] = entry._replace(words=words, lower=lower, plain=False)

    def _make(
        self, municipality: Municipality, text: str, rank: Rank, languages: tuple[str, ...], traits: Traits
    ) -> Name:
        return Name(
            text=text,
            code=municipality.code,
            country=municipality.country,
            county=name_county(municipality),
            rank=rank,
            languages=languages,
            traits=traits,
            shared=self._shared[text],
            shadowed=rank is Rank.LOCALITY and (municipality.country, text) in self._towns,
            population=municipality.population or 0,
            external=text in self._lexis.external or text.endswith(_EXTERNAL_ENDS),
        )

    def _add(self, forms: Iterable[Form], name: Name) -> None:
        """Note of each form that it can mean this name: 55,000 in all, so what they have in common is made once."""
        entries, number = self.entries, self.entries.number_name(name)
        looks = _look_at(name)
        shapes = self._shapes.setdefault(looks, {})
        for form in forms:
            text = form.text.lower()
            if text not in entries:
                prefix = form.kind is Kind.RESIDENT and text.endswith(("lais", "läis"))
                key = form.kind, form.case, prefix
                if key not in shapes:
                    shapes[key] = entries.number_shape(_shape(looks, *key))
                entries.add(text, number | shapes[key])
            elif not entries.means(text, name):
                self._add_sense(text, Sense(name, form.kind, form.case))

    def _add_sense(self, text: str, sense: Sense) -> None:
        """The form is known already, and can mean this too."""
        old = self.entries.get(text)
        if old is not None:
            lower = old.lower and (sense.kind is Kind.RESIDENT or _look_at(sense.name).lower)
            senses = (*old.senses, sense)
            self.entries[text] = old._replace(senses=senses, lower=lower, plain=False, wordy=False)

    def _guess_traits(self, locality: str) -> Traits:
        known = self._lexis.traits.get(locality)
        if known is not None:
            return known
        words = {"": 3} if locality in self._lexis.common else {}
        surname = 2 if locality in self._lexis.surnames else 0
        given = 2 if locality in self._lexis.given else 0
        return Traits(words=words, surname=surname, given=given) if words or surname or given else CLEAR


class _Looks(NamedTuple):
    """What all forms of a name have in common, as their entries have it."""

    lower: bool
    plain: bool
    wordy: bool


def _look_at(name: Name) -> _Looks:
    lower = len(name.text) >= _SHORT and not _is_word_at_home(name.traits.words, name)
    wordy = name.rank is Rank.LOCALITY and max(name.traits.words.values(), default=0) > _FREQUENT
    return _Looks(lower, name.plain, wordy)


def _shape(looks: _Looks, kind: Kind, case: str, prefix: bool) -> Shape:  # noqa: FBT001  (parts of a key)
    resident = kind is Kind.RESIDENT
    return Shape(kind, case, resident or looks.lower, prefix, looks.plain and not resident, looks.wordy)


def _is_word_at_home(words: Mapping[str, int], name: Name) -> bool:
    """Whether it is a word of a language in which the name itself is used: then lower case means the word."""
    return any(language in ("", *HOME_LANGUAGES[name.country]) for language in words)


def _count_names(register: Register) -> Counter[str]:
    """How many municipalities are called so or have a locality that is."""
    counts: Counter[str] = Counter()
    for municipality in register:
        own: Sequence[str] = [name for names in municipality.names.values() for name in names]
        counts.update({*own, *register.list_localities(municipality.code)})
    return counts
