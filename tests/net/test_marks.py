"""Conditional requests: what is sent back, and when nothing is."""

from __future__ import annotations

import pytest

from monitor.net.marks import AGE_MOST, POLLS_MOST, conditions, known_hash, marks_of, renewed

URL = "https://paper.example/rss"
NOW = 1_795_000_000.0
HEADERS = {"etag": 'W/"abc-gzip"', "last-modified": "Sun, 22 Nov 2026 03:00:00 GMT"}


def test_validators_are_echoed_to_the_letter() -> None:
    marks = marks_of(URL, HEADERS, "hash", NOW)
    assert conditions(URL, marks, NOW) == {
        "If-None-Match": 'W/"abc-gzip"',
        "If-Modified-Since": "Sun, 22 Nov 2026 03:00:00 GMT",
    }
    assert known_hash(URL, marks) == "hash"


def test_nothing_is_asked_of_another_address_by_the_validators_of_the_old() -> None:
    marks = marks_of(URL, HEADERS, "hash", NOW)
    assert conditions("https://paper.example/new", marks, NOW) == {}
    assert known_hash("https://paper.example/new", marks) == ""


def test_a_stuck_server_is_asked_without_conditions_within_so_many_polls() -> None:
    for number in range(50):
        url = f"{URL}/{number}"
        marks = marks_of(url, HEADERS, "hash", NOW)
        for _ in range(POLLS_MOST):
            if not conditions(url, marks, NOW):
                break
            marks = renewed(marks, {})
        else:
            pytest.fail(f"{url} was asked {POLLS_MOST} times with conditions")
        assert int(marks["polls"]) >= POLLS_MOST - 6


def test_a_stuck_server_is_asked_without_conditions_within_a_day() -> None:
    marks = marks_of(URL, HEADERS, "hash", NOW)
    assert conditions(URL, marks, NOW + AGE_MOST - 1)
    assert conditions(URL, marks, NOW + AGE_MOST) == {}


def test_a_clock_that_was_set_back_does_not_make_validators_last_longer() -> None:
    assert conditions(URL, marks_of(URL, HEADERS, "hash", NOW), NOW - 60) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"etag": '"' + "a" * 60_000 + '"'},
        {"etag": '"a\x01b"'},
        {"last-modified": "not a date " * 10},
        {"etag": ""},
    ],
)
def test_what_no_header_may_hold_is_not_sent_back(headers: dict[str, str]) -> None:
    assert conditions(URL, marks_of(URL, headers, "hash", NOW), NOW) == {}


def test_an_answer_without_validators_forgets_the_old_ones() -> None:
    cursor = marks_of(URL, HEADERS, "hash", NOW)
    cursor |= marks_of(URL, {}, "hash2", NOW)
    assert conditions(URL, cursor, NOW) == {}


def test_a_not_modified_answer_may_bring_a_new_etag() -> None:
    cursor = marks_of(URL, HEADERS, "hash", NOW)
    cursor |= renewed(cursor, {"etag": '"new"'})
    assert conditions(URL, cursor, NOW)["If-None-Match"] == '"new"'
