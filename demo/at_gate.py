"""At the gate: who gets in, who does not, and why."""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from typing import Final
from uuid import UUID

from demo.campus import NOT_APPROVED, SECOND_STUDENT, STUDENT, UID_BYTES, yanhu
from demo.evidence import Missing, require
from demo.peers import GATE_READER, PASSAGE_INPUT
from demo.wiretap import Tampering
from demo.world import World
from gate_agent.rules.reasons import Reason
from gate_agent.wire.schema import LanePhase, Outcome, VerdictView
from sync.wire import GateEvent, GateEventKind
from wording import Text

RECORDS_LIMIT_S: Final = 15.0
VERDICT_LIMIT_S: Final = 10.0
LANE_FREE_LIMIT_S: Final = 20.0
REVOCATION_LIMIT_S: Final = 2.0
"""The gate knows within a second; the rest is for the reader, which looks every 0.4 s."""
BACKLOG_LIMIT_S: Final = 20.0
ENROLLED_AT_LEAST: Final = 40
_AT_GATE: Final = {STUDENT: "person_a_2.jpg", SECOND_STUDENT: "person_b_2.jpg"}
"""Photographs taken years after those that were enrolled."""


def receives(world: World) -> Text:
    """The agent starts, follows the feed, verifies each record, and stores it; guard and security
    office take their seats."""
    world.start_gate()
    state = world.gate.wait(
        "the approved records",
        lambda now: now.records.age_s is not None or now.records.problem is not None,
        RECORDS_LIMIT_S,
    )
    problem, age = state.records.problem, state.records.age_s
    if problem is not None:
        raise Missing(problem.zh, problem.en)
    require(
        state.records.count >= ENROLLED_AT_LEAST,
        f"只有 {state.records.count} 条记录",
        f"there are only {state.records.count} records",
    )
    world.open_console()
    world.seat_security_officer()
    return Text(
        f"{state.records.count} 条记录验签入库，{age:.1f} 秒前由大厅确认",
        f"{state.records.count} records verified and stored, confirmed {age:.1f} s ago",
    )


def lets_in(world: World) -> Text:
    """Card and face of the same person; the barrier opens, the sensor confirms the passage."""
    took_ms, verdict = _enters(world, STUDENT)
    world.console.wait_for_text(verdict.holder_name)
    world.console.shoot("console-granted")
    _walks_through(world, verdict.event_id)
    journalled = _journal(world)
    kinds = [event.kind for event in journalled[-2:]]
    require(
        kinds == [GateEventKind.GRANTED, GateEventKind.PASSED],
        f"日志末尾是 {kinds}",
        f"the journal ends with {kinds}",
    )
    _hall_has(world, journalled[-1].event_id)
    return Text(
        f"相似度 {verdict.score:.2f}（≥ {verdict.threshold:.2f}），"
        f"卡放上到开闸 {took_ms:.0f} 毫秒，已通过，已到大厅",
        f"score {verdict.score:.2f} (>= {verdict.threshold:.2f}), card to open barrier "
        f"{took_ms:.0f} ms, passed, known to the hall",
    )


def refuses_another_person(world: World) -> Text:
    """The first student's card in the second student's hand."""
    return _refused(
        world, world.campus.cards[STUDENT], _AT_GATE[SECOND_STUDENT], Reason.FACE_MISMATCH
    )


def refuses_not_approved(world: World) -> Text:
    """A student who never registered the return."""
    return _refused(world, world.campus.cards[NOT_APPROVED], None, Reason.NOT_REGISTERED)


def refuses_unknown_card(world: World) -> Text:
    """A card that the university never issued."""
    return _refused(world, secrets.token_bytes(UID_BYTES), None, Reason.UNKNOWN_CARD)


