"""A printer spoken to directly by IPP (RFC 8011), as every IPP Everywhere printer can be."""

from __future__ import annotations

from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.printer.configs import IppConfig
from devices.printer.ipp_client import PDF, IppClient
from devices.printer.ipp_printer import IppPrinter, PdfRefused, state_of
from devices.printer.ipp_reasons import hindrance, printer_fault
from devices.printer.test_page import TEST_PAGE_TITLE
from wording import Text


class Ipp(IppPrinter):
    """Watches one printer and prints on it."""

    protocol: Final = "ipp"

    def __init__(self, name: str, config: IppConfig) -> None:
        client = IppClient(config.uri, timeout_s=config.timeout_s, verify_tls=config.verify_tls)
        super().__init__(name, config.uri, client, config)

    def connect(self, link: Link) -> str:
        """Ask the printer who it is. Raises PdfRefused when it can't print PDF."""
        status = self._client.printer()
        if PDF not in status.formats:
            raise PdfRefused(f"{self.port} does not print {PDF}")
        self._link = link
        return status.model

    def self_test(self, cancel: Event) -> Text:
        """Ask for state, media and supplies, and whether it would take a PDF. Prints nothing."""
        status = self._client.printer()
        fault = hindrance(printer_fault(status))
        if fault is not None:
            raise DeviceError(f"{self.port}: {', '.join(status.reasons)}", fault)
        self._client.validate(TEST_PAGE_TITLE)
        return state_of(status, self.port)

    def _fault(self) -> Fault | None:
        return printer_fault(self._client.printer())
