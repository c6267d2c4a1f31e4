"""What a printer says about itself, and which fault that is."""

from __future__ import annotations

import pytest

from devices.errors import Fault
from devices.printer.ipp_attributes import PrinterState, PrinterStatus
from devices.printer.ipp_reasons import hindrance, printer_fault


def printer(
    *reasons: str, state: PrinterState = PrinterState.IDLE, trays: tuple[int, ...] = ()
) -> PrinterStatus:
    return PrinterStatus(
        state=state,
        reasons=reasons,
        model="",
        supplies=(),
        tray_levels=trays,
        media=(),
        formats=("application/pdf",),
    )


@pytest.mark.parametrize(
    ("reasons", "fault"),
    [
        ((), None),
        (("media-low-warning", "toner-low-report"), Fault.PRINTER_MEDIA_LOW),
        (("toner-low-report",), Fault.PRINTER_SUPPLY_LOW),
        (("marker-supply-low-warning", "media-jam"), Fault.PRINTER_JAM),
        (("media-needed",), Fault.PRINTER_MEDIA_EMPTY),
        (("media-empty-warning", "media-needed-warning"), Fault.PRINTER_MEDIA_EMPTY),
        (("media-jam-error",), Fault.PRINTER_JAM),
        (("media-jam-warning",), Fault.PRINTER_JAM),
        (("cover-open",), Fault.PRINTER_COVER_OPEN),
        (("door-open-report",), Fault.PRINTER_COVER_OPEN),
        (("toner-empty-report",), Fault.PRINTER_SUPPLY_EMPTY),
        (("marker-supply-empty-error",), Fault.PRINTER_SUPPLY_EMPTY),
        (("paused",), Fault.PRINTER_STOPPED),
        (("offline-report",), Fault.PRINTER_STOPPED),
        (("some-vendors-own-word-error",), None),
    ],
)
def test_reasons(reasons: tuple[str, ...], fault: Fault | None) -> None:
    assert printer_fault(printer(*reasons)) is fault


@pytest.mark.parametrize(
    ("trays", "fault"),
    [
        ((), Fault.PRINTER_MEDIA_EMPTY),
        ((0,), Fault.PRINTER_MEDIA_EMPTY),
        ((0, 0), Fault.PRINTER_MEDIA_EMPTY),
        ((0, 120), None),
    ],
)
def test_empty_tray_beside_others(trays: tuple[int, ...], fault: Fault | None) -> None:
    assert printer_fault(printer("media-empty-report", trays=trays)) is fault


def test_empty_tray_that_stopped_the_printer() -> None:
    stopped = printer("media-empty-error", state=PrinterState.STOPPED, trays=(0, 120))
    assert printer_fault(stopped) is Fault.PRINTER_MEDIA_EMPTY


@pytest.mark.parametrize(
    ("trays", "fault"),
    [((), Fault.PRINTER_MEDIA_LOW), ((20, 49), Fault.PRINTER_MEDIA_LOW), ((20, 50), None)],
)
def test_low_tray_beside_others(trays: tuple[int, ...], fault: Fault | None) -> None:
    assert printer_fault(printer("media-low-report", trays=trays)) is fault


def test_only_what_is_low_hinders_nothing() -> None:
    assert [fault for fault in Fault if hindrance(fault) is None] == [
        Fault.PRINTER_MEDIA_LOW,
        Fault.PRINTER_SUPPLY_LOW,
    ]


def test_stopped_for_an_unknown_reason() -> None:
    stopped = printer("some-vendors-own-word", state=PrinterState.STOPPED)
    assert printer_fault(stopped) is Fault.PRINTER_STOPPED


def test_what_to_mend_first() -> None:
    everything = printer("toner-empty", "media-needed", "cover-open", "media-jam", "paused")
    assert printer_fault(everything) is Fault.PRINTER_JAM
