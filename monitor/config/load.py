"""Reads monitor.toml and joins its checks: a Config that can be used, or every mistake in it at once."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from monitor.analysis.register import Register, UnknownMunicipalityError, load_register
from monitor.config.check import cross_check
from monitor.config.mail import check_email, read_email
from monitor.config.mistakes import problems_of
from monitor.config.outline import beyond, outline
from monitor.config.parts import NotReady, build
from monitor.config.plan import make_plan
from monitor.config.sections import ChannelSection, Sections, SourceSection
from monitor.config.values import Secret
from monitor.config.warn import list_warnings
from monitor.contract import BaseChannel, BaseConnector, EmailSettings
from monitor.errors import ConfigError, Problem, UsageError
from monitor.parts import UnknownPartError, channel_class, connector_class

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.config.sections import HttpSection
    from monitor.config.values import Listen
    from monitor.domain.model import Municipality
    from monitor.domain.plan import Plan

_COMMON = {"name", "connector", "role", "publisher", "every", "match"}  # of [[source]]; the rest are the connector's
_PLACES = ("monitor.toml", "/etc/monitor/monitor.toml")


@dataclass(frozen=True)
class Config:
    """All of monitor.toml, checked. ``warnings`` are what works all the same and should be looked at."""

    path: Path
    sections: Sections
    plan: Plan
    connectors: Mapping[str, BaseConnector | NotReady] = field(default_factory=dict)  # by source
    channels: Mapping[tuple[str, int], BaseChannel | NotReady] = field(default_factory=dict)  # by receiver and slot
    email: EmailSettings | None = None
    email_problem: str | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def database_url(self) -> str:
        """Where the memory is."""
        return self.sections.database.url

    @property
    def http(self) -> HttpSection:
        """How the network is used."""
        return self.sections.http

    @property
    def directory(self) -> Path:
        """Where mail written to disk, exports and backups go."""
        return self.sections.state.directory

    @property
    def listen(self) -> Listen | None:
        """Where the inbox is served; None when it is not."""
        return self.sections.web.listen if self.sections.web else None

    @property
    def inbox_url(self) -> str:
        """What links in alerts begin with; empty when there is no inbox."""
        return self.plan.base_url or (f"http://{self.listen}" if self.listen else "")

    @property
    def heartbeat(self) -> str:
        """The address of the dead man's switch; empty when there is none."""
        beat = self.sections.health.heartbeat
        if isinstance(beat, Secret):
            return beat.value.get_secret_value() if beat.value else ""
        return beat

    @cached_property
    def _source_sections(self) -> dict[str, SourceSection]:
        return {section.name: section for section in self.sections.source}

    def options_hash(self, source: str) -> str:
        """Changes when what the source reads changes, so that its cursor is not carried over."""
        section = self._source_sections[source]
        told = {"connector": section.connector, **(section.model_extra or {})}
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:32]


def find_config(given: Path | None) -> Path:
    """The file to use: the named one, else ``$MONITOR_CONFIG``, ``./monitor.toml``, ``/etc/monitor/monitor.toml``.

    Raises:
        UsageError: there is none; the message lists where it was looked for.
    """
    if given is not None:
        return given
    named = os.environ.get("MONITOR_CONFIG")
    if named:
        return Path(named)
    for place in _PLACES:
        if Path(place).is_file():
            return Path(place)
    raise UsageError(
        f"No configuration was found: neither --config, nor $MONITOR_CONFIG, nor {' nor '.join(_PLACES)}. "
        "Write one with: monitor init MUNICIPALITY --out monitor.toml"
    )


def load_config(path: Path, register: Callable[[], Register] = load_register) -> Config:
    """Read and check the whole file.

    Raises:
        ConfigError: it cannot be used; every mistake is in it.
    """
    data = _read(path)
    try:
        sections = Sections(**data)
    except ValidationError as error:
        raise ConfigError(_mistakes(error, data, register()), str(path)) from None
    problems: list[Problem] = []
    municipality = _municipality(sections.municipality.code, register(), problems)
    connectors = _connectors(sections, problems)
    channels = _channels(sections, problems)
    problems += check_email(sections.email.model_extra or {}) if sections.email else []
    problems += cross_check(sections, _zone(sections, municipality))
    if municipality is None or problems:
        raise ConfigError(problems, str(path))
    municipality = municipality.called_in(sections.municipality.language or municipality.language)
    urls = {name: one.address(municipality) for name, one in connectors.items() if isinstance(one, BaseConnector)}
    plan = make_plan(sections, municipality, urls)
    email, email_problem = read_email(sections.email)
    warnings = list_warnings(sections, connectors, channels, email_problem)
    return Config(path, sections, plan, connectors, channels, email, email_problem, tuple(warnings))


