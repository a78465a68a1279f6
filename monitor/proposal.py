"""Proposes a working monitor.toml for a municipality: what to read, who is told, when somebody is at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.domain.model import Municipality

_HEAD = """\
# monitor.toml for {name} ({code}). It runs as it is: mail is written to disk until [email] is filled in.
# A secret never stands here, only where it is: {{ env = "NAME" }}, {{ file = "path" }} or {{ credential = "name" }}.
# After a change: monitor check

[municipality]
code   = "{code}"
places = []                      # schools, roads, companies, plants: they count as mentions
not    = []                      # expressions that look like us and are not

[database]
url = "sqlite:///monitor.db"

[http]
contact = ""                     # an address of yours: it goes into the User-Agent, and some authorities demand it

[state]
directory = "."
"""

_SOURCE = """
[[source]]
name      = "{name}"
connector = "{connector}"
url       = "{url}"
role      = "{role}"
{more}"""

_REST = """
# ---- when somebody is at work ------------------------------------------------------------------------------------
[office_hours]
monday     = "08:00-16:00"
tuesday    = "08:00-16:00"
wednesday  = "08:00-16:00"
thursday   = "08:00-16:00"
friday     = "08:00-15:00"
holidays   = "{country}"

# ---- who ---------------------------------------------------------------------------------------------------------
[[person]]
name  = "Duty officer"
email = "duty@{domain}"

[[rota]]
name     = "duty"
people   = ["Duty officer"]
starts   = "2026-01-05"
handover = "monday 12:00"

[[receiver]]
name     = "on call"
rota     = "duty"
fallback = "team"
  [[receiver.channel]]
  type = "email"

[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to   = ["communications@{domain}"]

# ---- what is told to whom, and when ------------------------------------------------------------------------------
[[route]]
name         = "crisis"
min_severity = 3
when         = "always"
to           = ["on call"]
repeat       = "5m"
escalate     = [ {{ after = "10m", to = ["team"] }} ]

[[route]]
name         = "evenings and weekends"
min_severity = 2
when         = "outside_office_hours"
to           = ["on call"]
repeat       = "30m"

[[route]]
name         = "daytime"
min_severity = 2
when         = "office_hours"
to           = ["team"]

[[route]]
name         = "morning"
min_severity = 1
when         = "outside_office_hours"
deliver      = "at_opening"
to           = ["team"]

[brief]
time = "07:45"
to   = ["team"]

[digest]
day  = "monday"
time = "07:30"
to   = ["team"]

[web]
listen = "127.0.0.1:8080"

[health]
to        = ["team"]
heartbeat = ""                   # an address that is fetched after each full, good cycle (dead man's switch)
"""


def propose(municipality: Municipality) -> str:
    """The whole file."""
    website = municipality.website or f"https://www.{municipality.name.lower()}.example"
    domain = website.partition("//")[2].strip("/").removeprefix("www.")
    sources = _SOURCE.format(
        name=f"{municipality.name}: website",
        connector="page",
        url=website,
        role="own",
        more='match     = "everything"\n',
    )
    return (
        _HEAD.format(name=municipality.name, code=municipality.code)
        + "\n# ---- what is read --------------------------------------------------------------------------------------"
        + sources
        + _REST.format(country=municipality.country, domain=domain)
    )
