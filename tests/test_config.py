from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.analysis.classify import Classifier
from monitor.analysis.text import Text
from monitor.config import Config, load_config
from monitor.config.values import format_duration, parse_duration, read_secret
from monitor.domain.model import Role
from monitor.domain.plan import Deliver, When
from monitor.errors import ConfigError

SHIPPED = Path(__file__).parent.parent / "monitor.toml"
LEAST = '[municipality]\ncode = "SE-1484"\n'


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "monitor.toml"
    path.write_text(text)
    return load_config(path)


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_the_shipped_configuration_is_right_and_asks_nothing_of_anybody() -> None:
    config = load_config(SHIPPED)

    assert config.warnings == ()
    assert config.plan.sources[0].connector == "drill"


def test_the_reference_of_every_section_loads_whole(tmp_path: Path) -> None:
    config = load(tmp_path, (Path(__file__).parent / "data" / "reference.toml").read_text())

    plan = config.plan
    assert [source.role for source in plan.sources] == [Role.PRESS, Role.OWN]
    assert plan.sources[0].every == timedelta(minutes=5)
    assert plan.sources[1].everything
    assert [route.when for route in plan.routes[:3]] == [When.ALWAYS, When.OUTSIDE, When.OFFICE_HOURS]
    assert plan.routes[3].deliver is Deliver.AT_OPENING
    assert plan.receiver("jour").fallback == "tib"
    assert plan.base_url == "https://bevakning.lysekil.example"
    assert config.email is not None
    assert (config.email.host, config.email.port) == ("smtp.lysekil.example", 587)


def test_the_smallest_configuration_has_defaults_from_the_register(tmp_path: Path) -> None:
    plan = load(tmp_path, LEAST).plan

    assert (plan.language, plan.timezone) == ("sv", "Europe/Stockholm")
    assert plan.routes == ()


