from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from factories import SATURDAY_02
from monitor.errors import UsageError
from monitor.store import accounts, schema, sessions
from monitor.store.accounts import LINK_LASTS, Invitation, NameTakenError, Role, proper_name

if TYPE_CHECKING:
    from monitor.store import Database
    from monitor.store.accounts import Account

NOW = SATURDAY_02
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANYBODY = Invitation(Role.ADMIN, "", None, NOW + LINK_LASTS)


def an_account(database: Database, name: str = "Maria", role: Role = Role.MEMBER) -> Account:
    token = accounts.invite(database, Invitation(role, name, None, NOW + LINK_LASTS), NOW)
    made = accounts.redeem(database, token, "", f"hash of {name}", NOW)
    assert made is not None
    return made


def a_session(database: Database, account: Account) -> str:
    token = sessions.open_session(database, account.id, f"hash of {account.name}", NOW)
    assert token is not None
    return token


def test_a_link_makes_one_account_and_never_another(database: Database) -> None:
    token = accounts.invite(database, ANYBODY, NOW)
    assert accounts.look_at(database, token, NOW) == ANYBODY

    made = accounts.redeem(database, token, "Maria", "hash", NOW)

    assert made is not None
    assert (made.name, made.role, made.disabled_at) == ("Maria", Role.ADMIN, None)
    assert accounts.look_at(database, token, NOW) is None
    assert accounts.redeem(database, token, "Eva", "hash", NOW) is None
    assert [one.name for one in sessions.everybody(database, NOW)] == ["Maria"]


def test_of_two_who_use_one_link_at_the_same_moment_one_gets_in(database: Database) -> None:
    token = accounts.invite(database, ANYBODY, NOW)
    together, made = threading.Barrier(6), []

    def use(n: int) -> None:
        together.wait()
        made.append(accounts.redeem(database, token, f"Person {n}", "hash", NOW))

    threads = [threading.Thread(target=use, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(made) == 6
    assert len([one for one in made if one is not None]) == 1
    assert len(sessions.everybody(database, NOW)) == 1


def test_a_link_is_too_old_at_the_very_moment_it_ends(database: Database) -> None:
    token = accounts.invite(database, ANYBODY, NOW)

    assert accounts.look_at(database, token, NOW + LINK_LASTS - timedelta(microseconds=1)) is not None
    assert accounts.look_at(database, token, NOW + LINK_LASTS) is None
    assert accounts.redeem(database, token, "Maria", "hash", NOW + LINK_LASTS) is None


def test_who_reads_the_database_finds_no_token_in_it(database: Database) -> None:
    link = accounts.invite(database, Invitation(Role.MEMBER, "Per", None, NOW + LINK_LASTS), NOW)
    session = a_session(database, an_account(database))

    with database.reading() as connection:
        kept = "".join(
            repr(row) for table in (schema.account, schema.session, schema.invitation)
            for row in connection.execute(sa.select(table))
        )  # fmt: skip
    assert link not in kept
    assert session not in kept
    assert accounts.digest(link) in kept


def test_a_name_is_one_persons_however_it_is_written(database: Database) -> None:
    an_account(database, "Åsa")
    token = accounts.invite(database, ANYBODY, NOW)

    for name in ("åsa", "ÅSA", "A\u030asa"):
        with pytest.raises(NameTakenError):
            accounts.redeem(database, token, name, "hash", NOW)
    found = accounts.find(database, "ÅSA")
    assert found is not None
    assert (found[0].name, found[1]) == ("Åsa", "hash of Åsa")
    assert accounts.redeem(database, token, "Eva", "hash", NOW) is not None, "a taken name uses up no link"


@pytest.mark.parametrize(
    ("given", "name"), [("Maria", "Maria"), ("  Maria   Holm ", "Maria Holm"), ("O'Neill", "O'Neill")]
)
def test_a_name_is_tidied(given: str, name: str) -> None:
    assert proper_name(given) == name


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 61, "Ma\u200bria", "\u202eairaM", "Maria\x00", "\x1b[31mMaria", "ﷺ" * 20]
)
def test_a_name_with_what_cannot_be_seen_is_none(name: str) -> None:
    with pytest.raises(UsageError):
        proper_name(name)


def test_when_the_first_account_is_made_the_other_offers_to_be_first_are_void(database: Database) -> None:
    first, second = accounts.invite(database, ANYBODY, NOW), accounts.invite(database, ANYBODY, NOW)
    accounts.redeem(database, first, "Maria", "hash", NOW)

    assert accounts.look_at(database, second, NOW) is None
    later = accounts.invite(database, ANYBODY, NOW)
    an_account(database, "Per")
    assert accounts.look_at(database, later, NOW) is not None


