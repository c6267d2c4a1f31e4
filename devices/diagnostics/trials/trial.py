"""What a technician tries on a device by hand, wherever the device is connected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final, Protocol

from devices.diagnostics.trials import by_hand
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.exercised import Exercised, OnRig
from devices.diagnostics.trials.lent_events import LentEvents, Reading
from devices.ports import DeviceEvent, SelfTestResult
from devices.rig import Rig

if TYPE_CHECKING:  # what looks at pictures loads slowly, and most devices are no camera
    from devices.diagnostics.trials.look import Preview
    from devices.diagnostics.trials.preview import CameraPreviews


class Trial(Exercised, Protocol):
    """Devices that can be tried. Everything but :meth:`inputs` may block; safe from any thread."""

    def reading(
        self, name: str, limit_s: float, cancel: Event, waiting: Callable[[], None]
    ) -> Reading:
        """The next card or code, which nobody else hears of; empty past ``limit_s``.

        Setting ``cancel`` ends the wait likewise; ``waiting`` is called when it begins.
        """
        ...

    def look(self, name: str) -> Preview:
        """One look through a camera."""
        ...

    def inputs(self, name: str) -> Inputs:
        """The inputs of a barrier as last read."""
        ...

    def pulse(self, name: str) -> SelfTestResult:
        """Open a barrier for half a second and say which inputs answered."""
        ...


class Nobody:
    """Where events go that no technician waits for."""

    def put(self, event: DeviceEvent) -> None:
        """Nobody's business here."""


class TrialOnRig(OnRig):
    """A Trial of this process's devices."""

    def __init__(self, rig: Rig, lent: LentEvents, models: Path | None) -> None:
        """``lent`` gets the events of ``rig``; ``models`` is the folder of the face models."""
        super().__init__(rig)
        self._lent: Final = lent
        self._models: Final = models
        self._previews: CameraPreviews | None = None

    def reading(
        self, name: str, limit_s: float, cancel: Event, waiting: Callable[[], None]
    ) -> Reading:
        return self._lent.take(name, cancel, limit_s, waiting)

    def look(self, name: str) -> Preview:
        if self._previews is None:
            from devices.diagnostics.trials.preview import CameraPreviews

            self._previews = CameraPreviews(self._rig, self._models)
        return self._previews.look(name)

    def inputs(self, name: str) -> Inputs:
        return by_hand.inputs(self._rig, name)

    def pulse(self, name: str) -> SelfTestResult:
        return by_hand.pulse(self._rig, name)
