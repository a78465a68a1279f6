"""Which addresses may be connected to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Fault, SourceError
from monitor.net.guard import Guard, Origin, check_redirect, is_public
from monitor.openings import read_opening

PUBLIC = ["93.184.216.34", "8.8.8.8", "194.17.1.1", "2606:2800:220:1:248:1893:25c8:1946", "2001:6b0:1::1"]
WRAPPED_PUBLIC = ["64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1"]
PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("2001:db8::1", "3fff::1", "5f00::1", "100::1"),
]
WRAPPED_PRIVATE = [
    *(
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ),
    *("64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
]


@pytest.mark.parametrize("address", PUBLIC + WRAPPED_PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert Guard().check("feeds.example", 443, [ipaddress.ip_address(address)]) is False


@pytest.mark.parametrize("address", PRIVATE + WRAPPED_PRIVATE)
def test_private_addresses_are_refused_however_they_are_wrapped(address: str) -> None:
    with pytest.raises(SourceError) as refused:
        Guard().check("feeds.example", 80, [ipaddress.ip_address(address)])
    assert refused.value.fault is Fault.REFUSED_ADDRESS
    assert "allow_private" in refused.value.detail


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = [ipaddress.ip_address(address) for address in ("93.184.216.34", "127.0.0.1")]
    with pytest.raises(SourceError):
        Guard().check("feeds.example", 80, mixed)
    with pytest.raises(SourceError):
        Guard().check("feeds.example", 80, mixed[::-1])


@given(st.ip_addresses(v=4))
def test_wrapping_never_makes_a_private_address_public(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address((0x64FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
    ]
    if not is_public(address):
        assert not any(is_public(wrapper) for wrapper in wrapped)


@pytest.mark.parametrize(
    ("opening", "host", "port", "address", "admitted"),
    [
        ("127.0.0.1:*", "127.0.0.1", 8081, "127.0.0.1", True),
        ("127.0.0.1:*", "localhost", 8081, "127.0.0.1", True),
        ("127.0.0.1:*", "127.0.0.1", 8081, "127.0.0.2", False),
        ("127.0.0.1:8081", "127.0.0.1", 8082, "127.0.0.1", False),
        ("127.0.0.1:80", "x", 80, "::ffff:127.0.0.1", True),
        ("10.0.0.0/8:443", "intra.kommun.example", 443, "10.2.3.4", True),
        ("10.0.0.0/8:443", "intra.kommun.example", 443, "192.168.1.1", False),
        ("0.0.0.0/0:*", "meta.example", 80, "169.254.169.254", False),
        ("169.254.169.254:80", "meta.example", 80, "169.254.169.254", True),
        ("*.intern:*", "feeds.intern", 80, "10.1.1.1", True),
        ("*.intern:*", "intern", 80, "10.1.1.1", False),
        ("*.intern:*", "feeds.intern.evil.example", 80, "10.1.1.1", False),
        ("*.intern:*", "feeds.intern", 80, "169.254.169.254", False),
        ("feeds.intern:80", "feeds.intern", 80, "10.1.1.1", True),
        ("[::1]:8080", "::1", 8080, "::1", True),
        ("[fd00::/8]:*", "x", 80, "fd12::1", True),
        ("[fd00::/8]:*", "x", 80, "fd00:ec2::254", False),
    ],
)
def test_an_opening_admits_what_it_names(opening: str, host: str, port: int, address: str, admitted: bool) -> None:
    guard, addresses = Guard((opening,)), [ipaddress.ip_address(address)]
    if admitted:
        assert guard.check(host, port, addresses) is True
    else:
        with pytest.raises(SourceError):
            guard.check(host, port, addresses)


@pytest.mark.parametrize(
    "pattern", ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "10.0.0.0/99:*", "a*b:80", ":80"]
)
def test_an_opening_that_cannot_be_read_says_what_would_be_right(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"for example|a host is"):
        read_opening(pattern)


@pytest.mark.parametrize(
    ("port", "private", "origin", "passes"),
    [
        (443, False, Origin(8080, private=False), True),
        (80, False, Origin(443, private=False), True),
        (8080, False, Origin(8080, private=False), True),
        (22, False, Origin(80, private=False), False),
        (8083, True, Origin(8081, private=True), False),
        (8081, True, Origin(8081, private=True), True),
        (80, True, Origin(80, private=False), False),
    ],
)
def test_a_redirect_leads_to_web_ports_and_never_from_outside_to_inside(
    port: int, private: bool, origin: Origin, passes: bool
) -> None:
    if passes:
        check_redirect("x.example", port, private=private, origin=origin)
    else:
        with pytest.raises(SourceError) as refused:
            check_redirect("x.example", port, private=private, origin=origin)
        assert refused.value.fault is Fault.REFUSED_ADDRESS
