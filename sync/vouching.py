"""The hall's word for a gate: whose key this is, so that gates know each other without the hall.

A certificate is a compact JWS of a type of its own under the hall's record key, which every gate
was provisioned with. It says no more than: this key belongs to the gate of this name.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import Field, StringConstraints, ValidationError

from sync.jws import JwsInvalid, JwsSigner, JwsVerifier, base64url, of_base64url
from sync.wire import Code, Message, NeighbourKey, RecordKey

GATE_TYPE: Final = "yanhu-gate+jws"
GATE_LIFE: Final = timedelta(days=400)
"""A gate is enrolled anew once a year; nothing else ends a certificate while the hall is away."""


class NotVouchedFor(Exception):
    """Not a certificate of a gate by a key that this terminal knows."""


@dataclass(frozen=True, slots=True)
class VouchedGate:
    """A gate as the hall vouches for it."""

    name: str
    key: Ed25519PublicKey
    valid_until: datetime


class GateVoucher:
    """Makes certificates; belongs to the hall."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """``key`` is the one that signs records."""
        self._signer: Final = JwsSigner(key, GATE_TYPE)

    def enrol(self, name: str, now: datetime, life: timedelta = GATE_LIFE) -> NeighbourKey:
        """A new key for the gate ``name`` and the certificate of its public part."""
        key = Ed25519PrivateKey.generate()
        secret = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        claims = _Claims(sub=name, x=base64url(public), exp=int((now + life).timestamp()))
        return NeighbourKey(
            key=base64.b64encode(secret).decode(),
            certificate=self._signer.sign(claims.model_dump_json().encode()),
        )


class GateWitness:
    """Reads certificates with the public keys that a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey]) -> None:
        self._verifier: Final = JwsVerifier(keys, GATE_TYPE)

    def read(self, certificate: str) -> VouchedGate:
        """The gate it vouches for, whenever that ends. Raises NotVouchedFor."""
        try:
            claims = _Claims.model_validate_json(self._verifier.payload(certificate))
            key = Ed25519PublicKey.from_public_bytes(of_base64url(claims.x))
        except (JwsInvalid, ValidationError, ValueError) as error:
            raise NotVouchedFor(type(error).__name__) from None
        return VouchedGate(claims.sub, key, datetime.fromtimestamp(claims.exp, UTC))


class _Claims(Message):
    """Registered claims of RFC 7519, 4.1, and the key (RFC 8037, 2)."""

    sub: Code
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
    exp: Annotated[int, Field(strict=True, ge=0, lt=2**33)]
