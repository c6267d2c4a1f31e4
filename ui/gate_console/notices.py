"""What needs a person, in one line each, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from devices.ports import DeviceKind
from gate_agent.rules.policy import Step
from gate_agent.wire.schema import (
    AgentState,
    DeviceStateView,
    DeviceView,
    LaneView,
    OverrideView,
)
from sync.wire import Bilingual
from ui.agents.link import LinkStatus
from ui.gate_console.sight import AgentSight
from ui.gate_console.tiles import Say
from wording import Text


class NoticeTone(IntEnum):
    """As in Banner.qml."""

    INFORMATION = 0
    GOOD = 1
    WARNING = 2
    BAD = 3


class Urgency(IntEnum):
    """In the order of the lines."""

    DECISION = 0
    """Somebody waits for a guard's word, and not for long."""
    LOST = 1
    HINDRANCE = 2
    """People can't go through as usual."""
    CARE = 3
    """Nobody is held up by it yet."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know."""

    tone: int
    text: str
    remedy: str


_AT_THE_LANES: Final = frozenset(
    {DeviceKind.CARD_READER, DeviceKind.CODE_SCANNER, DeviceKind.CAMERA, DeviceKind.BARRIER}
)
_BY_HAND: Final = frozenset({Step.GUARD, Step.REFUSE})
"""Records this old let nobody in without a guard."""

_SILENT: Final = Text(
    "{name} 没有消息。检查它的电源和网线；通道请人工核验",
    "{name} says nothing. Check its power and cable; check people by hand",
)
_CONNECTING_NOTICE: Final = Text("正在连接 {name}", "Connecting to {name}")
_DEAD_NOTICE: Final = Text(
    "{dead} 条通行记录被大厅退回。请联系管理员处理",
    "The hall rejected {dead} records of passages. Call the administrator",
)

_OVERRIDE: Final = Text(
    "{lane}：{guard} 请求放行 {who}（{reason}）",
    "{lane}: {guard} asks to open for {who} ({reason})",
)
_OVERRIDE_REMEDY: Final = Text(
    "须另一位值班员在一分钟内确认：用值班卡、令牌或自己的值班台",
    "A second guard confirms within a minute: card, token or screen",
)


def notices(agents: Sequence[AgentSight], say: Say) -> list[Notice]:
    """What needs a person: what must be decided now, lost gates, what holds people up, the rest.

    Fire and lockdown stand above these (:mod:`ui.gate_console.alarms`).
    """
    several = len(agents) > 1
    found: list[tuple[Urgency, Notice]] = []
    for agent in agents:
        prefix = f"{say(agent.name)} · " if several else ""
        if agent.status is not LinkStatus.LIVE or agent.view.state is None:
            found.append((Urgency.LOST, _absence(agent, say)))
            continue
        found += [
            (urgency, replace(notice, text=prefix + notice.text))
            for urgency, notice in _troubles(agent.view.state, say)
        ]
    return [notice for _, notice in sorted(found, key=lambda one: one[0])]


def _absence(agent: AgentSight, say: Say) -> Notice:
    if agent.status is LinkStatus.CONNECTING:
        text = say(_CONNECTING_NOTICE.format(name=agent.view.host))
        return Notice(NoticeTone.INFORMATION, text, "")
    problem = agent.view.problem or Text(
        _SILENT.zh.format(name=agent.name.zh), _SILENT.en.format(name=agent.name.en)
    )
    return _split(NoticeTone.BAD, say(problem))


def _troubles(state: AgentState, say: Say) -> list[tuple[Urgency, Notice]]:
    decisions = [_override(lane, lane.override, say) for lane in state.lanes if lane.override]
    hindrances = [_split(NoticeTone.BAD, say(problem)) for problem in state.hindrances]
    records = [state.records.problem, state.records.notice]
    rest = [problem for problem in state.problems if problem not in state.hindrances]
    if state.records.step in _BY_HAND:
        hindrances += _said(NoticeTone.BAD, records, say)
        records = []
    down = [device for device in state.devices if _stops_people(device, state)]
    impaired = [device for device in state.devices if device not in down]
    cares = _said(NoticeTone.WARNING, [*records, state.hall.problem, *rest], say)
    if state.backlog.dead:
        dead = say(_DEAD_NOTICE.format(dead=state.backlog.dead))
        cares.append(_split(NoticeTone.WARNING, dead))
    return [
        *((Urgency.DECISION, notice) for notice in decisions),
        *((Urgency.HINDRANCE, notice) for notice in hindrances),
        *((Urgency.HINDRANCE, notice) for notice in _faults(NoticeTone.BAD, down, say)),
        *((Urgency.CARE, notice) for notice in _faults(NoticeTone.WARNING, impaired, say)),
        *((Urgency.CARE, notice) for notice in cares),
    ]


def _override(lane: LaneView, override: OverrideView, say: Say) -> Notice:
    text = say(_OVERRIDE).format(
        lane=say(lane.name),
        guard=override.asked_by,
        who=override.holder_name,
        reason=say(override.said),
    )
    return Notice(NoticeTone.BAD, text, say(_OVERRIDE_REMEDY))


def _stops_people(device: DeviceView, state: AgentState) -> bool:
    at_a_lane = device.kind in _AT_THE_LANES and device.name != state.desk_reader
    return at_a_lane and device.state is DeviceStateView.DOWN


def _faults(tone: NoticeTone, devices: Sequence[DeviceView], say: Say) -> list[Notice]:
    return [
        Notice(
            tone,
            f"{device.name} · {say(device.fault.public)} {device.fault.code}",
            say(device.fault.remedy),
        )
        for device in devices
        if device.fault is not None
    ]


def _said(tone: NoticeTone, problems: Sequence[Bilingual | None], say: Say) -> list[Notice]:
    return [_split(tone, say(problem)) for problem in problems if problem is not None]


def _split(tone: NoticeTone, said: str) -> Notice:
    """The first sentence is what happened, or its first part, the rest what to do."""
    for mark in ("。", ". ", "；", "; "):
        head, found, tail = said.partition(mark)
        if found and tail:
            return Notice(tone, head, tail[0].upper() + tail[1:])
    return Notice(tone, said, "")
