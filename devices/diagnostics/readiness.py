"""The readiness run: every device of a terminal exercised in turn, in a technician's name.

Whoever runs it walks along: each step says beforehand what to do. A step that hangs is stopped at
its limit by the rig, so a run always ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from typing import Final

from devices.diagnostics.self_test import fault_sentence
from devices.diagnostics.technicians import Proven
from devices.ports import DeviceHealth, DeviceKind, DeviceState, SelfTestOutcome, SelfTestResult
from devices.rig import NoSuchDevice, Rig
from wording import Text

STEP_LIMIT_S: Final = 20.0
"""Long enough to walk to the device, and to read a card twice."""

_LOOK: Final = Text("不用动手，看着结果即可", "Nothing to do; watch the result")
INSTRUCTIONS: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.CARD_READER: Text("请在读卡器上放一张卡", "Present a card to the reader"),
        DeviceKind.CAMERA: Text("请站到摄像头前", "Stand before the camera"),
        DeviceKind.BARRIER: Text(
            "请远离闸机：配置允许时它会动作", "Stand clear: the barrier moves where that is allowed"
        ),
    }
)
"""What somebody should do for a device of that kind; nothing for the others."""


class Verdict(Enum):
    """What a run says of the terminal."""

    READY = Text("可以投入使用", "Ready for service")
    READY_AS_FAR_AS_TESTED = Text("已测部分正常，有跳过项", "Ready as far as tested")
    NOT_READY = Text("不能投入使用", "Not ready for service")


class InServiceUnconfirmed(Exception):
    """Nobody confirmed that the lane may be disturbed."""


class SkipUnexplained(ValueError):
    """A device is to be skipped without a reason."""


@dataclass(frozen=True, slots=True)
class StepBegun:
    """A device is about to be exercised."""

    device: str
    number: int
    """From 1."""
    of: int
    instruction: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One device's part of a run. ``detail`` says what was seen, why it failed or was skipped."""

    device: str
    kind: DeviceKind
    driver: str
    port: str
    firmware: str
    outcome: SelfTestOutcome
    detail: Text
    started_at: datetime
    took_ms: float


@dataclass(frozen=True, slots=True)
class ReadinessRun:
    """A run that ended, whatever it found."""

    terminal: str
    technician: Proven
    started_at: datetime
    ended_at: datetime
    steps: tuple[Step, ...]

    @property
    def verdict(self) -> Verdict:
        outcomes = {step.outcome for step in self.steps}
        if outcomes - {SelfTestOutcome.PASSED, SelfTestOutcome.SKIPPED} or not self.steps:
            return Verdict.NOT_READY
        if SelfTestOutcome.SKIPPED in outcomes:
            return Verdict.READY_AS_FAR_AS_TESTED
        return Verdict.READY

    def count(self, outcome: SelfTestOutcome) -> int:
        return sum(step.outcome is outcome for step in self.steps)


class Readiness:
    """One run over ``rig``: iterate over :meth:`steps` to its end, then ask for :meth:`result`."""

    def __init__(
        self,
        rig: Rig,
        terminal: str,
        technician: Proven,
        *,
        in_service_ok: bool,
        skips: Mapping[str, str] = MappingProxyType({}),
        limit_s: float = STEP_LIMIT_S,
    ) -> None:
        """``skips`` names devices that are left out, each with the reason; ``terminal`` is shown.

        Raises InServiceUnconfirmed unless somebody confirmed that the lane may be disturbed,
        NoSuchDevice, SkipUnexplained.
        """
        if not in_service_ok:
            raise InServiceUnconfirmed("the tests disturb a lane in service; confirm that they may")
        unknown = sorted(set(skips) - set(rig.names()))
        if unknown:
            raise NoSuchDevice(
                f"no device is called {unknown[0]!r}; configured: {', '.join(rig.names())}"
            )
        for device, reason in skips.items():
            if not reason.strip():
                raise SkipUnexplained(f"say why {device} is skipped")
        self._rig: Final = rig
        self._terminal: Final = terminal
        self._technician: Final = technician
        self._skips: Final = dict(skips)
        self._limit_s: Final = limit_s
        self._steps: Final[list[Step]] = []
        self._started_at: datetime | None = None

    def steps(self) -> Iterator[StepBegun | Step]:
        """Exercise every device in turn: StepBegun before each that is not skipped, then its Step.

        Each takes at most the limit. Stopping early leaves the run unfinished.
        """
        self._started_at = datetime.now(UTC)
        names = self._rig.names()
        for number, name in enumerate(names, start=1):
            if name in self._skips:
                step = self._skipped(name)
            else:
                instruction = INSTRUCTIONS.get(self._health(name).kind, _LOOK)
                yield StepBegun(name, number, len(names), instruction)
                step = self._exercised(name)
            self._steps.append(step)
            yield step

    def result(self) -> ReadinessRun:
        """The whole run. Raises ValueError while steps are missing."""
        if self._started_at is None or len(self._steps) != len(self._rig.names()):
            raise ValueError("the run has not ended")
        return ReadinessRun(
            self._terminal,
            self._technician,
            self._started_at,
            datetime.now(UTC),
            tuple(self._steps),
        )

    def _skipped(self, name: str) -> Step:
        reason = self._skips[name].strip()
        detail = Text(f"跳过：{reason}", f"Skipped: {reason}")
        result = SelfTestResult(name, SelfTestOutcome.SKIPPED, detail, datetime.now(UTC), 0.0)
        return _step(self._health(name), result)

    def _exercised(self, name: str) -> Step:
        """A device that is down or degraded does not pass, whatever its self-test says."""
        result = self._rig.self_test(name, self._limit_s)
        if result.outcome is SelfTestOutcome.SKIPPED:
            result = _outcome(result, result.detail)  # busy: nothing was tested, nobody chose that
        health = self._health(name)
        down = health.state is DeviceState.DOWN  # its fault tells more than that nothing is open
        passed = result.outcome is SelfTestOutcome.PASSED
        if health.fault is not None and (passed or down):
            result = _outcome(result, fault_sentence(health.fault))
        return _step(health, result)

    def _health(self, name: str) -> DeviceHealth:
        return next(health for health in self._rig.health() if health.name == name)


def _outcome(result: SelfTestResult, detail: Text) -> SelfTestResult:
    return SelfTestResult(
        result.device, SelfTestOutcome.FAILED, detail, result.started_at, result.took_ms
    )


def _step(health: DeviceHealth, result: SelfTestResult) -> Step:
    return Step(
        device=health.name,
        kind=health.kind,
        driver=health.driver,
        port=health.port,
        firmware=health.firmware if health.state is not DeviceState.CONNECTING else "",
        outcome=result.outcome,
        detail=result.detail,
        started_at=result.started_at,
        took_ms=result.took_ms,
    )
