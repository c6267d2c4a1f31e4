"""What a person at the kiosk reads when something goes wrong: what happened, then what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from devices.errors import DeviceError, Fault
from kiosk.printing.ledger import LedgerError
from kiosk.session import Notice, NoticeKind
from sync.errors import HallError, NotFound, Refused, Revoked, SessionExpired, Unreachable
from sync.wire import Bilingual
from wording import Text


class ProgramFault(Exception):
    """The program itself failed; the log has the details."""


Trouble = HallError | DeviceError | LedgerError | ProgramFault
"""What may come in place of a result."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One trouble in words."""

    what: Text
    remedy: Text


def coded(text: Text, fault: Fault) -> Text:
    """``text`` with the fault's public code, by which the desk and the technician look it up."""
    code = fault.value.code
    return Text(f"{text.zh} {code}", f"{text.en} {code}")


_DESK: Final = Text("请到服务台办理", "Please ask at the service desk")
_LATER: Final = Text(
    "请稍后再试；着急时请到服务台办理", "Please try again later, or ask at the service desk"
)

HALL_AWAY: Final = Sentence(Text("暂时连不上服务大厅", "The service hall can't be reached"), _LATER)
HALL_TROUBLE: Final = Sentence(
    Text("服务大厅没有正常应答", "The service hall did not answer properly"), _LATER
)
KIOSK_REVOKED: Final = Sentence(
    Text("本终端已停用", "This terminal is out of service"),
    Text("请使用其他终端，或到服务台办理", "Use another terminal, or ask at the service desk"),
)
CARD_UNKNOWN: Final = Sentence(
    Text("没有查到这张卡", "This card is not known here"),
    Text(
        "请换校园卡再试；新补的卡请先到卡务中心登记",
        "Try your campus card; a new card must first be registered at the card office",
    ),
)
CARD_UNREADABLE: Final = Sentence(
    Text("没读到卡", "The card was not read"),
    Text("请把卡平放在感应区，停留一秒", "Hold the card flat on the reader for a second"),
)
READER_AWAY: Final = Sentence(
    Text("读卡器暂时不能用", "The card reader is not working just now"),
    Text("请使用其他终端，或到服务台办理", "Use another terminal, or ask at the service desk"),
)
CAMERA_AWAY: Final = Sentence(
    Text("摄像头暂时没有画面", "There is no camera picture just now"),
    Text("请稍等；一直没有画面时请换一台终端", "Please wait; use another terminal if it stays so"),
)
FACE_AWAY: Final = Sentence(
    coded(
        Text("人脸采集暂时不能用", "Face capture is not working just now"),
        Fault.FACE_MODEL_INVALID,
    ),
    Text("请使用其他终端办理返校登记", "Please register your return at another terminal"),
)
PROGRAM_FAULT: Final = Sentence(
    Text("程序出了问题，这一步没有完成", "The program failed, so this step was not done"), _DESK
)

_PRINTER_REMEDY: Final = {
    Fault.PRINTER_MEDIA_EMPTY: Text(
        "请告诉服务台；加纸后会自动继续",
        "Please tell the service desk; it goes on by itself once paper is loaded",
    ),
    Fault.PRINTER_JAM: Text(
        "请不要拉扯纸张，告诉服务台；取出后会自动继续",
        "Please don't pull the paper; tell the service desk, it goes on once cleared",
    ),
    Fault.PRINTER_COVER_OPEN: Text(
        "请告诉服务台；合上后会自动继续", "Please tell the service desk; it goes on once closed"
    ),
}
_PRINTER_ELSE: Final = Text(
    "请告诉服务台，或换一台终端打印", "Please tell the service desk, or print at another terminal"
)


def of_fault(fault: Fault) -> Sentence:
    """What a student reads about a device's fault; the technician's remedy is another."""
    return Sentence(coded(fault.value.public, fault), _PRINTER_REMEDY.get(fault, _PRINTER_ELSE))


def reader_away(fault: Fault) -> Sentence:
    """No card can be read, for ``fault``."""
    return replace(READER_AWAY, what=coded(READER_AWAY.what, fault))


def camera_away(fault: Fault | None) -> Sentence:
    """No picture comes; ``fault`` is what the camera itself has, where that is known."""
    if fault is None:
        return CAMERA_AWAY
    return replace(CAMERA_AWAY, what=coded(CAMERA_AWAY.what, fault))


def of_error(error: Trouble) -> Sentence:
    """What a student reads about an error."""
    match error:
        case ProgramFault():
            return PROGRAM_FAULT
        case LedgerError():
            return Sentence(error.text, _DESK)
        case DeviceError():
            return of_fault(error.fault)
        case Revoked():
            return KIOSK_REVOKED
        case Refused():
            return Sentence(_text(error.problem.message), _DESK)
        case Unreachable():
            return HALL_AWAY
        case _:
            return HALL_TROUBLE


def notice_of(error: Trouble) -> Notice:
    """Why the hall did not sign a cardholder in."""
    match error:
        case Revoked():
            kind, sentence = NoticeKind.REFUSED, KIOSK_REVOKED
        case NotFound():
            kind, sentence = NoticeKind.CARD_UNKNOWN, CARD_UNKNOWN
        case Refused():
            kind, sentence = NoticeKind.REFUSED, of_error(error)
        case _:
            kind, sentence = NoticeKind.HALL_AWAY, of_error(error)
    return Notice(kind, sentence.what, sentence.remedy)


def unreadable() -> Notice:
    """A card was held badly."""
    return Notice(NoticeKind.CARD_UNREADABLE, CARD_UNREADABLE.what, CARD_UNREADABLE.remedy)


def session_over(error: Trouble) -> bool:
    """The hall no longer knows the person's session."""
    return isinstance(error, SessionExpired)


def _text(text: Bilingual) -> Text:
    return Text(text.zh, text.en)
