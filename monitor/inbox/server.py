"""Serves the inbox in a loop that others use too: takes no signals, ends when it is cancelled, ends nobody else."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from monitor.config.parts import missing_secret
from monitor.domain.sheet import as_it_is
from monitor.errors import MonitorError
from monitor.inbox.app import make_app
from monitor.inbox.offer import offer_first_link
from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from monitor.config.values import Listen
    from monitor.jobs.desk import Desk

TRY_AGAIN = 30.0  # seconds
END_WITHIN = 2  # seconds for answers that are under way
AT_ONCE = 200  # connections
LONGEST_HEAD = 16_384  # bytes of a request's head
log = get_logger()


class InboxError(MonitorError):
    """The inbox cannot be served as it is configured."""


async def serve(desk: Desk, mask: Callable[[str], str] = as_it_is) -> None:
    """Serve until cancelled. Where that cannot be, say so and try again: the daemon goes on without its face.

    ``mask`` hides slurs in foreign text.
    """
    while True:
        try:
            await serve_once(desk, mask)
        except MonitorError as error:
            log.error("web_failed", why=str(error))
        except Exception as error:
            log.error("web_failed", why=type(error).__name__, exc_info=error)
        await asyncio.sleep(TRY_AGAIN)


async def serve_once(desk: Desk, mask: Callable[[str], str] = as_it_is) -> None:
    """Serve until cancelled.

    Raises:
        InboxError: there is no [web], its password is missing, or the address cannot be listened on.
    """
    web = desk.config.sections.web
    if web is None:
        raise InboxError('monitor.toml has no [web]. Write: [web] listen = "127.0.0.1:8080"')
    if missing := missing_secret(web.password):
        raise InboxError(f"web.password: {missing}. The inbox is not served without it.")
    listening = open_socket(web.listen)
    try:
        await desk.call(lambda: desk.signing_key)
        await desk.call(offer_first_link, desk)
        await _run(make_app(desk, mask), listening)
    finally:
        listening.close()


async def _run(app: ASGIApp, listening: socket.socket) -> None:
    server = _Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            log_level="critical",  # what goes wrong in a page is logged by the pages
            proxy_headers=False,
            server_header=False,
            limit_concurrency=AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=END_WITHIN,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    log.info("web_started", address="{}:{}".format(*listening.getsockname()[:2]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise


class _Server(uvicorn.Server):
    """uvicorn without its hand on the process's signals: they are the daemon's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def open_socket(listen: Listen) -> socket.socket:
    """A socket that listens where the configuration says.

    Raises:
        InboxError: somebody else listens there, or we may not, or there is no such address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InboxError(f"{listen} is no address of this machine: {error.strerror}") from None
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(AT_ONCE)
    except OSError as error:
        listening.close()
        raise InboxError(f"{listen} cannot be listened on: {_explain(error)}") from None
    listening.setblocking(False)
    return listening


def _explain(error: OSError) -> str:
    cures = {
        errno.EADDRINUSE: "another program listens there. Stop it, or change [web] listen",
        errno.EACCES: "ports below 1024 are for root. Take a higher one, and a reverse proxy in front of it",
        errno.EADDRNOTAVAIL: "this machine has no such address",
    }
    return cures.get(error.errno or 0, error.strerror or str(error))
