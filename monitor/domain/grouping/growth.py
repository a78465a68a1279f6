"""What does a mention add that those who were told must hear: more people, more places, longer, worse in kind?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.kinship import Reach, reach_of
from monitor.domain.grouping.residents import DISTURBED
from monitor.domain.model import Role, State, Topic, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Incident, Member

_PAUSE = timedelta(minutes=60)  # between two tellings that it grew; what is worse does not wait
_MORE = 2  # times as many households are worth telling
_MANY = 100  # of which a few more are not
# What changes what people must do, although the severity may stay.
_GRAVER = (Topic.BOIL_NOTICE, Topic.EVACUATION, Topic.CONTAMINATION, Topic.VIOLENCE, Topic.CYBER)
_WAKE = 3  # severity
_ANSWERS = frozenset({Role.OWN, Role.OFFICIAL})


def find_graver_topic(member: Member, incident: Incident) -> Topic | None:
    """A topic by which the event becomes another kind of event: the leak now has a boil notice."""
    if not member.is_credible or member.state is not State.ONGOING or member.severity < 2:
        return None
    if incident.severity >= _WAKE and member.role is Role.PRESS and member.at - incident.opened_at <= _PAUSE:
        return None  # they were woken a moment ago, and the papers fill in what it is like there
    known = set(incident.topics)
    answered = (one for one in incident.members if one.role in _ANSWERS or incident.severity >= _WAKE)
    known.update(topic for one in answered if one.is_credible for topic in one.hints)
    return next((topic for topic in _GRAVER if topic in member.topics and topic not in known), None)


def find_growth(member: Member, incident: Incident, now: datetime) -> str | None:
    """In words what has grown; None when the mention adds nothing, or when growth was told a moment ago."""
    if not member.is_credible or member.kind not in DISTURBED or member.copy_of is not None:
        return None
    if member.state in {State.RESOLVED, State.PLANNED} or _is_late(member, incident):
        return None
    if incident.story.grew_at is not None and now - incident.story.grew_at < _PAUSE:
        return None
    return _more_households(member, incident) or _more_places(member, incident) or _turned(member, incident)


def _is_late(member: Member, incident: Incident) -> bool:
    """Written well before what is known already."""
    newest = max((one.at for one in incident.members if one.is_credible), default=None)
    return newest is not None and member.at < newest - timedelta(minutes=30)


def _more_households(member: Member, incident: Incident) -> str | None:
    known = incident.story.reach
    if known and member.reach >= max(_MORE * known, known + _MANY):
        return f"{member.reach} households, {known} before"
    return None


def _more_places(member: Member, incident: Incident) -> str | None:
    """Localities that were not named before, where some were: naming the first is no growth."""
    if not incident.localities or Topic.WEATHER in incident.topics or reach_of(incident.topics) is Reach.SPOT:
        return None
    # A place has a Finnish and a Swedish name: a notice in the other language names no new ones.
    alike = [one for one in incident.members if (one.language == "fi") == (member.language == "fi")]
    known = {name.casefold() for one in alike for name in one.localities}
    if not known:
        return None
    new = [name for name in member.localities if name.casefold() not in known]
    return f"also in {', '.join(new)}" if new else None


def _turned(member: Member, incident: Incident) -> str | None:
    """Only they say so who decide it; the press repeats it."""
    if member.role not in _ANSWERS:
        return None
    if Turn.WIDER in member.turns:
        return "it reaches further"
    if Turn.AGAIN in member.turns:
        return "one more"
    if Turn.LONGER in member.turns and incident.state is State.ONGOING:
        return "it takes longer"
    return None
