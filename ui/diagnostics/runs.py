"""A run of self-tests as a pure machine: steps wait, run one at a time, and end with a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gate_agent.wire.schema import SelfTestOutcome, SelfTestResult
from sync.wire import Bilingual
from wording import Text

NOT_ASKED = Text("闸机正在使用，没有测试", "The gate is in service; not tested")
OUT_OF_REACH = Text("终端失去联系，没有测试", "The terminal is out of contact; not tested")
CALLED_OFF = Text("已取消", "Called off")


@dataclass(frozen=True, slots=True)
class Target:
    """One device of one terminal."""

    terminal: int
    """Place of the terminal on the screen, from 0."""
    device: str


@dataclass(frozen=True, slots=True)
class Step:
    """One device's turn. ``result`` is None while it waits or runs."""

    target: Target
    result: SelfTestResult | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """All steps in order; ``running`` is the target whose turn it is."""

    steps: tuple[Step, ...] = ()
    running: Target | None = None

    @property
    def done(self) -> int:
        """How many steps have a result."""
        return sum(step.result is not None for step in self.steps)

    @property
    def waiting(self) -> tuple[Target, ...]:
        return tuple(
            step.target
            for step in self.steps
            if step.result is None and step.target != self.running
        )

    @property
    def active(self) -> bool:
        return self.running is not None or bool(self.waiting)

    def count(self, outcome: SelfTestOutcome) -> int:
        """How many steps ended so."""
        return sum(
            step.result is not None and step.result.outcome is outcome for step in self.steps
        )

    def result_of(self, target: Target) -> SelfTestResult | None:
        return next((step.result for step in self.steps if step.target == target), None)


def begin(targets: Sequence[Target]) -> Run:
    """A new run; nothing runs yet."""
    return Run(tuple(Step(target) for target in targets))


def proceed(run: Run) -> Run:
    """Give the next waiting step its turn, if none has it."""
    if run.running is not None or not run.waiting:
        return run
    return replace(run, running=run.waiting[0])


def finish(run: Run, target: Target, result: SelfTestResult) -> Run:
    """Note the result of the step that had its turn; a late one of another step is dropped."""
    if run.running != target:
        return run
    steps = tuple(
        replace(step, result=result) if step.target == target else step for step in run.steps
    )
    return Run(steps)


def skip(run: Run, targets: Sequence[Target], why: Text, at: datetime) -> Run:
    """Leave out those of ``targets`` that have not ended; says why."""
    left_out = set(targets)
    steps = tuple(
        replace(step, result=skipped(step.target, why, at))
        if step.target in left_out and step.result is None
        else step
        for step in run.steps
    )
    running = None if run.running in left_out else run.running
    return Run(steps, running)


def call_off(run: Run, at: datetime) -> Run:
    """End the run: what has not ended is skipped."""
    return skip(run, [step.target for step in run.steps], CALLED_OFF, at)


def skipped(target: Target, why: Text, at: datetime) -> SelfTestResult:
    """A result that says that nothing was tested."""
    return ended(target, SelfTestOutcome.SKIPPED, why, at, 0.0)


def ended(
    target: Target, outcome: SelfTestOutcome, detail: Text, at: datetime, took_s: float
) -> SelfTestResult:
    """A result made on this side, where the terminal gave none."""
    return SelfTestResult(
        device=target.device,
        outcome=outcome,
        detail=Bilingual(zh=detail.zh, en=detail.en),
        started_at=at,
        took_ms=max(0.0, took_s * 1000),
    )
