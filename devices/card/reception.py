"""Turns what an announcing reader says into card events, and lends it to a self-test."""

from __future__ import annotations

import time
from threading import Event
from typing import Final

from devices.card.announcement import CardNumber, Sighting
from devices.driver import Link
from devices.errors import Fault
from devices.loan import Loan
from devices.ports import CardPresented, CardProtocol, CardRemoved, CardUnreadable
from devices.presence import Change, Presence
from wording import Text

FAULT_RUN: Final = 5
"""So many bad frames in a row point at the reader or its line, not at the cards."""

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
        self._loan: Final = Loan[int]()
        """The length of a number, for a self-test."""

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

        Raises Cancelled when no card came before ``cancel`` was set, CommandFailed when the one
        that came could not be read.
        """
        return _SEEN.format(length=self._loan.take(cancel), faults=self._faults)

    def _announce(self, number: bytes | None, link: Link) -> None:
        changes = self._presence.announced(number, time.monotonic())
        if not changes and number is not None and self._loan.wanted:
            self._loan.offer(len(number))  # it lay there already when the test began
        self._tell(changes, number, link)

    def _tell(self, changes: list[Change], number: bytes | None, link: Link) -> None:
        for change in changes:
            if change is Change.LEFT:
                if self._told:
                    link.emit(CardRemoved(self._device, time.monotonic()))
                self._told = False
            elif number is None:
                link.count("cards_unreadable")
                self._told = not self._loan.offer(Fault.CARD_UNREADABLE)
                if self._told:
                    link.emit(CardUnreadable(self._device, time.monotonic()))
            else:
                link.count("cards_read")
                self._present(number, link)

    def _present(self, number: bytes, link: Link) -> None:
        self._told = not self._loan.offer(len(number))
        if self._told:
            link.emit(
                CardPresented(self._device, time.monotonic(), number, b"", CardProtocol.ANNOUNCED)
            )
