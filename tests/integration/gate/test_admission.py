"""Who is let in and who is not, over real reader, camera, relay board and HTTP."""

from __future__ import annotations

import time

import pytest

from devices.key_file import create_key
from devices.ports import Sensor
from gate_agent.wire.schema import LanePhase, Outcome, VerdictView
from sync.wire import (
    AccessRecord,
    CredentialKind,
    GateEvent,
    GateEventKind,
    LivenessFinding,
    ReturnStatus,
)
from tests.helpers.gate import GUARD, Gate, enrolled_face
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


class Student:
    """Somebody with a card whose return is approved, known by face."""

    def __init__(self, hall: MisbehavingHall, **changes: object) -> None:
        self.uid = new_uid()
        self.hall = hall
        known = {"face": enrolled_face("person_a_1"), **changes}
        self.record = approved(hall.registry.digest(self.uid), **known)
        hall.publish(self.record)

    def change(self, **changes: object) -> AccessRecord:
        self.record = self.record.model_copy(update={"version": self.record.version + 1, **changes})
        self.hall.publish(self.record)
        return self.record


def kinds(hall: MisbehavingHall) -> list[str]:
    """What the hall was told, in order, without the starts."""
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    return [event.kind for event in events if event.kind is not GateEventKind.STARTED]


def newest(hall: MisbehavingHall, verdict: VerdictView) -> GateEvent:
    """The event of ``verdict``, once the hall has it."""
    wait_until(lambda: verdict.event_id in hall.events, "the hall has the decision")
    return hall.events[verdict.event_id]


def test_the_right_person_goes_through_and_the_hall_learns_it(
    gate: Gate, hall: MisbehavingHall
) -> None:
    student = Student(hall, thumbnail=hall.add_thumbnail(b"\xff\xd8enrolled"))
    gate.site.person("person_a_2")
    with gate.running():
        verdict = gate.tap(student.uid)
        assert verdict.outcome is Outcome.GRANTED
        assert verdict.holder_name == student.record.name
        assert verdict.score is not None
        assert verdict.threshold is not None
        assert verdict.score > verdict.threshold
        wait_until(gate.site.relay.is_open, "the barrier is open")
        assert gate.ask("GET", verdict.live_photo).content.startswith(b"\xff\xd8")
        assert gate.ask("GET", verdict.enrolled_photo).content == b"\xff\xd8enrolled"
        gate.walk_through()
        gate.wait_verdict(lambda v: v.passed, "the passage is confirmed")
        wait_until(lambda: not gate.site.relay.is_open(), "the barrier is closed again")
        assert gate.state().today.entered == 1
        wait_until(lambda: len(hall.events) == 3, "the hall has all events")
    assert kinds(hall) == ["granted", "passed"]
    granted, passed = sorted(hall.events.values(), key=lambda event: event.seq)[1:]
    assert granted.attempt == passed.attempt
    assert granted.holder == student.record.holder
    assert granted.record_version == 1
    assert granted.mirror_age_s is not None
    assert granted.hall_offset_s is not None
    assert granted.credential_kind is CredentialKind.CARD
    assert (granted.mode, granted.rule, granted.step) == ("card+face", "lane", "fresh")
    assert granted.liveness in (LivenessFinding.UNSURE, LivenessFinding.FAILED), "a photograph"
    assert granted.monotonic_s is not None
    assert passed.monotonic_s is not None
    assert granted.monotonic_s < passed.monotonic_s <= time.monotonic()
    assert (passed.credential_kind, passed.rule, passed.liveness) == (None, "", None)
    assert hall.duplicates == 0


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_live_capture_is_held_for_as_long_as_the_policy_says(
    gate: Gate, hall: MisbehavingHall, seconds: float
) -> None:
    student = Student(hall)
    gate.site.person("person_a_2")
    retention = f"\n[retention]\nlive_photo_s = {seconds}\n"
    gate.config.write_text(gate.config.read_text() + retention)
    with gate.running():
        verdict = gate.tap(student.uid)
        assert bool(verdict.live_photo) == bool(seconds)
        wait_until(
            lambda: gate.ask("GET", f"/v1/photos/live/{verdict.event_id}").status_code == 404,
            "the capture is gone",
        )


def test_templates_of_another_model_are_never_compared(gate: Gate, hall: MisbehavingHall) -> None:
    """The model file was replaced: the same person's old templates say nothing any more."""
    old = enrolled_face("person_a_1").model_copy(update={"model": "0" * 64})
    student = Student(hall, face=old)
    gate.site.person("person_a_2")
    with gate.running():
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "model_mismatch")
        assert verdict.score is None
        assert verdict.remedy is not None
        assert newest(hall, verdict).score is None
    assert gate.site.relay.moves == []