def test_a_session_ends_thirty_days_after_the_last_page_and_ninety_after_the_login(database: Database) -> None:
    token = a_session(database, an_account(database))

    assert sessions.look_up(database, token, NOW + 30 * DAY) is None
    for days in (29, 58, 87):
        seat = sessions.look_up(database, token, NOW + days * DAY)
        assert seat is not None
        assert seat.account.name == "Maria"
    assert sessions.look_up(database, token, NOW + 90 * DAY) is None
    assert sessions.look_up(database, "x" * 43, NOW) is None


def test_when_somebody_was_last_there_is_known_and_not_written_at_each_page(database: Database) -> None:
    token = a_session(database, an_account(database))

    def seen() -> object:
        return sessions.everybody(database, NOW)[0].last_seen_at

    sessions.look_up(database, token, NOW + timedelta(minutes=14))
    assert seen() == NOW
    sessions.look_up(database, token, NOW + timedelta(minutes=15))
    assert seen() == NOW + timedelta(minutes=15)


def test_what_has_run_out_is_cleared_away_when_somebody_logs_in(database: Database) -> None:
    maria, per = an_account(database), an_account(database, "Per")
    old = a_session(database, maria)
    accounts.invite(database, ANYBODY, NOW)

    sessions.open_session(database, per.id, "hash of Per", NOW + 100 * DAY)
    accounts.invite(database, ANYBODY, NOW + 100 * DAY)

    with database.reading() as connection:
        held = connection.execute(sa.select(schema.session.c.token_hash)).scalars().all()
        links = connection.execute(sa.select(sa.func.count()).select_from(schema.invitation)).scalar_one()
    assert len(held) == 1
    assert accounts.digest(old) not in held
    assert links == 1


def test_who_is_disabled_is_out_at_once_and_cannot_come_back_by_a_link(database: Database) -> None:
    maria, per = an_account(database, role=Role.ADMIN), an_account(database, "Per")
    session, stays = a_session(database, maria), a_session(database, per)
    to_them = accounts.invite(database, Invitation(Role.ADMIN, "Maria", maria.id, NOW + LINK_LASTS), NOW, "Per")
    from_them = accounts.invite(database, Invitation(Role.ADMIN, "Eva", None, NOW + LINK_LASTS), NOW, "Maria")

    assert accounts.disable(database, maria.id, NOW)
    assert not accounts.disable(database, maria.id, NOW)

    assert sessions.look_up(database, session, NOW) is None
    assert sessions.look_up(database, stays, NOW) is not None
    assert sessions.open_session(database, maria.id, "hash of Maria", NOW) is None
    assert accounts.look_at(database, to_them, NOW) is None
    assert accounts.look_at(database, from_them, NOW) is None


def test_a_new_password_ends_the_sessions_and_lets_somebody_back_in(database: Database) -> None:
    maria = an_account(database)
    session = a_session(database, maria)
    accounts.disable(database, maria.id, NOW)
    token = accounts.invite(database, Invitation(Role.MEMBER, "Maria", maria.id, NOW + HOUR), NOW)

    renewed = accounts.redeem(database, token, "somebody else", "new hash", NOW)

    assert renewed is not None
    assert (renewed.id, renewed.name, renewed.disabled_at) == (maria.id, "Maria", None)
    assert sessions.look_up(database, session, NOW) is None
    found = accounts.find(database, "Maria")
    assert found is not None
    assert found[1] == "new hash"


def test_a_password_changes_only_from_the_one_that_was_looked_at(database: Database) -> None:
    maria = an_account(database)
    session = a_session(database, maria)

    assert not accounts.change_password(database, maria.id, "another hash", "new hash")
    assert sessions.look_up(database, session, NOW) is not None
    assert accounts.change_password(database, maria.id, "hash of Maria", "new hash")
    assert sessions.look_up(database, session, NOW) is None


def test_a_login_that_was_under_way_when_the_password_changed_is_none(database: Database) -> None:
    maria = an_account(database)
    accounts.change_password(database, maria.id, "hash of Maria", "new hash")

    assert sessions.open_session(database, maria.id, "hash of Maria", NOW) is None
    assert sessions.open_session(database, maria.id, "new hash", NOW) is not None


def test_a_withdrawn_link_is_good_for_nobody(database: Database) -> None:
    token = accounts.invite(database, ANYBODY, NOW)
    (one,) = accounts.open_invitations(database, NOW)

    assert accounts.withdraw(database, one["token_hash"])
    assert not accounts.withdraw(database, one["token_hash"])
    assert accounts.look_at(database, token, NOW) is None
