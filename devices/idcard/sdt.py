"""A reader of resident identity cards on a serial line (docs/devices/sdt.md).

Nothing is read from any card until somebody asks for the next one.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from devices.driver import Link
from devices.errors import (
    CommandFailed,
    DeviceError,
    Fault,
    NotFound,
    ProtocolError,
    Silent,
)
from devices.idcard.identity import ResidentIdentity, resident
from devices.idcard.sdt_codec import (
    FIND_CARD,
    LONGEST,
    MODULE_NUMBER,
    MODULE_STATUS,
    READ_CARD,
    SELECT_CARD,
    AnswerReader,
    Command,
    FrameFault,
    data_of,
    module_number,
    request,
    text_of,
)
from devices.latency import Operation
from devices.loan import Loan
from devices.ports import DeviceKind, IdCardRead, IdCardUnreadable
from devices.serial_line import SerialLine, SerialSettings
from wording import Text

QUICK_ANSWER_S: Final = 0.5
"""Everything but the reading of a card is answered within 100 ms."""
MISSED_ANSWERS: Final = 3
"""Unanswered questions in a row that make the reader lost; one or two are noise on the line."""
READ_ATTEMPTS: Final = 3
"""A card that is still being laid down often fails once or twice."""
STALL_AFTER_S: Final = 15.0
"""Above three questions to a reader that answers each at the last moment."""
WINDOW_RANGE_S: Final = (1.0, 300.0)
"""Shortest and longest time for which somebody may ask for the next card."""

_SEEN: Final = Text(
    "读到一张居民身份证：各字段齐全、校验正确（内容不显示），用时 {took_ms:.0f} 毫秒",
    "Read a resident identity card: all fields there and in order (not shown), in {took_ms:.0f} ms",
)


class SdtConfig(BaseModel):
    """``[devices.NAME]`` with ``driver = "sdt"``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["sdt"]
    port: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """Serial device; prefer the stable names below /dev/serial/by-id."""
    baudrate: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    poll_s: Annotated[float, Field(ge=0.05, le=2.0)] = 0.3
    """Time between two questions for a card, or whether the reader is still there."""
    read_timeout_s: Annotated[float, Field(ge=0.5, le=10.0)] = 3.0
    """Longest wait for a card's content; the radio and the check of the card take about 1 s."""


