"""What an entry of ``[http].allow_private`` says: which private host may be read all the same, and at which port."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opening:
    """A host and a port, ``None`` for every port; ``network`` where the host is an address or a range."""

    host: str
    port: int | None
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None


def read_opening(pattern: str) -> Opening:
    """Read ``127.0.0.1:*``, ``10.1.2.3:8080``, ``10.0.0.0/8:443``, ``[::1]:80``, ``*.intern.example:*``.

    Raises:
        ValueError: the pattern has another form; the message says what would be right.
    """
    host, _, port = pattern.strip().rpartition(":")
    if not host or not (port == "*" or (port.isascii() and port.isdigit() and 0 < int(port) < 65536)):
        raise ValueError('write a host and a port, for example "10.1.2.3:8080" or "127.0.0.1:*"')
    bare = host.removeprefix("[").removesuffix("]").lower()
    try:
        network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = ipaddress.ip_network(bare, strict=False)
    except ValueError:
        network = None
        if ":" in bare or "/" in bare or "*" in bare.removeprefix("*."):
            raise ValueError('a host is an address, a range "10.0.0.0/8", a name or "*.name"') from None
    return Opening(bare, None if port == "*" else int(port), network)
