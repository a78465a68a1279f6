"""An incident and a telling of it as tests need them, and any that Hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from monitor.domain.alert import Action, Alert, Mention, Next, NextStep, OwnWord, Telling, Voices
from monitor.domain.model import Kind, Reason, Role, State, Topic
from monitor.domain.texts import LANGUAGES

NOW = datetime(2026, 11, 24, 6, 46, tzinfo=UTC)  # a Tuesday, 07:46 in Lysekil
INBOX = "https://bevakning.lysekil.example"
TOLD = (
    Reason.NEW,
    Reason.WORSE,
    Reason.GROWING,
    Reason.REMINDER,
    Reason.ESCALATED,
    Reason.STILL_OPEN,
    Reason.RESOLVED,
)


def an_alert(**changes: Any) -> Alert:
    """One paper and one resident say that there is no water in Sundsby."""
    paper = Mention(
        "Lysekilsposten",
        Role.PRESS,
        NOW - timedelta(minutes=5),
        "https://www.lysekilsposten.example/nyheter/1",
        "Inget vatten i Sundsby, läcka på Storgatan",
        "Ett trettiotal hushåll är utan vatten sedan sju i morse.",
    )
    resident = Mention(
        "Lysekilsforum", Role.SOCIAL, NOW, "https://forum.example/t/9", "", "Någon mer utan vatten på Storgatan?"
    )
    usual = Alert(
        number=118,
        title="Inget vatten i Sundsby, läcka på Storgatan",
        municipality="Lysekil",
        first_seen_at=NOW - timedelta(minutes=5),
        topics=(Topic.WATER,),
        severity=2,
        state=State.ONGOING,
        where="Sundsby",
        map_url="https://kartor.example/?q=Sundsby",
        url=f"{INBOX}/incidents/118",
        voices=Voices(press=1, residents=1),
        mentions=(resident, paper),
        own_channels=("Driftinformation",),
        on_call=("Maria",),
        because=("inget vatten", "läcka"),
        languages=("sv",),
    )
    return replace(usual, **changes)


def a_telling(**changes: Any) -> Telling:
    """Told to the officer on duty in Swedish, while the office is closed."""
    usual = Telling(
        key="lys-118-new-jour-0",
        reason=Reason.NEW,
        language="sv",
        timezone="Europe/Stockholm",
        now=NOW,
        receiver="jour",
        route="kväll och helg",
        thread="lys-118-jour",
        office_open=False,
        actions={action: f"{INBOX}/a/{action}?t=signed" for action in Action},
        next_steps=(
            NextStep(Next.ESCALATE, NOW + timedelta(minutes=10), ("tib",)),
            NextStep(Next.REPEAT, NOW + timedelta(minutes=30)),
        ),
        next_word_at=NOW + timedelta(hours=1),
        woken=1,
        woken_limit=2,
    )
    return replace(usual, **changes)


# ---- any ---------------------------------------------------------------------------------------------------------
HOSTILE = (
    "Evakuering\r\nBcc: intruder@evil.example\r\n\r\nforged",
    "a\u2028b\u2029c\x85d\x00\x1b[31m\u202egpj\u2066\ud800",
    "{number} {} {0.__class__} %s ${x} {{7*7}}",
    "<!channel> <@U012ABCDEF> <http://evil.example|Krisinformation.se> & &amp; *b* _i_ ~s~ `c`",
    "<script>alert(1)</script>\"><svg onload=alert(1)> ' onmouseover='x",
    "=?utf-8?B?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
    "å" * 20_000,
    "lång " * 4_000,
    "E" + "\u0301\u0323\u0330" * 200,
    "🚨 👨‍👩‍👧 Guovdageaidnu ŋđŧ",
    "",
    "   \n ",
)
any_text = st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE), st.text(alphabet="Aäö ,.\n<&*_", max_size=400))
any_moment = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
any_url = st.sampled_from(("", "https://news.example/1", "javascript:alert(1)", "https://news.example/2>|x <!channel>"))
some_names = st.lists(any_text, max_size=4).map(tuple)

any_mention = st.builds(
    Mention, source=any_text, role=st.sampled_from(Role), at=any_moment, url=any_url, title=any_text, quote=any_text
)
any_voices = st.builds(
    Voices, official=some_names, press=st.integers(0, 300), residents=st.integers(0, 9999), peers=st.integers(0, 20)
)


@st.composite
def any_alert(draw: st.DrawFn) -> Alert:
    """An incident with nothing, something or too much in every field."""
    return Alert(
        number=draw(st.none() | st.integers(1, 10**7)),
        title=draw(any_text),
        municipality=draw(st.sampled_from(("Lysekil", "Upplands Väsby", "Mänttä-Vilppula", "Guovdageaidnu"))),
        first_seen_at=draw(any_moment),
        title_role=draw(st.sampled_from(Role)),
        kind=draw(st.sampled_from(Kind)),
        topics=tuple(draw(st.lists(st.sampled_from(Topic), max_size=4, unique=True))),
        severity=draw(st.integers(0, 3)),
        state=draw(st.sampled_from(State)),
        drill=draw(st.booleans()),
        where=draw(any_text),
        map_url=draw(any_url),
        url=draw(any_url),
        voices=draw(any_voices),
        mentions=tuple(draw(st.lists(any_mention, max_size=7))),
        own=tuple(draw(st.lists(st.builds(OwnWord, channel=any_text, at=any_moment, url=any_url), max_size=3))),
        own_channels=draw(some_names),
        missing_on=draw(some_names),
        owner=draw(any_text),
        on_call=draw(some_names),
        taken_by=draw(any_text),
        taken_at=draw(st.none() | any_moment),
        resolved_by=draw(any_text),
        resolved_by_hand=draw(st.booleans()),
        resolved_at=draw(st.none() | any_moment),
        because=draw(some_names),
        severity_before=draw(st.none() | st.integers(0, 3)),
        voices_before=draw(st.none() | st.integers(0, 9)),
        languages=tuple(draw(st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))),
    )


@st.composite
def any_telling(draw: st.DrawFn) -> Telling:
    """A telling in any language, for any reason, at any time."""
    step = st.builds(NextStep, what=st.sampled_from(Next), at=any_moment, who=some_names)
    return Telling(
        key=draw(st.from_regex(r"[a-z0-9.-]{1,40}", fullmatch=True)),
        reason=draw(st.sampled_from(Reason)),
        language=draw(st.sampled_from(LANGUAGES)),
        timezone=draw(st.sampled_from(("Europe/Stockholm", "Europe/Oslo", "Europe/Helsinki"))),
        now=draw(any_moment),
        receiver=draw(any_text),
        route=draw(any_text),
        instead_of=draw(any_text),
        asked_by=draw(st.just("") | any_text),
        office_open=draw(st.none() | st.booleans()),
        nth=draw(st.integers(0, 400)),
        actions=draw(st.dictionaries(st.sampled_from(Action), any_url, max_size=5)),
        next_steps=tuple(draw(st.lists(step, max_size=4))),
        next_word_at=draw(st.none() | any_moment),
        due_at=draw(st.none() | any_moment),
        held=draw(st.booleans()),
        woken=draw(st.none() | st.integers(0, 40)),
        woken_limit=draw(st.none() | st.integers(0, 9)),
        footer=draw(some_names),
    )
