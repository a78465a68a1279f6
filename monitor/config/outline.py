"""What can be understood of a file with mistakes, so that the mistakes between its sections are told at once too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from monitor.config.mistakes import model_in
from monitor.config.sections import Sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.fields import FieldInfo

    from monitor.errors import Problem

M = TypeVar("M", bound=BaseModel)


def outline(data: Mapping[str, Any]) -> Sections:
    """The file with everything that is wrong by itself left out; every entry keeps its place in its list."""
    return _outline(Sections, data)


def beyond(known: Iterable[Problem], found: Iterable[Problem]) -> list[Problem]:
    """Those of ``found`` that are not about a value which is ``known`` to be wrong: there, they are an echo."""
    keys = {problem.key for problem in known}
    return [problem for problem in found if not any(_same(problem.key, key) for key in keys)]


def _same(key: str, wrong: str) -> bool:
    longer, shorter = (wrong, key) if len(wrong) > len(key) else (key, wrong)
    return longer.startswith(shorter) and longer[len(shorter) : len(shorter) + 1] in {"", ".", "["}


def _outline(cls: type[M], data: Mapping[str, Any]) -> M:
    values = {}
    for name, field in cls.model_fields.items():
        key = field.alias or name
        values[name] = _value(field, data[key]) if key in data else _nothing(field)
    return cls.model_construct(**values)


def _value(field: FieldInfo, raw: Any) -> Any:
    section = model_in(field.annotation)
    if section is not None and _is_list(field):
        entries = raw if isinstance(raw, list) else []
        return tuple(_outline(section, entry if isinstance(entry, dict) else {}) for entry in entries)
    if section is not None:
        return _outline(section, raw) if isinstance(raw, dict) else _nothing(field)
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError:
        return _nothing(field)


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple


def _nothing(field: FieldInfo) -> Any:
    """What stands in for a value that is missing or wrong: its default, else the emptiest of its kind."""
    default = field.get_default(call_default_factory=True)
    if default is not PydanticUndefined:
        return default
    section = model_in(field.annotation)
    if section is not None and not _is_list(field):
        return _outline(section, {})
    return "" if field.annotation is str else ()
