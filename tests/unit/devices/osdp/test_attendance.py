"""When a reader on the line serves, and when it is asked afresh."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.osdp.attendance import (
    GREETING_LIMIT_S,
    REFUSAL_S,
    SILENT_AFTER_S,
    Absence,
    Attendance,
    Place,
    Signs,
    Wish,
)

NEVER = -1.0


def signs(
    *,
    secure: bool = False,
    on_line: bool = True,
    heard_at: float = NEVER,
    unproved_at: float = NEVER,
    denies_security: bool = False,
) -> Signs:
    return Signs(secure, on_line, heard_at, unproved_at, denies_security)


def serving() -> Attendance:
    attendance = Attendance(0.0)
    assert attendance.step(signs(secure=True, heard_at=0.1), 0.1) is Wish.NOTHING
    assert attendance.place is Place.SECURE
    return attendance


def test_reader_that_answers_serves() -> None:
    attendance = serving()
    assert attendance.absence is None
    assert attendance.step(signs(secure=True, heard_at=60.0), 60.1) is Wish.NOTHING


def test_silent_reader_is_removed_and_greeted_again() -> None:
    attendance = serving()
    late = 0.1 + SILENT_AFTER_S
    assert attendance.step(signs(secure=True, heard_at=0.1), late - 0.01) is Wish.NOTHING
    assert attendance.step(signs(secure=True, heard_at=0.1), late) is Wish.REMOVE
    assert attendance.absence is Absence.SILENT
    assert attendance.step(signs(on_line=True), late + 0.1) is Wish.NOTHING
    assert attendance.step(signs(on_line=False), late + 0.2) is Wish.GREET
    assert attendance.absence is Absence.SILENT
    assert attendance.step(signs(secure=True, heard_at=4.0), 4.0) is Wish.NOTHING
    assert attendance.absence is None


def test_lost_secure_channel_is_noticed_at_once() -> None:
    attendance = serving()
    assert attendance.step(signs(secure=False, heard_at=0.2), 0.2) is Wish.REMOVE


def test_reader_that_never_answers_is_silent() -> None:
    attendance = Attendance(10.0)
    assert attendance.step(signs(), 10.0 + GREETING_LIMIT_S - 0.01) is Wish.NOTHING
    assert attendance.absence is None
    assert attendance.step(signs(), 10.0 + GREETING_LIMIT_S) is Wish.REMOVE
    assert attendance.absence is Absence.SILENT


def test_reader_that_answers_and_proves_nothing_refuses_the_key() -> None:
    attendance = Attendance(0.0)
    seen = signs(heard_at=0.5, unproved_at=0.5)
    moments = (0.5 + REFUSAL_S - 0.01, 0.5 + REFUSAL_S, GREETING_LIMIT_S)
    shown = [(attendance.step(seen, now), attendance.absence) for now in moments]
    assert shown == [
        (Wish.NOTHING, None),
        (Wish.NOTHING, Absence.KEY_REFUSED),
        (Wish.REMOVE, Absence.KEY_REFUSED),
    ]


def test_reader_that_falls_silent_during_its_greeting_is_silent() -> None:
    attendance = Attendance(0.0)
    attendance.step(signs(heard_at=0.5), GREETING_LIMIT_S)
    assert attendance.absence is Absence.SILENT


def test_reader_that_denies_security_is_insecure() -> None:
    attendance = Attendance(0.0)
    attendance.step(signs(heard_at=0.5, denies_security=True), GREETING_LIMIT_S)
    assert attendance.absence is Absence.INSECURE


@given(
    st.lists(
        st.tuples(st.floats(0.001, 3.0), st.booleans(), st.booleans(), st.floats(0.0, 3.0)),
        max_size=60,
    )
)
def test_wishes_alternate_whatever_happens(
    happenings: list[tuple[float, bool, bool, float]],
) -> None:
    attendance, now, wishes = Attendance(0.0), 0.0, list[Wish]()
    for pause, secure, on_line, ago in happenings:
        now += pause
        wish = attendance.step(signs(secure=secure, on_line=on_line, heard_at=now - ago), now)
        wishes += [wish] if wish is not Wish.NOTHING else []
        assert (attendance.place is Place.SECURE) <= secure
    pairs = [Wish.REMOVE, Wish.GREET] * len(wishes)
    assert wishes == pairs[: len(wishes)]
