"""The words to the left of a name: a preposition, a title, a given name, another part of a longer name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.weigh import is_capital, split_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.analysis.matching.weigh import Case

_ENDS = ".!?…:;"
_OPENERS = "\"“”„»«‘’'(["
# Prepositions that go with persons as well as with places.
_WITH_PERSONS = frozenset({"av", "med", "för", "for", "hos", "om", "åt", "etter", "efter", "of", "till", "til", "with"})
_PARTS = frozenset({"deler", "delar", "resten", "utkanten", "hjertet", "store"})
_AND = frozenset({"och", "og", "ja", "samt", "sekä", "että", "and", "&"})
_STREETS = (
    "vägen",
    "gatan",
    "veien",
    "vegen",
    "gata",
    "gate",
    "gränd",
    "torget",
    "plassen",
    "katu",
    "kadulla",
    "väylä",
)
_ACRONYM = 4  # letters: a club or a company's form as short as this is written in capitals
_FREQUENT = 2


def read_left(case: Case) -> None:
    """Note what the word before the name says."""
    look = case.look
    if not look.before or look.glued_before.strip(_OPENERS) or look.starts:
        return
    token = look.before[-1]
    word = split_word(token)
    if not word or token[-1] in ",;)":
        return
    low = word.lower()
    role = case.world.lexis.before.find(low)
    if role in ("club", "company") and len(word) <= _ACRONYM and not word[:2].isupper():
        role = ""
    if role:
        _read_role(case, role, low)
    elif low in ("om", "for") and _find_direction(case):
        case.add("direction", f"{_find_direction(case)} {low}")
    if role in ("", "title") and is_capital(word):
        _read_capital(case, word)


def _read_role(case: Case, role: str, low: str) -> None:
    if role == "preposition":
        _read_preposition(case, low)
        return
    choose = _SIGNS.get(role)
    sign = choose(case) if choose else role
    if sign:
        shown = f"{case.look.before[-1]} {case.look.surface}" if role in ("region", "club") else low
        case.add(sign, shown)


def _choose_area(case: Case) -> str:
    """Norra Mark first in a sentence is a part of Mark; with its own capital inside one it is another name."""
    before = case.look.before
    if not is_capital(before[-1]) or len(before) == 1:
        return "area"
    return "capital_before" if case.risky or case.traits.place else "capital_before_clear"


def _choose_direction(case: Case) -> str:
    last = case.look.before[-1]
    return "" if is_capital(last) or last in ("like", "mitt") else "area"


def _choose_company(case: Case) -> str:
    return "company_before" if case.traits.company or case.traits.person else ""


# The sign that each role of the word before gives, where it is not the role's own name; "" gives none.
_SIGNS: dict[str, Callable[[Case], str]] = {
    "title": lambda case: "title_before" if case.traits.person else "title_before_clear",
    "speech": lambda case: "speech" if case.traits.person or case.traits.company else "speech_clear",
    "trade": lambda case: "trade" if case.traits.company and case.grammar == "nom" else "",
    "company": _choose_company,
    "district": lambda case: "district_before" if case.traits.place or case.risky else "",
    "zone": lambda case: "at_other" if case.traits.place >= _FREQUENT else "preposition",
    "article": lambda case: "foreign_article" if case.traits.words.get("en") else "",
    "product": lambda case: "product_before" if case.risky else "",
    "region": lambda _: "region_before",
    "admin": lambda _: "admin_before",
    "plain_capital": lambda _: "",
    "area": _choose_area,
    "direction": _choose_direction,
}


def _read_preposition(case: Case, low: str) -> None:
    """A preposition; "om" and "for" may belong to a direction (norr om, sør for), "av" to a part (deler av)."""
    before = case.look.before
    second = before[-2].lower() if len(before) > 1 else ""
    if low in ("om", "for") and (direction := _find_direction(case)):
        case.add("direction", f"{direction} {low}")
    elif low == "av" and second in _PARTS:
        case.add("area", f"{second} {low}")
    elif low == "ved" and case.traits.place >= _FREQUENT:
        case.add("at_other", low)
    elif (case.traits.person and low in _WITH_PERSONS) or case.traits.place > _FREQUENT:
        case.add("preposition_person", low)
    else:
        case.add("preposition", low)


def _find_direction(case: Case) -> str:
    """The word before "om" or "for" when it is a direction; "" when it is none."""
    before = case.look.before
    second = before[-2].lower() if len(before) > 1 else ""
    return second if second and case.world.lexis.before.find(second) == "direction" else ""


def read_pa(case: Case) -> None:
    """Note "på" before a name: said of islands and some towns, and of the smaller of several places of one name."""
    before = case.look.before
    if not before or before[-1].lower() != "på" or case.look.glued_before.strip(_OPENERS):
        return
    if case.name in case.world.lexis.pa:
        case.add("pa_place")
    elif case.traits.place >= _FREQUENT or case.traits.surname > _FREQUENT or case.traits.words:
        case.add("pa_other")
    else:
        case.add("preposition", "på")


def _read_capital(case: Case, word: str) -> None:
    """A capital before the name: a given name, a part of a longer name, a street, or the sentence's first word."""
    lexis, before = case.world.lexis, case.look.before
    first = len(before) == 1 or before[-2][-1] in _ENDS
    if word.lower().endswith(_STREETS):
        case.add("street_before", word)
    elif word in lexis.given or (not first and "-" in word and word.partition("-")[0] in lexis.given):
        case.add("given_before" if case.traits.person or case.traits.words else "given_before_clear", word)
        case.page.persons[case.name.lower()] = f"{word} {case.look.surface}"
    elif lexis.before.find(word.lower()) == "plain_capital" or word.isupper() or case.world.is_place(word):
        return
    elif not first:
        case.add("capital_before" if case.risky or case.traits.place else "capital_before_clear", word)
    elif case.traits.surname and case.kind in (Kind.NAME, Kind.GENITIVE) and not case.has("title_before"):
        case.add("first_word_before", word)


def read_company(case: Case) -> None:
    """Note "Simo ja Anja": a name that "and" joins to a given name is a given name."""
    look = case.look
    if not case.traits.given:
        return
    behind = look.after[1] if len(look.after) > 1 and not look.glued_after and look.after[0].lower() in _AND else ""
    ahead = look.before[-2] if len(look.before) > 1 and look.before[-1].lower() in _AND else ""
    for word in (split_word(behind), split_word(ahead)):
        if word in case.world.lexis.given and not case.world.is_place(word):
            case.add("given_beside", word)
            return
