"""What a guard may order of one lane: words, symbol and reasons of each order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gate_agent.rules.guard_reasons import (
    GuardReason,
    OpenReason,
    PutBackReason,
    RefuseReason,
    TakeOutReason,
)
from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.roles import ORDER_RIGHTS, Right
from ui.gate_console.tiles import Say
from wording import Text


@dataclass(frozen=True, slots=True)
class OrderTab:
    """One order that may be chosen."""

    code: str
    words: str
    symbol: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OrderWords:
    """One order as the dialog offers it."""

    name: Text
    """On the tab, and on the button that does it."""
    doing: Text
    effect: Text
    """What happens, and what is recorded."""
    symbol: str
    reasons: tuple[GuardReason, ...]
    impossible: Text
    """Why it can't be ordered as the lane stands."""


ORDERS: Final[Mapping[LaneOrder, OrderWords]] = MappingProxyType(
    {
        LaneOrder.OPEN: OrderWords(
            Text("打开", "Open"),
            Text("正在打开", "Opening"),
            Text(
                "道闸打开一次。会连同您的姓名和原因一起记录。",
                "The barrier opens once. It is recorded with your name and this reason.",
            ),
            "door_sliding",
            tuple(OpenReason),
            Text("这个通道正开着", "This lane is open already"),
        ),
        LaneOrder.CONFIRM: OrderWords(
            Text("确认放行", "Confirm"),
            Text("正在确认", "Confirming"),
            Text(
                "另一位值班员请求放行许可已撤销或被禁止的人。请亲自核对后再确认；会记录两位的姓名。",
                "Another guard asks to open for somebody revoked or blocked. Check the person "
                "yourself before you confirm; both names are recorded.",
            ),
            "group",
            (),
            Text("没有等待确认的放行", "No opening waits to be confirmed"),
        ),
        LaneOrder.REFUSE: OrderWords(
            Text("拒绝", "Refuse"),
            Text("正在拒绝", "Refusing"),
            Text(
                "不放此人通过；已开的闸会关上，除非人已在通道内。会记录您的姓名和原因。",
                "This person is not let in; an open barrier closes unless somebody is in the lane. "
                "It is recorded with your name and this reason.",
            ),
            "front_hand",
            tuple(RefuseReason),
            Text("通道前没有正在核验的人", "Nobody is being checked at this lane"),
        ),
        LaneOrder.TAKE_OUT: OrderWords(
            Text("停用", "Out of service"),
            Text("正在停用", "Taking it out"),
            Text(
                "这个通道不再读卡，直到有人重新启用。会记录您的姓名和原因。",
                "The lane reads no cards until somebody puts it back. "
                "It is recorded with your name and this reason.",
            ),
            "build",
            tuple(TakeOutReason),
            Text("这个通道已经停用", "This lane is out of service already"),
        ),
        LaneOrder.PUT_BACK: OrderWords(
            Text("启用", "Put back"),
            Text("正在启用", "Putting it back"),
            Text(
                "这个通道重新读卡放行。会记录您的姓名和原因。",
                "The lane reads cards again. It is recorded with your name and this reason.",
            ),
            "play_arrow",
            tuple(PutBackReason),
            Text("这个通道正在使用", "This lane is in service"),
        ),
    }
)
"""In the order of the dialog's tabs."""
NUMBER: Final = "number"
"""Code of the tab where a student number is typed, beside those of the orders."""
_NUMBER_WORDS: Final = OrderWords(
    Text("按学号", "By number"),
    Text("正在查找", "Looking it up"),
    Text(
        "按学号核验此人，和刷卡一样；还须人脸相符或值班员放行。会记录您的姓名。",
        "Checks the person by number as by a card; the face or a guard is needed besides. "
        "It is recorded with your name.",
    ),
    "school",
    (),
    Text("通道正在使用或停用，请稍后再输入", "The lane is in use or out of service; type it later"),
)


def code_of(order: LaneOrder | None) -> str:
    """The code of a tab; None: a typed number."""
    return NUMBER if order is None else order.value


def words_of(order: LaneOrder | None) -> OrderWords:
    """The words of a tab."""
    return _NUMBER_WORDS if order is None else ORDERS[order]


def right_of(order: LaneOrder | None) -> Right:
    """What a tab takes."""
    return Right.ADMIT if order is None else ORDER_RIGHTS[order]


def tabs(offered: Sequence[LaneOrder | None], chosen: LaneOrder | None, say: Say) -> list[OrderTab]:
    """The row of tabs."""
    return [
        OrderTab(code_of(order), say(words_of(order).name), words_of(order).symbol, order is chosen)
        for order in offered
    ]
