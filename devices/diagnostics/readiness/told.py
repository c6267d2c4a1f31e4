"""What a readiness run tells while it goes on, and what is left of it when it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from threading import Event
from typing import Protocol

from devices.diagnostics.readiness.technicians import Proven
from devices.diagnostics.trials.by_eye import EyeQuestion, Look, Repeat
from devices.ports import DeviceKind, SelfTestOutcome
from wording import Text


class Verdict(Enum):
    """What a run says of the terminal."""

    READY = Text("可以投入使用", "Ready for service")
    READY_AS_FAR_AS_TESTED = Text("已测部分正常，有跳过或未确认项", "Ready as far as tested")
    NOT_READY = Text("不能投入使用", "Not ready for service")


@dataclass(frozen=True, slots=True)
class StepBegun:
    """A device is about to be exercised."""

    device: str
    number: int
    """From 1."""
    of: int
    instruction: Text
    limit_s: float
    attempt: int = 1
    """From 1; more when whoever is there wanted it again."""


@dataclass(frozen=True, slots=True)
class SampleBegun:
    """The device answered well; now it prints a sample for somebody to look at."""

    device: str
    limit_s: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """A device's exercise that was followed by another one, and what came of it."""

    outcome: SelfTestOutcome
    detail: Text
    started_at: datetime
    took_ms: float


@dataclass(frozen=True, slots=True)
class Step:
    """One device's part of a run. ``detail`` says what was seen, why it failed or was skipped."""

    device: str
    kind: DeviceKind | None
    """None when another version's terminal has a kind that is not known here."""
    driver: str
    port: str
    firmware: str
    outcome: SelfTestOutcome
    detail: Text
    started_at: datetime
    took_ms: float
    unseen: bool = False
    """It passed, but nobody judged by eye what came out."""
    earlier: tuple[Attempt, ...] = ()
    """What was tried before, in order; the last attempt alone counts."""

    @property
    def failed(self) -> bool:
        """Also when it was stopped at its limit."""
        return self.outcome in (SelfTestOutcome.FAILED, SelfTestOutcome.TIMED_OUT)


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
        if SelfTestOutcome.SKIPPED in outcomes or any(step.unseen for step in self.steps):
            return Verdict.READY_AS_FAR_AS_TESTED
        return Verdict.READY

    def count(self, outcome: SelfTestOutcome) -> int:
        return sum(step.outcome is outcome for step in self.steps)


class Attendant(Protocol):
    """Whoever walks along. Both wait for an answer, and end soon after ``cancel`` is set."""

    def look(self, question: EyeQuestion, cancel: Event) -> Look | Repeat | None:
        """What they saw; None when nobody looked."""
        ...

    def again(self, failed: Step, cancel: Event) -> bool:
        """Whether the step is to be repeated; False when it stands, or nobody answered."""
        ...
