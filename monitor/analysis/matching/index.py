"""Builds the index from surface forms to what they can mean, out of the register and the lexis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.analysis.forms import Form, Kind, list_forms, list_name_forms
from monitor.analysis.forms.finnish import read_exceptions
from monitor.analysis.matching.lexis import CLEAR, Traits
from monitor.analysis.matching.packed import Packed, Shape
from monitor.analysis.matching.senses import HOME_LANGUAGES, Entry, Name, Rank, Sense
from monitor.analysis.register import DATA, name_county, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitor.analysis.forms.finnish import Stems
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
        self._exceptions: Mapping[str, Stems] = read_exceptions(read_table(DATA / "finnish_forms.tsv"))
        self._residents = {row[0]: row[1].split() for row in read_table(DATA / "residents.tsv")}
        self._shared = _count_names(register)
        self._looks: dict[Name, tuple[bool, bool, bool]] = {}
        self._towns = {(one.country, name) for one in register for names in one.names.values() for name in names}

    def add_municipality(self, municipality: Municipality) -> None:
        """All forms of all its names."""
        names: dict[str, Name] = {}
        for form in list_forms(municipality, self._exceptions, self._residents.get(municipality.code, ())):
            if form.name not in names:
                languages = tuple(key for key, group in municipality.names.items() if form.name in group)
                traits = self._lexis.traits.get(form.name, CLEAR)
                names[form.name] = self._make(municipality, form.name, Rank.MUNICIPALITY, languages, traits)
            self._add(form, names[form.name])

    def add_localities(self, municipality: Municipality) -> None:
        """The cases of the names of its localities."""
        language = "fi" if municipality.country == "FI" else HOME_LANGUAGES[municipality.country][0]
        for locality in self._register.list_localities(municipality.code):
            traits = self._guess_traits(locality)
            name = self._make(municipality, locality, Rank.LOCALITY, HOME_LANGUAGES[municipality.country], traits)
            for form in list_name_forms(locality, language, self._exceptions):
                self._add(form, name)

    def add_own(self, code: str, place: str) -> None:
        """A place of the configuration: it goes before whatever else has that name."""
        municipality = self._register[code]
        name = self._make(municipality, place, Rank.OWN, tuple(municipality.names), CLEAR)
        for language in dict.fromkeys((municipality.language, *HOME_LANGUAGES[municipality.country])):
            for form in list_name_forms(place, language, self._exceptions):
                text = form.text.lower()
                self.entries[text] = Entry(text, (Sense(name, form.kind, form.case),), lower=len(place) >= _SHORT)

    def add_others(self) -> None:
        """Regions and longer expressions."""
        for region in self._lexis.regions:
            language = "fi" if all(place.startswith("FI") for place in region.inside) else "sv"
            for form in list_name_forms(region.name, language, self._exceptions):
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

    def _add(self, form: Form, name: Name) -> None:
        text, resident = form.text.lower(), form.kind is Kind.RESIDENT
        lower, plain, wordy = self._looks.get(name) or self._look_at(name)
        lower, plain = resident or lower, plain and not resident
        old = self.entries.get(text)
        if old is None:
            prefix = resident and text.endswith(("lais", "läis"))
            shape = Shape(form.kind, form.case, lower, prefix, plain, wordy)
            self.entries.add(text, Sense(name, form.kind, form.case), shape)
        elif all(known.name is not name for known in old.senses):
            senses = (*old.senses, Sense(name, form.kind, form.case))
            self.entries[text] = old._replace(senses=senses, lower=old.lower and lower, plain=False, wordy=False)

    def _look_at(self, name: Name) -> tuple[bool, bool, bool]:
        """What all forms of a name have in common: ``lower``, ``plain`` and ``wordy`` of its entries."""
        lower = len(name.text) >= _SHORT and not _is_word_at_home(name.traits.words, name)
        wordy = name.rank is Rank.LOCALITY and max(name.traits.words.values(), default=0) > _FREQUENT
        looks = self._looks[name] = (lower, name.plain, wordy)
        return looks

    def _guess_traits(self, locality: str) -> Traits:
        known = self._lexis.traits.get(locality)
        if known is not None:
            return known
        words = {"": 3} if locality in self._lexis.common else {}
        surname = 2 if locality in self._lexis.surnames else 0
        given = 2 if locality in self._lexis.given else 0
        return Traits(words=words, surname=surname, given=given) if words or surname or given else CLEAR


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
