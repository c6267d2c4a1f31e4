"""Turns what an announcing reader says into card events, and lends it to a self-test."""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final

from devices.card.announcement import CardNumber, Sighting
from devices.card.presence import Change, Presence
from devices.driver import Link
from devices.errors import Cancelled, Fault
from devices.ports import CardPresented, CardProtocol, CardRemoved, CardUnreadable
from wording import Text

FAULT_RUN: Final = 5
"""So many bad frames in a row point at the reader or its line, not at the cards."""
MAILBOX_WAIT_S: Final = 0.1
"""How soon a waiting self-test notices that it was cancelled."""

_SEEN: Final = Text(
    "读到一张卡：卡号 {length} 字节（不显示），帧校验正确；此前坏帧 {faults} 个",
    "Read a card: number of {length} bytes (not shown), frame intact; {faults} bad frames before",
)


class Reception:
    """What one reader's driver does with each sighting. The driver's thread calls it, except
    :meth:`wait_for_card`, which belongs to a self-test's own thread.
    """

    def __init__(self, device: str, removed_after_s: float) -> None:
        self._device: Final = device
        self._presence: Final = Presence(removed_after_s)
        self._told = False
        """Whether the present card was told to the listener, so that its leaving is as well."""
        self._fault_run = 0
        self._faults = 0
        self._test: tuple[SimpleQueue[int], Event] | None = None
        """Where a self-test waits for the length of a number, and what ends its waiting."""

    def take(self, sighting: Sighting, link: Link) -> None:
        """Count ``sighting`` and tell what it means."""
        if isinstance(sighting, CardNumber):
            self._fault_run = 0
            link.degrade(None)
            self._announce(sighting.number, link)
            return
        link.count(f"frames_{sighting}")
        self._faults += 1
        self._fault_run += 1
        if self._fault_run >= FAULT_RUN:
            card = sighting.held_a_card
            link.degrade(Fault.CARD_UNREADABLE if card else Fault.DEVICE_PROTOCOL)
        if sighting.held_a_card:
            self._announce(None, link)

    def tick(self, link: Link) -> None:
        """Call it whenever nothing came for :meth:`wait_s`."""
        self._tell(self._presence.lapsed(time.monotonic()), None, link)

    def wait_s(self, longest_s: float) -> float:
        """How long the driver may wait for the next bytes."""
        return self._presence.wait_s(time.monotonic(), longest_s)

    def reader_lost(self, link: Link) -> None:
        """The connection ends: whoever lies there can't be seen any more."""
        self._tell(self._presence.gone(), None, link)

    def wait_for_card(self, cancel: Event) -> Text:
        """Take the next card away from the listener and say what was read.

        Raises Cancelled when no card came before ``cancel`` was set.
        """
        mailbox: SimpleQueue[int] = SimpleQueue()
        self._test = mailbox, cancel
        try:
            while not cancel.is_set():
                try:
                    length = mailbox.get(timeout=MAILBOX_WAIT_S)
                except Empty:
                    continue
                return _SEEN.format(length=length, faults=self._faults)
        finally:
            self._test = None
        raise Cancelled("no card came before the self-test was stopped")

    def _announce(self, number: bytes | None, link: Link) -> None:
        self._tell(self._presence.announced(number, time.monotonic()), number, link)

    def _tell(self, changes: list[Change], number: bytes | None, link: Link) -> None:
        for change in changes:
            if change is Change.LEFT:
                if self._told:
                    link.emit(CardRemoved(self._device, time.monotonic()))
                self._told = False
            elif number is None:
                link.count("cards_unreadable")
                self._told = self._waiting_test() is None
                if self._told:
                    link.emit(CardUnreadable(self._device, time.monotonic()))
            else:
                link.count("cards_read")
                self._present(number, link)

    def _present(self, number: bytes, link: Link) -> None:
        mailbox, self._test = self._waiting_test(), None
        self._told = mailbox is None
        if mailbox is not None:
            mailbox.put(len(number))
            return
        link.emit(
            CardPresented(self._device, time.monotonic(), number, b"", CardProtocol.ANNOUNCED)
        )

    def _waiting_test(self) -> SimpleQueue[int] | None:
        match self._test:
            case mailbox, cancel if not cancel.is_set():
                return mailbox
            case _:
                return None
