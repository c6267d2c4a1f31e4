"""A printer spoken to directly by IPP (RFC 8011), as every IPP Everywhere printer can be."""

from __future__ import annotations

from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.printer.configs import IppConfig
from devices.printer.ipp_client import IppClient
from devices.printer.ipp_printer import IppPrinter, state_of
from devices.printer.ipp_reasons import hindrance, printer_fault
from devices.printer.options import job_attributes
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
        return self._connected(link, self._client.printer())

    def self_test(self, cancel: Event) -> Text:
        """Ask for state, media and supplies, and whether it would take a PDF. Prints nothing."""
        status = self._client.printer()
        fault = hindrance(printer_fault(status))
        if fault is not None:
            raise DeviceError(f"{self.port}: {', '.join(status.reasons)}", fault)
        job_attributes(self.defaults, status.can)
        self._client.validate(TEST_PAGE_TITLE)
        return state_of(status, self.port)

    def _fault(self) -> Fault | None:
        return printer_fault(self._client.printer())
