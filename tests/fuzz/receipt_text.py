"""Receipts of any text, read back by the printer that stands at the other end in the tests."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.receipt.content import Paragraph, QrCode, Receipt
from devices.receipt.escpos_codec import Charset, Cut, columns_of, encode, wrapped
from devices.sim.escpos_paper import Printer

CODEC: Final = "receipt-text"
SEEDS: Final = ("排队号 A017".encode(), b"hello world again and again", "㐂𠮷".encode())


def one_input(data: bytes) -> None:
    text = data.decode("utf-8", "ignore")
    with suppress(ValueError):  # what no receipt may hold
        receipt = Receipt((Paragraph(text), QrCode(text[:100] or "-")))
        lines = list(wrapped(text, 24))
        assert all(columns_of(line) <= 24 for line in lines)
        printer = Printer()
        answers: list[bytes] = []
        printer.answer = answers.append
        commands = encode(receipt, columns=48, charset=Charset.GB18030, cut=Cut.FULL)
        printer.hear(commands + b"\x1dr\x01")
        assert answers == [b"\x00"]
