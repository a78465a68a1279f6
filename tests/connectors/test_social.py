"""Social connectors: what they start with, what they never keep, what they do when there is more than they can read."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.bluesky.parse import read_author, read_found
from connectors.facebook_page.parse import read_page
from connectors.instagram.hashtags import DAYS, open_hashtags
from connectors.instagram.parse import read_media
from connectors.lemmy.parse import read_found as read_lemmy
from connectors.mastodon.parse import read_posts
from connectors.reddit.parse import read_listing
from connectors.telegram.parse import read_messages
from connectors.x.parse import read_found as read_x
from loopback import in_loop
from monitor.contract import BaseConnector, Visit
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError
from recorded import LYSEKIL, NOW, Answer, a_visit, recorded_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.contract import Cursor
    from monitor.domain.model import RawItem

PAGE = "https://x.example/"
APPROVED = {"dpia_approved_on": "2026-11-02"}
PAID: dict[str, dict[str, Any]] = {
    "x": {"token": "secret-t", "monthly_posts": 10},
    "facebook_page": {"token": "secret-t", "page": "12"},
    "instagram": {"token": "secret-t", "account": "12"},
}


def a_connector(name: str, **options: Any) -> BaseConnector:
    found: BaseConnector = importlib.import_module(f"connectors.{name}").Connector(**options)
    return found


def a_post(number: int) -> dict[str, Any]:
    return {"id": str(number), "content": f"<p>{number}</p>", "created_at": "2026-11-22T20:00:00Z", "account": {}}


# ---- options -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", list(PAID))
def test_it_starts_only_when_its_impact_assessment_is_approved(name: str) -> None:
    for approval in ({}, {"dpia_approved_on": "soon"}, {"dpia_approved_on": None}):
        with pytest.raises(ValidationError) as failed:
            a_connector(name, **PAID[name], **approval)
        assert [error["loc"] for error in failed.value.errors()] == [("dpia_approved_on",)]
        assert "secret-t" not in str(failed.value)
    assert a_connector(name, **PAID[name], **APPROVED)


@pytest.mark.parametrize("name", list(PAID))
@in_loop
async def test_an_approval_that_is_to_come_is_none(name: str) -> None:
    client, recording = recorded_client([])
    connector = a_connector(name, **PAID[name], dpia_approved_on=(NOW + timedelta(days=1)).date())
    with pytest.raises(SourceError) as failed:
        await connector.poll(client, {}, a_visit())
    assert failed.value.fault is Fault.FORBIDDEN
    assert recording.asked == []


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("youtube", {"channel": "@lysekilskommun"}, "begins with UC"),
        ("bluesky", {}, "app_password"),
        ("bluesky", {"search": ["Lysekil"], "handle": "a.bsky.social"}, "app_password"),
        ("reddit", {"mode": "oauth"}, "client_id"),
        ("lemmy", {"url": "https://a.example", "community": "a", "search": "b"}, "one of the two"),
        ("discourse", {"url": "https://a.example", "category": "a/1", "tag": "b"}, "one of the two"),
        ("discourse", {"url": "https://a.example", "category": "no number"}, "category"),
        ("mastodon", {"url": "https://a.example/@b"}, "url"),
        ("mastodon", {"url": "https://a.example", "tags": ["två ord"]}, "tags"),
        ("telegram", {"channel": "https://t.me/+abcdef"}, "channel"),
        ("forum", {"url": "https://a.example", "software": "smf"}, "phpbb"),
        ("instagram", {**PAID["instagram"], **APPROVED, "hashtags": [f"t{n}" for n in range(31)]}, "hashtags"),
        ("x", {**PAID["x"], **APPROVED, "monthly_posts": 9}, "monthly_posts"),
        ("facebook_page", {**PAID["facebook_page"], **APPROVED, "page": "lysekil"}, "page"),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(name: str, options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as failed:
        a_connector(name, **options)
    assert says in str(failed.value)


# ---- mastodon ----------------------------------------------------------------------------------------------------
@in_loop
async def test_a_gap_that_five_pages_do_not_close_is_an_overrun() -> None:
    server = "https://social.example"
    tag = f"{server}/api/v1/timelines/tag/Lysekil?limit=40"
    connector = a_connector("mastodon", url=server)
    client, _ = recorded_client([Answer(tag, body=json.dumps([a_post(1)]).encode())])
    cursor = (await connector.poll(client, {}, a_visit())).cursor

    newest = [a_post(number) for number in range(9960, 10_000)]
    pages = [Answer(tag, body=json.dumps(newest).encode())]
    for since in (1, 101, 201, 301, 401):
        page = [a_post(number) for number in range(since + 61, since + 101)]
        pages.append(Answer(f"{tag}&min_id={since}", body=json.dumps(page).encode()))
    client, recording = recorded_client(pages)
    batch = await connector.poll(client, cursor, a_visit())
    assert batch.window_full
    assert len(batch.items) == 40 * 6
    assert sum("min_id" in str(asked.url) for asked in recording.asked) == 5


# ---- bluesky -----------------------------------------------------------------------------------------------------
@in_loop
async def test_a_log_in_serves_for_an_hour_and_a_half_and_stands_in_no_cursor() -> None:
    server = "https://bsky.social/xrpc"
    log_in = Answer(f"{server}/com.atproto.server.createSession", body=b'{"accessJwt": "jwt-of-ours"}')
    search = Answer(f"{server}/app.bsky.feed.searchPosts?q=Lysekil&sort=latest&limit=100", body=b'{"posts": []}')
    client, recording = recorded_client([log_in, search])
    connector = a_connector("bluesky", handle="a.bsky.social", app_password="secret-p")
    cursor: Cursor = {}
    for minutes in (0, 30, 89, 91):
        cursor = (await connector.poll(client, cursor, a_visit(now=NOW + timedelta(minutes=minutes)))).cursor
    asked = [request.url.path for request in recording.asked]
    assert sum("createSession" in path for path in asked) == 2
    assert "jwt-of-ours" not in json.dumps(cursor)
    assert "jwt-of-ours" not in repr(connector)
    assert {request.headers.get("authorization") for request in recording.asked} == {None, "Bearer jwt-of-ours"}


# ---- facebook, instagram -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["facebook_page", "instagram"])
@in_loop
async def test_a_token_travels_in_a_header_and_stands_in_no_address_error_or_cursor(name: str) -> None:
    refused = json.dumps({"error": {"code": 190, "message": "Malformed access token secret-t"}}).encode()
    connector = a_connector(name, **PAID[name], **APPROVED)
    client, recording = recorded_client([])
    with pytest.raises(SourceError):
        await connector.poll(client, {}, a_visit())
    [asked] = recording.asked
    assert asked.headers["authorization"] == "Bearer secret-t"
    assert "secret-t" not in str(asked.url)
    client, _ = recorded_client([Answer(str(asked.url), 400, body=refused)])
    with pytest.raises(SourceError) as failed:
        await connector.poll(client, {}, a_visit())
    assert failed.value.fault is Fault.CREDENTIALS
    assert "secret-t" not in str(failed.value)


@in_loop
async def test_a_thirty_first_hashtag_in_seven_days_is_not_asked_for() -> None:
    graph = "https://graph.facebook.com/v26.0"
    kept: list[Cursor] = []

    async def keep(cursor: Cursor) -> None:
        kept.append(json.loads(json.dumps(cursor)))

    def visit(after: timedelta) -> Visit:
        return Visit(NOW + after, LYSEKIL, "instagram", keep)

    fields = "user_id=12&fields=id%2Ccaption%2Cpermalink%2Ctimestamp&limit=50"
    answers = [Answer(f"{graph}/7/recent_media?{fields}", body=b'{"data": []}')]
    answers += [
        Answer(f"{graph}/ig_hashtag_search?user_id=12&q=t{n}", body=b'{"data": [{"id": "7"}]}') for n in range(31)
    ]
    own = {"media": False, "comments": False, "mentions": False, **PAID["instagram"], **APPROVED}
    client, recording = recorded_client(answers)
    thirty = a_connector("instagram", hashtags=[f"t{n}" for n in range(30)], **own)
    cursor = (await thirty.poll(client, {}, visit(timedelta()))).cursor
    assert len(kept) == 30

    another = a_connector("instagram", hashtags=["t30"], **own)
    asked = len(recording.asked)
    batch = await another.poll(client, {"ledger": cursor["ledger"]}, visit(timedelta(days=6)))
    assert len(recording.asked) == asked
    assert "t30 is not read" in batch.notes[0]
    batch = await another.poll(client, {"ledger": cursor["ledger"]}, visit(timedelta(days=7)))
    assert (len(recording.asked), batch.notes) == (asked + 2, ())


def test_a_hashtag_counts_for_seven_days_after_its_last_question() -> None:
    tags = open_hashtags(None, NOW)
    tags.note("lysekil", NOW)
    value = json.loads(json.dumps(tags.as_value()))
    assert "lysekil" in open_hashtags(value, NOW + timedelta(seconds=DAYS - 1)).asked
    assert "lysekil" not in open_hashtags(value, NOW + timedelta(seconds=DAYS)).asked


# ---- hostile answers ---------------------------------------------------------------------------------------------
CONNECTORS = Path(__file__).parents[2] / "connectors"
ODD: list[Any] = [None, True, -5, 2**70, 1.5, "", "²", "http://[", "9" * 400, [], {}, [{}], {"id": {}}, ["x"], [None]]
GRAPH = {"page": "1", "posts": True, "visitors": True, "comments": True}
MEDIA = {"account": "1", "own": True, "media": True, "about_us": True}
READERS: dict[str, tuple[str, Callable[[bytes], Parsed]]] = {
    "mastodon": ("tag", lambda body: read_posts(body, "", PAGE, strangers=True, memory="")),
    "mastodon poll": ("ugly", lambda body: read_posts(body, "", PAGE, strangers=True, memory="")),
    "bluesky": ("ugly", lambda body: read_found(body, "", PAGE, "")),
    "bluesky author": ("author", lambda body: read_author(body, "", PAGE, "")),
    "lemmy": ("search", lambda body: read_lemmy(body, "", PAGE, "")),
    "reddit": ("listing", lambda body: read_listing(body, "", PAGE, "")),
    "facebook_page": ("ugly", lambda body: read_page(body, "", PAGE, GRAPH, "")),
    "instagram": ("media", lambda body: read_media(body, "", PAGE, MEDIA, "")),
    "x": ("edited", lambda body: read_x(body, "", PAGE)),
    "x long": ("ugly", lambda body: read_x(body, "", PAGE)),
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything that an answer holds."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [below for key, part in keys for below in places(part, (*path, key))]


def with_another(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """The same answer, with something else in one place."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_another(value[path[0]], path[1:], other)
    return copy


