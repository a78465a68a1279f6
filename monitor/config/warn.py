"""What works all the same and should be looked at: secrets that are not there yet, links that nobody can follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.parts import NotReady, missing_secret
from monitor.config.values import Listen
from monitor.contract import Address, BaseChannel
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.config.sections import ReceiverSection, Sections
    from monitor.contract import BaseConnector


def list_warnings(
    sections: Sections,
    connectors: Mapping[str, BaseConnector | NotReady],
    channels: Mapping[tuple[str, int], BaseChannel | NotReady],
    email_problem: str | None,
) -> list[Problem]:
    """Each with the key it is about, and what to do."""
    return [
        *_parts(sections, connectors, channels),
        *_unreachable(sections, channels),
        *_email(sections, email_problem),
        *_web(sections),
    ]


def _parts(
    sections: Sections,
    connectors: Mapping[str, BaseConnector | NotReady],
    channels: Mapping[tuple[str, int], BaseChannel | NotReady],
) -> Iterator[Problem]:
    for index, source in enumerate(sections.source):
        part = connectors[source.name]
        if isinstance(part, NotReady):
            yield Problem(f"source[{index}]", f'"{source.name}" is not ready: {part.why}.')
    for (receiver, slot), channel in channels.items():
        if isinstance(channel, NotReady):
            yield Problem("receiver", f'"{receiver}", channel {slot}, is not ready: {channel.why}.')


def _unreachable(sections: Sections, channels: Mapping[tuple[str, int], BaseChannel | NotReady]) -> Iterator[Problem]:
    """Receivers, and people on their rotas, to whom none of the receiver's channels leads."""
    people = {person.name: person for person in sections.person}
    for index, receiver in enumerate(sections.receiver):
        ways = [channels[receiver.name, slot] for slot in range(len(receiver.channel))]
        parts = [way.part if isinstance(way, NotReady) else way for way in ways]
        for name in _who(sections, receiver):
            person = people.get(name) if name else None
            address = Address(receiver.name, name, person.email, person.phone) if person else Address(receiver.name)
            if any(not isinstance(part, BaseChannel) or part.reaches(address) for part in parts):
                continue
            wrong = f'"{receiver.name}" reaches nobody: no channel of it has an address.'
            cure = "Give its channel an address with to, or the receiver a rota or a person."
            if name:
                wrong = f'"{receiver.name}" does not reach {name}: no channel of it has an address for them.'
                cure = "Give the [[person]] an email or a phone, as the channel needs, or the channel a to."
            yield Problem(f"receiver[{index}].channel", wrong, cure)


def _who(sections: Sections, receiver: ReceiverSection) -> Sequence[str | None]:
    """The people that a receiver may stand for; nobody in particular where it is a group."""
    if receiver.person:
        return (receiver.person,)
    rota = next((one for one in sections.rota if one.name == receiver.rota), None)
    if rota is None:
        return (None,)
    if rota.calendar is not None:
        return [person.name for person in sections.person]
    return sorted({*rota.people, *(turn.person for turn in rota.override)})


def _email(sections: Sections, email_problem: str | None) -> Iterator[Problem]:
    if email_problem:
        yield Problem("email.password", f"is not ready: {email_problem}.")
    authority = (sections.email.model_extra or {}).get("ca_file") if sections.email else None
    if isinstance(authority, str) and not Path(authority).is_file():
        cure = "Put the authority's certificate there as PEM, readable for the service's user."
        yield Problem("email.ca_file", "there is no such file, so no mail can be handed over.", cure)


def _web(sections: Sections) -> Iterator[Problem]:
    web = sections.web
    if web is not None and (missing := missing_secret(web.password)):
        yield Problem("web.password", f"is not ready, so the inbox is not served: {missing}.")
    host = urlsplit(web.base_url).hostname if web else None
    if (not host or Listen(host, 0).is_loopback) and _tells_people_elsewhere(sections):
        wrong = "is missing: the buttons in alerts lead to this machine alone, and no telephone can take an alert."
        if web is None:
            wrong = "is missing: there is no inbox, so alerts have no buttons and are taken from the command line only."
        cure = 'Write [web] with base_url = "https://…", the address at which a telephone reaches the inbox.'
        yield Problem("web.base_url", wrong, cure)


def _tells_people_elsewhere(sections: Sections) -> bool:
    """Whether an alert leaves the house: mail that is written to disk, for want of an [email], does not."""
    told = {
        name for route in sections.route for name in (*route.to, *(to for step in route.escalate for to in step.to))
    }
    return any(
        channel.type != "email" or sections.email is not None
        for receiver in sections.receiver
        if receiver.name in told
        for channel in receiver.channel
    )
