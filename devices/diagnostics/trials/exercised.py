"""The devices of one terminal as a readiness run needs them, wherever they are connected."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import Final, Protocol

from devices.diagnostics.trials.by_hand import print_sample
from devices.ports import DeviceKind, DeviceState, SelfTestResult
from devices.rig import Rig
from devices.self_test import fault_sentence
from wording import Text


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands, as a report says it."""

    device: str
    kind: DeviceKind | None
    """None when another version's terminal has a kind that is not known here."""
    driver: str
    port: str
    firmware: str
    state: DeviceState
    fault: Text | None
    """Code, sentence and remedy in one line."""


class Exercised(Protocol):
    """Calls block; what goes wrong with a device is said in the result."""

    def names(self) -> tuple[str, ...]:
        """All devices, the same throughout a run."""
        ...

    def standing(self, name: str) -> Standing:
        """Never blocks."""
        ...

    def self_test(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        """Exercise one device for at most ``limit_s``; SKIPPED at once if ``called_off`` is set."""
        ...

    def print_sample(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        """Print a test page or a receipt, likewise."""
        ...

    def cancel(self, name: str) -> None:
        """Let what one of these two does to the device end soon; harmless when none does."""
        ...


class OnRig:
    """The devices of this process."""

    def __init__(self, rig: Rig) -> None:
        self._rig: Final = rig

    def names(self) -> tuple[str, ...]:
        return self._rig.names()

    def standing(self, name: str) -> Standing:
        health = next(health for health in self._rig.health() if health.name == name)
        return Standing(
            device=name,
            kind=health.kind,
            driver=health.driver,
            port=health.port,
            firmware=health.firmware,
            state=health.state,
            fault=None if health.fault is None else fault_sentence(health.fault),
        )

    def self_test(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        return self._rig.self_test(name, limit_s, called_off)

    def print_sample(self, name: str, limit_s: float, called_off: Event) -> SelfTestResult:
        return print_sample(self._rig, name, limit_s, called_off)

    def cancel(self, name: str) -> None:
        self._rig.cancel_self_test(name)