def test_all_mistakes_are_told_at_once_each_with_its_key_and_its_cure(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
[municipality]
code = "SE-1484"
langauge = "sv"
[[source]]
name = "a"
connector = "rss"
every = "5x"
[[source]]
name = "c"
connector = "rss"
url = "https://c.example/feed"
evrey = "5m"
[[source]]
name = "b"
connector = "rsss"
url = "https://b.example/feed"
[[route]]
name = "r"
to = ["nobody"]
min_severity = 7
when = "sometimes"
[office_hours]
monday = "16:30-08:00"
""",
    )

    assert len(found) >= 6
    text = "\n".join(found)
    assert 'municipality.langauge: there is no such key. Did you mean "language"?' in text
    assert 'source[0].every (of "a")' in text or "source[0].every: is no duration" in text
    assert "source[0].url: is missing" in text
    assert 'source[1].evrey: there is no such key. Did you mean "every"?' in text
    assert "source[2].connector: 'rsss' is not known" in text
    assert "route[0].min_severity" in text
    assert "route[0].when" in text
    assert "always" in text
    assert "office_hours.monday" in text


def test_mistakes_in_values_do_not_hide_those_between_sections(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
[municipality]
code = "SE-9999"
language = "da"
[[source]]
name = "a"
connector = "rss"
url = "a.example/feed"
[[watch]]
name = "hamnen"
query = "(hamn"
[[rota]]
name = "kib"
people = ["Maria", "Olle"]
starts = "soon"
override = [ { from = "2026-12-24 12:00", to = "2026-12-23 12:00", person = "Maria" } ]
[[person]]
name = "Maria"
email = "maria"
[[receiver]]
name = "jour"
rota = "kibb"
[[route]]
name = "r"
to = ["jur"]
watches = ["hamnen", "bron"]
min_severity = 4
[office_hours]
monday = "08:00-16:30"
[brief]
time = "late"
to = ["chef"]
""",
    )

    assert {problem.partition(":")[0] for problem in found} == {
        "municipality.code",
        "municipality.language",
        "source[0].url",
        "watch[0].query",
        "rota[0].starts",
        "rota[0].people",
        "rota[0].override[0]",
        "person[0].email",
        "receiver[0].rota",
        "receiver[0].channel",
        "route[0].to",
        "route[0].watches",  # "bron" alone: "hamnen" is there, though its query is wrong
        "route[0].min_severity",
        "brief.time",
        "brief.to",
    }
    assert len(found) == 15


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[database]\nurl = "mysql://monitor:hunter2@db/x"', "database.url: is no database that can be used. Write"),
        (
            '[http]\nallow_private = ["10.1.2.3"]',
            "http.allow_private[0]: is no address that can be opened: write a host",
        ),
        ('[health]\nheartbeat = "hc-ping.example/1"', "health.heartbeat: is no address. Write one that begins with"),
        ('[email]\nhost = "h"\nfrom = "the monitor"', "email.from: is no e-mail address. Write for example"),
        ('[[person]]\nname = "Maria"\nphone = "070-123"', "person[0].phone: is no telephone number. Write it with"),
        ("[office_hours]\nmonday = 8", "office_hours.monday: is no text. Write it in quotes."),
        ('[office_hours]\nshort_days = { "blargh" = "12:00" }', 'office_hours.short_days.blargh: "blargh" is no eve'),
        ("[municipality.x]\na = 1", "municipality.x: there is no such key."),
        (
            '[[source]]\nname = "a"\nconnector = "rss"\nurl = "a.example"',
            "source[0].url: has another form than it needs.",
        ),
        ('[[route]]\nname = "r"\nto = "team"', 'route[0].to: is no list (of "r"). Write it in brackets'),
        ('[[route]]\nname = "r"\nto = []', 'route[0].to: is empty (of "r"). Name at least 1.'),
        (
            '[municipality]\ncode = "SE-1484"\nplaces = ["Skaftö", " "]',
            "municipality.places[1]: names nothing. Write a name",
        ),
        ('[municipality]\ncode = "SE-1484"\nnot = ["."]', "municipality.not[0]: names nothing. Write a name"),
        ('[[person]]\nname = "  "', "person[0].name: is empty or too short (of"),
        ("route = [[]]", "route[0]: is no section. Write its keys below its name in brackets, or as { key = value }."),
        ("source = 3", "source: is no list. Write it in brackets"),
        ("[web]\nlisten = 8080", "web.listen: is no address with a port. Write for example"),
    ],
)
def test_each_mistake_is_told_in_words_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    whole = (
        text if text.startswith("[municipality]") else f"{text}\n{LEAST}" if "\n" not in text else f"{LEAST}{text}\n"
    )
    (found,) = mistakes(tmp_path, whole)

    assert found.startswith(said)
    assert "hunter2" not in found


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('municipality = 3\nsource = [1, "x", {}]\nreceiver = {}\nroute = [[]]\n[web]\n',
         ["municipality", "source[0]", "source[1]", "source[2].name", "source[2].connector", "receiver", "route[0]",
          "web.listen"]),
        (LEAST + "[health]\nheartbeat = 3\n[[person]]\nname = 'M'\n[[rota]]\nname = 'k'\ncalendar = 3\n",
         ["rota[0].calendar", "health.heartbeat", "rota[0].people"]),
        (LEAST + "[[route]]\nname = 'r'\nto = [[]]\nescalate = [1, {}]\n",
         ["route[0].to[0]", "route[0].to", "route[0].escalate[0]", "route[0].escalate[1].after",
          "route[0].escalate[1].to"]),
        ("email = []\nweb = []\nbrief = 'x'\n" + LEAST, ["brief", "email", "web"]),
    ],
)  # fmt: skip
def test_a_value_of_quite_another_kind_is_a_mistake_and_no_crash(tmp_path: Path, text: str, keys: list[str]) -> None:
    assert [problem.partition(":")[0] for problem in mistakes(tmp_path, text)] == keys


