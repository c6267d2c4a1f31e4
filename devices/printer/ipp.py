"""A printer spoken to directly by IPP (RFC 8011), as every IPP Everywhere printer can be."""

from __future__ import annotations

import re
from threading import Event
from typing import Final, Literal

from pydantic import Field, field_validator

from devices.driver import Link
from devices.errors import DeviceError, Fault, ProtocolError
from devices.printer.ipp_client import PDF, IppClient
from devices.printer.ipp_printer import IppPrinter, state_of
from devices.printer.ipp_reasons import printer_fault
from devices.printer.patience import PrinterPatience
from devices.printer.test_page import TEST_PAGE_TITLE
from wording import Text


class IppConfig(PrinterPatience):
    """``[devices.NAME]`` with ``driver = "ipp"``."""

    driver: Literal["ipp"]
    uri: str = Field(max_length=500)
    """``ipp://host[:port]/path`` or ``ipps://...`` for TLS; usually ``/ipp/print``."""
    verify_tls: bool = True
    """False accepts any certificate, as most printers have one that nobody signed."""

    @field_validator("uri")
    @classmethod
    def _is_printer_address(cls, uri: str) -> str:
        if not is_printer_address(uri):
            raise ValueError("must be ipp://host/path or ipps://host/path, without a user")
        return uri


def is_printer_address(uri: str) -> bool:
    """Whether ``uri`` is the address of an IPP printer, without a user's name in it."""
    return re.fullmatch(r"ipps?://[^/@\s]+/\S+", uri) is not None


class Ipp(IppPrinter):
    """Watches one printer and prints on it."""

    protocol: Final = "ipp"

    def __init__(self, name: str, config: IppConfig) -> None:
        client = IppClient(config.uri, timeout_s=config.timeout_s, verify_tls=config.verify_tls)
        super().__init__(name, config.uri, client, config)

    def connect(self, link: Link) -> str:
        """Ask the printer who it is. Raises ProtocolError when it can't print PDF."""
        status = self._client.printer()
        if PDF not in status.formats:
            raise ProtocolError(f"{self.port} does not print {PDF}")
        self._link = link
        return status.model

    def self_test(self, cancel: Event) -> Text:
        """Ask for state, media and supplies, and whether it would take a PDF. Prints nothing."""
        status = self._client.printer()
        fault = printer_fault(status)
        if fault is not None:
            raise DeviceError(f"{self.port}: {', '.join(status.reasons)}", fault)
        self._client.validate(TEST_PAGE_TITLE)
        return state_of(status, self.port)

    def _fault(self) -> Fault | None:
        return printer_fault(self._client.printer())
