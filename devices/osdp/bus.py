"""One OSDP line for several devices: readers share it, and so do a reader's light and outputs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Full, Queue
from typing import Final

from devices.errors import CommandFailed, DeviceError, Fault, Silent
from devices.key_file import KeyUnusable, load_key
from devices.osdp.attendance import Absence
from devices.osdp.commands import Command
from devices.osdp.order import CommandRefused, Levels, Order, ReaderLost
from devices.osdp.panel import ReaderEvent
from devices.osdp.worker import ORDER_LIMIT_S, LineWorker
from devices.serial_line import SerialLine, SerialSettings

WORKER_STUCK_S: Final = 5.0
"""A tick takes milliseconds; a worker that is silent for so long hangs in its adapter."""
HAND_OVER_S: Final = 1.0
"""An order may have to wait for the worker's tick, and for other readers' answers."""
EVENTS_HELD: Final = 64
"""More cards than anybody presents while a driver is replaced."""
DEFAULT_KEY: Final = bytes(range(0x30, 0x40))
"""SCBK-D: every new reader has it, and everybody knows it (SIA OSDP 2.2, annex D)."""


class Member:
    """One device at one address of a line, while it is connected."""

    def __init__(self, bus: OsdpBus, address: int) -> None:
        self.address: Final = address
        self._bus: Final = bus
        self._events: Final[Queue[ReaderEvent | None]] = Queue(EVENTS_HELD)

    def wait_until_secure(self, limit_s: float) -> str:
        """Returns the reader's identity. Raises DeviceError with the reason when it is not."""
        return self._bus.wait_until_secure(self.address, limit_s)

    def next_event(self, wait_s: float) -> ReaderEvent | None:
        """What the reader reports, or None after ``wait_s``. Raises DeviceError when it is lost."""
        try:
            event = self._events.get(timeout=max(0.0, wait_s))
        except Empty:
            event = None
        if event is None:
            self._bus.check(self.address)
        return event

    def tell(self, command: Command) -> Levels | None:
        """Have ``command`` carried out; returns the levels if it asked for some.

        Raises CommandFailed, or DeviceError when the reader is not there.
        """
        return self._bus.tell(self.address, command)

    def check(self) -> None:
        """Raises DeviceError with the reason when the reader does not serve."""
        self._bus.check(self.address)

    def noise(self) -> int:
        """Bad packets and runs of noise on the whole line so far."""
        return self._bus.noise()

    def leave(self) -> None:
        """Harmless when it has left."""
        self._bus.leave(self)

    def deliver(self, event: ReaderEvent | None) -> None:
        """The worker's side: ``event``, or None to have the standing looked at."""
        try:
            self._events.put_nowait(event)
        except Full:
            return  # nobody reads: a driver that hangs, and will be replaced