def refuses_just_revoked(world: World) -> Text:
    """The counsellor revokes; the very next tap must be refused."""
    _stands_before_camera(world, _AT_GATE[STUDENT])
    before = world.gate.last_verdict()
    revoked_at = world.counsellor.revoke(STUDENT, "健康信息有变化 · health statement changed")
    with world.peers.card(world.campus.cards[STUDENT], GATE_READER):
        verdict = world.gate.next_verdict(before, VERDICT_LIMIT_S)
    delay_s = (verdict.at - revoked_at).total_seconds()
    _expect(verdict, Reason.REVOKED)
    _shown_and_left(world, verdict, "console-revoked")
    require(
        delay_s <= REVOCATION_LIMIT_S * world.staging.patience,
        f"撤销到拒绝用了 {delay_s:.2f} 秒",
        f"from revocation to refusal it took {delay_s:.2f} s",
    )
    words = _in_words(verdict)
    return Text(
        f"{words.zh}，撤销后 {delay_s:.2f} 秒",
        f"{words.en}, {delay_s:.2f} s after the revocation",
    )


def refuses_replayed_record(world: World) -> Text:
    """Somebody on the line plays the approved record again; the gate must not believe it."""
    require(
        world.line.kept,
        "没有截获到批准记录",
        "no approved record passed the line",
    )
    world.line.tampering = Tampering.REPLAY_KEPT
    told = world.gate.wait(
        "a word about the replay",
        lambda now: world.line.replayed > 0 and bool(now.problems),
        RECORDS_LIMIT_S,
    ).problems[0]
    answer = _refused(world, world.campus.cards[STUDENT], _AT_GATE[STUDENT], Reason.REVOKED)
    return Text(f"{told.zh}；刷卡：{answer.zh}", f"{told.en}; at the tap: {answer.en}")


def decides_alone(world: World) -> Text:
    """With the hall gone, the second student is let in; the event waits; the screen says so."""
    world.stop_hall()
    world.gate.wait("the hall's absence", lambda now: not now.hall.reachable, RECORDS_LIMIT_S)
    _, verdict = _enters(world, SECOND_STUDENT)
    _walks_through(world, verdict.event_id)
    state = world.gate.state()
    require(
        state.backlog.waiting >= 2,
        f"只有 {state.backlog.waiting} 条事件在等待",
        f"only {state.backlog.waiting} events wait",
    )
    world.console.shoot("console-hall-away")
    shown = " · ".join(str(world.console.read(f"status{place}")) for place in (1, 2, 3))
    return Text(
        f"放行；{state.backlog.waiting} 条事件等待；屏幕：{shown}",
        f"let in; {state.backlog.waiting} events wait; the screen: {shown}",
    )


def catches_up(world: World) -> Text:
    """The hall starts again and receives what it missed, each event once."""
    world.start_hall()
    world.gate.wait("an empty backlog", lambda now: now.backlog.waiting == 0, BACKLOG_LIMIT_S)
    journalled = [event.event_id for event in _journal(world)]
    received = Counter(world.security.events_received())
    twice = [event for event, times in received.items() if times > 1]
    lost = [event for event in journalled if event not in received]
    require(
        not twice and not lost,
        f"{len(lost)} 条缺失，{len(twice)} 条重复",
        f"{len(lost)} events are missing, {len(twice)} came twice",
    )
    return Text(
        f"日志 {len(journalled)} 条，大厅 {len(received)} 条，无缺无重",
        f"{len(journalled)} events in the journal, {len(received)} in the hall, none lost or twice",
    )


# --- one attempt ------------------------------------------------------------------------------


def _stands_before_camera(world: World, photograph: str | None) -> None:
    """Somebody (or nobody) steps before the gate's camera, and the lane is free."""
    show = None if photograph is None else str(world.staging.photos / photograph)
    world.peers.gate_camera.ask(show=show)
    world.gate.wait(
        "a free lane", lambda now: now.lanes[0].phase is LanePhase.IDLE, LANE_FREE_LIMIT_S
    )


