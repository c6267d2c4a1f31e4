"""A student revoked a moment ago, and the old record that somebody plays again.

Last of the refusals by its name: afterwards the student is not approved any more.
"""

from __future__ import annotations

from demo.wiretap import Tampering
from gate_agent.reasons import Reason
from tests.helpers.return_day import STUDENT, ReturnDay
from tests.helpers.waiting import wait_until


def test_the_next_tap_after_a_revocation_is_refused(day: ReturnDay) -> None:
    """How fast it is, the demonstration measures; here nothing else may happen in between."""
    day.revoke(STUDENT)
    verdict = day.refused(day.hall.cards[STUDENT], "person_a_2", Reason.REVOKED)
    assert verdict.decided_at is not None
    assert verdict.decided_at < verdict.at


def test_the_old_record_played_again_changes_nothing(day: ReturnDay) -> None:
    assert day.line.kept
    day.line.tampering = Tampering.REPLAY_KEPT
    wait_until(lambda: bool(day.gate.state().problems), "the gate says that it saw a replay")
    assert day.line.replayed == 1
    day.refused(day.hall.cards[STUDENT], "person_a_2", Reason.REVOKED)
