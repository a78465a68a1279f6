"""Content encodings: one layer of gzip or deflate, never more of it than was asked for."""

from __future__ import annotations

import zlib
from itertools import pairwise

from monitor.errors import Fault, SourceError

_PIECE = 64
_STEP = 64 * 1024  # how much is inflated between two looks at the limit
_GZIP_OR_ZLIB = 47
_RAW_DEFLATE = -15
_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})


def inflate(body: bytes, encoding: str, most: int, where: str) -> tuple[bytes, bool]:
    """The plain bytes, at most ``most`` of them, and whether the end was missing.

    httpx and its kin inflate a bomb of 3 KB to 2 GiB in one piece; here the output grows in steps of 64 KiB and stops
    at the limit. Two layers, brotli and zstd were not asked for, and are refused.

    Raises:
        SourceError: ``ENCODING`` for another encoding or a broken stream, ``TOO_LARGE`` beyond the limit.
    """
    encoding = encoding.strip().lower()
    if encoding in _PLAIN:
        return body, False
    if encoding in _GZIP:
        return _run(body, _GZIP_OR_ZLIB, most, where)
    if encoding == "deflate":
        # RFC 9110 8.4.1.2: zlib's format; some servers send the bare stream all the same
        bare = len(body) > 1 and (body[0] & 0x0F != 8 or (body[0] << 8 | body[1]) % 31 != 0)
        return _run(body, _RAW_DEFLATE if bare else _GZIP_OR_ZLIB, most, where)
    raise SourceError(
        Fault.ENCODING, f"{where} answers in the content encoding {encoding[:40]!r}, which was not asked for"
    )


def _run(body: bytes, window: int, most: int, where: str) -> tuple[bytes, bool]:
    stream = zlib.decompressobj(window)
    parts: list[bytes] = []
    size = 0
    rest = body
    try:
        while rest and not stream.eof:
            part = stream.decompress(rest, _STEP)
            size += len(part)
            if size > most:
                raise SourceError(Fault.TOO_LARGE, f"{where} sends more than {most / 1e6:.2g} MB once it is unpacked")
            parts.append(part)
            rest = stream.unconsumed_tail
    except zlib.error:
        saved = _salvage(body, window, most)
        if not saved:
            raise SourceError(Fault.ENCODING, f"{where} says that its answer is compressed, and it is not") from None
        return saved, True
    return b"".join(parts), not stream.eof


def _salvage(body: bytes, window: int, most: int) -> bytes:
    """What can be had of a stream whose checksum is wrong or that breaks: fed in small pieces, all before the fault."""
    stream = zlib.decompressobj(window)
    saved = bytearray()
    try:
        tail = max(
            0, len(body) - _PIECE
        )  # a wrong checksum spoils the piece that it stands in: byte by byte at the end
        for begin, end in pairwise([*range(0, tail, _PIECE), *range(tail, len(body) + 1)]):
            saved += stream.decompress(body[begin:end], most - len(saved))
            if len(saved) >= most:
                break
    except zlib.error:
        return bytes(saved)
    return bytes(saved)
