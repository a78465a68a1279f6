"""Finds connectors and channels by the name the configuration gives: a folder of the tree, or an installed package."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from monitor.contract import BaseChannel, BaseConnector

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
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


# What is installed does not change while we run, and looking through all that is takes milliseconds: once each.
@functools.cache
def _installed(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


@functools.cache
def _folders(package: str) -> tuple[str, ...]:
    return tuple(found.name for found in pkgutil.iter_modules(importlib.import_module(package).__path__) if found.ispkg)


def _known(package: str, group: str) -> list[str]:
    return sorted({name for name in (*_folders(package), *_installed(group)) if not name.startswith("_")})


def _find(name: str, package: str, group: str, attribute: str, base: type[Any]) -> type[Any]:
    if name not in _known(package, group):
        raise UnknownPartError(name, _known(package, group))
    point = _installed(group).get(name)
    loaded: Any = point.load() if point else importlib.import_module(f"{package}.{name}")
    found = _class_of(loaded, attribute)
    if not issubclass(found, base):
        raise TypeError(f"{found.__module__}.{found.__qualname__} must be a subclass of {base.__name__}")
    return found


def _class_of(loaded: ModuleType | type[Any], attribute: str) -> type[Any]:
    found = loaded if isinstance(loaded, type) else getattr(loaded, attribute)
    if not isinstance(found, type):
        raise TypeError(f"{loaded} has no class {attribute}")
    return found
