"""The words to the right of a name: kommun, a school, a court, a club, a verb, another part of a longer name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.matching.weigh import is_capital, split_word

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.analysis.matching.weigh import Case

_CLOSERS = "\"“”»«’'"
_ROAD_WORDS = frozenset({"lv", "rv", "tpl", "länsväg", "riksväg", "fv", "kl"})
_ACRONYM = 4  # letters: a club or a company's form as short as this is written in capitals
_FREQUENT = 2
_WHOLE = frozenset({"organisation", "club", "club_noun", "company", "county"})  # told with the name before it


def read_right(case: Case) -> None:
    """Note what the word behind the name says."""
    look = case.look
    headed = look.surface.isupper() and case.has("dateline")
    if not look.after or look.glued_after.strip(_CLOSERS) or headed:
        return
    word = split_word(look.after[0])
    if not word or look.after[0][0] in "([{":
        return
    low = word.lower()
    role = _find_role(case, word, low)
    if role:
        _read_role(case, role, low)
    elif len(word) == 1 or any(map(str.isdigit, word)) or low in _ROAD_WORDS:
        return  # Halmstad S, Orust Lv 770: a junction or a road
    elif is_capital(word):
        _read_capital(case, word)
    elif case.grammar == "gen" and case.finnish:
        if not case.traits.person:
            case.add("genitive_noun")
    elif look.starts and case.traits.words:
        case.add("verb_after_start", low)


def _find_role(case: Case, word: str, low: str) -> str:
    """The role of the word; names of clubs and companies have a capital, and short ones are all capitals."""
    role = case.world.lexis.after.find(low)
    if role in ("club", "company") and not is_capital(word):
        return ""
    short = role in ("club", "company", "party") and len(word) <= _ACRONYM
    return "" if short and not word[:2].isupper() and low != "frp" else role


def _read_role(case: Case, role: str, low: str) -> None:
    choose = _SIGNS.get(role)
    sign = choose(case) if choose else f"{role}_after"
    if sign:
        case.add(sign, f"{case.look.surface} {low}" if role in _WHOLE else low)


def _choose_speech(case: Case) -> str:
    if case.grammar not in ("nom", "gen"):
        return ""
    return "speech" if case.traits.person or case.traits.company else "speech_clear"


def _choose_place_noun(case: Case) -> str:
    if case.finnish and case.grammar == "nom":
        return ""  # Varkauden kirkossa: in Finnish the genitive says whose it is
    return "place_noun_shared" if case.traits.place >= _FREQUENT else "place_noun"


def _choose_acts(case: Case) -> str:
    return "" if case.traits.person >= _FREQUENT or case.traits.company or case.grammar != "nom" else "acts"


# The sign that each role of the word behind gives, where it is not "<role>_after"; "" gives none.
_SIGNS: dict[str, Callable[[Case], str]] = {
    "place_noun": _choose_place_noun,
    "acts": _choose_acts,
    "speech": _choose_speech,
    "adverb": lambda case: "adverb_after" if case.grammar == "gen" and case.risky else "",
    "club": lambda _: "club",
    "club_noun": lambda _: "club",
    "company": lambda _: "company",
    "trade": lambda case: "trade" if case.traits.company and case.grammar == "nom" else "",
}


def _read_capital(case: Case, word: str) -> None:
    """A capital behind the name makes it a given name, or the beginning of the name of something."""
    shown = f"{case.look.surface} {word}"
    if case.grammar not in ("nom", "gen"):
        return
    if case.world.is_place(word):
        if case.traits.company >= _FREQUENT:  # a company's works in another town: Outokummun Kemin kaivos
            case.add("capital_after", shown)
    elif case.traits.given >= _FREQUENT and case.grammar == "nom":
        case.add("capital_after_given", word)
    elif case.grammar == "gen" and case.finnish:
        apart = case.traits.company or case.traits.person >= _FREQUENT
        case.add("capital_after" if apart else "genitive_noun", shown)
    else:
        case.add("capital_after" if case.risky else "capital_after_clear", shown)
