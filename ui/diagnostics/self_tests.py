"""Carries out a run of self-tests off the GUI thread, one device at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from gate_agent.wire.schema import SelfTestOutcome, SelfTestResult
from ui.agents.client import SELF_TEST_GRACE_S
from ui.agents.errands import Errands
from ui.agents.errors import AgentError, AgentSilent, CallCancelled
from ui.agents.exchange import Call
from ui.diagnostics import runs
from ui.diagnostics.runs import Run, Target
from ui.diagnostics.terminals import Testable
from wording import Text

OVERDUE_S: Final = SELF_TEST_GRACE_S + 1.0
"""A test that is this much past its limit hangs in this program itself: the run goes on."""

_STOPPED: Final = Text(
    "{limit:g} 秒内没有结果，已停止。再做一次；仍不行则看终端程序是否在运行、网络是否通",
    "No result within {limit:g} s; stopped. Repeat it; if it recurs see that the terminal's "
    "program runs and its network works",
)


class SelfTests(QObject):
    """All methods belong to the GUI thread; the tests themselves run on workers."""

    changed = Signal()

    def __init__(
        self,
        terminals: Sequence[Testable],
        errands: Errands,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._terminals = terminals
        self._errands = errands
        self._clock = clock
        self._run = Run()
        self._results: dict[Target, SelfTestResult] = {}
        self._call: Call | None = None
        self._started_at = datetime.now(UTC)
        self._started = 0.0

    @property
    def run(self) -> Run:
        """The run that goes on, or the last one."""
        return self._run

    def result_of(self, target: Target) -> SelfTestResult | None:
        """The newest result of a device, from whichever run."""
        return self._results.get(target)

    def note(self, target: Target, result: SelfTestResult) -> None:
        """Keep what a technician found by hand as the newest result of a device."""
        self._results[target] = result
        self.changed.emit()

    @property
    def left_s(self) -> float:
        """Seconds until the running test is stopped; 0 when none runs."""
        if self._run.running is None:
            return 0.0
        limit_s = self._terminals[self._run.running.terminal].limit_s
        return max(0.0, self._started + limit_s - self._clock())

    def begin(
        self,
        targets: Sequence[Target],
        in_service: Sequence[Target] = (),
        out_of_reach: Sequence[Target] = (),
    ) -> None:
        """Test ``targets`` in order; ignored while a run goes on.

        Those ``in_service`` or ``out_of_reach`` are skipped, and their results say so.
        """
        if self._run.active or not targets:
            return
        now = datetime.now(UTC)
        run = runs.skip(runs.begin(targets), out_of_reach, runs.OUT_OF_REACH, now)
        self._set(runs.skip(run, in_service, runs.NOT_ASKED, now))
        self._proceed()

    def call_off(self) -> None:
        """End the run; the test that runs is stopped."""
        call, self._call = self._call, None
        self._set(runs.call_off(self._run, datetime.now(UTC)))
        if call is not None:
            call.cancel()

    def look(self) -> None:
        """Stop the running test if its worker has not come back long after the limit."""
        target = self._run.running
        if target is None:
            return
        limit_s = self._terminals[target.terminal].limit_s
        if self._clock() - self._started > limit_s + OVERDUE_S:
            call, self._call = self._call, None
            self._finish(target, self._timed_out(target))
            if call is not None:
                call.cancel()

    def _proceed(self) -> None:
        run = runs.proceed(self._run)
        target = run.running
        if target is None or run == self._run:
            return
        self._set(run)
        terminal = self._terminals[target.terminal]
        self._started, self._started_at = self._clock(), datetime.now(UTC)
        self._call = self._errands.run(
            lambda call: terminal.self_test(target.device, call),
            lambda answer: self._hear(target, answer),
        )

    def _hear(self, target: Target, answer: SelfTestResult | AgentError) -> None:
        match answer:
            case SelfTestResult():
                self._finish(target, answer)
            case CallCancelled():
                return  # whoever cancelled has noted the outcome
            case AgentSilent():
                self._finish(target, self._timed_out(target))
            case _:
                self._finish(target, self._ended(target, SelfTestOutcome.FAILED, answer.text))

    def _finish(self, target: Target, result: SelfTestResult) -> None:
        self._set(runs.finish(self._run, target, result))
        self._proceed()

    def _timed_out(self, target: Target) -> SelfTestResult:
        limit_s = self._terminals[target.terminal].limit_s
        return self._ended(target, SelfTestOutcome.TIMED_OUT, _STOPPED.format(limit=limit_s))

    def _ended(self, target: Target, outcome: SelfTestOutcome, detail: Text) -> SelfTestResult:
        took_s = self._clock() - self._started
        return runs.ended(target, outcome, detail, self._started_at, took_s)

    def _set(self, run: Run) -> None:
        if run == self._run:
            return
        self._run = run
        for step in run.steps:
            if step.result is not None:
                self._results[step.target] = step.result
        self.changed.emit()
