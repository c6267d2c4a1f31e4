"""What a printer's status bytes mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import Fault
from devices.receipt.escpos_status import PrinterCondition, Question, condition, heard

WELL = dict.fromkeys(Question, 0x12)


def seen(**changes: int) -> PrinterCondition:
    return condition(WELL | {Question[name]: value for name, value in changes.items()})


def test_requests() -> None:
    assert [question.request.hex() for question in Question] == [
        "100401",
        "100402",
        "100403",
        "100404",
    ]


def test_all_well() -> None:
    assert seen().fault is None
    assert seen().prints


@pytest.mark.parametrize(
    ("answers", "fault", "prints"),
    [
        ({"PAPER": 0x1E}, Fault.RECEIPT_PAPER_LOW, True),
        ({"PAPER": 0x72, "PRINTER": 0x1A}, Fault.RECEIPT_PAPER_OUT, False),
        ({"PAPER": 0x7E, "PRINTER": 0x1A}, Fault.RECEIPT_PAPER_OUT, False),
        ({"OFFLINE_CAUSE": 0x16, "PRINTER": 0x1A}, Fault.RECEIPT_COVER_OPEN, False),
        ({"OFFLINE_CAUSE": 0x16, "PAPER": 0x7E}, Fault.RECEIPT_COVER_OPEN, False),
        ({"ERROR_CAUSE": 0x1A, "PRINTER": 0x1A}, Fault.RECEIPT_CUTTER, False),
        ({"ERROR_CAUSE": 0x32, "PRINTER": 0x1A}, Fault.RECEIPT_PRINTER_ERROR, False),
        ({"PRINTER": 0x1A}, Fault.RECEIPT_PRINTER_ERROR, False),
    ],
)
def test_troubles(answers: dict[str, int], fault: Fault, prints: bool) -> None:
    assert seen(**answers).fault is fault
    assert seen(**answers).prints is prints


def test_hot_head_is_waited_for() -> None:
    hot = seen(ERROR_CAUSE=0x52, PRINTER=0x1A)
    assert hot.too_hot
    assert hot.prints


@given(st.binary(max_size=64))
def test_every_byte_counts_once(data: bytes) -> None:
    sorted_out = heard(data)
    assert len(sorted_out.real_time) + sorted_out.in_turn + sorted_out.noise == len(data)
    assert all(byte in data for byte in sorted_out.real_time)


def test_answers_are_told_apart() -> None:
    sorted_out = heard(bytes.fromhex("1200ff1e0f"))
    assert sorted_out.real_time == (0x12, 0x1E)
    assert sorted_out.in_turn == 2
    assert sorted_out.noise == 1
