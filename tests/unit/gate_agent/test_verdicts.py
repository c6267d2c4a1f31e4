"""What the guard reads for each kind of event."""

from __future__ import annotations

import pytest

from gate_agent.desk.verdicts import SHOWN, completed, verdict_of
from gate_agent.passage.event_reasons import ALARM, BARRIER_FAULT, INTERRUPTED, SENT_AWAY, UNGRANTED
from gate_agent.rules.reasons import Reason, advice
from gate_agent.wire.schema import Outcome
from sync.wire import Direction, GateEvent, GateEventKind
from tests.helpers.events import journalled
from tests.helpers.records import approved

(DENIAL,) = journalled(1)


def event(kind: GateEventKind, reason: str = "", guard: str = "") -> GateEvent:
    return DENIAL.model_copy(update={"kind": kind, "reason": reason, "guard": guard})


@pytest.mark.parametrize("reason", Reason)
def test_each_refusal_is_said_with_its_remedy(reason: Reason) -> None:
    verdict = verdict_of(event(GateEventKind.DENIED, reason), None, live=False)
    words = advice(reason)
    assert verdict.outcome is (Outcome.ATTENTION if words.attention else Outcome.DENIED)
    assert verdict.sentence.zh == words.sentence.zh
    assert verdict.remedy is not None
    assert verdict.remedy.en == words.remedy.en


def test_a_reason_of_a_later_version_is_still_a_refusal() -> None:
    verdict = verdict_of(event(GateEventKind.DENIED, "moon_phase"), None, live=False)
    assert (verdict.outcome, verdict.reason) == (Outcome.DENIED, "moon_phase")


def test_a_grant_names_the_holder_and_who_decided() -> None:
    record = approved("0" * 64, thumbnail="1" * 64)
    verdict = verdict_of(event(GateEventKind.GRANTED), record, live=True)
    assert verdict.outcome is Outcome.GRANTED
    assert (verdict.holder_name, verdict.decided_by) == (record.name, record.decided_by)
    assert verdict.enrolled_photo.endswith(str(DENIAL.event_id))
    assert verdict.live_photo.endswith(str(DENIAL.event_id))


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        (Reason.LIVENESS_DOUBTFUL, "Still as a photograph (no proof): look at the person"),
        (Reason.PASSBACK, advice(Reason.PASSBACK).sentence.en),
        ("moon_phase", "Not admitted"),
    ],
)
def test_what_the_policy_only_notes_is_said_of_a_grant(noted: str, said: str) -> None:
    granted = event(GateEventKind.GRANTED).model_copy(update={"noted": noted})
    verdict = verdict_of(granted, None, live=False)
    assert verdict.doubt is not None
    assert (verdict.outcome, verdict.doubt.en) == (Outcome.GRANTED, said)
    assert verdict_of(event(GateEventKind.GRANTED), None, live=False).doubt is None


def test_photos_are_offered_only_when_there_are_any() -> None:
    verdict = verdict_of(event(GateEventKind.GRANTED), approved("0" * 64), live=False)
    assert (verdict.enrolled_photo, verdict.live_photo) == ("", "")


def test_a_guards_order_is_shown_with_name_and_reason() -> None:
    braces = "id {0} checked"
    verdict = verdict_of(event(GateEventKind.OPENED_BY_GUARD, braces, "Wei"), None, live=False)
    assert verdict.sentence.en == f"Opened by Wei: {braces}"


@pytest.mark.parametrize("reason", ["", UNGRANTED])
def test_force_calls_for_attention(reason: str) -> None:
    verdict = verdict_of(event(GateEventKind.FORCED, reason), None, live=False)
    assert verdict.outcome is Outcome.ATTENTION


def test_outcomes_complete_a_grant() -> None:
    grant = verdict_of(event(GateEventKind.GRANTED), None, live=False)
    assert completed(grant, event(GateEventKind.PASSED)).passed
    nobody = completed(grant, event(GateEventKind.TIMED_OUT))
    assert not nobody.passed
    assert nobody.sentence != grant.sentence
    broken = completed(grant, event(GateEventKind.TIMED_OUT, BARRIER_FAULT))
    assert (broken.outcome, broken.reason) == (Outcome.ATTENTION, BARRIER_FAULT)


def test_all_kinds_are_shown_or_complete_something() -> None:
    silent = {
        GateEventKind.PASSED,
        GateEventKind.TIMED_OUT,
        GateEventKind.STARTED,
        # What is in force stands in the state itself.
        GateEventKind.FIRE,
        GateEventKind.FIRE_RELEASED,
        GateEventKind.LOCKDOWN,
        GateEventKind.LOCKDOWN_ENDED,
        GateEventKind.MAINTENANCE,
        GateEventKind.IN_SERVICE,
        GateEventKind.JOURNAL_RENEWED,
        # Technicians do these, and nobody at the lane has to do with it.
        GateEventKind.BARRIER_PULSED,
        GateEventKind.BARRIER_TESTED,
        GateEventKind.PORT_CHANGED,
        GateEventKind.BUNDLE_TAKEN,
        GateEventKind.EVENT_DISMISSED,
    }
    assert set(SHOWN) | silent == set(GateEventKind)


@pytest.mark.parametrize(
    ("direction", "said"),
    [(Direction.IN, "already inside"), (Direction.OUT, "already outside")],
)
def test_going_the_same_way_twice_is_said_for_each_way(direction: Direction, said: str) -> None:
    granted = event(GateEventKind.GRANTED).model_copy(
        update={"noted": Reason.PASSBACK, "direction": direction}
    )
    doubt = verdict_of(granted, None, live=False).doubt
    assert doubt is not None
    assert said in doubt.en


@pytest.mark.parametrize(
    ("reason", "unused", "said"),
    [
        ("", True, "Nobody went through; it does not count"),
        (SENT_AWAY, True, "Nobody went through; it does not count"),
        (ALARM, False, "whether anybody went is not known"),
        (INTERRUPTED, False, "whether anybody went is not known"),
    ],
)
def test_a_grant_is_only_called_unused_where_nobody_can_have_gone(
    reason: str, unused: bool, said: str
) -> None:
    granted = verdict_of(event(GateEventKind.GRANTED), approved("0" * 64), live=False)
    after = completed(granted, event(GateEventKind.TIMED_OUT, reason))
    assert (after.passed, after.unused) == (False, unused)
    assert said in after.sentence.en
