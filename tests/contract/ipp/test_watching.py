"""A printer that is watched, and tested by a technician."""

from __future__ import annotations

import io
import threading

import pytest
from pypdf import PdfReader

from devices.errors import DeviceError, Fault
from devices.ports import JobState
from devices.printer.ipp import Ipp
from devices.printer.test_page import TEST_PAGE_TITLE
from devices.printer.test_page import test_page as page_of
from devices.sim.ippeve import IppPrinterPeer, PrinterFault
from tests.helpers.links import serving
from tests.helpers.printer import PDF
from tests.helpers.waiting import wait_until


def test_what_runs_low_shows_and_hinders_nothing(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    with serving(driver) as service:
        peer.set_fault(PrinterFault.MEDIA_LOW, True)
        wait_until(lambda: service.link.faults == [Fault.PRINTER_MEDIA_LOW], "little paper")
        driver.self_test(cancel)
        seen = list(driver.print_document(PDF, "certificate", cancel))
        assert (seen[-1].state, {one.fault for one in seen}) == (JobState.COMPLETED, {None})
        peer.set_fault(PrinterFault.MEDIA_LOW, False)
        peer.set_fault(PrinterFault.TONER_LOW, True)
        wait_until(lambda: service.link.faults[1:] == [Fault.PRINTER_SUPPLY_LOW], "little toner")


def test_watched_printer_degrades_and_recovers(peer: IppPrinterPeer, driver: Ipp) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    with serving(driver) as service:
        assert service.identity == "Yanhu Test Printer"
        wait_until(lambda: service.link.faults == [Fault.PRINTER_MEDIA_EMPTY], "no paper")
        peer.set_fault(PrinterFault.MEDIA_EMPTY, False)
        peer.set_fault(PrinterFault.TONER_EMPTY, True)
        wait_until(lambda: service.link.faults[1:] == [Fault.PRINTER_SUPPLY_EMPTY], "no toner")
        peer.set_fault(PrinterFault.TONER_EMPTY, False)
        wait_until(lambda: service.link.faults[2:] == [None], "all well")


def test_watched_printer_that_is_switched_off_is_lost(peer: IppPrinterPeer, driver: Ipp) -> None:
    with serving(driver) as service:
        wait_until(lambda: service.link.beats > 0, "the first answer")
        peer.kill()
        assert service.loss().fault is Fault.PRINTER_SILENT


def test_self_test_tells_media_and_supplies_and_prints_nothing(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    seen = driver.self_test(cancel)
    assert "iso_a4_210x297mm" in seen.en
    assert "black toner 75 %" in seen.en
    assert peer.printed() == []


def test_self_test_fails_with_the_printers_fault(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    with pytest.raises(DeviceError) as error:
        driver.self_test(cancel)
    assert error.value.fault is Fault.PRINTER_MEDIA_EMPTY


def test_test_page_is_printed(peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event) -> None:
    pdf = page_of("printer: test page")
    last = list(driver.print_document(pdf, TEST_PAGE_TITLE, cancel))[-1]
    assert (last.state, last.impressions) == (JobState.COMPLETED, 1)
    page = PdfReader(io.BytesIO(peer.printed()[0].read_bytes())).pages[0]
    assert "printer: test page" in page.extract_text()
