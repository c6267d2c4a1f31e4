"""What stands above and below the lanes: statuses, notices, last passes, the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from devices.errors import Fault
from gate_agent.conditions import CLOCK_OFF, DISPUTED, REPLAYED, REWOUND
from gate_agent.desk.verdicts import bilingual
from gate_agent.rules.guard_reasons import AssumedReason
from gate_agent.rules.policy import Step
from gate_agent.wire.schema import (
    AgentState,
    BacklogView,
    DeviceStateView,
    EmergencyOrderView,
    EmergencyView,
    HallLink,
    LanePhase,
    OverrideView,
    RecordsView,
    TodayView,
)
from sync.wire import Bilingual
from tests.helpers.gate_states import (
    NOW,
    attention,
    denied,
    device,
    gate_state,
    granted,
    lane,
    said,
    unknown_card,
)
from tests.helpers.gate_troubles import TROUBLES
from ui.agents.link import LOST_AFTER_S, LinkStatus, LinkView
from ui.gate_console.alarms import alarms
from ui.gate_console.notices import NoticeTone, notices
from ui.gate_console.passes import last_passes, today
from ui.gate_console.sight import NAMED_S, AgentSight, look
from ui.gate_console.statuses import FRESH_S, OLD_S, Level, statuses
from wording import Text

CAMERA_DOWN = device("camera-3", "camera", DeviceStateView.DOWN)


DISK = said("磁盘快满了。请清理", "The disk is nearly full. Free some space")
CLOCK = said("时钟不准。请校准", "The clock is off. Set it")


def english(text: Text | Bilingual) -> str:
    return text.en


def chinese(text: Text | Bilingual) -> str:
    return text.zh


def agent(state: AgentState | None, age_s: float = 0.0, problem: Text | None = None) -> AgentSight:
    """An agent last heard ``age_s`` seconds ago."""
    status = LinkStatus.CONNECTING if state is None else LinkStatus.LIVE
    if problem is not None:
        status = LinkStatus.LOST
    view = LinkView("10.20.0.5:8750", status, state, 100.0 - age_s, 100.0 - age_s, problem)
    return look(view, 100.0)


def levels(*agents: AgentSight) -> list[int]:
    return [status.level for status in statuses(agents, english)]


def texts(*agents: AgentSight) -> list[str]:
    return [status.text for status in statuses(agents, english)]


def test_all_is_well() -> None:
    assert levels(agent(gate_state())) == [Level.GOOD] * 4
    assert texts(agent(gate_state())) == [
        "Hall connected",
        "Records 4 s old",
        "0 to upload",
        "Devices fine",
    ]


@pytest.mark.parametrize(
    ("age_s", "level"),
    [
        (FRESH_S, Level.GOOD),
        (FRESH_S + 1, Level.ATTENTION),
        (OLD_S, Level.ATTENTION),
        (OLD_S + 1, Level.BAD),
        (None, Level.BAD),
    ],
)
def test_records_are_judged_by_their_age(age_s: float | None, level: Level) -> None:
    records = RecordsView(count=1, cursor=1, age_s=age_s)
    assert levels(agent(gate_state(records=records)))[1] == level


def test_records_go_on_ageing_between_two_states() -> None:
    assert texts(agent(gate_state(), age_s=2.0))[1] == "Records 6 s old"


@pytest.mark.parametrize(
    ("reachable", "waiting", "dead", "level"),
    [
        (True, 12, 0, Level.GOOD),
        (False, 0, 0, Level.GOOD),
        (False, 12, 0, Level.ATTENTION),
        (True, 0, 1, Level.BAD),
    ],
)
def test_a_backlog_matters_when_it_can_not_leave(
    reachable: bool, waiting: int, dead: int, level: Level
) -> None:
    state = gate_state(
        hall=HallLink(reachable=reachable, last_contact=NOW),
        backlog=BacklogView(waiting=waiting, dead=dead),
    )
    assert levels(agent(state))[2] == level


def test_the_worst_device_is_named_with_its_code() -> None:
    degraded = device("barrier-1", "barrier", DeviceStateView.DEGRADED)
    state = gate_state(devices=(device("reader-1", "card_reader"), degraded, CAMERA_DOWN))
    assert levels(agent(state))[3] == Level.BAD
    assert texts(agent(state))[3] == "camera-3 CA-01 +1"


def test_of_several_gates_the_worst_is_shown_with_its_name() -> None:
    west = gate_state(name=said("西门", "West gate"), devices=(CAMERA_DOWN,))
    assert texts(agent(gate_state()), agent(west))[3] == "West gate camera-3 CA-01"


def test_a_lost_agent_says_nothing_about_records() -> None:
    lost = agent(gate_state(), age_s=LOST_AFTER_S + 1)
    assert [(s.level, s.text) for s in statuses([lost], english)] == [(Level.BAD, "No contact")]
    assert texts(lost, agent(gate_state())) == texts(agent(gate_state()))


def test_what_holds_people_up_stands_before_housekeeping() -> None:
    state = gate_state(
        problems=(CLOCK, DISK),
        hindrances=(DISK,),
        backlog=BacklogView(waiting=0, dead=2),
        hall=HallLink(
            reachable=False,
            last_contact=NOW,
            problem=said("连不上大厅。检查网络", "The hall can't be reached. Check the network"),
        ),
        devices=(CAMERA_DOWN,),
    )
    found = notices([agent(state)], english)
    assert [notice.tone for notice in found] == [
        NoticeTone.BAD,
        NoticeTone.BAD,
        NoticeTone.WARNING,
        NoticeTone.WARNING,
        NoticeTone.WARNING,
    ]
    assert (found[0].text, found[0].remedy) == ("The disk is nearly full", "Free some space")
    assert found[1].text == "camera-3 · The camera is reconnecting CA-01"
    assert found[1].remedy == Fault.CAMERA_LOST.value.remedy.en
    assert [notice.text for notice in found[2:]] == [
        "The hall can't be reached",
        "The clock is off",
        "The hall rejected 2 records of passages",
    ]


def test_an_opening_that_waits_for_a_guard_stands_before_everything() -> None:
    asked = OverrideView(
        asked_by="Guard Wei",
        reason="emergency",
        said=said("紧急情况", "Emergency"),
        holder_name="周湖",
        until=NOW,
    )
    waiting = lane(1).model_copy(update={"override": asked})
    east = gate_state(waiting, problems=(DISK,), hindrances=(DISK,), devices=(CAMERA_DOWN,))
    lost = agent(gate_state(), age_s=LOST_AFTER_S + 1)
    found = notices([lost, agent(east)], english)
    assert "Guard Wei asks to open for 周湖" in found[0].text
    assert found[1].text == "East gate says nothing"


@pytest.mark.parametrize("step", [Step.GUARD, Step.REFUSE])
def test_records_too_old_to_let_anybody_in_hold_people_up(step: Step) -> None:
    notice = said("名单太旧。请联网", "The records are too old. See the hall link")
    records = RecordsView(count=1, cursor=1, age_s=9e5, step=step, notice=notice)
    state = gate_state(records=records, problems=(CLOCK,))
    first = notices([agent(state)], english)[0]
    assert (first.tone, first.text) == (NoticeTone.BAD, "The records are too old")


@pytest.mark.parametrize(
    ("kind", "tone"),
    [("barrier", NoticeTone.BAD), ("document_printer", NoticeTone.WARNING)],
)
def test_a_device_matters_as_far_as_people_need_it(kind: str, tone: NoticeTone) -> None:
    down = device("first", kind, DeviceStateView.DOWN)
    assert notices([agent(gate_state(devices=(down,)))], english)[0].tone == tone


def test_the_desks_own_reader_holds_nobody_up() -> None:
    down = device("desk", "card_reader", DeviceStateView.DOWN)
    state = gate_state(devices=(down,), desk_reader="desk")
    assert notices([agent(state)], english)[0].tone == NoticeTone.WARNING


ORDER = EmergencyOrderView(since=NOW, by="Guard Wei", reason="danger")
IN_FORCE = EmergencyView(fire=EmergencyOrderView(since=NOW), lockdown=ORDER)


def test_fire_and_lockdown_have_lines_of_their_own_fire_first() -> None:
    bad_day = gate_state(emergency=IN_FORCE, problems=(DISK,), hindrances=(DISK,))
    fire, lockdown = alarms([agent(bad_day)], english)
    assert (fire.word, lockdown.word) == ("Fire", "Lockdown")
    assert "Guard Wei: Danger on or near the campus" in lockdown.text
    assert alarms([agent(gate_state())], english) == []
    assert all("ockdown" not in notice.text for notice in notices([agent(bad_day)], english))


def test_the_line_about_a_fire_counts_the_lanes_that_are_shut() -> None:
    in_fire = EmergencyView(fire=EmergencyOrderView(since=NOW))
    lanes = lane(1, LanePhase.EVACUATION), lane(2, LanePhase.FAULT)
    (told,) = alarms([agent(gate_state(*lanes, emergency=in_fire))], english)
    assert told.text.endswith("; not open: 1")
    (told,) = alarms([agent(gate_state(lanes[0], emergency=in_fire))], english)
    assert "not open" not in told.text


def test_each_emergency_has_one_line_for_all_gates() -> None:
    locked = gate_state(emergency=EmergencyView(lockdown=ORDER))
    west = gate_state(name=said("西门", "West gate"), emergency=EmergencyView(lockdown=ORDER))
    silent = agent(west, age_s=LOST_AFTER_S + 1)
    (both,) = alarms([agent(locked), agent(gate_state()), silent], english)
    assert both.text.startswith("East gate (since ")
    assert both.text.endswith("before contact was lost")
    assert both.text.count("since") == 2


def test_a_lost_agent_is_told_with_what_is_known() -> None:
    problem = Text("令牌无效。换一个", "The token is not accepted. Get another")
    told = notices([agent(gate_state(), problem=problem)], english)
    assert [(n.tone, n.text, n.remedy) for n in told] == [
        (NoticeTone.BAD, "The token is not accepted", "Get another")
    ]
    silent = notices([agent(gate_state(), age_s=LOST_AFTER_S + 1)], english)
    assert silent[0].text == "East gate says nothing"


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.en[:40])
def test_each_trouble_says_what_happened_and_then_what_to_do(trouble: Text) -> None:
    state = gate_state(problems=(bilingual(trouble),))
    for say in (english, chinese):
        (told,) = notices([agent(state)], say)
        whole = f"{told.text}{told.remedy}"
        assert len(whole) <= len(say(trouble)) <= len(whole) + 2, "nothing is left out"
        assert told.remedy == "" or not told.text.endswith((".", "。", ";", "；"))


@pytest.mark.parametrize("trouble", [REWOUND, DISPUTED, REPLAYED, CLOCK_OFF])
def test_what_the_guard_does_stands_apart(trouble: Text) -> None:
    state = gate_state(problems=(bilingual(trouble.format(count=3, minutes=12)),))
    for say, begins in ((english, ("Call", "Set")), (chinese, ("请",))):
        (told,) = notices([agent(state)], say)
        assert told.remedy.startswith(begins)


def test_an_agent_not_yet_heard_is_being_connected() -> None:
    told = notices([agent(None)], english)
    assert [(n.tone, n.text) for n in told] == [
        (NoticeTone.INFORMATION, "Connecting to 10.20.0.5:8750")
    ]


def test_several_gates_are_told_apart() -> None:
    state = gate_state(devices=(CAMERA_DOWN,))
    told = notices([agent(state), agent(gate_state())], english)
    assert told[0].text.startswith("East gate · camera-3")


def test_the_screen_names_people_for_five_minutes() -> None:
    """By the gate's clock, however long ago the gate told."""
    before = granted(at=NOW - timedelta(seconds=NAMED_S - 2))
    state = gate_state(recent=(before, granted(2, at=NOW - timedelta(seconds=NAMED_S))))
    assert [one.who for one in last_passes([agent(state)], english)] == ["林砚", ""]
    assert agent(state, age_s=1.0).names(before.at)
    assert not agent(state, age_s=2.0).names(before.at)


