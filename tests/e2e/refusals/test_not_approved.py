"""A student whose return is not approved: first not even registered, then not yet decided."""

from __future__ import annotations

from gate_agent.reasons import Reason
from tests.helpers.return_day import CLASSMATE, ReturnDay


def test_who_has_not_registered_is_refused(day: ReturnDay) -> None:
    verdict = day.refused(day.hall.cards[CLASSMATE], "person_b_2", Reason.NOT_REGISTERED)
    assert verdict.holder_name, "the guard can't address the student"


def test_who_waits_for_the_counsellor_is_refused(day: ReturnDay) -> None:
    day.register(CLASSMATE, "person_b_1")
    day.in_step()
    day.refused(day.hall.cards[CLASSMATE], "person_b_2", Reason.PENDING)
