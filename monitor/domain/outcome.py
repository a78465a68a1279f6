"""What became of an item, in one word, read from the gates it was asked at: every item has exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Which gate ends an item's way, and what that makes of it; the last two say what becomes of a mention.
_ENDS = {
    "kept": "removed",  # its words were kept no longer, or were erased
    "fresh": "archive",
    "unseen": "repeated",
    "mention": "not_about_us",
    "here": "elsewhere",
}
OUTCOMES = (*_ENDS.values(), "told", "incident", "inbox")


@dataclass(frozen=True, slots=True)
class Traces:
    """What the memory shows of an item besides its gates."""

    mentioned: bool
    incident: int | None
    deliveries: int


def outcome_of(gates: Sequence[Mapping[str, Any]]) -> str | None:
    """One of ``OUTCOMES``; None where the gates end before anything was decided."""
    passed = {str(gate["gate"]): bool(gate["passed"]) for gate in gates}
    for gate, outcome in _ENDS.items():
        if passed.get(gate) is False:
            return outcome
    if "route" not in passed or "incident" not in passed:
        return None
    if passed["route"]:
        return "told"
    return "incident" if passed["incident"] else "inbox"


def contradiction(gates: Sequence[Mapping[str, Any]], traces: Traces) -> str:
    """What the gates say and the memory does not show; empty where both agree."""
    outcome = outcome_of(gates)
    if outcome is None:
        last = gates[-1]["gate"] if gates else "no gate"
        return f"nothing was decided after {last}"
    if outcome == "told" and not traces.deliveries:
        return "it was told, and no delivery is there"
    if outcome in {"told", "incident", "inbox"} and not traces.mentioned:
        return f"it is {outcome}, and no mention is there"
    in_incident = any(gate["gate"] == "incident" and gate["passed"] for gate in gates)
    if in_incident and traces.incident is None:
        return "it joined an incident, and none is there"
    return ""
