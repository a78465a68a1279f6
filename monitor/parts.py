"""Finds connectors and channels by the name the configuration gives: a folder of the tree, or an installed package."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from monitor.contract import BaseChannel, BaseConnector

if TYPE_CHECKING:
    from types import ModuleType


class UnknownPartError(LookupError):
    """There is no part of that name; ``known`` lists those there are."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"{name!r} is not known. There are: {', '.join(known)}")


def connector_class(name: str) -> type[BaseConnector]:
    """The class behind ``connector = "<name>"``.

    Raises:
        UnknownPartError: neither the tree nor an installed package has it.
    """
    return _find(name, "connectors", "monitor.connectors", "Connector", BaseConnector)


def channel_class(name: str) -> type[BaseChannel]:
    """The class behind ``type = "<name>"`` of a receiver's channel.

    Raises:
        UnknownPartError: neither the tree nor an installed package has it.
    """
    return _find(name, "monitor.channels", "monitor.channels", "Channel", BaseChannel)


def known_connectors() -> list[str]:
    """The names of all connectors that can be configured."""
    return _known("connectors", "monitor.connectors")


def known_channels() -> list[str]:
    """The names of all channels that can be configured."""
    return _known("monitor.channels", "monitor.channels")


def _known(package: str, group: str) -> list[str]:
    folders = (found.name for found in pkgutil.iter_modules(importlib.import_module(package).__path__) if found.ispkg)
    installed = (point.name for point in _installed(group))
    return sorted({name for name in (*folders, *installed) if not name.startswith("_")})


@cache
def _installed(group: str) -> tuple[EntryPoint, ...]:
    """What installed packages offer; looked up once, for it costs milliseconds and there may be many sources."""
    return tuple(entry_points(group=group))


def _find(name: str, package: str, group: str, attribute: str, base: type[Any]) -> type[Any]:
    if name not in _known(package, group):
        raise UnknownPartError(name, _known(package, group))
    points = [point for point in _installed(group) if point.name == name]
    loaded: Any = points[0].load() if points else importlib.import_module(f"{package}.{name}")
    found = _class_of(loaded, attribute)
    if not issubclass(found, base):
        raise TypeError(f"{found.__module__}.{found.__qualname__} must be a subclass of {base.__name__}")
    return found


def _class_of(loaded: ModuleType | type[Any], attribute: str) -> type[Any]:
    found = loaded if isinstance(loaded, type) else getattr(loaded, attribute)
    if not isinstance(found, type):
        raise TypeError(f"{loaded} has no class {attribute}")
    return found
