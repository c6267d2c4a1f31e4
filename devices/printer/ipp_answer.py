"""IPP answers from bytes (RFC 8010, section 3). No I/O.

The client library's own decoder follows negative lengths for ever, so a broken printer could hold a
thread for good. This one only ever goes forward, and understands what is asked for here: numbers,
keywords, texts, ranges. Values of other syntaxes are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from devices.errors import Fault, ProtocolError

LARGEST_ANSWER: Final = 1 << 20
"""A printer's whole description has 20 KB."""
DEEPEST_COLLECTION: Final = 8

_END: Final = 0x03
_GROUPS: Final = {0x01: "operation", 0x02: "jobs", 0x04: "printers", 0x05: "unsupported"}
_FIRST_VALUE_TAG: Final = 0x10
_LONGEST: Final = 0x7FFF
"""Lengths are signed 16-bit numbers on the wire and never negative."""

Value = int | bool | str | tuple[int, int] | None
Group = dict[str, object]
"""Attributes by name: a list for a set of several values, the bare value for a set of one."""


class _Tag(IntEnum):
    """Value tags (RFC 8010, section 3.5.2)."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37


_TEXT_TAGS: Final = frozenset((0x30, *range(0x40, 0x60)))
"""Texts, names, keywords, addresses, and octet strings, as which printers write descriptions."""
_SIZES: Final = {_Tag.INTEGER: 4, _Tag.ENUM: 4, _Tag.BOOLEAN: 1, _Tag.RANGE: 8}


class GarbledAnswer(ProtocolError):
    """What came is no answer that a printer may give."""

    fault = Fault.PRINTER_ANSWERS_WRONGLY


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """Status code and groups of attributes, by ``operation``, ``jobs``, ``printers``."""

    status: int
    groups: dict[str, list[Group]]


@dataclass(frozen=True, slots=True)
class _Attribute:
    tag: int
    name: str
    value: Value
    end: int


def decode(data: bytes) -> IppAnswer:
    """Raises GarbledAnswer for anything that is no whole IPP answer."""
    if not 9 <= len(data) <= LARGEST_ANSWER:
        raise GarbledAnswer(f"an IPP answer of {len(data)} bytes")
    groups: dict[str, list[Group]] = {name: [] for name in _GROUPS.values()}
    group: Group | None = None
    last = ""
    at, depth = 8, 0
    while True:
        tag = _byte(data, at)
        if tag < _FIRST_VALUE_TAG:
            if depth:
                raise GarbledAnswer("a group ends inside a collection")
            if tag == _END:
                return IppAnswer(int.from_bytes(data[2:4], "big"), groups)
            if tag not in _GROUPS:
                raise GarbledAnswer(f"{tag:#04x} begins no group")
            group, last = {}, ""
            groups[_GROUPS[tag]].append(group)
            at += 1
            continue
        attribute = _attribute(data, at)
        at = attribute.end
        begins = attribute.tag == _Tag.BEGIN_COLLECTION
        ends = attribute.tag == _Tag.END_COLLECTION
        if depth == 0 and not ends:
            last = attribute.name or last
            _put(group, last, attribute)
        depth += begins - ends
        if not 0 <= depth <= DEEPEST_COLLECTION:
            raise GarbledAnswer("collections that do not fit into each other")


def _put(group: Group | None, name: str, attribute: _Attribute) -> None:
    if group is None or not name:
        raise GarbledAnswer("a value that belongs to no attribute")
    if attribute.name or name not in group:
        group[name] = attribute.value
        return
    values = group[name]
    if isinstance(values, list):
        values.append(attribute.value)
    else:
        group[name] = [values, attribute.value]


def _attribute(data: bytes, at: int) -> _Attribute:
    tag = data[at]
    name, at = _counted(data, at + 1)
    value, end = _counted(data, at)
    return _Attribute(tag, name.decode("utf-8", "replace"), _value(tag, value), end)


def _value(tag: int, raw: bytes) -> Value:
    if tag in _SIZES and len(raw) != _SIZES[_Tag(tag)]:
        raise GarbledAnswer(f"a value of {len(raw)} bytes under tag {tag:#04x}")
    match tag:
        case _Tag.INTEGER | _Tag.ENUM:
            return _number(raw)
        case _Tag.BOOLEAN:
            return raw != b"\0"
        case _Tag.RANGE:
            return _number(raw[:4]), _number(raw[4:])
        case _Tag.TEXT_WITH_LANGUAGE | _Tag.NAME_WITH_LANGUAGE:
            _, at = _counted(raw, 0)
            return _counted(raw, at)[0].decode("utf-8", "replace")
        case _ if tag in _TEXT_TAGS:
            return raw.decode("utf-8", "replace")
        case _:
            return None  # out of band, or of a syntax that nobody asks for


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    """The bytes behind a 16-bit length, and where they end."""
    length = _byte(data, at) << 8 | _byte(data, at + 1)
    end = at + 2 + length
    if length > _LONGEST or end > len(data):
        raise GarbledAnswer(f"a length of {length} at byte {at} of {len(data)}")
    return data[at + 2 : end], end


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise GarbledAnswer(f"an answer that breaks off after {len(data)} bytes")
    return data[at]