def test_another_person_with_the_card_is_refused(gate: Gate, hall: MisbehavingHall) -> None:
    student = Student(hall)
    gate.site.person("impostor_1")
    with gate.running():
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, "face_mismatch")
        assert verdict.score is not None
        assert verdict.live_photo
        assert verdict.remedy is not None
        assert gate.state().today.refused == 1
    assert gate.site.relay.moves == []


def test_nobody_before_the_camera_is_refused(gate: Gate, hall: MisbehavingHall) -> None:
    student = Student(hall)
    with gate.running():
        assert gate.tap(student.uid).reason == "no_face"
    assert gate.site.relay.moves == []


def test_somebody_who_looks_up_late_is_still_let_in(gate: Gate, hall: MisbehavingHall) -> None:
    student = Student(hall)
    with gate.running(), gate.site.pcsc.card(student.uid):
        gate.wait_phase(LanePhase.VERIFYING)
        gate.site.person("person_a_2")
        assert gate.next_verdict(None).outcome is Outcome.GRANTED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ReturnStatus.NONE, "not_registered"),
        (ReturnStatus.PENDING, "pending"),
        (ReturnStatus.REJECTED, "rejected"),
    ],
)
def test_who_is_not_approved_is_refused(
    gate: Gate, hall: MisbehavingHall, status: ReturnStatus, reason: str
) -> None:
    student = Student(hall, status=status)
    gate.by_card_alone()
    with gate.running():
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, reason)
        assert verdict.holder_name == student.record.name
    assert gate.site.relay.moves == []


def test_a_card_handed_back_lets_in_nobody_else(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    gate.config.write_text(gate.config.read_text().replace("retap_s = 0.0", "retap_s = 30.0"))
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running():
        assert gate.tap(uid).reason == ""
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")
        refusal = gate.tap(uid)
        assert (refusal.outcome, refusal.reason) == (Outcome.DENIED, "just_passed")
        assert refusal.sentence.zh == "持有人刚刚已从这里通过"
    assert gate.site.relay.moves == [True, False]


def test_an_unknown_card_is_refused(gate: Gate, hall: MisbehavingHall) -> None:
    Student(hall)
    gate.by_card_alone()
    with gate.running():
        assert gate.tap(new_uid()).reason == "unknown_card"
    assert gate.site.relay.moves == []


def test_an_unreadable_card_is_said(gate: Gate) -> None:
    gate.by_card_alone()
    with gate.running(), gate.site.pcsc.unreadable_card():
        assert gate.next_verdict(None).reason == "card_unreadable"


def test_a_copied_card_is_told_from_one_that_can_not_be_read(
    gate: Gate, hall: MisbehavingHall
) -> None:
    """The number is right, but the card does not have the campus' key."""
    student = Student(hall)
    gate.by_card_alone()
    key = gate.config.with_name("campus.key")
    create_key(key)
    proved = f'authenticate = "campus-cpu"\nkey_file = "{key}"'
    gate.config.write_text(
        gate.config.read_text().replace('driver = "pcsc"', f'driver = "pcsc"\n{proved}')
    )
    with gate.running():
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "card_not_genuine")
        assert verdict.holder_name == "", "whoever is named on it need not be here"
        wait_until(lambda: len(hall.events) == 2, "the hall has the refusal")
    assert kinds(hall) == ["denied"]
    assert gate.site.relay.moves == []


@pytest.mark.parametrize(
    ("liveness", "outcome", "reason"),
    [("note", Outcome.GRANTED, ""), ("guard", Outcome.ATTENTION, "liveness_doubtful")],
)
def test_a_photograph_before_the_camera_is_noted_or_left_to_the_guard(
    gate: Gate, hall: MisbehavingHall, liveness: str, outcome: Outcome, reason: str
) -> None:
    student, other = Student(hall), Student(hall, face=enrolled_face("impostor_1"))
    gate.site.person("person_a_2")
    gate.config.write_text(f'{gate.config.read_text()}\n[policy]\nliveness = "{liveness}"\n')
    with gate.running():
        # Others are refused until the photograph has stood there for long enough.
        while newest(hall, gate.tap(other.uid)).liveness is not LivenessFinding.FAILED:
            pass
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (outcome, reason)
        decided = newest(hall, verdict)
    assert decided.liveness is LivenessFinding.FAILED
    assert (verdict.doubt is not None) is (liveness == "note")
    assert decided.noted == ("liveness_doubtful" if liveness == "note" else "")


