"""Every trouble has a sentence and a remedy, in words for students."""

from __future__ import annotations

import pytest

from devices.errors import Fault, NotFound, Silent
from kiosk.printing.ledger import LedgerError
from kiosk.sentences import (
    CARD_UNKNOWN,
    HALL_AWAY,
    HALL_TROUBLE,
    KIOSK_REVOKED,
    PROGRAM_FAULT,
    ProgramFault,
    Sentence,
    Trouble,
    camera_away,
    notice_of,
    of_error,
    of_fault,
    reader_away,
    session_over,
)
from kiosk.session import NoticeKind
from sync import errors
from sync.wire import Bilingual, Problem

SAID = Problem(code="not_enrolled", message=Bilingual(zh="你不在读。", en="You are not enrolled."))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (errors.Unreachable("x"), HALL_AWAY),
        (errors.Malformed("x"), HALL_TROUBLE),
        (errors.HallFault("x"), HALL_TROUBLE),
        (errors.Revoked(403, SAID), KIOSK_REVOKED),
        (ProgramFault("KeyError"), PROGRAM_FAULT),
        (NotFound("x"), of_fault(Fault.DEVICE_NOT_FOUND)),
        (Silent("x"), of_fault(Fault.DEVICE_SILENT)),
    ],
)
def test_an_error_becomes_its_sentence(error: Trouble, sentence: Sentence) -> None:
    assert of_error(error) == sentence


def test_the_halls_own_words_are_passed_on() -> None:
    assert of_error(errors.Refused(409, SAID)).what.en == "You are not enrolled."


def test_every_fault_of_a_device_has_words_for_students() -> None:
    for fault in Fault:
        sentence = of_fault(fault)
        assert sentence.what.zh == f"{fault.value.public.zh} {fault.value.code}"
        assert sentence.what.en == f"{fault.value.public.en} {fault.value.code}"
        assert sentence.remedy != fault.value.remedy, "a technician's remedy"


def test_a_device_that_is_away_is_told_with_its_code() -> None:
    assert reader_away(Fault.CARD_READER_GONE).what.en.endswith(" CR-02")
    assert camera_away(Fault.CAMERA_FROZEN).what.zh.endswith(" CA-02")
    assert camera_away(None).what.zh.startswith("摄像头")


def test_the_ledgers_refusals_speak_for_themselves() -> None:
    assert of_error(LedgerError("disk")).what == LedgerError.text


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.NotFound(404, SAID), NoticeKind.CARD_UNKNOWN),
        (errors.Revoked(403, SAID), NoticeKind.REFUSED),
        (errors.Refused(403, SAID), NoticeKind.REFUSED),
        (errors.Unreachable("x"), NoticeKind.HALL_AWAY),
        (ProgramFault("x"), NoticeKind.HALL_AWAY),
    ],
)
def test_a_failed_sign_in_is_told_apart(error: Trouble, kind: NoticeKind) -> None:
    assert notice_of(error).kind is kind
    if kind is NoticeKind.CARD_UNKNOWN:
        assert notice_of(error).what == CARD_UNKNOWN.what


def test_an_ended_session_is_recognised() -> None:
    assert session_over(errors.SessionExpired(401, SAID))
    assert not session_over(errors.Unreachable("x"))
