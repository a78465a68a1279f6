"""How a name stands: as the place of a notice, in a list, behind a road, in a case of place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.matching.weigh import split_word

if TYPE_CHECKING:
    from monitor.analysis.matching.weigh import Case

_HYPHENS = "-–—‐‑"
_QUOTES = "\"“”„»«‘’'›‹"
_ROAD = frozenset(
    "rv väg länsväg riksväg lv fv riksvei fylkesvei riksveg fylkesveg vei veg tie "  # noqa: SIM905  (words)
    "valtatie kantatie seututie vt kt".split()
)
_E_ROAD = re.compile(r"[Ee]\d+")
_CONJUNCTIONS = frozenset({"och", "og", "ja", "samt", "sekä", "eller", "tai", "and", "&"})
_LIST_ENDS = re.compile(
    r"\b(kommuner(?:na)?s?|kommunar|kunnat|kuntien|kunnissa|kaupungit|kaupungeissa)\b", re.IGNORECASE
)
_INSIDE = frozenset({"ine", "ela", "ill"})
_OUTSIDE = frozenset({"ade", "abl", "all"})
_FREQUENT = 2
_NOTICE = 4  # words behind the place, at the most


def is_road(word: str) -> bool:
    """Whether a word is a road's number (E45) or stands before one (riksväg)."""
    return bool(_E_ROAD.fullmatch(word)) or word.lower() in _ROAD


def read_case(case: Case) -> None:
    """A Finnish case of place says that a place is meant; the series that the name does not use says less."""
    grammar = case.grammar
    if grammar not in _INSIDE and grammar not in _OUTSIDE:
        return
    if (grammar in _OUTSIDE) != case.external and (case.risky or case.found.entry.words):
        case.add("case_odd")
    else:
        case.add("case_in" if grammar in ("ine", "ade") else "case_to")


def read_stand(case: Case) -> None:
    """The place of a notice: "Lier: …", "… 08.43, Trafikolycka, Trosa", "04:01 Hjo, stöld"."""
    look = case.look
    first = look.starts or (bool(look.before) and look.before[-1][0].isdigit() and look.before[-1][-1].isdigit())
    glued = look.glued_after
    dashed = not glued and bool(look.after) and look.after[0] in ("–", "—", "-")
    plain = look.glued_before in ("", "[", "#") and case.grammar == "nom"
    if first and plain and not glued and not look.before and not look.after:
        case.add("line")
    elif first and plain and _is_headed(case):
        case.add("dateline")
    elif first and plain and (glued in (":", ",", ".", "]", "]:") or dashed):
        if not (glued == "," and _continues(case)):
            case.add("notice" if _is_notice(case) else "dateline" if _is_dateline(case) else "list")
    elif _is_alone(case):
        case.add("notice" if _is_notice(case) else "alone" if case.traits.person < _FREQUENT else "list")
    elif _is_listed(case):
        case.add("list")
    _read_road(case)
    ending = _LIST_ENDS.search(look.right_line)
    if ending and case.has("list") and not look.after[0].lower().startswith("kommun"):
        case.add("admin_list", ending.group())


def _continues(case: Case) -> bool:
    """Whether what follows a comma goes on with a person or a thing: "Mark, 34, såg det", "Kil, yxa och slägga …".

    A notice is short: "Säter, olovlig körning".
    """
    after = case.look.after[0] if case.look.after else ""
    if case.traits.given >= _FREQUENT and after[:1].isdigit():
        return True
    return case.word >= _FREQUENT and after.islower() and len(case.look.right_line.split()) > _NOTICE


def _is_notice(case: Case) -> bool:
    """Whether the line has a time, a date or a road: notices of the police and of roads do."""
    return any(char.isdigit() for char in case.look.left_line + case.look.right_line)


def _is_headed(case: Case) -> bool:
    """Whether the name stands in capitals before a sentence in its own letters: "LUND Bombhot mot domkyrkan"."""
    look = case.look
    if not look.surface.isupper() or look.shouted or look.glued_after or not look.after:
        return False
    return look.after[0].istitle() and not any(word.isupper() and len(word) > 1 for word in look.after)


def _is_dateline(case: Case) -> bool:
    """Whether it is rather a place than a speaker: "Lier: Brann i låve", and not "Lier: – Vi må se på det"."""
    look = case.look
    word = case.word
    if word > _FREQUENT and (look.glued_after == "," or case.finnish):
        return False  # "Mark, skog och vatten", "Kolari: näin se tapahtui"
    if case.traits.person < _FREQUENT:
        return True
    quoted = bool(look.after) and (look.after[0] in ("–", "—", "-") or look.after[0][0] in _QUOTES)
    return look.glued_after in (":", "]", "]:") and not quoted


def _is_alone(case: Case) -> bool:
    """Whether the name is the last thing of a sentence, behind a comma."""
    look = case.look
    ends = look.glued_after in (".", "") and (bool(look.glued_after) or not look.after)
    return (
        ends and bool(look.before) and look.before[-1].endswith(",") and case.grammar == "nom" and not look.glued_before
    )


def _is_listed(case: Case) -> bool:
    """Whether another place stands before or behind, joined by a comma or by "and"."""
    look, world = case.look, case.world
    if look.before and not look.glued_before:
        last = look.before[-1]
        if last.endswith(",") and world.is_place(split_word(last)):
            return True
        if last.lower() in _CONJUNCTIONS and len(look.before) > 1 and world.is_place(split_word(look.before[-2])):
            return True
    if not look.after:
        return False
    after = look.after[0]
    if look.glued_after == "," and world.is_place(split_word(after)):
        return True
    joined = not look.glued_after and after.lower() in _CONJUNCTIONS and len(look.after) > 1
    return joined and world.is_place(split_word(look.after[1]))


def _read_road(case: Case) -> None:
    """Behind a road's number, or second behind "between"."""
    before = case.look.before
    if not before or case.look.glued_before:
        return
    last = before[-1].lower().rstrip(",")
    numbered = last[:1].isdigit() and len(before) > 1 and before[-2].lower() in _ROAD
    if numbered or _E_ROAD.fullmatch(last):
        case.add("between", before[-1])
    elif (last in _CONJUNCTIONS or last in _HYPHENS) and any(
        word.lower() in ("mellan", "mellom", "välillä") for word in before[-4:-1]
    ):
        case.add("between", last)
