"""Who is there: a terminal, the hall, and the keys by which they know each other."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from sync.wire.base import Bilingual, Code, Message


class RecordKey(Message):
    """A public Ed25519 key that vouches for records (RFC 8037 OKP, ``x`` in base64url)."""

    kid: Code
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Hello(Message):
    """Answer of ``GET hello``: which campus, which contract, whose clock."""

    contract: Code
    campus: Code
    campus_name: Bilingual
    epoch: UUID
    """Changes when the hall's feed starts again from nothing; the terminal then syncs afresh."""
    server_time: AwareDatetime
    device: Code
    """The name under which the hall knows the calling terminal."""


class TerminalRole(StrEnum):
    KIOSK = "kiosk"
    GATE = "gate"


class NeighbourKey(Message):
    """How a gate speaks to other gates of its campus (:mod:`sync.vouching`)."""

    key: Annotated[str, StringConstraints(min_length=44, max_length=44)] = Field(repr=False)
    """Base64 of the gate's own 32-byte Ed25519 key."""
    certificate: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """The hall's word for its public part: a compact JWS."""


class TerminalIdentity(Message):
    """What a terminal is provisioned with; lives in a file that only its service account reads.

    Written once by ``yanhu hall enrol-device``; the hall keeps only the token's SHA-256.
    """

    hall_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/]+$", max_length=200)]
    device: Code
    role: TerminalRole
    token: Annotated[str, StringConstraints(min_length=32, max_length=128)] = Field(repr=False)
    record_keys: Annotated[tuple[RecordKey, ...], Field(min_length=1, max_length=8)]
    credential_key: Annotated[str, StringConstraints(min_length=44, max_length=44)] = Field(
        repr=False
    )
    """Base64 of the 32-byte key of :func:`sync.credential.credential_digest`."""
    neighbour: NeighbourKey | None = None
    """Gates only; files written before gates spoke to each other lack it."""
