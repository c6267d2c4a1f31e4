"""What the list and the detail show of a device: pure functions of what is known at one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from devices.diagnostics.counter_words import counted
from devices.latency import BOUNDS_S
from gate_agent.wire.schema import DeviceStateView, DeviceView, LatencyView, SelfTestResult
from sync.wire import Bilingual
from ui import moments
from ui.agents.link import LinkStatus
from ui.diagnostics.terminals import TerminalLook
from ui.diagnostics.words import (
    OUTCOMES,
    STATES,
    Level,
    by_hand_name,
    kind_name,
    kind_symbol,
    operation_name,
    operation_rank,
)
from wording import Text

Say = Callable[[Text | Bilingual], str]

_BY_ID: Final = "/dev/serial/by-id/"
"""So long a beginning says nothing at a glance."""
_COUNTERS_SHOWN: Final = 8
_COUNTERS_AT_A_GLANCE: Final = 3
_NONE_YET: Final = -1


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One line of the list: the heading of a terminal, or a device."""

    heading: bool
    number: int
    """Place of the device over all terminals, from 1; 0 for a heading."""
    title: str
    about: str
    vitals: str = ""
    """Firmware or ATR, and what it counts; empty where it tells neither."""
    symbol: str = ""
    level: int = Level.UNKNOWN
    condition: str = ""
    testing: bool = False
    testable: bool = False
    selected: bool = False
    result_level: int = _NONE_YET
    result: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the detail."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The selected device."""

    title: str = ""
    symbol: str = ""
    level: int = Level.UNKNOWN
    condition: str = ""
    fault: str = ""
    remedy: str = ""
    testable: bool = False
    by_hand: str = ""
    """What a technician can do with it by hand; empty where a self-test is all."""
    facts: tuple[Fact, ...] = ()


_NO_CONTACT: Final = Text("失去联系", "No contact")
_CONNECTING: Final = Text("正在连接", "Connecting")
_IN_SERVICE: Final = Text("正在使用", "In service")
_OUT_OF_SERVICE: Final = Text("未在使用", "Not in service")
_STALE: Final = Text("最后所知", "Last known")
_NEXT_TRY: Final = Text("{span}后重试", "next try in {span}")
_AGO: Final = Text("{span}前", "{span} ago")
_NEVER: Final = Text("还没有", "None yet")
_LABELS: Final = {
    "port": Text("端口", "Port"),
    "driver": Text("驱动", "Driver"),
    "firmware": Text("固件 / 型号", "Firmware / model"),
    "since": Text("此状态", "In this state for"),
    "last_event": Text("最近事件", "Last event"),
    "counters": Text("计数", "Counters"),
    "times": Text("耗时 50% / 95%", "Time 50 % / 95 %"),
}
_TIMES_SHOWN: Final = 3
_TIMES: Final = Text("{half} / {most} · {count} 次", "{half} / {most} · {count}×")
_SINCE: Final = Text("已 {span}", "{span}")


_COUNTED: Final = {
    Level.GOOD: Text("{count} 正常", "{count} ready"),
    Level.ATTENTION: Text("{count} 有问题", "{count} impaired"),
    Level.BAD: Text("{count} 不工作", "{count} down"),
    Level.UNKNOWN: Text("{count} 正在连接", "{count} connecting"),
}


def summary(states: Sequence[DeviceStateView], say: Say) -> str:
    """How many devices are well, impaired and so on, in a line."""
    levels = [STATES[state][0] for state in states]
    return " · ".join(
        say(form.format(count=levels.count(level)))
        for level, form in _COUNTED.items()
        if level in levels
    )


def heading(look: TerminalLook, say: Say) -> BenchRow:
    """The heading of a terminal: its name, where it is, and whether it can be reached."""
    match look.status:
        case LinkStatus.CONNECTING:
            level, state = Level.UNKNOWN, _CONNECTING
        case LinkStatus.LOST:
            level, state = Level.BAD, _NO_CONTACT
        case LinkStatus.LIVE:
            level = Level.GOOD
            state = _IN_SERVICE if look.in_service else _OUT_OF_SERVICE
        case _:
            assert_never(look.status)
    shown = say(state) if look.place else ""
    return BenchRow(
        heading=True, number=0, title=say(look.name), about=look.place, level=level, condition=shown
    )


