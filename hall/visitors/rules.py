"""Pure rules of visits: what may be invited, who agrees, what a decision does, when to forget."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final, assert_never

from hall.gates.conditions import Conditions
from sync.wire import ReturnStatus
from wording import Text

VISITORS: Final = "visitor"
"""The group of all visitors: a gate's policy says what it asks of them."""
NAME_LIMIT: Final = 40
PHONE_LIMIT: Final = 20
PURPOSE_LIMIT: Final = 100
REMARK_LIMIT: Final = 400
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{5,18}")


class VisitAction(StrEnum):
    """What is done with an invitation."""

    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class VisitRules:
    """What the campus allows (``[visitors]`` of the configuration)."""

    longest: timedelta
    """Longest visit."""
    ahead: timedelta
    """How long before its end at most a visit may be invited."""
    most_entries: int
    approval_above: timedelta
    """Visits that are longer need the security office; zero: all do."""
    keep: timedelta
    """How long after a visit the person is still known."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a host asks for."""

    name: str
    phone: str
    """Empty when not given."""
    purpose: str
    valid_from: datetime
    valid_until: datetime
    conditions: Conditions


class Unfit(Enum):
    """Why an invitation or a decision cannot be taken, in words for whoever asks."""

    NAME = Text(
        f"请填写访客姓名，最多 {NAME_LIMIT} 字。",
        f"Write down the visitor's name, at most {NAME_LIMIT} characters.",
    )
    PHONE = Text(
        "电话无法识别。请填手机号或带区号的固定电话，或留空。",
        "The telephone number is not readable. Mobile or landline with area code, or leave it out.",
    )
    PURPOSE = Text(
        f"请填写来访事由，最多 {PURPOSE_LIMIT} 字。",
        f"Write down the purpose, at most {PURPOSE_LIMIT} characters.",
    )
    TIME = Text("时间无法识别。请重新选择。", "The time is not readable. Choose again.")
    BACKWARDS = Text(
        "结束时间要晚于开始时间，且晚于现在。请修改。",
        "The visit must end after it begins, and after now. Change it.",
    )
    TOO_LONG = Text(
        "来访时间超过学校允许的最长时间。请缩短，或分次邀请。",
        "The visit is longer than the campus allows. Shorten it, or invite more than once.",
    )
    TOO_EARLY = Text(
        "来访日期太远。请临近时再邀请。", "The visit is too far ahead. Invite closer to the day."
    )
    REMARK_NEEDED = Text("请写明理由。", "Write down the reason.")
    REMARK_TOO_LONG = Text(
        f"备注最多 {REMARK_LIMIT} 字。请写短一些。",
        f"A remark has at most {REMARK_LIMIT} characters. Make it shorter.",
    )
    DECIDED = Text(
        "这次来访已有决定或已结束。请核对最新状态。",
        "This visit has been decided or is over. Look at its present state.",
    )


def unfit(invitation: Invitation, rules: VisitRules, now: datetime) -> Unfit | None:
    """Why ``invitation`` cannot be taken at ``now``; None when it can."""
    begins, ends = invitation.valid_from, invitation.valid_until
    if not 0 < len(invitation.name) <= NAME_LIMIT:
        return Unfit.NAME
    if invitation.phone and not _PHONE.fullmatch(invitation.phone):
        return Unfit.PHONE
    if not 0 < len(invitation.purpose) <= PURPOSE_LIMIT:
        return Unfit.PURPOSE
    if ends <= begins or ends <= now:
        return Unfit.BACKWARDS
    if ends - begins > rules.longest:
        return Unfit.TOO_LONG
    return Unfit.TOO_EARLY if ends - now > rules.ahead else None


def first_status(invitation: Invitation, rules: VisitRules) -> ReturnStatus:
    """Approved by the rules alone, or waiting for the security office."""
    length = invitation.valid_until - invitation.valid_from
    alone = timedelta(0) < rules.approval_above and length <= rules.approval_above
    return ReturnStatus.APPROVED if alone else ReturnStatus.PENDING


def decided(
    status: ReturnStatus, action: VisitAction, remark: str, *, over: bool
) -> ReturnStatus | Unfit:
    """The status after ``action``, or why it cannot be taken; ``over``: the visit has ended."""
    if len(remark) > REMARK_LIMIT:
        return Unfit.REMARK_TOO_LONG
    needs = ReturnStatus.APPROVED if action is VisitAction.REVOKE else ReturnStatus.PENDING
    if status is not needs or over:
        return Unfit.DECIDED
    match action:
        case VisitAction.APPROVE:
            return ReturnStatus.APPROVED
        case VisitAction.REJECT:
            return ReturnStatus.REJECTED if remark else Unfit.REMARK_NEEDED
        case VisitAction.REVOKE:
            return ReturnStatus.REVOKED if remark else Unfit.REMARK_NEEDED
        case _:
            assert_never(action)
