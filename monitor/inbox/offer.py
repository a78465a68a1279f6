"""Tells whoever starts the inbox how the first account is made: by a one-time link, on a terminal and in no log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from monitor.log import get_logger
from monitor.store import accounts
from monitor.store.accounts import LINK_LASTS, Invitation, Role

if TYPE_CHECKING:
    from monitor.jobs.desk import Desk

WIDTH = 100
HOW = "monitor web invite --admin"
log = get_logger()


def offer_first_link(desk: Desk) -> None:
    """Write a link to the terminal, or into the log how to get one; nothing where people enter in another way."""
    web = desk.config.sections.web
    if (web and (web.password or web.user_header)) or accounts.any_account(desk.database):
        return
    if not sys.stderr.isatty():
        log.info("web_no_account", cure=HOW)
        return
    now = desk.now()
    token = accounts.invite(desk.database, Invitation(Role.ADMIN, "", None, now + LINK_LASTS), now)
    _write(join_address(desk.config.inbox_url, token))


def join_address(start: str, token: str) -> str:
    """Where a one-time link leads. ``start``: what the addresses of the inbox begin with."""
    return f"{start}/join/{token}"


def _write(address: str) -> None:
    said = (
        "Nobody has an account in the inbox yet. Whoever opens this link becomes its administrator:",
        "",
        f"  {address}",
        "",
        f"It can be used once, within an hour. Another one: {HOW}",
    )
    head = "── the inbox "
    body = "\n".join(f"│ {line}" for line in said)
    sys.stderr.write(f"{head:─<{WIDTH}}\n{body}\n{'─' * WIDTH}\n")
    sys.stderr.flush()
