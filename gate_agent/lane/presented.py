"""What reached a lane, before the records are asked whose it is. Belongs to one attempt.

Equal values are the same thing presented again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never
from uuid import UUID

from gate_agent.rules.credentials import FaceFound
from gate_agent.rules.reasons import Reason
from sync.passes import Pass
from sync.wire import CredentialKind


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card, by its keyed digest."""

    digest: str = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class CardUseless:
    """A card that leads to nobody; each is another."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class PassRead:
    """A pass that the hall signed."""

    shown: Pass = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeUseless:
    """A code that is no pass of this hall."""

    reason: Reason
    sha256: bytes = field(repr=False)
    """Of its text: only whether it is the same one again."""


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """A student number that a guard typed."""

    student_no: str = field(repr=False)
    guard: str


@dataclass(frozen=True, slots=True)
class FaceSeen:
    """A face alone, and whom it was likest."""

    found: FaceFound
    holder: UUID | None
    """None when nobody was likely enough."""


Presented = CardRead | CardUseless | PassRead | CodeUseless | NumberGiven | FaceSeen


def kind_of_presented(presented: Presented) -> CredentialKind:
    """What kind of credential it is, as journalled."""
    match presented:
        case CardRead() | CardUseless():
            return CredentialKind.CARD
        case PassRead() | CodeUseless():
            return CredentialKind.PASS
        case NumberGiven():
            return CredentialKind.NUMBER
        case FaceSeen():
            return CredentialKind.FACE
        case _:
            assert_never(presented)
