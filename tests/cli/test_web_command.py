"""Who may enter the inbox, from the command line: a shell on the machine is where all rights begin."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.cli import main
from monitor.clock import utc_now
from monitor.config import load_config
from monitor.inbox.offer import offer_first_link
from monitor.jobs.desk import Desk
from monitor.store import Database, accounts, migrate, sessions
from monitor.store.accounts import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    Run = Callable[..., tuple[int, str, str]]

CONFIG = """
[municipality]
code = "SE-1484"
[database]
url = "sqlite:///{folder}/monitor.db"
[state]
directory = "{folder}"
[[source]]
name = "drill"
connector = "drill"
script = "first-alert.sv"
"""
LOCAL = '[web]\nlisten = "127.0.0.1:8080"\n'
ADDRESS = re.compile(r"http\S+/join/([A-Za-z0-9_-]{43})\n")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with an inbox for this machine."""
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG.format(folder=tmp_path) + LOCAL, encoding="utf-8")
    return path


@pytest.fixture
def run(config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: its exit status, and what it said where."""

    def running(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["monitor", *arguments, "--config", str(config)])
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return running


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The database of that configuration."""
    opened = Database(f"sqlite:///{tmp_path / 'monitor.db'}")
    migrate.upgrade(opened)
    yield opened
    opened.close()


def use(database: Database, printed: str, name: str = "") -> accounts.Account:
    found = ADDRESS.fullmatch(printed)
    assert found, printed
    made = accounts.redeem(database, found[1], name, "hash", utc_now())
    assert made is not None
    return made


def test_a_link_to_the_first_account_is_printed_alone_so_that_it_can_be_piped(run: Run, database: Database) -> None:
    status, out, err = run("web", "invite", "--admin")

    assert status == 0
    assert out.startswith("http://127.0.0.1:8080/join/")
    assert "used once" in err
    made = use(database, out, "Maria")
    assert (made.name, made.role) == ("Maria", Role.ADMIN)


def test_a_link_is_a_members_unless_it_is_said(run: Run, database: Database) -> None:
    assert use(database, run("web", "invite", "--name", "Per")[1]).role is Role.MEMBER


def test_a_link_for_somebody_who_has_an_account_gives_a_new_password(run: Run, database: Database) -> None:
    first = use(database, run("web", "invite", "--admin", "--name", "Maria")[1])
    assert run("web", "disable", "maria")[0] == 0

    _, out, err = run("web", "invite", "--name", "MARIA")

    assert "a new password for “Maria”" in err
    again = use(database, out)
    assert (again.id, again.role, again.disabled_at) == (first.id, Role.ADMIN, None)


def test_the_link_of_an_hour_ago_is_none(run: Run, database: Database) -> None:
    found = ADDRESS.fullmatch(run("web", "invite")[1])
    assert found

    assert accounts.look_at(database, found[1], utc_now() + timedelta(minutes=59)) is not None
    assert accounts.look_at(database, found[1], utc_now() + timedelta(minutes=61)) is None


def test_the_accounts_are_listed(run: Run, database: Database) -> None:
    assert "monitor web invite --admin" in run("web", "accounts")[1]
    use(database, run("web", "invite", "--admin", "--name", "Maria")[1])
    use(database, run("web", "invite", "--name", "Per")[1])

    status, out, _ = run("web", "accounts", "--json")

    assert status == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert [(one["name"], one["role"], one["disabled_at"]) for one in found] == [
        ("Maria", "admin", None), ("Per", "member", None),
    ]  # fmt: skip
    assert "hash" not in out
    assert "Maria" in run("web", "accounts")[1]


def test_who_is_disabled_is_out(run: Run, database: Database) -> None:
    maria = use(database, run("web", "invite", "--name", "Maria")[1])
    token = sessions.open_session(database, maria.id, "hash", utc_now())
    assert token

    assert run("web", "disable", "Maria")[1] == "Maria cannot enter any more.\n"

    assert sessions.look_up(database, token, utc_now()) is None
    assert run("web", "disable", "Nobody")[0] == 2


@pytest.mark.parametrize("name", ["\u202eairaM", "x" * 61, "\x1b[31mMaria"])
def test_a_name_with_what_cannot_be_seen_is_refused(run: Run, name: str) -> None:
    status, out, err = run("web", "invite", "--name", name)

    assert (status, out) == (2, "")
    assert "\x1b" not in err


def test_without_an_inbox_there_is_nothing_to_be_invited_to(run: Run, config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace(LOCAL, ""), encoding="utf-8")

    status, _, err = run("web", "invite")

    assert status == 2
    assert "[web]" in err


# ---- when the inbox is served ------------------------------------------------------------------------------------
@pytest.fixture
def desk(config: Path, database: Database) -> Iterator[Desk]:
    """A desk as the daemon has it."""
    nothing: Any = None
    opened = Desk(load_config(config), database, nothing, nothing, nothing)
    yield opened
    opened.close()


def test_on_a_terminal_the_first_link_is_shown_and_nothing_is_logged(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    offer_first_link(desk)

    said = capsys.readouterr()
    found = re.search(r"/join/([A-Za-z0-9_-]{43})\n", said.err)
    assert found
    assert said.out == ""
    assert "web_no_account" not in said.err
    made = accounts.redeem(database, found[1], "Maria", "hash", utc_now())
    assert made is not None
    assert made.is_admin

    offer_first_link(desk)
    assert capsys.readouterr().err == "", "whoever has an account needs no link"


def test_in_a_journal_there_is_a_word_and_no_link(
    desk: Desk, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    offer_first_link(desk)

    said = capsys.readouterr()
    assert "web_no_account" in said.out + said.err
    assert "monitor web invite --admin" in said.out + said.err
    assert "/join/" not in said.out + said.err
    assert accounts.open_invitations(database, utc_now()) == []


# ---- how it is guarded -------------------------------------------------------------------------------------------
GUARDS = [
    (LOCAL, True, "open to everybody on this machine until the first account is made"),
    ('[web]\nlisten = "127.0.0.1:1"\nbase_url = "https://a.example"\n', True, "asks for an account's password"),
    ('[web]\nlisten = "0.0.0.0:1"\n', False, "passwords travel in the clear"),
    ('[web]\nlisten = "127.0.0.1:1"\nuser_header = "X-User"\n', True, "believes X-User from a proxy on this machine"),
    ('[web]\nlisten = "127.0.0.1:1"\npassword = { env = "HOME" }\n', True, "asks for the shared password"),
    ("", True, "it is not served"),
]


@pytest.mark.parametrize(("web", "ok", "says"), GUARDS)
def test_check_says_how_the_inbox_is_guarded(run: Run, config: Path, web: str, ok: bool, says: str) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace(LOCAL, web), encoding="utf-8")

    _, out, _ = run("check", "--json")

    found = [one for one in map(json.loads, out.splitlines()) if one["what"] == "inbox"]
    assert says in " ".join(one["says"] for one in found)
    assert all(one["ok"] for one in found) is ok


def test_the_doctor_says_who_can_enter(run: Run, config: Path, database: Database) -> None:
    def accounts_line() -> dict[str, Any]:
        found = [one for one in map(json.loads, run("doctor", "--json")[1].splitlines()) if one["what"] == "accounts"]
        return dict(found[0])

    assert accounts_line()["ok"]
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}base_url = "https://a.example"\n', encoding="utf-8")
    assert not accounts_line()["ok"]
    assert "nobody can enter" in accounts_line()["says"]
    use(database, run("web", "invite", "--name", "Per")[1])
    assert "0 of them as administrator" in accounts_line()["says"]
    use(database, run("web", "invite", "--admin", "--name", "Maria")[1])
    assert accounts_line() == {"ok": True, "what": "accounts", "says": "2 can enter, 1 of them as administrator"}
