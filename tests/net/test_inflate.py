"""Content encodings: bounded, one layer, nothing that was not asked for."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Fault, SourceError
from monitor.net.inflate import inflate

TEXT = "".join(f"Vattenläcka på Storgatan {number}. " for number in range(400)).encode()
MOST = 5 << 20


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (bare_deflate(TEXT), "deflate"),
    ],
)
def test_what_was_asked_for_is_unpacked(body: bytes, encoding: str) -> None:
    assert inflate(body, encoding, MOST, "x") == (TEXT, False)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,br", "x-evil"])
def test_other_encodings_and_second_layers_are_refused(encoding: str) -> None:
    with pytest.raises(SourceError) as refused:
        inflate(gzip.compress(TEXT), encoding, MOST, "x")
    assert refused.value.fault is Fault.ENCODING


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare_deflate])
def test_a_bomb_stops_at_the_limit_and_takes_no_more_memory(pack: object) -> None:
    assert callable(pack)
    bomb = pack(b" " * (64 << 20))
    tracemalloc.start()
    with pytest.raises(SourceError) as refused:
        inflate(bomb, "gzip" if pack is gzip.compress else "deflate", 1 << 20, "x")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.fault is Fault.TOO_LARGE
    assert peak < 4 << 20


def test_a_stream_that_breaks_off_gives_what_came() -> None:
    body, cut = inflate(gzip.compress(TEXT)[:100], "gzip", MOST, "x")
    assert cut
    assert body
    assert TEXT.startswith(body)


def test_a_wrong_checksum_costs_nothing_but_trust() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 0xFF
    assert inflate(bytes(packed), "gzip", MOST, "x") == (TEXT, True)


def test_plain_text_that_claims_to_be_packed_is_refused() -> None:
    with pytest.raises(SourceError) as refused:
        inflate(b"<rss/>", "gzip", MOST, "x")
    assert refused.value.fault is Fault.ENCODING


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_rubbish_never_raises_anything_but_a_source_error(rubbish: bytes, encoding: str) -> None:
    try:
        body, _ = inflate(rubbish, encoding, 1000, "x")
    except SourceError:
        return
    assert len(body) <= 1000


@given(st.binary(max_size=2000))
def test_what_is_packed_comes_back(data: bytes) -> None:
    assert inflate(gzip.compress(data), "gzip", MOST, "x") == (data, False)
