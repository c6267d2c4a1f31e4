"""What a reader that announces its cards on a serial line says, whatever its frame looks like.

A decoder turns bytes into sightings: a card's number, or a named reason why what came was none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from devices.decoder import Decoder


class FrameFault(StrEnum):
    """Why bytes were no card number."""

    NOISE = "noise"
    """Bytes outside of any frame."""
    TRUNCATED = "truncated"
    """A frame that began and never ended."""
    OVERLONG = "overlong"
    """More bytes than any frame has."""
    CHECK = "check"
    """A whole frame whose check byte or parity is wrong."""
    CHARACTERS = "characters"
    """A whole frame that holds something else than the digits agreed on."""
    LENGTH = "length"
    """A whole frame whose number has too few or too many digits or bits."""

    @property
    def held_a_card(self) -> bool:
        """Whether somebody presented a card: the frame was whole, only its content is wrong."""
        return self in (FrameFault.CHECK, FrameFault.CHARACTERS, FrameFault.LENGTH)


@dataclass(frozen=True, slots=True)
class CardNumber:
    """A good frame. ``number`` is 4 to 10 bytes and never printed."""

    number: bytes = field(repr=False)


Sighting = CardNumber | FrameFault


AnnouncementDecoder = Decoder[Sighting]
"""A run of noise is one sighting."""
