"""Teams, text messages, webhooks, ntfy and Apprise: what is particular to each."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from alerts import NOW, a_telling, an_alert, any_alert, any_telling
from messages import HOSTILE, an_alert_message, hostile, samples
from monitor.channels import apprise, ntfy, sms, teams, webhook
from monitor.channels.sms.gsm import BASIC, EXTENDED, fit, parts, septets, to_gsm
from monitor.channels.teams.card import card
from monitor.contract import Address, BaseChannel, Means
from monitor.domain.compose import compose_alert
from monitor.errors import TransportError
from services import Answered, Recorder

if TYPE_CHECKING:
    from monitor.domain.alert import Alert, Telling
    from monitor.domain.message import Message

MARIA = Address("jour", "Maria", phone="070-174 06 05")


def send(
    channel: BaseChannel, message: Message, *answers: Answered, plain: bool = False, address: Address = MARIA
) -> Recorder:
    recorder = Recorder(*answers)
    asyncio.run(channel.send(message, address, Means(recorder, None, Path(), NOW, plain=plain)))
    return recorder


# ---- Teams -------------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(any_alert(), any_telling())
def test_a_card_is_never_larger_than_teams_shows(alert: Alert, telling: Telling) -> None:
    made = card(compose_alert(alert, telling))
    assert len(json.dumps(made, ensure_ascii=False)) <= 14_000  # 28 KB at two bytes each
    assert len(made["actions"]) <= 6


@pytest.mark.parametrize("name", HOSTILE)
def test_a_card_shows_words_in_runs_that_no_markdown_is_read_in(name: str) -> None:
    made = card(hostile(name))
    assert {element["type"] for element in made["body"]} == {"RichTextBlock"}
    for element in made["body"]:
        for run in element["inlines"]:
            assert run["type"] == "TextRun"
            assert run.get("selectAction", {"url": "https://"})["url"].startswith(("https://", "http://"))
    assert all(action["url"].startswith(("https://", "http://")) for action in made["actions"])


def test_a_card_that_was_cut_says_so() -> None:
    made = card(replace(samples()["bundle"], sections=samples()["bundle"].sections * 60))
    assert made["body"][-1]["inlines"][0]["text"] == "Förkortat här. Allt står i inkorgen."


def test_the_plain_card_has_one_line_and_one_button() -> None:
    channel = teams.Channel(webhook_url="https://flow.example/x")
    sent = send(channel, an_alert_message(), Answered(202), plain=True).sent[0]
    content = json.loads(sent.body)["attachments"][0]["content"]
    assert len(content["body"]) == 1
    assert [action["title"] for action in content["actions"]] == ["Öppna i inkorgen"]


# ---- text messages -----------------------------------------------------------------------------------------------
def elks(**options: Any) -> sms.Channel:
    return sms.Channel(**{"provider": "46elks", "username": "u", "password": "p", "sender": "Lysekil", **options})


def text_of(message: Message, **options: Any) -> str:
    sent = send(elks(to=("+46701740605",), **options), message, Answered(200, '{"id": "s1"}')).sent[0]
    return parse_qs(sent.body.decode())["message"][0]


@given(st.text(max_size=400))
def test_any_text_can_be_written_in_the_alphabet_of_text_messages(text: str) -> None:
    written = to_gsm(text)
    assert all(letter in BASIC or letter in EXTENDED for letter in written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("”Vatten” – avstängt…", '"Vatten" - avstängt...'),
        ("Ráisa Čáhppesjohka ŋđŧžš", "Raisa Cahppesjohka ngdtzs"),
        ("åäöÅÄÖæøÆØéü", "åäöÅÄÖæøÆØéü"),
        ("🚨 brann", " brann"),
        ("Пожар", "?????"),
    ],
)
def test_dashes_quotes_and_marks_are_written_as_a_telephone_can(text: str, written: str) -> None:
    assert to_gsm(text) == written


@given(st.text(max_size=600), st.integers(20, 459))
def test_what_is_fitted_fits(text: str, room: int) -> None:
    assert septets(fit(text, room)) <= room


@settings(max_examples=40, deadline=None)
@given(any_alert(), any_telling(), st.integers(1, 3))
def test_a_text_is_never_more_messages_than_its_severity_is_worth(alert: Alert, telling: Telling, most: int) -> None:
    written = text_of(compose_alert(alert, telling), parts=most)
    assert 0 < parts(written) <= min(most, max(alert.severity, 1))


def test_a_text_has_nobodys_words_and_ends_with_where_to_answer() -> None:
    written = text_of(compose_alert(an_alert(severity=3), a_telling()))
    assert written.startswith("Händelse 118 i Lysekil. Vatten, Sundsby, Lysekil. Obekräftat: 1 tidning, 1 boende.")
    assert "läcka på Storgatan" not in written
    assert written.endswith(" https://bevakning.lysekil.example/incidents/118")
    assert parts(written) <= 3


def test_a_link_that_would_leave_no_room_is_left_out() -> None:
    long = an_alert(url="https://bevakning.lysekil.example/" + "a" * 200)
    assert "https://" not in text_of(compose_alert(long, a_telling(actions={})))


def test_fixed_numbers_get_it_each_and_some_may_have_it_already() -> None:
    channel = elks(to=("+46701740605", "+46 70-174 06 06"))
    sent = send(channel, an_alert_message(), Answered(200, '{"id": "s1"}')).sent
    assert [parse_qs(one.body.decode())["to"][0] for one in sent] == ["+46701740605", "+46701740606"]
    with pytest.raises(TransportError) as caught:
        send(channel, an_alert_message(), Answered(200, '{"id": "s1"}'), Answered(503))
    assert caught.value.partly
    assert not caught.value.permanent


def test_a_person_without_a_telephone_is_not_reached() -> None:
    assert not elks().reaches(Address("jour", "Maria"))
    assert not elks().reaches(MARIA)  # no country's code: nobody knows which country's number it is
    assert elks().reaches(Address("jour", "Maria", phone="+46 70-174 06 05"))
    assert elks(to=("+46701740605",)).reaches(Address("team"))
    with pytest.raises(TransportError, match="no telephone number"):
        send(elks(), an_alert_message(), Answered(200, '{"id": "s1"}'))


@pytest.mark.parametrize(
    "wrong", [{"to": ("070-1740605",)}, {"sender": "Lysekils kommun"}, {"parts": 4}, {"provider": "other"}]
)
def test_wrong_options_of_text_messages_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        elks(**wrong)


# ---- webhook -----------------------------------------------------------------------------------------------------
def test_a_webhook_is_signed_so_that_the_receiver_can_tell() -> None:
    key = b"canary-secret-canary-secret"
    secret = "whsec_" + base64.b64encode(key).decode()
    sent = send(webhook.Channel(url="https://a.example/x", secret=secret), an_alert_message(), Answered(204)).sent[0]
    signed = f"{sent.headers['webhook-id']}.{sent.headers['webhook-timestamp']}.".encode() + sent.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent.headers["webhook-signature"] == f"v1,{expected}"
    assert sent.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert sent.headers["idempotency-key"] == sent.headers["webhook-id"] == "lys-118-new-jour-0"


def test_a_webhook_gets_every_field_by_its_name() -> None:
    sent = send(webhook.Channel(url="https://a.example/x"), an_alert_message(), Answered(200, "{}")).sent[0]
    body = json.loads(sent.body)
    assert body["incident"] == 118
    assert body["reason"] == "new"
    assert body["receiver"] == "jour"
    assert body["written_at"] == "2026-11-24T06:46:00+00:00"
    assert [fact["name"] for fact in body["facts"]][:3] == ["what", "where", "how_sure"]
    assert body["drafts"][0]["language"] == "sv"
    assert body["actions"][0] == {"label": "Jag tar den", "url": "https://bevakning.lysekil.example/a/take?t=signed"}
    assert body["text"].startswith("Vatten, Sundsby")
    assert "webhook-signature" not in sent.headers


# ---- ntfy --------------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(any_alert(), any_telling())
def test_a_push_is_never_so_long_that_it_becomes_a_file(alert: Alert, telling: Telling) -> None:
    channel = ntfy.Channel(topic="t")
    sent = send(channel, compose_alert(alert, telling), Answered(200, '{"id": "x"}')).sent[0]
    body = json.loads(sent.body)
    assert 0 < len(body["message"].encode()) <= 4096
    assert len(body["title"]) <= 250
    assert len(body["actions"]) <= 3
    assert body["priority"] == {3: 5, 2: 4, 1: 3, 0: 2}[alert.severity]


def test_a_push_keeps_the_first_answers_and_the_inbox() -> None:
    sent = send(ntfy.Channel(topic="t"), an_alert_message(), Answered(200, '{"id": "x"}')).sent[0]
    assert [action["label"] for action in json.loads(sent.body)["actions"]] == [
        "Jag tar den",
        "Inte vår",
        "Öppna i inkorgen",
    ]


# ---- Apprise -----------------------------------------------------------------------------------------------------
class Library(ModuleType):
    """A stand-in for the library, where it is not installed: it understands json:// and answers as it is told."""

    def __init__(self, answer: object) -> None:
        super().__init__("apprise")
        self.__spec__ = ModuleSpec("apprise", None)
        self.answer = answer
        self.told: list[dict[str, str]] = []

    def Apprise(self) -> Library:  # noqa: N802
        return self

    def add(self, url: str) -> bool:
        return url.startswith("json://")

    def notify(self, **words: str) -> object:
        self.told.append(words)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def with_library(monkeypatch: pytest.MonkeyPatch, answer: object) -> Library:
    library = Library(answer)
    monkeypatch.setitem(sys.modules, "apprise", library)
    return library


