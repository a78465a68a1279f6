from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.plan import Rota
from monitor.domain.rota import on_call, turns
from monitor.errors import Fault, SourceError
from monitor.ical_entries import MAX_BYTES, MAX_ENTRIES, read_calendar
from monitor.rota_calendar import MAX_SECONDS, MAX_TURNS, RotaCalendar, turns_from_ical

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = Path(__file__).parent / "data" / "rota"
STOCKHOLM, HELSINKI, OSLO = ZoneInfo("Europe/Stockholm"), ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Oslo")
PEOPLE = ("Maria", "Per", "Aino", "Liv")


def at(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def read_sample(name: str, people: Sequence[str], zone: ZoneInfo) -> RotaCalendar:
    data = (SAMPLES / name).read_bytes()
    return turns_from_ical(data, at("2026-01-01", zone), at("2027-01-01", zone), people, zone)


def read_events(*events: str, head: str = "", start: str = "2026-10-01", end: str = "2026-12-01") -> RotaCalendar:
    """A calendar of entries of which each is given by its lines, with a UID of its own unless they have one."""
    wrapped = [
        "\n".join(("BEGIN:VEVENT", *([] if "UID" in event else [f"UID:{number}"]), event.strip(), "END:VEVENT"))
        for number, event in enumerate(events)
    ]
    text = "\n".join(("BEGIN:VCALENDAR", *head.splitlines(), *wrapped, "END:VCALENDAR", ""))
    return turns_from_ical(text.encode(), at(start), at(end), PEOPLE, STOCKHOLM)


def say(found: RotaCalendar, zone: ZoneInfo = STOCKHOLM) -> list[str]:
    return sorted(
        f"{turn.starts.astimezone(zone):%m-%d %H:%M} {turn.ends.astimezone(zone):%m-%d %H:%M} {turn.person}"
        for turn in found.turns
    )


WEEK = "DTSTART;TZID=Europe/Stockholm:20261005T120000\nDTEND;TZID=Europe/Stockholm:20261012T120000"


# ---- calendars as programs write them ----------------------------------------------------------------------------
def test_a_google_calendar_is_a_rota_on_the_wall_clock() -> None:
    rota = Rota("kib", turns=read_sample("google.ics", PEOPLE, STOCKHOLM).turns)
    for when, person in (
        ("2026-01-05T11:59", None),
        ("2026-01-05T12:00", "Maria"),
        ("2026-03-30T11:59", "Per"),  # summer time has come
        ("2026-03-30T12:00", "Maria"),
        ("2026-07-15T12:00", None),  # a week that is taken out
        ("2026-10-22T12:00", "Aino"),  # a week that changed hands
        ("2026-10-26T11:59", "Aino"),  # winter time has come
        ("2026-10-26T12:00", "Maria"),
        ("2026-12-24T12:00", "Per"),  # a day inside Maria's week
        ("2026-12-25T12:00", "Maria"),
    ):
        assert on_call(rota, at(when), STOCKHOLM) == person, when


def test_what_a_calendar_holds_besides_the_rota_is_noted_not_guessed() -> None:
    assert read_sample("google.ics", PEOPLE, STOCKHOLM).notes == (
        '"Sommarfest" names nobody of the rota for certain (2026-06-12 00:00).',
    )


def test_an_outlook_calendar_has_windows_zones_and_surnames_first_and_cancels_in_the_title() -> None:
    found = read_sample("outlook.ics", ("Matti Virtanen", "Aino Laine"), HELSINKI)
    rota = Rota("kib", turns=found.turns)
    weeks = turns(rota, at("2026-06-08T16:00", HELSINKI), at("2026-07-06T16:00", HELSINKI), HELSINKI)
    assert [(f"{turn.starts.astimezone(HELSINKI):%m-%d %H:%M}", turn.person) for turn in weeks] == [
        ("06-08 16:00", "Matti Virtanen"),
        ("06-22 16:00", "Matti Virtanen"),
        ("06-29 16:00", "Aino Laine"),
    ]
    assert found.notes == ('"Peruttu: Päivystys: Aino" says that it is cancelled (2026-06-15 16:00).',)


def test_all_day_entries_run_from_local_midnight_to_local_midnight_over_the_autumn_night() -> None:
    found = read_sample("all_day.ics", ("Liv", "Ola"), OSLO)
    assert say(found, OSLO) == [
        "10-19 00:00 10-26 00:00 Liv",
        "10-26 00:00 11-02 00:00 Ola",
        "11-02 00:00 11-09 00:00 Liv",
        "11-16 00:00 11-23 00:00 Liv",
    ]
    first = found.turns[0]
    assert (first.person, (first.ends - first.starts).total_seconds() / 3600) == ("Liv", 169)


# ---- times -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("DTSTART:20261005T120000", "DTEND:20261012T120000", "10-05 12:00 10-12 12:00 Maria"),  # local
        ("DTSTART:20261005T100000Z", "DTEND:20261012T100000Z", "10-05 12:00 10-12 12:00 Maria"),
        ("DTSTART;TZID=Europe/Helsinki:20261005T130000", "DURATION:P7D", "10-05 12:00 10-12 12:00 Maria"),
        ("DTSTART;TZID=W. Europe Standard Time:20261005T120000", "DURATION:P7D", "10-05 12:00 10-12 12:00 Maria"),
        ("DTSTART;TZID=/vendor.org/x_1/Europe/Oslo:20261005T120000", "DURATION:P7D", "10-05 12:00 10-12 12:00 Maria"),
        ("DTSTART;TZID=Europe/Stockholm:20261024T120000", "DURATION:P2D", "10-24 12:00 10-26 12:00 Maria"),
        ("DTSTART;VALUE=DATE:20261005", "", "10-05 00:00 10-06 00:00 Maria"),
        ("DTSTART:20261025T023000", "DTEND:20261025T120000", "10-25 02:30 10-25 12:00 Maria"),
        (
            "DTSTART;TZID=Europe/Stockholm:20261012T120000",
            "DTEND;TZID=Europe/Stockholm:20261005T120000",
            "10-05 12:00 10-12 12:00 Maria",
        ),
    ],
)
def test_a_time_is_read_in_its_zone(start: str, end: str, said: str) -> None:
    found = read_events(f"SUMMARY:Maria\n{start}\n{end}")
    assert say(found) == [said]
    assert found.notes == ()


