"""What a guard reads of a summary on its way to paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from devices.errors import Cancelled, DeviceError, Fault
from devices.ports import JobProgress, JobState
from wording import Text


class PrintStage(StrEnum):
    """How far a print is."""

    SENDING = "sending"
    PRINTING = "printing"
    WAITING = "waiting"
    """The printer wants something, as paper."""
    STOPPING = "stopping"
    PRINTED = "printed"
    STOPPED = "stopped"
    IN_DOUBT = "in_doubt"
    """Nobody knows whether it came out."""
    FAILED = "failed"

    @property
    def going_on(self) -> bool:
        """The print is not over."""
        return self in _GOING_ON


_GOING_ON: Final = frozenset(
    {PrintStage.SENDING, PrintStage.PRINTING, PrintStage.WAITING, PrintStage.STOPPING}
)


@dataclass(frozen=True, slots=True)
class PrintNews:
    """The newest of a print; ``remedy`` is None where nobody has to do anything."""

    stage: PrintStage
    text: Text
    remedy: Text | None = None


_WAITS: Final = Text("打印在等待：{what}", "Printing waits: {what}")
_FAILED: Final = Text("没有打印：{what}", "Not printed: {what}")
SENDING: Final = PrintNews(PrintStage.SENDING, Text("正在送往打印机", "Sending to the printer"))
STOPPING: Final = PrintNews(PrintStage.STOPPING, Text("正在停止打印", "Stopping"))
_PRINTING: Final = PrintNews(PrintStage.PRINTING, Text("正在打印", "Printing"))
_PRINTED: Final = PrintNews(
    PrintStage.PRINTED, Text("打印好了，请到打印机取走", "Printed: take it from the printer")
)
_NOT_BEGUN: Final = PrintNews(
    PrintStage.STOPPED, Text("已停止，没有打印", "Stopped; nothing was printed")
)
_STOPPED: Final = PrintNews(
    PrintStage.STOPPED,
    Text("已停止打印；可能已经印出几页", "Printing was stopped; some pages may be out"),
)
_STILL_HELD: Final = PrintNews(
    PrintStage.IN_DOUBT,
    Text("打印机还留着这份任务，以后可能打印", "The printer still holds it and may print it later"),
    Text("不要了就在打印机面板上取消", "Cancel it at the printer's panel if it is not wanted"),
)
_IN_DOUBT: Final = PrintNews(
    PrintStage.IN_DOUBT,
    Text("不能确认是否已经打印", "It may or may not have been printed"),
    Text(
        "看看打印机出纸口；没有时再打印一次", "Look into the printer's tray; if empty, print again"
    ),
)


def progressed(progress: JobProgress, *, stopping: bool) -> PrintNews:
    """What the printer says of the job; ``stopping``: it was taken back."""
    match progress.state:
        case JobState.COMPLETED:
            return _PRINTED
        case JobState.CANCELLED:
            return _STOPPED
        case JobState.ABORTED:
            return _faulty(PrintStage.FAILED, _FAILED, progress.fault or Fault.PRINT_JOB_FAILED)
        case JobState.PENDING | JobState.PROCESSING | JobState.STOPPED:
            if stopping:
                return STOPPING
            if progress.fault is not None:
                return _faulty(PrintStage.WAITING, _WAITS, progress.fault)
            return SENDING if progress.state is JobState.PENDING else _PRINTING
        case _:
            assert_never(progress.state)


def broken_off(error: DeviceError, *, submitted: bool, stopping: bool) -> PrintNews:
    """The print ended with ``error``; ``submitted``: the printer has had the job."""
    if submitted:
        return _STILL_HELD if stopping else _IN_DOUBT
    if isinstance(error, Cancelled):
        return _NOT_BEGUN
    return _faulty(PrintStage.FAILED, _FAILED, error.fault)


def _faulty(stage: PrintStage, frame: Text, fault: Fault) -> PrintNews:
    what, remedy = fault.value.public, fault.value.remedy
    text = Text(frame.zh.format(what=what.zh), frame.en.format(what=what.en))
    return PrintNews(stage, text, remedy)
