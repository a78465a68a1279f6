"""A query's text cut into tokens, each with the place where it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from monitor.analysis.query.errors import QueryError
from monitor.analysis.query.fields import REFUSED, VALUES
from monitor.analysis.query.tree import SCOPES, Regex, Term

if TYPE_CHECKING:
    from collections.abc import Callable

Kind: TypeAlias = Literal[
    "(", ")", "AND", "OR", "NOT", "NEAR", "ONEAR", "SENTENCE", "field", "term", "list", "count", "weight", "end"
]

DEFAULT_GAP = 4  # what Meltwater takes NEAR without a number for
LARGEST_NUMBER = 1_000_000
A_TERM = 'a word, a phrase in quotes, /a regular expression/ or "("'

_QUOTES = '"“”„«»'
# (word OR word OR "a phrase"): what long queries are made of, read at a tenth of the cost of one token after another.
_ITEM = rf'(?!(?:AND|OR|NOT|SENTENCE|O?NEAR\d*)\b)[*?]*+[^\W_](?:[^\W_]|[*?])*+|"[^\W_][^{_QUOTES}]*+"'
_FIELDS = "|".join((*sorted(SCOPES), *VALUES))
_TOKEN = re.compile(
    rf"""\s+
    |(?P<plain>[^\W_]+)(?=[\s()]|\Z)
    |(?P<list>\(\s*+(?:{_ITEM})(?:\s++OR\s++(?:{_ITEM}))++\s*+\))
    |(?P<paren>[()])
    |(?P<count>\{{(?P<times>[^{{}}\s]*)(?P<brace>\}})?)
    |(?P<weight>\^(?P<number>\w*))
    |(?P<quoted>(?P<sign>[=~]?)[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<unquote>[{_QUOTES}])?)
    |(?P<regex>(?P<mark>[=~]?)/(?P<body>(?:\\.|[^/\\])*)(?P<slash>/)?)
    |(?P<field>(?:{_FIELDS}|{_FIELDS.upper()}|{_FIELDS.title()}):)
    |(?P<word>[^\s(){{}}^{_QUOTES}]+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_LIST_ITEM = re.compile(rf"(?<=[\s(])(?:{_ITEM})")
_NO_FIELD = re.compile(r"([^\W\d_]{2,}):(?=.)")
_NEAR = re.compile(r"(O?NEAR)(?:/(\d{1,9}))?")
_LIKE_NEAR = re.compile(r"O?NEAR(?:[\W\d]|$)")
_LETTER = re.compile(r"[^\W_]")
_HINTS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "-": "NOT", "–": "NOT"}
_SURROGATE = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """A token, where it begins, and how it was written: what an error shows."""

    kind: Kind
    value: tuple[Term, ...] | Term | Regex | str | int | None
    offset: int
    written: str


def cut(query: str) -> list[Token]:
    """All tokens of a query and one for its end.

    Raises:
        QueryError: something that begins no token, or one that does not end.
    """
    broken = _SURROGATE.search(query)
    if broken:
        shown = _SURROGATE.sub("\ufffd", query)
        raise QueryError(shown, broken.start(), found="half a character", expected="text")
    tokens = [_READERS[found.lastgroup](query, found) for found in _TOKEN.finditer(query) if found.lastgroup]
    tokens.append(Token("end", None, len(query), "the end of the query"))
    return tokens


def cut_list(query: str, token: Token) -> list[Token]:
    """The items of a list as tokens of their own."""
    items = _LIST_ITEM.finditer(query, token.offset, token.offset + len(token.written))
    return [Token("term", _make_item(found.group()), found.start(), found.group()) for found in items]


def _read_list(_query: str, found: re.Match[str]) -> Token:
    written = found.group()
    items = _LIST_ITEM.findall(written) if '"' in written else [one for one in written[1:-1].split() if one != "OR"]
    return Token("list", tuple(map(_make_item, items)), found.start(), written)


@lru_cache(maxsize=65536)
def _make_item(item: str) -> Term:
    return _make_phrase(item[1:-1], "") if item[0] == '"' else _make_term(item)


def _read_plain(query: str, found: re.Match[str]) -> Token:
    word = found.group()
    kind = _OPERATORS.get(word)
    if kind:
        return Token(kind, None, found.start(), word)
    if word.startswith(("NEAR", "ONEAR")) and _LIKE_NEAR.match(word):
        return _read_near(query, word, found.start())
    return Token("term", _make_term(word), found.start(), word)


def _read_paren(_query: str, found: re.Match[str]) -> Token:
    kind: Kind = "(" if found.group() == "(" else ")"
    return Token(kind, None, found.start(), found.group())


