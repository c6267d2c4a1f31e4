"""What a student reads about each state of a return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sync.wire import ReturnStatus
from wording import Text


@dataclass(frozen=True, slots=True)
class StatusWords:
    """One state in words."""

    brief: Text
    """For the foot of the home screen."""
    headline: Text
    next_step: Text


NOT_YET: Final = StatusWords(
    Text("返校登记 · 已批准", "Return · approved"),
    Text("已批准，{day}起可以进校", "Approved: you may enter from {day}"),
    Text(
        "到时在校门刷校园卡，看一眼摄像头",
        "Then tap your card at the gate and look into the camera",
    ),
)
"""Approved for a later day."""
NO_LONGER: Final = StatusWords(
    Text("返校登记 · 已过期", "Return · no longer valid"),
    Text("批准已经过期", "The approval is no longer valid"),
    Text("需要进校时请重新登记", "Register again when you come back"),
)
"""Approved, but the time is over."""

STATUS_WORDS: Final[Mapping[ReturnStatus, StatusWords]] = MappingProxyType(
    {
        ReturnStatus.NONE: StatusWords(
            Text("返校登记 · 还没有登记", "Return · not registered yet"),
            Text("你还没有登记返校", "You have not registered your return"),
            Text(
                "登记约需三分钟：填写行程，拍一次人脸",
                "It takes three minutes: your journey, and a picture of your face",
            ),
        ),
        ReturnStatus.PENDING: StatusWords(
            Text("返校登记 · 等待审核", "Return · waiting for review"),
            Text("已提交，等待辅导员审核", "Submitted, waiting for your counsellor"),
            Text(
                "批准后凭校园卡和人脸进校，不用再来这里",
                "Once approved, your card and face open the gate; no need to come back here",
            ),
        ),
        ReturnStatus.APPROVED: StatusWords(
            Text("返校登记 · 已批准", "Return · approved"),
            Text("已批准，可以进校", "Approved: you may enter"),
            Text(
                "在校门刷校园卡，看一眼摄像头",
                "At the gate, tap your card and look into the camera",
            ),
        ),
        ReturnStatus.REJECTED: StatusWords(
            Text("返校登记 · 未批准", "Return · not approved"),
            Text("这次登记没有批准", "This registration was not approved"),
            Text("请按审核意见修改后重新登记", "Read the remark, then register again"),
        ),
        ReturnStatus.REVOKED: StatusWords(
            Text("返校登记 · 已撤销", "Return · approval withdrawn"),
            Text("批准已被撤销，暂时不能进校", "The approval was withdrawn; you may not enter"),
            Text("请联系辅导员，或重新登记", "Talk to your counsellor, or register again"),
        ),
    }
)
