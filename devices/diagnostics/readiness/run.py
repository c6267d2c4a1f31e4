"""The readiness run: every device of a terminal exercised in turn, in a technician's name.

Whoever runs it walks along: each step says beforehand what to do, may be skipped with a reason
while it goes on, asks afterwards what came out where only an eye can tell, and may be repeated when
it failed. A step that hangs is stopped at its limit by the rig, so a run always ends.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Lock
from types import MappingProxyType
from typing import Final

from devices.diagnostics.readiness.technicians import Proven
from devices.diagnostics.readiness.told import (
    Attempt,
    Attendant,
    ReadinessRun,
    SampleBegun,
    Step,
    StepBegun,
)
from devices.diagnostics.trials.by_eye import (
    QUESTIONS,
    EyeQuestion,
    Look,
    Repeat,
    judged,
    to_repeat,
)
from devices.diagnostics.trials.by_hand import PRINT_LIMIT_S, PRINTERS
from devices.diagnostics.trials.exercised import Exercised, Standing
from devices.diagnostics.trials.instructions import INSTRUCTIONS
from devices.ports import DeviceState, SelfTestOutcome, SelfTestResult
from devices.rig import NoSuchDevice
from wording import Text, Worded

STEP_LIMIT_S: Final = 20.0
"""Long enough to walk to the device, and to read a card twice."""

_LOOK: Final = Text("不用动手，看着结果即可", "Nothing to do; watch the result")
_SKIPPED: Final = Text("跳过：{zh}", "Skipped: {en}")
_UNEXPLAINED: Final = Text(
    "请写明为什么跳过 {device}：{device}=原因", "say why {device} is skipped: {device}=REASON"
)
_UNREPEATED: Final = Text("没有重试：{zh}", "not repeated: {en}")


class InServiceUnconfirmed(Exception):
    """Nobody confirmed that the lane may be disturbed."""


class SkipUnexplained(Worded, ValueError):
    """A device is to be skipped without a reason."""


def check_skips(skips: Mapping[str, str], names: Collection[str]) -> None:
    """Raises NoSuchDevice, SkipUnexplained unless each is one of ``names`` and has a reason."""
    for device, reason in skips.items():
        if device not in names:
            raise NoSuchDevice.called(device, names)
        if not reason.strip():
            raise SkipUnexplained(_UNEXPLAINED.format(device=device))


class Readiness:
    """One run over ``bench``: iterate over :meth:`steps` to its end, then ask for :meth:`result`.

    :meth:`skip` and :meth:`stop` may be called from any thread meanwhile.
    """

    def __init__(
        self,
        bench: Exercised,
        terminal: str,
        technician: Proven,
        *,
        in_service_ok: bool,
        skips: Mapping[str, str] = MappingProxyType({}),
        limit_s: float = STEP_LIMIT_S,
        attendant: Attendant | None = None,
    ) -> None:
        """``skips`` names devices that are left out, each with the reason; ``terminal`` is shown.

        Without an ``attendant`` nothing is printed or repeated, and what needs an eye is ready only
        as far as tested.
        Raises InServiceUnconfirmed unless somebody confirmed that the lane may be disturbed,
        NoSuchDevice, SkipUnexplained.
        """
        if not in_service_ok:
            raise InServiceUnconfirmed("the tests disturb a lane in service; confirm that they may")
        self._bench: Final = bench
        self._terminal: Final = terminal
        self._technician: Final = technician
        self._limit_s: Final = limit_s
        self._attendant: Final = attendant
        self._lock: Final = Lock()
        self._skips: Final[dict[str, Text]] = {}
        self._steps: Final[list[Step]] = []
        self._stopped: Final = Event()
        self._turn: tuple[str, Event] | None = None
        """The device whose turn it is, and what ends the turn early."""
        self._started_at: datetime | None = None
        check_skips(skips, bench.names())
        for device, reason in skips.items():
            self.skip(device, Text(reason.strip(), reason.strip()))

    def skip(self, device: str, reason: Text) -> None:
        """Leave ``device`` out; if it is its turn, that ends at once. Harmless once it has ended.

        What failed already stays so: then only its repeating is left out. Raises NoSuchDevice.
        """
        self._known(device)
        with self._lock:
            self._skips[device] = reason
            turn = self._turn if self._turn is not None and self._turn[0] == device else None
        self._end(turn)

    def stop(self) -> None:
        """End the run now; it has no result then."""
        with self._lock:
            self._stopped.set()
            turn = self._turn
        self._end(turn)

    def steps(self) -> Iterator[StepBegun | SampleBegun | Step]:
        """Exercise every device in turn: StepBegun before each that is not skipped, then its Step.

        Where it is done once more, StepBegun comes again. Each takes at most its limits, and as
        long as somebody looks at what came out. Stopping early leaves the run unfinished.
        """
        self._started_at = datetime.now(UTC)
        names = self._bench.names()
        for number, name in enumerate(names, start=1):
            started_at = datetime.now(UTC)
            ended = self._begin(name)
            attempts: tuple[Step, ...] = ()
            if not ended.is_set():
                kind = self._bench.standing(name).kind
                instruction = _LOOK if kind is None else INSTRUCTIONS.get(kind, _LOOK)
                begun = StepBegun(name, number, len(names), instruction, self._limit_s)
                attempts = yield from self._attempts(begun, ended)
            step = self._ended(name, started_at, attempts)
            if step is None:
                return
            self._steps.append(step)
            yield step

    def result(self) -> ReadinessRun:
        """The whole run. Raises ValueError while steps are missing."""
        if self._started_at is None or len(self._steps) != len(self._bench.names()):
            raise ValueError("the run has not ended")
        return ReadinessRun(
            self._terminal,
            self._technician,
            self._started_at,
            datetime.now(UTC),
            tuple(self._steps),
        )

    def _known(self, device: str) -> None:
        if device not in self._bench.names():
            raise NoSuchDevice.called(device, self._bench.names())

    def _end(self, turn: tuple[str, Event] | None) -> None:
        if turn is not None:
            device, ended = turn
            ended.set()  # before the cancelling: a test that starts only now sees it
            self._bench.cancel(device)

    def _begin(self, name: str) -> Event:
        """The end of the turn that begins; set already when there is nothing to do."""
        ended = Event()
        with self._lock:
            self._turn = name, ended
            if name in self._skips or self._stopped.is_set():
                ended.set()
        return ended

    def _ended(self, name: str, started_at: datetime, attempts: tuple[Step, ...]) -> Step | None:
        """What counts when a turn is over: None when the run was stopped, the last attempt, or the
        skip, which takes back no failure."""
        with self._lock:
            self._turn = None
            if self._stopped.is_set():
                return None
            reason = self._skips.get(name)
        if reason is None:
            return _last(attempts)
        if any(one.failed for one in attempts):
            return _left(_last(attempts), reason)
        detail = _SKIPPED.format(zh=reason.zh, en=reason.en)
        result = SelfTestResult(name, SelfTestOutcome.SKIPPED, detail, started_at, 0.0)
        return replace(_step(self._bench.standing(name), result), earlier=_earlier(attempts))

    def _attempts(
        self, begun: StepBegun, ended: Event
    ) -> Generator[StepBegun | SampleBegun, None, tuple[Step, ...]]:
        """A device's turn: every attempt that was not ended from outside, in order."""
        attempts: list[Step] = []
        while True:
            yield replace(begun, attempt=len(attempts) + 1)
            step = yield from self._tried(begun.device, ended)
            if ended.is_set():
                return tuple(attempts)
            attempt, again = self._weighed(step, ended)
            attempts.append(attempt)
            if not again:
                return tuple(attempts)

    def _weighed(self, step: Step, ended: Event) -> tuple[Step, bool]:
        """A step as whoever is there judges it, and whether they want it again."""
        question = None if step.kind is None else QUESTIONS.get(step.kind)
        if not step.failed and step.kind is not None and question is not None:
            look: Look | Repeat | None = None
            if self._attendant is not None:
                asked = EyeQuestion(step.device, step.kind, question)
                look = self._attendant.look(asked, ended)
            if isinstance(look, Repeat):
                return replace(step, detail=to_repeat(step.detail), unseen=True), True
            step = _judged(step, look)
        if not step.failed or self._attendant is None or ended.is_set():
            return step, False
        return step, self._attendant.again(step, ended)

    def _tried(self, name: str, ended: Event) -> Generator[SampleBegun, None, Step]:
        """The self-test, and a sample where the device prints and somebody can look at it."""
        step = self._tested(name, self._bench.self_test(name, self._limit_s, ended))
        passed = step.outcome is SelfTestOutcome.PASSED
        if not passed or self._attendant is None or step.kind not in PRINTERS:
            return step
        yield SampleBegun(name, PRINT_LIMIT_S)
        printed = self._tested(name, self._bench.print_sample(name, PRINT_LIMIT_S, ended))
        took_ms = step.took_ms + printed.took_ms
        if printed.outcome is not SelfTestOutcome.PASSED:
            return replace(printed, started_at=step.started_at, took_ms=took_ms)
        return replace(step, detail=_both(step.detail, printed.detail), took_ms=took_ms)

    def _tested(self, name: str, result: SelfTestResult) -> Step:
        """A device that is down or degraded does not pass, whatever its self-test says."""
        if result.outcome is SelfTestOutcome.SKIPPED:
            result = _outcome(result, result.detail)  # busy: nothing was tested, nobody chose that
        standing = self._bench.standing(name)
        down = standing.state is DeviceState.DOWN  # its fault tells more than that nothing is open
        passed = result.outcome is SelfTestOutcome.PASSED
        if standing.fault is not None and (passed or down):
            result = _outcome(result, standing.fault)
        return _step(standing, result)


