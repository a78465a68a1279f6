"""Which municipalities a text mentions, how surely, and why; and which candidates were refused, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.decide import Court
from monitor.analysis.matching.glance import Glance
from monitor.analysis.matching.glue import read_glue, read_tail
from monitor.analysis.matching.index import build_index
from monitor.analysis.matching.left import read_company, read_left, read_pa
from monitor.analysis.matching.lexis import Lexis
from monitor.analysis.matching.origin import Tracer
from monitor.analysis.matching.page import Page
from monitor.analysis.matching.plain import read_plain
from monitor.analysis.matching.right import read_right
from monitor.analysis.matching.scan import Scanner
from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.spelling import Spelling
from monitor.analysis.matching.standing import read_case, read_stand
from monitor.analysis.matching.support import Supporter
from monitor.analysis.matching.tags import TagReader
from monitor.analysis.matching.tell import Teller
from monitor.analysis.matching.weigh import Case, World
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.analysis.matching.candidate import Candidate, Choice
    from monitor.analysis.matching.scan import Found
    from monitor.analysis.register import Register
    from monitor.domain.model import Place, Role, Topic

_TIE = 0.35  # log-odds: two municipalities of one name that are this close are both told
# In this order: a later one may ask what an earlier one noted.
_READERS = (read_glue, read_stand, read_left, read_pa, read_company, read_right, read_case)


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a text besides its words. ``home`` is the municipality that its source is at home in, by code.

    ``county`` is a county by country and number (``SE-14``); ``url`` the item's own address; ``topics`` what the
    classifier found, where it was asked first.
    """

    role: Role | None = None
    home: str | None = None
    county: str | None = None
    language: str | None = None
    publisher: str = ""
    url: str = ""
    topics: tuple[Topic, ...] = ()


_NO_HINT = Hint()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text mentions, in the order of the text, and the candidates that were refused, each with its reason."""

    places: tuple[Place, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What reads a text closely: every name of the register, and the judgement on what is found."""

    threshold: float
    scanner: Scanner
    world: World
    court: Court
    teller: Teller
    tracer: Tracer
    tags: TagReader


