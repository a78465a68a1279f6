"""The kinds of value that monitor.toml is made of: durations, secrets by reference, listen addresses."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, PlainSerializer, SecretStr
from pydantic_core import CoreSchema, core_schema

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(?:\d+[smhdw])+")


def parse_duration(text: Any) -> timedelta:
    """``"5m"``, ``"1h30m"``, ``"90d"``: s, m, h, d and w, more than nothing.

    Raises:
        ValueError: it is no such duration; the message says what would be.
    """
    if isinstance(text, timedelta):
        return text
    if not isinstance(text, str) or not _DURATION.fullmatch(text.strip()):
        raise ValueError('is no duration. Write a number with s, m, h, d or w, for example "5m" or "1h30m"')
    seconds = sum(int(part[:-1]) * _UNITS[part[-1]] for part in re.findall(r"\d+[smhdw]", text))
    if not 0 < seconds <= 100 * 366 * 86400:
        raise ValueError('must be longer than nothing and shorter than a century, for example "5m"')
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """The shortest way to write it: ``5m``, ``1h30m``."""
    seconds = int(duration.total_seconds())
    parts = []
    for unit, size in reversed(_UNITS.items()):
        if unit != "w" and seconds >= size:
            parts.append(f"{seconds // size}{unit}")
            seconds %= size
    return "".join(parts) or "0s"


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration)]


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that stands elsewhere: where it stands, and what was found there. Only ``value`` reveals it.

    ``value`` is None when nothing was found: the configuration is right all the same, the part that needs it is not
    ready.
    """

    where: str  # "environment variable SLACK_WEBHOOK"
    value: SecretStr | None

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept only a reference; a plain string is refused without being shown."""
        return core_schema.no_info_plain_validator_function(read_secret)


def read_secret(reference: Any) -> Secret:
    """The secret behind ``{ env = … }``, ``{ file = … }`` or ``{ credential = … }``.

    Raises:
        ValueError: it is no reference; nothing of it is in the message.
    """
    if isinstance(reference, Secret):
        return reference
    if not isinstance(reference, dict) or len(reference) != 1 or not isinstance(next(iter(reference.values())), str):
        raise ValueError(
            'must be a reference, not the secret itself: { env = "NAME" }, { file = "path" } or { credential = "name" }'
        )
    (kind, name), *_ = reference.items()
    if not name:
        raise ValueError(f"names nothing: write {{ {kind} = … }} with a name")
    if kind == "env":
        return Secret(f"environment variable {name}", _wrap(os.environ.get(name)))
    if kind == "file":
        return Secret(f"file {name}", _read_file(Path(name)))
    if kind == "credential":
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if "/" in name or name.startswith("."):
            raise ValueError("names no credential: a name without a path is wanted")
        return Secret(f"credential {name}", _read_file(Path(folder) / name) if folder else None)
    raise ValueError('must be { env = "NAME" }, { file = "path" } or { credential = "name" }')


def _read_file(path: Path) -> SecretStr | None:
    try:
        return _wrap(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _wrap(value: str | None) -> SecretStr | None:
    value = (value or "").strip("\r\n \t")
    return SecretStr(value) if value else None


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the inbox is served: an address and a port, or the path of a socket."""

    host: str
    port: int

    def __str__(self) -> str:
        """As it is written in the configuration."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it; a name other than localhost may be any machine's."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"


def parse_listen(text: Any) -> Listen:
    """``"127.0.0.1:8080"`` or ``"[::1]:8080"``.

    Raises:
        ValueError: there is no port, or it is none.
    """
    if isinstance(text, Listen):
        return text
    host, _, port = str(text).rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError('is no address with a port. Write for example "127.0.0.1:8080"')
    return Listen(host, int(port))


ListenAddress = Annotated[Listen, BeforeValidator(parse_listen)]
