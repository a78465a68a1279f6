"""Turns the sections into the head's own view of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.almanac import open_almanac
from monitor.domain import plan as head
from monitor.domain.known_tests import open_tests
from monitor.domain.timetable_text import parse_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.sections import OfficeHoursSection, RotaSection, RouteSection, Sections
    from monitor.domain.model import Municipality


def make_plan(sections: Sections, municipality: Municipality, urls: dict[str, str]) -> head.Plan:
    """The plan of a file without mistakes."""
    own = sections.municipality
    zone = own.timezone or municipality.timezone
    return head.Plan(
        municipality=municipality,
        language=own.language or municipality.language,
        timezone=zone,
        places=own.places,
        excluded=own.excluded,
        sources=tuple(_sources(sections, urls)),
        watches=tuple(head.WatchPlan(w.name, w.query, w.purpose, w.owner, w.deputy) for w in sections.watch),
        office_hours=_office_hours(sections.office_hours, own.language or municipality.language)
        if sections.office_hours
        else None,
        people=tuple(head.Person(one.name, one.email, one.phone) for one in sections.person),
        rotas=tuple(_rota(rota, ZoneInfo(zone)) for rota in sections.rota),
        receivers=tuple(_receivers(sections)),
        routes=tuple(_route(route) for route in sections.route),
        brief=head.Regular(sections.brief.to, sections.brief.at) if sections.brief else None,
        digest=head.Regular(sections.digest.to, sections.digest.at, sections.digest.day) if sections.digest else None,
        weekly_test=head.Regular(sections.test_alert.to, sections.test_alert.at, sections.test_alert.day)
        if sections.test_alert
        else None,
        health_to=sections.health.to,
        retention=head.Retention(sections.retention.mentions, sections.retention.press, sections.retention.unmatched),
        severity=sections.severity.table(),
        tests=open_tests(
            municipality.country, own.language or municipality.language, _holidays(municipality.country), ZoneInfo(zone)
        ),
        base_url=sections.web.base_url.rstrip("/") if sections.web else "",
    )


def _holidays(country: str) -> head.Almanac:
    """The country's own holidays, whatever the office keeps."""
    return open_almanac(country) if country in {"SE", "NO", "FI", "DK"} else lambda _year: {}


def _sources(sections: Sections, urls: dict[str, str]) -> Iterator[head.SourcePlan]:
    for source in sections.source:
        yield head.SourcePlan(
            name=source.name,
            connector=source.connector,
            role=source.role,
            publisher=source.publisher or source.name,
            url=urls.get(source.name, ""),
            every=source.every,
            everything=source.match == "everything",
        )


def _office_hours(section: OfficeHoursSection, language: str) -> head.OfficeHours:
    week = (section.monday, section.tuesday, section.wednesday, section.thursday, section.friday)
    return head.OfficeHours(
        week=(*week, section.saturday, section.sunday),
        almanac=open_almanac(section.holidays, language) if section.holidays else lambda _year: {},
        closed=section.closed,
        opened=section.open,
        short_days=section.short_days,
        seasons=tuple(head.Season(one.first, one.last, one.hours) for one in section.seasons),
    )


def _rota(section: RotaSection, zone: ZoneInfo) -> head.Rota:
    return head.Rota(
        name=section.name,
        people=section.people if section.calendar is None else (),
        starts=section.starts,
        handover_weekday=section.handover[0],
        handover_time=section.handover[1],
        turns=tuple(parse_turn(one.starts, one.ends, one.person, zone) for one in section.override),
    )


def _receivers(sections: Sections) -> Iterator[head.Receiver]:
    for receiver in sections.receiver:
        channels = tuple(head.ChannelPlan(slot, channel.type) for slot, channel in enumerate(receiver.channel))
        yield head.Receiver(receiver.name, channels, receiver.rota, receiver.person, receiver.fallback)


def _route(section: RouteSection) -> head.Route:
    return head.Route(
        name=section.name,
        to=section.to,
        min_severity=section.min_severity,
        when=section.when,
        deliver=section.deliver,
        each=section.each,
        watches=section.watches,
        kinds=section.kinds,
        topics=section.topics,
        sources=section.sources,
        roles=section.roles,
        repeat=section.repeat,
        escalate=tuple(head.Escalation(one.after, one.to) for one in section.escalate),
    )
