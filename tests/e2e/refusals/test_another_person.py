"""Another person with the same card."""

from __future__ import annotations

from gate_agent.api.schema import Outcome
from gate_agent.reasons import Reason
from tests.helpers.return_day import STUDENT, ReturnDay

TAPS = 6
"""On a busy machine the face of whoever stood there before stays in the lane's memory for some."""


def test_another_person_with_the_card_is_refused(day: ReturnDay) -> None:
    verdict = day.refused(day.hall.cards[STUDENT], "impostor_1", Reason.FACE_MISMATCH)
    assert verdict.score is not None
    assert verdict.threshold is not None
    assert verdict.score < verdict.threshold


def test_the_cardholder_is_let_in_all_the_same(day: ReturnDay) -> None:
    """Without this the refusal would prove nothing."""
    day.gate.site.person("person_a_2")
    assert any(_taps(day) is Outcome.GRANTED for _ in range(TAPS))


def _taps(day: ReturnDay) -> Outcome:
    day.gate.wait_devices()
    return day.gate.tap(day.hall.cards[STUDENT]).outcome
