"""Logging: one event, one line; JSON when nobody watches; no secret and no address that may be one."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from monitor.memory import without

if TYPE_CHECKING:
    from collections.abc import MutableMapping


with without("rich"):  # it would paint tracebacks with it, which we forbid below: 5 MB
    import structlog

EVENTS = {
    "daemon_started": "the daemon is ready",
    "daemon_stopping": "the daemon was asked to end",
    "daemon_stopped": "the daemon has ended, nothing is lost",
    "configuration_read": "the configuration was read again",
    "configuration_refused": "a new configuration is wrong; the old one stays",
    "feedback_heeded": "what people said of verdicts is heeded by the next ones",
    "rota_read": "a rota's calendar was read; its turns hold from now on",
    "rota_unread": "a rota's calendar cannot be read; the last known turns hold",
    "poll_done": "a source was asked and answered",
    "poll_failed": "a source gave nothing that can be trusted",
    "parser_failed": "a parser ran out of time or memory, or crashed; only its source suffers",
    "source_unwell": "a source, or a part of the monitor, went; people are told once",
    "source_well": "a source, or a part of the monitor, is back",
    "incident_opened": "mentions became an incident",
    "delivery_sent": "a receiver took a delivery",
    "delivery_postponed": "a receiver did not take a delivery yet",
    "delivery_refused_form": "a receiver refused the form of a delivery; the plain one was tried",
    "delivery_partly": "some of the addresses of a delivery took it, and some never will",
    "delivery_failed": "a receiver will never take a delivery",
    "drill_started": "an exercise began",
    "drill_ended": "an exercise is over, by itself or because somebody stopped it",
    "pruned": "what was older than [retention] lets it be is taken out",
    "erased": "somebody had items erased for good; the note is in the memory",
    "due_done": "something that was due is done",
    "job_failed": "a job met what it did not expect; it goes on",
    "clock_stepped": "the clock was set; what was due is due",
    "memory_failed": "the database cannot be written; nothing is told as sent",
    "heartbeat_sent": "the dead man's switch was told that all is well",
    "heartbeat_failed": "the dead man's switch could not be told",
    "told_without_memory": "people were told that nothing can be remembered, without the outbox",
    "web_started": "the inbox is served",
    "web_failed": "the inbox cannot be served; everything else goes on, and it is tried again",
    "answer_given": "a person answered about an incident or a mention",
    "logged_in": "a person logged in to the inbox",
    "password_changed": "a person changed their password, and was logged out everywhere else",
    "account_made": "a one-time link was used: an account was made, or got a new password",
    "account_disabled": "an account opens the inbox no more",
    "invitation_made": "a one-time link to the inbox was made; the link itself stands in no log",
    "web_no_account": "the inbox is served and nobody has an account yet",
    "login_refused": "somebody gave a wrong password, or too many",
    "web_served": "the inbox answered",
}
"""Every event name, in the past tense, with its meaning: what operators search the journal for."""


def set_up(*, verbose: bool = False) -> None:
    """Send everything to standard error: for people on a terminal, as JSON lines elsewhere."""
    on_terminal = sys.stderr.isatty()
    renderer: Any = (
        # Not the default of structlog: a painted traceback shows what every variable held, and a password is one.
        structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if not on_terminal else _keep,
        _on_one_line,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_strip_meta, renderer])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # httpx logs every address at INFO, and a webhook's address is its secret.
    for name in ("httpx", "httpcore", "aiosmtplib", "alembic", "asyncio", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # A beat that is left out because the one before still works is how it should be: what is due is due at the next.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)


def get_logger() -> Any:
    """The logger; bind what is known, log once at the end of an act."""
    return structlog.get_logger()


def _keep(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return event


def _strip_meta(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def _on_one_line(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Foreign text cannot forge a line or paint the terminal."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception" and not value.isprintable():
            event[key] = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value)
    return event
