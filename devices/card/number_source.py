"""Where a card's number comes from, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from devices.card.apdu import (
    Transmit,
    checked_number,
    exchange,
    get_uid,
    read_binary,
    select_application,
)
from devices.errors import DeviceError, Fault
from devices.ports import CardAssurance


class NotGenuine(DeviceError):
    """The card answers, but can't prove that the campus made it. Trying again is of no use."""

    fault = Fault.CARD_NOT_GENUINE


@dataclass(frozen=True, slots=True)
class CardIdentity:
    """A card's number of 4 to 10 bytes, never printed, and whether the card proved it."""

    number: bytes = field(repr=False)
    assurance: CardAssurance


class NumberSource(Protocol):
    """One way to ask a card who it is."""

    def read(self, transmit: Transmit) -> CardIdentity:
        """Raises ProtocolError (card unreadable) or NotGenuine."""
        ...


class Uid:
    """The number that every contactless card tells everybody, and that anybody can copy."""

    def read(self, transmit: Transmit) -> CardIdentity:
        number = checked_number(exchange(transmit, get_uid()))
        return CardIdentity(number, CardAssurance.NUMBER_ONLY)


class OpenFile:
    """A number in a file that everybody can read."""

    def __init__(self, application: bytes, offset: int, length: int) -> None:
        self._application: Final = application
        self._offset: Final = offset
        self._length: Final = length

    def read(self, transmit: Transmit) -> CardIdentity:
        exchange(transmit, select_application(self._application))
        number = checked_number(exchange(transmit, read_binary(self._offset, self._length)))
        return CardIdentity(number, CardAssurance.NUMBER_ONLY)