@pytest.mark.parametrize("reader", READERS)
def test_whatever_an_answer_holds_in_one_place_it_is_read_or_refused(reader: str) -> None:
    name, read = READERS[reader]
    path = CONNECTORS / reader.partition(" ")[0] / "samples" / f"{name}.answer"
    answer = json.loads(path.read_text(encoding="utf-8"))
    given_items = 0
    for place, odd in product(places(answer), ODD):
        try:
            parsed = read(json.dumps(with_another(answer, place, odd)).encode())
        except SourceError:
            continue
        given_items += len(parsed.items)
        assert all(map(is_sound, parsed.items)), (place, odd)
    assert given_items


def is_sound(item: RawItem) -> bool:
    """Whether the item has an id, words, an address that can be opened, and a time that is aware."""
    is_dated = item.published_at is None or item.published_at.tzinfo is not None
    return bool(item.id and (item.title or item.text)) and is_dated and item.url[:4] in {"", "http"}


@given(st.text(st.sampled_from("<>/=\"' abdiv") | st.characters(codec="utf-8"), max_size=300))
def test_any_page_of_telegram_is_read_or_refused(page: str) -> None:
    body = f'<div class="tgme_channel_history"><div class="tgme_widget_message" data-post="a/1">{page}'.encode()
    assert isinstance(read_messages(body, "text/html", "https://t.me/s/a", ""), Parsed)
