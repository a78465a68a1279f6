"""What authorities' interfaces do that no recorded answer shows: how they are asked, what they leave out."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from connectors._official.home import describe
from connectors.digitraffic.parse import read_announcements
from connectors.metalerts.parse import read_alerts
from connectors.trafikverket import Connector as Trafikverket
from connectors.trafikverket.parse import read_situations
from loopback import in_loop
from monitor.domain.model import Municipality, State
from recorded import NOW, Answer, a_visit, recorded_client

if TYPE_CHECKING:
    from monitor.domain.model import RawItem

ROADS = "https://api.trafikinfo.trafikverket.se/v2/data.json"
SITUATIONS = Path(__file__).parents[2] / "connectors" / "trafikverket" / "samples" / "situations.api"
LAPPEENRANTA = Municipality("FI-405", "Lappeenranta", {"fi": ("Lappeenranta",)}, "Etelä-Karjala", "09", "fi")
SOGNDAL = Municipality("NO-4640", "Sogndal", {"nn": ("Sogndal",)}, "Vestland", "46", "nn", "Europe/Oslo")


async def _two_polls(first: dict[str, Any], second: dict[str, Any]) -> tuple[list[str], list[RawItem]]:
    """What was asked at each, and the items of the second."""
    connector = Trafikverket(key=SecretStr("k"), point="58.27,11.44")
    cursor: dict[str, Any] = {}
    asked: list[str] = []
    items: list[RawItem] = []
    for number, answer in enumerate((first, second, second)):
        now = NOW - timedelta(minutes=20 - 2 * number)
        client, recording = recorded_client([Answer(ROADS, body=json.dumps(answer).encode())], now)
        batch = await connector.poll(client, cursor, a_visit(now=now))
        cursor = json.loads(json.dumps(batch.cursor))
        asked.append(recording.asked[0].content.decode())
        items += batch.items if number else []
    return asked, items


@in_loop
async def test_an_accident_whose_effect_lessens_is_told_so_and_not_as_over() -> None:
    first = json.loads(SITUATIONS.read_text())
    second = json.loads(SITUATIONS.read_text())
    for deviation in second["RESPONSE"]["RESULT"][0]["Situation"][0]["Deviation"]:
        deviation.update(SeverityCode=2, SeverityText="Liten påverkan")

    asked, items = await _two_polls(first, second)

    assert '<IN name="Id"' not in asked[0]
    assert (
        '<OR><GTE name="Deviation.SeverityCode" value="4"/><IN name="Id" value="SE_STA_TRISSID_1_100"/></OR>'
        in asked[1]
    )
    assert [(item.id, item.notice.state) for item in items if item.notice] == [("SE_STA_TRISSID_1_100", State.ONGOING)]


@in_loop
async def test_what_holds_for_the_whole_country_is_asked_for_too() -> None:
    answer: dict[str, Any] = {"RESPONSE": {"RESULT": [{"Situation": []}]}}
    asked, _ = await _two_polls(answer, answer)

    assert '<IN name="Deviation.CountyNo" value="14,0"/>' in asked[0]


def test_a_quiet_night_on_the_roads_is_no_fault() -> None:
    results: list[dict[str, Any]] = [{}, {"INFO": {"LASTCHANGEID": "1"}}, {"Situation": []}]
    for result in results:
        body = json.dumps({"RESPONSE": {"RESULT": [result]}}).encode()
        found = read_situations(body, "application/json", ROADS, describe(a_visit()), {"point": "", "radius": 15.0})
        assert found.items == ()


def test_an_announcement_about_an_area_is_about_the_municipalities_in_it() -> None:
    areas = [{"name": "Lappeenranta", "type": "MUNICIPALITY"}, {"name": "Etelä-Karjala", "type": "PROVINCE"}]
    announcement = {
        "language": "fi",
        "title": "Teillä tulvaa.",
        "location": {"locationDetails": {"areaLocation": {"areas": areas}}},
    }
    body = json.dumps(
        {"features": [{"properties": {"situationId": "GUID1", "announcements": [announcement]}}]}
    ).encode()

    (item,) = read_announcements(
        body, "application/json", "https://x.example/", describe(a_visit(LAPPEENRANTA)), {}
    ).items
    assert (item.title, item.about_us) == ("Teillä tulvaa.", True)


def test_a_weather_warning_that_does_not_say_that_it_is_a_test_is_real() -> None:
    def exercise(**status: str) -> bool:
        alert = {"id": "2.49.0.1.578.0.20261122150000.001", "municipality": ["4640"], "event": "wind", **status}
        body = json.dumps({"features": [{"properties": alert}]}).encode()
        (item,) = read_alerts(
            body, "application/json", "https://x.example/", describe(a_visit(SOGNDAL)), {"point": ""}
        ).items
        assert item.notice is not None
        return item.notice.exercise

    assert [exercise(), exercise(status="Actual"), exercise(status="Test")] == [False, False, True]
