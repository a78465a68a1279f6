from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import SATURDAY_02
from monitor.inbox.access import inside
from monitor.inbox.attempts import MOST, SPAN, Attempts
from monitor.inbox.door import Door, host_of, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

DOOR = Door(
    frozenset({"localhost", "127.0.0.1", "::1", "bevakning.example"}), "https://bevakning.example", None, None,
    timedelta(days=7),
)  # fmt: skip


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:9000", "127.0.0.1:8080", "[::1]:8080", "bevakning.example", "BEVAKNING.example:443",
     "10.0.0.5:8080"],
)  # fmt: skip
def test_our_own_names_and_the_address_that_was_dialled_are_known(host: str) -> None:
    assert DOOR.knows(host, "10.0.0.5")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "10.0.0.6", "127.0.0.1:1@evil.example", "localhost.evil.example", "localhost.", "", " ", "a b",
     "bevakning.example/x", "bevakning.example:99999999", "[::1", "[evil]", "ⓛocalhost", "evil.example:8080"],
)  # fmt: skip
def test_a_name_that_somebody_lets_point_here_is_not(host: str) -> None:
    assert not DOOR.knows(host, "10.0.0.5")


@given(st.text(max_size=60))
def test_no_host_header_makes_it_stumble(header: str) -> None:
    found = host_of(header)

    assert found is None or found == found.lower()
    DOOR.knows(header, "127.0.0.1")


OURS, HERE = "https://bevakning.example", {"host": "127.0.0.1:8080"}


@pytest.mark.parametrize(
    ("headers", "meant"),
    [
        (HERE | {"origin": "http://127.0.0.1:8080"}, True),
        (HERE | {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}, True),
        (HERE | {"origin": OURS}, True),  # the proxy asks under another name than the browser
        (HERE | {"sec-fetch-site": "same-origin"}, True),
        (HERE | {"origin": "null", "sec-fetch-site": "same-origin"}, True),
        (HERE, True),  # a program: the token decides
        (HERE | {"origin": ""}, False),
        (HERE | {"origin": "null"}, False),
        (HERE | {"origin": "https://evil.example"}, False),
        (HERE | {"origin": "http://127.0.0.1:8081"}, False),
        (HERE | {"origin": "http://127.0.0.1:8080.evil.example"}, False),
        (HERE | {"origin": "http://["}, False),
        (HERE | {"origin": OURS, "sec-fetch-site": "cross-site"}, False),
        (HERE | {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-site"}, False),
        (HERE | {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "none"}, False),
    ],
)
def test_a_form_is_meant_when_the_browser_says_it_came_from_us(headers: Mapping[str, str], meant: bool) -> None:
    assert DOOR.was_meant(headers) is meant


def test_cookies_are_for_https_alone_where_the_browser_came_by_it() -> None:
    assert DOOR.is_secure("bevakning.example")
    assert not DOOR.is_secure("127.0.0.1:8080")


@pytest.mark.parametrize("path", ["/", "/incidents/118", "/search?q=a%20b&x=1", "/deliveries?state=failed"])
def test_one_goes_on_to_our_own_pages(path: str) -> None:
    assert inside(path) == path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)", "",
     "http:evil.example", "/%0d%0a//x\r\n", "/a\nb", "/" + "a" * 600, "/@evil.example", "\\/evil.example"],
)  # fmt: skip
def test_and_never_elsewhere(path: str) -> None:
    assert inside(path) == "/"


@pytest.mark.parametrize(("address", "here"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("x", False)])
def test_a_proxy_is_believed_on_this_machine_alone(address: str, here: bool) -> None:
    assert is_loopback(address) is here


# ---- wrong passwords ---------------------------------------------------------------------------------------------
def test_after_some_wrong_passwords_one_waits_and_then_may_try_again() -> None:
    attempts, now = Attempts(), SATURDAY_02
    for _ in range(MOST):
        assert attempts.wait("10.0.0.1", now) is None
        attempts.note("10.0.0.1", now)

    assert attempts.wait("10.0.0.1", now + timedelta(minutes=1)) == SPAN - timedelta(minutes=1)
    assert attempts.wait("10.0.0.2", now) is None
    assert attempts.wait("10.0.0.1", now + SPAN) is None


def test_one_home_has_many_addresses_and_is_one_home() -> None:
    attempts = Attempts()
    for n in range(MOST):
        attempts.note(f"2001:db8:1:1::{n:x}", SATURDAY_02)

    assert attempts.wait("2001:db8:1:1:ffff::1", SATURDAY_02) is not None
    assert attempts.wait("2001:db8:1:2::1", SATURDAY_02) is None


def test_many_addresses_do_not_fill_the_memory() -> None:
    attempts = Attempts()
    for n in range(5_000):
        attempts.note(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", SATURDAY_02)

    assert len(attempts._wrong) <= 2_000
