"""What one shift tells the next: order, counts, names, and what is left out when empty."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gate_agent.journal.tally import NOTABLE
from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.wire.reports import ShiftEvent, ShiftView
from sync.wire import ActOutcome, Bilingual, GateEventKind
from tests.helpers.gate_reports import quiet_shift, shift
from tests.helpers.gate_states import NOW, event_id, said
from ui.gate_console.shift_words import Line, Mark, figures, lines, span
from wording import Text


def english(text: Text | Bilingual) -> str:
    return text.en


def chinese(text: Text | Bilingual) -> str:
    return text.zh


def event(kind: GateEventKind, **changes: object) -> ShiftEvent:
    return ShiftEvent(
        event_id=event_id(1), at=NOW - timedelta(minutes=5), lane="L1", kind=kind, said=None
    ).model_copy(update=changes)


def headings(view: ShiftView) -> list[str]:
    return [line.text for line in lines(view, NOW, english) if line.mark == Mark.HEADING]


def order_line(happened: ShiftEvent) -> Line:
    """The line of an event among the orders."""
    found = lines(quiet_shift().model_copy(update={"orders": (happened,)}), NOW, english)
    (line,) = [line for line in found if line.when]
    return line


def test_what_is_open_comes_first() -> None:
    assert headings(shift()) == [
        "To be seen to (2)",
        "Device faults (1)",
        "Alarms (2)",
        "Lockdown, fire, lanes (2)",
        "By technicians (2)",
        "Opened by hand (4)",
        "Refused by hand (1)",
        "Refusals by reason",
    ]


def test_a_quiet_shift_says_so_and_lists_nothing() -> None:
    found = lines(quiet_shift(), NOW, english)
    assert found == [
        Line(Mark.HEADING, "", "Nothing is left to be seen to"),
        Line(Mark.HEADING, "", "All devices are fine"),
    ]


def test_events_name_lane_both_guards_and_reason() -> None:
    opened = event(
        GateEventKind.OPENED_BY_GUARD,
        guard="Guard Wei",
        second_guard="Guard Lu",
        said=said("紧急情况", "Emergency"),
    )
    assert order_line(opened).text == "L1 · Opened by hand · Guard Wei + Guard Lu · Emergency"


def test_what_concerns_every_lane_names_none() -> None:
    assert order_line(event(GateEventKind.FIRE, lane=ALL_LANES)).text == "Fire: lanes opened"


def test_what_a_technician_did_names_the_device_and_what_came_of_it() -> None:
    told = [line.text for line in lines(shift(), NOW, english) if "Tech Luo" in line.text]
    assert told == [
        "Barrier moved · barrier-2 · done · Tech Luo",
        "Port changed · reader-2 · outcome not known · Tech Luo",
    ]


@pytest.mark.parametrize("outcome", ActOutcome)
def test_each_outcome_has_words(outcome: ActOutcome) -> None:
    act = event(GateEventKind.BARRIER_TESTED, device="barrier-1", outcome=outcome)
    assert order_line(act).text.startswith("L1 · Barrier self-test · barrier-1 · ")


@pytest.mark.parametrize("kind", NOTABLE)
def test_each_kind_that_is_told_has_words(kind: GateEventKind) -> None:
    said_of = order_line(event(kind)).text
    assert kind.value not in said_of, "its code is no word"


def test_faults_say_since_when_and_their_code() -> None:
    (line,) = [line for line in lines(shift(), NOW, english) if "camera-3" in line.text]
    assert (line.mark, line.text) == (
        Mark.ATTENTION,
        "camera-3 · The camera is reconnecting CA-01",
    )
    (fault,) = shift().faults
    silent = shift().model_copy(update={"faults": (fault.model_copy(update={"fault": None}),)})
    assert "camera-3" in [line.text for line in lines(silent, NOW, english)]


def test_a_cut_list_says_that_it_is() -> None:
    last = lines(shift().model_copy(update={"cut": True}), NOW, english)[-1]
    assert last.text.startswith("More than 500 events")
    assert not any("500" in line.text for line in lines(shift(), NOW, english))


def test_the_figures_sum_the_refusals() -> None:
    refused = sum(reason.count for reason in shift().refusals)
    assert figures(shift(), english) == (
        f"2,317 in · 803 out · 12 opened, not used · {refused} refused · 37 to upload"
    )
    assert figures(quiet_shift(), chinese) == "入 0 · 出 0 · 开闸未过 0 · 拒 0 · 待上传 0"


def test_the_span_names_the_day_when_it_is_not_today() -> None:
    local = NOW.astimezone()
    today = local.replace(hour=18, minute=0, second=0)
    view = shift().model_copy(update={"since": today - timedelta(hours=2), "until": today})
    assert span(view, today, english) == "16:00 to 18:00"
    assert span(view, today + timedelta(days=1), english) == "yesterday 16:00 to yesterday 18:00"
