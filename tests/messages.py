"""The messages that every channel is looked at with: one of each sort, and the hostile ones."""

from __future__ import annotations

from datetime import timedelta

from alerts import INBOX, NOW, a_telling, an_alert
from monitor.domain.ailment import Ailment, Trouble, compose_health
from monitor.domain.alert import Mention, Voices
from monitor.domain.compose import compose_alert
from monitor.domain.message import Message, Section
from monitor.domain.model import Kind, Reason, Role, State, Topic
from monitor.domain.notices import compose_bundle, compose_minimal, compose_test


def an_alert_message(**changes: object) -> Message:
    """What the officer on duty gets about the water in Sundsby."""
    return compose_alert(an_alert(), a_telling(**changes))


def samples() -> dict[str, Message]:
    """One message of each sort, by name; the texts in other languages are there too."""
    boil = an_alert(
        number=77,
        title="Kokevarsel for Valestrand",
        municipality="Osterøy",
        where="Valestrand",
        topics=(Topic.BOIL_NOTICE, Topic.WATER),
        kind=Kind.CRISIS,
        severity=3,
        severity_before=2,
        title_role=Role.OFFICIAL,
        voices=Voices(official=("Osterøy kommune",), press=2),
        languages=("nn", "nb"),
    )
    drill = an_alert(number=4, drill=True, municipality="Raasepori", where="", languages=("fi", "sv"), own_channels=())
    over = an_alert(state=State.RESOLVED, resolved_by="Driftinformation", resolved_at=NOW, taken_by="Per", taken_at=NOW)
    road = an_alert(number=119, severity=1, title="Träd över väg 162", topics=(Topic.ROAD,), where="Lyse", mentions=())
    gone = Ailment(
        Trouble.SOURCE_GONE,
        "Lysekil",
        NOW - timedelta(hours=3),
        "Lysekilsposten",
        "not_found: 404 at https://www.lysekilsposten.example/feed",
        f"{INBOX}/sources",
    )
    first, second = "lys-118-new-jour-0", "lys-118-reminder-2"
    nynorsk = a_telling(key="os-77-worse", reason=Reason.WORSE, language="nn", timezone="Europe/Oslo")
    finnish = a_telling(key="ra-4-new", language="fi", timezone="Europe/Helsinki")
    resolved = a_telling(key="lys-118-resolved", reason=Reason.RESOLVED, route="", references=(first, second))
    return {
        "new": an_alert_message(key=first),
        "worse": compose_alert(boil, nynorsk),
        "drill": compose_alert(drill, finnish),
        "reminder": an_alert_message(key=second, reason=Reason.REMINDER, nth=2, references=(first,)),
        "resolved": compose_alert(over, resolved),
        "bundle": compose_bundle([road, an_alert()], a_telling(key="lys-opening", receiver="team", woken=None), INBOX),
        "test": compose_test(a_telling(key="lys-test", language="en"), "Lysekil", f"{INBOX}/seen/1"),
        "health": compose_health(gone, a_telling(key="lys-health", language="nb")),
        "minimal": compose_minimal(a_telling(key="lys-minimal"), 118, "Inget vatten i Sundsby", INBOX, severity=2),
        "week": _a_week(),
    }


def _a_week() -> Message:
    """Something long with a table, as a digest is."""
    table = (("Vad", "Var", "Första tecken", "Vårt första ord"), ("Vatten", "Sundsby", "tisdag 07:41", "07:58, 17 min"))
    return Message(
        key="lys-2026-W47",
        reason=Reason.DIGEST,
        language="sv",
        subject="Vecka 47 i Lysekil",
        first_line="Vecka 47 i Lysekil: 2 händelser, 412 omnämnanden, ingen natt störd",
        written_at=NOW,
        sections=(
            Section("Händelser", table=table),
            Section("Värt att sprida", bullets=("Simskolan har plats för alla i vår.",)),
            Section(
                "Bevakningen var vaken", paragraphs=("Alla 14 källor lästes hela veckan.\nSenaste läsning 07:29.",)
            ),
        ),
        footer=("Omvärldsbevakning för Lysekil",),
        shortened="Förkortat här. Allt står i inkorgen.",
    )


