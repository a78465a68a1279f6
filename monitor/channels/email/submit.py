"""Handing a letter over to a mail server, or to the disk where there is none."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
from typing import TYPE_CHECKING

import aiosmtplib

from monitor.channels.email.replies import judge, partly
from monitor.channels.email.settings import mailbox
from monitor.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.channels.email.settings import Submission
    from monitor.contract import EmailSettings

_COMMAND = 30.0  # seconds for one command
_GOODBYE = (
    1.0  # seconds for QUIT: the message is taken already, and each moment more is one in which a crash makes a copy
)


async def submit(
    letter: bytes, sender: str, to: Sequence[str], settings: EmailSettings, submission: Submission, token: str | None
) -> None:
    """Hand it over in one transaction to all addresses.

    Raises:
        TransportError: it was not taken, not in time, or not for all.
    """
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        tls_context=None if settings.security == "none" else _context(submission.ca_file),
        timeout=min(_COMMAND, submission.timeout),
        local_hostname=sender.rpartition("@")[2],
    )
    try:
        async with asyncio.timeout(submission.timeout):
            await client.connect()
            await _log_in(client, settings, token)
            refused, _ = await client.sendmail(submission.envelope_from or sender, to, letter)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise judge(error) from None
    await _leave(client)
    if refused:
        raise partly(refused, len(to))


async def _log_in(client: aiosmtplib.SMTP, settings: EmailSettings, token: str | None) -> None:
    if token is not None:
        await client.auth_xoauth2(settings.username or mailbox(settings.sender), token)
    elif settings.username is not None and settings.password is not None:
        await client.login(settings.username, settings.password.get_secret_value())


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye, and do not mind the answer: the message is theirs."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        async with asyncio.timeout(_GOODBYE):
            await client.quit()
    client.close()


def _context(ca_file: Path | None) -> ssl.SSLContext:
    """Certificates and host names are always checked; a private authority may be named in place of the system's."""
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as error:
        raise TransportError(
            f"ca_file cannot be read: {type(error).__name__}", permanent=True, retry_after=900.0
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def write_to_disk(letter: bytes, path: Path) -> None:
    """Write the letter whole or not at all, and so that a power cut does not take it back.

    Raises:
        TransportError: the disk did not take it.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise TransportError(f"the mail folder did not take it: {error.strerror}", permanent=False) from None
