"""Pure rules of returning."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.returns.policy import (
    REMARK_LIMIT,
    DecisionAction,
    Hindrance,
    Policy,
    decided,
    misfit,
    validity,
)
from sync.wire import HealthStatus, ReturnStatus
from tests.helpers.hall import submission

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
POLICY = Policy(FIRST, LAST, valid_days=120)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@given(st.dates(date(2026, 8, 1), date(2026, 10, 31)))
def test_an_arrival_fits_exactly_inside_the_window(arrives_on: date) -> None:
    wrong = misfit(submission(arrives_on).answers, POLICY)
    assert (wrong is None) == (FIRST <= arrives_on <= LAST)
    if wrong is not None:
        assert wrong.where == "answers.arrives_on"
        assert "2026-09-01" in wrong.message.zh
        assert "2026-09-30" in wrong.message.en


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_journey_goes_forward_and_takes_two_weeks_at_most(days: int, fits: bool) -> None:
    arrives_on = date(2026, 9, 20)
    answers = submission(arrives_on, leaves_on=arrives_on - timedelta(days=days)).answers
    wrong = misfit(answers, POLICY)
    assert (wrong is None) is fits
    assert fits or (wrong is not None and wrong.where == "answers.leaves_on")


TAKES_EFFECT = {
    (ReturnStatus.PENDING, DecisionAction.APPROVE): ReturnStatus.APPROVED,
    (ReturnStatus.PENDING, DecisionAction.REJECT): ReturnStatus.REJECTED,
    (ReturnStatus.APPROVED, DecisionAction.REVOKE): ReturnStatus.REVOKED,
}


@pytest.mark.parametrize(("status", "action"), list(product(ReturnStatus, DecisionAction)))
def test_each_action_has_one_status_it_starts_from(
    status: ReturnStatus, action: DecisionAction
) -> None:
    outcome = decided(status, action, HealthStatus.WELL, "reason")
    expected = TAKES_EFFECT.get((status, action))
    assert outcome is expected if expected else isinstance(outcome, Hindrance)


def test_sending_back_and_revoking_need_a_reason() -> None:
    pending, approved = ReturnStatus.PENDING, ReturnStatus.APPROVED
    well = HealthStatus.WELL
    assert decided(pending, DecisionAction.REJECT, well, "") is Hindrance.REMARK_NEEDED
    assert decided(approved, DecisionAction.REVOKE, well, "") is Hindrance.REMARK_NEEDED
    assert decided(pending, DecisionAction.APPROVE, well, "") is ReturnStatus.APPROVED


@pytest.mark.parametrize("health", [HealthStatus.SYMPTOMS, HealthStatus.CONTACT])
def test_a_health_concern_is_approved_only_with_a_remark(health: HealthStatus) -> None:
    pending = ReturnStatus.PENDING
    refused = decided(pending, DecisionAction.APPROVE, health, "")
    assert refused is Hindrance.HEALTH_REMARK_NEEDED
    assert decided(pending, DecisionAction.APPROVE, health, "seen") is ReturnStatus.APPROVED


def test_a_remark_has_a_limit() -> None:
    outcome = decided(
        ReturnStatus.PENDING,
        DecisionAction.REJECT,
        HealthStatus.WELL,
        "x" * (REMARK_LIMIT + 1),
    )
    assert outcome is Hindrance.REMARK_TOO_LONG


def test_an_approval_holds_in_whole_days_of_the_campus() -> None:
    granted = validity(date(2026, 9, 20), POLICY, SHANGHAI)
    assert granted.valid_from.isoformat() == "2026-09-20T00:00:00+08:00"
    assert granted.valid_until.isoformat() == "2027-01-18T00:00:00+08:00"
