"""How the network is used: the section ``[http]``, with the limits that a foreign server cannot move."""

from __future__ import annotations

from dataclasses import dataclass

from monitor import __version__

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """The section ``[http]``; times in seconds, sizes in bytes.

    ``deadline`` covers one whole poll with all its redirects. ``per_host`` requests are asked of one host at once;
    one that has waited for ``patience`` stops counting, so that a server that hangs on one address does not hold up
    its others, but never more than ``per_host_open`` are open.
    ``large_at_once`` answers may grow beyond what most are at the same time; the others wait in the middle.
    """

    contact: str = ""
    allow_private: tuple[str, ...] = ()
    at_once: int = 200
    per_host: int = 2
    per_host_open: int = 12
    patience: float = 1.0
    deadline: float = 30.0
    connect_timeout: float = 10.0
    max_bytes: int = 5 * MEBIBYTE
    large_at_once: int = 8
    max_head: int = 64 * 1024
    idle: float = 30.0
    idle_connections: int = 64  # a TLS connection holds some 50 kB

    @property
    def user_agent(self) -> str:
        """``monitor/1.2 (+who-to-write-to)``: several sources refuse a client that does not say who it is."""
        contact = "".join(char for char in self.contact if char.isprintable() and char.isascii() and char not in "()")
        return f"monitor/{__version__} (+{contact})" if contact else f"monitor/{__version__}"
