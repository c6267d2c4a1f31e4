"""What needs a person, in one line each, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from gate_agent.rules.guard_reasons import in_words
from gate_agent.wire.schema import AgentState
from ui import moments
from ui.agents.link import LinkStatus
from ui.agents.zone import zone_of
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from wording import Text


class NoticeTone(IntEnum):
    """As in Banner.qml."""

    INFORMATION = 0
    GOOD = 1
    WARNING = 2
    BAD = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know, worst first."""

    tone: int
    text: str
    remedy: str


_SILENT: Final = Text(
    "{name} 没有消息。检查它的电源和网线；道口请人工核验",
    "{name} says nothing. Check its power and cable; check people by hand",
)
_CONNECTING_NOTICE: Final = Text("正在连接 {name}", "Connecting to {name}")
_DEAD_NOTICE: Final = Text(
    "{dead} 条通行记录被大厅退回。请联系管理员处理",
    "The hall rejected {dead} records of passages. Call the administrator",
)

_FIRE: Final = Text(
    "火警：所有通道自 {time} 起敞开", "Fire: every lane has been standing open since {time}"
)
_LOCKDOWN: Final = Text(
    "封闭：自 {time} 起只放行指定人员（{guard}：{reason}）",
    "Lockdown since {time}: only named groups pass ({guard}: {reason})",
)
_ASSUMED: Final = Text(
    "封闭：自 {time} 起只放行指定人员。{reason}",
    "Lockdown since {time}: only named groups pass. {reason}",
)
"""No guard ordered it."""
_OVERRIDE: Final = Text(
    "{lane}：{guard} 请求放行 {who}（{reason}）",
    "{lane}: {guard} asks to open for {who} ({reason})",
)
_OVERRIDE_REMEDY: Final = Text(
    "须另一位值班员在一分钟内确认：用值班卡、令牌或自己的值班台",
    "A second guard confirms within a minute: card, token or screen",
)


def notices(agents: Sequence[AgentSight], say: Say) -> list[Notice]:
    """What needs a person, worst first: lost agents, their own faults, links, devices."""
    several = len(agents) > 1
    found: list[Notice] = []
    for agent in agents:
        prefix = f"{say(agent.name)} · " if several else ""
        if agent.status is not LinkStatus.LIVE or agent.view.state is None:
            found.append(_absence(agent, say))
            continue
        found += [
            Notice(notice.tone, prefix + notice.text, notice.remedy)
            for notice in _troubles(agent.view.state, say)
        ]
    return sorted(found, key=lambda notice: -notice.tone)


def _absence(agent: AgentSight, say: Say) -> Notice:
    if agent.status is LinkStatus.CONNECTING:
        text = say(_CONNECTING_NOTICE.format(name=agent.view.host))
        return Notice(NoticeTone.INFORMATION, text, "")
    problem = agent.view.problem or Text(
        _SILENT.zh.format(name=agent.name.zh), _SILENT.en.format(name=agent.name.en)
    )
    return _split(NoticeTone.BAD, say(problem))


def _emergencies(state: AgentState, say: Say) -> list[Text]:
    fire, lockdown = state.emergency.fire, state.emergency.lockdown
    found = []
    if fire is not None:
        found.append(_FIRE.format(time=moments.clock(fire.since, zone_of(state))))
    if lockdown is not None:
        found.append(
            (_LOCKDOWN if lockdown.by else _ASSUMED).format(
                time=moments.clock(lockdown.since, zone_of(state)),
                guard=lockdown.by,
                reason=say(in_words(lockdown.reason)),
            )
        )
    return found


def _troubles(state: AgentState, say: Say) -> list[Notice]:
    found = [_split(NoticeTone.BAD, say(problem)) for problem in state.problems]
    if state.backlog.dead:
        found.append(_split(NoticeTone.BAD, say(_DEAD_NOTICE.format(dead=state.backlog.dead))))
    found += [Notice(NoticeTone.BAD, say(text), "") for text in _emergencies(state, say)]
    for lane in state.lanes:
        if lane.override is not None:
            text = say(_OVERRIDE).format(
                lane=say(lane.name),
                guard=lane.override.asked_by,
                who=lane.override.holder_name,
                reason=say(lane.override.said),
            )
            found.append(Notice(NoticeTone.BAD, text, say(_OVERRIDE_REMEDY)))
    links = (state.records.problem, state.records.notice, state.hall.problem)
    found += [_split(NoticeTone.WARNING, say(problem)) for problem in links if problem is not None]
    for device in state.devices:
        if device.fault is not None:
            text = f"{device.name} · {say(device.fault.public)} {device.fault.code}"
            found.append(Notice(NoticeTone.WARNING, text, say(device.fault.remedy)))
    return found


def _split(tone: NoticeTone, said: str) -> Notice:
    """The first sentence is what happened, the rest what to do."""
    for mark in ("。", ". "):
        head, found, tail = said.partition(mark)
        if found and tail:
            return Notice(tone, head, tail)
    return Notice(tone, said, "")