def test_a_zone_that_only_the_file_defines_is_read_as_local_time_and_noted() -> None:
    found = read_events("SUMMARY:Maria\nDTSTART;TZID=Customized Time Zone:20261005T120000\nDURATION:P7D")
    assert say(found) == ["10-05 12:00 10-12 12:00 Maria"]
    assert found.notes == ('the time zone "Customized Time Zone" is not known; its times are read as local time.',)


def test_weeks_in_utc_follow_the_calendars_own_zone_over_the_autumn_night() -> None:
    event = "SUMMARY:Maria\nDTSTART:20261019T100000Z\nDTEND:20261026T110000Z\nRRULE:FREQ=WEEKLY;COUNT=2"
    found = read_events(event, head="X-WR-TIMEZONE:Europe/Stockholm")
    assert say(found) == ["10-19 12:00 10-26 12:00 Maria", "10-26 12:00 11-02 12:00 Maria"]
    assert read_events(event, head="X-WR-TIMEZONE:Mars/Olympus").notes == (
        'the calendar\'s time zone "Mars/Olympus" is not known and is left out.',
    )


def test_only_what_touches_the_time_asked_for_is_read() -> None:
    found = read_events(f"SUMMARY:Maria\n{WEEK}\nRRULE:FREQ=WEEKLY", start="2026-11-04T00:00", end="2026-11-17T00:00")
    assert say(found) == [
        "11-02 12:00 11-09 12:00 Maria",
        "11-09 12:00 11-16 12:00 Maria",
        "11-16 12:00 11-23 12:00 Maria",
    ]


# ---- which turn holds --------------------------------------------------------------------------------------------
def test_a_days_swap_goes_before_the_week_it_lies_in_wherever_it_stands_in_the_file() -> None:
    swap = "SUMMARY:Per\nDTSTART:20261007T080000Z\nDTEND:20261008T080000Z"
    week = f"SUMMARY:Maria\n{WEEK}"
    for events in ((swap, week), (week, swap)):
        rota = Rota("kib", turns=read_events(*events).turns)
        assert on_call(rota, at("2026-10-07T12:00"), STOCKHOLM) == "Per"
        assert on_call(rota, at("2026-10-09T12:00"), STOCKHOLM) == "Maria"


