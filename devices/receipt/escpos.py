"""A receipt printer that speaks ESC/POS, over any channel (docs/devices/escpos.md)."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import (
    Cancelled,
    CommandFailed,
    DeviceError,
    Fault,
    NotFound,
    ProtocolError,
    Silent,
)
from devices.latency import Operation
from devices.ports import DeviceKind
from devices.receipt.channels import Channel
from devices.receipt.configs import EscposConfig
from devices.receipt.content import Receipt
from devices.receipt.escpos_codec import ASK_IN_TURN, CLEAR_BUFFERS, encode
from devices.receipt.escpos_status import PrinterCondition, Question, condition, heard
from wording import Text

LOOK_S: Final = 1.0
"""A lid that opens shows on the screens before the next person needs a receipt."""
PRINTING_LOOK_S: Final = 0.25
"""How often a printer that is printing is asked whether it still can."""
MISSED_LOOKS: Final = 3
"""Looks in a row without a good answer that make the printer lost; one or two are noise."""
CHUNK_BYTES: Final = 256
"""Sent at once: a slow line takes it within the write limit (0.3 s at 9600 baud)."""
LOCK_WAIT_S: Final = 0.5
"""A look waits no longer for a receipt that is being printed; that looks by itself."""
READ_BYTES: Final = 64

_WELL: Final = Text(
    "可以打印；纸张{paper_zh}，机盖已合上，切刀正常",
    "would print; paper {paper_en}, cover closed, cutter well",
)
_UNKNOWN: Final = Text(
    "端口已打开；这台打印机不回答状态，请打印测试小票核对",
    "the port is open; this printer answers nothing: print a test receipt to see",
)


class Escpos:
    """A Driver of kind RECEIPT_PRINTER.

    Counters: ``receipts`` printed, ``receipts_failed``, ``looks_missed``, ``noise_bytes``.
    """

    kind: Final = DeviceKind.RECEIPT_PRINTER

    def __init__(self, name: str, config: EscposConfig) -> None:
        self.name: Final = name
        self.protocol: Final = config.driver
        self.stall_after_s: Final = 10.0 + 4 * config.answer_timeout_s
        self._config: Final = config
        self._channel: Final[Channel] = config.channel()
        self._using: Final = threading.Lock()
        self._link: Link | None = None

    @property
    def port(self) -> str:
        return self._channel.port

    # Driver

    def connect(self, link: Link) -> str:
        """Printers of this kind tell no firmware. Raises NotFound, Silent or ProtocolError."""
        self._channel.open()
        self._link = link
        try:
            if self._config.answers:
                self._condition()
        except DeviceError:
            self.close()
            raise
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        said: Fault | None = None
        missed = 0
        while not stop.is_set():
            link.beat()
            if self._using.acquire(timeout=LOCK_WAIT_S):
                try:
                    fault = self._look(link)
                except (Silent, ProtocolError):
                    missed += 1
                    link.count("looks_missed")
                    if missed >= MISSED_LOOKS:
                        raise
                else:
                    missed = 0
                    if fault is not said:
                        said = fault
                        link.degrade(fault)
                finally:
                    self._using.release()
            stop.wait(LOOK_S)

    def close(self) -> None:
        self._link = None
        self._channel.close()

    def self_test(self, cancel: Event) -> Text:
        """Asks for cover, cutter and paper. Prints nothing. Raises DeviceError."""
        with self._using:
            if cancel.is_set():
                raise Cancelled("stopped before the printer was asked")
            if not self._config.answers:
                self._channel.drain()
                return _UNKNOWN
            seen = self._condition()
        if not seen.prints:
            raise CommandFailed(f"{self.port} would not print", seen.fault)
        low = seen.paper_near_end
        return _WELL.format(
            paper_zh="将尽" if low else "充足", paper_en="nearly at its end" if low else "enough"
        )

    # ReceiptPrinter

    def print_receipt(self, receipt: Receipt) -> None:
        commands = encode(
            receipt,
            columns=self._config.columns,
            charset=self._config.charset,
            cut=self._config.cut,
        )
        started = time.monotonic()
        with self._using:
            try:
                self._print(commands, started + self._config.print_limit_s)
            except DeviceError:
                self._count("receipts_failed")
                raise
        self._count("receipts")
        link = self._link
        if link is not None:
            link.took(Operation.PRINT, time.monotonic() - started)

    def _print(self, commands: bytes, deadline: float) -> None:
        if not self._config.answers:
            self._send(commands, deadline)
            return
        before = self._condition()
        if not before.prints:
            raise CommandFailed(f"{self.port} would not print", before.fault)
        try:
            self._send(commands + ASK_IN_TURN, deadline)
            self._await_end(deadline)
        except (Silent, ProtocolError, CommandFailed):
            self._forget()
            raise

    def _forget(self) -> None:
        """Nothing of it shall come out later by itself; a printer that is gone forgets anyway."""
        with suppress(NotFound, Silent, ProtocolError):
            self._channel.write(CLEAR_BUFFERS)
            self._ask(Question.PRINTER)  # answered behind the clearing, which is thereby done

    def _send(self, commands: bytes, deadline: float) -> None:
        for at in range(0, len(commands), CHUNK_BYTES):
            try:
                self._channel.write(commands[at : at + CHUNK_BYTES])
            except Silent as error:
                # Its buffer is full because it does not print: say why, where it can tell.
                seen = self._condition() if self._config.answers else None
                fault = seen.fault if seen is not None else None
                raise CommandFailed(str(error), fault or Fault.RECEIPT_NOT_PRINTED) from error
            if time.monotonic() > deadline:
                raise self._too_slow()

    def _await_end(self, deadline: float) -> None:
        """Wait for the answer in turn, which comes when all before it is printed."""
        while time.monotonic() < deadline:
            came = heard(self._channel.read(READ_BYTES, PRINTING_LOOK_S))
            self._count("noise_bytes", came.noise)
            if came.in_turn:
                return
            seen, done = self._condition_while_printing()
            if done:
                return
            if not seen.prints:
                raise CommandFailed(f"{self.port} stopped in a receipt", seen.fault)
        raise self._too_slow()

    def _too_slow(self) -> CommandFailed:
        return CommandFailed(
            f"{self.port} did not finish a receipt within {self._config.print_limit_s:g} s",
            Fault.RECEIPT_NOT_PRINTED,
        )

    def _look(self, link: Link) -> Fault | None:
        if not self._config.answers:
            link.count("noise_bytes", self._channel.drain())  # a closed connection shows here
            return None
        started = time.monotonic()
        fault = self._condition().fault
        link.took(Operation.EXCHANGE, time.monotonic() - started)
        return fault

    def _condition(self) -> PrinterCondition:
        return self._condition_while_printing()[0]

    def _condition_while_printing(self) -> tuple[PrinterCondition, bool]:
        """The printer's condition, and whether an answer in turn came meanwhile."""
        answers, done = {}, False
        for question in Question:
            answers[question], came = self._ask(question)
            done = done or came
        return condition(answers), done

    def _ask(self, question: Question) -> tuple[int, bool]:
        done = self._take_in_turn()
        self._channel.write(question.request)
        deadline = time.monotonic() + self._config.answer_timeout_s
        noise = 0
        while (left_s := deadline - time.monotonic()) > 0:
            came = heard(self._channel.read(READ_BYTES, left_s))
            done = done or came.in_turn > 0
            noise += came.noise
            if came.real_time:
                self._count("noise_bytes", noise)
                return came.real_time[0], done
        self._count("noise_bytes", noise)
        if noise:
            raise ProtocolError(f"{self.port}: nothing that came answers question {question}")
        raise Silent(f"{self.port} did not answer question {question}")

    def _take_in_turn(self) -> bool:
        """Whether an answer in turn is already there; late answers to others are thrown away."""
        came = heard(self._channel.read(READ_BYTES, 0.0))
        self._count("noise_bytes", came.noise + len(came.real_time))
        return came.in_turn > 0

    def _count(self, counter: str, by: int = 1) -> None:
        link = self._link
        if link is not None and by:
            link.count(counter, by)
