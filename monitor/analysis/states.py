"""Says how far an event has come, and whether it is a drill: by phrases alone: here a wrong guess is the worst one.

Nothing is called resolved while the text also says that it goes on; nothing is called a drill because of one word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.model import Kind, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.features import Seen

_MARK = "drill.mark"
_OPENING = 4  # words within which a message says of itself that it is a drill: later it may be a story about one
_HURT = frozenset({"dead", "injured"})


def find_state(kind: Kind, seen: Sequence[Seen]) -> tuple[State, tuple[Seen, ...]]:
    """The state and the phrases that say it. Unresolved beats resolved; what is no disturbance has no state."""
    if kind not in {Kind.CRISIS, Kind.OPERATIONAL}:
        return State.NONE, ()
    resolved = [it for it in seen if it.concept == "resolved" and not it.denied]
    going_on = [it for it in seen if it.concept == "unresolved"]
    if resolved:  # "all have power again but for …", "mended, but still …"
        going_on += [it for it in seen if it.concept == "remains"]
    if going_on:
        return State.ONGOING, tuple(going_on)
    if resolved:
        return State.RESOLVED, tuple(resolved)
    planned = [it for it in seen if it.concept == "planned" and not it.denied]
    if planned and kind is Kind.OPERATIONAL:
        return State.PLANNED, tuple(planned)
    return State.ONGOING, ()


def find_drill(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """The phrases that say that this is a drill or a test of the alarm; none when somebody was really hurt in it.

    A message that is marked as a drill is one, whoever is hurt in its story.
    """
    outright = [it for it in seen if it.concept in {"drill.says", _MARK} and not it.denied]
    helpers = {it.first for it in seen if it.concept == "responders"}  # an ambulance that takes part hurts nobody
    hurt = any(it.concept in _HURT and not it.denied and it.first not in helpers for it in seen)
    marked = any(it.concept == _MARK and it.first < _OPENING for it in outright)
    return () if hurt and not marked else tuple(outright)