class Sdt:
    """A Driver of kind ID_CARD_READER.

    Counters: ``cards_read``, ``cards_unreadable``, ``answers_missed``, ``answers_garbled``,
    ``answers_unasked`` and the names of :class:`~devices.idcard.sdt_codec.FrameFault`.
    """

    kind: Final = DeviceKind.ID_CARD_READER
    protocol: Final = "sdt"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: SdtConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._line: Final = SerialLine(SerialSettings(config.port, config.baudrate))
        self._reader: Final = AnswerReader()
        self._wanted_until: float | None = None
        self._failed_attempts = 0
        self._loan: Final = Loan[float]()
        """Seconds that reading took, for a self-test."""
        self._connected = False

    @property
    def port(self) -> str:
        return self._line.port

    # Driver

    def connect(self, link: Link) -> str:
        """Returns the security module's number. Raises CommandFailed when the module is not fit."""
        self._line.open()
        try:
            if self._ask(MODULE_STATUS, QUICK_ANSWER_S, link) is None:
                raise CommandFailed("the security module is not fit", Fault.ID_MODULE_FAILED)
            number = self._ask(MODULE_NUMBER, QUICK_ANSWER_S, link)
        except DeviceError:
            self._line.close()
            raise
        self._connected = True
        return "" if number is None else module_number(number)

    def serve(self, link: Link, stop: Event) -> None:
        missed = 0
        while not stop.is_set():
            link.beat()
            try:
                if self._wanted():
                    self._look(link)
                else:
                    self._ask(MODULE_STATUS, QUICK_ANSWER_S, link)
            except (Silent, ProtocolError) as error:
                missed += 1
                silent = isinstance(error, Silent)
                link.count("answers_missed" if silent else "answers_garbled")
                if missed >= MISSED_ANSWERS:
                    raise
            else:
                missed = 0
            stop.wait(self._config.poll_s)

    def close(self) -> None:
        self._connected = False
        self._line.close()

    def self_test(self, cancel: Event) -> Text:
        """Waits for a card and says whether it could be read. It goes to the test alone.

        Raises NotFound when the reader is not connected, Cancelled when no card came, CommandFailed
        when it could not be read.
        """
        if not self._connected:
            raise NotFound(f"{self.port} is not connected")
        return _SEEN.format(took_ms=self._loan.take(cancel) * 1000)

    # IdCardReader

    def read_next(self, within_s: float) -> None:
        shortest, longest = WINDOW_RANGE_S
        if not shortest <= within_s <= longest:
            raise ValueError(f"a card is waited for {shortest} to {longest} s, not {within_s}")
        self._failed_attempts = 0
        self._wanted_until = time.monotonic() + within_s

    def dismiss(self) -> None:
        self._wanted_until = None

    def _wanted(self) -> bool:
        until = self._wanted_until
        if until is not None and time.monotonic() >= until:
            self._wanted_until = until = None
        return until is not None or self._loan.wanted

    def _look(self, link: Link) -> None:
        if self._ask(FIND_CARD, QUICK_ANSWER_S, link) is None:
            return
        started = time.monotonic()
        try:
            identity = self._read(link)
        except ProtocolError as error:
            self._wanted_again(error.fault, link)
            return
        if identity is None:
            self._failed_attempts += 1
            if self._failed_attempts >= READ_ATTEMPTS:
                self._wanted_again(Fault.ID_CARD_UNREADABLE, link)
            return
        took_s = time.monotonic() - started
        link.count("cards_read")
        link.took(Operation.CARD_READ, took_s)
        self._deliver(identity, took_s, link)

    def _read(self, link: Link) -> ResidentIdentity | None:
        """None when the card moved or the module refused it."""
        if self._ask(SELECT_CARD, QUICK_ANSWER_S, link) is None:
            return None
        content = self._ask(READ_CARD, self._config.read_timeout_s, link)
        return None if content is None else resident(text_of(content))

    def _deliver(self, identity: ResidentIdentity, took_s: float, link: Link) -> None:
        if not self._loan.offer(took_s) and self._wanted_until is not None:
            self._wanted_until = None
            link.emit(IdCardRead(self.name, time.monotonic(), identity))

    def _wanted_again(self, fault: Fault, link: Link) -> None:
        """This card is of no use; the next one is still waited for."""
        self._failed_attempts = 0
        link.count("cards_unreadable")
        if not self._loan.offer(fault) and self._wanted_until is not None:
            link.emit(IdCardUnreadable(self.name, time.monotonic(), fault))

    def _ask(self, command: Command, limit_s: float, link: Link) -> bytes | None:
        """Data of a good answer, None for a refusal. Raises NotFound, Silent or ProtocolError."""
        try:
            return self._exchange(command, limit_s, link)
        finally:
            for fault, times in self._reader.take_faults().items():
                link.count(fault.value, times)

    def _exchange(self, command: Command, limit_s: float, link: Link) -> bytes | None:
        stale = self._line.drain()
        if stale:
            link.count(FrameFault.NOISE.value, stale)
        self._reader.reset()
        self._line.write(request(command))
        started = time.monotonic()
        deadline = started + limit_s
        came = False
        while (left_s := deadline - time.monotonic()) > 0:
            data = self._line.read(LONGEST, left_s)
            came = came or bool(data)
            answers = self._reader.feed(data)
            if answers:
                link.took(Operation.EXCHANGE, time.monotonic() - started)
                link.count("answers_unasked", len(answers) - 1)
                return data_of(command, answers[0])
        if came:
            raise ProtocolError(f"no whole answer to {command.name} among what came")
        raise Silent(f"{self.port} did not answer {command.name}")
