"""A print queue of CUPS, spoken to by IPP (docs/devices/cups.md).

A queue tells what is wrong with its printer only while a job runs, so the printer itself is asked
as well where the queue tells its address.
"""

from __future__ import annotations

from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import DeviceError, Fault
from devices.printer.configs import CupsConfig, is_printer_address
from devices.printer.ipp_client import IppClient
from devices.printer.ipp_printer import IppPrinter, state_of
from devices.printer.ipp_reasons import hindrance, printer_fault
from devices.printer.options import job_attributes
from devices.printer.test_page import TEST_PAGE_TITLE
from wording import Text


class Cups(IppPrinter):
    """Watches one queue, and the printer behind it, and prints through it."""

    protocol: Final = "cups"

    def __init__(self, name: str, config: CupsConfig) -> None:
        self._config: Final = config
        self._printer: IppClient | None = None
        client = IppClient(config.uri, timeout_s=config.timeout_s, verify_tls=True)
        super().__init__(name, config.uri, client, config)

    def connect(self, link: Link) -> str:
        """Raises Silent without a server, NotFound without the queue, PdfRefused."""
        status = self._client.printer()
        model = self._connected(link, status)
        if is_printer_address(status.device):
            # No document goes this way, so whose certificate the printer has is the queue's affair.
            self._printer = IppClient(
                status.device, timeout_s=self._config.timeout_s, verify_tls=False
            )
        return model

    def self_test(self, cancel: Event) -> Text:
        """Ask queue and printer, and whether a PDF would be taken. Prints nothing."""
        fault = self._hindrance()
        if fault is not None:
            raise DeviceError(f"{self.port} would not print", fault)
        job_attributes(self.defaults, self._client.printer().can)
        self._client.validate(TEST_PAGE_TITLE)
        return state_of((self._printer or self._client).printer(), self.port)

    def _fault(self) -> Fault | None:
        """What is wrong with the queue, else with the printer behind it."""
        queue = self._client.printer()
        fault = printer_fault(queue) if queue.accepts_jobs else Fault.PRINTER_STOPPED
        if hindrance(fault) is not None or self._printer is None:
            return fault
        try:
            return printer_fault(self._printer.printer()) or fault
        except DeviceError as error:
            return error.fault
