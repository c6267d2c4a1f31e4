"""What a gate may say to its neighbours, and the signature that makes it that gate's word.

Each gate numbers what it says in a log of its own, without gaps. What it said can be handed on by
anybody, and be changed by nobody. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, StringConstraints, ValidationError

from sync.jws import JwsInvalid, base64url, of_base64url
from sync.wire import Code, Count, Message, Moment

_SIGNED: Final = b"yanhu/neighbours/statement/1\0"
STATEMENT_LIMIT: Final = 20_000
"""Characters of one statement: a record's JWS (at most 16,384) and what stands around it."""
Microseconds = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
"""Since 1970 by the hall's clock where it is known."""


class Passed(Message):
    """Somebody went through a lane."""

    kind: Literal["passed"] = "passed"
    holder: UUID
    campus: Code | None
    zone: Code
    """What the lane leads into."""
    inside: bool
    """Came in, or went out."""
    at: Moment
    event: UUID
    """The journalled event: the hall has it too, or the gate that says so has lied."""


class PassUsed(Message):
    """A pass has let its holder in; it must not again."""

    kind: Literal["used"] = "used"
    pass_id: UUID
    at: Moment


class Withdrawn(Message):
    """The hall's own signed record that now lets its holder in no more."""

    kind: Literal["withdrawn"] = "withdrawn"
    jws: Annotated[str, StringConstraints(min_length=1, max_length=16_384)]


Fact = Annotated[Passed | PassUsed | Withdrawn, Field(discriminator="kind")]


class Said(Message):
    """One entry of a gate's log."""

    log: Microseconds
    """When the log began: of two logs of one gate the later counts."""
    number: Count
    oldest: Count
    """Smaller numbers are forgotten and need not be asked for."""
    fact: Fact


class Statement(Message):
    """A :class:`Said` as its gate spelled and signed it."""

    said: Annotated[str, StringConstraints(min_length=1, max_length=STATEMENT_LIMIT)]
    signature: Annotated[str, StringConstraints(min_length=86, max_length=86)]


class NotSaid(Exception):
    """Not a statement that this gate has signed."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement whose signature holds."""

    origin: str
    said: Said
    statement: Statement


def sign(key: Ed25519PrivateKey, origin: str, said: Said) -> Statement:
    """``said`` as the word of the gate ``origin``."""
    text = said.model_dump_json()
    return Statement(said=text, signature=base64url(key.sign(_signed(origin, text))))


def verified(statement: Statement, origin: str, key: Ed25519PublicKey) -> Heard:
    """What ``origin`` said. Raises NotSaid unless ``key`` signed it, spelled as by :func:`sign`."""
    try:
        key.verify(of_base64url(statement.signature), _signed(origin, statement.said))
        said = Said.model_validate_json(statement.said)
    except (InvalidSignature, JwsInvalid, ValidationError, ValueError) as error:
        raise NotSaid(type(error).__name__) from None
    # Another spelling could be longer than fits the datagrams of those who hand it on.
    if said.model_dump_json() != statement.said:
        raise NotSaid("spelled otherwise")
    return Heard(origin, said, statement)


def _signed(origin: str, text: str) -> bytes:
    return _SIGNED + origin.encode() + b"\0" + text.encode()
