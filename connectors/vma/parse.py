"""Sweden's important messages to the public, which are CAP in JSON, to those for us."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import listed, read_json, record
from connectors._official.cap import read_record
from connectors._official.cap_items import read_messages
from connectors._official.home import Home
from connectors._official.scales import load_scale
from monitor.domain.model import Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALE = load_scale(Path(__file__).parent / "scale.toml")


def read_alerts(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The messages whose areas are our municipality, our county or the whole country.

    Raises:
        SourceError: the answer is no list of alerts.
    """
    rows = listed(record(read_json(body, content_type, url)), "alerts", "Sveriges Radio's alerts")
    home_ = Home.of(dict(home))
    messages = [message for row in rows if (message := read_record(row, home_.zone)) is not None]
    if rows and not messages:
        raise SourceError(Fault.MALFORMED, "no alert of the answer has an identifier")
    parsed = read_messages(messages, home_, options, url)
    return replace(parsed, items=tuple(map(_graded, parsed.items)))


def _graded(item: RawItem) -> RawItem:
    """A real one that is not over is the gravest there is, whatever words it uses of itself."""
    notice = item.notice
    if notice is None or notice.exercise or notice.message == "cancel" or notice.state is State.RESOLVED:
        return item
    grade = _SCALE.grade("status", "Actual")
    return replace(item, notice=replace(notice, kind=grade.kind, severity=grade.severity))
