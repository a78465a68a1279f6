"""Letters, to a real mail server on loopback."""

from __future__ import annotations

import asyncio
import email.policy
import re
from dataclasses import replace
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from alerts import NOW
from mailserver import MailServer, authority, running
from messages import HOSTILE, an_alert_message, hostile, samples
from monitor.channels.email import Channel
from monitor.channels.email.letter import SUBJECT, file_name, message_id
from monitor.channels.email.page import DARK, LIGHT, render
from monitor.channels.email.settings import Submission, mailbox
from monitor.contract import Address, EmailSettings, Means
from monitor.domain.message import Link, Section
from monitor.errors import TransportError
from services import Answered, Recorder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitor.domain.message import Message

MARIA = Address("jour", "Maria", "maria@lysekil.example")
PASSWORD = "CANARY-SECRET"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


def settings(server: MailServer, security: str = "none", **changes: Any) -> EmailSettings:
    usual = EmailSettings("127.0.0.1", server.port, security, "Omvärldsbevakning <monitor@lysekil.example>")
    return replace(usual, **changes)


def send(
    server: MailServer,
    message: Message | None = None,
    channel: Channel | None = None,
    *,
    security: str = "none",
    sender: Recorder | None = None,
    plain: bool = False,
    **changes: Any,
) -> str:
    async def told() -> str:
        async with running(server):
            by = Means(
                sender or Recorder(Answered(500)), settings(server, security, **changes), NOW_HERE, NOW, plain=plain
            )
            return await (channel or Channel()).send(message or an_alert_message(), MARIA, by)

    return asyncio.run(told())


NOW_HERE: Any = None  # no folder is needed where there is a server


def refused(server: MailServer, **options: Any) -> TransportError:
    with pytest.raises(TransportError) as caught:
        send(server, **options)
    assert "CANARY" not in f"{caught.value!s}{caught.value!r}"
    assert "@" not in caught.value.what
    return caught.value


def meaning(error: TransportError) -> tuple[bool, bool, bool]:
    """Permanent, of form, to be tried again all the same."""
    return error.permanent, error.form, error.permanent and error.retry_after is not None


# ---- the letter --------------------------------------------------------------------------------------------------
def test_a_letter_has_two_forms_and_the_headers_of_an_honest_robot() -> None:
    server = MailServer()
    receipt = send(server)
    letter = server.letter()
    assert letter["Message-ID"] == receipt == "<lys-118-new-jour-0@lysekil.example>"
    assert letter["From"] == "Omvärldsbevakning <monitor@lysekil.example>"
    assert letter["To"] == "maria@lysekil.example"
    assert letter["Subject"] == "Inget vatten i Sundsby, läcka på Storgatan [Lysekil #118]"
    assert letter["Date"] == "Tue, 24 Nov 2026 06:46:00 +0000"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter.get_content_type() == "multipart/alternative"
    plain, page = letter.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert page.get_content_type() == "text/html"
    assert plain.get_content().startswith("Vatten, Sundsby, Lysekil (obekräftat: 1 tidning, 1 boende)")
    assert server.letters[0][0] == ["maria@lysekil.example"]


