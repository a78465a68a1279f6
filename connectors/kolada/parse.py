"""Kolada's figures of one municipality to the newest value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors._official.answers import listed, number, read_json, record, records, said
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_figure(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The newest year that has a value for all together; facts ``year`` and ``value``, or none where there is none yet.

    Raises:
        SourceError: the answer is no list of values.
    """
    del home, options
    rows = listed(record(read_json(body, content_type, url)), "values", "Kolada's figures")
    if rows and not any(said(row.get("period")) for row in rows):
        raise SourceError(Fault.MALFORMED, "no row of the answer has a period")
    found = [
        (int(period), value)
        for row in rows
        if (period := said(row.get("period"))).isascii() and period.isdigit() and len(period) == 4
        for one in records(row.get("values"))
        if said(one.get("gender")) in {"T", ""} and (value := number(one.get("value"))) is not None
    ]
    if not found:
        return Parsed()
    year, value = max(found, key=lambda pair: pair[0])
    return Parsed(facts={"year": year, "value": value})
