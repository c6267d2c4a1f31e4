"""What a serial scanner sends for each code (docs/devices/code-scanners.md). No I/O.

Prefix, symbology identifier where the scanner is set to send one, content, suffix, end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from devices.scanner.symbology import SIZE, UNTOLD, CodeKind, kind_of

CONTENT_LIMIT: Final = 7089
"""Most characters in a QR code, version 40-L, digits only (ISO/IEC 18004, table 7)."""
AFFIX_LIMIT: Final = 16
SCAN_LIMIT: Final = CONTENT_LIMIT + 2 * AFFIX_LIMIT + SIZE


class End(StrEnum):
    """What ends a scan."""

    CRLF = "crlf"
    CR = "cr"
    LF = "lf"
    PAUSE = "pause"
    """Nothing: a silent line."""


class Encoding(StrEnum):
    """How the scanner sends characters that are not ASCII."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"


class ScanFault(StrEnum):
    """Why bytes were no scan."""

    TRUNCATED = "truncated"
    """A scan that began and never ended."""
    OVERLONG = "overlong"
    """More bytes than any code holds."""
    AFFIX = "affix"
    """Without the prefix or suffix agreed on."""
    IDENTIFIER = "identifier"
    """Without the symbology identifier agreed on."""
    ENCODING = "encoding"
    """Bytes that are no text in the encoding agreed on."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A good scan. ``text`` is never printed: it may be somebody's pass."""

    text: str = field(repr=False)
    kind: CodeKind


@dataclass(frozen=True, slots=True)
class ScanFormat:
    """How the scanner is set up."""

    end: End = End.CRLF
    prefix: bytes = b""
    suffix: bytes = b""
    identifiers: bool = False
    encoding: Encoding = Encoding.UTF_8

    def read(self, raw: bytes) -> Scan | ScanFault:
        """The scan in ``raw``, without its end."""
        if len(raw) < len(self.prefix) + len(self.suffix):
            return ScanFault.AFFIX
        if not raw.startswith(self.prefix) or not raw.endswith(self.suffix):
            return ScanFault.AFFIX
        inner = raw[len(self.prefix) : len(raw) - len(self.suffix)]
        try:
            text = inner.decode(self.encoding)
        except UnicodeDecodeError:
            return ScanFault.ENCODING
        if not self.identifiers:
            return Scan(text, UNTOLD)
        kind = kind_of(text[:SIZE])
        return ScanFault.IDENTIFIER if kind is None else Scan(text[SIZE:], kind)


_ENDS: Final = {End.CRLF: b"\r\n", End.CR: b"\r", End.LF: b"\n"}


class ScanDecoder:
    """Holds at most one unfinished scan of SCAN_LIMIT bytes. Empty scans are nothing."""

    def __init__(self, settings: ScanFormat) -> None:
        self._format: Final = settings
        self._end: Final = _ENDS.get(settings.end)
        self._held = bytearray()
        self._skipping = False
        """An overlong scan was given up; its rest up to the next end is skipped."""

    def feed(self, data: bytes) -> list[Scan | ScanFault]:
        """Everything that ``data`` completes, in order."""
        if self._end is None:
            return self._hold(data)
        seen: list[Scan | ScanFault] = []
        *whole, rest = (bytes(self._held) + data).split(self._end)
        self._held.clear()
        for raw in whole:
            seen += self._hold(raw) + self._finish()
        return seen + self._hold(rest)

    def pause(self) -> list[Scan | ScanFault]:
        """The line fell silent: that ends a scan, or cuts one off."""
        if self._end is None:
            return self._finish()
        held = bool(self._held)
        self._held.clear()
        self._skipping = False
        return [ScanFault.TRUNCATED] if held else []

    def _hold(self, data: bytes) -> list[Scan | ScanFault]:
        if not self._skipping and len(self._held) + len(data) <= SCAN_LIMIT:
            self._held += data
            return []
        said, self._skipping = self._skipping, True
        self._held[:] = data[-1:]  # it may be the first half of the end
        return [] if said else [ScanFault.OVERLONG]

    def _finish(self) -> list[Scan | ScanFault]:
        raw, skipped = bytes(self._held), self._skipping
        self._held.clear()
        self._skipping = False
        return [] if skipped or not raw else [self._format.read(raw)]
