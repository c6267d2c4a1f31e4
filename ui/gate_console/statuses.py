"""How the gates fare, at a glance: hall, records, backlog, devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from gate_agent.wire.schema import AgentState, DeviceStateView, DeviceView
from ui import moments
from ui.agents.link import LinkStatus
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from wording import Text

FRESH_S: Final = 60.0
"""Records confirmed within the last minute need no attention: the feed is asked all the time."""
OLD_S: Final = 900.0
"""After a quarter of an hour a change of permission may long be missing."""


class Level(IntEnum):
    """As in StatusDot.qml."""

    GOOD = 0
    ATTENTION = 1
    BAD = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class Status:
    """One state at a glance."""

    level: int
    text: str


_HALL_UP: Final = Text("大厅已连接", "Hall connected")
_HALL_DOWN: Final = Text("大厅断开", "Hall lost")
_RECORDS: Final = Text("名单 {span}前", "Records {span} old")
_NO_RECORDS: Final = Text("名单未核实", "Records unconfirmed")
_BACKLOG: Final = Text("待上传 {waiting}", "{waiting} to upload")
_DEAD: Final = Text("待上传 {waiting}，被退回 {dead}", "{waiting} to upload · {dead} rejected")
_DEVICES_WELL: Final = Text("设备正常", "Devices fine")
_MORE: Final = Text("{first} 等 {count} 项", "{first} +{rest}")
_LOST: Final = Text("失去联系", "No contact")
_CONNECTING: Final = Text("正在连接", "Connecting")


def statuses(agents: Sequence[AgentSight], say: Say) -> list[Status]:
    """Hall, records, backlog and devices: of each the worst over all agents that can be heard."""
    heard = [
        (agent, agent.view.state)
        for agent in agents
        if agent.status is LinkStatus.LIVE and agent.view.state is not None
    ]
    if not heard:
        lost = any(agent.status is LinkStatus.LOST for agent in agents)
        return [Status(Level.BAD if lost else Level.UNKNOWN, say(_LOST if lost else _CONNECTING))]
    several = len(agents) > 1
    result: list[Status] = []
    for judge in (_hall, _records, _backlog, _devices):
        judged = [(*judge(agent, state, say), agent) for agent, state in heard]
        level, text, agent = max(judged, key=lambda entry: entry[0])
        if several and level is not Level.GOOD:
            text = f"{say(agent.name)} {text}"
        result.append(Status(level, text))
    return result


def _hall(_agent: AgentSight, state: AgentState, say: Say) -> tuple[Level, str]:
    if state.hall.reachable:
        return Level.GOOD, say(_HALL_UP)
    return Level.ATTENTION, say(_HALL_DOWN)


def _records(agent: AgentSight, state: AgentState, say: Say) -> tuple[Level, str]:
    if state.records.age_s is None:
        return Level.BAD, say(_NO_RECORDS)
    age_s = state.records.age_s + (agent.now - agent.view.state_at)
    span = moments.span(age_s)
    text = say(Text(_RECORDS.zh.format(span=span.zh), _RECORDS.en.format(span=span.en)))
    if age_s <= FRESH_S:
        return Level.GOOD, text
    return (Level.ATTENTION if age_s <= OLD_S else Level.BAD), text


def _backlog(_agent: AgentSight, state: AgentState, say: Say) -> tuple[Level, str]:
    backlog = state.backlog
    if backlog.dead:
        return Level.BAD, say(_DEAD.format(waiting=backlog.waiting, dead=backlog.dead))
    waiting_long = backlog.waiting > 0 and not state.hall.reachable
    level = Level.ATTENTION if waiting_long else Level.GOOD
    return level, say(_BACKLOG.format(waiting=backlog.waiting))


def _devices(_agent: AgentSight, state: AgentState, say: Say) -> tuple[Level, str]:
    faulty = [device for device in state.devices if not _well(device)]
    if not faulty:
        return Level.GOOD, say(_DEVICES_WELL)
    faulty.sort(key=lambda device: device.state is not DeviceStateView.DOWN)
    worst = faulty[0]
    level = Level.BAD if worst.state is DeviceStateView.DOWN else Level.ATTENTION
    first = worst.name if worst.fault is None else f"{worst.name} {worst.fault.code}"
    if len(faulty) == 1:
        return level, first
    return level, say(_MORE.format(first=first, count=len(faulty), rest=len(faulty) - 1))


def _well(device: DeviceView) -> bool:
    return device.state is DeviceStateView.READY and device.fault is None
