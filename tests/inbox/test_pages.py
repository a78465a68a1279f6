from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import pytest
from markupsafe import escape

from factories import SATURDAY_02
from inbox.house import THREAT, WATER, House
from inbox.markup import Outline
from monitor.domain.answer import Act, Answer
from monitor.domain.incident import Silence
from monitor.domain.texts import LANGUAGES
from monitor.jobs import answers, silencing
from monitor.store import sources

if TYPE_CHECKING:
    from pathlib import Path

    from inbox.house import Browser

UNLIT = replace(WATER, because=())
PAGES = (
    "/",
    "/incidents/1",
    "/items/1",
    "/items/2",
    "/items/4",
    "/sources",
    "/deliveries",
    "/calendar",
    "/search",
    "/search?q=vatten",
    "/me",
)
HOSTILE = (
    "<script>alert('XSSMARK')</script>",
    '"><img src=https://evil.example/p.gif onerror=alert(1)>',
    "'autofocus onfocus='alert(1)",
    "</title></h1></main><form action=https://evil.example><button>Log in</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><base href=//evil.example>",
    "{{ 7*7 }}{% for x in y %} {0.__class__} {t}",
    "\u202egpj.exe\u2066 \u200b\x1b[31m",
    "<!--<![CDATA[ ]]>",
    "å" * 20_000,
)


def crawl(browser: Browser, start: str = "/") -> dict[str, int]:
    """Every page that can be reached by links, with its status."""
    todo, found = [start], {}
    while todo:
        path = todo.pop()
        if path in found:
            continue
        page = browser.get(path)
        found[path] = page.status
        if page.headers.get("content-type", "").startswith("text/html"):
            inner = [urljoin(path, link) for link in Outline(page.text).links]
            todo += [link.partition("#")[0] for link in inner if not urlsplit(link).netloc]
    return found


# ---- every page, in every language -------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_and_can_be_read_aloud(tmp_path: Path, language: str) -> None:
    house = House(tmp_path, language).live()
    house.clock.move(timedelta(minutes=3))
    answers.give(house.database, house.desk.oncall, 1, Answer(Act.HAND_OVER, "Maria", "Per"), house.clock.now())
    paths = (*PAGES, house.link(), house.link("hand_over", "team"), "/answer/torn", "/no-such-page")
    with house.open() as browser:
        for path in paths:
            outline = Outline(browser.get(path).text)
            assert outline.language == language, path
            assert outline.unclosed == [], path
            assert outline.acts == [], path
            assert outline.headings[0] == 1, path
            assert outline.headings.count(1) == 1, path
            steps = zip(outline.headings, outline.headings[1:], strict=False)
            assert all(below - above <= 1 for above, below in steps), (path, outline.headings)
            assert len(outline.ids) == len(set(outline.ids)), path
            assert outline.described <= set(outline.ids), path
            assert set(outline.fields) <= outline.labelled, (path, outline.fields)
            assert {"main", "header", "footer"} <= set(outline.landmarks), path
            assert outline.columns_without_scope == 0, path
            assert "{" not in outline.text, path
            assert "None" not in outline.text, path
    house.close()


def test_the_inbox_begins_with_what_asks_for_somebody(house: House) -> None:
    with house.open() as browser:
        page = Outline(browser.get("/").text).text

    assert "Allt är väl: 3 källor läses, senast kl 02:00." in page
    assert "Öppna händelser 1" in page
    assert "Inget vatten i Lysekil" in page
    assert "Ingen har tagit den." in page
    assert "Påminnelse kl 02:05 om ingen tar den." in page
    assert "Övriga omnämnanden i dag 1" in page
    assert "När öppnar skolan i Lysekil?" in page
    assert "Göteborg" not in page


def test_an_incident_tells_who_said_what_who_was_told_and_what_comes_next(house: House) -> None:
    with house.open() as browser:
        page = Outline(browser.get("/incidents/1").text).text

    for said in (
        "Obekräftat: 1 tidning, 1 boende",
        "Inget än på own.",
        "Inget vatten [vatten] i Lysekil",
        "Skickat Maria (jour) Ny händelse kl 02:00 email",
        "tib larmas kl 02:10 om ingen tar den.",
        "Väck nästa: tib",
        "Öppnad. Lysekilsposten: Inget vatten i Lysekil",
    ):
        assert said in page, said


def test_an_item_tells_each_gate_that_it_passed_and_the_one_that_it_failed(house: House) -> None:
    with house.open() as browser:
        woke, did_not = (Outline(browser.get(f"/items/{n}").text).text for n in (1, 4))

    assert "✓ Handlar det om oss? Ja. municipality: Lysekil" in woke
    assert "✓ Ska någon få veta? Ja. jour (pending), team (held)" in woke
    assert "✕ Handlar det om oss? Nej. names nothing of Lysekil" in did_not


