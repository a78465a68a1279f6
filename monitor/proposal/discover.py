"""Looks once at the municipality's own site for feeds and service pages, in a few seconds or not at all."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

from monitor.config.sections import HttpSection
from monitor.errors import SourceError
from monitor.net import open_network
from monitor.proposal.presets import Proposed

if TYPE_CHECKING:
    from monitor.domain.model import Municipality, Parsed

PATIENCE = 8.0  # seconds
_OWN = {"feeds": ("rss", "A feed that the site declares."), "pages": ("page", "A page where disturbances are told.")}


def discover(town: Municipality, http: HttpSection | None = None) -> tuple[tuple[Proposed, ...], str]:
    """The sources that the site shows, and what hindered us from looking; empty when nothing did."""
    if not town.website:
        return (), f"no web site of {town.name} is known"
    try:
        parsed = asyncio.run(_look(town.website, http or HttpSection()))
    except SourceError as error:
        return (), f"{town.website} could not be read ({error})"
    except TimeoutError:
        return (), f"{town.website} did not answer within {PATIENCE:.0f} seconds"
    return tuple(_proposed(town, parsed)), ""


async def _look(url: str, http: HttpSection) -> Parsed:
    parse = importlib.import_module("connectors._web.discovery").find_sources  # only connectors read foreign bytes
    async with asyncio.timeout(PATIENCE), open_network(http) as (client, _sender):
        reply = await client.get(url, headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"})
        parsed: Parsed = await client.apart(parse, reply.body, reply.headers.get("content-type", ""), reply.url)
        return parsed


def _proposed(town: Municipality, parsed: Parsed) -> list[Proposed]:
    facts: dict[str, Any] = dict(parsed.facts)
    return [
        Proposed(f"{town.name}: {title or kind}", connector, "own", url, town.name, about, everything=True)
        for kind, (connector, about) in _OWN.items()
        for title, url in facts.get(kind, ())
    ]
