"""Whom the title of a calendar entry names: the people of a rota, found in what colleagues type.

Found are the full name, surname first ("Svensson, Maria"), the first name with an initial ("Maria S") and the first
name alone; with two Marias, "Maria" names both. Asides in brackets count only when nobody is named outside them: "Per
(för Maria)" is Per, "KiB (Maria)" is Maria. A name that stands in a longer one ("Anna Maria"; "Maria Lindgren" where
the rota has a Maria Svensson) is somebody else's, and then the title names nobody for certain. Nobody is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Parts of the words that stand beside a name without belonging to it, in the five languages.
_DUTY = re.compile(
    r"beredskap|jour|va[kg]t|päivyst|varalla|kris|kriis|komm|kunta|viest|inform|press|ansvar|chef|leder|"
    r"veck|uke|veke|viik|helg|natt|byt|vuoro|tjänst|teneste|tjeneste|duty|call|week|shift",
    re.IGNORECASE,
)
_SHORTEST_NAME = 4  # letters; in a title without capitals a shorter word is a connective ("och", "for", "tai")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    joined: bool  # only blanks lie between it and the word before


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a person. After a form that is not ``full``, another name would make it somebody else."""

    person: str
    words: tuple[str, ...]
    full: bool


def people_in(title: str, people: Sequence[str]) -> tuple[str, ...]:
    """The people whom a title names, in its order: one is an answer, several or none are a question for somebody."""
    forms = _forms(people)
    outside = _ASIDE.sub(" | ", title)
    return _named(outside, forms) if _spots(_read(outside), forms) else _named(title, forms)


def _named(text: str, forms: Sequence[_Form]) -> tuple[str, ...]:
    words = _read(text)
    capitals = not text.islower()
    spots = _spots(words, forms)
    kept = [(start, form) for start, form in spots if not _inside_longer(start, form, spots)]
    if not all(_stands_clear(start, form, words, capitals=capitals) for start, form in kept):
        return ()
    return tuple(dict.fromkeys(form.person for _, form in kept))


def _read(text: str) -> list[_Word]:
    composed = unicodedata.normalize("NFC", text)
    words: list[_Word] = []
    end = 0
    for found in _WORD.finditer(composed):
        between = composed[end : found.start()]
        words.append(_Word(found.group(), _fold(found.group()), joined=bool(words) and between.isspace()))
        end = found.end()
    return words


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().replace("’", "'").replace("‐", "-")


# ---- the ways to write a person ----------------------------------------------------------------------------------
def _forms(people: Sequence[str]) -> tuple[_Form, ...]:
    """Every form of every person; a short one that is somebody else's full name is theirs."""
    forms = [form for person in dict.fromkeys(people) for form in _forms_of(person)]
    full = {form.words for form in forms if form.full}
    return tuple(form for form in forms if form.full or form.words not in full)


def _forms_of(person: str) -> Iterator[_Form]:
    words = tuple(word.folded for word in _read(person))
    if not words:
        return
    yield _Form(person, words, full=True)
    if len(words) > 1:
        yield _Form(person, (words[-1], *words[:-1]), full=True)
        yield _Form(person, (words[0], words[-1][0]), full=False)
        yield _Form(person, words[:1], full=False)


# ---- where they stand --------------------------------------------------------------------------------------------
def _spots(words: Sequence[_Word], forms: Sequence[_Form]) -> list[tuple[int, _Form]]:
    """Where each form stands: the index of its first word, in the order of the text."""
    folded = tuple(word.folded for word in words)
    return [
        (start, form)
        for start in range(len(words))
        for form in forms
        if folded[start : start + len(form.words)] == form.words
    ]


def _inside_longer(start: int, form: _Form, spots: Sequence[tuple[int, _Form]]) -> bool:
    end = start + len(form.words)
    return any(
        first <= start and end <= first + len(other.words) and len(other.words) > len(form.words)
        for first, other in spots
    )


def _stands_clear(start: int, form: _Form, words: Sequence[_Word], *, capitals: bool) -> bool:
    """Whether no other name is joined to this one, which would make it another person's."""
    if words[start].joined and _is_name(words[start - 1], capitals=capitals):
        return False
    after = words[start + len(form.words) :][:1]
    return form.full or not any(word.joined and _is_name(word, capitals=capitals) for word in after)


def _is_name(word: _Word, *, capitals: bool) -> bool:
    """Whether a word looks like a name: Capitalised, unlike KiB, and no word of the duty."""
    if _DUTY.search(word.text):
        return False
    if not capitals:
        return len(word.text) >= _SHORTEST_NAME
    return all(part[:1].isupper() and part[1:].islower() for part in re.split(r"['’‐-]", word.text))
