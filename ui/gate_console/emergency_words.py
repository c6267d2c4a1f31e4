"""What is in force at a gate, and what a guard may order about it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, assert_never

from gate_agent.rules.guard_reasons import (
    FireReleaseReason,
    GuardReason,
    LockdownEndReason,
    LockdownReason,
    in_words,
)
from gate_agent.rules.roles import Right
from ui import moments
from ui.agents.client import EmergencyOrder
from ui.gate_console.notices import NoticeTone
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from wording import Text


@dataclass(frozen=True, slots=True)
class OrderWords:
    """One order as the panel offers it."""

    name: Text
    question: Text
    """Asked before it is given; ``{name}`` is the gate."""
    effect: Text
    impossible: Text
    done: Text
    symbol: str
    reasons: tuple[GuardReason, ...]
    right: Right


ORDERS: Final[Mapping[EmergencyOrder, OrderWords]] = MappingProxyType(
    {
        EmergencyOrder.LOCK_DOWN: OrderWords(
            Text("封闭校门", "Lock down"),
            Text("现在封闭{name}？", "Lock down {name} now?"),
            Text(
                "所有通道只放行指定人员，进出都一样，直到有人解除；断电重启后仍然有效。"
                "火警仍会敞开通道，手动放行仍可用。",
                "Every lane lets only the named groups in or out until somebody ends it, "
                "also after a restart. A fire alarm still opens the lanes; opening by hand "
                "still works.",
            ),
            Text("已经封闭。", "It is locked down already."),
            Text("已封闭", "locked down"),
            "lock",
            tuple(LockdownReason),
            Right.LOCK_DOWN,
        ),
        EmergencyOrder.END_LOCKDOWN: OrderWords(
            Text("解除封闭", "End the lockdown"),
            Text("现在解除{name}的封闭？", "End the lockdown of {name} now?"),
            Text(
                "所有通道恢复按名单放行。",
                "Every lane lets people in by their records again.",
            ),
            Text("现在没有封闭。", "No lockdown is in force."),
            Text("封闭已解除", "the lockdown has ended"),
            "lock_open",
            tuple(LockdownEndReason),
            Right.END_EMERGENCY,
        ),
        EmergencyOrder.RELEASE_FIRE: OrderWords(
            Text("解除火警敞开", "End the fire opening"),
            Text("现在关闭{name}敞开的通道？", "Close the open lanes of {name} now?"),
            Text(
                "所有通道重新关闭，恢复刷卡。请先确认人员已撤离，消防主机已复位。",
                "Every lane closes and asks for cards again. First be sure that everybody is "
                "out and the fire panel is reset.",
            ),
            Text("现在没有火警敞开。", "No fire opening is in force."),
            Text("通道已重新关闭", "the lanes are closed again"),
            "local_fire_department",
            tuple(FireReleaseReason),
            Right.END_EMERGENCY,
        ),
    }
)
"""In the order of their number keys."""

_NO_CONTACT: Final = Text(
    "与这个校门的闸机失去联系：不知道现在的状态，也不能从这里下命令",
    "This gate is out of contact: what is in force there is not known, nor can it be ordered",
)
_FIRE: Final = Text(
    "火警：通道自 {time} 起敞开", "Fire: the lanes have been standing open since {time}"
)
_LOCKDOWN: Final = Text(
    "封闭中：{guard} 于 {time} 下令，原因：{reason}",
    "Lockdown: ordered by {guard} at {time}, reason: {reason}",
)
_ASSUMED: Final = Text("封闭中（自 {time}）：{reason}", "Lockdown since {time}: {reason}")
"""No guard ordered it."""
_CALM: Final = Text("一切正常：没有封闭，没有火警", "All normal: no lockdown, no fire alarm")


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that is in force at the gate."""

    tone: int
    text: str


def standing(agent: AgentSight, say: Say) -> list[Standing]:
    """What is in force now, the worst first."""
    state = agent.view.state
    if not agent.live or state is None:
        return [Standing(NoticeTone.BAD, say(_NO_CONTACT))]
    fire, lockdown = state.emergency.fire, state.emergency.lockdown
    found = []
    if fire is not None:
        found.append(
            Standing(NoticeTone.BAD, say(_FIRE.format(time=moments.clock(fire.since, agent.zone))))
        )
    if lockdown is not None:
        text = say(_LOCKDOWN if lockdown.by else _ASSUMED).format(
            guard=lockdown.by,
            time=moments.clock(lockdown.since, agent.zone),
            reason=say(in_words(lockdown.reason)),
        )
        found.append(Standing(NoticeTone.BAD, text))
    return found or [Standing(NoticeTone.GOOD, say(_CALM))]


def possible(agent: AgentSight, order: EmergencyOrder) -> bool:
    """Whether ``order`` can be given as the gate stands."""
    state = agent.view.state
    if not agent.live or state is None:
        return False
    match order:
        case EmergencyOrder.LOCK_DOWN:
            return state.emergency.lockdown is None
        case EmergencyOrder.END_LOCKDOWN:
            return state.emergency.lockdown is not None
        case EmergencyOrder.RELEASE_FIRE:
            return state.emergency.fire is not None
        case _:
            assert_never(order)