def test_all_letters_of_an_incident_are_one_thread() -> None:
    server = MailServer()
    for sort in ("new", "reminder", "resolved"):
        send(server, samples()[sort])
    first, second, third = (server.letter(n) for n in range(3))
    assert first["References"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"] == f"{first['Message-ID']} {second['Message-ID']}"
    assert first["Subject"] == second["Subject"] == third["Subject"]


def test_a_long_thread_keeps_its_first_letter_and_the_newest() -> None:
    server = MailServer()
    keys = tuple(f"lys-118-{'reminder' * 6}-{n}" for n in range(300))
    send(server, replace(an_alert_message(), references=keys))
    found = server.letter()["References"].split()
    assert found[0] == f"<{keys[0]}@lysekil.example>"
    assert found[-1] == f"<{keys[-1]}@lysekil.example>"
    assert len(found) == 10


def test_the_same_message_makes_the_same_letter_again() -> None:
    server = MailServer()
    send(server)
    send(server)
    assert server.letters[0] == server.letters[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_change_no_header_and_no_line(name: str) -> None:
    server = MailServer()
    send(server, hostile(name))
    raw = server.letters[0][1]
    letter = server.letter()
    assert raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    names = [header.lower() for header in letter]
    assert len(names) == len(set(names))
    assert {"bcc", "cc", "x-injected", "resent-to"}.isdisjoint(names)
    assert len(letter["Subject"]) <= SUBJECT
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", letter["Subject"])
    assert server.letters[0][0] == ["maria@lysekil.example"]
    assert not letter.defects
    assert len(list(letter.iter_parts())) == 2


def test_an_encoded_word_in_a_title_stays_what_it_is() -> None:
    server = MailServer()
    send(server, replace(an_alert_message(), subject="=?utf-8?B?DQpCY2M6IHhAZXZpbC5leGFtcGxl?="))
    assert server.letter()["Subject"] == "= ?utf-8?B?DQpCY2M6IHhAZXZpbC5leGFtcGxl?="


def test_the_plain_form_is_one_short_text() -> None:
    server = MailServer()
    send(server, plain=True)
    letter = server.letter()
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().splitlines() == [
        "Vatten, Sundsby, Lysekil (obekräftat: 1 tidning, 1 boende): Inget vatten i Sundsby, läcka på Storgatan",
        "  Öppna i inkorgen: https://bevakning.lysekil.example/incidents/118",
    ]


def test_fixed_addresses_get_one_letter_together_with_their_domains_encoded() -> None:
    server = MailServer()
    send(server, channel=Channel(to=("team@lysekil.example", "vakt@åre.example")))
    assert server.letters[0][0] == ["team@lysekil.example", "vakt@xn--re-xia.example"]


def test_bounces_and_answers_may_go_elsewhere() -> None:
    server = MailServer()
    send(server, options={"envelope_from": "bounce@lysekil.example", "reply_to": "kommunikation@lysekil.example"})
    assert server.letter()["Reply-To"] == "kommunikation@lysekil.example"
    assert server.letter()["From"].endswith("<monitor@lysekil.example>")


# ---- who may read it on the way ----------------------------------------------------------------------------------
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_line_is_encrypted_and_the_certificate_checked_by_a_named_authority(security: str) -> None:
    server = MailServer(login=("monitor", PASSWORD))
    if security == "tls":
        server.implicit_tls = authority().good
    else:
        server.tls = authority().good
    login: dict[str, Any] = {"username": "monitor", "password": SecretStr(PASSWORD)}
    if security == "tls":  # this server offers AUTH after STARTTLS only
        server.login, login = None, {}
    send(server, security=security, options={"ca_file": str(authority().ca_file)}, **login)
    assert server.talked_tls == [True]


@pytest.mark.parametrize("context", ["good", "other_host", "expired"])
def test_a_certificate_that_is_not_right_is_not_talked_to(context: str) -> None:
    known = context != "good"  # the good one is signed by nobody that the system knows
    server = MailServer(tls=getattr(authority(), context))
    error = refused(server, security="starttls", options={"ca_file": str(authority().ca_file)} if known else {})
    assert meaning(error) == (True, False, True)
    assert error.what.startswith("TLS: ")
    assert server.letters == []


def test_a_server_without_starttls_gets_neither_the_letter_nor_the_password() -> None:
    server = MailServer(login=("monitor", PASSWORD))
    error = refused(server, security="starttls", username="monitor", password=SecretStr(PASSWORD))
    assert meaning(error) == (True, False, True)
    assert "STARTTLS" in error.what
    assert server.letters == []


def test_an_authority_that_cannot_be_read_is_told() -> None:
    error = refused(MailServer(tls=authority().good), security="starttls", options={"ca_file": "/nowhere/ca.pem"})
    assert meaning(error) == (True, False, True)


# ---- what the server says ----------------------------------------------------------------------------------------
LATER, NEVER, FORM, MEND = (False, False, False), (True, False, False), (True, True, False), (True, False, True)


def rcpt(reply: str) -> MailServer:
    return MailServer(rcpt={"maria@lysekil.example": reply})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: MailServer(greeting="421 4.7.0 too many connections"), LATER),
        (lambda: MailServer(greeting="554 5.7.1 your address is listed"), MEND),
        (lambda: MailServer(mail="451 4.3.0 try again"), LATER),
        (lambda: MailServer(mail="550 5.7.60 not allowed to send as monitor@lysekil.example"), MEND),
        (lambda: MailServer(mail="552 5.3.4 too big"), FORM),
        (lambda: rcpt("450 4.2.0 greylisted, try again"), LATER),
        (lambda: rcpt("452 4.2.2 mailbox full"), LATER),
        (lambda: rcpt("550 5.1.1 <maria@lysekil.example> no such user"), NEVER),
        (lambda: rcpt("551 5.1.6 moved to https://mail.example/CANARY"), NEVER),
        (lambda: MailServer(data=["451 4.3.0 try again later"]), LATER),
        (lambda: MailServer(data=["421 4.3.2 shutting down"]), LATER),
        (lambda: MailServer(data=["550 5.7.1 refused as spam"]), FORM),
        (lambda: MailServer(data=["552 5.3.4 too big"]), FORM),
        (lambda: MailServer(data=["554 5.6.0 content"]), FORM),
        (lambda: MailServer(behaviour="drop"), LATER),
        (lambda: MailServer(behaviour="hang"), LATER),
        (lambda: MailServer(behaviour="mute"), LATER),
    ],
)
def test_what_goes_wrong_is_worth_another_try_or_not(
    make: Callable[[], MailServer], expected: tuple[bool, bool, bool]
) -> None:
    error = refused(make(), options={"timeout": 0.3})
    assert meaning(error) == expected, error.what


