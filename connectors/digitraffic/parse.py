"""Fintraffic's traffic announcements (GeoJSON, version 2) to those of our municipality."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, listed, number, paragraphs, read_json, record, records, said, told
from connectors._official.home import Home
from connectors._official.names import fold
from connectors._official.scales import OPEN, load_scale
from connectors._official.spans import spell_span
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors._official.scales import Grade

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_PAGE = "https://liikennetilanne.fintraffic.fi/"
_ENDED = frozenset({"ended", "retracted"})


def read_announcements(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The situations whose road address lies in our municipality, by its Finnish name.

    Raises:
        SourceError: the answer is no collection of situations.
    """
    del options
    features = listed(record(read_json(body, content_type, url)), "features", "Digitraffic's traffic messages")
    home_ = Home.of(dict(home))
    found = [record(feature.get("properties")) for feature in features]
    if features and not any(said(one.get("situationId")) for one in found):
        raise SourceError(Fault.MALFORMED, "no situation of the answer has an id")
    return Parsed(tuple(item for one in found if (item := _item(one, home_)) is not None))


def _item(situation: Record, home: Home) -> RawItem | None:
    key, told_in = said(situation.get("situationId")), _announcement(situation, home)
    if not key or told_in is None:
        return None
    start, end = _span(told_in, home)
    place = record(told_in.get("location"))
    on_road = ", ".join(filter(None, map(_spell_feature, records(told_in.get("features")))))
    return RawItem(
        id=key,
        title=said(told_in.get("title")) or said(place.get("description")),
        text=paragraphs(
            told(place.get("description")),
            on_road,
            told(told_in.get("comment")),
            spell_span(start, end, home.zone),
        ),
        url=_PAGE,
        published_at=read_date(said(situation.get("versionTime")) or said(situation.get("releaseTime")), home.zone),
        language=said(told_in.get("language"))[:2].lower() or "fi",
        publisher="Fintraffic",
        about_us=True,
        notice=_notice(situation, told_in, start, end, home),
    )


def _announcement(situation: Record, home: Home) -> Record | None:
    """The announcement in our language; None when none of them lies in our municipality."""
    ours = [one for one in records(situation.get("announcements")) if any(map(home.is_us, _towns(one)))]
    language = home.choose(*(said(one.get("language")) for one in ours))
    return next((one for one in ours if said(one.get("language")) == language), None)


def _towns(announcement: Record) -> list[str]:
    """The municipalities at its two ends, or those of the area that it is about."""
    details = record(record(announcement.get("location")).get("locationDetails"))
    on_road = record(details.get("roadAddressLocation"))
    ends = [said(record(on_road.get(name)).get("municipality")) for name in ("primaryPoint", "secondaryPoint")]
    areas = records(record(details.get("areaLocation")).get("areas"))
    return [*ends, *(said(area.get("name")) for area in areas if fold(said(area.get("type"))) == "municipality")]


def _notice(
    situation: Record, announcement: Record, start: datetime | None, end: datetime | None, home: Home
) -> Notice:
    kind = fold(said(situation.get("trafficAnnouncementType")))
    over = kind in _ENDED
    grade = _grade(situation, announcement, kind)
    state = State.NONE if start is not None and start > home.now else grade.state or State.ONGOING
    return Notice(
        f"digitraffic:{said(situation.get('situationId'))}",
        message="cancel" if over else "update" if (number(situation.get("version")) or 0) > 1 else "alert",
        kind=grade.kind,
        topic=grade.topic,
        severity=0 if over else grade.severity,
        state=State.RESOLVED if over else state,
        expires_at=end,
    )


def _grade(situation: Record, announcement: Record, kind: str) -> Grade:
    """By what is on the road, else by the kind of list, else by the kind of announcement."""
    on_road = [said(one.get("name")) for one in records(announcement.get("features"))]
    situation_kind = fold(said(situation.get("situationType"))).replace("_", " ")
    closed = _SCALE.grade("feature", *on_road)
    listed_as = _SCALE.grade("situation", situation_kind)
    return closed.over(listed_as if listed_as != OPEN else _SCALE.grade("type", kind))


def _span(announcement: Record, home: Home) -> tuple[datetime | None, datetime | None]:
    lasts = record(announcement.get("timeAndDuration"))
    start, end = (read_date(said(lasts.get(name)), home.zone) for name in ("startTime", "endTime"))
    return start, end


def _spell_feature(feature: Record) -> str:
    """Such as "Jonoa 2.5 km"."""
    name, quantity = said(feature.get("name")), number(feature.get("quantity"))
    return " ".join(filter(None, (name, "" if quantity is None else f"{quantity:g} {said(feature.get('unit'))}")))
