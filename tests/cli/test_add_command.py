"""``monitor add``: what came by hand goes the way of everything else."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.shell import Shell

STORY = """<!doctype html><html lang="sv"><head><title>Kustbladet</title></head><body><main><article>
<h1>Inget vatten på Skaftö</h1><p>En läcka gör att hela Fiskebäckskil är utan vatten. Tankar ställs ut vid kyrkan, säger
kommunen, som inte vet när ledningen är lagad.</p></article></main></body></html>"""


class Paper(BaseHTTPRequestHandler):
    """A site with one story; every other address is missing."""

    def do_GET(self) -> None:
        found = self.path == "/story"
        body = STORY.encode() if found else b"gone"
        self.send_response(200 if found else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def paper(shell: Shell) -> Iterator[str]:
    """The address of a paper on this machine, which the installation may read."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Paper) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        shell.config.write_text(shell.config.read_text() + '[http]\nallow_private = ["127.0.0.1:*"]\n')
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_call_becomes_a_mention_of_a_resident_at_once(shell: Shell) -> None:
    (added,) = shell.lines("add", "--text", "Vi har inget vatten i huset.", "--where", "Fiskebäckskil")

    assert (added["added"], added["role"], added["source"]) == (True, "social", "intake")
    (mention,) = shell.lines("mentions")
    assert (mention["id"], mention["kind"], mention["topics"]) == (added["id"], "operational", ["water"])
    assert "Fiskebäckskil" in mention["text"]
    (source,) = [one for one in shell.lines("sources") if one["name"] == "intake"]
    assert (source["connector"], source["health"], source["items"], source["mentions"]) == ("intake", "ok", 1, 1)


def test_two_calls_are_two_voices_and_the_same_text_handed_in_twice_is_one(shell: Shell) -> None:
    words = "Vi har inget vatten i huset på Storgatan i Lysekil, och det har vi inte haft sedan i morse."
    shell.run("add", "--text", words)
    shell.run("add", "--text", "Det är slut på vattnet hos oss också, Storgatan i Lysekil. Vad är det som händer?")
    (again,) = shell.lines("add", "--text", words)

    assert [gate["gate"] for gate in again["gates"] if not gate["passed"]] == ["unseen"]
    assert len({mention["voice"] for mention in shell.lines("mentions")}) == 3
    assert max((one["voices"] for one in shell.lines("incidents")), default=2) == 2


def test_what_an_authority_says_by_telephone_wakes_who_must_know(shell: Shell) -> None:
    words = "Koka vattnet i hela Lysekil. Bakterier har hittats i dricksvattnet."
    (added,) = shell.lines("add", "--text", words, "--role", "official", "--publisher", "Vattenverket")

    assert added["incident"] == 1
    assert {(one["receiver"], one["state"]) for one in shell.lines("deliveries")} >= {("jour", "sent")}
    assert list((shell.folder / "mail").glob("*.eml"))


def test_a_link_is_opened_once_and_read_as_a_story_of_the_press(shell: Shell, paper: str) -> None:
    (added,) = shell.lines("add", "--url", f"{paper}/story")
    assert (added["title"], added["role"], added["language"]) == ("Inget vatten på Skaftö", "press", "sv")
    assert "Fiskebäckskil" in added["text"]

    (again,) = shell.lines("add", "--url", f"{paper}/story")
    assert (again["id"], again["added"]) == (added["id"], False)


def test_a_link_that_cannot_be_read_is_kept_with_what_is_said_of_it_and_the_command_fails(
    shell: Shell, paper: str
) -> None:
    (added,) = shell.lines("add", "--url", f"{paper}/nothing", "--title", "Inget vatten i Lysekil", status=1)

    assert (added["url"], added["title"]) == (f"{paper}/nothing", "Inget vatten i Lysekil")
    assert "could not be read" in shell.err


def test_it_may_be_filed_under_a_source_and_dated_and_marked_as_an_exercise(shell: Shell) -> None:
    (filed,) = shell.lines("add", "--text", "Inget vatten i Lysekil", "--source", "drill", "--when", "2h", "--drill")

    assert (filed["source"], filed["role"]) == ("drill", "press")
    assert shell.lines("mentions")[0]["drill"] is True
    shell.run("poll")
    before = shell.lines("sources")[0]["items"]
    shell.run("add", "--text", "Inget vatten på Skaftö", "--source", "drill")
    assert shell.lines("sources")[0]["items"] == before + 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--text"),
        (["--text", "x", "--source", "nobody"], "nobody"),
        (["--url", "www.kustbladet.example"], "https://"),
        (["--text", "x", "--when", "2031-01-01"], "still to come"),
        (["--text", "x", "--role", "king"], "role"),
    ],
)
def test_what_cannot_be_added_is_wrong_use(shell: Shell, arguments: list[str], said: str) -> None:
    assert shell.run("add", *arguments) == 2
    assert said in shell.err
    assert shell.lines("mentions") == []


def test_why_tells_who_handed_it_in(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "per")
    (hers,) = shell.lines("add", "--text", "Inget vatten i Sundsby", "--by", "Maria")
    (his,) = shell.lines("add", "--text", "Träd över vägen i Brastad")

    assert [one["gates"][0]["why"] for one in (hers, his)] == ["new; handed in by Maria", "new; handed in by per"]


def test_what_names_no_place_says_why_it_counts_all_the_same(shell: Shell) -> None:
    (added,) = shell.lines("add", "--text", "Inget vatten hos oss")
    (mention,) = shell.lines("mentions")

    assert {gate["gate"]: gate["why"] for gate in added["gates"]}[
        "mention"
    ] == "municipality: its source limited it to us"
    assert mention["terms"] == []
