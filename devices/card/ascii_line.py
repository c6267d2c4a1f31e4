"""Card numbers as lines of text that end with CR, LF or both. No I/O."""

from __future__ import annotations

from typing import Final

from devices.card.announcement import FrameFault, Sighting
from devices.card.digits import LONGEST, NumberWriting

ENDS: Final = frozenset(b"\r\n")
AFFIX_LIMIT: Final = 16
"""Most characters that a reader may be set to put before or after the number."""
LINE_LIMIT: Final = LONGEST + 2 * AFFIX_LIMIT


class LineDecoder:
    """An :class:`~devices.card.announcement.AnnouncementDecoder`. Empty lines are nothing."""

    def __init__(self, writing: NumberWriting, prefix: bytes = b"", suffix: bytes = b"") -> None:
        """``prefix`` and ``suffix`` must be there and are taken off."""
        self._writing: Final = writing
        self._prefix: Final = prefix
        self._suffix: Final = suffix
        self._line = bytearray()
        self._skipping = False
        """An overlong line was given up; its rest up to the next end is skipped."""

    def feed(self, data: bytes) -> list[Sighting]:
        seen: list[Sighting] = []
        for byte in data:
            if byte in ENDS:
                line, self._line = bytes(self._line), bytearray()
                skipped, self._skipping = self._skipping, False
                if line and not skipped:
                    seen.append(self._read(line))
            elif self._skipping:
                continue
            elif len(self._line) == LINE_LIMIT:
                self._line, self._skipping = bytearray(), True
                seen.append(FrameFault.OVERLONG)
            else:
                self._line.append(byte)
        return seen

    def pause(self) -> list[Sighting]:
        held, self._line = self._line, bytearray()
        self._skipping = False
        return [FrameFault.TRUNCATED] if held else []

    def _read(self, line: bytes) -> Sighting:
        if not line.startswith(self._prefix) or not line.endswith(self._suffix):
            return FrameFault.CHARACTERS
        return self._writing.read(line[len(self._prefix) : len(line) - len(self._suffix)])
