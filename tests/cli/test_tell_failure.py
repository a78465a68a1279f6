"""That the service does not stay up is told without a database, and not every ten minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.shell import Shell


def test_people_hear_it_once_although_it_fails_again_and_again(shell: Shell) -> None:
    with shell.config.open("a", encoding="utf-8") as config:
        config.write('[health]\nto = ["team"]\n')

    assert shell.run("tell-failure") == 0
    assert "team by email: told" in shell.out
    assert shell.run("tell-failure") == 0
    assert "told again after 6 h" in shell.out
    assert len(list((shell.folder / "mail").iterdir())) == 1
