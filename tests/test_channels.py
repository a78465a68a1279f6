"""The exam of every channel: each folder below monitor/channels sits it, a new one without a line here."""

from __future__ import annotations

import asyncio
import email.policy
import json
import os
import re
import sys
import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.utils import format_datetime
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr, ValidationError

from alerts import NOW
from messages import HOSTILE, an_alert_message, hostile, samples
from monitor.channels import email as email_channel
from monitor.contract import Address, BaseChannel, Means
from monitor.errors import TransportError
from services import Answered, Recorder, Service, Wire, running

if TYPE_CHECKING:
    from monitor.domain.message import Message

FOLDER = Path(email_channel.__file__).parents[1]
NAMES = sorted(found.parent.name for found in FOLDER.glob("*/__init__.py"))
ALERT = an_alert_message()
MARIA = Address("jour", "Maria", "maria@lysekil.example", "+46 70-174 06 05")
CANARY = re.compile(r"CANARY-?SECRET", re.IGNORECASE)
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Logga in</title></head><body><form></form></body></html>"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

# What a status means where a channel's own samples say nothing else: (permanent, form, tried again all the same).
LATER, FORM, NEVER, MEND = (False, False, False), (True, True, False), (True, False, False), (True, False, True)
BUSY = {408, 421, 423, 425, 429}


def usual(status: int) -> tuple[bool, bool, bool]:
    if status in {401, 407}:
        return MEND
    if status in {400, 413, 415, 422}:
        return FORM
    return NEVER if 400 <= status < 500 and status not in BUSY else LATER


@dataclass(frozen=True)
class Case:
    """A channel with options, as one file of its samples gives them."""

    name: str
    file: str
    table: dict[str, Any]

    def channel(self, **changes: Any) -> BaseChannel:
        made = import_module(f"monitor.channels.{self.name}").Channel(**{**self.table["options"], **changes})
        assert isinstance(made, BaseChannel)
        return made

    @property
    def taken(self) -> Answered:
        return Answered(
            self.table["taken"]["status"], self.table["taken"]["text"], self.table["taken"].get("headers", {})
        )


