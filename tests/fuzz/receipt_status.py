"""Status bytes of an ESC/POS printer."""

from __future__ import annotations

from typing import Final

from devices.receipt.escpos_status import Question, condition, heard

CODEC: Final = "receipt-status"
SEEDS: Final = (b"\x12\x12\x12\x12", b"\x1a\x16\x12\x72", b"\x00", b"\x37\x25\x00")


def one_input(data: bytes) -> None:
    sorted_out = heard(data)
    assert len(sorted_out.real_time) + sorted_out.in_turn + sorted_out.noise == len(data)
    if len(sorted_out.real_time) >= len(Question):
        seen = condition(dict(zip(Question, sorted_out.real_time, strict=False)))
        assert seen.prints or seen.fault is not None
