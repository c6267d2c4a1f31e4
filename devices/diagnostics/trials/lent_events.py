"""Lends the next card or code of a device to a technician, away from whoever serves people with it.

A self-test says of a card only what may be kept. Here a technician sees the number itself, on
their own screen and for that moment, so the reading must reach nobody else: no lane opens by it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from devices.loan import LOOK_S
from devices.ports import (
    CardAssurance,
    CardPresented,
    CardProtocol,
    CardRemoved,
    CardUnreadable,
    CodeScanned,
    DeviceEvent,
    Symbology,
)
from devices.self_test import fault_sentence
from devices.supervisor import EventSink
from wording import Text

Lendable = CardPresented | CardUnreadable | CodeScanned


class DeviceLent(Exception):
    """Somebody else waits for the device's next reading already."""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CardSeen(_Shown):
    """A card as a technician sees it: shown once, never written down."""

    number: str = Field(repr=False)
    """In hexadecimal, bytes parted by spaces."""
    atr: str
    """The same; empty when the reader tells none."""
    protocol: CardProtocol
    assurance: CardAssurance


class CodeSeen(_Shown):
    """A code as a technician sees it: shown once, never written down."""

    content: str = Field(repr=False)
    symbology: Symbology
    gs1: bool


class Reading(_Shown):
    """What came within the limit: one of the three, or nothing at all."""

    device: str
    card: CardSeen | None = None
    code: CodeSeen | None = None
    unreadable: Text | None = None
    """A card lay there whose number could not be had: why, and what to do."""

    @property
    def empty(self) -> bool:
        return self.card is None and self.code is None and self.unreadable is None


class LentEvents:
    """An :class:`~devices.supervisor.EventSink` before another one. Safe from any thread."""

    def __init__(self, onward: EventSink) -> None:
        self._onward: Final = onward
        self._lock: Final = threading.Lock()
        self._waiting: Final[dict[str, SimpleQueue[Lendable]]] = {}
        self._lent: Final[set[str]] = set()
        """Devices on which a lent card still lies: that it leaves is nobody's business either."""

    def put(self, event: DeviceEvent) -> None:
        """Give ``event`` to the technician who waits for it, or else onward."""
        if not self._lend(event):
            self._onward.put(event)

    def take(
        self,
        device: str,
        cancel: Event,
        limit_s: float,
        waiting: Callable[[], None] = lambda: None,
    ) -> Reading:
        """Wait for the next card or code of ``device``; an empty reading past ``limit_s``.

        Setting ``cancel`` ends the wait likewise. ``waiting`` is called once it has begun: what
        comes from then on is the technician's. Raises DeviceLent.
        """
        readings: SimpleQueue[Lendable] = SimpleQueue()
        with self._lock:
            if device in self._waiting:
                raise DeviceLent(f"somebody waits for the next reading of {device} already")
            self._waiting[device] = readings
        deadline = monotonic() + limit_s
        try:
            waiting()
            while not cancel.is_set() and monotonic() < deadline:
                try:
                    return _seen(readings.get(timeout=LOOK_S))
                except Empty:
                    continue
        finally:
            with self._lock:
                self._waiting.pop(device, None)
        return Reading(device=device)

    def _lend(self, event: DeviceEvent) -> bool:
        with self._lock:
            match event:
                case CardPresented() | CardUnreadable() | CodeScanned():
                    self._lent.discard(event.device)
                    readings = self._waiting.pop(event.device, None)
                    if readings is None:
                        return False
                    readings.put(event)
                    if not isinstance(event, CodeScanned):
                        self._lent.add(event.device)
                    return True
                case CardRemoved(device=device) if device in self._lent:
                    self._lent.discard(device)
                    return True
                case _:
                    return False


def _seen(event: Lendable) -> Reading:
    match event:
        case CardPresented():
            card = CardSeen(
                number=event.uid.hex(" ").upper(),
                atr=event.atr.hex(" ").upper(),
                protocol=event.protocol,
                assurance=event.assurance,
            )
            return Reading(device=event.device, card=card)
        case CardUnreadable():
            return Reading(device=event.device, unreadable=fault_sentence(event.fault))
        case CodeScanned():
            code = CodeSeen(content=event.text, symbology=event.symbology, gs1=event.gs1)
            return Reading(device=event.device, code=code)
