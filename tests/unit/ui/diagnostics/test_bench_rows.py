"""What the list and the detail say of a device in every state."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import devices
from devices.card.announcement import FrameFault
from devices.diagnostics.counter_words import counter_name
from devices.errors import Fault
from devices.idcard.sdt_codec import FrameFault as SdtFault
from devices.latency import Operation
from devices.scanner.scan import ScanFault
from gate_agent.wire.schema import DeviceStateView, DeviceView, LatencyView, SelfTestOutcome
from sync.wire import Bilingual
from tests.helpers.gate_states import NOW, device, said
from ui.agents.link import LinkStatus
from ui.diagnostics import runs
from ui.diagnostics.bench_rows import BenchRow, detail, device_row, heading
from ui.diagnostics.runs import Target
from ui.diagnostics.terminals import TerminalLook
from ui.diagnostics.words import OUTCOMES, STATES, Level, kind_name, operation_name
from wording import Text

_COUNTED = re.compile(r'count(?:ers\[|\()"(\w+)"(?: if .*? else "(\w+)")?')
DOWN = device("camera-1", "camera", DeviceStateView.DOWN)
GATE = TerminalLook(
    name=said("东门", "East gate"),
    place="10.20.0.5:8750",
    status=LinkStatus.LIVE,
    devices=(DOWN,),
    now=NOW,
    in_service=True,
)
LOST = replace(GATE, status=LinkStatus.LOST)


def english(text: Text | Bilingual) -> str:
    return text.en


def row(look: TerminalLook, view: DeviceView, **changes: object) -> BenchRow:
    plain = {"selected": False, "testing": False, "busy": False, "result": None}
    return device_row(look, view, 1, english, **{**plain, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", list(DeviceStateView))
def test_every_state_has_level_and_word(state: DeviceStateView) -> None:
    shown = row(GATE, device("reader-1", "card_reader").model_copy(update={"state": state}))
    assert (shown.level, shown.condition) == (STATES[state][0], STATES[state][1].en)


def test_levels_tell_good_from_bad() -> None:
    levels = {state: level for state, (level, _) in STATES.items()}
    assert levels == {
        DeviceStateView.READY: Level.GOOD,
        DeviceStateView.DEGRADED: Level.ATTENTION,
        DeviceStateView.DOWN: Level.BAD,
        DeviceStateView.CONNECTING: Level.UNKNOWN,
    }


def test_a_line_says_what_and_where_a_device_is_and_when_it_last_told_something() -> None:
    assert row(GATE, device("barrier-1", "barrier")).about == "Barrier · usb-relay-a1 · 9 s ago"
    silent = device("reader-1", "card_reader").model_copy(update={"last_event": None})
    assert row(GATE, silent).about == "Card reader · ACS ACR122U 00 00"


def test_a_fault_shows_its_code_and_in_detail_its_remedy() -> None:
    assert row(GATE, DOWN).condition == "Down CA-01"
    shown = detail(GATE, DOWN, english, busy=False)
    assert shown.fault == "CA-01 The camera is reconnecting"
    assert shown.remedy == Fault.CAMERA_LOST.value.remedy.en


def test_the_next_try_counts_down_by_the_terminals_clock() -> None:
    assert detail(GATE, DOWN, english, busy=False).condition == "Down · next try in 5 s"
    later = replace(GATE, now=NOW + timedelta(seconds=3))
    assert detail(later, DOWN, english, busy=False).condition == "Down · next try in 2 s"
    overdue = replace(GATE, now=NOW + timedelta(seconds=9))
    assert detail(overdue, DOWN, english, busy=False).condition == "Down"


def test_what_a_lost_gate_said_last_is_marked_as_such() -> None:
    shown = row(LOST, device("reader-1", "card_reader"))
    assert (shown.level, shown.condition, shown.testable) == (Level.UNKNOWN, "Last known", False)
    assert detail(LOST, DOWN, english, busy=False).condition == "Last known: Down"


@pytest.mark.parametrize("outcome", list(SelfTestOutcome))
def test_every_outcome_has_level_and_word(outcome: SelfTestOutcome) -> None:
    result = runs.ended(Target(0, "camera-1"), outcome, Text("好", "fine"), NOW, 0.2)
    shown = row(GATE, DOWN, result=result)
    assert (shown.result_level, shown.result) == (OUTCOMES[outcome][0], OUTCOMES[outcome][1].en)


def test_nothing_can_be_started_while_a_run_goes_on() -> None:
    assert row(GATE, DOWN).testable
    assert not row(GATE, DOWN, busy=True).testable
    assert not detail(GATE, DOWN, english, busy=True).testable


@pytest.mark.parametrize(
    ("look", "level", "words"),
    [
        (GATE, Level.GOOD, "In service"),
        (replace(GATE, in_service=False), Level.GOOD, "Not in service"),
        (LOST, Level.BAD, "No contact"),
        (replace(GATE, status=LinkStatus.CONNECTING), Level.UNKNOWN, "Connecting"),
        (replace(GATE, place=""), Level.GOOD, ""),
    ],
)
def test_a_heading_tells_how_a_terminal_stands(
    look: TerminalLook, level: Level, words: str
) -> None:
    shown = heading(look, english)
    assert (shown.heading, shown.level, shown.condition) == (True, level, words)


def test_facts_name_everything_that_is_known() -> None:
    facts = {fact.label: fact.value for fact in detail(GATE, DOWN, english, busy=False).facts}
    assert facts == {
        "Port": "http://10.20.0.31/stream",
        "Driver": "mjpeg",
        "Firmware / model": "–",
        "In this state for": "42 min",
        "Last event": "9 s ago",
        "Counters": "losses 128",
    }


def test_the_times_that_say_most_are_told_in_bounds() -> None:
    def timed(operation: str, half_s: float, most_s: float | None) -> LatencyView:
        return LatencyView(operation=operation, count=7, half_s=half_s, most_s=most_s)

    latencies = (
        timed("connect", 0.2, 2.0),
        timed("self_test", 1.0, 1.0),
        timed("outage", 30.0, None),
        timed("frame_gap", 0.05, 0.1),
    )
    shown = detail(GATE, DOWN.model_copy(update={"latencies": latencies}), english, busy=False)
    assert shown.facts[-1].value.splitlines() == [
        "Frame gap ≤ 50 ms / ≤ 100 ms · 7×",
        "Outage ≤ 30 s / > 60 s · 7×",
        "Connect ≤ 200 ms / ≤ 2 s · 7×",
    ]


def test_every_counter_of_a_driver_has_words() -> None:
    drivers = Path(devices.__file__).parent
    found = {
        name
        for source in drivers.rglob("*.py")
        if "sim" not in source.parts
        for names in _COUNTED.findall(source.read_text())
        for name in names
        if name.strip("01")
    }
    found |= {f"frames_{fault}" for fault in FrameFault}
    found |= {f"scans_{fault}" for fault in ScanFault}
    found |= {fault.value for fault in SdtFault}
    assert {"polls", "losses", "jobs", "answers_garbled"} <= found  # the search finds them
    assert sorted(name for name in found if counter_name(name).zh == name) == []


@pytest.mark.parametrize("operation", list(Operation))
def test_every_operation_has_words(operation: Operation) -> None:
    assert operation_name(operation).en != operation


def test_a_kind_of_a_later_version_is_shown_as_it_is() -> None:
    assert kind_name("palm_scanner").zh == "palm_scanner"