def test_last_passes_are_newest_first_over_all_gates() -> None:
    east = gate_state(recent=(granted(1), denied(2, at=NOW - timedelta(seconds=60))))
    west = gate_state(recent=(attention(3), unknown_card(4)))
    shown = last_passes([agent(east), agent(west)], english)
    assert [entry.outcome for entry in shown] == ["denied", "granted", "attention", "denied"]
    assert shown[0].said == "This card is not registered"
    assert (shown[1].who, shown[1].said) == ("林砚", "")


def test_a_pass_that_nobody_used_is_not_ticked() -> None:
    sentence = said("无人通过，本次不计", "Nobody went through; it does not count")
    east = gate_state(recent=(granted(1, unused=True, sentence=sentence),))
    (entry,) = last_passes([agent(east)], english)
    assert (entry.outcome, entry.said) == ("unused", sentence.en)


def test_of_a_lost_gate_no_pass_and_no_day_is_shown_as_current() -> None:
    lost = agent(gate_state(recent=(granted(1),)), age_s=LOST_AFTER_S + 1)
    assert last_passes([lost], english) == []
    assert today([lost, agent(gate_state())], english) == ""


def test_the_day_is_summed() -> None:
    east = gate_state(today=TodayView(entered=1500, refused=40))
    west = gate_state(today=TodayView(entered=817, refused=1))
    assert today([agent(east), agent(west)], english) == "Today 2,317 in · 41 refused"
    assert today([agent(None)], english) == ""


def test_a_lockdown_that_no_guard_ordered_says_why_also_among_several_gates() -> None:
    assumed = EmergencyOrderView(since=NOW, reason=AssumedReason.JOURNAL_DAMAGED)
    state = gate_state(emergency=EmergencyView(lockdown=assumed))
    for gates in ([agent(state)], [agent(state), agent(gate_state())]):
        (told,) = alarms(gates, english)
        assert "If there is a fire, open by hand at once" in told.text