def test_apprise_is_told_in_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    library = with_library(monkeypatch, answer=True)
    send(apprise.Channel(urls=("json://u:CANARY@a.example",)), an_alert_message())
    assert library.told[0]["title"] == "Inget vatten i Sundsby, läcka på Storgatan [Lysekil #118]"
    assert library.told[0]["body"].startswith("Vatten, Sundsby")
    assert library.told[0]["body_format"] == "text"


@pytest.mark.parametrize(
    ("answer", "urls", "permanent"),
    [
        (False, ("json://u:CANARY@a.example",), False),
        (OSError("https://u:CANARY@a.example"), ("json://u:CANARY@a.example",), False),
        (True, ("what://CANARY",), True),
    ],
)
def test_apprise_says_no_more_than_no(
    monkeypatch: pytest.MonkeyPatch, answer: object, urls: tuple[str, ...], *, permanent: bool
) -> None:
    with_library(monkeypatch, answer)
    with pytest.raises(TransportError) as caught:
        send(apprise.Channel(urls=urls), an_alert_message())
    assert caught.value.permanent is permanent
    assert "CANARY" not in str(caught.value)


def test_without_the_library_a_configuration_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with_library(monkeypatch, answer=True)
    channel = apprise.Channel(urls=("json://a.example",))
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(TransportError, match="pip install") as caught:
        send(channel, an_alert_message())
    assert caught.value.permanent
    monkeypatch.setattr("monitor.channels.apprise.find_spec", lambda _name: None)
    with pytest.raises(ValidationError, match="pip install"):
        apprise.Channel(urls=("json://CANARY@a.example",))
