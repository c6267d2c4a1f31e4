"""A card that the university never issued."""

from __future__ import annotations

from gate_agent.reasons import Reason
from tests.helpers.pcsc import random_number
from tests.helpers.return_day import ReturnDay


def test_an_unknown_card_is_refused(day: ReturnDay) -> None:
    verdict = day.refused(random_number(7), None, Reason.UNKNOWN_CARD)
    assert not verdict.holder_name
