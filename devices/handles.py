"""What the rest of a program holds of a device: stays good when the driver is replaced.

The kind was checked before a handle is made, and a driver of a kind has that kind's port
(:mod:`devices.driver`), so the casts hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Event
from typing import Final, cast

from devices.driver import (
    BarrierDriver,
    CameraDriver,
    IdCardDriver,
    IndicatorDriver,
    PrinterDriver,
    ReceiptPrinterDriver,
)
from devices.ports import Frame, JobProgress, Sensor, Signal
from devices.printer.options import AS_CONFIGURED, PrintOptions
from devices.receipt.content import Receipt
from devices.supervisor import Supervisor


class CardReaderHandle:
    """A :class:`devices.ports.CardReader`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name


class CodeScannerHandle:
    """A :class:`devices.ports.CodeScanner`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name


class IdCardReaderHandle:
    """A :class:`devices.ports.IdCardReader`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    def read_next(self, within_s: float) -> None:
        self._driver.read_next(within_s)

    def dismiss(self) -> None:
        self._driver.dismiss()

    @property
    def _driver(self) -> IdCardDriver:
        return cast(IdCardDriver, self._supervisor.driver)


class CameraHandle:
    """A :class:`devices.ports.Camera`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    def latest(self) -> Frame | None:
        return cast(CameraDriver, self._supervisor.driver).latest()


class BarrierHandle:
    """A :class:`devices.ports.Barrier`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    def open_for(self, seconds: float) -> None:
        self._driver.open_for(seconds)

    def close(self) -> None:
        self._driver.shut()

    def hold_open(self) -> None:
        self._driver.hold_open()

    def release(self) -> None:
        self._driver.release()

    def inputs(self) -> Mapping[Sensor, bool]:
        return self._driver.inputs()

    @property
    def self_test_moves(self) -> bool:
        return self._driver.self_test_moves

    @property
    def _driver(self) -> BarrierDriver:
        return cast(BarrierDriver, self._supervisor.driver)


class ReceiptPrinterHandle:
    """A :class:`devices.ports.ReceiptPrinter`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    def print_receipt(self, receipt: Receipt) -> None:
        cast(ReceiptPrinterDriver, self._supervisor.driver).print_receipt(receipt)


class IndicatorHandle:
    """A :class:`devices.ports.Indicator`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    def show(self, signal: Signal) -> None:
        cast(IndicatorDriver, self._supervisor.driver).show(signal)


class PrinterHandle:
    """A :class:`devices.ports.DocumentPrinter`."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor: Final = supervisor

    @property
    def name(self) -> str:
        return self._supervisor.driver.name

    @property
    def defaults(self) -> PrintOptions:
        return self._driver.defaults

    def print_document(
        self, pdf: bytes, title: str, cancel: Event, options: PrintOptions = AS_CONFIGURED
    ) -> Iterator[JobProgress]:
        return self._driver.print_document(pdf, title, cancel, options)

    def find_job(self, job: int, title: str) -> JobProgress | None:
        return self._driver.find_job(job, title)

    @property
    def _driver(self) -> PrinterDriver:
        return cast(PrinterDriver, self._supervisor.driver)
