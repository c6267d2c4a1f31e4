"""A device tried by hand at a terminal: told as it goes, asked about, ended by Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from threading import Event
from typing import Final, TypeVar

import typer

from devices.command_line import EXIT_INTERRUPTED, EXIT_UNWELL, on_interrupt, show, typed
from devices.diagnostics.rows import Row, result_row
from devices.diagnostics.trials.by_eye import QUESTIONS, Look, judged
from devices.diagnostics.trials.by_hand import PRINT_LIMIT_S, PRINTERS
from devices.diagnostics.trials.exercised import Standing
from devices.diagnostics.trials.instructions import INSTRUCTIONS
from devices.diagnostics.trials.trial import Trial
from devices.diagnostics.trials.words import (
    NOTHING,
    inputs_row,
    of_inputs,
    of_preview,
    of_reading,
    preview_row,
    reading_row,
)
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome, SelfTestResult
from devices.self_test import OUTCOMES
from wording import Language, Text

LOOK_S: Final = 0.1
"""How often inputs and cameras are looked at, and whether Ctrl-C was pressed."""
TELL_S: Final = 1.0
"""How often a camera's figures are told: a person reads them."""

_WAITING: Final = Text(
    "{zh}（最多 {limit:g} 秒，Ctrl-C 结束）", "{en} (at most {limit:g} s, Ctrl-C ends it)"
)
_WATCHING: Final = Text("观察中", "Watching")
_PRINTING: Final = Text("正在打印样张", "Printing a sample")
_PULSING: Final = Text(
    "继电器动作 0.5 秒，请触发传感器", "Pulsing for half a second: reach into the sensor"
)
_ASKED: Final = Text("{zh} [y：是，n：否]", "{en} [y/n]")
_WRONG: Final = Text("哪里不对", "What is wrong")
_RESULT: Final = Text("{zh}：{zh_detail}", "{en}: {en_detail}")

_Done = TypeVar("_Done")


