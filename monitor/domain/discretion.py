"""What is not passed on: who a resident is, and numbers of victims that no authority has given."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.domain.message import one_line, shorten
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.domain.texts import Words

QUOTE = 160  # characters of a resident's own words that are shown
_READ = 1000  # characters that are looked at: more is never shown
_SPEAKS_FOR_ITSELF = {Role.OFFICIAL, Role.OWN}
_PRIVATE = {Role.SOCIAL}

# Nothing of these may begin or end inside a word or a longer number: TOK-00001-12345678 is no telephone.
_BEFORE, _AFTER = r"(?<![\w+-])", r"(?![\w-])"
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_EMAIL = re.compile(rf"[\w.+-]{{1,64}}@{_DOMAIN}")
_URL = re.compile(r"(?:https?://|www\.)\S{1,500}", re.IGNORECASE)
_HANDLE = re.compile(rf"(?<![\w.])@[\w.]{{0,63}}\w(?:@{_DOMAIN})?")
_DAY, _MONTH = r"(?:[04][1-9]|[1256]\d|[37][01]|[89]\d)", r"(?:0[1-9]|1[0-2])"  # some numbers add 40 or 60 to the day
# Sweden YYMMDD-NNNN, Norway DDMMYY NNNNN, Finland DDMMYY-NNNX with a letter or sign for the century.
_PERSON_NUMBER = re.compile(
    rf"{_BEFORE}(?:(?:19|20)?\d\d{_MONTH}{_DAY}[-+ ]?\d{{4}}"
    rf"|{_DAY}{_MONTH}\d\d(?: ?\d{{5}}|[-+A-FU-Y]\d{{3}}[\dA-Y])){_AFTER}"
)
# With a country's number; or a Nordic one: 0 and 7 to 10 digits; or Norway's eight in pairs, 3+2+3 or in one piece.
_PHONE = re.compile(
    rf"{_BEFORE}(?:(?:\+|00)\d(?:[ ()./-]{{0,2}}\d){{7,13}}|0\d(?:[ /-]{{0,2}}\d){{6,9}}"
    rf"|[2-9]\d(?: \d\d){{3}}|[2-9]\d\d \d\d \d{{3}}|[49]\d{{7}}){_AFTER}"
)
_SURNAME = r"[A-ZÅÄÖÆØÉ][\w’'-]+"

_FOLDER = Path(__file__).parent / "texts"


def tell(text: str, role: Role, words: Words, mask: Callable[[str], str], limit: int) -> str:
    """Foreign words as one line that may be shown: masked by who said them, and no longer than allowed.

    ``mask`` hides slurs. Official words are left as they are otherwise; the press names people by its own rules, so
    only numbers and addresses are hidden there; a resident is hidden wholly.
    """
    text = mask(one_line(text[:_READ]))
    if role in _PRIVATE:
        text = hide_person(text, words)
        limit = min(limit, QUOTE)
    if role not in _SPEAKS_FOR_ITSELF:
        text = hide_casualties(hide_numbers(text, words), words)
    return shorten(text, limit)


def hide_numbers(text: str, words: Words) -> str:
    """Without e-mail addresses and personal id numbers."""
    text = _EMAIL.sub(words.say("mask.email"), text)
    return _PERSON_NUMBER.sub(words.say("mask.person_number"), text)


def hide_person(text: str, words: Words) -> str:
    """Without addresses, telephone numbers, handles, and given names that a surname follows."""
    text = _URL.sub(words.say("mask.link"), text)
    text = _HANDLE.sub(words.say("mask.handle"), text)
    text = _PHONE.sub(words.say("mask.phone"), text)
    return _names().sub(words.say("mask.name"), text)


def hide_casualties(text: str, words: Words) -> str:
    """Without the number in *3 dead*, *two people were hurt*, *injured: 12*, in any of the five languages."""
    hidden = words.say("mask.casualties")
    before, after = _casualties()
    return after.sub(rf"\g<1>{hidden}", before.sub(hidden, text))


@cache
def _names() -> re.Pattern[str]:
    given = _any_of((_FOLDER / "given_names.txt").read_text(encoding="utf-8").split())
    return re.compile(rf"\b{given}(?:[ -]{given})?(?: (?:von|af|de|van))? {_SURNAME}(?: {_SURNAME})?")


@cache
def _casualties() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number before its victims, and a number behind them: *3 dead*, *injured: 12*."""
    table = tomllib.loads((_FOLDER / "discretion.toml").read_text(encoding="utf-8"))
    victim, people = _any_of(table["victims"]), _any_of(table["people"])
    clear = rf"(?:\d+(?:[\u00a0\u202f .]\d{{3}})*(?:-\w+)?|{_any_of(table['numbers'])})"
    unclear = _any_of(table["also_words"])
    clear_first = rf"{clear}(?=(?:\s[\w-]+){{0,3}}\s{victim})"
    unclear_first = rf"{unclear}(?=(?:\s{people}(?:\s[\w-]+){{0,2}})?\s{victim})"
    before = rf"(?<![\w-])(?:{clear_first}|{unclear_first})(?!\w)"
    after = rf"((?<!\w){victim}(?:\s?:|\s(?:är|var|er|on|oli|are|is|till|til))\s)(?:{clear}|{unclear})(?!\w)"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


def _any_of(entries: list[str]) -> str:
    """A pattern for any of the words; a word that ends in * is the beginning of words."""
    longest_first = sorted(set(entries), key=len, reverse=True)
    return (
        "(?:"
        + "|".join(
            re.escape(entry[:-1]) + r"\w*" if entry.endswith("*") else re.escape(entry) + r"(?!\w)"
            for entry in longest_first
        )
        + ")"
    )
