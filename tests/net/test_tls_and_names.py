"""Secure connections, and names that lead to the wrong place."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loopback import OPEN, Exchange, Names, client, in_loop, loopback
from monitor.errors import Fault, SourceError
from monitor.net.dial import make_tls_context
from monitor.net.resolve import SystemResolver
from monitor.net.transport import Transport

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.net.client import HttpClient

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates for a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = (
            self._builder(self.name, self.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, until: dt.datetime = NOW + DAY
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 3 * DAY)
            .not_valid_after(until)
        )

    def server(self, host: str, until: dt.datetime = NOW + DAY) -> ssl.SSLContext:
        """A server's context with a certificate for ``host``."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = (
            self._builder(subject, key, until)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / f"{host}-{until:%s}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def trusted(self) -> ssl.SSLContext:
        """A client's context that trusts this authority and no other."""
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
        return ssl.create_default_context(cadata=pem)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@in_loop
async def test_the_certificate_is_checked_for_the_name_and_the_connection_goes_to_the_checked_address(
    authority: Authority,
) -> None:
    names = {"feeds.example": ["127.0.0.1"]}
    async with (
        loopback(authority.server("feeds.example")) as server,
        client(names=names, tls=authority.trusted()) as http,
    ):
        server.answers("/a", body=b"secure")
        reply = await http.get(server.url("/a", "feeds.example"))
        assert reply.body == b"secure"
        assert server.asked[0].headers["host"] == f"feeds.example:{server.port}"
        await http.get(server.url("/a", "feeds.example"))
        assert server.connections == 1


@pytest.mark.parametrize(
    ("host", "until", "trusted", "says"),
    [
        ("other.example", NOW + DAY, True, "not valid for 'feeds.example'"),
        ("feeds.example", NOW - DAY, True, "expired"),
        ("feeds.example", NOW + DAY, False, "certificate"),
    ],
)
@in_loop
async def test_a_certificate_that_is_wrong_is_refused_and_the_reason_is_told(
    authority: Authority, host: str, until: dt.datetime, trusted: bool, says: str
) -> None:
    tls = authority.trusted() if trusted else ssl.create_default_context()
    names = {"feeds.example": ["127.0.0.1"]}
    async with loopback(authority.server(host, until)) as server, client(names=names, tls=tls) as http:
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a", "feeds.example"))
        assert failed.value.fault is Fault.TLS
        assert says in failed.value.detail
        assert server.asked == []


@in_loop
async def test_plain_http_where_tls_was_expected_is_a_fault_of_tls() -> None:
    def complain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\nspeak plainly")
        writer.close()

    plain = await asyncio.start_server(complain, "127.0.0.1", 0)
    async with plain, client() as http:
        port = plain.sockets[0].getsockname()[1]
        with pytest.raises(SourceError) as failed:
            await http.get(f"https://127.0.0.1:{port}/a")
    assert failed.value.fault is Fault.TLS


def test_the_machines_own_authorities_are_trusted() -> None:
    context = make_tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def use(http: HttpClient, names: Names) -> None:
    """Let ``names`` be the client's name server."""
    assert isinstance(http._transport, Transport)
    http._transport._dialler.resolve = names


# ---- names -------------------------------------------------------------------------------------------------------
@in_loop
async def test_a_name_that_turns_to_a_private_address_is_refused_at_the_next_connection() -> None:
    names = Names({"rebind.example": [["127.0.0.1"], ["127.0.0.2"]]})
    async with loopback() as server, client(allow_private=("127.0.0.1:*",), names={}) as http:
        use(http, names)

        async def close_after(exchange: Exchange) -> None:
            await exchange.answer(body=b"x")
            exchange.close()

        server.does("/a", close_after)
        assert (await http.get(server.url("/a", "rebind.example"))).body == b"x"
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a", "rebind.example"))
        assert failed.value.fault is Fault.REFUSED_ADDRESS
        assert len(server.asked) == 1


@in_loop
async def test_the_name_is_looked_up_once_for_a_connection_so_there_is_no_moment_to_change_it() -> None:
    names = Names({"rebind.example": [["127.0.0.1"], ["10.0.0.1"]]})
    async with loopback() as server, client(allow_private=OPEN, names={}) as http:
        use(http, names)
        server.answers("/a", body=b"x")
        await http.get(server.url("/a", "rebind.example"))
        assert names.asked == ["rebind.example"]


@in_loop
async def test_mixed_answers_are_refused_whole() -> None:
    async with (
        loopback() as server,
        client(allow_private=(), names={"mixed.example": [["93.184.216.34", "127.0.0.1"]]}) as http,
    ):
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a", "mixed.example"))
        assert failed.value.fault is Fault.REFUSED_ADDRESS
        assert server.connections == 0


@in_loop
async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with loopback() as server, client(names={"two.example": [["127.0.0.2", "127.0.0.1"]]}) as http:
        server.answers("/a", body=b"second")
        assert (await http.get(server.url("/a", "two.example"))).body == b"second"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".invalid"])
@in_loop
async def test_a_name_that_nobody_has_is_not_found(host: str) -> None:
    with pytest.raises(SourceError) as failed:
        await SystemResolver()(host, 80)
    assert failed.value.fault in {Fault.NAME_NOT_FOUND, Fault.UNREACHABLE}


@in_loop
async def test_names_of_this_machine_are_found_by_the_system() -> None:
    addresses = await SystemResolver()("localhost", 80)
    assert all(address.is_loopback for address in addresses)


@in_loop
async def test_numbers_that_only_look_like_names_are_read_as_the_system_reads_them() -> None:
    async with client(allow_private=()) as http:
        for host in ("2130706433", "0x7f000001", "127.1", "0177.0.0.1", "0"):
            with pytest.raises(SourceError) as failed:
                await http.get(f"http://{host}/")
            assert failed.value.fault in {Fault.REFUSED_ADDRESS, Fault.NAME_NOT_FOUND}
