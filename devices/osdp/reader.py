"""A card reader on an OSDP line (docs/devices/osdp.md)."""

from __future__ import annotations

from contextlib import suppress
from threading import Event
from typing import Final

from devices.card.reception import Reception
from devices.driver import Link
from devices.errors import CommandFailed, DeviceError, Fault, NotFound
from devices.osdp.bus import Member, OsdpLines
from devices.osdp.card_data import CardData, card_number
from devices.osdp.commands import Beep, Colour, Light
from devices.osdp.config import OsdpReaderConfig
from devices.ports import DeviceKind
from wording import Text

STATUS_WAIT_S: Final = 0.25
"""Longest wait for a card: how soon a stop is noticed. Cards wake it at once."""
SECURE_WAIT_S: Final = 3.0
"""A reader that is there is secure within 50 ms, and a second more for each lost packet."""
STALL_AFTER_S: Final = 10.0
TEST_BLINK_S: Final = 0.3

_TEST_LIGHT: Final = Light(Colour.AMBER, seconds=3.0, blink_s=TEST_BLINK_S)


class OsdpReader:
    """A Driver of kind CARD_READER."""

    kind: Final = DeviceKind.CARD_READER
    protocol: Final = "osdp-reader"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: OsdpReaderConfig, lines: OsdpLines) -> None:
        self.name: Final = name
        self._config: Final = config
        self._bus: Final = lines.enrolled(config.line(), config.address, config.key_file)
        self._reception: Final = Reception(name, config.removed_after_s)
        self._member: Member | None = None
        self._noise = 0

    @property
    def port(self) -> str:
        return f"{self._config.port}#{self._config.address}"

    def connect(self, link: Link) -> str:
        """Returns vendor, model, serial number and firmware once the Secure Channel stands.

        Raises NotFound (reader gone), Silent, or DeviceError (key file, key, security).
        """
        member = self._bus_member()
        try:
            identity = member.wait_until_secure(SECURE_WAIT_S)
        except NotFound as error:
            member.leave()
            raise NotFound(str(error), Fault.CARD_READER_GONE) from error
        except DeviceError:
            member.leave()
            raise
        self._member = member
        self._noise = member.noise()
        return identity

    def serve(self, link: Link, stop: Event) -> None:
        member = self._connected()
        try:
            while not stop.is_set():
                link.beat()
                event = member.next_event(self._reception.wait_s(STATUS_WAIT_S))
                if isinstance(event, CardData):
                    self._reception.take(card_number(event, self._config.byte_order), link)
                elif event is not None:
                    link.count("keys_pressed")
                self._reception.tick(link)
                self._count_noise(member, link)
        except NotFound as error:
            raise NotFound(str(error), Fault.CARD_READER_GONE) from error
        finally:
            self._reception.reader_lost(link)

    def close(self) -> None:
        member, self._member = self._member, None
        if member is not None:
            member.leave()

    def self_test(self, cancel: Event) -> Text:
        """Blinks and beeps, waits for a card and says what was read. The card goes to the test.

        Raises DeviceError when the reader is not there, Cancelled when no card came.
        """
        member = self._connected()
        with suppress(CommandFailed):  # a reader without a light or a buzzer is still a reader
            member.tell(_TEST_LIGHT)
            member.tell(Beep())
        return self._reception.wait_for_card(cancel)

    def _bus_member(self) -> Member:
        try:
            return self._bus.join(self._config.address)
        except NotFound as error:
            raise NotFound(str(error), Fault.CARD_READER_GONE) from error

    def _connected(self) -> Member:
        if self._member is None:
            raise NotFound("the reader is not connected", Fault.CARD_READER_GONE)
        return self._member

    def _count_noise(self, member: Member, link: Link) -> None:
        noise = member.noise()
        if noise > self._noise:
            link.count("line_faults", noise - self._noise)
        self._noise = noise
