"""What a service's refusal means, where its own words say more than the status."""

from __future__ import annotations

from typing import Any

import msgspec

from monitor.errors import Fault, SourceError


def said_in(error: SourceError) -> dict[str, Any]:
    """The JSON object that a refusing server answered; an empty one where it was none."""
    try:
        given = msgspec.json.decode(error.said)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def meant(error: SourceError, fault: Fault, detail: str) -> SourceError:
    """The same refusal, called what it is."""
    return SourceError(fault, detail, status=error.status, retry_after=error.retry_after)
