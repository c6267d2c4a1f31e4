"""One readiness run between the worker that carries it out and the screen that follows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Final

from devices.diagnostics.readiness.archive import ReportEntry
from devices.diagnostics.readiness.run import Readiness
from devices.diagnostics.readiness.technicians import Proven
from devices.diagnostics.readiness.told import ReadinessRun, SampleBegun, Step, StepBegun
from devices.diagnostics.trials.by_eye import EyeQuestion, Look, Repeat
from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.terminals import Terminal
from wording import Text

LOOK_LIMIT_S: Final = 180.0
"""To fetch a page from the printer in the next room; then the run goes on and says that nobody
looked, or that the step failed."""
_LOOK_AGAIN_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody is to look; :meth:`Walk.answer` says what they saw."""

    question: EyeQuestion
    limit_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Somebody may have the step again; :meth:`Walk.answer` says whether."""

    step: Step
    limit_s: float


@dataclass(frozen=True, slots=True)
class LeaveIt:
    """A failed step stays failed, and the run goes on."""


Happened = StepBegun | SampleBegun | Asked | Failed | Step
Answer = Look | Repeat | LeaveIt


@dataclass(frozen=True, slots=True)
class Walked:
    """A run that ended. ``entry`` is its kept report, or ``problem`` says why there is none."""

    run: ReadinessRun
    entry: ReportEntry | None
    problem: Text | None = None


class Walk:
    """An :class:`~devices.diagnostics.readiness.told.Attendant` too: what the run asks is told and
    answered."""

    def __init__(
        self,
        desk: ReadinessDesk,
        terminal: Terminal,
        technician: Proven,
        tell: Callable[[Walk, Happened], None],
    ) -> None:
        """``tell`` is called from the worker's thread."""
        self._desk: Final = desk
        self._terminal: Final = terminal
        self._technician: Final = technician
        self._tell: Final = tell
        self._readiness: Readiness | None = None
        self._answers: SimpleQueue[Answer] = SimpleQueue()

    def carry_out(self, call: Call) -> Walked:
        """Blocks to the end. Raises AgentError; CallCancelled when the run was stopped."""
        readiness = self._readiness = self._desk.prepare(self._terminal, self._technician, self)
        call.attach(readiness.stop)
        try:
            for happened in readiness.steps():
                self._tell(self, happened)
        finally:
            call.detach()
        if call.cancelled:
            raise CallCancelled
        run = readiness.result()
        try:
            return Walked(run, self._desk.keep(run))
        except AgentError as error:
            return Walked(run, None, error.text)

    def skip(self, device: str, reason: Text) -> None:
        """Leave a device out whose turn has not ended."""
        if self._readiness is not None:
            self._readiness.skip(device, reason)

    def answer(self, answer: Answer) -> None:
        """What somebody saw, or that it is to be done once more, or not."""
        self._answers.put(answer)

    def look(self, question: EyeQuestion, cancel: Event) -> Look | Repeat | None:
        """Called by the run."""
        answer = self._answer(Asked(question, LOOK_LIMIT_S), cancel)
        return None if isinstance(answer, LeaveIt) else answer

    def again(self, failed: Step, cancel: Event) -> bool:
        """Called by the run."""
        return isinstance(self._answer(Failed(failed, LOOK_LIMIT_S), cancel), Repeat)

    def _answer(self, asked: Asked | Failed, cancel: Event) -> Answer | None:
        """None when nobody answers in time."""
        answers = self._answers = SimpleQueue()
        self._tell(self, asked)
        deadline = monotonic() + LOOK_LIMIT_S
        while not cancel.is_set() and monotonic() < deadline:
            try:
                return answers.get(timeout=_LOOK_AGAIN_S)
            except Empty:
                continue
        return None