def test_dates_and_times_need_no_quotes(tmp_path: Path) -> None:
    plain = """
[office_hours]
monday = "08:00-16:30"
closed = [2026-12-28, "2027-01-04..2027-01-05"]
short_days = { "2026-12-23" = 12:00:00 }
[[person]]
name = "Maria"
[[rota]]
name = "kib"
people = ["Maria"]
starts = 2026-01-05
override = [ { from = 2026-12-24T12:00:00, to = 2026-12-25 12:00:00, person = "Maria" } ]
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[brief]
time = 07:45:00
to = ["team"]
"""
    quoted = re.sub(r"(?<![\d\"])(\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d)?|\d\d:\d\d:\d\d)(?![\d\".])", r'"\1"', plain)

    assert plain != quoted
    assert _when(load(tmp_path, LEAST + plain)) == _when(load(tmp_path, LEAST + quoted))


def _when(config: Config) -> list[object]:
    hours, brief = config.plan.office_hours, config.plan.brief
    assert hours is not None
    assert brief is not None
    return [hours.closed, hours.short_days, brief.at, config.plan.rotas]


@pytest.mark.parametrize(
    ("receiver", "reached"),
    [
        ('name = "r"', False),
        ('name = "r"\nperson = "Maria"', True),
        ('name = "r"\nperson = "Per"', False),
        ('name = "r"\nrota = "kib"', False),
    ],
)
def test_a_receiver_that_reaches_nobody_is_told(tmp_path: Path, receiver: str, reached: bool) -> None:
    people = '[[person]]\nname = "Maria"\nemail = "m@lysekil.example"\n[[person]]\nname = "Per"\n'
    rota = '[[rota]]\nname = "kib"\npeople = ["Maria", "Per"]\nstarts = "2026-01-05"\n'
    channel = '\n  [[receiver.channel]]\n  type = "email"\n'
    warnings = load(tmp_path, f"{LEAST}{people}{rota}[[receiver]]\n{receiver}{channel}").warnings

    assert [warning.key for warning in warnings] == ([] if reached else ["receiver[0].channel"])


def test_names_that_point_nowhere_are_told_with_the_nearest_that_exists(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        LEAST
        + """
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
[[route]]
name = "r"
to = ["teem"]
[digest]
day = "monday"
time = "07:30"
to = ["team"]
[health]
to = ["chef"]
""",
    )

    assert found == [
        'route[0].to: there is no receiver "teem". Did you mean "team"?',
        'health.to: there is no receiver "chef". There are: team.',
    ]


@pytest.mark.parametrize(
    "line",
    [
        'webhook_url = "https://hooks.example/SECRET"',
        'webhook_urll = "https://hooks.example/SECRET"',
        'webhook_url = { env = "X", file = "SECRET" }',
        'webhook_url = ["SECRET"]',
    ],
)
def test_a_secret_that_stands_in_the_file_is_refused_and_never_shown(tmp_path: Path, line: str) -> None:
    found = mistakes(
        tmp_path, LEAST + f'[[receiver]]\nname = "team"\n  [[receiver.channel]]\n  type = "slack"\n  {line}\n'
    )

    assert "receiver[0].channel[0].webhook_url" in "\n".join(found)
    assert "SECRET" not in "\n".join(found)


def test_a_password_of_the_mail_server_in_the_file_is_refused_and_never_shown(tmp_path: Path) -> None:
    found = mistakes(tmp_path, LEAST + '[email]\nhost = "h"\nfrom = "a@b.example"\npassword = "SECRET"\n')

    assert found[0].startswith("email.password: must be a reference")
    assert "SECRET" not in found[0]


def test_a_secret_that_is_not_there_yet_is_a_warning_that_names_where_it_was_looked_for(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        LEAST
        + '[[receiver]]\nname = "team"\n  [[receiver.channel]]\n  type = "slack"\n'
        + '  webhook_url = { env = "MONITOR_TEST_NO_SUCH" }\n',
    )

    (warning,) = config.warnings
    assert "environment variable MONITOR_TEST_NO_SUCH is not set" in str(warning)