class OsdpBus:
    """Open while it has members. All methods may be called from any thread."""

    def __init__(self, settings: SerialSettings) -> None:
        self._settings: Final = settings
        self._lock: Final = threading.Lock()
        """Held while the line is opened or closed; the worker's thread never takes it."""
        self._changed: Final = threading.Condition()
        self._key_files: Final[dict[int, Path]] = {}
        self._conflicts: Final[dict[int, str]] = {}
        self._members: frozenset[Member] = frozenset()
        self._worker: LineWorker | None = None

    def enroll(self, address: int, key_file: Path, settings: SerialSettings) -> None:
        """Note a device of the configuration, before any is connected."""
        known = self._key_files.setdefault(address, key_file)
        if known != key_file:
            self._conflicts[address] = f"address {address} has two key files"
        if settings != self._settings:
            self._conflicts[address] = f"{settings.port} is configured with two baud rates"

    def join(self, address: int) -> Member:
        """Connect a device. Raises NotFound (line), KeyUnusable, or DeviceError (conflict)."""
        conflict = self._conflicts.get(address)
        if conflict is not None:
            raise DeviceError(conflict, Fault.DEVICE_CONFLICT)
        key = checked_key(self._key_files[address])
        with self._lock:
            worker = self._worker
            if worker is None or worker.loss or worker.keys.get(address) != key or self._stuck():
                self._restart()
            member = Member(self, address)
            self._members |= {member}
            return member

    def leave(self, member: Member) -> None:
        """Disconnect a device; the last one closes the line."""
        with self._lock:
            self._members -= {member}
            if not self._members and self._worker is not None:
                worker, self._worker = self._worker, None
                worker.stop()

    def wait_until_secure(self, address: int, limit_s: float) -> str:
        """As :meth:`Member.wait_until_secure`."""
        deadline = time.monotonic() + limit_s
        with self._changed:
            while True:
                worker = self._working()
                if worker.secure(address):
                    return worker.identity(address)
                left_s = deadline - time.monotonic()
                if left_s <= 0 or worker.absence(address) not in (None, Absence.SILENT):
                    raise self._why(worker, address)
                self._changed.wait(left_s)

    def check(self, address: int) -> None:
        """Raises DeviceError with the reason when the reader does not serve."""
        worker = self._working()
        if self._stuck():
            raise DeviceError(f"the line {self._settings.port} hangs", Fault.DRIVER_STUCK)
        if not worker.secure(address):
            raise self._why(worker, address)

    def tell(self, address: int, command: Command) -> Levels | None:
        """As :meth:`Member.tell`."""
        self.check(address)
        order = Order(command, time.monotonic())
        self._working().give(address, order)
        try:
            return order.wait(ORDER_LIMIT_S + HAND_OVER_S)
        except CommandRefused as error:
            raise CommandFailed(str(error)) from error
        except (ReaderLost, TimeoutError) as error:
            self.check(address)
            raise Silent(f"reader {address} did not end a command") from error

    def noise(self) -> int:
        """As :meth:`Member.noise`."""
        worker = self._worker
        return 0 if worker is None else sum(worker.faults.values())

    def _working(self) -> LineWorker:
        """Raises DeviceError when the line is not open."""
        worker = self._worker
        if worker is None:
            raise Silent(f"{self._settings.port} is not open")
        if worker.loss is not None:
            raise worker.loss
        return worker

    def _stuck(self) -> bool:
        worker = self._worker
        return worker is not None and time.monotonic() - worker.last_tick > WORKER_STUCK_S

    def _why(self, worker: LineWorker, address: int) -> DeviceError:
        where = f"reader {address} on {self._settings.port}"
        match worker.absence(address):
            case Absence.KEY_REFUSED:
                return DeviceError(f"{where} refuses the key", Fault.READER_KEY_REFUSED)
            case Absence.INSECURE:
                return DeviceError(f"{where} has no Secure Channel", Fault.READER_INSECURE)
            case _:
                return Silent(f"{where} does not answer")

    def _restart(self) -> None:
        """(Re)open the line with the keys of all enrolled readers, as far as they can be used."""
        old, self._worker = self._worker, None
        if old is not None:
            old.stop()
        line = SerialLine(self._settings)
        line.open()
        worker = LineWorker(line, self._usable_keys(), self._heard, self._standing_changed)
        self._worker = worker
        worker.start()

    def _usable_keys(self) -> dict[int, bytes]:
        keys = {}
        for address, path in self._key_files.items():
            try:
                keys[address] = checked_key(path)
            except KeyUnusable:
                continue  # its own device says so when it connects
        return keys

    def _heard(self, address: int, event: ReaderEvent) -> None:
        for member in self._members:
            if member.address == address:
                member.deliver(event)

    def _standing_changed(self) -> None:
        with self._changed:
            self._changed.notify_all()
        for member in self._members:
            member.deliver(None)


class OsdpLines:
    """The OSDP lines of one rig, each made once."""

    def __init__(self, make: Callable[[SerialSettings], OsdpBus] = OsdpBus) -> None:
        self._make: Final = make
        self._lines: Final[dict[str, OsdpBus]] = {}

    def enrolled(self, settings: SerialSettings, address: int, key_file: Path) -> OsdpBus:
        """The line for one configured device, which is noted on it."""
        bus = self._lines.setdefault(settings.port, self._make(settings))
        bus.enroll(address, key_file, settings)
        return bus


def checked_key(path: Path) -> bytes:
    """The key in ``path``. Raises KeyUnusable, also for the key that every new reader has."""
    key = load_key(path)
    if key == DEFAULT_KEY:
        raise KeyUnusable(f"{path} holds OSDP's default key, which everybody knows")
    return key
