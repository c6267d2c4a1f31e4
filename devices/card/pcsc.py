"""A card reader below the PC/SC daemon (docs/devices/pcsc.md).

One loop waits for the reader's state to change and reads the number of each card that comes in.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from devices.card.apdu import card_protocol
from devices.card.number_source import CardIdentity, NotGenuine, NumberSource
from devices.card.pcsc_config import PcscConfig
from devices.card.protocol_words import PROTOCOLS
from devices.card.scard import UNAWARE, CardGone, Context, ReaderStatus
from devices.driver import Link
from devices.errors import DeviceError, Fault, NotFound, ProtocolError
from devices.latency import Operation
from devices.loan import Loan
from devices.ports import (
    CardAssurance,
    CardPresented,
    CardProtocol,
    CardRemoved,
    CardUnreadable,
    DeviceKind,
)
from wording import Text

STATUS_WAIT_S: Final = 0.25
"""Longest wait for a change: how soon a stop or a self-test is noticed. Cards wake it at once."""
STALL_AFTER_S: Final = 10.0
"""A hung reader blocks a transmission; a good one answers in well below a second."""
READ_ATTEMPTS: Final = 3
"""A card that is still moving into the field often fails once or twice."""
UNREADABLE_RUN: Final = 5
"""So many failed cards in a row point at the reader or its key, not at the cards."""

_SEEN: Final = Text(
    "读到一张卡：{protocol}，ATR {atr}，卡号 {length} 字节（不显示），{proof}，"
    "用时 {took_ms:.0f} 毫秒",
    "Read a card: {protocol}, ATR {atr}, number of {length} bytes (not shown), {proof}, "
    "in {took_ms:.0f} ms",
)
_PROOF: Final = {
    CardAssurance.NUMBER_ONLY: Text("真伪未核验", "not proved genuine"),
    CardAssurance.GENUINE: Text("已核验为真卡", "proved genuine"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One card, read."""

    identity: CardIdentity = field(repr=False)
    atr: bytes
    protocol: CardProtocol
    took_ms: float


def serves(reader: str, wanted: str) -> bool:
    """Whether the PC/SC name ``reader`` is what a configuration calls ``wanted``."""
    return reader == wanted or reader.startswith(f"{wanted} ")


class Pcsc:
    """A Driver of kind CARD_READER."""

    kind: Final = DeviceKind.CARD_READER
    protocol: Final = "pcsc"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: PcscConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._context: Context | None = None
        self._reader = ""
        self._status = UNAWARE
        self._announced = False
        self._unreadable_run = 0
        self._loan: Final = Loan[Reading]()
        self._source: NumberSource | None = None

    @property
    def port(self) -> str:
        return self._reader or self._config.reader

    def connect(self, link: Link) -> str:
        """Returns the reader's full name.

        Raises NotFound (service down, reader gone), ProtocolError or KeyUnusable.
        """
        self._source = self._config.source()
        context = Context()
        try:
            self._reader = self._find(context.readers())
        except DeviceError:
            context.release()
            raise
        self._context = context
        self._status = UNAWARE
        return self._reader

    def serve(self, link: Link, stop: Event) -> None:
        context = self._context
        if context is None:
            raise NotFound("the reader is not connected", Fault.CARD_READER_GONE)
        try:
            while not stop.is_set():
                link.beat()
                seen = context.wait_for_change(self._reader, self._status, STATUS_WAIT_S)
                self._follow(context, seen, link)
        finally:
            self._forget_card(link)

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.release()

    def self_test(self, cancel: Event) -> Text:
        """Waits for a card and says what was read. The card goes to the test, not to a listener.

        Raises NotFound when the reader is not connected, Cancelled when no card came.
        """
        if self._context is None:
            raise NotFound("the reader is not connected", Fault.CARD_READER_GONE)
        reading = self._loan.take(cancel)
        proof, protocol = _PROOF[reading.identity.assurance], PROTOCOLS[reading.protocol]
        seen = {
            "atr": reading.atr.hex(" ").upper(),
            "length": len(reading.identity.number),
            "took_ms": reading.took_ms,
        }
        return Text(
            _SEEN.zh.format(proof=proof.zh, protocol=protocol.zh, **seen),
            _SEEN.en.format(proof=proof.en, protocol=protocol.en, **seen),
        )

    def _find(self, readers: list[str]) -> str:
        wanted = self._config.reader
        for reader in readers:
            if serves(reader, wanted):
                return reader
        connected = ", ".join(readers) or "none"
        raise NotFound(
            f"no reader is called {wanted!r}; connected: {connected}", Fault.CARD_READER_GONE
        )

    def _follow(self, context: Context, seen: ReaderStatus, link: Link) -> None:
        before, self._status = self._status, seen
        came = seen.present and (not before.present or seen.changes != before.changes)
        if before.present and (came or not seen.present):
            self._forget_card(link)
        if came or (seen.present and self._loan.wanted):
            self._read(context, seen, link)

    def _forget_card(self, link: Link) -> None:
        if self._announced:
            self._announced = False
            link.emit(CardRemoved(self.name, time.monotonic()))

    def _read(self, context: Context, seen: ReaderStatus, link: Link) -> None:
        try:
            reading = self._read_patiently(context, seen)
        except CardGone:
            link.count("cards_gone_early")
            return
        except (ProtocolError, NotGenuine) as error:
            self._note_failed(error.fault, link)
            return
        self._unreadable_run = 0
        link.degrade(None)
        link.count("cards_read")
        link.took(Operation.CARD_READ, reading.took_ms / 1000)
        if self._loan.offer(reading):
            return
        self._announced = True
        link.emit(
            CardPresented(
                self.name,
                time.monotonic(),
                reading.identity.number,
                reading.atr,
                reading.protocol,
                reading.identity.assurance,
            )
        )

    def _note_failed(self, fault: Fault, link: Link) -> None:
        genuine = fault is not Fault.CARD_NOT_GENUINE
        link.count("cards_unreadable" if genuine else "cards_not_genuine")
        self._unreadable_run += 1
        if self._unreadable_run >= UNREADABLE_RUN:
            link.degrade(fault)
        if not self._loan.offer(fault):
            self._announced = True
            link.emit(CardUnreadable(self.name, time.monotonic(), fault))

    def _read_patiently(self, context: Context, seen: ReaderStatus) -> Reading:
        if seen.mute:
            raise ProtocolError("the card does not answer its reset", Fault.CARD_UNREADABLE)
        for _ in range(READ_ATTEMPTS - 1):
            with suppress(ProtocolError):
                return self._read_once(context, seen)
        return self._read_once(context, seen)

    def _read_once(self, context: Context, seen: ReaderStatus) -> Reading:
        started = time.monotonic()
        with context.connect(self._reader) as card:
            if self._source is None:
                raise NotFound("the reader is not connected", Fault.CARD_READER_GONE)
            identity = self._source.read(card.transmit)
            protocol = card_protocol(seen.atr, active_t1=card.active_t1)
        took_ms = (time.monotonic() - started) * 1000
        return Reading(identity, seen.atr, protocol, took_ms)