def device_row(
    look: TerminalLook,
    device: DeviceView,
    number: int,
    say: Say,
    *,
    selected: bool,
    testing: bool,
    busy: bool,
    result: SelfTestResult | None,
) -> BenchRow:
    """The line of one device. ``busy``: a run is going on, so nothing else can be started."""
    level, state = STATES[device.state]
    words = say(state)
    if look.status is LinkStatus.CONNECTING:
        level, words = Level.UNKNOWN, say(_CONNECTING)
    elif look.status is LinkStatus.LOST:
        level, words = Level.UNKNOWN, say(_STALE)
    outcome_level, outcome = _NONE_YET, ""
    if result is not None:
        said_level, said = OUTCOMES[result.outcome]
        outcome_level, outcome = int(said_level), say(said)
    return BenchRow(
        heading=False,
        number=number,
        title=device.name,
        about=_glance(device, look.now, say),
        vitals=_vitals(device, say),
        symbol=kind_symbol(device.kind),
        level=level,
        condition=f"{words} {device.fault.code}" if device.fault else words,
        testing=testing,
        testable=look.status is LinkStatus.LIVE and not busy,
        selected=selected,
        result_level=outcome_level,
        result=outcome,
    )


def _glance(device: DeviceView, now: datetime, say: Say) -> str:
    """What it is, where it is, and when it last told something."""
    parts = [say(kind_name(device.kind)), device.port.removeprefix(_BY_ID)]
    if device.last_event is not None:
        parts.append(_span(_AGO, device.last_event, now, say))
    return " · ".join(parts)


def _vitals(device: DeviceView, say: Say) -> str:
    """What it says it is, unless its port says so, and what it has counted so far."""
    firmware = "" if device.firmware == device.port else device.firmware
    some = {name: count for name, count in device.counters.items() if count}
    shown = counted(some, say)[:_COUNTERS_AT_A_GLANCE]
    return " · ".join(part for part in (firmware, *shown) if part)


def detail(look: TerminalLook, device: DeviceView, say: Say, *, busy: bool) -> Detail:
    """Everything that is known of one device. ``busy``: a run is going on."""
    level, state = STATES[device.state]
    facts = [
        Fact(say(_LABELS["port"]), device.port),
        Fact(say(_LABELS["driver"]), device.driver),
        Fact(say(_LABELS["firmware"]), device.firmware or "–"),
        Fact(say(_LABELS["since"]), _span(_SINCE, device.since, look.now, say)),
        Fact(say(_LABELS["last_event"]), _last_event(device, look.now, say)),
        Fact(say(_LABELS["counters"]), _counters(device, say)),
    ]
    if device.latencies:
        facts.append(Fact(say(_LABELS["times"]), _times(device, say)))
    fault, remedy = "", ""
    if device.fault is not None:
        fault = f"{device.fault.code} {say(device.fault.public)}"
        remedy = say(device.fault.remedy)
    return Detail(
        title=f"{say(look.name)} · {device.name}",
        symbol=kind_symbol(device.kind),
        level=level if look.status is LinkStatus.LIVE else Level.UNKNOWN,
        condition=_state(look, device, state, say),
        fault=fault,
        remedy=remedy,
        testable=look.status is LinkStatus.LIVE and not busy,
        by_hand=say(by_hand) if (by_hand := by_hand_name(device.kind)) else "",
        facts=tuple(facts),
    )


def _state(look: TerminalLook, device: DeviceView, state: Text, say: Say) -> str:
    words = say(state)
    if look.status is not LinkStatus.LIVE:
        return f"{say(_STALE)}: {words}" if words else ""
    if device.next_try is None or device.next_try <= look.now:
        return words
    left_s = (device.next_try - look.now).total_seconds()
    return f"{words} · {_spoken(_NEXT_TRY, left_s + 1, say)}"


def _last_event(device: DeviceView, now: datetime, say: Say) -> str:
    if device.last_event is None:
        return say(_NEVER)
    return _span(_AGO, device.last_event, now, say)


def _counters(device: DeviceView, say: Say) -> str:
    return " · ".join(counted(device.counters, say)[:_COUNTERS_SHOWN]) or "–"


def _times(device: DeviceView, say: Say) -> str:
    """The operations that say most, each with the bounds that half and 95 % of them kept."""
    ranked = sorted(device.latencies, key=lambda latency: operation_rank(latency.operation))
    lines = [
        f"{say(operation_name(latency.operation))} {say(_time_words(latency))}"
        for latency in ranked[:_TIMES_SHOWN]
    ]
    return "\n".join(lines)


def _time_words(latency: LatencyView) -> Text:
    half, most = _bound(latency.half_s), _bound(latency.most_s)
    return _TIMES.format(half=half, most=most, count=latency.count)


def _bound(seconds: float | None) -> str:
    if seconds is None:
        return f"> {BOUNDS_S[-1]:g} s"
    return f"≤ {seconds:g} s" if seconds >= 1 else f"≤ {seconds * 1000:g} ms"


def _span(form: Text, since: datetime, now: datetime, say: Say) -> str:
    return _spoken(form, (now - since).total_seconds(), say)


def _spoken(form: Text, seconds: float, say: Say) -> str:
    length = moments.span(seconds)
    return say(Text(form.zh.format(span=length.zh), form.en.format(span=length.en)))
