"""The options of connectors and channels: checked by the part's own class, with secrets put in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr, ValidationError

from monitor.config.mistakes import problems_of
from monitor.config.values import Secret, read_secret
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.contract import Options

P = TypeVar("P", bound="Options")


@dataclass(frozen=True, slots=True)
class NotReady:
    """A part whose options are right and whose secret is not there yet."""

    why: str
    part: Options | None = None  # what it will be


def build(
    cls: type[P], options: Mapping[str, Any], key: str, beside: Iterable[str] = ()
) -> tuple[P | NotReady | None, list[Problem]]:
    """The part with these options, or the mistakes in them.

    ``key`` is where they stand, for example ``source[2]``; ``beside`` are the keys there that are not the part's own.
    """
    given = dict(options)
    problems: list[Problem] = []
    missing: list[str] = []
    for name, field in cls.model_fields.items():
        if name in given and _holds_secret(field.annotation):
            try:
                secret = read_secret(given[name])
            except ValueError as error:
                problems.append(Problem(f"{key}.{name}", f"{error}."))
                given[name] = SecretStr("")
                continue
            given[name] = secret.value or SecretStr("")
            missing += [secret.where] if secret.value is None else []
    try:
        part = cls(**given)
    except ValidationError as error:
        return None, problems + problems_of(error, cls, given, key, beside)
    if problems:
        return None, problems
    return (NotReady(f"{' and '.join(missing)} is not set or empty", part) if missing else part), []


def missing_secret(secret: Secret | None) -> str | None:
    """What is missing, in words; None when nothing is."""
    return f"{secret.where} is not set or empty" if secret is not None and secret.value is None else None


def _holds_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_holds_secret(part) for part in getattr(annotation, "__args__", ()))
