"""Accounts as a person and as an intruder meet them: over HTTP, on a real database, with real argon2."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
import structlog

from inbox.house import Browser, House, Page
from inbox.markup import Outline
from monitor.domain.texts import LANGUAGES
from monitor.errors import StoreError
from monitor.inbox import passwords
from monitor.inbox.app import DONE
from monitor.inbox.attempts import MOST, SPAN
from monitor.inbox.guard import POLICY
from monitor.store import accounts, sessions
from monitor.store.accounts import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.store.accounts import Account

GOOD = "korrekt häst batteri"
OTHER = "blå tisdag gnisslar"


@pytest.fixture
def town(house: House) -> Iterator[Browser]:
    """The inbox of a house in which Maria is administrator and Per a colleague; a browser that knows nobody."""
    with house.open() as browser:
        assert browser.another().join(house.invite("Maria"), GOOD).status == 303
        assert browser.another().join(house.invite("Per", Role.MEMBER), GOOD).status == 303
        yield browser


@pytest.fixture
def maria(town: Browser) -> Browser:
    """Maria's browser, logged in."""
    return logged_in(town, "Maria")


@pytest.fixture
def per(town: Browser) -> Browser:
    """Per's browser, logged in."""
    return logged_in(town, "Per")


def logged_in(town: Browser, name: str) -> Browser:
    browser = town.another()
    assert browser.log_in(name, GOOD).status == 303
    return browser


def account(house: House, name: str) -> Account:
    found = accounts.find(house.database, name)
    assert found is not None
    return found[0]


def enters(browser: Browser) -> bool:
    return browser.get("/sources").status == 200


# ---- the first account -------------------------------------------------------------------------------------------
def test_until_there_is_an_account_this_machine_may_enter_and_is_told_how_to_make_one(browser: Browser) -> None:
    page = browser.get("/")

    assert page.status == 200
    assert "<code>monitor web invite --admin</code>" in page.text
    assert browser.get("/people").status == 403


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "x_real_ip", "via"])
def test_a_proxy_that_nobody_told_of_lets_no_guest_in(browser: Browser, header: str) -> None:
    assert browser.get("/sources", **{header: "203.0.113.7"}).headers["location"] == "/login?next=%2Fsources"


def test_with_the_first_account_the_door_closes_for_everybody_else(house: House, browser: Browser) -> None:
    guest = browser.another()
    assert enters(guest)

    joined = browser.join(house.invite(), GOOD, name="Maria")

    assert (joined.status, joined.headers["location"]) == (303, "/")
    page = browser.get("/")
    assert "Du är <bdi>Maria</bdi>" in page.text
    assert "monitor web invite" not in page.text
    assert guest.get("/incidents/1").headers["location"] == "/login?next=%2Fincidents%2F1"
    assert guest.get("/health").status == 200
    assert guest.get("/static/inbox.css").status == 200
    assert guest.get(house.link()).status == 200, "who was woken answers by the link in the alert"


def test_opening_a_link_uses_nothing_up(house: House, browser: Browser) -> None:
    link = house.invite()
    before = house.everything()
    for method in ("GET", "HEAD", "GET"):
        assert browser.get(link, method).status == 200

    assert house.everything() == before
    assert browser.join(link, GOOD, name="Maria").status == 303


def test_a_used_link_says_so_and_gives_nothing(house: House, browser: Browser) -> None:
    link = house.invite()
    thief = browser.another()
    token = thief.get(link).field("token")
    browser.join(link, GOOD, name="Maria")

    for page in (thief.get(link), thief.post(link, {"token": token, "name": "Eva", "new": OTHER, "again": OTHER})):
        assert page.status == 410
        assert "Länken gäller inte längre" in page.text
    assert "account" not in thief.cookies
    assert not enters(thief)


