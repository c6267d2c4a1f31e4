"""IPP answers from bytes, encoded by the client library and broken in every way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyipp.enums import IppOperation
from pyipp.serializer import encode_dict

from devices.errors import ProtocolError
from devices.printer.ipp_answer import DEEPEST_COLLECTION, LARGEST_ANSWER, IppAnswer, decode

HEAD = bytes.fromhex("0200000000000001")
END = b"\x03"


def attribute(tag: int, name: str, value: bytes) -> bytes:
    parts = [name.encode(), value]
    counted = [len(part).to_bytes(2, "big") + part for part in parts]
    return bytes((tag,)) + counted[0] + counted[1]


def job(*attributes: bytes) -> IppAnswer:
    return decode(HEAD + b"\x02" + b"".join(attributes) + END)


def test_what_the_library_encodes_comes_back() -> None:
    message = encode_dict(
        {
            "version": (2, 0),
            "operation": IppOperation.GET_JOB_ATTRIBUTES,
            "request-id": 1,
            "operation-attributes-tag": {"attributes-charset": "utf-8", "job-id": 7},
            "job-attributes-tag": {"copies": 2, "sides": "one-sided"},
        }
    )
    answer = decode(message)
    assert answer.status == IppOperation.GET_JOB_ATTRIBUTES
    assert answer.groups["operation"] == [{"attributes-charset": "utf-8", "job-id": 7}]
    assert answer.groups["jobs"] == [{"copies": 2, "sides": "one-sided"}]


def test_values_of_every_syntax_that_is_asked_for() -> None:
    (group,) = job(
        attribute(0x21, "integer", b"\xff\xff\xff\xfe"),
        attribute(0x23, "enum", b"\0\0\0\x05"),
        attribute(0x22, "boolean", b"\1"),
        attribute(0x33, "range", b"\0\0\0\1\0\0\0\x63"),
        attribute(0x44, "keyword", b"one"),
        attribute(0x44, "", b"two"),
        attribute(0x44, "", b"three"),
        attribute(0x36, "name", b"\0\2zh" + b"\0\6" + "证明".encode()),
        attribute(0x30, "octets", b"level=3;"),
        attribute(0x13, "no-value", b""),
        attribute(0x31, "date", bytes(11)),
    ).groups["jobs"]
    assert group == {
        "integer": -2,
        "enum": 5,
        "boolean": True,
        "range": (1, 99),
        "keyword": ["one", "two", "three"],
        "name": "证明",
        "octets": "level=3;",
        "no-value": None,
        "date": None,
    }


def test_several_jobs_are_several_groups() -> None:
    first, second = (attribute(0x21, "job-id", bytes((0, 0, 0, n))) for n in (1, 2))
    answer = decode(HEAD + b"\x02" + first + b"\x02" + second + END)
    assert answer.groups["jobs"] == [{"job-id": 1}, {"job-id": 2}]


def test_collections_are_passed_over_with_all_that_is_in_them() -> None:
    (group,) = job(
        attribute(0x34, "media-col", b""),
        attribute(0x4A, "", b"media-size"),
        attribute(0x34, "", b""),
        attribute(0x4A, "", b"x"),
        attribute(0x21, "", b"\0\0\0\1"),
        attribute(0x37, "", b""),
        attribute(0x37, "", b""),
        attribute(0x44, "sides", b"one-sided"),
    ).groups["jobs"]
    assert group == {"media-col": None, "sides": "one-sided"}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        HEAD,
        HEAD + b"\x02" + attribute(0x21, "job-id", b"\0\0\0\1"),
        HEAD + b"\x0e" + END,
        HEAD + attribute(0x21, "job-id", b"\0\0\0\1") + END,
        HEAD + b"\x02" + attribute(0x21, "", b"\0\0\0\1") + END,
        HEAD + b"\x02" + attribute(0x21, "job-id", b"\0\1") + END,
        HEAD + b"\x02" + attribute(0x22, "flag", b"") + END,
        HEAD + b"\x02\x21\xff\xff" + END,
        HEAD + b"\x02\x44\x00\x01x\xff\xf6" + END,
        HEAD + b"\x02" + attribute(0x36, "name", b"\0\x09zh") + END,
        HEAD + b"\x02" + attribute(0x34, "media-col", b"") + END,
        HEAD + b"\x02" + attribute(0x37, "", b"") + END,
        HEAD + b"\x02" + attribute(0x34, "x", b"") * (DEEPEST_COLLECTION + 1) + END,
        bytes(LARGEST_ANSWER + 1),
    ],
    ids=lambda answer: answer[8:20].hex(),
)
def test_broken_answers_are_refused_by_name(answer: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(answer)


def understood(answer: bytes) -> bool:
    try:
        decode(answer)
    except ProtocolError:
        return False
    return True


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_a_named_error(tail: bytes) -> None:
    assert understood(HEAD + tail) in (True, False)


@given(st.integers(8, 40), st.integers(0, 255))
def test_one_changed_byte_never_holds_a_thread(at: int, value: int) -> None:
    number = attribute(0x21, "job-id", b"\0\0\0\1")
    whole = bytearray(HEAD + b"\x02" + number + attribute(0x44, "x", b"y") + END)
    whole[at % len(whole)] = value
    assert understood(bytes(whole)) in (True, False)
