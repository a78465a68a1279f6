"""How the inbox may be reached: under which names, with which password, and from where a proxy is believed."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from monitor.config import Config

_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?))(?::\d{1,5})?")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked of every request, as the configuration has it.

    ``password`` is None where none is shared. ``is_local``: only this machine can reach the inbox.
    """

    hosts: frozenset[str]
    origin: str  # of base_url: https://host, with its port where it has one; empty when there is none
    password: str | None
    user_header: str | None
    links_last: timedelta
    is_local: bool = True

    @property
    def public(self) -> str:
        """The host's name in ``base_url``; empty when there is none."""
        return (urlsplit(self.origin).hostname or "").lower()

    def knows(self, header: str, own: str) -> bool:
        """Whether a Host header names the inbox. ``own`` is the address the connection came in at.

        A name that is not ours is somebody's who lets it point here (DNS rebinding); an address cannot do that.
        """
        host = host_of(header)
        return host is not None and (host in self.hosts or (_is_address(host) and host == own))

    def is_secure(self, header: str) -> bool:
        """Whether the browser came by https: under the public name, where that is one."""
        return self.origin.startswith("https:") and host_of(header) == self.public

    def was_meant(self, headers: Mapping[str, str]) -> bool:
        """Whether nothing speaks against a form's having been sent from one of our own pages; its token speaks for it.

        Sec-Fetch-Site cannot be set by a page. Without it an Origin must be ours. What says neither is no browser of
        today, which names the Origin of every form: a program of ours, that was shown the token with its cookie.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site not in {None, "same-origin"}:
            return False
        if origin is None:
            return True
        if origin in {"null", ""}:
            return site == "same-origin"
        host = headers.get("host", "").lower()
        return origin.lower() in {self.origin.lower(), f"http://{host}", f"https://{host}"}


def make_door(config: Config) -> Door:
    """The door of a configuration with ``[web]``."""
    web = config.sections.web
    assert web is not None  # noqa: S101 - the inbox is only served where there is one
    parts = urlsplit(web.base_url)
    named = {parts.hostname.lower()} if parts.hostname else set()
    return Door(
        hosts=frozenset(_LOCAL | {web.listen.host.lower()} | named),
        origin=f"{parts.scheme}://{parts.netloc}" if web.base_url else "",
        password=web.password.value.get_secret_value() if web.password and web.password.value else None,
        user_header=web.user_header.lower() if web.user_header else None,
        links_last=web.links_last,
        is_local=web.is_local,
    )


def host_of(header: str) -> str | None:
    """The host in a Host header, in small letters, without its port; None when it is none."""
    found = _HOST.fullmatch(header.strip().lower())
    return (found["six"] or found["name"]) if found else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Whether somebody on this machine asks."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
