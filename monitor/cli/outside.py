"""Looks outside without telling anybody anything: the channels, the mail server, the clock."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from monitor.clock import utc_now
from monitor.config.parts import NotReady
from monitor.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.contract import EmailSettings, Sender

PATIENCE = 10.0  # seconds
WRONG = 30.0  # seconds: a clock that is further off shows wrong times and misses handovers
_ASKED = 5  # servers that are asked for the time


class Seen(NamedTuple):
    """One thing outside: whether it is as it should be, what it is, a sentence."""

    ok: bool
    what: str
    says: str


async def look(config: Config, sender: Sender) -> list[Seen]:
    """The channels, the mail server where there is one, the clock."""
    found = list(_channels(config))
    if config.email is not None:
        found.append(await asyncio.to_thread(greet, config.email))
    return [*found, await _clock(config, sender)]


def _channels(config: Config) -> Iterator[Seen]:
    for (receiver, slot), channel in config.channels.items():
        kind = next(one.type for one in config.plan.receiver(receiver).channels if one.slot == slot)
        if isinstance(channel, NotReady):
            yield Seen(ok=False, what=f"receiver {receiver}", says=f"{kind} is not ready: {channel.why}")
        else:
            yield Seen(ok=True, what=f"receiver {receiver}", says=f"{kind} is ready; prove it: monitor test-alert")


def greet(settings: EmailSettings) -> Seen:
    """Say hello to the mail server, encrypt and log in as for a letter, and leave."""
    where = f"{settings.host}:{settings.port}"
    authority = settings.options.get("ca_file")
    context = ssl.create_default_context(cafile=str(authority) if authority else None)
    try:
        with _open(settings, context) as server:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.username and settings.password is not None:
                server.login(settings.username, settings.password.get_secret_value())
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Seen(ok=False, what="email", says=f"{where} does not take us: {_say(error)}")
    return Seen(ok=True, what="email", says=f"{where} takes us ({settings.security})")


def _open(settings: EmailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)


def _say(error: Exception) -> str:
    """What went wrong, without what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {said}"[:200]
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error)[:200]


async def _clock(config: Config, sender: Sender) -> Seen:
    """Our clock beside those of the servers that we read."""
    places = [source.url for source in config.plan.sources if source.url.startswith("http")][:_ASKED]
    told = [one for one in await asyncio.gather(*(_ask_time(url, sender) for url in places)) if one is not None]
    if not told:
        return Seen(ok=True, what="clock", says="no server told its time, so ours could not be compared")
    off = sorted((ours - theirs).total_seconds() for theirs, ours in told)[len(told) // 2]
    if abs(off) <= WRONG:
        return Seen(ok=True, what="clock", says=f"agrees with {len(told)} servers")
    which = "ahead of" if off > 0 else "behind"
    says = f"is {abs(off):.0f} s {which} {len(told)} servers: set it (timedatectl set-ntp true)"
    return Seen(ok=False, what="clock", says=says)


async def _ask_time(url: str, sender: Sender) -> tuple[datetime, datetime] | None:
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await sender.request("HEAD", url)
        return parsedate_to_datetime(answer.headers["date"]), utc_now()
    except (TransportError, TimeoutError, KeyError, ValueError):
        return None
