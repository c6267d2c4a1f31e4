"""What a guard asks a running agent: who somebody is, what happened, what a shift hands over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from gate_agent.wire.people import Expectation, PeopleFound, PersonView
from gate_agent.wire.reports import FiguresView, ShiftView
from sync.wire import GateEventKind, ReturnStatus
from tests.helpers.gate import GUARD, Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid


def search(gate: Gate, query: str) -> PeopleFound:
    answer = gate.ask("POST", "/v1/people/search", json={"query": query})
    assert answer.status_code == 200, answer.text
    return PeopleFound.model_validate_json(answer.content)


def look_up(gate: Gate, query: str) -> PersonView:
    (hit,) = search(gate, query).people
    answer = gate.ask("POST", "/v1/people/look-up", json={"holder": str(hit.holder)})
    assert answer.status_code == 200, answer.text
    return PersonView.model_validate_json(answer.content)


def figures(gate: Gate, day: str = "") -> requests.Response:
    return gate.ask("GET", "/v1/figures" + (f"?day={day}" if day else ""))


def test_a_person_is_found_and_the_rules_say_what_they_would_do(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    student, revoked = new_uid(), new_uid()
    number = "S2024070415"
    hall.publish(approved(hall.registry.digest(student), name="欧阳砚秋", student_no=number))
    hall.publish(
        approved(hall.registry.digest(revoked), name="欧阳青", status=ReturnStatus.REVOKED)
    )
    with gate.running():
        found = search(gate, "欧阳")
        assert [hit.name for hit in found.people] == ["欧阳砚秋", "欧阳青"]
        assert not found.more
        assert found.people[0].student_no == "…0415"
        assert search(gate, "S202407").people == found.people[:1]
        assert gate.tap(student).reason == ""
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")
        assert gate.tap(revoked).reason == "revoked"
        well, barred = look_up(gate, number), look_up(gate, "欧阳青")
        assert search(gate, "阳砚").people == ()
        assert gate.ask("POST", "/v1/people/search", json={"query": "欧"}).status_code == 422
    assert (well.status, well.entries_used, well.cards) == (ReturnStatus.APPROVED, 1, 1)
    assert [(passage.reason, passage.passed) for passage in well.passages] == [("", True)]
    assert [lane.expectation for lane in well.outlook] == [Expectation.GRANTED]
    (outlook,) = barred.outlook
    assert (outlook.expectation, outlook.reason) == (Expectation.DENIED, "revoked")
    assert outlook.sentence.zh
    assert outlook.remedy is not None
    log = gate.config.parent / "agent.log"
    assert not log.exists() or "欧阳" not in log.read_text()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_is_the_campuss_wherever_the_machine_stands(gate: Gate, zone: str) -> None:
    """These two never have the same day."""
    gate.config.write_text(f'{gate.config.read_text()}\n[policy]\ntime_zone = "{zone}"\n')
    with gate.running():
        told = FiguresView.model_validate_json(figures(gate).content)
    there = datetime.now(ZoneInfo(zone))
    assert there.date() - told.day in (timedelta(0), timedelta(days=1)), "midnight may have passed"
    assert told.begins.utcoffset() == there.utcoffset()
    assert (told.begins.date(), f"{told.begins:%H:%M}") == (told.day, "00:00")


def test_figures_and_hand_over_are_what_the_journal_says(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    student, pending = new_uid(), new_uid()
    hall.publish(approved(hall.registry.digest(student)))
    hall.publish(approved(hall.registry.digest(pending), status=ReturnStatus.PENDING))
    began = datetime.now(UTC)
    with gate.running():
        assert gate.tap(student).reason == ""
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")
        assert gate.tap(pending).reason == "pending"
        assert gate.open_by_hand("visitor") is None
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the visitor is through")
        day = FiguresView.model_validate_json(figures(gate).content)
        empty = FiguresView.model_validate_json(figures(gate, "2020-02-29").content)
        since = (began - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
        answer = gate.ask("GET", "/v1/shift", params={"since": since})
        assert answer.status_code == 200, answer.text
        shift = ShiftView.model_validate_json(answer.content)
        assert figures(gate, "2020-02-30").status_code == 422
        assert gate.ask("GET", "/v1/shift").status_code == 422
    (lane,) = day.lanes
    assert (lane.entered_total, lane.left_total, lane.refused_total) == (2, 0, 1)
    assert (sum(lane.entered), sum(lane.refused), lane.opened_by_guard) == (2, 1, 1)
    assert len(lane.entered) == len(lane.left) == len(lane.refused)
    assert [(figure.reason, figure.count) for figure in day.refusals] == [("pending", 1)]
    assert empty.lanes[0].entered == (0,) * 288
    assert empty.lanes[0].busiest_at is None
    assert (shift.entered, shift.left, shift.unused) == (2, 0, 0)
    (opened,) = shift.opened_by_hand
    assert (opened.kind, opened.guard) == (GateEventKind.OPENED_BY_GUARD, GUARD)
    assert (opened.reason, opened.lane) == ("visitor", "L1")
    assert opened.said is not None
    assert opened.said.en == "Registered visitor"
    assert shift.since <= began - timedelta(minutes=1)
    assert (shift.refused_by_hand, shift.alarms, shift.faults) == ((), (), ())


def test_while_the_first_records_come_a_search_says_how_many_are_here(
    gate: Gate, hall: MisbehavingHall
) -> None:
    hall.publish(approved(hall.registry.digest(new_uid()), name="欧阳砚秋"))
    hall.stop()
    with gate.running(ready=False):
        assert search(gate, "欧阳") == PeopleFound(people=(), more=False, loaded=0)
        hall.start()
        gate.wait_ready()
        found = search(gate, "欧阳")
        assert (len(found.people), found.loaded) == (1, None)
