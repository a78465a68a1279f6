"""The eves of the Nordic calendar: on which date each falls, under the names that people use for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches

Rule = Callable[[int], date]
"""From a year to the one date of it."""

DAY_BEFORE_HOLIDAY = "day_before_holiday"
"""The one name that stands for many dates; the timetable knows which."""


def find_eve(name: str) -> Rule:
    """The rule of the eve that ``name`` means; case, accents, hyphens and underscores do not matter.

    Raises:
        ValueError: no eve is called so. The message names the closest ones, and all.
    """
    rule = _RULES.get(_fold(name))
    if rule is None:
        raise ValueError(_tell_unknown(name))
    return rule


def date_of(name: str, year: int) -> date:
    """When the eve falls in a year: "skärtorsdag", 2026 is 2 April 2026; an unknown name is a ``ValueError``."""
    return find_eve(name)(year)


def known_eves() -> tuple[str, ...]:
    """The first name of each eve in each language, in the order of the year; others are understood too."""
    return tuple(name for _, names in EVES for name in names)


def easter(year: int) -> date:
    """Easter Sunday of the Western churches, by the Gregorian computus (Meeus/Jones/Butcher)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Rule:
    return lambda year: easter(year) + timedelta(days=days)


def _weekday_from(weekday: int, month: int, day: int) -> Rule:
    """The first such weekday (Monday is 0) on or after a day of the year."""

    def rule(year: int) -> date:
        first = date(year, month, day)
        return first + timedelta(days=(weekday - first.weekday()) % 7)

    return rule


_THURSDAY, _FRIDAY = 3, 4

# Only what falls on one date in a year, whatever the country: a name means the same day wherever it is used.
# Midsummer's day is the Saturday of 20-26 June and All Saints' the Saturday of 31 October - 6 November, in Sweden by
# lag (1989:1253) om allmänna helgdagar, in Finland by the Church Act; their eves are the Fridays before.
EVES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (_fixed(1, 5), ("trettondagsafton", "loppiaisaatto")),
    (
        _from_easter(-4),
        ("dymmelonsdag", "onsdag före skärtorsdag", "onsdag før skjærtorsdag", "onsdag før skjertorsdag"),
    ),
    (_from_easter(-3), ("skärtorsdag", "skjærtorsdag", "skjertorsdag", "kiirastorstai")),
    (_from_easter(-1), ("påskafton", "påskeaften", "påskeaftan", "pääsiäislauantai")),
    (_fixed(4, 30), ("valborgsmässoafton", "dagen før 1. mai", "vappuaatto")),
    (
        _from_easter(38),
        ("dagen före kristi himmelsfärdsdag", "dagen før kristi himmelfartsdag", "helatorstain aatto"),
    ),
    (_fixed(5, 16), ("dagen før 17. mai",)),
    (_from_easter(48), ("pingstafton", "pinseaften", "pinseaftan", "helluntaiaatto")),
    (_fixed(6, 5), ("dagen före nationaldagen",)),
    (_weekday_from(_THURSDAY, 6, 18), ("dagen före midsommarafton", "juhannusaaton aatto")),
    (_weekday_from(_FRIDAY, 6, 19), ("midsommarafton", "juhannusaatto")),
    (_fixed(6, 23), ("sankthansaften", "sankthansaftan")),
    (_weekday_from(_FRIDAY, 10, 30), ("alla helgons afton", "pyhäinpäivän aatto")),
    (_fixed(12, 5), ("dagen före självständighetsdagen", "itsenäisyyspäivän aatto")),
    (_fixed(12, 23), ("dagen före julafton", "lille julaften", "litle julaftan", "jouluaaton aatto")),
    (_fixed(12, 24), ("julafton", "julaften", "julaftan", "jouluaatto")),
    (_fixed(12, 30), ("dagen före nyårsafton", "dagen før nyttårsaften", "dagen før nyttårsaftan")),
    (_fixed(12, 31), ("nyårsafton", "nyttårsaften", "nyttårsaftan", "uudenvuodenaatto")),
)

# Other ways to say the same.
_ALIASES = {
    "skärtorsdagen": "skärtorsdag",
    "påskaftan": "påskeaftan",
    "lankalauantai": "pääsiäislauantai",
    "valborg": "valborgsmässoafton",
    "sista april": "valborgsmässoafton",
    "vapun aatto": "vappuaatto",
    "helatorstaiaatto": "helatorstain aatto",
    "dagen før grunnlovsdagen": "dagen før 17. mai",
    "nationaldagsafton": "dagen före nationaldagen",
    "jonsok": "sankthansaften",
    "jonsokaftan": "sankthansaftan",
    "allhelgonaafton": "alla helgons afton",
    "alla helgons dags afton": "alla helgons afton",
    "pyhäinpäivänaatto": "pyhäinpäivän aatto",
    "itsenäisyyspäivänaatto": "itsenäisyyspäivän aatto",
    "lilla julafton": "dagen före julafton",
    "lillejulaften": "lille julaften",
    "veslejulaftan": "litle julaftan",
    "aatonaatto": "jouluaaton aatto",
    "uudenvuoden aatto": "uudenvuodenaatto",
}


def _fold(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("æ", "ae"))
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(re.split(r"[\s_-]+", plain.strip()))


_RULES: dict[str, Rule] = {_fold(name): rule for rule, names in EVES for name in names}
_RULES.update({_fold(alias): _RULES[_fold(name)] for alias, name in _ALIASES.items()})


def _tell_unknown(name: str) -> str:
    named = {_fold(known): known for known in (*known_eves(), *_ALIASES, DAY_BEFORE_HOLIDAY)}
    close = [named[found] for found in get_close_matches(_fold(name), named, n=2, cutoff=0.7)]
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    known = ", ".join((DAY_BEFORE_HOLIDAY, *known_eves()))
    return f'"{name}" is no eve that is known.{guess} Write a date such as 2026-12-23, or one of: {known}.'