def test_the_filter_shows_what_fits_it(house: House) -> None:
    with house.open() as browser:
        by_topic = Outline(browser.get("/?topic=school").text).text
        by_nonsense = Outline(browser.get("/?topic=nonsense&kind=<b>&status=7").text).text
        over = Outline(browser.get("/?status=closed").text).text

    assert "Inget är öppet just nu." in by_topic
    assert "När öppnar skolan" in by_topic
    assert "Inget vatten i Lysekil" in by_nonsense
    assert "Inget sådant är avslutat den senaste veckan." in over


def test_the_ledger_goes_on_to_older_deliveries(house: House) -> None:
    for n in range(60):
        house.publish("paper", key=f"n{n}", title=f"Ingen el i Lysekil {n}", text=f"{n} hushåll")
    with house.open() as browser:
        first = browser.get("/deliveries")
        older = next((link for link in Outline(first.text).links if "before=" in link), None)
        held = Outline(browser.get("/deliveries?state=held").text).text
        assert older is None or browser.get(older).status == 200

    assert "Skickat" not in held.partition("Kanal")[2]


# ---- well or not -------------------------------------------------------------------------------------------------
def test_what_is_unwell_is_said_first_and_the_probe_hears_of_what_is_ours(house: House) -> None:
    with house.open() as browser:
        assert browser.get("/health").status == 200
        with house.database.writing() as connection:
            ill = {
                "name": "forum",
                "health": "failing",
                "fault": "not_found",
                "why": "404",
                "health_since": SATURDAY_02,
            }
            sources.settle(connection, [ill])
        assert browser.get("/health").status == 200
        page = Outline(browser.get("/").text).text
        assert "Allt är inte väl forum: Går inte att läsa" in page
        assert "Sidan finns inte." in Outline(browser.get("/sources").text).text

        house.desk.trouble("channel jour/0", "the server answered 535")
        assert "channel jour/0: the server answered 535" in Outline(browser.get("/").text).text
        assert browser.get("/health").status == 503
        house.desk.well("channel jour/0")
        assert browser.get("/health").status == 200

        house.clock.move(timedelta(minutes=2))
        assert browser.get("/health").status == 503
        assert (
            "Bevakningen är inte igång. Senaste livstecknet kom lördag kl 02:00." in Outline(browser.get("/").text).text
        )


def test_the_probe_tells_strangers_nothing(house: House) -> None:
    house.desk.trouble("channel jour/0", "smtp.secret.example refused us")
    with house.open() as browser:
        assert browser.get("/health").text == "unwell\n"


# ---- nothing from outside can act --------------------------------------------------------------------------------
def test_hostile_texts_are_read_as_they_were_written(house: House) -> None:
    for n, text in enumerate(HOSTILE):
        key = f"h{n}"
        title = f"{text[:150]} Lysekil"
        house.publish("paper", UNLIT, key=key, title=title, text=f"Lysekil {text}", url="javascript:alert(1)")
        house.publish("forum", key=key, title="", text=f"Lysekil {text}", url=f"https://a.example/{n}?{text[:50]}")
    with house.open() as browser:
        paths = crawl(browser)
        for path in paths:
            outline = Outline(browser.get(path).text)
            assert outline.acts == [], (path, outline.acts)
            assert outline.unclosed == [], path
            assert not [one for one in outline.forms if "evil" in one.get("action", "")], path
            assert not {"\u202e", "\u2066", "\x1b"} & set("".join(outline.words)), path
            assert "49" not in "".join(word for word in outline.words if "7*7" in word), path
        assert "Lysekil <script>alert('XSSMARK')</script>" in Outline(browser.get("/items/5").text).text

    assert set(paths.values()) == {200}
    assert sum(path.startswith("/items/") for path in paths) > 2 * len(HOSTILE)


def test_links_to_outside_say_whose_they_are_and_take_nothing_along(house: House) -> None:
    with house.open() as browser:
        page = browser.get("/items/1").text

    assert '<a href="https://paper.example/1" rel="noopener noreferrer nofollow">paper.example</a>' in page


def test_slurs_are_masked_wherever_foreign_text_stands(tmp_path: Path) -> None:
    house = House(tmp_path, mask=lambda text: text.replace("skurk", "s***k")).live()
    house.publish("forum", key="t", title="Jävla skurk i Lysekil", text="Den skurken i Lysekil", verdict=THREAT)
    with house.open() as browser:
        for path in crawl(browser):
            assert "skurk" not in browser.get(path).text, path
        assert "s***k" in browser.get("/").text
    house.close()


def test_no_page_names_an_author(house: House) -> None:
    house.publish("forum", key="a", title="", text="Inget vatten i Lysekil", author="Kalle Karlsson-Hemlig")
    with house.open() as browser:
        assert not [path for path in crawl(browser) if "Karlsson-Hemlig" in browser.get(path).text]


