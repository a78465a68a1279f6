"""Which municipalities a text mentions, how surely, and why; and which candidates were refused, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.beside import read_company, read_left, read_pa, read_right
from monitor.analysis.matching.decide import SAYS_WHERE, Candidate, Choice, Court
from monitor.analysis.matching.index import build_index
from monitor.analysis.matching.lexis import Lexis
from monitor.analysis.matching.origin import Tracer
from monitor.analysis.matching.page import Look, Page
from monitor.analysis.matching.prior import list_readings
from monitor.analysis.matching.scan import Scanner
from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.standing import read_case, read_glue, read_stand, read_tail
from monitor.analysis.matching.support import Supporter
from monitor.analysis.matching.tags import TagReader
from monitor.analysis.matching.weigh import Case, Mark, World
from monitor.domain.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.analysis.matching.scan import Found
    from monitor.analysis.matching.senses import Sense
    from monitor.analysis.register import Register
    from monitor.analysis.text import Text
    from monitor.domain.model import Municipality, Role, Topic

_TIE = 0.35  # log-odds: two municipalities of one name that are this close are both told
_TOLD = 2  # signs in a because
_OFFICIAL_TAG, _TAG = 0.93, 0.75  # confidence of a name inside #lysekilskommun, #visitlysekil


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a text besides its words. ``home`` is the municipality that its source is at home in, by code.

    ``county`` is a county by country and number (``SE-14``); ``url`` the item's own address; ``topics`` what the classifier
    found, where it was asked first.
    """

    role: Role | None = None
    home: str | None = None
    county: str | None = None
    language: str | None = None
    publisher: str = ""
    url: str = ""
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text mentions, in the order of the text, and the candidates that were refused, each with its reason."""

    places: tuple[Place, ...] = ()
    refused: tuple[str, ...] = ()


class Matcher:
    """Finds the municipalities that texts mention. Compiled once, under a second for the whole register.

    All names of the register are always read, because the other places of a text tell which one of a name is meant;
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
        self._register = register
        self._codes = None if codes is None else frozenset(codes)
        if places and (self._codes is None or len(self._codes) != 1):
            raise ValueError("places belong to one municipality: give its code")
        lexis = self._lexis = Lexis.load()
        entries = build_index(register, lexis, [(code, place) for code in self._codes or () for place in places], excluded)
        self._scanner = Scanner(entries, lexis.tails)
        self._world = World(lexis, entries, _list_hosts(register))
        by_code = {municipality.code: municipality for municipality in register}
        self._court = Court(lexis, Supporter(lexis, by_code))
        self._tracer = Tracer(entries)
        self._tags = TagReader(entries)
        self._by_code = by_code

    def places(self, text: Text, hint: Hint | None = None) -> tuple[Place, ...]:
        """The mentions of the municipalities that are asked for."""
        return tuple(place for place in self.read(text, hint).places if self._wants(place.municipality))

    def read(self, text: Text, hint: Hint | None = None) -> Findings:
        """Every municipality that the text mentions, and what was refused of those that are asked for."""
        hint = hint or Hint()
        found = self._scanner.find(text.composed)
        page = Page(text, hint.language)
        named = [one for one in found if one.entry.senses and not _in_web(one, page)]
        candidates = [self._court.open_case(self._look(one, page)) for one in named]
        if candidates:
            self._court.hear(candidates, found, page, self._tracer.trace(hint))
        places, refused = self._conclude(candidates, page)
        places.extend(self._read_tags(text, places))
        refused.extend(self._list_longer(found, text))
        return Findings(tuple(places), tuple(refused))

    def _look(self, found: Found, page: Page) -> Case:
        case = Case(found, Look(page.composed, found.start, found.end + len(found.rest)), page, self._world)
        if found.rest:
            read_tail(case)
        elif case.kind is not Kind.RESIDENT and found.entry.senses[0].name.rank is not Rank.OWN:
            read_glue(case)
            read_stand(case)
            read_left(case)
            read_pa(case)
            read_company(case)
            read_right(case)
            read_case(case)
        return case

    def _conclude(self, candidates: Sequence[Candidate], page: Page) -> tuple[list[Place], list[str]]:
        places: list[Place] = []
        refused: list[str] = []
        parts = {id(one.owner): one.case.name for one in candidates if one.owner and _belongs(one, self._lexis.threshold)}
        for candidate in candidates:
            if candidate.owner and _belongs(candidate, self._lexis.threshold):
                continue  # told with its town: one mention, with the locality
            chosen = list(_choose(candidate, self._lexis.threshold))
            locality = parts.get(id(candidate))
            places.extend(self._make_place(candidate, choice, page, locality) for choice in chosen)
            if not chosen and any(self._wants(choice.sense.name.code) for choice in candidate.choices):
                refused.append(self._explain_refusal(candidate, page))
        return places, refused

    def _read_tags(self, text: Text, places: Sequence[Place]) -> Iterator[Place]:
        """Names inside hashtags and accounts, where the words themselves were not told already."""
        for tag in self._tags.find(text.composed):
            start, end = text.origin(tag.start, tag.end)
            if any(place.start < end and place.end > start for place in places):
                continue
            confidence = _OFFICIAL_TAG if tag.official else _TAG
            because = f"{tag.name.text}, the municipality: inside a hashtag or the name of an account"
            yield Place(tag.name.code, text.full[start:end], start, end, confidence, because)

    def _list_longer(self, found: Sequence[Found], text: Text) -> Iterator[str]:
        """The longer expressions that hold a name: Gran Canaria, and what the configuration excludes."""
        for one in found:
            if one.entry.longer:
                start, end = text.origin(one.start, one.end)
                yield f"{text.full[start:end]} at {start}: a longer expression ({one.entry.longer})"

    def _wants(self, code: str) -> bool:
        return self._codes is None or code in self._codes

    def _make_place(self, candidate: Candidate, choice: Choice, page: Page, locality: str | None) -> Place:
        found, name = candidate.case.found, choice.sense.name
        start, end = page.text.origin(found.start, found.end + len(found.rest))
        confidence = 1.0 / (1.0 + math.exp(-self._lexis.scale * choice.total))
        return Place(
            municipality=name.code,
            term=page.text.full[start:end],
            start=start,
            end=end,
            confidence=round(confidence, 3),
            because=self._explain(candidate, choice),
            locality=locality or name.locality,
        )

    def _explain(self, candidate: Candidate, choice: Choice) -> str:
        """Who is meant, and the signs that weighed most for it, in one line."""
        marks = sorted((*candidate.case.marks, *choice.marks), key=lambda mark: -mark.weight)
        told = [self._say(mark) for mark in marks[:_TOLD] if mark.weight > 0]
        reasons = "; ".join(told) if told else "nothing beside it speaks against"
        return f"{self._introduce(choice.sense)}: {reasons}"

    def _introduce(self, sense: Sense) -> str:
        municipality = self._by_code[sense.name.code]
        if sense.name.rank is Rank.OWN:
            return f"{sense.name.text}, of {municipality.name}"
        if sense.kind is Kind.RESIDENT:
            return f"people or things of {sense.name.text}"
        if sense.name.rank is Rank.LOCALITY:
            return f"{sense.name.text}, a place in {municipality.name}"
        return f"{sense.name.text}, the municipality"

    def _say(self, mark: Mark) -> str:
        sign = self._lexis.signs.get(mark.sign) or self._lexis.support[mark.sign]
        return sign.says.replace("{word}", mark.word)

    def _explain_refusal(self, candidate: Candidate, page: Page) -> str:
        """What weighed most against a candidate."""
        case, choice = candidate.case, candidate.best
        against = [(mark.weight, self._say(mark)) for mark in (*case.marks, *choice.marks)]
        if case.kind is not Kind.RESIDENT:
            placed = case.has(*SAYS_WHERE)
            against += [(weight, says) for says, weight in list_readings(choice.sense, case.look, page, self._lexis, placed=placed)]
        weight, says = min(against, default=(0.0, ""))
        start, _ = page.text.origin(case.found.start, case.found.end)
        return f"{case.look.surface} at {start}: {says if weight < 0 else 'too little speaks for it'}"


def _belongs(candidate: Candidate, threshold: float) -> bool:
    """Whether a candidate is read as a part of the town beside it, and both are believed."""
    owner = candidate.owner
    return (
        owner is not None
        and owner.best.total >= threshold
        and candidate.best.sense.name.rank is Rank.LOCALITY
        and candidate.best.sense.name.code == owner.best.sense.name.code
    )


def _choose(candidate: Candidate, threshold: float) -> Iterator[Choice]:
    """The winning reading, and the municipality of the same name that is as likely; none below the threshold."""
    best = candidate.best
    if best.total < threshold:
        return
    yield best
    for choice in candidate.choices:
        level = choice.sense.name.rank is best.sense.name.rank is Rank.MUNICIPALITY
        if choice is not best and level and choice.sense.name.code != best.sense.name.code and best.total - choice.total < _TIE:
            yield choice


def _in_web(found: Found, page: Page) -> bool:
    """Whether a form stands inside a web address, where words are no words."""
    return any(start <= found.start < end for start, end in page.webs)


def _list_hosts(register: Register) -> frozenset[str]:
    hosts = (municipality.website.partition("://")[2].strip("/").removeprefix("www.") for municipality in register)
    return frozenset(host for host in hosts if host)

