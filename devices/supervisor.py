"""Keeps one device alive: connects, waits, tries again, replaces a driver that hangs.

A :class:`Tenure` is one driver on one thread. The supervisor owns the current tenure and the
device's :class:`~devices.lifecycle.Life`; whoever owns the supervisor calls
:meth:`Supervisor.watch` a few times a second.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

import structlog

from devices.driver import Driver
from devices.errors import DeviceError, Fault
from devices.latency import Operation, Stopwatch
from devices.lifecycle import (
    SERVING,
    Connected,
    Happening,
    Impaired,
    Life,
    Lost,
    Stuck,
    newborn,
    transition,
)
from devices.ports import DeviceEvent, DeviceHealth, DeviceState, HealthChanged

CONNECT_LIMIT_S: Final = 15.0
"""Opening may take longer than one service cycle, but not longer than any time-out inside it."""
MAX_ABANDONED: Final = 3
"""Hung threads kept before a device is given up until one of them ends: each holds memory."""
JOIN_LIMIT_S: Final = 5.0
"""How long a stop waits for a driver; a driver looks at its stop flag at least twice a second."""

DriverFactory = Callable[[], Driver]

_log = structlog.get_logger(__name__)


class EventSink(Protocol):
    """Where the events of devices go: a queue that never makes a device wait."""

    def put(self, event: DeviceEvent, /) -> None: ...


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Tenure:
    """One driver on one thread, from start to loss of trust. It is the driver's Link."""

    def __init__(self, supervisor: Supervisor, driver: Driver, clock: Callable[[], float]) -> None:
        self.driver: Final = driver
        self._supervisor: Final = supervisor
        self._clock: Final = clock
        self._stop: Final = threading.Event()
        self._limit_s: float | None = None
        self._last_beat = clock()
        self._thread: Final = threading.Thread(
            target=self._run, name=f"device-{driver.name}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def join(self, limit_s: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(limit_s)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def stuck(self) -> bool:
        """Silent for longer than it may be, or at its end though the device should serve."""
        if self._thread.ident is None:
            return False
        limit_s = self._limit_s
        overdue = limit_s is not None and self._clock() - self._last_beat > limit_s
        return overdue or not self._thread.is_alive()

    # Link

    def emit(self, event: DeviceEvent) -> None:
        self._supervisor.pass_on(self, event)

    def beat(self) -> None:
        self._last_beat = self._clock()

    def degrade(self, fault: Fault | None) -> None:
        self._supervisor.report(self, Impaired(fault))

    def count(self, counter: str, by: int = 1) -> None:
        self._supervisor.count(counter, by)

    def took(self, operation: Operation, seconds: float) -> None:
        self._supervisor.took(operation, seconds)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                error = self._connect_and_serve()
                self._limit_s = None
                if error is None or self._stop.is_set():
                    break
                life = self._supervisor.report(self, Lost(error.fault), str(error))
                self._stop.wait(life.delay_s)
        finally:
            self.driver.close()

    def _connect_and_serve(self) -> DeviceError | None:
        driver = self.driver
        try:
            self._expect_beat_within(max(CONNECT_LIMIT_S, driver.stall_after_s))
            started = self._clock()
            firmware = driver.connect(self)
            self.took(Operation.CONNECT, self._clock() - started)
            self._expect_beat_within(driver.stall_after_s)
            self._supervisor.report(self, Connected(firmware))
            driver.serve(self, self._stop)
        except DeviceError as error:
            driver.close()
            return error
        if self._stop.is_set():
            return None
        return DeviceError("the driver left its service without being asked", Fault.DRIVER_STUCK)

    def _expect_beat_within(self, limit_s: float) -> None:
        self.beat()
        self._limit_s = limit_s


class Supervisor:
    """One device for as long as the program runs. All methods may be called from any thread."""

    def __init__(
        self,
        factory: DriverFactory,
        events: EventSink,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """``factory`` builds a driver without I/O; ``clock`` and ``now`` are for tests."""
        self._factory = factory
        self._events: Final = events
        self._clock: Final = clock
        self._now: Final = now
        self._lock: Final = threading.RLock()
        self._life: Life = newborn(now())
        self._counters: Counter[str] = Counter()
        self._stopwatch: Final = Stopwatch()
        self._last_event: datetime | None = None
        self._abandoned: list[Tenure] = []
        self._stopping = False
        self._tenure = Tenure(self, factory(), clock)

    @property
    def driver(self) -> Driver:
        """The driver that serves now; another one after a replacement."""
        return self._tenure.driver

    def start(self) -> None:
        self._tenure.start()

    def ask_to_stop(self) -> None:
        """First half of stopping, so that many devices stop at the same time."""
        with self._lock:
            self._stopping = True
            self._tenure.ask_to_stop()

    def join(self, limit_s: float = JOIN_LIMIT_S) -> bool:
        """Second half: wait for the driver's thread. False when it hangs and was left behind."""
        self._tenure.join(limit_s)
        if self._tenure.alive:
            _log.warning("device.left_hanging", device=self.driver.name)
        return not self._tenure.alive

    def replace(self, factory: DriverFactory) -> None:
        """Let a driver of ``factory`` serve from now on, as at another port; it connects anew.

        Waits at most JOIN_LIMIT_S for the old one, whose port may be wanted; one that hangs is
        closed under its thread. Does nothing once the device is being stopped.
        """
        with self._lock:
            if self._stopping:
                return
            old = self._tenure
            old.ask_to_stop()
            self._factory = factory
            self._tenure = Tenure(self, factory(), self._clock)
            self._abandoned.append(old)
            self._life = newborn(self._now())
            self._events.put(HealthChanged(self.driver.name, self._clock(), self._health()))
            new = self._tenure
        old.join(JOIN_LIMIT_S)
        if old.alive:
            _close_aside(old.driver)
        new.start()

    def health(self) -> DeviceHealth:
        with self._lock:
            return self._health()

    def took(self, operation: Operation, seconds: float) -> None:
        with self._lock:
            self._stopwatch.note(operation, seconds)

    def watch(self) -> None:
        """Replace the driver if it hangs or crashed. Cheap; call it a few times a second."""
        with self._lock:
            self._abandoned = [tenure for tenure in self._abandoned if tenure.alive]
            if self._stopping or not self._tenure.stuck:
                return
            self._tenure.ask_to_stop()
            if len(self._abandoned) >= MAX_ABANDONED:
                self._move(Stuck(replaceable=False), "too many hung threads; none was replaced")
                return
            old = self._tenure
            self._counters["driver_replaced"] += 1
            self._move(Stuck(replaceable=True), "no beat from the driver's thread")
            self._tenure = Tenure(self, self._factory(), self._clock)
            if old.alive:
                self._abandoned.append(old)
                _close_aside(old.driver)
            self._tenure.start()

    # Called by the tenure

    def pass_on(self, sender: Tenure, event: DeviceEvent) -> None:
        """Put ``event`` into the queue unless ``sender`` was replaced meanwhile."""
        with self._lock:
            if sender is self._tenure:
                self._last_event = self._now()
                self._events.put(event)

    def count(self, counter: str, by: int) -> None:
        with self._lock:
            self._counters[counter] += by

    def report(self, sender: Tenure, happening: Happening, detail: str = "") -> Life:
        """Note what happened to ``sender`` and return where the device stands."""
        with self._lock:
            if sender is self._tenure:
                self._move(happening, detail)
            return self._life

    def _move(self, happening: Happening, detail: str) -> None:
        before = self._life
        self._life = transition(before, happening, self._now())
        after = self._life
        if (before.state, before.fault) == (after.state, after.fault):
            return  # only another try
        if before.state in SERVING and after.state is DeviceState.DOWN:
            self._counters["losses"] += 1
        if before.state is DeviceState.DOWN and after.state in SERVING:
            self._stopwatch.note(
                Operation.OUTAGE, max(0.0, (after.since - before.since).total_seconds())
            )
        _log.info(
            "device.health",
            device=self.driver.name,
            state=after.state.value,
            fault=after.fault.value.code if after.fault else None,
            detail=detail,
        )
        self._events.put(HealthChanged(self.driver.name, self._clock(), self._health()))

    def _health(self) -> DeviceHealth:
        driver, life = self.driver, self._life
        return DeviceHealth(
            name=driver.name,
            kind=driver.kind,
            driver=driver.protocol,
            port=driver.port,
            state=life.state,
            since=life.since,
            fault=life.fault,
            next_try=life.next_try,
            firmware=life.firmware,
            last_event=self._last_event,
            counters=dict(self._counters),
            latencies=self._stopwatch.read(),
        )


def _close_aside(driver: Driver) -> None:
    """Close a driver that hangs: often frees its thread, always its port, but may hang as well."""
    threading.Thread(target=driver.close, name=f"close-{driver.name}", daemon=True).start()