def test_of_two_who_use_one_link_at_once_one_gets_in(house: House, browser: Browser) -> None:
    link = house.invite()
    browsers = [browser.another() for _ in range(4)]
    tokens = [one.get(link).field("token") for one in browsers]
    got: list[int] = []

    def use(n: int) -> None:
        fields = {"token": tokens[n], "name": f"Person {n}", "new": GOOD, "again": GOOD}
        got.append(browsers[n].post(link, fields).status)

    threads = [threading.Thread(target=use, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(got) == [303, 410, 410, 410]
    assert sum(enters(one) for one in browsers) == 1


@pytest.mark.parametrize(
    "link", ["/join/x", "/join/" + "A" * 43, "/join/" + "A" * 2_000, "/join/%00", "/join/'%20OR%201=1--"]
)
def test_a_made_up_link_gives_nothing(browser: Browser, link: str) -> None:
    assert browser.get(link).status in {404, 410}


def test_an_old_link_gives_nothing(house: House, browser: Browser) -> None:
    link = house.invite()
    house.clock.move(timedelta(hours=1))

    assert browser.get(link).status == 410


def test_a_link_is_not_used_by_a_form_of_another_site_or_of_another_visitor(house: House, browser: Browser) -> None:
    link = house.invite()
    fields = {"token": browser.get(link).field("token"), "name": "Eva", "new": GOOD, "again": GOOD}
    before = house.everything()

    assert browser.post(link, fields, origin="https://evil.example").status == 403
    assert browser.post(link, fields, sec_fetch_site="cross-site").status == 403
    assert browser.post(link, fields | {"token": ""}).status == 403
    assert browser.another().post(link, fields).status == 403
    assert house.everything() == before


def test_the_address_of_a_link_is_told_to_no_other_page(house: House, browser: Browser) -> None:
    assert browser.get(house.invite()).headers["referrer-policy"] == "strict-origin"


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [
        ("kort lås", None, "färre än 10 tecken"),
        ("x" * 501, None, "längre än 500 tecken"),
        ("aaaaaaaaaaaa", None, "lätt att gissa"),
        ("1234567890", None, "lätt att gissa"),
        ("Lysekil2026!", None, "lätt att gissa"),
        ("Maria-Holm-1", None, "lätt att gissa"),
        ("Lösenord123", None, "lätt att gissa"),
        (GOOD, OTHER, "inte lika"),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_is_refused_in_words_and_the_link_stays_good(
    house: House, browser: Browser, password: str, again: str | None, why: str
) -> None:
    link = house.invite("Maria Holm")
    page = browser.join(link, password, again=password if again is None else again)

    assert page.status == 400
    assert why in page.text
    assert password not in page.text
    assert browser.join(link, GOOD).status == 303


@pytest.mark.parametrize("password", [GOOD, "Lysekil är vackert om våren", "hästhästhästko7", "𝔲𝔫𝔦𝔠𝔬𝔡𝔢 ☃ snö"])
def test_a_password_of_words_is_taken_whatever_its_letters(password: str) -> None:
    assert passwords.find_weakness(password, ("Maria", "Lysekil")) is None


def test_a_password_is_the_same_from_every_keyboard() -> None:
    kept = passwords.hash_password("l\u00f6senm\u00f6nster")

    assert kept.startswith("$argon2id$")
    assert passwords.is_password(kept, "lo\u0308senmo\u0308nster")
    assert not passwords.is_password(kept, "losenmonster")
    assert not passwords.is_password("no hash at all", "x")


# ---- in and out --------------------------------------------------------------------------------------------------
def test_one_logs_in_by_name_and_password_and_comes_to_where_one_wanted(town: Browser) -> None:
    page = town.log_in("maria", GOOD, next="/incidents/1")

    assert (page.status, page.headers["location"]) == (303, "/incidents/1")
    assert "Du är <bdi>Maria</bdi>" in town.get("/incidents/1").text
    assert town.get("/login").headers["location"] == "/"


def test_after_logging_out_the_old_session_is_good_for_nobody(maria: Browser) -> None:
    held = dict(maria.cookies)

    assert maria.fill_in("/", "/logout").headers["location"] == "/login"

    maria.cookies = held
    assert not enters(maria)


def test_whoever_answers_is_the_account_and_nobody_else(house: House, per: Browser) -> None:
    answer = per.fill_in("/incidents/1", "/incidents/1/answer", act="take", by="Maria")

    assert answer.status == 303
    assert house.incident()["acknowledged_by"] == "Per"
    per.fill_in("/items/1", "/items/1/feedback", said="relevant", by="Maria")
    assert "Per, " in Outline(per.get("/items/1").text).text
    page = per.get("/incidents/1").text
    assert 'name="by"' not in page


@pytest.mark.parametrize("name", ["Maria", "Eva", "", "x" * 3_000, "Maria\x00", "' OR 1=1 --"])
def test_a_wrong_name_or_password_is_one_and_the_same_answer(town: Browser, name: str) -> None:
    page = town.log_in(name, OTHER)

    assert page.status == 403
    assert "Namnet och lösenordet hör inte ihop" in page.text
    assert "account" not in town.cookies


def test_the_time_tells_nobody_who_has_an_account(house: House, town: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = passwords.is_password

    def counted(kept: str, given: str) -> bool:
        looked.append(kept)
        return look(kept, given)

    monkeypatch.setattr(passwords, "is_password", counted)
    accounts.disable(house.database, account(house, "Per").id, house.clock.now())
    for name in ("Maria", "Per", "Nobody"):
        assert town.log_in(name, OTHER).status == 403

    assert len(looked) == 3, "each costs one look at a hash"
    assert {one.split("$")[3] for one in looked} == {"m=19456,t=2,p=1"}, "and each look costs the same"


def test_many_wrong_ones_make_the_right_one_wait_from_that_address_and_on_that_name(
    house: House, town: Browser
) -> None:
    assert {town.log_in("Maria", f"gissning {n}").status for n in range(MOST)} == {403}
    page = town.log_in("Maria", GOOD)
    assert page.status == 429
    assert 0 < int(page.headers["retry-after"]) <= SPAN.total_seconds() + 1

    house.clock.move(SPAN)
    assert town.log_in("Maria", GOOD).status == 303


def test_who_guesses_from_many_addresses_is_stopped_by_the_name(house: House) -> None:
    with house.open() as browser:
        browser.another().join(house.invite("Maria"), GOOD)
        got = [_from(browser, f"127.0.0.{n + 2}", f"gissning {n}") for n in range(MOST + 1)]

    assert got == [403] * MOST + [429]


def _from(browser: Browser, address: str, password: str) -> int:
    guesser = browser.another()
    guesser.address = address
    return guesser.log_in("maria", password).status


def test_a_stranger_behind_the_proxy_keeps_nobody_else_out(town: Browser) -> None:
    for n in range(MOST):
        page = town.get("/login")
        fields = {"token": page.field("token"), "name": f"Person {n}", "password": OTHER}
        assert town.post("/login", fields, x_forwarded_for="9.9.9.9, 203.0.113.7").status == 403

    fields = {"token": town.get("/login").field("token"), "name": "Maria", "password": GOOD}
    assert town.post("/login", fields, x_forwarded_for="1.1.1.1, 203.0.113.7").status == 429
    assert town.post("/login", fields, x_forwarded_for="203.0.113.8").status == 303


def test_a_session_that_was_planted_is_never_one(town: Browser) -> None:
    planted = "A" * 43
    town.cookies["account"] = planted
    assert town.log_in("Maria", GOOD).status == 303
    assert town.cookies["account"] != planted

    thief = town.another()
    thief.cookies["account"] = planted
    assert not enters(thief)


@pytest.mark.parametrize("forge", ["", "x", "A" * 43, "A" * 5_000, "../../etc", "' OR 1=1 --", '"', "%00" * 14])
def test_a_forged_session_opens_nothing(town: Browser, forge: str) -> None:
    town.cookies["account"] = forge

    assert not enters(town)


def test_the_hash_in_the_database_is_no_session(maria: Browser) -> None:
    thief = maria.another()
    thief.cookies["account"] = accounts.digest(maria.cookies["account"])

    assert not enters(thief)


def test_the_shared_session_of_another_time_is_none_of_an_account(maria: Browser, per: Browser) -> None:
    mixed = maria.another()
    mixed.cookies = {"visitor": maria.cookies.get("visitor", ""), "account": per.cookies["account"]}

    assert "Du är <bdi>Per</bdi>" in mixed.get("/").text


def test_a_form_of_one_person_is_not_sent_by_another(house: House, maria: Browser, per: Browser) -> None:
    token = per.get("/incidents/1").field("token")
    before = house.incident()

    assert maria.post("/incidents/1/answer", {"token": token, "act": "take"}).status == 403
    again = logged_in(maria, "Per")
    assert again.post("/incidents/1/answer", {"token": token, "act": "take"}).status == 403, "nor by a later session"
    assert house.incident() == before


def test_logging_in_anew_ends_the_session_that_the_browser_had(house: House, maria: Browser) -> None:
    old = maria.another()
    old.cookies = dict(maria.cookies)
    maria.cookies = {"account": maria.cookies["account"]}
    token = maria.join(house.invite("Eva", Role.MEMBER), GOOD)

    assert token.status == 303
    assert "Du är <bdi>Eva</bdi>" in maria.get("/").text
    assert not enters(old)


def test_a_session_runs_out(house: House, maria: Browser) -> None:
    house.clock.move(sessions.IDLE)

    assert maria.get("/").headers["location"] == "/login?next=%2F"


def test_cookies_are_kept_from_scripts_other_sites_and_neighbours(tmp_path: Path) -> None:
    house = House(tmp_path, web='base_url = "https://bevakning.example"').live()
    outside = {"host": "bevakning.example", "origin": "https://bevakning.example"}
    with house.open() as browser:
        link = house.invite()
        page = browser.get(link, host="bevakning.example")
        fields = {"token": page.field("token"), "name": "Maria", "new": GOOD, "again": GOOD}
        given = browser.post(link, fields, **outside).cookies
        (cookie,) = (one for one in given if one.startswith("__Host-account="))
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
        assert not [part for part in parts if part.startswith("domain")]
        assert enters_as(browser, "bevakning.example")

        browser.cookies = {"account": browser.cookies["__Host-account"]}  # as a neighbour could set it
        assert not enters_as(browser, "bevakning.example")
    house.close()


def enters_as(browser: Browser, host: str) -> bool:
    return browser.get("/sources", host=host).status == 200


def test_the_memory_failing_opens_nothing(maria: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("The disk does not answer as it should (I/O error).")

    monkeypatch.setattr(sessions, "look_up", broken)
    assert maria.get("/sources").status == 503


# ---- an address that others reach --------------------------------------------------------------------------------
def test_under_a_public_address_nobody_enters_before_there_is_an_account(tmp_path: Path) -> None:
    house = House(tmp_path, web='base_url = "https://bevakning.example"').live()
    with house.open() as browser:
        assert not enters(browser)
        page = browser.get("/login").text
        assert "Ingen har något konto än" in page
        assert 'name="password"' not in page
        assert browser.get(house.link()).status == 200
        browser.join(house.invite(), GOOD, name="Maria")
        assert enters(browser)
    house.close()


def test_who_comes_through_the_proxy_still_does_and_others_log_in(tmp_path: Path) -> None:
    house = House(tmp_path, web='user_header = "X-User"\nbase_url = "https://bevakning.example"').live()
    with house.open() as browser:
        assert not enters(browser)
        assert browser.get("/sources", x_user="Eva Ek").status == 200
        browser.another().join(house.invite("Maria"), GOOD)
        assert browser.get("/sources", x_user="Eva Ek").status == 200
        assert browser.get("/people", x_user="Maria").status == 403, "a proxy's word makes no administrator"
    house.close()


def test_the_shared_password_still_opens_beside_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_PASSWORD", "hemligt lösenord")
    house = House(tmp_path, web='password = { env = "INBOX_PASSWORD" }').live()
    with house.open() as browser:
        browser.another().join(house.invite("Maria"), GOOD)
        assert not enters(browser)
        assert "gemensamma lösenordet" in browser.get("/login").text
        assert browser.fill_in("/login", "/login", password="hemligt lösenord", by="Per").status == 303
        assert enters(browser)
        assert browser.get("/people").status == 403
        assert browser.log_in("Maria", GOOD).status == 303
        assert browser.get("/people").status == 200
    house.close()


# ---- one's own account -------------------------------------------------------------------------------------------
def test_a_new_password_ends_every_other_session(maria: Browser) -> None:
    telephone = logged_in(maria, "Maria")

    changed = maria.fill_in("/me", "/me/password", password=GOOD, new=OTHER, again=OTHER)

    assert changed.headers["location"] == "/me?done=password"
    assert "Lösenordet är bytt." in maria.get("/me?done=password").text
    assert not enters(telephone)
    assert telephone.log_in("Maria", GOOD).status == 403
    assert telephone.log_in("Maria", OTHER).status == 303


def test_who_does_not_know_the_password_changes_none(maria: Browser) -> None:
    for _ in range(MOST):
        page = maria.fill_in("/me", "/me/password", password=OTHER, new=OTHER, again=OTHER)
        assert page.status == 403
        assert "Det är inte ditt lösenord." in page.text
    assert maria.fill_in("/me", "/me/password", password=GOOD, new=OTHER, again=OTHER).status == 429
    assert enters(maria)


def test_one_leaves_everywhere_at_once(maria: Browser) -> None:
    telephone = logged_in(maria, "Maria")

    assert maria.fill_in("/me", "/me/leave").headers["location"] == "/login"

    assert not enters(telephone)
    assert not enters(maria)


# ---- colleagues --------------------------------------------------------------------------------------------------
def invited(maria: Browser, **fields: str) -> tuple[Page, str]:
    page = maria.fill_in("/people", "/people/invite", **fields)
    found = re.search(r'value="http://[^/]+(/join/[A-Za-z0-9_-]{43})"', page.text)
    assert found, page.text
    return page, found[1]


def test_an_administrator_invites_a_colleague_by_a_link_that_is_shown_once(house: House, maria: Browser) -> None:
    page, link = invited(maria, name="Eva", role="member")
    assert link.rpartition("/")[2] not in maria.get("/people").text

    eva = maria.another()
    assert eva.join(link, GOOD, name="Somebody else").status == 303
    assert "Du är <bdi>Eva</bdi>" in eva.get("/").text
    assert account(house, "Eva").role is Role.MEMBER
    assert eva.get("/people").status == 403
    assert page.headers["cache-control"] == "no-store"


def test_the_link_can_be_mailed_from_ones_own_mail_program(house: House, maria: Browser) -> None:
    accounts.disable(house.database, account(house, "Per").id, house.clock.now())
    page = maria.fill_in("/people", f"/people/{account(house, 'Per').id}/link")
    letter = unescape(next(link for link in Outline(page.text).links if link.startswith("mailto:")))

    assert letter.startswith("mailto:per@lysekil.example?subject=")
    assert f"http://127.0.0.1:{house.port}/join/" in unquote(letter)


def test_a_link_to_a_new_password_lets_somebody_back_in(house: House, maria: Browser, per: Browser) -> None:
    number = account(house, "Per").id
    maria.fill_in("/people", f"/people/{number}/disable")
    assert not enters(per)
    assert per.log_in("Per", GOOD).status == 403

    page = maria.fill_in("/people", f"/people/{number}/link")
    link = re.search(r"/join/[A-Za-z0-9_-]{43}", page.text)
    assert link
    assert per.join(link[0], OTHER).status == 303
    assert enters(per)
    assert account(house, "Per").disabled_at is None


def test_an_administrator_logs_somebody_out_everywhere(house: House, maria: Browser, per: Browser) -> None:
    maria.fill_in("/people", f"/people/{account(house, 'Per').id}/leave")

    assert not enters(per)
    assert per.log_in("Per", GOOD).status == 303


def test_a_withdrawn_link_is_good_for_nobody(maria: Browser) -> None:
    _, link = invited(maria, name="Eva")
    kept = maria.get("/people").field("link")

    maria.fill_in("/people", "/people/withdraw", link=kept)

    assert maria.another().get(link).status == 410
    assert 'name="link"' not in maria.get("/people").text


@pytest.mark.parametrize("deed", ["invite", "withdraw", "{maria}/link", "{maria}/disable", "{maria}/leave"])
def test_a_colleague_decides_over_nobody(house: House, per: Browser, deed: str) -> None:
    path = f"/people/{deed.format(maria=account(house, 'Maria').id)}"
    before = house.everything()
    answer = per.post(path, {"token": per.get("/").field("token"), "name": "Eva", "role": "admin", "link": "x"})

    assert answer.status == 403
    assert house.everything() == before
    assert per.get("/people").status == 403
    assert "/people" not in Outline(per.get("/").text).links


@pytest.mark.parametrize("deed", ["link", "disable", "leave"])
def test_nobody_locks_themselves_out(house: House, maria: Browser, deed: str) -> None:
    assert maria.fill_in("/people", f"/people/{account(house, 'Maria').id}/{deed}").status == 409
    assert maria.fill_in("/people", f"/people/4711/{deed}").status == 404
    assert enters(maria)


@pytest.mark.parametrize("path", DONE)
def test_nothing_is_done_without_a_form_of_ours(house: House, maria: Browser, path: str) -> None:
    path = path.replace("{number:int}", str(account(house, "Per").id if "people" in path else 1))
    before = house.everything()
    fields = {"token": maria.get("/people").field("token"), "name": "Eva", "role": "admin", "act": "take",
              "said": "relevant", "password": GOOD, "new": OTHER, "again": OTHER}  # fmt: skip

    assert maria.post(path, fields, origin="https://evil.example").status == 403
    assert maria.post(path, fields, sec_fetch_site="cross-site").status == 403
    assert maria.post(path, fields | {"token": "x"}).status == 403
    assert maria.post(path, fields | {"token": "å"}).status == 403
    assert house.everything() == before
    assert enters(maria)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "\u202eairaM", "Ev\u200ba", "maria"])
def test_a_name_that_will_not_do_is_refused(maria: Browser, name: str) -> None:
    page = maria.fill_in("/people", "/people/invite", name=name)

    assert page.status in {400, 409}
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'onfocus='x", "{{7*7}}{t}"]
)
def test_a_name_can_do_nothing_on_a_page(house: House, maria: Browser, name: str) -> None:
    page, link = invited(maria, name=name)
    eva = maria.another()
    eva.join(link, GOOD)
    eva.fill_in("/incidents/1", "/incidents/1/answer", act="take")
    seen = [page, eva.another().get(house.invite(name)), *(eva.get(path) for path in ("/", "/me", "/incidents/1")),
            maria.get("/people")]  # fmt: skip

    for one in seen:
        assert one.status == 200
        outline = Outline(one.text)
        assert outline.acts == []
        assert outline.unclosed == []
        assert name in outline.text or name in unescape(one.text)
        assert one.headers["content-security-policy"] == POLICY


# ---- the pages ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_whole_in_every_language(tmp_path: Path, language: str) -> None:
    house = House(tmp_path, language).live()
    with house.open() as browser:
        link = house.invite()
        seen = [browser.get(link), browser.get("/")]
        browser.join(link, GOOD, name="Maria")
        seen += [browser.get(path) for path in ("/", "/me", "/people", "/me?done=password", link)]
        seen += [browser.fill_in("/people", "/people/invite", name="Per"), browser.another().get("/login")]
        seen += [browser.another().log_in("Maria", "x"), browser.fill_in("/me", "/me/password", password="x")]
    house.close()

    for page in seen:
        outline = Outline(page.text)
        assert outline.language == language
        assert outline.headings[0] == 1
        assert not [name for name in outline.fields if name not in outline.labelled]
        assert len(set(outline.ids)) == len(outline.ids)
        assert outline.described <= set(outline.ids)
        assert outline.columns_without_scope == 0
        assert outline.acts == []
        assert outline.unclosed == []


def test_no_password_and_no_link_stands_in_the_log(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with structlog.testing.capture_logs() as lines, house.open() as browser:
        link = house.invite()
        browser.join(link, GOOD, name="Maria")
        browser.another().log_in(OTHER, OTHER)
        browser.fill_in("/me", "/me/password", password=GOOD, new=OTHER, again=OTHER)
        page, invitation = invited(browser, name="Eva")
        browser.another().join(invitation, GOOD)
    printed = capsys.readouterr()
    said = f"{lines} {printed.out} {printed.err}"

    assert {"account_made", "logged_in", "login_refused", "password_changed", "invitation_made"} <= {
        line["event"] for line in lines
    }
    for secret in (GOOD, OTHER, link.rpartition("/")[2], invitation.rpartition("/")[2], browser.cookies["account"]):
        assert secret not in said
    assert GOOD not in page.text
