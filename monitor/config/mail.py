"""The section [email]: its own keys, and those that the channel reads (an authority's file, OAuth) and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.config.mistakes import unknown_key
from monitor.config.parts import NotReady, build, missing_secret
from monitor.config.sections import EmailSection
from monitor.contract import EmailSettings
from monitor.errors import Problem
from monitor.parts import channel_class

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "email"
_OWN = [field.alias or name for name, field in EmailSection.model_fields.items()]


def read_email(section: EmailSection | None) -> tuple[EmailSettings | None, str | None]:
    """How mail leaves the house, and what is still missing for it, in words."""
    if section is None:
        return None, None
    extra = dict(section.model_extra or {})
    options, missing, _ = _read_extra(extra)
    password = section.password.value if section.password else None
    settings = EmailSettings(
        section.host, section.port, section.security, section.sender, section.username, password, options
    )
    return settings, missing_secret(section.password) or missing


def check_email(given: Mapping[str, Any]) -> list[Problem]:
    """The mistakes in the further keys of the section, each with its cure; its own keys are checked elsewhere."""
    return _read_extra({name: value for name, value in given.items() if name not in _OWN})[2]


def _read_extra(extra: dict[str, Any]) -> tuple[dict[str, Any], str | None, list[Problem]]:
    """The options as the channel's class reads them, with secrets in their place; what is missing; what is wrong."""
    cls = channel_class(KEY).section
    known = cls.model_fields if cls else {}
    problems = [
        Problem(f"{KEY}.{name}", "there is no such key.", unknown_key(name, [*_OWN, *known]))
        for name in extra
        if name not in known
    ]
    if cls is None:
        return {}, None, problems
    built, found = build(cls, {name: value for name, value in extra.items() if name in known}, KEY)
    part = built.part if isinstance(built, NotReady) else built
    options = {name: getattr(part, name) for name in extra if name in known} if part else {}
    return options, built.why if isinstance(built, NotReady) else None, problems + found
