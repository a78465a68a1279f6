# ruff: noqa: N802 - aiosmtpd names its hooks after the commands of SMTP
"""A real mail server on loopback (aiosmtpd) that refuses, hangs and cuts as it is told, and an authority of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from email.message import EmailMessage


@dataclass
class MailServer:
    """What the server says and does. A reply that is empty means that all is well."""

    greeting: str = ""  # instead of 220
    mail: str = ""
    rcpt: dict[str, str] = field(default_factory=dict)  # by address
    data: list[str] = field(default_factory=list)  # one reply for each message, then all is well
    behaviour: str = "ok"  # ok | drop (cut after the end of data) | hang (say nothing then) | mute | rude (at QUIT)
    gate: asyncio.Event | None = None  # a letter is answered when it is open
    login: tuple[str, str] | None = None
    bearer: str = ""  # the only token XOAUTH2 takes
    tls: ssl.SSLContext | None = None  # STARTTLS is required
    implicit_tls: ssl.SSLContext | None = None
    letters: list[tuple[list[str], bytes]] = field(default_factory=list)
    talked_tls: list[bool] = field(default_factory=list)
    on_letter: Callable[[], None] = lambda: None
    port: int = 0

    def letter(self, n: int = -1) -> EmailMessage:
        """A letter that was taken, read as a mail program does."""
        return message_from_bytes(self.letters[n][1], policy=default)

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self.mail:
            envelope.mail_from = address
        return self.mail or "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self.data.pop(0) if self.data else ""
        if reply:
            return reply
        assert isinstance(envelope.content, bytes)
        self.letters.append((list(envelope.rcpt_tos), envelope.content))
        self.talked_tls.append(session.ssl is not None or self.implicit_tls is not None)
        self.on_letter()
        if self.gate is not None:
            await self.gate.wait()
        if self.behaviour == "drop":
            _abort(server)
        if self.behaviour == "hang":
            await asyncio.sleep(60)
        return "250 OK queued"

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-AUTH XOAUTH2"] if self.bearer else []), *responses[-1:]]

    def knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Whether the log-in is right."""
        right = self.login is not None and (data.login, data.password) == tuple(part.encode() for part in self.login)
        return AuthResult(success=right, handled=False)


class _Server(SMTP):
    def __init__(self, told: MailServer) -> None:
        self.told = told
        wants_login = told.login is not None
        super().__init__(
            told,
            hostname="mail.example",
            tls_context=told.tls,
            require_starttls=told.tls is not None,
            authenticator=told.knows if wants_login else None,
            auth_required=wants_login,
            auth_require_tls=told.tls is not None,
        )

    async def _handle_client(self) -> None:
        if self.told.behaviour == "mute":
            await asyncio.sleep(60)
        if self.told.greeting:
            assert self._writer is not None
            self._writer.write(f"{self.told.greeting}\r\n".encode())
            await self._writer.drain()
            self._writer.close()
            return
        await super()._handle_client()

    async def smtp_QUIT(self, arg: str) -> None:
        if self.told.behaviour == "rude":
            await asyncio.sleep(60)
        await super().smtp_QUIT(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not self.told.bearer:
            await super().smtp_AUTH(arg)
            return
        said = base64.b64decode(arg.split()[1]).decode()
        right = said == f"user=monitor@lysekil.example\x01auth=Bearer {self.told.bearer}\x01\x01"
        await self.push("235 2.7.0 Accepted" if right else "535 5.7.3 Authentication unsuccessful")


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


@contextlib.asynccontextmanager
async def running(server: MailServer) -> AsyncIterator[MailServer]:
    """The server, listening."""
    talks: list[_Server] = []

    def talk() -> _Server:
        talks.append(_Server(server))
        return talks[-1]

    listening = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0, ssl=server.implicit_tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for one in talks:
            if one._handler_coroutine is not None:
                one._handler_coroutine.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one._handler_coroutine
            _abort(one)
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Authority:
    """An authority of our own: its certificate as a file, and contexts of servers that it vouches for."""

    ca_file: Path
    good: ssl.SSLContext
    other_host: ssl.SSLContext
    expired: ssl.SSLContext


@cache
def authority() -> Authority:
    """Made once for each run of the tests."""
    folder = Path(mkdtemp(prefix="monitor-tests-"))
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    root = _certificate(name, name, key.public_key(), key, ca=True)
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def server(label: str, host: str, days: int) -> ssl.SSLContext:
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = _certificate(subject, name, own.public_key(), key, host=host, days=days)
        pem = folder / f"{label}.pem"
        pem.write_bytes(
            own.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    return Authority(
        ca_file, server("good", "127.0.0.1", 30), server("other", "192.0.2.1", 30), server("expired", "127.0.0.1", -1)
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: Any, signer: Any, *, host: str = "", days: int = 30, ca: bool = False
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if host:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
    return builder.sign(signer, hashes.SHA256())
