"""Turns what pydantic found into mistakes a person can mend: the key, what is wrong, what would be right."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel, ValidationError
    from pydantic.fields import FieldInfo


_IN_BRACKETS = ("is no list", 'Write it in brackets, for example ["a", "b"].')
_IN_QUOTES = ("is no text", "Write it in quotes.")
_IN_DIGITS = ("is no whole number", "Write it in digits, without quotes.")
_AS_DATE = ("is no date", 'Write year, month and day, for example "2026-12-28".')
_AS_TABLE = ("is no section", "Write its keys below its name in brackets, or as {{ key = value }}.")
_PLAIN = {  # what pydantic calls it, and how a person is told; what stands in braces is pydantic's own limit
    "tuple_type": _IN_BRACKETS,
    "list_type": _IN_BRACKETS,
    "frozen_set_type": _IN_BRACKETS,
    "string_type": _IN_QUOTES,
    "int_type": _IN_DIGITS,
    "int_parsing": _IN_DIGITS,
    "int_from_float": _IN_DIGITS,
    "bool_type": ("is neither true nor false", "Write true or false, without quotes."),
    "bool_parsing": ("is neither true nor false", "Write true or false, without quotes."),
    "date_type": _AS_DATE,
    "date_parsing": _AS_DATE,
    "date_from_datetime_parsing": _AS_DATE,
    "date_from_datetime_inexact": _AS_DATE,
    "dict_type": _AS_TABLE,
    "model_type": _AS_TABLE,
    "model_attributes_type": _AS_TABLE,
    "too_short": ("is empty", "Name at least {min_length}."),
    "string_too_short": ("is empty or too short", "The least number of characters is {min_length}."),
    "string_too_long": ("is too long", "Write at most {max_length} characters."),
    "greater_than_equal": ("is too low", "The least is {ge}."),
    "less_than_equal": ("is too high", "The most is {le}."),
    "greater_than": ("is too low", "It must be more than {gt}."),
    "less_than": ("is too high", "It must be less than {lt}."),
}


def problems_of(
    error: ValidationError, model: type[BaseModel], data: Any, prefix: str = "", beside: Iterable[str] = ()
) -> list[Problem]:
    """One problem for each mistake, without any value of the file. ``beside`` are keys that may stand there as well."""
    found = error.errors(include_url=False, include_input=False)
    return [_problem(dict(one), model, data, prefix, tuple(beside)) for one in found]


def unknown_key(key: str, allowed: Iterable[str]) -> str:
    """What to do about a key that does not exist."""
    allowed = sorted(allowed)
    near = difflib.get_close_matches(key, allowed, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(allowed)}."


def key_path(location: Iterable[str | int]) -> str:
    """``("source", 1, "every")`` → ``source[1].every``."""
    path = ""
    for part in location:
        if part == "[key]":  # pydantic's mark for a mistake in the key itself
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def named(data: Any, location: tuple[str | int, ...]) -> str:
    """`` of "Lysekilsposten"`` where the entry of a list has a name, so that nobody needs to count."""
    for part in location:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
            name = data.get("name", data.get("type")) if isinstance(data, dict) else None
            if isinstance(name, str):
                return f' (of "{name[:60]}")'
        else:
            break
    return ""


def _problem(
    found: Mapping[str, Any], model: type[BaseModel], data: Any, prefix: str, beside: tuple[str, ...]
) -> Problem:
    location: tuple[str | int, ...] = tuple(found["loc"])
    where = named(data, location)
    key = key_path(((prefix,) if prefix else ()) + location)
    kind = found["type"]
    if kind == "extra_forbidden":
        allowed = [*_allowed(model, location), *(beside if len(location) == 1 else ())]
        return Problem(key, f"there is no such key{where}.", unknown_key(str(location[-1]), allowed))
    if kind == "missing":
        return Problem(key, f"is missing{where}.", "It must be given.")
    message = str(found["msg"]).removeprefix("Value error, ")
    if kind in {"enum", "literal_error"}:
        return Problem(key, f"is none of the possible values{where}.", f"Possible: {found['ctx']['expected']}.")
    if kind == "string_pattern_mismatch":
        return Problem(key, f"has another form than it needs{where}.", _form(model, location, found["ctx"]["pattern"]))
    if kind in _PLAIN:
        wrong, cure = _PLAIN[kind]
        return Problem(key, f"{wrong}{where}.", cure.format_map(found.get("ctx", {})))
    end = "" if message.endswith((".", '"')) else "."
    return Problem(key, f"{_lower_first(message)}{where}{end}")


def _lower_first(message: str) -> str:
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]  # URL, TOML and OAuth stay


def _form(model: type[BaseModel], location: tuple[str | int, ...], pattern: str) -> str:
    """What a value whose form is wrong should look like: what its field says of itself."""
    names = [part for part in location if isinstance(part, str)]
    field = _fields(model, location).get(names[-1]) if names else None
    said = (field.description or "").rstrip(".") if field else ""
    begins = 'Begin with "https://" or "http://".' if pattern.startswith("^https?://") else ""
    return " ".join(part for part in (f"{said}." if said else "", begins) if part) or f"It must fit {pattern}"


def _allowed(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that the section at ``location`` knows."""
    return list(_fields(model, location))


def _fields(model: type[BaseModel], location: tuple[str | int, ...]) -> dict[str, FieldInfo]:
    """What the section around ``location`` is made of, by key."""
    here: Any = model
    names = [part for part in location if isinstance(part, str)]
    for part in names[:-1]:
        field = next((f for name, f in getattr(here, "model_fields", {}).items() if part in {name, f.alias}), None)
        here = model_in(field.annotation) if field else None
    return {field.alias or name: field for name, field in getattr(here, "model_fields", {}).items()}


def model_in(annotation: Any) -> Any:
    """The section class inside ``tuple[X, ...]``, ``X | None`` or ``X``."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := model_in(part)) is not None), None)
