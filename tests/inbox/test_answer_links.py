from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
import time_machine

from inbox.house import Browser, House
from inbox.markup import Outline
from monitor.clock import utc_now
from monitor.domain.alert import Action
from monitor.domain.model import Reason
from monitor.links import Signer, Ticket
from monitor.store import outbox, schema

if TYPE_CHECKING:
    from pathlib import Path


def press(browser: Browser, link: str, **fields: str) -> int:
    """Press a button as a mail program's own browser does: no cookie, no origin."""
    browser.cookies.clear()
    return browser.post(link, fields, origin="").status


@pytest.mark.parametrize("action", list(Action))
def test_a_mail_scanner_that_follows_the_link_changes_nothing(house: House, browser: Browser, action: str) -> None:
    before = house.everything()
    for method in ("GET", "HEAD", "GET"):
        page = browser.get(house.link(action), method=method)
        assert page.status == 200
        assert page.cookies == []

    assert house.everything() == before


def test_the_page_says_at_once_what_where_how_severe_and_has_one_big_button(house: House, browser: Browser) -> None:
    page = browser.get(house.link())
    outline = Outline(page.text)

    for said in ("allvar 3 · väck någon nu", "Inget vatten i Lysekil", "Lördag kl 02:00", "Ingen har tagit den.",
                 "Ditt svar skrivs in som Maria.", "tib larmas kl 02:10 om ingen tar den."):  # fmt: skip
        assert said in outline.text, said
    assert page.text.count('class="go big"') == 1
    assert page.text.index("Jag tar den") < page.text.index("Falskt larm")
    assert len(page.body) < 8_000
    assert page.headers["referrer-policy"] == "no-referrer"


def test_one_press_takes_it_in_the_name_of_the_one_who_was_told(house: House, browser: Browser) -> None:
    link = house.link()

    assert press(browser, link) == 303
    assert (house.incident()["status"], house.incident()["acknowledged_by"]) == ("acknowledged", "Maria")
    page = Outline(browser.get(link).text).text
    assert "Du har den sedan kl 02:00." in page
    assert "Jag tar den" not in page


def test_a_second_press_changes_nothing(house: House, browser: Browser) -> None:
    for action in ("take", "wake_next", "false_alarm"):
        link = house.link(action)
        press(browser, link)
        after = house.everything()
        assert press(browser, link) == 303
        assert house.everything() == after, action


def test_who_comes_second_sees_who_was_first(house: House, browser: Browser) -> None:
    press(browser, house.link("wake_next"))
    house.tell()
    press(browser, house.link("take"))

    page = Outline(browser.get(house.link("take", "tib")).text).text
    assert "Maria tog den kl 02:00." in page
    assert press(browser, house.link("take", "tib")) == 303
    assert house.incident()["acknowledged_by"] == "Maria"
    assert [line["by"] for line in house.incident()["log"] if line["what"] == "acknowledged"] == ["Maria", "tib"]


def test_everyone_else_who_was_told_learns_who_took_it(house: House, browser: Browser) -> None:
    press(browser, house.link("wake_next"))
    house.tell()
    press(browser, house.link("take"))

    told = [one for one in outbox.of_incident(house.database, 1) if one.reason is Reason.TAKEN]
    assert [one.receiver for one in told] == ["tib"]


def test_two_links_at_once_have_one_winner(house: House, browser: Browser) -> None:
    press(browser, house.link("wake_next"))
    house.tell()
    links = [house.link("take"), house.link("take", "tib")]
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda link: press(Browser(house.port), link), links))

    assert statuses == [303, 303]
    assert house.incident()["acknowledged_by"] in {"Maria", "tib"}


def test_the_other_answers_stand_on_the_same_page(house: House, browser: Browser) -> None:
    link = house.link("take")
    assert press(browser, link, act="hand_over") == 400
    assert press(browser, link, act="hand_over", to="team") == 303
    assert house.incident()["facts"]["handed"] == {"to": "team", "by": "Maria", "times": 1}
    assert press(browser, link, act="false_alarm") == 303
    assert house.incident()["closed_why"] == "false_alarm"
    assert "Du behöver inte göra något mer." in browser.get(link).text


@pytest.mark.parametrize("act", ["close", "resolve", "explode", ""])
def test_a_link_answers_nothing_but_what_an_alert_asks(house: House, browser: Browser, act: str) -> None:
    before = house.everything()

    assert press(browser, house.link(), act=act, why="x") == 400
    assert house.everything() == before


def test_one_of_a_group_may_say_who_it_was(house: House, browser: Browser) -> None:
    press(browser, house.link("wake_next"))
    link = house.link("take", "tib")
    assert '<option value="">tib</option>' in browser.get(link).text

    press(browser, link, by="Per")
    assert house.incident()["acknowledged_by"] == "Per"


def test_nobody_answers_in_the_name_of_somebody_else(house: House, browser: Browser) -> None:
    press(browser, house.link("take"), by="Per")

    assert house.incident()["acknowledged_by"] == "Maria"


# ---- links that are none -----------------------------------------------------------------------------------------
def tampered(house: House) -> list[str]:
    good = house.link()
    head, payload = good.rsplit("/", 1)
    other = Signer("another key").sign(Ticket(1, "m-x", "take"))
    signer = Signer(house.desk.signing_key)
    return [
        f"{head}/{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}",
        f"{head}/{payload[1:]}",
        f"{head}/{other}",
        f"{head}/x",
        f"{head}/{'x' * 3000}",
        f"{head}/%00",
        f"{head}/{signer.sign(Ticket(1, 'no-such-delivery', 'take'))}",
        f"{head}/{signer.sign(Ticket(99, 'no-such-delivery', 'take'))}",
        f"{head}/{signer.sign(Ticket(1, house.link(), 'explode'))}",
    ]


def test_a_link_that_was_tampered_with_says_so_kindly_and_does_nothing(house: House, browser: Browser) -> None:
    before = house.everything()
    for link in tampered(house):
        page = browser.get(link)
        assert page.status == 410, link[:60]
        assert "Länken gäller inte längre" in page.text
        assert "/" in Outline(page.text).links
        assert press(browser, link) == 410

    assert house.everything() == before


def test_a_link_lasts_a_week(house: House, browser: Browser) -> None:
    link, before = house.link(), house.everything()
    with time_machine.travel(utc_now() + timedelta(days=6, hours=23), tick=True):
        assert browser.get(link).status == 200
    with time_machine.travel(utc_now() + timedelta(days=7, minutes=1), tick=True):
        assert browser.get(link).status == 410
        assert press(browser, link) == 410

    assert house.everything() == before


def test_a_link_lasts_as_long_as_the_configuration_says(tmp_path: Path) -> None:
    house = House(tmp_path, web='links_last = "1h"').live()
    with house.open() as browser:
        link = house.link()
        with time_machine.travel(utc_now() + timedelta(minutes=61), tick=True):
            assert browser.get(link).status == 410
    house.close()


def test_a_link_about_what_is_kept_no_longer_is_none(house: House, browser: Browser) -> None:
    link = house.link()
    with house.database.writing() as connection:
        connection.execute(sa.delete(schema.delivery))

    assert browser.get(link).status == 410


def test_a_link_needs_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_PASSWORD", "sesam")
    house = House(tmp_path, web='password = { env = "INBOX_PASSWORD" }').live()
    with house.open() as browser:
        assert browser.get(house.link()).status == 200
        assert press(browser, house.link()) == 303
        assert browser.get("/incidents/1").status == 303
    assert house.incident()["acknowledged_by"] == "Maria"
    house.close()
