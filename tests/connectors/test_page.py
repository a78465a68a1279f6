"""Pages: robots.txt, sentences, selectors, walls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors._web.document import Page, text_of
from connectors._web.robots import is_allowed
from connectors.page import Connector
from connectors.page.lines import is_stamp, is_version, mark_of, sentences, sketch_of
from loopback import in_loop
from monitor.contract import Batch, Visit
from monitor.errors import Fault, SourceError
from recorded import LYSEKIL, NOW, Answer, recorded_client

URL = "https://www.strandby.example/info"
ROBOTS = "https://www.strandby.example/robots.txt"


class Watcher:
    """A page that is looked at again and again."""

    def __init__(self, **options: Any) -> None:
        self.connector = Connector(url=URL, **options)
        self.cursor: dict[str, Any] = {}

    async def look(self, body: str, *, robots: Answer | None = None, headers: dict[str, str] | None = None) -> Batch:
        answers = [Answer(URL, 200, headers or {}, page(body)), robots or Answer(ROBOTS, 404)]
        client, self.network = recorded_client(answers)
        batch = await self.connector.poll(client, self.cursor, Visit(NOW, LYSEKIL))
        self.cursor = json.loads(json.dumps(batch.cursor))
        return batch


def page(body: str) -> bytes:
    head = '<!doctype html><html lang="sv"><head><title>Info</title></head>'
    return f"{head}<body><main><h1>Info</h1>{body}</main></body></html>".encode()


def said(batch: Batch) -> list[str]:
    return [f"{item.title}: {item.text}" for item in batch.items]


CALM = "<p>Vattenverket renar vattnet från Stora sjön.</p><p>Proverna tas varje vecka av ett laboratorium.</p>"


# ---- what was added ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (CALM, []),
        (CALM.replace("laboratorium", "labratorium"), []),
        (CALM + "<p>Sidan uppdaterades den 22 november 2026 kl. 10.14</p>", []),
        (CALM + "<p>© 2026</p><p>12</p><p>Läst 417 gånger</p>", []),
        (
            CALM.replace("</p><p>", "</p><p>Koka vattnet tills vidare i Norrviken.</p><p>"),
            ["Info: Koka vattnet tills vidare i Norrviken."],
        ),
        (
            CALM.replace("laboratorium.", "laboratorium. Just nu läcker det på Kajgatan."),
            ["Info: Just nu läcker det på Kajgatan."],
        ),
        ("<p>Proverna tas varje vecka av ett laboratorium.</p>", []),
        (CALM + "<nav><a href='/x'>En ny länk i menyn som är lång</a></nav>", []),
        (CALM + "<div class='cookie-bar'>Vi använder kakor för att allt ska fungera bra.</div>", []),
    ],
)
@in_loop
async def test_only_what_was_added_counts(later: str, expected: list[str]) -> None:
    watcher = Watcher()
    assert (await watcher.look(CALM)).items == ()
    assert said(await watcher.look(later)) == expected


@pytest.mark.parametrize(
    "wrapped",
    [
        "<body class='cookies-accepted related'><div>{}</div></body>",
        "<body><form id='aspnetForm'><div class='social-layout'>{}</div></form></body>",
        "<body><header><p>x</p></header><div aria-hidden=true>{}</div></body>",
        "<body><nav>Meny</nav><main class='has-cookie-banner'>{}</main></body>",
    ],
)
def test_what_holds_the_page_is_not_taken_for_what_stands_around_it(wrapped: str) -> None:
    words = "Vattnet är avstängt i hela Norrviken under kvällen och natten. " * 5
    body = f"<!doctype html><html>{wrapped.format(f'<p>{words}</p>')}</html>"
    main = Page(body.encode(), "text/html", URL, {}).main()
    assert main is not None
    assert text_of(main).startswith("Vattnet är avstängt")


def test_links_are_seen_from_where_the_page_says_they_are() -> None:
    page = Page(b"<html><head><base href='/sv/'></head><body>x</body></html>", "text/html", URL, {})
    assert page.base == "https://www.strandby.example/sv/"


@in_loop
async def test_what_went_and_came_back_is_not_news() -> None:
    watcher = Watcher()
    extra = CALM + "<p>Koka vattnet tills vidare i Norrviken.</p>"
    await watcher.look(extra)
    assert (await watcher.look(CALM)).items == ()
    assert (await watcher.look(extra)).items == ()


@in_loop
async def test_what_is_remembered_of_a_page_holds_none_of_its_words() -> None:
    watcher = Watcher()
    await watcher.look(CALM + "<p>Ring Anna Andersson på vattenverket vid frågor.</p>")
    assert "Anna" not in json.dumps(watcher.cursor)


@pytest.mark.parametrize(
    "line",
    [
        "Senast uppdaterad 2026-11-22 10:14",
        "Sist oppdatert: 22.11.2026",
        "Päivitetty 22.11.2026 klo 10.14",
        "Publicerad den 3 maj 2026 av kommunikation",
        "12 345",
        "22/11",
        "© Strandby kommun 2026",
        "1 204 visningar",
    ],
)
def test_a_stamp_is_no_sentence(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize(
    "line",
    [
        "Vattnet är avstängt.",
        "Uppdatering kl. 21.15: Branden är släckt.",
        "Boil water",
        "Det publicerade rådet gäller ännu för alla i Norrviken.",
    ],
)
def test_a_sentence_is_no_stamp(line: str) -> None:
    assert not is_stamp(line)


def test_sentences_are_not_torn_at_a_clock_or_a_date() -> None:
    text = "Vattnet är åter kl. 21.15 i kväll. Tanken är kvar till den 22. 11. 2026. Ring oss."
    assert sentences(text) == [
        "Vattnet är åter kl. 21.15 i kväll.",
        "Tanken är kvar till den 22. 11. 2026.",
        "Ring oss.",
    ]


def test_numbers_count_in_sentences_and_not_in_labels() -> None:
    assert mark_of("Besökare: 12") == mark_of("besökare:  13")
    long = "Vattnet beräknas vara tillbaka i hela Norrviken klockan {}"
    assert mark_of(long.format("14")) != mark_of(long.format("18"))


def test_a_changed_word_is_a_version_and_a_new_sentence_is_not() -> None:
    old = sketch_of("Proverna tas varje vecka av ett ackrediterat laboratorium i staden")
    assert is_version(sketch_of("Proverna tas varje vecka av ett ackrediterat labratorium i staden"), [old])
    assert not is_version(sketch_of("Vattnet i Norrviken ska kokas tills vidare säger kommunen nu"), [old])


# ---- selectors ---------------------------------------------------------------------------------------------------
def test_a_selector_that_cannot_be_read_is_told_when_the_configuration_is_read() -> None:
    for option in ("select", "title", "link", "date", "id"):
        with pytest.raises(ValidationError, match="no CSS selector"):
            Connector(**{"url": URL, option: "main > ["})


@in_loop
async def test_an_attribute_can_name_an_element() -> None:
    watcher = Watcher(select="li", id="@data-id", title="b", link="a.more", date="i@title")
    date = "<i title='2026-11-22 19:05'>nyss</i>"
    item = f"<li data-id='d-7'><b>Läcka</b> på Kajgatan {date} <a href='/z'>x</a><a class=more href='/d/7'>mer</a></li>"
    found = (await watcher.look(f"<ul>{item}</ul>")).items[0]
    assert (found.id, found.title, found.url) == ("d-7", "Läcka", "https://www.strandby.example/d/7")
    assert found.published_at is not None
    assert found.published_at.hour == 18


@pytest.mark.parametrize(
    "calm",
    [
        "Inga aktuella driftstörningar.",
        "Det finns för närvarande inga meddelanden",
        "Ingen driftsmeldinger",
        "Ei häiriöitä tällä hetkellä",
    ],
)
@in_loop
async def test_a_page_that_says_that_there_is_nothing_is_well(calm: str) -> None:
    watcher = Watcher(select="article")
    await watcher.look("<article><h2>Läcka</h2>På Kajgatan</article>")
    assert (await watcher.look(f"<p>{calm}</p>")).items == ()


@in_loop
async def test_a_selector_that_finds_nothing_any_more_is_a_fault_and_says_so() -> None:
    watcher = Watcher(select="article")
    with pytest.raises(SourceError, match="on this page"):
        await watcher.look("<p>Annat</p>")
    await watcher.look("<article><h2>Läcka</h2>På Kajgatan</article>")
    with pytest.raises(SourceError, match="any more") as failed:
        await watcher.look("<p>Annat</p>")
    assert failed.value.fault is Fault.SELECTOR


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<aside>Inga aktuella evenemang</aside><p>Annat står här om vägar och parker i kommunen.</p>",
        "<p>Inga aktuella evenemang.</p><p>" + "Här står mycket om annat som händer i kommunen. " * 40 + "</p>",
    ],
)
@in_loop
async def test_words_for_nothing_that_stand_beside_something_else_calm_nobody(elsewhere: str) -> None:
    watcher = Watcher(select="article")
    await watcher.look("<article><h2>Läcka</h2>På Kajgatan</article>")
    with pytest.raises(SourceError) as failed:
        await watcher.look(elsewhere)
    assert failed.value.fault is Fault.SELECTOR


@in_loop
async def test_the_words_for_nothing_can_be_configured() -> None:
    watcher = Watcher(select="article", empty="Lugnt just nu")
    assert (await watcher.look("<p>Lugnt just nu!</p>")).items == ()
    with pytest.raises(SourceError):
        await watcher.look("<p>Inga aktuella driftstörningar.</p>")


@in_loop
async def test_a_log_in_form_beside_a_text_is_no_wall() -> None:
    watcher = Watcher()
    words = "<p>" + "Här står mycket om vatten och avlopp i kommunen. " * 20 + "</p><form><input type=password></form>"
    assert (await watcher.look(words)).items == ()


# ---- notices -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("update", "hour"),
    [
        ("Uppdatering kl 21.15: Branden är släckt nu.", 20),
        ("Oppdatering kl. 21:15 – Brannen er slukket nå.", 20),
        ("Päivitys klo 21.15: Palo on sammutettu nyt.", 20),
        ("UPPDATERAD 21.15 Branden är släckt nu.", 20),
        ("Uppdatering kl. 23.55: Branden är släckt nu.", 22),  # yesterday's, as it is 21:30
    ],
)
@in_loop
async def test_an_update_is_a_revision_dated_by_its_own_words(update: str, hour: int) -> None:
    watcher = Watcher(notice=True)
    first = (await watcher.look("<p>Det brinner på Varvsvägen. Stanna inomhus.</p>")).items[0]
    revision = (await watcher.look(f"<p>{update}</p><p>Det brinner på Varvsvägen. Stanna inomhus.</p>")).items[0]
    assert revision.revision_of == first.id
    assert revision.id != first.id
    assert "släckt" in revision.text or "slukket" in revision.text or "sammutettu" in revision.text
    assert revision.published_at is not None
    assert revision.published_at.hour == hour
    assert revision.published_at <= NOW


@in_loop
async def test_the_same_edit_read_twice_is_the_same_revision() -> None:
    body = "<p>Det brinner på Varvsvägen. Nu är det släckt.</p>"
    ids = []
    for _ in range(2):
        watcher = Watcher(notice=True)
        await watcher.look("<p>Det brinner på Varvsvägen.</p>")
        ids.append((await watcher.look(body)).items[0].id)
    assert ids[0] == ids[1]


@in_loop
async def test_a_line_that_only_says_that_there_was_an_update_is_none() -> None:
    watcher = Watcher(notice=True)
    await watcher.look("<p>Det brinner på Varvsvägen.</p>")
    assert (await watcher.look("<p>Uppdatering kl. 21.15</p><p>Det brinner på Varvsvägen.</p>")).items == ()


# ---- robots.txt --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?x", True),
        ("User-agent: *\nDisallow: /a*c*e", "/abcde", False),
        ("User-agent: *\nDisallow: /a*c*e", "/abde", True),
        ("User-agent: monitor\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: Monitor/1.0\nAllow: /\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x", False),
        ("# nothing\nSitemap: https://x/s.xml\nuser-agent:*\ndisallow:/x # here", "/x", False),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nCrawl-delay: 10\nDisallow: /q?", "/q?x=1", False),
        ("<html>not found</html>", "/a", True),
    ],
)
def test_robots_txt_is_read_by_its_rfc(robots: str, path: str, allowed: bool) -> None:
    assert is_allowed(robots, path) is allowed


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_robots_txt_raises(robots: str, path: str) -> None:
    assert is_allowed(f"User-agent: *\nDisallow: {robots}", f"/{path}") in {True, False}


@in_loop
async def test_robots_txt_is_asked_for_once_a_day() -> None:
    watcher = Watcher()
    allows = Answer(ROBOTS, body=b"User-agent: *\nDisallow: /admin")
    await watcher.look(CALM, robots=allows)
    assert [str(request.url) for request in watcher.network.asked] == [ROBOTS, URL]
    await watcher.look(CALM, robots=Answer(ROBOTS, 500))
    assert [str(request.url) for request in watcher.network.asked] == [URL]


@pytest.mark.parametrize(
    ("status", "passes"), [(404, True), (410, True), (403, True), (500, False), (503, False), (429, False)]
)
@in_loop
async def test_a_robots_txt_that_cannot_be_had_is_told_from_one_that_is_not_there(status: int, passes: bool) -> None:
    watcher = Watcher()
    if passes:
        await watcher.look(CALM, robots=Answer(ROBOTS, status))
    else:
        with pytest.raises(SourceError) as failed:
            await watcher.look(CALM, robots=Answer(ROBOTS, status))
        assert failed.value.status == status


@in_loop
async def test_an_own_site_can_be_read_without_asking() -> None:
    watcher = Watcher(robots=False)
    await watcher.look(CALM, robots=Answer(ROBOTS, body=b"User-agent: *\nDisallow: /"))
    assert [str(request.url) for request in watcher.network.asked] == [URL]
