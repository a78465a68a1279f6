"""Feeds: what is read of them, what is remembered, and what is new."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from connectors._feed.read import ITEMS_MOST, read_feed
from connectors._feed.split import split_items
from connectors.rss import Connector
from loopback import in_loop
from monitor.contract import Batch, Visit
from monitor.errors import Fault, SourceError
from recorded import LYSEKIL, NOW, Answer, recorded_client

if TYPE_CHECKING:
    from monitor.domain.model import Parsed

URL = "https://paper.example/feed"


def entry(number: int, **fields: str) -> str:
    """One entry of RSS; ``guid=""`` leaves the element out."""
    values = {
        "title": f"Nyhet {number}",
        "link": f"https://paper.example/{number}",
        "guid": f"id-{number}",
        "pubDate": "Sun, 22 Nov 2026 10:00:00 +0100",
        "description": f"Texten i nyhet {number}.",
        **fields,
    }
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value) + "</item>"


def feed(*entries: str, pre: str = "", post: str = "") -> bytes:
    return f'{pre}<rss version="2.0"><channel><title>x</title>{"".join(entries)}</channel></rss>{post}'.encode()


def read(body: bytes, memory: dict[str, Any] | None = None) -> Parsed:
    parsed = read_feed(body, "", URL, "Europe/Stockholm", memory or {})
    json.dumps(parsed.facts)
    return parsed


def titles(parsed: Parsed | Batch) -> list[str]:
    return [item.title for item in parsed.items]


def ids(parsed: Parsed | Batch) -> list[str]:
    return [item.id for item in parsed.items]


class Reader:
    """A source that is polled again and again."""

    def __init__(self) -> None:
        self.cursor: dict[str, Any] = {}

    async def poll(self, body: bytes, **headers: str) -> Batch:
        client, self.network = recorded_client([Answer(URL, 200, headers, body)])
        batch = await Connector(url=URL).poll(client, self.cursor, Visit(NOW, LYSEKIL))
        self.cursor = json.loads(json.dumps(batch.cursor))
        return batch


# ---- what is new -------------------------------------------------------------------------------------------------
@in_loop
async def test_only_what_was_not_there_is_given() -> None:
    reader = Reader()
    assert titles(await reader.poll(feed(entry(2), entry(1)))) == ["Nyhet 2", "Nyhet 1"]
    again = await reader.poll(feed(entry(2), entry(1)))
    assert again.unchanged
    assert titles(await reader.poll(feed(entry(3), entry(2), entry(1)))) == ["Nyhet 3"]


@in_loop
async def test_an_entry_that_was_edited_is_given_again_under_its_id() -> None:
    reader = Reader()
    await reader.poll(feed(entry(2), entry(1)))
    edited = await reader.poll(feed(entry(2), entry(1, description="Rättad text.")))
    assert [(item.id, item.text) for item in edited.items] == [("id-1", "Rättad text.")]


@in_loop
async def test_a_body_that_differs_around_the_same_entries_is_unchanged_and_not_parsed() -> None:
    reader = Reader()
    await reader.poll(feed(entry(1)))
    client, _ = recorded_client([Answer(URL, body=feed(entry(1), post="<!-- served 17 -->"))])

    async def never(*_: object) -> None:
        pytest.fail("it was parsed")

    client.apart = never  # type: ignore[method-assign,assignment]
    batch = await Connector(url=URL).poll(client, reader.cursor, Visit(NOW, LYSEKIL))
    assert batch.unchanged


@in_loop
async def test_two_servers_that_show_different_windows_bring_nothing_twice() -> None:
    reader = Reader()
    first, second = feed(entry(3), entry(2), entry(1)), feed(entry(2), entry(1), entry(0))
    await reader.poll(first)
    assert titles(await reader.poll(second)) == ["Nyhet 0"]
    assert titles(await reader.poll(first)) == []
    assert titles(await reader.poll(second)) == []


@in_loop
async def test_a_window_that_moved_on_past_all_that_was_known_is_reported() -> None:
    reader = Reader()
    await reader.poll(feed(*(entry(number) for number in range(10, 0, -1))))
    assert not (await reader.poll(feed(*(entry(number) for number in range(15, 5, -1))))).window_full
    assert (await reader.poll(feed(*(entry(number) for number in range(40, 30, -1))))).window_full


@pytest.mark.parametrize(
    "change", [{"pubDate": "Mon, 23 Nov 2026 10:00:00 +0100"}, {"guid": "other"}, {"title": "Ny rubrik"}]
)
@in_loop
async def test_a_feed_that_was_rewritten_is_no_window_that_moved_on(change: dict[str, str]) -> None:
    reader = Reader()
    await reader.poll(feed(*(entry(number) for number in range(10, 0, -1))))
    guid = {"guid": ""} if "guid" in change else {}
    rewritten = [entry(number, **{**change, **guid}) for number in range(10, 0, -1)]
    assert not (await reader.poll(feed(*rewritten))).window_full


@in_loop
async def test_a_broken_answer_gives_what_it_holds_and_is_asked_for_again() -> None:
    reader = Reader()
    whole = feed(entry(3), entry(2), entry(1))
    half = await reader.poll(whole[: whole.index(b"Nyhet 1")], etag='"1"')
    assert titles(half) == ["Nyhet 3", "Nyhet 2"]
    assert half.notes
    rest = await reader.poll(whole, etag='"1"')
    assert "if-none-match" not in reader.network.asked[0].headers
    assert titles(rest) == ["Nyhet 1"]


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        ("</description></item></channel>", "Texten i nyhet…"),
        ("nyhet 1.</description>", "Texten i…"),
        ("Texten i nyhet 1", "…"),
        ("<description>Texten i nyhet 1", ""),
    ],
)
def test_an_entry_that_breaks_off_counts_when_it_can_be_told_what_it_is(cut: str, text: str) -> None:
    whole = feed(entry(2), entry(1)).decode()
    parsed = read(whole[: whole.rindex(cut)].encode())
    assert ids(parsed) == ["id-2", "id-1"]
    assert parsed.items[1].title == "Nyhet 1"
    assert not parsed.facts["whole"]
    assert parsed.items[1].text == text


@pytest.mark.parametrize("cut", ["yhet 1</title>", "</title><link>https://paper.example/1", "<title>Nyhet 1"])
def test_an_entry_without_a_whole_title_and_an_id_waits_until_it_is_whole(cut: str) -> None:
    whole = feed(entry(2), entry(1)).decode()
    assert ids(read(whole[: whole.index(cut)].encode())) == ["id-2"]


def test_a_feed_whose_only_entry_breaks_off_is_read() -> None:
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
    broken = f'{head}<entry><title>Läcka</title><link href="/a"/><id>urn:1</id><author><na'
    assert [(item.id, item.title, item.url) for item in read(broken.encode()).items] == [
        ("urn:1", "Läcka", "https://paper.example/a")
    ]


def test_an_entry_whose_id_is_still_to_come_waits_for_it() -> None:
    """Else it would have one id now and another when it is whole."""
    whole = feed(entry(2), entry(1)).decode()
    assert ids(read(whole[: whole.rindex("<guid>")].encode())) == ["id-2"]
    without_ids = feed(entry(2, guid=""), entry(1, guid="")).decode()
    assert ids(read(without_ids[: without_ids.rindex("<pubDate>")].encode())) == ["paper.example/2", "paper.example/1"]


@in_loop
async def test_a_broken_answer_whose_entries_are_all_known_leaves_no_validators() -> None:
    reader = Reader()
    whole = feed(entry(2), entry(1))
    await reader.poll(whole, etag='"1"')
    await reader.poll(whole[: whole.index(b"<item><title>Nyhet 1")], etag='"2"')
    await reader.poll(whole, etag='"2"')
    assert reader.network.asked[0].headers.get("if-none-match") == '"1"'


@pytest.mark.parametrize(
    ("date", "header", "notes"),
    [
        ("Sun, 22 Nov 2026 21:00:00 +0100", "Sun, 22 Nov 2026 20:29:00 GMT", []),
        ("Sun, 22 Nov 2027 21:00:00 +0100", "", ["1 entries are dated in the future"]),
        (
            "",
            "Sun, 22 Nov 2026 18:00:00 GMT",
            ["the server's clock says 2026-11-22 18:00 UTC; one of the two is wrong"],
        ),
        ("", "nonsense", []),
    ],
)
@in_loop
async def test_a_time_that_cannot_be_right_is_told(date: str, header: str, notes: list[str]) -> None:
    batch = await Reader().poll(feed(entry(1, pubDate=date)), **({"date": header} if header else {}))
    assert list(batch.notes) == notes


# ---- which is which ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"guid": "http://paper.example/1"}, {"guid": "https://paper.example/1"}),
        ({"guid": "\n  id-1 "}, {"guid": "id-1"}),
        ({"guid": ""}, {"guid": "", "link": "https://www.paper.example/1?utm_source=rss&amp;sid=8f2a"}),
        ({"guid": "", "link": ""}, {"guid": "", "link": ""}),
        ({"title": "Rubrik"}, {"title": "Ändrad rubrik"}),
    ],
)
def test_an_entry_keeps_its_id(one: dict[str, str], two: dict[str, str]) -> None:
    assert ids(read(feed(entry(1, **one)))) == ids(read(feed(entry(1, **two))))


def test_ids_that_several_entries_share_are_told_apart_by_what_they_say() -> None:
    parsed = read(feed(*(entry(number, guid="same") for number in range(4))))
    assert len(set(ids(parsed))) == 4


def test_ids_that_are_shared_stay_the_same_when_another_entry_comes() -> None:
    first = read(feed(entry(1, guid="same"), entry(2, guid="same")))
    second = read(feed(entry(3, guid="same"), entry(1, guid="same"), entry(2, guid="same")), dict(first.facts))
    again = read(feed(entry(3, guid="same"), entry(1, guid="same"), entry(2, guid="same")))
    assert len(second.items) == 1
    assert ids(again)[1:] == ids(first)
    assert ids(second)[0] == ids(again)[0]


def test_entries_alike_in_everything_are_one() -> None:
    assert len(read(feed(entry(1), entry(1))).items) == 1


@in_loop
async def test_a_feed_that_gives_new_ids_at_every_poll_is_known_by_its_addresses() -> None:
    reader = Reader()
    keys = []
    for poll in range(4):
        batch = await reader.poll(feed(*(entry(number, guid=f"poll-{poll}-{number}") for number in range(5))))
        keys.append(ids(batch))
    assert keys[1] == keys[2] == keys[3]
    assert keys[1][0] == "paper.example/0"


@in_loop
async def test_a_feed_whose_entries_all_lead_to_its_front_page_keeps_its_ids() -> None:
    reader = Reader()
    for poll in range(3):
        numbers = range(poll * 10, poll * 10 + 5)
        batch = await reader.poll(feed(*(entry(number, link="https://paper.example/") for number in numbers)))
        assert ids(batch) == [f"id-{number}" for number in numbers]


def test_an_id_without_end_is_cut_and_still_tells_entries_apart() -> None:
    parsed = read(feed(entry(1, guid="x" * 5000 + "1"), entry(2, guid="x" * 5000 + "2")))
    assert len(set(ids(parsed))) == 2
    assert max(map(len, ids(parsed))) <= 400


# ---- what is broken ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("broken", "title"),
    [
        (entry(1, title="Bom & bygge"), "Bom & bygge"),
        (entry(1, title="Br&aring;k &eacute;n &nbsp; &okand;"), "Bråk én &okand;"),
        (entry(1, title="&#xD83D;&#xDE80; &#x110000; &#xFFFFFFFF; &#0;"), "🚀 \ufffd \ufffd"),
        (entry(1, title="a\x01b\x0b\x0cc"), "abc"),
        (entry(1, title="5 < 6"), "5 < 6"),
        (entry(1, title="x") + "<media:content url='x'/><foo:bar/>", "x"),
        (entry(1, title="<![CDATA[A & B < C]]>"), "A & B < C"),
        (entry(1, title="<![CDATA[fet <b>text]]>"), "fet text"),
        (entry(1, title="x < y"), "x < y"),
    ],
)
def test_the_usual_mistakes_are_mended_and_told(broken: str, title: str) -> None:
    parsed = read(feed(entry(2), broken, entry(3)))
    assert titles(parsed) == ["Nyhet 2", title, "Nyhet 3"]


def test_what_stands_before_and_behind_a_feed_does_not_matter() -> None:
    pre = "\n\n<br />\n<b>Warning</b>: x in <b>/var/www/feed.php</b><br />\n<?xml version='1.0'?><!-- <item> -->"
    assert titles(read(feed(entry(1), pre=pre, post="<!-- cached --><script>x</script>\x00\x00"))) == ["Nyhet 1"]


def test_one_entry_that_nobody_can_read_costs_no_other() -> None:
    parsed = read(feed(entry(1), "<item><title>Öppen <b>fet</title><guid>id-x</guid></item>", entry(2)))
    assert titles(parsed) == ["Nyhet 1", "Öppen fet", "Nyhet 2"]
    assert "malformed" in parsed.notes[-1]


@pytest.mark.parametrize(
    "entities",
    [
        "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY a0 "lol">',
        f'<!ENTITY a9 "{"A" * 100_000}">',
        '<!ENTITY a9 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/pe"> %p;',
        '<!ENTITY a9 "C:\\Users\\data">',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(entities: str) -> None:
    began = time.process_time()
    parsed = read(feed(entry(1, title="&a9;" * 3), entry(2), pre=f"<!DOCTYPE rss [{entities}]>\n"))
    assert titles(parsed) == ["&a9;&a9;&a9;", "Nyhet 2"]
    assert time.process_time() - began < 2


def bombs() -> dict[str, bytes]:
    return {
        "comments": feed(entry(1, description=f"<![CDATA[{'<!--' * 250_000}]]>"), entry(2)),
        "attributes": feed("<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>", entry(2)),
        "categories": feed("<item><title>x</title>" + "<category>c</category>" * 60_000 + "</item>", entry(2)),
        "depth": b"<rss><channel><item>" + b"<a>" * 500_000,
        "depth, closed": feed(entry(2), entry(1, description="<a>" * 200_000 + "</a>" * 200_000)),
        "references": feed(entry(1, title="&a;" * 400_000), entry(2)),
        "brackets": feed(entry(1, title="<" * 400_000), entry(2)),
        "open items": b"<rss><channel>" + b"<item>" * 400_000,
        "cdata": b"<rss><channel><item>" + b"<![CDATA[" * 200_000,
        "prefixes": feed(*(f"<p{n}:x/>" for n in range(50_000)), entry(2)),
        "title": feed(entry(1, title="x" * 3_000_000), entry(2)),
        "closings": feed(entry(2)) + b"</rss>" * 200_000,
        "declarations": b"<!DOCTYPE " * 100_000 + feed(entry(2)),
    }


@pytest.mark.parametrize("name", sorted(bombs()))
def test_a_bomb_goes_off_in_little_time_and_hurts_no_neighbour(name: str) -> None:
    body = bombs()[name]
    assert len(body) < 5_000_000
    began = time.process_time()
    try:
        parsed = read(body)
    except SourceError:
        assert name in {"depth", "open items", "cdata"}
    else:
        assert "Nyhet 2" in titles(parsed)
    assert time.process_time() - began < 8


def test_a_hundred_thousand_entries_are_bounded_and_the_newest_are_read() -> None:
    body = feed(*(entry(number, description="", link="") for number in range(30_000)))
    parsed = read(body)
    assert len(parsed.items) == ITEMS_MOST
    assert "newest" in parsed.notes[0]
    dates = [f"Sun, 22 Nov 2026 {number // 1800:02}:{number // 30 % 60:02}:00 +0100" for number in range(30_000)]
    oldest_first = feed(*(entry(n, description="", link="", pubDate=date) for n, date in enumerate(dates)))
    assert read(oldest_first).items[-1].id == "id-29999"


def test_splitting_looks_at_no_byte_twice() -> None:
    began = time.process_time()
    split_items(b"<item>" * 800_000)
    split_items(b"<item></item>" * 300_000)
    split_items(b"<items>" * 700_000)
    assert time.process_time() - began < 5


def test_items_and_entries_are_found_as_slices() -> None:
    body = b"<rss><items/><item>1</item><item a='b'>2</item ><item>3</item></rss>"
    start, end = split_items(body)[0]
    assert body[start:end] == b"<item>1</item>"
    assert split_items(b"<feed></feed>") == []


# ---- JSON --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"version":"x","items":' + "[" * 100_000 + "]" * 100_000 + "}", Fault.MALFORMED),
        ('{"version":"x","items":[{"id":' + "9" * 100_000 + "}]}", Fault.MALFORMED),
        ('{"version":"x"', Fault.MALFORMED),
        ('{"items":[]}', Fault.NOT_A_FEED),
        ('{"version":"x","items":{}}', Fault.NOT_A_FEED),
    ],
)
def test_json_that_is_no_feed_is_refused(text: str, fault: Fault) -> None:
    with pytest.raises(SourceError) as refused:
        read(text.encode())
    assert refused.value.fault is fault


def test_json_with_wrong_types_gives_what_can_be_understood() -> None:
    feed = {
        "version": 1,
        "title": {"a": 1},
        "items": [
            None,
            3,
            [],
            {"id": 17, "title": ["x"], "url": {"y": 1}, "content_text": "ja"},
            {"id": None},
            {"title": "a\0b"},
        ],
    }
    assert [(item.id, item.title, item.text) for item in read(json.dumps(feed).encode()).items] == [
        ("17", "", "ja"),
        (ids(read(json.dumps(feed).encode()))[1], "ab", ""),
    ]