def test_two_people_for_the_same_week_are_noted() -> None:
    found = read_events(f"SUMMARY:Maria\n{WEEK}", f"SUMMARY:Per\n{WEEK}")
    assert found.notes == ("Maria and Per are on call at once; Per is told (2026-10-05 12:00).",)


def test_a_title_that_names_two_is_left_out_and_noted_with_how_often() -> None:
    found = read_events(f"SUMMARY:Maria/Per\n{WEEK}\nRRULE:FREQ=WEEKLY;COUNT=3")
    assert found.turns == ()
    assert found.notes == (
        '"Maria/Per" names Maria and Per, and one person is on call at a time (3 times, first 2026-10-05 12:00).',
    )


@pytest.mark.parametrize(
    ("event", "note"),
    [
        (f"SUMMARY:Maria\n{WEEK}\nSTATUS:CANCELLED", None),
        (f"SUMMARY:Inställt: Maria\n{WEEK}", '"Inställt: Maria" says that it is cancelled (2026-10-05 12:00).'),
        ("SUMMARY:Maria\nDTSTART:20261005T120000Z", '"Maria" has no length (2026-10-05 14:00).'),
        (f"{WEEK}", '"" names nobody of the rota for certain (2026-10-05 12:00).'),
    ],
)
def test_what_is_no_turn_is_left_out(event: str, note: str | None) -> None:
    assert read_events(event) == RotaCalendar((), (note,) if note else ())


# ---- foreign bytes -----------------------------------------------------------------------------------------------
GOOD = f"SUMMARY:Per\n{WEEK}\nUID:good"


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ("RRULE:FREQ=SECONDLY", "does not repeat by days, weeks, months or years"),
        ("RRULE:FREQ=MINUTELY;COUNT=100000000", "does not repeat by days, weeks, months or years"),
        ("RRULE:FREQ=HOURLY;INTERVAL=5", "does not repeat by days, weeks, months or years"),
        ("RRULE:FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=0,1,2", "does not repeat by days, weeks, months or years"),
        ("RRULE:FREQ=FORTNIGHTLY", "does not repeat by days, weeks, months or years"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=0", "repeats at an interval that is not 1 to 1000"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=-1", "repeats at an interval that is not 1 to 1000"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=" + "9" * 5000, "repeats at an interval that is not 1 to 1000"),
        ("RRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY", "has more than one rule for its repetition"),
        ("RRULE:FREQ=DAILY\nDTSTART:00010101T000000", "repeats since before 1970"),
        ("RRULE:FREQ=WEEKLY;BYDAY=XX", "has an unreadable RRULE"),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261399", "has an unreadable RRULE"),
        ("EXDATE:rubbish", "has an unreadable EXDATE"),
        ("DTSTART:99991231T000000", "cannot be read"),
        ("RECURRENCE-ID:rubbish", "has an unreadable RECURRENCE-ID"),
        ("RECURRENCE-ID:20261005T100000Z\nRRULE:FREQ=SECONDLY", "does not repeat by days, weeks, months or years"),
    ],
)
def test_one_hostile_or_broken_entry_is_noted_and_costs_no_other(lines: str, note: str) -> None:
    begun = time.perf_counter()
    found = read_events(f"SUMMARY:Maria\n{WEEK}\n{lines}", GOOD)
    assert time.perf_counter() - begun < 2
    assert f'"Maria" {note}.' in found.notes
    assert "10-05 12:00 10-12 12:00 Per" in say(found)


def test_an_exception_that_repeats_its_series_rule_changes_one_week_only() -> None:
    series = f"UID:s\nSUMMARY:Maria\n{WEEK}\nRRULE:FREQ=WEEKLY;COUNT=3"
    found = read_events(
        series, f"{series}\nRECURRENCE-ID;TZID=Europe/Stockholm:20261005T120000".replace("Maria", "Per")
    )
    assert say(found) == [
        "10-05 12:00 10-12 12:00 Per",
        "10-12 12:00 10-19 12:00 Maria",
        "10-19 12:00 10-26 12:00 Maria",
    ]
    assert found.notes == ()


