"""Reads tables of lists of words out of TOML: what our lexica are, ten times as fast as a reader of all TOML does.

A start reads half a megabyte of them, and nothing may be kept from one start to the next but the files themselves. A
file that holds anything else (a number, an escape, a comment inside a list) is read by ``tomllib``, with the same
result.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

Tables = dict[str, dict[str, list[str]]]

_REMARKS = re.compile(r"(?:[ \t]*(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?\n)*+")
_HEAD = re.compile(r"\[(\w+)\]\n", re.ASCII)
_ANY_HEAD = re.compile(r"^\[(\w+)\]\n", re.ASCII | re.MULTILINE)
_WORD = r'"[^"\\\x00-\x1f\x7f]*"'
_LIST = re.compile(rf"(\w+) = \[((?:[ \t\n]*{_WORD},)*+[ \t\n]*(?:{_WORD}[ \t\n]*)?)\]\n", re.ASCII)
_WORDS = re.compile(r'"([^"]*)"')


def read_lists(text: str) -> Tables:
    """Tables by name, and in each its lists by name.

    Raises:
        TOMLDecodeError: it is no TOML.
    """
    plain = _read_plain(text if text.endswith("\n") else f"{text}\n")
    return tomllib.loads(text) if plain is None else plain


def read_some_lists(text: str, names: Collection[str]) -> Tables:
    """Some tables of a text all of whose tables begin with a line of their own: ``[name]``.

    Raises:
        TOMLDecodeError: it is no TOML.
    """
    heads = [*_ANY_HEAD.finditer(text)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    parts = (text[head.start() : end] for head, end in zip(heads, ends, strict=True) if head[1] in names)
    return read_lists("".join(parts))


def _read_plain(text: str) -> Tables | None:
    """The tables; None where not every line is a remark, a table's head or a part of a list."""
    tables: Tables = {}
    lists: dict[str, list[str]] | None = None
    at = _skip_remarks(text, 0)
    while at < len(text):
        if head := _HEAD.match(text, at):
            if head[1] in tables:
                return None
            lists = tables[head[1]] = {}
        elif lists is not None and (head := _LIST.match(text, at)) and head[1] not in lists:
            lists[head[1]] = _WORDS.findall(head[2])
        else:
            return None
        at = _skip_remarks(text, head.end())
    return tables


def _skip_remarks(text: str, at: int) -> int:
    remarks = _REMARKS.match(text, at)
    return remarks.end() if remarks else at
