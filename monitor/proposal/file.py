"""Writes the proposed monitor.toml, with what an administrator should know beside each line."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from monitor.proposal.presets import propose_sources, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.domain.model import Municipality
    from monitor.proposal.presets import Proposed

_RULE = "# ---- {} "
_WIDTH = 120
_TITLES = {
    "own": "what the municipality itself says",
    "official": "authorities",
    "press": "press",
    "social": "public social media",
}
_HEAD = """\
# monitor.toml for {name} ({code}). It runs as it is: mail is written to disk until [email] is filled in.
# A secret never stands here: {{ env = "NAME" }}, {{ file = "path" }} or {{ credential = "name" }} stands in its place.
# After a change: monitor check. Whether every source answers: monitor check --online. What is not read, and why:
# monitor sources --matrix

[municipality]
code   = "{code}"
places = []                      # schools, roads, companies, plants: they count as mentions
not    = []                      # expressions that look like us and are not

[database]
url = "sqlite:///monitor.db"

[http]
contact = ""                     # an address of yours: it goes into the User-Agent, and some authorities demand it

[state]
directory = "."                  # where mail written to disk, exports and backups go
"""
_WATCH = """
# [[watch]]                       # something else that is looked for; try it first: monitor watch try '…'
# name    = "the harbour"
# query   = '(hamn* NEAR/6 {name}*) OR "{name} hamn"'
# purpose = "questions about the new harbour"
# owner   = {officer}
"""
_OFFICE = """
[office_hours]
monday     = "08:00-16:00"
tuesday    = "08:00-16:00"
wednesday  = "08:00-16:00"
thursday   = "08:00-16:00"
friday     = "08:00-15:00"       # a day that is not named is closed
holidays   = "{country}"                # public holidays and their eves
short_days = {{ "day_before_holiday" = "13:00" }}
"""
_WHO = """
[[person]]
name  = {officer}
email = "duty@{domain}"

[[rota]]                         # or calendar = "https://…/rota.ics": the entries' titles name the people
name     = {duty}
people   = [{officer}]
starts   = "{starts}"
handover = "monday 12:00"

[[receiver]]
name     = {duty}
rota     = {duty}
fallback = {team}
  [[receiver.channel]]
  type = "email"                 # also sms, slack, teams, ntfy, webhook, apprise

[[receiver]]
name = {team}
  [[receiver.channel]]
  type = "email"
  to   = ["communications@{domain}"]
"""
_ROUTES = """
[[route]]
name         = {crisis}
min_severity = 3
when         = "always"
to           = [{duty}]
repeat       = "5m"              # until somebody takes it
escalate     = [ {{ after = "10m", to = [{team}] }} ]

[[route]]
name         = {outside}
min_severity = 2
when         = "outside_office_hours"
to           = [{duty}]
repeat       = "30m"

[[route]]
name         = {daytime}
min_severity = 2
when         = "office_hours"
to           = [{team}]

[[route]]
name         = {morning}
min_severity = 1
when         = "outside_office_hours"
deliver      = "at_opening"
to           = [{team}]

[brief]
time = "07:45"
to   = [{team}]

[digest]
day  = "monday"
time = "07:30"
to   = [{team}]
"""
_HOW = """
# [email]                         # without it mail is written to state.directory/mail
# host     = "smtp.{domain}"
# port     = 587
# security = "starttls"           # starttls | tls | none
# username = "monitor"
# password = {{ file = "/etc/monitor/smtp-password" }}
# from     = "Monitor <monitor@{domain}>"

[web]
listen = "127.0.0.1:8080"        # base_url = "https://…" once others reach it: links in alerts begin with it

[retention]
mentions  = "90d"                # what residents wrote
press     = "730d"
unmatched = "30d"                # what is about nobody here

[health]
to        = [{team}]             # who is told that a source or the monitor itself is unwell
heartbeat = ""                   # an address that is fetched after each full, good round (dead man's switch)
"""


def propose(town: Municipality, today: date, found: Iterable[Proposed] = ()) -> str:
    """The whole file. The rota begins before ``today``; ``found`` is what the municipality's own site showed."""
    monday = today - timedelta(days=7 + today.weekday())  # so that somebody has the turn already
    spoken = {key: _quote(value) for key, value in words(town.language).items()}
    website = town.website or f"https://www.{town.code.lower()}.example"
    domain = website.partition("//")[2].partition("/")[0].removeprefix("www.")
    slots = {
        **spoken,
        "name": town.name,
        "code": town.code,
        "country": town.country,
        "domain": domain,
        "starts": monday,
    }
    parts = [
        _HEAD,
        *_sources(propose_sources(town, found)),
        _section("what is looked for besides the municipality"), _WATCH,
        _section("when somebody is at work"), _OFFICE,
        _section("who"), _WHO,
        _section("what is told to whom, and when"), _ROUTES,
        _section("how"), _HOW,
    ]  # fmt: skip
    return "".join(part if isinstance(part, _Done) else part.format(**slots) for part in parts)


class _Done(str):
    """Text in which nothing is to be filled in any more."""

    __slots__ = ()


def _section(title: str) -> _Done:
    return _Done("\n" + _RULE.format(title).ljust(_WIDTH, "-") + "\n")


def _sources(sources: Iterable[Proposed]) -> Iterator[_Done]:
    """Role by role, in the order of the titles."""
    sources = list(sources)
    for role, title in _TITLES.items():
        ours = [one for one in sources if one.role == role]
        if ours:
            yield _section(title)
            yield from (_Done(_source(one)) for one in ours)


def _source(one: Proposed) -> str:
    pairs = {"name": one.name, "connector": one.connector, "url": one.url, "role": one.role, "publisher": one.publisher}
    lines = ["[[source]]", *(f"{key:<9} = {_quote(value)}" for key, value in pairs.items() if value), *one.lines]
    lines += ['match     = "everything"'] if one.everything else []
    about = [f"# {one.about}"] if one.about else []
    shown = lines if one.ready else [f"# {line}" for line in lines]
    return "\n".join(["", *about, *shown, ""])


def _quote(text: str) -> str:
    """A string as TOML writes it, which is how JSON does."""
    return json.dumps(text, ensure_ascii=False)
