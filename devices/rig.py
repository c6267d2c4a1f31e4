"""All devices of one terminal: started, watched, stopped and handed out together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final, cast

from devices import inventory
from devices.driver import BarrierDriver, Driver
from devices.handles import (
    BarrierHandle,
    CameraHandle,
    CardReaderHandle,
    CodeScannerHandle,
    IdCardReaderHandle,
    IndicatorHandle,
    PrinterHandle,
    ReceiptPrinterHandle,
)
from devices.inventory import DeviceConfig
from devices.latency import Operation
from devices.osdp.bus import OsdpLines
from devices.ports import (
    Barrier,
    Camera,
    CardReader,
    CodeScanner,
    DeviceHealth,
    DeviceKind,
    DocumentPrinter,
    IdCardReader,
    Indicator,
    ReceiptPrinter,
    SelfTestResult,
)
from devices.purpose import Purpose
from devices.relay.boards import RelayPorts
from devices.self_test import (
    DEFAULT_LIMIT_S,
    Exercise,
    SelfTestRun,
    as_it_stands,
    refused_as_busy,
)
from devices.standing_order import StandingOrder
from devices.supervisor import JOIN_LIMIT_S, EventSink, Supervisor
from wording import Text, Worded

WATCH_INTERVAL_S: Final = 0.25
"""How often drivers are checked for hanging; small beside any driver's ``stall_after_s``."""

_UNKNOWN: Final = Text(
    "没有名为 {name!r} 的设备；已配置：{zh}", "no device is called {name!r}; configured: {en}"
)
_OTHER_KIND: Final = Text(
    "设备 {name!r} 是 {actual}，不是 {kind}", "device {name!r} is a {actual}, not a {kind}"
)

Builder = Callable[[str, DeviceConfig], Driver]


class NoSuchDevice(Worded, LookupError):
    """No device of that name, or none of that kind, is configured."""

    @classmethod
    def called(cls, name: str, known: Iterable[str]) -> NoSuchDevice:
        """No device has this name; ``known`` are those that are configured."""
        listed = ", ".join(known)
        return cls(_UNKNOWN.format(name=name, zh=listed or "无", en=listed or "none"))