def test_a_letter_is_delivered_although_nobody_says_goodbye() -> None:
    server = MailServer(behaviour="rude")
    assert send(server) == "<lys-118-new-jour-0@lysekil.example>"
    assert len(server.letters) == 1


def test_greylisting_is_over_the_second_time() -> None:
    server = MailServer(data=["450 4.2.0 greylisted"])
    refused(server)
    send(server)
    assert len(server.letters) == 1


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_is_away_is_asked_again(security: str) -> None:
    by = Means(
        Recorder(Answered(500)), EmailSettings("127.0.0.1", 9, security, "monitor@lysekil.example"), NOW_HERE, NOW
    )
    with pytest.raises(TransportError) as caught:
        asyncio.run(Channel().send(an_alert_message(), MARIA, by))
    assert meaning(caught.value) == LATER
    assert caught.value.what.startswith("no connection")


def test_a_wrong_password_is_for_an_administrator_to_mend() -> None:
    server = MailServer(login=("monitor", "another"))
    error = refused(server, username="monitor", password=SecretStr(PASSWORD))
    assert meaning(error) == MEND
    assert error.what.startswith("535")


def test_a_letter_that_some_got_is_not_sent_to_them_again() -> None:
    team = Channel(to=("team@lysekil.example", "gone@lysekil.example"))
    for reply, permanent in (("550 5.1.1 no such user", True), ("450 4.2.0 later", False)):
        server = MailServer(rcpt={"gone@lysekil.example": reply})
        error = refused(server, channel=team)
        assert error.partly
        assert error.permanent is permanent
        assert error.what.startswith(f"1 of 2 addresses refused: {reply[:3]}")
        assert [to for to, _ in server.letters] == [["team@lysekil.example"]]


# ---- a token in the place of a password --------------------------------------------------------------------------
OAUTH: dict[str, Any] = {
    "username": "monitor@lysekil.example",
    "options": {
        "oauth_tenant": "lysekil.example",
        "oauth_client_id": "app-1",
        "oauth_client_secret": SecretStr(PASSWORD),
    },
}


def a_token(word: str) -> Answered:
    return Answered(200, f'{{"access_token": "{word}", "expires_in": 3599}}')


def test_a_token_is_fetched_once_and_logs_in() -> None:
    server = MailServer(bearer="tok-1")
    given = Recorder(a_token("tok-1"))
    channel = Channel()
    send(server, channel=channel, sender=given, **OAUTH)
    send(server, channel=channel, sender=given, **OAUTH)
    assert len(server.letters) == 2
    (asked,) = given.sent
    assert asked.path == "https://login.microsoftonline.com/lysekil.example/oauth2/v2.0/token"
    assert b"grant_type=client_credentials" in asked.body
    assert b"scope=https%3A%2F%2Foutlook.office365.com%2F.default" in asked.body


def test_a_token_that_is_refused_is_thrown_away() -> None:
    server = MailServer(bearer="tok-2")
    given = Recorder(a_token("tok-1"), a_token("tok-2"))
    channel = Channel()
    assert meaning(refused(server, channel=channel, sender=given, **OAUTH)) == MEND
    send(server, channel=channel, sender=given, **OAUTH)
    assert len(given.sent) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answered(400, '{"error": "invalid_client", "error_description": "CANARY-SECRET"}'), MEND),
        (Answered(401, '{"error": "invalid_client"}'), MEND),
        (Answered(429, "", {"retry-after": "7"}), LATER),
        (Answered(503, ""), LATER),
        (Answered(200, "<html><title>Logga in</title></html>"), LATER),
        (Answered(200, '{"access_token": ""}'), LATER),
    ],
)
def test_no_token_is_no_letter(answer: Answered, expected: tuple[bool, bool, bool]) -> None:
    server = MailServer(bearer="tok-1")
    error = refused(server, sender=Recorder(answer), **OAUTH)
    assert meaning(error) == expected
    assert error.what.startswith("no token")
    assert server.letters == []


