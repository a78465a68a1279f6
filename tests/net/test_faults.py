"""From an answer that is no answer to a fault in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Fault
from monitor.net.faults import RETRY_AFTER_MOST, fault_of, retry_after

NOW = 1_795_000_000.0  # Wed, 18 Nov 2026 11:06:40 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 18 Nov 2026 11:08:40 GMT", 120.0),
        ("Wednesday, 18-Nov-26 11:08:40 GMT", 120.0),
        ("Wed Nov 18 11:08:40 2026", 120.0),
        ("Wed, 18 Nov 2026 11:00:00 GMT", 0.0),
        ("315360000", RETRY_AFTER_MOST),
        ("9" * 5000, RETRY_AFTER_MOST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MOST),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_clipped(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_never_raises(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or 0 <= seconds <= RETRY_AFTER_MOST


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, Fault.FORBIDDEN),
        (403, Fault.FORBIDDEN),
        (404, Fault.NOT_FOUND),
        (406, Fault.FORBIDDEN),
        (410, Fault.GONE),
        (429, Fault.RATE_LIMITED),
        (451, Fault.FORBIDDEN),
        (500, Fault.SERVER_ERROR),
        (503, Fault.SERVER_ERROR),
        (599, Fault.SERVER_ERROR),
        (304, Fault.SERVER_ERROR),
    ],
)
def test_each_status_has_its_fault_and_its_sentence(status: int, fault: Fault) -> None:
    error = fault_of(status, "paper.example", {"retry-after": "60"}, b"", NOW)
    assert (error.fault, error.status, error.retry_after) == (fault, status, 60.0)
    assert "paper.example" in error.detail
    assert str(status) in error.detail


def test_a_bot_filters_page_is_told_apart_from_a_plain_refusal() -> None:
    page = b"<html><head><title>Just a moment...</title></head><body>cf-chl-widget</body></html>"
    assert fault_of(403, "paper.example", {}, page, NOW).fault is Fault.CAPTCHA
    assert fault_of(503, "paper.example", {}, page, NOW).fault is Fault.CAPTCHA
    assert fault_of(404, "paper.example", {}, page, NOW).fault is Fault.NOT_FOUND
