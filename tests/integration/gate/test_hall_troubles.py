"""The hall is away, lies or breaks: the gate keeps its last good state and says what is wrong."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from gate_agent.commands.gate import app
from gate_agent.conditions import DISPUTED, REWOUND
from gate_agent.rules.policy import Step
from gate_agent.wire.schema import Outcome
from sync.errors import (
    CutShort,
    FeedGap,
    HallFault,
    Malformed,
    MirrorCorrupt,
    SyncError,
    TooLarge,
    Unreachable,
)
from sync.signing import UntrustedRecord
from sync.wire import GateEventKind, ReturnStatus
from tests.helpers import misbehaving_hall as bad
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import Registry, approved, new_uid
from tests.helpers.waiting import wait_until


def publish_student(hall: MisbehavingHall, uid: bytes, **changes: object) -> None:
    hall.publish(approved(hall.registry.digest(uid), **changes))


@pytest.fixture
def gate(gate: Gate) -> Gate:
    """Cards alone decide here; faces have their own tests."""
    gate.by_card_alone()
    return gate


def admits(gate: Gate, uid: bytes) -> bool:
    verdict = gate.tap(uid)
    if verdict.outcome is Outcome.GRANTED:
        gate.walk_through()
        gate.wait_verdict(lambda v: v.passed, "the passage is confirmed")
        return True
    return False


def test_without_the_hall_the_gate_goes_on_and_events_arrive_once_later(
    gate: Gate, hall: MisbehavingHall
) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    with gate.running():
        wait_until(lambda: len(hall.events) == 1, "the start was reported")
        hall.stop()
        wait_until(lambda: not gate.state().hall.reachable, "the loss is said")
        assert admits(gate, uid)
        assert not admits(gate, new_uid())
        state = gate.state()
        assert state.hall.problem is not None
        assert state.hall.problem.en == Unreachable.text.en
        assert state.records.age_s is not None
        assert state.backlog.waiting == 3
        hall.start()
        wait_until(lambda: len(hall.events) == 4, "the events arrived")
        wait_until(lambda: gate.state().backlog.waiting == 0, "nothing waits any more")
        wait_until(lambda: gate.state().hall.reachable, "the hall is back")
        assert gate.state().hall.problem is None
    assert [event.seq for event in hall.events.values()] == [1, 2, 3, 4]
    assert hall.duplicates == 0


def test_a_restarted_gate_decides_without_the_hall(gate: Gate, hall: MisbehavingHall) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    with gate.running():
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
    hall.stop()
    with gate.running():
        assert admits(gate, uid)
        assert gate.state().records.age_s is not None


@pytest.mark.parametrize(
    ("age", "step", "reason"),
    [
        (timedelta(minutes=20), Step.FACE, "records_aged"),
        (timedelta(days=2), Step.GUARD, "guard_must_confirm"),
        (timedelta(days=8), Step.REFUSE, "records_too_old"),
    ],
)
def test_old_records_count_for_less_and_the_screen_says_so(
    gate: Gate, hall: MisbehavingHall, age: timedelta, step: Step, reason: str
) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    hall.clock_error = -age
    with gate.running():
        assert gate.state().records.age_s is not None
    hall.stop()
    with gate.running(ready=False):
        wait_until(lambda: gate.state().hall.problem is not None, "the hall is away")
        gate.wait_devices()
        assert gate.tap(uid).reason == reason
        records = gate.state().records
        assert records.step is step
        assert records.notice is not None
    shown = CliRunner().invoke(app, ["journal", "show", "-c", str(gate.config), "--json"])
    (row,) = [row for row in map(json.loads, shown.stdout.splitlines()) if row["reason"] == reason]
    modes = {Step.FACE: "card+face", Step.GUARD: "guard", Step.REFUSE: "card"}
    assert (row["step"], row["mode"]) == (step, modes[step])


@pytest.mark.parametrize(
    ("behaviour", "error", "area"),
    [
        pytest.param(bad.half_a_body, CutShort, "hall", id="half a body"),
        pytest.param(bad.endless_body, TooLarge, "hall", id="oversize body"),
        pytest.param(bad.json_body({"rows": 1}), Malformed, "hall", id="malformed page"),
        pytest.param(bad.status(500), HallFault, "hall", id="hall broken"),
        pytest.param("skipped", FeedGap, "records", id="skipped row"),
        pytest.param("forged", UntrustedRecord, "records", id="wrong signature"),
    ],
)
def test_a_bad_answer_is_said_and_the_last_good_state_stays(
    gate: Gate,
    hall: MisbehavingHall,
    behaviour: bad.Behaviour | str,
    error: type[SyncError],
    area: str,
) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    registry = Registry() if behaviour == "forged" else hall.registry
    revocation = approved(hall.registry.digest(uid), status=ReturnStatus.REVOKED)
    page = registry.page(hall.epoch, 1, [revocation, approved()])
    if behaviour == "skipped":
        page = page.model_copy(update={"rows": page.rows[1:]})
    with gate.running() as agent:
        hall.behave("feed", bad.page(page) if isinstance(behaviour, str) else behaviour, None)

        def said() -> bool:
            state = gate.state()
            problem = state.hall.problem if area == "hall" else state.records.problem
            return problem is not None and problem.en == error.text.en

        wait_until(said, f"{error.__name__} is said")
        known, _ = agent._book.by_credential(hall.registry.digest(uid))
        assert known is not None
        assert known.status is ReturnStatus.APPROVED, "the last good state stays"
        assert gate.state().records.count == 1
        hall.behave_well()
        publish_student(hall, new_uid())
        wait_until(lambda: gate.state().records.count == 2, "the feed goes on")
        state = gate.state()
        assert (state.hall.problem, state.records.problem) == (None, None)


def test_a_clock_an_hour_off_is_said_and_decides_nothing(gate: Gate, hall: MisbehavingHall) -> None:
    hall.clock_error = timedelta(hours=1)
    ended, valid = new_uid(), new_uid()
    now = hall.now()
    publish_student(hall, ended, valid_until=now - timedelta(minutes=1))
    publish_student(hall, valid, valid_from=now - timedelta(minutes=1))
    with gate.running():
        assert any("60 minutes off" in problem.en for problem in gate.state().problems)
        assert gate.tap(ended).reason == "expired"
        assert admits(gate, valid)
        wait_until(lambda: len(hall.events) == 4, "all events arrived")
    offsets = [event.hall_offset_s for event in hall.events.values()]
    assert offsets[-1] == pytest.approx(-3600, abs=5)


def test_a_hall_whose_clock_moves_is_followed(gate: Gate, hall: MisbehavingHall) -> None:
    with gate.running():
        assert gate.state().problems == ()
        hall.clock_error = timedelta(minutes=-30)
        publish_student(hall, new_uid())
        wait_until(
            lambda: any("30 minutes off" in problem.en for problem in gate.state().problems),
            "the difference is said",
        )


def test_a_new_epoch_and_a_hall_that_went_back_in_time(gate: Gate, hall: MisbehavingHall) -> None:
    stays, goes = new_uid(), new_uid()
    kept = approved(hall.registry.digest(stays))
    hall.publish(kept)
    publish_student(hall, goes)
    with gate.running():
        hall.start_afresh()
        hall.publish(kept)
        wait_until(lambda: gate.state().records.count == 1, "the old feed's rest is gone")
        assert gate.tap(goes).reason == "unknown_card"
        hall.go_back()
        wait_until(lambda: gate.state().records.cursor == 0, "the feed is read again")
        hall.publish(kept)
        wait_until(lambda: gate.state().records.cursor == 1, "and goes on")
        assert admits(gate, stays)
        assert restored(gate) == REWOUND.en, "that a backup was restored is said until it is mended"
        hall.publish(kept.model_copy(update={"status": ReturnStatus.REVOKED}))
        wait_until(lambda: restored(gate) == DISPUTED.format(count=1).en, "a version told twice")
        assert gate.tap(stays).reason == "revoked", "the stricter of the two holds"
    with gate.running():
        assert restored(gate) == DISPUTED.format(count=1).en, "after a restart as well"
        hall.start_afresh()
        hall.publish(kept.model_copy(update={"version": kept.version + 1}))
        wait_until(lambda: restored(gate) is None, "what restart-feed does mends both")
        assert admits(gate, stays)


def restored(gate: Gate) -> str | None:
    """What the screen says about a hall that contradicts itself."""
    said = [problem.en for problem in gate.state().problems]
    return next((text for text in said if "restart-feed" in text), None)


def test_a_revoked_terminal_says_so(gate: Gate, hall: MisbehavingHall) -> None:
    with gate.running():
        for path in ("hello", "feed", "events"):
            hall.behave(path, lambda handler: handler.refuse(403, "device_revoked"), None)
        wait_until(lambda: gate.state().hall.problem is not None, "the refusal is said")
        assert gate.open_by_hand("power cut") is None
        gate.walk_through()
        wait_until(lambda: gate.state().backlog.waiting == 2, "the events are kept")
        assert gate.state().backlog.dead == 0
        hall.behave_well()
        wait_until(lambda: gate.state().backlog.waiting == 0, "and arrive later")


def test_an_event_that_the_hall_refuses_for_good_is_kept_and_said(
    gate: Gate, hall: MisbehavingHall
) -> None:
    hall.refuse_kind(GateEventKind.OPENED_BY_GUARD)
    with gate.running():
        assert gate.open_by_hand("delivery") is None
        gate.walk_through()
        wait_until(lambda: gate.state().backlog.dead == 1, "the refusal is counted")
        wait_until(lambda: gate.state().backlog.waiting == 0, "the others went through")
    assert GateEventKind.PASSED in {event.kind for event in hall.events.values()}


def test_a_mirror_that_breaks_in_use_admits_nobody_until_it_is_rebuilt(
    gate: Gate, hall: MisbehavingHall
) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    with gate.running() as agent:
        hall.behave("feed", bad.status(500), None)
        wait_until(lambda: gate.state().hall.problem is not None, "the hall is broken")
        with agent._book._mirror.store.write() as db:
            db.execute("UPDATE record SET sealed = zeroblob(80)")
        verdict = gate.tap(uid)
        assert (verdict.outcome, verdict.reason) == (Outcome.ATTENTION, "records_unavailable")
        problem = gate.state().records.problem
        assert problem is not None
        assert problem.en == MirrorCorrupt.text.en
        hall.behave_well()
        wait_until(lambda: gate.state().records.problem is None, "the mirror is rebuilt")
        assert admits(gate, uid)
    kept = [path.name for path in gate.data.iterdir() if ".corrupt-" in path.name]
    assert kept, "the damaged file is kept as evidence"


def test_a_mirror_that_broke_on_the_disk_is_rebuilt_at_the_start(
    gate: Gate, hall: MisbehavingHall
) -> None:
    uid = new_uid()
    publish_student(hall, uid)
    with gate.running():
        pass
    mirror = gate.data / "mirror.db"
    content = bytearray(mirror.read_bytes())
    content[4096:8192] = bytes(4096)
    mirror.write_bytes(content)
    with gate.running():
        assert gate.state().records.problem is None
        assert admits(gate, uid)
    assert [path for path in gate.data.iterdir() if ".corrupt-" in path.name]


def test_pictures_come_once_and_only_sound_ones(gate: Gate, hall: MisbehavingHall) -> None:
    sound, false = hall.add_thumbnail(b"\xff\xd8sound"), "0" * 64
    hall.thumbnails[false] = b"\xff\xd8another picture"
    for sha256 in (sound, false):
        publish_student(hall, new_uid(), thumbnail=sha256)
    with gate.running() as agent:
        wait_until(lambda: agent._book.thumbnail(sound) is not None, "the picture is here")
        wait_until(lambda: f"thumbnails/{false}" in hall.asked, "the false one was asked for")
        publish_student(hall, new_uid())
        wait_until(lambda: gate.state().records.count == 3, "the feed goes on")
        assert agent._book.thumbnail(false) is None
    assert hall.asked.count(f"thumbnails/{sound}") == 1
