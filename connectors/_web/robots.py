"""What a site's robots.txt says of a page (RFC 9309), asked once a day and remembered with the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.contract import Client

AGENT = "monitor"
_FRESH = 24 * 3600  # seconds; RFC 9309 2.4
_BYTES_MOST = 500 * 1024  # RFC 9309 2.5
_NONE = frozenset({Fault.NOT_FOUND, Fault.GONE, Fault.FORBIDDEN, Fault.CAPTCHA, Fault.REDIRECT})


async def check_robots(client: Client, url: str, memory: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Pass when the page may be read; give what to remember.

    No robots.txt, or one that is refused, allows everything (RFC 9309 2.3.1.3). One that cannot be had for another
    reason is asked for again at the next poll; a day-old answer serves until then.

    Raises:
        SourceError: ``FORBIDDEN`` when the site does not want it; what went wrong when there is no answer, old or new.
    """
    parts = urlsplit(url)
    memory = dict(memory or {})
    if memory.get("of") != url or not 0 <= now.timestamp() - float(memory.get("at") or 0) < _FRESH:
        try:
            reply = await client.get(f"{parts.scheme}://{parts.netloc}/robots.txt")
            allowed = is_allowed(
                reply.body[:_BYTES_MOST].decode("utf-8", "replace"), f"{parts.path or '/'}?{parts.query}".rstrip("?")
            )
            memory = {"of": url, "at": int(now.timestamp()), "allowed": allowed}
        except SourceError as error:
            if error.fault in _NONE:
                memory = {"of": url, "at": int(now.timestamp()), "allowed": True}
            elif memory.get("of") != url:
                raise
    if not memory["allowed"]:
        raise SourceError(Fault.FORBIDDEN, f"{parts.hostname} asks programs not to read this page (robots.txt)")
    return memory


def is_allowed(robots: str, path: str, agent: str = AGENT) -> bool:
    """Whether ``agent`` may read ``path``: the longest rule of its own group, or of ``*``, decides; allow wins."""
    groups = list(_groups(robots))
    own = [rule for agents, rules in groups if agent in agents for rule in rules]
    rules = (
        own
        if any(agent in agents for agents, _ in groups)
        else [rule for agents, rules in groups if "*" in agents for rule in rules]
    )
    best = max(
        ((len(pattern), allow) for allow, pattern in rules if pattern and _matches(pattern, path)), default=(0, True)
    )
    return best[1]


def _groups(robots: str) -> Iterator[tuple[set[str], list[tuple[bool, str]]]]:
    agents: set[str] = set()
    rules: list[tuple[bool, str]] = []
    for line in robots.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if rules:
                yield agents, rules
                agents, rules = set(), []
            agents.add(value.lower().partition("/")[0].strip())
        elif name in {"allow", "disallow"} and agents:
            rules.append((name == "allow", value))
    if agents:
        yield agents, rules


def _matches(pattern: str, path: str) -> bool:
    """``*`` stands for anything, ``$`` for the end; piece by piece, so that no pattern takes long."""
    anchored = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    last = pieces[-1]
    if len(pieces) == 1:
        return not anchored or at == len(path)
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0
