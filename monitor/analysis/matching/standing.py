"""How a name stands: as the place of a notice, in a list, in a case of place, joined to other words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.weigh import is_capital, split_word

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
_PARTS = frozenset(
    "stor store lill lille ny gamla gamle sør nord vest øst aust väst öst norr söder "  # noqa: SIM905  (words)
    "suur pohjois etelä itä länsi ylä ala keski vanha kaakkois lounais luoteis koillis".split()
)
_FREQUENT = 2
_RESULT = re.compile(r"\d[–-]\d[.,;:]?")
_NAME_ENDS = ("sen", "son", "sson", "nen", "lund", "berg", "ström", "gren")
_CUT = 4  # letters: a short name before an ellipsis may be the beginning of any word
_WEB_ENDING = re.compile(r"\.(?:kommune\.)?(?:se|no|fi|dk|com|nu|org|net)\b")


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
        if not (glued == "," and case.traits.given >= _FREQUENT and look.after and look.after[0][0].isdigit()):
            case.add("notice" if _is_notice(case) else "dateline" if _is_dateline(case) else "list")
    elif _is_alone(case):
        case.add("notice" if _is_notice(case) else "alone" if case.traits.person < _FREQUENT else "list")
    elif _is_listed(case):
        case.add("list")
    _read_road(case)
    ending = _LIST_ENDS.search(look.right_line)
    if ending and case.has("list") and not look.after[0].lower().startswith("kommun"):
        case.add("admin_list", ending.group())


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


def read_glue(case: Case) -> None:
    """What is joined to the name by a hyphen, a slash or quotation marks."""
    look = case.look
    if look.glued_after and look.glued_after[0] in _HYPHENS:
        _read_hyphen_after(case, split_word(look.glued_after[1:]))
    elif _WEB_ENDING.match(look.glued_after):
        _read_host(case)
    elif look.glued_after.startswith("/") and not case.world.is_place(split_word(look.glued_after[1:].split("/")[0])):
        case.add("hyphen_thing", look.surface + look.glued_after)
    if look.glued_before and look.glued_before[-1] in _HYPHENS:
        _read_hyphen_before(case, split_word(look.glued_before[:-1]))
    if case.has("hyphen_place") and look.after and _RESULT.fullmatch(look.after[0]):
        case.add("sport", look.after[0])
    if look.surface.isupper() and 1 < len(look.surface) < _CUT and not look.shouted:
        case.add("abbreviation")
    if look.glued_after.startswith(("...", "…")) and len(look.surface) <= _CUT and not look.after:
        case.add("cut")
    if look.glued_before[-1:] in tuple(_QUOTES) and look.glued_after[:1] in tuple(_QUOTES):
        case.add("quoted" if case.risky or case.traits.place else "quoted_clear")


def _is_on_road(case: Case) -> bool:
    """Whether the line begins with a road: E45 Meselefors-Vilhelmina."""
    return any(_E_ROAD.fullmatch(word) or word.lower() in _ROAD for word in case.look.before)


def _read_host(case: Case) -> None:
    """The municipality's own host speaks for it, any other host for whoever has it."""
    host = (case.look.surface + case.look.glued_after).lower().split("/")[0].rstrip(".,;:!?)")
    if host in case.world.hosts:
        case.add("own_host", host)
    else:
        case.add("hyphen_thing", host)


def _read_hyphen_after(case: Case, rest: str) -> None:
    shown = f"{case.look.surface}-{rest}"
    low = rest.lower()
    if not rest:
        return
    if case.world.is_place(rest) and is_capital(rest):
        case.add("hyphen_place")
    elif is_capital(rest):
        if _is_on_road(case):
            case.add("between", rest)
        elif case.traits.person >= _FREQUENT or (case.risky and rest.lower().endswith(_NAME_ENDS)):
            case.add("hyphen_name", shown)
        elif case.traits.thing:
            case.add("hyphen_thing", shown)
    elif low.startswith(case.world.lexis.tails) and not low.endswith(case.world.lexis.tails_never):
        case.add("hyphen_people", low)
    elif case.traits.thing or case.traits.given >= _FREQUENT or low.endswith(case.world.lexis.tails_never):
        case.add("hyphen_thing", shown)


def _read_hyphen_before(case: Case, rest: str) -> None:
    part = rest.rsplit("-", 1)[-1]
    if not part:
        return
    if part.lower() in _PARTS:
        case.add("area", part)
    elif is_capital(part) and case.world.is_place(part):
        case.add("hyphen_place")
    elif is_capital(part) and _is_on_road(case):
        case.add("between", part)
    elif is_capital(part) and (case.traits.person >= _FREQUENT or part in case.world.lexis.given):
        case.add("hyphen_name", f"{part}-{case.look.surface}")
    elif case.look.lower and case.kind != Kind.RESIDENT:
        case.add("hyphen_thing", f"{rest}-{case.look.surface}")


def read_tail(case: Case) -> None:
    """Note a compound: Lysekilskommunen speaks of the place, Lysekilshamngatan of a street.

    The name that is a common word is believed before "kommun" only.
    """
    rest = case.found.rest
    if rest.endswith(case.world.lexis.tails_never) or (
        (case.word or case.traits.person > _FREQUENT) and "kommun" not in rest[:7]
    ):
        case.add("hyphen_thing", case.look.surface)
    else:
        case.add("hyphen_people", rest)
