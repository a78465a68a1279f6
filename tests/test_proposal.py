"""The proposed configuration: right for every municipality of three countries, and worth having for each."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from monitor.analysis.register import Register
from monitor.config import load_config
from monitor.config.parts import NotReady
from monitor.config.sections import HttpSection
from monitor.domain.model import Role
from monitor.parts import known_connectors
from monitor.proposal import Proposed, propose
from monitor.proposal.discover import discover
from monitor.proposal.presets import propose_sources, tag_of

if TYPE_CHECKING:
    from pathlib import Path

REGISTER = Register.load()
TOWNS = [town for town in REGISTER if town.country in {"SE", "NO", "FI"}]
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("tenth", range(10))
def test_what_is_proposed_is_a_right_configuration_for_every_municipality(tmp_path: Path, tenth: int) -> None:
    path = tmp_path / "monitor.toml"
    assert len(TOWNS) == 955
    for town in TOWNS[tenth::10]:
        path.write_text(propose(town, TODAY), encoding="utf-8")
        config = load_config(path, lambda: REGISTER)

        assert config.plan.municipality == town.called_in(town.language)
        assert not config.warnings, town.name
        assert not any(isinstance(part, NotReady) for part in config.connectors.values())
        roles = {source.role for source in config.plan.sources}
        assert {Role.OFFICIAL, Role.PRESS} <= roles, town.name
        assert Role.OWN in roles or not town.website
        assert len(config.plan.sources) >= 7, town.name


def test_most_towns_have_a_paper_of_their_own_region_and_none_too_many_sources() -> None:
    counts = [len(propose_sources(town)) for town in TOWNS]
    papers = [sum(one.role == "press" for one in propose_sources(town)) for town in TOWNS]

    assert max(counts) <= 40
    assert min(papers) >= 2
    assert sum(number >= 3 for number in papers) / len(TOWNS) > 0.75


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        ("SE-1484", {"Polisen", "SMHI", "VMA", "Krisinformation.se", "SVT Nyheter Väst", "Google News: Lysekil"}),
        (
            "NO-1804",
            {"Politiloggen", "Meteorologisk institutt", "NVE flom", "NVE jordskred", "Nødvarsel", "AN", "NRK Nordland"},
        ),
        (
            "FI-049",
            {
                "Ilmatieteen laitos",
                "Pelastustoimi",
                "112.fi vaaratiedotteet",
                "Fintraffic",
                "Länsiväylä",
                "Yle Uutiset",
            },
        ),
    ],
)
def test_a_town_gets_its_authorities_and_its_papers(code: str, sources: set[str]) -> None:
    assert sources <= {one.name for one in propose_sources(REGISTER[code])}


def test_what_needs_a_key_stands_there_as_a_comment_that_becomes_right_when_it_is_uncommented() -> None:
    text = propose(REGISTER["SE-1484"], TODAY)

    assert '# connector = "trafikverket"' in text
    block = text[text.index("# Accidents and closed state roads") :].partition("\n\n")[0]
    uncommented = tomllib.loads("\n".join(line.removeprefix("# ") for line in block.splitlines()[1:]))
    assert uncommented["source"][0]["key"] == {"env": "TRAFIKVERKET_KEY"}


def test_the_rota_has_somebody_on_call_from_the_first_minute() -> None:
    tomls = tomllib.loads(propose(REGISTER["SE-1484"], TODAY))

    assert tomls["rota"][0]["starts"] == "2026-11-16"
    assert tomls["rota"][0]["name"] == tomls["receiver"][0]["rota"] == "jour"
    assert tomllib.loads(propose(REGISTER["FI-091"], TODAY))["route"][0]["name"] == "kriisi"


def test_what_the_own_site_showed_is_added_once() -> None:
    found = [
        Proposed("Lysekils kommun: nyheter", "rss", "own", "https://www.lysekil.se/rss", everything=True),
        Proposed("again", "rss", "own", "https://lysekil.se/rss/", everything=True),
    ]
    sources = propose_sources(REGISTER["SE-1484"], found)

    assert [one.name for one in sources if one.url.rstrip("/").endswith("/rss")] == ["Lysekils kommun: nyheter"]


@pytest.mark.parametrize(
    ("name", "tag"), [("Lysekil", "lysekil"), ("Upplands-Bro", "upplandsbro"), ("Øvre Eiker", "øvreeiker")]
)
def test_a_name_becomes_a_tag(name: str, tag: str) -> None:
    assert tag_of(name) == tag


def test_a_preset_whose_connector_is_not_there_is_left_out() -> None:
    proposed = {one.connector for town in TOWNS[::40] for one in propose_sources(town)}

    assert proposed <= set(known_connectors())


# ---- the own site ------------------------------------------------------------------------------------------------
SITE = """<!doctype html><html><head><title>Lysekils kommun</title>
<link rel="alternate" type="application/rss+xml" title="Nyheter" href="/nyheter.rss">
<link rel="alternate" type="application/rss+xml" title="Kommentarer" href="/comments/feed/">
</head><body><nav><a href="/driftinfo">Driftinformation</a><a href="/skola">Skola</a>
<a href="https://elsewhere.example/driftinfo">Driftinfo hos grannen</a><a href="/driftinfo#idag">I dag</a></nav>
</body></html>"""


class Site(BaseHTTPRequestHandler):
    """A municipality's start page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(SITE.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_feeds_and_service_pages_of_the_own_site_are_found() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        town = replace(REGISTER["SE-1484"], website=f"http://127.0.0.1:{server.server_port}/")
        found, hindered = discover(town, HttpSection(allow_private=("127.0.0.1:*",)))
        server.shutdown()

    assert hindered == ""
    base = town.website.rstrip("/")
    assert [(one.name, one.connector, one.url) for one in found] == [
        ("Lysekil: Nyheter", "rss", f"{base}/nyheter.rss"),
        ("Lysekil: Driftinformation", "page", f"{base}/driftinfo"),
    ]


def test_a_site_that_cannot_be_read_hinders_nothing() -> None:
    town = replace(REGISTER["SE-1484"], website="http://127.0.0.1:9/")
    found, hindered = discover(town)

    assert found == ()
    assert "could not be read" in hindered
    assert discover(replace(town, website=""))[0] == ()


def test_a_town_of_two_languages_is_called_by_its_own_and_sought_by_both() -> None:
    pargas = REGISTER.find("Parainen")
    pargas = pargas.called_in(pargas.language)

    (mastodon,) = [one for one in propose_sources(pargas) if one.connector == "mastodon"]
    assert mastodon.name == "Mastodon #pargas"
    assert 'tags = ["pargas", "parainen"]' in mastodon.lines
    assert pargas.called_in("en").name == "Pargas"