# ---- settings ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "maria",
        "maria@",
        "@x.example",
        "a b@x.example",
        "jörgen@x.example",
        "a@-x.example",
        "a@x..example",
        "a\n@x.example",
        "a,b@x.example",
    ],
)
def test_what_is_no_address_is_refused_when_it_is_configured(address: str) -> None:
    with pytest.raises(ValidationError, match="no e-mail address"):
        Channel(to=(address,))


@given(
    st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9})?", fullmatch=True),
    st.sampled_from(("Lysekil.example", "åre.example", "x.co")),
)
def test_an_address_in_order_stays_in_order(local: str, domain: str) -> None:
    once = mailbox(f" {local}@{domain} ")
    assert once.isascii()
    assert mailbox(once) == once


def test_half_of_oauth_is_refused_without_showing_it() -> None:
    with pytest.raises(ValidationError, match="oauth_tenant") as caught:
        Submission(oauth_client_secret=SecretStr(PASSWORD))
    assert PASSWORD not in str(caught.value)


def test_an_unknown_key_of_email_names_itself_and_nothing_else() -> None:
    error = refused(MailServer(), options={"passwrd": PASSWORD})
    assert error.what == "[email] cannot be used: passwrd"


def test_nobody_to_write_to_is_no_delivery() -> None:
    nobody = Address("jour", "Maria")
    assert not Channel().reaches(nobody)
    assert Channel(to=("team@lysekil.example",)).reaches(nobody)
    assert Channel().reaches(MARIA)
    with pytest.raises(TransportError, match="no e-mail address"):
        asyncio.run(Channel().send(an_alert_message(), nobody, Means(Recorder(Answered(200)), None, NOW_HERE, NOW)))


# ---- on disk -----------------------------------------------------------------------------------------------------
def write(directory: Path, message: Message) -> None:
    asyncio.run(Channel().send(message, MARIA, Means(Recorder(Answered(500)), None, directory, NOW)))


def test_without_a_server_the_letter_lies_on_disk_once(tmp_path: Path) -> None:
    write(tmp_path, an_alert_message())
    write(tmp_path, an_alert_message())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "lys-118-new-jour-0.eml"
    letter = message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert letter["To"] == "maria@lysekil.example"


def test_a_disk_that_takes_nothing_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TransportError) as caught:
        write(tmp_path, an_alert_message())
    assert meaning(caught.value) == LATER
    assert str(tmp_path) not in caught.value.what


@given(st.text(min_size=1, max_size=80))
def test_any_key_makes_an_id_that_begins_with_it_or_cannot(key: str) -> None:
    found = message_id(key, "lysekil.example")
    assert re.fullmatch(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@lysekil\.example>", found)
    name = file_name(key)
    assert "/" not in name
    assert not name.startswith(".")
    assert name.endswith(".eml")


# ---- the page ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "sheet"),
        ("quiet", "sheet"),
        ("link", "sheet"),
        ("on_button", "button"),
        ("on_mark", "mark"),
        ("ink", "draft"),
        ("button", "sheet"),
    ],
)
def test_colours_that_stand_on_one_another_can_be_told_apart(colours: dict[str, str], ink: str, ground: str) -> None:
    brighter, darker = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sort", samples())
def test_a_page_has_its_language_one_heading_and_nothing_remote(sort: str) -> None:
    message = samples()[sort]
    page = render(message)
    assert f'<html lang="{message.language}">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<(script|iframe|object|form|meta|base|img|link)\b|url\(|@import", page)
    for draft in message.drafts:
        assert f'<div lang="{draft.language}"' in page
    assert page.count("<th ") == page.count('<th scope="col"')


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_hostile_words_can_act_on_a_page(name: str) -> None:
    page = render(hostile(name))
    assert not re.search(r"<(script|iframe|object|form|meta|base|svg|img)\b|\son\w+\s*=", page, re.IGNORECASE)
    assert not re.search(r"(?:href|src)\s*=\s*[\"']?\s*(?:javascript|data|vbscript|file|//)", page, re.IGNORECASE)
    for href in re.findall(r'href="([^"]*)"', page):
        assert re.match(r"https?://[a-z0-9.]+/", href)
        assert "krisinformation.se@" not in href


def test_a_page_that_mail_programs_would_cut_says_where_the_rest_is() -> None:
    many = tuple(
        Section(f"Rubrik {n}", bullets=("ord " * 200,), links=(Link("Källa", "https://a.example/"),))
        for n in range(200)
    )
    page = render(replace(samples()["week"], sections=many))
    assert len(page) < 100_000
    assert "Förkortat här. Allt står i inkorgen." in page
