"""What one shift tells the next, in lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.wire.reports import ShiftEvent, ShiftView
from sync.wire import ActOutcome, GateEventKind
from ui import moments
from ui.gate_console.tiles import Say
from wording import Text


class Mark(StrEnum):
    """Shape and colour of a line; ShiftView.qml knows the same names."""

    HEADING = "heading"
    BAD = "bad"
    ATTENTION = "attention"
    GOOD = "good"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary."""

    mark: str
    when: str
    text: str


_KINDS: Final = {
    GateEventKind.OPENED_BY_GUARD: Text("手动放行", "Opened by hand"),
    GateEventKind.REFUSED_BY_GUARD: Text("手动拒绝", "Refused by hand"),
    GateEventKind.FORCED: Text("强行通过", "Forced"),
    GateEventKind.TAILGATED: Text("尾随", "Tailgated"),
    GateEventKind.HELD_OPEN: Text("通道被占住", "Held open"),
    GateEventKind.FIRE: Text("火警敞开", "Fire: lanes opened"),
    GateEventKind.FIRE_RELEASED: Text("火警敞开已解除", "Fire opening ended"),
    GateEventKind.LOCKDOWN: Text("封闭", "Lockdown"),
    GateEventKind.LOCKDOWN_ENDED: Text("封闭已解除", "Lockdown ended"),
    GateEventKind.MAINTENANCE: Text("通道停用", "Lane taken out"),
    GateEventKind.IN_SERVICE: Text("通道启用", "Lane put back"),
    GateEventKind.JOURNAL_RENEWED: Text("通行日志已换新", "Journal begun anew"),
    GateEventKind.BARRIER_PULSED: Text("道闸试开", "Barrier moved"),
    GateEventKind.BARRIER_TESTED: Text("道闸自检", "Barrier self-test"),
    GateEventKind.PORT_CHANGED: Text("更换端口", "Port changed"),
    GateEventKind.BUNDLE_TAKEN: Text("取走支持包", "Support bundle taken"),
    GateEventKind.EVENT_DISMISSED: Text("作废未送达的记录", "Event for the hall given up"),
}
_OUTCOMES: Final = {
    ActOutcome.BEGUN: Text("结果不明", "outcome not known"),
    ActOutcome.DONE: Text("完成", "done"),
    ActOutcome.FAILED: Text("失败", "failed"),
    ActOutcome.STOPPED: Text("中止", "stopped"),
}
_QUESTIONS: Final = Text("待办（{count}）", "To be seen to ({count})")
_NO_QUESTIONS: Final = Text("没有待办事项", "Nothing is left to be seen to")
_FAULTS: Final = Text("设备故障（{count}）", "Device faults ({count})")
_NO_FAULTS: Final = Text("设备全部正常", "All devices are fine")
_ALARMS: Final = Text("报警（{count}）", "Alarms ({count})")
_ORDERS: Final = Text("封闭、火警与停用（{count}）", "Lockdown, fire, lanes ({count})")
_ACTS: Final = Text("技术人员操作（{count}）", "By technicians ({count})")
_OPENED: Final = Text("手动放行（{count}）", "Opened by hand ({count})")
_REFUSED: Final = Text("手动拒绝（{count}）", "Refused by hand ({count})")
_REASONS: Final = Text("拒绝原因", "Refusals by reason")
_CUT: Final = Text(
    "事件超过 500 条，最早的没有列出；请改看较短的时段",
    "More than 500 events: the oldest are left out; look at a shorter time",
)
_FIGURES: Final = Text(
    "入 {entered:,} · 出 {left:,} · 开闸未过 {unused:,} · 拒 {refused:,} · 待上传 {waiting:,}",
    "{entered:,} in · {left:,} out · {unused:,} opened, not used · {refused:,} refused · "
    "{waiting:,} to upload",
)
_SPAN: Final = Text("{since} 至 {until}", "{since} to {until}")


def span(shift: ShiftView, now: datetime, say: Say) -> str:
    """From when to when."""
    since, until = (say(moments.day_and_time(moment, now)) for moment in (shift.since, shift.until))
    return say(_SPAN).format(since=since, until=until)


def figures(shift: ShiftView, say: Say) -> str:
    """The shift in one line."""
    return say(_FIGURES).format(
        entered=shift.entered,
        left=shift.left,
        unused=shift.unused,
        refused=sum(reason.count for reason in shift.refusals),
        waiting=shift.backlog.waiting,
    )


def lines(shift: ShiftView, now: datetime, say: Say) -> list[Line]:
    """What the next shift must know, what is open first."""
    found = [
        _heading(_QUESTIONS if shift.open_questions else _NO_QUESTIONS, shift.open_questions, say)
    ]
    found += [Line(Mark.ATTENTION, "", say(question)) for question in shift.open_questions]
    found.append(_heading(_FAULTS if shift.faults else _NO_FAULTS, shift.faults, say))
    for fault in shift.faults:
        said = "" if fault.fault is None else f" · {say(fault.fault.public)} {fault.fault.code}"
        when = say(moments.day_and_time(fault.since, now))
        found.append(Line(Mark.ATTENTION, when, fault.device + said))
    parts = (
        (_ALARMS, shift.alarms, Mark.BAD),
        (_ORDERS, shift.orders, Mark.PLAIN),
        (_ACTS, shift.acts, Mark.PLAIN),
        (_OPENED, shift.opened_by_hand, Mark.GOOD),
        (_REFUSED, shift.refused_by_hand, Mark.BAD),
    )
    for title, events, mark in parts:
        if events:
            found.append(_heading(title, events, say))
            found += [_line(event, mark, now, say) for event in events]
    if shift.refusals:
        found.append(Line(Mark.HEADING, "", say(_REASONS)))
        found += [
            Line(Mark.PLAIN, f"{reason.count:,}", say(reason.sentence)) for reason in shift.refusals
        ]
    if shift.cut:
        found.append(Line(Mark.ATTENTION, "", say(_CUT)))
    return found


def _heading(title: Text, of: tuple[object, ...], say: Say) -> Line:
    return Line(Mark.HEADING, "", say(title.format(count=len(of))))


def _line(event: ShiftEvent, mark: Mark, now: datetime, say: Say) -> Line:
    kind = _KINDS.get(event.kind)
    guards = " + ".join(name for name in (event.guard, event.second_guard) if name)
    parts = (
        "" if event.lane == ALL_LANES else event.lane,
        event.kind.value if kind is None else say(kind),
        event.device,
        "" if event.outcome is None else say(_OUTCOMES[event.outcome]),
        guards,
        "" if event.said is None else say(event.said),
    )
    when = say(moments.day_and_time(event.at, now))
    return Line(mark, when, " · ".join(part for part in parts if part))