def test_a_revocation_counts_within_a_second(gate: Gate, hall: MisbehavingHall) -> None:
    student = Student(hall)
    gate.site.person("person_a_2")
    with gate.running() as agent:
        revoked_at = time.monotonic()
        student.change(status=ReturnStatus.REVOKED)
        wait_until(lambda: agent.state().records.cursor == 2, "the revocation is here")
        assert time.monotonic() - revoked_at < 1.0
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, "revoked")
    assert gate.site.relay.moves == []


def test_a_revocation_counts_even_for_somebody_who_has_tapped(
    gate: Gate, hall: MisbehavingHall
) -> None:
    student = Student(hall)
    with gate.running(), gate.site.pcsc.card(student.uid):
        gate.wait_phase(LanePhase.VERIFYING)
        student.change(status=ReturnStatus.REVOKED)
        wait_until(lambda: gate.state().records.cursor == 2, "the revocation is here")
        gate.site.person("person_a_2")
        assert gate.next_verdict(None).reason == "revoked"
    assert gate.site.relay.moves == []


def test_an_old_record_sent_again_changes_nothing_and_is_said(
    gate: Gate, hall: MisbehavingHall
) -> None:
    student = Student(hall)
    good = student.record
    student.change(status=ReturnStatus.REVOKED)
    gate.by_card_alone()
    with gate.running():
        hall.publish(good)
        wait_until(lambda: gate.state().records.cursor == 3, "the old record arrived")
        assert gate.tap(student.uid).reason == "revoked"
        assert any("outdated" in problem.en for problem in gate.state().problems)


def test_a_guard_opens_for_somebody_whom_the_gate_can_not_judge(
    gate: Gate, hall: MisbehavingHall
) -> None:
    student = Student(hall, face=None)
    with gate.running():
        verdict = gate.tap(student.uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "no_template")
        assert gate.open_by_hand("papers checked") is None
        wait_until(gate.site.relay.is_open, "the barrier is open")
        refusal = gate.open_by_hand("once more")
        assert refusal is not None
        assert refusal.code == "lane_busy"
        gate.walk_through()
        verdict = gate.wait_verdict(lambda v: v.passed, "the passage is confirmed")
        assert GUARD in verdict.sentence.en
        wait_until(lambda: len(hall.events) == 4, "the hall has all events")
    assert kinds(hall) == ["denied", "opened_by_guard", "passed"]
    opened = next(e for e in hall.events.values() if e.kind is GateEventKind.OPENED_BY_GUARD)
    assert (opened.guard, opened.reason) == (GUARD, "papers checked")
    assert opened.holder == student.record.holder


def test_opened_but_nobody_went(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    with gate.running():
        assert gate.open_by_hand("wheelchair") is None
        gate.wait_phase(LanePhase.IDLE)
        wait_until(lambda: len(hall.events) == 3, "the hall has all events")
        verdict = gate.verdict()
        assert verdict is not None
        assert not verdict.passed
    assert kinds(hall) == ["opened_by_guard", "timed_out"]
    assert gate.site.relay.moves == [True, False]


def test_the_barrier_stays_open_for_who_stands_in_the_lane(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    relay = gate.site.relay
    with gate.running():
        assert gate.open_by_hand("wheelchair") is None
        relay.set_sensor(Sensor.PASSAGE, True)
        gate.wait_phase(LanePhase.HELD_OPEN)
        busy = gate.open_by_hand("wheelchair")
        assert busy is not None
        assert busy.code == "lane_busy"
        assert relay.moves == [True]
        relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: not relay.is_open(), "the barrier is closed")
        wait_until(lambda: len(hall.events) == 4, "the hall has all events")
    assert kinds(hall) == ["opened_by_guard", "passed", "held_open"]
    assert relay.moves == [True, False]


def test_a_forced_barrier_and_a_passage_without_a_grant_are_reported(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    with gate.running():
        gate.site.relay.set_sensor(Sensor.FORCED, True)
        assert gate.next_verdict(None).outcome is Outcome.ATTENTION
        before = gate.last_event()
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        assert gate.next_verdict(before).reason == "passage_without_grant"
        wait_until(lambda: len(hall.events) == 3, "the hall has all events")
    assert kinds(hall) == ["forced", "forced"]
