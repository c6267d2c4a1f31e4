"""Answers of IPP printers: as bytes, and what is understood of them."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.errors import ProtocolError
from devices.printer.ipp_answer import decode
from devices.printer.ipp_attributes import job_number, job_status, printer_status
from devices.printer.ipp_reasons import printer_fault

CODEC: Final = "printer-ipp"


def _attribute(tag: int, name: bytes, value: bytes) -> bytes:
    lengths = [len(part).to_bytes(2, "big") for part in (name, value)]
    return bytes((tag,)) + lengths[0] + name + lengths[1] + value


_HEAD: Final = b"\x02\x00\x00\x00\x00\x00\x00\x01\x01" + _attribute(
    0x47, b"attributes-charset", b"utf-8"
)
_JOB: Final = (
    _HEAD
    + b"\x02"
    + _attribute(0x21, b"job-id", b"\0\0\0\7")
    + _attribute(0x23, b"job-state", b"\0\0\0\5")
    + _attribute(0x44, b"job-state-reasons", b"job-printing")
    + _attribute(0x44, b"", b"job-incoming")
    + b"\x03"
)
_PRINTER: Final = (
    _HEAD
    + b"\x04"
    + _attribute(0x23, b"printer-state", b"\0\0\0\5")
    + _attribute(0x44, b"printer-state-reasons", b"media-empty-error")
    + _attribute(0x33, b"copies-supported", b"\0\0\0\1\0\0\0\x63")
    + _attribute(0x22, b"printer-is-accepting-jobs", b"\1")
    + _attribute(0x30, b"printer-input-tray", b"level=0;")
    + _attribute(0x34, b"media-col-ready", b"")
    + _attribute(0x4A, b"", b"media-size")
    + _attribute(0x37, b"", b"")
    + b"\x03"
)
SEEDS: Final = (_JOB, _PRINTER, _HEAD + b"\x03")


def one_input(data: bytes) -> None:
    """An answer is understood, or refused by name."""
    with suppress(ProtocolError):
        answer = decode(data)
        for attributes in (*answer.groups["jobs"], *answer.groups["printers"]):
            with suppress(ProtocolError):
                job_status(attributes)
            with suppress(ProtocolError):
                job_number(attributes)
            with suppress(ProtocolError):
                printer_fault(printer_status(attributes))