# In the spirit of what feeds really carry: nothing of it may act, and nothing of it may stop an alert.
HOSTILE = {
    "crlf": ("Utrymning\r\nBcc: intruder@evil.example\r\nX-Injected: yes", "https://news.example/1"),
    "lf": ("Utrymning\nBcc: intruder@evil.example", "https://news.example/2"),
    "forged_body": ("Utrymning\r\n\r\n<b>forged</b>", "https://news.example/3"),
    "unicode_newlines": ("Utrymning\u2028Bcc: a@evil.example\u2029X-Injected: yes\x85Z", "https://news.example/4"),
    "dots": ("Utrymning\n.\nMAIL FROM:<evil@evil.example>\n..\nslut", "https://news.example/5"),
    "smuggling": ("a\n.\r\nMAIL FROM:<evil@evil.example>\r\nDATA\r\n", "https://news.example/6"),
    "long_line": ("Utrymning " + "lång " * 4000, "https://news.example/7"),
    "long_word": ("Utrymning " + "å" * 20000, "https://news.example/8"),
    "address": ('Utrymning <officer@kommune.example>, "x" <y@evil.example>', "https://news.example/9"),
    "encoded_word": ("=?utf-8?B?DQpCY2M6IHhAZXZpbC5leGFtcGxl?= =?utf-8?Q?=0D=0AX-Injected:_y?=", "https://news.example/10"),
    "slack_channel": ("Utrymning <!channel> <!here> @channel @everyone <@U012ABCDEF> <#C012AB>", "https://news.example/11"),
    "slack_link": ("Utrymning <http://evil.example|Krisinformation.se>", "https://news.example/12>|x <!channel>"),
    "slack_date": ("Utrymning <!date^1392734382^{date}^https://evil.example|x> <!subteam^S012AB>", "https://news.example/13"),
    "mrkdwn": ("Utrymning *bold* _it_ ~s~ `code` ```block``` >quote :fire:", "https://news.example/14"),
    "markdown": ("Utrymning [Krisinformation](https://evil.example) ![x](https://evil.example/p.png) **b**", "https://news.example/15"),
    "ampersand": ("Utrymning A & B < C > D &amp; &lt;!channel&gt;", "https://news.example/16"),
    "script": ("Utrymning <script>alert('XSSMARK')</script>", "https://news.example/17"),
    "onerror": ("Utrymning <img src=x onerror=alert('XSSMARK')>", "https://news.example/18"),
    "attribute": ("\"><svg onload=alert('XSSMARK')> ' onmouseover='alert(1)", "https://news.example/19\"onmouseover=\"alert('XSSMARK')"),
    "javascript": ("Utrymning", "javascript:alert('XSSMARK')"),
    "javascript_ws": ("Utrymning", " \tjava\nscript:alert('XSSMARK')"),
    "data": ("Utrymning", "data:text/html,<script>alert('XSSMARK')</script>"),
    "userinfo": ("Utrymning", "https://www.krisinformation.se@evil.example/x"),
    "no_scheme": ("Utrymning", "//evil.example/x"),
    "template": ("Utrymning {{7*7}} ${7*7} {% raw %} #{7*7} {0.__class__} %s %(x)s {title}", "https://news.example/20"),
    "style": ('<style>*{display:none}</style><div style="position:fixed;inset:0;background:url(//evil.example)">', "https://news.example/21"),
    "pixel": ('<img src="https://evil.example/pixel"><meta http-equiv=refresh content=0;url=https://evil.example>', "https://news.example/22"),
    "ansi": ("Utrymning \x1b[2J\x1b[31mFORGED\x1b[0m\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\", "https://news.example/23"),
    "controls": ("Utrymning " + "".join(map(chr, range(1, 32))) + "\x7f\x80\x9b31m", "https://news.example/24"),
    "bidi": ("Utrymning \u202egpj.exe\u2069 \u2066\u2067\u2068\u202a\u202b\u202d tekst", "https://news.example/25"),
    "invisible": ("Utr\u200bymn\u2060ing bra\u00adnd \ufeff\ufffd", "https://news.example/26"),
    "surrogate": ("Utrymning \ud800\udfff", "https://news.example/\ud800"),
    "heaped": ("E" + "\u0301\u0323\u0330" * 200 + "vakuering", "https://news.example/27"),
    "emoji": ("🚨 Utrymning 👨‍👩‍👧", "https://news.example/28"),
    "sami": ("Guovdageaidnu Ráisa Čáhppesjohka ŋđŧžš", "https://news.example/29"),
    "empty": ("", ""),
}  # fmt: skip


def hostile(name: str) -> Message:
    """An alert whose every foreign word is hostile."""
    title, url = HOSTILE[name]
    mention = Mention(title, Role.PRESS, NOW, url, title, title)
    alert = an_alert(
        title=title, where=title, map_url=url, url=url, mentions=(mention,) * 3, because=(title,), owner=title,
        on_call=(title,), own_channels=(title,), voices=Voices(official=(title,)),
    )  # fmt: skip
    telling = a_telling(key="lys-hostile", receiver=title, route=title, instead_of=title, footer=(title,))
    return compose_alert(alert, telling)
