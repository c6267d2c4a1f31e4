"""Fire at the gate: an input opens every lane, and only a guard's release closes them again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from gate_agent.desk.emergency import EmergencyDesk, Ended
from gate_agent.lane.gate_lanes import GateLanes
from gate_agent.lane.input import Fire
from gate_agent.passage.event_reasons import ALL_LANES


class FireOpening:
    """What is in force is the emergency desk's to know; this brings it to the lanes."""

    def __init__(
        self, emergency: EmergencyDesk, lanes: GateLanes, evacuated: Callable[[], None]
    ) -> None:
        """``evacuated`` is called when all go out uncounted, and when that is over."""
        self._evacuated: Final = evacuated
        self._emergency: Final = emergency
        self._lanes: Final = lanes
        self._telling: Final = threading.Lock()

    def input(self, barrier: str, active: bool) -> None:
        """The fire input of a board changed, which may be of no lane, as a fire panel's own."""
        lane = next(iter(self._lanes.closed_by(barrier)), ALL_LANES)
        self._emergency.fire_input(barrier, lane, active)
        if active:
            self._tell()
            self._emergency.settle()

    def release(self, guard: str, reason: str) -> Ended:
        """End it at every lane, as :meth:`EmergencyDesk.release_fire` allows."""
        ended = self._emergency.release_fire(guard, reason)
        if ended is Ended.DONE:
            self._tell()
        return ended

    def _tell(self) -> None:
        """Whoever tells last tells what is in force then, so no lane is left with an older word."""
        with self._telling:
            if self._emergency.now.fire is not None:
                self._lanes.fire(Fire.RAISED)
                self._evacuated()
            else:
                self._evacuated()
                self._lanes.fire(Fire.CLEARED)
