"""Of who wrote a post nothing is stored by which a person could be named: voices are counted by hashes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from loopback import in_loop
from monitor.store import Database, schema
from recorded import NOW, Answer, recorded_client
from watchtower import Watchtower

if TYPE_CHECKING:
    from monitor.net.client import HttpClient

CONNECTORS = Path(__file__).parents[2] / "connectors"
SECRET = "token-of-ours"
WROTE = [
    ("reddit", "new", ("anna_k", "/u/bo")),
    ("lemmy", "community", ("/u/anna", "submitted by")),
    ("lemmy", "search", ("/u/bo", "/u/cia")),
    ("discourse", "posts", ("Anna Andersson", "@bo")),
    ("forum", "phpbb", ("Anna A", "memberlist")),
    ("facebook_page", "page", ("5001", "5002", SECRET)),
    ("x", "search", ("4455", SECRET)),
    ("bluesky", "search", ("anna.bsky.social", "Namn", SECRET, "eyJhbGciOiJFUzI1NksifQ")),
]


def recorded_source(connector: str, sample: str) -> tuple[str, HttpClient]:
    """A source as a configuration has it, with the answers of the first poll of a sample."""
    folder = CONNECTORS / connector / "samples"
    content = json.loads((folder / f"{sample}.json").read_text(encoding="utf-8"))
    options = {name: value for name, value in content["options"].items() if name not in {"token", "app_password"}}
    secret = '{ env = "OURS" }'
    lines = [f"{name} = {json.dumps(value)}" for name, value in options.items()]
    lines += [f"{name} = {secret}" for name in ("token", "app_password") if name in content["options"]]
    answers = [Answer(one["url"], body=(folder / one["file"]).read_bytes()) for one in content["polls"][0]["answers"]]
    toml = "\n".join(['[[source]]\nname = "posts"\nrole = "social"', f'connector = "{connector}"', *lines, ""])
    return toml, recorded_client(answers)[0]


def everything_in(database: Database) -> str:
    """Every value of every row."""
    with database.reading() as connection:
        rows = [row for table in schema.metadata.sorted_tables for row in connection.execute(sa.select(table))]
    return "\n".join(str(value) for row in rows for value in row)


@pytest.mark.parametrize(("connector", "sample", "names"), WROTE, ids=lambda part: str(part)[:20])
@in_loop
async def test_no_name_and_no_token_is_stored(
    connector: str, sample: str, names: tuple[str, ...], database: Database, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("OURS", SECRET)
    toml, client = recorded_source(connector, sample)
    tower = Watchtower(database, tmp_path, client, toml)
    tower.clock.at = NOW
    try:
        [report] = await tower.poll("posts")
        assert report.error is None
        assert report.items > 0
        stored = everything_in(database)
        assert [name for name in names if name in stored] == []
    finally:
        tower.close()
