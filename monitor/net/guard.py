"""Which addresses may be connected to: public ones, and the private ones that the configuration opened."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import Fault, SourceError
from monitor.openings import Opening, read_opening

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Prefixes whose last (or, where a shift is given, other) 32 bits are an IPv4 address that the packet reaches in the
# end. RFC 6052 (NAT64), RFC 8215 (local NAT64), RFC 4291 2.5.5.1 (compatible), RFC 2765 (translated), RFC 3056
# (6to4).
_EMBEDDING = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 0),
    (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("::ffff:0:0:0/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)
# What `is_global` of Python 3.11 lets through and nobody publishes at: multicast, site-local, 6to4 relays, AMT, AS112.
_NEVER_PUBLIC: tuple[Network, ...] = (
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("224.0.0.0/4"),
    ipaddress.ip_network("ff00::/8"),
    ipaddress.ip_network("fec0::/10"),
    ipaddress.ip_network("5f00::/16"),
    ipaddress.ip_network("3fff::/20"),
)
# Never opened by a name or a range, only by the literal address: the cloud's metadata services live here.
_LINK_LOCAL: tuple[Network, ...] = (
    ipaddress.ip_network("169.254.0.0/16"),
    ipaddress.ip_network("fe80::/10"),
    ipaddress.ip_network("fd00:ec2::/32"),
)
_WEB_PORTS = frozenset({80, 443})


def unwrap(address: Address) -> tuple[Address, ...]:
    """The address and every IPv4 address that is written inside it."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    inner: list[Address] = [address]
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)  # the kernel itself connects by IPv4
    if address.teredo is not None:
        inner.extend(address.teredo)
    inner.extend(
        ipaddress.IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
        for network, shift in _EMBEDDING
        if address in network
    )
    return tuple(inner)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach it: globally routable, whatever it is wrapped in."""
    return all(part.is_global and not _in(part, _NEVER_PUBLIC) for part in unwrap(address))


def _in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _admits(entry: Opening, host: str, port: int, address: Address) -> bool:
    """Whether ``entry`` opens ``address``, which ``host`` stands for."""
    if entry.port is not None and entry.port != port:
        return False
    reached = unwrap(address)[0]
    if entry.network is not None:
        literal = entry.network.num_addresses == 1
        return reached in entry.network and (literal or not _in(reached, _LINK_LOCAL))
    if _in(reached, _LINK_LOCAL):
        return False
    return host.endswith(entry.host[1:]) if entry.host.startswith("*.") else host == entry.host


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a chain of redirects began: the port that the configuration named, and whether it is a private address."""

    port: int
    private: bool


@dataclass(frozen=True)
class Guard:
    """The rule for every connection. It decides on the very addresses that are connected to, at every hop."""

    allow_private: tuple[str, ...] = ()

    @cached_property
    def _openings(self) -> tuple[Opening, ...]:
        return tuple(read_opening(pattern) for pattern in self.allow_private)

    def check(self, host: str, port: int, addresses: Sequence[Address]) -> bool:
        """Pass, or raise; say whether the way leads into a private network.

        Raises:
            SourceError: ``REFUSED_ADDRESS``; one address that is not public is enough.
        """
        private = [address for address in addresses if not is_public(address)]
        for address in private:
            if not any(_admits(entry, host, port, address) for entry in self._openings):
                raise SourceError(
                    Fault.REFUSED_ADDRESS,
                    f"{host} is not a public address ({address}); [http].allow_private opens it if it is meant",
                )
        return bool(private)


def check_redirect(host: str, port: int, *, private: bool, origin: Origin) -> None:
    """Refuse a redirect that leads where a stranger may not send us.

    That is a port other than 80, 443 and the one the configuration named; and a private address, even one that the
    configuration opened, unless the chain began at a private address too: the door is for us, not for strangers.

    Raises:
        SourceError: ``REFUSED_ADDRESS``.
    """
    if port not in _WEB_PORTS and port != origin.port:
        raise SourceError(
            Fault.REFUSED_ADDRESS, f"a redirect leads to port {port} of {host}, where no web page is read"
        )
    if private and not origin.private:
        raise SourceError(Fault.REFUSED_ADDRESS, f"a redirect leads from a public address to a private one ({host})")
