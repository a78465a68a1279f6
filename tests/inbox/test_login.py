from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from inbox.house import Browser, House
from monitor.inbox.attempts import MOST, SPAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "hemligt lösenord"
WEB = 'password = { env = "INBOX_PASSWORD" }'


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose inbox wants a password."""
    monkeypatch.setenv("INBOX_PASSWORD", SECRET)
    opened = House(tmp_path, web=WEB).live()
    yield opened
    opened.close()


def log_in(browser: Browser, password: str = SECRET, **fields: str) -> int:
    return browser.fill_in("/login", "/login", password=password, by="Maria", **fields).status


def test_without_the_password_nothing_is_shown_but_the_way_in(guarded: House) -> None:
    with guarded.open() as browser:
        for path in ("/", "/incidents/1", "/items/1", "/sources", "/deliveries", "/search?q=a&x=%3Cb%3E"):
            page = browser.get(path)
            assert page.status == 303
            assert page.headers["location"].startswith("/login?next=%2F")
            assert page.body == b""
        way_in = browser.get("/login?next=/incidents/1")
        assert way_in.status == 200
        assert "vatten" not in way_in.text
        assert browser.get("/health").status == 200


def test_without_the_password_nothing_can_be_done(guarded: House) -> None:
    with guarded.open() as browser:
        token = browser.get("/login").field("token")
        before = guarded.everything()
        for path in ("/incidents/1/answer", "/items/1/feedback", "/me"):
            answer = browser.post(path, {"token": token, "act": "take", "said": "relevant", "by": "Maria"})
            assert (answer.status, answer.headers["location"]) == (303, "/login")

    assert guarded.everything() == before


def test_with_it_one_comes_to_where_one_wanted_and_out_again(guarded: House) -> None:
    with guarded.open() as browser:
        page = browser.get("/login?next=%2Fincidents%2F1")
        fields = {"token": page.field("token"), "next": page.field("next"), "password": SECRET, "by": "Maria"}
        answer = browser.post("/login", fields)
        assert (answer.status, answer.headers["location"]) == (303, "/incidents/1")
        assert "Du är <bdi>Maria</bdi>" in browser.get("/incidents/1").text
        assert browser.get("/login").headers["location"] == "/"

        assert browser.fill_in("/", "/logout").headers["location"] == "/login"
        assert browser.get("/").status == 303


def test_the_session_is_not_the_one_that_was_there_before(guarded: House) -> None:
    with guarded.open() as browser:
        browser.get("/login")
        planted = browser.cookies["visitor"]
        log_in(browser)
        assert browser.cookies["visitor"] != planted

        thief = Browser(guarded.port)
        thief.cookies = {"visitor": planted, "session": browser.cookies["session"]}
        assert thief.get("/").status == 303


@pytest.mark.parametrize("password", ["", "fel", SECRET + " ", SECRET.upper(), "x" * 5_000, "\x00"])
def test_a_wrong_password_opens_nothing(guarded: House, password: str) -> None:
    with guarded.open() as browser:
        assert log_in(browser, password) == 403
        assert "session" not in browser.cookies
        assert browser.get("/").status == 303


def test_after_many_wrong_ones_even_the_right_one_waits(guarded: House) -> None:
    with guarded.open() as browser:
        assert {log_in(browser, f"guess {n}") for n in range(MOST)} == {403}
        page = browser.fill_in("/login", "/login", password=SECRET, by="Maria")
        assert page.status == 429
        assert 0 < int(page.headers["retry-after"]) <= SPAN.total_seconds() + 1
        guarded.clock.move(SPAN)
        assert log_in(browser) == 303


def test_a_new_password_ends_every_session(guarded: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with guarded.open() as browser:
        log_in(browser)
        cookies = dict(browser.cookies)
    monkeypatch.setenv("INBOX_PASSWORD", "another")
    renewed = House(tmp_path, web=WEB)
    with renewed.open() as browser:
        browser.cookies = cookies
        assert browser.get("/").status == 303
    renewed.close()


@pytest.mark.parametrize(
    "following",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"],
)
def test_the_way_in_leads_nowhere_else(guarded: House, following: str) -> None:
    with guarded.open() as browser:
        answer = browser.fill_in("/login", "/login", password=SECRET, by="Maria", next=unquote(following))
        assert answer.headers["location"] == "/"
        location = browser.get(f"/login?next={following}").headers["location"]
        assert location == "/"


def test_the_password_stands_on_no_page_and_in_no_cookie(guarded: House, capsys: pytest.CaptureFixture[str]) -> None:
    with guarded.open() as browser:
        log_in(browser, "fel-lösen")
        log_in(browser)
        seen = [browser.get(path).text for path in ("/", "/me", "/sources")]

    assert not [text for text in (*seen, *browser.cookies.values()) if SECRET in text]
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err
    assert "fel-lösen" not in printed.out + printed.err


def test_cookies_are_for_https_alone_under_a_public_name_of_that_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_PASSWORD", SECRET)
    house = House(tmp_path, web=f'{WEB}\nbase_url = "https://bevakning.example"').live()
    with house.open() as browser:
        outside = browser.get("/login", host="bevakning.example").cookies
        inside = browser.get("/login").cookies
        assert all("secure" in cookie.lower() for cookie in outside)
        assert outside
        assert not [cookie for cookie in inside if "secure" in cookie.lower()]
        browser.cookies.clear()
        page = browser.get("/login", host="bevakning.example")
        entered = browser.post(
            "/login", {"token": page.field("token"), "password": SECRET, "by": "Per"},
            host="bevakning.example", origin="https://bevakning.example",
        )  # fmt: skip
        assert entered.status == 303
    house.close()