def _mistakes(error: ValidationError, data: dict[str, Any], register: Register) -> list[Problem]:
    """Everything that is wrong in a file of which a value is wrong by itself: in its parts and between them too."""
    told = problems_of(error, Sections, data)
    rest = _parts_of_raw(data)
    rough = outline(data)
    code = rough.municipality.code
    municipality = _municipality(code, register, rest) if code else None
    rest += cross_check(rough, _zone(rough, municipality))
    return told + beyond(told, rest)


def _zone(sections: Sections, municipality: Municipality | None) -> ZoneInfo:
    return ZoneInfo(sections.municipality.timezone or (municipality.timezone if municipality else "UTC"))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            [Problem(str(path), "does not exist.", "Write one with: monitor init MUNICIPALITY")]
        ) from None
    except UnicodeDecodeError:
        raise ConfigError([Problem(str(path), "is not in UTF-8.", "Save it as UTF-8.")], str(path)) from None
    except OSError as error:
        raise ConfigError([Problem(str(path), f"cannot be read: {error.strerror}.")], str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([Problem(str(path), f"is no TOML: {_lower_first(str(error))}.")], str(path)) from None
    return {key: _in_words(value) for key, value in data.items()}


def _in_words(value: Any) -> Any:
    """Dates and times that stand without quotes, as TOML has them, are read like those in quotes."""
    if isinstance(value, dict):
        return {key: _in_words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_words(one) for one in value]
    return str(value) if isinstance(value, date | time) else value


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _parts_of_raw(data: dict[str, Any]) -> list[Problem]:
    """The mistakes inside parts of a file whose sections are wrong elsewhere: all of them are told at once."""
    email = data.get("email")
    problems = check_email(email) if isinstance(email, dict) else []
    for index, entry in enumerate(_tables(data, "source")):
        if isinstance(entry.get("connector"), str):
            options = {key: value for key, value in entry.items() if key not in _COMMON}
            _build_connector(entry["connector"], options, index, problems)
    for index, entry in enumerate(_tables(data, "receiver")):
        for slot, channel in enumerate(_tables(entry, "channel")):
            if isinstance(channel.get("type"), str):
                options = {key: value for key, value in channel.items() if key != "type"}
                _build_channel(channel["type"], options, index, slot, problems)
    return problems


def _tables(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = data.get(key, [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _municipality(code: str, register: Register, problems: list[Problem]) -> Municipality | None:
    try:
        return register.find(code)
    except UnknownMunicipalityError as error:
        problems.append(Problem("municipality.code", f"{error}"))
        return None


def _connectors(sections: Sections, problems: list[Problem]) -> dict[str, BaseConnector | NotReady]:
    built = {}
    for index, source in enumerate(sections.source):
        part = _build_connector(source.connector, dict(source.model_extra or {}), index, problems)
        if part is not None:
            built[source.name] = part
    return built


def _build_connector(
    name: str, options: dict[str, Any], index: int, problems: list[Problem]
) -> BaseConnector | NotReady | None:
    try:
        cls = connector_class(name)
    except UnknownPartError as error:
        problems.append(Problem(f"source[{index}].connector", f"{error}."))
        return None
    part, found = build(cls, options, f"source[{index}]", SourceSection.model_fields)
    problems += found
    return part


def _channels(sections: Sections, problems: list[Problem]) -> dict[tuple[str, int], BaseChannel | NotReady]:
    built = {}
    for index, receiver in enumerate(sections.receiver):
        for slot, channel in enumerate(receiver.channel):
            part = _build_channel(channel.type, dict(channel.model_extra or {}), index, slot, problems)
            if part is not None:
                built[receiver.name, slot] = part
    return built


def _build_channel(
    name: str, options: dict[str, Any], index: int, slot: int, problems: list[Problem]
) -> BaseChannel | NotReady | None:
    key = f"receiver[{index}].channel[{slot}]"
    try:
        cls = channel_class(name)
    except UnknownPartError as error:
        problems.append(Problem(f"{key}.type", f"{error}."))
        return None
    part, found = build(cls, options, key, ChannelSection.model_fields)
    problems += found
    return part
