"""The Finnish rescue services' feed of tasks to those in our municipality."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._feed.read import read_feed
from connectors._feed.split import short_hash
from connectors._official.home import Home
from connectors._official.keep import window_of
from connectors._official.keyless import with_keys
from connectors._official.scales import load_scale
from connectors._web.answers import check_feed_answer
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors._official.scales import Grade
    from monitor.domain.model import RawItem

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_CLOCK = re.compile(r"^\s*(\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}:\d{2})\s+")


def read_tasks(body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]) -> Parsed:
    """The tasks whose place is ours.

    The feed has no ids and one link for all: a task is known by its place and its time, so that it stays the same when
    its size is corrected. The time stands in the description, on the Finnish clock; the pubDate of the same item has
    been seen to be an hour off in summer.

    Raises:
        SourceError: the answer is no feed.
    """
    del options
    check_feed_answer(body, url)
    home_ = Home.of(dict(home))
    parsed = read_feed(body, content_type, url, home_.zone, {})
    tasks = {key: _as_task(item, key, home_) for key, item in with_keys(parsed.items, _key)}
    ours = tuple(task for task in tasks.values() if task is not None)
    return Parsed(ours, parsed.notes, {"window": window_of(map(_key, parsed.items))})


def _key(item: RawItem) -> str:
    clock = _CLOCK.match(item.text)
    words = f"{item.title.partition(',')[0]} {clock.group(1) if clock else item.text}"
    return short_hash(" ".join(words.split()).encode())


def _as_task(item: RawItem, key: str, home: Home) -> RawItem | None:
    """A title such as "Liperi/Libelits, rakennuspalo: pieni"; None where the place is another one."""
    place, _, rest = item.title.partition(",")
    if not home.is_us(place):
        return None
    task, _, size = rest.strip().rpartition(":") if ":" in rest else (rest.strip(), "", "")
    grade, clock = _grade(task, size), _CLOCK.match(item.text)
    return replace(
        item,
        id=key,
        title=" ".join(item.title.split()),
        published_at=read_date(clock.group(1), home.zone) if clock else item.published_at,
        language="fi",
        publisher="Pelastustoimi",
        about_us=True,
        notice=Notice(f"pelastustoimi:{key}", kind=grade.kind, topic=grade.topic, severity=grade.severity),
    )


def _grade(task: str, size: str) -> Grade:
    by_task = _SCALE.grade("task", task)
    return (
        by_task if by_task.severity is not None and by_task.kind else by_task.over(_SCALE.grade("size", size.strip()))
    )