def _enters(world: World, student: str) -> tuple[float, VerdictView]:
    """Milliseconds from the card on the reader to the closed relay contact, and the verdict."""
    _stands_before_camera(world, _AT_GATE[student])
    before, openings = world.gate.last_verdict(), world.peers.relays.openings
    with world.peers.card(world.campus.cards[student], GATE_READER):
        started = time.monotonic()
        opened = world.peers.relays.wait_for_opening(openings, VERDICT_LIMIT_S)
        took_ms = 1000 * (time.monotonic() - started)
        verdict = world.gate.next_verdict(before, VERDICT_LIMIT_S)
    require(
        opened and verdict.outcome is Outcome.GRANTED,
        f"道闸没有打开：{verdict.sentence.zh}",
        f"the barrier did not open: {verdict.sentence.en}",
    )
    return took_ms, verdict


def _walks_through(world: World, event: UUID) -> None:
    """The person breaks the light barrier and leaves it."""
    world.peers.board.ask(do="input", index=PASSAGE_INPUT, on=True)
    world.gate.wait(
        "somebody in the passage",
        lambda now: now.lanes[0].phase is LanePhase.PASSING,
        VERDICT_LIMIT_S,
    )
    world.peers.board.ask(do="input", index=PASSAGE_INPUT, on=False)
    world.gate.wait(
        "the passage",
        lambda now: any(seen.passed for seen in now.recent if seen.event_id == event),
        VERDICT_LIMIT_S,
    )
    # Who has just gone through is not let in again before the lane rests (retap_s of its file).
    world.gate.wait(
        "the lane at rest", lambda now: now.lanes[0].phase is LanePhase.IDLE, VERDICT_LIMIT_S
    )
    world.peers.gate_camera.ask(show=None)


def _refused(world: World, uid: bytes, photograph: str | None, reason: Reason) -> Text:
    """One attempt that must end with ``reason`` and a closed barrier."""
    _stands_before_camera(world, photograph)
    before, openings = world.gate.last_verdict(), world.peers.relays.openings
    with world.peers.card(uid, GATE_READER):
        verdict = world.gate.next_verdict(before, VERDICT_LIMIT_S)
    _expect(verdict, reason)
    require(
        world.peers.relays.openings == openings,
        "拒绝了，道闸却打开过",
        "it was refused, and yet the barrier opened",
    )
    _shown_and_left(world, verdict, f"console-{reason.value.replace('_', '-')}")
    return _in_words(verdict)


def _expect(verdict: VerdictView, reason: Reason) -> None:
    require(
        verdict.reason == reason.value,
        f"结论是 {verdict.reason or verdict.outcome}，应为 {reason}",
        f"the verdict was {verdict.reason or verdict.outcome}, expected {reason}",
    )


def _shown_and_left(world: World, verdict: VerdictView, picture: str) -> None:
    """The guard reads sentence and remedy; then nobody stands there any more."""
    language = world.staging.language
    for text in (verdict.sentence, verdict.remedy):
        if text is not None:
            world.console.wait_for_text(Text(text.zh, text.en).speak(language))
    world.console.shoot(picture)
    world.peers.gate_camera.ask(show=None)


def _in_words(verdict: VerdictView) -> Text:
    """Sentence and remedy, as the guard reads them."""
    if verdict.remedy is None:
        raise Missing("没有处理办法", "there is no remedy")
    return Text(
        f"{verdict.sentence.zh} → {verdict.remedy.zh}",
        f"{verdict.sentence.en} -> {verdict.remedy.en}",
    )


def _journal(world: World) -> list[GateEvent]:
    rows = yanhu("gate", "journal", "show", "--config", str(world.campus.gate_config), "--json")
    return [GateEvent.model_validate(json.loads(row)) for row in rows.splitlines()]


def _hall_has(world: World, event: UUID) -> None:
    world.gate.wait("the upload", lambda now: now.backlog.waiting == 0, BACKLOG_LIMIT_S)
    require(
        event in world.security.events_received(),
        "大厅没有收到这次通过",
        "the hall did not receive the passage",
    )
