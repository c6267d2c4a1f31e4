"""A running rig and what it said."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from devices.errors import Fault
from devices.inventory import DeviceConfig
from devices.loan import Loan
from devices.ports import DeviceEvent, DeviceHealth, DeviceState, HealthChanged
from devices.purpose import Purpose
from devices.rig import Rig
from tests.helpers.waiting import LIMIT_S, wait_until

BACK_IN_SERVICE_S: Final = 1.0
"""How soon a device serves again once it is back."""
OSDP_BACK_IN_SERVICE_S: Final = 2.0
"""libosdp greets an absent reader once a second."""

EventT = TypeVar("EventT", bound=DeviceEvent)


def back_in_service_s(protocol: str) -> float:
    """How soon a device of that driver has to serve again once it is back."""
    return OSDP_BACK_IN_SERVICE_S if protocol.startswith("osdp-") else BACK_IN_SERVICE_S


class Bench:
    """A started rig with the events of its devices in order."""

    def __init__(self, rig: Rig, events: SimpleQueue[DeviceEvent]) -> None:
        self.rig: Final = rig
        self.seen: Final[list[DeviceEvent]] = []
        self._events: Final = events

    def next(self, kind: type[EventT], limit_s: float = LIMIT_S) -> EventT:
        """The next event of ``kind``; others before it are kept in ``seen``."""
        deadline = time.monotonic() + limit_s
        while True:
            try:
                event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no {kind.__name__}; seen: {self.seen}") from None
            self.seen.append(event)
            if isinstance(event, kind):
                return event

    def until_state(
        self, device: str, state: DeviceState, fault: Fault | None = None, limit_s: float = LIMIT_S
    ) -> DeviceHealth:
        """The health that says ``device`` reached ``state`` (with ``fault``)."""
        while True:
            health = self.next(HealthChanged, limit_s).health
            if (health.name, health.state, health.fault) == (device, state, fault):
                return health

    def next_health_in(self, state: DeviceState) -> DeviceHealth:
        """The next health in ``state``, whatever its fault."""
        while (health := self.next(HealthChanged).health).state is not state:
            continue
        return health

    def health(self, device: str) -> DeviceHealth:
        return next(health for health in self.rig.health() if health.name == device)

    def until_a_test_waits(self, device: str) -> None:
        """Until a self-test of ``device`` waits for a reading of its own.

        Looks inside the driver, as no caller of a rig has a use for this.
        """
        driver = self.rig._supervisors[device].driver
        loan: Loan[object] = vars(getattr(driver, "_reception", driver))["_loan"]
        wait_until(lambda: loan.wanted, "the self-test waits for a reading")

    def nothing_but_health(self) -> bool:
        """Whether all events that are still waiting are about health."""
        while not self._events.empty():
            event = self._events.get()
            self.seen.append(event)
            if not isinstance(event, HealthChanged):
                return False
        return True


@contextmanager
def running(
    devices: Mapping[str, DeviceConfig], *, ready: bool = True, purpose: Purpose = Purpose.SERVE
) -> Iterator[Bench]:
    """Start ``devices``; with ``ready``, wait until each of them serves."""
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig(devices, events, purpose=purpose)
    bench = Bench(rig, events)
    rig.start()
    try:
        waiting = set(devices) if ready else set()
        while waiting:
            health = bench.next(HealthChanged).health
            if health.state is DeviceState.READY:
                waiting.discard(health.name)
        yield bench
    finally:
        rig.stop()
