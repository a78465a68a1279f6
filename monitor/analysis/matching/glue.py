"""What is joined to a name: hyphens, slashes, hosts, quotation marks, and the rest of a compound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.standing import is_road
from monitor.analysis.matching.weigh import is_capital, split_word

if TYPE_CHECKING:
    from monitor.analysis.matching.weigh import Case

_HYPHENS = "-–—‐‑"
_QUOTES = "\"“”„»«‘’'›‹"
_FREQUENT = 2
_PARTS = frozenset(
    "stor store lill lille ny gamla gamle sør nord vest øst aust väst öst norr söder "  # noqa: SIM905  (words)
    "suur pohjois etelä itä länsi ylä ala keski vanha kaakkois lounais luoteis koillis".split()
)
_RESULT = re.compile(r"\d[–-]\d[.,;:]?")
_NAME_ENDS = ("sen", "son", "sson", "nen", "lund", "berg", "ström", "gren")
_CUT = 4  # letters: a short name before an ellipsis may be the beginning of any word
_WEB_ENDING = re.compile(r"\.(?:kommune\.)?(?:se|no|fi|dk|com|nu|org|net)\b")


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
    return any(map(is_road, case.look.before))


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
