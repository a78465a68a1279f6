"""Says how far an event has come, and whether it is a drill: by phrases and by what the model makes of all words.

Here a wrong guess is the worst one. Nothing is called resolved while the text also says that it goes on, nor by a
phrase against the model; neither is anything called a drill.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitor.domain.model import Kind, State

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from monitor.analysis.features import Seen

_MARK = "drill.mark"
_OPENING = 4  # words within which a message says of itself that it is a drill: later it may be a story about one
# From which score of "it is over" a text is believed that says so outright, that hints at it, or that does neither. An
# accident that is told of afterwards does neither and sounds as if it were over: there all words together do not do.
_OVER = {"resolved": -0.8, "resolved.hint": 0.4, "": 1.2}
_PLANNED = {"planned": -1.5, "": 0.5}  # the same of "it is planned", where a phrase says so and where none does
_DRILLED = 2.0  # the score from which all words together say that it is a drill
_LIKE_A_DRILL = -1.0  # the same where a phrase says so, or where it is no disturbance anyway: nothing is silenced by it
_HURT = frozenset({"dead", "injured"})


def find_state(kind: Kind, seen: Sequence[Seen], scores: Mapping[str, float]) -> tuple[State, tuple[Seen, ...]]:
    """The state and the phrases that say it. Unresolved beats resolved; what is no disturbance has no state.

    ``scores`` are the model's, of its being over and of its being planned.
    """
    if kind not in {Kind.CRISIS, Kind.OPERATIONAL}:
        return State.NONE, ()
    said = _list_said(seen, _OVER)
    silent = _OVER[""] if kind is Kind.OPERATIONAL else math.inf
    is_over = scores["over"] > min((_OVER[it.concept] for it in said), default=silent)
    going_on = [it for it in seen if it.concept == "unresolved"]
    if is_over:  # "all have power again but for …", "mended, but still …"
        going_on += [it for it in seen if it.concept == "remains"]
    if going_on:
        return State.ONGOING, tuple(going_on)
    if is_over:
        return State.RESOLVED, tuple(it for it in said if it.concept == "resolved")
    planned = _list_said(seen, _PLANNED)
    if kind is Kind.OPERATIONAL and scores["planned"] > _PLANNED["planned" if planned else ""]:
        return State.PLANNED, tuple(planned)
    return State.ONGOING, ()


def _list_said(seen: Sequence[Seen], concepts: Container[str]) -> list[Seen]:
    return [it for it in seen if it.concept in concepts and not it.denied]


def find_drill(seen: Sequence[Seen], score: float, *, calm: bool) -> tuple[bool, tuple[Seen, ...]]:
    """Whether this is a drill or a test of the alarm, and the phrases that say so; never when somebody was really hurt.

    A message that is marked as a drill is one, whoever is hurt in its story. ``score`` is the model's; a ``calm`` text
    is without doubt no disturbance.
    """
    says = [it for it in seen if it.concept in {"drill.says", _MARK} and not it.denied]
    helpers = {it.first for it in seen if it.concept == "responders"}  # an ambulance that takes part hurts nobody
    hurt = any(it.concept in _HURT and not it.denied and it.first not in helpers for it in seen)
    if any(it.concept == _MARK and (it.first < _OPENING or not hurt) for it in says):
        return True, tuple(says)
    if hurt or score <= (_LIKE_A_DRILL if says or calm else _DRILLED):
        return False, ()
    return True, tuple(says) or tuple(it for it in seen if it.concept == "drill.hint" and not it.denied)
