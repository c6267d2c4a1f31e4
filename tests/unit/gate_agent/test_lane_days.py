"""Random days at a lane: whatever comes in whatever order, no invariant breaks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gate_agent.journal.pass_book import PassBook
from gate_agent.lane.lately import LatelyHere
from gate_agent.passage.event_reasons import NOBODY_WENT
from gate_agent.passage.machine import advance, deadline, takes_cards
from gate_agent.passage.terms import (
    AlarmCleared,
    AlarmRaised,
    Approved,
    BarrierFailed,
    CloseBarrier,
    DeviceDown,
    DeviceUp,
    Effect,
    Elapsed,
    Evacuation,
    Event,
    EvidenceFailed,
    Fault,
    Forced,
    GuardOpened,
    GuardRefused,
    HeldOpen,
    HoldOpen,
    Idle,
    Intrusion,
    KeepOpen,
    LaneState,
    Maintenance,
    Mismatched,
    Open,
    OpenBarrier,
    PassageSensor,
    Passed,
    Passing,
    PutBack,
    Reading,
    Record,
    Refusal,
    Refused,
    Release,
    Stopping,
    Tailgating,
    TakenOut,
    Tapped,
    TimedOut,
    Unread,
    Verify,
    Verifying,
)
from gate_agent.passage.timing import Timing
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.reasons import Reason
from sync.wire import AccessRecord, Direction, GateEventKind
from tests.helpers.records import approved

TIMING = Timing(face_wait_s=3, open_s=6, passing_s=8, denied_s=4, fault_s=5)
GRANTED, BY_GUARD = GateEventKind.GRANTED, GateEventKind.OPENED_BY_GUARD
WENT, TIMED_OUT = GateEventKind.PASSED, GateEventKind.TIMED_OUT


PASSES = (UUID(int=1 << 100), UUID(int=2 << 100))
NEIGHBOUR = UUID(int=3 << 100)
ONCE = approved(valid_from=None, entries=1)
"""Whose card and number these are: somebody who may come in once."""
ONCES = frozenset({"card 1", "number 20240001"})
NOBODY_THERE = Idle | Passed | TimedOut | Tailgating | Intrusion | HeldOpen | Fault | Maintenance


@dataclass(frozen=True)
class Shown:
    """The latest that was presented, as gate_agent.lane.judge.Trial keeps it."""

    presented: str
    attempt: UUID
    pass_id: UUID | None = None

    @property
    def record(self) -> AccessRecord | None:
        return ONCE if self.presented in ONCES else None


class LaneMachine(RuleBasedStateMachine):
    """Random days at a lane, with a board that sometimes fails and a disk that is sometimes full.

    Carries effects out as gate_agent.lane.passage_driver does and watches the barrier. People show
    cards, passes, or have a guard type their number; passes and entries are booked in the real
    books, which other lanes share.
    """

    def __init__(self) -> None:
        super().__init__()
        self.state = LaneState()
        self.now = 0.0
        self.attempts = 0
        self.open = False
        self.held = False
        self.board_until = 0.0
        """When the board's own timer closes the barrier."""
        self.covered = False
        self.board_failed = False
        self.left_to_timer = False
        """It ended with somebody in the lane, so only the board closes it."""
        self.disk_full = False
        self.board_dead = False
        self.allowed: set[UUID] = set()
        self.outcomes: list[UUID] = []
        self.shown: Shown | None = None
        self.book = PassBook()
        self.uses: dict[UUID, set[UUID]] = {one: set() for one in PASSES}
        """By which attempts somebody went in, or may yet go, by each pass: what must be booked."""
        self.presence = PresenceBook({"L1": "site", "L2": "site"})
        self.went: set[UUID] = set()
        """Attempts by which the one who may come in once went in, or may yet go."""
        self.lately = LatelyHere()
        self.nothing_before = 0.0
        """Until then nothing of theirs opens this lane, unless a guard does."""
        self.at_the_next_lane: UUID | None = None
        self.elsewhere: dict[UUID, UUID] = {}
        """Passes by which the next lane let somebody in, who may yet turn back."""

    def feed(self, event: Event) -> None:
        events = [event]
        while events:
            step = advance(self.state, events.pop(0), self.now, TIMING)
            self.state = step.state
            for effect in step.effects:
                answer = self.carry_out(effect)
                if answer is not None:
                    events.append(answer)
                if isinstance(answer, EvidenceFailed):
                    break

    def carry_out(self, effect: Effect) -> Event | None:
        match effect:
            case Verify():
                return None
            case Record():
                self.book_pass(effect)
                self.book_entry(effect)
                return self.record(effect.kind, effect.attempt)
            case OpenBarrier(seconds=seconds):
                assert isinstance(self.state.phase, Open)
                assert self.state.phase.attempt in self.allowed, "opened without a kept grant"
                return self.board_opens(seconds)
            case KeepOpen(seconds=seconds):
                assert isinstance(self.state.phase, HeldOpen)
                assert self.state.phase.attempt in self.allowed, "opened without a kept grant"
                assert self.state.covered, "kept open for nobody"
                return self.board_opens(seconds)
            case CloseBarrier():
                assert not self.state.covered, "it closes on somebody"
                self.open = self.held
            case HoldOpen():
                assert isinstance(self.state.phase, Evacuation)
                self.open = self.held = True
            case Release():
                assert not self.state.covered, "it closes on somebody"
                self.open = self.held = False
        return None

    def board_opens(self, seconds: float) -> Event | None:
        self.board_failed = self.board_dead
        if self.board_dead:
            return BarrierFailed()
        self.open, self.left_to_timer = True, False
        self.board_until = self.now + seconds
        return None

    def record(self, kind: GateEventKind, attempt: UUID | None) -> Event | None:
        if kind in (WENT, TIMED_OUT):
            assert attempt is not None
            # An outcome that the disk can't take is owed and written later.
            assert attempt in self.allowed
            self.outcomes.append(attempt)
            return EvidenceFailed(attempt) if self.disk_full else None
        if self.disk_full:
            return EvidenceFailed(attempt)
        if kind in (GRANTED, BY_GUARD):
            assert attempt is not None
            assert attempt not in self.allowed, "one grant an attempt"
            self.allowed.add(attempt)
        return None

    def attempt(self) -> UUID:
        self.attempts += 1
        return UUID(int=self.attempts)

    def book_pass(self, effect: Record) -> None:
        """As gate_agent.lane.log does, and what must come of it as decision 19 says."""
        shown = self.shown
        if shown is None or shown.pass_id is None:
            return
        uses, pass_id = self.uses[shown.pass_id], shown.pass_id
        if effect.kind is GRANTED:
            assert not uses - {shown.attempt}, "a pass lets in once"
        self.book.recorded(pass_id, shown.attempt, effect.kind, effect.reason, self.time())
        if self.disk_full and effect.kind in (GRANTED, BY_GUARD):
            self.book.give_back(pass_id, shown.attempt)
        elif effect.kind in (GRANTED, BY_GUARD):
            uses.add(shown.attempt)
        elif effect.kind is TIMED_OUT and effect.reason in NOBODY_WENT:
            uses.discard(shown.attempt)

    def book_entry(self, effect: Record) -> None:
        """As gate_agent.lane.log does, and what must come of it."""
        shown = self.shown
        if shown is None or shown.record is None:
            return
        attempt, passage = shown.attempt, self.passage("L1")
        self.lately.note(effect, ONCE.holder, self.now, TIMING)
        if effect.kind is GRANTED:
            assert self.now >= self.nothing_before
        elif effect.kind is WENT:
            self.nothing_before = self.now + TIMING.retap_s
        elif effect.kind is GateEventKind.REFUSED_BY_GUARD:
            self.nothing_before = self.now + TIMING.confirm_s
        elif effect.kind is BY_GUARD:
            self.nothing_before = 0.0
        if effect.kind in (GRANTED, BY_GUARD):
            if effect.kind is GRANTED:
                assert not self.went - {attempt}, "one entry lets in once"
            self.presence.opened(attempt, passage)
            self.went.add(attempt)
            if self.disk_full:
                self.presence.stayed(attempt, ONCE.holder)
                self.went.discard(attempt)
        elif effect.kind is TIMED_OUT and effect.reason in NOBODY_WENT:
            self.presence.stayed(attempt, ONCE.holder)
            self.went.discard(attempt)
        elif effect.kind in (WENT, TIMED_OUT):
            self.presence.went(attempt, passage)

    def passage(self, lane: str) -> Passage:
        return Passage(ONCE.holder, lane, Direction.IN, self.time())

    def may_enter(self, attempt: UUID, lane: str) -> bool:
        """As gate_agent.lane.judge asks."""
        seen = self.presence.of(ONCE, lane, attempt)
        return not seen.entries and self.presence.take(attempt, ONCE, self.passage(lane), seen)

    def time(self) -> datetime:
        """Stands: how long a pass is remembered is another test's matter."""
        return datetime(2030, 9, 1, tzinfo=UTC) + timedelta(seconds=self.attempts * 1e-6)

    def show(self, presented: str, pass_id: UUID | None = None) -> None:
        """As gate_agent.lane.attempts does with what is presented."""
        phase = self.state.phase
        if not takes_cards(self.state):
            return
        before = self.shown
        again = before is not None and before.presented == presented
        if again and isinstance(phase, Passed) and pass_id is not None:
            return
        attempt = phase.attempt if isinstance(phase, Reading) else self.attempt()
        if not (again and isinstance(phase, Refusal) and self.now < phase.same_until):
            self.shown = Shown(presented, attempt, pass_id)
        self.feed(Tapped(attempt, again))

    @rule(seconds=st.sampled_from([0.1, 1, 3, 9]))
    def time_passes(self, seconds: float) -> None:
        until = self.now + seconds
        while (due := deadline(self.state)) is not None and due <= until:
            self.is_now(max(self.now, due))
            self.feed(Elapsed())
        self.is_now(until)

    def is_now(self, now: float) -> None:
        self.now = now
        if now >= self.board_until and not self.held:
            self.open = self.left_to_timer = False

    @rule(card=st.sampled_from(["card 1", "card 2"]))
    def somebody_taps(self, card: str) -> None:
        self.show(card)

    @rule(pass_id=st.sampled_from(PASSES))
    def a_pass_is_shown(self, pass_id: UUID) -> None:
        self.show(f"pass {pass_id}", pass_id)

    @rule(number=st.sampled_from(["20240001", "20240002"]))
    def a_guard_types_a_number(self, number: str) -> None:
        busy = not takes_cards(self.state)
        before = self.state
        self.show(f"number {number}")
        if busy:
            assert self.state == before, "a typed number disturbs nobody"
        elif not isinstance(before.phase, Refusal):
            assert isinstance(self.state.phase, Verifying), "the rules are asked, nothing opens"

    @rule(pass_id=st.sampled_from(PASSES), goes=st.booleans())
    def the_next_lane_takes_the_pass(self, pass_id: UUID, goes: bool) -> None:
        """It lets somebody in by it if it can; or, if it did, they turn back."""
        if pass_id in self.elsewhere and not goes:
            attempt = self.elsewhere.pop(pass_id)
            self.book.give_back(pass_id, attempt)
            self.uses[pass_id].discard(attempt)
            return
        attempt = self.attempt()
        took = self.book.take(pass_id, attempt, self.time())
        assert took == (not self.uses[pass_id]), "a pass is free exactly while nobody used it"
        if took:
            self.uses[pass_id].add(attempt)
            self.elsewhere[pass_id] = attempt

    @rule(goes=st.booleans())
    def the_next_lane_takes_the_card(self, goes: bool) -> None:
        """It lets in whoever may come in once; or, if it did, they go, or turn back."""
        if self.at_the_next_lane is not None:
            if goes:
                self.presence.went(self.at_the_next_lane, self.passage("L2"))
            else:
                self.presence.stayed(self.at_the_next_lane, ONCE.holder)
                self.went.discard(self.at_the_next_lane)
            self.at_the_next_lane = None
            return
        attempt = self.attempt()
        took = self.may_enter(attempt, "L2")
        assert took == (not self.went), "the entry is free exactly while nobody used it"
        if took:
            self.went.add(attempt)
            self.at_the_next_lane = attempt

    @rule(pass_id=st.sampled_from(PASSES))
    def a_neighbour_tells_of_the_pass(self, pass_id: UUID) -> None:
        self.book.used(pass_id, self.time())
        self.uses[pass_id].add(NEIGHBOUR)

    @rule()
    def a_card_is_taken_away_early(self) -> None:
        before, shown = self.state.phase, Shown("unread", self.attempt())
        self.feed(Unread(shown.attempt))
        if isinstance(self.state.phase, Reading) and not isinstance(before, Reading):
            self.shown = shown

    @rule(event=st.sampled_from([AlarmRaised(), AlarmCleared(), TakenOut(), PutBack()]))
    def the_whole_gate_changes(self, event: Event) -> None:
        self.feed(event)

    @rule(event=st.sampled_from(["approved", "refused", "mismatch"]), late=st.booleans())
    def the_rules_answer(self, event: str, late: bool) -> None:
        phase = self.state.phase
        attempt = phase.attempt if isinstance(phase, Verifying) and not late else self.attempt()
        shown = self.shown
        pass_id = shown.pass_id if shown is not None and shown.attempt == attempt else None
        if event == "approved" and pass_id is not None:
            used = bool(self.uses[pass_id])
            took = self.book.take(pass_id, attempt, self.time())
            assert took == (not used), "a used pass is refused, any other taken"
            if not took:
                self.feed(Refused(attempt, Reason.PASS_USED))
                return
        once = shown is not None and shown.attempt == attempt and shown.record is not None
        if event == "approved" and once and self.lately.of(ONCE.holder, self.now) is not None:
            self.feed(Refused(attempt, Reason.JUST_PASSED))
            return
        if event == "approved" and once:
            used = bool(self.went)
            took = self.may_enter(attempt, "L1")
            assert took == (not used), "a used entry is refused, any other taken"
            if not took:
                self.feed(Refused(attempt, Reason.ENTRIES_USED))
                return
        answers: dict[str, Event] = {
            "approved": Approved(attempt),
            "refused": Refused(attempt, Reason.PENDING),
            "mismatch": Mismatched(attempt),
        }
        self.feed(answers[event])

    @rule()
    def a_guard_opens(self) -> None:
        phase = self.state.phase
        if isinstance(phase, NOBODY_THERE):
            self.shown = None
        self.feed(GuardOpened(self.attempt()))

    @rule()
    def a_guard_refuses(self) -> None:
        before, open_before = self.state.phase, self.open
        self.feed(GuardRefused(self.attempt()))
        if self.open and self.state.covered:
            assert self.open == open_before, "the barrier stays away from who is in the lane"
            # Behind whom it was left to the board's timer, the next one may be at the reader.
            assert self.left_to_timer or self.state.phase == before

    @rule(active=st.booleans())
    def the_sensor_moves(self, active: bool) -> None:
        self.covered = active
        self.feed(PassageSensor(active))

    @rule(device=st.sampled_from(["reader", "barrier"]), up=st.booleans())
    def a_device_changes(self, device: str, up: bool) -> None:
        self.feed(DeviceUp(device) if up else DeviceDown(device))

    @rule(event=st.sampled_from([Forced(), BarrierFailed(), Stopping()]))
    def something_else_happens(self, event: Event) -> None:
        if isinstance(event, BarrierFailed):
            self.board_failed = True
        if self.open and self.state.covered:
            self.left_to_timer = True
        self.feed(event)

    @rule(full=st.booleans(), dead=st.booleans())
    def luck_changes(self, full: bool, dead: bool) -> None:
        self.disk_full, self.board_dead = full, dead

    @invariant()
    def open_only_for_somebody(self) -> None:
        if self.open and not self.left_to_timer:
            assert isinstance(self.state.phase, Open | Passing | HeldOpen | Evacuation)
            assert self.held == isinstance(self.state.phase, Evacuation)

    @invariant()
    def it_stays_open_for_who_is_in_the_lane(self) -> None:
        if isinstance(self.state.phase, Passing | HeldOpen) and not self.board_failed:
            assert self.open

    @invariant()
    def seen_is_what_the_sensor_sees(self) -> None:
        assert self.state.covered == self.covered

    @invariant()
    def one_outcome_each(self) -> None:
        assert len(self.outcomes) == len(set(self.outcomes))
        phase = self.state.phase
        under_way = {phase.attempt} if isinstance(phase, Open | Passing) else set[UUID]()
        assert self.allowed == set(self.outcomes) | under_way

    @invariant()
    def a_pass_is_used_by_who_went_or_may_go(self) -> None:
        stranger = UUID(int=0)
        for pass_id, uses in self.uses.items():
            assert self.book.is_used(pass_id, stranger) == bool(uses)

    @invariant()
    def entries_are_who_went_or_may_go(self) -> None:
        assert self.presence.of(ONCE, "L1").entries == len(self.went)


STEPS = int(os.environ.get("SOAK_STEPS", "9000"))
"""`make soak` runs 100,000."""
STEPS_A_DAY = 60
LaneMachine.TestCase.settings = settings(
    max_examples=STEPS // STEPS_A_DAY, stateful_step_count=STEPS_A_DAY, deadline=None
)
TestLaneMachine = LaneMachine.TestCase
