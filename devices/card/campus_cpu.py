"""The campus CPU card: a number, and a proof that the campus made the card that tells it.

The application's protocol is our own, in the terms of ISO/IEC 7816-4 (docs/devices/campus-card.md):

1. SELECT by application identifier.
2. GET DATA, tag DF01: the card's number, 4 to 10 bytes.
3. INTERNAL AUTHENTICATE with the key's number in P2 and a challenge of 16 random bytes. The card
   answers 8 random bytes of its own and a CMAC over the constant 01, the challenge, those 8 bytes
   and its number, under a key that only it and the campus have.

Each card has its own key, derived from the campus' master key (NXP AN10922). A card that knows
another card's number lacks its key, and a recorded answer does not fit the next challenge.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from devices.card.aes import BLOCK, cmac, diversified
from devices.card.apdu import (
    Command,
    StatusRefused,
    Transmit,
    checked_number,
    exchange,
    select_application,
)
from devices.card.number_source import CardIdentity, NotGenuine
from devices.errors import Fault, ProtocolError
from devices.ports import CardAssurance

NUMBER_TAG: Final = 0xDF01
CHALLENGE_BYTES: Final = 16
CARD_RANDOM_BYTES: Final = 8
ANSWER_BYTES: Final = CARD_RANDOM_BYTES + BLOCK
KEY_NUMBERS: Final = range(1, 32)
PROOF_LABEL: Final = b"\x01"
"""So that the CMAC means nothing in any other use of the key."""
SYSTEM: Final = b"YH01"
"""System identifier in the key derivation, so that another system's keys are others."""


def card_key(master: bytes, number: bytes, application: bytes, key_number: int) -> bytes:
    """The key of one card, for its application and the key of that number."""
    return diversified(master, number + application + bytes((key_number,)) + SYSTEM)


def get_number() -> Command:
    """GET DATA (7816-4, section 11.4.3) of the card's number."""
    return Command(0x00, 0xCA, NUMBER_TAG >> 8, NUMBER_TAG & 0xFF, expect=256)


def number_in(data: bytes) -> bytes:
    """The number in the answer to :func:`get_number`: tag, length, value (7816-4, section 5.2).

    Raises ProtocolError (card unreadable).
    """
    if len(data) < 3 or data[:2] != NUMBER_TAG.to_bytes(2, "big") or data[2] != len(data) - 3:
        raise ProtocolError("the card's number is not where it should be", Fault.CARD_UNREADABLE)
    return checked_number(data[3:])


def internal_authenticate(key_number: int, challenge: bytes) -> Command:
    """INTERNAL AUTHENTICATE (7816-4, section 11.5.2)."""
    return Command(0x00, 0x88, 0x00, key_number, challenge, expect=ANSWER_BYTES)


def proves(key: bytes, challenge: bytes, number: bytes, answer: bytes) -> bool:
    """Whether ``answer`` to ``challenge`` proves that the card with ``number`` has ``key``."""
    if len(answer) != ANSWER_BYTES:
        return False
    drawn, proof = answer[:CARD_RANDOM_BYTES], answer[CARD_RANDOM_BYTES:]
    return hmac.compare_digest(proof, cmac(key, PROOF_LABEL + challenge + drawn + number))


class CampusCpu:
    """A NumberSource that believes only a proved number."""

    def __init__(
        self,
        master: bytes,
        application: bytes,
        key_number: int,
        draw: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """``draw`` gives random bytes for the challenges."""
        self._master: Final = master
        self._application: Final = application
        self._key_number: Final = key_number
        self._draw: Final = draw

    def read(self, transmit: Transmit) -> CardIdentity:
        try:
            exchange(transmit, select_application(self._application))
            number = number_in(exchange(transmit, get_number()))
            challenge = self._draw(CHALLENGE_BYTES)
            command = internal_authenticate(self._key_number, challenge)
            answer = exchange(transmit, command)
        except StatusRefused as error:
            raise NotGenuine(f"no campus card: {error}") from error
        key = card_key(self._master, number, self._application, self._key_number)
        if not proves(key, challenge, number, answer):
            raise NotGenuine("the card's proof does not fit its number")
        return CardIdentity(number, CardAssurance.GENUINE)
