"""Regular expressions in linear time: RE2, with limits on its own work and on what is taken from it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import re2

from monitor.analysis.query.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.query.tree import Regex

MOST_FINDS = 100
"""How many finds of one expression are looked at in one text. Each find is one linear pass: without an end to them, a
pattern like ``a.*z|a`` would make the whole search quadratic."""

_MEMORY = 4 << 20  # bytes that RE2 may use for one expression
_LARGEST_PROGRAM = 5000  # RE2's own measure: about 10 us for a character of text at the very worst
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")  # RE2 would cut a letter in two
_CLASS = re.compile(r"(?<!\\)\[\^?[^\[\]\\]+\]")  # a class in which nothing is escaped
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_STRANGE_ESCAPE = re.compile(r"\\[^dDsSwWbBAznrtfv\W_]|\\\\|\\$")  # \x41, \pL, \Q, \1: letters that are none
_REPEAT = re.compile(r"\{[^}]*\}?")
_CERTAIN = frozenset("abcdefghijklmnopqrtuvwxyz0123456789åäöæøéü")
_OPTIONAL = frozenset("*?")


@lru_cache(maxsize=1024)
def _compile(expression: str, *, exact: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = exact
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(expression, options)


def check_regex(regex: Regex, query: str, offset: int) -> None:
    """Say at once what is wrong with an expression.

    Raises:
        QueryError: RE2 cannot read it, it would match nothing at all, or it is too large.
    """
    found = f"/{regex.expression}/"
    try:
        compiled = _compile(regex.expression, exact=regex.exact)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if error.args else "unknown"
        raise QueryError(query, offset, found=found, expected=f"an expression of RE2 ({reason})") from None
    if _BYTE.search(regex.expression):
        raise QueryError(query, offset, found=found, expected="an expression without \\C")
    if compiled.fullmatch(""):
        raise QueryError(query, offset, found=found, expected="an expression that does not match an empty text")
    if compiled.programsize > _LARGEST_PROGRAM:
        raise QueryError(query, offset, found=found, expected="a smaller expression: fewer or shorter repetitions")


def find_regex(regex: Regex, text: str) -> Iterator[tuple[int, int]]:
    """The first hundred places where the expression matches something, as offsets."""
    finds = _compile(regex.expression, exact=regex.exact).finditer(_SURROGATE.sub("\ufffd", text))
    return (found.span() for found in islice(finds, MOST_FINDS) if found.end() > found.start())


def find_needed(regex: Regex) -> str:
    """The longest run of letters and digits that every match holds, in lower case; empty where none is certain.

    Cautious on purpose: what stands in groups and classes counts for nothing, an alternative ends the search, and a run
    ends at every letter of which Unicode knows another form that RE2 takes for the same (*s* and ſ).
    """
    expression = _CLASS.sub(".", regex.expression)
    if "[" in expression or _STRANGE_ESCAPE.search(expression):
        return ""
    expression = _REPEAT.sub("*", _ESCAPE.sub(".", expression))
    runs = [""]
    depth = 0
    for char, following in pairwise(expression + "."):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and not depth:
            return ""
        if depth or char.lower() not in _CERTAIN or following in _OPTIONAL:
            runs.append("")
        else:
            runs[-1] += char.lower()
    return max(runs, key=len)