# ---- nothing changes by looking ----------------------------------------------------------------------------------
def test_no_page_that_is_only_looked_at_changes_anything(house: House) -> None:
    before = house.everything()
    with house.open() as browser:
        paths = [*crawl(browser), "/health", "/login", house.link(), house.link("false_alarm"), house.link("wake_next")]
        for path in paths:
            browser.get(path)
            browser.get(path, method="HEAD")
            browser.get(f"{path}?act=take&by=Maria&status=open&before=2")
        for path in ("/incidents/1/answer", "/items/1/feedback", "/items/1/feedback/undo", "/logout"):
            assert browser.get(path).status == 405

    assert house.everything() == before
    assert not house.desk.something_to_say.is_set()


# ---- what every answer carries -----------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/incidents/1", "/no-such-page", "/static/inbox.css", "/health", "/answer/torn"])
def test_every_answer_forbids_what_no_page_needs(house: House, path: str) -> None:
    with house.open() as browser:
        headers = browser.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert headers["cache-control"] == ("no-store" if "static" not in path else "public, max-age=604800, immutable")
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/%00", "/.git/config",
     "/..%5c..%5cetc/passwd", "/static/..;/x", "/incidents/0", "/incidents/99", "/incidents/-1", "/incidents/1/",
     "/items/99999999999999999999999999", "/incidents/9223372036854775808", "/incidents/1%00", "//evil.example"],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_not_there(house: House, path: str) -> None:
    with house.open() as browser:
        page = browser.get(path)

    assert page.status == 404
    assert "evil" not in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "FOO"])
def test_no_other_method_does_anything(house: House, method: str) -> None:
    before = house.everything()
    with house.open() as browser:
        assert browser.get("/incidents/1", method=method).status == 405

    assert house.everything() == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1@evil.example", "localhost.evil.example"])
def test_under_a_strangers_name_nothing_is_shown_or_done(house: House, host: str) -> None:
    before = house.everything()
    with house.open() as browser:
        for page in (browser.get("/", host=host), browser.post(house.link(), {}, host=host)):
            assert page.status == 421
            assert "evil" not in page.text
            assert "Lysekil" not in page.text

    assert house.everything() == before


def test_our_own_names_are_answered(house: House) -> None:
    with house.open() as browser:
        for host in ("localhost", f"localhost:{house.port}", "127.0.0.1", "[::1]:99"):
            assert browser.get("/", host=host).status == 200


def test_a_mistake_of_ours_is_owned_up_to_without_its_traceback(house: House) -> None:
    def broken(_text: str) -> str:
        raise RuntimeError("secret detail")

    house.mask = broken
    with house.open() as browser:
        page = browser.get("/")

    assert page.status == 500
    assert "Något gick fel hos oss." in page.text
    assert "secret" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_without_its_memory_the_inbox_says_so(house: House) -> None:
    with house.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE incident RENAME TO elsewhere")
    with house.open() as browser:
        page = browser.get("/")

    assert page.status == 503
    assert "Databasen svarar inte just nu." in page.text


def test_a_long_archive_is_shown_in_part(house: House) -> None:
    for n in range(130):
        house.publish("forum", key=f"q{n}", title="", text=f"Fråga {n} om Lysekil, vad gäller?", verdict=WATER)
    with house.open() as browser:
        page = browser.get("/incidents/1")

    assert page.text.count('class="mention"') == 100
    assert "äldre omnämnanden visas inte här" in page.text


# ---- the archive -------------------------------------------------------------------------------------------------
def test_the_archive_is_asked_in_the_watch_language_and_shows_what_it_found(house: House) -> None:
    with house.open() as browser:
        found = browser.get("/search?q=skolan+OR+nonsens").text
        nothing = Outline(browser.get("/search?q=krokodil").text).text

    assert "<mark>skolan</mark>" in found
    assert "1 träff" in Outline(found).text
    assert "0 träffar" in nothing


@pytest.mark.parametrize(
    "query", ["(vatten", "NEAR/", "a AND", '"', "<script>alert(1)</script> OR", "x" * 900, "((((", "*"]
)
def test_a_query_that_cannot_be_read_is_shown_again_with_where_it_goes_wrong(house: House, query: str) -> None:
    with house.open() as browser:
        page = browser.get(f"/search?q={quote(query)}")

    outline = Outline(page.text)
    assert page.status == 200
    assert outline.acts == []
    assert f'value="{escape(query)}"' in page.text


def test_the_inbox_shows_what_is_silenced_by_whom_and_until_when(house: House) -> None:
    silence = Silence(0, "Per", "<b>planerat</b> arbete", SATURDAY_02, SATURDAY_02 + timedelta(hours=9), "läcka")
    silencing.add(house.database, house.desk.plan, silence, SATURDAY_02)

    with house.open() as browser:
        page = browser.get("/").text
    assert "Tystat just nu" in page
    assert "läcka" in page
    assert "&lt;b&gt;planerat&lt;/b&gt; arbete" in page