def test_secrets_are_read_from_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "smtp").write_text("from a file\n")
    monkeypatch.setenv("A_SECRET", "from the environment")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    found = [
        read_secret(one).value
        for one in ({"env": "A_SECRET"}, {"file": str(tmp_path / "smtp")}, {"credential": "smtp"})
    ]

    assert [one.get_secret_value() for one in found if one] == ["from the environment", "from a file", "from a file"]


def test_a_credential_cannot_climb_out_of_its_folder() -> None:
    with pytest.raises(ValueError, match="without a path"):
        read_secret({"credential": "../shadow"})


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, '[municipality]\ncode = "SE-1484\n')

    assert "is no TOML" in found
    assert "line 2" in found


def test_a_file_that_is_missing_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_config(tmp_path / "nowhere.toml")


def test_an_unknown_municipality_is_told(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, '[municipality]\ncode = "SE-9999"\n')

    assert found.startswith("municipality.code:")


def test_a_name_that_stands_twice_is_told(tmp_path: Path) -> None:
    source = '[[source]]\nname = "a"\nconnector = "rss"\nurl = "https://a.example/"\n'

    assert mistakes(tmp_path, LEAST + source + source) == [
        'source.name: "a" stands there 2 times. Give each its own name.'
    ]


def test_a_source_starts_anew_only_when_what_it_reads_changes(tmp_path: Path) -> None:
    source = '[[source]]\nname = "a"\nconnector = "rss"\nurl = "https://a.example/"\n'
    before = load(tmp_path, LEAST + source)
    slower = load(tmp_path, LEAST + source + 'every = "1h"\n')
    elsewhere = load(tmp_path, LEAST + source.replace("a.example", "b.example"))

    assert before.options_hash("a") == slower.options_hash("a") != elsewhere.options_hash("a")


@pytest.mark.parametrize(
    ("text", "seconds"), [("5m", 300), ("1h30m", 5400), ("90d", 7_776_000), ("2w", 1_209_600), ("45s", 45)]
)
def test_durations_are_read_and_written_back(text: str, seconds: int) -> None:
    assert parse_duration(text).total_seconds() == seconds
    assert parse_duration(format_duration(parse_duration(text))).total_seconds() == seconds


@pytest.mark.parametrize("text", ["5", "m", "0m", "-5m", "5 m", "5x", "", "1000000d", 5])
def test_what_is_no_duration_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match="for example"):
        parse_duration(text)


# ---- the inbox ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("listen", ["127.0.0.1:8080", "127.8.9.1:80", "[::1]:8080", "localhost:8080", "LocalHost:1"])
def test_an_inbox_that_only_this_machine_reaches_needs_no_password(tmp_path: Path, listen: str) -> None:
    assert load(tmp_path, LEAST + f'[web]\nlisten = "{listen}"\n').warnings == ()


@pytest.mark.parametrize("listen", ["0.0.0.0:8080", "[::]:8080", "10.1.2.3:80", "inbox.lysekil.example:80"])
def test_neither_does_one_that_others_reach_for_they_log_in(tmp_path: Path, listen: str) -> None:
    assert load(tmp_path, LEAST + f'[web]\nlisten = "{listen}"\n').warnings == ()


def test_a_password_that_is_not_there_is_warned_of(tmp_path: Path) -> None:
    config = load(tmp_path, LEAST + '[web]\nlisten = "0.0.0.0:8080"\npassword = { env = "MONITOR_TEST_NO_SUCH" }\n')

    assert [warning.key for warning in config.warnings] == ["web.password"]


@pytest.mark.parametrize("address", ["bevakning.example", "ftp://a.example", "https://", "https://a.example/inbox"])
def test_links_in_alerts_begin_with_the_address_of_a_web_site(tmp_path: Path, address: str) -> None:
    (found,) = mistakes(tmp_path, LEAST + f'[web]\nlisten = "127.0.0.1:80"\nbase_url = "{address}"\n')

    assert found.startswith("web.base_url: is no address of a web site")


