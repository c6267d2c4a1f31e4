"""Pure rules of returning: what may be declared, what a decision does, how long it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from hall.gates.conditions import UNBOUND, Conditions
from sync.wire import HealthStatus, ReturnAnswers, ReturnStatus
from wording import Text

LONGEST_JOURNEY: Final = timedelta(days=14)
"""Between departure and arrival; longer is a mistyped date."""
REMARK_LIMIT: Final = 400


class DecisionAction(StrEnum):
    """What a counsellor does with a registration."""

    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force."""

    earliest_arrival: date
    latest_arrival: date
    valid_days: int
    conditions: Conditions = UNBOUND
    """Where, which way and how often approvals let in at most."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One answer that the policy does not take."""

    where: str
    message: Text


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when an approval holds."""

    valid_from: datetime
    valid_until: datetime


class Hindrance(Enum):
    """Why a decision cannot be taken now."""

    ALREADY_DECIDED = Text(
        "这份登记已有决定。请核对最新状态。",
        "This registration has been decided already. Look at its present state.",
    )
    NOT_APPROVED = Text(
        "只有已批准的登记才能撤销。",
        "Only an approved registration can be revoked.",
    )
    REMARK_NEEDED = Text(
        "请写明理由，学生会看到。",
        "Write down the reason; the student will read it.",
    )
    HEALTH_REMARK_NEEDED = Text(
        "学生申报了健康异常。请写明核实情况后再批准。",
        "The student declared a health concern. Write down what you checked before approving.",
    )
    REMARK_TOO_LONG = Text(
        f"备注最多 {REMARK_LIMIT} 字。请写短一些。",
        f"A remark has at most {REMARK_LIMIT} characters. Make it shorter.",
    )


def misfit(answers: ReturnAnswers, policy: Policy) -> Misfit | None:
    """The first answer that ``policy`` does not take, or None."""
    if answers.leaves_on > answers.arrives_on:
        return Misfit(
            "answers.leaves_on",
            Text(
                "出发日期晚于到校日期。请改正。",
                "You leave after you arrive. Correct one of the dates.",
            ),
        )
    if answers.arrives_on - answers.leaves_on > LONGEST_JOURNEY:
        return Misfit(
            "answers.leaves_on",
            Text(
                f"路程超过 {LONGEST_JOURNEY.days} 天。请核对出发日期。",
                f"The journey takes more than {LONGEST_JOURNEY.days} days. Check the day of "
                "departure.",
            ),
        )
    if not policy.earliest_arrival <= answers.arrives_on <= policy.latest_arrival:
        window = {"first": policy.earliest_arrival, "last": policy.latest_arrival}
        return Misfit(
            "answers.arrives_on",
            Text(
                "到校日期须在 {first} 至 {last} 之间。请修改。",
                "The day of arrival must lie between {first} and {last}. Change it.",
            ).format(**window),
        )
    return None


def decided(
    status: ReturnStatus, action: DecisionAction, health: HealthStatus, remark: str
) -> ReturnStatus | Hindrance:
    """The status after ``action``, or why it cannot be taken."""
    if len(remark) > REMARK_LIMIT:
        return Hindrance.REMARK_TOO_LONG
    match action:
        case DecisionAction.APPROVE:
            if status is not ReturnStatus.PENDING:
                return Hindrance.ALREADY_DECIDED
            if health is not HealthStatus.WELL and not remark:
                return Hindrance.HEALTH_REMARK_NEEDED
            return ReturnStatus.APPROVED
        case DecisionAction.REJECT:
            if status is not ReturnStatus.PENDING:
                return Hindrance.ALREADY_DECIDED
            return ReturnStatus.REJECTED if remark else Hindrance.REMARK_NEEDED
        case DecisionAction.REVOKE:
            if status is not ReturnStatus.APPROVED:
                return Hindrance.NOT_APPROVED
            return ReturnStatus.REVOKED if remark else Hindrance.REMARK_NEEDED
        case _:
            assert_never(action)


def validity(arrives_on: date, policy: Policy, zone: ZoneInfo) -> Validity:
    """An approval holds from the start of the day of arrival, in whole days of ``zone``."""
    return Validity(
        valid_from=datetime.combine(arrives_on, time.min, zone),
        valid_until=datetime.combine(
            arrives_on + timedelta(days=policy.valid_days), time.min, zone
        ),
    )
