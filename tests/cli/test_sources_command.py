"""``monitor sources --matrix``: nobody has to guess what is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.coverage import list_kinds
from monitor.domain.model import Role
from monitor.parts import known_connectors

if TYPE_CHECKING:
    from cli.shell import Shell

NOBODYS = ("LinkedIn", "Facebook: closed groups, Messenger", "articles that cost money", "TikTok")


def test_what_is_read_is_named_with_its_sources_and_the_rest_with_the_reason(shell: Shell) -> None:
    shell.config.write_text(
        shell.config.read_text()
        + '[[source]]\nname = "Bladet"\nconnector = "rss"\nurl = "https://bladet.example/feed"\nrole = "press"\n'
    )
    rows = {row["kind"]: row for row in shell.lines("sources", "--matrix")}

    assert rows["exercises"]["read"] == "yes"
    assert rows["local and regional press, what is open"]["sources"] == ["Bladet"]
    assert rows["local and regional press, what is open"]["read"] == "partly"
    assert rows["the municipality's own pages and feeds"]["read"] == "no"
    assert {rows[name]["read"] for name in NOBODYS} == {"never"}
    assert all(row["why"] for row in rows.values() if row["read"] != "yes")
    assert "flood and landslide warnings" not in rows
    assert shell.run("sources", "--matrix") == 0
    assert "A public authority that listens there would break the law" in shell.out


@pytest.mark.parametrize("name", known_connectors())
def test_every_connector_of_the_tree_stands_in_some_line(shell: Shell, name: str) -> None:
    shell.config.write_text(shell.config.read_text().replace("SE-1484", "NO-0301" if name == "nve" else "SE-1484"))
    rows = shell.lines("sources", "--matrix")

    assert name == "pelastustoimi" or any(name in row["connectors"] for row in rows)


def test_the_list_names_roles_and_countries_that_there_are_and_each_kind_once() -> None:
    kinds = list_kinds()

    assert {role for kind in kinds for role in kind.roles} <= set(Role)
    assert {country for kind in kinds for country in kind.countries} <= {"SE", "NO", "FI", "DK"}
    assert len({kind.name for kind in kinds}) == len(kinds)
    assert all(kind.why.endswith(".") for kind in kinds)
