"""What somebody is told who is not let out, where the words for coming in would not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from gate_agent.rules.reasons import Advice, Reason, advice
from sync.wire import Direction
from wording import Text

_BY_HAND: Final = Text(
    "请联系辅导员；急需出校的，由保安核对证件后放行",
    "Ask the counsellor; if it is urgent, a guard checks papers and opens",
)
_WORDS: Final[Mapping[Reason, tuple[Text, Text]]] = MappingProxyType(
    {
        Reason.NOT_REGISTERED: (
            Text("出校须有许可，还没有登记", "Leaving needs a permission, and none is registered"),
            _BY_HAND,
        ),
        Reason.PENDING: (
            Text("出校所需的许可正在审核", "The permission needed to leave is being reviewed"),
            _BY_HAND,
        ),
        Reason.REJECTED: (
            Text("出校所需的许可没有通过", "The permission needed to leave was not given"),
            _BY_HAND,
        ),
        Reason.REVOKED: (
            Text("许可已被撤销，出校请找保安", "The permission was revoked; see the guard"),
            Text(
                "联系做出决定的辅导员；说明情况后可手动放行",
                "Call the counsellor who decided; open by hand once it is clear",
            ),
        ),
        Reason.NOT_YET_VALID: (
            Text("出校所需的许可还没生效", "The permission needed to leave has not begun yet"),
            _BY_HAND,
        ),
        Reason.EXPIRED: (
            Text("出校所需的许可已过期", "The permission needed to leave has expired"),
            _BY_HAND,
        ),
        Reason.WRONG_GATE: (
            Text("不能从这个校门出校", "This gate is not among those to leave by"),
            Text("请走许可中写明的校门", "Use a gate named in the permission"),
        ),
        Reason.WRONG_CAMPUS: (
            Text("许可不包括从这个校区出校", "The permission does not cover leaving this campus"),
            _BY_HAND,
        ),
        Reason.WRONG_DIRECTION: (
            Text("许可不包括出校", "The permission does not cover leaving"),
            _BY_HAND,
        ),
        Reason.BLOCKED: (
            Text("此人在禁止名单上，出校请找保安", "On the block list; to leave, see the guard"),
            Text(
                "联系保卫处，由其决定是否放行",
                "Call the security office, which decides whether to open",
            ),
        ),
        Reason.LOCKDOWN: (
            Text("校门已临时封闭，暂时不能出校", "The gates are locked down; no leaving for now"),
            Text(
                "请到安全处等候通知；里面有危险时手动放行",
                "Wait where it is safe; open by hand if it is dangerous inside",
            ),
        ),
        Reason.GUARD_MUST_CONFIRM: (
            Text("请稍候，由保安确认后出校", "Please wait; a guard confirms and lets you out"),
            advice(Reason.GUARD_MUST_CONFIRM).remedy,
        ),
        Reason.PASS_FORGED: (
            advice(Reason.PASS_FORGED).sentence,
            Text("核对证件并联系保卫处", "Check papers, call the security office"),
        ),
        Reason.PASSBACK: (
            Text("记录显示此人已在外面", "The holder is already outside by the records"),
            advice(Reason.PASSBACK).remedy,
        ),
    }
)


def advice_on(direction: Direction, reason: Reason) -> Advice:
    """The words for ``reason``, said to somebody who goes this way."""
    words = advice(reason)
    if direction is Direction.IN or reason not in _WORDS:
        return words
    sentence, remedy = _WORDS[reason]
    return replace(words, sentence=sentence, remedy=remedy)
