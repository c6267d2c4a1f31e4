"""What a serial code scanner sends."""

from __future__ import annotations

from typing import Final

from devices.scanner.scan import Encoding, End, Scan, ScanDecoder, ScanFormat
from devices.scanner.symbology import UNTOLD, kind_of

CODEC: Final = "scan"
_FORMATS: Final = (
    (ScanFormat(), b"pass\r\n"),
    (ScanFormat(End.CR, b"<", b">", identifiers=True), b"<]Q1pass>\r"),
    (ScanFormat(End.PAUSE, encoding=Encoding.GB18030), b"pass"),
)

SEEDS: Final = tuple(good for _, good in _FORMATS)


def one_input(data: bytes) -> None:
    """Whatever came before it, the scan after a pause is read."""
    for settings, good in _FORMATS:
        decoder = ScanDecoder(settings)
        decoder.feed(data)
        decoder.pause()
        kind = kind_of("]Q1") if settings.identifiers else UNTOLD
        assert kind is not None
        assert (decoder.feed(good) or decoder.pause()) == [Scan("pass", kind)]