def cases(*, http: bool = False, library: bool = True) -> list[Any]:
    found = []
    for name in NAMES:
        for file in sorted((FOLDER / name / "samples").glob("*.toml")):
            case = Case(name, file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
            if (not http or "taken" in case.table) and (library or not case.table.get("library")):
                found.append(pytest.param(case, id=f"{name}-{file.stem}"))
    return found


each_case = pytest.mark.parametrize("case", cases())
each_writer = pytest.mark.parametrize("case", cases(library=False))  # what a library sends is its own
each_service = pytest.mark.parametrize("case", cases(http=True))
each_name = pytest.mark.parametrize("name", NAMES)


def means(sender: Any, directory: Path = Path(), **changes: Any) -> Means:
    return replace(Means(sender=sender, email=None, directory=directory, now=NOW), **changes)


def send(channel: BaseChannel, message: Message, by: Means) -> str:
    return asyncio.run(channel.send(message, MARIA, by))


def refused(case: Case, answer: Answered) -> TransportError:
    with pytest.raises(TransportError) as caught:
        send(case.channel(), ALERT, means(Recorder(answer)))
    assert not CANARY.search(f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}")
    return caught.value


def meaning(error: TransportError) -> tuple[bool, bool, bool]:
    return error.permanent, error.form, error.permanent and error.retry_after is not None


@pytest.fixture(autouse=True)
def _libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for each optional library that is not installed: options are looked at without it."""
    if find_spec("apprise") is None:
        library = ModuleType("apprise")
        library.__spec__ = ModuleSpec("apprise", None)
        monkeypatch.setitem(sys.modules, "apprise", library)


# ---- options -----------------------------------------------------------------------------------------------------
@each_name
def test_a_channel_is_one_class_with_described_options(name: str) -> None:
    channel = import_module(f"monitor.channels.{name}").Channel
    assert issubclass(channel, BaseChannel)
    assert channel.__doc__
    undescribed = [option for option, field in channel.model_fields.items() if not field.description]
    assert undescribed == []


@each_name
def test_a_channel_has_samples_and_a_page_that_names_every_option(name: str) -> None:
    assert list((FOLDER / name / "samples").glob("*.toml"))
    page = (FOLDER / name / "README.md").read_text(encoding="utf-8")
    for option in import_module(f"monitor.channels.{name}").Channel.model_fields:
        assert f"`{option}`" in page
    assert "permanent" in page


@each_case
def test_secrets_are_kept_as_secrets_and_never_shown(case: Case) -> None:
    channel = case.channel()
    assert not CANARY.search(f"{channel!r} {channel!s} {channel.model_dump()!r}")
    for option, field in type(channel).model_fields.items():
        if re.search(r"secret|token|password|webhook_url|authorization", option):
            assert SecretStr in (field.annotation, *get_args(field.annotation))


@each_case
def test_a_wrong_option_is_refused_without_being_shown(case: Case) -> None:
    with pytest.raises(ValidationError) as caught:
        case.channel(webhook_urll="https://hooks.example/CANARY-SECRET")
    assert not CANARY.search(str(caught.value))


# ---- answers -----------------------------------------------------------------------------------------------------
@each_service
def test_what_is_taken_is_taken_over_a_real_socket(case: Case) -> None:
    async def told() -> tuple[str, Service]:
        async with running(Service(case.taken)) as service:
            options = {option: service.address + path for option, path in case.table["address"].items()}
            return await case.channel(**options).send(ALERT, MARIA, means(Wire())), service

    receipt, service = asyncio.run(told())
    assert receipt == case.table["taken"].get("receipt", "")
    assert len(service.taken) == 1
    assert service.taken[0].method == "POST"


@each_service
@pytest.mark.parametrize("behaviour", ["drop", "hang"])
def test_a_line_that_breaks_is_worth_another_try(case: Case, behaviour: str) -> None:
    async def told() -> None:
        async with running(Service(case.taken, behaviour)) as service:
            options = {option: service.address + path for option, path in case.table["address"].items()}
            await case.channel(**options).send(ALERT, MARIA, means(Wire(patience=0.1)))

    with pytest.raises(TransportError) as caught:
        asyncio.run(told())
    assert meaning(caught.value) == LATER


@each_service
def test_every_status_means_what_it_means(case: Case) -> None:
    own = {answer["status"]: tuple(answer["is"]) for answer in case.table.get("status", [])}
    also = case.table["taken"].get("also", [])
    silent = {case.taken.status, *(range(200, 300) if also == "2xx" else also)} if not case.taken.text else set()
    for status in set(range(100, 600)) - silent:
        assert meaning(refused(case, Answered(status))) == own.get(status, usual(status)), status


@each_service
def test_a_login_page_or_a_redirect_is_no_delivery_and_is_tried_again(case: Case) -> None:
    for status in (200, 201, 202, 204, case.taken.status):
        page = Answered(status, LOGIN_PAGE, {"content-type": "text/html; charset=utf-8"})
        assert meaning(refused(case, page)) == LATER
        assert meaning(refused(case, Answered(status, LOGIN_PAGE))) == LATER
    for status in (301, 302, 303, 307, 308):
        moved = Answered(status, "", {"location": "https://login.example/CANARY-SECRET"})
        error = refused(case, moved)
        assert meaning(error) == LATER
        assert "redirect" in error.what


@each_service
def test_the_service_s_own_words_are_understood(case: Case) -> None:
    for answer in case.table.get("answer", []):
        error = refused(case, Answered(answer["status"], answer["text"], answer.get("headers", {})))
        assert list(meaning(error)) == answer["is"], answer


@each_service
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("2", 2.0),
        ("2.5", 2.5),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("-5", 0.0),
        ("315360000", 900.0),
        ("inf", 900.0),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_obeyed_in_both_forms_and_clipped(
    case: Case, status: int, header: str, wait: float | None
) -> None:
    error = refused(case, Answered(status, "", {"retry-after": header} if header else {}))
    assert (error.permanent, error.retry_after) == (False, wait)


@each_service
def test_an_answer_that_is_rubbish_is_no_delivery_and_no_accident(case: Case) -> None:
    for text in (
        "null",
        "[]",
        "{}",
        '{"error": 7}',
        '{"error": {"code": []}}',
        '{"code": []}',
        "[" * 5000,
        "\x00",
        "ok" * 9000,
        '{"id": 0, "sid": 0}',
    ):
        refused(case, Answered(400, text))
        if case.taken.text:  # elsewhere the status is all it has to say
            refused(case, Answered(case.taken.status, text))


@each_service
def test_what_the_network_says_is_passed_on(case: Case) -> None:
    broken = TransportError("no connection", permanent=False)
    with pytest.raises(TransportError) as caught:
        send(case.channel(), ALERT, means(Recorder(broken)))
    assert caught.value.what == "no connection"


# ---- what is sent ------------------------------------------------------------------------------------------------
def outgoing(case: Case, message: Message, directory: Path, **changes: Any) -> str:
    """All that leaves the house for a message, in a form in which a person can read it and a test can look."""
    if case.name == "email":
        return letter(case, message, directory, **changes)
    recorder = Recorder(case.taken) if "taken" in case.table else Recorder(Answered(200))
    receipt = send(case.channel(), message, means(recorder, directory, **changes))
    if not recorder.sent:
        return receipt
    return "\n\n".join(readable(request.method, request.headers, request.body) for request in recorder.sent)


def readable(method: str, headers: dict[str, str], body: bytes) -> str:
    kind = headers.get("content-type", "")
    if "json" in kind:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=1)
    else:
        text = "\n".join(f"{name} = {value}" for name, value in parse_qsl(body.decode("ascii"), keep_blank_values=True))
    shown = [f"{name}: {value}" for name, value in sorted(headers.items()) if name != "authorization"]
    return "\n".join([method, *shown, "", text])


def letter(case: Case, message: Message, directory: Path, **changes: Any) -> str:
    send(case.channel(), message, means(Recorder(Answered(200)), directory, **changes))
    (file,) = (directory / "mail").glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=email.policy.default)
    file.unlink()
    parts = [part.get_content() for part in read.walk() if not part.is_multipart()]
    return "\n\n".join(["\n".join(f"{name}: {value}" for name, value in read.items()), *parts]).replace("\r\n", "\n")


@each_writer
@pytest.mark.parametrize("sort", samples())
def test_a_message_looks_as_it_did(case: Case, sort: str, tmp_path: Path) -> None:
    """Renew the samples with ``RENEW=1 python -m pytest tests/test_channels.py``, and read what changed."""
    golden = FOLDER / case.name / "samples" / case.file / f"{sort}.txt"
    now = outgoing(case, samples()[sort], tmp_path)
    if os.environ.get("RENEW"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(now + "\n", encoding="utf-8")
    assert now + "\n" == golden.read_text(encoding="utf-8")


@each_writer
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_sent_as_words(case: Case, name: str, tmp_path: Path) -> None:
    sent = outgoing(case, hostile(name), tmp_path)
    assert not UNSEEN.search(sent)
    assert not re.search(r"(?im)^(bcc|x-injected):", sent)
    assert "lys-hostile" in sent


@each_writer
def test_an_exercise_and_a_test_are_marked_in_every_form(case: Case, tmp_path: Path) -> None:
    for sort, word in (("drill", "HARJOITUS"), ("test", "TEST")):
        for plain in (False, True):
            assert word in outgoing(case, samples()[sort], tmp_path, plain=plain)
        unmarked = replace(samples()[sort], first_line="Utan ord", subject="Utan ord", read_aloud="", drafts=())
        assert word in outgoing(case, unmarked, tmp_path)


@each_writer
def test_the_key_of_a_delivery_is_carried(case: Case, tmp_path: Path) -> None:
    assert "lys-118-new-jour-0" in outgoing(case, samples()["new"], tmp_path)
    assert "lys-118-new-jour-0" in outgoing(case, samples()["new"], tmp_path, plain=True)


@each_writer
def test_the_plain_form_is_smaller_and_says_the_first_line(case: Case, tmp_path: Path) -> None:
    whole = outgoing(case, samples()["worse"], tmp_path)
    plain = outgoing(case, samples()["worse"], tmp_path, plain=True)
    assert len(plain) < len(whole)
    assert "Valestrand" in plain
