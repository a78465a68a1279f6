"""Messages for Slack, inside its limits and without anything in them that acts."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from alerts import NOW, a_telling, an_alert, any_alert, any_telling
from messages import HOSTILE, an_alert_message, hostile, samples
from monitor.channels.slack import Channel
from monitor.channels.slack.blocks import MOST_TEXT, escape_within
from monitor.contract import Address, Means
from monitor.domain.compose import compose_alert
from monitor.domain.message import Message, Section
from monitor.domain.model import Reason
from monitor.domain.notices import compose_bundle
from services import Answered, Recorder

if TYPE_CHECKING:
    from monitor.domain.alert import Alert, Telling

WEBHOOK = Channel(webhook_url=SecretStr("https://hooks.slack.example/services/T0/B0/X"))
BOT = Channel(token=SecretStr("xoxb-1"), channel="C1")
ACTS = re.compile(r"<!\w+|<[@#][A-Z0-9]|<!subteam")


def payload(message: Message, channel: Channel = WEBHOOK, **circumstances: Any) -> dict[str, Any]:
    text = "ok" if channel is WEBHOOK else '{"ok": true, "channel": "C1", "ts": "2.0"}'
    recorder = Recorder(Answered(200, text))
    means = replace(Means(recorder, None, Path(), NOW), **circumstances)
    asyncio.run(channel.send(message, Address("team"), means))
    body = json.loads(recorder.sent[0].body)
    assert isinstance(body, dict)
    return body


def texts(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Every text object: its type and its words."""
    found = [("mrkdwn", body["text"])]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") in {"mrkdwn", "plain_text"}:
                found.append((value["type"], value["text"]))
            for entry in value.values():
                walk(entry)
        elif isinstance(value, list):
            for entry in value:
                walk(entry)

    walk(body.get("blocks", []))
    return found


def keeps_the_limits(body: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/block-kit, and the sum that is written nowhere."""
    blocks = body["blocks"]
    assert len(blocks) <= 50
    assert 0 < len(body["text"]) <= 4000
    for block in blocks:
        match block["type"]:
            case "header":
                assert 0 < len(block["text"]["text"]) <= 150
                assert block["text"]["type"] == "plain_text"
            case "section":
                assert 0 < len(block["text"]["text"]) <= 3000
            case "context":
                assert 1 <= len(block["elements"]) <= 10
                assert all(0 < len(element["text"]) <= 2000 for element in block["elements"])
            case "actions":
                assert 1 <= len(block["elements"]) <= 25
                assert all(0 < len(button["text"]["text"]) <= 75 for button in block["elements"])
                assert all(len(button["url"]) <= 3000 for button in block["elements"])
                assert len({button["action_id"] for button in block["elements"]}) == len(block["elements"])
            case kind:
                assert kind == "divider"
        assert len(block.get("block_id", "")) <= 255
    assert sum(len(words) for _, words in texts(body)[1:]) <= 12_000


@pytest.mark.parametrize("sort", samples())
def test_every_sort_of_message_keeps_the_limits(sort: str) -> None:
    keeps_the_limits(payload(samples()[sort]))


@settings(max_examples=40, deadline=None)
@given(any_alert(), any_telling())
def test_any_alert_keeps_the_limits_and_acts_on_nobody(alert: Alert, telling: Telling) -> None:
    body = payload(compose_alert(alert, telling))
    keeps_the_limits(body)
    for kind, words in texts(body):
        assert kind == "plain_text" or not ACTS.search(words)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_words(name: str) -> None:
    for plain in (False, True):
        body = payload(hostile(name), plain=plain)
        assert body["unfurl_links"] is body["unfurl_media"] is body["link_names"] is False
        for kind, words in texts(body):
            if kind == "plain_text":
                continue
            assert not ACTS.search(words)
            assert not re.search(r"&(?!amp;|lt;|gt;)", words)
            for url, label in re.findall(r"<([^|>]+)\|([^>]*)>", words):
                assert url.startswith(("https://", "http://"))
                assert label.split("/")[0] in url


def test_an_ampersand_is_escaped_once_whatever_a_feed_made_of_it() -> None:
    body = payload(replace(an_alert_message(), first_line="A & B <c> &amp; &lt;!channel&gt; &#8238;x"))
    assert body["text"] == "A &amp; B &lt;c&gt; &amp; &lt;!channel&gt; x"
    body = payload(replace(an_alert_message(), first_line="A & B <c> &amp;"))
    assert body["blocks"][0]["text"]["text"] == "A & B <c> &amp;"


@given(st.text(alphabet="&<>a b", max_size=300), st.integers(10, 200))
def test_no_escape_is_cut_in_two(text: str, limit: int) -> None:
    cut = escape_within(text, limit)
    assert len(cut) <= limit
    assert not re.search(r"&(?!amp;|lt;|gt;)", cut)


def test_a_flood_says_where_the_rest_is() -> None:
    many = [an_alert(number=n, title=f"Rubrik {n} " + "ord " * 60) for n in range(1, 400)]
    body = payload(compose_bundle(many, a_telling()))
    keeps_the_limits(body)
    assert body["blocks"][-1]["elements"][0]["text"] == "Förkortat här. Allt står i inkorgen."
    assert sum(len(words) for _, words in texts(body)) > MOST_TEXT // 2


def test_one_endless_section_is_cut_between_lines() -> None:
    bullets = tuple(f"rad {n} " + "x" * 80 for n in range(500))
    body = payload(replace(samples()["week"], sections=(Section("Lång", bullets=bullets),)))
    keeps_the_limits(body)


def test_the_plain_form_is_text_alone() -> None:
    body = payload(an_alert_message(), plain=True)
    assert "blocks" not in body
    assert body["mrkdwn"] is False
    assert body["text"].startswith("Vatten, Sundsby, Lysekil (obekräftat")
    assert len(body["text"]) <= 4000


# ---- a bot's threads ---------------------------------------------------------------------------------------------
def test_a_bot_keeps_an_incident_in_one_thread() -> None:
    assert "thread_ts" not in payload(an_alert_message(), BOT)
    later = payload(an_alert_message(), BOT, earlier=("C9:0.5", "C1:1.0", "C1:1.5"))
    assert later["channel"] == "C1"
    assert later["thread_ts"] == "1.0"
    assert later["reply_broadcast"] is False


def test_what_is_worse_is_also_shown_outside_the_thread() -> None:
    worse = replace(an_alert_message(), reason=Reason.WORSE)
    assert payload(worse, BOT, earlier=("C1:1.0",))["reply_broadcast"] is True


@pytest.mark.parametrize(
    "options",
    [{}, {"webhook_url": "https://x.example/s", "token": "xoxb-1", "channel": "C1"}, {"token": "xoxb-1"}],
)
def test_a_channel_needs_one_way_and_no_more(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"webhook_url or token|channel"):
        Channel(**options)