MAIL = LEAST + '[email]\nhost = "smtp.lysekil.example"\nfrom = "Monitor <monitor@lysekil.example>"\n'
TOLD = """[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[[route]]
name = "alla"
to = ["team"]
"""
INBOX = '[web]\nlisten = "127.0.0.1:8080"\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('ca_fil = "/etc/ca.pem"', 'email.ca_fil: there is no such key. Did you mean "ca_file"?'),
        ('user_name = "monitor"', 'email.user_name: there is no such key. Did you mean "username"?'),
        ("timeout = 0", "email.timeout: is too low. It must be more than 0."),
        ('reply_to = "kommunen"', "email.reply_to: this is no e-mail address"),
        ('oauth_tenant = "lysekil.example"', "email: OAuth needs oauth_tenant (or oauth_token_url), oauth_client_id"),
        ('oauth_tenant = "t"\noauth_client_id = "id"\noauth_client_secret = "hunter2"', "email.oauth_client_secret"),
    ],
)
def test_a_mistake_in_how_mail_leaves_is_told_at_the_check_and_not_at_the_first_alert(
    tmp_path: Path, line: str, said: str
) -> None:
    (found,) = mistakes(tmp_path, MAIL + line + "\n")
    assert found.startswith(said)
    assert "hunter2" not in found
    assert any(problem.startswith(said) for problem in mistakes(tmp_path, MAIL + line + '\n[webb]\nlisten = "x"\n'))


def test_a_secret_of_the_mail_provider_is_read_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = MAIL + 'oauth_tenant = "t"\noauth_client_id = "id"\noauth_client_secret = { env = "MONITOR_TEST_OAUTH" }\n'
    assert "MONITOR_TEST_OAUTH is not set" in str(load(tmp_path, text).email_problem)

    monkeypatch.setenv("MONITOR_TEST_OAUTH", "hunter2")
    config = load(tmp_path, text)
    assert config.email_problem is None
    assert config.email is not None
    assert config.email.options["oauth_client_secret"].get_secret_value() == "hunter2"
    assert "hunter2" not in repr(config)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (MAIL + TOLD, ["web.base_url"]),
        (MAIL + TOLD + INBOX, ["web.base_url"]),
        (MAIL + TOLD + INBOX + 'base_url = "http://localhost:8080"\n', ["web.base_url"]),
        (LEAST + TOLD + INBOX, []),  # mail on disk is read on this machine
        (MAIL + TOLD + INBOX + 'base_url = "https://inbox.lysekil.example"\n', []),  # accounts guard it
        (MAIL + 'ca_file = "/nowhere/ca.pem"\n', ["email.ca_file"]),
    ],
)
def test_what_works_and_should_be_looked_at_is_told(tmp_path: Path, text: str, keys: list[str]) -> None:
    warnings = load(tmp_path, text).warnings
    assert [warning.key for warning in warnings] == keys
    assert all(warning.cure for warning in warnings)


def test_a_municipality_lays_its_own_severity_over_the_shipped_table(tmp_path: Path) -> None:
    text = "Strömavbrott i centrala Lysekil, flera hundra hushåll är utan el."
    own = "[severity.power]\nlocal = 3\nwide = 3\n[severity.at_most]\nplanned = 0\n"
    shipped, changed = load(tmp_path, LEAST).plan, load(tmp_path, LEAST + own).plan

    assert changed.severity == {"power": {"local": 3, "wide": 3}, "at_most": {"planned": 0}}
    assert Classifier.load(shipped.severity).classify(Text(text)).severity == 2
    assert Classifier.load(changed.severity).classify(Text(text)).severity == 3


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("[severity.pwer]\nlocal = 1\n", "severity: has no topic pwer. There are: water"),
        ("[severity.power]\nlocal = 4\n", "severity.power.local"),
        ("[severity.power]\nlocally = 1\n", "severity.power.locally"),
        ("[severity.at_most]\nongoing = 1\n", "severity.at_most.ongoing"),
    ],
)
def test_a_mistake_in_the_severity_table_names_its_key(tmp_path: Path, section: str, says: str) -> None:
    assert [says in found for found in mistakes(tmp_path, LEAST + section)] == [True]
