"""A readiness run on the command line: told as it goes, led by whoever sits at the terminal.

The run goes on a worker and the questions are asked on the main thread, so that Ctrl-C is heard at
once: it asks what is meant and breaks nothing off by itself. Questions go beside the output, which
a program may be reading.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event
from typing import Final, TypeVar, assert_never

import typer

from devices.command_line import on_interrupt, show, typed
from devices.diagnostics.readiness.run import Readiness
from devices.diagnostics.readiness.told import (
    Attendant,
    ReadinessRun,
    SampleBegun,
    Step,
    StepBegun,
)
from devices.diagnostics.rows import Row
from devices.diagnostics.trials.by_eye import EyeQuestion, Look, Repeat
from devices.ports import SelfTestOutcome
from devices.self_test import OUTCOMES
from wording import Language, Text

_LOOK_AGAIN_S: Final = 0.1
"""How often whoever waits for an answer, or for the run, looks whether something else came."""
_HOW_TO_STOP: Final = Text("Ctrl-C：跳过一步，或停止", "Ctrl-C: skip a step, or stop")
_MEANT: Final = Text(
    "    [s：跳过 {device}，q：停止，没有报告，g：继续]",
    "    [s: skip {device}, q: stop without a report, g: go on]",
)
_STOP_MEANT: Final = Text(
    "    [q：停止，没有报告，g：继续]", "    [q: stop without a report, g: go on]"
)
_AGAIN: Final = Text(
    "    {zh}\n    [a：再试一次，g：记为未通过]", "    {en}\n    [a: again, g: leave it failed]"
)
_LOOK: Final = Text("    {zh} [y：是，n：否，a：再来一次]", "    {en} [y/n, a: once more]")
_WRONG: Final = Text("    哪里不对", "    What is wrong")
_WHY: Final = Text("    为什么跳过", "    Why is it skipped")
_SAMPLE: Final = Text("    正在打印样张", "    Printing a sample")
_ENDED: Final = Text("    {zh}，{took}：{zh_detail}", "    {en} in {took}: {en_detail}")
_ENDED_AT_LAST: Final = Text(
    "    {zh}，{took}，第 {number} 次：{zh_detail}",
    "    {en} in {took}, attempt {number}: {en_detail}",
)
_LEFT_OUT: Final = Text("{device}：{zh}", "{device}: {en}")

_Answer = TypeVar("_Answer")
Happened = StepBegun | SampleBegun | Step


@dataclass(frozen=True, slots=True)
class _Looking:
    question: EyeQuestion
    answer: SimpleQueue[Look | Repeat | None] = field(default_factory=SimpleQueue)


@dataclass(frozen=True, slots=True)
class _Failed:
    step: Step
    answer: SimpleQueue[bool] = field(default_factory=SimpleQueue)


@dataclass(frozen=True, slots=True)
class _Interrupted:
    """Ctrl-C was pressed."""


_Inbox = SimpleQueue[Future[Happened | None] | _Looking | _Failed | _Interrupted]


class Guide:
    """Leads through one run."""

    def __init__(self, language: Language, *, seated: bool, as_json: bool) -> None:
        """``seated`` says that somebody sits at the terminal who can answer."""
        self._inbox: Final[_Inbox] = SimpleQueue()
        self._language: Final = language
        self._seated: Final = seated
        self._as_json: Final = as_json
        self._device: str | None = None
        self._stopped = False

    @property
    def attendant(self) -> Attendant | None:
        """Whoever answers; None when nobody is there."""
        return _Seated(self._inbox) if self._seated else None

    def lead(self, run: Readiness) -> ReadinessRun | None:
        """Walk through ``run`` from the main thread; None when it was stopped."""
        if self._seated:
            typer.echo(self._say(_HOW_TO_STOP), err=True)
        steps = run.steps()
        with ThreadPoolExecutor(1, "readiness") as worker, on_interrupt(self._note_interrupt):
            try:
                while (happened := self._next(run, worker.submit(next, steps, None))) is not None:
                    self._tell(happened)
            finally:
                run.stop()  # so that the worker ends whatever happened here
        return None if self._stopped else run.result()

    def _note_interrupt(self) -> None:
        self._inbox.put(_Interrupted())

    def _next(self, run: Readiness, coming: Future[Happened | None]) -> Happened | None:
        coming.add_done_callback(self._inbox.put)
        while True:
            match self._come():
                case _Looking(question, answer):
                    answer.put(self._look(run, question))
                case _Failed(step, wanted):
                    wanted.put(self._again(run, step))
                case _Interrupted():
                    self._ask_what_is_meant(run)
                case came:
                    return came.result()

    def _come(self) -> Future[Happened | None] | _Looking | _Failed | _Interrupted:
        while True:
            try:
                return self._inbox.get(timeout=_LOOK_AGAIN_S)
            except Empty:  # a signal just before the waiting is handled only now
                continue

    def _look(self, run: Readiness, question: EyeQuestion) -> Look | Repeat | None:
        asked = self._say(_LOOK.format(zh=question.text.zh, en=question.text.en))
        while True:
            match self._asked(run, asked):
                case "y":
                    return Look()
                case "n":
                    wrong = self._said(_WRONG)
                    if wrong is not None:
                        return Look(wrong)
                case "a":
                    return Repeat()
                case None:
                    return None

    def _again(self, run: Readiness, failed: Step) -> bool:
        asked = self._say(_AGAIN.format(zh=failed.detail.zh, en=failed.detail.en))
        while True:
            match self._asked(run, asked):
                case "a":
                    return True
                case "g" | None:
                    return False

    def _asked(self, run: Readiness, question: str) -> str | None:
        """The answer as it was typed; None when the turn was ended instead."""
        while True:
            line = typed(question)
            if line is not None:
                return line.lower()
            if self._ask_what_is_meant(run):
                return None

    def _ask_what_is_meant(self, run: Readiness) -> bool:
        """Whether the turn ends. With nobody there, and at a second Ctrl-C, the run stops."""
        device = self._device
        asked = self._say(_STOP_MEANT if device is None else _MEANT.format(device=device))
        while True:
            match typed(asked) if self._seated else None:
                case "s" if device is not None:
                    reason = self._said(_WHY)
                    if reason is not None:
                        run.skip(device, reason)
                        return True
                case "q" | None:
                    self._stopped = True
                    run.stop()
                    return True
                case "g":
                    return False

    def _said(self, question: Text) -> Text | None:
        """What somebody says in their own words, in one language; None at Ctrl-C."""
        said: str | None = ""
        while said == "":
            said = typed(self._say(question))
        return None if said is None else Text(said, said)

    def _tell(self, happened: Happened) -> None:
        match happened:
            case StepBegun(device, number, of, instruction, _, attempt):
                self._device = device
                row: Row = {"event": "step", "device": device, "number": number, "of": of}
                row |= {"attempt": attempt, "instruction": _both(instruction)}
                line = f"{number}/{of} {device}: {self._say(instruction)}"
            case SampleBegun(device):
                row = {"event": "sample", "device": device}
                line = self._say(_SAMPLE)
            case Step():
                row, line = _step_row(happened), self._say(_step_text(happened, self._device))
                self._device = None
            case _:
                assert_never(happened)
        show(row, line, as_json=self._as_json)

    def _say(self, text: Text) -> str:
        return text.speak(self._language)


class _Seated:
    """An Attendant: hands what the run asks to the main thread, and waits."""

    def __init__(self, inbox: _Inbox) -> None:
        self._inbox: Final = inbox

    def look(self, question: EyeQuestion, cancel: Event) -> Look | Repeat | None:
        looking = _Looking(question)
        self._inbox.put(looking)
        return _answer(looking.answer, cancel)

    def again(self, failed: Step, cancel: Event) -> bool:
        asked = _Failed(failed)
        self._inbox.put(asked)
        return _answer(asked.answer, cancel) is True


def _answer(answers: SimpleQueue[_Answer], cancel: Event) -> _Answer | None:
    """None once the turn has ended."""
    while not cancel.is_set():
        try:
            return answers.get(timeout=_LOOK_AGAIN_S)
        except Empty:
            continue
    return None


def _step_text(step: Step, begun: str | None) -> Text:
    """How a step ended; who it was about stands in the line before, if it was ``begun`` at all."""
    if step.outcome is SelfTestOutcome.SKIPPED and begun is None:
        return _LEFT_OUT.format(device=step.device, zh=step.detail.zh, en=step.detail.en)
    outcome = OUTCOMES[step.outcome]
    return (_ENDED_AT_LAST if step.earlier else _ENDED).format(
        zh=outcome.zh,
        en=outcome.en,
        took=f"{step.took_ms / 1000:.1f} s",
        number=len(step.earlier) + 1,
        zh_detail=step.detail.zh,
        en_detail=step.detail.en,
    )


def _step_row(step: Step) -> Row:
    return {
        "event": "step_ended",
        "device": step.device,
        "outcome": step.outcome.value,
        "detail": _both(step.detail),
        "took_ms": round(step.took_ms, 1),
        "earlier": [
            {"outcome": one.outcome.value, "detail": _both(one.detail)} for one in step.earlier
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
