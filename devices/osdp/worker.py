"""The thread that works one OSDP line: asks all readers in turn and sees who is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Final

from devices.errors import DeviceError
from devices.osdp.attendance import Absence, Attendance, Place, Signs, Wish
from devices.osdp.channel import LineChannel
from devices.osdp.order import Order, ReaderLost
from devices.osdp.panel import Panel, ReaderEvent
from devices.serial_line import SerialLine

TICK_S: Final = 0.005
"""Longest pause between two looks at the line; an answer wakes it at once."""
SHORTEST_TICK_S: Final = 0.001
POLL_AFTER_S: Final = 0.051
"""libosdp asks a reader again when more than 50 ms have passed since its answer: look just then."""
TURNS: Final = 2
"""libosdp decides in one turn what it sends in the next."""
READ_LIMIT: Final = 4096
ORDER_LIMIT_S: Final = 1.5
"""A command takes 50 ms, and a second more if a packet is lost; past that it is given up."""
QUIET_S: Final = 0.05
"""An answer to whoever had the line before takes no longer; it would break the greeting."""
QUIET_LIMIT_S: Final = 0.5
"""A line that is never quiet is worked nevertheless."""
STOP_LIMIT_S: Final = 3.0
"""A tick takes milliseconds, a write into a hung adapter up to its own limit."""


class LineWorker:
    """Owns the open line from :meth:`start` on. Other methods may be called from any thread."""

    def __init__(
        self,
        line: SerialLine,
        keys: Mapping[int, bytes],
        heard: Callable[[int, ReaderEvent], None],
        changed: Callable[[], None],
    ) -> None:
        """``heard`` is told what readers report, ``changed`` when a reader's standing did, or the
        line was lost; both from the worker's thread.
        """
        self.keys: Final = dict(keys)
        self._line: Final = line
        self._heard: Final = heard
        self._changed: Final = changed
        self._channel: Final = LineChannel(line)
        self._panel: Final = Panel(self._channel, keys)
        self._orders: Final[SimpleQueue[tuple[int, Order]]] = SimpleQueue()
        self._stop: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._run, name="osdp", daemon=True)
        now = time.monotonic()
        self._attendance: Final = {address: Attendance(now) for address in keys}
        self._identities: Final[dict[int, str]] = {}
        self._loss: DeviceError | None = None
        self.last_tick = now

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and closes the line, under it if it hangs. Not from the thread itself."""
        self._stop.set()
        self._thread.join(STOP_LIMIT_S)
        self._line.close()

    @property
    def loss(self) -> DeviceError | None:
        """Why the line was lost; the thread has ended then."""
        return self._loss

    @property
    def faults(self) -> Mapping[str, int]:
        """Bad bytes on the line so far, by kind."""
        return self._channel.faults

    def secure(self, address: int) -> bool:
        return self._attendance[address].place is Place.SECURE

    def absence(self, address: int) -> Absence | None:
        """Why the reader does not serve; None also before that is known."""
        return self._attendance[address].absence

    def identity(self, address: int) -> str:
        """What the reader says it is; empty before it was secure."""
        return self._identities.get(address, "")

    def give(self, address: int, order: Order) -> None:
        """Carry out ``order`` as soon as the reader is asked next."""
        self._orders.put((address, order))

    def _run(self) -> None:
        try:
            self._wait_for_quiet()
            while not self._stop.is_set():
                self._tick()
        except DeviceError as error:
            self._loss = error
        self._panel.close()
        while not self._orders.empty():
            self._orders.get()[1].end(ReaderLost("the line was closed"))
        self._line.close()
        self._changed()

    def _wait_for_quiet(self) -> None:
        given_up = time.monotonic() + QUIET_LIMIT_S
        while self._line.read(READ_LIMIT, QUIET_S) and time.monotonic() < given_up:
            continue

    def _tick(self) -> None:
        data = self._line.read(READ_LIMIT, self._pause_s())
        now = self.last_tick = time.monotonic()
        self._channel.receive(data, now)
        self._hand_over()
        for _ in range(TURNS):
            for address, event in self._panel.refresh():
                self._heard(address, event)
        if self._channel.loss is not None:
            raise self._channel.loss
        before = self._standing()
        for address, attendance in self._attendance.items():
            self._attend(address, attendance, now)
        if before != self._standing():
            self._changed()

    def _standing(self) -> list[tuple[Place, Absence | None]]:
        return [(one.place, one.absence) for one in self._attendance.values()]

    def _pause_s(self) -> float:
        """Until libosdp will ask the next reader, within bounds."""
        answers = self._channel.heard.values()
        due = [left for at in answers if (left := at + POLL_AFTER_S - self.last_tick) > 0]
        return max(SHORTEST_TICK_S, min(TICK_S, *due)) if due else TICK_S

    def _hand_over(self) -> None:
        while True:
            try:
                address, order = self._orders.get_nowait()
            except Empty:
                return
            self._panel.order(address, order)

    def _attend(self, address: int, attendance: Attendance, now: float) -> None:
        panel, never = self._panel, -1.0
        oldest = panel.oldest_order(address)
        overdue = oldest is not None and now - oldest > ORDER_LIMIT_S
        signs = Signs(
            secure=panel.secure(address) and not overdue,
            on_line=panel.on_line(address),
            heard_at=self._channel.heard.get(address, never),
            unproved_at=self._channel.unproved.get(address, never),
            denies_security=address in self._channel.told_capabilities
            and panel.denies_security(address),
        )
        was_secure = attendance.place is Place.SECURE
        match attendance.step(signs, now):
            case Wish.REMOVE:
                panel.remove(address)
            case Wish.GREET:
                panel.greet(address)
            case Wish.NOTHING:
                pass
        if attendance.place is Place.SECURE and not was_secure:
            self._identities[address] = panel.identity(address)
