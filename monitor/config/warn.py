"""What works all the same and should be looked at: secrets that are not there yet, links that nobody can follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.parts import NotReady, missing_secret
from monitor.config.values import Listen
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.config.sections import Sections
    from monitor.contract import BaseChannel, BaseConnector


def list_warnings(
    sections: Sections,
    connectors: Mapping[str, BaseConnector | NotReady],
    channels: Mapping[tuple[str, int], BaseChannel | NotReady],
    email_problem: str | None,
) -> list[Problem]:
    """Each with the key it is about, and what to do."""
    return [
        *_parts(sections, connectors, channels),
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
    if web is not None and host and not Listen(host, 0).is_loopback:
        if web.password is None and web.user_header is None:
            wrong = f"is missing: whoever can open {web.base_url} can read and answer everything."
            cure = 'Write password = { file = "path" }, or user_header behind a proxy that asks who it is.'
            yield Problem("web.password", wrong, cure)
    elif _tells_people_elsewhere(sections):
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