def _last(attempts: Sequence[Step]) -> Step:
    """The last attempt, with those before it."""
    return replace(attempts[-1], earlier=_earlier(attempts[:-1]))


def _left(failed: Step, reason: Text) -> Step:
    """A step that failed and was then left at that."""
    return replace(
        failed,
        outcome=failed.outcome if failed.failed else SelfTestOutcome.FAILED,
        detail=_both(failed.detail, _UNREPEATED.format(zh=reason.zh, en=reason.en)),
    )


def _earlier(attempts: Sequence[Step]) -> tuple[Attempt, ...]:
    return tuple(Attempt(one.outcome, one.detail, one.started_at, one.took_ms) for one in attempts)


def _judged(step: Step, look: Look | None) -> Step:
    """A step that passed, and what an eye made of it."""
    bad = look is not None and look.wrong is not None
    return replace(
        step,
        outcome=SelfTestOutcome.FAILED if bad else SelfTestOutcome.PASSED,
        detail=judged(step.detail, look),
        unseen=look is None,
    )


def _both(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}；{second.zh}", f"{first.en}; {second.en}")


def _outcome(result: SelfTestResult, detail: Text) -> SelfTestResult:
    return SelfTestResult(
        result.device, SelfTestOutcome.FAILED, detail, result.started_at, result.took_ms
    )


def _step(standing: Standing, result: SelfTestResult) -> Step:
    return Step(
        device=standing.device,
        kind=standing.kind,
        driver=standing.driver,
        port=standing.port,
        firmware=standing.firmware if standing.state is not DeviceState.CONNECTING else "",
        outcome=result.outcome,
        detail=result.detail,
        started_at=result.started_at,
        took_ms=result.took_ms,
    )
