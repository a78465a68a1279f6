"""Acts: one function for each form. What was decided is remembered before the next page is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.domain.answer import Act, Answer, Result
from monitor.domain.model import Kind, Topic
from monitor.errors import UsageError
from monitor.inbox.access import inside
from monitor.inbox.face import RefusedError, face_of, go_to, meant_form, number_in
from monitor.jobs import answers
from monitor.log import get_logger
from monitor.store import feedback

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.face import Face

LONGEST_REASON = 500
_JUDGEMENTS = ("relevant", "irrelevant", "wrong")
log = get_logger()


async def answer(request: Request) -> Response:
    """An answer about an incident."""
    face, number = face_of(request), number_in(request)
    form = await meant_form(request)
    by = _name(request, form)
    await give(face, number, by, form)
    return remember_name(request, go_to(f"/incidents/{number}"), by)


async def give(face: Face, number: int, by: str, form: dict[str, str]) -> None:
    """Decide on an answer and remember it; those who are to be told are told by the jobs.

    Raises:
        RefusedError: it is no answer, lacks something, or there is nobody to hand it to.
    """
    given = read_answer(form, by)
    desk = face.desk
    try:
        became = await desk.call(answers.give, desk.database, desk.oncall, number, given, desk.now())
    except UsageError:
        raise RefusedError(404, "error.no_incident") from None
    log.info("answer_given", incident=number, act=given.act, by=by, result=became.result)
    if became.tells:
        desk.something_to_say.set()
    if became.result is Result.NOBODY:
        raise RefusedError(409, "error.nobody")


def read_answer(form: dict[str, str], by: str) -> Answer:
    """The answer in a form.

    Raises:
        RefusedError: there is none, or it lacks to whom or why.
    """
    named = form.get("act", "")
    if named not in set(Act):
        raise RefusedError(400, "error.form")
    act, why = Act(named), form.get("why", "").strip()[:LONGEST_REASON]
    if act is Act.CLOSE and not why:
        raise RefusedError(400, "error.why")
    if act is Act.HAND_OVER and not form.get("to"):
        raise RefusedError(400, "error.to")
    takes_name = act in {Act.HAND_OVER, Act.WAKE_NEXT}
    return Answer(act, by, form.get("to", "") if takes_name else "", why if act is Act.CLOSE else "")


async def judge(request: Request) -> Response:
    """What somebody says of a mention's verdict."""
    face, number = face_of(request), number_in(request)
    form = await meant_form(request)
    by = _name(request, form)
    try:
        await face.desk.call(answers.judge, face.desk.database, number, by, _read_judgement(form), face.desk.now())
    except UsageError:
        raise RefusedError(404, "error.no_item") from None
    log.info("answer_given", item=number, act=form["said"], by=by)
    return remember_name(request, go_to(f"/items/{number}"), by)


def _read_judgement(form: dict[str, str]) -> dict[str, Any]:
    if form.get("said") not in _JUDGEMENTS:
        raise RefusedError(400, "error.form")
    said: dict[str, Any] = {"answer": form["said"]}
    if form["said"] == "wrong":
        said["kind"] = form["kind"] if form.get("kind") in set(Kind) else None
        said["topic"] = form["topic"] if form.get("topic") in set(Topic) else None
        said["severity"] = int(form["severity"]) if form.get("severity") in {"0", "1", "2", "3"} else None
        if not any(value is not None for key, value in said.items() if key != "answer"):
            raise RefusedError(400, "error.right")
    return said


async def take_back(request: Request) -> Response:
    """A judgement that is not meant any more."""
    face, number = face_of(request), number_in(request)
    form = await meant_form(request)
    said = form.get("feedback", "")
    if not said.isdecimal() or len(said) > 18:
        raise RefusedError(400, "error.form")
    await face.desk.call(feedback.undo, face.desk.database, int(said), face.desk.now())
    return go_to(f"/items/{number}")


async def whoami(request: Request) -> Response:
    """Somebody says who uses this browser."""
    form = await meant_form(request)
    return remember_name(request, go_to(inside(form.get("next", "/"))), _name(request, form))


# ---- small parts -------------------------------------------------------------------------------------------------
def _name(request: Request, form: dict[str, str]) -> str:
    """Who answers: as an account or a proxy says, else as the form says, else as the browser remembers.

    Raises:
        RefusedError: nobody knows.
    """
    visitor, names = request.state.visitor, face_of(request).access.names
    given = form.get("by", "")
    if visitor.vouched:
        return str(visitor.name)
    if given in names:
        return given
    if given or not visitor.name:
        raise RefusedError(400, "error.who")
    return str(visitor.name)


def remember_name(request: Request, response: Response, name: str) -> Response:
    """The response, and the browser remembers who uses it."""
    face, visitor = face_of(request), request.state.visitor
    if name in face.access.names and name != visitor.name and not visitor.vouched:
        face.access.remember(request, response, name)
    return response
