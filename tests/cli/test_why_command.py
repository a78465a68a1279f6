"""``monitor why``: one item in full, or the sum of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.store import Database, schema

if TYPE_CHECKING:
    from cli.shell import Shell


def test_the_sum_of_what_came_in_is_the_sum_of_what_became_of_it(alarmed: Shell) -> None:
    alarmed.run("add", "--text", "Biblioteket i Lysekil firar hundra år")
    (balance,) = alarmed.lines("why")

    assert (balance["items"], balance["even"], balance["wrong"]) == (2, True, [])
    assert sum(balance["outcomes"].values()) == 2
    assert balance["outcomes"]["told"] == 1


def test_what_does_not_add_up_is_named_and_the_command_fails(alarmed: Shell) -> None:
    database = Database(f"sqlite:///{alarmed.folder / 'monitor.db'}")
    with database.writing() as connection:
        connection.execute(sa.delete(schema.delivery))
    database.close()

    (balance,) = alarmed.lines("why", status=1)
    assert balance["wrong"] == [{"id": 1, "why": "it was told, and no delivery is there"}]
    assert alarmed.run("doctor") == 1
    assert "do not add up: item 1" in alarmed.out


def test_what_time_alone_caused_belongs_to_the_answer(alarmed: Shell) -> None:
    alarmed.run("resolve", "1", "--by", "Maria")
    (answer,) = alarmed.lines("why", "1")

    assert answer["outcome"] == "told"
    assert {one["reason"] for one in answer["deliveries"]} >= {"new", "resolved"}