class TrialGuide:
    """Leads through the trial of one device, from the main thread."""

    def __init__(
        self, trial: Trial, language: Language, *, seated: bool, on_screen: bool, as_json: bool
    ) -> None:
        """``seated``: somebody can answer. ``on_screen``: what is told goes to a screen alone."""
        self._trial: Final = trial
        self._language: Final = language
        self._seated: Final = seated
        self._on_screen: Final = on_screen
        self._as_json: Final = as_json
        self._interrupted = False

    def lead(self, name: str, limit_s: float, *, pulse: bool) -> int:
        """Try ``name``, whose kind says how; returns the exit code."""
        standing = self._trial.standing(name)
        if self._is_down(standing):
            return EXIT_UNWELL
        with on_interrupt(self._note_interrupt):
            match standing.kind:
                case DeviceKind.CARD_READER | DeviceKind.CODE_SCANNER:
                    return self._read(name, limit_s, INSTRUCTIONS[standing.kind])
                case DeviceKind.CAMERA:
                    return self._watch_camera(name, limit_s)
                case DeviceKind.BARRIER if pulse:
                    return self._pulse(name)
                case DeviceKind.BARRIER:
                    return self._watch_inputs(name, limit_s)
                case kind if kind in PRINTERS:
                    self._hint(_PRINTING)
                    return self._exercised(
                        name, lambda off: self._trial.print_sample(name, PRINT_LIMIT_S, off), kind
                    )
                case kind:
                    if kind is not None and kind in INSTRUCTIONS:
                        self._wait_hint(INSTRUCTIONS[kind], limit_s)
                    return self._exercised(
                        name, lambda off: self._trial.self_test(name, limit_s, off), kind
                    )

    def _is_down(self, standing: Standing) -> bool:
        """Whether there is nothing to try; then why is told."""
        fault = standing.fault
        if standing.state is not DeviceState.DOWN or fault is None:
            return False
        row: Row = {"event": "down", "device": standing.device, "fault": asdict(fault)}
        self._show(row, (fault,))
        return True

    def _note_interrupt(self) -> None:
        self._interrupted = True

    def _read(self, name: str, limit_s: float, instruction: Text) -> int:
        cancel, waiting = Event(), partial(self._wait_hint, instruction, limit_s)
        reading = self._worked(
            lambda: self._trial.reading(name, limit_s, cancel, waiting),
            partial(self._call_off, name, cancel),
        )
        if reading.empty and self._interrupted:
            return EXIT_INTERRUPTED
        told = of_reading(reading, on_screen=self._on_screen)
        nothing = (NOTHING.format(limit=limit_s),)
        self._show(
            reading_row(reading, on_screen=self._on_screen), nothing if reading.empty else told
        )
        return 0 if reading.card or reading.code else EXIT_UNWELL

    def _watch_camera(self, name: str, limit_s: float) -> int:
        self._wait_hint(_WATCHING, limit_s)
        seen, told, due = None, False, 0.0
        for _ in self._looks(limit_s):
            first, seen = seen is None, self._trial.look(name)
            if first:  # it loads the face check, and knows no rate yet
                due = time.monotonic() + TELL_S
            elif (now := time.monotonic()) >= due:
                self._show(preview_row(seen), of_preview(seen))
                told, due = True, now + TELL_S
        if seen is not None and not told:
            self._show(preview_row(seen), of_preview(seen))
        return 0 if seen is not None and seen.jpeg else EXIT_UNWELL

    def _pulse(self, name: str) -> int:
        """To its end, whatever is pressed: this program may have to shut the barrier."""
        self._hint(_PULSING)
        result = self._worked(lambda: self._trial.pulse(name), lambda: None)
        return self._ended(result)

    def _watch_inputs(self, name: str, limit_s: float) -> int:
        self._wait_hint(_WATCHING, limit_s)
        told = None
        for _ in self._looks(limit_s):
            inputs = self._trial.inputs(name)
            if inputs != told:
                self._show(inputs_row(inputs), of_inputs(inputs))
            told = inputs
            if self._is_down(self._trial.standing(name)):
                return EXIT_UNWELL
        return 0

    def _exercised(
        self, name: str, how: Callable[[Event], SelfTestResult], kind: DeviceKind | None
    ) -> int:
        called_off = Event()
        result = self._worked(lambda: how(called_off), partial(self._call_off, name, called_off))
        question = None if kind is None else QUESTIONS.get(kind)
        if result.outcome is SelfTestOutcome.PASSED and question is not None:
            look = self._look(question) if self._seated else None
            bad = look is not None and look.wrong is not None
            outcome = SelfTestOutcome.FAILED if bad else SelfTestOutcome.PASSED
            result = replace(result, outcome=outcome, detail=judged(result.detail, look))
        return self._ended(result)

    def _ended(self, result: SelfTestResult) -> int:
        outcome_words, detail = OUTCOMES[result.outcome], result.detail
        said = _RESULT.format(
            zh=outcome_words.zh, en=outcome_words.en, zh_detail=detail.zh, en_detail=detail.en
        )
        self._show(result_row(result), (said,))
        if self._interrupted and result.outcome is SelfTestOutcome.SKIPPED:
            return EXIT_INTERRUPTED
        return 0 if result.outcome is SelfTestOutcome.PASSED else EXIT_UNWELL

    def _call_off(self, name: str, called_off: Event) -> None:
        called_off.set()  # before the cancelling: what starts only now sees it
        self._trial.cancel(name)

    def _look(self, question: Text) -> Look | None:
        """What somebody saw; None when they leave it at that (Ctrl-C)."""
        asked = self._say(_ASKED.format(zh=question.zh, en=question.en))
        while True:
            match typed(asked):
                case "y" | "Y":
                    return Look()
                case "n" | "N":
                    wrong = typed(self._say(_WRONG))
                    return Look(Text(wrong, wrong)) if wrong else None
                case None:
                    return None

    def _worked(self, work: Callable[[], _Done], call_off: Callable[[], None]) -> _Done:
        """``work`` done on another thread, so that Ctrl-C is heard and calls it off."""
        with ThreadPoolExecutor(1, "trial") as worker:
            coming = worker.submit(work)
            while not coming.done():
                if self._interrupted:
                    call_off()
                time.sleep(LOOK_S)
            return coming.result()

    def _looks(self, limit_s: float) -> Iterator[None]:
        """One every LOOK_S, until the time is over or Ctrl-C was pressed."""
        deadline = time.monotonic() + limit_s
        while not self._interrupted and time.monotonic() < deadline:
            yield
            time.sleep(LOOK_S)

    def _wait_hint(self, text: Text, limit_s: float) -> None:
        self._hint(_WAITING.format(zh=text.zh, en=text.en, limit=limit_s))

    def _hint(self, text: Text) -> None:
        typer.echo(self._say(text), err=True)

    def _say(self, text: Text) -> str:
        return text.speak(self._language)

    def _show(self, row: Row, lines: Iterable[Text]) -> None:
        show(row, "\n".join(map(self._say, lines)), as_json=self._as_json)
