"""Who is refused at an exit is told about leaving, not about coming in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from gate_agent.rules.access import Attempt, Denied, FaceAwaited, Granted, Mode, Records, decide
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.policy import Exits, Policy
from gate_agent.rules.reasons import Reason, advice
from sync.wire import Direction, ReturnStatus
from tests.helpers.records import approved

ONLY_COMING_IN: Final = {Reason.ENTRIES_USED}
ABOUT_ENTERING: Final = re.compile(
    r"\benter|\badmit|let in|lets you in|come in|to return|进入|返校|请勿放行"
)
NOW: Final = datetime(2030, 9, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("reason", sorted(set(Reason) - ONLY_COMING_IN))
def test_no_word_at_an_exit_is_about_coming_in(reason: Reason) -> None:
    words = advice_on(Direction.OUT, reason)
    for text in (words.sentence, words.remedy):
        assert text.zh
        assert not ABOUT_ENTERING.search(f"{text.zh} {text.en}")
    assert words.attention is advice(reason).attention
    assert advice_on(Direction.IN, reason) == advice(reason)


@pytest.mark.parametrize(
    ("changes", "lockdown", "known", "permitted"),
    [
        ({}, False, None, None),
        ({"status": ReturnStatus.PENDING}, False, None, Reason.PENDING),
        ({"valid_until": NOW - timedelta(days=9)}, False, None, Reason.EXPIRED),
        ({"status": ReturnStatus.REVOKED}, False, Reason.REVOKED, Reason.REVOKED),
        ({"blocked": True}, False, Reason.BLOCKED, Reason.BLOCKED),
        ({}, True, Reason.LOCKDOWN, Reason.LOCKDOWN),
    ],
)
@pytest.mark.parametrize("age_s", [0.0, 30 * 86_400.0, None])
def test_the_policy_says_what_leaving_takes(
    changes: dict[str, object],
    lockdown: bool,
    known: Reason | None,
    permitted: Reason | None,
    age_s: float | None,
) -> None:
    record = approved("0" * 64, **{"valid_from": None, "valid_until": None, **changes})
    attempt = Attempt("east", FaceAwaited(), direction=Direction.OUT, lockdown=lockdown)
    records = Records(complete=True, age_s=age_s)
    decision = decide(attempt, record, Policy(Mode.CARD, 0.5), NOW, records)
    assert decision == (Granted() if known is None else Denied(known))
    asks = Policy(Mode.CARD, 0.5, exits=Exits.PERMITTED)
    if age_s != 0.0 and permitted not in (Reason.REVOKED, Reason.BLOCKED):
        permitted = Reason.RECORDS_TOO_OLD
    decision = decide(attempt, record, asks, NOW, records)
    assert decision == (Granted() if permitted is None else Denied(permitted))
