"""Fire and lockdown in words: what the banner above everything says, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gate_agent.rules.guard_reasons import in_words
from gate_agent.wire.schema import EmergencyOrderView, LanePhase
from ui import moments
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from wording import Text


@dataclass(frozen=True, slots=True)
class Alarm:
    """One line of the banner. Each kind of emergency has one, however many gates it is about."""

    symbol: str
    word: str
    """Readable from afar."""
    text: str
    remedy: str


_FIRE: Final = Text("火警", "Fire")
_FIRE_TEXT: Final = Text("通道自 {time} 起敞开", "the lanes have been standing open since {time}")
_SHUT: Final = Text("{said}；{count} 个未敞开", "{said}; not open: {count}")
_LOCKDOWN: Final = Text("封闭", "Lockdown")
_LOCKDOWN_TEXT: Final = Text(
    "自 {time} 起只放行指定人员（{guard}：{reason}）",
    "only named groups pass since {time} ({guard}: {reason})",
)
_ASSUMED_TEXT: Final = Text("自 {time} 起：{reason}", "since {time}: {reason}")
"""No guard ordered it."""
_AT: Final = Text("{gate}（{time} 起）", "{gate} (since {time})")
_ASSUMED_AT: Final = Text("{gate}：{reason}", "{gate}: {reason}")
_LAST_KNOWN: Final = Text("{said}，失去联系前", "{said}, before contact was lost")
_BETWEEN: Final = Text("、", ", ")
_REMEDY: Final = Text("F10 解除", "F10 ends it")


def alarms(agents: Sequence[AgentSight], say: Say) -> list[Alarm]:
    """What is in force at the gates, fire first. Of a gate out of contact, what it last told."""
    found = []
    remedy = say(_REMEDY) if any(agent.live for agent in agents) else ""
    fire = _places(agents, say, lambda agent: agent.emergency.fire, _FIRE_TEXT)
    if fire:
        shut = sum(map(_shut, agents))
        if shut:
            fire = say(_SHUT).format(said=fire, count=shut)
        found.append(Alarm("local_fire_department", say(_FIRE), fire, remedy))
    lockdown = _places(agents, say, lambda agent: agent.emergency.lockdown, _LOCKDOWN_TEXT)
    if lockdown:
        found.append(Alarm("lock", say(_LOCKDOWN), lockdown, remedy))
    return found


def _shut(agent: AgentSight) -> int:
    """Lanes that should stand open and don't."""
    state = agent.view.state
    if not agent.live or state is None or state.emergency.fire is None:
        return 0
    return sum(lane.phase is not LanePhase.EVACUATION for lane in state.lanes)


def _places(
    agents: Sequence[AgentSight],
    say: Say,
    order: Callable[[AgentSight], EmergencyOrderView | None],
    alone: Text,
) -> str:
    """Where it is in force and since when; of a single gate, in the words of ``alone``."""
    said = []
    for agent in agents:
        standing = order(agent)
        if standing is None:
            continue
        assumed = standing.reason != "" and standing.by == ""
        if len(agents) == 1:
            words = _ASSUMED_TEXT if assumed else alone
        else:
            words = _ASSUMED_AT if assumed else _AT
        place = say(words).format(
            gate=say(agent.name),
            time=moments.clock(standing.since, agent.zone),
            guard=standing.by,
            reason=say(in_words(standing.reason)) if standing.reason else "",
        )
        said.append(place if agent.live else say(_LAST_KNOWN).format(said=place))
    return say(_BETWEEN).join(said)
