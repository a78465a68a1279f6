"""Says how the inbox is guarded: by the configuration, and by the accounts there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config import Config
    from monitor.config.sections import WebSection
    from monitor.store import Database

FIRST = "monitor web invite --admin"


def by_configuration(config: Config) -> list[Finding]:
    """How one enters, as far as the configuration decides it."""
    web = config.sections.web
    if web is None:
        return [Finding(ok=True, what="inbox", says="no [web]: it is not served")]
    found = [Finding(ok=True, what="inbox", says=f"on {web.listen}: {'; '.join(_ways(web))}")]
    if not web.is_local and not web.base_url.startswith("https:"):
        says = "passwords travel in the clear. Put a reverse proxy with https before it and name it in web.base_url"
        found.append(Finding(ok=False, what="inbox", says=says))
    return found


def by_accounts(config: Config, database: Database) -> list[Finding]:
    """Who can enter by an account."""
    from monitor.clock import utc_now
    from monitor.store import sessions

    web = config.sections.web
    if web is None:
        return []
    everybody = [one for one in sessions.everybody(database, utc_now()) if one.disabled_at is None]
    admins = sum(one.is_admin for one in everybody)
    if everybody:
        says = f"{len(everybody)} can enter, {admins} of them as administrator"
        return [Finding(ok=admins > 0, what="accounts", says=says if admins else f"{says}. Make one: {FIRST}")]
    if web.password or web.user_header or (web.is_local and not sessions.everybody(database, utc_now())):
        return [Finding(ok=True, what="accounts", says=f"none yet. Make the first one: {FIRST}")]
    return [Finding(ok=False, what="accounts", says=f"none, so that nobody can enter. Make one: {FIRST}")]


def _ways(web: WebSection) -> Iterator[str]:
    if web.password:
        yield "asks for the shared password, or for an account's"
    if web.user_header:
        yield f"believes {web.user_header} from a proxy on this machine"
    if web.password:
        return
    if web.is_local:
        yield "open to everybody on this machine until the first account is made, then asks for an account's password"
    else:
        yield "asks for an account's password"
