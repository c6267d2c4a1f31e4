"""What a driver is to its supervisor.

A driver is thin: it opens one connection, turns what the codec decodes into events, and gives up
with a DeviceError. When to try again is the supervisor's business (:mod:`devices.supervisor`).
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Protocol

from devices.errors import Fault
from devices.latency import Operation
from devices.ports import (
    Camera,
    DeviceEvent,
    DeviceKind,
    DocumentPrinter,
    IdCardReader,
    Indicator,
    ReceiptPrinter,
    Sensor,
)
from devices.standing_order import StandingOrder
from wording import Text


class Link(Protocol):
    """The supervisor as a driver sees it. All calls are cheap and may come from any thread."""

    def emit(self, event: DeviceEvent) -> None:
        """Hand an event to whoever listens; also counts it as the device's last event."""
        ...

    def beat(self) -> None:
        """Say 'I am alive'. A driver that is silent for its ``stall_after_s`` is replaced."""
        ...

    def degrade(self, fault: Fault | None) -> None:
        """Report that the device works with a fault, or (None) that it works fully again."""
        ...

    def count(self, counter: str, by: int = 1) -> None:
        """Raise a named counter that diagnostics and metrics show."""
        ...

    def took(self, operation: Operation, seconds: float) -> None:
        """Say how long an operation took, for the histograms of the metrics."""
        ...


class Driver(Protocol):
    """One device over one protocol. Constructed cheaply; no I/O before :meth:`connect`."""

    @property
    def name(self) -> str:
        """Name in the configuration, unique in a terminal."""
        ...

    @property
    def kind(self) -> DeviceKind: ...

    @property
    def protocol(self) -> str:
        """The driver's own name as the configuration spells it, as ``modbus-rtu``."""
        ...

    @property
    def port(self) -> str:
        """Where the device is, without secrets: a path, reader name or address."""
        ...

    @property
    def stall_after_s(self) -> float:
        """Longest time in seconds between two beats while it serves."""
        ...

    def connect(self, link: Link) -> str:
        """Open the device; returns its firmware or identity, or an empty text.

        Raises DeviceError. Leaves nothing open when it raises.
        """
        ...

    def serve(self, link: Link, stop: Event) -> None:
        """Work until ``stop`` is set; raises DeviceError when the connection is lost."""
        ...

    def close(self) -> None:
        """Release everything; harmless when already closed or never opened."""
        ...

    def self_test(self, cancel: Event) -> Text:
        """Exercise the real device and say what was seen. Raises DeviceError when it fails.

        Runs beside :meth:`serve` on another thread; returns soon after ``cancel`` is set.
        """
        ...


class CameraDriver(Driver, Camera, Protocol):
    """A driver of kind CAMERA."""


class IdCardDriver(Driver, IdCardReader, Protocol):
    """A driver of kind ID_CARD_READER."""


class ReceiptPrinterDriver(Driver, ReceiptPrinter, Protocol):
    """A driver of kind RECEIPT_PRINTER."""


class IndicatorDriver(Driver, Indicator, Protocol):
    """A driver of kind INDICATOR."""


class PrinterDriver(Driver, DocumentPrinter, Protocol):
    """A driver of kind DOCUMENT_PRINTER."""


class BarrierDriver(Driver, Protocol):
    """A driver of kind BARRIER. Its ``close`` ends the connection; ``shut`` moves the barrier."""

    def follow(self, order: StandingOrder) -> None:
        """Take up what the drivers before it were told; called before :meth:`connect`."""
        ...

    def open_for(self, seconds: float) -> None:
        """As :meth:`devices.ports.Barrier.open_for`."""
        ...

    def shut(self) -> None:
        """As :meth:`devices.ports.Barrier.close`."""
        ...

    def hold_open(self) -> None:
        """As :meth:`devices.ports.Barrier.hold_open`."""
        ...

    def release(self) -> None:
        """As :meth:`devices.ports.Barrier.release`."""
        ...

    def inputs(self) -> Mapping[Sensor, bool]:
        """As :meth:`devices.ports.Barrier.inputs`."""
        ...

    @property
    def self_test_moves(self) -> bool:
        """As :attr:`devices.ports.Barrier.self_test_moves`."""
        ...
