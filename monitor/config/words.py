"""What may stand as one value of monitor.toml: names, times, addresses; each with the sentence for what is none."""

from __future__ import annotations

import re
from datetime import date, time
from email.utils import parseaddr
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StringConstraints

from monitor.config.values import Secret, read_secret
from monitor.domain import timetable_text as text
from monitor.domain.model import MUNICIPALITY
from monitor.domain.plan import Hours
from monitor.openings import read_opening

if TYPE_CHECKING:
    from collections.abc import Callable


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError('is no time zone. Write for example "Europe/Stockholm"') from error
    return name


def _check_mail(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not at or not local or "." not in domain or any(char.isspace() or char in "<>,;" for char in address):
        raise ValueError('is no e-mail address. Write for example "maria@kommun.example"')
    if not local.isascii():
        raise ValueError("has letters before the @ that most mail servers refuse; use an address in plain letters")
    return address


def _check_web_address(address: str) -> str:
    parts = urlsplit(address)
    if address and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query
    ):
        raise ValueError(
            'is no address of a web site. Write for example "https://bevakning.kommun.example", without a path'
        )
    return address


def _check_expression(words: str) -> str:
    if not any(char.isalnum() for char in words):
        raise ValueError("names nothing. Write a name or a word, or take it out")
    return words.strip()


def _check_short_day(name: str) -> str:
    text.parse_short_day(name, "12:00")
    return name


def _check_phone(number: str) -> str:
    if not re.fullmatch(r"\+[0-9]{6,15}", number, re.ASCII):
        raise ValueError('is no telephone number. Write it with the country and without blanks, as in "+46701234567"')
    return number


def _check_sender(sender: str) -> str:
    _check_mail(parseaddr(sender)[1])
    return sender


def _check_opening(pattern: str) -> str:
    try:
        read_opening(pattern)
    except ValueError as error:
        raise ValueError(f"is no address that can be opened: {error}") from None
    return pattern


def _check_database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError(
            'is no database that can be used. Write "sqlite:///monitor.db" or "postgresql+psycopg://user@host/name"'
        )
    return url


def _read_heartbeat(address: Any) -> str | Secret:
    if isinstance(address, (dict, Secret)):
        return read_secret(address)
    if not isinstance(address, str) or not re.match(r"$|https?://[^/\s]", address):
        raise ValueError('is no address. Write one that begins with "https://", or nothing, or { env = "NAME" }')
    return address


def _read_place(address: Any) -> str | Secret | None:
    if isinstance(address, (dict, Secret)):
        return read_secret(address)
    if not isinstance(address, str):
        raise ValueError('is no address and no file. Write it in quotes, or as { env = "NAME" }')  # noqa: TRY004 - so
    return address


def _check_query(query: str) -> str:
    from monitor.analysis.query import QueryError, parse

    try:
        parse(query)
    except QueryError as error:
        where = f"column {error.column}" if "\n" not in query else f"line {error.line}, column {error.column}"
        raise ValueError(f"is no query: {where} has {error.found}, and {error.expected} was expected") from error
    return query


def _check_watch(name: str) -> str:
    if name == MUNICIPALITY:
        raise ValueError("is the name of the municipality's own watch. Write another one")
    return name


def _in_quotes(read: Callable[[str], Any]) -> BeforeValidator:
    """``read`` for a text of the file; what is no text is a mistake like any other, and what is read stays as it is."""

    def check(value: Any) -> Any:
        if isinstance(value, str):
            return read(value)
        if isinstance(value, (bool, int, float, list, dict)):
            raise ValueError("is no text. Write it in quotes")  # noqa: TRY004 - pydantic tells of a ValueError alone
        return value

    return BeforeValidator(check)


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Expression = Annotated[str, AfterValidator(_check_expression)]
Zone = Annotated[str, AfterValidator(_check_zone)]
Mail = Annotated[str, AfterValidator(_check_mail)]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]
HoursText = Annotated[Hours, _in_quotes(text.parse_hours)]
Clock = Annotated[time, _in_quotes(text.parse_clock)]
Closing = Annotated[time, _in_quotes(text.parse_closing)]
Handover = Annotated[tuple[int, time], _in_quotes(text.parse_handover)]
Weekday = Annotated[int, _in_quotes(text.parse_weekday)]
ShortDay = Annotated[str, AfterValidator(_check_short_day)]
DateRange = Annotated[tuple[date, date], _in_quotes(text.parse_dates)]
DayOfYear = Annotated[tuple[int, int], _in_quotes(text.parse_day_of_year)]
Language = Literal["sv", "nb", "nn", "fi", "en"]
DatabaseUrl = Annotated[str, AfterValidator(_check_database)]
OpenedHost = Annotated[str, AfterValidator(_check_opening)]
Sender = Annotated[Name, AfterValidator(_check_sender)]
Phone = Annotated[str, AfterValidator(_check_phone)]
WatchName = Annotated[Name, AfterValidator(_check_watch)]
QueryText = Annotated[Name, AfterValidator(_check_query)]
Heartbeat = Annotated[str | Secret, PlainValidator(_read_heartbeat)]
Place = Annotated[str | Secret, PlainValidator(_read_place)]
Grade = Annotated[int, Field(ge=0, le=3)]
