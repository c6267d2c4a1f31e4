"""How far a readiness run is, device by device: pure functions of what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from devices.diagnostics.readiness.told import SampleBegun, Step, StepBegun
from devices.diagnostics.trials.by_eye import WRONGS
from gate_agent.wire.schema import SelfTestOutcome
from ui.diagnostics.bench_rows import Say
from ui.diagnostics.walk import Asked, Failed, Happened
from ui.diagnostics.words import OUTCOMES, Level, kind_name, kind_symbol
from wording import Text

SKIP_REASONS: Final = (
    Text("设备没有安装", "Not fitted"),
    Text("手边没有测试用的卡或码", "No card or code at hand"),
    Text("正在维修", "Under repair"),
    Text("现在不能打扰", "Must not be disturbed now"),
)
"""Why a step is skipped most often, to choose from."""

_PRINTING: Final = Text("正在打印样张，请取来看", "A sample is being printed: fetch it and look")
_WAITING: Final = Text("等待中", "Waiting")
_ATTEMPT: Final = Text("第 {number} 次：{detail}", "Attempt {number}: {detail}")
_SECONDS: Final = Text("{took_s:.1f} 秒", "{took_s:.1f} s")


class Progress(IntEnum):
    """As WalkView.qml knows it."""

    WAITING = 0
    RUNNING = 1
    ENDED = 2


@dataclass(frozen=True, slots=True)
class StepRow:
    """One device of the run."""

    device: str
    about: str
    symbol: str
    progress: int
    level: int
    outcome: str
    said: str
    took: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The device whose turn it is, and what is done with it now."""

    device: str
    number: int
    of: int
    instruction: Text
    limit_s: float
    question: Text | None = None
    """Somebody is asked to look."""
    wrongs: tuple[Text, ...] = ()
    failure: Text | None = None
    """It failed, and somebody may have it again."""
    attempt: int = 1

    @property
    def waits(self) -> bool:
        """Somebody is to answer."""
        return self.question is not None or self.failure is not None


@dataclass(frozen=True, slots=True)
class Walking:
    """A run as far as it has come."""

    devices: tuple[tuple[str, str], ...] = ()
    """Name and kind of each, in order."""
    ended: tuple[Step, ...] = ()
    turn: Turn | None = None

    def after(self, happened: Happened) -> Walking:
        """The run when that has happened too."""
        match happened:
            case StepBegun(device, number, of, instruction, limit_s, attempt):
                turn = Turn(device, number, of, instruction, limit_s, attempt=attempt)
                return replace(self, turn=turn)
            case SampleBegun(limit_s=limit_s) if self.turn is not None:
                printing = replace(self.turn, instruction=_PRINTING, limit_s=limit_s)
                return replace(self, turn=printing)
            case Asked(question, limit_s) if self.turn is not None:
                asked = replace(
                    self.turn,
                    limit_s=limit_s,
                    question=question.text,
                    wrongs=WRONGS.get(question.kind, ()),
                )
                return replace(self, turn=asked)
            case Failed(step, limit_s) if self.turn is not None:
                failed = replace(self.turn, limit_s=limit_s, failure=step.detail)
                return replace(self, turn=failed)
            case Step():
                return replace(self, ended=(*self.ended, happened), turn=None)
            case _:
                return self

    def answered(self) -> Walking:
        """The run when its question has an answer."""
        if self.turn is None:
            return self
        return replace(self, turn=replace(self.turn, question=None, wrongs=(), failure=None))


def step_rows(walking: Walking, say: Say) -> Sequence[StepRow]:
    """A row for each device: what came out, or that it runs or waits."""
    ended = {step.device: step for step in walking.ended}
    rows = []
    for name, kind in walking.devices:
        step = ended.get(name)
        running = walking.turn is not None and walking.turn.device == name
        about, symbol = say(kind_name(kind)), kind_symbol(kind)
        if step is None:
            progress = Progress.RUNNING if running else Progress.WAITING
            waiting = "" if running else say(_WAITING)
            rows.append(StepRow(name, about, symbol, progress, Level.UNKNOWN, waiting, "", ""))
            continue
        level, outcome = OUTCOMES[SelfTestOutcome(step.outcome.value)]
        if step.unseen:
            level = Level.ATTENTION
        skipped = level is Level.UNKNOWN
        took = "" if skipped else say(_SECONDS.format(took_s=step.took_ms / 1000))
        rows.append(
            StepRow(
                name, about, symbol, Progress.ENDED, level, say(outcome), _said(step, say), took
            )
        )
    return rows


def _said(step: Step, say: Say) -> str:
    """What was seen, and at which attempt where it was not the first."""
    detail = say(step.detail)
    if not step.earlier:
        return detail
    return say(_ATTEMPT.format(number=len(step.earlier) + 1, detail=detail))
