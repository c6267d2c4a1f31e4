"""The parts of an endless HTTP answer, one picture each. Pure: bytes in, parts out.

``multipart/x-mixed-replace``: body parts as in RFC 2046, section 5.1, each with an optional
Content-Length. Cameras take liberties: some write the dashes of the delimiter into the declared
boundary, some end lines with a bare LF, some send no length. Whatever is wrong with one part, the
next delimiter starts afresh; nothing is kept beyond one part of at most :data:`LARGEST_PART`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

LARGEST_PART: Final = 8 * 1024 * 1024
"""A 4K picture at the best JPEG quality is about 4 MB."""
LARGEST_HEADER: Final = 4096
"""Cameras send two or three short lines."""
LARGEST_GAP: Final = 1024
"""A few bytes before the first delimiter or between two parts are a camera's liberty."""
SUBTYPE: Final = "multipart/x-mixed-replace"

_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,19})[ \t]*\r?$", re.I | re.M)


class NotMultipart(ValueError):
    """The answer's content type is not that of a stream of parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """The body of one part."""

    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Malformed:
    """One part was skipped. ``reason`` repeats none of its bytes."""

    reason: str


def boundary_of(content_type: str) -> bytes:
    """The delimiter without its dashes (RFC 2046, section 5.1.1). Raises NotMultipart."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary("")
    bare = boundary.lstrip("-").encode("latin-1", "replace")
    if header.get_content_type() != SUBTYPE or not bare or len(boundary) > 200:
        raise NotMultipart(f"it sends {header.get_content_type()}, not {SUBTYPE}")
    return bare


class PartReader:
    """Cuts a stream into parts. Holds at most one part and the piece last fed."""

    def __init__(self, boundary: bytes) -> None:
        """``boundary`` as of :func:`boundary_of`."""
        self._delimiter: Final = b"--" + boundary
        self._buffer: Final = bytearray()
        self._searched = 0
        """Up to here the buffer holds no delimiter."""
        self._in_part = False
        """The buffer begins with what follows a delimiter."""
        self._gap = 0
        """Bytes since the last part that belong to none."""

    def feed(self, piece: bytes) -> list[Part | Malformed]:
        """What ``piece`` completes, in order."""
        self._buffer.extend(piece)
        found: list[Part | Malformed] = []
        while (item := self._next()) is not None:
            found.append(item)
        return found

    def _next(self) -> Part | Malformed | None:
        if not self._in_part and not self._reach_delimiter():
            return self._complain_of_gap()
        header = _HEADER_END.search(self._buffer, 0, LARGEST_HEADER)
        if header is None:
            if len(self._buffer) < LARGEST_HEADER:
                return None
            return self._skip(f"a part's header is longer than {LARGEST_HEADER:,} bytes")
        length = _LENGTH.search(self._buffer, 0, header.end())
        if length is None:
            return self._unmeasured(header.end())
        return self._measured(header.end(), int(length[1]))

    def _reach_delimiter(self) -> bool:
        at = self._buffer.find(self._delimiter)
        if at < 0:
            # Its beginning may be here already.
            strange = max(0, len(self._buffer) - len(self._delimiter) + 1)
            del self._buffer[:strange]
            self._gap += strange
            return False
        del self._buffer[: at + len(self._delimiter)]
        self._in_part, self._searched = True, 0
        return True

    def _complain_of_gap(self) -> Malformed | None:
        """Once a gap, as soon as it is too long."""
        if not self._gap > LARGEST_GAP:
            return None
        self._gap = -sys.maxsize
        return Malformed(f"more than {LARGEST_GAP:,} bytes that belong to no part")

    def _measured(self, start: int, length: int) -> Part | Malformed | None:
        if length == 0:
            return self._skip("a part is empty")
        if length > LARGEST_PART:
            return self._skip(f"a part announces more than {LARGEST_PART:,} bytes")
        end = start + length
        if len(self._buffer) < end:
            return None
        return self._take(start, end)

    def _unmeasured(self, start: int) -> Part | Malformed | None:
        at = self._buffer.find(self._delimiter, max(start, self._searched))
        if at < 0:
            self._searched = max(start, len(self._buffer) - len(self._delimiter))
            if len(self._buffer) - start <= LARGEST_PART:
                return None
            return self._skip(f"a part is longer than {LARGEST_PART:,} bytes")
        end = at
        for ending in (b"\n", b"\r"):  # the line end before a delimiter belongs to it
            if end > start and self._buffer.endswith(ending, start, end):
                end -= 1
        if end == start:
            return self._skip("a part is empty")
        return self._take(start, end)

    def _take(self, start: int, end: int) -> Part:
        part = Part(bytes(self._buffer[start:end]))
        del self._buffer[:end]
        self._in_part, self._gap = False, 0
        return part

    def _skip(self, reason: str) -> Malformed:
        """Look for the next delimiter in what follows this one."""
        self._in_part = False
        return Malformed(reason)