class Rig:
    """Owns the devices named in a terminal's configuration.

    ``events`` receives every DeviceEvent of every device. One device that is down, hangs or crashes
    does not disturb another. The objects that :meth:`camera` and its siblings return stay good when
    a driver is replaced.
    """

    def __init__(
        self,
        devices: Mapping[str, DeviceConfig],
        events: EventSink,
        build: Builder | None = None,
        orders: Mapping[str, StandingOrder] | None = None,
        purpose: Purpose = Purpose.SERVE,
    ) -> None:
        """No I/O happens before :meth:`start`. ``build`` makes a driver, if not the inventory.

        ``orders``: what barriers of these names were told already. ``purpose``: whether relays are
        this program's to switch before anybody asks.
        """
        self._build: Final = build or partial(
            inventory.build,
            relays=RelayPorts(),
            cameras=self.camera,
            osdp=OsdpLines(),
            purpose=purpose,
        )
        told = orders or {}
        self.orders: Final = {name: told.get(name) or StandingOrder() for name in devices}
        """What each device was told, if it is a barrier; outlives its drivers."""
        self._supervisors: Final = {
            name: Supervisor(partial(self._built, name, config), events)
            for name, config in devices.items()
        }
        self._tests: dict[str, SelfTestRun] = {}
        self._tests_lock: Final = threading.Lock()
        self._stop: Final = threading.Event()
        self._watchdog: Final = threading.Thread(target=self._watch, name="rig", daemon=True)

    def start(self) -> None:
        """Start all devices and return at once; HealthChanged tells how each fares."""
        for supervisor in self._supervisors.values():
            supervisor.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Stop and close all devices; returns within about JOIN_LIMIT_S even if one hangs."""
        self._stop.set()
        for supervisor in self._supervisors.values():
            supervisor.ask_to_stop()
        if self._watchdog.ident is not None:
            self._watchdog.join()
        deadline = time.monotonic() + JOIN_LIMIT_S
        for supervisor in self._supervisors.values():
            supervisor.join(max(0.0, deadline - time.monotonic()))

    def replace(self, devices: Mapping[str, DeviceConfig]) -> None:
        """Let these devices be what ``devices`` says from now on; the others go on.

        For another port of the same device: the kind must stay. Waits until the old drivers have
        let go, at most JOIN_LIMIT_S each. Raises NoSuchDevice before anything is changed.
        """
        chosen = {name: self._supervisor(name) for name in devices}
        for name, supervisor in chosen.items():
            supervisor.replace(partial(self._built, name, devices[name]))

    def names(self) -> tuple[str, ...]:
        return tuple(self._supervisors)

    def kind(self, name: str) -> DeviceKind:
        """Raises NoSuchDevice."""
        return self._supervisor(name).driver.kind

    def health(self) -> tuple[DeviceHealth, ...]:
        """Every device, in the order of the configuration."""
        return tuple(supervisor.health() for supervisor in self._supervisors.values())

    def camera(self, name: str) -> Camera:
        """Raises NoSuchDevice."""
        return CameraHandle(self._supervisor(name, DeviceKind.CAMERA))

    def barrier(self, name: str) -> Barrier:
        """Raises NoSuchDevice."""
        return BarrierHandle(self._supervisor(name, DeviceKind.BARRIER))

    def receipt_printer(self, name: str) -> ReceiptPrinter:
        """Raises NoSuchDevice."""
        return ReceiptPrinterHandle(self._supervisor(name, DeviceKind.RECEIPT_PRINTER))

    def indicator(self, name: str) -> Indicator:
        """Raises NoSuchDevice."""
        return IndicatorHandle(self._supervisor(name, DeviceKind.INDICATOR))

    def printer(self, name: str) -> DocumentPrinter:
        """Raises NoSuchDevice."""
        return PrinterHandle(self._supervisor(name, DeviceKind.DOCUMENT_PRINTER))

    def card_reader(self, name: str) -> CardReader:
        """Raises NoSuchDevice."""
        return CardReaderHandle(self._supervisor(name, DeviceKind.CARD_READER))

    def id_card_reader(self, name: str) -> IdCardReader:
        """Raises NoSuchDevice."""
        return IdCardReaderHandle(self._supervisor(name, DeviceKind.ID_CARD_READER))

    def code_scanner(self, name: str) -> CodeScanner:
        """Raises NoSuchDevice."""
        return CodeScannerHandle(self._supervisor(name, DeviceKind.CODE_SCANNER))

    def self_test(
        self, name: str, limit_s: float = DEFAULT_LIMIT_S, called_off: threading.Event | None = None
    ) -> SelfTestResult:
        """Exercise one device for real; blocks for at most ``limit_s`` seconds.

        SKIPPED when the device's previous test is still running, and at once when ``called_off``
        is set already: whoever sets it and then cancels is never too early. A device that is away
        all the while FAILED by its own fault. Raises NoSuchDevice.
        """
        return self.exercise(name, self._supervisor(name).driver.self_test, limit_s, called_off)

    def exercise(
        self, name: str, how: Exercise, limit_s: float, called_off: threading.Event | None = None
    ) -> SelfTestResult:
        """Do ``how`` to one device as :meth:`self_test` does its self-test."""
        supervisor = self._supervisor(name)
        before = supervisor.health()
        with self._tests_lock:
            previous = self._tests.get(name)
            if previous is not None and previous.running:
                return refused_as_busy(name)
            run = self._tests[name] = SelfTestRun(name, before.kind, how)
            if called_off is not None and called_off.is_set():
                run.call_off()
            else:
                run.start()
        result = run.result(limit_s)
        supervisor.took(Operation.SELF_TEST, result.took_ms / 1000)
        return as_it_stands(result, before, supervisor.health())

    def cancel_self_test(self, name: str) -> None:
        """Let a running self-test of the device end soon; harmless when none runs."""
        with self._tests_lock:
            run = self._tests.get(name)
        if run is not None:
            run.call_off()

    def hold(self, name: str) -> None:
        """Let the barrier's driver hold it open as soon as it can; waits for nothing.

        Ends as any hold does. Raises KeyError.
        """
        self.orders[name].held = True

    def _built(self, name: str, config: DeviceConfig) -> Driver:
        driver = self._build(name, config)
        if driver.kind is DeviceKind.BARRIER:
            cast(BarrierDriver, driver).follow(self.orders[name])
        return driver

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_INTERVAL_S):
            for supervisor in self._supervisors.values():
                supervisor.watch()

    def _supervisor(self, name: str, kind: DeviceKind | None = None) -> Supervisor:
        supervisor = self._supervisors.get(name)
        if supervisor is None:
            raise NoSuchDevice.called(name, self._supervisors)
        actual = supervisor.driver.kind
        if kind is not None and actual is not kind:
            raise NoSuchDevice(_OTHER_KIND.format(name=name, actual=actual, kind=kind))
        return supervisor
