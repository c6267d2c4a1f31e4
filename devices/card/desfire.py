"""Numbers from MIFARE DESFire EV1, EV2 and EV3: AES authentication and one protected read.

Written from NXP's public notes: no library on PyPI is kept well enough to stand at a door (the one
that is alive writes keys and numbers into its log). Only what a reader at a door needs is here, and
nothing that writes to a card (docs/devices/desfire.md).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from devices.card.aes import BLOCK, ZERO, decrypt, diversified, encrypt
from devices.card.apdu import Transmit, checked_number, exchange, get_uid
from devices.card.desfire_frame import (
    AUTHENTICATE_AES,
    AUTHENTICATE_EV2_FIRST,
    MORE,
    READ_DATA,
    SELECT_APPLICATION,
    NativeRefused,
    read_header,
    send,
    send_long,
)
from devices.card.desfire_session import (
    MAC_SENT,
    TRANSACTION_BYTES,
    Ev1Session,
    Ev2Session,
    ReadSession,
)
from devices.card.number_source import CardIdentity, NotGenuine
from devices.errors import Fault, ProtocolError
from devices.ports import CardAssurance

EV2_ANSWER_BYTES: Final = 32
"""Transaction, the turned challenge, and six bytes of capabilities of each side."""


class Generation(StrEnum):
    """Which authentication the application's key is used with."""

    EV1 = "ev1"
    """AuthenticateAES; every DESFire from EV1 on has it."""
    EV2 = "ev2"
    """AuthenticateEV2First; from EV2 on."""


class Protection(StrEnum):
    """The file's communication mode."""

    MACED = "maced"
    ENCIPHERED = "enciphered"


class Desfire:
    """A NumberSource that believes only what an authenticated card says."""

    def __init__(
        self,
        key: bytes,
        *,
        application: bytes,
        key_number: int,
        file: int,
        offset: int,
        length: int,
        generation: Generation,
        protection: Protection,
        system: bytes | None = None,
        draw: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """``application`` has 3 bytes as the card sends them, low byte first.

        With ``system`` the card's own key is derived from ``key``, its UID, the application and
        that system identifier (NXP AN10922). ``draw`` gives random bytes for the challenges.
        """
        self._key: Final = key
        self._application: Final = application
        self._key_number: Final = key_number
        self._file: Final = file
        self._offset: Final = offset
        self._length: Final = length
        self._generation: Final = generation
        self._protection: Final = protection
        self._system: Final = system
        self._draw: Final = draw

    def read(self, transmit: Transmit) -> CardIdentity:
        key = self._card_key(transmit)
        try:
            send(transmit, SELECT_APPLICATION, self._application)
            session = self._authenticated(transmit, key)
            number = checked_number(self._read(transmit, session))
        except NativeRefused as error:
            raise NotGenuine(f"no campus card: {error}") from error
        return CardIdentity(number, CardAssurance.GENUINE)

    def _card_key(self, transmit: Transmit) -> bytes:
        if self._system is None:
            return self._key
        uid = exchange(transmit, get_uid())
        return diversified(self._key, uid + self._application + self._system)

    def _authenticated(self, transmit: Transmit, key: bytes) -> ReadSession:
        if self._generation is Generation.EV1:
            return self._by_aes(transmit, key)
        return self._by_ev2_first(transmit, key)

    def _by_aes(self, transmit: Transmit, key: bytes) -> Ev1Session:
        """AuthenticateAES: each cipher goes on from the last block of the one before."""
        sent = send(transmit, AUTHENTICATE_AES, bytes((self._key_number,)), MORE)
        rnd_b = _block(decrypt(key, _block(sent)))
        rnd_a = self._draw(BLOCK)
        token = encrypt(key, rnd_a + _turned(rnd_b), sent)
        answer = send(transmit, MORE, token)
        _check(decrypt(key, _block(answer), token[-BLOCK:]), _turned(rnd_a))
        return Ev1Session(rnd_a, rnd_b)

    def _by_ev2_first(self, transmit: Transmit, key: bytes) -> Ev2Session:
        """AuthenticateEV2First without capabilities: each cipher starts from zero."""
        start = bytes((self._key_number, 0))
        rnd_b = decrypt(key, _block(send(transmit, AUTHENTICATE_EV2_FIRST, start, MORE)), ZERO)
        rnd_a = self._draw(BLOCK)
        answer = send(transmit, MORE, encrypt(key, rnd_a + _turned(rnd_b), ZERO))
        if len(answer) != EV2_ANSWER_BYTES:
            raise ProtocolError("an authentication of another length", Fault.CARD_UNREADABLE)
        plain = decrypt(key, answer, ZERO)
        transaction, turned = plain[:TRANSACTION_BYTES], plain[TRANSACTION_BYTES:][:BLOCK]
        _check(turned, _turned(rnd_a))
        return Ev2Session(key, rnd_a, rnd_b, transaction)

    def _read(self, transmit: Transmit, session: ReadSession) -> bytes:
        header = session.command(read_header(self._file, self._offset, self._length))
        answer = send_long(transmit, READ_DATA, header)
        if self._protection is Protection.ENCIPHERED:
            return session.enciphered(answer, self._length)
        if len(answer) != self._length + MAC_SENT:
            raise ProtocolError("an answer of another length", Fault.CARD_UNREADABLE)
        return session.maced(answer)


def _turned(block: bytes) -> bytes:
    """Rotated by one byte to the left."""
    return block[1:] + block[:1]


def _block(data: bytes) -> bytes:
    if len(data) != BLOCK:
        raise ProtocolError(f"{len(data)} bytes instead of a block", Fault.CARD_UNREADABLE)
    return data


def _check(answer: bytes, right: bytes) -> None:
    if not hmac.compare_digest(answer, right):
        raise NotGenuine("the card does not have the campus' key")
