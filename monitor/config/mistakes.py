"""Turns what pydantic found into mistakes a person can mend: the key, what is wrong, what would be right."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel, ValidationError


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
    end = "" if message.endswith((".", '"')) else "."
    return Problem(key, f"{_lower_first(message)}{where}{end}")


def _lower_first(message: str) -> str:
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]  # URL, TOML and OAuth stay


def _allowed(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that the section at ``location`` knows."""
    here: Any = model
    for part in location[:-1]:
        if isinstance(part, str) and hasattr(here, "model_fields"):
            field = next((f for name, f in here.model_fields.items() if part in {name, f.alias}), None)
            here = _model_in(field.annotation) if field else None
    fields = getattr(here, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_in(annotation: Any) -> Any:
    """The section class inside ``tuple[X, ...]``, ``X | None`` or ``X``."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part)) is not None), None)