class Matcher:
    """Finds the municipalities that texts mention.

    All names of the register are always read, because the other places of a text tell which one of a name is meant;
    they are compiled, in a third of a second, with the first text that may name one of those that are asked for.
    ``codes`` are the municipalities that are asked for (None: all). ``places`` and ``excluded`` are the configuration's
    lists of one municipality: places that count as mentions, expressions that look like it and are not.
    """

    def __init__(
        self,
        register: Register,
        codes: Iterable[str] | None = None,
        places: Sequence[str] = (),
        excluded: Sequence[str] = (),
    ) -> None:
        self._codes = None if codes is None else frozenset(codes)
        if places and (self._codes is None or len(self._codes) != 1):
            raise ValueError("places belong to one municipality: give its code")
        self._register = register
        self._places, self._excluded = tuple(places), tuple(excluded)
        self._glance = None if self._codes is None else Glance(self._list_spellings(self._codes))

    @cached_property
    def _parts(self) -> _Parts:
        places = [(code, place) for code in self._codes or () for place in self._places]
        return _compile(self._register, places, self._excluded)

    def _list_spellings(self, codes: Iterable[str]) -> Iterator[str]:
        spelling = Spelling()
        for code in codes:
            localities = self._register.list_localities(code)
            yield from spelling.of_all(self._register[code], localities, self._places)

    def places(self, text: Text, hint: Hint | None = None) -> tuple[Place, ...]:
        """The mentions of the municipalities that are asked for; quick where a text names none of them."""
        if self._codes is not None and not self._names_one(text, self._codes):
            return ()
        found = self._read(text, hint or _NO_HINT, reasons=False).places
        return tuple([place for place in found if self._wants(place.municipality)])

    def _names_one(self, text: Text, codes: frozenset[str]) -> bool:
        """Whether a form of one of these municipalities, or a tag, stands in the text at all."""
        if "#" in text.composed or "@" in text.composed:
            return True
        if self._glance is not None and not self._glance.may_name(text.composed):
            return False
        found = self._parts.scanner.find(text.composed)
        return any(sense.name.code in codes for one in found for sense in one.entry.senses)

    def read_ours(self, text: Text, hint: Hint | None = None) -> Findings:
        """What ``read`` gives where the text names one of those that are asked for; nothing, and quickly, elsewhere."""
        if self._codes is not None and not self._names_one(text, self._codes):
            return Findings()
        return self.read(text, hint)

    def is_named_after(self, name: str, code: str) -> bool:
        """Whether a source's name bears the municipality's, or a locality's of it and no other's."""
        if code in self._parts.tracer.name_towns(name):
            return True
        places = self._read(Text(name), _NO_HINT, reasons=False).places
        return bool(places) and all(place.municipality == code for place in places)

    def read(self, text: Text, hint: Hint | None = None) -> Findings:
        """Every municipality that the text mentions, and what was refused of those that are asked for."""
        return self._read(text, hint or _NO_HINT, reasons=True)

    def _read(self, text: Text, hint: Hint, *, reasons: bool) -> Findings:
        found = self._parts.scanner.find(text.composed)
        page = Page(text, hint.language)
        candidates = [
            self._open(one, page) for one in found if one.entry.senses and not (page.webs and _in_web(one, page))
        ]
        if candidates:
            self._parts.court.hear(candidates, found, page, self._parts.tracer.trace(hint))
        places, refused = self._conclude(candidates, page)
        for tag in self._parts.tags.find(text.composed):
            place = self._parts.teller.tell_tag(tag, text)
            if not any(known.start < place.end and known.end > place.start for known in places):
                places.append(place)
        if not reasons:
            return Findings(tuple(places))
        told = [self._parts.teller.tell_refusal(candidate, page) for candidate in refused]
        return Findings(tuple(places), (*told, *self._parts.teller.tell_longer(found, text)))

    def _open(self, found: Found, page: Page) -> Candidate:
        """Read all signs beside one form."""
        case = Case(found, page, self._parts.world)
        if found.entry.plain and not found.rest and read_plain(case):
            return self._parts.court.open_plain(case)
        if found.rest:
            read_tail(case)
        elif case.kind is not Kind.RESIDENT and case.rank is not Rank.OWN:
            for read in _READERS:
                read(case)
        return self._parts.court.open_case(case)

    def _conclude(self, candidates: Sequence[Candidate], page: Page) -> tuple[list[Place], list[Candidate]]:
        """The places that are told, and the candidates that were refused of the municipalities asked for."""
        places: list[Place] = []
        refused: list[Candidate] = []
        parts = {
            id(one.owner): one.case.name for one in candidates if one.owner and _belongs(one, self._parts.threshold)
        }
        for candidate in candidates:
            if candidate.owner and _belongs(candidate, self._parts.threshold):
                continue  # told with its town: one mention, with the locality
            chosen = _choose(candidate, self._parts.threshold)
            locality = parts.get(id(candidate)) if parts else None
            places.extend(self._parts.teller.tell_places(candidate, chosen, page, locality))
            if not chosen and any(self._wants(choice.sense.name.code) for choice in candidate.choices):
                refused.append(candidate)
        return places, refused

    def _wants(self, code: str) -> bool:
        return self._codes is None or code in self._codes


def _compile(register: Register, places: Iterable[tuple[str, str]], excluded: Iterable[str]) -> _Parts:
    lexis = Lexis.load()
    forms = build_index(register, lexis, places, excluded)
    by_code = {municipality.code: municipality for municipality in register}
    return _Parts(
        lexis.threshold,
        Scanner(forms, lexis.tails),
        World(lexis, forms, _list_hosts(register)),
        Court(lexis, Supporter(lexis, by_code)),
        Teller(lexis, by_code),
        Tracer(forms),
        TagReader(forms),
    )


def _belongs(candidate: Candidate, threshold: float) -> bool:
    """Whether a candidate is read as a part of the town beside it, and both are believed."""
    owner = candidate.owner
    return (
        owner is not None
        and owner.best.total >= threshold
        and candidate.best.sense.name.rank is Rank.LOCALITY
        and candidate.best.sense.name.code == owner.best.sense.name.code
    )


def _choose(candidate: Candidate, threshold: float) -> list[Choice]:
    """The winning reading, and the municipality of the same name that is as likely; none below the threshold."""
    best = candidate.best
    if best.total < threshold:
        return []
    if len(candidate.choices) == 1 or best.sense.name.rank is not Rank.MUNICIPALITY:
        return [best]
    rivals = [
        choice
        for choice in candidate.choices
        if choice.sense.name.code != best.sense.name.code and choice.sense.name.rank is Rank.MUNICIPALITY
    ]
    return [best, *(choice for choice in rivals if best.total - choice.total < _TIE)]


def _in_web(found: Found, page: Page) -> bool:
    """Whether a form stands inside a web address, where words are no words."""
    return any(start <= found.start < end for start, end in page.webs)


def _list_hosts(register: Register) -> frozenset[str]:
    hosts = (municipality.website.partition("://")[2].strip("/").removeprefix("www.") for municipality in register)
    return frozenset(host for host in hosts if host)
