"""Brings each event of a device to whom it concerns: lanes, fire opening, guards' card desk."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final

from devices.ports import CardPresented, DeviceEvent, HealthChanged, Sensor, SensorChanged
from gate_agent.desk.card_desk import CardDesk
from gate_agent.lane.fire_opening import FireOpening
from gate_agent.lane.gate_lanes import GateLanes
from gate_agent.lane.input import Heard
from gate_agent.loop_thread import LoopThread

LOOK_S: Final = 0.2
"""How soon the router notices that it shall end; events themselves wake it at once."""


class EventRouter:
    """One thread, which waits for no disk before the lanes know of a fire. Started and stopped
    once."""

    def __init__(
        self,
        events: SimpleQueue[DeviceEvent],
        lanes: GateLanes,
        fire: FireOpening,
        card_desk: CardDesk,
        changed: Callable[[], None],
    ) -> None:
        """``changed`` is called when a device's health has changed."""
        self._events: Final = events
        self._lanes: Final = lanes
        self._fire: Final = fire
        self._card_desk: Final = card_desk
        self._changed: Final = changed
        self._thread: Final = LoopThread("events", self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()

    def _run(self, stop: Event) -> None:
        while not stop.is_set():
            try:
                event = self._events.get(timeout=LOOK_S)
            except Empty:
                continue
            self._route(event)

    def _route(self, event: DeviceEvent) -> None:
        if isinstance(event, SensorChanged) and event.sensor is Sensor.FIRE:
            self._fire.input(event.device, event.active)
        elif isinstance(event, CardPresented) and event.device == self._card_desk.reader:
            self._card_desk.presented(event.uid)
        elif isinstance(event, Heard):
            self._lanes.heard(event)
        if isinstance(event, HealthChanged):
            self._changed()
