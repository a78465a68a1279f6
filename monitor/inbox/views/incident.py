"""One incident: what is known, who has it, what was said and told, what comes next, and what can be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from monitor.domain.alert import Telling
from monitor.domain.answer import next_in_turn, takers
from monitor.domain.compose import write_drafts, write_steps
from monitor.domain.facts import write_facts
from monitor.domain.holding import promise_word
from monitor.domain.lines import write_read_aloud
from monitor.domain.model import Reason, Role, Status
from monitor.domain.sheet import open_sheet
from monitor.domain.texts import words as words_of
from monitor.jobs.beforehand import steps_of
from monitor.jobs.messages import describe, voices_of
from monitor.store import archive, dues, outbox, pages

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.alert import Alert, NextStep
    from monitor.domain.answer import Taker, Turn
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Fact, Section
    from monitor.jobs.desk import Desk
    from monitor.links import Ticket

MOST_MENTIONS = 100
_SHOWN_FACTS = ("where", "how_sure", "since", "own", "owner")
_OVER = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """All that an incident's page shows."""

    incident: dict[str, Any]
    facts: tuple[Fact, ...]
    steps: tuple[str, ...]  # what to do first
    drafts: tuple[Section, ...]
    read_aloud: str
    next: tuple[NextStep, ...]
    mentions: tuple[dict[str, Any], ...]
    told: tuple[Delivery, ...]
    turn: Turn | None
    takers: tuple[Taker, ...]

    @property
    def over(self) -> bool:
        """Whether nobody is asked for any more."""
        return self.incident["status"] in _OVER

    @property
    def more(self) -> int:
        """How many mentions there are besides those that are shown."""
        return max(0, int(self.incident["mentions"]) - len(self.mentions))


def incident_view(desk: Desk, number: int) -> IncidentView | None:
    """An incident's page; None when there is none of that number."""
    found = archive.incident(desk.database, number)
    if found is None:
        return None
    now = desk.now()
    mentions = pages.mentions_of(desk.database, number, MOST_MENTIONS)
    # On this page the headline stands above all, whoever wrote it.
    alert = replace(describe(desk, mentions, found, voices_of(desk, number)), title_role=Role.OFFICIAL)
    told = outbox.of_incident(desk.database, number)
    waiting = dues.of_incident(desk.database, number)
    sheet = open_sheet(
        alert, _telling(desk, alert, tuple(steps_of(desk.plan, waiting)), now), words_of(desk.plan.language)
    )
    return IncidentView(
        incident=found,
        facts=tuple(fact for fact in write_facts(sheet) if fact.name in _SHOWN_FACTS),
        steps=write_steps(sheet),
        drafts=tuple(write_drafts(sheet)),
        read_aloud=write_read_aloud(sheet),
        next=tuple(sorted(sheet.telling.next_steps, key=lambda step: step.at)),
        mentions=tuple(mentions),
        told=tuple(reversed(told)),
        turn=next_in_turn(told, waiting, desk.plan),
        takers=tuple(takers(desk.plan, desk.oncall, now)),
    )


def _telling(desk: Desk, alert: Alert, steps: tuple[NextStep, ...], now: datetime) -> Telling:
    """A telling to whoever looks at the page."""
    reason = Reason.RESOLVED if alert.resolved_at else Reason.STILL_OPEN
    promised = promise_word(now, alert.severity)
    return Telling("", reason, desk.plan.language, desk.plan.timezone, now, next_steps=steps, next_word_at=promised)


# ---- the page behind a link of an alert --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LinkView:
    """What the page behind a link shows: the incident in a few lines, and for whom the link was made."""

    incident: dict[str, Any]
    by: str
    group: bool  # the link went to several people, and any of them may answer
    next: tuple[NextStep, ...]
    turn: Turn | None
    takers: tuple[Taker, ...]

    @property
    def over(self) -> bool:
        """Whether nobody is asked for any more."""
        return self.incident["status"] in _OVER


def link_view(desk: Desk, ticket: Ticket) -> LinkView | None:
    """What a ticket stands for; None when the incident or the delivery is not remembered any more."""
    found = archive.incident(desk.database, ticket.incident)
    delivery = pages.delivery(desk.database, ticket.delivery)
    if found is None or delivery is None or delivery.incident != ticket.incident:
        return None
    told = outbox.of_incident(desk.database, ticket.incident)
    waiting = dues.of_incident(desk.database, ticket.incident)
    by = delivery.person or delivery.receiver
    return LinkView(
        incident=found,
        by=by,
        group=delivery.person is None,
        next=tuple(sorted(steps_of(desk.plan, waiting), key=lambda step: step.at)),
        turn=next_in_turn(told, waiting, desk.plan),
        takers=tuple(one for one in takers(desk.plan, desk.oncall, desk.now()) if one.name != by),
    )
