"""A face at a lane, and how long it is of use; light to load, as what compares faces is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sync.wire import LivenessFinding

if TYPE_CHECKING:
    from devices.face.template import Template

FRESH_S: Final = 1.2
"""A face older than this may be somebody else's by now: people walk about 1.4 m in a second."""
LIVE_PHOTO_S: Final = 60.0
"""Long enough for the guard to compare, short enough that no archive of faces comes about."""


@dataclass(frozen=True, slots=True)
class LiveFace:
    """A face that is good enough to compare. In memory only; nothing of it is stored."""

    template: Template = field(repr=False)
    quality: float
    """0 to 1, see :class:`devices.face.judge.Judgement`."""
    at: float
    """When the picture was taken, in seconds of :func:`time.monotonic`."""
    jpeg: bytes = field(repr=False)
    """Small portrait for the guard."""
    liveness: LivenessFinding = LivenessFinding.NOT_CHECKED
    """Of this face over the looks until the newest of them."""
