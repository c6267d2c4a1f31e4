"""Another person with the same card."""

from __future__ import annotations

from gate_agent.api.schema import Outcome
from gate_agent.reasons import Reason
from tests.helpers.return_day import STUDENT, ReturnDay


def test_another_person_with_the_card_is_refused(day: ReturnDay) -> None:
    verdict = day.refused(day.hall.cards[STUDENT], "impostor_1", Reason.FACE_MISMATCH)
    assert verdict.score is not None
    assert verdict.threshold is not None
    assert verdict.score < verdict.threshold


def test_the_cardholder_is_let_in_all_the_same(day: ReturnDay) -> None:
    """Without this the refusal would prove nothing."""
    day.gate.site.person("person_a_2")
    assert day.gate.tap(day.hall.cards[STUDENT]).outcome is Outcome.GRANTED
    day.gate.walk_through()
