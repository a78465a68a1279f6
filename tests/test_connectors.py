"""The exam that every connector's folder sits: its samples, its options, its README."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from loopback import in_loop
from monitor.contract import BaseConnector
from monitor.errors import SourceError
from recorded import Answer, Sample, a_visit, play, recorded_client, samples

CONNECTORS = Path(__file__).parents[1] / "connectors"
FOLDERS = sorted(path.name for path in CONNECTORS.glob("[!_]*") if (path / "__init__.py").exists())
SAMPLES = samples(CONNECTORS)
IMPORTS_NOT_WANTED = re.compile(
    r"^\s*(?:import|from)\s+(?:httpx|requests|aiohttp|urllib\.request|socket|threading|time|sqlalchemy|monitor\.net)\b",
    re.MULTILINE,
)


def class_of(name: str) -> type[BaseConnector]:
    found = importlib.import_module(f"connectors.{name}").Connector
    assert issubclass(found, BaseConnector)
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
@in_loop
async def test_a_sample_gives_what_it_says(sample: Sample) -> None:
    connector = class_of(sample.connector)(**sample.content["options"])
    got = await play(sample, connector)
    wanted = [poll["gives"] for poll in sample.content["polls"]]
    assert got == wanted, "got:\n" + json.dumps(got, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("name", FOLDERS)
def test_it_has_samples_of_which_one_is_ugly_one_empty_and_one_broken(name: str) -> None:
    mine = [sample for sample in SAMPLES if sample.connector == name]
    kinds = {sample.content["kind"] for sample in mine}
    assert {"plain", "ugly", "empty", "broken"} <= kinds, f"{name}: samples of these kinds only: {sorted(kinds)}"
    for sample in mine:
        if sample.content["kind"] == "broken":
            assert any("error" in poll["gives"] for poll in sample.content["polls"]), f"{sample.name} gives no error"


@pytest.mark.parametrize("name", FOLDERS)
def test_every_option_is_described(name: str) -> None:
    for option, field in class_of(name).model_fields.items():
        assert field.description, f"connectors/{name}: the option {option} has no description"
        assert re.fullmatch(r"[A-ZÅÄÖ].*[.?]", field.description), f"{name}.{option}: not a sentence"


@pytest.mark.parametrize("name", FOLDERS)
def test_its_readme_says_what_it_reads_its_options_and_its_terms(name: str) -> None:
    text = (CONNECTORS / name / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n")
    for option in class_of(name).model_fields:
        assert re.search(rf"`{option}\b", text), f"connectors/{name}/README.md does not name the option {option}"
    for heading in ("Reads", "Terms", "Owner"):
        assert re.search(rf"^\*\*{heading}\.\*\*", text, re.MULTILINE), f"connectors/{name}/README.md: no {heading}"


@pytest.mark.parametrize("name", FOLDERS)
def test_it_opens_no_socket_starts_no_thread_and_does_not_sleep(name: str) -> None:
    for path in (CONNECTORS / name).rglob("*.py"):
        found = IMPORTS_NOT_WANTED.search(path.read_text(encoding="utf-8"))
        assert found is None, (
            f"{path.relative_to(CONNECTORS.parent)} has {found.group().strip()!r}: the client does that"
        )


@pytest.mark.parametrize("name", FOLDERS)
def test_it_imports_no_other_connector(name: str) -> None:
    others = "|".join(folder for folder in FOLDERS if folder != name) or "-"
    for path in (CONNECTORS / name).rglob("*.py"):
        found = re.search(rf"connectors\.(?:{others})\b", path.read_text(encoding="utf-8"))
        assert found is None, f"{path.name} of {name} imports {found.group()}: what two share stands in connectors/_…"


@pytest.mark.parametrize(
    "sample",
    [sample for sample in SAMPLES if sample.content["kind"] == "plain" and sample.content["polls"][0]["answers"]],
    ids=lambda s: s.name,
)
@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
@in_loop
async def test_a_refusal_is_a_source_error_that_carries_how_long_to_wait(sample: Sample, status: int) -> None:
    connector = class_of(sample.connector)(**sample.content["options"])
    urls = {answer["url"] for poll in sample.content["polls"] for answer in poll["answers"]}
    asked_first = {url for url in urls if url.endswith("/robots.txt")} - {sample.content["options"].get("url")}
    refusals = [Answer(url, status, {"retry-after": "77"}) for url in urls - asked_first]
    client, _ = recorded_client(refusals)
    with pytest.raises(SourceError) as failed:
        await connector.poll(client, {}, a_visit(sample.municipality))
    assert (failed.value.status, failed.value.retry_after) == (status, 77.0)


@pytest.mark.parametrize(
    "sample",
    [sample for sample in SAMPLES if sample.content["kind"] == "plain" and sample.content["polls"][0]["answers"]],
    ids=lambda s: s.name,
)
@in_loop
async def test_what_it_remembers_is_small_and_json(sample: Sample) -> None:
    connector = class_of(sample.connector)(**sample.content["options"])
    poll = sample.content["polls"][0]
    answers = [
        Answer(
            one["url"],
            body=(sample.path.parent / one["file"]).read_bytes() if "file" in one else one.get("text", "").encode(),
        )
        for one in poll["answers"]
    ]
    client, _ = recorded_client(answers)
    batch = await connector.poll(client, {}, a_visit(sample.municipality))
    assert len(json.dumps(batch.cursor)) < 1000 + 100 * max(10, len(batch.items))


@pytest.mark.parametrize("name", FOLDERS)
def test_its_intervals_make_sense(name: str) -> None:
    found = class_of(name)
    assert 1 <= found.shortest_interval <= found.usual_interval <= 24 * 3600
    assert inspect.getdoc(found), f"connectors/{name}: the class has no docstring"
