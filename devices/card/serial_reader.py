"""A card reader that announces cards on a serial line (docs/devices/serial-readers.md).

One driver for all frame formats: the configuration brings the decoder. Such a reader says nothing
while no card comes, so that only a lost port can be noticed, not a reader without power.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Final

from devices.card.reception import Reception
from devices.card.serial_config import SerialReaderConfig
from devices.driver import Link
from devices.errors import Fault, NotFound
from devices.latency import Operation
from devices.ports import DeviceKind
from devices.serial_line import SerialLine
from devices.serial_messages import STATUS_WAIT_S, SerialMessages
from wording import Text

STALL_AFTER_S: Final = 5.0
"""Every wait is far shorter; only a hung adapter's driver blocks for longer."""


class SerialReader:
    """A Driver of kind CARD_READER."""

    kind: Final = DeviceKind.CARD_READER
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: SerialReaderConfig) -> None:
        self.name: Final = name
        self.protocol: Final = config.driver
        self._config: Final = config
        self._line: Final = SerialLine(config.line())
        self._reception: Final = Reception(name, config.removed_after_s)
        self._connected = False

    @property
    def port(self) -> str:
        return self._config.port

    def connect(self, link: Link) -> str:
        """Readers of this kind tell no identity. Raises NotFound (reader gone)."""
        try:
            self._line.open()
        except NotFound as error:
            raise NotFound(str(error), Fault.CARD_READER_GONE) from error
        self._connected = True
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        messages = SerialMessages(self._line, self._config.decoder())
        try:
            while not stop.is_set():
                link.beat()
                for sighting in messages.next(self._reception.wait_s(STATUS_WAIT_S)):
                    self._reception.take(sighting, link)
                    link.took(Operation.CARD_READ, time.monotonic() - messages.arrived)
                self._reception.tick(link)
        except NotFound as error:
            raise NotFound(str(error), Fault.CARD_READER_GONE) from error
        finally:
            self._reception.reader_lost(link)

    def close(self) -> None:
        self._connected = False
        self._line.close()

    def self_test(self, cancel: Event) -> Text:
        """Waits for a card and says what was read. The card goes to the test, not to a listener.

        Raises NotFound when the reader is not connected, Cancelled when no card came.
        """
        if not self._connected:
            raise NotFound(f"{self.port} is not open", Fault.CARD_READER_GONE)
        return self._reception.wait_for_card(cancel)