def _read_number(query: str, found: re.Match[str], digits: str, example: str) -> int:
    if not digits.isdecimal() or not 1 <= int(digits[:9]) <= LARGEST_NUMBER:
        raise QueryError(query, found.start(), found=found.group(), expected=f"a number from 1, as in {example}")
    return int(digits)


def _read_count(query: str, found: re.Match[str]) -> Token:
    if not found["brace"]:
        raise QueryError(query, found.start(), found=found.group(), expected='a number and "}", as in {3}')
    return Token("count", _read_number(query, found, found["times"], "{3}"), found.start(), found.group())


def _read_weight(query: str, found: re.Match[str]) -> Token:
    return Token("weight", _read_number(query, found, found["number"], "^9"), found.start(), found.group())


def _read_quoted(query: str, found: re.Match[str]) -> Token:
    if not found["unquote"]:
        raise QueryError(query, len(query), found="the end of the query", expected="a closing quotation mark")
    if not _LETTER.search(found["phrase"]):
        raise QueryError(query, found.start(), found=found.group(), expected="a word between the quotation marks")
    return Token("term", _make_phrase(found["phrase"], found["sign"]), found.start(), found.group())


def _read_regex(query: str, found: re.Match[str]) -> Token:
    if not found["slash"]:
        raise QueryError(query, len(query), found="the end of the query", expected='"/" after the regular expression')
    if found["mark"] == "~":
        raise QueryError(query, found.start(), found="~/", expected="a word or a phrase behind ~")
    regex = Regex(found["body"], exact=found["mark"] == "=")
    return Token("term", regex, found.start(), found.group())


def _read_other(query: str, found: re.Match[str]) -> Token:
    raise QueryError(query, found.start(), found=f'"{found.group()}"', expected=A_TERM)


def _read_field(_query: str, found: re.Match[str]) -> Token:
    return Token("field", found.group()[:-1].lower(), found.start(), found.group())


def _read_word(query: str, found: re.Match[str]) -> Token:
    word, offset = found.group(), found.start()
    if _LIKE_NEAR.match(word):
        return _read_near(query, word, offset)
    field = _NO_FIELD.match(word)
    if field:
        _refuse_field(query, field[1], offset)
    return Token("term", _read_term(query, word, offset), offset, word)


_READERS: dict[str, Callable[[str, re.Match[str]], Token]] = {
    "plain": _read_plain,
    "list": _read_list,
    "paren": _read_paren,
    "count": _read_count,
    "weight": _read_weight,
    "quoted": _read_quoted,
    "regex": _read_regex,
    "field": _read_field,
    "word": _read_word,
    "other": _read_other,
}
_OPERATORS: dict[str, Kind] = {"AND": "AND", "OR": "OR", "NOT": "NOT", "SENTENCE": "SENTENCE"}


def _read_near(query: str, word: str, offset: int) -> Token:
    near = _NEAR.fullmatch(word)
    gap = DEFAULT_GAP if near and near[2] is None else int(near[2]) if near else LARGEST_NUMBER + 1
    if near is None or gap > LARGEST_NUMBER:
        raise QueryError(
            query, offset, found=word, expected="how many words may stand between, as in NEAR/5 or ONEAR/5"
        )
    return Token("NEAR" if near[1] == "NEAR" else "ONEAR", gap, offset, word)


def _refuse_field(query: str, name: str, offset: int) -> None:
    """Nordic spelling has colons inside words (*SMHI:s*, *S:t*); a lower-case word before one is meant as a field."""
    if name in REFUSED:
        raise QueryError(query, offset, found=f"{name}:", expected=f"another field ({REFUSED[name]})")
    if name.islower():
        known = f"one of {_FIELDS.replace('|', ':, ')}:"
        raise QueryError(
            query, offset, found=f"{name}:", expected=f"{known}; or quotation marks around a text with a colon"
        )


def _read_term(query: str, word: str, offset: int) -> Term:
    hint = _HINTS.get(word)
    if hint:
        raise QueryError(query, offset, found=f'"{word}"', expected=f"a word (the operator is written {hint})")
    if word[0] == "-" and word[1:2].isalpha():
        raise QueryError(query, offset, found=f'"{word}"', expected=f"NOT {word[1:]}, if it must not be there")
    if not _LETTER.search(word):
        raise QueryError(query, offset, found=f'"{word}"', expected="a letter or a digit; * and ? stand inside a word")
    return _make_term(word)


@lru_cache(maxsize=16384)
def _make_phrase(phrase: str, sign: str) -> Term:
    return Term(phrase, quoted=True, exact=sign == "=", fold=sign == "~")


@lru_cache(maxsize=65536)
def _make_term(word: str) -> Term:
    sign = word[0] if word[0] in "=~" else ""
    return Term(word[len(sign) :], exact=sign == "=", fold=sign == "~")
