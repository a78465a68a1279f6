"""Takes what people hand in, a call, a letter, a link, through the same head as everything else, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.contract import Visit
from monitor.domain import pipeline
from monitor.domain.model import RawItem, Role
from monitor.domain.normalise import clean_url
from monitor.domain.oncall import OnCall
from monitor.domain.plan import SourcePlan
from monitor.errors import SourceError, UsageError
from monitor.net import open_network
from monitor.parts import connector_class
from monitor.store import decide, sources

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.config import Config
    from monitor.domain.incident import Changes
    from monitor.domain.pipeline import Reader
    from monitor.domain.plan import Plan
    from monitor.store import Database

INTAKE = "intake"  # the source, and the connector, of what came by hand
_READ_FOR_LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody hands in. An empty field is not said; ``at`` is when it happened or was said."""

    text: str = ""
    title: str = ""
    url: str = ""
    source: str = ""
    role: Role | None = None
    publisher: str = ""
    where: str = ""
    at: datetime | None = None
    language: str = ""
    drill: bool = False
    by: str = ""  # a colleague: stands where the item's gates do


async def open_link(config: Config, url: str, now: datetime) -> tuple[RawItem | None, str]:
    """The story that stands at an address, and a note; None where it could not be read, and why."""
    part = connector_class(INTAKE)(url=url)  # type: ignore[call-arg] # its own class has that option
    async with open_network(config.http) as (client, _sender):
        try:
            batch = await part.poll(client, {}, Visit(now, config.plan.municipality, INTAKE))
        except SourceError as error:
            return None, f"{url} could not be read ({error}); only the address and what you say of it is kept"
    return batch.items[0], "; ".join(batch.notes)


def file_under(handed: Handed, plan: Plan) -> SourcePlan:
    """The source under which it is kept: the one that is named, else the intake, said by whoever it seems to come from.

    A link to a site that is read anyway is its publisher's word, another link is the press's, words alone a resident's.

    Raises:
        UsageError: there is no source of that name.
    """
    known = {source.name: source for source in plan.sources}
    if handed.source and handed.source not in {*known, INTAKE}:
        raise UsageError(f'There is no source "{handed.source}". There are: {", ".join((*known, INTAKE))}')
    host = _host(handed.url)
    same_site = next((one for one in plan.sources if host and _host(one.url) == host), None)
    like = known.get(handed.source) or same_site
    usual = like.role if like else Role.PRESS if handed.url else Role.SOCIAL
    publisher = handed.publisher or (like.publisher if like else host) or INTAKE
    filed = known.get(handed.source) or SourcePlan(INTAKE, INTAKE, usual, publisher)
    return replace(filed, role=handed.role or usual, publisher=publisher)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def make_item(handed: Handed, story: RawItem | None, now: datetime) -> RawItem:
    """The item: what the person says goes before what the page says. It is about us, or nobody had handed it in."""
    address = story.url if story else clean_url(handed.url)
    text = handed.text or (story.text if story else "")
    number = f"hand-{now:%Y%m%dT%H%M%S.%f}"
    return RawItem(
        id=address or number,
        title=handed.title or (story.title if story else "") or ("" if text else handed.url),
        text="\n".join(part for part in (text, handed.where) if part),
        url=address,
        published_at=handed.at or (story.published_at if story else None) or now,
        author=number,  # each call is a voice of its own
        language=handed.language or (story.language if story else None),
        about_us=True,
        drill=handed.drill,
    )


def add(
    database: Database, plan: Plan, reader: Reader, raw: RawItem, source: SourcePlan, now: datetime, by: str = ""
) -> Changes:
    """Decide on the item and remember all that follows; nothing follows where the same was handed in before."""
    items = pipeline.prepare([raw], source, decide.salt_now(database, now), now)
    with database.reading() as connection:
        known = decide.known_items(connection, items)
        echoes = decide.known_echoes(connection, plan, now)
    read = pipeline.read(items, known, reader, echoes)
    with decide.deciding(database, plan, items, now) as (world, connection):
        # Whoever hands something in wants it read now: there is no first poll before which all is archive.
        world.reads_since.setdefault(source.name, now - _READ_FOR_LONG)
        world.read_until.setdefault(source.name, now)
        changes = _signed(pipeline.decide(read, world, OnCall(plan), now), by)
        decide.remember(connection, changes)
        mentions = sum(1 for seen in changes.seen if seen.reading and seen.reading.hits)
        sources.count_in(connection, source.name, len(changes.seen), mentions)
    return changes


def _signed(changes: Changes, by: str) -> Changes:
    """With who handed it in beside the first gate, so that ``why`` tells whom to ask."""
    if not by:
        return changes
    first = [replace(seen.gates[0], why=f"{seen.gates[0].why}; handed in by {by}") for seen in changes.seen]
    signed = zip(changes.seen, first, strict=True)
    return replace(changes, seen=tuple(replace(seen, gates=(gate, *seen.gates[1:])) for seen, gate in signed))
