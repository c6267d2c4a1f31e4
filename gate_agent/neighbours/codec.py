"""Datagrams between gates: signed by their sender, sealed under the site's key. Pure.

    magic 4 | boot 16 | sequence 8 | AES-256-GCM( signature 64 | JSON )

The site's key is derived (HKDF, RFC 5869) from the secret that hall and terminals share, so nobody
else on the network reads or writes a byte of it. Each sender's run draws its own key by ``boot``
and counts ``sequence`` up as the nonce: no nonce is ever used twice (NIST SP 800-38D, 8.2.1).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final, Literal

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, StringConstraints, ValidationError

from gate_agent.neighbours.facts import Microseconds, Statement
from sync.wire import Code, Count, Message

MAGIC: Final = b"YHN1"
BOOT_BYTES: Final = 16
DATAGRAM_LIMIT: Final = 24 * 1024
"""Bytes. A greeting fits one Ethernet frame; a record with its templates takes three to five."""
USUAL_BYTES: Final = 2800
"""Of statements that share a datagram; with what stands around them it takes three frames."""
HEADS_LIMIT: Final = 64
"""Gates of one site that take part."""
STATEMENTS_LIMIT: Final = 32
"""In one datagram."""

_HEADER: Final = struct.Struct(f">4s{BOOT_BYTES}sQ")
_SIGNATURE: Final = 64
_TAG: Final = 16
_SIGNED: Final = b"yanhu/neighbours/datagram/1\0"
_SITE: Final = b"yanhu/neighbours/site/1"
_CERTIFICATE = Annotated[str, StringConstraints(max_length=1000)]


class DatagramInvalid(Exception):
    """Not a datagram of a gate."""


class SealInvalid(DatagramInvalid):
    """Sealed under no key of this site, or changed on its way."""


class NotSigned(DatagramInvalid):
    """The sender's certificate does not fit the signature."""


class Head(Message):
    """How far somebody knows the log of one gate."""

    origin: Code
    log: Microseconds
    last: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
    """All up to this number are known, or forgotten by ``origin`` itself."""
    oldest: Count = 1
    """Believed only of the sender's own log."""


class Hello(Message):
    """I am here, and this is what I know."""

    kind: Literal["hello"] = "hello"
    heads: Annotated[tuple[Head, ...], Field(max_length=HEADS_LIMIT)]


class Want(Message):
    """Tell me what ``origin`` said from ``first`` on."""

    kind: Literal["want"] = "want"
    origin: Code
    log: Microseconds
    first: Count


class Tell(Message):
    """This is what a gate said."""

    kind: Literal["tell"] = "tell"
    certificate: _CERTIFICATE
    """Of the gate that said it; empty when that is the sender."""
    statements: Annotated[tuple[Statement, ...], Field(min_length=1, max_length=STATEMENTS_LIMIT)]


Errand = Annotated[Hello | Want | Tell, Field(discriminator="kind")]


class Letter(Message):
    """What is inside a datagram."""

    certificate: _CERTIFICATE
    """The hall's word for the sender."""
    sent: Microseconds
    errand: Errand


@dataclass(frozen=True, slots=True)
class Opened:
    """A datagram of this site whose signature was not looked at yet."""

    boot: bytes
    sequence: int
    letter: Letter
    signature: bytes
    signed: bytes

    def check(self, key: Ed25519PublicKey) -> None:
        """Raises NotSigned unless ``key`` signed it."""
        try:
            key.verify(self.signature, self.signed)
        except InvalidSignature:
            raise NotSigned("the signature does not hold") from None


def site_key(credential_key: bytes) -> bytes:
    """The 32-byte key of the site, from the 32 bytes that hall and terminals share."""
    return _derived(credential_key, b"", _SITE)


class Sealer:
    """Seals one run's datagrams. Belongs to one thread."""

    def __init__(self, site: bytes, key: Ed25519PrivateKey, boot: bytes) -> None:
        """``boot``: 16 random bytes of this run alone."""
        self.boot: Final = boot
        self._cipher: Final = _cipher(site, boot)
        self._key: Final = key
        self._sequence = 0

    def seal(self, letter: Letter) -> bytes:
        """Raises ValueError for one that is longer than DATAGRAM_LIMIT."""
        self._sequence += 1
        header = _HEADER.pack(MAGIC, self.boot, self._sequence)
        body = letter.model_dump_json().encode()
        plain = self._key.sign(_SIGNED + header + body) + body
        sealed = header + self._cipher.encrypt(_nonce(self._sequence), plain, header)
        if len(sealed) > DATAGRAM_LIMIT:
            raise ValueError(f"{len(sealed)} bytes do not fit a datagram")
        return sealed


def open_datagram(site: bytes, data: bytes) -> Opened:
    """What is in ``data``. Raises SealInvalid, DatagramInvalid."""
    if not _HEADER.size + _TAG + _SIGNATURE < len(data) <= DATAGRAM_LIMIT:
        raise DatagramInvalid(f"{len(data)} bytes")
    magic, boot, sequence = _HEADER.unpack_from(data)
    if magic != MAGIC:
        raise DatagramInvalid("another protocol")
    header = data[: _HEADER.size]
    try:
        plain = _cipher(site, boot).decrypt(_nonce(sequence), data[_HEADER.size :], header)
    except InvalidTag:
        raise SealInvalid("the seal does not hold") from None
    return parsed(header, plain)


def parsed(header: bytes, plain: bytes) -> Opened:
    """What stands behind the seal: ``plain`` as it was sealed with ``header``.

    Raises DatagramInvalid.
    """
    _, boot, sequence = _HEADER.unpack(header)
    body = plain[_SIGNATURE:]
    try:
        letter = Letter.model_validate_json(body)
    except ValidationError as error:
        raise DatagramInvalid(f"{error.error_count()} errors") from None
    return Opened(boot, sequence, letter, plain[:_SIGNATURE], _SIGNED + header + body)


@lru_cache(maxsize=128)
def _cipher(site: bytes, boot: bytes) -> AESGCM:
    return AESGCM(_derived(site, boot, _SITE))


def _nonce(sequence: int) -> bytes:
    return sequence.to_bytes(12, "big")


def _derived(secret: bytes, salt: bytes, about: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=about).derive(secret)
