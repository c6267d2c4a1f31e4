"""The readiness run: every device of a terminal exercised in turn, in a technician's name.

Whoever runs it walks along: each step says beforehand what to do, may be skipped with a reason
while it goes on, and asks afterwards what came out where only an eye can tell. A step that hangs is
stopped at its limit by the rig, so a run always ends.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from threading import Event, Lock
from types import MappingProxyType
from typing import Final

from devices.diagnostics.by_eye import QUESTIONS, Eye, EyeQuestion, Look, Repeat, judged
from devices.diagnostics.by_hand import PRINT_LIMIT_S, PRINTERS
from devices.diagnostics.exercised import Exercised, Standing
from devices.diagnostics.technicians import Proven
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome, SelfTestResult
from devices.rig import NoSuchDevice
from wording import Text

STEP_LIMIT_S: Final = 20.0
"""Long enough to walk to the device, and to read a card twice."""

_LOOK: Final = Text("不用动手，看着结果即可", "Nothing to do; watch the result")
INSTRUCTIONS: Final[Mapping[DeviceKind, Text]] = MappingProxyType(
    {
        DeviceKind.CARD_READER: Text("请在读卡器上放一张卡", "Present a card to the reader"),
        DeviceKind.CODE_SCANNER: Text("请把一个码对准扫码器", "Hold a code before the scanner"),
        DeviceKind.ID_CARD_READER: Text(
            "请把身份证放到阅读器上", "Lay an identity card on the reader"
        ),
        DeviceKind.INDICATOR: Text("请看灯、听声音", "Watch the light, listen for the sound"),
        DeviceKind.CAMERA: Text("请站到摄像头前", "Stand before the camera"),
        DeviceKind.BARRIER: Text(
            "请远离闸机：配置允许时它会动作", "Stand clear: the barrier moves where that is allowed"
        ),
    }
)
"""What somebody should do for a device of that kind; nothing for the others."""
_SKIPPED: Final = Text("跳过：{zh}", "Skipped: {en}")


class Verdict(Enum):
    """What a run says of the terminal."""

    READY = Text("可以投入使用", "Ready for service")
    READY_AS_FAR_AS_TESTED = Text("已测部分正常，有跳过或未确认项", "Ready as far as tested")
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
    limit_s: float


@dataclass(frozen=True, slots=True)
class SampleBegun:
    """The device answered well; now it prints a sample for somebody to look at."""

    device: str
    limit_s: float


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
        eye: Eye | None = None,
    ) -> None:
        """``skips`` names devices that are left out, each with the reason; ``terminal`` is shown.

        Without an ``eye`` nothing is printed, and what needs one is ready only as far as tested.
        Raises InServiceUnconfirmed unless somebody confirmed that the lane may be disturbed,
        NoSuchDevice, SkipUnexplained.
        """
        if not in_service_ok:
            raise InServiceUnconfirmed("the tests disturb a lane in service; confirm that they may")
        self._bench: Final = bench
        self._terminal: Final = terminal
        self._technician: Final = technician
        self._limit_s: Final = limit_s
        self._eye: Final = eye
        self._lock: Final = Lock()
        self._skips: Final[dict[str, Text]] = {}
        self._steps: Final[list[Step]] = []
        self._stopped: Final = Event()
        self._turn: tuple[str, Event] | None = None
        """The device whose turn it is, and what ends the turn early."""
        self._started_at: datetime | None = None
        for device, reason in skips.items():
            self._known(device)
            if not reason.strip():
                raise SkipUnexplained(f"say why {device} is skipped")
            self.skip(device, Text(reason.strip(), reason.strip()))

    def skip(self, device: str, reason: Text) -> None:
        """Leave ``device`` out; if it is its turn, that ends at once. Harmless once it has ended.

        Raises NoSuchDevice.
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

        Where it is shown once more, StepBegun comes again. Each takes at most its limits, and as
        long as somebody looks at what came out. Stopping early leaves the run unfinished.
        """
        self._started_at = datetime.now(UTC)
        names = self._bench.names()
        for number, name in enumerate(names, start=1):
            ended = self._begin(name)
            exercised: Step | None = None
            if not ended.is_set():
                kind = self._bench.standing(name).kind
                instruction = _LOOK if kind is None else INSTRUCTIONS.get(kind, _LOOK)
                begun = StepBegun(name, number, len(names), instruction, self._limit_s)
                exercised = yield from self._exercised(begun, ended)
            step = self._ended(name, exercised)
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
            raise NoSuchDevice(
                f"no device is called {device!r}; configured: {', '.join(self._bench.names())}"
            )

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

    def _ended(self, name: str, exercised: Step | None) -> Step | None:
        """What counts when a turn is over: None when the run was stopped, or the skip, or that."""
        with self._lock:
            self._turn = None
            if self._stopped.is_set():
                return None
            reason = self._skips.get(name)
        if reason is None:
            return exercised
        detail = _SKIPPED.format(zh=reason.zh, en=reason.en)
        started_at = datetime.now(UTC) if exercised is None else exercised.started_at
        result = SelfTestResult(name, SelfTestOutcome.SKIPPED, detail, started_at, 0.0)
        return _step(self._bench.standing(name), result)

    def _exercised(
        self, begun: StepBegun, ended: Event
    ) -> Generator[StepBegun | SampleBegun, None, Step]:
        """A device's turn, again while somebody wants to see it once more."""
        while True:
            yield begun
            step = yield from self._tried(begun.device, ended)
            question = None if step.kind is None else QUESTIONS.get(step.kind)
            if step.outcome is not SelfTestOutcome.PASSED or step.kind is None or question is None:
                return step
            if self._eye is None:
                return _judged(step, None)
            look = self._eye.look(EyeQuestion(step.device, step.kind, question), ended)
            if not isinstance(look, Repeat):
                return _judged(step, look)

    def _tried(self, name: str, ended: Event) -> Generator[SampleBegun, None, Step]:
        """The self-test, and a sample where the device prints and somebody can look at it."""
        step = self._tested(name, self._bench.self_test(name, self._limit_s, ended))
        passed = step.outcome is SelfTestOutcome.PASSED
        if not passed or self._eye is None or step.kind not in PRINTERS:
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
