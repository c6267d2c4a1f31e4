"""What a student reads at each stage of a print."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.sentences import Sentence
from wording import Text


class PrintStage(StrEnum):
    """How far a print is, as the printing screen tells shapes and colours by."""

    ISSUING = "issuing"
    SENDING = "sending"
    PRINTING = "printing"
    WAITING = "waiting"
    """The printer wants something, as paper."""
    CANCELLING = "cancelling"
    PRINTED = "printed"
    PRINTED_BEFORE = "printedBefore"
    IN_DOUBT = "inDoubt"
    """Nobody knows whether it came out."""
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def going_on(self) -> bool:
        """The print is not over."""
        return self in _GOING_ON


_GOING_ON: Final = frozenset(
    {
        PrintStage.ISSUING,
        PrintStage.SENDING,
        PrintStage.PRINTING,
        PrintStage.WAITING,
        PrintStage.CANCELLING,
    }
)

STAGE_WORDS: Final[Mapping[PrintStage, Sentence]] = MappingProxyType(
    {
        PrintStage.ISSUING: Sentence(
            Text("正在出具证明", "Preparing your document"),
            Text("教务处正在签章，约需一秒", "It is being sealed and signed; about a second"),
        ),
        PrintStage.SENDING: Sentence(
            Text("正在送往打印机", "Sending it to the printer"), Text("请稍候", "One moment")
        ),
        PrintStage.PRINTING: Sentence(
            Text("正在打印", "Printing"),
            Text("请在出纸口等待", "Please wait at the paper tray"),
        ),
        PrintStage.WAITING: Sentence(
            Text("打印机在等待", "The printer is waiting"),
            Text("请告诉服务台", "Please tell the service desk"),
        ),
        PrintStage.CANCELLING: Sentence(
            Text("正在取消", "Cancelling"), Text("请稍候", "One moment")
        ),
        PrintStage.PRINTED: Sentence(
            Text("打印好了，请取走", "Done. Please take your paper"),
            Text(
                "扫描证明上的二维码可以核验真伪",
                "Anybody can check it by scanning the code printed on it",
            ),
        ),
        PrintStage.PRINTED_BEFORE: Sentence(
            Text("这份证明已经打印过", "This document was printed before"),
            Text(
                "每份只打印一次；需要时可以再办一份", "Each is printed once; ask for another copy"
            ),
        ),
        PrintStage.IN_DOUBT: Sentence(
            Text("不能确认是否已经打印", "It may or may not have been printed"),
            Text(
                "请看看出纸口；没有时请告诉服务台，或再办一份",
                "Look into the tray; if it is empty, tell the service desk or get another copy",
            ),
        ),
        PrintStage.CANCELLED: Sentence(
            Text("已取消，没有打印", "Cancelled, nothing was printed"),
            Text("需要时可以重新打印", "You can print it again when you need it"),
        ),
        PrintStage.FAILED: Sentence(
            Text("没有打印成功", "It was not printed"),
            Text("请再试一次，或到服务台办理", "Try again, or ask at the service desk"),
        ),
    }
)

PRINTED_AT: Final = Text("打印时间：{when}", "Printed at {when}")
NUMBER: Final = Text("编号 {number}", "No. {number}")
