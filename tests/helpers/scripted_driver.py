"""A driver without a device, whose every step a test decides. For the supervisor's own tests."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import DeviceError
from devices.ports import DeviceKind
from wording import Text

Step = Callable[[Link, Event], None]
"""What one service does: returns, raises, or waits."""


def until_stopped(link: Link, stop: Event) -> None:
    """The service of a healthy device."""
    stop.wait()


def losing(error: DeviceError) -> Step:
    def lose(link: Link, stop: Event) -> None:
        raise error

    return lose


class Script:
    """The steps of one device over all drivers that are built for it."""

    def __init__(self, *services: Step, kind: DeviceKind = DeviceKind.CARD_READER) -> None:
        self.kind: Final = kind
        self.services: Final = deque(services)
        """Taken one a service; healthy when there is none left."""
        self.refusals: Final[deque[DeviceError]] = deque()
        """Raised by one connect each."""
        self.drivers: Final[list[ScriptedDriver]] = []
        self.self_test: Callable[[Event], Text] = lambda cancel: Text("好", "fine")

    def build(self, name: str = "scripted") -> ScriptedDriver:
        driver = ScriptedDriver(self, name, generation=len(self.drivers) + 1)
        self.drivers.append(driver)
        return driver


class ScriptedDriver:
    """A Driver that follows its script; ``generation`` counts the drivers of one device."""

    protocol: Final = "script"
    port: Final = "nowhere"
    stall_after_s: Final = 2.0

    def __init__(self, script: Script, name: str, generation: int) -> None:
        self.name: Final = name
        self.kind: Final = script.kind
        self.generation: Final = generation
        self.links: Final[list[Link]] = []
        self.closed = 0
        self._script: Final = script

    def connect(self, link: Link) -> str:
        self.links.append(link)
        if self._script.refusals:
            raise self._script.refusals.popleft()
        return f"generation {self.generation}"

    def serve(self, link: Link, stop: Event) -> None:
        services = self._script.services
        step = services.popleft() if services else until_stopped
        step(link, stop)

    def close(self) -> None:
        self.closed += 1

    def self_test(self, cancel: Event) -> Text:
        return self._script.self_test(cancel)