def test_a_rule_that_never_comes_true_costs_seconds_and_nothing_else() -> None:
    never = f"SUMMARY:Maria\n{WEEK}\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert "10-05 12:00 10-12 12:00 Per" in say(read_events(never, GOOD))


def test_reading_gives_up_in_time_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.rota_calendar.MAX_SECONDS", -1.0)
    assert read_events(GOOD) == RotaCalendar(
        (), ("reading stopped after -1 seconds; the rest of the calendar is left out.",)
    )
    assert MAX_SECONDS == 10


def test_more_turns_than_anybody_has_are_cut_off_and_said() -> None:
    daily = "SUMMARY:Maria\nDTSTART:20261001T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    found = read_events(*[daily] * 40)
    assert len(found.turns) == MAX_TURNS
    assert f"only {MAX_TURNS} turns are read, and there are more." in found.notes


def test_more_entries_than_any_rota_has_are_cut_off_and_said() -> None:
    many = read_calendar(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * (MAX_ENTRIES + 1) + b"END:VCALENDAR")
    assert not many.complete
    assert len(many.series) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<!DOCTYPE html><title>Logga in</title>", Fault.MALFORMED),
        (b"", Fault.MALFORMED),
        (b"BEGIN:VCALENDAR\n" + b" " * MAX_BYTES, Fault.TOO_LARGE),
    ],
)
def test_what_is_no_calendar_or_too_large_is_refused_as_a_whole(data: bytes, fault: Fault) -> None:
    with pytest.raises(SourceError) as caught:
        turns_from_ical(data, at("2026-01-01"), at("2027-01-01"), PEOPLE, STOCKHOLM)
    assert caught.value.fault is fault


def test_an_empty_calendar_has_no_turns() -> None:
    assert read_events() == RotaCalendar(())


def test_a_byte_order_mark_hides_nothing() -> None:
    found = read_calendar(b"\xef\xbb\xbfBEGIN:VCALENDAR\nX-WR-TIMEZONE:Europe/Oslo\nEND:VCALENDAR\n")
    assert found.zone == "Europe/Oslo"


def test_what_an_old_outlook_saves_in_its_own_code_page_is_read() -> None:
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Åsa\r\n"
        + WEEK.replace("\n", "\r\n")
        + "\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    found = turns_from_ical(text.encode("cp1252"), at("2026-10-01"), at("2026-11-01"), ["Åsa"], STOCKHOLM)
    assert [turn.person for turn in found.turns] == ["Åsa"]


lines = st.sampled_from(
    """
    BEGIN:VEVENT|END:VEVENT|BEGIN:VALARM|END:VALARM|END:VCALENDAR|BEGIN:VTIMEZONE| folded|SUMMARY:Maria|SUMMARY:Per
    UID:1|UID:2|SEQUENCE:x|STATUS:CANCELLED|DTSTART:20261005T120000|DTSTART;TZID=Europe/Oslo:20261012T120000
    DTSTART;VALUE=DATE:20261005|DTEND:20261012T120000|DURATION:P7D|DURATION:-P1D|DTSTART:|DTEND:00000000T000000
    RRULE:FREQ=WEEKLY;COUNT=9|RRULE:FREQ=MONTHLY;BYDAY=1MO;UNTIL=20280101|RDATE:20261101T120000|DTEND;TZID=:2026
    EXDATE;VALUE=DATE:20261019|RECURRENCE-ID:20261012T120000|RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T120000
    RDATE;VALUE=PERIOD:20261101T120000Z/P1D
    """.strip()
    .replace("\n    ", "|")
    .split("|")
) | st.text(max_size=20)


@settings(deadline=None)
@given(st.lists(lines, max_size=25))
def test_whatever_a_calendar_holds_its_turns_are_of_the_rota_and_have_a_length(body: list[str]) -> None:
    text = "\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *body, "END:VEVENT", "END:VCALENDAR"))
    found = turns_from_ical(text.encode(), at("2026-10-01"), at("2026-12-01"), PEOPLE, STOCKHOLM)
    assert all(turn.starts < turn.ends and turn.person in PEOPLE for turn in found.turns)
