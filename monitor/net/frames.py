"""What travels between the daemon and the process that parses: msgpack in frames, and the few nouns it may hold."""

from __future__ import annotations

import struct
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from monitor.domain.model import Kind, Notice, Parsed, RawItem, Role, State, Topic

WIRE: tuple[type, ...] = (RawItem, Notice, Parsed)
"""The dataclasses that may be an argument, a result, or a part of one. A sequence in a field comes back a tuple."""

HEAD = struct.Struct(">I")
FRAME_MOST = 64 << 20

_ENUMS: dict[str, type] = {"role": Role, "kind": Kind, "topic": Topic, "state": State}
_CODES = {noun: code for code, noun in enumerate(WIRE)}
_NAMES = {noun: tuple(field.name for field in fields(noun)) for noun in WIRE}
_VALUES = {noun: attrgetter(*names) for noun, names in _NAMES.items()}
_REVIVE = {
    noun: tuple((place, _ENUMS[name]) for place, name in enumerate(names) if name in _ENUMS and noun is not Parsed)
    for noun, names in _NAMES.items()
}
_encoder = msgspec.msgpack.Encoder()


def pack(value: Any) -> bytes:
    """One frame: four bytes of length, then msgpack.

    Raises:
        TypeError: something in it may not travel.
    """
    body = _encoder.encode(_plain(value))
    return HEAD.pack(len(body)) + body


def unpack(body: bytes | bytearray | memoryview) -> Any:
    """What a frame without its length holds."""
    return _decoder.decode(body)


def _plain(value: Any) -> Any:
    """The same with every noun as an extension; msgspec alone would forget which dataclass it was."""
    noun = type(value)
    if noun in _CODES:
        return msgspec.msgpack.Ext(_CODES[noun], _encoder.encode([_plain(part) for part in _VALUES[noun](value)]))
    if noun is list or noun is tuple or noun is set or noun is frozenset:
        return [_plain(part) for part in value]
    if noun is dict:
        return {key: _plain(part) for key, part in value.items()}
    if noun is datetime and value.tzinfo is None:
        raise TypeError("a time without a zone may not travel")
    return value


def _revive(code: int, data: memoryview) -> Any:
    noun = WIRE[code]
    values = [tuple(value) if type(value) is list else value for value in _decoder.decode(data)]
    for place, enum in _REVIVE[noun]:
        if values[place] is not None:
            values[place] = enum(values[place])
    return noun(*values)


_decoder = msgspec.msgpack.Decoder(ext_hook=_revive)
